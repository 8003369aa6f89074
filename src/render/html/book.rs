//! The page of a book: its facts, its notes and its tables.

use std::io::{self, Write};

use super::super::book::Book;
use super::super::markup::{Markup, language};
use super::{facts, page, table};

/// Writes one page of a book.
///
/// # Errors
/// When `out` cannot be written to.
pub fn write_book(book: &Book, out: &mut dyn Write) -> io::Result<()> {
    let mut m = Markup::new();
    facts(&mut m, "facts", book.facts.iter().map(|(word, fact)| (word.as_str(), fact.as_str())));
    for note in &book.notes {
        m.leaf("p", &[("class", &"note"), ("lang", &language(note))], note);
        m.line();
    }
    for sheet in &book.sheets {
        m.block("section", &[], |m| table(m, 2, sheet));
    }
    m.block("footer", &[], |m| {
        m.text(
            "Amounts are before tax. Invoices are issued at 00:00 UTC of their day. Planned with paysched.",
        );
        m.line();
    });
    out.write_all(page(&book.title, &m).as_bytes())
}
