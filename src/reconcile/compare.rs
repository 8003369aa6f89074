//! Installments and lines of each offer and buyer, side by side.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::difference::{joined, late_or_early, less_or_more};
use super::matching::Acceptor;
use super::pair::{Dated, Reach, days_between, pair};
use super::{AssignedLines, Billed, ComparedRow, Deal, DealStatus, Due, MatchKind};
use crate::marketplace::reports::{LineKind, Subscriber};
use crate::offer::{Amount, Currency};
use crate::plan::Plan;
use crate::text::message::{Message, msg, word};

/// Why a line is unexpected that is for no installment.
pub(super) const NONE_LEFT: &str = word!("no installment is left for it");

/// What became of every installment and every billed line, by offer, buyer and day. `replaced` has the
/// day on which an offer was replaced, by its index.
pub(super) fn billed(
    deals: &[Deal],
    found: &AssignedLines,
    replaced: &BTreeMap<usize, NaiveDate>,
    reach: Reach,
) -> Vec<ComparedRow> {
    let mut rows = Vec::new();
    for side in sides(deals, found) {
        let mut due = side.due();
        let stopped = side.stopped(replaced);
        if let Some((day, remark)) = &stopped {
            let pending = due.iter().position(|due| due.expected > *day).unwrap_or(due.len());
            rows.extend(due.split_off(pending).into_iter().map(|due| ComparedRow {
                due: Some(due),
                remark: remark.clone(),
                ..side.row(MatchKind::Cancelled)
            }));
        }
        let (invoices, others) = side.lines(LineKind::Invoice);
        rows.extend(others);
        let mut paired = side.paired(&due, &invoices, reach);
        if let Some((day, remark)) = stopped {
            let after = |row: &&mut ComparedRow| {
                row.remark == NONE_LEFT && row.billed.as_ref().is_some_and(|b| b.line.date > day)
            };
            paired.iter_mut().filter(after).for_each(|row| row.remark.clone_from(&remark));
        }
        rows.extend(side.refunds(&paired));
        rows.extend(paired);
    }
    finished(rows, found, super::is_bill)
}

/// What became of every installment of the offers that a report lists, and of every listed one. A
/// listing may give the scheduled day or the billing day: the better fit is used.
pub(super) fn listed(deals: &[Deal], found: &AssignedLines, tolerance: u64) -> Vec<ComparedRow> {
    let reach = Reach { tolerance, since: None, up_to: None };
    let mut rows = Vec::new();
    for side in sides(deals, found) {
        let (lines, others) = side.lines(LineKind::Listed);
        if lines.is_empty() && others.is_empty() {
            continue;
        }
        rows.extend(others);
        let billed_days = side.due();
        let scheduled_days: Vec<Due> =
            billed_days.iter().map(|due| Due { expected: due.scheduled, ..*due }).collect();
        let best = [scheduled_days, billed_days].map(|due| side.paired(&due, &lines, reach));
        let misfits = |rows: &Vec<ComparedRow>| rows.iter().filter(|row| row.days() != Some(0)).count();
        rows.extend(best.into_iter().min_by_key(misfits).unwrap_or_default());
    }
    finished(rows, found, |kind| kind == LineKind::Listed)
}

/// The rows in order, with the lines of their kind that belong to no plan.
pub(super) fn finished(
    mut rows: Vec<ComparedRow>,
    found: &AssignedLines,
    of_kind: impl Fn(LineKind) -> bool,
) -> Vec<ComparedRow> {
    for (deal, billed, why) in found.strays.iter().filter(|(_, billed, _)| of_kind(billed.line.kind)) {
        let refund = matches!(billed.line.kind, LineKind::Refund | LineKind::Clawback);
        rows.push(ComparedRow {
            deal: *deal,
            buyer: match &billed.line.subscriber {
                Subscriber::Known(account) => Some(account.clone()),
                _ => None,
            },
            due: None,
            billed: Some(billed.clone()),
            currency: billed.line.currency,
            outcome: if refund { MatchKind::Refunded } else { MatchKind::Unexpected },
            remark: why.clone(),
            explained: None,
        });
    }
    rows.sort_by_cached_key(|row| {
        let line = row.billed.as_ref().map(|billed| (billed.line.date, billed.report, billed.line.line));
        let own =
            row.due.filter(|_| row.outcome != MatchKind::Refunded).map(|due| (due.expected, due.number));
        let day = own.map(|(day, _)| day).or(line.map(|(day, ..)| day));
        let number = own.map_or(usize::MAX, |(_, number)| number);
        (row.deal.unwrap_or(usize::MAX), row.buyer.clone(), day, number, line)
    });
    rows
}

/// One offer as one buyer accepted it, and the lines about that.
pub(super) struct DealSide<'a> {
    pub(super) deal: usize,
    pub(super) plan: &'a Plan,
    buyer: Option<String>,
    pub(super) accepted: NaiveDate,
    lines: &'a [Billed],
}

