//! What the rules about dimensions share: the dimensions and their names.

use super::{Context, Rule, text};
use crate::marketplace::limits::DimensionTexts;
use crate::offer::{Dimension, Duration, Field, quote};
use crate::text::diagnostic::{Diagnostic, names};
use crate::text::message::{Value, count, msg};
use crate::text::source::Span;

impl<'a> Context<'a> {
    /// The dimensions of the pricing; `None` if there is no pricing, or it could not be read.
    pub(crate) fn dimensions(&self) -> &'a [Dimension] {
        let pricing = self.offer.pricing.get();
        pricing.and_then(|pricing| pricing.dimensions.get()).map_or(&[], Vec::as_slice)
    }

    /// Takes back that the total is missing where it should come from a pricing that has its own finding.
    pub(crate) fn total_is_explained(&self, found: &mut Vec<Diagnostic>) {
        if self.offer.total.is_absent() {
            found.retain(|finding| finding.rule != names::TOTAL_MISSING);
        }
    }

    /// The limits of a dimension's texts for this repository.
    pub(crate) fn dimension_texts(&self) -> &'a DimensionTexts {
        if self.options.api_dimension_limits { &self.limits.api } else { &self.limits.console }
    }

    /// The span that identifies a dimension: its key, else its first line.
    pub(crate) fn dimension_span(&self, dimension: &Dimension) -> Span {
        dimension.key.span().unwrap_or_else(|| self.head(dimension.span))
    }
}

/// A dimension's name for messages: its key in backticks.
pub(crate) fn name(dimension: &Dimension) -> Value {
    dimension.key.get().map_or_else(|| msg!("without a key").into(), |key| Value::text(quote(key)))
}

/// Durations as a message lists them: `1 month, 12 months and 36 months`.
pub(crate) fn durations<'d>(durations: impl IntoIterator<Item = &'d Duration>) -> Value {
    text::listed(&durations.into_iter().map(ToString::to_string).collect::<Vec<_>>())
}

/// Finds the dimensions with a text of more than `most` characters; the API allows up to `api`.
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
            "the API allows {api}: set `dimension_limits = \"api\"` in `paysched.toml` if you use it",
            api
        ));
    }
    Some(diagnostic)
}
