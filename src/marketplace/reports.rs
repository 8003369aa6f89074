//! What was billed according to the marketplace's reports: one reader for each report.

mod answers;
mod billed_revenue;
mod cells;
mod charges;
mod disbursements;
mod error;
mod events;
mod line_items;
mod payment_schedules;
mod table;
mod usage;

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::offer::table::Decision;
use crate::offer::{Amount, Currency};
use crate::text::source::{SourceFile, Unreadable};

use crate::text::message::{Message, count, msg, word};
use crate::text::words;
use error::MAX_LINE;
pub use error::{LineError, ReportError, ReportReason};
pub use events::{BillingEvent, settle};
#[cfg(feature = "cli")]
pub(crate) use usage::month;
pub use usage::{UsageLine, UsageReport, read_usage, usage_of};

pub use crate::offer::table::{DayError, NumberError, StyleConflict};

/// A report, with what could not be read of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BilledReport {
    /// Its path for display.
    pub path: String,
    /// Which report it is.
    pub kind: ReportKind,
    /// Its lines in the order of the file.
    pub lines: Vec<BilledLine>,
    /// How many lines were skipped because they bill and refund nothing.
    pub empty: usize,
    /// Lines that could not be read and are left out.
    pub unread: Vec<Note>,
    /// Values in an unexpected form, and how they were read.
    pub notes: Vec<Note>,
    /// The events of a billing event feed, until [`settle`] makes lines of them.
    pub events: Vec<BillingEvent>,
}

/// A note about a line of a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// The line of the file, from 1.
    pub line: u32,
    /// The text.
    pub text: Message,
    /// How many later lines have the same note.
    pub more: usize,
}

impl Note {
    /// The text, and how many later lines have the same.
    pub(crate) fn words(&self) -> Message {
        let words = &self.text;
        match self.more {
            0 => words.clone(),
            more => msg!("{words} (and {lines} more)", words, lines = count!(more, "line")),
        }
    }
}

/// Which report a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ReportKind {
    /// The export of the billed revenue dashboard.
    BilledRevenue,
    /// The answer of `ListAgreementInvoiceLineItems`.
    LineItems,
    /// Section 4 of the monthly billed revenue report: the schedules of new contracts.
    PaymentSchedules,
    /// The answer of `ListAgreementCharges`: the buyer's charges of one agreement.
    Charges,
    /// The export of the collections and disbursements dashboard: what was paid out to the seller.
    Disbursements,
    /// The billing event feed: what was billed, given back and paid out.
    BillingEvents,
}

impl ReportKind {
    /// The report's usual name.
    pub fn words(self) -> &'static str {
        match self {
            Self::BilledRevenue => word!("billed revenue dashboard"),
            Self::LineItems => word!("agreement invoice line items"),
            Self::PaymentSchedules => word!("section 4 of the monthly billed revenue report"),
            Self::Charges => word!("agreement charges"),
            Self::Disbursements => word!("collections and disbursements dashboard"),
            Self::BillingEvents => word!("billing event feed"),
        }
    }

    /// Whether it says what was billed, or lists what is to be.
    pub fn has_invoices(self) -> bool {
        self != Self::Disbursements
    }

    /// Whether it says what was paid out to the seller.
    pub fn has_payouts(self) -> bool {
        matches!(self, Self::Disbursements | Self::BillingEvents)
    }

    /// Whether it lists what is to be billed, and not what was.
    pub fn is_listing(self) -> bool {
        matches!(self, Self::PaymentSchedules | Self::Charges)
    }
}

/// What a line of a report records.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum LineKind {
    /// The buyer was billed.
    Invoice,
    /// The buyer was refunded.
    Refund,
    /// An installment is listed; whether it was billed is unknown.
    Listed,
    /// An invoice is paid out to the seller, or is still to be.
    Payout,
    /// What was paid out is taken back, because the buyer was refunded.
    Clawback,
}

/// The invoice behind a payout, before tax.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Payout {
    /// The day of the invoice.
    pub invoiced: NaiveDate,
    /// The day on which the marketplace paid it out, in UTC; `None` if it has not.
    pub day: Option<NaiveDate>,
    /// What the buyer was billed, or given back.
    pub gross: Amount,
    /// What the marketplace kept of it, or gave back.
    pub fee: Amount,
}

