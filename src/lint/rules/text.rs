//! How findings speak of several things at once, and point into a text.

use std::ops::Range;

use crate::offer::{and_list, quote};
use crate::text::source::{Span, Spanned};

use super::Context;

/// `a`, `a and b`, `a, b, c and 4 more`: at most three are named.
pub(crate) fn listed(things: &[String]) -> String {
    let mut words: Vec<String> = things.iter().take(3).cloned().collect();
    if let more @ 1.. = things.len().saturating_sub(words.len()) {
        words.push(format!("{more} more"));
    }
    and_list(&words)
}

/// A character as a message names it: what is not seen by its name, others as they are.
pub(crate) fn character(c: char) -> String {
    match c {
        ' ' => "a space".to_owned(),
        '\t' => "a tab".to_owned(),
        '\n' | '\r' => "a line break".to_owned(),
        c if c.is_whitespace() || c.is_control() => format!("the character U+{:04X}", u32::from(c)),
        c => quote(&c.to_string()),
    }
}

/// A text of the file in double quotes, as YAML wants it.
pub(crate) fn double_quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', r"\\").replace('"', "\\\""))
}

impl Context<'_> {
    /// Where the character at a byte offset of a text stands; the first line of the text where it
    /// is not written as it is read, as with an escape.
    pub(crate) fn char_span(&self, text: &Spanned<String>, at: usize) -> Span {
        let place = place_in(self.file.slice(text.span), &text.value, at);
        place.map_or_else(
            || self.head(text.span),
            |range| {
                let start = text.span.start as usize;
                Span::from_range(start + range.start..start + range.end)
            },
        )
    }

    /// The first line of a value that may run over several.
    pub(crate) fn head(&self, span: Span) -> Span {
        span.first_line(self.file.text())
    }
}

/// Where the character at a byte offset of a text stands in the text as it is written.
fn place_in(written: &str, text: &str, at: usize) -> Option<Range<usize>> {
    let c = text.get(at..)?.chars().next()?;
    let start = match written.find(text) {
        Some(start) => start + at,
        // An escape elsewhere moves it, but it is still the same one of its kind.
        None if !c.is_whitespace() && written.matches(c).count() == text.matches(c).count() => {
            written.match_indices(c).nth(text.get(..at)?.matches(c).count())?.0
        }
        None => return None,
    };
    Some(start..start + c.len_utf8())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_character_is_found_where_it_is_written() {
        assert_eq!(place_in("\"a <b>\"", "a <b>", 2), Some(3..4));
        assert_eq!(place_in(r#""\"a\" <b>""#, "\"a\" <b>", 4), Some(7..8));
        assert_eq!(place_in(r#""a\\b""#, r"a\b", 1), None);
        assert_eq!(place_in(r#""a\x20b""#, "a b", 1), None);
    }

    #[test]
    fn at_most_three_things_are_named() {
        let words = |count: u32| listed(&(1..=count).map(|n| n.to_string()).collect::<Vec<_>>());
        assert_eq!(words(1), "1");
        assert_eq!(words(3), "1, 2 and 3");
        assert_eq!(words(5), "1, 2, 3 and 2 more");
    }
}
