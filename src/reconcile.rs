//! Compares plans with what was billed: what became of each installment and of each line.

mod assigned;
mod compare;
mod difference;
mod explanations;
mod matching;
mod notes;
mod once;
mod pair;
mod payouts;

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::marketplace::reports::{BilledLine, BilledReport, LineKind, ReportKind};
use crate::offer::{Amount, Currency, Money};
use crate::plan::Plan;
use crate::text::message::{Message, word};

use assigned::AssignedLines;
pub use explanations::explain;
use matching::Directory;
use once::CountedLines;
use pair::Reach;
pub use payouts::{DuePayout, payouts};

/// The part of an offer file that a comparison needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deal {
    /// Its path for display.
    pub path: String,
    /// The number of its document in the file, from 1.
    pub document: usize,
    /// The offer's name.
    pub name: String,
    /// The marketplace's id of the offer.
    pub id: Option<String>,
    /// The marketplace's id of the agreement, if the file has it.
    pub agreement: Option<String>,
    /// The agreement that it replaces, and the index of the replaced offer.
    pub replaces: Option<(String, Option<usize>)>,
    /// The accounts that may accept, each once.
    pub buyers: Vec<String>,
    /// Whether it is expected to be billed.
    pub standing: DealStatus,
}

/// Whether an offer is expected to be billed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DealStatus {
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
    /// How many days a line may be before or after its installment.
    pub tolerance: u32,
    /// The first day of what was billed, if the reports do not go back to the first installment.
    pub since: Option<NaiveDate>,
    /// The last day of what was billed; else the last day of the reports.
    pub up_to: Option<NaiveDate>,
}

/// What became of an installment or a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum MatchKind {
    /// Billed as planned.
    Matched,
    /// Billed as much as planned, later than the tolerance allows.
    Late,
    /// Billed as much as planned, earlier than the tolerance allows.
    Early,
    /// Billed another amount.
    AmountDiffers,
    /// Paid out less than planned.
    Short,
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

impl MatchKind {
    /// The outcome in words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Matched => word!("matched"),
            Self::Late => word!("late"),
            Self::Early => word!("early"),
            Self::AmountDiffers => word!("amount differs"),
            Self::Short => word!("short"),
            Self::Missing => word!("missing"),
            Self::Unexpected => word!("unexpected"),
            Self::Refunded => word!("refunded"),
            Self::NotYetDue => word!("not yet due"),
            Self::NotCovered => word!("not covered"),
            Self::Cancelled => word!("cancelled"),
        }
    }

    /// Whether plan and billing differ.
    pub fn differs(self) -> bool {
        self.is_compared() && self != Self::Matched
    }

    /// Whether it is about the days of the reports: planned, billed, or both.
    pub fn is_compared(self) -> bool {
        !matches!(self, Self::NotYetDue | Self::NotCovered | Self::Cancelled)
    }
}

/// An installment that is expected to be billed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Due {
    /// Its number in the plan, from 1.
    pub number: usize,
    /// Its date in the schedule.
    pub scheduled: NaiveDate,
    /// The later one of that and the acceptance.
    pub expected: NaiveDate,
    /// Its amount before tax; of a payout, what is to reach the seller.
    pub amount: Amount,
    /// What is to be paid out for it, if payouts are compared.
    pub payout: Option<DuePayout>,
}

impl Due {
    /// The day on which it is expected, unless it is a payout of which no plan knows the day.
    pub(crate) fn day(&self) -> Option<NaiveDate> {
        self.payout.map_or(Some(self.expected), |payout| payout.day)
    }
}

/// A line of a report, with the index of its report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Billed {
    /// The index of the report.
    pub report: usize,
    /// The line.
    pub line: BilledLine,
}

impl Billed {
    /// What the line adds to what the buyer pays: refunds are negative.
    pub fn signed(&self) -> Amount {
        if matches!(self.line.kind, LineKind::Refund | LineKind::Clawback) {
            self.line.amount.negated()
        } else {
            self.line.amount
        }
    }
}

