//! The contract value: the price of the granted dimensions for the offer's term, and the total of an
//! offer that does not give one.

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::{Amount, ContractType, Dimension, Duration, Field, Offer, Price, Pricing, ProductType, Term};
use crate::text::source::Span;

/// The most decimals of a price; `price-too-precise` reports more.
const PRICE_DECIMALS: u32 = 3;

/// What one granted dimension adds to the contract value.
#[derive(Debug, Clone, Copy)]
pub struct ValueLine<'o> {
    /// How many units are granted.
    pub quantity: Decimal,
    /// The price of a unit for the term.
    pub price: &'o Price,
    /// Quantity times price, exact.
    pub value: Amount,
}

/// The length of the term, as far as prices are concerned.
#[derive(Debug, Clone, Copy)]
pub struct PricedTerm {
    length: Length,
    /// Whether 365 days are twelve months, and 1,095 days thirty-six.
    years_in_days: bool,
}

#[derive(Debug, Clone, Copy)]
enum Length {
    For(Duration),
    /// From the first day to the one after the last.
    Between(NaiveDate, NaiveDate),
}

impl Offer {
    /// The total due from the buyer, in the offer's currency: the written `total`, else the
    /// contract value. `None` if neither is known.
    pub(crate) fn total_due(&self) -> Option<Amount> {
        match &self.total {
            Field::Given(total) => Some(total.value),
            Field::Invalid => None,
            Field::Absent => self.contract_value(),
        }
    }

    /// The sum of [`Offer::value_lines`]; `None` if they are unknown, or the sum has more digits
    /// than can be held exactly.
    pub(crate) fn contract_value(&self) -> Option<Amount> {
        Amount::sum(self.value_lines()?.iter().map(|line| line.value))
    }

    /// Quantity times the price for the term of every dimension that has a quantity.
    ///
    /// `None` if none has one, or one lacks the price for the term, is out of range, or could not
    /// be read; and for a tier contract that does not grant one unit of exactly one dimension.
    pub(crate) fn value_lines(&self) -> Option<Vec<ValueLine<'_>>> {
        let (term, pricing) = (self.priced_term()?, self.pricing.get()?);
        let mut lines = Vec::new();
        for dimension in pricing.dimensions.get()? {
            if !dimension.quantity.is_absent() {
                lines.push(line(dimension, term)?);
            }
        }
        let one_unit = || matches!(lines.as_slice(), [line] if line.quantity == Decimal::ONE);
        let is_tier = pricing.contract_type.get() == Some(&ContractType::Tier);
        (!lines.is_empty() && (!is_tier || one_unit())).then_some(lines)
    }

    /// What a price must be for, so that it is the price for the term. `None` if the term's length
    /// is not known, as with a contract that runs until a day.
    pub(crate) fn priced_term(&self) -> Option<PricedTerm> {
        let length = match self.term.get()? {
            Term::For(duration) => Length::For(*duration),
            Term::From { duration, .. } => Length::For(duration.value),
            Term::Dates { start, end } if start.value <= end.value => {
                Length::Between(start.value, end.value.succ_opt()?)
            }
            Term::Dates { .. } | Term::Until { .. } => return None,
        };
        Some(PricedTerm { length, years_in_days: self.counts_years_in_days() })
    }

    /// For how many days, counted from `from`, the shortest price is; and where that duration is
    /// written. Without `prices` an annual machine image is priced for 365 days, and anything else
    /// for one. `None` without `pricing`, or if a price could not be read. Source: Catalog API,
    /// "Work with private offers", UpdateValidityTerms, note on `AgreementDuration`.
    pub(crate) fn shortest_priced(&self, from: NaiveDate) -> Option<(i64, Option<Span>)> {
        let dimensions = self.pricing.get()?.dimensions.get()?;
        if dimensions.iter().any(|dimension| dimension.prices.is_invalid()) {
            return None;
        }
        let prices = dimensions.iter().filter_map(|dimension| dimension.prices.get()).flatten();
        let durations = prices.map(|price| price.duration);
        Some(match durations.min_by_key(|duration| duration.value.days_from(from)) {
            Some(shortest) => (shortest.value.days_from(from), Some(shortest.span)),
            None if self.product_type() == Some(ProductType::AmiHourlyAnnual) => (365, None),
            None => (1, None),
        })
    }

    /// Whether usage beyond the contract is metered: the product says so, or it is a SaaS contract with a
    /// dimension that has an `overage`.
    pub(crate) fn is_metered(&self) -> bool {
        let dimensions = self.pricing.get().and_then(|pricing| pricing.dimensions.get());
        let overage = || dimensions.into_iter().flatten().any(|dimension| dimension.overage.get().is_some());
        match self.product_type() {
            Some(ProductType::SaasContractWithConsumption) => true,
            Some(ProductType::SaasContract) => overage(),
            _ => false,
        }
    }

    /// Whether the product's years are counted in days: its contracts run 365 or 1,095 days, which
    /// are twelve and thirty-six months.
    pub(crate) fn counts_years_in_days(&self) -> bool {
        use ProductType::{AmiHourlyAnnual, ContainerHourlyLongTerm};
        matches!(self.product_type(), Some(AmiHourlyAnnual | ContainerHourlyLongTerm))
    }
}

