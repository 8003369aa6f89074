//! The dates of a series beyond its rhythm: its day of the month, and what is left out.

use std::fmt;

use chrono::{Datelike, NaiveDate};

use super::date::{month, parse_date};
use super::fields::{Problem, quote};
use super::keys::Value;
use super::reader::Reader;
use super::write::Yaml;
use super::{Currency, Shape};
use crate::text::diagnostic::{closest, names};
use crate::text::message::msg;
use crate::text::source::Spanned;
use crate::text::yaml::Node;

/// A day of the month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Day {
    /// Counted from the month's start, 1 to 31.
    Of(u32),
    /// Counted from the month's end: 1 is the last, 2 the one before, up to 28.
    FromEnd(u32),
}

/// Something that is left out of a series.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Except {
    /// Every date in this month of this year.
    Month(i32, u32),
    /// This date.
    Date(NaiveDate),
}

impl Day {
    /// Reads `1` to `31`, `last`, or `-1` to `-28` counted from the month's end.
    ///
    /// # Errors
    /// When the text is none of these.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        let number = |digits: &str| {
            let short = (1..=2).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
            short.then(|| digits.parse::<u32>().ok()).flatten()
        };
        let day = match text.strip_prefix('-') {
            _ if text == "last" => Some(Self::FromEnd(1)),
            Some(digits) => number(digits).filter(|n| (1..=28).contains(n)).map(Self::FromEnd),
            None => number(text).filter(|n| (1..=31).contains(n)).map(Self::Of),
        };
        day.ok_or_else(|| {
            let problem = Problem::new(msg!("`day` cannot be {text}", text = quote(text)));
            match closest(text, ["last"]) {
                Some(word) => problem.replacement(word),
                None => {
                    problem.help(msg!("write 1 to 31, `last`, or -1 to -28 counted from the month's end"))
                }
            }
        })
    }
}

impl fmt::Display for Day {
    /// As it is written.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Of(day) => write!(f, "{day}"),
            Self::FromEnd(1) => f.write_str("last"),
            Self::FromEnd(day) => write!(f, "-{day}"),
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

/// The list of what is left out.
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
