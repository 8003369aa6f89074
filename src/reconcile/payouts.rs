//! What was paid out to the seller, held against the cash of the plans.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Duration, NaiveDate};

use super::compare::{DealSide, NONE_LEFT, finished, sides};
use super::difference::{joined, late_or_early, less_or_more};
use super::matching::Directory;
use super::once::CountedLines;
use super::pair::{Dated, Reach, days_between, pair};
use super::{AssignedLines, Billed, ComparedRow, Deal, Due, MatchKind};
use super::{ReconcileError, Reconciliation, Strictness, notes};
use crate::marketplace::reports::{BilledLine, BilledReport, LineKind, Payout};
use crate::offer::{Amount, Currency};
use crate::text::message::{Message, count, msg};

/// The invoice and the payout that a plan expects of an installment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DuePayout {
    /// The day of its invoice.
    pub invoiced: NaiveDate,
    /// The day of the payout, if the buyer's payment terms are known.
    pub day: Option<NaiveDate>,
    /// What the buyer is billed before tax.
    pub gross: Amount,
    /// The marketplace's listing fee of it.
    pub fee: Amount,
}

/// Compares the cash of plans with what reports say was paid out. An invoice is found by its day and
/// gross amount; then its net and the day of its payout are held against the plan. Payouts that occur in
/// several reports count once. Plans without cash are not expected to be paid out.
///
/// # Errors
/// When the last day of the payouts is not known: no report has a payout, and no day is given.
pub fn payouts(
    deals: &[Deal],
    reports: &[BilledReport],
    strictness: Strictness,
) -> Result<Reconciliation, ReconcileError> {
    let CountedLines { mut lines, notes: twice } = counted_once(reports);
    let mut later = Vec::new();
    if let Some(last) = strictness.up_to {
        (lines, later) = notes::up_to(last, lines);
    }
    let days = lines.iter().filter_map(|billed| billed.line.payout?.day);
    let Some(up_to) = strictness.up_to.or(days.max()) else {
        return Err(ReconcileError::NoPayout(notes::of_unread(reports)));
    };
    let directory = Directory::new(deals, lines.iter().map(|billed| &billed.line));
    let mut found = AssignedLines { every: true, ..AssignedLines::default() };
    lines.into_iter().for_each(|billed| found.add(&directory, billed));
    found.strays.retain(|(_, billed, _)| billed.line.payout.is_some_and(|payout| payout.day.is_some()));
    let reach =
        Reach { tolerance: u64::from(strictness.tolerance), since: strictness.since, up_to: Some(up_to) };
    let replaced = directory.replaced();
    let mut rows = Vec::new();
    for side in sides(deals, &found) {
        let mut due = side.payouts_due();
        let stopped = side.stopped(&replaced);
        if let Some((day, remark)) = &stopped {
            let is_pending = |due: &Due| due.payout.is_some_and(|payout| payout.invoiced > *day);
            let pending = due.iter().position(is_pending).unwrap_or(due.len());
            rows.extend(due.split_off(pending).into_iter().map(|due| ComparedRow {
                due: Some(due),
                remark: remark.clone(),
                ..side.row(MatchKind::Cancelled)
            }));
        }
        let (paid, others) = side.lines(LineKind::Payout);
        rows.extend(others);
        let mut paired = side.paid(&due, &by_invoice(&paid), reach);
        if let Some((day, remark)) = stopped {
            let invoiced = |row: &ComparedRow| Some(row.billed.as_ref()?.line.payout?.invoiced);
            let after = |row: &&mut ComparedRow| {
                row.remark == NONE_LEFT && invoiced(row).is_some_and(|invoiced| invoiced > day)
            };
            paired.iter_mut().filter(after).for_each(|row| row.remark.clone_from(&remark));
        }
        rows.extend(side.taken_back(&paired));
        rows.extend(paired);
    }
    let billed = finished(rows, &found, |kind| matches!(kind, LineKind::Payout | LineKind::Clawback));
    let notes = [twice, later, notes::of_deals(deals, &found), notes::of_reports(reports)].concat();
    Ok(Reconciliation {
        since: strictness.since,
        up_to: Some(up_to),
        tolerance: strictness.tolerance,
        billed,
        listed: Vec::new(),
        notes,
        unread: reports.iter().map(|report| report.unread.len()).sum(),
        cash: true,
    })
}

/// What makes two lines of different reports one payout.
type PayoutKey<'r> = (LineKind, &'r str, Option<&'r str>, Currency, Amount, Option<Payout>);

