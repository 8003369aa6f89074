//! A plan as a book: the offer's facts, its invoices, the sums of each calendar year, and the
//! seller's money or a cancellation where it was asked for; each renewed term is a book of its own.

mod workbook;

use std::io::{self, Write};

use rust_decimal::Decimal;

pub use workbook::workbook;

use super::agency;
use super::book::Book;
use super::cancellation;
use super::cash;
use super::grid::{Column, Grid};
use super::sheet::{Cell, Sheet, money};
use crate::offer::Currency;
use crate::plan::{Invoice, Plan, Renewed};
use crate::text::sanitize::line;
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
    lines.iter().try_for_each(|(word, text)| writeln!(out, "{word:<8}  {}", line(text)))
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

/// A row of the invoices: one of a plan's.
#[derive(Clone, Copy)]
pub(super) struct Line<'a> {
    pub(super) plan: &'a Plan,
    /// The file of the offer; empty where no output names it.
    pub(super) path: &'a str,
    pub(super) invoice: &'a Invoice,
    /// Which of the plan's it is, counted from 0.
    pub(super) at: usize,
}

impl Line<'_> {
    fn money(&self, amount: Decimal) -> (Decimal, Currency) {
        (amount, self.plan.offer.currency)
    }
}

/// The invoices of a plan, in order.
pub(super) fn lines<'a>(plan: &'a Plan, path: &'a str) -> impl Iterator<Item = Line<'a>> {
    plan.invoices.iter().enumerate().map(move |(at, invoice)| Line { plan, path, invoice, at })
}

/// What tables, CSV, JSON and YAML have of each invoice.
pub(super) fn columns<'a>(plans: &[&Plan]) -> Grid<'a, Line<'a>> {
    type C<'c> = Column<'c, Line<'c>>;
    let noted = plans.iter().any(|plan| plan.invoices.iter().any(|invoice| invoice.note.is_some()));
    let cancelled = plans.iter().any(|plan| plan.cancellation.is_some());
    let ordered = plans.iter().any(|plan| plan.invoices.iter().any(|i| i.purchase_order.is_some()));
    Grid::new([
        C::new("number", |line| line.invoice.number).titled("#"),
        C::new("scheduled_date", |line| line.invoice.scheduled_date).titled("scheduled"),
        C::new("invoice_date", |line| line.invoice.invoice_date).titled("invoice"),
        C::new("due_date", |line| line.invoice.due_date).titled("due").or_unknown(),
        C::new("amount", |line| line.money(line.invoice.amount)).titled("amount"),
        C::new("currency", |line| line.plan.offer.currency.to_string()).not_in_json(),
        C::new("cumulative", |line| line.money(line.invoice.cumulative)).titled("cumulative"),
        C::new("remaining", |line| line.money(line.invoice.remaining)).titled("remaining"),
        C::new("expected", |line| (!line.invoice.expected).then_some(false)).if_given().not_in_csv(),
        C::people("status", |line| cancellation::status(line.plan, line.invoice)).only_if(cancelled),
        C::new("note", |line| line.invoice.note.as_deref()).titled("note").seen_if(noted),
        C::new("purchase_order", |line| line.invoice.purchase_order.as_deref())
            .titled("purchase order")
            .if_given()
            .only_if(ordered),
        C::new("entry", |line| line.invoice.entry).not_in_csv(),
        C::new("position", |line| line.invoice.position).not_in_csv(),
        C::new("explanation", |line| line.invoice.explanation.as_str()).not_in_csv(),
    ])
}

fn invoices(plan: &Plan, name: &str, wanted: impl Fn(&Invoice) -> bool) -> Sheet {
    columns(&[plan]).sheet(name, lines(plan, "").filter(|line| wanted(line.invoice)))
}

fn renewed_words(plan: &Plan, renewal: &Renewed) -> String {
    let day = plan.acceptance.date;
    let assumed = if plan.acceptance.assumed { " and acceptance is as assumed" } else { "" };
    format!("{day} at {} more, where auto-renewal is on{assumed}", renewal.increase.words())
}

fn years(plan: &Plan) -> Sheet {
    type C<'c> = Column<'c, (i32, (usize, Decimal))>;
    let currency = plan.offer.currency;
    let grid = Grid::new([
        C::people("year", |(year, _)| year.to_string()),
        C::people("invoices", |(_, (count, _))| *count),
        C::people("amount", |(_, (_, sum))| (*sum, currency)),
    ]);
    let mut sheet = grid.sheet("Years", plan.by_year());
    sheet.add_total(&[
        ("year", Cell::text("total")),
        ("invoices", Cell::count(plan.invoices.len())),
        ("amount", Cell::Sum(plan.offer.total, currency)),
    ]);
    sheet
}
