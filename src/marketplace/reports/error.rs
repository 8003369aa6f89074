//! Why a file cannot be used as a report, and why a line of one is left out.

use crate::offer::quote;
use crate::offer::table::{DayError, NumberError, StyleConflict};
use crate::text::words::count;

/// The most bytes that one line may have: 1 MiB. A row of the dashboard has one or two thousand.
pub(super) const MAX_LINE: usize = 1024 * 1024;

/// A file that cannot be used as a report.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{path}: {reason}")]
pub struct ReportError {
    /// Its path for display.
    pub path: String,
    /// Why, and what to do.
    pub reason: ReportReason,
}

/// Why a file cannot be used as a report.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReportReason {
    /// It is UTF-16.
    #[error("this is UTF-16; save it as \"CSV UTF-8\"")]
    Utf16,
    /// A line, from 1, is not UTF-8.
    #[error("line {0} is not UTF-8; save it as \"CSV UTF-8\"")]
    NotUtf8(u32),
    /// It has too many bytes.
    #[error("it has {bytes} bytes, more than the {limit} that a report may have")]
    TooLarge {
        /// How many it has.
        bytes: u64,
        /// How many it may have.
        limit: u64,
    },
    /// There is nothing in it.
    #[error("the file is empty")]
    Empty,
    /// A line, from 1, holds a NUL character.
    #[error("line {0} holds a NUL character; this is not a text file")]
    Nul(u32),
    /// A line, from 1, is too long.
    #[error("line {0} has more than {MAX_LINE} bytes")]
    LongLine(usize),
    /// It begins like JSON but is not.
    #[error("this is not JSON: {0}")]
    NotJson(String),
    /// It is JSON of something else.
    #[error("this is not an answer of ListAgreementInvoiceLineItems: {0}")]
    NotLineItems(String),
    /// It is JSON of something else than charges.
    #[error("this is not an answer of ListAgreementCharges: {0}")]
    NotCharges(String),
    /// It is a report that does not say what was billed.
    #[error("{0}")]
    OtherReport(&'static str),
    /// A column is there twice.
    #[error("the header has the column {0} twice")]
    ColumnTwice(&'static str),
    /// It is not a known report; with what was looked for.
    #[error("this is not a report that can be compared; looked for {0}")]
    Unknown(String),
    /// A column is written in two styles.
    #[error("{title}: {why}")]
    TwoStyles {
        /// Its title.
        title: String,
        /// The two cells.
        why: StyleConflict,
    },
    /// No line of it can be read; with the reasons.
    #[error("none of its {lines} can be read: {why}", lines = count(*lines, "line"), why = why.join("; "))]
    NothingRead {
        /// How many lines there are.
        lines: usize,
        /// The first few reasons, each with its line.
        why: Vec<String>,
    },
    /// Some lines of usage cannot be read; with the reasons.
    #[error(
        "{lines} of usage cannot be read, and a bill must not lack one: {why}",
        lines = count(*lines, "line"),
        why = why.join("; ")
    )]
    SomeUnread {
        /// How many lines there are.
        lines: usize,
        /// The first few reasons, each with its line.
        why: Vec<String>,
    },
    /// It has no header of usage; with what the closest one lacks.
    #[error("this is no usage: the header lacks {0}; write month,account,service,amount as its first line")]
    NoUsage(String),
    /// A column of usage is in another currency; with its title.
    #[error("{} is not in US dollars, in which usage is charged", quote(.0))]
    NotInDollars(String),
    /// Its rows cannot be read.
    #[error("{0}")]
    Rows(String),
}

/// Why a line of a report is left out.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LineError {
    /// Another number of fields than the header has.
    #[error(
        "it has {fields} fields, the header has {header}{}",
        end.map_or(String::new(), |end| format!("; it reaches to line {end}: is a quote left open?"))
    )]
    Fields {
        /// How many it has.
        fields: usize,
        /// How many the header has.
        header: usize,
        /// The line that it reaches to, if it has several.
        end: Option<u32>,
    },
    /// It is too long.
    #[error("it has more than {MAX_LINE} bytes; is a quote left open?")]
    TooLong,
    /// It is not the JSON of an invoice.
    #[error("{0}")]
    Json(String),
    /// There is no amount.
    #[error("the amount is missing")]
    NoAmount,
    /// A cell is not an amount.
    #[error("{column}: {error}")]
    Amount {
        /// The column.
        column: String,
        /// What is wrong.
        error: NumberError,
    },
    /// An installment is negative; with the amount.
    #[error("an installment of {0}: it is negative")]
    Negative(String),
    /// There is no currency.
    #[error("the currency is missing")]
    NoCurrency,
    /// A cell is not a currency code.
    #[error("{} is not a currency code", quote(.0))]
    NotACurrency(String),
    /// There is no date in a column.
    #[error("{0} is missing")]
    NoDate(String),
    /// A cell names no day, or may name two.
    #[error("{column}: {error}")]
    Date {
        /// The column.
        column: String,
        /// What is wrong.
        error: DayError,
    },
    /// There is nothing in a column.
    #[error("{0} has no value")]
    NoValue(String),
    /// A cell is no account; empty if there is none.
    #[error("account id {} is not 12 digits", quote(.0))]
    NoAccount(String),
    /// Usage is in another currency.
    #[error("{0} is not USD, in which usage is charged")]
    NotInDollars(String),
    /// A volume discount takes off more than there is.
    #[error("a volume discount of {0} is more than the amount, {1}")]
    DiscountAbove(String, String),
    /// An invoice is of another kind.
    #[error("invoiceType {} is neither INVOICE nor CREDIT_MEMO", quote(.0))]
    Kind(String),
}

impl LineError {
    /// Whether it is the same fault in another line: of one kind, in one column.
    pub(super) fn is_like(&self, other: &Self) -> bool {
        let column = |error: &Self| match error {
            Self::Amount { column, .. }
            | Self::Date { column, .. }
            | Self::NoDate(column)
            | Self::NoValue(column) => column.clone(),
            _ => String::new(),
        };
        std::mem::discriminant(self) == std::mem::discriminant(other) && column(self) == column(other)
    }
}
