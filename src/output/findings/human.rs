//! The report for people: each finding with an annotated source excerpt, and a closing line.

mod picture;

pub use picture::{Picture, Style};

use std::fmt::Write as _;
use std::io::{self, Write};

use super::{Report, Summary, count};
use crate::lint::Unjudged;
use crate::text::diagnostic::{Diagnostic, Label, Severity};
use crate::text::message::msg;
use crate::text::sanitize::marked_line;
use crate::workspace::config::ConfigError;

/// Writes every finding with its source excerpt, and the closing line.
///
/// # Errors
/// When `out` cannot be written to.
pub fn write(report: &Report, style: Style, out: &mut dyn Write) -> io::Result<()> {
    for file in &report.files {
        let picture = Picture::new(&file.source, style);
        for finding in &file.report.diagnostics {
            out.write_all(finding_text(&picture, finding).as_bytes())?;
        }
    }
    writeln!(out, "{}", closing_line(&report.summary))
}

/// Writes the findings of one file without a closing line.
///
/// # Errors
/// When `out` cannot be written to.
pub fn write_findings(
    source: &crate::text::source::SourceFile,
    findings: &[Diagnostic],
    style: Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    let picture = Picture::new(source, style);
    findings.iter().try_for_each(|finding| out.write_all(finding_text(&picture, finding).as_bytes()))
}

/// Writes every mistake of a configuration with its source excerpt.
///
/// # Errors
/// When `out` cannot be written to.
pub fn write_config_error(error: &ConfigError, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let picture = Picture::new(&error.file, style);
    for mistake in &error.mistakes {
        let labels = [Label { span: mistake.span, message: msg!("{text}", text = &mistake.label) }];
        let mut text =
            format!("{}: {}\n", style.severity("error", Severity::Error), style.bold(&mistake.message));
        text.push_str(&picture.draw(&labels, Severity::Error));
        if let Some(help) = &mistake.help {
            // Writing to a String cannot fail.
            let _ = writeln!(text, "  {}: {help}", style.dim("help"));
        }
        out.write_all(text.as_bytes())?;
    }
    Ok(())
}

fn finding_text(picture: &Picture<'_>, finding: &Diagnostic) -> String {
    let style = picture.style();
    let word = format!("{}[{}]", finding.severity.word(), finding.rule);
    let mut text = format!(
        "{}: {}\n",
        style.severity(&word, finding.severity),
        style.bold(&finding.message.to_string())
    );
    text.push_str(&picture.draw(&finding.labels, finding.severity));
    for help in &finding.help {
        let _ = writeln!(text, "  {}: {}", style.dim("help"), marked_line(&help.to_string()));
    }
    for note in &finding.notes {
        let _ = writeln!(text, "  {}: {}", style.dim("note"), marked_line(&note.to_string()));
    }
    text.push('\n');
    text
}

/// `3 errors, 1 warning in 2 of 14 offers; 1 fixable with --fix`.
pub fn closing_line(summary: &Summary) -> String {
    let remarks = remarks(summary).join(", ");
    let headline = summary.headline();
    if remarks.is_empty() { headline } else { format!("{headline}; {remarks}") }
}

/// Further remarks about a check.
pub(super) fn remarks(summary: &Summary) -> Vec<String> {
    let mut remarks = Vec::new();
    if summary.fixed > 0 {
        remarks.push(format!("{} fixed", summary.fixed));
    }
    if summary.safely_fixable > 0 {
        remarks.push(format!("{} fixable with --fix", summary.safely_fixable));
    }
    let unsafely = summary.fixable - summary.safely_fixable;
    if unsafely > 0 {
        remarks.push(format!("{unsafely} with --fix --unsafe-fixes"));
    }
    if summary.suppressed > 0 {
        remarks.push(format!("{} allowed by comments", summary.suppressed));
    }
    if summary.in_baseline > 0 {
        remarks.push(format!("{} known to the baseline", summary.in_baseline));
    }
    if summary.passed_over > 0 {
        remarks.push(format!("{} without an offer passed over", count(summary.passed_over, "file")));
    }
    if summary.not_ready > 0 {
        remarks.push(format!("{} not ready for release (check --ready says why)", summary.not_ready));
    }
    let Unjudged { product_type, billing, rest, placeholders, schedule } = summary.unjudged;
    let unjudged = [
        (product_type, "of unknown product type"),
        (billing, "with buyers of unknown billing"),
        (rest, "of which only changes are there"),
        (placeholders, "with placeholders to be filled in"),
        (schedule, "without a payment schedule"),
    ];
    let unjudged: Vec<String> = unjudged
        .iter()
        .filter(|(offers, _)| *offers > 0)
        .map(|(offers, what)| format!("{offers} {what}"))
        .collect();
    if !unjudged.is_empty() {
        remarks.push(format!("not judged in full: {}", unjudged.join(", ")));
    }
    remarks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_closing_line_counts_what_matters() {
        let summary = Summary {
            files: 14,
            offers: 14,
            offers_with_findings: 2,
            errors: 3,
            warnings: 1,
            fixable: 1,
            safely_fixable: 1,
            ..Summary::default()
        };
        assert_eq!(closing_line(&summary), "3 errors, 1 warning in 2 of 14 offers; 1 fixable with --fix");
        let clean = Summary { files: 1, offers: 1, ..Summary::default() };
        assert_eq!(closing_line(&clean), "1 offer checked, all clean");
        let drafts = Summary { files: 40, offers: 40, not_ready: 3, ..Summary::default() };
        assert_eq!(
            closing_line(&drafts),
            "40 offers checked, all clean; 3 not ready for release (check --ready says why)"
        );
        let unreadable = Summary { files: 2, offers: 1, errors: 1, ..Summary::default() };
        assert_eq!(closing_line(&unreadable), "1 error, none in 1 offer");
    }
}
