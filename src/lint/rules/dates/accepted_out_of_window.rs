//! An acceptance outside the period in which the offer could be accepted.

use chrono::NaiveDate;

use crate::lint::rules::Context;
use crate::offer::Offer;
use crate::text::diagnostic::Diagnostic;
use crate::text::message::msg;
use crate::text::source::Span;

rule! {
    /// The offer was accepted after its last day to accept, or before its release.
    ///
    /// ## Why
    /// Nobody can accept an offer that has expired or is not yet published, so one of the dates is
    /// wrong. The plan of invoices starts from `accepted`: a wrong day bills on wrong days. `plan` and
    /// `timeline` say the same of a day that the command line assumes.
    ///
    /// ## What to do
    /// Look the dates up in the agreement and correct them.
    ///
    /// ### Fails
    /// ```yaml
    /// accept_by: 2026-12-31
    /// accepted: 2027-01-01
    /// ```
    ///
    /// ### Passes
    /// ```yaml
    /// accept_by: 2026-12-31
    /// accepted: 2026-12-31
    /// ```
    name: "accepted-out-of-window",
    level: Error,
    reference: "Catalog API, Work with private offers, UpdateAvailability: an offer expires at the end of `AvailabilityEndDate`",
    check: check,
}

fn check(cx: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let Some(accepted) = cx.offer.accepted.spanned() else { return };
    found.extend(out_of_window(cx.offer, accepted.value, Some(accepted.span)));
}

/// What is wrong with an acceptance of the offer on `day`, which is `written` in its file or assumed.
/// `None` if it is between its release and its last day to accept.
pub(crate) fn out_of_window(offer: &Offer, day: NaiveDate, written: Option<Span>) -> Option<Diagnostic> {
    let (release, last) = (offer.release.spanned(), offer.accept_by.spanned());
    // An offer that expires before it is released is `acceptance-in-past`.
    if last.zip(release).is_some_and(|(last, release)| last.value < release.value) {
        return None;
    }
    let within = |day: NaiveDate| {
        last.is_none_or(|last| day <= last.value) && release.is_none_or(|release| day >= release.value)
    };
    if within(day) {
        return None;
    }
    let at = |message, bound: Span, label| match written {
        Some(span) => RULE.at(span, message).label(msg!("accepted")).also(bound, label),
        None => RULE.at(bound, message).label(label),
    };
    Some(match (last.filter(|last| day > last.value), release) {
        (Some(last), _) => {
            let mut diagnostic = at(
                msg!("accepted on {day}, after {last}, the last day to accept", day, last = last.value),
                last.span,
                msg!("expired at the end of this day"),
            );
            if within(last.value) && written.is_some() {
                diagnostic = diagnostic.help(msg!("set `accepted: {last}` or earlier", last = last.value));
            }
            diagnostic.help(msg!("if the offer was extended, set `accept_by: {day}` or later", day))
        }
        (None, Some(release)) => {
            let mut diagnostic = at(
                msg!("accepted on {day}, before {release}, the day of release", day, release = release.value),
                release.span,
                msg!("released on this day"),
            );
            if within(release.value) && written.is_some() {
                diagnostic =
                    diagnostic.help(msg!("set `accepted: {release}` or later", release = release.value));
            }
            diagnostic.help(msg!("if it was published earlier, set `release: {day}` or earlier", day))
        }
        (None, None) => return None,
    })
}
