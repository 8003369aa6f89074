//! A plan as a book: the offer's facts, its invoices, the sums of each calendar year, and the cash or a
//! cancellation if requested; each renewed term is a separate book.

mod workbook;

use std::io::{self, Write};

use crate::offer::Amount;

pub use workbook::workbook;

use super::agency;
use super::book::Book;
use super::bought;
use super::cancellation;
use super::cash;
use super::grid::{Columns, Grid};
use super::invoices::{columns, lines};
use super::recognition;
use super::replaced;
use super::sheet::{Cell, Sheet, money};
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
    book.sheets.extend(bought::sheet(plan));
    book.sheets.extend(replaced::sheet(&plan.replaced, plan.offer.currency));
    book.notes.extend(replaced::unknown(plan));
    // After a cancellation the planned sums of the years do not apply.
    if plan.cancellation.is_none() {
        book.sheets.push(years(plan));
    }
    if let Some(agency) = &plan.agency {
        book.facts.extend(agency::facts(agency));
        book.sheets.extend(agency::sheets(plan, agency));
        book.notes.extend(agency::notes(plan, agency));
    }
    if let Some(cash) = &plan.cash {
        book.facts.append(&mut owned(cash::facts(cash)));
        book.sheets.push(cash::sheet(plan, cash));
        book.notes.extend(cash.notes.iter().cloned());
    }
    if let Some(revenue) = &plan.recognition {
        book.sheets.push(recognition::sheet(plan, revenue));
        book.notes.extend(revenue.notes.iter().cloned());
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

/// Writes facts, with the labels in one column.
///
/// # Errors
/// When `out` cannot be written to.
pub fn write_facts(lines: &[(String, String)], out: &mut dyn Write) -> io::Result<()> {
    lines.iter().try_for_each(|(word, text)| writeln!(out, "{word:<8}  {}", line(text)))
}

/// The offer's name, and which renewal it is.
pub(super) fn title(plan: &Plan) -> String {
    match &plan.renewal {
        Some(renewal) => {
            // First, so that it stays if the name has to be cut off.
            format!("Renewal {} of {}: {}", renewal.number, renewal.times, plan.offer.title())
        }
        None => plan.offer.title().to_owned(),
    }
}

/// Facts about the offer and its term.
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
    lines.extend(ended(plan).map(|words| ("ended", words)));
    let invoices = count(plan.invoices.len(), "invoice");
    let total = money(offer.total, offer.currency);
    let by = match &plan.bought {
        Some(bought) if bought.is_total => ", the contract value",
        _ => "",
    };
    lines.extend(plan.bought.as_ref().map(|bought| ("bought", bought::words(bought))));
    lines.push(("total", format!("{total} in {invoices}{by}")));
    for (key, value) in &offer.labels {
        lines.push(("label", format!("{key}: {value}")));
    }
    lines
}

/// The end of the agreement before its term, and how much is not expected for it.
pub(super) fn ended(plan: &Plan) -> Option<String> {
    let ended = plan.ended?.words();
    let not_expected = plan.invoices.iter().filter(|invoice| !invoice.expected);
    let number = not_expected.clone().count();
    let sum = Amount::sum(not_expected.map(|invoice| invoice.amount))?;
    Some(match number {
        0 => ended,
        _ => {
            let (are, sum) = (if number == 1 { "is" } else { "are" }, money(sum, plan.offer.currency));
            format!("{ended}; {} after it, {sum}, {are} not expected", count(number, "invoice"))
        }
    })
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
    let c = Columns::<(i32, (usize, Amount))>::of();
    let currency = plan.offer.currency;
    let grid = Grid::new([
        c.people("year", |(year, _)| year.to_string()),
        c.people("invoices", |(_, (count, _))| *count),
        c.people("amount", |(_, (_, sum))| (*sum, currency)),
    ]);
    let mut sheet = grid.sheet("Years", plan.by_year());
    sheet.add_total(&[
        ("year", Cell::text("total")),
        ("invoices", Cell::count(plan.expected().count())),
        ("amount", Cell::Sum(plan.expected_total(), currency)),
    ]);
    sheet
}
