//! Self-contained pages: the skeleton, and what every page is built from.

mod calendar;
mod plan;
mod portfolio;
mod timeline;

use std::io::{self, Write};

use super::book::Book;
use super::markup::{Attributes, Markup, language};
use super::sheet::{Align, Cell, Look, Row, Sheet};
use super::svg::style;
use crate::offer::Currency;
use crate::text::message::{Message, Words, msg};

pub use calendar::{Mark, MarkKind, calendar};
pub use plan::write;
pub use portfolio::write as write_portfolio;
pub use timeline::write as write_timelines;

/// How pages look; the colours are the variables of [`style`].
const STYLE: &str = include_str!("html/page.css");
/// What pages of letters have besides.
const LETTER_STYLE: &str = include_str!("html/letter.css");
/// The class of these pages.
const LETTER: &str = "letter";

/// How many columns a table has that needs more room than text.
const WIDE: usize = 8;

/// Behind how many columns a narrow screen no longer shows amounts.
const IN_SIGHT: usize = 3;

/// How many characters of our own words stay on one line.
const SHORT: usize = 12;

/// Forbids everything that the page does not need: any script, any request.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";

/// A whole page: one file without scripts or network requests. `body` follows the title, which is the
/// page's only first-level heading. Ends with a line break.
pub fn page(title: &Message, body: &Markup) -> String {
    page_of("", title, body)
}

/// The same, with the class of what is in it: `wide` has tables that need more room than text.
fn page_of(class: &str, title: &Message, body: &Markup) -> String {
    let mut m = Markup::new(body.words());
    let title = m.said(title);
    m.block("html", &[("lang", &body.words().tag())], |m| {
        m.block("head", &[], |m| {
            let named: [Attributes<'_>; 4] = [
                &[("charset", &"utf-8")],
                &[("http-equiv", &"Content-Security-Policy"), ("content", &POLICY)],
                &[("name", &"viewport"), ("content", &"width=device-width, initial-scale=1")],
                &[("name", &"generator"), ("content", &"paysched")],
            ];
            for attributes in named {
                m.empty("meta", attributes);
                m.line();
            }
            m.leaf("title", &[], &title);
            m.line();
            // Without it, a browser asks the server for an icon.
            m.empty("link", &[("rel", &"icon"), ("href", &"data:,")]);
            m.line();
            m.block("style", &[], |m| {
                m.text(&style::variables());
                m.text(STYLE);
                if class == LETTER {
                    m.text(LETTER_STYLE);
                }
                m.text(style::DRAWING);
            });
        });
        m.block("body", &[], |m| {
            m.block("main", &[("class", &class)], |m| {
                m.leaf("h1", &[("lang", &language(&title))], &title);
                m.line();
                m.add(body);
            });
        });
    });
    format!("<!DOCTYPE html>\n{}", m.as_str())
}

/// Writes one page of books in order: titles, facts, tables, notes.
///
/// # Errors
/// When `out` cannot be written to.
pub fn write_books(books: &[Book], words: Words, out: &mut dyn Write) -> io::Result<()> {
    let columns = books.iter().flat_map(|book| &book.sheets).map(|sheet| sheet.columns.len()).max();
    let class = if columns >= Some(WIDE) { "wide" } else { "" };
    let several = msg!("{count} offers", count = books.len());
    out.write_all(titled(class, &several, books, words).as_bytes())
}

/// Writes one page of letters, each to be sent on A4 paper, under a title of its own if there are several.
///
/// # Errors
/// When `out` cannot be written to.
pub fn write_letters(several: &Message, books: &[Book], words: Words, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(titled(LETTER, several, books, words).as_bytes())
}

fn titled(class: &str, several: &Message, books: &[Book], words: Words) -> String {
    let mut body = Markup::new(words);
    let title = match books {
        [book] => {
            parts(&mut body, book, 2);
            book.title.clone()
        }
        books => {
            for book in books {
                body.block("article", &[], |m| {
                    m.say("h2", "", &book.title);
                    m.line();
                    parts(m, book, 3);
                });
            }
            several.clone()
        }
    };
    page_of(class, &title, &body)
}

fn parts(m: &mut Markup, book: &Book, level: usize) {
    facts(m, "facts", book.facts.iter().map(|(word, fact)| (word, fact)));
    book.sheets.iter().for_each(|sheet| table(m, level, sheet));
    notes(m, &book.notes);
}

/// Notes that a reader must not miss.
pub fn notes(m: &mut Markup, notes: &[Message]) {
    for note in notes {
        m.say("p", "note", note);
        m.line();
    }
}

/// A section of a page under a heading of that level, 2 to 6.
pub fn section(m: &mut Markup, level: usize, title: &Message, inside: impl FnOnce(&mut Markup)) {
    m.block("section", &[], |m| {
        m.say(&format!("h{level}"), "", title);
        m.line();
        inside(m);
    });
}

/// Labels with their text. `class` is `facts` for a list, `figures` for a row of the key figures.
pub fn facts<'a>(m: &mut Markup, class: &str, facts: impl IntoIterator<Item = (&'a Message, &'a Message)>) {
    m.block("dl", &[("class", &class)], |m| {
        for (at, (word, fact)) in facts.into_iter().enumerate() {
            let first: Attributes<'_> = if at == 0 { &[("class", &"first")] } else { &[] };
            m.element("div", first, |m| {
                m.leaf("dt", &[], &m.said(word));
                m.say("dd", "", fact);
            });
            m.line();
        }
    });
}

