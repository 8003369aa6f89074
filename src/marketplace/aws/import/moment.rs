//! Points in time as the marketplace and its clients write them, and the day in UTC they fall on.

use chrono::{Days, NaiveDate};

use super::json::Json;
use crate::offer::{parse_date, quote};

const DAY: i64 = 86_400;

/// A day in UTC, and what time of that day was said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Moment {
    /// The day.
    pub day: NaiveDate,
    /// Seconds since 00:00 UTC; none where only a day is written.
    pub second: Option<u32>,
}

impl Moment {
    /// Reads a day (`2020-12-01`), a point in time with its offset (`2020-12-01T00:00:00.000Z`,
    /// `2020-12-01 09:00:00+09:00` as Python prints it), or seconds since 1970, as the AWS CLI
    /// prints them.
    ///
    /// # Errors
    /// Says what is wrong with it.
    pub(super) fn read(json: &Json) -> Result<Self, String> {
        match json {
            Json::Text(text) => day(text).or_else(|| time(text)).ok_or_else(|| no_date(text)),
            Json::Number(number) => {
                epoch(number).ok_or_else(|| format!("{} is no number of seconds since 1970", quote(number)))
            }
            other => Err(format!("a date is expected, but this is {}", other.kind())),
        }
    }

    /// The time of day, where it is neither the day's first second nor left open.
    pub(super) fn within_day(self) -> Option<String> {
        self.second.filter(|second| *second > 0).map(clock)
    }

    /// The time of day, where it is not the day's first or last second.
    pub(super) fn before_end(self) -> Option<String> {
        self.second.filter(|second| *second > 0 && i64::from(*second) < DAY - 1).map(clock)
    }
}

fn clock(second: u32) -> String {
    format!("{:02}:{:02}:{:02} UTC", second / 3600, second / 60 % 60, second % 60)
}

fn no_date(text: &str) -> String {
    let zone = text.get(..10).is_some_and(|day| parse_date(day).is_ok()) && text.len() >= 19;
    match zone && time(&format!("{text}Z")).is_some() {
        true => format!("{} does not say in which time zone it is", quote(text)),
        false => format!("{} is no date of the form 2026-12-31 or 2026-12-31T00:00:00Z", quote(text)),
    }
}

fn day(text: &str) -> Option<Moment> {
    Some(Moment { day: parse_date(text).ok()?, second: None })
}

fn time(text: &str) -> Option<Moment> {
    let day = parse_date(text.get(..10)?).ok()?;
    let rest = text.get(10..)?.strip_prefix(['T', ' '])?;
    let [hour, minute, second] = clock_of(rest.get(..8)?)?;
    if second > 59 {
        return None;
    }
    let mut zone = rest.get(8..)?;
    if let Some(fraction) = zone.strip_prefix('.') {
        let digits = fraction.bytes().take_while(u8::is_ascii_digit).count();
        zone = fraction.get(digits..).filter(|_| (1..=9).contains(&digits))?;
    }
    let local = i64::from(hour * 3600 + minute * 60 + second);
    let seconds = local - offset(zone)?;
    let days = u64::try_from(seconds.div_euclid(DAY).abs()).ok()?;
    let moved = if seconds < 0 {
        day.checked_sub_days(Days::new(days))
    } else {
        day.checked_add_days(Days::new(days))
    };
    at(moved?, seconds.rem_euclid(DAY))
}

/// `hh:mm:ss`; the seconds may be wrong.
fn clock_of(text: &str) -> Option<[u32; 3]> {
    let mut parts = text.split(':').map(two_digits);
    let found = [parts.next()??, parts.next()??, parts.next()??];
    let [hour, minute, _] = found;
    (parts.next().is_none() && hour < 24 && minute < 60).then_some(found)
}

/// Seconds east of UTC: `Z`, `+09:00`, `-0500`.
fn offset(zone: &str) -> Option<i64> {
    if zone == "Z" {
        return Some(0);
    }
    let (sign, digits) = match zone.strip_prefix('+') {
        Some(digits) => (1, digits),
        None => (-1, zone.strip_prefix('-')?),
    };
    let (hours, minutes) = digits.split_once(':').or_else(|| digits.split_at_checked(2))?;
    let (hours, minutes) = (two_digits(hours)?, two_digits(minutes)?);
    (hours < 24 && minutes < 60).then(|| sign * i64::from(hours * 3600 + minutes * 60))
}

fn two_digits(text: &str) -> Option<u32> {
    let digits = text.len() == 2 && text.bytes().all(|b| b.is_ascii_digit());
    digits.then(|| text.parse().ok()).flatten()
}

/// Seconds since 1970, possibly with a fraction. Eleven digits and more are milliseconds.
fn epoch(text: &str) -> Option<Moment> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |part: &str, most: usize| {
        (1..=most).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit())
    };
    let seconds: i64 = (digits(whole, 10) && digits(fraction, 9)).then(|| whole.parse().ok()).flatten()?;
    at(NaiveDate::from_epoch_days(i32::try_from(seconds.div_euclid(DAY)).ok()?)?, seconds.rem_euclid(DAY))
}

fn at(day: NaiveDate, second: i64) -> Option<Moment> {
    Some(Moment { day: parse_date(&day.to_string()).ok()?, second: Some(u32::try_from(second).ok()?) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_of_a_point_in_time_is_read() {
        let midnight = "2020-12-01 None";
        for (json, shown) in [
            ("\"2020-12-01\"", midnight),
            ("\"2020-12-01T00:00:00.000Z\"", midnight),
            ("\"2020-12-01T00:00:00Z\"", midnight),
            ("\"2020-12-01T09:00:00+09:00\"", midnight),
            ("\"2020-12-01 00:00:00+00:00\"", midnight),
            ("\"2020-11-30T19:00:00-0500\"", midnight),
            ("1606780800", midnight),
            ("1606780800.0", midnight),
            ("1606784461.25", "2020-12-01 Some(\"01:01:01 UTC\")"),
            ("\"2020-12-01T08:59:59+09:00\"", "2020-11-30 Some(\"23:59:59 UTC\")"),
            ("\"2024-02-28T23:30:00-01:00\"", "2024-02-29 Some(\"00:30:00 UTC\")"),
        ] {
            let moment = Moment::read(&Json::parse(json).unwrap()).unwrap();
            assert_eq!(format!("{} {:?}", moment.day, moment.within_day()), shown, "{json}");
        }
    }

    #[test]
    fn anything_else_is_no_date() {
        for json in [
            "\"2020-12-01T00:00:00\"",
            "\"2020-13-01\"",
            "\"2020-02-30T00:00:00Z\"",
            "\"2020-12-01T24:00:00Z\"",
            "\"2020-12-01T00:00:60Z\"",
            "\"2020-12-01T00:00:00.Z\"",
            "\"2020-12-01T00:00Z\"",
            "\"01.12.2020\"",
            "\"1606780800\"",
            "1606780800000",
            "-1",
            "1e9",
            "true",
            "\"\"",
            "\"2020-12-01T00:00:00+25:00\"",
            "\"９９９９-12-01T00:00:00Z\"",
            "99999999999",
        ] {
            let message = Moment::read(&Json::parse(json).unwrap()).unwrap_err();
            assert!(!message.contains('\n'), "{message}");
        }
    }
}
