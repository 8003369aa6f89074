//! The dates of a series beyond its period: its days of the month, and exceptions.

use std::fmt;

use chrono::{Datelike, NaiveDate, Weekday};

use super::date::{last_of_month, month, parse_date};
use super::fields::{Problem, quote};
use super::keys::Value;
use super::reader::Reader;
use super::yaml::Yaml;
use super::{Currency, Shape};
use crate::text::diagnostic::{Diagnostic, closest, names};
use crate::text::message::{self, msg};
use crate::text::source::Spanned;
use crate::text::yaml::{self, Node};

/// A day of the month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Day {
    /// Counted from the month's start, 1 to 31.
    Of(u32),
    /// Counted from the month's end: 1 is the last, 2 the one before, up to 28.
    FromEnd(u32),
    /// The first to fourth such weekday of the month, from 1; no fifth, which many months lack.
    Nth(u8, Weekday),
    /// The month's last such weekday.
    Last(Weekday),
}

const WEEKDAYS: [(&str, Weekday); 7] = [
    ("monday", Weekday::Mon),
    ("tuesday", Weekday::Tue),
    ("wednesday", Weekday::Wed),
    ("thursday", Weekday::Thu),
    ("friday", Weekday::Fri),
    ("saturday", Weekday::Sat),
    ("sunday", Weekday::Sun),
];
const ORDINALS: [&str; 4] = ["first", "second", "third", "fourth"];

/// An exception of a series.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Except {
    /// Every date in this month of this year.
    Month(i32, u32),
    /// This date.
    Date(NaiveDate),
}

impl Day {
    /// Reads `15`, `last`, `-2`, `first monday` or `last friday`.
    ///
    /// # Errors
    /// Lists the valid days, and suggests a close one.
    pub(crate) fn parse(text: &str) -> Result<Self, Problem> {
        Self::known(text).ok_or_else(|| {
            let problem = Problem::new(msg!("`day` cannot be {text}", text = quote(text)));
            let words = Self::weekday_words();
            if let Some(day) = other_words(text) {
                return problem.replacement(day);
            }
            // `5th friday` is none of them.
            let known = !text.starts_with(|c: char| c.is_ascii_digit());
            match closest(text, words.iter().map(String::as_str).chain(["last"])) {
                Some(word) if known => problem.replacement(word),
                _ => problem.help(msg!(
                    "write 1 to 31, `last`, -1 to -28 counted from the month's end, or a weekday such as \
                     `first monday` or `last friday`"
                )),
            }
        })
    }

    fn known(text: &str) -> Option<Self> {
        let number = |digits: &str| {
            let short = (1..=2).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
            short.then(|| digits.parse::<u32>().ok()).flatten()
        };
        if text == "last" {
            return Some(Self::FromEnd(1));
        }
        if let Some(digits) = text.strip_prefix('-') {
            return number(digits).filter(|n| (1..=28).contains(n)).map(Self::FromEnd);
        }
        if let Some((which, weekday)) = text.split_once(' ') {
            let weekday = WEEKDAYS.iter().find(|(word, _)| *word == weekday)?.1;
            let nth = ORDINALS.iter().zip(1..).find(|(word, _)| **word == which);
            return match nth {
                Some((_, nth)) => Some(Self::Nth(nth, weekday)),
                None => (which == "last").then_some(Self::Last(weekday)),
            };
        }
        number(text).filter(|n| (1..=31).contains(n)).map(Self::Of)
    }

    /// Every weekday that may be written, from `first monday` to `last sunday`.
    pub(crate) fn weekday_words() -> Vec<String> {
        let which = || ORDINALS.into_iter().chain(["last"]);
        which().flat_map(|which| WEEKDAYS.map(|(weekday, _)| format!("{which} {weekday}"))).collect()
    }

    /// This day in the month that begins on `first`; `None` if the month lacks it.
    pub(crate) fn in_month(self, first: NaiveDate) -> Option<NaiveDate> {
        let last = last_of_month(first.year(), first.month())?;
        match self {
            Self::Of(day) => first.with_day(day),
            Self::FromEnd(back) => first.with_day((last.day() + 1).saturating_sub(back)),
            Self::Nth(nth, weekday) => {
                NaiveDate::from_weekday_of_month_opt(first.year(), first.month(), weekday, nth)
            }
            Self::Last(weekday) => {
                let back = last.weekday().days_since(weekday);
                first.with_day(last.day().saturating_sub(back))
            }
        }
    }
}

/// What `月末`, `end of month`, `15th`, `15日` were meant to be.
fn other_words(text: &str) -> Option<String> {
    const LAST: [&str; 14] = [
        "月末",
        "末日",
        "末",
        "月末日",
        "end",
        "eom",
        "end of month",
        "month end",
        "month-end",
        "last day",
        "last day of month",
        "monatsende",
        "fin de mois",
        "fin de mes",
    ];
    let folded = super::amount::fold(text.trim()).to_lowercase();
    if LAST.contains(&folded.as_str()) {
        return Some("last".to_owned());
    }
    if folded == "月初" {
        return Some("1".to_owned());
    }
    for (ordinal, number) in ORDINALS.iter().zip(["1st ", "2nd ", "3rd ", "4th "]) {
        if let Some(day) = folded.strip_prefix(number).map(|weekday| format!("{ordinal} {weekday}")) {
            return Day::known(&day).is_some().then_some(day);
        }
    }
    let bare =
        ["st", "nd", "rd", "th", "日"].iter().find_map(|end| folded.strip_suffix(end)).unwrap_or(&folded);
    let bare = bare.trim_start_matches("毎月").trim_start_matches('0');
    (bare != text && Day::known(bare).is_some()).then(|| bare.to_owned())
}

