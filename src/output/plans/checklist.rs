//! A checklist for the console: as text for a terminal, or as Markdown with boxes to tick.

use std::fmt::Write as _;

use crate::offer::Amount;
use chrono::NaiveDate;

use super::grid::{Columns, Grid};
use super::markdown::table;
use super::sheet::Sheet;
use crate::marketplace::console::{Checklist, Item};
use crate::output::escape;
use crate::text::message::Message;
use crate::text::sanitize::line as one_line;

/// The checklist as text; on each page the texts to type are aligned in one column. Ends with a line
/// break.
pub fn text(list: &Checklist) -> String {
    let mut text = format!("{}\n", one_line(&list.title));
    for (at, page) in list.pages.iter().enumerate() {
        // Writing to a String cannot fail.
        let _ = writeln!(text, "\n{}. {}", at + 1, page.title);
        let names = page.items.iter().filter_map(|item| match item {
            Item::Field(name, _) => Some(one_line(name)),
            _ => None,
        });
        let width = names.map(|name| unicode_width::UnicodeWidthStr::width(&*name)).max().unwrap_or(0);
        for item in &page.items {
            text.push_str(&line(item, width));
        }
    }
    text
}

fn line(item: &Item, width: usize) -> String {
    match item {
        Item::Field(name, value) => {
            let name = one_line(name);
            let blanks = width.saturating_sub(unicode_width::UnicodeWidthStr::width(&*name));
            let start = format!("   [ ] {name}{}  ", " ".repeat(blanks));
            let indent = " ".repeat(width + 9);
            let lines: Vec<_> = value.lines().map(one_line).collect();
            format!("{start}{}\n", lines.join(&format!("\n{indent}")))
        }
        Item::Check(name, value) => format!("   [ ] {} shows {}\n", one_line(name), one_line(value)),
        Item::Do(what) => format!("   [ ] {}\n", one_line(what)),
        Item::Note(what) => format!("       ({})\n", one_line(what)),
        Item::Lines(..) => {
            let drawn = sheet(item).draw(None);
            let lines = drawn.lines().map(|line| format!("       {line}\n"));
            format!("\n{}\n", lines.collect::<String>())
        }
    }
}

/// The checklist as Markdown. Ends with a line break.
pub fn markdown(list: &Checklist) -> String {
    let mut text = format!("## {}\n", escape::markdown(&list.title));
    for (at, page) in list.pages.iter().enumerate() {
        let _ = writeln!(text, "\n### {}. {}\n", at + 1, escape::markdown(page.title));
        for item in &page.items {
            text.push_str(&match item {
                Item::Field(name, value) => format!("- [ ] {}: {}\n", escape::markdown(name), code(value)),
                Item::Check(name, value) => {
                    format!("- [ ] {} shows {}\n", escape::markdown(name), code(value))
                }
                Item::Do(what) => format!("- [ ] {}\n", escape::markdown(what)),
                Item::Note(what) => format!("- {}\n", escape::markdown(what)),
                Item::Lines(..) => format!("\n{}\n", table(&sheet(item))),
            });
        }
    }
    text
}

/// A text to be typed, as a code span; several lines as a fenced block of the list's item.
fn code(text: &str) -> String {
    let lines: Vec<_> = text.lines().map(one_line).collect();
    match lines.as_slice() {
        [one] => escape::code(one),
        several => {
            let fence = escape::fence(text);
            format!("\n\n  {fence}text\n  {}\n  {fence}", several.join("\n  "))
        }
    }
}

fn sheet(item: &Item) -> Sheet {
    let c = Columns::<(usize, &'_ (NaiveDate, Amount))>::of();
    let Item::Lines(lines, currency) = item else { return Sheet::default() };
    let grid = Grid::new([
        c.people("#", |(at, _)| at + 1),
        c.people("invoice date", |(_, (date, _))| *date),
        c.people("amount", |(_, (_, amount))| currency.digits(*amount)).right(),
    ]);
    grid.sheet(Message::default(), lines.iter().enumerate())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::marketplace::console::Page;

    #[test]
    fn a_text_of_the_file_is_shown_as_it_is_to_be_typed() {
        let items = vec![
            Item::Field("Offer name".to_owned(), "a `b` *c* | d".to_owned()),
            Item::Field("Refund policy".to_owned(), "one\ntwo".to_owned()),
        ];
        let list = Checklist { title: "x_y".to_owned(), pages: vec![Page { title: "Page", items }] };
        let expected = "## x\\_y\n\n### 1. Page\n\n- [ ] Offer name: ``a `b` *c* | d``\n\
                        - [ ] Refund policy: \n\n  ```text\n  one\n  two\n  ```\n";
        assert_eq!(markdown(&list), expected);
        let expected = "x_y\n\n1. Page\n   [ ] Offer name     a `b` *c* | d\n   [ ] Refund policy  one\n                      two\n";
        assert_eq!(text(&list), expected);
    }
}
