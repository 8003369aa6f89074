//! The result of a check over all files, and its formats.

pub mod concise;
pub mod github;
pub mod gitlab;
#[cfg(feature = "cli")]
pub mod human;
pub mod json;
#[cfg(feature = "cli")]
pub mod junit;
#[cfg(feature = "cli")]
pub mod markdown;
mod origin;
pub mod sarif;

#[cfg(feature = "lsp")]
pub(crate) use origin::address;
pub use origin::{Origin, Repository};

use chrono::NaiveDate;

use crate::lint::{FileReport, Unjudged};
use crate::text::diagnostic::{Applicability, Diagnostic, Severity};
use crate::text::source::SourceFile;
use crate::text::words::count;

/// A file with findings.
#[derive(Debug)]
pub struct CheckedFile {
    /// The file, kept for its positions and its text.
    pub source: SourceFile,
    /// Its findings.
    pub report: FileReport,
}

/// The result of a check.
#[derive(Debug, Default)]
pub struct Report {
    /// The day as of which offers without `release` were judged.
    pub as_of: NaiveDate,
    /// The files with findings, in order of their paths. Files without any are only counted.
    pub files: Vec<CheckedFile>,
    /// The counts over all files.
    pub summary: Summary,
}

impl Report {
    /// Every finding with its file, in order of path, then position.
    pub fn findings(&self) -> impl Iterator<Item = (&SourceFile, &Diagnostic)> {
        self.files.iter().flat_map(|file| file.report.diagnostics.iter().map(|found| (&file.source, found)))
    }

    /// The same, most severe first, for readers that stop after a few.
    pub(crate) fn worst_first(&self) -> Vec<(&SourceFile, &Diagnostic)> {
        let mut findings: Vec<_> = self.findings().collect();
        findings.sort_by_key(|(_, finding)| std::cmp::Reverse(finding.severity));
        findings
    }
}

/// The counts of a check.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Summary {
    /// Files that were checked, without skipped ones.
    pub files: usize,
    /// Offers in them.
    pub offers: usize,
    /// Offers with findings.
    pub offers_with_findings: usize,
    /// Skipped files: in folders, without an offer.
    pub passed_over: usize,
    /// Offers that lack what their release needs, while no rule says so.
    pub not_ready: usize,
    /// What was not judged of offers in JSON of the marketplace.
    #[doc(hidden)]
    pub unjudged: Unjudged,
    /// Findings that count as errors.
    pub errors: usize,
    /// Findings that count as warnings.
    pub warnings: usize,
    /// Findings that count as information.
    pub infos: usize,
    /// Findings that comments allow.
    pub suppressed: usize,
    /// Findings that the baseline knows.
    pub in_baseline: usize,
    /// Findings with a fix of any kind.
    pub fixable: usize,
    /// Findings with a safe fix.
    pub safely_fixable: usize,
    /// Fixes that were applied before the check.
    pub fixed: usize,
}

impl Summary {
    /// Counts one more file.
    pub fn add(&mut self, report: &FileReport) {
        if report.passed_over {
            self.passed_over += 1;
            return;
        }
        self.files += 1;
        self.offers += report.offers;
        self.offers_with_findings += report.offers_with_findings;
        self.suppressed += report.suppressed;
        self.not_ready += report.not_ready;
        self.unjudged += report.unjudged;
        for finding in &report.diagnostics {
            match finding.severity {
                Severity::Error => self.errors += 1,
                Severity::Warning => self.warnings += 1,
                Severity::Info => self.infos += 1,
            }
            if let Some(fix) = finding.fix_within(Applicability::Unsafe) {
                self.fixable += 1;
                self.safely_fixable += usize::from(fix.applicability == Applicability::Safe);
            }
        }
    }

    /// The highest severity found.
    #[doc(hidden)]
    pub fn worst(&self) -> Option<Severity> {
        [(self.errors, Severity::Error), (self.warnings, Severity::Warning), (self.infos, Severity::Info)]
            .into_iter()
            .find(|(count, _)| *count > 0)
            .map(|(_, severity)| severity)
    }

    /// The counts in words: `3 errors, 1 warning in 2 of 14 offers`, or `14 offers checked, all clean`.
    pub(crate) fn headline(&self) -> String {
        let counts: Vec<String> =
            [(self.errors, "error"), (self.warnings, "warning"), (self.infos, "remark")]
                .into_iter()
                .filter(|(found, _)| *found > 0)
                .map(|(found, word)| count(found, word))
                .collect();
        match (counts.is_empty(), self.offers) {
            (true, 0) => "no offer found".to_owned(),
            (true, offers) => format!("{} checked, all clean", count(offers, "offer")),
            (false, 0) => counts.join(", "),
            (false, offers) => {
                let offers = count(offers, "offer");
                match self.offers_with_findings {
                    // They are in unreadable documents, or in the account register.
                    0 => format!("{}, none in {offers}", counts.join(", ")),
                    some => format!("{} in {some} of {offers}", counts.join(", ")),
                }
            }
        }
    }
}
