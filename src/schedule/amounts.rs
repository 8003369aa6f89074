//! What each installment of one entry bills: fixed, a share, divided, or raised.

use num_bigint::BigInt;
use num_traits::One;
use rust_decimal::Decimal;

use super::allocation::{Cut, Floor, floor, half_up, split};
use super::origin::{AmountOrigin, SplitOf, Taken};
use crate::offer::{Amount, Entry, Field, Offer, Portion, Raise, Series, Share};
use crate::text::source::Spanned;

/// The amounts of one entry, each with its origin.
pub(super) type Amounts = Vec<(Amount, AmountOrigin)>;

/// The amounts of an entry with `count` dates, if that is known, that does not take the remainder, and,
/// for a share of the total, what rounding it down cut off. `None` if they cannot be computed.
pub(super) fn known(offer: &Offer, entry: &Entry, count: Option<usize>) -> Option<(Amounts, Option<Cut>)> {
    let (amounts, cut) = match (entry, entry.amount().get()?) {
        (_, Portion::Remainder) | (Entry::Broken(_), _) => return None,
        (Entry::Single(_), Portion::Fixed(amount)) => (Some(vec![(*amount, AmountOrigin::Fixed)]), None),
        (Entry::Single(_), Portion::Share(share)) => {
            let share = of_total(offer, share)?;
            (Some(vec![(share.amount, AmountOrigin::Share(Taken::default()))]), Some(share.cut))
        }
        (Entry::Series(series), Portion::Fixed(amount)) if series.amount.is_absent() => {
            (divided(offer, series, count?, *amount, SplitOf::Amount), None)
        }
        (Entry::Series(series), Portion::Fixed(amount)) => {
            let amounts = match series.raise {
                Field::Absent => Some(vec![(*amount, AmountOrigin::Fixed); count?]),
                _ => raised(offer, series, count?, *amount, None),
            };
            (amounts, None)
        }
        (Entry::Series(series), Portion::Share(share)) => {
            let whole = of_total(offer, share)?;
            let amounts = if series.amount.is_absent() {
                divided(offer, series, count?, whole.amount, SplitOf::Share)
            } else if series.raise.is_absent() {
                Some(vec![(whole.amount, AmountOrigin::Share(Taken::default())); count?])
            } else {
                raised(offer, series, count?, offer.total_due()?, Some(share))
            };
            (amounts, Some(whole.cut))
        }
    };
    Some((amounts?, cut))
}

/// A share of the total, rounded down to the step.
fn of_total(offer: &Offer, share: &Share) -> Option<Floor> {
    floor(&(offer.total_due()?.exact() * share.exact()), offer.step()?)
}

/// An amount, or a share of it, raised block by block. Each block is the exact first amount times
/// the exact raise, rounded half-up once: never from a rounded one before it.
fn raised(
    offer: &Offer,
    series: &Series,
    count: usize,
    amount: Amount,
    share: Option<&Share>,
) -> Option<Amounts> {
    let (raise, step) = (series.raise.get()?, offer.step()?);
    let (up, down) = factor(raise);
    let (mut numerator, mut denominator) = match share {
        Some(share) => (share.exact().numer().clone(), share.exact().denom().clone()),
        None => (BigInt::one(), BigInt::one()),
    };
    let mut amounts = Vec::with_capacity(count);
    let mut block = 0_u32;
    while amounts.len() < count {
        // A written amount is billed as written until it is raised.
        let written = block == 0 && share.is_none();
        let each = if written { amount } else { half_up(amount, &numerator, &denominator, step)? };
        let size = (raise.every as usize).min(count - amounts.len());
        amounts.extend(std::iter::repeat_n((each, AmountOrigin::Raised { block }), size));
        numerator *= &up;
        denominator *= &down;
        block += 1;
    }
    Some(amounts)
}

/// An amount divided among the installments of a series.
pub(super) fn divided(
    offer: &Offer,
    series: &Series,
    count: usize,
    amount: Amount,
    of: SplitOf,
) -> Option<Amounts> {
    if series.weights.is_invalid() || series.raise.is_invalid() {
        return None;
    }
    let weights = match (series.weights.get(), series.raise.get()) {
        (Some(weights), _) if weights.len() != count => return None,
        (Some(weights), _) => Some(whole_numbers(weights)),
        (None, Some(raise)) => Some(raised_weights(raise, count)),
        (None, None) => None,
    };
    let split = split(amount, offer.step()?, count, weights.as_deref(), offer.leftover())?;
    let origins =
        split.taken.into_iter().map(|taken| AmountOrigin::Split { of, taken, of_shares: Taken::default() });
    Some(split.parts.into_iter().zip(origins).collect())
}

/// Decimal weights as whole numbers of the same proportions.
fn whole_numbers(weights: &[Spanned<Decimal>]) -> Vec<BigInt> {
    let scale = weights.iter().map(|w| w.value.scale()).max().unwrap_or(0);
    let whole = |w: &Spanned<Decimal>| {
        BigInt::from(w.value.mantissa()) * BigInt::from(10).pow(scale - w.value.scale())
    };
    weights.iter().map(whole).collect()
}

/// One block is (numerator ÷ denominator) times the one before it.
fn factor(raise: &Raise) -> (BigInt, BigInt) {
    let share = raise.percent.exact();
    (share.numer() + share.denom(), share.denom().clone())
}

/// Weights of `count` installments, each block raised over the previous one, as whole numbers.
fn raised_weights(raise: &Raise, count: usize) -> Vec<BigInt> {
    let (up, down) = factor(raise);
    let blocks = count.div_ceil(raise.every as usize).max(1);
    // Block b weighs up^b × down^(last − b). Each is derived from the previous one by an exact division
    // and a multiplication, both by a short number: powers would take far longer.
    let last = u32::try_from(blocks - 1).unwrap_or(u32::MAX);
    let mut weights = Vec::with_capacity(blocks);
    let mut weight = down.pow(last);
    for _ in 1..blocks {
        let next = &weight / &down * &up;
        weights.push(std::mem::replace(&mut weight, next));
    }
    weights.push(weight);
    weights.into_iter().flat_map(|w| std::iter::repeat_n(w, raise.every as usize)).take(count).collect()
}
