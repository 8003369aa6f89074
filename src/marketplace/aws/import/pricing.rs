//! Prices: what is granted beside the schedule, what is metered, and prices by duration.

use std::collections::HashMap;

use super::Build;
use super::members::{Members, PRICE_DECIMALS, RATE_DECIMALS};
use crate::offer::{Amount, ContractType, Dimension, Field, Price};
use crate::text::source::{Span, Spanned};

impl Build<'_> {
    /// What the offer grants. With a payment schedule the price is 0: Catalog API, "Work with private
    /// offers", FixedUpfrontPricingTerm.
    pub(super) fn upfront(&mut self, term: &mut Members<'_>) {
        self.currency_of("pricing", term);
        if let Some(price) = term.amount("Price", PRICE_DECIMALS).filter(|price| !price.value.is_zero()) {
            let line = format!("not carried: an upfront price of {}, beside the installments", price.value);
            self.say("pricing", line);
        }
        let duration = term.duration("Duration");
        self.facts.upfront = Some(duration.map(|duration| duration.value));
        self.facts.granted_for = duration;
        let mut seen = HashMap::new();
        for mut grant in term.objects("Grants") {
            let quantity = grant.whole("MaxQuantity");
            // Without a quantity, which is wrong, it is granted all the same.
            let unknown = self.judged && quantity.is_none();
            if let Some(dimension) = self.dimension_of(&mut grant, &mut seen) {
                dimension.quantity = quantity.map(|quantity| quantity.map(Into::into)).into();
                if unknown {
                    dimension.quantity = Field::Invalid;
                }
            }
            self.leave("pricing", grant);
        }
    }

    /// What is metered beyond the contract.
    pub(super) fn metered(&mut self, term: &mut Members<'_>) {
        self.currency_of("pricing", term);
        self.facts.metered = true;
        for mut card in term.objects("RateCards") {
            let mut seen = HashMap::new();
            for mut rate in card.objects("RateCard") {
                let priced = rate.has("Price");
                let price = self.rate(&mut rate);
                // A price that could not be read is one all the same.
                let unread = self.judged && priced && price.is_none();
                if let Some(dimension) = self.dimension_of(&mut rate, &mut seen) {
                    dimension.overage = if unread { Field::Invalid } else { price.into() };
                }
                self.leave("pricing", rate);
            }
            self.leave("pricing", card);
        }
    }

    /// The price in a rate card.
    fn rate(&mut self, rate: &mut Members<'_>) -> Option<Spanned<Amount>> {
        let price = rate.amount("Price", RATE_DECIMALS);
        if let Some(term) = self.said.terms.last_mut() {
            term.rates.extend(price);
        }
        price
    }

    /// Prices for durations among which the buyer chooses, and in an agreement what was chosen.
    pub(super) fn configurable(&mut self, term: &mut Members<'_>) {
        self.currency_of("pricing", term);
        for mut card in term.objects("RateCards") {
            let Some(mut selector) = card.object("Selector") else {
                self.leave("pricing", card);
                continue;
            };
            if selector.text("Type") != Some("Duration") {
                self.say("pricing", "prices by something other than a duration are not carried:");
                self.leave("pricing", selector);
                self.leave("pricing", card);
                continue;
            }
            let duration = selector.duration("Value");
            self.leave("pricing", selector);
            self.constraints(&mut card);
            let mut seen = HashMap::new();
            for mut rate in card.objects("RateCard") {
                let price = self.rate(&mut rate).zip(duration);
                let dimension = self.dimension_of(&mut rate, &mut seen);
                if let Some((dimension, (amount, duration))) = dimension.zip(price) {
                    dimension.prices.get_or_insert(amount.span).push(Price { duration, amount });
                }
                self.leave("pricing", rate);
            }
            self.leave("pricing", card);
        }
        self.chosen(term);
    }

    fn constraints(&mut self, card: &mut Members<'_>) {
        let Some(mut constraints) = card.object("Constraints") else { return };
        let several = constraints.text("MultipleDimensionSelection");
        // The marketplace uses the same word for both.
        let quantity = constraints.text("QuantityConfiguration");
        let kind = match several {
            Some("Allowed") => Some(ContractType::Options),
            Some("Disallowed") => Some(ContractType::Tier),
            _ => None,
        };
        let pricing = self.offer.pricing.get_or_insert(constraints.span());
        if let Some(kind) = kind {
            pricing.contract_type = Field::Given(Spanned::new(kind, constraints.span()));
        }
        if kind.is_none() || quantity != several {
            let words = [several, quantity].map(|word| word.unwrap_or("not said"));
            let line = format!("not carried: several dimensions {}, quantities {}", words[0], words[1]);
            self.say("pricing", line);
        }
        self.leave("pricing", constraints);
    }

    /// How many of each dimension the buyer took, and for how long.
    fn chosen(&mut self, term: &mut Members<'_>) {
        let Some(mut chosen) = term.object("Configuration") else { return };
        if let Some(duration) = chosen.duration("SelectorValue") {
            self.say("pricing", format!("the buyer chose the prices for {}", duration.value));
        }
        let mut seen = HashMap::new();
        for mut one in chosen.objects("Dimensions") {
            let quantity = one.whole("DimensionValue");
            if let Some(dimension) = self.dimension_of(&mut one, &mut seen) {
                dimension.quantity = quantity.map(|quantity| quantity.map(Into::into)).into();
            }
            self.leave("pricing", one);
        }
        self.leave("pricing", chosen);
    }

    /// The dimension that an object names, added if new; `seen` are those of the same list.
    fn dimension_of(
        &mut self,
        members: &mut Members<'_>,
        seen: &mut HashMap<String, Span>,
    ) -> Option<&mut Dimension> {
        let span = members.span();
        members.need(&["DimensionKey"]);
        let key = members.string("DimensionKey")?;
        match seen.get(&key.value) {
            Some(first) => self.said.dimensions_twice.push((key.clone(), *first)),
            None => {
                seen.insert(key.value.clone(), key.span);
            }
        }
        let dimensions = self.offer.pricing.get_or_insert(span).dimensions.get_or_insert(span);
        let at = *self.dimensions.entry(key.value.clone()).or_insert(dimensions.len());
        if at == dimensions.len() {
            dimensions.push(Dimension { span, key: Field::Given(key), ..Dimension::default() });
        }
        dimensions.get_mut(at)
    }

    /// A dimension that has a price or a quantity here.
    pub(super) fn known_dimension(&mut self, key: &str) -> Option<&mut Dimension> {
        let at = *self.dimensions.get(key)?;
        self.offer.pricing.get_mut()?.dimensions.get_mut()?.get_mut(at)
    }
}
