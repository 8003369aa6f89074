//! Lengths of time: contract durations and the period of a series.

mod loose;

use std::fmt;

use chrono::{Datelike, Days, NaiveDate};

use loose::{not_a_period, wrong_form};

use super::date::{add_months, last_day};
use super::fields::{Problem, quote};

use crate::text::message::{Message, count, msg};

/// The most months or days that one number may give: seven digits.
const MOST: u32 = 9_999_999;

/// A length of time above zero, in calendar months, then days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Duration(Offset);

/// An offset from a start, possibly zero, in calendar months, then days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Offset {
    months: u32,
    days: u32,
}

impl Duration {
    /// The shortest duration.
    pub(crate) const DAY: Self = Self(Offset { months: 0, days: 1 });

    /// That many months and days; `None` if there are neither.
    #[doc(hidden)]
    pub const fn new(months: u32, days: u32) -> Option<Self> {
        if months == 0 && days == 0 { None } else { Some(Self(Offset { months, days })) }
    }

    /// Reads `36 months`, `3 years`, `365 days`, or ISO 8601 `P36M`, `P3Y`, `P365D`, `P1Y6M`.
    ///
    /// # Errors
    /// When the text is not such a duration, or is zero. Source of the ISO form: Catalog API,
    /// "Work with private offers", `AgreementDuration`.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        let Offset { months, days } = Offset::parse(text)?;
        Self::new(months, days).ok_or_else(|| {
            Problem::new(msg!("{text} is too short: a term has at least a day", text = quote(text)))
                .help(msg!("write how long the contract runs, for example `12 months`"))
        })
    }

    /// How long it is from one day to a later one: in whole months if they fit, else in days.
    pub(crate) fn between(from: NaiveDate, to: NaiveDate) -> Option<Self> {
        let days = u32::try_from(to.signed_duration_since(from).num_days()).ok()?;
        let months = (to.year() - from.year()) * 12 + to.month().cast_signed() - from.month().cast_signed();
        let whole = u32::try_from(months).ok().and_then(|months| Self::new(months, 0));
        whole.filter(|whole| whole.after(from) == to).or(Self::new(0, days))
    }

    /// Calendar months; a year is twelve.
    pub fn months(self) -> u32 {
        self.0.months
    }

    /// Days, counted after the months.
    pub fn days(self) -> u32 {
        self.0.days
    }

    /// The same length as an offset from a start.
    #[doc(hidden)]
    pub fn offset(self) -> Offset {
        self.0
    }

    /// The day this long after `start`: months first, on the calendar, then days. Never after
    /// 9999-12-31.
    pub(crate) fn after(self, start: NaiveDate) -> NaiveDate {
        self.0.after(start)
    }

    /// How many days this is from `start`.
    pub(crate) fn days_from(self, start: NaiveDate) -> i64 {
        self.after(start).signed_duration_since(start).num_days()
    }

    /// The duration as a file has it: `36 months`, or `P18M10D` if both are above zero, which words
    /// cannot express.
    pub(crate) fn written(self) -> String {
        self.0.written()
    }
}

impl fmt::Display for Duration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Offset {
    /// That many months and days.
    #[doc(hidden)]
    pub const fn new(months: u32, days: u32) -> Self {
        Self { months, days }
    }

    /// Reads what [`Duration::parse`] reads, and `0 months` or `0 days`.
    ///
    /// # Errors
    /// When the text is not such a length.
    pub(crate) fn parse(text: &str) -> Result<Self, Problem> {
        in_words(text).or_else(|| iso(text)).ok_or_else(|| wrong_form(text))
    }

    /// Calendar months; a year is twelve.
    pub(crate) fn months(self) -> u32 {
        self.months
    }

    /// Days, counted after the months.
    pub(crate) fn days(self) -> u32 {
        self.days
    }

    /// The day this long after `start`: months first, on the calendar, then days. Never after
    /// 9999-12-31.
    pub(crate) fn after(self, start: NaiveDate) -> NaiveDate {
        let moved = add_months(start, i64::from(self.months));
        let last = last_day();
        moved.checked_add_days(Days::new(u64::from(self.days))).map_or(last, |day| day.min(last))
    }

    /// The offset for a reader: `3 months`, `18 months 10 days`.
    pub(crate) fn words(self) -> Message {
        match (self.months, self.days) {
            (months, 0) => count!(months, "month"),
            (0, days) => count!(days, "day"),
            (months, days) => {
                msg!("{months} {days}", months = count!(months, "month"), days = count!(days, "day"))
            }
        }
    }

