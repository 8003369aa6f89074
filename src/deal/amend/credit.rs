//! What the buyer was billed for and has not used, by actual days.

use chrono::NaiveDate;
use num_bigint::BigInt;
use num_rational::BigRational;
use rust_decimal::Decimal;

use super::AmendError;
use crate::offer::{Offer, Term, rational, rounded_down};
use crate::plan::Plan;

/// The unused part of what was billed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Credit {
    /// The amount.
    pub amount: Decimal,
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
    billed: Decimal,
    on: NaiveDate,
) -> Result<Credit, AmendError> {
    let last = i64::from(!matches!(offer.term.get(), Some(Term::For(_))));
    let days = end.signed_duration_since(start).num_days() + last;
    let used = on.signed_duration_since(start).num_days();
    if days <= 0 {
        return Err(AmendError::NoContractDays);
    }
    let worn = rational(plan.offer.total) * BigRational::new(BigInt::from(used), BigInt::from(days));
    let amount = rounded_down(&(rational(billed) - worn), plan.offer.currency.minor_unit())
        .ok_or(AmendError::TooLargeToDivide)?;
    if amount.is_zero() || amount.is_sign_negative() {
        return Err(AmendError::NothingUnused { billed: offer.money(billed), on, used, days });
    }
    Ok(Credit { amount, used, days })
}
