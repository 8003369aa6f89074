//! Entries that are not written in the order of their dates.

use chrono::NaiveDate;

use crate::lint::rules::Context;
use crate::offer::Entry;
use crate::schedule::Installment;
use crate::text::diagnostic::{Diagnostic, Edit, Fix};
use crate::text::message::msg;
use crate::text::source::Span;

rule! {
    /// The entries are not written in the order of their dates.
    ///
    /// ## Why
    /// Nothing is billed differently: the schedule is always put in the order of its dates. But a
    /// date that jumps back is often a wrong year, and a reader takes the list from top to bottom.
    /// A single installment within the time of a series that stands before it is in order.
    ///
    /// ## What to do
    /// Look whether the date is right, and put the entry in its place. Where no comment stands
    /// between the entries, `--fix` does that.
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
    let firsts = earliest(cx, entries.len());
    let neighbours = entries.iter().zip(firsts.iter().zip(firsts.iter().skip(1)));
    let jumps: Vec<_> = neighbours
        .filter(|(entry, _)| matches!(entry, Entry::Single(_)))
        .filter_map(|(_, (before, after))| Some(((*before)?, (*after)?)))
        .filter(|(before, after)| before.date > after.date)
        .collect();
    let [(before, after), others @ ..] = jumps.as_slice() else { return };
    let message = match jumps.len() {
        1 => msg!("the invoice date {date} is written after {later}", date = after.date, later = before.date),
        count => msg!(
            "{count} entries are written after a later one, first that of {date}",
            count,
            date = after.date,
        ),
    };
    let diagnostic = RULE
        .at(cx.date_span(after), message)
        .label(msg!("invoiced on {which}", which = cx.which(after)))
        .also(cx.date_span(before), msg!("invoiced later, on {which}", which = cx.which(before)));
    let mut diagnostic = cx
        .also_invoiced(diagnostic, others.iter().map(|(_, after)| *after), 3)
        .help(msg!("put the entries in the order of their dates, or mend the date"));
    if let Some(edits) = sorted(cx, entries, &firsts) {
        diagnostic = diagnostic.fix(Fix::safe(msg!("put the entries in the order of their dates"), edits));
    }
    found.push(diagnostic);
}

/// The earliest installment of each entry.
fn earliest<'a>(cx: &Context<'a>, entries: usize) -> Vec<Option<&'a Installment>> {
    let mut firsts = vec![None; entries];
    for installment in &cx.schedule.installments {
        if let Some(first) = firsts.get_mut(installment.entry) {
            first.get_or_insert(installment);
        }
    }
    firsts
}

/// The edits that put into each entry's place the text of the one that belongs there. None where
/// the plan might change by it, or where a comment would end up beside another entry.
fn sorted(cx: &Context<'_>, entries: &[Entry], firsts: &[Option<&Installment>]) -> Option<Vec<Edit>> {
    let dates: Vec<NaiveDate> =
        firsts.iter().map(|first| first.map(|first| first.date)).collect::<Option<_>>()?;
    let installments = &cx.schedule.installments;
    let days_differ = installments.iter().zip(installments.iter().skip(1)).all(|(a, b)| a.date != b.date);
    // Who takes the leftover of shares depends on the order of the file, and so does the order of
    // one day's installments.
    if cx.schedule.shares.is_some() || !days_differ {
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

/// Whether entries can change places: nothing but the list's own punctuation stands around them,
/// and lines of an entry that runs over several keep their indentation.
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
