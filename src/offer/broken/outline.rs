//! Lines that begin at the wrong column, and dashes that are missing or too many: of the ways to mend one
//! line, the one after which the most of the offer can be read.

use std::collections::BTreeSet;

use super::lines::{TextLine, key};
use super::{Broken, Fault, marks, report};
use crate::offer::fields::quote;
use crate::offer::read::{is_offer, read};
use crate::text::diagnostic::{Diagnostic, Edit, EditedText, names};
use crate::text::message::msg;
use crate::text::source::{SourceFile, Span};
use crate::text::yaml::{self, Node, Value};

/// How many lines before the place where the reader stopped may be the cause.
const LINES: usize = 10;

/// How long a document may be for its lines to be tried.
const BYTES: usize = 16 * 1024;

/// What is done to a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mending {
    /// It begins at another column.
    Moved,
    /// Its first dash is left out.
    Undashed,
    /// A dash is put before it.
    Dashed,
}

/// One way to mend a line.
#[derive(Debug)]
struct Way {
    line: usize,
    mending: Mending,
    edit: Edit,
    /// The column at which the line then begins.
    to: usize,
}

/// The line to be moved, or the dash to be put in or left out, if that makes all of the text YAML.
pub(super) fn mended(text: &str, from: usize, stop: usize, lines: &[TextLine<'_>]) -> Option<Broken> {
    if text.len() - from > BYTES {
        return None;
    }
    let at = lines.partition_point(|line| line.at <= stop).saturating_sub(1);
    let written = |n: &usize| lines.get(*n).is_some_and(|line| !line.code().trim().is_empty());
    let near: Vec<usize> = (0..=at + 1).rev().filter(written).take(LINES).collect();
    let begin = |line: &TextLine<'_>| [line.indent, line.content().0];
    let columns: BTreeSet<usize> =
        near.iter().filter_map(|n| lines.get(*n)).flat_map(begin).chain([0]).collect();
    // The dash of an item stands before its keys.
    let dashes = columns.iter().filter_map(|column| column.checked_sub(2));
    let columns: BTreeSet<usize> = columns.iter().copied().chain(dashes).collect();
    let mut best: Option<([usize; 5], Way)> = None;
    for (distance, number) in near.iter().enumerate() {
        let Some(line) = lines.get(*number) else { continue };
        for way in ways(line, *number, &columns) {
            let Some(left) = left(text, from, &way, line) else { continue };
            let alike = |other: &&TextLine<'_>| other.indent == way.to && dashed(other) == dashed(line);
            let rare = lines.len() - lines.iter().filter(alike).count();
            let score = [left, way.to % 2, line.indent.abs_diff(way.to), rare, distance];
            if best.as_ref().is_none_or(|(least, _)| score < *least) {
                best = Some((score, way));
            }
        }
    }
    let way = best?.1;
    Some(Broken { diagnostic: said(lines, &way)?, mend: vec![way.edit] })
}

/// Whether a line begins an item of a list.
fn dashed(line: &TextLine<'_>) -> bool {
    line.content().0 > line.indent
}

/// The ways to mend a line.
fn ways(line: &TextLine<'_>, number: usize, columns: &BTreeSet<usize>) -> Vec<Way> {
    let way = |mending, from, to, text: String, begins| {
        let edit = Edit { span: line.span(from, to), text };
        Way { line: number, mending, edit, to: begins }
    };
    let mut ways: Vec<Way> = columns
        .iter()
        // A tab counts as one character, but is no space.
        .filter(|to| {
            **to != line.indent || line.text.get(..line.indent).is_some_and(|lead| lead.contains('\t'))
        })
        .map(|to| way(Mending::Moved, 0, line.indent, " ".repeat(*to), *to))
        .collect();
    if dashed(line) {
        ways.push(way(Mending::Undashed, line.indent, line.indent + 2, String::new(), line.indent));
        ways.push(way(Mending::Undashed, line.indent, line.indent + 1, " ".to_owned(), line.indent + 2));
    } else {
        ways.push(way(Mending::Dashed, line.indent, line.indent, "- ".to_owned(), line.indent));
        if let Some(to) = line.indent.checked_sub(2) {
            ways.push(way(Mending::Dashed, to, line.indent, "- ".to_owned(), to));
        }
    }
    ways
}

/// How many mistakes are found in reading the text mended in this way; `None` if it is still not YAML, or
/// the mended line is a mistake or no line of its own.
fn left(text: &str, from: usize, way: &Way, line: &TextLine<'_>) -> Option<usize> {
    let edited = EditedText::new(text, [way.edit.clone()]);
    let file = SourceFile::new("", edited.text.get(from..)?);
    let documents = yaml::parse(&file);
    let [document] = documents.as_slice() else { return None };
    let root = document.root.as_ref().filter(|_| is_offer(document))?;
    let start = edited.text.get(from..)?.lines().take(way.line).map(|line| line.len() + 1).sum::<usize>();
    let end = start + line.text.len() + way.edit.text.len();
    let own = |span: Span| (start..end).contains(&(span.start() as usize));
    if !begins(root, &own) {
        return None;
    }
    const SHAPES: [&str; 3] = [names::UNKNOWN_KEY, names::WRONG_TYPE, names::DUPLICATE_KEY];
    let found: Vec<Diagnostic> =
        document.diagnostics.iter().cloned().chain(read(&file, document).1).collect();
    let wrong = found.iter().any(|found| SHAPES.contains(&found.rule) && own(found.span()));
    (!wrong).then_some(found.len())
}

/// Whether a key or an item begins at such a place.
fn begins(node: &Node<'_>, own: &dyn Fn(Span) -> bool) -> bool {
    match &node.value {
        Value::Mapping(entries) => {
            entries.iter().any(|entry| own(entry.key.span) || begins(&entry.value, own))
        }
        Value::Sequence(items) => items.iter().any(|item| own(item.span) || begins(item, own)),
        Value::Scalar(_) | Value::Alias => false,
    }
}

/// What was done, in words.
fn said(lines: &[TextLine<'_>], way: &Way) -> Option<Diagnostic> {
    let line = lines.get(way.line)?;
    let (at, content) = line.content();
    let name = key(content).or_else(|| line.pair().map(|pair| pair.0));
    let (start, begins) = match name {
        Some(name) => (at, name),
        None if at > line.indent => (line.indent, "- "),
        None => (at, content.get(..content.chars().next()?.len_utf8())?),
    };
    let span = line.span(start, start + begins.trim_end().len());
    if let Some(tab) = line.text.get(..line.indent)?.find('\t') {
        let span = line.span(tab, tab + 1);
        return Some(report(marks::tab_cause(vec![Fault { span, edits: Vec::new() }])));
    }
    let diagnostic = |message| Diagnostic::new(names::INVALID_YAML, span, message);
    Some(match way.mending {
        Mending::Undashed => {
            let rest = line.text.get(line.indent..)?.strip_prefix("- ")?;
            diagnostic(msg!("a dash before `{begins}`, which begins no item of a list", begins))
                .label(msg!("belongs to the keys above"))
                .help(msg!("write {rest} without the dash", rest = quote(rest)))
        }
        Mending::Dashed => {
            diagnostic(msg!("no dash before `{begins}`, which begins an item of a list", begins))
                .label(msg!("an item of its own"))
                .help(msg!("write {item}", item = quote(&format!("- {}", line.bare()))))
        }
        Mending::Moved => {
            let to = way.to + start - line.indent;
            let (other, above) = beside(lines, way.line, to)?;
            let label = msg!("not in line");
            if way.to == 0 {
                let help = msg!("delete the spaces before `{begins}`", begins);
                let message = msg!("`{begins}` does not begin at the start of its line", begins);
                return Some(diagnostic(message).label(label).help(help));
            }
            let dash = lines.get(..way.line)?.iter().rev().find(|line| line.content().0 == to);
            if above && dash.is_some_and(|dash| dashed(dash) && dash.indent == line.indent) {
                return Some(report(marks::below_dash(
                    begins,
                    &other,
                    vec![Fault { span, edits: Vec::new() }],
                )));
            }
            let message = match above {
                true => msg!("`{name}` does not begin below `{first}`", name = begins, first = other),
                false => msg!("`{name}` does not begin above `{other}`", name = begins, other),
            };
            let help = match above {
                true => msg!(
                    "give `{name}` as many spaces as it takes to begin exactly below `{first}`",
                    name = begins,
                    first = other
                ),
                false => msg!(
                    "give `{name}` as many spaces as it takes to begin exactly above `{other}`",
                    name = begins,
                    other
                ),
            };
            diagnostic(message).label(label).help(help)
        }
    })
}

/// What begins at a column in the nearest line above a line, or else below it, with whether it is above.
fn beside(lines: &[TextLine<'_>], number: usize, column: usize) -> Option<(String, bool)> {
    let named = |line: &TextLine<'_>| {
        let (at, content) = line.content();
        let name = key(content).or_else(|| line.pair().map(|pair| pair.0));
        let own = name.filter(|_| at == column).map(str::to_owned);
        own.or_else(|| (line.indent == column && at > column).then(|| "- ".to_owned()))
    };
    let above = lines.get(..number)?.iter().rev().find_map(|line| Some((named(line)?, true)));
    let below = || lines.get(number + 1..)?.iter().find_map(|line| Some((named(line)?, false)));
    above.or_else(below).or_else(|| Some((String::new(), true)))
}
