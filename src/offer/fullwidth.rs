//! Full-width punctuation where YAML's own was meant: what a Japanese keyboard produces.
//!
//! YAML readers take these characters silently as text. Free text may hold them; only where a
//! key, a blank, a bracket or a typed value was meant is one a mistake.

mod broken;

use broken::after_dashes;
pub use broken::in_broken_text;

use std::ops::Range;

use super::fields::quote;
use crate::text::diagnostic::{Diagnostic, Edit, Fix, names};
use crate::text::message::msg;
use crate::text::source::{SourceFile, Span};
use crate::text::yaml::{Entry, Node, Value};

/// Blanks that look like spaces but are not to YAML: ideographic space and no-break space.
const BLANKS: [char; 2] = ['\u{3000}', '\u{a0}'];
const COLON: char = '：';
const COMMAS: [char; 2] = ['，', '、'];
const OPENING: [(char, &str); 5] = [('｛', "{"), ('［', "["), ('【', "["), ('〔', "["), ('（', "[")];
const CLOSING: [(char, &str); 5] = [('｝', "}"), ('］', "]"), ('】', "]"), ('〕', "]"), ('）', "]")];
const QUOTES: [char; 8] = ['“', '”', '＂', '‘', '’', '＇', '「', '」'];

/// Whether a text is a key of the format.
type IsKey<'k> = &'k dyn Fn(&str) -> bool;

/// A key that has full-width blanks before it, or that swallowed its value because of a full-width colon
/// or blank. `belongs` if its mapping lacks just this key.
pub(super) fn in_key(file: &SourceFile, key: &Node<'_>, belongs: bool, is_key: IsKey<'_>) -> Vec<Diagnostic> {
    let Some(raw) = plain(file, key) else { return Vec::new() };
    let mut found = before_key(file, key, belongs);
    found.extend(keyed(raw, is_key).into_iter().flat_map(|at| at.findings(file, key.span)));
    found
}

/// Full-width blanks before a key. If the key belongs here, they are superfluous; else they were meant
/// to indent it.
pub(super) fn before_key(file: &SourceFile, key: &Node<'_>, belongs: bool) -> Vec<Diagnostic> {
    let Some(raw) = plain(file, key) else { return Vec::new() };
    let lead = raw.len() - raw.trim_start_matches(BLANKS).len();
    if lead == 0 {
        return Vec::new();
    }
    let start = key.span.start() as usize;
    let line = file.text().get(..start).unwrap_or("").rsplit(['\n', '\r']).next().unwrap_or("");
    let indents = line.trim_matches(' ').is_empty();
    let text = match (indents, belongs) {
        (true, true) => String::new(),
        (true, false) => spaces(raw.get(..lead).unwrap_or("")),
        (false, _) => " ".to_owned(),
    };
    vec![finding(file, start, vec![edit(start..start + lead, text)])]
}

/// A typed value that holds a key of its own behind a full-width comma or colon, items separated
/// by full-width commas (unless `commas` may be the value's own), or full-width quotes or blanks
/// at its ends.
pub(super) fn in_value(
    file: &SourceFile,
    node: &Node<'_>,
    commas: bool,
    is_key: IsKey<'_>,
) -> Vec<Diagnostic> {
    let Some(raw) = plain(file, node) else { return Vec::new() };
    let keys: Vec<Diagnostic> =
        keyed(raw, is_key).into_iter().flat_map(|at| at.findings(file, node.span)).collect();
    if !keys.is_empty() {
        return keys;
    }
    let commas = if commas { between_items(file, node, raw) } else { Vec::new() };
    if commas.is_empty() { at_ends(file, node, raw) } else { commas }
}

/// A text where a list or a mapping was expected, because its bracket or its colon is full-width.
pub(super) fn in_structure(file: &SourceFile, node: &Node<'_>) -> Vec<Diagnostic> {
    // `-　account: …` is a key with a dash in it.
    if let Some(entries) = node.mapping() {
        let dash =
            |entry: &Entry<'_>| after_dashes(file, entry.key.span, plain(file, &entry.key).unwrap_or(""));
        return entries.iter().flat_map(dash).collect();
    }
    let Some(raw) = plain(file, node) else { return Vec::new() };
    let bare = raw.trim_matches(BLANKS);
    let start = node.span.start() as usize + raw.find(bare).unwrap_or(0);
    if let Some(finding) = bracketed(file, Span::from_range(start..start + bare.len())) {
        return vec![finding];
    }
    let dashes = after_dashes(file, node.span, raw);
    // If keys were expected, any word may be one.
    let keys = keyed(raw, &|_| true).into_iter().flat_map(|at| at.findings(file, node.span));
    dashes.into_iter().chain(keys).collect()
}

