//! The one sanitizer of what a user or a terminal will read: no user text can control a terminal, change
//! the writing direction or end a line.

use std::borrow::Cow;

/// Whether a character must not reach a reader as it is: a control character (C0, DEL, C1), one of
/// Unicode's `Bidi_Control` characters, a line or paragraph separator, or a noncharacter that XML
/// does not allow.
pub fn is_unsafe(c: char) -> bool {
    c.is_control() || turns(c) || matches!(c, '\u{2028}' | '\u{2029}' | '\u{fffe}' | '\u{ffff}')
}

/// Whether a character cannot be seen in a text and says nothing there: zero-width space, byte order
/// mark, soft hyphen, and what Unicode lists as `Bidi_Control`. Joiners and variation selectors change
/// how letters look, and are not among them.
pub(crate) fn is_hidden(c: char) -> bool {
    matches!(c, '\u{200b}' | '\u{feff}' | '\u{ad}') || turns(c)
}

fn turns(c: char) -> bool {
    matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// The text on one line, trimmed, with a blank for each unsafe character: for a name, a note, a table
/// cell.
pub fn line(text: &str) -> String {
    blanks(text).trim().to_owned()
}

/// As [`line`], untrimmed: for a file's name in a message, a CSV cell.
pub fn blanks(text: &str) -> Cow<'_, str> {
    blanked(text, is_unsafe)
}

/// As [`blanks`], but keeps line breaks and tabs: for a multi-line message, the text of an element.
pub fn lines(text: &str) -> Cow<'_, str> {
    blanked(text, |c| is_unsafe(c) && !matches!(c, '\n' | '\t'))
}

fn blanked(text: &str, goes: fn(char) -> bool) -> Cow<'_, str> {
    if text.contains(goes) { Cow::Owned(text.replace(goes, " ")) } else { Cow::Borrowed(text) }
}

/// Text that is shown with marks under it: offsets stay valid, so an unsafe character becomes a visible
/// one of the same byte length.
pub fn marked(text: &str) -> Cow<'_, str> {
    let goes = |c: char| is_unsafe(c) && !matches!(c, '\n' | '\t');
    if !text.contains(goes) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            // The `\r` of a `\r\n` is part of the line break; a lone one is a line break.
            '\r' if chars.peek() == Some(&'\n') => shown.push(' '),
            '\r' => shown.push('\n'),
            c if goes(c) => match c.len_utf8() {
                1 => shown.push('?'),
                2 => shown.push('·'),
                _ => shown.push('\u{fffd}'),
            },
            c => shown.push(c),
        }
    }
    Cow::Owned(shown)
}

/// As [`marked`], on one line: a program that reads the output line by line must not mistake a line of
/// user text for ours.
pub fn marked_line(text: &str) -> Cow<'_, str> {
    let text = marked(text);
    if text.contains(['\n', '\t']) { Cow::Owned(text.replace(['\n', '\t'], " ")) } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_steers_turns_or_breaks_a_line() {
        for c in [
            '\0', '\t', '\n', '\r', '\u{1b}', '\u{7f}', '\u{85}', '\u{9b}', '\u{2028}', '\u{202e}',
            '\u{200f}',
        ] {
            assert_eq!(line(&format!("a{c}b{c}")), "a b", "{c:?}");
            assert_eq!(blanks(&format!("a{c}")), "a ", "{c:?}");
            assert!(!marked_line(&format!("a{c}b")).contains(is_unsafe), "{c:?}");
        }
        assert_eq!(lines("a\n\tb\u{1b}\r\nc"), "a\n\tb  \nc");
    }

    #[test]
    fn what_is_safe_stays_as_it_is() {
        for text in ["日本 text", "é €\u{a0}½", "👩\u{200d}💻", ""] {
            assert_eq!(line(text), text);
            assert!(matches!(marked_line(text), Cow::Borrowed(same) if same == text));
        }
    }

    #[test]
    fn a_mark_is_as_long_as_what_it_stands_for() {
        assert_eq!(marked("a\u{1b}[1m\u{202e}b\u{61c}\r\nc\rd"), "a?[1m\u{fffd}b· \nc\nd");
        assert_eq!(marked_line("a\n::error::b\tc\r\nd"), "a ::error::b c  d");
    }
}
