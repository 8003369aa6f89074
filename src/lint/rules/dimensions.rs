//! What the rules about dimensions have in common: which there are, their names, and the price for
//! the term.

use chrono::NaiveDate;

use super::{Context, Rule, text};
use crate::marketplace::limits::DimensionTexts;
use crate::offer::{Dimension, Duration, Field, Term, quote};
use crate::text::diagnostic::Diagnostic;
use crate::text::message::{Value, count, msg};
use crate::text::source::Span;

impl<'a> Context<'a> {
    /// The dimensions of the pricing; none where there is no pricing, or it could not be read.
    pub(crate) fn dimensions(&self) -> &'a [Dimension] {
        let pricing = self.offer.pricing.get();
        pricing.and_then(|pricing| pricing.dimensions.get()).map_or(&[], Vec::as_slice)
    }

    /// How long the texts of a dimension may be here.
    pub(crate) fn dimension_texts(&self) -> &'a DimensionTexts {
        if self.options.api_dimension_limits { &self.limits.api } else { &self.limits.console }
    }

    /// Where a dimension is told from others: its key, else its first line.
    pub(crate) fn dimension_span(&self, dimension: &Dimension) -> Span {
        dimension.key.span().unwrap_or_else(|| self.head(dimension.span))
    }

    /// What a price must be for, so that it is the price for the term. None where the term's
    /// length is not known, as with a contract that runs until a day.
    pub(crate) fn priced_term(&self) -> Option<PricedTerm> {
        match self.offer.term.get()? {
            Term::For(duration) => Some(PricedTerm::For(*duration)),
            Term::From { duration, .. } => Some(PricedTerm::For(duration.value)),
            Term::Dates { start, end } if start.value <= end.value => {
                Some(PricedTerm::Until { start: start.value, after: end.value.succ_opt()? })
            }
            Term::Dates { .. } | Term::Until { .. } => None,
        }
    }
}

/// The length of a contract, as far as prices are concerned.
#[derive(Debug, Clone, Copy)]
pub(crate) enum PricedTerm {
    /// It is written.
    For(Duration),
    /// The first day is written, and the last, the day before `after`.
    Until {
        /// The first day.
        start: NaiveDate,
        /// The day after the last.
        after: NaiveDate,
    },
}

impl PricedTerm {
    /// Whether a price for that duration is the price for the term.
    pub(crate) fn is(self, duration: Duration) -> bool {
        match self {
            Self::For(term) => duration == term,
            Self::Until { start, after } => duration.after(start) == after,
        }
    }

    /// The term as the duration of a price would be written: in months where they fit, up to
    /// `most`, else in days.
    pub(crate) fn duration(self, most: u32) -> Option<Duration> {
        match self {
            Self::For(term) => Some(term),
            Self::Until { start, after } => {
                let mut whole = (1..=most).filter_map(|months| Duration::new(months, 0));
                let days = u32::try_from(after.signed_duration_since(start).num_days()).ok()?;
                whole.find(|months| self.is(*months)).or(Duration::new(0, days))
            }
        }
    }
}

/// How a dimension is called: its key in backticks.
pub(crate) fn name(dimension: &Dimension) -> Value {
    dimension.key.get().map_or_else(|| msg!("without a key").into(), |key| Value::text(quote(key)))
}

/// Durations as a message lists them: `1 month, 12 months and 36 months`.
pub(crate) fn durations<'d>(durations: impl IntoIterator<Item = &'d Duration>) -> Value {
    text::listed(&durations.into_iter().map(ToString::to_string).collect::<Vec<_>>())
}

/// Finds the dimensions one of whose texts has more than `most` characters, where the API takes
/// up to `api`.
pub(crate) fn too_long(
    cx: &Context<'_>,
    rule: &Rule,
    what: &str,
    of: impl Fn(&Dimension) -> &Field<String>,
    (most, api): (usize, usize),
) -> Option<Diagnostic> {
    let measured = cx.dimensions().iter().filter_map(|dimension| {
        let written = of(dimension).spanned()?;
        Some((dimension, cx.head(written.span), written.value.chars().count()))
    });
    let long: Vec<_> = measured.filter(|(.., length)| *length > most).collect();
    let [(first, span, length), others @ ..] = long.as_slice() else { return None };
    let message = match others {
        [] => msg!(
            "the {what} of dimension {name} has {length} characters, but may have {most}",
            what,
            name = name(first),
            length,
            most
        ),
        _ => msg!(
            "{count} dimensions have a {what} of more than {most} characters",
            count = long.len(),
            what,
            most
        ),
    };
    let mut diagnostic = rule.at(*span, message).label(msg!("{length} characters", length));
    for (_, span, length) in others.iter().take(3) {
        diagnostic = diagnostic.also(*span, msg!("{length} characters", length));
    }
    diagnostic =
        diagnostic.help(msg!("shorten it by {characters}", characters = count!(length - most, "character")));
    if most < api && long.iter().all(|(.., length)| *length <= api) {
        diagnostic = diagnostic.help(msg!(
            "the API takes {api}: set `dimension_limits = \"api\"` in `paysched.toml` if you use it",
            api
        ));
    }
    Some(diagnostic)
}
