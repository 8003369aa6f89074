//! Two installments on one day.

use std::collections::BTreeSet;

use crate::lint::rules::{Context, days};
use crate::schedule::Installment;
use crate::text::diagnostic::Diagnostic;
use crate::text::message::{Message, msg};

rule! {
    /// Two installments have the same date.
    ///
    /// ## Why
    /// The marketplace allows one installment for each invoice date and refuses the whole schedule if
    /// two share one.
    ///
    /// ## What to do
    /// Move one of them by a day, or combine both amounts in one installment. In a series that rolls
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
    let days = cx.schedule.installments.chunk_by(|a, b| a.date == b.date);
    let shared: Vec<&[Installment]> = days.filter(|day| day.len() > 1).collect();
    // Two series that meet on many days are one mistake.
    let mut told = BTreeSet::new();
    for day in &shared {
        let [first, second, others @ ..] = day else { continue };
        let pair = (first.entry, second.entry);
        if !told.insert(pair) {
            continue;
        }
        let met = shared.iter().filter(|day| pair_of(day) == Some(pair)).count();
        let message = match met {
            1 => {
                msg!("{count} installments are invoiced on {date}", count = day.len(), date = second.date)
            }
            several => {
                msg!(
                    "two series are invoiced on the same {count} days, first on {date}",
                    count = several,
                    date = second.date
                )
            }
        };
        let diagnostic = RULE
            .at(cx.date_span(second), message)
            .label(msg!("invoiced on {which}", which = cx.which(second)));
        let mut diagnostic = cx.also_invoiced(diagnostic, std::iter::once(first).chain(others), 4);
        for installment in [first, second] {
            if let Some(why) = installment.date_origin.words() {
                diagnostic = diagnostic.note(msg!("{which}: {why}", which = cx.which(installment), why));
            }
        }
        found.push(diagnostic.help(way_out(cx, first, second, others)));
    }
}

/// The entries of the first two installments of a day.
fn pair_of(day: &[Installment]) -> Option<(usize, usize)> {
    let [first, second, ..] = day else { return None };
    Some((first.entry, second.entry))
}

/// If two share the day, moving one fixes it; a series moves as a whole, possibly onto other dates.
fn way_out(cx: &Context<'_>, first: &Installment, second: &Installment, others: &[Installment]) -> Message {
    let single = [second, first].into_iter().find(|i| i.count == 1 && others.is_empty());
    let change = match single {
        Some(single) => cx.move_to(single, cx.free_from(days::later(second.date, 1))),
        None => msg!("move one of them by a day"),
    };
    msg!("{change}, or combine the amounts of one day in one installment", change)
}
