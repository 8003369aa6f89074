//! Plans held against what was billed: what became of each installment and of each line.

mod compare;
mod matching;
mod notes;
mod pair;

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::marketplace::reports::{Line, LineKind, Report, ReportKind};
use crate::offer::{Amount, Currency};
use crate::plan::Plan;

use matching::{Acceptor, Belonging, Directory};
use pair::Reach;

/// An offer file, as far as a comparison needs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deal {
    /// Its path as people see it.
    pub path: String,
    /// The number of its document in the file, from 1.
    pub document: usize,
    /// The offer's name.
    pub name: String,
    /// The marketplace's id of the offer.
    pub id: Option<String>,
    /// The marketplace's id of the agreement, where the file knows it.
    pub agreement: Option<String>,
    /// The agreement that it replaces, and the place of the replaced offer among all.
    pub replaces: Option<(String, Option<usize>)>,
    /// The accounts that may accept, each once.
    pub buyers: Vec<String>,
    /// Whether it is expected to be billed.
    pub standing: Standing,
}

/// Whether an offer is expected to be billed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// It is accepted; its plan for that day.
    Planned(Box<Plan>),
    /// Nobody has accepted it.
    NotAccepted,
    /// It authorizes a partner to resell, and bills no buyer.
    Authorization,
}

/// How strictly to compare.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Strictness {
    /// How many days a line may lie before or after its installment.
    pub tolerance: u32,
    /// The first day of what was billed, where the reports do not go back to the first installment.
    pub since: Option<NaiveDate>,
    /// The last day of what was billed; else the last day of the reports.
    pub up_to: Option<NaiveDate>,
}

/// What became of an installment or a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// Billed as planned.
    Matched,
    /// Billed as much as planned, later than the tolerance allows.
    Late,
    /// Billed as much as planned, earlier than the tolerance allows.
    Early,
    /// Billed another amount.
    AmountDiffers,
    /// Planned up to the last day, and not billed.
    Missing,
    /// Billed, and not planned.
    Unexpected,
    /// Given back to the buyer.
    Refunded,
    /// Planned after the last day.
    NotYetDue,
    /// Planned before the first day.
    NotCovered,
    /// Planned after the offer was replaced.
    Cancelled,
}

impl Outcome {
    /// The outcome in words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Matched => "matched",
            Self::Late => "late",
            Self::Early => "early",
            Self::AmountDiffers => "amount differs",
            Self::Missing => "missing",
            Self::Unexpected => "unexpected",
            Self::Refunded => "refunded",
            Self::NotYetDue => "not yet due",
            Self::NotCovered => "not covered",
            Self::Cancelled => "cancelled",
        }
    }

    /// Whether plan and billing differ.
    pub fn differs(self) -> bool {
        !matches!(self, Self::Matched | Self::NotYetDue | Self::NotCovered | Self::Cancelled)
    }
}

/// An installment as it is expected to be billed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Due {
    /// Its number in the plan, from 1.
    pub number: usize,
    /// The date that the schedule gives it.
    pub scheduled: NaiveDate,
    /// The later one of that and the acceptance.
    pub expected: NaiveDate,
    /// Its amount before tax.
    pub amount: Amount,
}

/// A line of a report, with the place of its report among all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Billed {
    /// The place of the report.
    pub report: usize,
    /// The line.
    pub line: Line,
}

impl Billed {
    /// What the line adds to what the buyer pays: refunds are negative.
    pub fn signed(&self) -> Amount {
        if self.line.kind == LineKind::Refund { self.line.amount.negated() } else { self.line.amount }
    }
}

/// What became of one installment, or of one line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The place of the offer, where it is known.
    pub deal: Option<usize>,
    /// The buyer, where it is known.
    pub buyer: Option<String>,
    /// The installment, where there is one.
    pub due: Option<Due>,
    /// The line, where there is one.
    pub billed: Option<Billed>,
    /// The currency of the amounts.
    pub currency: Currency,
    /// What became of it.
    pub outcome: Outcome,
    /// What more there is to say; may be empty.
    pub remark: String,
}

impl Row {
    /// How many days the line is after its installment; negative where it is before.
    pub fn days(&self) -> Option<i64> {
        let (due, billed) = (self.due?, self.billed.as_ref()?);
        (self.outcome != Outcome::Refunded).then(|| pair::days_between(due.expected, billed.line.date))
    }
}

/// How many, and how much, of one outcome and currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sum {
    /// The outcome.
    pub outcome: Outcome,
    /// The currency.
    pub currency: Currency,
    /// How many rows.
    pub count: usize,
    /// What was planned.
    pub planned: Amount,
    /// What was billed, refunds taken off.
    pub billed: Amount,
}

/// Plans and reports, compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reconciliation {
    /// The first day of what was billed, where it is not the first of all.
    pub since: Option<NaiveDate>,
    /// The last day of what was billed; none where no report says what was billed.
    pub up_to: Option<NaiveDate>,
    /// How many days a line may lie before or after its installment.
    pub tolerance: u32,
    /// What became of installments and billed lines: by offer, buyer and day.
    pub billed: Vec<Row>,
    /// What became of installments and listed ones, where a report lists schedules.
    pub listed: Vec<Row>,
    /// What a reader must not miss.
    pub notes: Vec<String>,
    /// How many lines of the reports could not be read.
    pub unread: usize,
}

