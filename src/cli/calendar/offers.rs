//! The offers of a calendar: each read, planned, counted and dropped, many at once.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use rayon::prelude::*;

use super::Args;
use super::skipped::Skipped;
use crate::cli::Failure;
use crate::cli::deliver::Kind as FileKind;
use crate::cli::reading::{Trouble, open, unmarked};
use crate::cli::ways_out::of_plan;
use crate::lint::{CheckedOffer, Related, check};
use crate::offer::{Kind, Offer};
use crate::plan::{
    Aside, By, Counted, Group, Invoice, Plan, PlanError, Portfolio, Scenario, Stage, TooLarge, collections,
};
use crate::workspace::{Input, Workspace};

/// How many files are planned at once if they are needed in order.
const AT_ONCE: usize = 256;

/// The files of a calendar, and what applies to all of them.
pub(super) struct Reading<'a> {
    args: &'a Args,
    as_of: NaiveDate,
    by: By,
    workspace: &'a Workspace,
    inputs: &'a [Input],
    /// The files whose first offer was replaced, and when.
    replaced: BTreeMap<PathBuf, NaiveDate>,
}

/// One offer that is counted.
pub(super) struct One {
    pub(super) plan: Plan,
    stage: Stage,
    group: Group,
    expected: Vec<Option<NaiveDate>>,
    replaced_on: Option<NaiveDate>,
}

/// The totals so far, and what was skipped.
type PartialResult = (Result<Portfolio, TooLarge>, Skipped);

/// The result for a file.
#[derive(Default)]
struct InFile {
    offers: Vec<One>,
    aside: Vec<Aside>,
    /// What is left out, a line each, by its document.
    left_out: BTreeMap<usize, String>,
}

impl One {
    /// Whether an invoice is issued: another offer may have replaced this one before.
    pub(super) fn stands(&self, invoice: &Invoice) -> bool {
        self.counted().stands(invoice)
    }

    fn counted(&self) -> Counted<'_> {
        Counted {
            plan: &self.plan,
            stage: self.stage,
            group: self.group.clone(),
            expected: &self.expected,
            replaced_on: self.replaced_on,
        }
    }
}

impl<'a> Reading<'a> {
    /// Looks through the files for offers that replace others, so that nothing is counted twice.
    pub(super) fn new(args: &'a Args, workspace: &'a Workspace, inputs: &'a [Input]) -> Self {
        Self {
            args,
            as_of: workspace.configurations().as_of(),
            by: args.by.clone().unwrap_or_default(),
            workspace,
            inputs,
            replaced: replaced(workspace, inputs),
        }
    }

    /// Refuses an output that is a file from which the offers read so far were worked out.
    ///
    /// # Errors
    /// See [`Output::may_be_written`](crate::cli::deliver::Output::may_be_written).
    pub(super) fn keeps_inputs(&self) -> Result<(), Failure> {
        self.args.output.to.may_be_written(FileKind::Report, &self.workspace.named())
    }

    /// The totals of all offers, read in any order, and what was skipped.
    pub(super) fn portfolio(&self, empty: &Portfolio) -> PartialResult {
        let start = || (Ok(empty.clone()), Skipped::default());
        let take = |(portfolio, mut skipped): PartialResult, (at, input): (usize, &Input)| {
            let found = self.found(at, input, &mut skipped);
            (portfolio.and_then(|portfolio| counted(portfolio, found)), skipped)
        };
        let merge = |(a, mut skipped): PartialResult, (b, others): PartialResult| {
            skipped.merge(others);
            let both = a.and_then(|mut a| b.and_then(|b| a.merge(b)).map(|()| a));
            (both, skipped)
        };
        self.inputs.par_iter().enumerate().fold(start, take).reduce(start, merge)
    }

    /// Passes on every offer in the order of the files, a few files at a time.
    ///
    /// # Errors
    /// When `then` fails.
    pub(super) fn each(&self, mut then: impl FnMut(&One) -> Result<(), Failure>) -> Result<Skipped, Failure> {
        let mut skipped = Skipped::default();
        for (chunk, inputs) in self.inputs.chunks(AT_ONCE).enumerate() {
            let read = |(at, input)| {
                let mut skipped = Skipped::default();
                (self.found(chunk * AT_ONCE + at, input, &mut skipped), skipped)
            };
            let found: Vec<(InFile, Skipped)> = inputs.par_iter().enumerate().map(read).collect();
            for (found, own) in found {
                skipped.merge(own);
                found.offers.iter().try_for_each(&mut then)?;
            }
        }
        Ok(skipped)
    }

