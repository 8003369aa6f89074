//! The one list of formats: their words and extensions, and what each command says of those it has.

use std::io::{self, Write};
use std::path::Path;

use chrono::NaiveDate;
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};

use super::common::{Failure, WORDS, name};
use crate::output::plans::book::Book;
use crate::output::plans::{html, markdown};
use crate::text::message::Words;

/// A format of an output.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    Concise,
    Csv,
    Github,
    Gitlab,
    Html,
    Human,
    Ics,
    Json,
    Junit,
    Ledger,
    Markdown,
    Sarif,
    Svg,
    Table,
    Text,
    Xlsx,
    Yaml,
}

impl Format {
    /// Its word on the command line, then its aliases, including every extension of its files.
    pub(super) fn words(self) -> &'static [&'static str] {
        match self {
            Self::Concise => &["concise"],
            Self::Csv => &["csv"],
            Self::Github => &["github"],
            Self::Gitlab => &["gitlab"],
            Self::Html => &["html", "htm"],
            Self::Human => &["human"],
            Self::Ics => &["ics", "ical", "icalendar"],
            Self::Json => &["json"],
            Self::Junit => &["junit"],
            Self::Ledger => &["ledger", "hledger", "journal", "j"],
            Self::Markdown => &["markdown", "md"],
            Self::Sarif => &["sarif"],
            Self::Svg => &["svg"],
            Self::Table => &["table", "txt", "text"],
            Self::Text => &["text"],
            Self::Xlsx => &["xlsx"],
            Self::Yaml => &["yaml", "yml"],
        }
    }

    /// Its word on the command line.
    pub(super) fn word(self) -> &'static str {
        self.words().first().copied().unwrap_or_default()
    }

    /// Whether it is for people, so that it may change; programs rely on the shape of the others.
    pub(super) fn is_for_people(self) -> bool {
        matches!(
            self,
            Self::Human | Self::Html | Self::Markdown | Self::Svg | Self::Table | Self::Text | Self::Xlsx
        )
    }
}

/// The formats of a command in order, each with a description.
#[derive(Debug)]
pub(super) struct Formats(pub(super) &'static [(Format, &'static str)]);

impl Formats {
    /// The parser of the command's `--format`.
    pub(super) fn parser(&'static self) -> impl TypedValueParser<Value = Format> {
        let value = |(format, help): &(Format, &'static str)| {
            let others = format.words().iter().skip(1);
            PossibleValue::new(format.word()).help(*help).aliases(others)
        };
        PossibleValuesParser::new(self.0.iter().map(value))
            .map(|word| self.named(&word).unwrap_or(Format::Table))
    }

    /// The format of a word, ignoring case; `None` if the command does not have it.
    pub(super) fn named(&self, word: &str) -> Option<Format> {
        let is = |format: &Format| format.words().iter().any(|own| own.eq_ignore_ascii_case(word));
        self.0.iter().map(|(format, _)| *format).find(is)
    }

    /// The words of all formats, separated by commas.
    pub(super) fn words(&self) -> String {
        self.0.iter().map(|(format, _)| format.word()).collect::<Vec<_>>().join(", ")
    }

    /// The format that the extension of a file names.
    ///
    /// # Errors
    /// When the extension names none.
    pub(super) fn of_file(&self, file: &Path) -> Result<Format, Failure> {
        let extension = file.extension().and_then(|extension| extension.to_str()).unwrap_or("");
        self.named(extension).ok_or_else(|| {
            let shown = name(file);
            let words = self.words();
            Failure::message(format!(
                "{shown}: the extension names no format; give one with --format: {words}"
            ))
        })
    }
}

/// Refuses a workbook, before anything is read, if it cannot be written.
///
/// # Errors
/// When it would go to a terminal, or this build writes none.
pub(super) fn refuse(format: Format, to_terminal: bool) -> Result<(), Failure> {
    if format != Format::Xlsx {
        Ok(())
    } else if !cfg!(feature = "xlsx") {
        Err(Failure::message("this build of paysched writes no workbooks; build it with `--features xlsx`"))
    } else if to_terminal {
        Err(Failure::message("cannot write a workbook to a terminal; name a file with --output FILE.xlsx"))
    } else {
        Ok(())
    }
}

/// Books in a format that every table can be written in; as tables if it is another. `created` is the
/// creation date in a workbook.
///
/// # Errors
/// When `out` cannot be written to, or the books are more than a workbook can hold.
pub(super) fn write_books(
    format: Format,
    books: &[Book],
    created: Option<NaiveDate>,
    width: Option<usize>,
    out: &mut dyn Write,
) -> io::Result<()> {
    write_books_in(WORDS, format, books, created, width, out)
}

/// As [`write_books`], in the words of a catalogue.
///
/// # Errors
/// See [`write_books`].
pub(super) fn write_books_in(
    words: Words,
    format: Format,
    books: &[Book],
    created: Option<NaiveDate>,
    width: Option<usize>,
    out: &mut dyn Write,
) -> io::Result<()> {
    match format {
        Format::Markdown => markdown::write(books, words, out),
        Format::Html => html::write_books(books, words, out),
        Format::Xlsx => workbook(words, books, created.unwrap_or_default(), out),
        _ => {
            let texts: Vec<String> = books.iter().map(|book| book.draw(width, words)).collect();
            out.write_all(texts.join("\n").as_bytes())
        }
    }
}

#[cfg(feature = "xlsx")]
fn workbook(words: Words, books: &[Book], created: NaiveDate, out: &mut dyn Write) -> io::Result<()> {
    crate::output::plans::xlsx::write(books, created, words, out)
}

/// Reached only if [`refuse`] was not called.
#[cfg(not(feature = "xlsx"))]
fn workbook(_: Words, _: &[Book], _: NaiveDate, _: &mut dyn Write) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}
