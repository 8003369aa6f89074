//! Reads the offer files of a command, checks each once, and plans its offers.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use chrono::NaiveDate;

use super::deliver::{Kind, Output};
use super::replacements::{Replacements, absolute, replaced_file};
use super::stream::stderr;
use super::walking::{nothing_in, offer_files};
use super::ways_out::of_plan;
use super::{Common, Failure};
use crate::lint::{Checked, CheckedOffer, Settings, check, rules};
use crate::offer::EndReason;
use crate::output::findings::{concise, human};
use crate::plan::{Plan, Scenario};
use crate::text::diagnostic::{Diagnostic, Severity};
use crate::text::sanitize::blanks;
use crate::text::source::SourceFile;
use crate::text::words::count;
use crate::workspace::{Input, SettingsError, Workspace, load, shown};

/// The options of `plan` and `timeline`: which offers, and for which scenario.
#[derive(Debug, clap::Args)]
pub(super) struct Planning {
    /// Offer files, and folders of them; `-` reads standard input
    #[arg(value_name = "FILE", required = true)]
    pub(super) files: Vec<PathBuf>,
    /// Show it as if the buyer accepted on this day (YYYY-MM-DD)
    #[arg(long, value_name = "DATE", value_parser = super::common::date)]
    pub(super) accepted: Option<NaiveDate>,
    /// Add the first N renewed terms, each with the price increase
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=99))]
    pub(super) renewals: Option<u32>,
}

/// A file that was named, after its check.
pub(super) struct Opened {
    pub(super) source: SourceFile,
    pub(super) settings: Settings,
    pub(super) checked: Checked,
}

/// An offer with its plan.
pub(super) struct Planned {
    /// The file of the offer, for display.
    pub(super) path: String,
    pub(super) offer: CheckedOffer,
    pub(super) plan: Plan,
}

impl Planning {
    /// The scenario from the options.
    pub(super) fn scenario(&self) -> Scenario {
        let renewals = self.renewals.unwrap_or_default();
        Scenario { accepted: self.accepted, renewals, ..Scenario::default() }
    }

    /// The plans of all files for an output, each after `more` has added to it. `None` if a file has
    /// errors, which are shown, and no scenario is partial.
    ///
    /// # Errors
    /// When a file cannot be read, at the first offer that cannot be planned, or when the output is a
    /// file that they were read from.
    pub(super) fn planned(
        &self,
        (common, output): (&Common, &Output),
        then: &str,
        scenario: &dyn Fn(&Settings) -> Scenario,
        more: &dyn Fn(&mut Planned) -> Result<(), Failure>,
    ) -> Result<Option<Vec<Planned>>, Failure> {
        let workspace = common.workspace()?;
        let files = self.opened(common, &workspace)?;
        let broken = registers_refused(common, &workspace, then)?;
        let mut planned = Vec::new();
        let mut refused = false;
        let replaced = self.replaced(&files);
        for mut opened in files {
            if let Some(day) = self.accepted {
                opened.checked.accept(&opened.source, day, &opened.settings.levels);
            }
            let scenario = scenario(&opened.settings);
            if (opened.refused(common, then)? || broken) && !scenario.partial {
                refused = true;
                continue;
            }
            for mut one in opened.planned(&scenario, &replaced)? {
                more(&mut one)?;
                planned.push(one);
            }
        }
        output.may_be_written(Kind::Report, &workspace.named())?;
        Ok((!refused).then_some(planned))
    }
}

impl Planning {
    /// The files whose first offer another one of these files replaces, on the day for which that one is
    /// planned.
    fn replaced(&self, files: &[Opened]) -> Replacements {
        let mut replaced = Replacements::default();
        for opened in files {
            let path = Path::new(opened.source.path());
            for checked in opened.checked.offers() {
                let offer = &checked.offer;
                let day = self.accepted.or(offer.accepted.get().copied()).or(offer.accept_by.get().copied());
                let Some((old, day)) = replaced_file(offer, path).zip(day) else { continue };
                if checked.document == 1 && old == absolute(path) {
                    continue;
                }
                replaced = replaced.note((old, (day, (absolute(path), checked.document))));
            }
        }
        replaced
    }

    /// The files, and those of the folders that have an offer or look like one.
    fn opened(&self, common: &Common, workspace: &Workspace) -> Result<Vec<Opened>, Failure> {
        let mut files = Vec::new();
        for path in &self.files {
            if !path.is_dir() {
                files.push(Opened::read(common, path, workspace)?);
                continue;
            }
            let inputs = offer_files(std::slice::from_ref(path), workspace.configurations(), common)?;
            let found = inputs.iter().map(|input| Opened::found(common, input, workspace));
            files.extend(found.collect::<Result<Vec<Opened>, Failure>>()?);
        }
        match files.iter().all(|file| file.checked.report.passed_over) {
            true => Err(nothing_in(&self.files, "")?),
            false => Ok(files),
        }
    }
}

impl Opened {
    /// Reads and checks a file of a folder.
    fn found(common: &Common, input: &Input, workspace: &Workspace) -> Result<Self, Failure> {
        let (source, settings) = open(input, workspace).map_err(|trouble| trouble.failure(common))?;
        let checked = check(&source, &settings);
        Ok(Self { source, settings, checked })
    }

