//! Two installments on one day.

use crate::diagnostic::Diagnostic;
use crate::rules::Context;

rule! {
    /// Two installments fall on the same day.
    ///
    /// ## Why
    /// The marketplace takes one installment for each invoice date and refuses the whole schedule
    /// where two share one.
    ///
    /// ## What to do
    /// Move one of them by a day, or put both amounts into one installment.
    ///
    /// ### Fails
    /// ```yaml
    /// installments:
    ///   - {invoice_date: 2026-12-15, amount: 60000.00}
    ///   - {invoice_date: 2027-01-31, amount: 150000.00}
    ///   - {invoice_date: 2027-01-31, amount: 150000.00}
    /// ```
    ///
    /// ### Passes
    /// ```yaml
    /// installments:
    ///   - {invoice_date: 2026-12-15, amount: 60000.00}
    ///   - {invoice_date: 2027-01-31, amount: 150000.00}
    ///   - {invoice_date: 2027-02-01, amount: 150000.00}
    /// ```
    name: "duplicate-invoice-date",
    level: Error,
    codes: ["DUPLICATE_CHARGE_DATES"],
    reference: "Catalog API, Work with private offers, UpdatePaymentScheduleTerms",
    check: check,
}

fn check(cx: &Context<'_>, found: &mut Vec<Diagnostic>) {
    for pair in cx.schedule.installments.chunk_by(|a, b| a.date == b.date) {
        let [first, others @ ..] = pair else { continue };
        let Some(second) = others.first() else { continue };
        let day = first.date;
        let mut diagnostic = RULE
            .at(cx.date_span(second), format!("{} installments are invoiced on {day}", pair.len()))
            .label(format!("invoiced on {day}, {}", whose(cx, second.entry)))
            .also(cx.date_span(first), format!("invoiced on {day}, {}", whose(cx, first.entry)));
        for another in others.iter().skip(1).take(3) {
            diagnostic = diagnostic.also(cx.date_span(another), format!("and again, {}", whose(cx, another.entry)));
        }
        found.push(diagnostic.help("move one of them by a day, or put their amounts into one installment"));
    }
}

fn whose(_: &Context<'_>, entry: usize) -> String {
    format!("by entry {}", entry + 1)
}
