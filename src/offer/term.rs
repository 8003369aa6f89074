//! How long a contract runs: read, written, measured.

use std::fmt;

use chrono::NaiveDate;

use super::fields::{Field, quote};
use super::keys::{Mapping, Value, table};
use super::reader::Reader;
use super::yaml::Yaml;
use super::{Currency, Duration, Shape};
use crate::text::diagnostic::{Diagnostic, names};
use crate::text::message::{Message, msg};
use crate::text::source::Spanned;
use crate::text::yaml::{self, Node};

/// How long the contract runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Term {
    /// For a duration from acceptance.
    For(Duration),
    /// From one day to another, both included.
    Dates {
        /// First day.
        start: Spanned<NaiveDate>,
        /// Last day.
        end: Spanned<NaiveDate>,
    },
    /// For a duration from a day on.
    From {
        /// First day.
        start: Spanned<NaiveDate>,
        /// How long.
        duration: Spanned<Duration>,
    },
    /// From acceptance to a day.
    Until {
        /// Last day.
        end: Spanned<NaiveDate>,
    },
}

impl Term {
    /// From one day to another, both included.
    #[doc(hidden)]
    pub fn dates(start: NaiveDate, end: NaiveDate) -> Self {
        Self::Dates { start: start.into(), end: end.into() }
    }

    /// For a duration from a day on.
    #[doc(hidden)]
    pub fn from(start: NaiveDate, duration: Duration) -> Self {
        Self::From { start: start.into(), duration: duration.into() }
    }

    /// From acceptance to a day.
    #[doc(hidden)]
    pub fn until(end: NaiveDate) -> Self {
        Self::Until { end: end.into() }
    }

    /// How long the contract runs, in whole months if they fit; `None` if it runs from acceptance
    /// to a written end.
    pub(crate) fn length(&self) -> Option<Duration> {
        match self {
            Self::For(duration) => Some(*duration),
            Self::From { duration, .. } => Some(duration.value),
            Self::Dates { start, end } => Duration::between(start.value, end.value.succ_opt()?),
            Self::Until { .. } => None,
        }
    }

    /// The term for a reader, not as it is written: `36 months from 2027-01-01`.
    pub(crate) fn words(&self) -> Message {
        match self {
            Self::For(duration) => duration.offset().words(),
            Self::Dates { start, end } => {
                msg!("{start} to {end}", start = start.value, end = end.value)
            }
            Self::From { start, duration } => {
                let duration = duration.value.offset().words();
                msg!("{duration} from {start}", duration, start = start.value)
            }
            Self::Until { end } => msg!("until {end}", end = end.value),
        }
    }

    fn keys(&self) -> TermKeys {
        let mut keys = TermKeys::default();
        match self {
            Self::For(duration) => keys.duration = (*duration).into(),
            Self::Dates { start, end } => {
                (keys.start, keys.end) = (Field::Given(*start), Field::Given(*end));
            }
            Self::From { start, duration } => {
                (keys.start, keys.duration) = (Field::Given(*start), Field::Given(*duration));
            }
            Self::Until { end } => keys.end = Field::Given(*end),
        }
        keys
    }
}

impl fmt::Display for Term {
    /// As it is written: `36 months`, `{start: 2027-01-01, end: 2029-12-31}`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&Self::write(self, None).inline())
    }
}

table! {
    /// A contract that starts or ends on a written day.
    struct TermKeys = "term", "`term`", either &[["end", "duration"]], needs &[["duration", "start"]];
    /// The first day of the contract.
    start: Field<NaiveDate> as NaiveDate = optional "start",
    /// The last day of the contract.
    end: Field<NaiveDate> as NaiveDate = optional "end",
    /// How long the contract runs from `start` on.
    duration: Field<Duration> as Duration = optional "duration",
}

impl Value for Term {
    type Value = Self;
    const SHAPE: Shape = Shape::Either(&[Shape::Duration, Shape::Table(TermKeys::TABLE)]);

    fn read<'d, 's>(reader: &mut Reader<'d, 's>, node: &'d Node<'s>, what: &str) -> Option<Self> {
        if node.mapping().is_some() {
            return from_keys(reader, node);
        }
        if matches!(node.value, yaml::Value::Sequence(_)) {
            let help = msg!("write `36 months`, or `{{start: …, end: …}}`");
            reader.wrong_type(node, msg!("`term` is a duration or a mapping"), Some(help));
            return None;
        }
        Duration::read(reader, node, what).map(Self::For)
    }

    fn write(value: &Self, currency: Option<Currency>) -> Yaml {
        match value {
            Self::For(duration) => Duration::write(duration, currency),
            other => Yaml::Mapping(other.keys().pairs(currency)),
        }
    }
}

fn from_keys<'d, 's>(reader: &mut Reader<'d, 's>, node: &'d Node<'s>) -> Option<Term> {
    let slots = TermKeys::slots(reader, node)?;
    let TermKeys { start, end, duration, .. } = TermKeys::fill(reader, &slots, node.span);
    match (start.is_absent(), end.is_absent(), duration.is_absent()) {
        (false, false, true) => Some(Term::Dates { start: *start.spanned()?, end: *end.spanned()? }),
        (false, true, false) => Some(Term::From { start: *start.spanned()?, duration: *duration.spanned()? }),
        (true, false, true) => Some(Term::Until { end: *end.spanned()? }),
        (_, false, false) => {
            let (end, duration) = (slots.end.node()?, slots.duration.node()?);
            reader.report(
                Diagnostic::new(
                    names::INVALID_TERM,
                    duration.span,
                    msg!("`end` and `duration` both say when the contract ends"),
                )
                .label(msg!("`duration` says it"))
                .also(end.span, msg!("`end` says it too"))
                .help(msg!("keep one of `end` and `duration`")),
            );
            None
        }
        (false, true, true) => incomplete(
            reader,
            node,
            msg!("`start` alone does not say when the contract ends"),
            msg!("add `duration: 36 months`, or `end` with the last day"),
        ),
        (true, true, false) => {
            let written = slots.duration.node().map_or("36 months", |node| reader.file().slice(node.span));
            let help = msg!("write {term}", term = quote(&format!("term: {written}")));
            incomplete(reader, node, msg!("`duration` stands alone, without `start`"), help)
        }
        (true, true, true) => incomplete(
            reader,
            node,
            msg!("the term is empty"),
            msg!("write a duration such as `36 months`, or `start` and `end`"),
        ),
    }
}

fn incomplete<'s>(
    reader: &mut Reader<'_, 's>,
    node: &Node<'s>,
    message: Message,
    help: Message,
) -> Option<Term> {
    let span = node.span.first_line(reader.file().text());
    let pointer = reader.pointer_to(node);
    let incomplete = Diagnostic::new(names::INVALID_TERM, span, message).label(msg!("this term"));
    reader.report(incomplete.help(help).pointer(pointer));
    None
}
