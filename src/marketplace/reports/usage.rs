//! What accounts used, month by month, as the cost reports of the cloud give it.

mod columns;

use chrono::{Datelike, NaiveDate};

use columns::{ACCOUNT, AMOUNT, COLUMNS, CURRENCY, DISCOUNT, MONTH, SERVICE, places};

use super::error::{LineError, ReportError, ReportReason};
use super::{Note, Said, Subscriber, cells, hold_text, nothing_read};
use crate::offer::table::{
    ColumnCells, DateColumn, DateHabits, DecimalMark, NumberColumn, SEPARATORS, SplitRow, SplitRows,
    TableCell, heading_currency, is_total, value,
};
use crate::offer::{Amount, Currency};
use crate::text::message::msg;
use crate::text::source::SourceFile;

/// The usage of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UsageReport {
    /// Its path for display.
    pub path: String,
    /// A line for each row, in the order of the file; rows of nothing are left out.
    pub lines: Vec<UsageLine>,
    /// Values in an unexpected form, and how they were read.
    pub notes: Vec<Note>,
}

/// What an account used of a service in a month, in US dollars, before any tax.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UsageLine {
    /// The line of the file, from 1.
    pub line: u32,
    /// The first day of the month.
    pub month: NaiveDate,
    /// The account, twelve digits.
    pub account: String,
    /// The service, as the report names it.
    pub service: String,
    /// The amount without the payer's volume discount; below zero for a credit.
    pub amount: Amount,
    /// How much less the payer is charged because of the volume of all its accounts.
    pub volume_discount: Amount,
}

/// The most rows that may precede the header.
const MAX_BEFORE: usize = 10;

/// Reads usage out of separated text with a header, which may stand below a few other rows.
///
/// # Errors
/// When it is no text, has no such header, or any row of it cannot be read: a bill must not lack a line.
pub fn read_usage(file: &SourceFile) -> Result<UsageReport, ReportError> {
    let failed = |reason| ReportError { path: file.path().to_owned(), reason };
    hold_text(file).map_err(failed)?;
    let mut first = None;
    for separator in SEPARATORS {
        let rows = SplitRows::new(file, separator).all();
        let rows = rows.map_err(|error| failed(ReportReason::Rows(error.to_string())))?;
        match usage_of(file.path(), &rows, DateHabits::default()) {
            Err(error) if matches!(error.reason, ReportReason::NoUsage(_)) => {
                first.get_or_insert(error);
            }
            read => return read,
        }
    }
    Err(first.unwrap_or_else(|| failed(ReportReason::Empty)))
}

/// Reads usage out of the rows of a text or of a sheet; `habits` says how bare numbers count days.
///
/// # Errors
/// When no row is such a header, or any row below it cannot be read.
pub fn usage_of(path: &str, rows: &[SplitRow], habits: DateHabits) -> Result<UsageReport, ReportError> {
    let mut said = Said::default();
    match lines_of(rows, habits, &mut said) {
        Ok(lines) => Ok(UsageReport { path: path.to_owned(), lines, notes: said.notes }),
        Err(reason) => Err(ReportError { path: path.to_owned(), reason }),
    }
}

fn lines_of(rows: &[SplitRow], habits: DateHabits, said: &mut Said) -> Result<Vec<UsageLine>, ReportReason> {
    let table = UsageTable::find(rows, habits, said)?;
    let (mut lines, mut unread) = (Vec::new(), Vec::new());
    for (at, row) in table.rows.iter().enumerate() {
        match table.line(at, row, said) {
            Ok(line) => lines.extend(line),
            Err(why) => unread.push((row.line, why)),
        }
    }
    if unread.is_empty() { Ok(lines) } else { Err(nothing_read(&unread).of(table.rows.len())) }
}

/// The rows below a header, their columns judged.
struct UsageTable<'r> {
    titles: Vec<String>,
    rows: &'r [SplitRow],
    columns: Vec<ColumnCells>,
    days: DateColumn,
    amounts: NumberColumn,
    discounts: NumberColumn,
}

