//! A plan as a book: the offer's facts, its invoices, the sums of each calendar year, and the cash or a
//! cancellation if requested; each renewed term is a separate book.

mod workbook;

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
use crate::text::message::{Message, count, msg};

/// The books of a plan and of its renewed terms, in order.
pub fn books(plan: &Plan) -> impl Iterator<Item = Book> {
    plan.terms().map(book)
}

/// The book of a plan, without its renewed terms.
pub fn book(plan: &Plan) -> Book {
    let mut book = Book {
        title: title(plan),
        facts: facts(plan),
        sheets: vec![invoices(plan, msg!("Invoices"), |_| true)],
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
        book.facts.extend(cash::facts(cash));
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

/// The offer's name, and which renewal it is.
pub(super) fn title(plan: &Plan) -> Message {
    let title = plan.offer.title();
    match &plan.renewal {
        // First, so that it stays if the name has to be cut off.
        Some(Renewed { number, times, .. }) => {
            msg!("Renewal {number} of {times}: {title}", number, times, title)
        }
        None => Message::verbatim(title),
    }
}

/// Facts about the offer and its term.
pub(super) fn facts(plan: &Plan) -> Vec<(Message, Message)> {
    let offer = &plan.offer;
    let (id, kind) = &offer.product;
    let mut lines = vec![(msg!("product"), msg!("{id} ({kind})", id, kind))];
    if let Some(id) = &offer.id {
        lines.push((msg!("offer"), Message::verbatim(id)));
    }
    let buyers = if offer.buyers.len() == 1 { msg!("buyer") } else { msg!("buyers") };
    lines.push((buyers, Message::verbatim(offer.buyers.join(", "))));
    let day = plan.acceptance.date;
    lines.push(match (&plan.renewal, plan.acceptance.assumed) {
        (Some(renewal), _) => (msg!("renewed"), renewed_words(plan, renewal)),
        (None, true) => (msg!("acceptance"), msg!("{day} (assumed: the last day to accept)", day)),
        (None, false) => (msg!("acceptance"), msg!("{day} (known)", day)),
    });
    if let Some((start, end)) = plan.term {
        let words = &offer.term_words;
        lines.push((msg!("term"), msg!("{start} to {end} ({words})", start, end, words)));
    }
    lines.extend(ended(plan).map(|words| (msg!("ended"), words)));
    lines.extend(plan.bought.as_ref().map(|bought| (msg!("bought"), bought::words(bought))));
    let (sum, invoices) = (money(offer.total, offer.currency), count!(plan.invoices.len(), "invoice"));
    let total = match &plan.bought {
        Some(bought) if bought.is_total => msg!("{sum} in {invoices}, the contract value", sum, invoices),
        _ => msg!("{sum} in {invoices}", sum, invoices),
    };
    lines.push((msg!("total"), total));
    for (key, value) in &offer.labels {
        lines.push((msg!("label"), msg!("{key}: {value}", key, value)));
    }
    lines
}

/// The end of the agreement before its term, and how much is not expected for it.
pub(super) fn ended(plan: &Plan) -> Option<Message> {
    let ended = plan.ended?.words();
    let not_expected = plan.invoices.iter().filter(|invoice| !invoice.expected);
    let number = not_expected.clone().count();
    let sum = money(Amount::sum(not_expected.map(|invoice| invoice.amount))?, plan.offer.currency);
    Some(match number {
        0 => ended,
        1 => msg!("{ended}; 1 invoice after it, {sum}, is not expected", ended, sum),
        _ => msg!("{ended}; {number} invoices after it, {sum}, are not expected", ended, number, sum),
    })
}

fn invoices(plan: &Plan, name: Message, wanted: impl Fn(&Invoice) -> bool) -> Sheet {
    columns(&[plan]).sheet(name, lines(plan, "").filter(|line| wanted(line.invoice)))
}

fn renewed_words(plan: &Plan, renewal: &Renewed) -> Message {
    let (day, more) = (plan.acceptance.date, renewal.increase.words());
    match plan.acceptance.assumed {
        true => {
            msg!("{day} at {more} more, where auto-renewal is on and acceptance is as assumed", day, more)
        }
        false => msg!("{day} at {more} more, where auto-renewal is on", day, more),
    }
}

fn years(plan: &Plan) -> Sheet {
    let c = Columns::<(i32, (usize, Amount))>::of();
    let currency = plan.offer.currency;
    let grid = Grid::new([
        c.people("year", |(year, _)| year.to_string()),
        c.people("invoices", |(_, (count, _))| *count),
        c.people("amount", |(_, (_, sum))| (*sum, currency)),
    ]);
    let mut sheet = grid.sheet(msg!("Years"), plan.by_year());
    sheet.add_total(&[
        ("year", Cell::Words("total")),
        ("invoices", Cell::count(plan.expected().count())),
        ("amount", Cell::Sum(plan.expected_total(), currency)),
    ]);
    sheet
}
