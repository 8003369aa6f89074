//! `check --format github`: workflow commands, which GitHub shows as annotations beside the lines.

use std::io::{self, Write};

use super::{Origin, Report, Summary};
use crate::text::diagnostic::{Diagnostic, Severity};
use crate::text::sanitize::{marked, marked_line};
use crate::text::source::SourceFile;

/// How many annotations of one kind GitHub shows for a step; the others are only in its log.
const SHOWN: usize = 10;

/// Writes one command for each finding, errors first, and a notice with the counts. If there are no
/// findings, a plain line says so.
///
/// # Errors
/// When `out` cannot be written to.
pub fn write(report: &Report, origin: &Origin, out: &mut dyn Write) -> io::Result<()> {
    let findings = report.worst_first();
    for (file, finding) in &findings {
        writeln!(out, "{}", command(file, finding, origin))?;
    }
    let headline = report.summary.headline();
    if findings.is_empty() {
        return writeln!(out, "{headline}");
    }
    writeln!(out, "::notice title=paysched::{}", data(&(headline + &unseen(&report.summary))))
}

/// What is not visible, if GitHub leaves annotations out.
fn unseen(summary: &Summary) -> String {
    // The notice counts among the annotations that GitHub shows.
    let most = summary.errors.max(summary.warnings).max(summary.infos + 1);
    if most <= SHOWN {
        return String::new();
    }
    format!("; GitHub shows {SHOWN} annotations of a kind for a step, and the log of the step has all")
}

fn command(file: &SourceFile, finding: &Diagnostic, origin: &Origin) -> String {
    let word = match finding.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "notice",
    };
    let span = finding.span();
    let (from, to) = (file.position(span.start()), file.position(span.end()));
    let mut place = format!("line={},endLine={}", from.line, to.line);
    // Columns are valid only on one line.
    if from.line == to.line {
        place.push_str(&format!(",col={},endColumn={}", from.column, to.column));
    }
    let path = property(&marked(&origin.path(file.path())));
    format!("::{word} file={path},{place},title={}::{}", property(finding.rule), data(&text(finding)))
}

fn text(finding: &Diagnostic) -> String {
    let mut text = marked_line(&finding.message.to_string()).into_owned();
    let help = finding.help.iter().map(|help| ("help", help));
    for (word, line) in help.chain(finding.notes.iter().map(|note| ("note", note))) {
        text.push_str(&format!("\n{word}: {}", marked_line(&line.to_string())));
    }
    text
}

/// Escapes characters that would end a command.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// Escapes characters that would end a command or one of its properties.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_text_ends_a_command() {
        assert_eq!(data("100% a\r\n::error::b"), "100%25 a%0D%0A::error::b");
        assert_eq!(property("a,b:c%\n"), "a%2Cb%3Ac%25%0A");
    }

    #[test]
    fn the_notice_says_when_annotations_are_left_out() {
        assert_eq!(unseen(&Summary { errors: 10, infos: 9, ..Summary::default() }), "");
        assert!(unseen(&Summary { infos: 10, ..Summary::default() }).contains("shows 10"));
    }
}
