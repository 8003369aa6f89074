//! An invoice date after the contract has ended.

use crate::lint::rules::{Context, days};
use crate::text::diagnostic::Diagnostic;
use crate::text::message::msg;

rule! {
    /// An installment is invoiced after the contract has ended.
    ///
    /// ## Why
    /// Every invoice date must be within the contract. A term such as `36 months` runs from acceptance,
    /// which is not known yet: the marketplace counts as if the buyer accepted on the day of release, so
    /// that the contract cannot end earlier.
    ///
    /// ## What to do
    /// Bring the invoice forward, or let the contract run longer.
    ///
    /// ### Fails
    /// ```yaml
    /// release: 2026-12-01
    /// term: 12 months
    /// installments:
    ///   - {invoice_date: 2026-12-15, amount: 60000.00}
    ///   - {invoice_date: 2027-12-02, amount: 300000.00}
    /// ```
    ///
    /// ### Passes
    /// ```yaml
    /// release: 2026-12-01
    /// term: 12 months
    /// installments:
    ///   - {invoice_date: 2026-12-15, amount: 60000.00}
    ///   - {invoice_date: 2027-11-30, amount: 300000.00}
    /// ```
    name: "invoice-date-after-term",
    level: Error,
    codes: ["INVALID_CHARGE_DATES"],
    reference: "Catalog API, Work with private offers, UpdatePaymentScheduleTerms, note on `ChargeDate`; Seller Guide, Installment plans",
    check: check,
}

fn check(cx: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let (Some(end), Some(start), Some(last)) = (cx.contract.end, cx.contract.start, cx.last()) else {
        return;
    };
    let late: Vec<_> = cx.schedule.installments.iter().filter(|i| i.date > end).collect();
    let [first, others @ ..] = late.as_slice() else { return };
    // A contract that is over before the release has the wrong end: `acceptance-after-term`.
    let is_over = cx.contract.reference_day.is_some_and(|day| end <= day);
    if is_over && cx.accept_by().is_some_and(|day| day >= end) || days::start_after_end(cx).is_some() {
        return;
    }
    let message = match late.len() {
        1 => msg!(
            "the invoice date {date} is after the contract end, {end}",
            date = first.date,
            end = cx.by_end(end),
        ),
        count => msg!(
            "{count} invoice dates are after the contract end, {end}",
            count = cx.by_end(count),
            end = cx.by_end(end),
        ),
    };
    let diagnostic =
        RULE.at(cx.date_span(first), message).label(msg!("invoiced on {which}", which = cx.which(first)));
    let diagnostic = cx.also_end(diagnostic);
    let mut diagnostic = cx.also_invoiced(diagnostic, others.iter().copied(), 3);
    if let Some(longer) = cx.term_past(start, last.date) {
        diagnostic = diagnostic.help(longer);
    }
    if let Some(fewer) = cx.fewer_before(&late, end) {
        diagnostic = diagnostic.help(fewer);
    } else if let Some(day) = cx.free_before(end) {
        diagnostic = diagnostic.help(match others {
            [] => msg!("{change} or earlier", change = cx.move_to(first, day)),
            _ => msg!("bring all of them forward to {day} or earlier", day),
        });
    }
    found.push(diagnostic);
}