/// Every accepted offer, once for each buyer that lines show; once if they show none although a report
/// has the lines of every offer.
pub(super) fn sides<'a>(deals: &'a [Deal], found: &'a AssignedLines) -> Vec<DealSide<'a>> {
    let mut sides = Vec::new();
    for (at, deal) in deals.iter().enumerate() {
        let DealStatus::Planned(plan) = &deal.standing else { continue };
        let groups = found.of(at);
        let several = groups.len() > 1;
        let side = |acceptor: Option<&Acceptor>, lines: &'a [Billed]| {
            let told = lines.iter().filter_map(|billed| billed.line.acceptance).min().filter(|_| several);
            let sole = if let [one] = deal.buyers.as_slice() { Some(one) } else { None };
            let buyer = acceptor.map_or(sole, |acceptor| acceptor.account.as_ref());
            let accepted = told.unwrap_or(plan.acceptance.date);
            DealSide { deal: at, plan, buyer: buyer.cloned(), accepted, lines }
        };
        sides.extend(groups.iter().map(|(acceptor, lines)| side(Some(acceptor), lines)));
        if groups.is_empty() && found.every {
            sides.push(side(None, &[]));
        }
    }
    sides
}

impl DealSide<'_> {
    /// The installments in order of the day on which they are expected; those of zero are not billed.
    fn due(&self) -> Vec<Due> {
        let billed = self.plan.invoices.iter().filter(|invoice| !invoice.amount.is_zero());
        let due = billed.map(|invoice| Due {
            number: invoice.number,
            scheduled: invoice.scheduled_date,
            expected: invoice.scheduled_date.max(self.accepted),
            amount: invoice.amount,
            payout: None,
        });
        due.collect()
    }

    /// When its pending installments were cancelled, if so, and why.
    pub(super) fn stopped(&self, replaced: &BTreeMap<usize, NaiveDate>) -> Option<(NaiveDate, Message)> {
        let replaced =
            replaced.get(&self.deal).map(|day| (*day, msg!("the offer was replaced on {day}", day)));
        let ended =
            self.plan.ended.map(|end| (end.on, msg!("the agreement ended on {ended}", ended = end.words())));
        replaced.into_iter().chain(ended).min_by_key(|(day, _)| *day)
    }

    pub(super) fn row(&self, outcome: MatchKind) -> ComparedRow {
        let (deal, buyer) = (Some(self.deal), self.buyer.clone());
        let currency = self.plan.offer.currency;
        let remark = Message::default();
        ComparedRow { deal, buyer, due: None, billed: None, currency, outcome, remark, explained: None }
    }

    /// The lines of a kind in order of day and amount, and rows for those of another currency.
    pub(super) fn lines(&self, kind: LineKind) -> (Vec<&Billed>, Vec<ComparedRow>) {
        let own = self.plan.offer.currency;
        let of_kind = self.lines.iter().filter(|billed| billed.line.kind == kind);
        let (mut same, others): (Vec<&Billed>, Vec<&Billed>) =
            of_kind.partition(|billed| billed.line.currency == own);
        same.sort_by_key(|billed| {
            let line = &billed.line;
            (line.date, line.amount, &line.invoice, billed.report, line.line)
        });
        let words = |billed: Currency| match kind {
            LineKind::Payout | LineKind::Clawback => {
                msg!("paid out in {paid}, but the offer is in {own}", paid = billed, own)
            }
            _ => msg!("billed in {billed}, but the offer is in {own}", billed, own),
        };
        let other = |billed: &Billed| ComparedRow {
            billed: Some(billed.clone()),
            currency: billed.line.currency,
            remark: words(billed.line.currency),
            ..self.row(MatchKind::Unexpected)
        };
        (same, others.into_iter().map(other).collect())
    }

    /// A row for each installment and each line that pays for none.
    fn paired(&self, due: &[Due], lines: &[&Billed], reach: Reach) -> Vec<ComparedRow> {
        let days: Vec<Dated> =
            due.iter().map(|due| Dated { date: due.expected, amount: due.amount }).collect();
        let billed: Vec<Dated> =
            lines.iter().map(|b| Dated { date: b.line.date, amount: b.line.amount }).collect();
        let pairs = pair(&days, &billed, reach);
        let mut rows = Vec::with_capacity(due.len());
        let mut paid: Vec<usize> = Vec::with_capacity(lines.len());
        for (due, at) in due.iter().zip(&pairs) {
            let line = at.and_then(|at| lines.get(at)).copied();
            paid.extend(*at);
            let unmet = match (reach.since, reach.up_to) {
                (Some(first), _) if due.expected < first => MatchKind::NotCovered,
                (_, Some(last)) if due.expected > last => MatchKind::NotYetDue,
                _ => MatchKind::Missing,
            };
            rows.push(match line {
                Some(line) => self.met(*due, line, reach.tolerance),
                None => ComparedRow { due: Some(*due), ..self.row(unmet) },
            });
        }
        paid.sort_unstable();
        let left = lines.iter().enumerate().filter(|(at, _)| paid.binary_search(at).is_err());
        let alike =
            |one: &Billed| paid.iter().filter_map(|at| lines.get(*at)).find(|two| is_twin(one, two)).copied();
        let unexpected = left.map(|(_, line)| ComparedRow {
            billed: Some((*line).clone()),
            remark: alike(line).map_or_else(|| Message::word(NONE_LEFT), twin_of),
            ..self.row(MatchKind::Unexpected)
        });
        rows.extend(unexpected);
        rows
    }

    /// An installment and the line that pays for it.
    fn met(&self, due: Due, billed: &Billed, tolerance: u64) -> ComparedRow {
        let days = days_between(due.expected, billed.line.date);
        let outcome = match billed.line.amount == due.amount {
            false => MatchKind::AmountDiffers,
            true => MatchKind::by_days(days, tolerance),
        };
        let amount = (outcome == MatchKind::AmountDiffers).then(|| {
            let off = billed.line.amount.minus(due.amount).unwrap_or_default();
            less_or_more(off, self.plan.offer.currency)
        });
        ComparedRow {
            due: Some(due),
            billed: Some(billed.clone()),
            remark: joined(amount.into_iter().chain(late_or_early(days))),
            ..self.row(outcome)
        }
    }

    /// A row for each refund, with the installment that it refunds: the one of the same invoice, else
    /// the latest earlier one of the same amount.
    fn refunds(&self, paired: &[ComparedRow]) -> Vec<ComparedRow> {
        let (lines, mut rows) = self.lines(LineKind::Refund);
        rows.iter_mut().for_each(|row| row.outcome = MatchKind::Refunded);
        let open: Vec<(&ComparedRow, &Billed)> =
            paired.iter().filter_map(|row| Some((row, row.billed.as_ref()?))).collect();
        let mut known = Refundable::new(&open);
        for refund in lines {
            let back = &refund.line;
            let at = known.same_invoice(back.invoice.as_deref()).or_else(|| known.same_amount(refund));
            let of = at.and_then(|at| open.get(at).copied());
            let remark = match of {
                Some((_, billed)) if billed.line.amount == back.amount => {
                    known.given_back.extend(at);
                    msg!("in full")
                }
                Some((_, billed)) => {
                    msg!("of {amount}", amount = self.plan.offer.currency.digits(billed.line.amount))
                }
                None => msg!("no invoice is known that it gives back"),
            };
            rows.push(ComparedRow {
                due: of.and_then(|(row, _)| row.due),
                billed: Some(refund.clone()),
                remark,
                ..self.row(MatchKind::Refunded)
            });
        }
        rows
    }
}

