//! Full-width punctuation where YAML's own was meant: what a Japanese keyboard produces.
//!
//! YAML readers take these characters silently as text. Free text may hold them; only where a
//! key, a blank, a bracket or a typed value was meant is one a mistake.

use super::fields::{Key, quote};
use crate::diagnostic::{Diagnostic, Edit, Fix, names};
use crate::source::{SourceFile, Span};
use crate::yaml::{Entry, Node, Value};

/// Blanks that look like spaces and are none to YAML: ideographic space and no-break space.
const BLANKS: [char; 2] = ['\u{3000}', '\u{a0}'];
const COLON: char = '：';
const COMMAS: [char; 2] = ['，', '、'];
const OPENING: [(char, char); 5] = [('［', '['), ('｛', '{'), ('【', '['), ('〔', '['), ('（', '[')];
const QUOTES: [char; 8] = ['“', '”', '＂', '‘', '’', '＇', '「', '」'];

/// A key that was one of `table` but for its colon or the blanks before it: which one, and what
/// to say.
pub(super) fn in_key<const N: usize>(
    file: &SourceFile,
    entry: &Entry<'_>,
    table: &[Key; N],
) -> Option<(usize, Diagnostic)> {
    let raw = file.slice(entry.key.span);
    let lead = raw.len() - raw.trim_start_matches(BLANKS).len();
    let bare = raw.trim_start_matches(BLANKS);
    let name = bare.split([COLON, ' ']).next()?.trim_matches(BLANKS);
    let at = table.iter().position(|key| key.name == name)?;
    let colon = bare.find(COLON);
    if lead == 0 && colon.is_none() && bare == name {
        return None;
    }
    let start = entry.key.span.start as usize;
    let mut edits = Vec::new();
    if lead > 0 {
        // One ideographic space is as wide as two spaces.
        let width: usize =
            raw.chars().take_while(|c| BLANKS.contains(c)).map(|c| if c == '\u{3000}' { 2 } else { 1 }).sum();
        edits.push(Edit { span: Span::from_range(start..start + lead), text: " ".repeat(width) });
    }
    let mut culprit = if lead > 0 { first_char(file, start) } else { entry.key.span };
    if let Some(colon) = colon {
        let from = start + lead + colon;
        let after = bare.get(colon + COLON.len_utf8()..)?;
        let blanks = after.len() - after.trim_start_matches(|c| c == ' ' || BLANKS.contains(&c)).len();
        let span = Span::from_range(from..from + COLON.len_utf8() + blanks);
        culprit = if lead > 0 { culprit } else { Span::from_range(from..from + COLON.len_utf8()) };
        edits.push(Edit { span, text: ": ".to_owned() });
    }
    Some((at, finding(file, culprit, edits)))
}

/// A typed value that holds full-width quotes, a full-width comma, or blanks at its ends.
pub(super) fn in_value(file: &SourceFile, node: &Node<'_>) -> Option<Diagnostic> {
    let Value::Scalar(scalar) = &node.value else { return None };
    if !scalar.plain {
        return None;
    }
    let raw = file.slice(node.span);
    let wrong = |c: char| BLANKS.contains(&c) || QUOTES.contains(&c) || COMMAS.contains(&c);
    let bare = raw.trim_matches(wrong);
    if bare.len() == raw.len() || bare.is_empty() {
        return None;
    }
    let at = node.span.start as usize + raw.find(wrong)?;
    let quoted = raw.contains(QUOTES);
    let text = if quoted { format!("\"{bare}\"") } else { bare.to_owned() };
    // A comma that separated this value from the next would be lost: only say what is wrong.
    if raw.contains(COMMAS) {
        return Some(finding(file, first_char(file, at), Vec::new()));
    }
    Some(finding(file, first_char(file, at), vec![Edit { span: node.span, text }]))
}

/// A text where a list or a mapping was expected, because its bracket or its colon is full-width.
pub(super) fn in_structure(file: &SourceFile, node: &Node<'_>) -> Option<Diagnostic> {
    let Value::Scalar(scalar) = &node.value else { return None };
    if !scalar.plain {
        return None;
    }
    let raw = file.slice(node.span);
    let bare = raw.trim_start_matches(BLANKS);
    let start = node.span.start as usize + (raw.len() - bare.len());
    if bare.starts_with(OPENING.map(|(open, _)| open)) {
        return Some(finding(file, first_char(file, start), Vec::new()));
    }
    let colon = bare.find(COLON)?;
    let word = bare.get(..colon)?;
    let key_like = !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
    key_like.then(|| finding(file, first_char(file, start + colon), Vec::new()))
}

