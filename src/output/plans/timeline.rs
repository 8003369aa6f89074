//! `timeline`: the days of a contract's life as a book, JSON, YAML, CSV or a calendar.

use std::io::{self, Write};

use serde::Serialize;

use super::book::Book;
use super::sheet::{Align, Cell, Row, Sheet, one_line};
use super::{icalendar, ics, objects, plan};
use crate::plan::{Event, EventKind, Timeline};

/// A reminder comes up this many days before the last day to accept, and before a renewal is locked:
/// time enough to decide.
const DECISION_ALARM: u32 = 7;

/// The book of a timeline.
pub fn book(timeline: &Timeline) -> Book {
    let plan = &timeline.plan;
    let facts = plan::facts(plan).into_iter().map(|(word, fact)| (word.to_owned(), fact)).collect();
    Book {
        title: plan.offer.title().to_owned(),
        facts,
        sheets: vec![sheet(timeline)],
        notes: timeline.notes.clone(),
    }
}

fn sheet(timeline: &Timeline) -> Sheet {
    let currency = timeline.plan.offer.currency;
    let renewals = !timeline.plan.renewals.is_empty();
    let mut columns = vec![("date", Align::Left), ("what", Align::Left), ("amount", Align::Right)];
    if renewals {
        columns.insert(1, ("term", Align::Left));
    }
    let row = |event: &Event| {
        let mut cells = vec![
            Cell::Date(event.date),
            Cell::text(&event.words),
            event.amount.map_or(Cell::Empty, |amount| Cell::Money(amount, currency)),
        ];
        if renewals {
            let term = match event.renewal {
                0 => "first".to_owned(),
                number => format!("renewal {number}"),
            };
            cells.insert(1, Cell::Text(term));
        }
        Row::item(cells)
    };
    Sheet { name: "Timeline".to_owned(), columns, rows: timeline.events.iter().map(row).collect() }
}

/// A timeline in the shape of version 1 of the format.
#[derive(Serialize)]
struct Object<'a> {
    version: u8,
    offer: Offer<'a>,
    acceptance: Acceptance,
    events: Vec<Day<'a>>,
    notes: &'a [String],
}

#[derive(Serialize)]
struct Offer<'a> {
    name: &'a str,
    id: Option<&'a str>,
    currency: &'a str,
}

#[derive(Serialize)]
struct Acceptance {
    date: String,
    assumed: bool,
}

#[derive(Serialize)]
struct Day<'a> {
    date: String,
    kind: &'a str,
    renewal: u32,
    invoice: Option<usize>,
    amount: Option<String>,
    assumed: bool,
    words: &'a str,
}

fn object(timeline: &Timeline) -> Object<'_> {
    let (offer, acceptance) = (&timeline.plan.offer, timeline.plan.acceptance);
    let day = |event| {
        let Event { date, kind, renewal, words, amount, invoice, assumed }: &Event = event;
        Day {
            date: date.to_string(),
            kind: kind.word(),
            renewal: *renewal,
            invoice: *invoice,
            amount: amount.map(|amount| offer.currency.digits(amount)),
            assumed: *assumed,
            words,
        }
    };
    Object {
        version: 1,
        offer: Offer { name: &offer.name, id: offer.id.as_deref(), currency: offer.currency.code() },
        acceptance: Acceptance { date: acceptance.date.to_string(), assumed: acceptance.assumed },
        events: timeline.events.iter().map(day).collect(),
        notes: &timeline.notes,
    }
}

/// Writes the timelines as JSON: one object where there is one, else a list in order. Ends with a
/// line break.
///
/// # Errors
/// When `out` cannot be written to.
pub fn json(timelines: &[Timeline], out: &mut dyn Write) -> io::Result<()> {
    objects::json(&timelines.iter().map(object).collect::<Vec<_>>(), out)
}

/// Writes the objects of the JSON as YAML.
///
/// # Errors
/// When `out` cannot be written to.
pub fn yaml(timelines: &[Timeline], out: &mut dyn Write) -> io::Result<()> {
    objects::yaml(&timelines.iter().map(object).collect::<Vec<_>>(), out)
}

const HEADER: [&str; 9] =
    ["offer", "date", "kind", "renewal", "invoice", "amount", "currency", "assumed", "words"];

/// Writes the header once and a row for each event of every timeline in order.
///
/// # Errors
/// When `out` cannot be written to.
pub fn csv(timelines: &[Timeline], out: &mut dyn Write) -> io::Result<()> {
    let mut rows = csv::WriterBuilder::new().terminator(csv::Terminator::Any(b'\n')).from_writer(out);
    rows.write_record(HEADER)?;
    for timeline in timelines {
        let offer = &timeline.plan.offer;
        for event in &timeline.events {
            let currency = event.amount.map_or("", |_| offer.currency.code());
            rows.write_record([
                offer.name.as_str(),
                &event.date.to_string(),
                event.kind.word(),
                &event.renewal.to_string(),
                &event.invoice.map_or(String::new(), |number| number.to_string()),
                &event.amount.map_or(String::new(), |amount| offer.currency.digits(amount)),
                currency,
                &event.assumed.to_string(),
                &event.words,
            ])?;
        }
    }
    rows.flush()
}

/// Writes the timelines as one calendar. Invoices and due dates are the events of `plan --format
/// ics`, so that either calendar updates the other. What hangs on an assumed acceptance, and every
/// renewed term, is tentative.
///
/// # Errors
/// When `out` cannot be written to.
pub fn ics(timelines: &[Timeline], out: &mut dyn Write) -> io::Result<()> {
    let name = match timelines {
        [timeline] => one_line(timeline.plan.offer.title()),
        timelines => format!("Contracts of {} offers", timelines.len()),
    };
    let marks = ics::marks(timelines.iter().map(|timeline| &timeline.plan.offer));
    let mut events = Vec::new();
    for (timeline, mark) in timelines.iter().zip(marks) {
        let own = timeline.events.iter().filter(|event| event.invoice.is_none());
        let mut all: Vec<icalendar::Event> =
            own.map(|event| of_event(timeline, event, &mark.to_string())).collect();
        all.extend(ics::events(&timeline.plan, mark));
        // Stable: what is no invoice comes first on its day.
        all.sort_by_key(|event| event.day);
        events.extend(all);
    }
    icalendar::write(&name, &events, out)
}

fn of_event(timeline: &Timeline, event: &Event, mark: &str) -> icalendar::Event {
    let offer = &timeline.plan.offer;
    let term = if event.renewal == 0 { String::new() } else { format!("-r{}", event.renewal) };
    let decision = matches!(event.kind, EventKind::AcceptBy | EventKind::Lockout);
    icalendar::Event {
        uid: format!("{mark}{term}-{}@paysched", event.kind.word().replace('_', "-")),
        stamp: timeline.plan.dated(),
        day: event.date,
        summary: format!("{}: {}", one_line(offer.title()), event.words),
        description: std::iter::once(format!("Offer: {}", offer.title()))
            .chain(offer.id.iter().map(|id| format!("Offer id: {id}")))
            .collect::<Vec<_>>()
            .join("\n"),
        categories: vec!["Contract"],
        alarm: decision.then_some(DECISION_ALARM),
        tentative: event.assumed || event.renewal > 0,
    }
}
