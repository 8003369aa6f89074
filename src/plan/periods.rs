//! Periods of the calendar: months, quarters and fiscal years, each by its first day.

use chrono::{Datelike, NaiveDate};

use crate::offer::last_of_month;

/// A period, or unknown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum CalendarPeriod {
    /// The one that begins on this day.
    From(NaiveDate),
    /// Unknown, because the payment terms are not known.
    Unknown,
}

impl CalendarPeriod {
    /// Its first day, if it is known.
    pub fn first(self) -> Option<NaiveDate> {
        match self {
            Self::From(day) => Some(day),
            Self::Unknown => None,
        }
    }
}

/// How long a period is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Every {
    /// A calendar month.
    #[default]
    Month,
    /// Three months, counted from the beginning of the fiscal year.
    Quarter,
    /// Twelve months.
    FiscalYear,
}

/// The periods that totals are given for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Periods {
    /// How long each is.
    pub every: Every,
    /// The month in which fiscal years begin, 1 to 12: 4 for April.
    pub fiscal_year_starts: u32,
}

impl Default for Periods {
    fn default() -> Self {
        Self { every: Every::Month, fiscal_year_starts: 1 }
    }
}

impl Periods {
    /// The period that holds a day, if that is known.
    pub fn of(self, day: Option<NaiveDate>) -> CalendarPeriod {
        day.map_or(CalendarPeriod::Unknown, |day| CalendarPeriod::From(self.first(day)))
    }

    /// The first day of the period that holds a day.
    pub fn first(self, day: NaiveDate) -> NaiveDate {
        self.first_in(day, self.every)
    }

    /// The last day of the period that holds a day.
    pub fn last(self, day: NaiveDate) -> NaiveDate {
        let end = month_number(self.first(day)) + months(self.every) - 1;
        start_of(end).and_then(|start| last_of_month(start.year(), start.month())).unwrap_or(day)
    }

    /// The name of the period that holds a day: `2027-03`, `2027-Q1`, `2027`. A fiscal year that begins in
    /// one calendar year and ends in the next is named after both, `2026/27`, because some countries
    /// name it after the first and some after the second; so is its quarter, `2026/27-Q4`.
    pub fn name(self, day: NaiveDate) -> String {
        let year = self.first_in(day, Every::FiscalYear);
        let fiscal = match self.fiscal_year_starts {
            1 => format!("{:04}", year.year()),
            _ => format!("{:04}/{:02}", year.year(), (year.year() + 1).rem_euclid(100)),
        };
        match self.every {
            Every::Month => format!("{:04}-{:02}", day.year(), day.month()),
            Every::Quarter => {
                let passed = month_number(day) - month_number(year);
                format!("{fiscal}-Q{}", passed.div_euclid(months(Every::Quarter)) + 1)
            }
            Every::FiscalYear => fiscal,
        }
    }

    fn first_in(self, day: NaiveDate, every: Every) -> NaiveDate {
        let (length, shift) = (months(every), i32::try_from(self.fiscal_year_starts).unwrap_or(1) - 1);
        let number = (month_number(day) - shift).div_euclid(length) * length + shift;
        start_of(number).unwrap_or(day)
    }
}

/// How many months a period has.
fn months(every: Every) -> i32 {
    match every {
        Every::Month => 1,
        Every::Quarter => 3,
        Every::FiscalYear => 12,
    }
}

/// Months since the year 0.
fn month_number(day: NaiveDate) -> i32 {
    day.year() * 12 + i32::try_from(day.month0()).unwrap_or(0)
}

fn start_of(number: i32) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(number.div_euclid(12), u32::try_from(number.rem_euclid(12)).ok()? + 1, 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(every: Every, fiscal_year_starts: u32, day: &str) -> String {
        let (periods, day) = (Periods { every, fiscal_year_starts }, crate::offer::parse_date(day).unwrap());
        format!("{} {} {}", periods.name(day), periods.first(day), periods.last(day))
    }

    #[test]
    fn a_day_is_in_the_period_of_its_fiscal_year() {
        for (every, starts, day, expected) in [
            (Every::Month, 4, "2028-02-29", "2028-02 2028-02-01 2028-02-29"),
            (Every::Quarter, 1, "2027-03-31", "2027-Q1 2027-01-01 2027-03-31"),
            (Every::Quarter, 4, "2027-03-31", "2026/27-Q4 2027-01-01 2027-03-31"),
            (Every::Quarter, 4, "2027-04-01", "2027/28-Q1 2027-04-01 2027-06-30"),
            (Every::Quarter, 2, "2027-01-31", "2026/27-Q4 2026-11-01 2027-01-31"),
            (Every::FiscalYear, 1, "2027-12-31", "2027 2027-01-01 2027-12-31"),
            (Every::FiscalYear, 4, "2027-03-31", "2026/27 2026-04-01 2027-03-31"),
            (Every::FiscalYear, 12, "2099-12-01", "2099/00 2099-12-01 2100-11-30"),
        ] {
            assert_eq!(shown(every, starts, day), expected);
        }
    }

    #[test]
    fn periods_follow_each_other_without_a_gap_and_share_no_day() {
        for every in [Every::Month, Every::Quarter, Every::FiscalYear] {
            for fiscal_year_starts in 1..=12 {
                let periods = Periods { every, fiscal_year_starts };
                let mut day = periods.first(crate::offer::parse_date("2026-06-15").unwrap());
                for _ in 0..30 {
                    let last = periods.last(day);
                    assert_eq!((periods.first(last), periods.name(last)), (day, periods.name(day)));
                    day = last.succ_opt().unwrap();
                    assert_eq!(periods.first(day), day);
                }
            }
        }
    }
}
