//! A text as written, cut into lines that can be re-indented without changing its meaning.

use std::borrow::Cow;

use super::parts::is_blank;
use super::{after, line_text, rest};
use crate::text::source::{SourceFile, Span};
use crate::text::yaml::{Node, Scalar};

/// A text.
#[derive(Debug)]
pub(super) enum Text<'s> {
    /// On one line.
    Line(Cow<'s, str>),
    /// On several lines, without their leading blanks, which mean nothing.
    Lines(Vec<&'s str>),
    /// A block scalar.
    Block(Block<'s>),
}

/// A block scalar.
#[derive(Debug)]
pub(super) struct Block<'s> {
    /// `|` or `>` with its indicators.
    pub header: &'s str,
    /// How much deeper than the keys or dashes around it its lines are written.
    pub deeper: usize,
    /// Its lines without their indentation.
    pub lines: Vec<&'s str>,
    /// Whether empty lines after it belong to it.
    pub keep: bool,
}

/// A text that is not a block scalar. In brackets a plain one is put on one line.
pub(super) fn text<'s>(file: &'s SourceFile, node: &Node<'_>, scalar: &Scalar<'_>, flow: bool) -> Text<'s> {
    let raw = file.slice(node.span);
    if !raw.contains('\n') {
        return Text::Line(raw.into());
    }
    if scalar.plain && flow && !raw.split('\n').any(is_blank) {
        return Text::Line(folded(raw).into());
    }
    Text::Lines(lines(raw))
}

/// A plain text of several lines on one, as YAML reads it.
pub(super) fn folded(raw: &str) -> String {
    let lines: Vec<&str> = raw.split('\n').map(|line| line.trim_matches([' ', '\t'])).collect();
    lines.join(" ")
}

/// The lines of a text without the surrounding blanks that YAML drops; only spaces and tabs are such,
/// and after a backslash in double quotes they are not.
pub(super) fn lines(raw: &str) -> Vec<&str> {
    let mut lines = Vec::new();
    for line in raw.split('\n') {
        let line = if lines.is_empty() { line } else { line.trim_start_matches([' ', '\t']) };
        let kept = line.trim_end_matches([' ', '\t']);
        lines.push(if kept.ends_with('\\') { line } else { kept });
    }
    lines
}

/// The offset of the first of `wanted` between two offsets, outside of comments.
pub(super) fn find(file: &SourceFile, from: u32, to: u32, wanted: &[char]) -> Option<u32> {
    let mut at = from;
    for line in file.slice(Span::new(from, to)).split_inclusive('\n') {
        let opens = |at: &usize| line.get(..*at).is_some_and(|t| t.is_empty() || t.ends_with([' ', '\t']));
        let comment = line.match_indices('#').map(|(at, _)| at).find(opens);
        let code = line.get(..comment.unwrap_or(line.len())).unwrap_or(line);
        if let Some(found) = code.find(wanted) {
            return Some(after(at, found));
        }
        at = after(at, line.len());
    }
    None
}

/// Where the header of a block scalar is; none for a text of another kind. `from` is the end of its key
/// or dash. The span of a block scalar is its content, after its header; without content it may be the
/// header itself.
pub(super) fn header(file: &SourceFile, node: &Node<'_>, scalar: &Scalar<'_>, from: u32) -> Option<u32> {
    if scalar.plain {
        return None;
    }
    let before = find(file, from, node.span.start(), &['|', '>']);
    let itself = file.slice(node.span).starts_with(['|', '>']).then_some(node.span.start());
    before.or(itself)
}

/// The block scalar with its header at `header`, in a collection whose keys or dashes have the
/// column `column`, and the offset at which its last line ends.
pub(super) fn block<'s>(
    file: &'s SourceFile,
    node: &Node<'_>,
    header: u32,
    column: usize,
) -> (Block<'s>, u32) {
    let index = file.lines();
    let first = index.line_of(header) + 1;
    let content = (!node.span.is_empty() && node.span.start() > header).then_some(node.span.end());
    let next = content.map_or(first, |end| index.line_of(end.saturating_sub(1)) + 1);
    let header = rest(file, header).split([' ', '\t', '\n']).next().unwrap_or("");
    let keep = header.contains('+');
    let digit = header.chars().find_map(|c| c.to_digit(10)).and_then(|d| usize::try_from(d).ok());
    let found = (first..next).map(|line| line_text(file, line)).find(|line| !is_blank(line));
    let found = found.map(|line| line.len() - line.trim_start_matches(' ').len());
    let indent = digit.map_or(found.unwrap_or(usize::MAX), |digit| column + digit);
    // Empty lines at the end are content if they are kept, or longer than the indentation.
    let is_written = |line: usize| !rest(file, index.start_of(line)).is_empty();
    let end = (next..index.count())
        .take_while(|line| is_written(*line) && is_blank(line_text(file, *line)))
        .filter(|line| keep || line_text(file, *line).len() > indent)
        .last()
        .map_or(next, |line| line + 1);
    let lines = (first..end).map(|line| line_text(file, line).get(indent..).unwrap_or("")).collect();
    let last = end.saturating_sub(1);
    let stop = after(index.start_of(last), line_text(file, last).len());
    (Block { header, deeper: digit.unwrap_or(2), lines, keep }, stop)
}
