//! The one escaping for each language that user text is written into.

use std::borrow::Cow;
use std::io::{self, Write};

use serde::Serialize;
use serde_json::Serializer;
use serde_json::ser::{Formatter, PrettyFormatter};

use crate::text::sanitize::{blanks, is_unsafe, lines};

/// Text in an element of HTML or XML; line breaks and tabs stay.
pub fn xml(text: &str) -> Cow<'_, str> {
    escaped(lines(text), |c| match c {
        '&' => Some("&amp;"),
        '<' => Some("&lt;"),
        '>' => Some("&gt;"),
        _ => None,
    })
}

/// Text in an attribute, between double quotes.
pub fn attribute(text: &str) -> Cow<'_, str> {
    match xml(text) {
        text if text.contains('"') => Cow::Owned(text.replace('"', "&quot;")),
        text => text,
    }
}

/// Text on one line, untrimmed, that Markdown does not read as markup, as the end of a cell, as a
/// reference to an issue or as a mention.
pub fn markdown(text: &str) -> Cow<'_, str> {
    escaped(blanks(text), |c| match c {
        '<' => Some("&lt;"),
        '&' => Some("&amp;"),
        // A word joiner: the user named after this sign would be notified.
        '@' => Some("@\u{2060}"),
        '\\' => Some("\\\\"),
        '`' => Some("\\`"),
        '*' => Some("\\*"),
        '_' => Some("\\_"),
        '[' => Some("\\["),
        ']' => Some("\\]"),
        '|' => Some("\\|"),
        '#' => Some("\\#"),
        '~' => Some("\\~"),
        '>' => Some("\\>"),
        '!' => Some("\\!"),
        _ => None,
    })
}

/// A code span of Markdown with the text verbatim, whatever backticks it has.
pub fn code(text: &str) -> String {
    let text = blanks(text);
    let ticks = "`".repeat(longest_run(&text) + 1);
    // A span that begins or ends with a backtick needs a blank, which is not displayed.
    let blank = if text.starts_with('`') || text.ends_with('`') { " " } else { "" };
    format!("{ticks}{blank}{text}{blank}{ticks}")
}

/// A fence of Markdown that no line of the text closes.
pub fn fence(text: &str) -> String {
    "`".repeat(longest_run(text).max(2) + 1)
}

fn longest_run(text: &str) -> usize {
    text.split(|c| c != '`').map(str::len).max().unwrap_or(0)
}

/// Text as a CSV cell, before the writer quotes it. A spreadsheet would run one that begins with `=`,
/// `+`, `-`, `@`, a tab or a carriage return; unless `raw`, a leading apostrophe keeps it text.
pub fn csv(text: &str, raw: bool) -> Cow<'_, str> {
    let runs = !raw && text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    match blanks(text) {
        text if runs => Cow::Owned(format!("'{text}")),
        text => text,
    }
}

fn escaped(text: Cow<'_, str>, escape: fn(char) -> Option<&'static str>) -> Cow<'_, str> {
    if !text.contains(|c| escape(c).is_some()) {
        return text;
    }
    let mut escaped = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match escape(c) {
            Some(words) => escaped.push_str(words),
            None => escaped.push(c),
        }
    }
    Cow::Owned(escaped)
}

/// A value as indented JSON with a line break at its end. Texts stay what they are: a character that
/// would steer a terminal is written as its escape.
///
/// # Errors
/// When `out` cannot be written to.
pub fn json<T: Serialize + ?Sized>(value: &T, out: &mut dyn Write) -> io::Result<()> {
    let mut serializer = Serializer::with_formatter(&mut *out, Indented(PrettyFormatter::new()));
    value.serialize(&mut serializer)?;
    out.write_all(b"\n")
}

/// The layout of [`PrettyFormatter`], with more escapes.
struct Indented(PrettyFormatter<'static>);

/// Methods that are those of the layout.
macro_rules! as_laid_out {
    ($($method:ident($($first:ident)?);)+) => {$(
        fn $method<W: ?Sized + Write>(&mut self, out: &mut W $(, $first: bool)?) -> io::Result<()> {
            self.0.$method(out $(, $first)?)
        }
    )+};
}

impl Formatter for Indented {
    as_laid_out! {
        begin_array(); end_array(); begin_array_value(first); end_array_value();
        begin_object(); end_object(); begin_object_key(first); begin_object_value(); end_object_value();
    }

    fn write_string_fragment<W: ?Sized + Write>(&mut self, out: &mut W, text: &str) -> io::Result<()> {
        let mut written = 0;
        for (at, steers) in text.match_indices(is_unsafe) {
            out.write_all(text.get(written..at).unwrap_or_default().as_bytes())?;
            for unit in steers.encode_utf16() {
                write!(out, "\\u{unit:04x}")?;
            }
            written = at.saturating_add(steers.len());
        }
        out.write_all(text.get(written..).unwrap_or_default().as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_can_be_taken_for_markup() {
        assert_eq!(xml("</p>\"<script>&\u{7}\n\u{FFFF}"), "&lt;/p&gt;\"&lt;script&gt;&amp; \n ");
        assert_eq!(attribute("a\"b'<c>"), "a&quot;b'&lt;c&gt;");
        assert_eq!(xml("]]>"), "]]&gt;");
        assert_eq!(markdown(" a|b\n<b> *x*\u{202e}"), " a\\|b &lt;b\\> \\*x\\* ");
        assert_eq!(markdown("[x](y) @team, PO #4711"), "\\[x\\](y) @\u{2060}team, PO \\#4711");
    }

    #[test]
    fn code_holds_any_backticks() {
        assert_eq!(code("a"), "`a`");
        assert_eq!(code("a `b` c"), "``a `b` c``");
        assert_eq!(code("`b"), "`` `b ``");
        assert_eq!([fence("a ``` b"), fence("plain")], ["````", "```"]);
    }

    #[test]
    fn a_spreadsheet_runs_no_text() {
        for text in ["=HYPERLINK(\"x\")", "+1+1", "-1", "@SUM(1)"] {
            assert_eq!(csv(text, false), format!("'{text}"));
            assert_eq!(csv(text, true), text);
        }
        assert_eq!(csv("\t=1", false), "' =1");
        assert_eq!(csv("\r=1", true), " =1");
        assert_eq!(csv("a=1\u{1b}\u{9b}\0b", false), "a=1   b");
    }

    #[test]
    fn json_is_the_same_text_without_a_character_that_steers() {
        let value = serde_json::json!({"a\u{9b}": ["\u{1b}[1m\u{202e}x\u{7f}日\u{2028}\n\"", 1, {}, []], "b": {"c": null}});
        let mut written = Vec::new();
        json(&value, &mut written).unwrap();
        let written = String::from_utf8(written).unwrap();
        assert!(!written.replace('\n', "").contains(is_unsafe), "{written}");
        assert_eq!(serde_json::from_str::<serde_json::Value>(&written).unwrap(), value);
        let plain = serde_json::json!({"a": ["日本", 1, {}, []], "b": {"c": null}});
        let mut written = Vec::new();
        json(&plain, &mut written).unwrap();
        assert_eq!(written, (serde_json::to_string_pretty(&plain).unwrap() + "\n").into_bytes());
    }
}
