//! Full-width punctuation in a document that is not YAML, found line by line in its text.

use super::{BLANKS, COLON, COMMAS, edit, finding, is_blank, is_bracket, keyed};
use crate::text::diagnostic::{Diagnostic, Edit, EditedText};
use crate::text::source::{SourceFile, Span};
use crate::text::yaml::{self, Document};

/// Looks for full-width punctuation in a document that is not YAML: most likely it is what broke the
/// parser. Empty if there is none; includes the syntax error if fixing the punctuation would not fix the
/// document.
pub fn in_broken_text(file: &SourceFile, document: &Document<'_>) -> Vec<Diagnostic> {
    // Nothing is known about a file that is not text, or is too long.
    let Some(text) = file.text().get(document.span.range()).filter(|_| file.unreadable().is_none()) else {
        return Vec::new();
    };
    if !text.contains(|c| BLANKS.contains(&c) || COLON == c || COMMAS.contains(&c) || is_bracket(c)) {
        return Vec::new();
    }
    let code = without_text(text);
    let mut sure: Vec<Diagnostic> = keyed(&code, &crate::offer::is_key)
        .into_iter()
        .flat_map(|at| at.findings(file, document.span))
        .collect();
    sure.extend(after_dashes(file, document.span, &code));
    sure.extend(after_closing(file, document.span, &code));
    // Blanks before a key may have been meant to indent it, or be superfluous; brackets, and commas
    // before words that are not keys, may be text.
    let indented = [Some("  "), Some(" "), None].map(|wide| indentation(file, document.span, &code, wide));
    let mut guesses = brackets(file, document.span, &code);
    let own_words =
        keyed(&code, &|word| !crate::offer::is_key(word)).into_iter().filter(|at| at.comma.is_some());
    guesses.extend(own_words.flat_map(|at| at.findings(file, document.span)));
    let [wide, narrow, none] = &indented;
    let more: [(&[Diagnostic], &[Diagnostic]); 5] =
        [(wide, &[]), (wide, &guesses), (narrow, &[]), (narrow, &guesses), (none, &[])];
    for (blanks, guesses) in more {
        let found: Vec<Diagnostic> = sure.iter().chain(blanks).chain(guesses).cloned().collect();
        if !found.is_empty() && remaining_error(text, document.span, &found).is_none() {
            return found;
        }
    }
    sure.extend(wide.iter().cloned());
    if !sure.is_empty() {
        sure.extend(remaining_error(text, document.span, &sure));
    }
    sure
}

/// The syntax error that remains after `found` are fixed.
fn remaining_error(text: &str, span: Span, found: &[Diagnostic]) -> Option<Diagnostic> {
    let shift = |edit: &Edit| Edit { span: edit.span.shifted_back(span.start()), ..edit.clone() };
    let edits = found.iter().filter_map(|d| d.fix.as_ref()).flat_map(|fix| fix.edits.iter().map(shift));
    let edited = EditedText::new(text, edits);
    let file = SourceFile::new("", edited.text.clone());
    let broken = yaml::parse(&file).into_iter().find(|document| document.root.is_none())?;
    let mut diagnostic = edited.diagnostic(broken.diagnostics.into_iter().next()?);
    for label in &mut diagnostic.labels {
        label.span = label.span.shifted(span.start());
    }
    Some(diagnostic)
}

/// Full-width blanks before a key, an item or a whole line: each ideographic space replaced by `each`,
/// or all of them removed.
fn indentation(file: &SourceFile, span: Span, code: &str, each: Option<&str>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let mut start = span.start() as usize;
    for line in code.split_inclusive(['\n', '\r']) {
        let indent = line.len() - line.trim_start_matches(is_blank).len();
        let (blanks, rest) = (line.get(..indent).unwrap_or(""), line.get(indent..).unwrap_or(""));
        let word = rest.trim_start_matches(|c: char| c.is_ascii_alphanumeric() || c == '_');
        let dash = rest.strip_prefix('-').is_some_and(|rest| rest.starts_with(is_blank));
        let structure = dash || (word.len() < rest.len() && word.starts_with([':', COLON]));
        let wrong = structure || (line.starts_with(BLANKS) && !rest.trim_end().is_empty());
        if let (Some(at), true) = (blanks.find(BLANKS), wrong) {
            let narrow = if each.is_some() { " " } else { "" };
            let text = blanks.replace('\u{3000}', each.unwrap_or("")).replace('\u{a0}', narrow);
            found.push(finding(file, start + at, vec![edit(start..start + indent, text)]));
        }
        start += line.len();
    }
    found
}