    /// Reads and checks the file at `path`; standard input if it is `-`.
    ///
    /// # Errors
    /// When the file or its configuration cannot be read.
    pub(super) fn read(common: &Common, path: &Path, workspace: &Workspace) -> Result<Self, Failure> {
        let (source, settings) = read(common, path, workspace)?;
        let checked = check(&source, &settings);
        Ok(Self { source, settings, checked })
    }

    /// Shows the errors of the file on standard error, with the consequence; returns whether there are
    /// any.
    ///
    /// # Errors
    /// When standard error cannot be written to.
    pub(super) fn refused(&self, common: &Common, then: &str) -> Result<bool, Failure> {
        let errors: Vec<Diagnostic> = self.checked.errors().cloned().collect();
        show(common, &self.source, &errors, then)
    }

    /// The plan of each offer of the file.
    ///
    /// # Errors
    /// At the first offer that cannot be planned, with the reason.
    fn planned(self, scenario: &Scenario, replaced: &Replacements) -> Result<Vec<Planned>, Failure> {
        let path = self.source.path();
        let own = absolute(Path::new(path));
        let planned = |(number, offer): (usize, Result<CheckedOffer, _>)| {
            let planned = offer.and_then(|mut offer| {
                let mut scenario = scenario.clone();
                if scenario.recognition {
                    let taken = replaced_file(&offer.offer, &own).and_then(|old| replaced.of(&old));
                    scenario.alone = taken.is_some_and(|(_, by)| *by != (own.clone(), offer.document));
                    let replaced = replaced.of(&own).filter(|_| offer.document == 1);
                    scenario.replaced_on = replaced.map(|(day, _)| *day);
                    // Its later invoices are not issued, so that what is billed and earned is one.
                    if let (Some(day), true) = (scenario.replaced_on, offer.offer.ended.is_absent()) {
                        offer.offer.end(day, EndReason::Replaced);
                    }
                }
                let plan = offer.plan(&scenario)?;
                Ok(Planned { path: path.to_owned(), offer, plan })
            });
            planned.map_err(|error| {
                let reason = of_plan(&error);
                Failure::message(format!("{path}, offer {number}: cannot be planned: {reason}"))
            })
        };
        self.checked.into_offers().map(planned).collect()
    }
}

/// Shows the errors of the account registers that the files read so far go by, which say when a buyer
/// pays and how an agent re-bills; returns whether there are any.
///
/// # Errors
/// When standard error cannot be written to.
pub(super) fn registers_refused(common: &Common, workspace: &Workspace, then: &str) -> Result<bool, Failure> {
    let mut refused = false;
    for register in workspace.configurations().registers() {
        let errors = register.report.diagnostics.iter().filter(|found| found.severity == Severity::Error);
        refused |= show(common, &register.source, &errors.cloned().collect::<Vec<_>>(), then)?;
    }
    Ok(refused)
}

/// Shows errors of a file on standard error, with the consequence; returns whether there are any.
pub(super) fn show(
    common: &Common,
    file: &SourceFile,
    errors: &[Diagnostic],
    then: &str,
) -> Result<bool, Failure> {
    if errors.is_empty() {
        return Ok(false);
    }
    let mut err = stderr();
    human::write_findings(file, errors, common.style(&io::stderr()), &mut err)?;
    writeln!(err, "{}: {}; {then}", blanks(file.path()), count(errors.len(), "error"))?;
    Ok(true)
}

/// The file at `path` and its settings; standard input if it is `-`.
///
/// # Errors
/// When the file or its configuration cannot be read.
pub(super) fn read(
    common: &Common,
    path: &Path,
    workspace: &Workspace,
) -> Result<(SourceFile, Settings), Failure> {
    let stdin = path == Path::new("-");
    let name = if stdin { common.stdin_filename.as_deref().unwrap_or(path) } else { path };
    let settings = workspace.settings_of(name).map_err(|error| common.settings_failure(error))?;
    if stdin {
        return Ok((common.stdin(settings.max_file_bytes)?, settings));
    }
    let shown = shown(path, &Common::working_directory()?);
    let source = load(path, &shown, settings.max_file_bytes)
        .map_err(|error| super::common::cannot_read(&shown, &error))?;
    Ok((source, settings))
}

/// A line for each document that looks like an offer and is none, in every command that looks through
/// folders.
pub(super) fn unmarked(source: &SourceFile, checked: &Checked) -> Vec<(usize, String)> {
    let unmarked = checked.errors().filter(|finding| finding.rule == rules::UNMARKED);
    unmarked.map(|finding| (finding.document, concise::line(source, finding))).collect()
}

/// Why one of many files could not be read or written.
pub(super) enum Trouble {
    /// The file, in one line.
    File(String),
    /// Its configuration.
    Settings(Box<SettingsError>),
}

impl Trouble {
    /// For a command that goes no further.
    pub(super) fn failure(self, common: &Common) -> Failure {
        match self {
            Self::File(line) => Failure::Message(line),
            Self::Settings(error) => common.settings_failure(*error),
        }
    }
}

/// A file that was found, and its settings.
///
/// # Errors
/// When it or its configuration cannot be read.
pub(super) fn open(input: &Input, workspace: &Workspace) -> Result<(SourceFile, Settings), Trouble> {
    let settings = workspace.settings_of(&input.path).map_err(|error| Trouble::Settings(Box::new(error)))?;
    let source = load(&input.path, &input.shown, settings.max_file_bytes)
        .map_err(|error| Trouble::File(super::common::cannot_read(&input.shown, &error).to_string()))?;
    Ok((source, settings.of_found(input.found)))
}
