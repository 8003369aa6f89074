//! One cell of a column of days: every day that it may mean.

use chrono::{DateTime, NaiveDate};

use super::digits::{BareNumber, bare_number};
use crate::offer::date::{day_of_any_dress, in_era, months, without_weekday, ymd};
use crate::offer::day_count::{DayCount, counted};
use crate::text::fullwidth;

/// The order of day, month and year in dates of three numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DateOrder {
    /// `31/12/2026`.
    DayMonthYear,
    /// `12/31/2026`.
    MonthDayYear,
    /// `26/12/31`.
    YearMonthDay,
}

impl DateOrder {
    pub(super) const ALL: [Self; 3] = [Self::DayMonthYear, Self::MonthDayYear, Self::YearMonthDay];

    /// The order in words.
    pub(super) fn words(self) -> &'static str {
        match self {
            Self::DayMonthYear => "day/month/year",
            Self::MonthDayYear => "month/day/year",
            Self::YearMonthDay => "year/month/day",
        }
    }
}

/// What is known of a column of days before its cells are seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct DateHabits {
    /// The order of dates of three numbers, where no cell tells it.
    pub order: Option<DateOrder>,
    /// The order of dates with hyphens that end with the year, where no cell tells it.
    pub dashes: Option<DateOrder>,
    /// From where a spreadsheet's numbers of days count.
    pub counted: DayCount,
    /// Whether seconds since 1970 are the usual form, not worth a word.
    pub seconds: bool,
}

/// How a cell writes a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum DayForm {
    /// The year first, or a point in time: the same for everybody.
    Plain,
    /// A month in words, a year of an era: one reading.
    Words,
    /// Three numbers whose order only the column tells.
    Order,
    /// As [`DayForm::Order`], with hyphens.
    Dashes,
    /// A spreadsheet's number of a day.
    DayNumber,
    /// Seconds since 1970.
    Seconds,
    /// Milliseconds since 1970.
    Milliseconds,
}

/// The day of a cell in each order of day, month and year, in the order of [`DateOrder::ALL`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Readings {
    pub(super) form: DayForm,
    pub(super) days: [Option<NaiveDate>; 3],
}

impl Readings {
    fn one(form: DayForm, day: NaiveDate) -> Self {
        Self { form, days: [Some(day); 3] }
    }
}

/// The readings of a cell without blanks at its ends; `None` if it names no day, or one that cannot be
/// told because the cell was rounded.
pub(super) fn readings(text: &str, habits: DateHabits) -> Option<Readings> {
    if let Some((year, month, day)) = ymd(text) {
        let day = NaiveDate::from_ymd_opt(year, month, day).filter(|_| year >= 1000)?;
        return Some(Readings::one(DayForm::Plain, day));
    }
    let folded: String = text.chars().take(64).map(plain).collect();
    let text = without_weekday(folded.trim());
    if let Some(number) = bare_number(text) {
        return by_number(&number, habits);
    }
    let text = ["UTC", "GMT"].iter().find_map(|zone| text.strip_suffix(zone)).unwrap_or(text).trim_end();
    if let Some(day) = day_of_any_dress(text) {
        return Some(Readings::one(DayForm::Plain, day));
    }
    let text = without_time(text);
    let words = || in_words(text).or_else(|| in_era(text));
    ordered(text).or_else(|| words().map(|day| Readings::one(DayForm::Words, day)))
}

/// Full-width characters and the hyphens of typesetters as their plain counterparts.
fn plain(c: char) -> char {
    match c {
        '\u{2010}'..='\u{2015}' | '−' => '-',
        '\u{a0}' | '\u{202f}' | '\u{2009}' => ' ',
        other => fullwidth::plain(other),
    }
}

/// A bare number is told by its size: the years 2000 to 2099 as days, as eight digits, as seconds and as
/// milliseconds do not overlap.
fn by_number(number: &BareNumber, habits: DateHabits) -> Option<Readings> {
    let value = number.floor?;
    let seconds = |value: i64| DateTime::from_timestamp(value, 0).map(|time| time.date_naive());
    let in_century = |day: &NaiveDate| {
        let year = chrono::Datelike::year(day);
        (2000..2100).contains(&year)
    };
    let (form, day): (DayForm, &dyn Fn(i64) -> Option<NaiveDate>) = match value {
        30_000..=80_000 => (DayForm::DayNumber, &|value| counted(value, habits.counted)),
        20_000_101..=20_991_231 => (DayForm::Plain, &|value| day_of_any_dress(&value.to_string())),
        900_000_000..=4_200_000_000 => (DayForm::Seconds, &seconds),
        900_000_000_000..=4_200_000_000_000 => {
            (DayForm::Milliseconds, &|value| seconds(value.div_euclid(1000)))
        }
        _ => return None,
    };
    let read = day(value).filter(in_century)?;
    // Of a rounded number only the days are known between which it lies.
    let half = number.rounded_by / 2;
    let known = half == 0 || (day(value - half) == Some(read) && day(value + half) == Some(read));
    known.then(|| Readings::one(form, read))
}

