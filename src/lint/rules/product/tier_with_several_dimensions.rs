//! A tier contract that does not grant exactly one dimension.

use crate::lint::rules::{Context, dimensions};
use crate::offer::{ContractType, Dimension};
use crate::text::diagnostic::Diagnostic;
use crate::text::message::msg;

rule! {
    /// A contract of type `tier` grants no dimension, or more than one.
    ///
    /// ## Why
    /// In a tiered contract the buyer takes exactly one of the product's tiers. An offer of two
    /// tiers at once, or of none, means nothing to the product.
    ///
    /// ## What to do
    /// Keep the tier that was sold, or write `contract_type: options` if the buyer may take several
    /// dimensions. A dimension counts that has a `quantity` or `prices`; one with an `overage`
    /// alone is metered and does not.
    ///
    /// ### Fails
    /// ```yaml
    /// pricing:
    ///   contract_type: tier
    ///   dimensions:
    ///     - {key: gold, quantity: 1}
    ///     - {key: platinum, quantity: 1}
    /// ```
    ///
    /// ### Passes
    /// ```yaml
    /// pricing:
    ///   contract_type: tier
    ///   dimensions:
    ///     - {key: platinum, quantity: 1}
    /// ```
    name: "tier-with-several-dimensions",
    level: Error,
    reference: "Seller Guide, SaaS contracts: a tiered contract has one dimension",
    check: check,
}

fn check(cx: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let Some(pricing) = cx.offer.pricing.get().filter(|pricing| pricing.dimensions.get().is_some()) else {
        return;
    };
    let Some(tier) = pricing.contract_type.spanned().filter(|written| written.value == ContractType::Tier)
    else {
        return;
    };
    let unreadable = |dimension: &Dimension| dimension.quantity.is_invalid() || dimension.prices.is_invalid();
    if cx.dimensions().iter().any(unreadable) {
        return;
    }
    let granted: Vec<_> = cx.dimensions().iter().filter(|dimension| dimension.is_granted()).collect();
    match granted.as_slice() {
        [_] => {}
        [] => found.push(
            RULE.at(tier.span, msg!("a tier contract grants one dimension, but this offer grants none"))
                .label(msg!("exactly one"))
                .help(msg!("add `quantity: 1` to the tier that was sold")),
        ),
        [first, second, others @ ..] => {
            let message = msg!(
                "a tier contract grants one dimension, but this offer grants {count}",
                count = granted.len()
            );
            let mut diagnostic = RULE
                .at(cx.dimension_span(second), message)
                .label(msg!("one too many"))
                .also(cx.dimension_span(first), msg!("granted already"))
                .also(tier.span, msg!("exactly one"));
            for another in others.iter().take(2) {
                diagnostic = diagnostic.also(cx.dimension_span(another), msg!("too many as well"));
            }
            let (first, second) = (dimensions::name(first), dimensions::name(second));
            let keep = match others {
                [] => msg!("keep {first} or {second}, and delete the other", first, second),
                _ => msg!("keep {first}, {second} or another one, and delete the rest", first, second),
            };
            found.push(
                diagnostic
                    .help(keep)
                    .help(msg!("write `contract_type: options` if the buyer may take several")),
            );
        }
    }
}
