//! A comparison of plans and reports as a book, as rows of CSV, and as JSON.

use std::io::{self, Write};

use chrono::NaiveDate;
use serde::Serialize;

use super::book::Book;
use super::sheet::{Align, Cell, Row as Cells, Sheet, money, one_line};
use crate::marketplace::reports::Report;
use crate::reconcile::{Deal, Outcome, Reconciliation, Row, Standing, Sum};
use crate::text::words;

/// What is shown: what was compared, and what came of it.
#[derive(Debug, Clone, Copy)]
pub struct Shown<'a> {
    /// The offers.
    pub deals: &'a [Deal],
    /// The reports.
    pub reports: &'a [Report],
    /// What came of it.
    pub result: &'a Reconciliation,
    /// The sums of the billed rows, then of the listed ones.
    pub sums: (&'a [Sum], &'a [Sum]),
    /// Whether rows without a difference are left out.
    pub differences: bool,
}

/// The book of a comparison.
pub fn book(shown: Shown<'_>) -> Book {
    let result = shown.result;
    let mut sheets = vec![outcomes(shown)];
    for (name, rows) in [("Billed", &result.billed), ("Listed", &result.listed)] {
        let rows = shown.rows(rows);
        if !rows.is_empty() {
            sheets.push(sheet(name, shown.deals, &rows));
        }
    }
    let mut notes: Vec<String> = result.notes.iter().map(|note| one_line(note)).collect();
    notes.push(summary(shown));
    Book { title: "Plans and billing".to_owned(), facts: facts(shown), sheets, notes }
}

/// The book of a comparison for a workbook: its notes are a sheet, in which they have room.
pub fn workbook(shown: Shown<'_>) -> Book {
    let mut book = book(shown);
    let rows = std::mem::take(&mut book.notes).into_iter().map(|note| Cells::item(vec![Cell::Text(note)]));
    let columns = vec![("note", Align::Left)];
    book.sheets.push(Sheet { name: "Notes".to_owned(), columns, rows: rows.collect() });
    book
}

fn facts(shown: Shown<'_>) -> Vec<(String, String)> {
    let count = |fits: fn(&Standing) -> bool, word: &str| {
        let count = shown.deals.iter().filter(|deal| fits(&deal.standing)).count();
        (count > 0).then(|| format!("{count} {word}"))
    };
    let offers = [
        count(|s| matches!(s, Standing::Planned(_)), "accepted"),
        count(|s| *s == Standing::NotAccepted, "not accepted"),
        count(|s| *s == Standing::Authorization, "to resell"),
    ];
    let mut facts = vec![("offers".to_owned(), offers.into_iter().flatten().collect::<Vec<_>>().join(", "))];
    for report in shown.reports {
        let lines = words::count(report.lines.len(), "line");
        facts.push(("report".to_owned(), format!("{} ({}, {lines})", report.path, report.kind.words())));
    }
    if let Some(last) = shown.result.up_to {
        let since = shown.result.since.map_or(String::new(), |first| format!("from {first} "));
        facts.push(("billed".to_owned(), format!("{since}to {last}")));
    }
    let days = shown.result.tolerance;
    facts.push(("tolerance".to_owned(), words::count(days, "day")));
    facts
}

fn outcomes(shown: Shown<'_>) -> Sheet {
    let row = |list: &'static str| {
        move |sum: &Sum| {
            Cells::item(vec![
                Cell::text(list),
                Cell::text(sum.outcome.words()),
                Cell::Count(sum.count),
                Cell::text(sum.currency.code()),
                Cell::Money(sum.planned, sum.currency),
                Cell::Money(sum.billed, sum.currency),
            ])
        }
    };
    let (billed, listed) = shown.sums;
    let mut sheet = Sheet {
        name: "Outcomes".to_owned(),
        columns: vec![
            ("list", Align::Left),
            ("outcome", Align::Left),
            ("rows", Align::Right),
            ("currency", Align::Left),
            ("planned", Align::Right),
            ("billed", Align::Right),
        ],
        rows: billed.iter().map(row("billed")).chain(listed.iter().map(row("listed"))).collect(),
    };
    // Which list a row is of is said only where there is more than one.
    if listed.is_empty() || billed.is_empty() {
        sheet.columns.remove(0);
        for row in &mut sheet.rows {
            row.cells.remove(0);
        }
    }
    sheet
}