/// A text that begins with a full-width bracket; with a fix if it also ends with one.
pub(super) fn bracketed(file: &SourceFile, span: Span) -> Option<Diagnostic> {
    let text = file.slice(span);
    let (start, end) = (span.start() as usize, span.end() as usize);
    let first = text.chars().next()?;
    let (_, open) = OPENING.iter().find(|(wide, _)| *wide == first)?;
    let last = text.chars().next_back()?;
    let edits = match CLOSING.iter().find(|(wide, _)| *wide == last) {
        Some((_, close)) => {
            vec![edit(start..start + first.len_utf8(), *open), edit(end - last.len_utf8()..end, *close)]
        }
        None => Vec::new(),
    };
    Some(finding(file, start, edits))
}

/// Free text that swallowed one of the keys that its mapping lacks: `note: paid，amount：5`.
pub(super) fn swallowed(file: &SourceFile, entries: &[Entry<'_>], lacks: IsKey<'_>) -> Vec<Diagnostic> {
    let in_one = |node: &Node<'_>| {
        let raw = plain(file, node).unwrap_or("");
        let after_comma = keyed(raw, lacks).into_iter().filter(|at| at.comma.is_some());
        after_comma.flat_map(|at| at.findings(file, node.span)).collect::<Vec<_>>()
    };
    entries.iter().flat_map(|entry| in_one(&entry.value)).collect()
}

/// A key whose colon, or the comma before it, is not YAML's own.
struct Keyed {
    comma: Option<Range<usize>>,
    colon: Option<Range<usize>>,
    /// The character of `colon` that is wrong.
    wrong: usize,
    /// Whether the colon ends its line, so that no blank follows it.
    ends_line: bool,
}

impl Keyed {
    /// The findings, in a file in which the text is at `span`.
    fn findings(self, file: &SourceFile, span: Span) -> Vec<Diagnostic> {
        let base = span.start() as usize;
        let there = |range: &Range<usize>| base + range.start..base + range.end;
        let comma = self.comma.as_ref().map(|c| finding(file, base + c.start, vec![edit(there(c), ", ")]));
        let text = if self.ends_line { ":" } else { ": " };
        let colon = self.colon.as_ref().map(|c| finding(file, base + self.wrong, vec![edit(there(c), text)]));
        comma.into_iter().chain(colon).collect()
    }
}

/// Every key, where one may begin, whose comma or colon is wrong.
fn keyed(text: &str, is_key: IsKey<'_>) -> Vec<Keyed> {
    let mut found = Vec::new();
    let in_word = |c: char| c.is_ascii_lowercase() || c == '_';
    let mut at = 0;
    while let Some(start) = text.get(at..).and_then(|rest| rest.find(in_word)).map(|n| at + n) {
        let rest = text.get(start..).unwrap_or("");
        let word = rest.get(..rest.find(|c| !in_word(c)).unwrap_or(rest.len())).unwrap_or("");
        at = start + word.len();
        let before = text.get(..begin_of_key(text, start, word)).unwrap_or("");
        if is_key(word) && may_begin(before) {
            found.extend(colon_after(text, before, at));
        }
    }
    found
}

/// Where the key begins that ends with the word at `start`: the number of a duration is part of it.
fn begin_of_key(text: &str, start: usize, word: &str) -> usize {
    let number = text.get(..start).unwrap_or("").trim_end_matches(is_blank);
    let begin = number.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    let is_unit = ["day", "month", "year"].contains(&word.trim_end_matches('s'));
    if is_unit && number.len() < start && begin < number.len() { begin } else { start }
}

/// Whether a key may begin after this text.
fn may_begin(before: &str) -> bool {
    let trimmed = before.trim_end_matches(is_blank);
    match trimmed.chars().next_back() {
        None | Some('\n' | '\r' | '{' | '[' | ',' | '｛' | '［' | '，' | '、') => true,
        // The dash of a list item has only blanks and dashes before it on its line.
        Some('-') if trimmed.len() < before.len() => {
            let line_start = trimmed.trim_end_matches(|c| is_blank(c) || c == '-');
            line_start.is_empty() || line_start.ends_with(['\n', '\r'])
        }
        _ => false,
    }
}

/// What is wrong with the colon that follows the key which ends at `end`, and with the comma before the
/// key. `None` if no colon follows, or nothing is wrong.
fn colon_after(text: &str, before: &str, end: usize) -> Option<Keyed> {
    let rest = text.get(end..)?;
    let gap = rest.len() - rest.trim_start_matches(is_blank).len();
    let colon = rest.get(gap..)?.chars().next().filter(|c| matches!(c, ':' | '：'))?;
    let after = rest.get(gap + colon.len_utf8()..)?;
    let blanks = after.len() - after.trim_start_matches(is_blank).len();
    let stop = end + gap + colon.len_utf8() + blanks;
    let piece = text.get(end..stop)?;
    let wrong = piece.find(|c| c == COLON || BLANKS.contains(&c)).map(|n| end + n);
    let bare = before.trim_end_matches(is_blank);
    let comma = bare.chars().next_back().filter(|c| COMMAS.contains(c));
    let comma = comma.map(|c| bare.len() - c.len_utf8()..before.len());
    let ends_line = text.get(stop..).is_none_or(|rest| rest.is_empty() || rest.starts_with(['\n', '\r']));
    let proper = comma.is_some() && (blanks > 0 || ends_line);
    if wrong.is_none() && !proper {
        return None;
    }
    Some(Keyed { comma, colon: wrong.map(|_| end..stop), wrong: wrong.unwrap_or(end), ends_line })
}

