//! What each installment of one entry bills: fixed, a share, divided, or raised.

use num_bigint::BigInt;
use num_traits::One;
use rust_decimal::Decimal;

use super::allocation::{Cut, Floor, floor, half_up, split};
use super::origin::{AmountOrigin, SplitOf, Taken};
use crate::offer::{Entry, Offer, Portion, Raise, Series, Share, rational};
use crate::text::source::Spanned;

/// The amounts of one entry, with what each is.
pub(super) type Amounts = Vec<(Decimal, AmountOrigin)>;

/// The amounts of an entry with `count` dates, where that is known, that does not take the remainder, and, for a share of
/// the total, what rounding it down cut off. None where they cannot be worked out.
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
            (each(offer, series, count?, *amount, AmountOrigin::Fixed), None)
        }
        (Entry::Series(series), Portion::Share(share)) => {
            let share = of_total(offer, share)?;
            let amounts = if series.amount.is_absent() {
                divided(offer, series, count?, share.amount, SplitOf::Share)
            } else {
                each(offer, series, count?, share.amount, AmountOrigin::Share(Taken::default()))
            };
            (amounts, Some(share.cut))
        }
    };
    Some((amounts?, cut))
}

/// A share of the total, rounded down to the step.
fn of_total(offer: &Offer, share: &Share) -> Option<Floor> {
    let total = offer.total.get()?;
    floor(&(rational(*total) * share.exact()), offer.step()?)
}

/// The same amount for each installment, or block by block raised.
fn each(
    offer: &Offer,
    series: &Series,
    count: usize,
    amount: Decimal,
    origin: AmountOrigin,
) -> Option<Amounts> {
    if series.raise.is_invalid() {
        return None;
    }
    let Some(raise) = series.raise.get() else {
        return Some(vec![(amount, origin); count]);
    };
    let step = offer.step()?;
    let (up, down) = factor(raise);
    let (mut numerator, mut denominator) = (BigInt::one(), BigInt::one());
    let mut amounts = Vec::with_capacity(count);
    let mut block = 0_u32;
    while amounts.len() < count {
        // Each block from the first amount, never from the rounded one before it.
        let raised = if block == 0 { amount } else { half_up(amount, &numerator, &denominator, step)? };
        let size = (raise.every as usize).min(count - amounts.len());
        amounts.extend(std::iter::repeat_n((raised, AmountOrigin::Raised { block }), size));
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
    amount: Decimal,
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
    let origins = split.taken.into_iter().map(|taken| AmountOrigin::Split { of, taken });
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

/// Weights of `count` installments, each block raised over the one before, as whole numbers.
fn raised_weights(raise: &Raise, count: usize) -> Vec<BigInt> {
    let (up, down) = factor(raise);
    let blocks = count.div_ceil(raise.every as usize).max(1);
    // Block b weighs up^b × down^(last − b). Each comes from the one before it by a division that
    // leaves nothing and a multiplication, both by a short number: powers would take far longer.
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
