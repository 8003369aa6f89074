//! The page of a book: its facts, notes and tables.

use std::io::{self, Write};

use super::super::book::Book;
use super::super::markup::{Markup, language};
use super::super::sheet::one_line;
use super::{facts, page, table};

/// Writes a book as one page.
///
/// # Errors
/// When `out` cannot be written to.
pub fn write_book(book: &Book, out: &mut dyn Write) -> io::Result<()> {
    let mut body = Markup::new();
    facts(&mut body, "facts", book.facts.iter().map(|(word, fact)| (word.as_str(), fact.as_str())));
    for note in &book.notes {
        let note = one_line(note);
        body.leaf("p", &[("class", &"note"), ("lang", &language(&note))], &note);
        body.line();
    }
    for sheet in &book.sheets {
        table(&mut body, 2, sheet);
    }
    out.write_all(page(&book.title, &body).as_bytes())
}
