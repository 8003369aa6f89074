//! The lines of several reports, each counted once.

use std::collections::{BTreeMap, BTreeSet};

use super::{Billed, ReconcileError, TwoAmounts};
use crate::marketplace::reports::{BilledLine, BilledReport, LineKind};
use crate::offer::{Amount, Currency, Money};
use crate::text::message::{Message, count, msg};

/// What lines of several reports have in common that may be the same: their kind, invoice and currency.
type InvoiceKey<'r> = (LineKind, &'r str, Currency);

/// The same, with the agreement.
type LineKey<'r> = (InvoiceKey<'r>, Option<&'r str>);

/// The lines of reports that count, and what is said of the others.
#[derive(Debug, Default)]
pub(super) struct CountedLines {
    pub(super) lines: Vec<Billed>,
    pub(super) notes: Vec<Message>,
}

impl CountedLines {
    /// Adds those lines of the report at `at` that are wanted, but for those, by number and kind, that a
    /// report before it has already.
    pub(super) fn add(
        &mut self,
        (at, report): (usize, &BilledReport),
        again: &BTreeSet<(u32, LineKind)>,
        wanted: impl Fn(&BilledLine) -> bool,
    ) {
        let kept =
            report.lines.iter().filter(|line| wanted(line) && !again.contains(&(line.line, line.kind)));
        self.lines.extend(kept.map(|line| Billed { report: at, line: line.clone() }));
        if !again.is_empty() {
            let (path, lines) = (&report.path, count!(again.len(), "line"));
            self.notes.push(msg!("{path}: {lines} also in a report before it, counted once", path, lines));
        }
    }
}

/// The lines of all reports. What a report says of an invoice and agreement that a report before it has
/// too counts once: line by line if the amounts agree, as a whole if only their sums do.
///
/// # Errors
/// When two reports say different amounts of the same invoice, neither of which only has more lines.
pub(super) fn counted_once(reports: &[BilledReport]) -> Result<CountedLines, ReconcileError> {
    let vague = without_agreement(reports);
    let mut known: BTreeMap<LineKey<'_>, Vec<(usize, &BilledLine)>> = BTreeMap::new();
    let mut counted = CountedLines::default();
    for (at, report) in reports.iter().enumerate() {
        let mut own: BTreeMap<LineKey<'_>, Vec<&BilledLine>> = BTreeMap::new();
        for line in &report.lines {
            if let Some(key) = key(line).filter(|_| line.payout.is_none()) {
                let agreement = line.agreement.as_deref().filter(|_| !vague.contains(&key));
                own.entry((key, agreement)).or_default().push(line);
            }
        }
        let mut again: BTreeSet<(u32, LineKind)> = BTreeSet::new();
        for (key, lines) in own {
            let before = known.entry(key).or_default();
            let told = told_before(reports, at, &lines, before)?;
            let is_told = |line: &&&BilledLine| told.contains(&(line.line, line.kind));
            before.extend(lines.iter().filter(|line| !is_told(line)).map(|line| (at, *line)));
            again.extend(told);
        }
        counted.add((at, report), &again, |line| line.payout.is_none());
    }
    Ok(counted)
}

fn key(line: &BilledLine) -> Option<InvoiceKey<'_>> {
    line.invoice.as_ref().or(line.charge.as_ref()).map(|id| (line.kind, id.as_str(), line.currency))
}

/// The invoices of which a line names no agreement: their agreements cannot be held against each other.
fn without_agreement(reports: &[BilledReport]) -> BTreeSet<InvoiceKey<'_>> {
    let lines = reports.iter().flat_map(|report| &report.lines);
    lines.filter(|line| line.agreement.is_none()).filter_map(key).collect()
}

/// Which of the lines, by their number and kind, the reports before have already; the lines are of one
/// invoice and agreement.
fn told_before(
    reports: &[BilledReport],
    at: usize,
    lines: &[&BilledLine],
    before: &[(usize, &BilledLine)],
) -> Result<BTreeSet<(u32, LineKind)>, ReconcileError> {
    let mut open: BTreeMap<Amount, Vec<(usize, &BilledLine)>> = BTreeMap::new();
    before.iter().rev().for_each(|known| open.entry(known.1.amount).or_default().push(*known));
    let (mut told, mut new) = (BTreeSet::new(), Vec::new());
    for line in lines {
        match open.get_mut(&line.amount).and_then(Vec::pop) {
            Some(_) => {
                told.insert((line.line, line.kind));
            }
            None => new.push(*line),
        }
    }
    let left = open.into_values().flatten().min_by_key(|(report, line)| (*report, line.line));
    let (Some((report, known)), Some(first)) = (left, new.first()) else { return Ok(told) };
    let sum = |lines: &mut dyn Iterator<Item = &BilledLine>| Amount::sum(lines.map(|line| line.amount));
    let whole = sum(&mut lines.iter().copied());
    if whole.is_some() && whole == sum(&mut before.iter().map(|(_, line)| *line)) {
        return Ok(lines.iter().map(|line| (line.line, line.kind)).collect());
    }
    let place = |report: usize, line: &BilledLine| {
        let path = reports.get(report).map_or("", |report| report.path.as_str());
        (format!("{path}:{}", line.line), Money::new(line.amount, line.currency))
    };
    Err(ReconcileError::TwoAmounts(Box::new(TwoAmounts {
        what: if first.invoice.is_some() { "invoice" } else { "charge" },
        id: first.invoice.as_ref().or(first.charge.as_ref()).cloned().unwrap_or_default(),
        one: place(report, known),
        other: place(at, first),
    })))
}
