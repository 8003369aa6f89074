//! What needs somebody in the coming days, as a book, as rows of CSV, as JSON, and as a calendar.

use std::io::{self, Write};

use chrono::NaiveDate;
use serde::Serialize;

use super::book::Book;
use super::grid::{self, Columns, Grid, Records};
use super::sheet::Cell;
use super::{icalendar, ics, timeline};
use crate::offer::Money;
use crate::plan::agenda::{AgendaItem, AgendaOffer};
use crate::plan::{EventKind, Invoice};
use crate::text::message::{Message, Words, count, msg};

/// What is shown: the events, and what they depend on.
#[derive(Debug, Clone, Copy)]
pub struct AgendaView<'a> {
    /// What was requested, in the words of the command line: `schedules`.
    pub of: &'a str,
    /// The first and the last day.
    pub days: (NaiveDate, NaiveDate),
    /// All offers.
    pub offers: &'a [AgendaOffer],
    /// Their events in these days, in order.
    pub items: &'a [AgendaItem<'a>],
    /// Notes that a reader must not miss.
    pub notes: &'a [Message],
}

/// The book of an agenda.
pub fn book(shown: AgendaView<'_>) -> Book {
    let (from, to) = shown.days;
    let facts = [
        (msg!("days"), msg!("{from} to {to}", from, to)),
        (msg!("offers"), Message::verbatim(shown.offers.len())),
        (msg!("listed"), count!(shown.items.len(), "event")),
    ];
    Book {
        title: title(shown),
        facts: facts.into(),
        sheets: vec![columns(shown).sheet(msg!("Agenda"), shown.items.iter().copied())],
        notes: shown.notes.to_vec(),
    }
}

fn title(shown: AgendaView<'_>) -> Message {
    msg!("Agenda of {offers}", offers = shown.of)
}

/// The columns of an event.
fn columns<'a>(shown: AgendaView<'a>) -> Grid<'a, AgendaItem<'a>> {
    let c = Columns::<AgendaItem<'a>>::of();
    let from = shown.days.0;
    let amount = |item: &AgendaItem<'a>| {
        let currency = item.of.offer.facts.currency;
        item.event.amount.map(|amount| Money { amount, currency })
    };
    let buyer = |item: &AgendaItem<'a>| {
        let offer = &item.of.offer;
        offer.buyer_name.clone().unwrap_or_else(|| offer.facts.buyers.join(", "))
    };
    let accounts = |item: &AgendaItem<'a>| item.of.offer.facts.buyers.join("; ");
    let days = move |item: &AgendaItem<'a>| (item.event.date - from).num_days();
    Grid::new([
        c.named("date", |item| item.event.date).titled("date"),
        c.named("days", days).titled("in days"),
        c.named("kind", |item| item.event.kind.word()),
        c.named("words", words).titled("what"),
        c.named("assumed", |item| item.event.assumed),
        c.named("offer", |item| item.of.offer.facts.name.as_str()).titled("offer"),
        c.named("path", |item| item.of.offer.path.as_str()),
        c.named("document", |item| item.of.offer.document),
        c.named("offer_id", |item| item.of.offer.facts.id.as_deref()),
        c.named("stage", |item| Cell::Words(item.of.stage.word())).titled("status"),
        c.named("buyer", accounts).seen_as("buyer", buyer),
        c.named("buyer_name", |item| item.of.offer.buyer_name.as_deref()),
        c.named("invoice", |item| item.event.invoice),
        c.named("amount", amount).titled("amount"),
        c.named("currency", |item| item.event.amount.map(|_| item.of.offer.facts.currency.to_string()))
            .titled("currency"),
    ])
}

/// What happens, and how far the last day to accept can be moved.
fn words(item: &AgendaItem<'_>) -> Message {
    let words = &item.event.words;
    if item.event.kind != EventKind::AcceptBy {
        return match item.event.assumed {
            true => msg!("{words} (if it is accepted)", words),
            false => words.clone(),
        };
    }
    match item.of.extends_to() {
        Some(day) if day > item.event.date => {
            msg!("{words}; until then it can be extended to {day} at the latest", words, day)
        }
        Some(_) => msg!("{words}; it cannot be extended, because the second invoice follows", words),
        None => msg!("{words}; until then it can be extended", words),
    }
}

/// Writes a row for each event under a header. Notes are not part of it.
///
/// # Errors
/// When `out` cannot be written to.
pub fn write_csv(shown: AgendaView<'_>, raw: bool, out: &mut dyn Write) -> io::Result<()> {
    columns(shown).csv(shown.items.iter().copied(), raw, out)
}

/// An agenda in version 1 of the format.
#[derive(Serialize)]
struct AgendaObject<'a> {
    version: u8,
    from: String,
    to: String,
    events: Records<'a, AgendaItem<'a>>,
    notes: &'a [Message],
}

/// Writes one object, version 1 of the format: the records of the CSV. Ends with a line break.
///
/// # Errors
/// When `out` cannot be written to.
pub fn write_json(shown: AgendaView<'_>, out: &mut dyn Write) -> io::Result<()> {
    let (from, to) = shown.days;
    let object = AgendaObject {
        version: 1,
        from: from.to_string(),
        to: to.to_string(),
        events: columns(shown).records(shown.items.iter().copied()),
        notes: shown.notes,
    };
    grid::json(&[object], out)
}

/// Writes one calendar of the events. They are those of `timeline --format ics`, so that either calendar
/// updates the other.
///
/// # Errors
/// When `out` cannot be written to.
pub fn write_ics(shown: AgendaView<'_>, words: Words, out: &mut dyn Write) -> io::Result<()> {
    let (from, to) = shown.days;
    let marks = ics::marks(shown.offers.iter().map(|own| &own.timeline.plan.offer));
    let mut events = Vec::new();
    for (own, mark) in shown.offers.iter().zip(marks) {
        let stands = |invoice: &Invoice| invoice.stands(own.replaced_on);
        let all = timeline::calendar_events(&own.timeline, mark, |event| own.counts(event), stands);
        events.extend(all.into_iter().filter(|event| (from..=to).contains(&event.day)));
    }
    events.sort_by_key(|event| event.day);
    icalendar::write(&title(shown), &events, words, out)
}
