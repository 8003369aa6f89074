//! A tabular report: finds its separator and header, and reads its rows with line numbers.

use csv::{ByteRecord, ReaderBuilder, StringRecord};

use super::ReportKind;
use super::error::{LineError, MAX_LINE, ReportReason};
use crate::text::source::SourceFile;
use crate::text::words::and_list;

/// A tabular report whose header is known.
pub(super) struct ReportTable<'f> {
    /// Which report it is.
    pub(super) kind: ReportKind,
    /// How many rows precede the header.
    pub(super) rows_before: usize,
    file: &'f SourceFile,
    /// Where the rows begin in the file, in bytes: after a byte order mark.
    offset: u64,
    header: Vec<String>,
    rows: csv::Reader<&'f [u8]>,
}

/// A row of a report.
pub(super) struct ReportRow<'h> {
    /// The line of the file on which it begins, from 1.
    pub(super) line: u32,
    /// Why it cannot be read, if so.
    pub(super) broken: Option<LineError>,
    header: &'h [String],
    fields: StringRecord,
}

/// What a header must have: all of the first list, one of the second.
struct Needs {
    kind: ReportKind,
    all: &'static [&'static str],
    one_of: &'static [&'static str],
}

const NEEDS: [Needs; 2] = [
    Needs {
        kind: ReportKind::BilledRevenue,
        all: &["invoice_date", "gross_revenue", "currency"],
        one_of: &["agreement_id", "offer_id"],
    },
    Needs {
        kind: ReportKind::PaymentSchedules,
        all: &["aws_marketplace_offer_id", "user_aws_account_number", "invoice_date", "invoice_amount_usd"],
        one_of: &[],
    },
];

/// Known reports that do not show what was billed, by columns that only they have. Source: AWS
/// Marketplace Seller Guide, pages of the dashboards and of the delivery data feeds.
const OTHERS: [(&[&str], &str); 3] = [
    (
        &["disbursement_period", "gross_revenue"],
        "this is the collections and disbursements dashboard, which lists only what was paid out; export the billed revenue dashboard",
    ),
    (
        &["billing_event_id", "transaction_type"],
        "this is the billing event feed; export the billed revenue dashboard",
    ),
    (
        &["agreement_intent", "total_contract_value"],
        "this is the agreements dashboard, which has no invoices; export the billed revenue dashboard",
    ),
];

/// How many rows may precede the header.
const MAX_BEFORE: usize = 10;

impl<'f> ReportTable<'f> {
    /// Finds the separator and the header by what the header must have.
    pub(super) fn open(file: &'f SourceFile) -> Result<Self, ReportReason> {
        let text = file.text();
        let bare = text.trim_start_matches('\u{feff}');
        let offset = u64::try_from(text.len() - bare.len()).unwrap_or(0);
        let mut headers = Vec::new();
        for separator in [b',', b'\t', b';'] {
            let mut rows = ReaderBuilder::new()
                .has_headers(false)
                .flexible(true)
                .delimiter(separator)
                .from_reader(bare.as_bytes());
            let mut record = ByteRecord::new();
            for rows_before in 0..=MAX_BEFORE {
                if !rows.read_byte_record(&mut record).unwrap_or(false) {
                    break;
                }
                let header: Vec<String> =
                    record.iter().map(|name| normal(&String::from_utf8_lossy(name))).collect();
                if let Some(kind) = recognised(&header)? {
                    return Ok(Self { kind, rows_before, file, offset, header, rows });
                }
                headers.push(header);
            }
        }
        Err(unknown(&headers))
    }

