//! Events of whole days as iCalendar text (RFC 5545), for every command with dates to show.

use std::io::{self, Write};

use chrono::{Datelike, NaiveDate};

use crate::text::message::{Message, Words};
use crate::text::sanitize::is_unsafe;

/// The longest line in octets, without its line break (RFC 5545, section 3.1).
const LONGEST: usize = 75;

/// An all-day event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CalendarEvent {
    /// What identifies it in other calendars: an import updates the known event.
    pub uid: String,
    /// Its revision date, 00:00 UTC (`DTSTAMP`): of two that are otherwise equal, the later one counts.
    pub stamp: NaiveDate,
    /// Its day.
    pub day: NaiveDate,
    /// Its title.
    pub summary: Message,
    /// The lines of its description; their own line breaks are kept.
    pub description: Vec<Message>,
    /// Its categories.
    pub categories: Vec<&'static str>,
    /// How many days before it a reminder is shown, at 09:00 local time.
    pub alarm: Option<u32>,
    /// How firm it is.
    pub status: EventStatus,
}

/// How firm an event is. A firmer one comes after the others of its UID whatever their stamps, by its
/// `SEQUENCE`: 0, 1 or 2 in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EventStatus {
    /// It depends on an assumption.
    Tentative,
    /// It is expected.
    Confirmed,
    /// It is not expected any more: clients strike it out or remove it.
    Cancelled,
}

impl EventStatus {
    /// Tentative or confirmed.
    pub fn assumed(is: bool) -> Self {
        if is { Self::Tentative } else { Self::Confirmed }
    }

    /// The number of the revision, and the word (RFC 5545, sections 3.8.7.4 and 3.8.1.11).
    fn lines(self) -> (u8, &'static str) {
        match self {
            Self::Tentative => (0, "TENTATIVE"),
            Self::Confirmed => (1, "CONFIRMED"),
            Self::Cancelled => (2, "CANCELLED"),
        }
    }
}

/// Writes a calendar with its events in order: lines end with CRLF and are folded at 75 octets,
/// never inside a character.
///
/// # Errors
/// When `out` cannot be written to.
pub fn write(name: &Message, events: &[CalendarEvent], words: Words, out: &mut dyn Write) -> io::Result<()> {
    begin(name, words, out)?;
    events.iter().try_for_each(|event| add(event, words, out))?;
    end(out)
}

/// Writes the part of a calendar before its events.
///
/// # Errors
/// When `out` cannot be written to.
pub fn begin(name: &Message, words: Words, out: &mut dyn Write) -> io::Result<()> {
    let mut lines: Vec<String> =
        ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//paysched//paysched//EN", "CALSCALE:GREGORIAN"]
            .map(str::to_owned)
            .into();
    lines.push("METHOD:PUBLISH".to_owned());
    lines.push(format!("X-WR-CALNAME:{}", escaped(&said(name, words))));
    put(&lines, out)
}

/// Writes one event of a calendar that has begun.
///
/// # Errors
/// When `out` cannot be written to.
pub fn add(event: &CalendarEvent, words: Words, out: &mut dyn Write) -> io::Result<()> {
    put(&lines_of(event, words), out)
}

/// Writes the part after the events.
///
/// # Errors
/// When `out` cannot be written to.
pub fn end(out: &mut dyn Write) -> io::Result<()> {
    put(&["END:VCALENDAR".to_owned()], out)
}

fn put(lines: &[String], out: &mut dyn Write) -> io::Result<()> {
    lines.iter().try_for_each(|line| write!(out, "{}\r\n", folded(line)))
}

fn said(message: &Message, words: Words) -> String {
    message.clone().translated(words).to_string()
}

fn lines_of(event: &CalendarEvent, words: Words) -> Vec<String> {
    let summary = escaped(&said(&event.summary, words));
    let description: Vec<String> = event.description.iter().map(|line| said(line, words)).collect();
    let categories: Vec<String> = event.categories.iter().map(|own| escaped(words.wording(own))).collect();
    let mut lines = vec![
        "BEGIN:VEVENT".to_owned(),
        format!("UID:{}", escaped(&event.uid)),
        format!("DTSTAMP:{}T000000Z", digits(event.stamp)),
        format!("DTSTART;VALUE=DATE:{}", digits(event.day)),
    ];
    // There is no day after 9999-12-31; without an end, one day is meant.
    if let Some(next) = event.day.succ_opt().filter(|next| next.year() <= 9999) {
        lines.push(format!("DTEND;VALUE=DATE:{}", digits(next)));
    }
    let (sequence, status) = event.status.lines();
    lines.push(format!("SEQUENCE:{sequence}"));
    lines.push(format!("STATUS:{status}"));
    lines.push(format!("SUMMARY:{summary}"));
    lines.push(format!("DESCRIPTION:{}", escaped(&description.join("\n"))));
    lines.push(format!("CATEGORIES:{}", categories.join(",")));
    lines.push("TRANSP:TRANSPARENT".to_owned());
    if let Some(days) = event.alarm {
        lines.push("BEGIN:VALARM".to_owned());
        lines.push("ACTION:DISPLAY".to_owned());
        lines.push(format!("DESCRIPTION:{summary}"));
        lines.push(format!("TRIGGER:{}", trigger(days)));
        lines.push("END:VALARM".to_owned());
    }
    lines.push("END:VEVENT".to_owned());
    lines
}

/// The offset from the start of the day to 09:00 that many days before.
fn trigger(days: u32) -> String {
    match days {
        0 => "PT9H".to_owned(),
        1 => "-PT15H".to_owned(),
        days => format!("-P{}DT15H", days - 1),
    }
}

