//! Findings that a repository has accepted for now, identified by fingerprints.

use std::collections::{BTreeSet, HashSet};

use serde::{Deserialize, Serialize};

use super::fingerprint::{fingerprints, fingerprints_v1};
use super::{FileReport, rules};
use crate::text::source::SourceFile;

/// The name of a baseline if none is given.
pub const FILE_NAME: &str = "paysched-baseline.json";

/// The version that is written. Version 1, with fingerprints of the text of findings, is still read.
const VERSION: u32 = 2;

/// A set of known findings.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Baseline {
    version: u32,
    findings: Vec<Known>,
    /// The fingerprints of `findings`.
    #[serde(skip)]
    marks: HashSet<String>,
}

/// Why a text is not a baseline.
#[derive(Debug, thiserror::Error)]
pub enum BaselineError {
    /// It is not JSON of a baseline's shape.
    #[error("not a baseline: {0}")]
    NotOne(serde_json::Error),
    /// It is of an unknown version.
    #[error("a baseline of version {0}, but only versions 1 and {VERSION} are known")]
    Version(u32),
}

/// One known finding; everything but the fingerprint is for human readers.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Known {
    /// The file's path for display.
    pub path: String,
    /// The rule.
    pub rule: String,
    /// Its message.
    pub message: String,
    /// Its fingerprint, 16 hexadecimal digits.
    pub fingerprint: String,
}

/// The effect of a baseline on a run.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Applied {
    /// How many findings it hid.
    pub hidden: usize,
    seen: BTreeSet<String>,
    paths: BTreeSet<String>,
}

impl Baseline {
    /// Reads a baseline.
    ///
    /// # Errors
    /// When the text is not a baseline of version 1 or 2.
    pub fn parse(text: &str) -> Result<Self, BaselineError> {
        let mut baseline: Self = serde_json::from_str(text).map_err(BaselineError::NotOne)?;
        if !(1..=VERSION).contains(&baseline.version) {
            return Err(BaselineError::Version(baseline.version));
        }
        baseline.marks = baseline.findings.iter().map(|known| known.fingerprint.clone()).collect();
        Ok(baseline)
    }

    /// A baseline of all findings of some files. Findings that a file could not be read are never part
    /// of one.
    pub fn of<'f>(files: impl Iterator<Item = (&'f SourceFile, &'f FileReport)>) -> Self {
        let mut findings = Vec::new();
        for (file, report) in files {
            for (finding, fingerprint) in report.diagnostics.iter().zip(fingerprints(file, report)) {
                if rules::lowerable(finding.rule) {
                    findings.push(Known {
                        path: file.path().to_owned(),
                        rule: finding.rule.to_owned(),
                        message: finding.message.to_string(),
                        fingerprint: fingerprint.to_string(),
                    });
                }
            }
        }
        findings.sort();
        let marks = findings.iter().map(|known| known.fingerprint.clone()).collect();
        Self { version: VERSION, findings, marks }
    }

    /// The text of the baseline's file.
    pub fn text(&self) -> String {
        // Plain structs of text: this cannot fail.
        serde_json::to_string_pretty(self).map_or(String::new(), |text| text + "\n")
    }

    /// How many findings it knows.
    pub fn len(&self) -> usize {
        self.findings.len()
    }

    /// Whether it knows none.
    pub fn is_empty(&self) -> bool {
        self.findings.is_empty()
    }

    /// Removes the known findings from a file's report.
    pub fn apply(&self, file: &SourceFile, report: &mut FileReport, applied: &mut Applied) {
        applied.paths.insert(file.path().to_owned());
        if report.diagnostics.is_empty() {
            return;
        }
        let marks = if self.version == 1 { fingerprints_v1 } else { fingerprints };
        let mut marks = marks(file, report).into_iter();
        let before = report.diagnostics.len();
        report.diagnostics.retain(|finding| {
            let Some(mark) = marks.next().map(|mark| mark.to_string()) else { return true };
            let hidden = self.marks.contains(&mark) && rules::lowerable(finding.rule);
            if hidden {
                applied.seen.insert(mark);
            }
            !hidden
        });
        applied.hidden += before - report.diagnostics.len();
        let left: BTreeSet<usize> = report.diagnostics.iter().map(|finding| finding.document).collect();
        report.offers_with_findings = report.offers_with_findings.min(left.len());
    }

    /// The entries without a finding in a run that checked their files, or whose files are gone: they
    /// can be deleted.
    pub fn stale(&self, applied: &Applied, exists: impl Fn(&str) -> bool) -> Vec<&Known> {
        let looked_at = |known: &&Known| applied.paths.contains(&known.path) || !exists(&known.path);
        self.findings.iter().filter(looked_at).filter(|k| !applied.seen.contains(&k.fingerprint)).collect()
    }
}
