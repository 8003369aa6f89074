//! More dimensions than an offer may have.

use crate::lint::rules::Context;
use crate::offer::Dimension;
use crate::text::diagnostic::Diagnostic;
use crate::text::message::msg;

rule! {
    /// The pricing has more dimensions than the marketplace allows.
    ///
    /// ## Why
    /// An offer may grant 200 dimensions, and meter 200 more or the same ones. A longer list is refused
    /// entirely.
    ///
    /// ## What to do
    /// Leave out what the buyer does not take: an offer names what it grants, not the whole price
    /// list. A dimension with a `quantity` or `prices` counts as granted, one with an `overage` as
    /// metered.
    ///
    /// ### Fails
    /// ```yaml
    /// pricing:
    ///   dimensions:
    ///     - {key: module-1, quantity: 5}  # and so on, up to module-201
    /// ```
    ///
    /// ### Passes
    /// ```yaml
    /// pricing:
    ///   dimensions:
    ///     - {key: module-1, quantity: 5}  # and so on, up to module-200
    /// ```
    name: "too-many-dimensions",
    level: Error,
    codes: ["TOO_MANY_GRANTS"],
    reference: "Catalog API, Work with private offers, UpdatePricingTerms: 1 to 200 grants; Seller Guide, Creating a \
        selling authorization: up to 200 contract and 200 usage dimensions",
    check: check,
}

fn check(cx: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let granted = cx.dimensions().iter().filter(|d| d.is_granted() || !d.prices.is_absent());
    let metered = cx.dimensions().iter().filter(|d| !d.overage.is_absent());
    // Two hundred of each are fine, so the longer list is the cause if both are too long.
    let (granted, metered): (Vec<_>, Vec<_>) = (granted.collect(), metered.collect());
    let too_many =
        if granted.len() >= metered.len() { over(cx, &granted, true) } else { over(cx, &metered, false) };
    found.extend(too_many);
}

fn over(cx: &Context<'_>, dimensions: &[&Dimension], are_granted: bool) -> Option<Diagnostic> {
    let most = cx.limits.dimensions;
    let first_over = dimensions.get(most)?;
    let count = dimensions.len();
    let message = match are_granted {
        true => msg!("{count} dimensions are granted, but an offer may grant {most}", count, most),
        false => msg!("{count} dimensions are metered, but an offer may meter {most}", count, most),
    };
    let diagnostic =
        RULE.at(cx.dimension_span(first_over), message).label(msg!("number {position}", position = most + 1));
    Some(diagnostic.help(match count - most {
        1 => msg!("leave out one that the buyer does not take"),
        surplus => msg!("leave out {surplus} that the buyer does not take", surplus),
    }))
}
