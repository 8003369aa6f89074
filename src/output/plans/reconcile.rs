//! A comparison of plans and reports as a book, as rows of CSV, and as JSON.

mod rows;
mod sums;

use std::io::{self, Write};

use serde::Serialize;
use serde_json::{Value, json};

use super::book::Book;
use super::grid::{self, Columns, Grid, Records};
use super::sheet::{Cell, money};
use crate::marketplace::reports::BilledReport;
use crate::reconcile::{ComparedRow, Deal, DealStatus, MatchKind, Reconciliation, Sum};
use crate::text::message::{Message, count, msg, word};
use rows::Layout;

/// What is shown: the inputs of a comparison, and its result.
#[derive(Debug, Clone, Copy)]
pub struct ReconcileView<'a> {
    /// The offers.
    pub deals: &'a [Deal],
    /// The reports.
    pub reports: &'a [BilledReport],
    /// The result.
    pub result: &'a Reconciliation,
    /// The sums of the billed rows, then of the listed ones.
    pub sums: (&'a [Sum], &'a [Sum]),
    /// Whether rows without a difference are left out.
    pub differences: bool,
}

/// The book of a comparison: the sums of outcomes, the rows of each list and currency, then what is not
/// compared.
pub fn book(shown: ReconcileView<'_>) -> Book {
    laid_out(shown, Layout::List)
}

/// The book of a comparison for a page: its rows stand under the name of their offer, the amounts first.
pub fn page(shown: ReconcileView<'_>) -> Book {
    laid_out(shown, Layout::Page)
}

fn laid_out(shown: ReconcileView<'_>, layout: Layout) -> Book {
    let mut sums = sums::sheet(shown);
    if layout == Layout::Page {
        sums.lead_with(&["currency", "difference", "planned", shown.had()]);
        // The caption names one currency.
        let mut currencies = sums.rows.iter().filter_map(|row| row.cells.get(1));
        let first = currencies.next();
        if currencies.all(|currency| Some(currency) == first) {
            sums.drop_column("currency");
        }
    }
    let mut sheets = vec![sums];
    sheets.extend(rows::sheets(shown, layout));
    let mut notes = shown.result.notes.clone();
    notes.push(summary(shown));
    let title = if shown.result.cash { msg!("Plans and payouts") } else { msg!("Plans and billing") };
    Book { title, facts: facts(shown), sheets, notes }
}

/// The book of a comparison for a workbook: its notes are a sheet, in which they have room.
pub fn workbook(shown: ReconcileView<'_>) -> Book {
    let c = Columns::<Message>::of();
    let mut book = book(shown);
    let notes = Grid::new([c.people("note", Message::clone)]);
    book.sheets.push(notes.sheet(msg!("Notes"), std::mem::take(&mut book.notes)));
    book
}

fn facts(shown: ReconcileView<'_>) -> Vec<(Message, Message)> {
    let count = |fits: fn(&DealStatus) -> bool, words: fn(usize) -> Message| {
        let count = shown.deals.iter().filter(|deal| fits(&deal.standing)).count();
        (count > 0).then(|| words(count))
    };
    let offers = [
        count(|s| matches!(s, DealStatus::Planned(_)), |count| msg!("{count} accepted", count)),
        count(|s| *s == DealStatus::NotAccepted, |count| msg!("{count} not accepted", count)),
        count(|s| *s == DealStatus::Authorization, |count| msg!("{count} to resell", count)),
    ];
    let offers = offers.into_iter().flatten().reduce(|before, next| msg!("{before}, {next}", before, next));
    let mut facts = vec![(msg!("offers"), offers.unwrap_or_default())];
    for report in shown.reports {
        let lines = count!(report.lines.len(), "line");
        let kind = Message::word(report.kind.words());
        facts.push((msg!("report"), msg!("{path} ({kind}, {lines})", path = report.path, kind, lines)));
    }
    if let Some(last) = shown.result.up_to {
        let days = match shown.result.since {
            Some(first) => msg!("from {first} to {last}", first, last),
            None => msg!("to {last}", last),
        };
        facts.push((if shown.result.cash { msg!("paid out") } else { msg!("billed") }, days));
    }
    facts.push((msg!("tolerance"), count!(shown.result.tolerance, "day")));
    if shown.differences {
        facts.push((msg!("shown"), msg!("only what differs")));
    }
    facts
}

/// The rows, or the sums, of both lists, each with its list.
fn lists<'a, T: 'a>(
    billed: impl IntoIterator<Item = &'a T>,
    listed: impl IntoIterator<Item = &'a T>,
) -> impl Iterator<Item = (&'static str, &'a T)> {
    let billed = billed.into_iter().map(|one| (word!("billed"), one));
    billed.chain(listed.into_iter().map(|one| (word!("listed"), one)))
}

/// A row of the comparison with its list.
type ListRow<'a> = (&'static str, &'a ComparedRow);