/// Full-width commas between the items of a list in brackets.
fn between_items(file: &SourceFile, node: &Node<'_>, raw: &str) -> Vec<Diagnostic> {
    let after = file.text().get(node.span.end() as usize..).unwrap_or("").trim_start();
    if !after.starts_with([',', ']', '}']) || !raw.contains(COMMAS) {
        return Vec::new();
    }
    let base = node.span.start() as usize;
    let comma = |(at, comma): (usize, &str)| {
        let rest = raw.get(at + comma.len()..).unwrap_or("");
        let blanks = rest.len() - rest.trim_start_matches(is_blank).len();
        finding(file, base + at, vec![edit(base + at..base + at + comma.len() + blanks, ", ")])
    };
    raw.match_indices(COMMAS).map(comma).collect()
}

/// Full-width blanks or quotes at the ends of a value.
fn at_ends(file: &SourceFile, node: &Node<'_>, raw: &str) -> Vec<Diagnostic> {
    let wrong = |c: char| BLANKS.contains(&c) || QUOTES.contains(&c);
    let bare = raw.trim_matches(|c| wrong(c) || c == ' ');
    let lead = raw.find(bare).unwrap_or(0);
    let trail = lead + bare.len();
    let (head, tail) = (raw.get(..lead).unwrap_or(""), raw.get(trail..).unwrap_or(""));
    if bare.is_empty() || !(head.contains(wrong) || tail.contains(wrong)) {
        return Vec::new();
    }
    let base = node.span.start() as usize;
    let culprit = if head.contains(wrong) { raw.find(wrong) } else { tail.find(wrong).map(|n| trail + n) };
    let quotes = (head.contains(QUOTES), tail.contains(QUOTES));
    let plain = if quotes == (true, true) { "\"" } else { "" };
    let mut edits = Vec::new();
    // A quote at one end alone: nobody can tell where the other belongs.
    if quotes.0 == quotes.1 {
        let pieces = [(base..base + lead, head), (base + trail..base + raw.len(), tail)];
        edits.extend(pieces.into_iter().filter(|(_, text)| !text.is_empty()).map(|(at, _)| edit(at, plain)));
    }
    vec![finding(file, base + culprit.unwrap_or(0), edits)]
}

fn plain<'f>(file: &'f SourceFile, node: &Node<'_>) -> Option<&'f str> {
    match &node.value {
        Value::Scalar(scalar) if scalar.plain => Some(file.slice(node.span)),
        _ => None,
    }
}

fn is_blank(c: char) -> bool {
    c == ' ' || BLANKS.contains(&c)
}

/// Whether a character looks like a space but is not one to YAML.
pub(crate) fn is_wide_blank(c: char) -> bool {
    BLANKS.contains(&c)
}

fn is_bracket(c: char) -> bool {
    OPENING.iter().chain(&CLOSING).any(|(wide, _)| *wide == c)
}

/// Spaces as wide as these blanks: an ideographic space is as wide as two.
fn spaces(blanks: &str) -> String {
    " ".repeat(blanks.chars().map(|c| if c == '\u{3000}' { 2 } else { 1 }).sum())
}

fn edit(range: Range<usize>, text: impl Into<String>) -> Edit {
    Edit { span: Span::from_range(range), text: text.into() }
}

/// The finding about the character at `at`; no fix if there are no edits.
fn finding(file: &SourceFile, at: usize, edits: Vec<Edit>) -> Diagnostic {
    let character = file.text().get(at..).and_then(|rest| rest.chars().next()).unwrap_or(COLON);
    let shown = quote(&character.to_string());
    let full_width = || msg!("{character} is full-width: YAML takes it for text", character = &shown);
    let (message, help) = match character {
        '\u{3000}' => (
            msg!("an ideographic space (U+3000) is not a plain space: YAML takes it for text"),
            msg!("write plain spaces, or none"),
        ),
        '\u{a0}' => (
            msg!("a no-break space (U+00A0) is not a plain space: YAML takes it for text"),
            msg!("write plain spaces, or none"),
        ),
        COLON => (full_width(), msg!("write `: `, a colon and a space")),
        c if COMMAS.contains(&c) => (full_width(), msg!("write `, `, a comma and a space")),
        c if QUOTES.contains(&c) => (
            msg!("{character} is not YAML's quote: YAML takes it for text", character = shown),
            msg!("write a straight quote `\"`"),
        ),
        '｛' => (full_width(), msg!("write `{{` and `}}`")),
        _ => (full_width(), msg!("write `[` and `]`")),
    };
    let diagnostic =
        Diagnostic::new(names::WIDE_PUNCTUATION, Span::from_range(at..at + character.len_utf8()), message)
            .label(msg!("taken for text"))
            .help(help.clone());
    if edits.is_empty() { diagnostic } else { diagnostic.fix(Fix::safe(help, edits)) }
}
