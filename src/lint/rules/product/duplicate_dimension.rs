//! A dimension twice.

use std::collections::BTreeMap;

use crate::lint::rules::Context;
use crate::offer::{Dimension, quote};
use crate::text::diagnostic::Diagnostic;
use crate::text::message::msg;

rule! {
    /// Two dimensions have the same `key`.
    ///
    /// ## Why
    /// The key is how the marketplace, and the product at run time, identifies dimensions. It refuses an
    /// offer that grants or meters one twice.
    ///
    /// ## What to do
    /// Correct the key that is wrong, or combine both in one dimension, which can have a granted
    /// `quantity` and the price of the `overage` beyond it.
    ///
    /// ### Fails
    /// ```yaml
    /// pricing:
    ///   dimensions:
    ///     - {key: users, quantity: 25}
    ///     - {key: users, overage: 0.100}
    /// ```
    ///
    /// ### Passes
    /// ```yaml
    /// pricing:
    ///   dimensions:
    ///     - {key: users, quantity: 25, overage: 0.100}
    /// ```
    name: "duplicate-dimension",
    level: Error,
    codes: ["DUPLICATE_DIMENSION_KEYS"],
    reference: "Catalog API, Work with private offers, UpdatePricingTerms",
    check: check,
}

fn check(cx: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let mut by_key: BTreeMap<&str, Vec<&Dimension>> = BTreeMap::new();
    for dimension in cx.dimensions() {
        if let Some(key) = dimension.key.get() {
            by_key.entry(key).or_default().push(dimension);
        }
    }
    for (key, dimensions) in by_key {
        let [first, second, others @ ..] = dimensions.as_slice() else { continue };
        let message =
            msg!("{count} dimensions have the key {key}", count = dimensions.len(), key = quote(key));
        let mut diagnostic = RULE
            .at(cx.dimension_span(second), message)
            .label(msg!("used again"))
            .also(cx.dimension_span(first), msg!("used here"));
        for another in others.iter().take(3) {
            diagnostic = diagnostic.also(cx.dimension_span(another), msg!("and again"));
        }
        found.push(diagnostic.help(msg!("correct one of the keys, or put them into one dimension")));
    }
    for (key, first) in cx.said.map_or(&[][..], |said| &said.dimensions_twice) {
        found.push(
            RULE.at(key.span, msg!("the dimension {key} is in one list twice", key = quote(&key.value)))
                .label(msg!("used again"))
                .also(*first, msg!("used here"))
                .help(msg!("correct one of the keys, or put them into one dimension")),
        );
    }
}