/// What tables, CSV and JSON have of each row. The rows of a table have one currency.
fn columns<'a>(shown: ReconcileView<'a>) -> Grid<'a, ListRow<'a>> {
    let (deals, reports, cash) = (shown.deals, shown.reports, shown.result.cash);
    let had = |row: &ListRow<'a>| row.1.billed.as_ref().map(|billed| (billed.signed(), row.1.currency));
    let payout = |row: &ListRow<'a>| row.1.billed.as_ref().and_then(|billed| billed.line.payout);
    let due_payout = |row: &ListRow<'a>| row.1.counted().and_then(|due| due.payout);
    let c = Columns::<ListRow<'_>>::of();
    let deal = move |row: &ListRow<'a>| deals.get(row.1.deal?);
    let line = |row: &ListRow<'a>| row.1.billed.as_ref().map(|billed| &billed.line);
    let due = |row: &ListRow<'a>| row.1.due;
    let id = move |row: &ListRow<'a>| {
        deal(row).and_then(|deal| deal.id.as_deref()).or(line(row).and_then(|line| line.offer.as_deref()))
    };
    let report = move |(_, row): &ListRow<'a>| {
        let report = row.billed.as_ref().and_then(|billed| reports.get(billed.report));
        report.map(|report| report.path.as_str())
    };
    Grid::new([
        c.named("list", move |(list, _)| if cash { "paid" } else { *list }),
        c.named("outcome", |(_, row)| Cell::Words(row.outcome.words())).titled("outcome"),
        c.named("offer", move |row| deal(row).map(|deal| deal.name.as_str()))
            .seen_as("offer", move |(_, row)| name_of(deals, row)),
        c.named("offer_id", id),
        c.named("file", move |row| deal(row).map(|deal| deal.path.as_str())),
        c.named("document", move |row| deal(row).map(|deal| deal.document)),
        c.named("buyer", |(_, row)| row.buyer.as_deref()).titled("buyer"),
        c.named("number", move |row| due(row).map(|due| due.number)).titled("#"),
        c.named("scheduled_date", move |row| due(row).map(|due| due.scheduled)),
        c.named("expected_date", move |row| due(row).and_then(|due| due.day())).titled("expected"),
        c.named("planned", |(_, row)| row.planned().map(|amount| (amount, row.currency))).titled("planned"),
        c.named("invoice_date", move |row| line(row).map(|line| line.date)).titled("invoiced").only_if(!cash),
        c.named("billed", had).titled("billed").only_if(!cash),
        c.named("paid_date", move |row| line(row).map(|line| line.date)).titled("paid out").only_if(cash),
        c.named("paid", had).titled("paid").only_if(cash),
        c.named("difference", |(_, row)| row.difference().map(|amount| (amount, row.currency)))
            .titled("difference"),
        c.named("planned_gross", move |row| due_payout(row).map(|due| (due.gross, row.1.currency)))
            .only_if(cash),
        c.named("gross", move |row| payout(row).map(|payout| (payout.gross, row.1.currency)))
            .titled("gross")
            .only_if(cash),
        c.named("planned_fee", move |row| due_payout(row).map(|due| (due.fee, row.1.currency))).only_if(cash),
        c.named("fee", move |row| payout(row).map(|payout| (payout.fee, row.1.currency)))
            .titled("fee")
            .only_if(cash),
        c.named("invoiced", move |row| payout(row).map(|payout| payout.invoiced)).only_if(cash),
        c.named("currency", |(_, row)| row.currency.to_string()),
        c.named("days", |(_, row)| row.days()),
        c.named("invoice", move |row| line(row).and_then(|line| line.invoice.as_deref())),
        c.named("agreement", move |row| line(row).and_then(|line| line.agreement.as_deref())),
        c.named("report", report),
        c.named("line", move |row| line(row).map(|line| line.line)),
        c.named("remark", |(_, row)| row.remark.clone()).titled("remark"),
        c.named("explained", |(_, row)| row.explained.as_deref())
            .titled("explained")
            .seen_if(shown.has_explained()),
    ])
}

/// The name of a row's offer; where no file has it, the id that the line gives.
fn name_of<'a>(deals: &'a [Deal], row: &'a ComparedRow) -> &'a str {
    let line = row.billed.as_ref().map(|billed| &billed.line);
    let id = line.and_then(|line| line.offer.as_ref().or(line.agreement.as_ref()));
    let deal = row.deal.and_then(|at| deals.get(at));
    deal.map(|deal| &deal.name).or(id).map_or("", String::as_str)
}

