//! Findings for people are shown while the check goes on; what is known only at the end comes last.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::io::{self, Write};
use std::path::Path;
use std::sync::Arc;

use super::Args;
use super::files::{CheckStep, FileDone};
use crate::cli::format::Format;
use crate::lint::FileReport;
use crate::output::findings::human::{Style, write_findings};
use crate::output::findings::{Report, concise};
use crate::text::diagnostic::Diagnostic;
use crate::text::source::SourceFile;
use crate::workspace::{RegisterReport, Workspace};

/// What has been shown already.
pub(super) struct Early {
    format: Format,
    style: Style,
    registers: BTreeMap<String, Arc<RegisterReport>>,
    shown: BTreeSet<String>,
}

impl Early {
    /// Findings are shown early in a format that is one after the other, if nothing else depends on them
    /// or on their order.
    pub(super) fn of(args: &Args) -> Option<Self> {
        let format =
            args.outputs.alone().filter(|format| matches!(format, Format::Human | Format::Concise))?;
        let later = args.fix || args.diff || args.list_skipped || args.write_baseline.is_some();
        let later =
            later || args.against.is_some() || args.changed.is_some() || args.wanted.baseline.is_some();
        if later || args.paths.iter().any(|path| path == Path::new("-")) {
            return None;
        }
        let style = args.common.style(&io::stdout());
        Some(Self { format, style, registers: BTreeMap::new(), shown: BTreeSet::new() })
    }

    /// Shows what is known so far. An account register stands among the files in order of its path.
    pub(super) fn show(
        &mut self,
        workspace: &Workspace,
        shown: &CheckStep<'_>,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        match shown {
            CheckStep::Settled => {
                let registers = workspace.configurations().registers().into_iter();
                self.registers =
                    registers.map(|register| (register.source.path().to_owned(), register)).collect();
                Ok(())
            }
            CheckStep::File(file) => self.show_file(file, out),
            CheckStep::Part => out.flush(),
        }
    }

    fn show_file(&mut self, file: &FileDone, out: &mut dyn Write) -> io::Result<()> {
        let later = self.registers.split_off(&file.shown);
        for register in std::mem::replace(&mut self.registers, later).into_values() {
            self.write(&register.source, &register.report, out)?;
        }
        let register = self.registers.remove(&file.shown).filter(|_| file.checked.report.passed_over);
        match register {
            Some(register) => self.write(&register.source, &register.report, out),
            None => self.write(&file.checked.source, &file.checked.report, out),
        }
    }

    fn write(&mut self, source: &SourceFile, report: &FileReport, out: &mut dyn Write) -> io::Result<()> {
        let findings = &report.diagnostics;
        if findings.is_empty() {
            return Ok(());
        }
        self.shown.insert(source.path().to_owned());
        match self.format {
            Format::Concise => {
                findings.iter().try_for_each(|finding| writeln!(out, "{}", concise::line(source, finding)))
            }
            _ => write_findings(source, findings, self.style, out),
        }
    }

    /// Leaves in a report what has not been shown. `at_first` has what was found in files before they were
    /// checked again.
    pub(super) fn rest(&self, report: &mut Report, at_first: &BTreeMap<String, Vec<Diagnostic>>) {
        report.files.retain_mut(|file| {
            let path = file.source.path();
            if !self.shown.contains(path) {
                return true;
            }
            let Some(before) = at_first.get(path) else { return false };
            let key = |finding: &Diagnostic| (finding.rule, finding.span(), finding.message.to_string());
            let before: HashSet<_> = before.iter().map(key).collect();
            file.report.diagnostics.retain(|finding| !before.contains(&key(finding)));
            !file.report.diagnostics.is_empty()
        });
    }
}
