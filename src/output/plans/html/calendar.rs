//! Months with marked days, by year; months without a mark are named, not drawn.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, Days, NaiveDate};

use super::super::markup::Markup;
use super::super::months;
use crate::text::message::{Message, msg, word};

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
    pub words: Message,
    /// The amount, for display.
    pub amount: Option<String>,
}

const WEEKDAYS: [(&str, &str); 7] = [
    (word!("Mo"), word!("Monday")),
    (word!("Tu"), word!("Tuesday")),
    (word!("We"), word!("Wednesday")),
    (word!("Th"), word!("Thursday")),
    (word!("Fr"), word!("Friday")),
    (word!("Sa"), word!("Saturday")),
    (word!("Su"), word!("Sunday")),
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
            m.say("p", "quiet", &words);
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
        let idle =
            (1..=12).filter(|month| !months.contains(month) && within(*month)).filter_map(months::name);
        let idle = idle.map(Message::word).reduce(|before, next| msg!("{before}, {next}", before, next));
        if let Some(months) = idle {
            m.say("p", "quiet", &msg!("Nothing in {months}.", months));
            m.line();
        }
    }
}

/// The years between two that have a mark, in words.
fn years_between(before: i32, year: i32) -> Option<Message> {
    let (first, last) = (before.checked_add(1)?, year.checked_sub(1)?);
    match first.cmp(&last) {
        std::cmp::Ordering::Less => Some(msg!("Nothing from {first} to {last}.", first, last)),
        std::cmp::Ordering::Equal => Some(msg!("Nothing in {year}.", year = first)),
        std::cmp::Ordering::Greater => None,
    }
}

/// The legend of the marks in use.
fn key(m: &mut Markup, days: &BTreeMap<NaiveDate, Vec<Mark>>) {
    let kinds: BTreeSet<MarkKind> = days.values().flatten().map(|mark| mark.kind).collect();
    m.block("ul", &[("class", &"key")], |m| {
        for kind in kinds {
            let words = match kind {
                MarkKind::Day => msg!("acceptance, begin or end of the term"),
                MarkKind::Invoice => msg!("invoice issued"),
                MarkKind::Due => msg!("payment due"),
            };
            m.element("li", &[("class", &kind.class())], |m| {
                m.leaf("span", &[("aria-hidden", &"true")], "");
                m.text(&m.said(&words));
            });
            m.line();
        }
    });
}

fn one_month(m: &mut Markup, year: i32, month: u32, days: &BTreeMap<NaiveDate, Vec<Mark>>) {
    let Some(first) = NaiveDate::from_ymd_opt(year, month, 1) else { return };
    let name = Message::word(months::name(month).unwrap_or_default());
    let in_month = |day: &NaiveDate| (day.year(), day.month()) == (year, month);
    m.block("table", &[("class", &"month")], |m| {
        m.leaf("caption", &[], &m.said(&msg!("{month} {year}", month = name, year)));
        m.line();
        m.element("thead", &[], |m| {
            m.element("tr", &[], |m| {
                for (short, long) in WEEKDAYS {
                    let (short, long) = (m.words().wording(short), m.words().wording(long));
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
        m.say("span", "", &mark.words);
        if let Some(amount) = &mark.amount {
            m.text(" ");
            m.leaf("b", &[], amount);
        }
    });
    m.line();
}
