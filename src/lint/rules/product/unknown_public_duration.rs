//! A price for a duration that only private offers have.

use crate::lint::rules::Context;
use crate::offer::ProductType;
use crate::text::diagnostic::Diagnostic;
use crate::text::message::msg;
use crate::text::words;

rule! {
    /// A price is for a duration that only a private offer may have.
    ///
    /// ## Why
    /// Publicly, a SaaS contract is priced for 1, 12, 24 or 36 months. Any other duration is fine in a
    /// private offer, but is not in the public price list. Machine images and containers, which may be
    /// priced by the day, and professional services, which are never sold publicly, are not checked.
    ///
    /// ## What to do
    /// Nothing, if the duration was agreed upon. Else write one of the public durations.
    ///
    /// ### Fails
    /// ```yaml
    /// term: 18 months
    /// installments:
    ///   - {first: 2027-01-31, every: month, day: last, times: 12, split: remainder}
    /// pricing:
    ///   dimensions:
    ///     - {key: users, quantity: 100, prices: {12 months: 2500.000, 18 months: 3600.000}}
    /// ```
    ///
    /// ### Passes
    /// ```yaml
    /// term: 24 months
    /// installments:
    ///   - {first: 2027-01-31, every: month, day: last, times: 12, split: remainder}
    /// pricing:
    ///   dimensions:
    ///     - {key: users, quantity: 100, prices: {12 months: 2500.000, 24 months: 3600.000}}
    /// ```
    name: "unknown-public-duration",
    level: Info,
    reference: "Seller Guide, SaaS contracts: durations of 1, 12, 24 and 36 months",
    check: check,
}

fn check(cx: &Context<'_>, found: &mut Vec<Diagnostic>) {
    if !cx.offer.product_type().is_some_and(ProductType::is_saas_contract) {
        return;
    }
    let prices = cx.dimensions().iter().filter_map(|dimension| dimension.prices.get()).flatten();
    let public = cx.limits.public_months;
    let private: Vec<_> = prices
        .map(|price| price.duration)
        .filter(|duration| duration.value.days() > 0 || !public.contains(&duration.value.months()))
        .collect();
    let [first, others @ ..] = private.as_slice() else { return };
    let mut diagnostic = RULE
        .at(
            first.span,
            msg!("a price for {duration} is possible in private offers only", duration = first.value),
        )
        .label(msg!("not a public duration"));
    for other in others.iter().take(3) {
        diagnostic = diagnostic.also(other.span, msg!("nor is this"));
    }
    let months: Vec<String> = public.iter().map(ToString::to_string).collect();
    found.push(
        diagnostic
            .note(msg!("public offers have prices for {months} months", months = words::and_list(&months))),
    );
}
