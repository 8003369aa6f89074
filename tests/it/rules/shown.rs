//! What the cases of `tests/rules/` show after each example that fails: every word of its findings.

use std::fmt::Write as _;

use paysched::internals::text::diagnostic::Diagnostic;
use paysched::internals::text::source::{SourceFile, Span};

/// The findings of a text: message, labels, help, notes and fix. Lines are those of the completed
/// offer.
pub(super) fn findings(text: &str, found: &[Diagnostic]) -> String {
    let file = SourceFile::new("offer.yaml", text);
    let mut shown = String::new();
    for finding in found {
        writeln!(shown, "{}[{}]: {}", finding.severity.word(), finding.rule, finding.message).unwrap();
        for label in &finding.labels {
            writeln!(shown, "  {} {}", place(&file, label.span), label.message).unwrap();
        }
        for help in &finding.help {
            writeln!(shown, "  help: {help}").unwrap();
        }
        for note in &finding.notes {
            writeln!(shown, "  note: {note}").unwrap();
        }
        if let Some(fix) = &finding.fix {
            writeln!(shown, "  {} fix: {}", fix.applicability.word(), fix.title).unwrap();
            for edit in &fix.edits {
                writeln!(shown, "    {} → {}", place(&file, edit.span), quoted(&edit.text)).unwrap();
            }
        }
    }
    shown
}

/// Line and column, with the text that stands there.
fn place(file: &SourceFile, span: Span) -> String {
    let from = file.position(span.start());
    format!("{}:{} {}", from.line, from.column, quoted(file.slice(span)))
}

/// A text on one line, its middle left out where it is long.
fn quoted(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let part = |chars: &[char]| format!("{:?}", chars.iter().collect::<String>());
    match chars.as_slice() {
        [start @ .., _, _, _] if chars.len() > 80 => {
            format!("{} … {}", part(&start[..40]), part(&chars[chars.len() - 30..]))
        }
        chars => part(chars),
    }
}

/// The page with what each example shows: `shown` has the line of the example's closing fence,
/// and the text that follows it.
pub(super) fn refreshed(page: &str, shown: &[(usize, String)]) -> String {
    let mut fresh = String::new();
    let mut lines = page.lines().enumerate().peekable();
    while let Some((number, line)) = lines.next() {
        writeln!(fresh, "{line}").unwrap();
        let Some((_, text)) = shown.iter().find(|(end, _)| *end == number) else { continue };
        write!(fresh, "```text\n{text}```\n").unwrap();
        if lines.next_if(|(_, line)| *line == "```text").is_some() {
            lines.by_ref().find(|(_, line)| *line == "```").unwrap();
        }
    }
    fresh
}
