//! Books at a terminal.

use std::io::{self, Write};

use crate::output::plans::book::Book;

/// The books as tables, an empty line between them.
///
/// # Errors
/// When `out` cannot be written to.
pub(super) fn tables(books: &[Book], out: &mut dyn Write) -> io::Result<()> {
    let texts: Vec<String> = books.iter().map(Book::draw).collect();
    out.write_all(texts.join("\n").as_bytes())
}
