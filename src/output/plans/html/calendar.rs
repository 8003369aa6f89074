//! Months with marked days, by year; months without a mark are named, not drawn.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, Days, NaiveDate};

use super::super::markup::{Markup, language};

/// Why a day is marked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum MarkKind {
    /// A start or an end.
    Day,
    /// An invoice is issued.
    Invoice,
    /// An invoice is due.
    Due,
}

impl MarkKind {
    /// The class of the day's cell.
    fn class(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Invoice => "invoice",
            Self::Due => "due",
        }
    }
}

/// A mark of a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// Its kind.
    pub kind: MarkKind,
    /// Its text: `invoice 3`.
    pub words: String,
    /// The amount, for display.
    pub amount: Option<String>,
}

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

const WEEKDAYS: [(&str, &str); 7] = [
    ("Mo", "Monday"),
    ("Tu", "Tuesday"),
    ("We", "Wednesday"),
    ("Th", "Thursday"),
    ("Fr", "Friday"),
    ("Sa", "Saturday"),
    ("Su", "Sunday"),
];

/// Writes the months that have a mark, each as a table of its days with a list of its marks below,
/// under a heading of that level for each year.
pub fn calendar(m: &mut Markup, level: usize, days: &BTreeMap<NaiveDate, Vec<Mark>>) {
    key(m, days);
    let mut years: BTreeMap<i32, BTreeSet<u32>> = BTreeMap::new();
    for day in days.keys() {
        years.entry(day.year()).or_default().insert(day.month());
    }
    let ends = days.keys().next().zip(days.keys().next_back());
    let mut before: Option<i32> = None;
    for (year, months) in &years {
        if let Some(words) = before.and_then(|before| years_between(before, *year)) {
            m.leaf("p", &[("class", &"quiet")], &words);
            m.line();
        }
        before = Some(*year);
        m.leaf(&format!("h{level}"), &[], &year.to_string());
        m.line();
        m.block("ul", &[("class", &"months")], |m| {
            for month in months {
                m.block("li", &[], |m| one_month(m, *year, *month, days));
            }
        });
        let within = |month: u32| {
            let at = (*year, month);
            ends.is_some_and(|(first, last)| {
                (first.year(), first.month()) < at && at < (last.year(), last.month())
            })
        };
        let idle: Vec<&str> = (1..=12)
            .filter(|month| !months.contains(month) && within(*month))
            .filter_map(month_name)
            .collect();
        if !idle.is_empty() {
            m.leaf("p", &[("class", &"quiet")], &format!("Nothing in {}.", idle.join(", ")));
            m.line();
        }
    }
}

/// The years between two that have a mark, in words.
fn years_between(before: i32, year: i32) -> Option<String> {
    let (first, last) = (before.checked_add(1)?, year.checked_sub(1)?);
    match first.cmp(&last) {
        std::cmp::Ordering::Less => Some(format!("Nothing from {first} to {last}.")),
        std::cmp::Ordering::Equal => Some(format!("Nothing in {first}.")),
        std::cmp::Ordering::Greater => None,
    }
}

/// The legend of the marks in use.
fn key(m: &mut Markup, days: &BTreeMap<NaiveDate, Vec<Mark>>) {
    let kinds: BTreeSet<MarkKind> = days.values().flatten().map(|mark| mark.kind).collect();
    m.block("ul", &[("class", &"key")], |m| {
        for kind in kinds {
            let words = match kind {
                MarkKind::Day => "acceptance, begin or end of the term",
                MarkKind::Invoice => "invoice issued",
                MarkKind::Due => "payment due",
            };
            m.element("li", &[("class", &kind.class())], |m| {
                m.leaf("span", &[("aria-hidden", &"true")], "");
                m.text(words);
            });
            m.line();
        }
    });
}

fn month_name(month: u32) -> Option<&'static str> {
    MONTHS.into_iter().nth(usize::try_from(month).ok()?.checked_sub(1)?)
}

fn one_month(m: &mut Markup, year: i32, month: u32, days: &BTreeMap<NaiveDate, Vec<Mark>>) {
    let Some(first) = NaiveDate::from_ymd_opt(year, month, 1) else { return };
    let name = month_name(month).unwrap_or_default();
    let in_month = |day: &NaiveDate| (day.year(), day.month()) == (year, month);
    m.block("table", &[("class", &"month")], |m| {
        m.leaf("caption", &[], &format!("{name} {year}"));
        m.line();
        m.element("thead", &[], |m| {
            m.element("tr", &[], |m| {
                for (short, long) in WEEKDAYS {
                    m.leaf("th", &[("scope", &"col"), ("abbr", &long)], short);
                }
            });
        });
        m.line();
        m.element("tbody", &[], |m| {
            let lead = u64::from(first.weekday().num_days_from_monday());
            let mut monday = first.checked_sub_days(Days::new(lead));
            while let Some(start) = monday.filter(|day| *day <= first || in_month(day)) {
                m.element("tr", &[], |m| {
                    for ahead in 0..7 {
                        let day = start.checked_add_days(Days::new(ahead)).filter(in_month);
                        cell(m, day, days);
                    }
                });
                monday = start.checked_add_days(Days::new(7));
            }
        });
        m.line();
    });
    m.block("ul", &[("class", &"marks")], |m| {
        for (day, marks) in days.range(first..).take_while(|(day, _)| in_month(day)) {
            marks.iter().for_each(|mark| entry(m, *day, mark));
        }
    });
}

fn cell(m: &mut Markup, day: Option<NaiveDate>, days: &BTreeMap<NaiveDate, Vec<Mark>>) {
    let Some(day) = day else { return m.leaf("td", &[], "") };
    let number = day.day().to_string();
    let kinds: BTreeSet<MarkKind> = days.get(&day).into_iter().flatten().map(|mark| mark.kind).collect();
    if kinds.is_empty() {
        return m.leaf("td", &[], &number);
    }
    let classes: Vec<&str> = kinds.iter().map(|kind| kind.class()).collect();
    m.element("td", &[("class", &classes.join(" "))], |m| m.leaf("span", &[], &number));
}

fn entry(m: &mut Markup, day: NaiveDate, mark: &Mark) {
    m.element("li", &[], |m| {
        m.leaf("time", &[("datetime", &day)], &day.day().to_string());
        m.text(" ");
        m.leaf("span", &[("lang", &language(&mark.words))], &mark.words);
        if let Some(amount) = &mark.amount {
            m.text(" ");
            m.leaf("b", &[], amount);
        }
    });
    m.line();
}
