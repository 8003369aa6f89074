//! Texts of users, made safe to show.

use std::borrow::Cow;

/// A text without characters that steer a terminal or break a line unseen; every offset stays.
pub(super) fn printable(text: &str) -> Cow<'_, str> {
    let steers = |c: char| (c.is_control() && !matches!(c, '\n' | '\t')) || is_direction(c);
    if !text.contains(steers) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            // The `\r` of a `\r\n` is a part of the line break; a lone one is a line break.
            '\r' if chars.peek() == Some(&'\n') => shown.push(' '),
            '\r' => shown.push('\n'),
            c if steers(c) => match c.len_utf8() {
                1 => shown.push('?'),
                2 => shown.push('·'),
                _ => shown.push('\u{fffd}'),
            },
            c => shown.push(c),
        }
    }
    Cow::Owned(shown)
}

/// The same on one line: whatever reads an output line by line must not take a line of the user's
/// text for one of ours.
pub(super) fn one_line(text: &str) -> Cow<'_, str> {
    let text = printable(text);
    let breaks = ['\n', '\t', '\u{2028}', '\u{2029}'];
    if text.contains(breaks) { Cow::Owned(text.replace(breaks, " ")) } else { text }
}

/// Marks that turn the direction of writing, and could show a text as another.
fn is_direction(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_steers_is_shown_as_something_else() {
        assert_eq!(printable("a\u{1b}[1m\u{202e}b\r\nc\rd"), "a?[1m\u{fffd}b \nc\nd");
        assert_eq!(one_line("a\n::error::b\tc\r\nd"), "a ::error::b c  d");
        assert!(matches!(one_line("日本 text"), Cow::Borrowed(_)));
    }
}