/// `3 matched (3,000.00 USD), 1 missing (1,000.00 USD)`.
fn summary(shown: ReconcileView<'_>) -> Message {
    let (billed, listed) = shown.sums;
    let mut parts: Vec<Message> = Vec::new();
    for (in_listing, sums) in [(false, billed), (true, listed)] {
        let mut last = None;
        for sum in sums {
            let Some(outcome) = sum.outcome else { continue };
            let (billed, planned) = (
                money(sum.billed.amount, sum.billed.currency),
                money(sum.planned.amount, sum.planned.currency),
            );
            let amount = match outcome {
                MatchKind::AmountDiffers | MatchKind::Short => msg!("{billed} of {planned}", billed, planned),
                MatchKind::Missing | MatchKind::NotYetDue | MatchKind::NotCovered | MatchKind::Cancelled => {
                    Message::verbatim(planned)
                }
                _ => Message::verbatim(billed),
            };
            let (count, kind) = (sum.count, Message::word(outcome.words()));
            let words = match in_listing {
                true => msg!("{count} {outcome} in the listing ({amount})", count, outcome = kind, amount),
                false => msg!("{count} {outcome} ({amount})", count, outcome = kind, amount),
            };
            match parts.last_mut().filter(|_| last == Some(outcome)) {
                Some(part) => *part = msg!("{before} + {next}", before = &*part, next = words),
                None => parts.push(words),
            }
            last = Some(outcome);
        }
    }
    let parts = parts.into_iter().reduce(|before, next| msg!("{before}, {next}", before, next));
    let parts = parts.unwrap_or_else(|| msg!("nothing to compare"));
    let explained: usize =
        billed.iter().chain(listed).filter(|sum| sum.outcome.is_some()).map(|sum| sum.explained).sum();
    let parts = match explained {
        0 => parts,
        count => msg!("{parts}; {count} of these explained", parts, count),
    };
    match shown.result.unread {
        0 => parts,
        unread => msg!("{parts}; {lines} could not be read", parts, lines = count!(unread, "line")),
    }
}

impl<'a> ReconcileView<'a> {
    fn rows(&self, rows: &'a [ComparedRow]) -> impl Iterator<Item = &'a ComparedRow> {
        let differences = self.differences;
        rows.iter().filter(move |row| !differences || row.outcome.differs())
    }

    fn lines(&self) -> impl Iterator<Item = ListRow<'a>> {
        lists(self.rows(&self.result.billed), self.rows(&self.result.listed))
    }

    /// What the reports have: `billed`, or `paid`.
    fn had(&self) -> &'static str {
        if self.result.cash { word!("paid") } else { word!("billed") }
    }

    /// Whether a row differs for a known reason.
    fn has_explained(&self) -> bool {
        self.result.billed.iter().chain(&self.result.listed).any(|row| row.explained.is_some())
    }
}

/// Writes a row for each installment and each line, under a header. Notes are not part of it.
///
/// # Errors
/// When `out` cannot be written to.
pub fn write_csv(shown: ReconcileView<'_>, raw: bool, out: &mut dyn Write) -> io::Result<()> {
    columns(shown).csv(shown.lines(), raw, out)
}

/// A comparison in version 1 of the format.
#[derive(Serialize)]
struct ReconcileObject<'a> {
    version: u8,
    differs: bool,
    billed_since: Option<String>,
    billed_to: Option<String>,
    tolerance_days: u32,
    offers: Vec<Value>,
    reports: Vec<Value>,
    outcomes: Records<'a, (&'static str, &'a Sum)>,
    totals: Records<'a, (&'static str, &'a Sum)>,
    rows: Records<'a, ListRow<'a>>,
    unread_lines: usize,
    notes: &'a [Message],
}

/// Writes one object, version 1 of the format. Amounts are text with the currency's decimals. Ends
/// with a line break.
///
/// # Errors
/// When `out` cannot be written to.
pub fn write_json(shown: ReconcileView<'_>, out: &mut dyn Write) -> io::Result<()> {
    let (billed, listed) = shown.sums;
    let (outcomes, totals): (Vec<_>, Vec<_>) =
        lists(billed, listed).partition(|(_, sum)| sum.outcome.is_some());
    let report = |report: &BilledReport| json!({"path": report.path, "kind": report.kind.words(), "lines": report.lines.len()});
    let object = ReconcileObject {
        version: 1,
        differs: shown.result.differs(),
        billed_since: shown.result.since.map(|day| day.to_string()),
        billed_to: shown.result.up_to.map(|day| day.to_string()),
        tolerance_days: shown.result.tolerance,
        offers: shown.deals.iter().map(offer_object).collect(),
        reports: shown.reports.iter().map(report).collect(),
        outcomes: sums::columns(shown, &[]).records(outcomes),
        totals: sums::columns(shown, &[]).records(totals),
        rows: columns(shown).records(shown.lines()),
        unread_lines: shown.result.unread,
        notes: &shown.result.notes,
    };
    grid::json(&[object], out)
}

fn offer_object(deal: &Deal) -> Value {
    let (standing, acceptance) = match &deal.standing {
        DealStatus::Planned(plan) => ("accepted", Some(plan.acceptance.date.to_string())),
        DealStatus::NotAccepted => ("not_accepted", None),
        DealStatus::Authorization => ("authorization", None),
    };
    json!({
        "file": deal.path,
        "document": deal.document,
        "name": deal.name,
        "id": deal.id,
        "agreement": deal.agreement,
        "standing": standing,
        "acceptance": acceptance,
    })
}
