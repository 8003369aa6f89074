//! What the buyer was billed for and has not used, by actual days.

use chrono::NaiveDate;

use super::AmendError;
use crate::offer::{Amount, Offer};
use crate::plan::{ChainError, Plan, ReplacedAgreement, step};

/// The unused part of what was billed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Credit {
    /// The amount.
    pub amount: Amount,
    /// What was paid for earlier agreements and not used when this one replaced them.
    pub brought: Amount,
    /// The value of the term: its total and what was brought.
    pub worth: Amount,
    /// How many days of the old contract have passed before the day of the replacement.
    pub used: i64,
    /// How many days the old contract has.
    pub days: i64,
}

/// What was billed, for this agreement and, unused, for those that it replaced, less the share of the
/// value of the term for the days that have passed, rounded down to the currency's minor unit:
/// `billed + brought − (total + brought) × used ÷ days`.
///
/// The day of the replacement is the first that is not used. A contract over a duration has the
/// days from its start to its end, one with a written last day that day, too.
///
/// # Errors
/// When nothing is unused, or it is not known what the replaced agreements billed.
pub(super) fn unused(offer: &Offer, plan: &Plan, on: NaiveDate) -> Result<Credit, AmendError> {
    if let Some(error) = &plan.replaced_unknown {
        return Err(AmendError::ChainUnknown(error.clone()));
    }
    let brought = plan.replaced.last().map_or(Amount::ZERO, |last| last.unused);
    let own = step(plan, offer, "", brought, on).map_err(|error| match error {
        ChainError::NoDays(_) => AmendError::NoContractDays,
        _ => AmendError::TooLargeToDivide,
    })?;
    let ReplacedAgreement { unused, worth, used, days, billed, .. } = own;
    if unused.is_zero() || unused.is_negative() {
        return Err(AmendError::NothingUnused { billed: offer.money(billed.amount), on, used, days });
    }
    Ok(Credit { amount: unused, brought, worth, used, days })
}