/// A date without the time of day behind it: `12/20/2026 12:00:00 AM`.
fn without_time(text: &str) -> &str {
    let end = text.find(':').and_then(|colon| text.get(..colon)?.rfind([' ', 'T']));
    let Some((day, time)) = end.and_then(|end| text.split_at_checked(end)) else { return text };
    let time = time.trim_start_matches([' ', 'T']);
    let clock = time.trim_end_matches('Z').trim_end_matches("+00:00");
    let clock = clock.trim_end_matches(['A', 'P', 'M', 'a', 'p', 'm', ' ']);
    let is_clock = clock.chars().all(|c| c.is_ascii_digit() || matches!(c, ':' | '.'));
    if is_clock { day.trim_end() } else { text }
}

/// Three numbers of which the last is the year, or, where it has two digits, perhaps the first.
fn ordered(text: &str) -> Option<Readings> {
    let mut parts = text.split(['-', '/', '.']).map(str::trim);
    let (one, two, three) = (parts.next()?, parts.next()?, parts.next()?);
    let short = |part: &str| (1..=2).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
    let long = |part: &str| part.len() == 4 && part.bytes().all(|b| b.is_ascii_digit());
    if parts.next().is_some() || !short(one) || !short(two) || !(short(three) || long(three)) {
        return None;
    }
    let orders = DateOrder::ALL.map(|order| match order {
        DateOrder::DayMonthYear => civil(three, two, one),
        DateOrder::MonthDayYear => civil(three, one, two),
        DateOrder::YearMonthDay => civil(one, two, three).filter(|_| short(three)),
    });
    let form = if text.contains('-') { DayForm::Dashes } else { DayForm::Order };
    orders.iter().any(Option::is_some).then_some(Readings { form, days: orders })
}

/// A day of this century, where the year has two digits.
fn civil(year: &str, month: &str, day: &str) -> Option<NaiveDate> {
    let year: i32 = if year.len() == 2 { format!("20{year}").parse() } else { year.parse() }.ok()?;
    NaiveDate::from_ymd_opt(year, month.parse().ok()?, day.parse().ok()?).filter(|_| year >= 1000)
}

/// A date whose month is a word: `15-Dec-26`, `Tue, Dec 15, 2026`, `15DEC2026`, `15 12月 2026`.
fn in_words(text: &str) -> Option<NaiveDate> {
    const KANJI: [&str; 12] = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二"];
    let (mut month, mut numbers, mut first) = (None, Vec::new(), true);
    if text.contains('年') {
        return None;
    }
    for word in words(text) {
        let kanji = word.strip_suffix('月').and_then(|name| KANJI.iter().position(|known| *known == name));
        let numeral = word.strip_suffix('月').filter(|name| name.bytes().all(|b| b.is_ascii_digit()));
        let named = months::number(&word);
        let number = named.or(kanji.map(|at| at + 1)).and_then(|number| u32::try_from(number).ok());
        match number.or_else(|| numeral?.parse().ok()) {
            Some(number) if month.is_none() => {
                month = Some(number);
                first = numbers.is_empty();
            }
            None if word.bytes().all(|b| b.is_ascii_digit()) => numbers.push(word),
            None if numbers.is_empty() && month.is_none() && months::is_weekday(&word) => {}
            None if !numbers.is_empty()
                && matches!(word.as_str(), "st" | "nd" | "rd" | "th" | "of" | "日") => {}
            _ => return None,
        }
    }
    let [one, two] = numbers.as_slice() else { return None };
    let (day, year) = if one.len() == 4 && !first { (two, one) } else { (one, two) };
    let fits = day.len() <= 2 && matches!(year.len(), 2 | 4);
    civil(year, &month?.to_string(), day).filter(|_| fits)
}

/// The runs of digits and of letters, in small letters; `12月` is one.
fn words(text: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut before = None;
    for c in text.chars() {
        let class = c.is_alphanumeric().then(|| c.is_ascii_digit());
        let month = c == '月' && before == Some(true);
        match words.last_mut().filter(|_| (class.is_some() && class == before) || month) {
            Some(word) => word.extend(c.to_lowercase()),
            None if class.is_some() => words.push(c.to_lowercase().collect()),
            None => {}
        }
        before = if month { None } else { class };
    }
    words
}