fn digits(date: NaiveDate) -> String {
    format!("{:04}{:02}{:02}", date.year(), date.month(), date.day())
}

/// A TEXT value (RFC 5545, section 3.3.11), without control characters. What some readers take as the
/// end of a line becomes a line break.
fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    for c in text.replace("\r\n", "\n").chars() {
        match c {
            '\\' | ';' | ',' => escaped.extend(['\\', c]),
            '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}' => escaped.push_str("\\n"),
            c if is_unsafe(c) => escaped.push(' '),
            c => escaped.push(c),
        }
    }
    escaped
}

/// A line folded at 75 octets, each continuation after a line break and a space.
fn folded(line: &str) -> String {
    let mut folded = String::new();
    let mut octets = 0;
    for c in line.chars() {
        if octets + c.len_utf8() > LONGEST {
            folded.push_str("\r\n ");
            octets = 1;
        }
        folded.push(c);
        octets += c.len_utf8();
    }
    folded
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::text::message::English;

    fn event() -> CalendarEvent {
        let day = |day| NaiveDate::from_ymd_opt(2027, 2, day).unwrap();
        CalendarEvent {
            uid: "a@b".to_owned(),
            stamp: day(1),
            day: day(28),
            summary: Message::verbatim("着手金; 1,000 JPY"),
            description: vec![Message::verbatim("one"), Message::verbatim("two\\three")],
            categories: vec!["Invoice", "Q, A"],
            alarm: Some(7),
            status: EventStatus::Tentative,
        }
    }

    fn written(events: &[CalendarEvent]) -> String {
        let mut out = Vec::new();
        write(&Message::verbatim("名前"), events, &English, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    fn lines_are_short(text: &str) -> bool {
        text.split("\r\n").all(|line| line.len() <= LONGEST && !line.contains(['\r', '\n']))
    }

    #[test]
    fn an_event_is_written_whole() {
        let expected = "BEGIN:VCALENDAR|VERSION:2.0|PRODID:-//paysched//paysched//EN|CALSCALE:GREGORIAN|\
            METHOD:PUBLISH|X-WR-CALNAME:名前|\
            BEGIN:VEVENT|UID:a@b|DTSTAMP:20270201T000000Z|DTSTART;VALUE=DATE:20270228|\
            DTEND;VALUE=DATE:20270301|SEQUENCE:0|STATUS:TENTATIVE|SUMMARY:着手金\\; 1\\,000 JPY|\
            DESCRIPTION:one\\ntwo\\\\three|CATEGORIES:Invoice,Q\\, A|TRANSP:TRANSPARENT|\
            BEGIN:VALARM|ACTION:DISPLAY|DESCRIPTION:着手金\\; 1\\,000 JPY|TRIGGER:-P6DT15H|END:VALARM|\
            END:VEVENT|END:VCALENDAR|";
        assert_eq!(written(&[event()]), expected.replace('|', "\r\n"));
    }

    #[test]
    fn a_firm_event_supersedes_and_needs_no_alarm() {
        let text = written(&[CalendarEvent { status: EventStatus::Confirmed, alarm: None, ..event() }]);
        assert!(text.contains("SEQUENCE:1\r\nSTATUS:CONFIRMED\r\n") && !text.contains("VALARM"), "{text}");
    }

    #[test]
    fn the_last_day_of_all_has_no_next() {
        let text =
            written(&[CalendarEvent { day: NaiveDate::from_ymd_opt(9999, 12, 31).unwrap(), ..event() }]);
        assert!(text.contains("DTSTART;VALUE=DATE:99991231\r\n") && !text.contains("DTEND"), "{text}");
    }

    #[test]
    fn reminders_come_up_at_nine() {
        assert_eq!([0, 1, 2, 7].map(trigger), ["PT9H", "-PT15H", "-P1DT15H", "-P6DT15H"]);
    }

    #[test]
    fn line_ends_of_every_kind_are_one_and_controls_are_blanks() {
        assert_eq!(escaped("a\r\nb\rc\nd\u{2028}e\u{85}f\u{2029}g"), "a\\nb\\nc\\nd\\ne\\nf\\ng");
        assert_eq!(escaped("a\tb\u{0}c\u{1b}d"), "a b c d");
    }

    #[test]
    fn a_line_is_folded_before_the_octet_that_would_be_the_76th() {
        for (c, width) in [('a', 1), ('é', 2), ('着', 3), ('𠮷', 4)] {
            for before in 60..90 {
                let line = "x".repeat(before) + &c.to_string() + "y";
                let text = folded(&line);
                assert!(lines_are_short(&text), "{text}");
                assert_eq!(text.replace("\r\n ", ""), line);
                assert_eq!(text.contains("\r\n "), before + width + 1 > LONGEST, "{before} {c}");
            }
        }
    }

    proptest! {
        #[test]
        fn unfolding_gives_the_line_back(line in "[a-z 着é𠮷\\\\;]{0,300}") {
            let text = folded(&line);
            prop_assert!(lines_are_short(&text));
            prop_assert_eq!(text.replace("\r\n ", ""), line);
        }

        #[test]
        fn no_text_adds_a_line_to_the_calendar(text in "\\PC*|[\\s\\S]*") {
            let odd = CalendarEvent {
                summary: Message::verbatim(&text),
                description: vec![Message::verbatim(&text)],
                ..event()
            };
            let written = written(&[odd]);
            prop_assert!(lines_are_short(&written));
            let unfolded = written.replace("\r\n ", "");
            prop_assert_eq!(unfolded.matches("\r\n").count(), 24);
        }
    }
}
