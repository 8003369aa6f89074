//! The page of timelines: facts, the drawing of each term, the events and the calendar.

use std::collections::BTreeMap;
use std::io::{self, Write};

use chrono::NaiveDate;

use super::super::markup::Markup;
use super::super::sheet::grouped;
use super::super::svg;
use super::super::timeline::book;
use super::{Mark, MarkKind, calendar, facts, notes, page, section, table};
use crate::plan::{Event, EventKind, Renewed, Timeline};
use crate::text::message::{Message, Words, msg};

/// Writes one page of all timelines, in order.
///
/// # Errors
/// When `out` cannot be written to.
pub fn write(timelines: &[Timeline], words: Words, out: &mut dyn Write) -> io::Result<()> {
    let mut body = Markup::new(words);
    let title = match timelines {
        [timeline] => {
            parts(&mut body, timeline, 2, "1");
            Message::verbatim(timeline.plan.offer.title())
        }
        timelines => {
            for (at, timeline) in (1..).zip(timelines) {
                body.block("article", &[("id", &format!("offer-{at}"))], |m| {
                    m.say("h2", "", &Message::verbatim(timeline.plan.offer.title()));
                    m.line();
                    parts(m, timeline, 3, &at.to_string());
                });
            }
            msg!("{count} contracts", count = timelines.len())
        }
    };
    body.block("footer", &[], |m| {
        let words = msg!("Days are days in UTC; amounts are before tax. Planned with paysched.");
        m.text(&m.said(&words));
        m.line();
    });
    out.write_all(page(&title, &body).as_bytes())
}

/// One timeline, its parts under headings of that level; `id` is unique on the page.
fn parts(m: &mut Markup, timeline: &Timeline, level: usize, id: &str) {
    let book = book(timeline);
    facts(m, "facts", book.facts.iter().map(|(word, fact)| (word, fact)));
    notes(m, &book.notes);
    for (at, term) in (1..).zip(timeline.plan.terms()) {
        let [wide, _] = svg::drawings(term, svg::WIDE, m.words());
        let [narrow, _] = svg::drawings(term, svg::NARROW, m.words());
        let name = match &term.renewal {
            Some(Renewed { number, times, .. }) => msg!("Renewal {number} of {times}", number, times),
            None => msg!("First term"),
        };
        section(m, level, &name, |m| {
            m.add(&wide.inline(&format!("drawing-{id}-{at}"), "wide"));
            m.add(&narrow.inline(&format!("drawing-{id}-{at}-narrow"), "narrow"));
        });
    }
    for sheet in &book.sheets {
        m.block("section", &[], |m| table(m, level, sheet));
    }
    section(m, level, &msg!("Calendar"), |m| calendar(m, level + 1, &days(timeline)));
}

/// The marks by day.
fn days(timeline: &Timeline) -> BTreeMap<NaiveDate, Vec<Mark>> {
    let currency = timeline.plan.offer.currency;
    let mut days: BTreeMap<NaiveDate, Vec<Mark>> = BTreeMap::new();
    let mark = |event: &Event| {
        let (kind, amount) = match event.kind {
            EventKind::Invoice => (MarkKind::Invoice, event.amount),
            EventKind::Due => (MarkKind::Due, None),
            _ => (MarkKind::Day, None),
        };
        let amount = amount.map(|amount| grouped(&currency.digits(amount)));
        Mark { kind, words: event.words.clone(), amount }
    };
    for event in &timeline.events {
        days.entry(event.date).or_default().push(mark(event));
    }
    days
}
