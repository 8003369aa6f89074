//! Dimensions that are priced for different durations.

use std::collections::{BTreeMap, BTreeSet};

use crate::lint::rules::Context;
use crate::lint::rules::dimensions::{durations, name};
use crate::lint::rules::product::price_for_term_missing::lacking;
use crate::offer::{Dimension, Duration};
use crate::text::diagnostic::Diagnostic;
use crate::text::message::{Message, msg};
use crate::text::source::Span;

rule! {
    /// Not every dimension with prices has them for the same durations.
    ///
    /// ## Why
    /// A buyer chooses one duration for all dimensions. The marketplace therefore requires every
    /// dimension to have a price for each duration that any of them has. `1 year` and `12 months` are
    /// the same duration.
    ///
    /// ## What to do
    /// Add the price that is missing, or delete the one that the other dimensions lack. Dimensions
    /// without prices do not count.
    ///
    /// ### Fails
    /// ```yaml
    /// pricing:
    ///   dimensions:
    ///     - {key: admins, quantity: 100, prices: {12 months: 1000.000, 36 months: 2600.000}}
    ///     - {key: viewers, quantity: 100, prices: {36 months: 1000.000}}
    /// ```
    ///
    /// ### Passes
    /// ```yaml
    /// pricing:
    ///   dimensions:
    ///     - {key: admins, quantity: 100, prices: {12 months: 1000.000, 36 months: 2600.000}}
    ///     - {key: viewers, quantity: 100, prices: {1 year: 400.000, 3 years: 1000.000}}
    /// ```
    name: "dimension-durations-differ",
    level: Error,
    reference: "Seller Guide, SaaS contracts: each dimension has a price for each duration",
    check: check,
}

/// A dimension with the durations of its prices.
struct PricedDimension<'d> {
    dimension: &'d Dimension,
    durations: BTreeSet<Duration>,
}

fn check(cx: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let priced = priced(cx);
    let mut alike: BTreeMap<&BTreeSet<Duration>, usize> = BTreeMap::new();
    priced.iter().for_each(|one| *alike.entry(&one.durations).or_default() += 1);
    // Of several that are equally common, the first is the reference.
    let Some(usual) = priced.iter().rev().max_by_key(|one| alike.get(&one.durations)) else { return };
    let unlike: Vec<_> = priced.iter().filter(|one| one.durations != usual.durations).collect();
    let Some((first, others)) = unlike.split_first() else { return };
    let (dimension, model) = (name(first.dimension), name(usual.dimension));
    let message = match others {
        [] => msg!(
            "dimension {dimension} is priced for {own}, but {model} for {usual}",
            dimension,
            own = durations(&first.durations),
            model,
            usual = durations(&usual.durations),
        ),
        _ => msg!(
            "{count} of {all} dimensions are priced for other durations than {model}",
            count = unlike.len(),
            all = priced.len(),
            model,
        ),
    };
    let mut diagnostic = RULE.at(place(cx, first, usual), message).label(difference(first, usual)).also(
        cx.dimension_span(usual.dimension),
        msg!("priced for {durations}", durations = durations(&usual.durations)),
    );
    for other in others.iter().take(3) {
        diagnostic = diagnostic.also(place(cx, other, usual), difference(other, usual));
    }
    let missing: Vec<_> = usual.durations.difference(&first.durations).collect();
    if !missing.is_empty() {
        diagnostic = diagnostic.help(msg!(
            "give {dimension} a price for {durations}",
            dimension,
            durations = durations(missing)
        ));
    }
    let extra: Vec<_> = first.durations.difference(&usual.durations).collect();
    if !extra.is_empty() {
        let extra = durations(extra);
        diagnostic = diagnostic.help(msg!(
            "delete the price of {dimension} for {extra}, or give every dimension one",
            dimension,
            extra
        ));
    }
    found.push(diagnostic);
}

/// The dimensions that have prices. The term's duration is left out if a price for it is missing:
/// `price-for-term-missing` reports that.
fn priced<'a>(cx: &Context<'a>) -> Vec<PricedDimension<'a>> {
    let told = cx.offer.priced_term().filter(|_| !lacking(cx).is_empty());
    let counts = |duration: &Duration| !told.is_some_and(|term| term.is(*duration));
    let prices = cx.dimensions().iter().filter_map(|d| Some((d, d.prices.get()?)));
    prices
        .filter(|(_, prices)| !prices.is_empty())
        .map(|(dimension, prices)| {
            let durations = prices.iter().map(|price| price.duration.value).filter(counts);
            let durations = durations.map(|duration| comparable(cx, duration)).collect();
            PricedDimension { dimension, durations }
        })
        .collect()
}

/// A year in days and one in months are the same if the product counts its years in days.
fn comparable(cx: &Context<'_>, duration: Duration) -> Duration {
    duration.comparable(cx.offer.counts_years_in_days())
}

/// The first duration that the usual dimension lacks, else the head of the prices.
fn place(cx: &Context<'_>, one: &PricedDimension<'_>, usual: &PricedDimension<'_>) -> Span {
    let prices = one.dimension.prices.get().into_iter().flatten();
    let extra = one.durations.difference(&usual.durations).next();
    let is_extra = |duration: &Duration| Some(&comparable(cx, *duration)) == extra;
    let written = prices.map(|price| price.duration).find(|duration| is_extra(&duration.value));
    let head = || one.dimension.prices.span().map(|span| cx.head(span));
    written.map(|duration| duration.span).or_else(head).unwrap_or_else(|| cx.dimension_span(one.dimension))
}

fn difference(one: &PricedDimension<'_>, usual: &PricedDimension<'_>) -> Message {
    let extra: Vec<_> = one.durations.difference(&usual.durations).collect();
    let missing: Vec<_> = usual.durations.difference(&one.durations).collect();
    match (extra.is_empty(), missing.is_empty()) {
        (true, _) => msg!("no price for {durations}", durations = durations(missing)),
        (false, true) => msg!("{name} has no such price", name = name(usual.dimension)),
        (false, false) => msg!("in place of {durations}", durations = durations(missing)),
    }
}
