//! The names of a workbook's sheets: as requested, within what spreadsheets allow, and unique.

use std::collections::BTreeSet;

use crate::output::plans::book::Book;
use crate::text::sanitize::line;

/// The most characters of a sheet's name, counted as UTF-16 as Excel does. Source: Microsoft
/// Support, Rename a worksheet.
const LONGEST: usize = 31;

/// A prefix for the sheet names of each book, so that readers can distinguish the books: empty if there
/// is only one, else as much of its title as leaves room for `longest` characters.
pub(super) fn fronts(books: &[Book], longest: usize) -> Vec<String> {
    if books.len() < 2 {
        return vec![String::new(); books.len()];
    }
    let room = LONGEST.saturating_sub(longest + 1).max(14);
    let mut taken = Names::default();
    books.iter().map(|book| taken.within(&book.title.to_string(), room)).collect()
}

/// How many characters of room a name takes.
pub(super) fn units(name: &str) -> usize {
    name.chars().map(char::len_utf16).sum()
}

/// The names given so far; spreadsheets ignore case.
#[derive(Debug, Default)]
pub(super) struct Names(BTreeSet<String>);

impl Names {
    /// A unique name for the sheet `name` of a book.
    pub(super) fn give(&mut self, front: &str, name: &str) -> String {
        self.within(format!("{front} {name}").trim(), LONGEST)
    }

    fn within(&mut self, wanted: &str, room: usize) -> String {
        let wanted = allowed(wanted);
        let numbered = |n: usize| match n {
            1 => cut(&wanted, room),
            n => {
                let number = format!(" {n}");
                cut(&wanted, room.saturating_sub(units(&number))) + &number
            }
        };
        let free = (1..).map(numbered).find(|name| !self.0.contains(&name.to_lowercase()));
        let name = free.unwrap_or_default();
        self.0.insert(name.to_lowercase());
        name
    }
}

/// The text without characters that a sheet's name must not have; Excel reserves `History`. Source:
/// Microsoft Support, Rename a worksheet.
fn allowed(text: &str) -> String {
    let plain = |c: char| match c {
        '[' => '(',
        ']' => ')',
        ':' | '*' | '?' | '/' | '\\' => '-',
        '\u{FFFE}' | '\u{FFFF}' => ' ',
        c => c,
    };
    let name: String = line(text).chars().map(plain).collect();
    match name.trim_matches(['\'', ' ']) {
        "" => "Sheet".to_owned(),
        name if name.eq_ignore_ascii_case("history") => format!("{name} -"),
        name => name.to_owned(),
    }
}

/// As many whole characters as fit, without blanks and apostrophes at the end.
fn cut(name: &str, room: usize) -> String {
    let mut used = 0;
    let fits = |c: &char| {
        used += c.len_utf16();
        used <= room
    };
    let cut: String = name.chars().take_while(fits).collect();
    cut.trim_end_matches(['\'', ' ']).to_owned()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rust_xlsxwriter::utility::check_sheet_name;

    use super::*;
    use crate::text::message::Message;

    #[test]
    fn a_name_keeps_its_japanese_and_loses_what_is_not_allowed() {
        let mut names = Names::default();
        assert_eq!(names.give("みなと物流様", "Invoices"), "みなと物流様 Invoices");
        assert_eq!(names.give("", "a/b: 'c'"), "a-b- 'c");
        assert_eq!(names.give("", "history"), "history -");
        assert_eq!(names.give("", ""), "Sheet");
    }

    #[test]
    fn the_same_name_is_numbered_whatever_its_capitals() {
        let mut names = Names::default();
        assert_eq!(names.give("", "Years"), "Years");
        assert_eq!(names.give("", "years"), "years 2");
        let long = "x".repeat(40);
        assert_eq!(names.give("", &long), "x".repeat(31));
        assert_eq!(names.give("", &long), format!("{} 2", "x".repeat(29)));
    }

    #[test]
    fn several_books_differ_before_their_sheets_do() {
        let book = |title: &str| Book { title: Message::verbatim(title), ..Book::default() };
        let same = "Acme Corporation, enterprise agreement";
        let books = [book(&format!("{same} A")), book(&format!("{same} B"))];
        assert_eq!(fronts(&books, 8), ["Acme Corporation, ente", "Acme Corporation, en 2"]);
        assert_eq!(fronts(&books[..1], 8), [""]);
    }

    proptest! {
        #[test]
        fn every_name_is_taken_by_a_spreadsheet_and_never_twice(titles in prop::collection::vec(".{0,40}", 1..8)) {
            let mut names = Names::default();
            let given: Vec<String> = titles.iter().map(|title| names.give(title, "")).collect();
            for name in &given {
                prop_assert!(check_sheet_name(name).is_ok(), "{name:?}");
            }
            let different: BTreeSet<String> = given.iter().map(|name| name.to_lowercase()).collect();
            prop_assert_eq!(different.len(), given.len());
        }
    }
}
