//! The dates of a series, each counted from the anchor and never from the previous date.

use std::collections::HashSet;

use chrono::{Datelike, NaiveDate};

use super::origin::DateOrigin;
use super::workdays::{Holidays, add_days, roll};
use crate::offer::{Day, Except, Overflow, Period, Roll, Series, Unit, add_months};
use crate::text::source::Spanned;

/// The most dates that a series may have, and all series of an offer together.
pub const MAX_DATES: usize = 1000;

/// How many periods in a row may lack the day before a series is taken to have no more dates. If the day
/// recurs at all, it does so within 16: every 25 years from 2000-02-29.
const MAX_SKIPPED: u32 = 100;

/// A series would have more than [`MAX_DATES`] dates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TooMany;

/// Everything that determines the dates of a series, all known.
#[derive(Debug, Clone)]
struct Recurrence<'a> {
    first: NaiveDate,
    every: Period,
    /// The days of each month; if empty, the day of `first`.
    days: &'a [Day],
    overflow: Overflow,
    roll: Roll,
    except: &'a [Spanned<Except>],
}

/// A date before `roll` moves it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Unmoved {
    date: NaiveDate,
    /// The month lacked the day, so its last day was taken.
    clamped: bool,
    /// The month lacked the day, so the first of the next month was taken.
    carried: bool,
}

impl Unmoved {
    fn on(date: NaiveDate) -> Self {
        Self { date, clamped: false, carried: false }
    }
}

/// A date of a series, and whether `except` leaves it out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Candidate {
    /// The date before `roll` moves it.
    pub unmoved: NaiveDate,
    /// The date after `roll` moves it.
    pub moved: NaiveDate,
    /// Whether `except` leaves it out.
    pub struck: bool,
}

/// The dates of a series in order, each with its origin.
///
/// The first date is `first` itself; date k is k periods after it, on `day` of its month. What `except`
/// names is left out, and `times` counts what is kept. `until` and `except` apply to the dates before
/// `roll` moves them. `None` if a value that the dates need could not be read.
///
/// # Errors
/// When there would be more than [`MAX_DATES`].
pub fn dates(series: &Series, holidays: &Holidays) -> Option<Result<Vec<(NaiveDate, DateOrigin)>, TooMany>> {
    let rule = rule_of(series)?;
    if series.times.is_invalid() || series.until.is_invalid() {
        return None;
    }
    let (times, until) = how_many(series)?;
    Some(rule.dates(times, until, holidays))
}

/// Every date of a series in order, including those that `except` leaves out, up to the last that is
/// kept (and, if `until` ends the series, up to that day). `None` if the dates are unknown or too many.
pub fn candidates(series: &Series, holidays: &Holidays) -> Option<Vec<Candidate>> {
    let rule = rule_of(series)?;
    let (times, until) = how_many(series)?;
    let mut all = Vec::new();
    let walked = rule.walk(times, until, |_, Unmoved { date, .. }, struck| {
        all.push(Candidate { unmoved: date, moved: roll(date, rule.roll, holidays), struck });
    });
    walked.is_ok().then_some(all)
}

/// The number of dates that are kept, and the last day allowed.
fn how_many(series: &Series) -> Option<(usize, Option<NaiveDate>)> {
    match (series.times.get(), series.until.get()) {
        (Some(times), None) => Some((*times as usize, None)),
        (None, Some(until)) => Some((usize::MAX, Some(*until))),
        _ => None,
    }
}

/// The dates that a series would have with this `times`; `None` if it cannot have them.
pub fn dates_with(series: &Series, times: usize, holidays: &Holidays) -> Option<Vec<NaiveDate>> {
    let dates = rule_of(series)?.dates(times, None, holidays).ok()?;
    (dates.len() == times).then(|| dates.into_iter().map(|(date, _)| date).collect())
}

fn rule_of(series: &Series) -> Option<Recurrence<'_>> {
    let unreadable = series.day.is_invalid()
        || series.overflow.is_invalid()
        || series.roll.is_invalid()
        || series.except.is_invalid();
    if unreadable {
        return None;
    }
    Some(Recurrence {
        first: *series.first.get()?,
        every: *series.every.get()?,
        days: series.day.get().map_or(&[], Vec::as_slice),
        overflow: series.overflow.get().copied().unwrap_or(Overflow::Clamp),
        roll: series.roll.get().copied().unwrap_or(Roll::None),
        except: series.except.get().map_or(&[], Vec::as_slice),
    })
}

