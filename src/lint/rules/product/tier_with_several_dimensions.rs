//! A tier contract that does not grant exactly one dimension.

use crate::lint::rules::{Context, dimensions};
use crate::offer::{ContractType, Dimension, is_quantity};
use crate::text::diagnostic::Diagnostic;
use crate::text::message::msg;
use crate::text::source::Spanned;
use rust_decimal::Decimal;

rule! {
    /// A contract of type `tier` does not grant exactly one unit of exactly one dimension.
    ///
    /// ## Why
    /// In a tiered contract the buyer takes exactly one of the product's tiers. An offer of two
    /// tiers at once, or of none, means nothing to the product.
    ///
    /// ## What to do
    /// Give the tier that was sold `quantity: 1`, and the others none: they may stay with their
    /// `prices` as a price list. Write `contract_type: options` if the buyer may take several.
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
    ///     - {key: gold, prices: {36 months: 240000.000}}
    ///     - {key: platinum, quantity: 1, prices: {36 months: 360000.000}}
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
    if cx.dimensions().iter().any(|dimension| dimension.quantity.is_invalid()) {
        return;
    }
    let before = found.len();
    let granted: Vec<_> = cx.dimensions().iter().filter(|dimension| dimension.is_granted()).collect();
    match granted.as_slice() {
        [only] => found.extend(other_than_one(only, tier)),
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
                [] => msg!("keep the `quantity` of {first} or {second}, and delete the other", first, second),
                _ => msg!(
                    "keep the `quantity` of {first}, {second} or another one, and delete the rest",
                    first,
                    second
                ),
            };
            found.push(
                diagnostic
                    .help(keep)
                    .help(msg!("write `contract_type: options` if the buyer may take several")),
            );
        }
    }
    if found.len() > before {
        cx.total_is_explained(found);
    }
}

/// More than one unit of the only tier; a number that cannot be granted at all is
/// `quantity-out-of-range`.
fn other_than_one(only: &Dimension, tier: &Spanned<ContractType>) -> Option<Diagnostic> {
    let quantity = only.quantity.spanned().filter(|written| written.value != Decimal::ONE)?;
    let (name, number) = (dimensions::name(only), quantity.value);
    is_quantity(number).then(|| {
        RULE.at(
            quantity.span,
            msg!("a tier is granted once, but this offer grants {number} of {name}", number, name),
        )
        .label(msg!("not 1"))
        .also(tier.span, msg!("exactly one"))
        .help(msg!("write `quantity: 1`"))
        .help(msg!("write `contract_type: options` if the buyer may take several"))
    })
}
