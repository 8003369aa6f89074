//! Civil dates: a strict grammar of our own, because chrono accepts far too much.

use chrono::{Datelike, Months, NaiveDate};

use super::day_count::{DayCount, counted};
use super::fields::{Certainty, Problem};
use crate::text::fullwidth;
use crate::text::message::msg;
use crate::text::words::or_list;

pub(super) mod months;

/// Reads `YYYY-MM-DD`, a real day of the years 1000 to 9999.
///
/// # Errors
/// Says what is wrong and, if only the form is, the corrected text. Source of the form: Catalog API,
/// "Work with private offers", UpdatePaymentScheduleTerms, `ChargeDate`.
pub fn parse_date(text: &str) -> Result<NaiveDate, Problem> {
    match ymd(text) {
        Some((year, month, day)) if year >= 1000 => {
            NaiveDate::from_ymd_opt(year, month, day).ok_or_else(|| no_such_day(text, year, month, day))
        }
        Some(_) => Err(Problem::new(msg!("`{text}` is too early: years go from 1000 to 9999", text))
            .help(msg!("write the year in four digits"))),
        None => Err(wrong_form(text)),
    }
}

/// The day in UTC of a date or timestamp in another program's format: `2026/1/5`,
/// `2026-01-05T09:00:00+09:00`. `None` if it is not one, or does not start with the year.
pub(super) fn day_of_any_dress(text: &str) -> Option<NaiveDate> {
    let folded = fold(text);
    in_utc(&folded).or_else(|| {
        let (year, month, day) = year_first(midnight(&folded)?)?;
        NaiveDate::from_ymd_opt(year, month, day)
    })
}

/// A date that many calendar months later (or, for a negative count, earlier); a day that the month
/// lacks becomes its last. Never leaves the years 1000 to 9999.
pub fn add_months(date: NaiveDate, months: i64) -> NaiveDate {
    let size = u32::try_from(months.unsigned_abs()).unwrap_or(u32::MAX);
    let moved = if months < 0 {
        date.checked_sub_months(Months::new(size))
    } else {
        date.checked_add_months(Months::new(size))
    };
    let in_range = |d: &NaiveDate| (1000..=9999).contains(&d.year());
    moved.filter(in_range).unwrap_or(if months < 0 { first_day() } else { last_day() })
}

/// The last day that a date may name: 9999-12-31.
pub(crate) fn last_day() -> NaiveDate {
    NaiveDate::from_ymd_opt(9999, 12, 31).unwrap_or(NaiveDate::MAX)
}

fn first_day() -> NaiveDate {
    NaiveDate::from_ymd_opt(1000, 1, 1).unwrap_or(NaiveDate::MIN)
}

/// Last day of a month; `None` if there is no such month.
pub(crate) fn last_of_month(year: i32, month: u32) -> Option<NaiveDate> {
    let first = NaiveDate::from_ymd_opt(year, month, 1)?;
    first.checked_add_months(Months::new(1))?.pred_opt()
}

/// The three numbers of exactly ten characters `dddd-dd-dd`.
pub(super) fn ymd(text: &str) -> Option<(i32, u32, u32)> {
    let bytes: &[u8; 10] = text.as_bytes().try_into().ok()?;
    let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = *bytes else {
        return None;
    };
    let number = |digits: &[u8]| {
        digits.iter().try_fold(0_u32, |n, d| d.is_ascii_digit().then(|| n * 10 + u32::from(d - b'0')))
    };
    let year = i32::try_from(number(&[y1, y2, y3, y4])?).ok()?;
    Some((year, number(&[m1, m2])?, number(&[d1, d2])?))
}

/// The first day of a month written in another form: `2027-8`, `2027年8月`.
pub(super) fn month(text: &str) -> Option<NaiveDate> {
    let folded = fold(text);
    let (year, month) = folded.split_once(['-', '/', '.', '年'])?;
    if year.len() != 4 { None } else { from_parts(year, month.trim_end_matches('月'), "1") }
}

