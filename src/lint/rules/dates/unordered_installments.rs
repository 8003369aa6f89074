//! Entries that are not written in the order of their dates.

use chrono::NaiveDate;

use crate::lint::rules::Context;
use crate::offer::Entry;
use crate::text::diagnostic::{Diagnostic, Edit, Fix};
use crate::text::message::msg;
use crate::text::source::{Span, Spanned};

rule! {
    /// The entries are not written in the order of their dates.
    ///
    /// ## Why
    /// Nothing is billed differently: the schedule is always sorted by date. But a date that jumps back
    /// is often a wrong year, and people read the list from top to bottom. A single installment within
    /// the period of an earlier series is in order.
    ///
    /// ## What to do
    /// Check whether the date is right, and move the entry to its place. If there is no comment between
    /// the entries, the fix does that. The fix is unsafe if percentages and fractions alone make up the
    /// offer: which installment takes the leftover depends on the order.
    ///
    /// ### Fails
    /// ```yaml
    /// installments:
    ///   - {invoice_date: 2027-06-30, amount: 300000.00}
    ///   - {invoice_date: 2026-12-15, amount: 60000.00}
    /// ```
    ///
    /// ### Passes
    /// ```yaml
    /// installments:
    ///   - {invoice_date: 2026-12-15, amount: 60000.00}
    ///   - {invoice_date: 2027-06-30, amount: 300000.00}
    /// ```
    name: "unordered-installments",
    level: Warning,
    reference: "our own: the marketplace publishes no rule on the order of dates",
    fix: Safe,
    check: check,
}

fn check(cx: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let Some(entries) = cx.offer.installments.get() else { return };
    let starts: Vec<_> = entries.iter().map(start).collect();
    // Each entry that starts earlier, with the latest start before it.
    let mut latest: Option<Spanned<NaiveDate>> = None;
    let mut jumps = Vec::new();
    // A date before the release or after the contract is wrong by itself, not by its place.
    let is_out = |day: NaiveDate| {
        cx.contract.reference_day.is_some_and(|first| day < first)
            || cx.contract.end.is_some_and(|end| day > end)
    };
    for start in starts.iter().flatten().filter(|start| !is_out(start.value)) {
        match &latest {
            Some(before) if start.value < before.value => jumps.push((*before, *start)),
            _ => latest = Some(*start),
        }
    }
    let [(before, after), others @ ..] = jumps.as_slice() else { return };
    let message = match jumps.len() {
        1 => {
            msg!("the invoice date {date} is written after {later}", date = after.value, later = before.value)
        }
        count => msg!(
            "{count} entries are written after a later one, first that of {date}",
            count,
            date = after.value,
        ),
    };
    let mut diagnostic = RULE
        .at(after.span, message)
        .label(msg!("invoiced on {which}", which = after.value))
        .also(before.span, msg!("invoiced later, on {which}", which = before.value));
    for (_, after) in others.iter().take(3) {
        diagnostic = diagnostic.also(after.span, msg!("invoiced on {which}", which = after.value));
    }
    diagnostic = diagnostic.help(msg!("put the entries in the order of their dates, or correct the date"));
    if let Some(edits) = sorted(cx, entries, &starts) {
        let title = msg!("put the entries in the order of their dates");
        // Which installment takes the leftover of shares depends on the order of the file.
        diagnostic = diagnostic.fix(match cx.schedule.shares {
            Some(_) => Fix::unsafe_(title, edits),
            None => Fix::safe(title, edits),
        });
    }
    found.push(diagnostic);
}

/// The date with which an entry starts, as written.
fn start(entry: &Entry) -> Option<Spanned<NaiveDate>> {
    match entry {
        Entry::Single(single) => single.invoice_date.spanned(),
        Entry::Series(series) => series.first.spanned(),
        Entry::Broken(_) => None,
    }
    .copied()
}

/// The edits that replace each entry's text with that of the entry that belongs there. `None` if the
/// plan might change, or if a comment would end up beside another entry.
fn sorted(cx: &Context<'_>, entries: &[Entry], starts: &[Option<Spanned<NaiveDate>>]) -> Option<Vec<Edit>> {
    let dates: Vec<NaiveDate> =
        starts.iter().map(|start| start.as_ref().map(|start| start.value)).collect::<Option<_>>()?;
    let installments = &cx.schedule.installments;
    let days_differ = installments.iter().zip(installments.iter().skip(1)).all(|(a, b)| a.date != b.date);
    // The order of one day's installments depends on the order of the file.
    if !days_differ {
        return None;
    }
    let places: Vec<Span> = entries.iter().map(Entry::span).collect();
    if !movable(cx, &places) {
        return None;
    }
    let mut order: Vec<(&NaiveDate, &Span)> = dates.iter().zip(&places).collect();
    order.sort_by_key(|(date, _)| **date);
    let moved = places.iter().zip(order).filter(|(place, (_, from))| place != from);
    Some(
        moved
            .map(|(place, (_, from))| Edit { span: *place, text: cx.file.slice(*from).to_owned() })
            .collect(),
    )
}

/// Whether entries can be swapped: only the list's own punctuation is around them, and lines of an entry
/// that runs over several keep their indentation.
fn movable(cx: &Context<'_>, places: &[Span]) -> bool {
    let text = cx.file.text();
    let (Some(first), Some(last)) = (places.first(), places.last()) else { return false };
    let before = text.get(..first.range().start).unwrap_or("");
    let above = last_line(before.trim_end_matches([' ', '\t', '-', '[', '\n', '\r']));
    let after = text.get(last.range().end..).unwrap_or("").split(['\n', '\r']).next().unwrap_or("");
    let gaps = || {
        let pairs = places.iter().zip(places.iter().skip(1));
        pairs.map(|(one, next)| text.get(one.range().end..next.range().start).unwrap_or("#"))
    };
    let bare = |gap: &str| gap.chars().all(|c| c.is_ascii_whitespace() || matches!(c, ',' | '-'));
    let lead = last_line(before).len();
    let aligned = |gap: &str| gap.contains(['\n', '\r']) && last_line(gap).len() == lead;
    let several_lines = places.iter().any(|span| cx.file.slice(*span).contains(['\n', '\r']));
    gaps().all(bare)
        && !above.contains('#')
        && !after.contains('#')
        && (!several_lines || gaps().all(aligned))
}

fn last_line(text: &str) -> &str {
    text.rsplit(['\n', '\r']).next().unwrap_or("")
}
