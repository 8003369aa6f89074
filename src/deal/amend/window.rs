//! The days of a replacement: when it begins, how long it can be accepted, when it ends.

use chrono::{Days, NaiveDate};

use super::{Value, Wishes};
use crate::offer::Offer;
use crate::plan::{Invoice, Plan};

/// How long a replacement can be accepted where nobody says and nothing is invoiced, in days.
const DAYS_TO_ACCEPT: u64 = 30;

/// Refuses a day on which the old offer could not have been accepted.
pub(super) fn accepted(offer: &Offer, day: NaiveDate) -> Result<(), String> {
    let first = offer.release.get().copied().unwrap_or(day);
    let last = offer.accept_by.get().copied().unwrap_or(day);
    match first <= day && day <= last {
        true => Ok(()),
        false => Err(format!(
            "accepted on {day}, but the offer could be accepted from {first} to {last}; write the real day \
             with --accepted"
        )),
    }
}

/// Refuses a day on which the old contract does not run.
pub(super) fn begins(plan: &Plan, start: NaiveDate, end: NaiveDate, on: NaiveDate) -> Result<(), String> {
    let accepted = plan.acceptance.date;
    if on < accepted {
        let assumed = match plan.acceptance.assumed {
            true => " (assumed: the last day to accept; say the real one with --accepted)",
            false => "",
        };
        return Err(format!("--on {on} lies before {accepted}, when the offer was accepted{assumed}"));
    }
    if on < start {
        return Err(format!(
            "--on {on} lies before {start}, the first day of the contract; what has not begun is not replaced"
        ));
    }
    if on >= end {
        return Err(format!("--on {on} lies outside the contract, which ends on {end}; renew it instead"));
    }
    Ok(())
}

/// The last day of the replacement.
pub(super) fn end(wishes: &Wishes, old: NaiveDate) -> Result<NaiveDate, String> {
    match wishes.end {
        Some(end) if end < old => Err(format!(
            "--end {end} lies before {old}, the end of what is replaced, and a contract that runs only grows"
        )),
        end => Ok(end.unwrap_or(old)),
    }
}

/// The first and the last day on which the replacement can be accepted. On all of them the same
/// invoices of the old agreement are issued: otherwise one would be billed twice, or never.
pub(super) fn open(
    plan: &Plan,
    pending: &[&Invoice],
    wishes: &Wishes,
) -> Result<(NaiveDate, NaiveDate), String> {
    let on = wishes.on;
    let release = wishes.release.unwrap_or(on);
    if release > on {
        return Err(format!("--on {on} lies before {release}, the day of release"));
    }
    let before_next = pending.first().and_then(|next| next.invoice_date.pred_opt());
    let usual = release.checked_add_days(Days::new(DAYS_TO_ACCEPT)).unwrap_or(release);
    let usual = before_next.map_or(usual, |day| day.min(usual)).max(on);
    let accept_by = wishes.accept_by.unwrap_or(usual);
    if accept_by < on {
        return Err(format!("--on {on} lies after {accept_by}, the last day to accept"));
    }
    let inside = |invoice: &&Invoice| invoice.invoice_date > release && invoice.invoice_date <= accept_by;
    let Some(between) = plan.invoices.iter().find(inside) else { return Ok((release, accept_by)) };
    let (day, amount) = (between.invoice_date, plan.offer.currency.digits(between.amount));
    let currency = plan.offer.currency;
    Err(match day <= on {
        true => format!(
            "the old agreement invoices {amount} {currency} on {day}, after the release on {release}: a buyer \
             who accepts before is never billed for it; release on {day} or later"
        ),
        false => format!(
            "the old agreement invoices {amount} {currency} on {day}, while the replacement can be accepted \
             until {accept_by}: a buyer who accepts after is billed for it twice; accept by {}",
            day.pred_opt().unwrap_or(day)
        ),
    })
}

/// What the wish for a value is called on the command line.
pub(super) fn flag(value: Value) -> &'static str {
    match value {
        Value::More(_) => "--add",
        Value::Total(_) => "--total",
    }
}