    /// The next row that is not blank; `None` at the end of the file.
    pub(super) fn next_row(&mut self) -> Result<Option<ReportRow<'_>>, ReportReason> {
        let mut fields = StringRecord::new();
        loop {
            if !self.rows.read_record(&mut fields).map_err(|error| ReportReason::Rows(error.to_string()))? {
                return Ok(None);
            }
            if fields.iter().any(|field| !field.trim().is_empty()) {
                break;
            }
        }
        let line = |byte: u64| self.file.position(u32::try_from(byte + self.offset).unwrap_or(u32::MAX)).line;
        let start = fields.position().map_or(0, csv::Position::byte);
        let first = line(self.without_breaks(start));
        let end = line(self.rows.position().byte().saturating_sub(1));
        let extra = fields.iter().skip(self.header.len()).any(|field| !field.trim().is_empty());
        let broken = if fields.len() < self.header.len() || extra {
            let end = (end > first + 1).then_some(end);
            Some(LineError::Fields { fields: fields.len(), header: self.header.len(), end })
        } else if fields.as_slice().len() > MAX_LINE {
            Some(LineError::TooLong)
        } else {
            None
        };
        Ok(Some(ReportRow { line: first, broken, header: &self.header, fields }))
    }

    /// The first byte from `start` on that is not a line break: where a row after empty lines begins.
    fn without_breaks(&self, start: u64) -> u64 {
        let from = usize::try_from(start + self.offset).unwrap_or(usize::MAX);
        let rest = self.file.text().get(from..).unwrap_or("");
        start + u64::try_from(rest.len() - rest.trim_start_matches(['\r', '\n']).len()).unwrap_or(0)
    }
}

impl ReportRow<'_> {
    /// The cell of a column, by its normal name; empty if the report has no such column.
    pub(super) fn cell(&self, column: &str) -> &str {
        let at = self.header.iter().position(|name| name == column);
        at.and_then(|at| self.fields.get(at)).unwrap_or("")
    }
}

/// A column's name without case, blanks and signs: `Gross revenue` is `gross_revenue`.
fn normal(name: &str) -> String {
    let words = name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect::<Vec<_>>().join("_")
}

/// Which report has this header.
fn recognised(header: &[String]) -> Result<Option<ReportKind>, ReportReason> {
    let has = |name: &&'static str| header.iter().any(|column| column == name);
    if let Some((_, why)) = OTHERS.iter().find(|(marks, _)| marks.iter().all(has)) {
        return Err(ReportReason::OtherReport(why));
    }
    let fits = |needs: &&Needs| {
        needs.all.iter().all(has) && (needs.one_of.is_empty() || needs.one_of.iter().any(has))
    };
    let Some(needs) = NEEDS.iter().find(fits) else { return Ok(None) };
    let twice = |name: &&&str| header.iter().filter(|column| *column == **name).count() > 1;
    match needs.all.iter().chain(needs.one_of).find(twice) {
        Some(name) => Err(ReportReason::ColumnTwice(name)),
        None => Ok(Some(needs.kind)),
    }
}

/// What was looked for, and what the closest header lacks.
fn unknown(headers: &[Vec<String>]) -> ReportReason {
    let lacks = |needs: &Needs| {
        let missing = |header: &Vec<String>| {
            let gone = needs.all.iter().filter(|name| !header.iter().any(|column| column == *name));
            gone.map(|name| (*name).to_owned()).collect::<Vec<String>>()
        };
        headers.iter().map(missing).min_by_key(Vec::len).unwrap_or_default()
    };
    let mut looked_for = Vec::new();
    for needs in &NEEDS {
        let mut columns = needs.all.join(", ");
        if !needs.one_of.is_empty() {
            columns.push_str(&format!(", and {}", needs.one_of.join(" or ")));
        }
        let lacking = lacks(needs);
        let end = match lacking.len() {
            0 => format!(", not found: {}", needs.one_of.join(" or ")),
            gone if gone * 2 <= needs.all.len() => format!(", not found: {}", and_list(&lacking)),
            _ => String::new(),
        };
        looked_for.push(format!("{} (a header with {columns}){end}", needs.kind.words()));
    }
    let items = ReportKind::LineItems.words();
    looked_for.push(format!("{items} (JSON with agreementInvoiceLineItemGroupSummaries)"));
    ReportReason::Unknown(looked_for.join("; "))
}