impl<'r> UsageTable<'r> {
    fn find(rows: &'r [SplitRow], habits: DateHabits, said: &mut Said) -> Result<Self, ReportReason> {
        let mut missing: Option<Vec<&str>> = None;
        for (at, titles) in rows.iter().take(MAX_BEFORE + 1).enumerate() {
            let places = places(titles)?;
            let lacks = COLUMNS.iter().zip(&places).filter(|(column, at)| column.needed && at.is_none());
            let lacks: Vec<&str> = lacks.map(|(column, _)| column.what).collect();
            if lacks.is_empty() {
                let rows = rows.get(at + 1..).unwrap_or(&[]);
                return Self::judged(titles, rows, &places, habits, said);
            }
            if missing.as_ref().is_none_or(|known| lacks.len() < known.len()) {
                missing = Some(lacks);
            }
        }
        Err(ReportReason::NoUsage(missing.unwrap_or_default().join(", ")))
    }

    fn judged(
        titles: &SplitRow,
        rows: &'r [SplitRow],
        places: &[Option<usize>],
        habits: DateHabits,
        said: &mut Said,
    ) -> Result<Self, ReportReason> {
        let names: Vec<String> = COLUMNS
            .iter()
            .zip(places)
            .map(|(column, at)| {
                at.and_then(|at| titles.cells.get(at)).unwrap_or(column.what).trim().to_owned()
            })
            .collect();
        for title in [AMOUNT, DISCOUNT].iter().filter_map(|at| names.get(*at)) {
            let other = heading_currency(title).filter(|codes| !codes.contains(&Currency::USD.code()));
            if other.is_some() {
                return Err(ReportReason::NotInDollars(title.clone()));
            }
        }
        let cells = |at: &Option<usize>| {
            let mut column = ColumnCells::default();
            for row in rows {
                let text = at.and_then(|at| row.cells.get(at)).unwrap_or("");
                column.push(TableCell { line: row.line, text });
            }
            column
        };
        let columns: Vec<ColumnCells> = places.iter().map(cells).collect();
        let of = |at: usize| columns.get(at).into_iter().flat_map(ColumnCells::iter);
        let name = |at: usize| names.get(at).cloned().unwrap_or_default();
        let styles = |at: usize| move |why| ReportReason::TwoStyles { title: name(at), why };
        let whole_days = of(MONTH).filter(|cell| month(cell.text).is_none());
        let days = DateColumn::judge(whole_days, habits).map_err(styles(MONTH))?;
        let numbers = |at: usize| {
            let column = NumberColumn::judge(of(at), None).map_err(styles(at))?;
            // Usage has as many decimals as it likes: three are none odd once another cell tells the mark.
            let usual = column.is_settled().then_some(DecimalMark::Point);
            NumberColumn::judge(of(at), usual).map_err(styles(at))
        };
        let (amounts, discounts) = (numbers(AMOUNT)?, numbers(DISCOUNT)?);
        days.decisions().iter().for_each(|decision| said.decide(&name(MONTH), decision));
        amounts.decision().iter().for_each(|decision| said.decide(&name(AMOUNT), decision));
        Ok(Self { titles: names.clone(), rows, columns, days, amounts, discounts })
    }

    fn cell(&self, column: usize, row: usize) -> &str {
        self.columns.get(column).map_or("", |cells| cells.text(row))
    }

    fn title(&self, column: usize) -> &str {
        self.titles.get(column).map_or("", String::as_str)
    }