impl Reconciliation {
    /// Whether plans and reports differ, or a line could not be read, so that nobody knows.
    pub fn differs(&self) -> bool {
        self.unread > 0 || self.billed.iter().chain(&self.listed).any(|row| row.outcome.differs())
    }

    /// Counts and sums of rows by outcome and currency. None where a sum has more digits than can be
    /// held exactly.
    pub fn sums(rows: &[Row]) -> Option<Vec<Sum>> {
        let mut sums: BTreeMap<(Outcome, Currency), Sum> = BTreeMap::new();
        for row in rows {
            let (outcome, currency) = (row.outcome, row.currency);
            let zero = Sum { outcome, currency, count: 0, planned: Amount::ZERO, billed: Amount::ZERO };
            let sum = sums.entry((outcome, currency)).or_insert(zero);
            sum.count += 1;
            // A refund's installment is counted where it was billed.
            if let Some(due) = row.due.filter(|_| outcome != Outcome::Refunded) {
                sum.planned = sum.planned.plus(due.amount)?;
            }
            if let Some(billed) = &row.billed {
                sum.billed = sum.billed.plus(billed.signed())?;
            }
        }
        Some(sums.into_values().collect())
    }
}

/// Why offers and reports cannot be compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ReconcileError {
    /// Nobody says up to which day was billed.
    #[error("no report has a billed line, so their last day is not known")]
    NoLastDay,
}

/// Compares offers with reports. Lines that stand in several reports count once.
///
/// Expected is every installment of an accepted offer, once for each buyer that the reports show,
/// on the later one of its scheduled date and the acceptance. Installments of zero are not; nor
/// are, where there are only line items of single agreements, offers without any line.
///
/// # Errors
/// When nothing says up to which day was billed: no report has a billed line, and none is given.
pub fn reconcile(
    deals: &[Deal],
    reports: &[Report],
    strictness: Strictness,
) -> Result<Reconciliation, ReconcileError> {
    let (lines, twice) = notes::counted_once(reports);
    let (lines, later) = match strictness.up_to {
        Some(last) => notes::up_to(last, lines),
        None => (lines, Vec::new()),
    };
    let directory = Directory::new(deals, lines.iter().map(|billed| &billed.line));
    let bills = reports.iter().any(|report| report.kind != ReportKind::PaymentSchedules);
    let days = lines.iter().map(|billed| &billed.line).filter(|line| line.kind != LineKind::Listed);
    let up_to = strictness.up_to.or(days.map(|line| line.date).max());
    if bills && up_to.is_none() {
        return Err(ReconcileError::NoLastDay);
    }
    let every = reports.iter().any(|report| report.kind == ReportKind::BilledRevenue);
    let mut found = Found { every, ..Found::default() };
    for billed in lines {
        found.add(&directory, billed);
    }
    let up_to = up_to.filter(|_| bills);
    let tolerance = strictness.tolerance;
    let since = strictness.since;
    let reach = Reach { tolerance: u64::from(tolerance), since, up_to };
    let replaced = directory.replaced();
    let billed = if bills { compare::billed(deals, &found, &replaced, reach) } else { Vec::new() };
    let listed = compare::listed(deals, &found, reach.tolerance);
    let notes = [twice, later, notes::of_deals(deals, &found), notes::of_reports(reports)].concat();
    let unread = reports.iter().map(|report| report.unread.len()).sum();
    Ok(Reconciliation { since, up_to, tolerance, billed, listed, notes, unread })
}

/// The lines of the reports where they belong.
#[derive(Debug, Default)]
struct Found {
    /// Whether a report has the lines of every offer.
    every: bool,
    /// By accepted offer and who accepted it.
    groups: BTreeMap<(usize, Acceptor), Vec<Billed>>,
    /// Those that belong to no offer that is expected to be billed: the offer where it is known,
    /// and why.
    strays: Vec<(Option<usize>, Billed, String)>,
}

impl Found {
    fn add(&mut self, directory: &Directory<'_>, billed: Billed) {
        match directory.find(&billed.line) {
            Belonging::Found(deal, acceptor) => self.groups.entry((deal, acceptor)).or_default().push(billed),
            Belonging::Stray(deal, why) => self.strays.push((deal, billed, why)),
        }
    }

    /// Whether there is any line of what was billed.
    fn bills(&self) -> bool {
        let lines = self.groups.values().flatten().chain(self.strays.iter().map(|(_, billed, _)| billed));
        lines.map(|billed| billed.line.kind).any(|kind| kind != LineKind::Listed)
    }

    /// The lines of an accepted offer by who accepted it, by the offer's place.
    fn of(&self, deal: usize) -> Vec<(&Acceptor, &[Billed])> {
        let from = (deal, Acceptor::default());
        let groups = self.groups.range(from..).take_while(|((at, _), _)| *at == deal);
        groups.map(|((_, acceptor), lines)| (acceptor, lines.as_slice())).collect()
    }
}