fn no_such_day(text: &str, year: i32, month: u32, day: u32) -> Problem {
    match last_of_month(year, month) {
        None => {
            let problem = Problem::new(msg!(
                "`{text}` does not exist: there is no month {month}",
                text,
                month = format!("{month:02}")
            ));
            match NaiveDate::from_ymd_opt(year, day, month) {
                Some(swapped) => {
                    problem.help(msg!("write `{swapped}` if the day stands before the month", swapped))
                }
                None => problem.help(msg!("months go from 01 to 12")),
            }
        }
        Some(_) if day == 0 => Problem::new(msg!("`{text}` does not exist: there is no day 00", text))
            .help(msg!("days go from 01 to the month's last")),
        Some(last) => Problem::new(msg!(
            "`{text}` does not exist: {month} ends on day {day}",
            text,
            month = last.format("%B %Y"),
            day = last.day()
        ))
        .help(msg!("write `{last}` for the last day of the month", last)),
    }
}

fn wrong_form(text: &str) -> Problem {
    let shown = super::fields::quote(text);
    if text.trim().is_empty() {
        return Problem::new(msg!("a date is missing here"))
            .help(msg!("write year, month and day, for example `2026-12-31`"));
    }
    let problem = Problem::new(msg!("{shown} is not a date of the form YYYY-MM-DD", shown));
    // The end of a sentence or of a row came along.
    let bare = text.trim().trim_end_matches([',', ';', '.']);
    let folded = fold(bare.strip_suffix("UTC").unwrap_or(bare));
    if let Some(date) = in_utc(&folded) {
        return problem.help(msg!("write the day in UTC without its time: `{date}`", date));
    }
    let day = midnight(&folded).and_then(year_first);
    if let Some((year, month, day)) = day {
        return match (NaiveDate::from_ymd_opt(year, month, day), last_of_month(year, month)) {
            (Some(date), _) => problem.replacement(date.to_string()),
            (None, Some(last)) if day > 0 => problem.help(msg!(
                "write `{last}`: {month} ends on day {day}",
                last,
                month = last.format("%B %Y"),
                day = last.day()
            )),
            _ => problem.help(msg!("write a month from 01 to 12 and a day of that month")),
        };
    }
    match day_or_month_first(&folded).as_deref() {
        Some([one]) => problem.replacement(one.to_string()),
        Some([one, other]) => {
            problem.help(msg!("write `{one}` or `{other}`, whichever is meant", one, other))
        }
        _ => in_another_calendar(problem, &folded),
    }
}

/// A date with its month in words, by the Japanese calendar, with a year of two digits, or as the number
/// of a spreadsheet's day.
fn in_another_calendar(problem: Problem, folded: &str) -> Problem {
    if let Some(date) = months::with_name(folded).or_else(|| in_era(folded)) {
        return problem.replacement(date.to_string());
    }
    if let Some(date) = spreadsheet_day(folded) {
        let help = msg!("write `{date}` if it is a spreadsheet's number of a day", date);
        return problem.likely(date.to_string(), Certainty::Guess).help(help);
    }
    match short_year(folded).as_slice() {
        [] => problem.help(msg!("write year, month and day in digits, for example `2026-12-31`")),
        [one] => problem.help(msg!("write the year in four digits, as in `{one}`", one)),
        several => {
            let dates: Vec<String> = several.iter().map(|date| format!("`{date}`")).collect();
            problem.help(msg!("write {dates}, whichever is meant", dates = or_list(&dates)))
        }
    }
}

