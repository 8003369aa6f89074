//! `check --format sarif`: SARIF 2.1.0, for code scanning and editors.

mod model;
mod place;
mod rule;

use std::collections::BTreeMap;
use std::io::{self, Write};

use super::{Origin, Report, Repository};
use crate::lint::rules;
use crate::lint::{fingerprints, fingerprints_v1};
use crate::output::escape;
use crate::text::diagnostic::{self, Applicability, Diagnostic};
use crate::text::source::SourceFile;

#[cfg(feature = "lsp")]
pub(crate) use rule::address as page_behind;

use model::{
    ArtifactChange, Base, Driver, Finding, FindingProperties, Log, MappedTo, Replacement, Run, SarifFix,
    SarifLocation, SarifMessage, Statement, Tool, Version,
};

/// The schema of the standard with its corrections.
const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";
/// The names and versions of our fingerprints: a host that knows a finding by the earlier one keeps its
/// state.
const FINGERPRINTS: [&str; 2] = ["paysched/v1", "paysched/v2"];

/// Writes one run: every rule with its manual page, and a result for each finding.
///
/// # Errors
/// When `out` cannot be written to.
pub fn write(report: &Report, origin: &Origin, out: &mut dyn Write) -> io::Result<()> {
    let mut results = Vec::new();
    let mut said: BTreeMap<&str, BTreeMap<String, SarifMessage>> = BTreeMap::new();
    for (_, finding) in report.findings() {
        let id = rule::message_id(&finding.message);
        said.entry(finding.rule).or_default().insert(id, rule::message_string(&finding.message));
    }
    for file in &report.files {
        let marks = fingerprints_v1(&file.source, &file.report)
            .into_iter()
            .zip(fingerprints(&file.source, &file.report))
            .map(|(one, two)| FINGERPRINTS.into_iter().zip([one.to_string(), two.to_string()]).collect());
        let findings = file.report.diagnostics.iter().zip(marks);
        results.extend(findings.map(|(finding, marks)| result(&file.source, finding, marks, origin)));
    }
    let description = "The root of the repository, else the folder in which the check was started.";
    let log = Log {
        schema: SCHEMA,
        version: "2.1.0",
        runs: [Run {
            tool: Tool { driver: driver(said) },
            column_kind: "unicodeCodePoints",
            newline_sequences: ["\r\n", "\n", "\r"],
            original_uri_base_ids: BTreeMap::from([(place::ROOT, Base { description: say(description) })]),
            version_control_provenance: origin.repository.iter().map(version).collect(),
            results,
        }],
    };
    escape::json(&log, out)
}

fn version(repository: &Repository) -> Version {
    Version {
        repository_uri: repository.address.clone(),
        revision_id: repository.commit.clone(),
        mapped_to: MappedTo { uri_base_id: place::ROOT },
    }
}

/// The tool with its rules, and their messages in this run.
fn driver(mut said: BTreeMap<&str, BTreeMap<String, SarifMessage>>) -> Driver {
    Driver {
        name: env!("CARGO_PKG_NAME"),
        full_name: format!("{} {}", env!("CARGO_PKG_NAME"), env!("CARGO_PKG_VERSION")),
        version: env!("CARGO_PKG_VERSION"),
        semantic_version: env!("CARGO_PKG_VERSION"),
        information_uri: rule::HOME,
        short_description: say("The dry run for AWS Marketplace flexible payment schedules."),
        rules: rules::ALL
            .iter()
            .map(|rule| rule::descriptor(rule, said.remove(rule.name).unwrap_or_default()))
            .collect(),
    }
}

fn result(
    file: &SourceFile,
    finding: &Diagnostic,
    marks: BTreeMap<&'static str, String>,
    origin: &Origin,
) -> Finding {
    Finding {
        rule_id: finding.rule,
        rule_index: rules::ALL.iter().position(|rule| rule.name == finding.rule),
        level: rule::level(finding.severity),
        message: message(finding),
        locations: [SarifLocation {
            id: None,
            physical_location: place::physical(file, finding.span(), origin),
            message: finding.labels.first().and_then(some_words),
        }],
        related_locations: related(file, finding, origin),
        partial_fingerprints: marks,
        fixes: finding.fix.iter().map(|fix| change(file, fix, origin)).collect(),
        properties: FindingProperties {
            document: finding.document,
            pointer: finding.pointer.clone().unwrap_or_default(),
        },
    }
}

/// The message with help and notes, one line each.
fn message(finding: &Diagnostic) -> Statement {
    let mut text = finding.message.to_string();
    let help = finding.help.iter().map(|help| ("help", help));
    for (word, line) in help.chain(finding.notes.iter().map(|note| ("note", note))) {
        text.push_str(&format!("\n{word}: {line}"));
    }
    Statement { text, id: rule::message_id(&finding.message), arguments: rule::arguments(&finding.message) }
}

/// The other halves of a contradiction.
fn related(file: &SourceFile, finding: &Diagnostic, origin: &Origin) -> Vec<SarifLocation> {
    let others = finding.labels.iter().enumerate().skip(1);
    others
        .map(|(id, label)| SarifLocation {
            id: Some(id),
            physical_location: place::physical(file, label.span, origin),
            message: some_words(label),
        })
        .collect()
}

fn change(file: &SourceFile, fix: &diagnostic::Fix, origin: &Origin) -> SarifFix {
    let risk = match fix.applicability {
        Applicability::Safe => "safe: what is billed stays the same",
        Applicability::Unsafe => "unsafe: what is billed changes",
    };
    let replacement = |edit: &diagnostic::Edit| Replacement {
        deleted_region: place::region(file, edit.span),
        inserted_content: say(&edit.text),
    };
    SarifFix {
        description: SarifMessage { text: format!("{} ({risk})", fix.title) },
        artifact_changes: [ArtifactChange {
            artifact_location: place::artifact(file, origin),
            replacements: fix.edits.iter().map(replacement).collect(),
        }],
    }
}

fn some_words(label: &diagnostic::Label) -> Option<SarifMessage> {
    (!label.message.is_empty()).then(|| say(&label.message.to_string()))
}

fn say(text: &str) -> SarifMessage {
    SarifMessage { text: text.to_owned() }
}