    /// The offset as a file has it: `3 months`, or `P18M10D` if both are above zero.
    pub(crate) fn written(self) -> String {
        let Self { months, days } = self;
        if (months == 0 || days == 0) && months <= MOST {
            return self.to_string();
        }
        let years = if months > MOST { (months / 12).min(MOST) } else { 0 };
        let part = |count: u32, unit: char| if count == 0 { String::new() } else { format!("{count}{unit}") };
        format!("P{}{}{}", part(years, 'Y'), part(months.saturating_sub(years * 12), 'M'), part(days, 'D'))
    }
}

impl fmt::Display for Offset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.words().fmt(f)
    }
}

/// The unit of a series' period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Unit {
    /// Days.
    Day,
    /// Calendar months.
    Month,
}

/// How far apart the dates of a series are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Period {
    /// How many units, at least 1: a week is 7 days, a quarter 3 months, a year 12.
    pub count: u32,
    /// The unit.
    pub unit: Unit,
}

/// The words that `every` may be, without a number before them.
pub(super) const EVERY: [&str; 4] = ["week", "month", "quarter", "year"];

impl Period {
    /// Once a calendar month.
    #[doc(hidden)]
    pub const MONTH: Self = Self { count: 1, unit: Unit::Month };

    /// Reads `week`, `month`, `quarter`, `year`, or `N days`, `N weeks` and so on.
    ///
    /// # Errors
    /// When the text is none of these, or the number is 0.
    pub(crate) fn parse(text: &str) -> Result<Self, Problem> {
        let (count, word) = match text.split_once(' ') {
            Some((number, word)) => (whole(number), word),
            None if EVERY.contains(&text) => (Some(1), text),
            None => (None, text),
        };
        let unit = match word.strip_suffix('s').unwrap_or(word) {
            "day" => Some((1, Unit::Day)),
            "week" => Some((7, Unit::Day)),
            "month" => Some((1, Unit::Month)),
            "quarter" => Some((3, Unit::Month)),
            "year" => Some((12, Unit::Month)),
            _ => None,
        };
        match (count, unit) {
            (Some(count), Some((size, unit))) if count > 0 => {
                Ok(Self { count: count.saturating_mul(size), unit })
            }
            (Some(0), Some(_)) => Err(Problem::new(msg!("`every` cannot be {text}", text = quote(text)))
                .help(msg!("write 1 or more"))),
            _ => Err(not_a_period(text)),
        }
    }
}

impl fmt::Display for Period {
    /// As it is written, in the largest usual unit: `month`, `quarter`, `6 months`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sizes: [(u32, &str); 3] = match self.unit {
            Unit::Day => [(7, "week"), (1, "day"), (1, "day")],
            // Half a year is usually given in months, not in quarters.
            Unit::Month if self.count == 3 => [(3, "quarter"), (1, "month"), (1, "month")],
            Unit::Month => [(12, "year"), (1, "month"), (3, "quarter")],
        };
        let fits = |(size, _): &&(u32, &str)| self.count.is_multiple_of(*size) && self.count / size <= MOST;
        let (size, word) = sizes.iter().find(fits).copied().unwrap_or((1, "month"));
        match self.count / size {
            1 if word != "day" => f.write_str(word),
            count => write!(f, "{count} {word}s"),
        }
    }
}

fn in_words(text: &str) -> Option<Offset> {
    let (number, word) = text.split_once(' ')?;
    let count = whole(number)?;
    match word {
        "day" | "days" => Some(Offset::new(0, count)),
        "month" | "months" => Some(Offset::new(count, 0)),
        "year" | "years" => Some(Offset::new(count.checked_mul(12)?, 0)),
        _ => None,
    }
}

fn iso(text: &str) -> Option<Offset> {
    let mut rest = text.strip_prefix('P').filter(|rest| !rest.is_empty())?;
    let mut part = |unit: char| -> Option<u32> {
        match rest.split_once(unit) {
            Some((number, after)) => {
                rest = after;
                whole(number)
            }
            None => Some(0),
        }
    };
    let (years, months, days) = (part('Y')?, part('M')?, part('D')?);
    let months = years.checked_mul(12)?.checked_add(months)?;
    rest.is_empty().then_some(Offset { months, days })
}

