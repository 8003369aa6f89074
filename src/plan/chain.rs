//! The agreements that a replacement continues: what each billed, and what of it was not used.

use chrono::NaiveDate;
use num_bigint::BigInt;
use num_rational::BigRational;

use super::build::invoices;
use super::{
    Acceptance, Circumstances, DatedAmount, Invoice, Plan, PlanError, RecognitionError, Scenario, Tally,
    recognition,
};
use crate::offer::accounts::Register;
use crate::offer::{Amount, Contract, Offer};
use crate::schedule::Schedule;

/// An offer whose agreement was replaced.
#[derive(Debug, Clone, Copy)]
pub struct Link<'a> {
    /// The path of its file for display.
    pub path: &'a str,
    /// The number of its document in the file, from 1.
    pub document: usize,
    /// The offer.
    pub offer: &'a Offer,
    /// Its schedule.
    pub schedule: &'a Schedule,
}

/// One agreement of a chain, on the day on which the next one replaced it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReplacedAgreement {
    /// The offer's name.
    pub name: String,
    /// The path of its file for display.
    pub path: String,
    /// When the buyer accepted it.
    pub acceptance: Acceptance,
    /// The day on which it was replaced: the first that is not used.
    pub replaced_on: NaiveDate,
    /// What it invoiced by that day, which stays.
    pub billed: Tally,
    /// What was pending and is cancelled.
    pub pending: Tally,
    /// What was paid for the agreements before it and not used: a part of what the buyer paid for its
    /// term. Negative if more was used than billed.
    pub brought: Amount,
    /// The value of its term: its total and what was brought.
    pub worth: Amount,
    /// How many days of its term have passed.
    pub used: i64,
    /// How many days its term has.
    pub days: i64,
    /// What was paid and not used, in the minor unit, rounded down: `billed + brought − worth × used ÷
    /// days`.
    pub unused: Amount,
}

/// Why it is not known what the agreements behind a replacement billed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ChainError {
    /// A file of the chain names no schedule for what it replaces; the file, empty for the offer itself.
    #[error("{}names no `schedule` for the agreement that it replaces", of_file(.0))]
    NoSchedule(String),
    /// A file of the chain could not be read: its path as written, and why.
    #[error("`{0}`: {1}")]
    Unread(String, String),
    /// An agreement of the chain could not be planned: its file, and why.
    #[error("{0}: {1}")]
    Plan(String, Box<PlanError>),
    /// The term of an agreement of the chain is not known, or has no days; its file.
    #[error("{}has no term with days", of_file(.0))]
    NoDays(String),
    /// Amounts have more digits than can be held exactly.
    #[error("the amounts have more digits than can be held exactly")]
    TooLarge,
}

fn of_file(path: &str) -> String {
    if path.is_empty() { String::new() } else { format!("{path} ") }
}

/// Follows a chain of agreements, the oldest first, up to the day `until` on which the offer at hand
/// replaced the last of them. Each is replaced on the day on which the next one is accepted.
///
/// # Errors
/// At the first agreement whose invoices or days cannot be worked out.
pub fn chain(links: &[Link<'_>], until: NaiveDate) -> Result<Vec<ReplacedAgreement>, ChainError> {
    let plans = plans(links, until, &Scenario::default())?;
    let days = plans.iter().skip(1).map(|plan| plan.acceptance.date).chain([until]);
    let mut steps: Vec<ReplacedAgreement> = Vec::with_capacity(links.len());
    for ((link, plan), on) in links.iter().zip(&plans).zip(days) {
        let brought = steps.last().map_or(Amount::ZERO, |step| step.unused);
        steps.push(step(plan, link.offer, link.path, brought, on)?);
    }
    Ok(steps)
}

fn plans(links: &[Link<'_>], until: NaiveDate, scenario: &Scenario) -> Result<Vec<Plan>, ChainError> {
    let plan = |link: &Link<'_>| {
        let contract = Contract::of(link.offer, until);
        invoices(link.offer, link.schedule, &contract, &Register::default(), scenario)
            .map_err(|error| ChainError::Plan(link.path.to_owned(), Box::new(error)))
    };
    links.iter().map(plan).collect()
}

/// What the offer at hand takes over if it replaces the last of a chain of agreements on the day `until`:
/// what they billed and had not earned, each having taken over what the one before it left. `refunds` are
/// those of a file and document.
///
/// # Errors
/// As [`chain`].
pub fn taken_over(
    links: &[Link<'_>],
    until: NaiveDate,
    partial: bool,
    refunds: &dyn Fn(&str, usize) -> Vec<DatedAmount>,
) -> Result<Vec<DatedAmount>, ChainError> {
    let plans = plans(links, until, &Scenario { partial, ..Scenario::default() })?;
    let days: Vec<NaiveDate> = plans.iter().skip(1).map(|plan| plan.acceptance.date).chain([until]).collect();
    let mut balance = Vec::new();
    for ((link, plan), on) in links.iter().zip(&plans).zip(days) {
        let refunds = refunds(link.path, link.document);
        let bearing = Circumstances { replaced_on: Some(on), taken_over: &balance, refunds: &refunds };
        balance = match recognition(plan, link.offer, bearing) {
            Ok(recognition) => recognition.handed_over,
            Err(RecognitionError::NoTerm) => return Err(ChainError::NoDays(link.path.to_owned())),
            Err(RecognitionError::TooLarge) => return Err(ChainError::TooLarge),
        };
    }
    Ok(balance)
}

/// An agreement with that plan, whose file is `path`, on the day `on`, the first that is not used; `brought` is what was paid for
/// earlier agreements and not used.
///
/// Days are actual days: the first one counts, and so does a written last one.
///
/// # Errors
/// When its term has no days, or an amount cannot be held exactly.
pub fn step(
    plan: &Plan,
    offer: &Offer,
    path: &str,
    brought: Amount,
    on: NaiveDate,
) -> Result<ReplacedAgreement, ChainError> {
    let contract = Contract::accepted_on(offer, plan.acceptance.date);
    let no_days = || ChainError::NoDays(path.to_owned());
    let (start, days) = (contract.start.ok_or_else(no_days)?, contract.days().ok_or_else(no_days)?);
    // What has not begun is not used, and what is over is used up.
    let used = on.signed_duration_since(start).num_days().clamp(0, days);
    let (billed, pending): (Vec<&Invoice>, Vec<&Invoice>) =
        plan.expected().partition(|invoice| invoice.invoice_date <= on);
    let (billed, pending) = (tally(&billed)?, tally(&pending)?);
    let worth = plan.offer.total.plus(brought).ok_or(ChainError::TooLarge)?;
    let paid = billed.amount.plus(brought).ok_or(ChainError::TooLarge)?;
    let worn = worth.exact() * BigRational::new(BigInt::from(used), BigInt::from(days));
    let unused = Amount::rounded_down(&(paid.exact() - worn), plan.offer.currency.minor_unit());
    Ok(ReplacedAgreement {
        name: plan.offer.title().to_owned(),
        path: path.to_owned(),
        acceptance: plan.acceptance,
        replaced_on: on,
        billed,
        pending,
        brought,
        worth,
        used,
        days,
        unused: unused.ok_or(ChainError::TooLarge)?,
    })
}

fn tally(invoices: &[&Invoice]) -> Result<Tally, ChainError> {
    let amount = Amount::sum(invoices.iter().map(|invoice| invoice.amount)).ok_or(ChainError::TooLarge)?;
    Ok(Tally { count: invoices.len(), amount })
}