    /// The usage of a row; `None` if it is of nothing, or a sum of others.
    fn line(&self, at: usize, row: &SplitRow, said: &mut Said) -> Result<Option<UsageLine>, LineError> {
        if [MONTH, ACCOUNT, SERVICE].iter().any(|column| is_total(self.cell(*column, at))) {
            said.say("sum".to_owned(), row.line, msg!("a sum of other rows, passed over"));
            return Ok(None);
        }
        if value(self.cell(CURRENCY, at)).is_some() {
            let currency = cells::currency(self.cell(CURRENCY, at))?;
            if currency != Currency::USD {
                return Err(LineError::NotInDollars(currency.to_string()));
            }
        }
        let written = value(self.cell(AMOUNT, at)).ok_or_else(|| self.none(AMOUNT))?;
        let amount =
            cells::money(&self.amounts, written, Currency::USD, (self.title(AMOUNT), row.line), said)?;
        let place = (self.title(DISCOUNT), row.line);
        let taken_off =
            cells::money(&self.discounts, self.cell(DISCOUNT, at), Currency::USD, place, said)?.abs();
        if amount.is_zero() && taken_off.is_zero() {
            return Ok(None);
        }
        if taken_off > amount.abs() || (amount.is_negative() && !taken_off.is_zero()) {
            return Err(LineError::DiscountAbove(taken_off.to_string(), amount.to_string()));
        }
        let account = self.cell(ACCOUNT, at);
        let Subscriber::Known(account) = cells::account(account, row.line, said) else {
            return Err(LineError::NoAccount(value(account).unwrap_or_default().to_owned()));
        };
        let service = value(self.cell(SERVICE, at)).ok_or_else(|| self.none(SERVICE))?.to_owned();
        let month = self.month(at, row.line, said)?;
        Ok(Some(UsageLine { line: row.line, month, account, service, amount, volume_discount: taken_off }))
    }

    fn none(&self, column: usize) -> LineError {
        LineError::NoValue(self.title(column).to_owned())
    }

    fn month(&self, at: usize, line: u32, said: &mut Said) -> Result<NaiveDate, LineError> {
        let text = self.cell(MONTH, at);
        if let Some(month) = month(text) {
            return Ok(month);
        }
        let day = cells::date(&self.days, text, (self.title(MONTH), line), said)?;
        Ok(day.with_day(1).unwrap_or(day))
    }
}

/// The first day of a month that is written as a month: `2027-01`, `2027/1`, `202701`, `2027年1月`.
pub(crate) fn month(text: &str) -> Option<NaiveDate> {
    let text: String = value(text)?.chars().map(crate::text::fullwidth::plain).collect();
    let (year, month) = match text.trim_end_matches('分').strip_suffix('月') {
        Some(japanese) => japanese.split_once('年')?,
        None => text.split_once(['-', '/', '.']).or_else(|| text.split_at_checked(4))?,
    };
    let (year, month) = (year.trim(), month.trim());
    let digits = |text: &str, most: usize| {
        (1..=most).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
    };
    let written = year.len() == 4 && digits(year, 4) && digits(month, 2);
    let bare = text.len() == 5 && digits(&text, 5);
    if !written || bare {
        return None;
    }
    NaiveDate::from_ymd_opt(year.parse().ok()?, month.parse().ok()?, 1)
}

