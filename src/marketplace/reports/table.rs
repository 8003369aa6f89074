//! A tabular report: finds its separator and header, and judges the columns that are used.

use super::error::{LineError, MAX_LINE, ReportReason};
use super::{ReportKind, Said, Subscriber, cells};
use crate::offer::table::{
    ColumnCells, DateColumn, DateHabits, DateOrder, NumberColumn, SEPARATORS, SplitRow, SplitRows, TableCell,
};
use crate::offer::{Amount, Currency};
use crate::text::message::msg;
use crate::text::source::SourceFile;
use crate::text::words::and_list;

/// A tabular report, its columns judged.
pub(super) struct ReportTable {
    /// Which report it is.
    pub(super) kind: ReportKind,
    /// How many rows precede the header.
    pub(super) rows_before: usize,
    /// The lines of the rows that have as many cells as the header.
    lines: Vec<u32>,
    /// The other rows, and why they cannot be read.
    pub(super) broken: Vec<(u32, LineError)>,
    columns: Vec<ReportColumn>,
}

/// A column that is used.
struct ReportColumn {
    /// Its normal name.
    name: &'static str,
    /// Its name as the header has it; the normal one if the report has no such column.
    title: String,
    cells: ColumnCells,
    style: ColumnStyle,
}

/// How the cells of a column are written.
enum ColumnStyle {
    Text,
    Amounts(NumberColumn),
    Dates(DateColumn),
}

/// A row of a report.
#[derive(Clone, Copy)]
pub(super) struct ReportRow<'t> {
    /// The line of the file on which it begins, from 1.
    pub(super) line: u32,
    table: &'t ReportTable,
    at: usize,
}

/// What the cells of a column hold.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Holds {
    Text,
    Amount,
    Date,
    /// A day that is not needed: a column of two styles is not used, instead of an error.
    SpareDate,
}

/// What a header must have: all of the first list, one of the second.
struct Needs {
    kind: ReportKind,
    all: &'static [&'static str],
    one_of: &'static [&'static str],
    /// The columns that are used.
    used: &'static [(&'static str, Holds)],
}

const NEEDS: [Needs; 4] = [
    Needs {
        kind: ReportKind::BilledRevenue,
        all: &["invoice_date", "gross_revenue", "currency"],
        one_of: &["agreement_id", "offer_id"],
        used: &[
            ("invoice_date", Holds::Date),
            ("gross_revenue", Holds::Amount),
            ("gross_refund", Holds::Amount),
            ("currency", Holds::Text),
            ("agreement_id", Holds::Text),
            ("offer_id", Holds::Text),
            ("invoice_id", Holds::Text),
            ("subscriber_aws_account_id", Holds::Text),
            ("agreement_acceptance_date", Holds::SpareDate),
        ],
    },
    Needs {
        kind: ReportKind::PaymentSchedules,
        all: &["aws_marketplace_offer_id", "user_aws_account_number", "invoice_date", "invoice_amount_usd"],
        one_of: &[],
        used: &[
            ("invoice_date", Holds::Date),
            ("invoice_amount_usd", Holds::Amount),
            ("total_contract_value_usd", Holds::Amount),
            ("of_payments", Holds::Text),
            ("aws_marketplace_offer_id", Holds::Text),
            ("user_aws_account_number", Holds::Text),
            ("customer_aws_account_number", Holds::Text),
            ("contract_create_date", Holds::SpareDate),
        ],
    },
    Needs {
        kind: ReportKind::Disbursements,
        all: &["invoice_date", "gross_revenue", "listing_fee", "currency", "disbursement_date", MARK],
        one_of: &["agreement_id", "offer_id"],
        used: &[
            ("invoice_date", Holds::Date),
            ("gross_revenue", Holds::Amount),
            ("gross_refund", Holds::Amount),
            ("listing_fee", Holds::Amount),
            ("listing_fee_refund", Holds::Amount),
            ("seller_net_revenue", Holds::Amount),
            ("seller_tax_share", Holds::Amount),
            ("seller_tax_share_refund", Holds::Amount),
            ("aws_tax_share_listing_fee", Holds::Amount),
            ("aws_tax_share_refund_listing_fee", Holds::Amount),
            ("wholesale_cost", Holds::Amount),
            ("wholesale_cost_refund", Holds::Amount),
            ("currency", Holds::Text),
            ("agreement_id", Holds::Text),
            ("offer_id", Holds::Text),
            ("invoice_id", Holds::Text),
            ("subscriber_aws_account_id", Holds::Text),
            ("disbursement_status", Holds::Text),
            ("disbursement_date", Holds::SpareDate),
            ("agreement_acceptance_date", Holds::SpareDate),
        ],
    },
    Needs {
        kind: ReportKind::BillingEvents,
        all: &["billing_event_id", "transaction_type", "action", "amount", "currency", "invoice_date"],
        one_of: &[],
        used: &[
            ("billing_event_id", Holds::Text),
            ("parent_billing_event_id", Holds::Text),
            ("disbursement_billing_event_id", Holds::Text),
            ("update_date", Holds::Text),
            ("delete_date", Holds::Text),
            ("transaction_type", Holds::Text),
            ("action", Holds::Text),
            ("from_account_id", Holds::Text),
            ("to_account_id", Holds::Text),
            ("end_user_account_id", Holds::Text),
            ("amount", Holds::Amount),
            ("currency", Holds::Text),
            ("invoice_date", Holds::Date),
            ("agreement_id", Holds::Text),
            ("offer_id", Holds::Text),
            ("invoice_id", Holds::Text),
            ("buyer_invoice_id", Holds::Text),
            ("buyer_transaction_reference_id", Holds::Text),
        ],
    },
];

