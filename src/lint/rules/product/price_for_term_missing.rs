//! A dimension without a price for the contract's own length.

use crate::lint::rules::dates::term_too_long;
use crate::lint::rules::{Context, dimensions};
use crate::offer::{Dimension, Price, ProductType, Term};
use crate::text::diagnostic::Diagnostic;
use crate::text::message::{Message, msg};
use crate::text::source::{Span, Spanned};

rule! {
    /// A dimension has prices, but none for the term of the contract.
    ///
    /// ## Why
    /// The contract value is what each dimension costs for the whole term. Without a price for that
    /// duration, the marketplace cannot tell what the buyer takes. `1 year` and `12 months` are the same
    /// duration, `365 days` is another one. A contract from one day to another may be priced by the
    /// months that fit or by its days.
    ///
    /// A machine image or a container runs longer than it is priced for, an hourly one for several years
    /// at the price of one: for these, any price will do.
    ///
    /// ## What to do
    /// Add the price of a unit for the term. A dimension that is only metered has no `prices` at all,
    /// and one whose price is only part of the total needs none.
    ///
    /// ### Fails
    /// ```yaml
    /// term: 36 months
    /// pricing:
    ///   dimensions:
    ///     - {key: users, quantity: 100, prices: {1 month: 110.000, 12 months: 1250.000}}
    /// ```
    ///
    /// ### Passes
    /// ```yaml
    /// term: 36 months
    /// pricing:
    ///   dimensions:
    ///     - {key: users, quantity: 100, prices: {1 month: 110.000, 36 months: 3600.000}}
    /// ```
    name: "price-for-term-missing",
    level: Error,
    misses: true,
    codes: ["MISSING_DURATION"],
    reference: "Catalog API, Work with private offers, UpdatePricingTerms: `Duration` of the pricing term",
    check: check,
}

fn check(cx: &Context<'_>, found: &mut Vec<Diagnostic>) {
    // Nobody prices a term that is too long.
    if found.iter().any(|finding| finding.rule == term_too_long::RULE.name) {
        return;
    }
    let lacking = lacking(cx);
    let (Some((first, head)), Some(term)) = (lacking.first(), cx.offer.term.spanned()) else { return };
    let Some(wanted) = cx.offer.priced_term().and_then(|term| term.duration(cx.limits.months)) else {
        return;
    };
    let message = match lacking.len() {
        1 => msg!(
            "dimension {dimension} has no price for the term, {term}",
            dimension = dimensions::name(first),
            term = wanted,
        ),
        count => msg!("{count} dimensions have no price for the term, {term}", count, term = wanted),
    };
    let mut diagnostic = RULE
        .at(*head, message)
        .label(priced(first))
        .also(term_span(cx, term), msg!("the term, {term}", term = wanted));
    for (dimension, head) in lacking.iter().skip(1).take(3) {
        diagnostic = diagnostic.also(*head, priced(dimension));
    }
    cx.total_is_explained(found);
    found.push(diagnostic.help(match lacking.len() {
        1 => msg!("add `{term}` with the price of a unit to its `prices`", term = wanted),
        _ => msg!("add `{term}` with the price of a unit to the `prices` of each", term = wanted),
    }));
}

/// The smallest span that gives the contract's length.
fn term_span(cx: &Context<'_>, term: &Spanned<Term>) -> Span {
    match &term.value {
        Term::From { duration, .. } => duration.span,
        Term::For(_) | Term::Dates { .. } | Term::Until { .. } => cx.head(term.span),
    }
}

/// The granted dimensions that have prices, but none for the term, each with the head of its prices.
pub(crate) fn lacking<'a>(cx: &Context<'a>) -> Vec<(&'a Dimension, Span)> {
    let Some(term) = cx.offer.priced_term() else { return Vec::new() };
    // A machine image that runs no longer than it is priced for is reported by
    // `term-shorter-than-acceptance-window`. For an unknown product nothing can be said.
    let outlasts = cx.offer.product_type().is_none_or(ProductType::is_ami_or_container);
    let pays = |price: &Price| outlasts || term.is(price.duration.value);
    let granted = cx.dimensions().iter().filter(|d| d.is_granted());
    let priced = granted.filter_map(|d| Some((d, d.prices.spanned()?)));
    priced
        .filter(|(_, prices)| !prices.value.iter().any(pays))
        .map(|(dimension, prices)| (dimension, cx.head(prices.span)))
        .collect()
}

fn priced(dimension: &Dimension) -> Message {
    let prices = dimension.prices.get().map_or(&[][..], Vec::as_slice);
    match prices {
        [] => msg!("no price at all"),
        _ => {
            msg!(
                "priced for {durations}",
                durations = dimensions::durations(prices.iter().map(|price| &price.duration.value))
            )
        }
    }
}
