//! `timeline`: the events of a contract as a book, JSON, YAML, CSV or a calendar.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::Value;

use super::book::Book;
use super::grid::{self, Columns, Grid, Records};
use super::{icalendar, ics, json, plan, replaced};
use crate::plan::{Event, EventKind, Invoice, Timeline};
use crate::text::message::{Message, Words, msg, word};
use crate::text::sanitize::line;
use crate::text::stable_hash::Fnv;

/// A reminder is shown this many days before the last day to accept, and before a renewal is locked:
/// enough time to decide.
const DECISION_ALARM: u32 = 7;

/// The book of a timeline.
pub fn book(timeline: &Timeline) -> Book {
    let plan = &timeline.plan;
    let renewals = !plan.renewals.is_empty();
    Book {
        title: Message::verbatim(plan.offer.title()),
        facts: plan::facts(plan),
        sheets: vec![columns(renewals).sheet(msg!("Timeline"), lines(timeline))],
        notes: timeline.notes.iter().cloned().chain(replaced::unknown(plan)).collect(),
    }
}

/// An event of a timeline.
type EventRow<'a> = (&'a Timeline, &'a Event);

fn lines(timeline: &Timeline) -> impl Iterator<Item = EventRow<'_>> {
    timeline.events.iter().map(move |event| (timeline, event))
}

/// The columns of events.
fn columns<'a>(renewals: bool) -> Grid<'a, EventRow<'a>> {
    let c = Columns::<EventRow<'_>>::of();
    let term = |(_, event): &EventRow<'a>| match event.renewal {
        0 => msg!("first"),
        number => msg!("renewal {number}", number),
    };
    let amount =
        |(timeline, event): &EventRow<'a>| event.amount.map(|amount| (amount, timeline.plan.offer.currency));
    let currency = move |line: &EventRow<'a>| amount(line).map(|(_, currency)| currency.to_string());
    Grid::new([
        c.named("offer", |(timeline, _)| timeline.plan.offer.name.as_str()).not_in_json(),
        c.named("date", |(_, event)| event.date).titled("date"),
        c.named("kind", |(_, event)| event.kind.word()),
        c.named("renewal", |(_, event)| event.renewal).seen_as("term", term).seen_if(renewals),
        c.people("what", |(_, event)| event.words.clone()),
        c.named("invoice", |(_, event)| event.invoice),
        c.named("amount", amount).titled("amount"),
        c.named("currency", currency).not_in_json(),
        c.named("assumed", |(_, event)| event.assumed),
        c.named("words", |(_, event)| event.words.clone()),
    ])
}

/// A timeline in version 1 of the format.
#[derive(Serialize)]
struct TimelineObject<'a> {
    version: u8,
    offer: Value,
    acceptance: Value,
    #[serde(skip_serializing_if = "Option::is_none")]
    ended: Option<Value>,
    events: Records<'a, EventRow<'a>>,
    notes: &'a [Message],
}

fn object(timeline: &Timeline) -> TimelineObject<'_> {
    TimelineObject {
        version: 1,
        offer: json::offer(&timeline.plan.offer),
        acceptance: json::acceptance(&timeline.plan),
        ended: json::ended(&timeline.plan),
        events: columns(false).records(lines(timeline)),
        notes: &timeline.notes,
    }
}

/// Writes the timelines as JSON: one object if there is one, else a list in order. Ends with a line
/// break.
///
/// # Errors
/// When `out` cannot be written to.
pub fn json(timelines: &[Timeline], out: &mut dyn Write) -> io::Result<()> {
    grid::json(&timelines.iter().map(object).collect::<Vec<_>>(), out)
}

/// Writes the objects of the JSON as YAML.
///
/// # Errors
/// When `out` cannot be written to.
pub fn yaml(timelines: &[Timeline], out: &mut dyn Write) -> io::Result<()> {
    grid::yaml(&timelines.iter().map(object).collect::<Vec<_>>(), out)
}

/// Writes the header once and a row for each event of every timeline in order.
///
/// # Errors
/// When `out` cannot be written to.
pub fn csv(timelines: &[Timeline], raw: bool, out: &mut dyn Write) -> io::Result<()> {
    columns(false).csv(timelines.iter().flat_map(lines), raw, out)
}

/// Writes the timelines as one calendar. Invoices and due dates are the events of `plan --format ics`,
/// so that either calendar updates the other. What depends on an assumed acceptance, and every renewed
/// term, is tentative.
///
/// # Errors
/// When `out` cannot be written to.
pub fn ics(timelines: &[Timeline], words: Words, out: &mut dyn Write) -> io::Result<()> {
    let name = match timelines {
        [timeline] => Message::verbatim(line(timeline.plan.offer.title())),
        timelines => msg!("Contracts of {count} offers", count = timelines.len()),
    };
    let marks = ics::marks(timelines.iter().map(|timeline| &timeline.plan.offer));
    let mut events = Vec::new();
    for (timeline, mark) in timelines.iter().zip(marks) {
        events.extend(calendar_events(timeline, mark, |_| true, |_| true));
    }
    icalendar::write(&name, &events, words, out)
}

/// The events of one timeline that are wanted, with those of its invoices, by day.
pub(super) fn calendar_events(
    timeline: &Timeline,
    mark: Fnv,
    wanted: impl Fn(&Event) -> bool,
    invoices: impl Fn(&Invoice) -> bool,
) -> Vec<icalendar::CalendarEvent> {
    let mut replaced = 0;
    let mut all: Vec<icalendar::CalendarEvent> = Vec::new();
    for event in timeline.events.iter().filter(|event| event.invoice.is_none()) {
        // Of a chain of agreements several were replaced; the first keeps the UID of a single one.
        replaced += usize::from(event.kind == EventKind::Replaced);
        let step = if event.kind == EventKind::Replaced && replaced > 1 { replaced } else { 1 };
        let mark = if step > 1 { format!("{mark}-{step}") } else { mark.to_string() };
        if wanted(event) {
            all.push(of_event(timeline, event, &mark));
        }
    }
    all.extend(ics::events(&timeline.plan, mark, invoices));
    // Stable: events other than invoices come first on their day.
    all.sort_by_key(|event| event.day);
    all
}

fn of_event(timeline: &Timeline, event: &Event, mark: &str) -> icalendar::CalendarEvent {
    let offer = &timeline.plan.offer;
    let term = if event.renewal == 0 { String::new() } else { format!("-r{}", event.renewal) };
    let decision = matches!(event.kind, EventKind::AcceptBy | EventKind::Lockout);
    icalendar::CalendarEvent {
        uid: format!("{mark}{term}-{}@paysched", event.kind.word().replace('_', "-")),
        stamp: timeline.plan.stamp(),
        day: event.date,
        summary: msg!("{offer}: {event}", offer = line(offer.title()), event = event.words),
        description: ics::head(offer),
        categories: vec![word!("Contract")],
        alarm: decision.then_some(DECISION_ALARM),
        status: icalendar::EventStatus::assumed(event.assumed || event.renewal > 0),
    }
}