fn line(dimension: &Dimension, term: PricedTerm) -> Option<ValueLine<'_>> {
    let quantity = *dimension.quantity.get()?;
    let price = dimension.prices.get()?.iter().find(|price| term.is(price.duration.value))?;
    let in_range = is_quantity(quantity) && price.amount.value.scale() <= PRICE_DECIMALS;
    let value = price.amount.value.times(quantity)?;
    in_range.then_some(ValueLine { quantity, price, value })
}

/// Whether that many units can be granted; `quantity-out-of-range` reports others.
pub(crate) fn is_quantity(quantity: Decimal) -> bool {
    quantity >= Decimal::ONE && quantity.fract().is_zero() && quantity <= Decimal::from(2_147_483_646)
}

impl Pricing {
    /// Whether a quantity or a price could not be read, so that the contract value is unknown.
    pub(crate) fn is_unread(&self) -> bool {
        let unread = |dimension: &Dimension| dimension.quantity.is_invalid() || dimension.prices.is_invalid();
        self.dimensions.get().is_none_or(|dimensions| dimensions.iter().any(unread))
    }
}

impl PricedTerm {
    /// Whether a price for that duration is the price for the term.
    pub fn is(self, duration: Duration) -> bool {
        match self.length {
            Length::For(term) => term.is_as_long_as(duration, self.years_in_days),
            Length::Between(start, after) => duration.after(start) == after,
        }
    }

    /// The term as the duration of a price would be written: in months if they fit, up to `most`,
    /// else in days.
    pub fn duration(self, most: u32) -> Option<Duration> {
        match self.length {
            Length::For(term) => Some(term),
            Length::Between(start, after) => {
                let mut whole = (1..=most).filter_map(|months| Duration::new(months, 0));
                let days = u32::try_from(after.signed_duration_since(start).num_days()).ok()?;
                whole.find(|months| self.is(*months)).or(Duration::new(0, days))
            }
        }
    }
}

impl Duration {
    /// The duration as it is compared with others: 365 and 1,095 days in months if `years_in_days`.
    pub(crate) fn comparable(self, years_in_days: bool) -> Self {
        let in_months = match (self.months(), self.days()) {
            (0, 365) if years_in_days => Self::new(12, 0),
            (0, 1095) if years_in_days => Self::new(36, 0),
            _ => None,
        };
        in_months.unwrap_or(self)
    }

    /// Whether two durations are equal: as months (a year is twelve) or as days, and, with
    /// `years_in_days`, 365 days as twelve months and 1,095 days as thirty-six.
    pub(crate) fn is_as_long_as(self, other: Self, years_in_days: bool) -> bool {
        self.comparable(years_in_days) == other.comparable(years_in_days)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_year_in_days_is_twelve_months_only_for_products_that_count_so() {
        let days = |days| Duration::new(0, days).unwrap();
        let year = Duration::new(12, 0).unwrap();
        assert!(days(365).is_as_long_as(year, true) && year.is_as_long_as(days(365), true));
        assert!(days(1095).is_as_long_as(Duration::new(36, 0).unwrap(), true));
        assert!(!days(365).is_as_long_as(year, false));
        assert!(!days(730).is_as_long_as(Duration::new(24, 0).unwrap(), true));
        assert!(!days(366).is_as_long_as(year, true));
    }
}
