//! An invoice date before the offer is published.

use crate::lint::rules::{Context, days};
use crate::offer::{Field, Kind};
use crate::text::diagnostic::Diagnostic;
use crate::text::message::msg;

rule! {
    /// An installment is invoiced before the offer is published.
    ///
    /// ## Why
    /// On the day of release the marketplace refuses a schedule whose first date is in the past; an
    /// invoice on that very day is allowed. For a resale authorization the first date must be after the
    /// day of release, and also after `accept_by`: see `invoice-before-authorization-ends`. Without
    /// `release`, an offer is checked as of the day of the check.
    ///
    /// ## What to do
    /// Move the date. If the offer was published earlier than the file says, set `release` to the
    /// day on which that happened.
    ///
    /// ### Fails
    /// ```yaml
    /// release: 2026-12-01
    /// installments:
    ///   - {invoice_date: 2026-11-30, amount: 60000.00}
    ///   - {invoice_date: 2027-01-31, amount: 300000.00}
    /// ```
    ///
    /// ### Passes
    /// ```yaml
    /// release: 2026-12-01
    /// installments:
    ///   - {invoice_date: 2026-12-01, amount: 60000.00}
    ///   - {invoice_date: 2027-01-31, amount: 300000.00}
    /// ```
    name: "invoice-date-in-past",
    level: Error,
    codes: ["INVALID_CHARGE_DATES"],
    reference: "Catalog API, Work with private offers, UpdatePaymentScheduleTerms; Work with resale authorizations, UpdatePaymentScheduleTerms",
    check: check,
}

fn check(cx: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let (Some(released), Some(kind)) = (cx.contract.reference_day, cx.offer.kind()) else { return };
    // Where the release comes after the last day to accept, it is `acceptance-in-past`.
    if cx.offer.release.get().is_some_and(|release| cx.accept_by().is_some_and(|last| last < *release)) {
        return;
    }
    let authorization = kind == Kind::ResaleAuthorization;
    let allowed = if authorization { days::later(released, 1) } else { released };
    let past: Vec<_> = cx.schedule.installments.iter().take_while(|i| i.date < allowed).collect();
    let [first, others @ ..] = past.as_slice() else { return };
    let (date, day) = (first.date, cx.reference_words(released));
    let count = cx.judged(past.len());
    let message = match (past.len(), authorization) {
        (1, false) => msg!("the invoice date {date} is before {day}", date, day),
        (1, true) => msg!("the invoice date {date} is not after {day}", date, day),
        (_, false) => msg!("{count} invoice dates are before {day}", count, day),
        (_, true) => msg!("{count} invoice dates are not after {day}", count, day),
    };
    let diagnostic =
        RULE.at(cx.date_span(first), message).label(msg!("invoiced on {which}", which = cx.which(first)));
    let diagnostic = cx.also_reference_day(diagnostic, released);
    let mut diagnostic = cx.also_invoiced(diagnostic, others.iter().copied(), 3);
    // An authorization's invoices lie after its expiry, too.
    let expiry = cx.accept_by().filter(|_| authorization).map(|day| days::later(day, 1));
    let free = expiry.map_or(allowed, |day| day.max(allowed));
    diagnostic = diagnostic.help(cx.move_all(&past, cx.free_from(free)));
    if let Field::Absent = cx.offer.release {
        diagnostic = diagnostic.help(msg!("if the offer was published earlier, write that day as `release`"));
    }
    found.push(diagnostic);
}