/// A year of a Japanese era: `令和8年12月15日`, `R8.12.15`, `平成31年4月30日`. The first year of an era is
/// written `元年`. Source: Era Name Act, and the cabinet orders of 1989 and 2019.
pub(super) fn in_era(text: &str) -> Option<NaiveDate> {
    const ERAS: [(&str, i32); 7] =
        [("令和", 2018), ("㋿", 2018), ("R", 2018), ("r", 2018), ("平成", 1988), ("㍻", 1988), ("H", 1988)];
    let (rest, before) = ERAS.iter().find_map(|(era, before)| Some((text.strip_prefix(era)?, *before)))?;
    let rest = rest.trim_start().replacen("元年", "1年", 1);
    let mut parts =
        rest.split(['-', '/', '.', '年', '月', '日']).map(str::trim).filter(|part| !part.is_empty());
    let mut next = || parts.next().filter(|part| (1..=2).contains(&part.len()))?.parse::<u32>().ok();
    let (year, month, day) = (next()?, next()?, next()?);
    let year = before.checked_add(i32::try_from(year).ok().filter(|year| *year >= 1)?)?;
    NaiveDate::from_ymd_opt(year, month, day).filter(|_| parts.next().is_none())
}

/// The day that a spreadsheet counts from the last day of 1899, of the years 2000 to 2099.
fn spreadsheet_day(text: &str) -> Option<NaiveDate> {
    let number = text.parse::<i64>().ok().filter(|number| (36_526..=73_050).contains(number))?;
    counted(number, DayCount::From1900)
}

/// Every reading of a date whose year has two digits, the day or the month first, or the year.
fn short_year(text: &str) -> Vec<NaiveDate> {
    let parts: Vec<&str> =
        text.split(['-', '/', '.', ' ', '年', '月']).map(|p| p.trim_end_matches('日')).collect();
    let [one, two, three] = *parts.as_slice() else { return Vec::new() };
    let short = |part: &str| (1..=2).contains(&part.len());
    if !(short(one) && short(two) && short(three)) {
        return months::short_year(&parts).into_iter().collect();
    }
    let year = |part: &str| format!("20{part:0>2}");
    let orders = [(three, one, two), (three, two, one), (one, two, three)];
    let mut dates: Vec<NaiveDate> =
        orders.iter().filter_map(|(y, m, d)| from_parts(&year(y), m, d)).collect();
    dates.sort_unstable();
    dates.dedup();
    dates
}

/// A date whose parts are in our order but in another form: `2026/1/5`, `2026.01.05`, `20260105`,
/// `2026年1月5日`, full-width digits, or a timestamp at midnight.
fn year_first(text: &str) -> Option<(i32, u32, u32)> {
    let parts: Vec<&str> =
        text.split(['-', '/', '.', '年', '月']).map(|p| p.trim_end_matches('日')).collect();
    let (year, month, day) = match *parts.as_slice() {
        [all] if all.len() == 8 && all.is_ascii() => (all.get(..4)?, all.get(4..6)?, all.get(6..)?),
        [year, month, day] if year.len() == 4 => (year, month, day),
        _ => return None,
    };
    numbers(year, month, day)
}

/// The day in UTC of a timestamp with a time other than midnight, or another offset.
fn in_utc(text: &str) -> Option<NaiveDate> {
    let (day, time) = text.split_once(['T', 't', ' '])?;
    if midnight(text).is_some() {
        return None;
    }
    let (year, month, day) = year_first(day)?;
    let date = NaiveDate::from_ymd_opt(year, month, day)?;
    let clock = time.trim().trim_end_matches(['Z', 'z']).trim_end();
    let (clock, offset) = match clock.rfind(['+', '-']) {
        Some(at) => (clock.get(..at)?.trim_end(), clock.get(at..)?),
        None => (clock, "+00:00"),
    };
    let minutes = |text: &str| {
        let (hours, rest) = text.split_once(':').unwrap_or((text, "0"));
        let minutes = rest.get(..2).unwrap_or(rest);
        let number = |t: &str| t.parse::<i64>().ok().filter(|_| t.len() <= 2);
        Some(number(hours)? * 60 + number(minutes)?)
    };
    let east = minutes(offset.get(1..)?)? * if offset.starts_with('-') { -1 } else { 1 };
    let in_utc = minutes(clock)? - east;
    date.checked_add_signed(chrono::TimeDelta::days(in_utc.div_euclid(24 * 60)))
}

