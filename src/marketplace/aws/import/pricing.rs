//! Prices: what is granted beside the schedule, what is metered, and prices by duration.

use super::members::Members;
use super::{Build, ImportError};
use crate::offer::{ContractType, Dimension, Field, Price};
use crate::text::source::Spanned;

impl Build<'_> {
    /// What the offer grants. With a payment schedule the price is 0: Catalog API, "Work with private
    /// offers", FixedUpfrontPricingTerm.
    pub(super) fn upfront(&mut self, term: &mut Members<'_>) -> Result<(), ImportError> {
        self.currency_of("pricing", term)?;
        if let Some(price) = term.amount("Price")?.filter(|price| !price.value.is_zero()) {
            let line = format!("not carried: an upfront price of {}, beside the installments", price.value);
            self.say("pricing", line);
        }
        self.facts.upfront = Some(term.duration("Duration")?.map(|duration| duration.value));
        for mut grant in term.objects("Grants")? {
            let quantity = grant.whole("MaxQuantity")?;
            let dimension = self.dimension_of(&mut grant)?;
            dimension.quantity = quantity.map(|quantity| quantity.map(Into::into)).into();
            self.leave("pricing", grant);
        }
        Ok(())
    }

    /// What is metered beyond the contract.
    pub(super) fn metered(&mut self, term: &mut Members<'_>) -> Result<(), ImportError> {
        self.currency_of("pricing", term)?;
        self.facts.metered = true;
        for mut card in term.objects("RateCards")? {
            for mut rate in card.objects("RateCard")? {
                let price = rate.amount("Price")?;
                self.dimension_of(&mut rate)?.overage = price.into();
                self.leave("pricing", rate);
            }
            self.leave("pricing", card);
        }
        Ok(())
    }

    /// Prices for durations among which the buyer chooses, and in an agreement what was chosen.
    pub(super) fn configurable(&mut self, term: &mut Members<'_>) -> Result<(), ImportError> {
        self.currency_of("pricing", term)?;
        for mut card in term.objects("RateCards")? {
            let Some(mut selector) = card.object("Selector")? else {
                self.leave("pricing", card);
                continue;
            };
            if selector.text("Type")? != Some("Duration") {
                self.say("pricing", "prices by something other than a duration are not carried:");
                self.leave("pricing", selector);
                self.leave("pricing", card);
                continue;
            }
            let duration = selector.duration("Value")?;
            self.leave("pricing", selector);
            self.constraints(&mut card)?;
            for mut rate in card.objects("RateCard")? {
                let price = rate.amount("Price")?;
                let dimension = self.dimension_of(&mut rate)?;
                if let Some((duration, amount)) = duration.zip(price) {
                    dimension.prices.get_or_insert(amount.span).push(Price { duration, amount });
                }
                self.leave("pricing", rate);
            }
            self.leave("pricing", card);
        }
        self.chosen(term)
    }

    fn constraints(&mut self, card: &mut Members<'_>) -> Result<(), ImportError> {
        let Some(mut constraints) = card.object("Constraints")? else { return Ok(()) };
        let several = constraints.text("MultipleDimensionSelection")?;
        // The marketplace uses the same word for both.
        let quantity = constraints.text("QuantityConfiguration")?;
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
        Ok(())
    }

    /// How many of each dimension the buyer took, and for how long.
    fn chosen(&mut self, term: &mut Members<'_>) -> Result<(), ImportError> {
        let Some(mut chosen) = term.object("Configuration")? else { return Ok(()) };
        if let Some(duration) = chosen.duration("SelectorValue")? {
            self.say("pricing", format!("the buyer chose the prices for {}", duration.value));
        }
        for mut one in chosen.objects("Dimensions")? {
            let quantity = one.whole("DimensionValue")?;
            self.dimension_of(&mut one)?.quantity = quantity.map(|quantity| quantity.map(Into::into)).into();
            self.leave("pricing", one);
        }
        self.leave("pricing", chosen);
        Ok(())
    }

    /// The dimension that an object names, added if new.
    fn dimension_of(&mut self, members: &mut Members<'_>) -> Result<&mut Dimension, ImportError> {
        let span = members.span();
        let key = members.string("DimensionKey")?.ok_or_else(|| members.missing("DimensionKey"))?;
        let dimensions = self.offer.pricing.get_or_insert(span).dimensions.get_or_insert(span);
        let at = *self.dimensions.entry(key.value.clone()).or_insert(dimensions.len());
        if at == dimensions.len() {
            dimensions.push(Dimension { span, key: Field::Given(key), ..Dimension::default() });
        }
        dimensions.get_mut(at).ok_or_else(|| members.missing("DimensionKey"))
    }

    /// A dimension that has a price or a quantity here.
    pub(super) fn known_dimension(&mut self, key: &str) -> Option<&mut Dimension> {
        let at = *self.dimensions.get(key)?;
        self.offer.pricing.get_mut()?.dimensions.get_mut()?.get_mut(at)
    }
}