fn sheet(name: &str, deals: &[Deal], rows: &[&Row]) -> Sheet {
    let currencies = rows.iter().any(|row| Some(row.currency) != rows.first().map(|row| row.currency));
    let mut columns = vec![
        ("outcome", Align::Left),
        ("offer", Align::Left),
        ("buyer", Align::Left),
        ("#", Align::Right),
        ("expected", Align::Left),
        ("planned", Align::Right),
        ("invoiced", Align::Left),
        ("billed", Align::Right),
    ];
    if currencies {
        columns.push(("currency", Align::Left));
    }
    columns.push(("remark", Align::Left));
    let cells = |row: &&Row| {
        let due = row.due;
        let mut cells = vec![
            Cell::text(row.outcome.words()),
            Cell::text(name_of(deals, row)),
            Cell::text(row.buyer.as_deref().unwrap_or("")),
            due.map_or(Cell::Empty, |due| Cell::Count(due.number)),
            due.map_or(Cell::Empty, |due| Cell::Date(due.expected)),
            due.map_or(Cell::Empty, |due| Cell::Money(due.amount, row.currency)),
            row.billed.as_ref().map_or(Cell::Empty, |billed| Cell::Date(billed.line.date)),
            row.billed.as_ref().map_or(Cell::Empty, |billed| Cell::Money(billed.signed(), row.currency)),
        ];
        if currencies {
            cells.push(Cell::text(row.currency.code()));
        }
        cells.push(Cell::text(&row.remark));
        Cells::item(cells)
    };
    Sheet { name: name.to_owned(), columns, rows: rows.iter().map(cells).collect() }
}

/// The name of a row's offer; where no file has it, the id that the line gives.
fn name_of<'a>(deals: &'a [Deal], row: &'a Row) -> &'a str {
    let line = row.billed.as_ref().map(|billed| &billed.line);
    let id = line.and_then(|line| line.offer.as_ref().or(line.agreement.as_ref()));
    deal_of(deals, row).map(|deal| &deal.name).or(id).map_or("", String::as_str)
}

fn deal_of<'a>(deals: &'a [Deal], row: &Row) -> Option<&'a Deal> {
    deals.get(row.deal?)
}

/// `3 matched (3,000.00 USD), 1 missing (1,000.00 USD)`.
fn summary(shown: Shown<'_>) -> String {
    let (billed, listed) = shown.sums;
    let mut parts: Vec<String> = Vec::new();
    for (list, sums) in [("", billed), (" in the listing", listed)] {
        let mut last = None;
        for sum in sums {
            let (billed, planned) = (money(sum.billed, sum.currency), money(sum.planned, sum.currency));
            let amount = match sum.outcome {
                Outcome::AmountDiffers => format!("{billed} of {planned}"),
                Outcome::Missing | Outcome::NotYetDue | Outcome::NotCovered | Outcome::Cancelled => planned,
                _ => billed,
            };
            let words = format!("{} {}{list} ({amount})", sum.count, sum.outcome.words());
            match parts.last_mut().filter(|_| last == Some(sum.outcome)) {
                Some(part) => part.push_str(&format!(" + {words}")),
                None => parts.push(words),
            }
            last = Some(sum.outcome);
        }
    }
    let unread = match shown.result.unread {
        0 => String::new(),
        1 => "; 1 line could not be read".to_owned(),
        count => format!("; {count} lines could not be read"),
    };
    if parts.is_empty() {
        parts.push("nothing to compare".to_owned());
    }
    format!("{}{unread}", parts.join(", "))
}

/// A row as programs read it; the columns of the CSV in their order.
#[derive(Serialize)]
struct Record<'a> {
    list: &'static str,
    outcome: String,
    offer: Option<&'a str>,
    offer_id: Option<&'a str>,
    file: Option<&'a str>,
    document: Option<usize>,
    buyer: Option<&'a str>,
    number: Option<usize>,
    scheduled_date: Option<String>,
    expected_date: Option<String>,
    planned: Option<String>,
    invoice_date: Option<String>,
    billed: Option<String>,
    currency: &'a str,
    days: Option<i64>,
    invoice: Option<&'a str>,
    agreement: Option<&'a str>,
    report: Option<&'a str>,
    line: Option<u32>,
    remark: &'a str,
}

impl<'a> Shown<'a> {
    fn rows(&self, rows: &'a [Row]) -> Vec<&'a Row> {
        rows.iter().filter(|row| !self.differences || row.outcome.differs()).collect()
    }

    fn records(&self) -> impl Iterator<Item = Record<'a>> {
        let billed = self.rows(&self.result.billed).into_iter().map(|row| ("billed", row));
        let listed = self.rows(&self.result.listed).into_iter().map(|row| ("listed", row));
        let (deals, reports) = (self.deals, self.reports);
        billed.chain(listed).map(move |(list, row)| record(list, row, deals, reports))
    }
}

