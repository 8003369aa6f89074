//! `plan --accept-range`: what each day of acceptance would mean, as a book, JSON, YAML or CSV.

use std::io::{self, Write};

use chrono::NaiveDate;
use serde::Serialize;

use super::book::Book;
use super::objects;
use super::sheet::{Align, Cell, Row, Sheet};
use crate::plan::{Limit, Obstacle, Stretch, Window};

/// The book of a window.
pub fn book(window: &Window) -> Book {
    Book {
        title: window.offer.name.clone(),
        facts: facts(window).into_iter().map(|(word, fact)| (word.to_owned(), fact)).collect(),
        sheets: vec![sheet(window)],
        notes: Vec::new(),
    }
}

fn facts(window: &Window) -> Vec<(&'static str, String)> {
    let mut facts = Vec::new();
    if let Some(day) = window.reference_day {
        let last = window
            .last_release
            .map_or_else(String::new, |limit| format!(", on {} at the latest: {}", limit.day, limit.because));
        facts.push(("release", format!("{day}{last}")));
    }
    if let Some(day) = window.accepted {
        facts.push(("accepted", format!("{day}; other days are what-ifs")));
    }
    if let Some(accept_by) = window.accept_by {
        let room = match window.last_expiry {
            Some(limit) if limit.day > accept_by => {
                format!(", can be extended to {}: {}", limit.day, limit.because)
            }
            Some(limit) if limit.day == accept_by => format!(", cannot be extended: {}", limit.because),
            Some(limit) => format!(", too late: {}", limit.because),
            None => String::new(),
        };
        facts.push(("accept by", format!("{accept_by}{room}")));
    }
    // A written end stands in every row.
    if window.stretches.iter().any(|stretch| stretch.ends.is_some_and(|(first, last)| first != last)) {
        facts.push(("term", window.offer.term_words.clone()));
    }
    facts
}

fn sheet(window: &Window) -> Sheet {
    let (left, right) = (Align::Left, Align::Right);
    let columns = vec![
        ("accepted", left),
        ("to", left),
        ("days", right),
        ("moves to acceptance", left),
        ("amount", right),
        ("contract ends", left),
        ("up to", left),
        ("schedule", left),
    ];
    let until = |from: NaiveDate, to: NaiveDate| if from == to { Cell::Empty } else { Cell::Date(to) };
    let row = |stretch: &Stretch| {
        Row::item(vec![
            Cell::Date(stretch.from),
            until(stretch.from, stretch.to),
            Cell::Count(days(stretch)),
            Cell::text(&moved_words(stretch.moved)),
            match stretch.moved {
                0 => Cell::Empty,
                _ => Cell::Money(stretch.moved_amount, window.offer.currency),
            },
            Cell::date(stretch.ends.map(|(first, _)| first)),
            stretch.ends.map_or(Cell::Empty, |(first, last)| until(first, last)),
            Cell::text(&verdict(stretch)),
        ])
    };
    Sheet { name: "Days of acceptance".to_owned(), columns, rows: window.stretches.iter().map(row).collect() }
}

fn days(stretch: &Stretch) -> usize {
    let days = stretch.to.signed_duration_since(stretch.from).num_days();
    usize::try_from(days).unwrap_or(0) + 1
}

fn moved_words(moved: usize) -> String {
    match moved {
        0 => "nothing".to_owned(),
        1 => "invoice 1".to_owned(),
        moved => format!("invoices 1 to {moved}"),
    }
}

fn verdict(stretch: &Stretch) -> String {
    match (stretch.obstacles.as_slice(), stretch.extended) {
        ([], false) => "valid".to_owned(),
        ([], true) => "valid once extended".to_owned(),
        (obstacles, _) => format!("invalid: {}", reasons(obstacles).join("; ")),
    }
}

fn reasons(obstacles: &[Obstacle]) -> Vec<String> {
    obstacles.iter().map(Obstacle::to_string).collect()
}

