//! Two installments on one day.

use crate::diagnostic::Diagnostic;
use crate::rules::{Context, days};
use crate::schedule::Installment;

rule! {
    /// Two installments fall on the same day.
    ///
    /// ## Why
    /// The marketplace takes one installment for each invoice date and refuses the whole schedule
    /// where two share one.
    ///
    /// ## What to do
    /// Move one of them by a day, or put both amounts into one installment. In a series that rolls
    /// dates off weekends, a Saturday and a Sunday may end up on the same Monday.
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
    let same_day = |a: &Installment, b: &Installment| a.date == b.date;
    let shared: Vec<_> = cx.schedule.installments.chunk_by(same_day).filter(|day| day.len() > 1).collect();
    let Some([first, second, others @ ..]) = shared.first() else { return };
    let day = second.date;
    let message = match shared.len() {
        1 => format!("{} installments are invoiced on {day}", others.len() + 2),
        several => format!("{several} days have more than one invoice, the first of them {day}"),
    };
    let diagnostic =
        RULE.at(cx.date_span(second), message).label(format!("invoiced on {}", cx.which(second)));
    let rest = shared.iter().skip(1).flat_map(|day| day.iter());
    let mut diagnostic = cx.also_invoiced(diagnostic, std::iter::once(first).chain(others).chain(rest), 4);
    for installment in [first, second] {
        let why = installment.date_origin.words();
        if !why.is_empty() {
            diagnostic = diagnostic.note(format!("{}: {why}", cx.which(installment)));
        }
    }
    // One move mends it where two share one day; a series moves as a whole, and into other dates.
    let single = [second, first].into_iter().find(|i| i.count == 1 && others.is_empty() && shared.len() == 1);
    let one = match single {
        Some(single) => cx.move_to(single, cx.free_from(days::later(day, 1))),
        None => "move one of them by a day".to_owned(),
    };
    found.push(diagnostic.help(format!("{one}, or put the amounts of one day into one installment")));
}
