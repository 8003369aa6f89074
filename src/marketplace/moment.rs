//! Points in time as the marketplace and its clients write them, and the day in UTC they fall on.

use chrono::{DateTime, Datelike, NaiveDate, Timelike, Utc};

use crate::offer::{parse_date, quote};

/// A day in UTC, and what time of that day was said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Moment {
    /// The day.
    pub(super) day: NaiveDate,
    /// Seconds since 00:00 UTC; `None` if only a day is written.
    pub(super) second: Option<u32>,
}

/// A value that names no point in time.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MomentError {
    /// A date and a time without the time zone.
    #[error("{} does not say in which time zone it is", quote(.0))]
    NoZone(String),
    /// Text of another form.
    #[error("{} is not a date of the form 2026-12-31 or 2026-12-31T00:00:00Z", quote(.0))]
    NotADate(String),
    /// A number that is not of seconds.
    #[error("{} is not a number of seconds since 1970", quote(.0))]
    NotSeconds(String),
}

impl Moment {
    /// Reads a day (`2020-12-01`) or a point in time with its offset (`2020-12-01T00:00:00.000Z`,
    /// `2020-12-01 09:00:00+09:00` as Python prints it).
    ///
    /// # Errors
    /// When the text is neither.
    pub(super) fn parse(text: &str) -> Result<Self, MomentError> {
        if let Ok(day) = parse_date(text) {
            return Ok(Self { day, second: None });
        }
        time(text).ok_or_else(|| match time(&format!("{text}Z")) {
            Some(_) => MomentError::NoZone(text.to_owned()),
            None => MomentError::NotADate(text.to_owned()),
        })
    }

    /// Reads seconds since 1970, possibly with a fraction, as the AWS CLI prints them. Eleven digits
    /// and more are milliseconds, which nobody writes.
    ///
    /// # Errors
    /// When the number is not of seconds.
    pub(super) fn seconds(number: &str) -> Result<Self, MomentError> {
        let (whole, fraction) = number.split_once('.').unwrap_or((number, "0"));
        let digits = |part: &str, most: usize| {
            (1..=most).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit())
        };
        let seconds = (digits(whole, 10) && digits(fraction, 9)).then(|| whole.parse().ok()).flatten();
        let time = seconds.and_then(|seconds| DateTime::from_timestamp(seconds, 0));
        time.map(Self::of).ok_or_else(|| MomentError::NotSeconds(number.to_owned()))
    }

    fn of(time: DateTime<Utc>) -> Self {
        Self { day: time.date_naive(), second: Some(time.num_seconds_from_midnight()) }
    }

    /// The time of day, unless it is the day's first second or left open.
    pub(super) fn within_day(self) -> Option<String> {
        self.second.filter(|second| *second > 0).map(clock)
    }

    /// The time of day, unless it is the day's first or last second.
    pub(super) fn before_end(self) -> Option<String> {
        self.second.filter(|second| *second > 0 && *second < 86_399).map(clock)
    }
}

fn clock(second: u32) -> String {
    format!("{:02}:{:02}:{:02} UTC", second / 3600, second / 60 % 60, second % 60)
}

/// A day, a time to the second and an offset; chrono alone would take shorter numbers, and the
/// sixtieth second.
fn time(text: &str) -> Option<Moment> {
    parse_date(text.get(..10)?).ok()?;
    let clock = text.get(11..19)?;
    let plain =
        clock.bytes().enumerate().all(|(at, b)| if at % 3 == 2 { b == b':' } else { b.is_ascii_digit() });
    let read = |format: &str| DateTime::parse_from_str(text, format).ok();
    let time = read("%Y-%m-%dT%H:%M:%S%.f%#z").or_else(|| read("%Y-%m-%d %H:%M:%S%.f%#z"))?;
    let fine = plain && time.nanosecond() < 1_000_000_000 && time.to_utc().year() <= 9999;
    fine.then(|| Moment::of(time.to_utc()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> Result<Moment, MomentError> {
        match json.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
            Some(text) => Moment::parse(text),
            None => Moment::seconds(json),
        }
    }

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
            let moment = read(json).unwrap();
            assert_eq!(format!("{} {:?}", moment.day, moment.within_day()), shown, "{json}");
        }
    }

    #[test]
    fn anything_else_is_not_a_date() {
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
            let message = read(json).unwrap_err().to_string();
            assert!(!message.contains('\n'), "{message}");
        }
    }
}
