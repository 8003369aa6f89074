//! The offers of files and folders: each read, planned, handed on and dropped, many at once.

mod skipped;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use chrono::NaiveDate;
use rayon::prelude::*;

pub(super) use skipped::Skipped;

use super::deliver::{Kind as FileKind, Output, ReportOutput, Reporting};
use super::format::Format;
use super::progress::in_order;
use super::reading::{Trouble, open, registers_refused, unmarked};
use super::replacements::{Replacements, Replacing, absolute, replaced_file, takes_place};
use super::stream::stderr;
use super::walking::{Walking, offer_files, title};
use super::ways_out::of_plan;
use super::{Common, Failure, Outcome};
use crate::lint::{CheckedOffer, Related, Settings, check};
use crate::plan::invoice_list::ListedOffer;
use crate::plan::{Aside, Plan, PlanError, RecognitionError, Scenario, Stage, buyer_name};
use crate::workspace::{Input, Workspace};

/// The options of a command that goes through all offers of folders.
#[derive(Debug, clap::Args)]
pub(super) struct Folders {
    /// Offer files and folders [default: the current folder]
    #[arg(value_name = "PATH", default_value = ".", hide_default_value = true)]
    paths: Vec<PathBuf>,
    #[command(flatten)]
    walking: Walking,
    /// Include offers with errors, as far as they can be computed
    #[arg(long)]
    allow_errors: bool,
}

/// An offer of one of the files.
pub(super) struct FoundOffer<'a> {
    pub(super) input: &'a Input,
    pub(super) settings: &'a Settings,
    pub(super) checked: &'a CheckedOffer,
    /// Its stage; an offer that a command leaves aside is not found at all.
    pub(super) stage: Result<Stage, Aside>,
    /// The day on which another offer replaced it.
    pub(super) replaced_on: Option<NaiveDate>,
    /// Whether it takes over nothing of an agreement that it replaces: nobody accepted it, or another offer
    /// took the place before.
    pub(super) alone: bool,
    partial: bool,
}

/// The files of a command, and what applies to all of them.
pub(super) struct Reading<'a> {
    folders: &'a Folders,
    common: &'a Common,
    workspace: &'a Workspace,
    inputs: Vec<Input>,
    /// What was asked for, in words.
    pub(super) of: String,
    /// Whether offers that expired without acceptance are handed on, too.
    lapsed: bool,
    /// The files whose first offer was replaced, and when.
    replaced: Replacements,
}

/// The result for a file: what a command made of its offers.
pub(super) struct InFile<T> {
    pub(super) offers: Vec<T>,
    pub(super) aside: Vec<Aside>,
    /// What is left out, a line each, by its document.
    left_out: BTreeMap<usize, String>,
}

impl<T> Default for InFile<T> {
    fn default() -> Self {
        Self { offers: Vec::new(), aside: Vec::new(), left_out: BTreeMap::new() }
    }
}

impl FoundOffer<'_> {
    /// Its plan, with what else the scenario asks for.
    ///
    /// # Errors
    /// When it cannot be planned.
    pub(super) fn plan(&self, scenario: Scenario) -> Result<Plan, PlanError> {
        self.checked.plan(&Scenario { partial: self.partial, ..scenario })
    }

    /// Adds what each month earns to its plan.
    ///
    /// # Errors
    /// When a term is not known, or an amount cannot be held.
    pub(super) fn recognize(&self, plan: &mut Plan) -> Result<(), RecognitionError> {
        let (partial, replaced_on, alone) = (self.partial, self.replaced_on, self.alone);
        let scenario = Scenario { partial, replaced_on, alone, ..Scenario::default() };
        self.checked.recognize(plan, &scenario, &|_, _| Vec::new())
    }

    /// Where it stands, in words: `acme.yaml`, or `acme.yaml, offer 2` for a later one of a file.
    pub(super) fn place(&self) -> String {
        match self.checked.document {
            1 => self.input.shown.clone(),
            document => place(&self.input.shown, document),
        }
    }

    /// What a list of many offers says of it.
    pub(super) fn listed(&self, plan: &Plan) -> Arc<ListedOffer> {
        let (offer, accounts) = (&self.checked.offer, &self.checked.accounts);
        Arc::new(ListedOffer {
            path: self.input.shown.clone(),
            document: self.checked.document,
            facts: plan.offer.clone(),
            buyer_name: buyer_name(&plan.offer.buyers, offer, accounts),
            agreement: offer.agreement().map(str::to_owned),
        })
    }
}

impl Folders {
    /// A workspace whose files are forgotten once their offers are handed on.
    ///
    /// # Errors
    /// When a configuration cannot be used.
    pub(super) fn workspace(common: &Common) -> Result<Workspace, Failure> {
        Ok(Workspace::forgetting(common.configurations()?))
    }