/// What became of one installment, or of one line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ComparedRow {
    /// The index of the offer, if known.
    pub deal: Option<usize>,
    /// The buyer, if it is known.
    pub buyer: Option<String>,
    /// The installment, if there is one.
    pub due: Option<Due>,
    /// The line, if there is one.
    pub billed: Option<Billed>,
    /// The currency of the amounts.
    pub currency: Currency,
    /// What became of it.
    pub outcome: MatchKind,
    /// Further remarks; may be empty.
    pub remark: Message,
    /// Why it differs, if that is known.
    pub explained: Option<String>,
}

impl ComparedRow {
    /// What was billed less what was planned, refunds taken off; a refund's installment is counted with
    /// the line that billed it. `None` where neither was expected in the days of the reports, or if it
    /// has more digits than can be held exactly.
    pub fn difference(&self) -> Option<Amount> {
        if !self.outcome.is_compared() {
            return None;
        }
        let planned = self.planned().unwrap_or_default();
        self.billed.as_ref().map_or(Amount::ZERO, Billed::signed).minus(planned)
    }

    /// What was planned, if this row counts it: a refund's installment is counted with its billed line.
    pub fn planned(&self) -> Option<Amount> {
        self.counted().map(|due| due.amount)
    }

    /// The installment, if it is this row's and not that of the line which a refund gives back.
    pub(crate) fn counted(&self) -> Option<Due> {
        self.due.filter(|_| self.outcome != MatchKind::Refunded)
    }

    /// Whether plan and billing differ for no known reason.
    pub fn is_open(&self) -> bool {
        self.outcome.differs() && self.explained.is_none()
    }

    /// How many days the line is after its installment; negative if it is before.
    pub fn days(&self) -> Option<i64> {
        let (due, billed) = (self.due?, self.billed.as_ref()?);
        if due.payout.is_some_and(|payout| payout.day.is_none()) {
            return None;
        }
        (self.outcome != MatchKind::Refunded).then(|| pair::days_between(due.expected, billed.line.date))
    }
}

/// How many, and how much, of one outcome and currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sum {
    /// The outcome; `None` for all that are compared.
    pub outcome: Option<MatchKind>,
    /// How many rows.
    pub count: usize,
    /// How many of them differ for a known reason.
    pub explained: usize,
    /// What was planned.
    pub planned: Money,
    /// What was billed, refunds taken off; in the same currency.
    pub billed: Money,
    /// What was billed less what was planned; `None` for an outcome that is not compared.
    pub difference: Option<Money>,
    /// What of the difference has no known reason.
    pub unexplained: Option<Money>,
}

impl Sum {
    fn none(outcome: Option<MatchKind>, currency: Currency) -> Self {
        let zero = Money::zero(currency);
        let compared = outcome.is_none_or(MatchKind::is_compared).then_some(zero);
        Self {
            outcome,
            count: 0,
            explained: 0,
            planned: zero,
            billed: zero,
            difference: compared,
            unexplained: compared,
        }
    }

    fn add(&mut self, row: &ComparedRow) -> Option<()> {
        let money = |amount| Money::new(amount, row.currency);
        self.count += 1;
        self.explained += usize::from(row.outcome.differs() && !row.is_open());
        self.planned = self.planned.plus(money(row.planned().unwrap_or_default())).ok()?;
        let billed = row.billed.as_ref().map(Billed::signed).unwrap_or_default();
        self.billed = self.billed.plus(money(billed)).ok()?;
        if row.outcome.is_compared() {
            let difference = money(row.difference()?);
            self.difference = Some(self.difference?.plus(difference).ok()?);
            if row.explained.is_none() {
                self.unexplained = Some(self.unexplained?.plus(difference).ok()?);
            }
        }
        Some(())
    }
}

/// Plans and reports, compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reconciliation {
    /// The first day of what was billed, if limited.
    pub since: Option<NaiveDate>,
    /// The last day of what was billed; `None` if no report says what was billed.
    pub up_to: Option<NaiveDate>,
    /// How many days a line may be before or after its installment.
    pub tolerance: u32,
    /// What became of installments and billed lines: by offer, buyer and day.
    pub billed: Vec<ComparedRow>,
    /// What became of installments and listed ones, if a report lists schedules.
    pub listed: Vec<ComparedRow>,
    /// What a reader must not miss.
    pub notes: Vec<Message>,
    /// How many lines of the reports could not be read.
    pub unread: usize,
    /// Whether payouts were compared with the cash of the plans, and not invoices.
    pub cash: bool,
}

