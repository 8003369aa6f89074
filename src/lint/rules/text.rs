//! How findings list several things, and point into a text.

use std::ops::Range;

use crate::offer::{Kind, quote};
use crate::text::source::{Span, Spanned};
use crate::text::words::and_list;

use super::Context;
use crate::text::message::{Message, Value, msg};

/// `a`, `a and b`, `a, b, c and 4 more`: at most three are named.
pub(crate) fn listed(things: &[String]) -> Value {
    match things {
        [a, b, c, more @ ..] if !more.is_empty() => {
            msg!("{named} and {more} more", named = [a.as_str(), b, c].join(", "), more = more.len()).into()
        }
        few => and_list(few),
    }
}

/// A kind of offer as a message names it.
pub(crate) fn kind(kind: Kind) -> Message {
    match kind {
        Kind::PrivateOffer => msg!("a private offer"),
        Kind::ReplacementOffer => msg!("a replacement offer"),
        Kind::ChannelPartnerOffer => msg!("a channel partner offer"),
        Kind::ResaleAuthorization => msg!("a resale authorization"),
    }
}

/// A character for a message: an invisible one by its name, others as they are.
pub(crate) fn character(c: char) -> Value {
    match c {
        ' ' => msg!("a space").into(),
        '\t' => msg!("a tab").into(),
        '\n' | '\r' => msg!("a line break").into(),
        c if c.is_whitespace() || c.is_control() => {
            msg!("the character U+{code}", code = format!("{:04X}", u32::from(c))).into()
        }
        c => Value::text(quote(&c.to_string())),
    }
}

/// A text of the file in double quotes, escaped for YAML.
pub(crate) fn double_quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', r"\\").replace('"', "\\\""))
}

impl Context<'_> {
    /// The span of the character at a byte offset of a text; the first line of the text if it is not
    /// written as read, as with an escape.
    pub(crate) fn char_span(&self, text: &Spanned<String>, at: usize) -> Span {
        let place = place_in(self.file.slice(text.span), &text.value, at);
        place.map_or_else(
            || self.head(text.span),
            |range| {
                let start = text.span.start() as usize;
                Span::from_range(start + range.start..start + range.end)
            },
        )
    }

    /// The first line of a value that may run over several.
    pub(crate) fn head(&self, span: Span) -> Span {
        span.first_line(self.file.text())
    }
}

/// The position of the character at a byte offset of a text in the text as written.
fn place_in(written: &str, text: &str, at: usize) -> Option<Range<usize>> {
    let c = text.get(at..)?.chars().next()?;
    let start = match written.find(text) {
        Some(start) => start + at,
        // An escape elsewhere moves it, but it keeps its rank among equal characters.
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
        let words = |count: u32| listed(&(1..=count).map(|n| n.to_string()).collect::<Vec<_>>()).to_string();
        assert_eq!(words(1), "1");
        assert_eq!(words(3), "1, 2 and 3");
        assert_eq!(words(5), "1, 2, 3 and 2 more");
    }
}
