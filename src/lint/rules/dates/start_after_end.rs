//! A contract that ends before it starts.

use crate::lint::rules::{Context, days};
use crate::offer::Term;
use crate::text::diagnostic::Diagnostic;
use crate::text::message::msg;

rule! {
    /// The contract does not start before it ends.
    ///
    /// ## Why
    /// The marketplace requires the start to be before the end, so a contract has at least two days.
    ///
    /// ## What to do
    /// Check the years first: an end in the year of the start is the usual mistake.
    ///
    /// ### Fails
    /// ```yaml
    /// term: {start: 2027-02-01, end: 2027-01-31}
    /// installments:
    ///   - {invoice_date: 2026-12-15, amount: 360000.00}
    /// ```
    ///
    /// ### Passes
    /// ```yaml
    /// term: {start: 2027-02-01, end: 2030-01-31}
    /// ```
    name: "start-after-end",
    level: Error,
    codes: ["INVALID_AGREEMENT_START_DATE"],
    reference: "Catalog API, Work with private offers, UpdateValidityTerms",
    check: check,
}

fn check(cx: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let (Some(end), Some(term)) = (cx.contract.end, cx.offer.term.get()) else { return };
    let Some((start, span)) = days::start_after_end(cx) else { return };
    let mut diagnostic = RULE
        .at(span, msg!("the contract starts on {start}, but ends on {end}", start, end))
        .label(msg!("the contract starts"));
    if let Some(other) = days::end_span(term) {
        diagnostic = diagnostic.also(other, msg!("ends on {end}", end));
    }
    // An end after the last invoice, too, so that it need not be moved twice.
    let latest = cx.last().map(|last| last.date).max(cx.accept_by());
    if let Some(longer) = latest.filter(|day| *day > start).and_then(|day| cx.term_past(start, day)) {
        found.push(diagnostic.help(longer));
        return;
    }
    found.push(diagnostic.help(match term {
        Term::From { .. } => msg!("set `duration: 2 days` or more"),
        _ => msg!("set `end: {day}` or later", day = days::later(start, 1)),
    }));
}
