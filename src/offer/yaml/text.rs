//! Free text as a YAML scalar that every reader reads as exactly that text.

/// Words that readers of YAML 1.1 or 1.2 turn into something other than text.
const RETYPED: [&str; 12] =
    ["y", "n", "yes", "no", "on", "off", "true", "false", "null", "nan", "inf", "undefined"];

/// A text as a scalar inside brackets: plain if every reader of YAML 1.1 and 1.2 reads it as that text,
/// in double quotes otherwise. Characters that a file cannot carry, or that cannot be seen in it, are
/// escaped.
pub(super) fn text(value: &str) -> String {
    if is_plain(value) { value.to_owned() } else { quoted(value) }
}

/// The same outside brackets, where a comma within a line is text.
pub(super) fn line(value: &str) -> String {
    if is_plain(&value.replace(", ", " ")) { value.to_owned() } else { quoted(value) }
}

/// A line of a comment; breaks and what cannot be seen are shown as escapes, so that nothing after them
/// is read as a key.
pub(in crate::offer) fn comment(line: &str) -> String {
    let mut shown = String::from("#");
    if !line.is_empty() {
        shown.push(' ');
    }
    line.chars().for_each(|c| if is_hidden(c) { escape(c, &mut shown) } else { shown.push(c) });
    shown.trim_end().to_owned()
}

fn is_plain(value: &str) -> bool {
    let opens = |c: char| c.is_alphanumeric() || matches!(c, '(' | '_' | '/' | '$');
    if !value.starts_with(opens) || value.ends_with(' ') {
        return false;
    }
    let mut before = ' ';
    let mut rest = value.chars().peekable();
    while let Some(c) = rest.next() {
        let fine = match c {
            ':' => rest.peek() == Some(&'/'),
            '#' => before != ' ',
            ' ' => rest.peek() != Some(&' '),
            '-' | '_' | '.' | '/' | '(' | ')' | '+' | '\'' | '&' | '%' | '@' | '!' | '?' | ';' | '='
            | '*' | '~' | '$' => true,
            other => other.is_alphanumeric() && !is_hidden(other),
        };
        if !fine {
            return false;
        }
        before = c;
    }
    !RETYPED.contains(&value.to_lowercase().as_str()) && !is_like_a_number(value)
}

/// Whether a reader might find a number, a date or a time: it begins with a digit and has nothing
/// that these do not have.
fn is_like_a_number(value: &str) -> bool {
    let of_numbers = |c: char| c.is_ascii_hexdigit() || " _.+-:xXoOtTzZ".contains(c);
    value.starts_with(|c: char| c.is_ascii_digit()) && value.chars().all(of_numbers)
}

fn quoted(value: &str) -> String {
    let mut shown = String::from("\"");
    for c in value.chars() {
        match c {
            '"' | '\\' => shown.extend(['\\', c]),
            c if is_hidden(c) => escape(c, &mut shown),
            c => shown.push(c),
        }
    }
    shown.push('"');
    shown
}

/// Characters that YAML does not allow, that break a line somewhere, or that change what is seen:
/// controls, direction marks, byte order marks, noncharacters.
fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}')
        || matches!(c, '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff0}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
        || u32::from(c) & 0xfffe == 0xfffe
}

fn escape(c: char, into: &mut String) {
    match c {
        '\n' => into.push_str("\\n"),
        '\r' => into.push_str("\\r"),
        '\t' => into.push_str("\\t"),
        '\0' => into.push_str("\\0"),
        c if u32::from(c) <= 0xff => into.push_str(&format!("\\x{:02X}", u32::from(c))),
        c if u32::from(c) <= 0xffff => into.push_str(&format!("\\u{:04X}", u32::from(c))),
        c => into.push_str(&format!("\\U{:08X}", u32::from(c))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_reader_would_retype_is_quoted() {
        for value in [
            "",
            "no",
            "Y",
            "TRUE",
            "~",
            "null",
            "1",
            "1:30",
            "12.5",
            "0x1F",
            "1_000",
            "1e3",
            ".5",
            "-",
            "- a",
            "2026-12-31",
            "# a",
            "a # b",
            "a: b",
            "a:",
            "&a",
            "*a",
            "!a",
            "|",
            ">",
            "%a",
            "@a",
            "`a`",
            "? a",
            "[a]",
            "{a}",
            "a, b",
            "\"a\"",
            "'a'",
            " a",
            "a ",
            "a  b",
            "a\nb",
            "<<",
            "=",
            "a\u{3000}b",
            "総額：1",
            "111122223333",
            "---",
            "a\tb",
            "\u{202e}a",
        ] {
            assert!(text(value).starts_with('"'), "{value:?}: {}", text(value));
        }
    }

    #[test]
    fn ordinary_text_has_no_quotes() {
        for value in [
            "Acme KK",
            "A-1",
            "24 months of use",
            "https://example.com/a.pdf",
            "Acme (Tokyo) & Sons",
            "青葉システムズ様",
            "prod-k3xu7yexample",
            "it's",
            "100%",
            "no#1",
        ] {
            assert_eq!(text(value), value);
            assert_eq!(line(value), value);
        }
        assert_eq!(text("Acme KK, three years"), "\"Acme KK, three years\"");
        assert_eq!(line("Acme KK, three years"), "Acme KK, three years");
        assert_eq!(line(", Acme"), "\", Acme\"");
        assert_eq!(line("1, 2"), "\"1, 2\"");
    }

    #[test]
    fn what_cannot_be_seen_is_escaped() {
        assert_eq!(text("a\0b\n\u{85}\u{feff}\\\""), r#""a\0b\n\x85\uFEFF\\\"""#);
        assert_eq!(comment("a\nname: b\r"), r"# a\nname: b\r");
        assert_eq!(comment(""), "#");
    }
}
