//! Weekends and holidays, and moving a date off them.

use std::collections::BTreeSet;
use std::fmt;

use chrono::{Datelike, Days, NaiveDate, Weekday};

use crate::offer::{Roll, parse_date};

/// National holidays of Japan on weekdays; the file names its source.
const JP: &str = include_str!("holidays/jp.txt");
/// The days, as month and day, on which banks in Japan are closed besides national holidays and weekends.
/// Source: Order for Enforcement of the Banking Act, article 5 (1): 31 December to 3 January.
const JP_BANKS: [(u32, u32); 3] = [(12, 31), (1, 2), (1, 3)];
/// Holidays of the US Federal Reserve on weekdays; the file names its source.
const US: &str = include_str!("holidays/us.txt");
/// Closing days of the euro payment system TARGET on weekdays; the file names its source.
const TARGET: &str = include_str!("holidays/target.txt");

/// Weekends, and a set of holidays.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Holidays {
    name: String,
    holidays: BTreeSet<NaiveDate>,
}

/// A line of a file of holidays that is not a date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HolidaysError {
    /// The line, from 1.
    pub line: usize,
    /// The text of the line, at most 40 characters.
    pub text: String,
}

impl fmt::Display for HolidaysError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Not the text: a configuration from elsewhere may name any file of ours.
        write!(f, "line {} is not a date of the form YYYY-MM-DD", self.line)
    }
}

impl Holidays {
    /// The holidays that come with the program, by name.
    pub(crate) const BUILT_IN: [(&str, &str); 4] =
        [("jp", JP), ("jp-bank", JP), ("us", US), ("target", TARGET)];

    /// No holidays: only Saturdays and Sundays are not business days.
    pub fn weekends() -> Self {
        Self::default()
    }

    /// The holidays that come with the program: `jp`, `jp-bank` (with the bank holidays at the turn of the
    /// year), `us` (Federal Reserve) or `target`. `None` for any other name. The data cover 2015 to 2040.
    pub fn built_in(name: &str) -> Option<Self> {
        let (_, text) = Self::BUILT_IN.iter().find(|(known, _)| *known == name)?;
        // The data are checked by a test; a line that is not a date would only be left out.
        let mut holidays: BTreeSet<NaiveDate> =
            lines(text).filter_map(|(_, date)| parse_date(date).ok()).collect();
        if name == "jp-bank" {
            let days = |year| JP_BANKS.map(|(month, day)| NaiveDate::from_ymd_opt(year, month, day));
            holidays.extend((2015..=2040).flat_map(days).flatten());
        }
        Some(Self { name: name.to_owned(), holidays })
    }

    /// Holidays from a text with one date per line; `#` starts a comment.
    ///
    /// # Errors
    /// Names the first line that is not a date.
    pub fn from_text(name: &str, text: &str) -> Result<Self, HolidaysError> {
        let mut holidays = BTreeSet::new();
        for (line, date) in lines(text) {
            let date = parse_date(date)
                .map_err(|_| HolidaysError { line, text: date.chars().take(40).collect() })?;
            holidays.insert(date);
        }
        Ok(Self { name: name.to_owned(), holidays })
    }

    /// The name of the set; empty if only weekends count.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// Whether it is a business day: neither a weekend nor a holiday.
    pub(crate) fn is_business_day(&self, date: NaiveDate) -> bool {
        !matches!(date.weekday(), Weekday::Sat | Weekday::Sun) && !self.holidays.contains(&date)
    }
}

/// The lines of a file of dates that are not empty, with their number from 1.
fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    text.lines()
        .enumerate()
        .map(|(at, line)| (at + 1, line.split('#').next().unwrap_or("").trim()))
        .filter(|(_, date)| !date.is_empty())
}

/// Moves a date off weekends and holidays.
///
/// ```
/// use paysched::offer::{Roll, parse_date};
/// use paysched::internals::schedule::{Holidays, roll};
/// let day = |text| parse_date(text).unwrap();
/// let us = Holidays::built_in("us").unwrap();
/// // 1 January 2027 is a Friday.
/// assert_eq!(roll(day("2027-01-01"), Roll::Following, &us), day("2027-01-04"));
/// assert_eq!(roll(day("2027-01-31"), Roll::ModifiedFollowing, &us), day("2027-01-29"));
/// ```
pub fn roll(date: NaiveDate, convention: Roll, holidays: &Holidays) -> NaiveDate {
    let later = || nearest(date, holidays, NaiveDate::succ_opt);
    let earlier = || nearest(date, holidays, NaiveDate::pred_opt);
    let same_month = |moved: &NaiveDate| moved.month() == date.month() && moved.year() == date.year();
    match convention {
        Roll::None => date,
        Roll::Following => later(),
        Roll::Preceding => earlier(),
        Roll::ModifiedFollowing => Some(later()).filter(same_month).unwrap_or_else(earlier),
        Roll::ModifiedPreceding => Some(earlier()).filter(same_month).unwrap_or_else(later),
    }
}

