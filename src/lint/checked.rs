//! The result of a check: every offer of a file, ready to be planned, and all findings.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;

use super::Unread;
use super::behind::Behind;
use crate::marketplace::aws::change_set::{self, ExportError, Exported};
use crate::marketplace::limits::Limits;
use crate::offer::accounts::Register;
use crate::offer::{Contract, Offer};
use crate::plan::{
    self, ChainError, Circumstances, DatedAmount, Plan, PlanError, RecognitionError, Scenario, Timeline,
    Window, WindowError, recognition,
};
use crate::schedule::{Holidays, Schedule};
use crate::text::diagnostic::{Diagnostic, Severity};
use crate::text::message::{Message, msg};

/// A file after its check.
#[derive(Debug, Default)]
pub struct Checked {
    /// The findings, and counts.
    pub report: FileReport,
    /// Whether one of its documents is not YAML, so that its content is unknown.
    pub broken: bool,
    /// The references of its offers that could not be compared, and why.
    pub unread: Vec<Unread>,
    /// By the number of the document; `None` if it is an offer that could not be read as one.
    pub(super) offers: BTreeMap<usize, Option<CheckedOffer>>,
}

/// The result for one file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FileReport {
    /// How many of its documents are offers.
    pub offers: usize,
    /// How many of its offers have findings.
    pub offers_with_findings: usize,
    /// Whether it has no offer and was skipped.
    pub passed_over: bool,
    /// The findings, in order of position, then rule.
    pub diagnostics: Vec<Diagnostic>,
    /// How many findings comments allow.
    pub suppressed: usize,
    /// How many of its offers lack what their release needs, while no rule says so.
    pub not_ready: usize,
    /// What of its offers was not judged, because JSON of the marketplace does not say it.
    #[doc(hidden)]
    pub unjudged: Unjudged,
    /// The ids of its offers, if they have one, by the number of the document.
    pub offer_ids: BTreeMap<usize, String>,
}

impl FileReport {
    /// Whether one of its findings counts as an error.
    #[cfg(feature = "cli")]
    pub(crate) fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(|finding| finding.severity == Severity::Error)
    }
}

/// How many offers of the marketplace's JSON were not judged in full, by what the JSON does not say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Unjudged {
    /// The product's type is not known.
    pub product_type: usize,
    /// It is not known how a buyer is billed.
    pub billing: usize,
    /// The JSON changes an offer and does not show the rest of it.
    pub rest: usize,
    /// Placeholders are to be filled in.
    pub placeholders: usize,
    /// There is no payment schedule.
    pub schedule: usize,
}

impl std::ops::AddAssign for Unjudged {
    fn add_assign(&mut self, more: Self) {
        self.product_type += more.product_type;
        self.billing += more.billing;
        self.rest += more.rest;
        self.placeholders += more.placeholders;
        self.schedule += more.schedule;
    }
}

/// One offer of a checked file, with what was computed from it.
#[derive(Debug)]
pub struct CheckedOffer {
    /// Which document of the file it is, from 1.
    pub document: usize,
    /// The offer as read.
    pub offer: Offer,
    /// Its schedule, as far as it can be computed.
    #[doc(hidden)]
    pub schedule: Schedule,
    /// The reference day and the contract's start and end.
    #[doc(hidden)]
    pub contract: Contract,
    /// The day as of which it was checked.
    pub(super) as_of: NaiveDate,
    /// The agreements that it continues.
    pub(super) behind: Behind,
    /// Whether the authorization is named by a file from which its id is not known.
    pub(super) unidentified: bool,
    /// The account register.
    pub accounts: Arc<Register>,
    /// The weekends and holidays that hold for its file.
    pub holidays: Arc<Holidays>,
}

impl Checked {
    /// The offers that could be read, in the order of the file.
    pub fn offers(&self) -> impl Iterator<Item = &CheckedOffer> {
        self.offers.values().flatten()
    }

    /// Every offer, with the number of its document, in the order of the file.
    ///
    /// # Errors
    /// An offer that could not be read is [`PlanError::Unread`]: there is nothing to plan.
    pub fn into_offers(self) -> impl Iterator<Item = (usize, Result<CheckedOffer, PlanError>)> {
        self.offers.into_iter().map(|(number, offer)| (number, offer.ok_or(PlanError::Unread)))
    }

    /// Leaves out the findings that do not matter to a command.
    #[cfg(feature = "cli")]
    pub(crate) fn leave_out(&mut self, gone: impl Fn(&Diagnostic) -> bool) {
        self.report.diagnostics.retain(|finding| !gone(finding));
    }

    /// The number of each offer's document and its id, if those could be read.
    #[cfg(feature = "cli")]
    pub(crate) fn numbers(&self) -> impl Iterator<Item = (usize, Option<&String>)> {
        self.offers.iter().map(|(number, offer)| (*number, offer.as_ref().and_then(|o| o.offer.id.get())))
    }

    /// The findings of the file, in order of position, then rule.
    pub fn findings(&self) -> &[Diagnostic] {
        &self.report.diagnostics
    }

    /// The findings of one of its offers.
    pub fn findings_of(&self, offer: &CheckedOffer) -> impl Iterator<Item = &Diagnostic> {
        self.report.diagnostics.iter().filter(|finding| finding.document == offer.document)
    }

