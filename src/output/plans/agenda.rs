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
    /// How many offers there are.
    pub offers: usize,
    /// Their events in these days, in order.
    pub items: &'a [AgendaItem],
    /// Notes that a reader must not miss.
    pub notes: &'a [Message],
}

/// The book of an agenda.
pub fn book(shown: AgendaView<'_>) -> Book {
    let (from, to) = shown.days;
    let facts = [
        (msg!("days"), msg!("{from} to {to}", from, to)),
        (msg!("offers"), Message::verbatim(shown.offers)),
        (msg!("listed"), count!(shown.items.len(), "event")),
    ];
    Book {
        title: title(shown.of),
        facts: facts.into(),
        sheets: vec![columns(shown).sheet(msg!("Agenda"), shown.items)],
        notes: shown.notes.to_vec(),
    }
}

/// The book of an agenda for a page: the amounts beside the day, where a narrow screen shows them too.
pub fn page(shown: AgendaView<'_>) -> Book {
    let mut book = book(shown);
    book.sheets.iter_mut().for_each(|sheet| sheet.lead_with(&["amount", "currency"]));
    book
}

fn title(of: &str) -> Message {
    msg!("Agenda of {offers}", offers = of)
}

/// The columns of an event.
fn columns<'a>(shown: AgendaView<'a>) -> Grid<'a, &'a AgendaItem> {
    let c = Columns::<&'a AgendaItem>::of();
    let from = shown.days.0;
    let amount = |item: &&'a AgendaItem| {
        let currency = item.offer.facts.currency;
        item.event.amount.map(|amount| Money { amount, currency })
    };
    let buyer = |item: &&'a AgendaItem| {
        let offer = &item.offer;
        offer.buyer_name.clone().unwrap_or_else(|| offer.facts.buyers.join(", "))
    };
    let accounts = |item: &&'a AgendaItem| item.offer.facts.buyers.join("; ");
    let days = move |item: &&'a AgendaItem| (item.event.date - from).num_days();
    Grid::new([
        c.named("date", |item| item.event.date).titled("date"),
        c.named("days", days).titled("in days"),
        c.named("kind", |item| item.event.kind.word()),
        c.named("words", |item| words(item)).titled("what"),
        c.named("assumed", |item| item.event.assumed),
        c.named("offer", |item| item.offer.facts.name.as_str()).titled("offer"),
        c.named("path", |item| item.offer.path.as_str()),
        c.named("document", |item| item.offer.document),
        c.named("offer_id", |item| item.offer.facts.id.as_deref()),
        c.named("stage", |item| Cell::Words(item.stage.word())).titled("status"),
        c.named("buyer", accounts).seen_as("buyer", buyer),
        c.named("buyer_name", |item| item.offer.buyer_name.as_deref()),
        c.named("invoice", |item| item.event.invoice),
        c.named("amount", amount).titled("amount"),
        c.named("currency", |item| item.event.amount.map(|_| item.offer.facts.currency.to_string()))
            .titled("currency"),
    ])
}

/// What happens, and how far the last day to accept can be moved.
fn words(item: &AgendaItem) -> Message {
    let words = &item.event.words;
    if item.event.kind != EventKind::AcceptBy {
        return match item.event.assumed {
            true => msg!("{words} (if it is accepted)", words),
            false => words.clone(),
        };
    }
    match item.extends_to {
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
    columns(shown).csv(shown.items, raw, out)
}

/// An agenda in version 1 of the format.
#[derive(Serialize)]
struct AgendaObject<'a> {
    version: u8,
    from: String,
    to: String,
    events: Records<'a, &'a AgendaItem>,
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
        events: columns(shown).records(shown.items),
        notes: shown.notes,
    };
    grid::json(&[object], out)
}

/// The calendar of an agenda, gathered offer by offer. Its events are those of `timeline --format ics`, so
/// that either calendar updates the other.
#[derive(Debug, Default)]
pub struct AgendaCalendar {
    marks: ics::OfferMarks,
    events: Vec<icalendar::CalendarEvent>,
}

impl AgendaCalendar {
    /// Adds the events of an offer in these days; every offer is added, in order.
    pub fn add(&mut self, own: &AgendaOffer, (from, to): (NaiveDate, NaiveDate)) {
        let mark = self.marks.next(&own.timeline.plan.offer);
        let stands = |invoice: &Invoice| invoice.stands(own.replaced_on);
        let all = timeline::calendar_events(&own.timeline, mark, |event| own.counts(event), stands);
        self.events.extend(all.into_iter().filter(|event| (from..=to).contains(&event.day)));
    }

    /// Writes it; `of` is what was requested, in words.
    ///
    /// # Errors
    /// When `out` cannot be written to.
    pub fn write(mut self, of: &str, words: Words, out: &mut dyn Write) -> io::Result<()> {
        self.events.sort_by_key(|event| event.day);
        icalendar::write(&title(of), &self.events, words, out)
    }
}