/// The two readings of a date that ends with the year, the earlier first; one where only one exists.
pub(super) fn day_or_month_first(text: &str) -> Option<Vec<NaiveDate>> {
    let parts: Vec<&str> = text.split(['-', '/', '.']).collect();
    let [one, two, year] = *parts.as_slice() else {
        return None;
    };
    if year.len() != 4 {
        return None;
    }
    let mut readings: Vec<NaiveDate> =
        [from_parts(year, two, one), from_parts(year, one, two)].into_iter().flatten().collect();
    readings.sort_unstable();
    readings.dedup();
    Some(readings)
}

fn from_parts(year: &str, month: &str, day: &str) -> Option<NaiveDate> {
    let (year, month, day) = numbers(year, month, day)?;
    NaiveDate::from_ymd_opt(year, month, day)
}

/// Three numbers of at most four digits each, the year from 1000 on.
fn numbers(year: &str, month: &str, day: &str) -> Option<(i32, u32, u32)> {
    let number = |text: &str| {
        let digits = !text.is_empty() && text.len() <= 4 && text.bytes().all(|b| b.is_ascii_digit());
        digits.then(|| text.parse::<u32>().ok()).flatten()
    };
    let year = i32::try_from(number(year)?).ok().filter(|y| *y >= 1000)?;
    Some((year, number(month)?, number(day)?))
}

/// The date part of a text; `None` if a time of day other than 00:00 UTC follows it, because then the
/// day is ambiguous.
fn midnight(text: &str) -> Option<&str> {
    let Some((day, time)) = text.split_once(['T', 't', ' ']) else {
        return Some(text);
    };
    let clock = time.trim_end_matches(['Z', 'z']).trim_end_matches("+00:00");
    clock.chars().all(|c| matches!(c, '0' | ':' | '.')).then_some(day)
}

/// Full-width digits, slashes and hyphens, and typographic hyphens, as their plain counterparts; at most
/// 64 characters.
fn fold(text: &str) -> String {
    let plain = |c: char| match c {
        '０'..='９' | '／' | '－' | '．' | '：' => fullwidth::plain(c),
        '\u{2010}'..='\u{2015}' | '−' | 'ー' => '-',
        other => other,
    };
    let folded: String = text.trim().chars().take(64).map(plain).collect();
    without_weekday(&folded).to_owned()
}

