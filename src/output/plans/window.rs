//! `plan --accept-range`: what each day of acceptance would mean, as a book, JSON, YAML or CSV.

use std::cmp::Ordering;
use std::io::{self, Write};

use chrono::NaiveDate;
use serde::Serialize;
use serde_json::{Value, json};

use super::book::Book;
use super::grid::{self, Columns, Grid, Records};
use super::json;
use super::sheet::Cell;
use crate::plan::{Limit, Obstacle, Stretch, Window};
use crate::text::message::{Message, msg};

/// The book of a window.
pub fn book(window: &Window) -> Book {
    Book {
        title: Message::verbatim(&window.offer.name),
        facts: facts(window),
        sheets: vec![columns().sheet(msg!("Days of acceptance"), lines(window))],
        notes: Vec::new(),
    }
}

fn facts(window: &Window) -> Vec<(Message, Message)> {
    let mut facts = Vec::new();
    if let Some(day) = window.reference_day {
        let words = match window.last_release {
            Some(Limit { day: last, because }) => {
                msg!("{day}, on {last} at the latest: {why}", day, last, why = because.words())
            }
            None => Message::verbatim(day),
        };
        facts.push((msg!("release"), words));
    }
    if let Some(day) = window.accepted {
        facts.push((msg!("accepted"), msg!("{day}; other days are what-ifs", day)));
    }
    if let Some(day) = window.accept_by {
        let words = match window.last_expiry {
            Some(Limit { day: last, because }) => {
                let why = because.words();
                match last.cmp(&day) {
                    Ordering::Greater => msg!("{day}, can be extended to {last}: {why}", day, last, why),
                    Ordering::Equal => msg!("{day}, cannot be extended: {why}", day, why),
                    Ordering::Less => msg!("{day}, too late: {why}", day, why),
                }
            }
            None => Message::verbatim(day),
        };
        facts.push((msg!("accept by"), words));
    }
    // A fixed end is in every row.
    if window.stretches.iter().any(|stretch| stretch.ends.is_some_and(|(first, last)| first != last)) {
        facts.push((msg!("term"), window.offer.term_words.clone()));
    }
    facts
}

/// Consecutive days of a window with the same outcome.
type StretchRow<'a> = (&'a Window, &'a Stretch);

fn lines(window: &Window) -> impl Iterator<Item = StretchRow<'_>> {
    window.stretches.iter().map(move |stretch| (window, stretch))
}

/// The columns of each stretch of days.
fn columns<'a>() -> Grid<'a, StretchRow<'a>> {
    let c = Columns::<StretchRow<'_>>::of();
    let until = |from: NaiveDate, to: NaiveDate| (from != to).then_some(to);
    let moved = |(window, stretch): &StretchRow<'a>| (stretch.moved_amount, window.offer.currency);
    let first = |(_, stretch): &StretchRow<'a>| stretch.ends.map(|(first, _)| first);
    let last = |(_, stretch): &StretchRow<'a>| stretch.ends.map(|(_, last)| last);
    let ends = |(_, stretch): &StretchRow<'a>| {
        let fields = |(first, last)| vec![("first", Cell::Date(first)), ("last", Cell::Date(last))];
        stretch.ends.map(|ends| Cell::Fields(fields(ends)))
    };
    Grid::new([
        c.named("offer", |(window, _)| window.offer.name.as_str()).not_in_json(),
        c.named("from", |(_, stretch)| stretch.from).titled("accepted"),
        c.named("to", |(_, stretch)| stretch.to).seen_as("to", move |(_, s)| until(s.from, s.to)),
        c.named("days", |(_, stretch)| days(stretch)).titled("days"),
        c.named("moved_invoices", |(_, stretch)| stretch.moved)
            .seen_as("moves to acceptance", |(_, stretch)| moved_words(stretch.moved)),
        c.named("moved_amount", moved)
            .seen_as("amount", move |line: &StretchRow<'a>| (line.1.moved > 0).then(|| moved(line))),
        c.named("currency", |(window, _)| window.offer.currency.to_string()).not_in_json(),
        c.named("contract_end", ends).not_in_csv(),
        c.named("contract_end_first", first).not_in_json().titled("contract ends").or_unknown(),
        c.named("contract_end_last", last)
            .not_in_json()
            .seen_as("up to", move |(_, stretch)| stretch.ends.and_then(|(first, last)| until(first, last))),
        c.named("extended", |(_, stretch)| stretch.extended).not_in_csv(),
        c.named("valid", |(_, stretch)| stretch.obstacles.is_empty()),
        c.named("reasons", |(_, stretch)| reasons(&stretch.obstacles))
            .seen_as("schedule", |(_, stretch)| verdict(stretch)),
    ])
}

fn days(stretch: &Stretch) -> usize {
    let days = stretch.to.signed_duration_since(stretch.from).num_days();
    usize::try_from(days).unwrap_or(0) + 1
}

fn moved_words(moved: usize) -> Message {
    match moved {
        0 => msg!("nothing"),
        1 => msg!("invoice 1"),
        moved => msg!("invoices 1 to {moved}", moved),
    }
}

fn verdict(stretch: &Stretch) -> Message {
    let reasons = reasons(&stretch.obstacles).into_iter();
    match (reasons.reduce(|before, next| msg!("{before}; {next}", before, next)), stretch.extended) {
        (None, false) => msg!("valid"),
        (None, true) => msg!("valid once extended"),
        (Some(reasons), _) => msg!("invalid: {reasons}", reasons),
    }
}

fn reasons(obstacles: &[Obstacle]) -> Vec<Message> {
    obstacles.iter().map(|obstacle| obstacle.words()).collect()
}

/// A window in version 1 of the format.
#[derive(Serialize)]
struct WindowObject<'a> {
    version: u8,
    offer: Value,
    reference_day: Option<String>,
    accept_by: Option<String>,
    accepted: Option<String>,
    last_release: Option<Value>,
    last_expiry: Option<Value>,
    acceptance: Records<'a, StretchRow<'a>>,
}

fn object(window: &Window) -> WindowObject<'_> {
    let day = |day: Option<NaiveDate>| day.map(|day| day.to_string());
    let last = |limit: Limit| json!({"date": limit.day.to_string(), "reason": limit.because.words()});
    WindowObject {
        version: 1,
        offer: json::offer(&window.offer),
        reference_day: day(window.reference_day),
        accept_by: day(window.accept_by),
        accepted: day(window.accepted),
        last_release: window.last_release.map(last),
        last_expiry: window.last_expiry.map(last),
        acceptance: columns().records(lines(window)),
    }
}

/// Writes the windows as JSON: one object if there is one, else a list in order. Ends with a line break.
///
/// # Errors
/// When `out` cannot be written to.
pub fn json(windows: &[Window], out: &mut dyn Write) -> io::Result<()> {
    grid::json(&windows.iter().map(object).collect::<Vec<_>>(), out)
}

/// Writes the objects of the JSON as YAML.
///
/// # Errors
/// When `out` cannot be written to.
pub fn yaml(windows: &[Window], out: &mut dyn Write) -> io::Result<()> {
    grid::yaml(&windows.iter().map(object).collect::<Vec<_>>(), out)
}

/// Writes the header once and a row for each stretch of days of every window in order.
///
/// # Errors
/// When `out` cannot be written to.
pub fn csv(windows: &[Window], raw: bool, out: &mut dyn Write) -> io::Result<()> {
    columns().csv(windows.iter().flat_map(lines), raw, out)
}
