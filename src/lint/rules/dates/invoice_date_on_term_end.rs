//! The last invoice on the contract's last day.

use crate::lint::rules::Context;
use crate::text::diagnostic::Diagnostic;
use crate::text::message::msg;

rule! {
    /// The last installment is invoiced on the very day on which the contract ends.
    ///
    /// ## Why
    /// The marketplace's pages say both that the last date must be "before" the contract's end and that
    /// it may be "no later than" the end. Whether the day itself is allowed is known only once the offer
    /// has been sent.
    ///
    /// ## What to do
    /// Invoice a day earlier, or let the contract run a little longer.
    ///
    /// ### Fails
    /// ```yaml
    /// release: 2026-12-01
    /// term: 12 months
    /// installments:
    ///   - {invoice_date: 2026-12-15, amount: 60000.00}
    ///   - {invoice_date: 2027-12-01, amount: 300000.00}
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
    name: "invoice-date-on-term-end",
    level: Warning,
    codes: ["INVALID_CHARGE_DATES"],
    reference: "Catalog API, Work with private offers, UpdatePaymentScheduleTerms: the text of the error and the note on `ChargeDate` differ",
    check: check,
}

fn check(cx: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let (Some(end), Some(start), Some(last)) = (cx.contract.end, cx.contract.start, cx.last()) else {
        return;
    };
    if last.date != end {
        return;
    }
    let diagnostic = RULE
        .at(
            cx.date_span(last),
            msg!("the last invoice date is {end}, the day on which the contract ends", end),
        )
        .label(msg!("invoiced on {which}", which = cx.which(last)));
    let mut diagnostic = cx.also_end(diagnostic);
    if let Some(fewer) = cx.fewer_before(&[last], end) {
        diagnostic = diagnostic.help(fewer);
    } else if let Some(day) = cx.free_before(end) {
        diagnostic = diagnostic.help(msg!("{change} or earlier", change = cx.move_to(last, day)));
    }
    if let Some(longer) = cx.term_past(start, end) {
        diagnostic = diagnostic.help(longer);
    }
    found.push(diagnostic.note(msg!(
        "the marketplace's pages say both \"before\" and \"no later than\" the end, so it may be refused"
    )));
}