/// As it is written in a file.
impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let word = |weekday| WEEKDAYS.iter().find(|(_, day)| *day == weekday).map_or("", |(word, _)| word);
        match *self {
            Self::Of(day) => write!(f, "{day}"),
            Self::FromEnd(1) => f.write_str("last"),
            Self::FromEnd(back) => write!(f, "-{back}"),
            Self::Nth(nth, weekday) => {
                let ordinal = ORDINALS.get(usize::from(nth).saturating_sub(1)).copied().unwrap_or("");
                write!(f, "{ordinal} {}", word(weekday))
            }
            Self::Last(weekday) => write!(f, "last {}", word(weekday)),
        }
    }
}

/// One day, or a list of days, all of which occur in each period.
#[derive(Debug)]
pub(crate) struct DayList;

impl Value for DayList {
    type Value = Vec<Day>;
    const SHAPE: Shape =
        Shape::Either(&[Shape::Day { from_end: true }, Shape::List(&Shape::Day { from_end: true })]);

    fn read<'d, 's>(reader: &mut Reader<'d, 's>, node: &'d Node<'s>, what: &str) -> Option<Vec<Day>> {
        let items = match &node.value {
            yaml::Value::Sequence(items) => items.as_slice(),
            _ => std::slice::from_ref(node),
        };
        if items.is_empty() {
            reader.report(
                Diagnostic::new(
                    names::INVALID_CHOICE,
                    node.span,
                    msg!("{what} lists no day", what = message::Value::volatile(what)),
                )
                .label(msg!("an empty list"))
                .help(msg!("write the days, as in `day: [1, 15]`, or delete the key for the day of `first`")),
            );
            return None;
        }
        let days: Vec<_> =
            items.iter().map(|item| reader.parse(item, names::INVALID_CHOICE, what, Day::parse)).collect();
        days.into_iter().collect()
    }

    fn write(days: &Vec<Day>, _: Option<Currency>) -> Yaml {
        match days.as_slice() {
            [day] => Yaml::plain(day),
            days => Yaml::Brackets(days.iter().map(Yaml::plain).collect()),
        }
    }
}

impl fmt::Display for Except {
    /// As it is written.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Month(year, month) => write!(f, "{year:04}-{month:02}"),
            Self::Date(date) => date.fmt(f),
        }
    }
}

/// The list of exceptions.
#[derive(Debug)]
pub(crate) struct Excepts;

impl Value for Excepts {
    type Value = Vec<Spanned<Except>>;
    const SHAPE: Shape = Shape::List(&Shape::DateOrMonth);

    fn read<'d, 's>(
        reader: &mut Reader<'d, 's>,
        node: &'d Node<'s>,
        what: &str,
    ) -> Option<Vec<Spanned<Except>>> {
        let items = reader.list(node, what)?;
        let mut read = |item: &'d Node<'s>| {
            let value = reader.parse(item, names::INVALID_DATE, "a date or month left out", parse_except)?;
            Some(Spanned::new(value, item.span))
        };
        let values: Vec<_> = items.iter().map(&mut read).collect();
        values.into_iter().collect()
    }

    fn write(values: &Vec<Spanned<Except>>, _: Option<Currency>) -> Yaml {
        Yaml::Brackets(values.iter().map(|except| Yaml::plain(except.value)).collect())
    }
}

/// A date, or a month such as `2027-08`.
fn parse_except(text: &str) -> Result<Except, Problem> {
    if text.len() == 7
        && let Ok(first) = parse_date(&format!("{text}-01"))
    {
        return Ok(Except::Month(first.year(), first.month()));
    }
    parse_date(text).map(Except::Date).map_err(|problem| match month(text) {
        Some(month) => Problem::new(msg!("{text} is not a month of the form YYYY-MM", text = quote(text)))
            .replacement(month.format("%Y-%m").to_string()),
        None => problem,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::offer::parse_date;

    #[test]
    fn a_day_is_written_as_it_is_read() {
        for text in ["1", "31", "last", "-2", "-28", "first monday", "fourth friday", "last sunday"] {
            assert_eq!(Day::parse(text).unwrap().to_string(), text);
        }
        for text in ["0", "32", "-29", "fifth monday", "monday", "last day", "First Monday", "first  monday"]
        {
            assert!(Day::parse(text).is_err(), "{text}");
        }
        assert_eq!(Day::parse("frist monday").unwrap_err().replacement.as_deref(), Some("first monday"));
    }

    #[test]
    fn weekdays_of_a_month_that_begins_on_one_and_of_one_that_ends_on_one() {
        // March 2027 begins on a Monday and ends on a Wednesday.
        let march = parse_date("2027-03-01").unwrap();
        for (text, date) in [
            ("first monday", "2027-03-01"),
            ("fourth monday", "2027-03-22"),
            ("last monday", "2027-03-29"),
            ("last wednesday", "2027-03-31"),
            ("last thursday", "2027-03-25"),
            ("first sunday", "2027-03-07"),
        ] {
            let day = Day::parse(text).unwrap().in_month(march).unwrap();
            assert_eq!(day.to_string(), date, "{text}");
        }
    }
}
