//! A dimension that offers nothing.

use crate::lint::rules::{Context, dimensions};
use crate::offer::Dimension;
use crate::text::diagnostic::Diagnostic;
use crate::text::message::msg;

rule! {
    /// A dimension has none of `prices`, `quantity` and `overage`.
    ///
    /// ## Why
    /// Nothing of it could be sent to the marketplace: it is neither granted nor priced nor metered.
    /// Usually its quantity was forgotten, or the whole dimension is a leftover.
    ///
    /// ## What to do
    /// Write how many units the offer grants as `quantity`, what a unit costs as `prices` or
    /// `overage`, or delete the dimension.
    ///
    /// ### Fails
    /// ```yaml
    /// pricing:
    ///   dimensions:
    ///     - {key: users, name: Users}
    /// ```
    ///
    /// ### Passes
    /// ```yaml
    /// pricing:
    ///   dimensions:
    ///     - {key: users, name: Users, quantity: 25}
    ///     - {key: calls, name: Calls, overage: 0.001}
    /// ```
    name: "dimension-without-terms",
    level: Error,
    misses: true,
    codes: ["INVALID_GRANTS"],
    reference: "Catalog API, Work with private offers, UpdatePricingTerms: a dimension stands in grants or rates",
    check: check,
}

fn check(cx: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let empty = |d: &&Dimension| {
        d.prices.is_absent() && d.quantity.is_absent() && d.overage.is_absent() && !d.key.is_absent()
    };
    let empty: Vec<&Dimension> = cx.dimensions().iter().filter(empty).collect();
    let Some((first, others)) = empty.split_first() else { return };
    let message = match others.len() {
        0 => msg!("nothing is offered of dimension {name}", name = dimensions::name(first)),
        _ => msg!("nothing is offered of {count} dimensions", count = empty.len()),
    };
    let label = || msg!("no `prices`, `quantity` or `overage`");
    let mut diagnostic = RULE.at(cx.dimension_span(first), message).label(label());
    for other in others.iter().take(3) {
        diagnostic = diagnostic.also(cx.dimension_span(other), label());
    }
    found
        .push(diagnostic.help(msg!("add `quantity` with the number of units that is granted, or delete it")));
}