/// A line of a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BilledLine {
    /// The line of the file, from 1.
    pub line: u32,
    /// What it records.
    pub kind: LineKind,
    /// The agreement, if the line names one.
    pub agreement: Option<String>,
    /// The offer, if the line names one.
    pub offer: Option<String>,
    /// The account that subscribed.
    pub subscriber: Subscriber,
    /// The invoice, or the credit memo, if the line names one.
    pub invoice: Option<String>,
    /// The charge, if the line is one of the buyer's charges.
    pub charge: Option<String>,
    /// The day of the invoice, in UTC; of a payout its own, if it is known.
    pub date: NaiveDate,
    /// What was billed, refunded, listed, paid out or taken back, before tax; never negative.
    pub amount: Amount,
    /// The currency of the amount.
    pub currency: Currency,
    /// The day on which the buyer accepted, if the line says so.
    pub acceptance: Option<NaiveDate>,
    /// The contract's total value and number of payments, if the line says so.
    pub contract: Option<(Amount, usize)>,
    /// The invoice behind it, if the line is a payout.
    pub payout: Option<Payout>,
}

impl BilledLine {
    /// The line of a payout of `net`, which is below zero if it is taken back.
    fn paid(self, payout: Payout, net: Amount) -> Self {
        let kind = if net.is_negative() { LineKind::Clawback } else { LineKind::Payout };
        let date = payout.day.unwrap_or(payout.invoiced);
        Self { kind, date, amount: net.abs(), payout: Some(payout), ..self }
    }
}

/// The account that a line is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Subscriber {
    /// Twelve digits.
    Known(String),
    /// It may be either: zeros were lost, or it was read as octal.
    Either(String, String),
    /// A spreadsheet rounded the account id; it is between these two, both included.
    Rounded(u64, u64),
    /// Not given.
    Unknown,
}

impl Subscriber {
    /// Whether the line may be about this account of twelve digits.
    pub fn may_be(&self, account: &str) -> bool {
        match self {
            Self::Known(id) => id == account,
            Self::Either(one, other) => one == account || other == account,
            Self::Rounded(low, high) => account.parse::<u64>().is_ok_and(|id| (*low..=*high).contains(&id)),
            Self::Unknown => true,
        }
    }
}

/// The most bytes that a report may have: 256 MiB.
pub const MAX_BYTES: u64 = 256 * 1024 * 1024;

/// Reads a report, which is recognized by its content, never by its name.
///
/// # Errors
/// When it is not text, or not a known report.
pub fn read(file: &SourceFile) -> Result<BilledReport, ReportError> {
    read_text(file).map_err(|reason| ReportError { path: file.path().to_owned(), reason })
}

fn read_text(file: &SourceFile) -> Result<BilledReport, ReportReason> {
    hold_text(file)?;
    let mut report = BilledReport {
        path: file.path().to_owned(),
        kind: ReportKind::LineItems,
        lines: Vec::new(),
        empty: 0,
        unread: Vec::new(),
        notes: Vec::new(),
        events: Vec::new(),
    };
    let text = file.text().trim_start_matches('\u{feff}');
    if text.trim_start().starts_with(['{', '[']) {
        match charges::is_answer(text) {
            true => charges::read(file, &mut report)?,
            false => line_items::read(file, &mut report)?,
        }
        return Ok(report);
    }
    let mut said = Said::default();
    let table = table::ReportTable::read(file, &mut said)?;
    report.kind = table.kind;
    if table.rows_before > 0 {
        let text = msg!("{rows} before the header, passed over", rows = count!(table.rows_before, "row"));
        said.say("before".to_owned(), 1, text);
    }
    let mut unread = table.broken.clone();
    for row in table.rows() {
        let lines = match report.kind {
            ReportKind::BillingEvents => match events::event(row, &mut said) {
                Ok(event) => {
                    report.events.push(event);
                    continue;
                }
                Err(why) => Err(why),
            },
            ReportKind::Disbursements => disbursements::lines(row, &mut said),
            ReportKind::PaymentSchedules => payment_schedules::lines(row, &mut said),
            _ => billed_revenue::lines(row, &mut said),
        };
        match lines {
            Ok(lines) if lines.is_empty() => report.empty += 1,
            Ok(mut lines) => report.lines.append(&mut lines),
            Err(why) => unread.push((row.line, why)),
        }
    }
    unread.sort_by_key(|(line, _)| *line);
    report.finish(said, unread)?;
    Ok(report)
}