/// Full-width blanks after the dash of an item.
pub(super) fn after_dashes(file: &SourceFile, span: Span, code: &str) -> Vec<Diagnostic> {
    let base = span.start() as usize;
    let dash = |(at, _): (usize, &str)| {
        let line_start = code.get(..at)?.trim_end_matches(is_blank);
        let rest = code.get(at + 1..)?;
        let blanks = rest.get(..rest.len() - rest.trim_start_matches(is_blank).len())?;
        let wrong = blanks.find(BLANKS)?;
        let begins = line_start.is_empty() || line_start.ends_with(['\n', '\r']);
        let place = base + at + 1..base + at + 1 + blanks.len();
        begins.then(|| finding(file, base + at + 1 + wrong, vec![edit(place, " ")]))
    };
    code.match_indices('-').filter_map(dash).collect()
}

/// Full-width commas after a closing quote or bracket, where only YAML's own can appear.
fn after_closing(file: &SourceFile, span: Span, code: &str) -> Vec<Diagnostic> {
    let base = span.start() as usize;
    let comma = |(at, comma): (usize, &str)| {
        let before = code.get(..at).unwrap_or("").trim_end_matches(is_blank);
        let rest = code.get(at + comma.len()..).unwrap_or("");
        let gap = rest.len() - rest.trim_start_matches(is_blank).len();
        // A key after it is looked at together with its colon.
        let word = rest.get(gap..).unwrap_or("").starts_with(|c: char| c.is_ascii_lowercase());
        let closes = before.ends_with(['"', '\'', ']', '}', '］', '｝', '”']) && !word;
        closes.then(|| finding(file, base + at, vec![edit(base + at..base + at + comma.len() + gap, ", ")]))
    };
    code.match_indices(COMMAS).filter_map(comma).collect()
}

/// Full-width brackets at the start of a value, each with the one that closes it.
fn brackets(file: &SourceFile, span: Span, code: &str) -> Vec<Diagnostic> {
    let base = span.start() as usize;
    let mut found = Vec::new();
    let mut open: Vec<Edit> = Vec::new();
    for (at, c) in code.char_indices() {
        let here = |text: &str| edit(base + at..base + at + c.len_utf8(), text);
        let value = || starts_value(code.get(..at).unwrap_or(""));
        match c {
            '｛' if value() => open.push(here("{")),
            '［' if value() => open.push(here("[")),
            '｝' | '］' => {
                let Some(opening) = open.pop() else { continue };
                let start = opening.span.start() as usize;
                let close = if opening.text == "{" { "}" } else { "]" };
                found.push(finding(file, start, vec![opening, here(close)]));
            }
            _ => {}
        }
    }
    found
}

/// The same text with everything inside quotes, comments and block scalars masked, byte for byte.
fn without_text(text: &str) -> String {
    let mut code = String::with_capacity(text.len());
    // Lines that are indented further than this belong to a block scalar.
    let mut block: Option<usize> = None;
    for line in text.split_inclusive(['\n', '\r']) {
        let rest = line.trim_start_matches(is_blank);
        let indent = line.chars().take_while(|c| is_blank(*c)).count();
        let blank = rest.trim_end().is_empty();
        if block.is_some_and(|least| indent > least || blank) {
            blot(&mut code, line);
            continue;
        }
        block = opens_block(rest).map(|dashes| indent + dashes);
        blot_line(&mut code, line);
    }
    code
}

/// The column of the key of a line's block scalar, counted from its first dash; `None` if the line does
/// not end with `|` or `>`.
fn opens_block(line: &str) -> Option<usize> {
    let bare = line.split(" #").next().unwrap_or(line).trim_end();
    let head = bare.trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, '+' | '-'));
    let opens = head.ends_with(['|', '>']) && head.get(..head.len() - 1).is_some_and(|h| h.ends_with(' '));
    opens.then(|| line.len() - line.trim_start_matches(['-', ' ']).len())
}

fn blot_line(code: &mut String, line: &str) {
    let mut at = 0;
    while let Some(c) = line.get(at..).and_then(|rest| rest.chars().next()) {
        let before = line.get(..at).unwrap_or("");
        let rest = line.get(at + c.len_utf8()..).unwrap_or("");
        if c == '#' && (before.is_empty() || before.ends_with(is_blank)) {
            return blot(code, line.get(at..).unwrap_or(""));
        }
        code.push(c);
        at += c.len_utf8();
        if matches!(c, '"' | '\'')
            && starts_value(before)
            && let Some(inside) = rest.find(c)
        {
            blot(code, rest.get(..inside).unwrap_or(""));
            code.push(c);
            at += inside + 1;
        }
    }
}

/// Whether a value may begin after this text.
fn starts_value(before: &str) -> bool {
    let trimmed = before.trim_end_matches(is_blank);
    let opens = [':', COLON, '-', '[', '{', ',', '［', '｛', '，', '、', '\n', '\r'];
    trimmed.is_empty() || trimmed.ends_with(opens)
}

/// Masks a text with letters that are not a key, keeping its line end.
fn blot(code: &mut String, text: &str) {
    let end = text.trim_end_matches(['\n', '\r']);
    code.extend(std::iter::repeat_n('X', end.len()));
    code.push_str(text.get(end.len()..).unwrap_or(""));
}
