//! A pricing that does not add up to the total.

use super::amount_too_precise::is_below_the_unit;
use crate::lint::rules::Context;
use crate::offer::{Amount, Currency, Field, ValueLine, is_quantity};
use crate::text::diagnostic::Diagnostic;
use crate::text::message::{Message, msg};
use crate::text::source::Span;

rule! {
    /// Quantities times prices do not add up to the offer's total.
    ///
    /// ## Why
    /// With a payment schedule the marketplace is given a price of 0 for the contract
    /// (`INCOMPATIBLE_TERMS` is its answer to any other) and bills the schedule alone. It does not
    /// notice that the dimensions and the schedule come from two different quotes; the buyer does. So
    /// the contract value, quantity times price for the offer's term over all dimensions that have a
    /// quantity, is compared with `total`. Without a `total`, the contract value is the total, and the
    /// installments must add up to it.
    ///
    /// ## What to do
    /// Find the quantity or the price that is out of date, or change the total and the schedule. A
    /// discount belongs in the prices. Dimensions with only an `overage` are metered and do not count.
    ///
    /// ### Fails
    /// ```yaml
    /// total: 360000.00
    /// pricing:
    ///   contract_type: options
    ///   category: users
    ///   dimensions:
    ///     - {key: admins, name: Admins, description: Administrators, quantity: 25, prices: {36 months: 12000.000}}
    /// ```
    ///
    /// ### Passes
    /// ```yaml
    /// total: 360000.00
    /// pricing:
    ///   contract_type: options
    ///   category: users
    ///   dimensions:
    ///     - {key: admins, name: Admins, description: Administrators, quantity: 30, prices: {36 months: 12000.000}}
    /// ```
    name: "pricing-total-mismatch",
    level: Error,
    misses: true,
    codes: ["INCOMPATIBLE_TERMS"],
    reference: "our own; the price of 0 beside a schedule: Catalog API, Work with private offers, UpdatePricingTerms",
    check: check,
}

fn check(cx: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let Some((against, span)) = against(cx) else { return };
    let Some(lines) = cx.offer.value_lines() else { return };
    let Some(value) = Amount::sum(lines.iter().map(|line| line.value)) else { return };
    let sum = cx.schedule.total().filter(|_| !cx.schedule.installments.is_empty());
    let total_absent = cx.offer.total.is_absent();
    let billable = !is_below_the_unit(cx, value);
    // A total that matches neither the pricing nor the schedule is reported by `total-mismatch`. A total
    // from the pricing counts only if it can be billed.
    let agrees = value == against || sum == Some(value) || is_within_a_unit(cx, value, against);
    if agrees && (billable || !total_absent) {
        return;
    }
    let (money, wanted) = (cx.offer.money(value), cx.offer.money(against));
    let message = match (value == against, total_absent) {
        (true, _) => msg!("the pricing comes to {money}, which cannot be billed", money),
        (false, true) => {
            msg!("the pricing comes to {money}, but the installments add up to {wanted}", money, wanted)
        }
        (false, false) => msg!("the pricing comes to {money}, but the total is {wanted}", money, wanted),
    };
    let label = if total_absent { msg!("billed by these") } else { msg!("declared here") };
    let mut diagnostic = RULE.at(span, message).label(label);
    for line in lines.iter().take(4) {
        diagnostic = diagnostic.also(line.price.amount.span, words(cx, line));
    }
    if let ([line], true) = (lines.as_slice(), value != against) {
        diagnostic = ways_out(cx, line, against).into_iter().fold(diagnostic, Diagnostic::help);
    }
    let way_out = if !billable {
        msg!("choose prices that come to an amount that can be billed; {money} cannot", money)
    } else if total_absent {
        msg!("bring the installments to {money}", money)
    } else {
        msg!("bring `total` and the installments to {money}", money)
    };
    found.push(diagnostic.help(way_out));
}

/// What the pricing must add up to, and its span: the total, else the sum of the installments.
fn against(cx: &Context<'_>) -> Option<(Amount, Span)> {
    match &cx.offer.total {
        Field::Given(total) => Some((total.value, total.span)),
        Field::Invalid => None,
        Field::Absent => {
            let sum = cx.schedule.total().filter(|_| !cx.schedule.installments.is_empty())?;
            let list = cx.offer.installments.span()?.first_line(cx.file.text());
            Some((sum, list))
        }
    }
}

/// Whether digits that the currency does not have make up the gap; `amount-too-precise` reports
/// those.
fn is_within_a_unit(cx: &Context<'_>, value: Amount, against: Amount) -> bool {
    let unit = cx.offer.currency.get().map(Currency::minor_unit);
    let gap = value.minus(against).map(|gap| gap.abs());
    is_below_the_unit(cx, against) && gap.zip(unit).is_some_and(|(gap, unit)| gap < unit)
}

fn words(cx: &Context<'_>, line: &ValueLine<'_>) -> Message {
    let (quantity, price) = (line.quantity.normalize(), line.price.amount.value);
    msg!("{quantity} × {price} = {value}", quantity, price, value = cx.offer.money(line.value))
}

/// The quantity or price that would fit, if there is one dimension.
fn ways_out(cx: &Context<'_>, line: &ValueLine<'_>, wanted: Amount) -> Vec<Message> {
    let price = line.price.amount.value;
    let mut ways = Vec::new();
    if let Some(quantity) = wanted.times_of(price).filter(|quantity| is_quantity(*quantity)) {
        ways.push(msg!("write `quantity: {quantity}`", quantity = quantity.normalize()));
    }
    let fits = |price: &Amount| price.scale() <= cx.limits.price_decimals && !price.is_zero();
    if let Some(price) = wanted.divided_exactly(line.quantity).map(Amount::normalized).filter(fits) {
        let duration = cx.file.slice(line.price.duration.span);
        ways.push(msg!("write `{duration}: {price}`", duration, price = cx.offer.digits(price)));
    }
    ways
}