fn record<'a>(list: &'static str, row: &'a Row, deals: &'a [Deal], reports: &'a [Report]) -> Record<'a> {
    let deal = deal_of(deals, row);
    let (due, billed) = (row.due, row.billed.as_ref());
    let line = billed.map(|billed| &billed.line);
    let text = |date: NaiveDate| date.to_string();
    let id = deal.and_then(|deal| deal.id.as_deref()).or(line.and_then(|line| line.offer.as_deref()));
    Record {
        list,
        outcome: code(row.outcome),
        offer: deal.map(|deal| deal.name.as_str()),
        offer_id: id,
        file: deal.map(|deal| deal.path.as_str()),
        document: deal.map(|deal| deal.document),
        buyer: row.buyer.as_deref(),
        number: due.map(|due| due.number),
        scheduled_date: due.map(|due| text(due.scheduled)),
        expected_date: due.map(|due| text(due.expected)),
        planned: due.map(|due| row.currency.digits(due.amount)),
        invoice_date: line.map(|line| text(line.date)),
        billed: billed.map(|billed| row.currency.digits(billed.signed())),
        currency: row.currency.code(),
        days: row.days(),
        invoice: line.and_then(|line| line.invoice.as_deref()),
        agreement: line.and_then(|line| line.agreement.as_deref()),
        report: billed.and_then(|billed| reports.get(billed.report)).map(|report| report.path.as_str()),
        line: line.map(|line| line.line),
        remark: &row.remark,
    }
}

/// The outcome as programs read it: `amount_differs`.
fn code(outcome: Outcome) -> String {
    outcome.words().replace(' ', "_")
}

/// Writes a row for each installment and each line, under a header. Notes are not part of it.
///
/// # Errors
/// When `out` cannot be written to.
pub fn write_csv(shown: Shown<'_>, out: &mut dyn Write) -> io::Result<()> {
    const COLUMNS: [&str; 20] = [
        "list",
        "outcome",
        "offer",
        "offer_id",
        "file",
        "document",
        "buyer",
        "number",
        "scheduled_date",
        "expected_date",
        "planned",
        "invoice_date",
        "billed",
        "currency",
        "days",
        "invoice",
        "agreement",
        "report",
        "line",
        "remark",
    ];
    let mut builder = csv::WriterBuilder::new();
    let mut rows = builder.has_headers(false).terminator(csv::Terminator::Any(b'\n')).from_writer(out);
    rows.write_record(COLUMNS)?;
    for record in shown.records() {
        rows.serialize(record)?;
    }
    rows.flush()
}

/// A comparison in the shape of version 1 of the format.
#[derive(Serialize)]
struct Object<'a> {
    version: u8,
    differs: bool,
    billed_since: Option<String>,
    billed_to: Option<String>,
    tolerance_days: u32,
    offers: Vec<OfferObject<'a>>,
    reports: Vec<ReportObject<'a>>,
    outcomes: Vec<SumObject<'a>>,
    rows: Vec<Record<'a>>,
    unread_lines: usize,
    notes: &'a [String],
}

#[derive(Serialize)]
struct OfferObject<'a> {
    file: &'a str,
    document: usize,
    name: &'a str,
    id: Option<&'a str>,
    agreement: Option<&'a str>,
    standing: &'static str,
    acceptance: Option<String>,
}

#[derive(Serialize)]
struct ReportObject<'a> {
    path: &'a str,
    kind: &'static str,
    lines: usize,
}

#[derive(Serialize)]
struct SumObject<'a> {
    list: &'static str,
    outcome: String,
    currency: &'a str,
    count: usize,
    planned: String,
    billed: String,
}

/// Writes one object, version 1 of the format. Amounts are text with the currency's decimals. Ends
/// with a line break.
///
/// # Errors
/// When `out` cannot be written to.
pub fn write_json(shown: Shown<'_>, out: &mut dyn Write) -> io::Result<()> {
    let (billed, listed) = shown.sums;
    let sums = billed.iter().map(|sum| ("billed", sum)).chain(listed.iter().map(|sum| ("listed", sum)));
    let object = Object {
        version: 1,
        differs: shown.result.differs(),
        billed_since: shown.result.since.map(|day| day.to_string()),
        billed_to: shown.result.up_to.map(|day| day.to_string()),
        tolerance_days: shown.result.tolerance,
        offers: shown.deals.iter().map(offer_object).collect(),
        reports: shown
            .reports
            .iter()
            .map(|report| ReportObject {
                path: &report.path,
                kind: report.kind.words(),
                lines: report.lines.len(),
            })
            .collect(),
        outcomes: sums
            .map(|(list, sum)| SumObject {
                list,
                outcome: code(sum.outcome),
                currency: sum.currency.code(),
                count: sum.count,
                planned: sum.currency.digits(sum.planned),
                billed: sum.currency.digits(sum.billed),
            })
            .collect(),
        rows: shown.records().collect(),
        unread_lines: shown.result.unread,
        notes: &shown.result.notes,
    };
    serde_json::to_writer_pretty(&mut *out, &object)?;
    out.write_all(b"\n")
}

fn offer_object(deal: &Deal) -> OfferObject<'_> {
    let (standing, acceptance) = match &deal.standing {
        Standing::Planned(plan) => ("accepted", Some(plan.acceptance.date.to_string())),
        Standing::NotAccepted => ("not_accepted", None),
        Standing::Authorization => ("authorization", None),
    };
    OfferObject {
        file: &deal.path,
        document: deal.document,
        name: &deal.name,
        id: deal.id.as_deref(),
        agreement: deal.agreement.as_deref(),
        standing,
        acceptance,
    }
}