/// The column that tells the collections and disbursements dashboard from the billed revenue dashboard.
const MARK: &str = "disbursement_period";

/// Known reports that do not show what was billed, by columns that only they have. Source: AWS
/// Marketplace Seller Guide, pages of the dashboards and of the delivery data feeds.
const OTHERS: [(&[&str], &str); 1] = [(
    &["agreement_intent", "total_contract_value"],
    "this is the agreements dashboard, which has no invoices; export the billed revenue dashboard",
)];

/// How many rows may precede the header.
const MAX_BEFORE: usize = 10;

/// `MM-DD-YYYY`, as the dashboards write days of agreements. Source: AWS Marketplace Seller Guide,
/// "Collections and disbursement dashboard".
const HABITS: DateHabits = DateHabits {
    order: None,
    dashes: Some(DateOrder::MonthDayYear),
    counted: crate::offer::table::DayCount::From1900,
    seconds: false,
};

impl ReportTable {
    /// Finds the separator and the header by what the header must have, reads all rows, and judges each
    /// column by all its cells; what was decided is said.
    pub(super) fn read(file: &SourceFile, said: &mut Said) -> Result<Self, ReportReason> {
        let split = |error: csv::Error| ReportReason::Rows(error.to_string());
        let mut headers = Vec::new();
        for separator in SEPARATORS {
            let mut rows = SplitRows::new(file, separator);
            for rows_before in 0..=MAX_BEFORE {
                let Some(titles) = rows.next_row().map_err(split)? else { break };
                let header: Vec<String> = titles.cells.iter().map(normal).collect();
                if let Some(needs) = recognised(&header)? {
                    let mut table = Self::empty(needs, rows_before, &header, &titles);
                    table.fill(&mut rows, &header)?;
                    table.judge(said)?;
                    return Ok(table);
                }
                headers.push(header);
            }
        }
        Err(unknown(&headers))
    }

    fn empty(needs: &Needs, rows_before: usize, header: &[String], titles: &SplitRow) -> Self {
        let column = |(name, _): &(&'static str, Holds)| {
            let at = header.iter().position(|column| column == name);
            let title = at.and_then(|at| titles.cells.get(at)).map_or(*name, str::trim);
            let cells = ColumnCells::default();
            ReportColumn { name, title: title.to_owned(), cells, style: ColumnStyle::Text }
        };
        let columns = needs.used.iter().map(column).collect();
        Self { kind: needs.kind, rows_before, lines: Vec::new(), broken: Vec::new(), columns }
    }

    /// Keeps the cells of the columns that are used.
    fn fill(&mut self, rows: &mut SplitRows<'_>, header: &[String]) -> Result<(), ReportReason> {
        let places: Vec<Option<usize>> =
            self.columns.iter().map(|c| header.iter().position(|name| name == c.name)).collect();
        while let Some(row) = rows.next_row().map_err(|error| ReportReason::Rows(error.to_string()))? {
            if let Some(why) = broken(&row, header.len()) {
                self.broken.push((row.line, why));
                continue;
            }
            self.lines.push(row.line);
            for (column, place) in self.columns.iter_mut().zip(&places) {
                let text = place.and_then(|at| row.cells.get(at)).unwrap_or("");
                column.cells.push(TableCell { line: row.line, text });
            }
        }
        Ok(())
    }

    fn judge(&mut self, said: &mut Said) -> Result<(), ReportReason> {
        let needs = NEEDS.iter().find(|needs| needs.kind == self.kind);
        let used = needs.map_or(&[][..], |needs| needs.used);
        for (column, (_, holds)) in self.columns.iter_mut().zip(used) {
            column.judge(*holds, said)?;
        }
        let settled = self.columns.iter().find_map(|column| match &column.style {
            ColumnStyle::Amounts(amounts) if amounts.is_settled() => Some(amounts.clone()),
            _ => None,
        });
        for column in &mut self.columns {
            let ColumnStyle::Amounts(amounts) = &mut column.style else { continue };
            if let Some(other) = &settled {
                amounts.settle_by(other);
            }
            if let Some(decision) = amounts.decision() {
                said.decide(&column.title, &decision);
            }
        }
        Ok(())
    }

    /// The rows that have as many cells as the header.
    pub(super) fn rows(&self) -> impl Iterator<Item = ReportRow<'_>> {
        self.lines.iter().enumerate().map(|(at, line)| ReportRow { line: *line, table: self, at })
    }
}