impl BilledReport {
    /// Takes the notes. A report of which no line can be read is refused, the reasons first.
    fn finish(&mut self, said: Said, unread: Vec<(u32, LineError)>) -> Result<(), ReportReason> {
        if self.lines.is_empty() && self.events.is_empty() && self.empty == 0 && !unread.is_empty() {
            return Err(nothing_read(&unread));
        }
        self.notes = said.notes;
        let note = |(line, why): (u32, LineError)| Note { line, text: Message::verbatim(why), more: 0 };
        self.unread = unread.into_iter().map(note).collect();
        Ok(())
    }
}

/// The reasons why no line can be read, those of one kind once.
fn nothing_read(unread: &[(u32, LineError)]) -> ReportReason {
    const MOST: usize = 3;
    let mut kinds: Vec<(u32, &LineError, usize)> = Vec::new();
    for (line, why) in unread {
        match kinds.iter_mut().find(|(_, known, _)| known.is_like(why)) {
            Some((_, _, more)) => *more += 1,
            None => kinds.push((*line, why, 0)),
        }
    }
    let words = |(line, why, more): &(u32, &LineError, usize)| {
        let more =
            if *more > 0 { format!(" (and {} more)", words::count(*more, "line")) } else { String::new() };
        format!("line {line}: {why}{more}")
    };
    ReportReason::NothingRead { lines: unread.len(), why: kinds.iter().take(MOST).map(words).collect() }
}

/// Refuses what no reader can parse.
fn hold_text(file: &SourceFile) -> Result<(), ReportReason> {
    match file.unreadable() {
        Some(Unreadable::NotUtf8 { utf16: true, .. }) => {
            return Err(ReportReason::Utf16);
        }
        Some(Unreadable::NotUtf8 { offset, .. }) => {
            return Err(ReportReason::NotUtf8(file.position(*offset).line));
        }
        Some(Unreadable::TooLarge { bytes, limit }) => {
            return Err(ReportReason::TooLarge { bytes: *bytes, limit: *limit });
        }
        None => {}
    }
    let text = file.text();
    if text.trim_start_matches('\u{feff}').trim().is_empty() {
        return Err(ReportReason::Empty);
    }
    if let Some(at) = text.find('\0') {
        let line = file.position(u32::try_from(at).unwrap_or(u32::MAX)).line;
        return Err(ReportReason::Nul(line));
    }
    let json = text.trim_start().starts_with(['{', '[']);
    let mut lines = text.as_bytes().split(|byte| matches!(byte, b'\n' | b'\r'));
    match lines.position(|line| line.len() > MAX_LINE) {
        Some(at) if !json => Err(ReportReason::LongLine(at + 1)),
        _ => Ok(()),
    }
}

/// Notes, grouped by kind.
#[derive(Debug, Default)]
struct Said {
    notes: Vec<Note>,
    by_kind: BTreeMap<String, usize>,
}

impl Said {
    /// Adds a note about a line; a further one of the same kind is only counted.
    fn say(&mut self, kind: String, line: u32, text: Message) {
        if let Some(note) = self.by_kind.get(&kind).and_then(|at| self.notes.get_mut(*at)) {
            note.more += 1;
            return;
        }
        self.by_kind.insert(kind, self.notes.len());
        self.notes.push(Note { line, text, more: 0 });
    }

    /// Adds what was decided about a column.
    fn decide(&mut self, title: &str, decision: &Decision) {
        let text = msg!("{title} {decision}", title, decision = decision.text);
        self.notes.push(Note { line: decision.line, text, more: decision.more });
    }
}
