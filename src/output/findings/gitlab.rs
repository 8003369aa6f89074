//! `check --format gitlab`: the list of issues that GitLab's code quality widget reads, in the
//! shape of Code Climate.

use std::io::{self, Write};

use serde::Serialize;

use super::{Origin, Report};
use crate::lint::{Fingerprint, fingerprints};
use crate::output::escape;
use crate::text::diagnostic::{Diagnostic, Severity};
use crate::text::message::Message;
use crate::text::source::SourceFile;

#[derive(Serialize)]
struct Issue<'a> {
    r#type: &'static str,
    check_name: &'static str,
    description: &'a Message,
    content: Body,
    categories: [&'static str; 1],
    severity: &'static str,
    fingerprint: String,
    location: Location,
}

#[derive(Serialize)]
struct Body {
    body: String,
}

#[derive(Serialize)]
struct Location {
    path: String,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: u32,
    end: u32,
}

/// Writes one issue for each finding, an empty list if there is none.
///
/// # Errors
/// When `out` cannot be written to.
pub fn write(report: &Report, origin: &Origin, out: &mut dyn Write) -> io::Result<()> {
    let mut issues = Vec::new();
    for file in &report.files {
        let marks = fingerprints(&file.source, &file.report);
        let findings = file.report.diagnostics.iter().zip(marks);
        issues.extend(findings.map(|(finding, mark)| issue(&file.source, finding, mark, origin)));
    }
    escape::json(&issues, out)
}

fn issue<'a>(file: &SourceFile, finding: &'a Diagnostic, mark: Fingerprint, origin: &Origin) -> Issue<'a> {
    let span = finding.span();
    let lines = Lines { begin: file.position(span.start()).line, end: file.position(span.end()).line };
    Issue {
        r#type: "issue",
        check_name: finding.rule,
        description: &finding.message,
        content: Body {
            body: finding.help.iter().chain(&finding.notes).map(|l| format!("- {l}\n")).collect(),
        },
        categories: ["Bug Risk"],
        severity: match finding.severity {
            Severity::Error => "critical",
            Severity::Warning => "minor",
            Severity::Info => "info",
        },
        fingerprint: mark.to_string(),
        location: Location { path: origin.path(file.path()), lines },
    }
}