/// A date without the weekday in brackets behind it: `2026/12/15(火)`.
pub(super) fn without_weekday(text: &str) -> &str {
    const WEEKDAYS: [&str; 14] =
        ["月", "火", "水", "木", "金", "土", "日", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
    let bracketed = text.strip_suffix([')', '）']).and_then(|text| text.rsplit_once(['(', '（']));
    bracketed.filter(|(_, day)| WEEKDAYS.contains(day)).map_or(text, |(date, _)| date.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fixed(text: &str) -> Option<String> {
        parse_date(text).unwrap_err().replacement
    }

    #[test]
    fn only_ten_characters_of_a_real_day_are_a_date() {
        assert!(parse_date("2028-02-29").is_ok());
        for wrong in [
            "2026-1-5",
            " 2026-01-05",
            "+2026-01-05",
            "2026-01-05T00:00",
            "0999-01-01",
            "",
            "2026-13-01",
            "2027-02-29",
        ] {
            assert!(parse_date(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_date_in_another_dress_is_put_right() {
        for dress in [
            "2026/1/5",
            "2026-1-5",
            "2026.01.05",
            "20260105",
            "2026年1月5日",
            "２０２６／１／５",
            "2026-01-05T00:00:00.000Z",
            "2026-01-05 00:00:00+00:00",
        ] {
            assert_eq!(fixed(dress).as_deref(), Some("2026-01-05"), "{dress}");
        }
    }

    #[test]
    fn a_date_in_doubt_is_not_put_right() {
        for doubt in ["01/05/2026", "2026-01-05T09:00:00+09:00", "2026-02-30", "soon", "26-01-05"] {
            assert_eq!(fixed(doubt), None, "{doubt}");
        }
        let both = parse_date("01/05/2026").unwrap_err().help.unwrap();
        assert_eq!(both, "write `2026-01-05` or `2026-05-01`, whichever is meant");
    }

    #[test]
    fn a_month_by_its_name_is_answered_with_the_day() {
        for text in [
            "Dec 31, 2026",
            "31 December 2026",
            "31-Dec-2026",
            "december 31st 2026",
            "31. Dezember 2026",
            "31 décembre 2026",
        ] {
            assert_eq!(fixed(text).as_deref(), Some("2026-12-31"), "{text}");
        }
        for text in ["Feb 30, 2026", "De 31 2026", "Monday 31 2026", "Dec 31"] {
            assert!(
                parse_date(text).unwrap_err().help.unwrap().to_string().starts_with("write year, month"),
                "{text}"
            );
        }
    }

    #[test]
    fn a_date_with_one_reading_is_put_right() {
        for text in [
            "12/15/2026",
            "15.12.2026",
            "15-12-2026",
            "令和8年12月15日",
            "R8.12.15",
            "Dec 15 2026",
            "2026/12/15(火)",
        ] {
            assert_eq!(fixed(text).as_deref(), Some("2026-12-15"), "{text}");
        }
        assert_eq!(fixed("05/05/2026").as_deref(), Some("2026-05-05"));
        assert_eq!(fixed("令和元年5月1日").as_deref(), Some("2019-05-01"));
    }

    #[test]
    fn a_date_with_several_readings_is_proposed_in_each() {
        let help = |text: &str| parse_date(text).unwrap_err().help.unwrap().to_string();
        assert_eq!(help("05/06/27"), "write `2005-06-27`, `2027-05-06` or `2027-06-05`, whichever is meant");
        assert_eq!(help("15-Dec-26"), "write the year in four digits, as in `2026-12-15`");
        let number = parse_date("46371").unwrap_err();
        assert_eq!((number.replacement.as_deref(), number.certainty), (Some("2026-12-15"), Certainty::Guess));
    }

    #[test]
    fn a_time_of_day_is_answered_with_the_day_in_utc() {
        for (text, day) in [
            ("2026-01-05T09:00:00+09:00", "2026-01-05"),
            ("2026-01-05T08:59:59+09:00", "2026-01-04"),
            ("2026-01-05 20:00 -0500", ""),
            ("2026-01-05 20:00:00 -05:00", "2026-01-06"),
            ("2026-01-05T23:59:59.999Z", "2026-01-05"),
        ] {
            let problem = parse_date(text).unwrap_err();
            assert_eq!(problem.replacement, None, "{text}");
            let named = problem.help.unwrap().to_string().contains(&format!("`{day}`"));
            assert_eq!(named, !day.is_empty(), "{text}");
        }
    }

    #[test]
    fn a_month_in_another_dress_is_put_right() {
        for dress in ["2027-8", "2027/08", "2027年8月", "２０２７－８"] {
            assert_eq!(month(dress), parse_date("2027-08-01").ok(), "{dress}");
        }
        assert_eq!(month("27-8"), None);
        assert_eq!(month("2027-13"), None);
    }

    #[test]
    fn the_message_names_the_months_last_day() {
        let problem = parse_date("2027-02-30").unwrap_err();
        assert_eq!(problem.message, "`2027-02-30` does not exist: February 2027 ends on day 28");
    }

    #[test]
    fn months_are_added_on_the_calendar_and_never_leave_it() {
        let day = |text| parse_date(text).unwrap();
        assert_eq!(add_months(day("2027-01-31"), 1), day("2027-02-28"));
        assert_eq!(add_months(day("2028-03-31"), -1), day("2028-02-29"));
        assert_eq!(add_months(day("2027-01-31"), i64::MAX), last_day());
    }
}
