//! The dates of a replacement: when it begins, how long it can be accepted, when it ends.

use chrono::{Days, NaiveDate};

use super::{AmendError, Amendment};
use crate::plan::{Invoice, Plan};

/// How long a replacement can be accepted by default, if nothing is invoiced earlier, in days.
const DAYS_TO_ACCEPT: u64 = 30;

/// Refuses a day on which the old contract does not run.
pub(super) fn begins(plan: &Plan, start: NaiveDate, end: NaiveDate, on: NaiveDate) -> Result<(), AmendError> {
    let accepted = plan.acceptance.date;
    if on < accepted {
        return Err(AmendError::BeforeAcceptance { on, accepted, assumed: plan.acceptance.assumed });
    }
    if let Some(ended) = plan.ended.map(|ended| ended.on).filter(|ended| *ended < on) {
        return Err(AmendError::Ended { on, ended });
    }
    if on < start {
        return Err(AmendError::BeforeStart { on, start });
    }
    if on >= end {
        return Err(AmendError::AfterEnd { on, end });
    }
    Ok(())
}

/// The last day of the replacement.
pub(super) fn end(wishes: &Amendment, old: NaiveDate) -> Result<NaiveDate, AmendError> {
    match wishes.end {
        Some(end) if end < old => Err(AmendError::Shorter { end, old }),
        end => Ok(end.unwrap_or(old)),
    }
}

/// The first and the last day on which the replacement can be accepted. On all of them the same
/// invoices of the old agreement are issued: otherwise one would be billed twice, or never.
pub(super) fn open(
    plan: &Plan,
    pending: &[&Invoice],
    wishes: &Amendment,
) -> Result<(NaiveDate, NaiveDate), AmendError> {
    let on = wishes.on;
    let release = wishes.release.unwrap_or(on);
    if release > on {
        return Err(AmendError::BeforeRelease { on, release });
    }
    let before_next = pending.first().and_then(|next| next.invoice_date.pred_opt());
    let usual = release.checked_add_days(Days::new(DAYS_TO_ACCEPT)).unwrap_or(release);
    let usual = before_next.map_or(usual, |day| day.min(usual)).max(on);
    let accept_by = wishes.accept_by.unwrap_or(usual);
    if accept_by < on {
        return Err(AmendError::AfterLastDay { on, accept_by });
    }
    let inside = |invoice: &&Invoice| invoice.invoice_date > release && invoice.invoice_date <= accept_by;
    let Some(between) = plan.invoices.iter().find(inside) else { return Ok((release, accept_by)) };
    let currency = plan.offer.currency;
    let (day, amount) = (between.invoice_date, format!("{} {currency}", currency.digits(between.amount)));
    Err(match day <= on {
        true => AmendError::NeverBilled { amount, day, release },
        false => AmendError::BilledTwice { amount, day, accept_by },
    })
}