/// A window in the shape of version 1 of the format.
#[derive(Serialize)]
struct Object<'a> {
    version: u8,
    offer: Offer<'a>,
    reference_day: Option<String>,
    accept_by: Option<String>,
    accepted: Option<String>,
    last_release: Option<Last>,
    last_expiry: Option<Last>,
    acceptance: Vec<Days>,
}

#[derive(Serialize)]
struct Offer<'a> {
    name: &'a str,
    id: Option<&'a str>,
    currency: &'a str,
}

#[derive(Serialize)]
struct Last {
    date: String,
    reason: String,
}

#[derive(Serialize)]
struct Days {
    from: String,
    to: String,
    days: usize,
    moved_invoices: usize,
    moved_amount: String,
    contract_end: Option<Ends>,
    extended: bool,
    valid: bool,
    reasons: Vec<String>,
}

#[derive(Serialize)]
struct Ends {
    first: String,
    last: String,
}

fn object(window: &Window) -> Object<'_> {
    let day = |day: Option<NaiveDate>| day.map(|day| day.to_string());
    let last = |limit: Limit| Last { date: limit.day.to_string(), reason: limit.because.to_string() };
    let offer = &window.offer;
    let days = |stretch: &Stretch| Days {
        from: stretch.from.to_string(),
        to: stretch.to.to_string(),
        days: days(stretch),
        moved_invoices: stretch.moved,
        moved_amount: offer.currency.digits(stretch.moved_amount),
        contract_end: stretch
            .ends
            .map(|(first, last)| Ends { first: first.to_string(), last: last.to_string() }),
        extended: stretch.extended,
        valid: stretch.obstacles.is_empty(),
        reasons: reasons(&stretch.obstacles),
    };
    Object {
        version: 1,
        offer: Offer { name: &offer.name, id: offer.id.as_deref(), currency: offer.currency.code() },
        reference_day: day(window.reference_day),
        accept_by: day(window.accept_by),
        accepted: day(window.accepted),
        last_release: window.last_release.map(last),
        last_expiry: window.last_expiry.map(last),
        acceptance: window.stretches.iter().map(days).collect(),
    }
}

/// Writes the windows as JSON: one object where there is one, else a list in order. Ends with a
/// line break.
///
/// # Errors
/// When `out` cannot be written to.
pub fn json(windows: &[Window], out: &mut dyn Write) -> io::Result<()> {
    objects::json(&windows.iter().map(object).collect::<Vec<_>>(), out)
}

/// Writes the objects of the JSON as YAML.
///
/// # Errors
/// When `out` cannot be written to.
pub fn yaml(windows: &[Window], out: &mut dyn Write) -> io::Result<()> {
    objects::yaml(&windows.iter().map(object).collect::<Vec<_>>(), out)
}

const HEADER: [&str; 11] = [
    "offer",
    "from",
    "to",
    "days",
    "moved_invoices",
    "moved_amount",
    "currency",
    "contract_end_first",
    "contract_end_last",
    "valid",
    "reasons",
];

/// Writes the header once and a row for each stretch of days of every window in order.
///
/// # Errors
/// When `out` cannot be written to.
pub fn csv(windows: &[Window], out: &mut dyn Write) -> io::Result<()> {
    let mut rows = csv::WriterBuilder::new().terminator(csv::Terminator::Any(b'\n')).from_writer(out);
    rows.write_record(HEADER)?;
    for window in windows {
        for stretch in &window.stretches {
            let end = |end: Option<NaiveDate>| end.map_or_else(String::new, |end| end.to_string());
            rows.write_record([
                window.offer.name.clone(),
                stretch.from.to_string(),
                stretch.to.to_string(),
                days(stretch).to_string(),
                stretch.moved.to_string(),
                window.offer.currency.digits(stretch.moved_amount),
                window.offer.currency.code().to_owned(),
                end(stretch.ends.map(|(first, _)| first)),
                end(stretch.ends.map(|(_, last)| last)),
                stretch.obstacles.is_empty().to_string(),
                reasons(&stretch.obstacles).join("; "),
            ])?;
        }
    }
    rows.flush()
}