/// The payouts of all reports: one that a report before it has too counts once, and an invoice that was
/// not paid out yet is left to the report in which it is.
fn counted_once(reports: &[BilledReport]) -> CountedLines {
    let all = || reports.iter().flat_map(|report| &report.lines);
    let invoice = |line: &BilledLine| line.invoice.clone().map(|id| (id, line.currency));
    let is_paid = |line: &BilledLine| line.payout.is_some_and(|payout| payout.day.is_some());
    let paid: BTreeSet<(String, Currency)> = all().filter(|line| is_paid(line)).filter_map(invoice).collect();
    let mut known: BTreeMap<PayoutKey<'_>, usize> = BTreeMap::new();
    let mut counted = CountedLines::default();
    for (at, report) in reports.iter().enumerate() {
        let mut own: BTreeMap<PayoutKey<'_>, usize> = BTreeMap::new();
        let mut again = BTreeSet::new();
        for line in report.lines.iter().filter(|line| line.payout.is_some()) {
            let Some(id) = line.invoice.as_deref() else { continue };
            let key = (line.kind, id, line.agreement.as_deref(), line.currency, line.amount, line.payout);
            let times = own.entry(key).or_default();
            *times += 1;
            if known.get(&key).is_some_and(|before| before >= times) {
                again.insert((line.line, line.kind));
            }
        }
        for (key, times) in own {
            let before = known.entry(key).or_default();
            *before = times.max(*before);
        }
        let is_open =
            |line: &BilledLine| !is_paid(line) && invoice(line).is_some_and(|id| paid.contains(&id));
        counted.add((at, report), &again, |line| line.payout.is_some() && !is_open(line));
    }
    counted
}

/// The payouts of each invoice as one line, and how many they are; in order of the invoices' days.
fn by_invoice(paid: &[&Billed]) -> Vec<(Billed, Payout, usize)> {
    let mut merged: BTreeMap<(Option<&str>, usize), (Billed, Payout, usize)> = BTreeMap::new();
    for (at, billed) in paid.iter().enumerate() {
        let Some(payout) = billed.line.payout else { continue };
        let id = billed.line.invoice.as_deref();
        let place = (id, if id.is_some() { 0 } else { at });
        let Some((whole, all, times)) = merged.get_mut(&place) else {
            merged.insert(place, ((*billed).clone(), payout, 1));
            continue;
        };
        let plus = |one: Amount, other: Amount| one.plus(other).unwrap_or(Amount::MAX);
        whole.line.amount = plus(whole.line.amount, billed.line.amount);
        whole.line.date = whole.line.date.max(billed.line.date);
        let day = all.day.max(payout.day);
        let invoiced = all.invoiced.min(payout.invoiced);
        *all = Payout { invoiced, day, gross: plus(all.gross, payout.gross), fee: plus(all.fee, payout.fee) };
        whole.line.payout = Some(*all);
        *times += 1;
    }
    let mut merged: Vec<_> = merged.into_values().collect();
    merged
        .sort_by_key(|(billed, payout, _)| (payout.invoiced, payout.gross, billed.report, billed.line.line));
    merged
}

impl Billed {
    /// Gross and fee of a payout; both are negative where it was taken back.
    pub(crate) fn gross_and_fee(&self) -> Option<(Amount, Amount)> {
        let Payout { gross, fee, .. } = self.line.payout?;
        let back = self.line.kind == LineKind::Clawback;
        Some(if back { (gross.negated(), fee.negated()) } else { (gross, fee) })
    }
}

