//! From days and amounts to places on a drawing, in whole tenths of a pixel: no floats.

use std::fmt;
use std::ops::{Add, Sub};

use chrono::{Datelike, NaiveDate};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use unicode_width::UnicodeWidthChar;

use super::super::months;
use super::super::sheet::grouped;
use crate::offer::{Amount, Currency};

/// A length in tenths of a pixel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Px(pub(super) i64);

/// Whole pixels.
pub(super) const fn px(whole: i64) -> Px {
    Px(whole * 10)
}

impl Add for Px {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

impl Sub for Px {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0 - other.0)
    }
}

impl Px {
    pub(super) fn half(self) -> Self {
        Self(self.0 / 2)
    }
}

impl fmt::Display for Px {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, tenth) = (self.0.abs() / 10, self.0.abs() % 10);
        let sign = if self.0 < 0 { "-" } else { "" };
        match tenth {
            0 => write!(f, "{sign}{whole}"),
            tenth => write!(f, "{sign}{whole}.{tenth}"),
        }
    }
}

/// The room that a text of the usual size (12 pixels) takes at most: that of the widest of the
/// usual fonts, in which a digit is 0.64 of the size wide and a comma half of that.
pub(super) fn text_width(text: &str) -> Px {
    let width = |c: char| match c {
        ',' | '.' | ':' | ' ' => 45,
        c => 78 * c.width().map_or(0, |columns| if columns > 1 { 2 } else { 1 }),
    };
    Px(text.chars().map(width).sum())
}

/// Days along a drawing.
#[derive(Debug, Clone, Copy)]
pub(super) struct DayScale {
    from: NaiveDate,
    until: NaiveDate,
    pub(super) left: Px,
    pub(super) right: Px,
}

/// A mark of the axis of days: the first of a month.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Tick {
    pub(super) x: Px,
    /// The month's name; `None` if only years fit.
    pub(super) month: Option<&'static str>,
    /// The year, where it begins.
    pub(super) year: Option<i32>,
}

/// How many months may be between two ticks.
const STEPS: [i64; 15] = [1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200, 6000, 24_000, 120_000, 1_200_000];

impl DayScale {
    /// A scale of whole months that contain both days, between two positions.
    pub(super) fn new((first, last): (NaiveDate, NaiveDate), left: Px, right: Px) -> Self {
        let from = first.with_day(1).unwrap_or(first);
        let until = month_start(month_number(last) + 1).unwrap_or(last);
        Self { from, until, left, right }
    }

    /// The position of a day.
    pub(super) fn at(&self, day: NaiveDate) -> Px {
        let days = (self.until - self.from).num_days().max(1);
        let length = self.right - self.left;
        self.left + Px((day - self.from).num_days().clamp(0, days) * length.0 / days)
    }

    /// The ticks of the axis: as many as have room for their names.
    pub(super) fn ticks(&self) -> Vec<Tick> {
        let (first, last) = (month_number(self.from), month_number(self.until));
        let length = (self.right - self.left).0;
        let room = |step: &&i64| {
            let between = length * **step / (last - first).max(1);
            between >= if **step < 12 { 300 } else { 420 }
        };
        let step = *STEPS.iter().find(room).unwrap_or(&12_000_000);
        let mut ticks: Vec<Tick> = Vec::new();
        let mut number = first.div_euclid(step) * step;
        while number < last {
            let start = month_start(number).filter(|start| *start >= self.from);
            if let Some(start) = start {
                let name = months::short(start.month());
                let year = (start.month() == 1 || ticks.is_empty()).then(|| start.year());
                ticks.push(Tick { x: self.at(start), month: name.filter(|_| step < 12), year });
            }
            number += step;
        }
        // A year at the left end is dropped for one that begins close to it.
        let crowded = ticks.iter().skip(1).find(|t| t.year.is_some()).map(|t| t.x);
        if let (Some(first), Some(next)) = (ticks.first_mut(), crowded)
            && next - first.x < px(40)
        {
            first.year = None;
        }
        ticks
    }
}

/// Months since the year 0.
fn month_number(day: NaiveDate) -> i64 {
    i64::from(day.year()) * 12 + i64::from(day.month0())
}

fn month_start(number: i64) -> Option<NaiveDate> {
    let year = i32::try_from(number.div_euclid(12)).ok()?;
    NaiveDate::from_ymd_opt(year, u32::try_from(number.rem_euclid(12)).ok()? + 1, 1)
}

/// The vertical scale of amounts, from the lowest (at most zero) to the highest.
#[derive(Debug, Clone, Copy)]
pub(super) struct AmountScale {
    low: Amount,
    high: Amount,
    top: Px,
    bottom: Px,
}