impl ReportReason {
    /// The reasons for some of so many lines.
    fn of(self, all: usize) -> Self {
        match self {
            Self::NothingRead { lines, why } if lines < all => Self::SomeUnread { lines, why },
            other => other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<UsageReport, String> {
        read_usage(&SourceFile::new("usage.csv", text)).map_err(|error| error.to_string())
    }

    const HEAD: &str = "month,account,service,amount,volume_discount\n";

    #[test]
    fn a_month_is_written_in_many_ways() {
        let january = NaiveDate::from_ymd_opt(2027, 1, 1);
        for text in ["2027-01", "2027/1", "202701", "2027年1月", "２０２７年１月分", " 2027.01 "] {
            assert_eq!(month(text), january, "{text}");
        }
        for text in ["46388", "2027", "2027-13", "2027-01-31", "Jan 2027", "", "月"] {
            assert_eq!(month(text), None, "{text}");
        }
        let days = read(&format!("{HEAD}2027-01-31,111122223333,EC2,1.00,\n")).unwrap();
        assert_eq!(Some(days.lines[0].month), january);
    }

    #[test]
    fn the_names_of_the_cost_reports_and_of_people_are_known() {
        for head in [
            "bill/BillingPeriodStartDate,lineItem/UsageAccountId,lineItem/ProductCode,lineItem/UnblendedCost",
            "bill_billing_period_start_date,line_item_usage_account_id,line_item_product_code,line_item_unblended_cost",
            "BillingPeriodStart,SubAccountId,ServiceName,BilledCost",
            "利用月,アカウントID,サービス,金額（USD）",
        ] {
            let report = read(&format!("{head}\n2027-01-01T00:00:00Z,111122223333,EC2,-12.3456\n")).unwrap();
            let line = &report.lines[0];
            assert_eq!(
                (line.service.as_str(), line.amount.to_string().as_str()),
                ("EC2", "-12.3456"),
                "{head}"
            );
        }
    }

    #[test]
    fn three_decimals_are_no_thousands_once_a_cell_tells_the_mark() {
        let of = |rows: &str| read(&format!("{HEAD}{rows}")).map(|report| report.lines[0].amount.to_string());
        let row = |amount: &str| format!("2027-01,111122223333,EC2,{amount},\n");
        assert_eq!(of(&(row("318.905") + &row("4215.37"))), Ok("318.905".to_owned()));
        assert!(of(&row("318.905")).unwrap_err().contains("may be 318.905 or 318905"));
    }

    #[test]
    fn a_row_of_nothing_and_one_of_a_sum_are_no_usage() {
        let rows = "2027-01,111122223333,EC2,10.00,1.00\n2027-01,111122223333,S3,0,\nTotal,,,10.00,\n";
        let report = read(&format!("{HEAD}{rows}")).unwrap();
        assert_eq!(report.lines.len(), 1);
        let notes: Vec<(u32, String)> =
            report.notes.iter().map(|note| (note.line, note.text.to_string())).collect();
        assert_eq!(notes, [(4, "a sum of other rows, passed over".to_owned())]);
    }

    #[test]
    fn no_row_is_lost_in_silence() {
        let good = "2027-01,111122223333,EC2,10.00,\n";
        for (row, why) in [
            ("2027-01,12,EC2,1.00,", "account id `12` is not 12 digits"),
            ("2027-01,123456789012345,EC2,1.00,", "account id `123456789012345` is not 12 digits"),
            ("2027-01,1.11122E+11,EC2,1.00,", "is not 12 digits"),
            ("2027-01,111122223333,,1.00,", "service has no value"),
            ("2027-01,111122223333,EC2,,", "amount has no value"),
            ("2027-01,111122223333,EC2,ten,", "`ten` is not an amount"),
            ("2027-01,111122223333,EC2,¥10,", "not in USD"),
            ("next month,111122223333,EC2,1.00,", "`next month` is not a day"),
            ("2027-01,111122223333,EC2,1.00,2.00", "a volume discount of 2.00 is more than the amount, 1.00"),
        ] {
            let read = read(&format!("{HEAD}{good}{row}\n"));
            let error = read.unwrap_err();
            assert!(error.contains("line 3") && error.contains(why), "{row}: {error}");
        }
    }

    #[test]
    fn a_table_that_is_not_in_dollars_or_has_no_header_is_refused() {
        let row = "2027-01,111122223333,EC2,10.00\n";
        for (head, why) in [
            ("month,account,service,amount (¥)", "not in US dollars"),
            ("month,account,service,amount (thousands)", "the header lacks amount"),
            ("month,account,amount", "the header lacks service"),
            ("month,account,service,amount,cost", "twice"),
        ] {
            let error = read(&format!("{head}\n{row}")).unwrap_err();
            assert!(error.contains(why), "{head}: {error}");
        }
        let error = read("month,account,service,amount,currency\n2027-01,111122223333,EC2,10.00,JPY\n");
        assert!(error.unwrap_err().contains("JPY is not USD"));
        assert!(read("").unwrap_err().contains("empty"));
    }
}