/// A sheet as a table that scrolls by itself if too wide. Its caption is its name, as a heading of that
/// level, with the currency if there is only one; the first non-empty cell of a row is the row's
/// heading; totals are in the foot.
pub fn table(m: &mut Markup, level: usize, sheet: &Sheet) {
    let (sheet, name) = (&sheet.clone().translated(m.words()), m.said(&sheet.name));
    let held = held_column(sheet);
    // A group, not a region: a page of several offers has several tables of one name.
    let scrolls: Attributes<'_> =
        &[("class", &"scroll"), ("role", &"group"), ("aria-label", &name), ("tabindex", &0)];
    m.block("div", scrolls, |m| {
        m.block("table", &[("class", &"sheet")], |m| {
            m.element("caption", &[], |m| {
                m.leaf(&format!("h{level}"), &[("lang", &language(&name))], &name);
                if let Some(currency) = only_currency(sheet) {
                    let amounts = m.said(&msg!("amounts in {currency}", currency));
                    m.leaf("span", &[], &format!(" {amounts}"));
                }
            });
            m.line();
            m.block("thead", &[], |m| {
                m.element("tr", &[], |m| {
                    for (at, (title, align)) in sheet.columns.iter().enumerate() {
                        let class = if held == Some(at) { HELD } else { side(*align, "") };
                        m.leaf("th", &[("scope", &"col"), ("class", &class)], title);
                    }
                });
                m.line();
            });
            let is_foot = |row: &&Row| row.total && row.look != Look::Subtotal;
            let (totals, items): (Vec<&Row>, Vec<&Row>) = sheet.rows.iter().partition(is_foot);
            let groups = items.chunk_by(|_, next| next.look != Look::Heading).map(|rows| ("tbody", rows));
            for (part, rows) in groups.chain([("tfoot", totals.as_slice())]) {
                if !rows.is_empty() {
                    m.block(part, &[], |m| rows.iter().for_each(|each| row(m, sheet, each, held)));
                }
            }
        });
    });
}

/// The currency of all amounts of a sheet, if they have the same.
fn only_currency(sheet: &Sheet) -> Option<Currency> {
    let cells = sheet.rows.iter().flat_map(|row| &row.cells);
    let mut currencies = cells.filter_map(|cell| match cell {
        Cell::Money(_, currency) | Cell::Sum(_, currency) => Some(*currency),
        _ => None,
    });
    let first = currencies.next()?;
    currencies.all(|currency| currency == first).then_some(first)
}

/// The class of the column of amounts that stays in sight when a narrow screen is scrolled.
const HELD: &str = "n held";

/// The first column of amounts, if it stands where a narrow screen does not show it.
fn held_column(sheet: &Sheet) -> Option<usize> {
    let is_money = |row: &Row, at: usize| matches!(row.cells.get(at), Some(Cell::Money(..) | Cell::Sum(..)));
    let first = (0..sheet.columns.len()).find(|at| sheet.rows.iter().any(|row| is_money(row, *at)));
    first.filter(|at| *at >= IN_SIGHT)
}

fn row(m: &mut Markup, sheet: &Sheet, row: &Row, held: Option<usize>) {
    let heading = row.cells.iter().position(|cell| *cell != Cell::Empty);
    if row.look == Look::Heading {
        let words = heading.and_then(|at| row.cells.get(at)).map(Cell::words).unwrap_or_default();
        m.element("tr", &[("class", &"heading")], |m| {
            // Its text stays beside the first column when the table is scrolled.
            m.element("th", &[("scope", &"rowgroup"), ("colspan", &sheet.columns.len())], |m| {
                m.leaf("span", &[("lang", &language(&words))], &words);
            });
        });
        m.line();
        return;
    }
    m.element("tr", &[("class", &class_of(row.look))], |m| {
        for (at, (cell, (_, align))) in row.cells.iter().zip(&sheet.columns).enumerate() {
            let words = cell.words();
            // Dates, numbers and single words stay on one line; texts may be long.
            let short = matches!(cell, Cell::Words(_)) && words.chars().count() <= SHORT;
            let text = cell.is_text() && at > 0 && !short && !is_word(&words);
            let class = if held == Some(at) { HELD } else { side(*align, if text { "wrap" } else { "" }) };
            let attributes: Attributes<'_> = &[("class", &class), ("lang", &language(&words))];
            if heading == Some(at) {
                m.leaf("th", &[("scope", &"row"), ("class", &class), ("lang", &language(&words))], &words);
            } else {
                m.leaf("td", attributes, &words);
            }
        }
    });
    m.line();
}

fn class_of(look: Look) -> &'static str {
    match look {
        Look::Plain => "",
        Look::Heading => "heading",
        Look::Subtotal => "subtotal",
        Look::Wrong => "wrong",
        Look::Off => "off",
        Look::Explained => "explained",
    }
}

/// Whether a text is one short word, such as a currency or an id.
fn is_word(text: &str) -> bool {
    text.is_ascii() && text.len() <= 24 && !text.contains(' ')
}

fn side(align: Align, other: &'static str) -> &'static str {
    match align {
        Align::Right => "n",
        Align::Left => other,
    }
}
