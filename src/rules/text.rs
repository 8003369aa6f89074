//! How findings speak of several things at once, and point into a text.

use crate::offer::{and_list, quote};
use crate::source::{Span, Spanned};

use super::Context;

/// `a`, `a and b`, `a, b, c and 4 more`: at most three are named.
pub(crate) fn listed(things: &[String]) -> String {
    let mut words: Vec<String> = things.iter().take(3).cloned().collect();
    if let more @ 1.. = things.len().saturating_sub(words.len()) {
        words.push(format!("{more} more"));
    }
    and_list(&words)
}

/// `1 character`, `2 characters`.
pub(crate) fn count(number: usize, word: &str) -> String {
    format!("{number} {word}{}", if number == 1 { "" } else { "s" })
}

/// A character as a message names it: blanks by their names, others as they are.
pub(crate) fn character(c: char) -> String {
    match c {
        ' ' => "a blank".to_owned(),
        '\t' => "a tab".to_owned(),
        '\n' | '\r' => "a line break".to_owned(),
        c if c.is_whitespace() || c.is_control() => format!("the character U+{:04X}", u32::from(c)),
        c => quote(&c.to_string()),
    }
}

impl Context<'_> {
    /// Where the character at a byte offset of a text stands; the first line of the text where it
    /// is not written as it is read, as with an escape.
    pub(crate) fn char_span(&self, text: &Spanned<String>, at: usize) -> Span {
        let start = self.file.slice(text.span).find(text.value.as_str());
        let length = text.value.get(at..).and_then(|rest| rest.chars().next()).map(char::len_utf8);
        match (start, length) {
            (Some(start), Some(length)) => {
                let from = text.span.start as usize + start + at;
                Span::from_range(from..from + length)
            }
            _ => self.head(text.span),
        }
    }

    /// The first line of a value that may run over several.
    pub(crate) fn head(&self, span: Span) -> Span {
        span.first_line(self.file.text())
    }
}