/// The nearest business day in one direction; the date itself if a whole year has none.
fn nearest(
    date: NaiveDate,
    holidays: &Holidays,
    step: impl Fn(&NaiveDate) -> Option<NaiveDate>,
) -> NaiveDate {
    let mut day = date;
    for _ in 0..366 {
        if holidays.is_business_day(day) {
            return day;
        }
        match step(&day) {
            Some(next) => day = next,
            None => return date,
        }
    }
    date
}

/// The day `days` days later, at most 9999-12-31.
pub(crate) fn add_days(date: NaiveDate, days: u64) -> NaiveDate {
    let last = NaiveDate::from_ymd_opt(9999, 12, 31).unwrap_or(NaiveDate::MAX);
    date.checked_add_days(Days::new(days)).map_or(last, |day| day.min(last))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        parse_date(text).unwrap()
    }

    #[test]
    fn every_line_of_the_calendars_is_a_weekday_in_order() {
        for text in [JP, US, TARGET] {
            let dates: Vec<NaiveDate> = lines(text).map(|(_, date)| day(date)).collect();
            assert!(dates.len() > 100);
            assert!(dates.is_sorted_by(|a, b| a < b));
            assert!(dates.iter().all(|d| !matches!(d.weekday(), Weekday::Sat | Weekday::Sun)));
            assert_eq!((dates[0].year(), dates[dates.len() - 1].year()), (2015, 2040));
        }
    }

    #[test]
    fn well_known_days_are_right() {
        let holidays = |name| Holidays::built_in(name).unwrap();
        // Japan 2026: the citizens' holiday between Respect for the Aged Day and the equinox.
        assert!(!holidays("jp").is_business_day(day("2026-09-22")));
        // Banks of Japan are closed from 31 December to 3 January.
        for closed in ["2026-12-31", "2025-01-02", "2025-01-03"] {
            assert!(!holidays("jp-bank").is_business_day(day(closed)), "{closed}");
            assert!(holidays("jp").is_business_day(day(closed)), "{closed}");
        }
        assert!(holidays("jp-bank").is_business_day(day("2027-01-04")));
        assert!(!holidays("jp-bank").is_business_day(day("2026-09-22")));
        // The Federal Reserve does not move a Saturday holiday to the Friday before.
        assert!(holidays("us").is_business_day(day("2026-07-03")));
        assert!(!holidays("us").is_business_day(day("2027-07-05")));
        assert!(!holidays("target").is_business_day(day("2027-03-26")));
        assert!(holidays("target").is_business_day(day("2027-05-06")));
    }

    #[test]
    fn a_modified_date_stays_in_its_month() {
        let plain = Holidays::weekends();
        // 31 January 2027 is a Sunday, 1 May 2027 a Saturday.
        assert_eq!(roll(day("2027-01-31"), Roll::Following, &plain), day("2027-02-01"));
        assert_eq!(roll(day("2027-01-31"), Roll::ModifiedFollowing, &plain), day("2027-01-29"));
        assert_eq!(roll(day("2027-05-01"), Roll::Preceding, &plain), day("2027-04-30"));
        assert_eq!(roll(day("2027-05-01"), Roll::ModifiedPreceding, &plain), day("2027-05-03"));
        assert_eq!(roll(day("2027-05-04"), Roll::Following, &plain), day("2027-05-04"));
    }

    #[test]
    fn a_file_of_dates_names_its_bad_line() {
        let good = Holidays::from_text("ours", "\u{feff}# closed\n2027-01-04  # first Monday\n\n").unwrap();
        assert!(!good.is_business_day(day("2027-01-04")));
        let bad = Holidays::from_text("ours", "2027-01-04\n4 Jan\n").unwrap_err();
        assert_eq!(bad.to_string(), "line 2 is not a date of the form YYYY-MM-DD");
    }

    #[test]
    fn a_calendar_without_business_days_does_not_hang() {
        let all: String = (0..800).map(|n| format!("{}\n", add_days(day("2027-01-01"), n))).collect();
        let closed = Holidays::from_text("closed", &all).unwrap();
        assert_eq!(roll(day("2027-06-01"), Roll::Following, &closed), day("2027-06-01"));
    }
}
