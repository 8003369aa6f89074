//! More dimensions than an offer may have.

use crate::lint::rules::Context;
use crate::offer::Dimension;
use crate::text::diagnostic::Diagnostic;

rule! {
    /// The pricing has more dimensions than the marketplace takes.
    ///
    /// ## Why
    /// An offer may grant 200 dimensions, and meter 200 more or the same ones. A longer list is
    /// refused as a whole.
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
    // Two hundred of each are fine, so the longer list is the cause where both are too long.
    let (granted, metered): (Vec<_>, Vec<_>) = (granted.collect(), metered.collect());
    let too_many = if granted.len() >= metered.len() {
        over(cx, &granted, ["granted", "grant"])
    } else {
        over(cx, &metered, ["metered", "meter"])
    };
    found.extend(too_many);
}

fn over(cx: &Context<'_>, dimensions: &[&Dimension], [done, may]: [&str; 2]) -> Option<Diagnostic> {
    let most = cx.limits.dimensions;
    let first_over = dimensions.get(most)?;
    let count = dimensions.len();
    let diagnostic = RULE
        .at(
            cx.dimension_span(first_over),
            format!("{count} dimensions are {done}, but an offer may {may} {most}"),
        )
        .label(format!("number {}", most + 1));
    let surplus = match count - most {
        1 => "one".to_owned(),
        more => more.to_string(),
    };
    Some(diagnostic.help(format!("leave out {surplus} that the buyer does not take")))
}
