//! What the buyer was billed for and has not used, by actual days.

use chrono::NaiveDate;
use num_bigint::BigInt;
use num_rational::BigRational;

use super::AmendError;
use crate::offer::{Amount, Offer, Term};
use crate::plan::Plan;

/// The unused part of what was billed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Credit {
    /// The amount.
    pub amount: Amount,
    /// How many days of the old contract have passed before the day of the replacement.
    pub used: i64,
    /// How many days the old contract has.
    pub days: i64,
}

/// What was billed less the share of the old total for the days that have passed, rounded down to the
/// currency's minor unit: `billed − total × used ÷ days`.
///
/// The day of the replacement is the first that is not used. A contract over a duration has the
/// days from its start to its end, one with a written last day that day, too.
///
/// # Errors
/// When nothing is unused.
pub(super) fn unused(
    offer: &Offer,
    plan: &Plan,
    (start, end): (NaiveDate, NaiveDate),
    billed: Amount,
    on: NaiveDate,
) -> Result<Credit, AmendError> {
    let last = i64::from(!matches!(offer.term.get(), Some(Term::For(_))));
    let days = end.signed_duration_since(start).num_days() + last;
    let used = on.signed_duration_since(start).num_days();
    if days <= 0 {
        return Err(AmendError::NoContractDays);
    }
    let worn = plan.offer.total.exact() * BigRational::new(BigInt::from(used), BigInt::from(days));
    let amount = Amount::rounded_down(&(billed.exact() - worn), plan.offer.currency.minor_unit())
        .ok_or(AmendError::TooLargeToDivide)?;
    if amount.is_zero() || amount.is_negative() {
        return Err(AmendError::NothingUnused { billed: offer.money(billed), on, used, days });
    }
    Ok(Credit { amount, used, days })
}
