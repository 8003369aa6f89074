//! A plan after a cancellation: what was billed, what is cancelled, what is refunded.

use chrono::NaiveDate;
use num_bigint::BigInt;
use num_rational::BigRational;

use super::{Invoice, Plan};
use crate::offer::{Amount, Contract};

/// How much of the billed amount is refunded to the buyer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Refund {
    /// Nothing.
    #[default]
    None,
    /// All of it.
    Full,
    /// What was billed beyond the value of the days used.
    Prorated,
}

/// A cancelled plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cancellation {
    /// The day of the cancellation, the last one that counts as used.
    pub date: NaiveDate,
    /// The agreed refund.
    pub refund: Refund,
    /// What was billed up to that day.
    pub billed: Amount,
    /// What will not be billed any more.
    pub cancelled: Amount,
    /// What is refunded: at least zero, at most what was billed.
    pub refunded: Amount,
    /// What the seller keeps of what was billed.
    pub kept: Amount,
    /// The days of the term that were used; `None` if their value is not needed and the term is not
    /// known.
    pub used: Option<Used>,
}

/// The part of a term that was used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Used {
    /// How many days, the day of the cancellation included.
    pub days: i64,
    /// How many days the term has.
    pub of: i64,
    /// Their value: that fraction of the total, rounded half-up to one minor unit.
    pub value: Amount,
}

/// Why a plan cannot be cancelled on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CancelError {
    /// The buyer accepts only later.
    #[error("{}", before_acceptance(*date, *accepted, *assumed))]
    BeforeAcceptance {
        /// The day of the cancellation.
        date: NaiveDate,
        /// The day of acceptance.
        accepted: NaiveDate,
        /// Whether that is only assumed.
        assumed: bool,
    },
    /// The agreement ended before its term, and before that day.
    #[error("the agreement ended on {ended}, so there is nothing left to cancel on {date}")]
    Ended {
        /// The day of the cancellation.
        date: NaiveDate,
        /// The day on which it ended.
        ended: NaiveDate,
    },
    /// The contract is over by then.
    #[error("the contract ends on {end}, so there is nothing left to cancel on {date}")]
    AfterEnd {
        /// The day of the cancellation.
        date: NaiveDate,
        /// The contract's last day.
        end: NaiveDate,
    },
    /// The refund depends on the term, which is not known.
    #[error("the term is not known, so neither is the part of it that was used")]
    NoTerm,
    /// An amount has more digits than can be held exactly.
    #[error("the amounts have more digits than can be held exactly")]
    TooLarge,
}

impl Cancellation {
    /// Whether an invoice was issued by then: one dated that day was, at 00:00 UTC.
    pub(crate) fn bills(&self, invoice: &Invoice) -> bool {
        invoice.invoice_date <= self.date
    }
}

/// Cancels the contract of a plan on a day; `contract` is the one with the plan's acceptance.
///
/// Days are actual days. The first day and the day of the cancellation count; a written last day counts,
/// while the last day of a term that runs from acceptance ends at the time of day of acceptance and
/// completes the first day. When prorated, the used days are worth their fraction of the total, rounded
/// half-up to one minor unit, and what was billed beyond that is refunded.
///
/// # Errors
/// When the contract does not run on that day, or the refund cannot be computed.
pub fn cancel(
    plan: &Plan,
    contract: &Contract,
    date: NaiveDate,
    refund: Refund,
) -> Result<Cancellation, CancelError> {
    let (accepted, assumed) = (plan.acceptance.date, plan.acceptance.assumed);
    if date < accepted {
        return Err(CancelError::BeforeAcceptance { date, accepted, assumed });
    }
    if let Some(ended) = plan.ended.map(|ended| ended.on).filter(|ended| date > *ended) {
        return Err(CancelError::Ended { date, ended });
    }
    if let Some(end) = contract.end.filter(|end| date > *end) {
        return Err(CancelError::AfterEnd { date, end });
    }
    let used = used(plan, contract, date);
    let issued = plan.invoices.iter().filter(|invoice| invoice.invoice_date <= date);
    let billed = Amount::sum(issued.map(|invoice| invoice.amount)).ok_or(CancelError::TooLarge)?;
    let minus = |a: Amount, b| a.minus(b).ok_or(CancelError::TooLarge);
    let refunded = match (refund, used) {
        (Refund::None, _) => Amount::ZERO,
        (Refund::Full, _) => billed,
        (Refund::Prorated, Some(used)) => minus(billed, used.value)?.max(Amount::ZERO),
        (Refund::Prorated, None) => return Err(CancelError::NoTerm),
    };
    let cancelled = minus(plan.offer.total, billed)?;
    Ok(Cancellation { date, refund, billed, cancelled, refunded, kept: minus(billed, refunded)?, used })
}

fn before_acceptance(date: NaiveDate, accepted: NaiveDate, assumed: bool) -> String {
    let who = match assumed {
        true => format!("acceptance is assumed on {accepted}, the last day to accept"),
        false => format!("the buyer accepts on {accepted}"),
    };
    format!("nothing is accepted by {date}: {who}")
}

fn used(plan: &Plan, contract: &Contract, date: NaiveDate) -> Option<Used> {
    let of = contract.days()?;
    let days = (date.signed_duration_since(contract.start?).num_days() + 1).clamp(0, of);
    let part = BigRational::new(BigInt::from(days), BigInt::from(of));
    let value =
        Amount::rounded_half_up(&(plan.offer.total.exact() * part), plan.offer.currency.minor_unit())?;
    Some(Used { days, of, value })
}
