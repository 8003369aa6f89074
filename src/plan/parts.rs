//! The parts of a price that are earned over days of their own, as `pricing` says.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Zero};

use super::OfferFacts;
use crate::offer::{Amount, Dimension, Offer, ProductType, is_quantity, quote};
use crate::text::message::{Message, count, msg};

/// A part of a price, earned over the first days of the term.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct EarnedPart {
    /// Its share of the whole, of which all parts make up one.
    share: BigRational,
    /// Over how many days it is earned, from the first one of the term.
    days: i64,
}

/// A dimension that the offer grants: what its own price comes to, if it has one, and over how many days.
struct Granted<'o> {
    dimension: &'o Dimension,
    value: Option<Amount>,
    days: i64,
}

impl EarnedPart {
    fn whole(days: i64) -> Self {
        Self { share: BigRational::one(), days }
    }

    /// What share of the whole the parts have earned after so many days of the term.
    pub(super) fn earned(parts: &[Self], used: i64) -> BigRational {
        let earned = |part: &Self| {
            &part.share * BigRational::new(BigInt::from(used.min(part.days)), BigInt::from(part.days))
        };
        parts.iter().map(earned).fold(BigRational::zero(), |sum, next| sum + next)
    }
}

/// The parts of the price of a term of so many days, and what a reader must know of them.
///
/// What `pricing.duration` grants lasts that long, and so does a dimension that has one price, which is not
/// that of the term; neither lasts longer than the term. A machine image or a container runs on at the price
/// of its year. The price is shared out in the proportion of what the dimensions cost.
pub(super) fn parts(
    offer: &Offer,
    facts: &OfferFacts,
    (start, days): (NaiveDate, i64),
) -> (Vec<EarnedPart>, Vec<Message>) {
    let all = || (vec![EarnedPart::whole(days)], Vec::new());
    let Some(pricing) = offer.pricing.get() else { return all() };
    if offer.product_type().is_none_or(ProductType::is_ami_or_container) {
        return all();
    }
    if let Some(duration) = pricing.duration.get() {
        let own = duration.days_from(start);
        if !(1..days).contains(&own) {
            return all();
        }
        let note = msg!(
            "What is granted lasts {duration}, as `pricing` says: the total is earned over the first {days} of the term.",
            duration = duration.offset().words(),
            days = count!(own, "day")
        );
        return (vec![EarnedPart::whole(own)], vec![note]);
    }
    let granted = pricing.dimensions.get().into_iter().flatten().filter(|dimension| dimension.is_granted());
    let granted: Vec<Granted<'_>> =
        granted.map(|dimension| Granted::of(offer, dimension, (start, days))).collect();
    if granted.iter().all(|one| one.days == days) {
        return all();
    }
    shared_out(&granted, facts, days).unwrap_or_else(|unpriced| {
        let note = match unpriced {
            Some(name) => msg!(
                "`pricing` has durations of its own, but says not what {name} costs: the total is earned over the whole term.",
                name
            ),
            None => msg!("`pricing` has durations of its own, but no value: the total is earned over the whole term."),
        };
        (vec![EarnedPart::whole(days)], vec![note])
    })
}

impl<'o> Granted<'o> {
    fn of(offer: &Offer, dimension: &'o Dimension, (start, days): (NaiveDate, i64)) -> Self {
        let (prices, term) = (dimension.prices.get().map_or(&[][..], Vec::as_slice), offer.priced_term());
        let of_term = prices.iter().find(|price| term.is_some_and(|term| term.is(price.duration.value)));
        // One price that is not that of the term says how long the dimension itself lasts.
        let own = match prices {
            [only] if of_term.is_none() && term.is_some() => Some(only),
            _ => None,
        };
        let quantity = dimension.quantity.get().copied().filter(|quantity| is_quantity(*quantity));
        let price = of_term.or(own).zip(quantity);
        let lasts = own.map_or(days, |price| price.duration.value.days_from(start).clamp(1, days));
        let value = price.and_then(|(price, quantity)| price.amount.value.times(quantity));
        Self { dimension, value, days: lasts }
    }

    fn name(&self) -> String {
        let named = self.dimension.name.get().or_else(|| self.dimension.key.get());
        named.map(|name| quote(name)).unwrap_or_else(|| "a dimension".to_owned())
    }
}

/// The price in the proportion of what the dimensions cost, those that last alike together. An error names
/// the dimension that has no price, if that is why it cannot be shared out.
fn shared_out(
    granted: &[Granted<'_>],
    facts: &OfferFacts,
    term: i64,
) -> Result<(Vec<EarnedPart>, Vec<Message>), Option<String>> {
    let mut by_days: BTreeMap<i64, (Vec<String>, Amount)> = BTreeMap::new();
    let mut sum = Amount::ZERO;
    for one in granted {
        let value = one.value.ok_or_else(|| Some(one.name()))?;
        let (names, so_far) = by_days.entry(one.days).or_default();
        names.push(one.name());
        *so_far = so_far.plus(value).ok_or(None)?;
        sum = sum.plus(value).ok_or(None)?;
    }
    if sum.is_zero() {
        return Err(None);
    }
    let money = |amount: Amount| (facts.currency.digits(amount), facts.currency);
    let mut notes: Vec<Message> = Vec::new();
    for (days, (names, value)) in by_days.iter().filter(|(days, _)| **days < term) {
        let (amount, currency) = money(*value);
        notes.push(msg!(
            "{names}, {amount} {currency}, is earned over the first {days} of the term, for which it is priced.",
            names = names.join(", "),
            amount,
            currency,
            days = count!(*days, "day")
        ));
    }
    if sum != facts.total {
        let ((sum, currency), (total, _)) = (money(sum), money(facts.total));
        notes.push(msg!(
            "The prices of `pricing` come to {sum} {currency}, not {total}: the total is shared out in their proportion.",
            sum,
            currency,
            total
        ));
    }
    let whole = sum.exact();
    let part = |(days, (_, value)): (&i64, &(Vec<String>, Amount))| EarnedPart {
        share: value.exact() / &whole,
        days: *days,
    };
    Ok((by_days.iter().map(part).collect(), notes))
}