/// A whole number of at most seven digits, so that sums cannot overflow.
fn whole(text: &str) -> Option<u32> {
    let digits = (1..=7).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    digits.then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_iso_say_the_same() {
        for (text, months, days) in [
            ("36 months", 36, 0),
            ("3 years", 36, 0),
            ("365 days", 0, 365),
            ("1 month", 1, 0),
            ("P36M", 36, 0),
            ("P3Y", 36, 0),
            ("P365D", 0, 365),
            ("P1Y6M", 18, 0),
            ("P1Y6M10D", 18, 10),
        ] {
            assert_eq!(Duration::parse(text).ok(), Duration::new(months, days), "{text}");
        }
    }

    #[test]
    fn anything_else_is_no_duration() {
        for text in [
            "36months",
            "36",
            "P",
            "PT1H",
            "P2W",
            "P1M1Y",
            "1.5 years",
            "-1 months",
            "0 months",
            "P0D",
            "36  months",
            "99999999 days",
            "p36m",
            "",
        ] {
            assert!(Duration::parse(text).is_err(), "{text}");
        }
        for (text, right) in [
            ("36months", "36 months"),
            ("３６ヶ月", "36 months"),
            ("36　months", "36 months"),
            ("3 yrs", "3 years"),
            ("p36m", "P36M"),
            ("4 weeks", "28 days"),
            ("1年間", "1 year"),
            ("3y", "3 years"),
            ("36m", "36 months"),
            ("1.5 years", "18 months"),
            ("three years", "3 years"),
        ] {
            assert_eq!(Duration::parse(text).unwrap_err().replacement.as_deref(), Some(right), "{text}");
        }
    }

    #[test]
    fn a_period_counts_from_one() {
        assert_eq!(Period::parse("quarter"), Ok(Period { count: 3, unit: Unit::Month }));
        assert_eq!(Period::parse("2 weeks"), Ok(Period { count: 14, unit: Unit::Day }));
        for text in ["day", "0 days", "weeks", "two weeks", "fortnight", ""] {
            assert!(Period::parse(text).is_err(), "{text}");
        }
        for (text, right) in [
            ("monthly", "month"),
            ("6months", "6 months"),
            ("2 Weeks", "2 weeks"),
            ("６ヶ月", "6 months"),
            ("every month", "month"),
            ("Quarter", "quarter"),
        ] {
            assert_eq!(Period::parse(text).unwrap_err().replacement.as_deref(), Some(right), "{text}");
        }
    }

    #[test]
    fn a_hostile_duration_ends_with_the_calendar() {
        let start = NaiveDate::from_ymd_opt(2026, 1, 1).unwrap();
        assert_eq!(Duration::parse("9999999 years").unwrap().after(start), last_day());
        assert_eq!(Duration::parse("9999999 days").unwrap().after(start), last_day());
    }

    #[test]
    fn a_length_is_said_in_months_where_they_fit() {
        let day = |text| crate::offer::parse_date(text).unwrap();
        let between = |from, to| Duration::between(day(from), day(to)).map(|d| d.to_string());
        assert_eq!(between("2027-01-01", "2030-01-01").as_deref(), Some("36 months"));
        assert_eq!(between("2027-01-31", "2027-02-28").as_deref(), Some("1 month"));
        assert_eq!(between("2027-01-31", "2027-02-01").as_deref(), Some("1 day"));
        assert_eq!(between("2026-12-01", "2029-11-30").as_deref(), Some("1095 days"));
        assert_eq!(between("2027-01-01", "2027-01-01"), None);
    }

    #[test]
    fn a_duration_is_written_as_it_is_read() {
        for (months, days, text) in [
            (36, 0, "36 months"),
            (1, 0, "1 month"),
            (0, 365, "365 days"),
            (0, 0, "0 months"),
            (18, 10, "P18M10D"),
            (119_999_988, 0, "P9999999Y"),
            (9_999_999, 1, "P9999999M1D"),
            (120_000_000, 0, "P9999999Y12M"),
        ] {
            assert_eq!(Offset::new(months, days).written(), text);
            assert_eq!(Offset::parse(text), Ok(Offset::new(months, days)), "{text}");
        }
    }

    #[test]
    fn a_period_takes_the_largest_unit_that_people_say() {
        for (count, unit, text) in [
            (1, Unit::Day, "1 days"),
            (7, Unit::Day, "week"),
            (14, Unit::Day, "2 weeks"),
            (90, Unit::Day, "90 days"),
            (1, Unit::Month, "month"),
            (3, Unit::Month, "quarter"),
            (6, Unit::Month, "6 months"),
            (12, Unit::Month, "year"),
            (24, Unit::Month, "2 years"),
            (29_999_997, Unit::Month, "9999999 quarters"),
            (69_999_993, Unit::Day, "9999999 weeks"),
        ] {
            assert_eq!(Period { count, unit }.to_string(), text);
        }
    }
}
