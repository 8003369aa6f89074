//! A plan as a book: the offer's facts, its invoices, the sums of each calendar year, and the
//! seller's money or a cancellation where it was asked for; each renewed term is a book of its own.

mod workbook;

use std::io::{self, Write};

pub use workbook::workbook;

use super::agency;
use super::book::Book;
use super::cancellation;
use super::cash;
use super::sheet::{Align, Cell, Row, Sheet, money};
use crate::plan::{Invoice, Plan, Renewed};
use crate::text::words::count;

/// The books of a plan and of its renewed terms, in order.
pub fn books(plan: &Plan) -> impl Iterator<Item = Book> {
    plan.terms().map(book)
}

/// The book of a plan, without its renewed terms.
pub fn book(plan: &Plan) -> Book {
    let mut book = Book {
        title: title(plan),
        facts: owned(facts(plan)),
        sheets: vec![invoices(plan, "Invoices", |_| true)],
        notes: plan.notes.clone(),
    };
    // What a cancellation leaves of the years is not what was planned for them.
    if plan.cancellation.is_none() {
        book.sheets.push(years(plan));
    }
    if let Some(agency) = &plan.agency {
        book.facts.extend(agency::facts(agency));
        book.sheets.extend(agency::sheets(plan, agency));
    }
    if let Some(cash) = &plan.cash {
        book.facts.append(&mut owned(cash::facts(cash)));
        book.sheets.push(cash::sheet(plan, cash));
        book.notes.extend(cash.notes.iter().cloned());
    }
    if let Some(cut) = &plan.cancellation {
        book.facts.extend(cancellation::facts(plan, cut));
        book.sheets.extend(cancellation::sheets(plan, cut));
        book.notes.extend(cancellation::notes(plan, cut));
    }
    book
}

fn owned(facts: Vec<(&'static str, String)>) -> Vec<(String, String)> {
    facts.into_iter().map(|(word, fact)| (word.to_owned(), fact)).collect()
}

/// Writes pairs of a word and what there is to say, the words in one column.
///
/// # Errors
/// When `out` cannot be written to.
pub fn write_story(lines: &[(String, String)], out: &mut dyn Write) -> io::Result<()> {
    lines.iter().try_for_each(|(word, text)| writeln!(out, "{word:<8}  {text}"))
}

/// The offer's name, and which renewal it is.
pub(super) fn title(plan: &Plan) -> String {
    match &plan.renewal {
        Some(renewal) => {
            // In front, so that it stays where the name has to be cut off.
            format!("Renewal {} of {}: {}", renewal.number, renewal.times, plan.offer.title())
        }
        None => plan.offer.title().to_owned(),
    }
}

/// Pairs of a word and what there is to say of the offer and of its term.
pub(super) fn facts(plan: &Plan) -> Vec<(&'static str, String)> {
    let offer = &plan.offer;
    let (product, kind) = &offer.product;
    let mut lines = vec![("product", format!("{product} ({kind})"))];
    if let Some(id) = &offer.id {
        lines.push(("offer", id.clone()));
    }
    let buyers = if offer.buyers.len() == 1 { "buyer" } else { "buyers" };
    lines.push((buyers, offer.buyers.join(", ")));
    match &plan.renewal {
        Some(renewal) => lines.push(("renewed", renewed_words(plan, renewal))),
        None => {
            let accepted = match plan.acceptance.assumed {
                true => "assumed: the last day to accept",
                false => "known",
            };
            lines.push(("acceptance", format!("{} ({accepted})", plan.acceptance.date)));
        }
    }
    if let Some((start, end)) = plan.term {
        lines.push(("term", format!("{start} to {end} ({})", offer.term_words)));
    }
    let invoices = count(plan.invoices.len(), "invoice");
    let total = money(offer.total, offer.currency);
    lines.push(("total", format!("{total} in {invoices}")));
    for (key, value) in &offer.labels {
        lines.push(("label", format!("{key}: {value}")));
    }
    lines
}

fn invoices(plan: &Plan, name: &str, wanted: impl Fn(&Invoice) -> bool) -> Sheet {
    let currency = plan.offer.currency;
    let notes = plan.invoices.iter().any(|invoice| invoice.note.is_some());
    let mut columns = vec![
        ("#", Align::Right),
        ("scheduled", Align::Left),
        ("invoice", Align::Left),
        ("due", Align::Left),
        ("amount", Align::Right),
        ("cumulative", Align::Right),
        ("remaining", Align::Right),
    ];
    if plan.cancellation.is_some() {
        columns.push(("status", Align::Left));
    }
    if notes {
        columns.push(("note", Align::Left));
    }
    let orders = plan.invoices.iter().any(|invoice| invoice.purchase_order.is_some());
    if orders {
        columns.push(("purchase order", Align::Left));
    }
    let rows = plan.invoices.iter().filter(|invoice| wanted(invoice)).map(|invoice| {
        let mut cells = vec![
            Cell::Count(invoice.number),
            Cell::Date(invoice.scheduled_date),
            Cell::Date(invoice.invoice_date),
            Cell::date(invoice.due_date),
            Cell::Money(invoice.amount, currency),
            Cell::Money(invoice.cumulative, currency),
            Cell::Money(invoice.remaining, currency),
        ];
        if plan.cancellation.is_some() {
            cells.push(Cell::text(cancellation::status(plan, invoice)));
        }
        if notes {
            cells.push(Cell::text(invoice.note.as_deref().unwrap_or("")));
        }
        if orders {
            cells.push(Cell::text(invoice.purchase_order.as_deref().unwrap_or("")));
        }
        Row::item(cells)
    });
    Sheet { name: name.to_owned(), columns, rows: rows.collect() }
}

fn renewed_words(plan: &Plan, renewal: &Renewed) -> String {
    let day = plan.acceptance.date;
    let assumed = if plan.acceptance.assumed { " and acceptance is as assumed" } else { "" };
    format!("{day} at {} more, where auto-renewal is on{assumed}", renewal.increase.words())
}

fn years(plan: &Plan) -> Sheet {
    let currency = plan.offer.currency;
    let item = |(year, (count, sum)): (i32, (usize, rust_decimal::Decimal))| {
        Row::item(vec![Cell::Text(year.to_string()), Cell::Count(count), Cell::Money(sum, currency)])
    };
    let mut rows: Vec<Row> = plan.by_year().into_iter().map(item).collect();
    rows.push(Row::total(vec![
        Cell::text("total"),
        Cell::Count(plan.invoices.len()),
        Cell::Sum(plan.offer.total, currency),
    ]));
    let columns = vec![("year", Align::Left), ("invoices", Align::Right), ("amount", Align::Right)];
    Sheet { name: "Years".to_owned(), columns, rows }
}
