//! What a partner's offer adds to its authorization, as a book.

use super::book::Book;
use super::sheet::{Align, Cell, Row, Sheet};
use crate::deal::resell::Resold;

/// The book of a resold offer, an installment a line; `as_markup` where the marketplace puts the
/// markup on, whose own rounding is not published.
pub fn book(resold: &Resold, as_markup: bool) -> Book {
    let (offer, currency) = (&resold.offer, resold.currency);
    let money = |amount| Cell::Money(amount, currency);
    let sum = |amount| Cell::Sum(amount, currency);
    let mut rows: Vec<Row> = Vec::with_capacity(resold.lines.len() + 1);
    for line in &resold.lines {
        let amounts = [line.authorized, line.offered, line.margin].map(money);
        rows.push(Row::item([vec![Cell::Date(line.date)], amounts.to_vec()].concat()));
    }
    let (authorized, offered, margin) = resold.sums;
    rows.push(Row::total(vec![Cell::text("total"), sum(authorized), sum(offered), sum(margin)]));
    let columns = vec![
        ("invoice", Align::Left),
        ("authorized", Align::Right),
        ("offered", Align::Right),
        ("margin", Align::Right),
    ];
    let days = offer.release.get().zip(offer.accept_by.get());
    let open = days.map(|(release, last)| ("to accept".to_owned(), format!("{release} to {last}")));
    let note = "the marketplace puts the markup on each amount; how it rounds is not published";
    Book {
        title: offer.name.get().cloned().unwrap_or_default(),
        facts: open.into_iter().chain([("currency".to_owned(), currency.to_string())]).collect(),
        sheets: vec![Sheet { name: "installments".to_owned(), columns, rows }],
        notes: as_markup.then(|| note.to_owned()).into_iter().collect(),
    }
}
