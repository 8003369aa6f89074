//! A second invoice so soon after the last day to accept that the offer cannot be extended.

use chrono::Days;

use crate::lint::rules::{Context, days};
use crate::offer::Kind;
use crate::text::diagnostic::Diagnostic;
use crate::text::message::{count, msg};

rule! {
    /// The second installment comes so soon after the last day to accept that the offer can hardly be extended.
    ///
    /// ## Why
    /// Buyers are late. Once an offer is released, its dates and amounts are frozen, and only
    /// `accept_by` may still move, but never to or past the second invoice date. A resale
    /// authorization must expire even before its first.
    ///
    /// ## What to do
    /// Leave a few weeks between `accept_by` and the second invoice.
    ///
    /// ## Options
    /// `days_to_extend`: the fewest days that should be left, 14 if it is not set. The rule is off until
    /// the configuration gives it a level.
    ///
    /// ### Fails
    /// ```yaml
    /// accept_by: 2026-12-31
    /// installments:
    ///   - {invoice_date: 2026-12-15, amount: 60000.00}
    ///   - {invoice_date: 2027-01-14, amount: 300000.00}
    /// ```
    ///
    /// ### Passes
    /// ```yaml
    /// accept_by: 2026-12-31
    /// installments:
    ///   - {invoice_date: 2026-12-15, amount: 60000.00}
    ///   - {invoice_date: 2027-01-15, amount: 300000.00}
    /// ```
    name: "no-room-to-extend",
    level: Off,
    reference: "our own, from the Catalog API, Work with private offers: one charge date by `AvailabilityEndDate`, and no change of the schedule after release",
    check: check,
}

fn check(cx: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let (Some(accept_by), Some(kind)) = (cx.offer.accept_by.spanned(), cx.offer.kind()) else { return };
    let at = if kind == Kind::ResaleAuthorization { 0 } else { 1 };
    let Some(next) = cx.schedule.installments.get(at) else { return };
    let last_day = accept_by.value;
    let enough = days::later(last_day, cx.options.days_to_extend);
    // An invoice on or before the last day to accept is an error of its own; while an entry's
    // dates are unknown, another installment may come sooner.
    if next.date <= last_day || next.date > enough || !cx.schedule.dates_complete {
        return;
    }
    let from_next = cx.schedule.installments.iter().skip(at);
    let close: Vec<_> = from_next.take_while(|installment| installment.date <= enough).collect();
    let days = count!(next.date.signed_duration_since(last_day).num_days(), "day");
    let message = match at {
        0 => msg!(
            "the first invoice comes {days} after the last day to accept, \
             which leaves no room to extend the offer",
            days,
        ),
        _ => msg!(
            "the second invoice comes {days} after the last day to accept, \
             which leaves no room to extend the offer",
            days,
        ),
    };
    let mut diagnostic = RULE
        .at(cx.date_span(next), message)
        .label(msg!("invoiced on {which}", which = cx.which(next)))
        .also(accept_by.span, msg!("the last day to accept"))
        .help(cx.move_all(&close, cx.free_from(days::later(enough, 1))));
    let earlier = next.date.checked_sub_days(Days::new(u64::from(cx.options.days_to_extend) + 1));
    if let Some(earlier) = earlier.filter(|day| cx.contract.reference_day.is_some_and(|r| *day >= r)) {
        diagnostic = diagnostic.help(msg!("set `accept_by: {earlier}` or earlier", earlier));
    }
    // Nothing of a released authorization may change.
    if let Some(latest) = next.date.pred_opt().filter(|_| kind != Kind::ResaleAuthorization) {
        diagnostic =
            diagnostic.note(msg!("after release, `accept_by` can move no further than {latest}", latest));
    }
    found.push(diagnostic);
}
