//! `check --format markdown`: a summary for a pull request or a job page: the counts, a table of the
//! findings with links, and a collapsible source excerpt for each.

use std::fmt::Write as _;
use std::io::{self, Write};

use super::human::{self, Style, remarks};
use super::{Origin, Report};
use crate::output::escape;
use crate::text::diagnostic::Diagnostic;
use crate::text::sanitize::marked_line;
use crate::text::source::SourceFile;

/// How many rows the table has at most: a comment on GitHub takes 65,536 characters.
const ROWS: usize = 100;
/// How many findings are shown with their source excerpt.
const PICTURES: usize = 20;

/// Writes the summary, most severe findings first.
///
/// # Errors
/// When `out` cannot be written to.
pub fn write(report: &Report, origin: &Origin, out: &mut dyn Write) -> io::Result<()> {
    let findings = report.worst_first();
    writeln!(out, "### paysched: {}\n", report.summary.headline())?;
    if !findings.is_empty() {
        out.write_all(table(&findings, origin).as_bytes())?;
        out.write_all(details(&findings)?.as_bytes())?;
    }
    let day = format!("As of {}", report.as_of);
    writeln!(out, "{}", [vec![day], remarks(&report.summary)].concat().join(", "))
}

fn table(findings: &[(&SourceFile, &Diagnostic)], origin: &Origin) -> String {
    let mut table = String::from("| | where | finding |\n| --- | --- | --- |\n");
    for (file, finding) in findings.iter().take(ROWS) {
        let place = file.position(finding.span().start());
        let label = format!("{}:{}:{}", file.path(), place.line, place.column);
        let label = escape::markdown(&label);
        let link = origin.link(file.path(), place.line);
        let (severity, rule) = (finding.severity.word(), finding.rule);
        let _ = writeln!(
            table,
            "| {severity} | [{label}]({link}) | {} `{rule}` |",
            prose(&finding.message.to_string())
        );
    }
    if let Some(more) = findings.len().checked_sub(ROWS).filter(|more| *more > 0) {
        let _ = writeln!(table, "| | | and {more} more |");
    }
    table.push('\n');
    table
}

fn details(findings: &[(&SourceFile, &Diagnostic)]) -> io::Result<String> {
    let shown = findings.len().min(PICTURES);
    let what = if shown < findings.len() { format!("The first {shown}") } else { "Each".to_owned() };
    let mut pictures = Vec::new();
    for (file, finding) in findings.iter().take(PICTURES) {
        let one = std::slice::from_ref(*finding);
        human::write_findings(file, one, Style { color: false, columns: None }, &mut pictures)?;
    }
    let pictures = String::from_utf8_lossy(&pictures);
    let fence = escape::fence(&pictures);
    let pictures = pictures.trim_end();
    Ok(format!(
        "<details>\n<summary>{what} with its lines</summary>\n\n{fence}text\n{pictures}\n{fence}\n\n</details>\n\n"
    ))
}

/// A message for a cell: text in backticks as code, the rest as plain text.
fn prose(message: &str) -> String {
    let message = marked_line(message);
    if message.matches('`').count() % 2 == 1 {
        return escape::markdown(&message).into_owned();
    }
    let parts = message.split('`').enumerate();
    parts
        .map(|(at, part)| match (at % 2, part) {
            (1, "") => "\\`\\`".to_owned(),
            // In a table, a bar ends a cell even within code.
            (1, code) => format!("`{}`", code.replace('|', "\\|")),
            _ => escape::markdown(part).into_owned(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_leaves_its_cell() {
        assert_eq!(prose("`a|b` is | no <b>"), "`a\\|b` is \\| no &lt;b>".replace("b>", "b\\>"));
        assert_eq!(prose("`a`b` c"), "\\`a\\`b\\` c");
        assert_eq!(prose("`` is empty\nx"), "\\`\\` is empty x");
    }
}