    /// The offers of the file at index `at`; what went wrong goes into `skipped`.
    fn found(&self, at: usize, input: &Input, skipped: &mut Skipped) -> InFile {
        match self.in_file(input) {
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

    fn in_file(&self, input: &Input) -> Result<InFile, Trouble> {
        let (source, settings) = open(input, self.workspace)?;
        let checked = check(&source, &settings);
        let left_out = unmarked(&source, &checked).into_iter().collect();
        let mut found = InFile { left_out, ..InFile::default() };
        let line = |document: usize, why: String| {
            let place = if document > 0 { format!(", offer {document}") } else { String::new() };
            format!("{}{place}: {why}", input.shown)
        };
        for finding in checked.errors() {
            let line = || line(finding.document, finding.message.to_string());
            found.left_out.entry(finding.document).or_insert_with(line);
        }
        let mut first = true;
        for offer in checked.offers() {
            let document = offer.document;
            let replaced_on = if std::mem::take(&mut first) { self.replaced_on(input) } else { None };
            let stage = Stage::of(&offer.offer, self.as_of);
            if let (Err(aside), false) = (stage, offer.offer.accepted.is_invalid()) {
                found.left_out.remove(&document);
                found.aside.push(aside);
            } else if self.args.allow_errors || !found.left_out.contains_key(&document) {
                match self.one(offer, replaced_on) {
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
        }
        Ok(found)
    }

    fn one(&self, checked: &CheckedOffer, replaced_on: Option<NaiveDate>) -> Result<One, PlanError> {
        let plan = checked.plan(&Scenario { partial: self.args.allow_errors, ..Scenario::default() })?;
        let (offer, accounts) = (&checked.offer, &checked.accounts);
        Ok(One {
            // Offers that are not counted have been left aside.
            stage: Stage::of(offer, self.as_of).unwrap_or(Stage::Draft),
            group: self.by.group(&plan, offer, accounts),
            expected: collections(&plan, offer, accounts, self.args.late),
            replaced_on,
            plan,
        })
    }

    /// When the first offer of a file was replaced.
    fn replaced_on(&self, input: &Input) -> Option<NaiveDate> {
        if self.replaced.is_empty() {
            return None;
        }
        self.replaced.get(&absolute(&input.path)).copied()
    }
}

fn counted(mut portfolio: Portfolio, found: InFile) -> Result<Portfolio, TooLarge> {
    found.aside.into_iter().for_each(|aside| portfolio.leave_aside(aside));
    found.offers.iter().try_for_each(|one| portfolio.add(&one.counted()))?;
    Ok(portfolio)
}

fn absolute(path: &Path) -> PathBuf {
    std::fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf())
}

/// The files that accepted offers replace, with the first day of acceptance. What cannot be read is
/// reported when the offers are counted.
fn replaced(workspace: &Workspace, inputs: &[Input]) -> BTreeMap<PathBuf, NaiveDate> {
    let earliest = |mut all: BTreeMap<PathBuf, NaiveDate>, (path, day): (PathBuf, NaiveDate)| {
        let known = all.entry(path).or_insert(day);
        *known = day.min(*known);
        all
    };
    inputs
        .par_iter()
        .fold(BTreeMap::new, |all, input| replacing(workspace, input).into_iter().fold(all, earliest))
        .reduce(BTreeMap::new, |all, more| more.into_iter().fold(all, earliest))
}

/// What the accepted offers of a file replace, and when.
fn replacing(workspace: &Workspace, input: &Input) -> Vec<(PathBuf, NaiveDate)> {
    let Ok((source, settings)) = open(input, workspace) else { return Vec::new() };
    // Few offers replace another one, so the others are not parsed. An escape may spell the key.
    if !source.text().contains("replaces") && !source.text().contains('\\') {
        return Vec::new();
    }
    let own = absolute(&input.path);
    let replaces = |(at, related): (usize, &Related)| {
        let (path, day) = replacement(&related.offer, input)?;
        // An offer does not replace itself.
        (at > 0 || path != own).then_some((path, day))
    };
    Related::read_all(&source, &settings.holidays).iter().enumerate().filter_map(replaces).collect()
}

fn replacement(offer: &Offer, input: &Input) -> Option<(PathBuf, NaiveDate)> {
    let day = *offer.accepted.get()?;
    let named = offer.replaces.get()?.schedule.get()?;
    let folder = input.path.parent().unwrap_or(Path::new(""));
    (offer.kind() == Some(Kind::ReplacementOffer)).then(|| (absolute(&folder.join(named)), day))
}
