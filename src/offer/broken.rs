//! A document that is not YAML: what people did, on its own line, and how the rest can be read all the same.

mod brackets;
mod cut;
mod lines;
mod marks;
mod outline;
mod strays;
mod values;

pub(crate) use cut::joined;
use lines::{TextLine, lines};

use super::MARKER;
use crate::text::diagnostic::{Diagnostic, Edit, EditedText, names};
use crate::text::message::{Message, count, msg};
use crate::text::source::{SourceFile, Span};
use crate::text::yaml::{self, Document};

/// The name behind which a part stands that cannot be read.
const DAMAGED: &str = "*damaged";

/// What is wrong with a document that is not YAML.
#[derive(Debug, Clone)]
pub(crate) struct Broken {
    /// The cause, at its place.
    pub(crate) diagnostic: Diagnostic,
    /// Edits after which the rest can be read; empty if nothing helps. They are no fix: what was meant
    /// is a guess. A part that cannot be read is replaced by an alias, which no reader follows.
    pub(crate) mend: Vec<Edit>,
}

/// One mistake, made once or in several lines.
struct Cause {
    message: Message,
    label: Message,
    help: Message,
    faults: Vec<Fault>,
}

/// One place of a mistake, and the edits after which it is none.
struct Fault {
    span: Span,
    edits: Vec<Edit>,
}

