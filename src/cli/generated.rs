//! An offer that a command made: judged by every rule, planned, and shown where it breaks one.

use std::io::{self, Write};

use super::common::name;
use super::deliver::Output;
use super::{Common, Failure};
use crate::lint::{FileReport, Found, References, Settings, examine, lint};
use crate::output::findings::human;
use crate::output::plans::book::Book;
use crate::plan::{Plan, Scenario, plan};
use crate::text::diagnostic::Severity;
use crate::text::source::SourceFile;

/// An offer that was made, and what came of it.
pub(super) struct Made {
    pub(super) source: SourceFile,
    pub(super) report: FileReport,
    /// None where it cannot be planned.
    pub(super) plan: Option<Plan>,
}

impl Made {
    /// Judges and plans the text of an offer as the file that it is to be.
    pub(super) fn of(path: &str, text: String, settings: &Settings, references: &dyn References) -> Self {
        let source = SourceFile::new(path, text);
        let report = lint(&source, Found::Named, settings, references);
        let plan = planned(&source, settings, references);
        Self { source, report, plan }
    }

    /// Whether it keeps every rule: neither errors nor warnings.
    pub(super) fn is_clean(&self) -> bool {
        !self.report.diagnostics.iter().any(|finding| finding.severity >= Severity::Warning)
    }

    /// Shows on standard error whatever was found; whether it has no errors and may be written.
    ///
    /// # Errors
    /// When standard error cannot be written to.
    pub(super) fn stands(&self, common: &Common) -> Result<bool, Failure> {
        let found = &self.report.diagnostics;
        let mut err = io::stderr().lock();
        if !found.is_empty() {
            human::write_findings(&self.source, found, common.style(&io::stderr()), &mut err)?;
        }
        let broken = found.iter().any(|finding| finding.severity == Severity::Error);
        if broken {
            writeln!(err, "the offer breaks rules of the marketplace; nothing is written")?;
        }
        Ok(!broken)
    }

    /// Writes it to the output's file, else to `out`; the book, and where it was written to, goes to standard
    /// error after it.
    ///
    /// # Errors
    /// When it cannot be written.
    pub(super) fn hand_over(&self, book: &Book, output: &Output, out: &mut dyn Write) -> Result<(), Failure> {
        output.deliver(self.source.text().as_bytes(), out)?;
        out.flush()?;
        let mut err = io::stderr().lock();
        write!(err, "{}", book.draw())?;
        if let Some(file) = output.file() {
            writeln!(err, "\nwritten to {}", name(file))?;
        }
        Ok(())
    }
}

fn planned(source: &SourceFile, settings: &Settings, references: &dyn References) -> Option<Plan> {
    let documents = crate::text::yaml::parse(source);
    let examined = examine(source, documents.first()?, settings, references);
    let (offer, contract) = (examined.offer.as_ref()?, examined.contract.as_ref()?);
    plan(offer, &examined.schedule, contract, &settings.accounts, Scenario::default()).ok()
}