impl AmountScale {
    /// A scale that includes all the amounts and zero.
    pub(super) fn new(amounts: impl Iterator<Item = Amount>, top: Px, bottom: Px) -> Self {
        let span = |(low, high): (Amount, Amount), amount: Amount| (low.min(amount), high.max(amount));
        let (low, high) = amounts.fold((Amount::ZERO, Amount::ZERO), span);
        Self { low, high, top, bottom }
    }

    /// The height of an amount. Only the position is rounded, to a tenth of a pixel.
    pub(super) fn at(&self, amount: Amount) -> Px {
        let length = Decimal::from((self.bottom - self.top).0);
        let low = self.low.decimal();
        let part = |amount: Amount| {
            let all = self.high.decimal().checked_sub(low)?;
            let share = amount.decimal().checked_sub(low)?.checked_div(all)?;
            share.checked_mul(length)?.round().to_i64()
        };
        self.bottom - Px(part(amount).unwrap_or(0))
    }

    /// Round amounts for the axis with their labels, at most six, from zero or below to the highest.
    pub(super) fn ticks(&self, currency: Currency) -> Vec<(Px, String)> {
        let Some(step) = self.step(currency) else { return Vec::new() };
        let mut ticks = Vec::new();
        let mut at = Some(Amount::ZERO);
        while let Some(amount) = at.filter(|amount| *amount <= self.high) {
            let whole = amount.normalized();
            let digits = if whole.scale() == 0 { whole.to_string() } else { currency.digits(amount) };
            ticks.push((self.at(amount), grouped(&digits)));
            at = amount.plus(step);
        }
        ticks
    }

    /// The smallest of 1, 2, 5, 10, 20, 50 … minor units that fits into the highest at most five times.
    fn step(&self, currency: Currency) -> Option<Amount> {
        let factors = [Decimal::TWO, Decimal::new(25, 1), Decimal::TWO];
        let mut step = currency.minor_unit();
        for factor in factors.iter().cycle() {
            if self.high.decimal().checked_div(step.decimal())? <= Decimal::from(5) {
                return Some(step);
            }
            step = step.times(*factor)?.normalized();
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        crate::offer::parse_date(text).unwrap()
    }

    #[test]
    fn a_place_is_written_without_needless_digits() {
        let shown: Vec<String> = [120, 125, -5, 0].map(|tenths| Px(tenths).to_string()).into();
        assert_eq!(shown, ["12", "12.5", "-0.5", "0"]);
    }

    #[test]
    fn the_axis_of_days_holds_whole_months() {
        let days = DayScale::new((day("2026-12-31"), day("2028-12-31")), px(0), px(750));
        assert_eq!(days.at(day("2026-12-01")), px(0));
        assert_eq!(days.at(day("2029-01-01")), px(750));
        let years: Vec<_> = days.ticks().iter().filter_map(|tick| tick.year).collect();
        assert_eq!(years, [2027, 2028]);
    }

    #[test]
    fn a_tick_never_comes_closer_than_its_name_is_wide() {
        for last in ["2026-12-31", "2027-03-31", "2031-12-31", "2100-01-01", "9999-12-31"] {
            for width in [200, 328, 880] {
                let ticks = DayScale::new((day("2026-12-01"), day(last)), px(0), px(width)).ticks();
                let close = ticks.windows(2).any(|pair| pair[1].x - pair[0].x < px(28));
                assert!(!close && !ticks.is_empty() && ticks.len() < 40, "{last} {width} {ticks:?}");
            }
        }
    }

    #[test]
    fn round_amounts_mark_the_axis() {
        let usd = Currency::parse("USD").unwrap();
        let words = |high: &str| -> Vec<String> {
            let high = Amount::from(Decimal::from_str_exact(high).unwrap());
            let amounts = AmountScale::new([high].into_iter(), px(0), px(100));
            amounts.ticks(usd).into_iter().map(|(_, words)| words).collect()
        };
        assert_eq!(words("120000.00"), ["0", "50,000", "100,000"]);
        assert_eq!(words("0.04"), ["0", "0.01", "0.02", "0.03", "0.04"]);
        assert_eq!(words("0"), ["0"]);
        assert!(words("79228162514264337593543950335").len() < 7);
    }

    #[test]
    fn the_highest_amount_is_at_the_top_and_zero_at_the_bottom() {
        let amounts = AmountScale::new([Amount::from(3), Amount::from(9)].into_iter(), px(20), px(110));
        assert_eq!(amounts.at(Amount::from(9)), px(20));
        assert_eq!(amounts.at(Amount::from(3)), px(80));
        assert_eq!(amounts.at(Amount::ZERO), px(110));
    }
}