/// Looks for one kind of mistake in the lines of a document.
type Detector = fn(&[TextLine<'_>]) -> Option<Cause>;

/// Mistakes that a line shows by itself, in the order in which they are tried: the more telling first.
const TELLING: &[Detector] = &[
    strays::conflicts,
    strays::byte_order_marks,
    brackets::comment_inside,
    marks::pasted_rows,
    strays::misplaced_rows,
    strays::remarks,
    marks::bullets,
    marks::numbers,
    marks::dashes_without_blank,
    brackets::outdented,
    marks::rows_without_dash,
    brackets::commas_behind,
    values::placeholders,
    brackets::quote_open,
    brackets::commas_missing,
    brackets::swapped,
    brackets::text_behind,
    brackets::never_opened,
    brackets::doubled,
    brackets::never_closed,
    values::equals_signs,
    values::colons_without_blank,
    values::several_keys,
    values::parentheses,
    values::quotes_inside,
    values::special_beginnings,
    values::two_lines,
    values::second_colons,
    values::keys_without_colon,
];

/// Mistakes that are looked for where moving one line mends nothing.
const OTHERS: &[Detector] = &[marks::tabs, marks::at_the_dash, marks::uneven, strays::others];

/// The cause for which a document is not YAML. `None` if its bytes are not even text.
pub(crate) fn in_broken_yaml(file: &SourceFile, document: &Document<'_>) -> Option<Broken> {
    let diagnostic = document.diagnostics.first()?.clone();
    if file.unreadable().is_some() {
        return None;
    }
    let text = file.text().get(..document.span.end() as usize)?;
    let from = document.span.start() as usize;
    let stop = yaml::stops_at(text.get(from..)?).map(|at| from + at)?;
    let lines = lines(text, from);
    for (number, detect) in TELLING.iter().chain(OTHERS).enumerate() {
        if number == TELLING.len()
            && let Some(mended) = outline::mended(text, from, stop, &lines)
        {
            return Some(mended);
        }
        let Some(cause) = detect(&lines) else { continue };
        let all: Vec<Edit> = cause.faults.iter().flat_map(|fault| fault.edits.clone()).collect();
        if helps(text, from, stop, &all) {
            return Some(Broken { diagnostic: report(cause), mend: with_marker(&lines, all) });
        }
        // Of several places that look alike perhaps only the one where the reader stopped is wrong.
        let before = |fault: &Fault| fault.span.start() as usize <= stop + 1;
        if let Some(near) = cause.faults.into_iter().rfind(before)
            && helps(text, from, stop, &near.edits)
        {
            let edits = near.edits.clone();
            let again = detect(&lines)?;
            let diagnostic = report(Cause { faults: vec![near], ..again });
            return Some(Broken { diagnostic, mend: with_marker(&lines, edits) });
        }
    }
    let mend = damaged(text, from, stop, &lines).map(|edit| vec![edit]).unwrap_or_default();
    Some(Broken { diagnostic, mend })
}

/// Edits of the line with the marker are in doubt; without it nothing else would be read.
fn with_marker(lines: &[TextLine<'_>], mut edits: Vec<Edit>) -> Vec<Edit> {
    for line in lines.iter().filter(|line| line.text.starts_with(MARKER)) {
        let whole = line.span(0, line.text.len());
        let before = edits.len();
        edits.retain(|edit| !whole.contains(edit.span));
        if edits.len() < before {
            edits.push(Edit { span: whole, text: format!("{MARKER}: 1") });
        }
    }
    edits
}

fn report(cause: Cause) -> Diagnostic {
    let Some((first, others)) = cause.faults.split_first() else {
        return Diagnostic::new(names::INVALID_YAML, Span::default(), cause.message);
    };
    let message = match others.len() {
        0 => cause.message,
        more => {
            msg!("{mistake}; the same in {more}", mistake = cause.message, more = count!(more, "more line"))
        }
    };
    let mut diagnostic = Diagnostic::new(names::INVALID_YAML, first.span, message).label(cause.label);
    for other in others.iter().take(3) {
        diagnostic = diagnostic.also(other.span, msg!("and here"));
    }
    diagnostic.help(cause.help)
}

/// Whether the text from `from` on is YAML after these edits, or at least to behind the place where its
/// reader stopped.
fn helps(text: &str, from: usize, stop: usize, edits: &[Edit]) -> bool {
    let edited = EditedText::new(text, edits.iter().cloned());
    let Some(rest) = edited.text.get(from..) else { return false };
    let Some(next) = yaml::stops_at(rest) else { return true };
    let next = u32::try_from(from + next).unwrap_or(u32::MAX);
    let line_end = |at: usize| text.get(at..).and_then(|rest| rest.find('\n')).map_or(text.len(), |n| at + n);
    edited.back(Span::new(next, next)).start() as usize > line_end(stop)
}

/// The smallest part around the place where the reader stopped without which it would go on: an item of
/// a list, else a first-level key.
fn damaged(text: &str, from: usize, stop: usize, lines: &[TextLine<'_>]) -> Option<Edit> {
    let at = lines.partition_point(|line| line.at <= stop).saturating_sub(1);
    let previous = lines.get(..at)?.iter().rposition(|line| !line.bare().is_empty()).unwrap_or(at);
    let parts = [item(lines, at), item(lines, previous), block(lines, at), block(lines, previous)];
    parts.into_iter().flatten().find(|edit| helps(text, from, stop, std::slice::from_ref(edit)))
}

/// The item of a list that a line belongs to, as one that cannot be read.
fn item(lines: &[TextLine<'_>], at: usize) -> Option<Edit> {
    let inner = lines.get(at)?.indent;
    let begins = |line: &TextLine<'_>| line.text.trim_start().starts_with("- ");
    let is_start = |(n, line): (usize, &TextLine<'_>)| begins(line) && (n == at || line.indent < inner);
    let start = lines.get(..=at)?.iter().enumerate().rev().find(|(n, line)| is_start((*n, line)))?.0;
    let indent = lines.get(start)?.indent;
    let end = lines.iter().skip(start + 1).position(|line| !line.bare().is_empty() && line.indent <= indent);
    replaced(lines, start, end.map(|n| start + n + 1), &format!("{}- ", " ".repeat(indent)))
}

/// The first-level key that a line belongs to, with a value that cannot be read.
fn block(lines: &[TextLine<'_>], at: usize) -> Option<Edit> {
    let starts = |line: &TextLine<'_>| line.indent == 0 && lines::key(line.text).is_some();
    let start = lines.get(..=at)?.iter().rposition(starts)?;
    let end = lines.iter().skip(start + 1).position(starts).map(|n| start + n + 1);
    replaced(lines, start, end, &format!("{}: ", lines::key(lines.get(start)?.text)?))
}

/// The lines from `start` to before `end` as `head` and a value that cannot be read.
fn replaced(lines: &[TextLine<'_>], start: usize, end: Option<usize>, head: &str) -> Option<Edit> {
    let first = lines.get(start)?;
    let last = lines.get(end.unwrap_or(lines.len()).checked_sub(1)?)?;
    // The head stays as it is written where it can, so that only the value is replaced.
    let kept = if first.text.starts_with(head) { head.len() } else { 0 };
    let text = format!("{}{DAMAGED}", head.get(kept..).unwrap_or(""));
    let span = Span::from_range(first.at + kept..last.at + last.text.len());
    (kept > 0).then_some(Edit { span, text })
}