impl Reconciliation {
    /// Whether plans and reports differ for no known reason, or a line could not be read.
    pub fn differs(&self) -> bool {
        self.unread > 0 || self.billed.iter().chain(&self.listed).any(ComparedRow::is_open)
    }

    /// Counts and sums of rows by outcome and currency; then of each currency all that is compared. `None`
    /// if a sum has more digits than can be held exactly.
    pub fn sums(rows: &[ComparedRow]) -> Option<Vec<Sum>> {
        let mut sums: BTreeMap<(MatchKind, Currency), Sum> = BTreeMap::new();
        let mut totals: BTreeMap<Currency, Sum> = BTreeMap::new();
        for row in rows {
            let (outcome, currency) = (row.outcome, row.currency);
            let none = |outcome| Sum::none(outcome, currency);
            sums.entry((outcome, currency)).or_insert_with(|| none(Some(outcome))).add(row)?;
            if outcome.is_compared() {
                totals.entry(currency).or_insert_with(|| none(None)).add(row)?;
            }
        }
        Some(sums.into_values().chain(totals.into_values()).collect())
    }
}

/// Why offers and reports cannot be compared.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReconcileError {
    /// The last day of billing is not known; with why lines could not be read, if any.
    #[error("no report has a billed line, so their last day is not known")]
    NoLastDay(Vec<Message>),
    /// The last day of payouts is not known; with why lines could not be read, if any.
    #[error("no report has a payout, so their last day is not known")]
    NoPayout(Vec<Message>),
    /// Two reports contradict each other.
    #[error(transparent)]
    TwoAmounts(Box<TwoAmounts>),
}

/// Two reports that have different amounts for one invoice.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{what} {id} is {} in {}, but {} in {}", one.1, one.0, other.1, other.0)]
pub struct TwoAmounts {
    /// `invoice` or `charge`.
    pub what: &'static str,
    /// Its id.
    pub id: String,
    /// Where the first line is, for display, and its amount.
    pub one: (String, Money),
    /// Where the second is, and its amount.
    pub other: (String, Money),
}

/// Compares offers with reports. Lines that occur in several reports count once.
///
/// Every installment of an accepted offer is expected, once for each buyer that the reports show, on the
/// later of its scheduled date and the acceptance. Not expected are installments of zero and, if there
/// are only line items of single agreements, offers without any line.
///
/// # Errors
/// When the last day of billing is not known: no report has a billed line, and none is given. When two
/// reports have different amounts for one invoice.
pub fn reconcile(
    deals: &[Deal],
    reports: &[BilledReport],
    strictness: Strictness,
) -> Result<Reconciliation, ReconcileError> {
    let CountedLines { lines, notes: twice } = once::counted_once(reports)?;
    let (lines, later) = match strictness.up_to {
        Some(last) => notes::up_to(last, lines),
        None => (lines, Vec::new()),
    };
    let directory = Directory::new(deals, lines.iter().map(|billed| &billed.line));
    let bills = reports.iter().any(|report| !report.kind.is_listing());
    let days = lines.iter().map(|billed| &billed.line).filter(|line| is_bill(line.kind));
    let up_to = strictness.up_to.or(days.map(|line| line.date).max());
    if bills && up_to.is_none() {
        return Err(ReconcileError::NoLastDay(notes::of_unread(reports)));
    }
    let of_every = [ReportKind::BilledRevenue, ReportKind::BillingEvents];
    let every = reports.iter().any(|report| of_every.contains(&report.kind));
    let mut found = AssignedLines { every, ..AssignedLines::default() };
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
    Ok(Reconciliation { since, up_to, tolerance, billed, listed, notes, unread, cash: false })
}

/// Whether a line bills a buyer, or gives back.
fn is_bill(kind: LineKind) -> bool {
    matches!(kind, LineKind::Invoice | LineKind::Refund)
}