/// Looks for full-width punctuation in a document that is not YAML: what the reader stumbled over
/// is then most likely that. `keys` are the words that are keys of the format.
pub fn in_broken_text(file: &SourceFile, document: Span, keys: &[&str]) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let text = file.text();
    let mut start = document.start as usize;
    for line in text.get(start..).unwrap_or("").split_inclusive(['\n', '\r']) {
        // The next document has been read on its own.
        if start > document.start as usize && line.starts_with("---") {
            break;
        }
        if !line.trim_start().starts_with('#') {
            in_broken_line(file, line, start, keys, &mut found);
        }
        start += line.len();
    }
    found
}

fn in_broken_line(file: &SourceFile, line: &str, start: usize, keys: &[&str], found: &mut Vec<Diagnostic>) {
    let indent = line.len() - line.trim_start_matches(|c| c == ' ' || BLANKS.contains(&c)).len();
    let blanks = line.get(..indent).unwrap_or("");
    if blanks.contains(BLANKS) && indent < line.trim_end().len() {
        let width: usize = blanks.chars().map(|c| if c == '\u{3000}' { 2 } else { 1 }).sum();
        let edit = Edit { span: Span::from_range(start..start + indent), text: " ".repeat(width) };
        let at = start + blanks.find(BLANKS).unwrap_or(0);
        found.push(finding(file, first_char(file, at), vec![edit]));
    }
    for key in keys {
        for (at, _) in line.match_indices(key) {
            let before = line.get(..at).and_then(|t| t.chars().next_back());
            let opens = before
                .is_none_or(|c| matches!(c, ' ' | '{' | ',' | '｛' | '，' | '、') || BLANKS.contains(&c));
            let after = line.get(at + key.len()..).unwrap_or("");
            let Some(next) = after.chars().next().filter(|_| opens) else { continue };
            let rest = after.get(next.len_utf8()..).unwrap_or("");
            let gap = rest.len() - rest.trim_start_matches(|c| c == ' ' || BLANKS.contains(&c)).len();
            let wide_gap = rest.get(..gap).unwrap_or("").contains(BLANKS);
            if next == COLON || (next == ':' && wide_gap) {
                let from = start + at + key.len();
                let span = Span::from_range(from..from + next.len_utf8() + gap);
                let shown = if next == COLON { from } else { from + 1 };
                found.push(finding(
                    file,
                    first_char(file, shown),
                    vec![Edit { span, text: ": ".to_owned() }],
                ));
            }
            if let Some(comma) = before.filter(|c| COMMAS.contains(c)) {
                let from = start + at - comma.len_utf8();
                let span = Span::from_range(from..start + at);
                found.push(finding(file, span, vec![Edit { span, text: ", ".to_owned() }]));
            }
        }
    }
}

fn first_char(file: &SourceFile, at: usize) -> Span {
    let len = file.text().get(at..).and_then(|t| t.chars().next()).map_or(0, char::len_utf8);
    Span::from_range(at..at + len)
}

fn finding(file: &SourceFile, culprit: Span, edits: Vec<Edit>) -> Diagnostic {
    let text = file.slice(culprit);
    let (what, plain) = match text.chars().next() {
        Some('\u{3000}') => ("an ideographic space (U+3000)".to_owned(), "a space"),
        Some('\u{a0}') => ("a no-break space (U+00A0)".to_owned(), "a space"),
        Some(COLON) => (quote(text), "`: `, a colon and a space"),
        Some(c) if COMMAS.contains(&c) => (quote(text), "`, `, a comma and a space"),
        Some(c) if QUOTES.contains(&c) => (quote(text), "a straight quote `\"`"),
        Some('｛') => (quote(text), "`{` and `}`"),
        Some('［' | '【' | '〔' | '（') => (quote(text), "`[` and `]`"),
        _ => (quote(text), "the plain character"),
    };
    let diagnostic = Diagnostic::new(
        names::WIDE_PUNCTUATION,
        culprit,
        format!("{what} is full-width: YAML takes it for text, not for punctuation"),
    )
    .label("full-width")
    .help(format!("write {plain}"));
    if edits.is_empty() {
        return diagnostic;
    }
    diagnostic.fix(Fix::safe(format!("write {plain}"), edits))
}