/// Why a row cannot be read, if so.
fn broken(row: &SplitRow, header: usize) -> Option<LineError> {
    let fields = row.cells.len();
    let extra = row.cells.iter().skip(header).any(|cell| !cell.trim().is_empty());
    if fields < header || extra {
        let end = (row.end > row.line + 1).then_some(row.end);
        return Some(LineError::Fields { fields, header, end });
    }
    (row.cells.as_slice().len() > MAX_LINE).then_some(LineError::TooLong)
}

impl ReportColumn {
    fn judge(&mut self, holds: Holds, said: &mut Said) -> Result<(), ReportReason> {
        let style = match holds {
            Holds::Text => return Ok(()),
            Holds::Amount => NumberColumn::judge(self.cells.iter(), None).map(ColumnStyle::Amounts),
            Holds::Date | Holds::SpareDate => {
                DateColumn::judge(self.cells.iter(), HABITS).map(ColumnStyle::Dates)
            }
        };
        self.style = match style {
            Ok(style) => style,
            Err(why) if holds == Holds::SpareDate => {
                let title = &self.title;
                let text = msg!("{title}: {why}; not used", title, why);
                said.say(format!("{title} styles"), why.other.line, text);
                return Ok(());
            }
            Err(why) => return Err(ReportReason::TwoStyles { title: self.title.clone(), why }),
        };
        if let ColumnStyle::Dates(dates) = &self.style {
            dates.decisions().iter().for_each(|decision| said.decide(&self.title, decision));
        }
        Ok(())
    }
}

impl<'t> ReportRow<'t> {
    fn column(&self, name: &str) -> Option<(&'t ReportColumn, &'t str)> {
        let column = self.table.columns.iter().find(|column| column.name == name)?;
        Some((column, column.cells.text(self.at)))
    }

    /// The cell of a column, by its normal name; empty if the report has no such column.
    pub(super) fn cell(&self, name: &str) -> &'t str {
        self.column(name).map_or("", |(_, cell)| cell)
    }

    /// The amount in a column; an empty cell is zero.
    pub(super) fn money(&self, name: &str, currency: Currency, said: &mut Said) -> Result<Amount, LineError> {
        let Some((column, cell)) = self.column(name) else { return Ok(Amount::ZERO) };
        let ColumnStyle::Amounts(amounts) = &column.style else { return Ok(Amount::ZERO) };
        cells::money(amounts, cell, currency, (&column.title, self.line), said)
    }

    /// The day in a column.
    pub(super) fn date(&self, name: &str, said: &mut Said) -> Result<chrono::NaiveDate, LineError> {
        let no_date = || LineError::NoDate(name.to_owned());
        let (column, cell) = self.column(name).ok_or_else(no_date)?;
        let ColumnStyle::Dates(dates) = &column.style else { return Err(no_date()) };
        cells::date(dates, cell, (&column.title, self.line), said)
    }

    /// The day in a column that need not have one; a cell that cannot be read is noted and ignored.
    pub(super) fn spare_date(&self, name: &str, said: &mut Said) -> Option<chrono::NaiveDate> {
        let (column, cell) = self.column(name)?;
        let (ColumnStyle::Dates(dates), Some(_)) = (&column.style, crate::offer::table::value(cell)) else {
            return None;
        };
        let read = cells::date(dates, cell, (&column.title, self.line), said);
        let title = &column.title;
        read.map_err(|why| said.say(format!("{title} unread"), self.line, msg!("{why}; not used", why))).ok()
    }

    /// The id in a column.
    pub(super) fn id(&self, name: &str, said: &mut Said) -> Option<String> {
        let (column, cell) = self.column(name)?;
        cells::id(cell, &column.title, self.line, said)
    }

    /// The account in a column.
    pub(super) fn account(&self, name: &str, said: &mut Said) -> Subscriber {
        cells::account(self.cell(name), self.line, said)
    }
}

/// A column's name without case, blanks and signs: `Gross revenue` is `gross_revenue`.
pub(super) fn normal(name: &str) -> String {
    let words = name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect::<Vec<_>>().join("_")
}

/// Which report has this header.
fn recognised(header: &[String]) -> Result<Option<&'static Needs>, ReportReason> {
    let has = |name: &&'static str| header.iter().any(|column| column == name);
    if let Some((_, why)) = OTHERS.iter().find(|(marks, _)| marks.iter().all(has)) {
        return Err(ReportReason::OtherReport(why));
    }
    let paid = has(&MARK);
    let fits = |needs: &&Needs| {
        // What was paid out is not what was billed, even if the export lacks a column.
        let other = needs.kind == ReportKind::BilledRevenue && paid;
        let one = needs.one_of.is_empty() || needs.one_of.iter().any(has);
        needs.all.iter().all(has) && one && !other
    };
    let Some(needs) = NEEDS.iter().find(fits) else { return Ok(None) };
    let twice = |name: &&&str| header.iter().filter(|column| *column == **name).count() > 1;
    match needs.all.iter().chain(needs.one_of).find(twice) {
        Some(name) => Err(ReportReason::ColumnTwice(name)),
        None => Ok(Some(needs)),
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