impl DealSide<'_> {
    /// What the plan's cash expects to be paid out, each on its day for this acceptance.
    fn payouts_due(&self) -> Vec<Due> {
        let Some(cash) = &self.plan.cash else { return Vec::new() };
        let lines =
            self.plan.invoices.iter().zip(&cash.lines).filter(|(invoice, _)| !invoice.amount.is_zero());
        let unit = self.plan.offer.currency.minor_unit();
        let due = lines.map(|(invoice, line)| {
            // What an ended agreement cancels is shown with what it would have brought.
            let cancelled = Some(invoice).filter(|invoice| !invoice.expected);
            let cancelled = cancelled.and_then(|invoice| cash.of_unexpected(invoice, unit));
            let line = cancelled.as_ref().unwrap_or(line);
            let invoiced = invoice.scheduled_date.max(self.accepted);
            let later = days_between(invoice.invoice_date, invoiced);
            let collected = line.collected.and_then(|day| day.checked_add_signed(Duration::days(later)));
            let day = collected.map(|day| cash.disbursement.on_or_after(day));
            Due {
                number: invoice.number,
                scheduled: invoice.scheduled_date,
                expected: day.unwrap_or(invoiced),
                amount: line.net,
                payout: Some(DuePayout { invoiced, day, gross: invoice.amount, fee: line.fee }),
            }
        });
        due.collect()
    }

    /// A row for each expected payout, and for each that nobody expected.
    fn paid(&self, due: &[Due], lines: &[(Billed, Payout, usize)], reach: Reach) -> Vec<ComparedRow> {
        let planned = due.iter().filter_map(|due| due.payout);
        let planned: Vec<Dated> =
            planned.map(|payout| Dated { date: payout.invoiced, amount: payout.gross }).collect();
        let billed: Vec<Dated> = lines
            .iter()
            .map(|(_, payout, _)| Dated { date: payout.invoiced, amount: payout.gross })
            .collect();
        let pairs = pair(&planned, &billed, Reach { since: None, up_to: None, ..reach });
        let mut rows = Vec::with_capacity(due.len());
        for (due, at) in due.iter().zip(&pairs) {
            let line = at.and_then(|at| lines.get(at));
            rows.push(match line.filter(|(_, payout, _)| payout.day.is_some()) {
                Some(line) => self.met_payout(*due, line, reach.tolerance),
                None => self.unpaid(*due, line.map(|(_, payout, _)| payout.invoiced), reach),
            });
        }
        let taken: BTreeSet<usize> = pairs.into_iter().flatten().collect();
        let left = lines.iter().enumerate().filter(|(at, _)| !taken.contains(at));
        let left = left.filter(|(_, (_, payout, _))| payout.day.is_some());
        rows.extend(left.map(|(_, (billed, ..))| ComparedRow {
            billed: Some(billed.clone()),
            remark: Message::word(NONE_LEFT),
            ..self.row(MatchKind::Unexpected)
        }));
        rows
    }

    /// An expected payout that did not come; `invoiced` is the day of its invoice if the report has one.
    fn unpaid(&self, due: Due, invoiced: Option<NaiveDate>, reach: Reach) -> ComparedRow {
        let day = due.payout.and_then(|payout| payout.day);
        let outcome = match (day, reach.since, reach.up_to) {
            (Some(day), Some(first), _) if day < first => MatchKind::NotCovered,
            (Some(day), _, Some(last)) if day <= last => MatchKind::Missing,
            _ => MatchKind::NotYetDue,
        };
        let remark = match (invoiced, day) {
            (Some(day), _) => msg!("invoiced on {day}, not paid out", day),
            (None, None) => msg!("the day of the payout is not known"),
            (None, Some(_)) => Message::default(),
        };
        ComparedRow { due: Some(due), remark, ..self.row(outcome) }
    }

    /// An expected payout and what came. How the marketplace rounds the fee of an invoice is not
    /// documented, so one smallest unit of the currency is no difference of its own.
    fn met_payout(&self, due: Due, line: &(Billed, Payout, usize), tolerance: u64) -> ComparedRow {
        let (billed, payout, times) = line;
        let planned = due.payout.map(|planned| (planned.gross, planned.fee));
        let (gross, fee) = planned.unwrap_or((payout.gross, payout.fee));
        let currency = self.plan.offer.currency;
        let off = |one: Amount, other: Amount| one.minus(other).unwrap_or(Amount::MAX);
        let (gross_off, fee_off) = (off(payout.gross, gross), off(payout.fee, fee));
        let net_off = off(billed.line.amount, due.amount);
        let is_rounding = |amount: Amount| amount.abs() <= currency.minor_unit();
        let agrees = gross_off.is_zero() && is_rounding(fee_off) && is_rounding(net_off);
        let days =
            due.payout.and_then(|planned| planned.day).map(|_| days_between(due.expected, billed.line.date));
        let days = days.unwrap_or_default();
        let outcome = match agrees {
            false if net_off.is_negative() => MatchKind::Short,
            false => MatchKind::AmountDiffers,
            true => MatchKind::by_days(days, tolerance),
        };
        let less_or_more = |off: Amount| less_or_more(off, currency);
        let mut words = Vec::new();
        if !net_off.is_zero() {
            words.push(less_or_more(net_off));
        }
        if !gross_off.is_zero() {
            words.push(msg!("gross {difference}", difference = less_or_more(gross_off)));
        }
        if !fee_off.is_zero() {
            words.push(msg!("fee {difference}", difference = less_or_more(fee_off)));
        }
        words.extend(late_or_early(days));
        if *times > 1 {
            words.push(msg!("in {payouts}", payouts = count!(*times, "payout")));
        }
        ComparedRow {
            due: Some(due),
            billed: Some(billed.clone()),
            remark: joined(words),
            ..self.row(outcome)
        }
    }

    /// A row for each payout that was taken back, with the installment of its invoice.
    fn taken_back(&self, paired: &[ComparedRow]) -> Vec<ComparedRow> {
        let (lines, mut rows) = self.lines(LineKind::Clawback);
        rows.iter_mut().for_each(|row| row.outcome = MatchKind::Refunded);
        let of = |row: &ComparedRow| row.billed.as_ref().and_then(|billed| billed.line.invoice.clone());
        let known: BTreeMap<String, Option<Due>> =
            paired.iter().filter_map(|row| Some((of(row)?, row.due))).collect();
        rows.extend(lines.into_iter().map(|billed| {
            let due = billed.line.invoice.as_ref().and_then(|id| known.get(id));
            let remark = match due {
                Some(_) => Message::default(),
                None => msg!("no invoice is known that it gives back"),
            };
            ComparedRow {
                due: due.copied().flatten(),
                billed: Some(billed.clone()),
                remark,
                ..self.row(MatchKind::Refunded)
            }
        }));
        rows
    }
}
