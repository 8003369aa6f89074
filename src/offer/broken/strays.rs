//! Lines that are no part of an offer: remarks, marks of git and of Markdown, rows in the wrong place.

use super::lines::TextLine;
use super::{Cause, Fault};
use crate::offer::fields::quote;
use crate::offer::rows;
use crate::text::diagnostic::Edit;
use crate::text::message::{Message, msg};
use crate::text::source::Span;

/// `<<<<<<< HEAD`: two versions of which one is to be kept. The first is read.
pub(super) fn conflicts(lines: &[TextLine<'_>]) -> Option<Cause> {
    let begins = |mark: &'static str| move |line: &TextLine<'_>| line.text.starts_with(mark);
    let mut faults = Vec::new();
    for (at, line) in lines.iter().enumerate().filter(|(_, line)| begins("<<<<<<<")(line)) {
        let rest = || lines.iter().skip(at);
        let mark = line.span(0, line.text.len());
        let mut edits = vec![Edit { span: mark, text: String::new() }];
        let middle = rest().find(|line| begins("|||||||")(line) || begins("=======")(line));
        if let (Some(middle), Some(last)) = (middle, rest().find(|line| begins(">>>>>>>")(line))) {
            let span = Span::from_range(middle.at..last.at + last.text.len());
            edits.push(Edit { span, text: String::new() });
        }
        faults.push(Fault { span: mark, edits });
    }
    (!faults.is_empty()).then(|| Cause {
        message: msg!("a conflict that git left to be resolved"),
        label: msg!("two versions begin here"),
        help: msg!("keep one of the two versions, and delete the lines `<<<<<<<`, `=======` and `>>>>>>>`"),
        faults,
    })
}

/// A byte order mark that came along with a text.
pub(super) fn byte_order_marks(lines: &[TextLine<'_>]) -> Option<Cause> {
    let mark = |line: &TextLine<'_>| {
        let at = line.text.find('\u{feff}').filter(|at| line.at + at > 0)?;
        let span = line.span(at, at + '\u{feff}'.len_utf8());
        Some(Fault { span, edits: vec![Edit { span, text: String::new() }] })
    };
    let faults: Vec<Fault> = lines.iter().filter_map(mark).collect();
    (!faults.is_empty()).then(|| Cause {
        message: msg!("an invisible byte order mark inside the text"),
        label: msg!("U+FEFF"),
        help: msg!("delete what stands before the first letter of the line, and type it again"),
        faults,
    })
}

/// The lines that go on with nothing: no key, no item, and not further to the right than the line above.
fn strays<'l, 't>(lines: &'l [TextLine<'t>]) -> impl Iterator<Item = &'l TextLine<'t>> {
    let mut open = 0_usize;
    let mut above = 0;
    lines.iter().filter(move |line| {
        let (at, content) = line.content();
        let inside = open > 0;
        open = open.saturating_sub(usize::from(line.scan.closed.is_some())) + line.scan.open.len();
        if content.is_empty() || inside {
            return false;
        }
        let is_key = content.ends_with(':') || content.contains(": ") || content.contains(":\t");
        let is_part =
            is_key || at > line.indent || line.text.starts_with("---") || line.text.starts_with("...");
        let is_fence = content.starts_with("```");
        let goes_on =
            !is_fence && line.indent > above || content.starts_with(['}', ']', '{', '[', '"', '\'']);
        if is_part {
            above = line.indent;
        }
        !(is_part || goes_on)
    })
}

/// One mistake at these lines, which are read as if they were not there.
fn cause(found: Vec<&TextLine<'_>>, message: Message, label: Message, help: Message) -> Cause {
    let fault = |line: &TextLine<'_>| {
        let span = line.span(line.indent, line.text.trim_end().len());
        Fault { span, edits: vec![Edit { span: line.span(0, line.text.len()), text: String::new() }] }
    };
    Cause { message, label, help, faults: found.into_iter().map(fault).collect() }
}

/// A row of a date and an amount where no installments are.
pub(super) fn misplaced_rows(lines: &[TextLine<'_>]) -> Option<Cause> {
    let row = |line: &TextLine<'_>| rows::in_line(line.bare());
    let found: Vec<&TextLine<'_>> = lines.iter().filter(|line| row(line).is_some()).collect();
    let row = format!("- {}", row(found.first()?)?);
    let help = msg!("put it below `installments:`, as {row}", row = quote(&row));
    Some(cause(
        found,
        msg!("a row of a spreadsheet outside the installments"),
        msg!("a date and an amount"),
        help,
    ))
}

/// `// agreed`, `; agreed`: remarks as other languages have them.
pub(super) fn remarks(lines: &[TextLine<'_>]) -> Option<Cause> {
    const MARKS: [&str; 6] = ["//", "--", ";", "/*", "<!--", "REM "];
    let mark = |line: &TextLine<'_>| MARKS.into_iter().find(|mark| line.bare().starts_with(mark));
    let found: Vec<&TextLine<'_>> = strays(lines).filter(|line| mark(line).is_some()).collect();
    let first = found.first()?;
    let mark = mark(first)?;
    let text = first.bare().strip_prefix(mark)?.trim_end_matches("*/").trim_end_matches("-->").trim();
    let comment = format!("# {text}");
    let message = msg!("`{mark}` does not begin a comment", mark = mark.trim_end());
    Some(cause(
        found,
        message,
        msg!("no comment in YAML"),
        msg!("write {comment}", comment = quote(&comment)),
    ))
}

/// A line that is neither `key: value` nor an item of a list.
pub(super) fn others(lines: &[TextLine<'_>]) -> Option<Cause> {
    let found: Vec<&TextLine<'_>> = strays(lines).collect();
    let first = found.first()?;
    let comment = format!("# {}", first.bare());
    let help = match first.bare().starts_with(|c: char| c.is_alphanumeric()) {
        true => msg!("delete it, or write {comment} if it is a remark", comment = quote(&comment)),
        false => msg!("delete the line"),
    };
    Some(cause(
        found,
        msg!("a line that is neither `key: value` nor an item of a list"),
        msg!("belongs to nothing"),
        help,
    ))
}
