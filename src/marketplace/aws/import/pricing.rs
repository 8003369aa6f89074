//! Prices: what is granted beside the schedule, what is metered, and prices by duration.

use rust_decimal::Decimal;

use super::Build;
use super::members::Members;
use crate::offer::ContractType;
use crate::offer::draft::Dimension;

impl Build<'_> {
    /// What the offer grants. Beside a payment schedule the price is 0: Catalog API, "Work with
    /// private offers", FixedUpfrontPricingTerm.
    pub(super) fn upfront(&mut self, term: &mut Members<'_>) -> Result<(), String> {
        self.currency_of("pricing", term)?;
        if let Some(price) = term.decimal("Price")?.filter(|price| !price.is_zero()) {
            self.say("pricing", format!("not carried: an upfront price of {price}, beside the installments"));
        }
        self.facts.upfront = Some(term.duration("Duration")?);
        for mut grant in term.objects("Grants")? {
            let quantity = grant.whole("MaxQuantity")?;
            let dimension = self.dimension_of(&mut grant)?;
            dimension.quantity = quantity.map(Decimal::from);
            self.leave("pricing", grant);
        }
        Ok(())
    }

    /// What is metered beyond the contract.
    pub(super) fn metered(&mut self, term: &mut Members<'_>) -> Result<(), String> {
        self.currency_of("pricing", term)?;
        self.facts.metered = true;
        for mut card in term.objects("RateCards")? {
            for mut rate in card.objects("RateCard")? {
                let price = rate.decimal("Price")?;
                self.dimension_of(&mut rate)?.overage = price;
                self.leave("pricing", rate);
            }
            self.leave("pricing", card);
        }
        Ok(())
    }

    /// Prices for durations among which the buyer chooses, and in an agreement what was chosen.
    pub(super) fn configurable(&mut self, term: &mut Members<'_>) -> Result<(), String> {
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
                let price = rate.decimal("Price")?;
                let dimension = self.dimension_of(&mut rate)?;
                dimension.prices.extend(duration.zip(price));
                self.leave("pricing", rate);
            }
            self.leave("pricing", card);
        }
        self.chosen(term)
    }

    fn constraints(&mut self, card: &mut Members<'_>) -> Result<(), String> {
        let Some(mut constraints) = card.object("Constraints")? else { return Ok(()) };
        let several = constraints.text("MultipleDimensionSelection")?;
        // The marketplace takes the same word for both.
        let quantity = constraints.text("QuantityConfiguration")?;
        let kind = match several {
            Some("Allowed") => Some(ContractType::Options),
            Some("Disallowed") => Some(ContractType::Tier),
            _ => None,
        };
        let pricing = self.draft.pricing.get_or_insert_default();
        pricing.contract_type = kind.or(pricing.contract_type);
        if kind.is_none() || quantity != several {
            let words = [several, quantity].map(|word| word.unwrap_or("not said"));
            let line = format!("not carried: several dimensions {}, quantities {}", words[0], words[1]);
            self.say("pricing", line);
        }
        self.leave("pricing", constraints);
        Ok(())
    }

    /// How many of each dimension the buyer took, and for how long.
    fn chosen(&mut self, term: &mut Members<'_>) -> Result<(), String> {
        let Some(mut chosen) = term.object("Configuration")? else { return Ok(()) };
        if let Some(duration) = chosen.duration("SelectorValue")? {
            self.say("pricing", format!("the buyer chose the prices for {duration}"));
        }
        for mut one in chosen.objects("Dimensions")? {
            let quantity = one.whole("DimensionValue")?;
            self.dimension_of(&mut one)?.quantity = quantity.map(Decimal::from);
            self.leave("pricing", one);
        }
        self.leave("pricing", chosen);
        Ok(())
    }

    /// The dimension that an object names, added where it is new.
    fn dimension_of(&mut self, members: &mut Members<'_>) -> Result<&mut Dimension, String> {
        let path = members.path("DimensionKey");
        let key = members.text("DimensionKey")?.ok_or_else(|| format!("{path} is missing"))?;
        let dimensions = &mut self.draft.pricing.get_or_insert_default().dimensions;
        let at = *self.dimensions.entry(key.to_owned()).or_insert(dimensions.len());
        if at == dimensions.len() {
            dimensions.push(Dimension { key: Some(key.to_owned()), ..Dimension::default() });
        }
        dimensions.get_mut(at).ok_or_else(|| format!("{path} is missing"))
    }

    /// A dimension that has a price or a quantity here.
    pub(super) fn known_dimension(&mut self, key: &str) -> Option<&mut Dimension> {
        let at = *self.dimensions.get(key)?;
        self.draft.pricing.as_mut()?.dimensions.get_mut(at)
    }
}
