//! What a partner's offer adds to its authorization, as a book.

use crate::offer::Amount;

use super::book::Book;
use super::grid::{Columns, Grid};
use super::sheet::Cell;
use crate::deal::resell::{Resold, ResoldLine};
use crate::text::message::{Message, msg};

/// The book of a resold offer, an installment a line; `as_markup` where the marketplace puts the
/// markup on, whose own rounding is not published.
pub fn book(resold: &Resold, as_markup: bool) -> Book {
    let c = Columns::<&'_ ResoldLine>::of();
    let (offer, currency) = (&resold.offer, resold.currency);
    let money = |amount: fn(&ResoldLine) -> Amount| move |line: &&ResoldLine| (amount(line), currency);
    let grid = Grid::new([
        c.people("invoice", |line| line.date),
        c.people("authorized", money(|line| line.authorized)),
        c.people("offered", money(|line| line.offered)),
        c.people("margin", money(|line| line.margin)),
    ]);
    let mut sheet = grid.sheet(msg!("installments"), &resold.lines);
    let sum = |amount| Cell::Sum(amount, currency);
    let (authorized, offered, margin) = resold.sums;
    sheet.add_total(&[
        ("invoice", Cell::Words("total")),
        ("authorized", sum(authorized)),
        ("offered", sum(offered)),
        ("margin", sum(margin)),
    ]);
    let days = offer.release.get().zip(offer.accept_by.get());
    let open = days.map(|(release, last)| (msg!("to accept"), msg!("{release} to {last}", release, last)));
    let note = || msg!("the marketplace puts the markup on each amount; how it rounds is not published");
    Book {
        title: Message::verbatim(offer.name.get().map_or("", String::as_str)),
        facts: open.into_iter().chain([(msg!("currency"), Message::verbatim(currency))]).collect(),
        sheets: vec![sheet],
        notes: as_markup.then(note).into_iter().collect(),
    }
}
