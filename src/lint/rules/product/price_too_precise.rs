//! A price, a markup or a price increase with more decimals than the marketplace allows.

use crate::lint::rules::{Context, dimensions};
use crate::offer::{Amount, Dimension};
use crate::text::diagnostic::Diagnostic;
use crate::text::message::{Message, msg};
use crate::text::source::Spanned;

rule! {
    /// A price, a markup or a price increase has more decimals than the marketplace allows.
    ///
    /// ## Why
    /// The price of a unit for a duration has up to 3 decimals, the metered price of an `overage`
    /// up to 8, in every currency. A partner's markup has up to 9, the price
    /// increase of a renewal up to 2. Zeros at the end do not count.
    ///
    /// ## What to do
    /// Round the price. If a unit is too cheap for that, sell it by the hundred or the thousand.
    ///
    /// ### Fails
    /// ```yaml
    /// pricing:
    ///   dimensions:
    ///     - {key: users, quantity: 32, prices: {12 months: 4000.0005, 36 months: 11250.000}}
    /// ```
    ///
    /// ### Passes
    /// ```yaml
    /// pricing:
    ///   dimensions:
    ///     - {key: users, quantity: 32, prices: {12 months: 4000.001, 36 months: 11250.000}}
    /// ```
    name: "price-too-precise",
    level: Error,
    reference: "Catalog API, Work with private offers, UpdatePricingTerms: 3 decimals; UsageBasedPricingTerm: 8; UpdateMarkup: 9; UpdateRenewalTerms: 2",
    check: check,
}

/// A price, what it is for, and how many decimals it may have.
struct CheckedPrice {
    what: Message,
    price: Spanned<Amount>,
    most: u32,
}

fn check(cx: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let prices = cx.dimensions().iter().flat_map(|dimension| prices(cx, dimension));
    let wrong: Vec<_> = prices
        .chain(markup(cx))
        .chain(increase(cx))
        .filter(|priced| decimals(priced.price.value) > priced.most)
        .collect();
    let [first, others @ ..] = wrong.as_slice() else { return };
    let message = match others {
        [] => msg!(
            "{price} has {decimals} decimals, but may have {most}",
            price = first.what,
            decimals = decimals(first.price.value),
            most = first.most
        ),
        _ => msg!("{count} prices have more decimals than the marketplace allows", count = wrong.len()),
    };
    let words = |priced: &CheckedPrice| {
        msg!(
            "{decimals} decimals, {most} at most",
            decimals = decimals(priced.price.value),
            most = priced.most
        )
    };
    let mut diagnostic = RULE.at(first.price.span, message).label(words(first));
    for another in others.iter().take(3) {
        diagnostic = diagnostic.also(another.price.span, words(another));
    }
    found.push(diagnostic.help(way_out(first)));
}

fn prices(cx: &Context<'_>, dimension: &Dimension) -> Vec<CheckedPrice> {
    let name = dimensions::name(dimension);
    let prices = dimension.prices.get().into_iter().flatten().map(|price| CheckedPrice {
        what: msg!(
            "the price of {dimension} for {duration}",
            dimension = name,
            duration = price.duration.value
        ),
        price: price.amount,
        most: cx.limits.price_decimals,
    });
    let overage = dimension.overage.spanned().map(|price| CheckedPrice {
        what: msg!("the overage of {dimension}", dimension = name),
        price: *price,
        most: cx.limits.overage_decimals,
    });
    prices.chain(overage).collect()
}

/// The percentage that a partner adds.
fn markup(cx: &Context<'_>) -> Option<CheckedPrice> {
    let markup = cx.offer.resale.get()?.markup.spanned()?;
    let percent = Amount::parse(markup.value.words().strip_suffix('%')?).ok()?;
    Some(CheckedPrice {
        what: msg!("the percentage of the markup"),
        price: Spanned { value: percent, span: markup.span },
        most: cx.limits.request.markup_decimals,
    })
}

/// The percentage by which a renewal raises the price.
fn increase(cx: &Context<'_>) -> Option<CheckedPrice> {
    let increase = cx.offer.renewal.get()?.price_increase.spanned()?;
    let percent = Amount::parse(increase.value.words().strip_suffix('%')?).ok()?;
    Some(CheckedPrice {
        what: msg!("the percentage of the price increase"),
        price: Spanned { value: percent, span: increase.span },
        most: cx.limits.request.percent_decimals,
    })
}

fn way_out(priced: &CheckedPrice) -> Message {
    let rounded = priced.price.value.to_decimals(priced.most).normalized();
    match rounded.is_zero() {
        true => msg!("sell a larger unit, for example a thousand at once"),
        false => msg!("write `{amount}` as {price}", amount = rounded, price = priced.what),
    }
}

/// The number of significant decimals, without trailing zeros.
fn decimals(price: Amount) -> u32 {
    price.normalized().scale()
}
