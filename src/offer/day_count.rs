//! Days as spreadsheets count them.

use chrono::{Days, NaiveDate};

/// From where a spreadsheet counts its days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum DayCount {
    /// 1900, as all do unless told otherwise.
    #[default]
    From1900,
    /// 1904, as workbooks made on a Macintosh may; only the workbook tells.
    From1904,
}

/// The day of a spreadsheet's number. The first is 1899-12-31 or 1904-01-01 (number 0); the first count
/// holds 29 February 1900, which never was, so that from then on it starts a day earlier. Source:
/// ECMA-376, part 1, 18.17.4.1.
pub(super) fn counted(number: i64, from: DayCount) -> Option<NaiveDate> {
    let zero = match from {
        DayCount::From1900 => NaiveDate::from_ymd_opt(1899, 12, 30)?,
        DayCount::From1904 => NaiveDate::from_ymd_opt(1904, 1, 1)?,
    };
    zero.checked_add_days(Days::new(u64::try_from(number).ok()?))
}