    /// The findings that count as errors: with any, the marketplace, or this format, refuses the file.
    pub fn errors(&self) -> impl Iterator<Item = &Diagnostic> {
        self.findings().iter().filter(|finding| finding.severity == Severity::Error)
    }

    /// Whether it keeps every rule: neither errors nor warnings.
    pub fn is_clean(&self) -> bool {
        self.findings().iter().all(|finding| finding.severity < Severity::Warning)
    }
}

impl CheckedOffer {
    /// The dated invoices of the offer, with what else the scenario asks for.
    ///
    /// # Errors
    /// When the offer lacks something that a plan, or a part that the scenario asks for, depends on. The
    /// plan itself never fails for an offer without errors.
    pub fn plan(&self, scenario: &Scenario) -> Result<Plan, PlanError> {
        let mut plan = plan::plan(&self.offer, &self.schedule, &self.contract, &self.accounts, scenario)?;
        plan.renewals.iter_mut().for_each(|renewed| renewed.as_of = Some(self.as_of));
        let (replaced, replaced_unknown) = match self.behind.steps(plan.acceptance.date) {
            Ok(steps) => (steps, None),
            Err(error) => (Vec::new(), Some(error)),
        };
        let mut plan = Plan { as_of: Some(self.as_of), replaced, replaced_unknown, ..plan };
        if scenario.recognition {
            self.recognize(&mut plan, scenario, &|_, _| Vec::new())?;
        }
        Ok(plan)
    }

    /// Adds what each month earns to a plan of this offer and to its renewals: with what the scenario says
    /// of refunds and of a replacement, and, if it replaces an agreement, with what that had billed and not
    /// earned. `refunds` are those of replaced offers, by file and document.
    ///
    /// # Errors
    /// When the term is not known, or an amount cannot be held.
    #[doc(hidden)]
    pub fn recognize(
        &self,
        plan: &mut Plan,
        scenario: &Scenario,
        refunds: &dyn Fn(&str, usize) -> Vec<DatedAmount>,
    ) -> Result<(), RecognitionError> {
        let taken_over = match scenario.alone {
            true => Ok(Vec::new()),
            false => self.behind.taken_over(plan.acceptance.date, scenario.partial, refunds),
        };
        let starts: Vec<NaiveDate> = plan.renewals.iter().filter_map(|p| Some(p.term?.0)).collect();
        // A refund lowers the price of the term that runs on its day.
        let of = |number: usize| -> Vec<DatedAmount> {
            let term = |day: NaiveDate| starts.iter().take_while(|start| **start <= day).count();
            scenario.refunds.iter().copied().filter(|(day, _)| term(*day) == number).collect()
        };
        let (own, before) = (of(0), taken_over.as_deref().unwrap_or_default());
        let replaced_on = scenario.replaced_on;
        let bearing = Circumstances { replaced_on, taken_over: before, refunds: &own };
        let mut recognized = recognition(plan, &self.offer, bearing)?;
        if let Err(error) = &taken_over {
            recognized.notes.push(match error {
                ChainError::NoSchedule(path) if path.is_empty() => msg!(
                    "Nothing is carried over from the agreement that it replaces, whose file is not known: name it as `schedule` of `replaces`."
                ),
                error => msg!("Nothing is carried over from the agreement that it replaces: {error}.", error),
            });
        }
        plan.recognition = Some(recognized);
        for (number, renewed) in (1..).zip(&mut plan.renewals) {
            let own = of(number);
            let bearing = Circumstances { refunds: &own, ..Circumstances::default() };
            renewed.recognition = Some(recognition(renewed, &self.offer, bearing)?);
        }
        Ok(())
    }

    /// What each day of acceptance in a range means for a plan of this offer; see [`plan::window`].
    ///
    /// # Errors
    /// When the range has no first or no last day, or ends before it begins.
    #[doc(hidden)]
    pub fn window(
        &self,
        plan: &Plan,
        range: (Option<NaiveDate>, Option<NaiveDate>),
    ) -> Result<Window, WindowError> {
        plan::window(plan, &self.offer, &self.contract, range)
    }

    /// The request that brings the offer to AWS Marketplace: what its file says, and nothing else.
    /// The marketplace's limits are those of the reference day, or of `as_of` if it is not known.
    ///
    /// # Errors
    /// When the request needs what the offer file does not say.
    pub fn change_set(
        &self,
        as_of: NaiveDate,
        options: change_set::ExportOptions<'_>,
    ) -> Result<Exported, ExportError> {
        let limits = Limits::on(self.contract.reference_day.unwrap_or(as_of));
        change_set::change_set(&self.offer, &self.schedule, &self.contract, limits, options)
    }

    /// Whether it has all that its release needs.
    #[cfg(feature = "lsp")]
    pub(crate) fn is_ready(&self) -> bool {
        super::rules::is_ready(&self.offer, self.unidentified)
    }

    /// The timeline of the contract of a plan of this offer.
    #[doc(hidden)]
    pub fn timeline(&self, plan: Plan) -> Timeline {
        plan::timeline(plan, &self.offer)
    }

    /// How invoice `number` of a plan of this offer was derived, line by line. `None` if the plan has
    /// no such invoice.
    pub fn explain(&self, plan: &Plan, number: usize) -> Option<Vec<(Message, Message)>> {
        plan::explain(plan, &self.offer, &self.schedule, number)
    }
}