    /// The format of a report on them.
    ///
    /// # Errors
    /// See [`ReportOutput::format`].
    pub(super) fn format<C: Reporting>(
        &self,
        output: &ReportOutput<C>,
        common: &Common,
    ) -> Result<Format, Failure> {
        output.format(self.paths.iter().chain(&common.config))
    }

    /// Where a file of the first path would be, for the settings of a folder without files.
    fn first(&self) -> PathBuf {
        self.paths.first().map(|path| path.join("offer.yaml")).unwrap_or_default()
    }

    /// Finds the files, and looks through them for offers that replace others, so that nothing is counted
    /// twice. `done` says what happens with offers all the same: `added up`. `None` if an account register
    /// has errors, which are shown.
    ///
    /// # Errors
    /// When a path or a configuration cannot be read.
    pub(super) fn reading<'a>(
        &'a self,
        common: &'a Common,
        workspace: &'a Workspace,
        (done, lapsed): (&str, bool),
    ) -> Result<Option<Reading<'a>>, Failure> {
        let inputs = offer_files(&self.paths, workspace.configurations(), common)?;
        for input in &inputs {
            // A configuration that cannot be read is told with its files.
            let _ = workspace.settings_of(&input.path);
        }
        if inputs.is_empty() {
            // So is one that has no files.
            let _ = workspace.settings_of(&self.first());
        }
        let then = match self.allow_errors {
            true => format!("{done} all the same"),
            false => format!("nothing is {done} (--allow-errors goes on)"),
        };
        if registers_refused(common, workspace, &then)? && !self.allow_errors {
            return Ok(None);
        }
        let of = title(&self.paths, &Common::working_directory()?);
        let replaced = replaced(workspace, &inputs);
        Ok(Some(Reading { folders: self, common, workspace, inputs, of, lapsed, replaced }))
    }
}