impl Recurrence<'_> {
    fn dates(
        &self,
        times: usize,
        until: Option<NaiveDate>,
        holidays: &Holidays,
    ) -> Result<Vec<(NaiveDate, DateOrigin)>, TooMany> {
        let mut dates = Vec::with_capacity(times.min(64));
        self.walk(times, until, |step, Unmoved { date, clamped, carried }, struck| {
            if !struck {
                let moved = roll(date, self.roll, holidays);
                let moved_from = (moved != date).then_some((date, self.roll));
                dates.push((moved, DateOrigin::Series { step, clamped, carried, moved_from }));
            }
        })?;
        Ok(dates)
    }

    /// Visits every date in order with its period, and whether `except` strikes it, until `times` are
    /// kept or the next would be after `until`.
    fn walk(
        &self,
        times: usize,
        until: Option<NaiveDate>,
        mut visit: impl FnMut(u32, Unmoved, bool),
    ) -> Result<(), TooMany> {
        if times > MAX_DATES && until.is_none() {
            return Err(TooMany);
        }
        let except: HashSet<Except> = self.except.iter().map(|except| except.value).collect();
        let strikes = |date: NaiveDate| {
            except.contains(&Except::Date(date)) || except.contains(&Except::Month(date.year(), date.month()))
        };
        let (mut kept, mut visited, mut skipped) = (0, 0, 0);
        let mut period = Vec::with_capacity(self.days.len().max(1));
        // `except` and `skip` leave dates out. A series that keeps nothing for twelve times the limit,
        // or that reaches the end of the calendar, yields no more.
        for step in 0..u32::MAX {
            self.period(step, &mut period);
            skipped = if period.is_empty() { skipped + 1 } else { 0 };
            for unmoved in period.drain(..) {
                let date = unmoved.date;
                if kept == times || until.is_some_and(|last| date > last) || date.year() == 9999 {
                    return Ok(());
                }
                let struck = strikes(date);
                if !struck && kept == MAX_DATES {
                    return Err(TooMany);
                }
                kept += usize::from(!struck);
                visited += 1;
                visit(step, unmoved, struck);
            }
            if skipped > MAX_SKIPPED || visited >= MAX_DATES * 12 {
                break;
            }
        }
        Ok(())
    }

    /// Puts the dates of the period `step` periods after the anchor's into an empty list, in order, before
    /// they are moved; none if `overflow: skip` leaves out every day.
    fn period(&self, step: u32, dates: &mut Vec<Unmoved>) {
        let periods = u64::from(step) * u64::from(self.every.count);
        let (Unit::Month, Some(anchor)) = (self.every.unit, self.first.with_day(1)) else {
            return dates.push(Unmoved::on(add_days(self.first, periods)));
        };
        let month = add_months(anchor, i64::try_from(periods).unwrap_or(i64::MAX));
        let own = [Day::Of(self.first.day())];
        let days = if self.days.is_empty() { &own } else { self.days };
        dates.extend(days.iter().filter_map(|day| self.on(*day, month)));
        dates.sort_by_key(|unmoved| unmoved.date);
        if step == 0 {
            // `first` replaces the first listed day that is not before it.
            let taken = dates.iter().position(|unmoved| unmoved.date >= self.first);
            dates.splice(..taken.map_or(dates.len(), |at| at + 1), [Unmoved::on(self.first)]);
        }
    }

    /// A day of the series in the month that begins on `month`; `None` if the month lacks it and
    /// it is skipped.
    fn on(&self, day: Day, month: NaiveDate) -> Option<Unmoved> {
        match (day.in_month(month), self.overflow) {
            (Some(date), _) => Some(Unmoved::on(date)),
            (None, Overflow::Clamp) => {
                let date = crate::offer::last_of_month(month.year(), month.month())?;
                Some(Unmoved { clamped: true, ..Unmoved::on(date) })
            }
            (None, Overflow::Skip) => None,
            (None, Overflow::Next) => Some(Unmoved { carried: true, ..Unmoved::on(add_months(month, 1)) }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::offer::parse_date;
    use crate::text::source::Span;

    fn day(text: &str) -> NaiveDate {
        parse_date(text).unwrap()
    }

    fn rule(first: &str, count: u32, unit: Unit) -> Recurrence<'static> {
        Recurrence {
            first: day(first),
            every: Period { count, unit },
            days: &[],
            overflow: Overflow::Clamp,
            roll: Roll::None,
            except: &[],
        }
    }

    fn list(rule: &Recurrence<'_>, times: usize) -> Vec<String> {
        let dates = rule.dates(times, None, &Holidays::weekends()).unwrap();
        dates.iter().map(|(date, _)| date.to_string()).collect()
    }

    #[test]
    fn month_ends_are_counted_from_the_anchor() {
        let monthly = rule("2027-01-31", 1, Unit::Month);
        assert_eq!(list(&monthly, 4), ["2027-01-31", "2027-02-28", "2027-03-31", "2027-04-30"]);
    }

    #[test]
    fn a_leap_day_comes_back_every_fourth_year() {
        let yearly = rule("2028-02-29", 12, Unit::Month);
        assert_eq!(list(&yearly, 5), ["2028-02-29", "2029-02-28", "2030-02-28", "2031-02-28", "2032-02-29"]);
    }

    #[test]
    fn the_last_day_stays_the_last_day() {
        let last = Recurrence { days: &[Day::FromEnd(1)], ..rule("2027-02-28", 1, Unit::Month) };
        assert_eq!(list(&last, 3), ["2027-02-28", "2027-03-31", "2027-04-30"]);
        let before = Recurrence { days: &[Day::FromEnd(2)], ..rule("2027-02-27", 1, Unit::Month) };
        assert_eq!(list(&before, 3), ["2027-02-27", "2027-03-30", "2027-04-29"]);
    }

    #[test]
    fn a_month_that_lacks_the_day_can_be_skipped_or_carried() {
        let skip = Recurrence { overflow: Overflow::Skip, ..rule("2027-01-31", 1, Unit::Month) };
        assert_eq!(list(&skip, 3), ["2027-01-31", "2027-03-31", "2027-05-31"]);
        let next = Recurrence { overflow: Overflow::Next, ..rule("2027-01-30", 1, Unit::Month) };
        assert_eq!(list(&next, 3), ["2027-01-30", "2027-03-01", "2027-03-30"]);
    }

    #[test]
    fn times_counts_what_is_kept() {
        let at = |value| Spanned::new(value, Span::default());
        let except = [at(Except::Month(2027, 2)), at(Except::Date(day("2027-04-15")))];
        let some = Recurrence { except: &except, ..rule("2027-01-15", 1, Unit::Month) };
        assert_eq!(list(&some, 3), ["2027-01-15", "2027-03-15", "2027-05-15"]);
    }

    #[test]
    fn a_moved_date_stays_the_anchor_where_it_was() {
        let moved = Recurrence { roll: Roll::Following, ..rule("2027-01-30", 1, Unit::Month) };
        assert_eq!(list(&moved, 3), ["2027-02-01", "2027-03-01", "2027-03-30"]);
    }

    #[test]
    fn until_includes_its_day() {
        let weekly = rule("2027-01-04", 7, Unit::Day);
        let dates = weekly.dates(usize::MAX, Some(day("2027-01-18")), &Holidays::weekends()).unwrap();
        assert_eq!(dates.len(), 3);
    }

    #[test]
    fn a_thousand_dates_are_the_most() {
        let daily = rule("2027-01-01", 1, Unit::Day);
        assert_eq!(list(&daily, 1000).len(), 1000);
        assert_eq!(daily.dates(1001, None, &Holidays::weekends()), Err(TooMany));
        assert_eq!(daily.dates(usize::MAX, Some(day("2400-01-01")), &Holidays::weekends()), Err(TooMany));
    }

    #[test]
    fn a_series_that_never_keeps_a_date_ends() {
        // Every February lacks a 30th day.
        let never = Recurrence {
            overflow: Overflow::Skip,
            days: &[Day::Of(30)],
            ..rule("2027-02-28", 12, Unit::Month)
        };
        assert_eq!(list(&never, 5), ["2027-02-28"]);
    }
}