/// The day of a line, and its place.
type DatedPlace = (NaiveDate, usize);

/// The lines that a refund may give back, by their place: looked up, as there may be as many refunds.
struct Refundable<'b> {
    given_back: BTreeSet<usize>,
    by_invoice: BTreeMap<&'b str, Vec<usize>>,
    /// Of each amount the lines still to come, the earliest last, and the places of those before.
    by_amount: BTreeMap<Amount, (Vec<DatedPlace>, BTreeSet<usize>)>,
}

impl<'b> Refundable<'b> {
    fn new(open: &[(&'b ComparedRow, &'b Billed)]) -> Self {
        let (mut by_invoice, mut by_amount) = (BTreeMap::<&str, Vec<usize>>::new(), BTreeMap::new());
        for (at, (_, billed)) in open.iter().enumerate() {
            let line = &billed.line;
            if let Some(id) = &line.invoice {
                by_invoice.entry(id).or_default().push(at);
            }
            let of_amount: &mut (Vec<DatedPlace>, _) = by_amount.entry(line.amount).or_default();
            of_amount.0.push((line.date, at));
        }
        by_amount.values_mut().for_each(|(coming, _)| coming.sort_unstable_by(|one, two| two.cmp(one)));
        Self { given_back: BTreeSet::new(), by_invoice, by_amount }
    }

    /// The last line of an invoice.
    fn same_invoice(&mut self, invoice: Option<&str>) -> Option<usize> {
        let places = self.by_invoice.get_mut(invoice?)?;
        while places.last().is_some_and(|at| self.given_back.contains(at)) {
            places.pop();
        }
        places.last().copied()
    }

    /// The last line of a refund's amount that is not after it; refunds come in order of their days.
    fn same_amount(&mut self, refund: &Billed) -> Option<usize> {
        let (coming, before) = self.by_amount.get_mut(&refund.line.amount)?;
        while let Some((_, at)) = coming.pop_if(|(date, _)| *date <= refund.line.date) {
            before.insert(at);
        }
        while before.last().is_some_and(|at| self.given_back.contains(at)) {
            before.pop_last();
        }
        before.last().copied()
    }
}

/// Whether two lines bill the same amount on the same day.
fn is_twin(one: &Billed, two: &Billed) -> bool {
    (one.line.date, one.line.amount) == (two.line.date, two.line.amount)
}

fn twin_of(twin: &Billed) -> Message {
    match &twin.line.invoice {
        Some(invoice) => msg!("billed twice? invoice {invoice} has the same day and amount", invoice),
        None => msg!("billed twice? line {line} has the same day and amount", line = twin.line.line),
    }
}
