//! `check --format json`: one object, of the same shape with or without findings.

use std::io::{self, Write};

use serde::Serialize;

use super::Report;
use crate::lint::rules;
use crate::output::escape;
use crate::text::diagnostic::Diagnostic;
use crate::text::message::Message;
use crate::text::source::{LineColumn, SourceFile};

#[derive(Serialize)]
struct ReportObject<'a> {
    version: u8,
    tool: JsonTool,
    as_of: String,
    summary: Counts,
    diagnostics: Vec<JsonFinding<'a>>,
}

#[derive(Serialize)]
struct JsonTool {
    name: &'static str,
    version: &'static str,
}

#[derive(Serialize)]
struct Counts {
    files: usize,
    offers: usize,
    passed_over: usize,
    errors: usize,
    warnings: usize,
    infos: usize,
    suppressed: usize,
    fixable: usize,
}

#[derive(Serialize)]
struct JsonFinding<'a> {
    rule: &'a str,
    severity: &'static str,
    message: &'a Message,
    path: &'a str,
    document: usize,
    pointer: &'a str,
    labels: Vec<JsonPosition<'a>>,
    help: &'a [Message],
    notes: &'a [Message],
    marketplace_codes: &'static [&'static str],
    reference: &'static str,
    fix: Option<JsonEdit<'a>>,
}

#[derive(Serialize)]
struct JsonPosition<'a> {
    primary: bool,
    message: &'a Message,
    start: u32,
    end: u32,
    from: Position,
    to: Position,
}

#[derive(Serialize)]
struct Position {
    line: u32,
    column: u32,
}

#[derive(Serialize)]
struct JsonEdit<'a> {
    applicability: &'static str,
    title: &'a Message,
    edits: Vec<TextEdit<'a>>,
}

#[derive(Serialize)]
struct TextEdit<'a> {
    start: u32,
    end: u32,
    text: &'a str,
}

impl From<LineColumn> for Position {
    fn from(place: LineColumn) -> Self {
        Self { line: place.line, column: place.column }
    }
}

/// Writes the report, version 1 of the format, with a line break at its end.
///
/// # Errors
/// When `out` cannot be written to.
pub fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let findings = report
        .files
        .iter()
        .flat_map(|file| file.report.diagnostics.iter().map(|finding| row(&file.source, finding)))
        .collect();
    let summary = &report.summary;
    let object = ReportObject {
        version: 1,
        tool: JsonTool { name: env!("CARGO_PKG_NAME"), version: env!("CARGO_PKG_VERSION") },
        as_of: report.as_of.to_string(),
        summary: Counts {
            files: summary.files,
            offers: summary.offers,
            passed_over: summary.passed_over,
            errors: summary.errors,
            warnings: summary.warnings,
            infos: summary.infos,
            suppressed: summary.suppressed,
            fixable: summary.fixable,
        },
        diagnostics: findings,
    };
    escape::json(&object, out)
}

fn row<'a>(file: &'a SourceFile, finding: &'a Diagnostic) -> JsonFinding<'a> {
    let rule = rules::find(finding.rule);
    let labels = finding.labels.iter().enumerate().map(|(at, label)| JsonPosition {
        primary: at == 0,
        message: &label.message,
        start: label.span.start(),
        end: label.span.end(),
        from: file.position(label.span.start()).into(),
        to: file.position(label.span.end()).into(),
    });
    let fix = finding.fix.as_ref().map(|fix| JsonEdit {
        applicability: fix.applicability.word(),
        title: &fix.title,
        edits: fix
            .edits
            .iter()
            .map(|edit| TextEdit { start: edit.span.start(), end: edit.span.end(), text: &edit.text })
            .collect(),
    });
    JsonFinding {
        rule: finding.rule,
        severity: finding.severity.word(),
        message: &finding.message,
        path: file.path(),
        document: finding.document,
        pointer: finding.pointer.as_deref().unwrap_or(""),
        labels: labels.collect(),
        help: &finding.help,
        notes: &finding.notes,
        marketplace_codes: rule.map_or(&[], |rule| rule.codes),
        reference: rule.map_or("", |rule| rule.reference),
        fix,
    }
}
