//! The page of a calendar: facts, a chart of each currency, the tables.

use std::io::{self, Write};

use super::super::book::Book;
use super::super::markup::Markup;
use super::super::portfolio::{PortfolioView, bars};
use super::super::svg;
use super::{facts, notes, page, section, table};
use crate::text::message::{Words, msg};

/// Writes one page of the book of a calendar, with a chart of what each currency invoices by period.
///
/// # Errors
/// When `out` cannot be written to.
pub fn write(shown: PortfolioView<'_>, book: &Book, words: Words, out: &mut dyn Write) -> io::Result<()> {
    let mut body = Markup::new(words);
    facts(&mut body, "facts", book.facts.iter().map(|(word, fact)| (word, fact)));
    notes(&mut body, &book.notes);
    for currency in shown.portfolio.currencies() {
        let bars = bars(shown, currency);
        let draw = |width| svg::bars(&bars, shown.portfolio.periods, currency, width, words);
        let (Some(wide), Some(narrow)) = (draw(svg::WIDE), draw(svg::NARROW)) else { continue };
        section(&mut body, 2, &msg!("Invoiced in {currency}", currency), |m| {
            m.add(&wide.inline(&format!("bars-{currency}"), "wide"));
            m.add(&narrow.inline(&format!("bars-{currency}-narrow"), "narrow"));
        });
    }
    book.sheets.iter().for_each(|sheet| table(&mut body, 2, sheet));
    out.write_all(page(&book.title, &body).as_bytes())
}
