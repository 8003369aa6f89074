//! More time between the first and the last invoice than a schedule may span.

use crate::lint::rules::Context;
use crate::offer::add_months;
use crate::text::diagnostic::Diagnostic;
use crate::text::message::msg;

rule! {
    /// The last installment is invoiced more than 60 months after the first.
    ///
    /// ## Why
    /// A payment schedule spans at most five years. This matters if the contract starts later: its
    /// invoices may begin on acceptance, long before the start.
    ///
    /// ## What to do
    /// Bring the last invoice forward, or begin later.
    ///
    /// ### Fails
    /// ```yaml
    /// term: {start: 2027-06-01, duration: 60 months}
    /// installments:
    ///   - {invoice_date: 2026-12-15, amount: 60000.00}
    ///   - {invoice_date: 2031-12-16, amount: 300000.00}
    /// ```
    ///
    /// ### Passes
    /// ```yaml
    /// term: {start: 2027-06-01, duration: 60 months}
    /// installments:
    ///   - {invoice_date: 2026-12-15, amount: 60000.00}
    ///   - {invoice_date: 2031-12-15, amount: 300000.00}
    /// ```
    name: "schedule-too-long",
    level: Error,
    reference: "Seller Guide, Flexible payment scheduler: installments over up to five years",
    check: check,
}

fn check(cx: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let (Some(first), Some(last)) = (cx.first(), cx.last()) else { return };
    let months = cx.limits.months;
    let latest = add_months(first.date, i64::from(months));
    // Outside what the contract allows, `invoice-date-after-term` and `invoice-date-in-past` say so.
    let late = cx.contract.end.is_some_and(|end| last.date > end);
    let early = cx.contract.reference_day.is_some_and(|day| first.date < day);
    if last.date <= latest || late || early {
        return;
    }
    let diagnostic = RULE
        .at(
            cx.date_span(last),
            msg!(
                "the invoices run from {first} to {last}, more than {months} months",
                first = first.date,
                last = last.date,
                months,
            ),
        )
        .label(msg!("the last, invoiced on {which}", which = cx.which(last)))
        .also(cx.date_span(first), msg!("the first, invoiced on {which}", which = cx.which(first)))
        .help(msg!("bring the last forward to {day} or earlier", day = cx.free_until(latest)));
    found.push(cx.note_later_limit(diagnostic, |limits| limits.months));
}
