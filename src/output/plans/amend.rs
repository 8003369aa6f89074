//! What a replacement changes, as a book: the old agreement's invoices, and the new one's.

use rust_decimal::Decimal;

use super::book::Book;
use super::sheet::{Align, Cell, Row, Sheet};
use crate::deal::amend::{Amended, Part};
use crate::offer::{Currency, exact_add};

/// The book of a replacement: before and after.
pub fn book(amended: &Amended) -> Book {
    let offer = &amended.offer;
    let Some(currency) = offer.currency.get().copied() else { return Book::default() };
    let end = match amended.end == amended.old_end {
        true => format!("{}, as before", amended.end),
        false => format!("{}, was {}", amended.end, amended.old_end),
    };
    let days = offer.release.get().zip(offer.accept_by.get());
    let open = days.map(|(release, accept_by)| ("to accept", format!("{release} to {accept_by}")));
    let facts = [open, Some(("end", end))].into_iter().flatten();
    Book {
        title: offer.name.get().cloned().unwrap_or_default(),
        facts: facts.map(|(word, fact)| (word.to_owned(), fact)).collect(),
        sheets: vec![before(amended, currency), after(amended, currency)],
        notes: Vec::new(),
    }
}

fn before(amended: &Amended, currency: Currency) -> Sheet {
    let (billed, pending) = (amended.billed, amended.pending);
    let rows = vec![
        item("issued, stays", billed.invoices, billed.amount, currency),
        item("pending, cancelled", pending.invoices, pending.amount, currency),
    ];
    sheet("before", rows, sum(billed, pending), currency)
}

fn after(amended: &Amended, currency: Currency) -> Sheet {
    let (billed, new) = (amended.billed, amended.replacement);
    let mut rows = vec![
        item("issued, stays", billed.invoices, billed.amount, currency),
        item("carried over", amended.pending.invoices, amended.pending.amount, currency),
    ];
    let credit = amended.credit.map(|credit| credit.amount);
    let added = exact_add(amended.added, credit.unwrap_or_default()).unwrap_or(amended.added);
    let more = new.invoices.saturating_sub(amended.pending.invoices);
    if !added.is_zero() {
        rows.push(item("added", more, added, currency));
    }
    if let Some(credit) = credit {
        rows.push(item("credit", 0, -credit, currency));
    }
    sheet("after", rows, sum(billed, new), currency)
}

fn sum(one: Part, other: Part) -> Part {
    // The amounts were added before, in the plan and in the replacement.
    let amount = exact_add(one.amount, other.amount).unwrap_or_default();
    Part { invoices: one.invoices.saturating_add(other.invoices), amount }
}

fn item(what: &str, invoices: usize, amount: Decimal, currency: Currency) -> Row {
    let invoices = if invoices == 0 { Cell::Empty } else { Cell::Count(invoices) };
    Row::item(vec![Cell::text(what), invoices, Cell::Money(amount, currency)])
}

fn sheet(name: &'static str, mut rows: Vec<Row>, all: Part, currency: Currency) -> Sheet {
    rows.push(Row::total(vec![
        Cell::text("billed in all"),
        Cell::Count(all.invoices),
        Cell::Sum(all.amount, currency),
    ]));
    Sheet {
        name: name.to_owned(),
        columns: vec![(name, Align::Left), ("invoices", Align::Right), ("amount", Align::Right)],
        rows,
    }
}
