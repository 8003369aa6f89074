//! A plan as a book: the offer's facts, its invoices, and the sums of each calendar year.

use std::io::{self, Write};

use chrono::Datelike;

use super::book::Book;
use super::sheet::{Align, Cell, Row, Sheet, grouped};
use crate::plan::{Invoice, Plan};

/// The book of a plan.
pub fn book(plan: &Plan) -> Book {
    Book {
        title: plan.offer.name.clone(),
        facts: facts(plan).into_iter().map(|(word, fact)| (word.to_owned(), fact)).collect(),
        sheets: vec![invoices(plan, "Invoices", |_| true), years(plan)],
        notes: Vec::new(),
    }
}

/// The book of a plan as a workbook has it: the offer's facts as dates and numbers, the invoices with
/// their sum, the other sheets of the plan, and the invoices of each calendar year.
pub fn workbook(plan: &Plan) -> Book {
    let Book { title, sheets, notes, .. } = book(plan);
    let mut pages = vec![offer(plan), summed(plan, "Invoices", |_| true)];
    pages.extend(sheets.into_iter().skip(1));
    for year in plan.by_year().into_keys() {
        pages.push(summed(plan, &year.to_string(), |invoice| invoice.invoice_date.year() == year));
    }
    Book { title, facts: Vec::new(), sheets: pages, notes }
}

/// Writes pairs of a word and what there is to say, the words in one column.
///
/// # Errors
/// When `out` cannot be written to.
pub fn write_story(lines: &[(String, String)], out: &mut dyn Write) -> io::Result<()> {
    lines.iter().try_for_each(|(word, text)| writeln!(out, "{word:<8}  {text}"))
}

fn facts(plan: &Plan) -> Vec<(&'static str, String)> {
    let offer = &plan.offer;
    let (product, kind) = &offer.product;
    let mut lines = vec![("product", format!("{product} ({kind})"))];
    if let Some(id) = &offer.id {
        lines.push(("offer", id.clone()));
    }
    let buyers = if offer.buyers.len() == 1 { "buyer" } else { "buyers" };
    lines.push((buyers, offer.buyers.join(", ")));
    let accepted = match plan.acceptance.assumed {
        true => "assumed: the last day to accept",
        false => "known",
    };
    lines.push(("acceptance", format!("{} ({accepted})", plan.acceptance.date)));
    if let Some((start, end)) = plan.term {
        lines.push(("term", format!("{start} to {end} ({})", offer.term_words)));
    }
    let count = plan.invoices.len();
    let plural = if count == 1 { "" } else { "s" };
    let total = grouped(&offer.currency.digits(offer.total));
    lines.push(("total", format!("{total} {} in {count} invoice{plural}", offer.currency)));
    for (key, value) in &offer.labels {
        lines.push(("label", format!("{key}: {value}")));
    }
    lines
}

/// The facts as a page of two columns.
fn offer(plan: &Plan) -> Sheet {
    let offer = &plan.offer;
    let (product, kind) = &offer.product;
    let mut facts = vec![("product", Cell::text(product)), ("product type", Cell::text(kind))];
    facts.extend(offer.id.iter().map(|id| ("offer", Cell::text(id))));
    facts.extend(offer.buyers.iter().map(|buyer| ("buyer", Cell::text(buyer))));
    facts.push(("acceptance", Cell::Date(plan.acceptance.date)));
    if plan.acceptance.assumed {
        facts.push(("", Cell::text("assumed: the last day to accept")));
    }
    if let Some((start, end)) = plan.term {
        facts.extend([("term starts", Cell::Date(start)), ("term ends", Cell::Date(end))]);
        facts.push(("", Cell::text(&offer.term_words)));
    }
    facts.push(("total", Cell::Money(offer.total, offer.currency)));
    facts.push(("invoices", Cell::Count(plan.invoices.len())));
    facts.extend(plan.reference_day.map(|day| ("planned as of", Cell::Date(day))));
    let labels = offer.labels.iter().map(|(key, value)| ("label", Cell::text(&format!("{key}: {value}"))));
    facts.extend(labels);
    let rows = facts.into_iter().map(|(word, fact)| Row::item(vec![Cell::text(word), fact]));
    Sheet { name: "Offer".to_owned(), columns: vec![("", Align::Left); 2], rows: rows.collect() }
}

/// The invoices that `wanted` picks, with the sum of their amounts.
fn summed(plan: &Plan, name: &str, wanted: impl Fn(&Invoice) -> bool) -> Sheet {
    let mut sheet = invoices(plan, name, &wanted);
    // A part of a sum that was exact.
    let sum = plan.invoices.iter().filter(|invoice| wanted(invoice)).map(|invoice| invoice.amount).sum();
    let cell = |title: &str| match title {
        "scheduled" => Cell::text("total"),
        "amount" => Cell::Sum(sum, plan.offer.currency),
        _ => Cell::Empty,
    };
    sheet.rows.push(Row::total(sheet.columns.iter().map(|(title, _)| cell(title)).collect()));
    sheet
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
    if notes {
        columns.push(("note", Align::Left));
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
        if notes {
            cells.push(Cell::text(invoice.note.as_deref().unwrap_or("")));
        }
        Row::item(cells)
    });
    Sheet { name: name.to_owned(), columns, rows: rows.collect() }
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