impl Reading<'_> {
    /// The day as of which offers are seen.
    pub(super) fn as_of(&self) -> NaiveDate {
        self.workspace.configurations().as_of()
    }

    /// The settings of the first file, or of the folder that has none.
    ///
    /// # Errors
    /// When its configuration cannot be used.
    pub(super) fn settings(&self) -> Result<Settings, Failure> {
        let path = self.inputs.first().map_or_else(|| self.folders.first(), |input| input.path.clone());
        self.workspace.settings_of(&path).map_err(|error| self.common.settings_failure(error))
    }

    /// Refuses an output that is a file from which the offers read so far were worked out.
    ///
    /// # Errors
    /// See [`Output::may_be_written`].
    pub(super) fn keeps_inputs(&self, to: &Output) -> Result<(), Failure> {
        to.may_be_written(FileKind::Report, &self.workspace.named())
    }

    /// Folds what `make` gives for all offers, the files in any order, and says what was skipped.
    pub(super) fn fold<T, A: Send>(
        &self,
        make: impl Fn(&FoundOffer<'_>) -> Result<T, PlanError> + Sync,
        empty: impl Fn() -> A + Sync + Send,
        add: impl Fn(A, InFile<T>) -> A + Sync,
        merge: impl Fn(A, A) -> A + Sync,
    ) -> (A, Skipped) {
        let start = || (empty(), Skipped::default());
        let take = |(so_far, mut skipped): (A, Skipped), (at, input): (usize, &Input)| {
            let found = self.found(at, input, &make, &mut skipped);
            (add(so_far, found), skipped)
        };
        let both = |(a, mut skipped): (A, Skipped), (b, others): (A, Skipped)| {
            skipped.merge(others);
            (merge(a, b), skipped)
        };
        self.inputs.par_iter().enumerate().fold(start, take).reduce(start, both)
    }

    /// Passes on what `make` gives for every offer, in the order of the files, a few files at a time.
    ///
    /// # Errors
    /// When `then` fails.
    pub(super) fn each<T: Send>(
        &self,
        make: impl Fn(&FoundOffer<'_>) -> Result<T, PlanError> + Sync,
        mut then: impl FnMut(T) -> Result<(), Failure>,
    ) -> Result<Skipped, Failure> {
        let mut skipped = Skipped::default();
        let read = |at, input: &Input| {
            let mut skipped = Skipped::default();
            (self.found(at, input, &make, &mut skipped), skipped)
        };
        in_order(&self.inputs, self.common.quiet, read, |found: Vec<(InFile<T>, Skipped)>| {
            for (found, own) in found {
                skipped.merge(own);
                found.aside.into_iter().for_each(|aside| skipped.set_aside(aside));
                found.offers.into_iter().try_for_each(&mut then)?;
            }
            Ok(())
        })?;
        Ok(skipped)
    }

    /// Fails if the output would be incomplete: files that cannot be read, a configuration that cannot be
    /// used, no offer at all.
    ///
    /// # Errors
    /// In these cases.
    pub(super) fn stop(&self, skipped: &mut Skipped) -> Result<(), Failure> {
        skipped.stop(self.folders, self.common, &self.of)
    }

    /// Names the offers that are left out; those with errors are findings.
    ///
    /// # Errors
    /// When standard error cannot be written to.
    pub(super) fn outcome(&self, skipped: &Skipped) -> Result<Outcome, Failure> {
        skipped.say(self.folders.allow_errors, &mut stderr())?;
        Ok(if skipped.left_out() > 0 { Outcome::Findings } else { Outcome::Clean })
    }

    /// The offers of the file at index `at`; what went wrong goes into `skipped`.
    fn found<T>(
        &self,
        at: usize,
        input: &Input,
        make: &impl Fn(&FoundOffer<'_>) -> Result<T, PlanError>,
        skipped: &mut Skipped,
    ) -> InFile<T> {
        match self.in_file(input, make) {
            Ok(mut found) => {
                skipped.offers += found.offers.len() + found.aside.len();
                for (document, line) in std::mem::take(&mut found.left_out) {
                    skipped.leave_out((at, document), line);
                }
                found
            }
            Err(Trouble::File(line)) => {
                skipped.unreadable(at, line);
                InFile::default()
            }
            Err(Trouble::Settings(error)) => {
                skipped.settings(at, error);
                InFile::default()
            }
        }
    }

    fn in_file<T>(
        &self,
        input: &Input,
        make: &impl Fn(&FoundOffer<'_>) -> Result<T, PlanError>,
    ) -> Result<InFile<T>, Trouble> {
        let (source, settings) = open(input, self.workspace)?;
        let checked = check(&source, &settings);
        let left_out = unmarked(&source, &checked).into_iter().collect();
        let mut found = InFile { left_out, ..InFile::default() };
        let line = |document: usize, why: String| format!("{}: {why}", place(&input.shown, document));
        for finding in checked.errors() {
            let line = || line(finding.document, finding.message.to_string());
            found.left_out.entry(finding.document).or_insert_with(line);
        }
        let mut first = true;
        for offer in checked.offers() {
            let document = offer.document;
            let replaced_on = if std::mem::take(&mut first) { self.replaced_on(input) } else { None };
            let stage = Stage::of(&offer.offer, self.as_of());
            let aside = stage.err().filter(|aside| !(self.lapsed && *aside == Aside::Expired));
            if let (Some(aside), false) = (aside, offer.offer.accepted.is_invalid()) {
                found.left_out.remove(&document);
                found.aside.push(aside);
                continue;
            }
            let partial = self.folders.allow_errors;
            if !partial && found.left_out.contains_key(&document) {
                continue;
            }
            match make(&FoundOffer {
                input,
                settings: &settings,
                checked: offer,
                stage,
                replaced_on,
                alone: !takes_place(&self.replaced, &offer.offer, offer.document, &input.path),
                partial,
            }) {
                Ok(one) => {
                    found.left_out.remove(&document);
                    found.offers.push(one);
                }
                Err(error) => {
                    let why = format!("cannot be planned: {}", of_plan(&error));
                    found.left_out.insert(document, line(document, why));
                }
            }
        }
        Ok(found)
    }

    /// When the first offer of a file was replaced.
    fn replaced_on(&self, input: &Input) -> Option<NaiveDate> {
        if self.replaced.is_empty() {
            return None;
        }
        self.replaced.of(&absolute(&input.path)).map(|(day, _)| *day)
    }
}

fn place(path: &str, document: usize) -> String {
    if document > 0 { format!("{path}, offer {document}") } else { path.to_owned() }
}

/// The files that accepted offers replace, with the first day of acceptance. What cannot be read is
/// reported when the offers are counted.
fn replaced(workspace: &Workspace, inputs: &[Input]) -> Replacements {
    let of = |all, input| replacing(workspace, input).into_iter().fold(all, Replacements::note);
    inputs.par_iter().fold(Replacements::default, of).reduce(Replacements::default, Replacements::and)
}

/// What the accepted offers of a file replace, and when.
fn replacing(workspace: &Workspace, input: &Input) -> Vec<(PathBuf, Replacing)> {
    let Ok((source, settings)) = open(input, workspace) else { return Vec::new() };
    // Few offers replace another one, so the others are not parsed. An escape may spell the key.
    if !source.text().contains("replaces") && !source.text().contains('\\') {
        return Vec::new();
    }
    let own = absolute(&input.path);
    let replaces = |(at, related): (usize, &Related)| {
        let day = *related.offer.accepted.get()?;
        let path = replaced_file(&related.offer, &input.path)?;
        // An offer does not replace itself.
        (at > 0 || path != own).then(|| (path, (day, (own.clone(), related.document))))
    };
    Related::read_all(&source, &settings.holidays).iter().enumerate().filter_map(replaces).collect()
}
