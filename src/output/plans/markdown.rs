//! Books and sheets as Markdown, for pull requests and wikis.

use std::io::{self, Write};

use super::book::Book;
use super::sheet::{Align, Sheet};
use crate::output::escape::markdown;
use crate::text::message::Words;
use crate::text::sanitize::line;

/// Writes the books in order, each with its title as a heading, its facts as a list and its sheets
/// as tables.
///
/// # Errors
/// When `out` cannot be written to.
pub fn write(books: &[Book], words: Words, out: &mut dyn Write) -> io::Result<()> {
    for (at, book) in books.iter().enumerate() {
        let book = book.clone().translated(words);
        if at > 0 {
            writeln!(out)?;
        }
        writeln!(out, "## {}", clean(&book.title.to_string()))?;
        if !book.facts.is_empty() {
            writeln!(out)?;
        }
        for (word, fact) in &book.facts {
            writeln!(out, "- {}: {}", clean(&word.to_string()), clean(&fact.to_string()))?;
        }
        for sheet in &book.sheets {
            if !sheet.name.is_empty() {
                writeln!(out, "\n### {}", clean(&sheet.name.to_string()))?;
            }
            writeln!(out)?;
            out.write_all(table(sheet).as_bytes())?;
        }
        for note in &book.notes {
            writeln!(out, "\n{}", clean(&note.to_string()))?;
        }
    }
    Ok(())
}

fn clean(text: &str) -> String {
    markdown(&line(text)).into_owned()
}

/// A sheet as a pipe table; totals are bold. Ends with a line break.
pub fn table(sheet: &Sheet) -> String {
    let titles: Vec<&str> = sheet.columns.iter().map(|(title, _)| *title).collect();
    let side = |align: &Align| if *align == Align::Right { "---:" } else { "---" };
    let rule: Vec<&str> = sheet.columns.iter().map(|(_, align)| side(align)).collect();
    let mut text = format!("| {} |\n| {} |\n", titles.join(" | "), rule.join(" | "));
    for row in &sheet.rows {
        let cells = row.cells.iter().map(|cell| match markdown(&cell.words()).into_owned() {
            words if row.total && !words.is_empty() => format!("**{words}**"),
            words => words,
        });
        text.push_str(&format!("| {} |\n", cells.collect::<Vec<_>>().join(" | ")));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::plans::sheet::{Cell, Row};
    use crate::text::message::Message;

    #[test]
    fn text_of_the_file_stays_text() {
        let sheet = Sheet {
            name: Message::default(),
            columns: vec![("#", Align::Right), ("note", Align::Left)],
            rows: vec![
                Row::item(vec![Cell::Count(1), Cell::text("a|b\n<b> *x*")]),
                Row::total(vec![Cell::Empty, Cell::text("all")]),
            ],
        };
        let expected = "| # | note |\n| ---: | --- |\n| 1 | a\\|b &lt;b\\> \\*x\\* |\n|  | **all** |\n";
        assert_eq!(table(&sheet), expected);
    }
}
