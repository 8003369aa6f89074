//! An installment or a price above the marketplace's largest amount.

use crate::lint::rules::{Context, dimensions};
use crate::offer::Amount;
use crate::schedule::Installment;
use crate::text::diagnostic::Diagnostic;
use crate::text::message::{Message, msg};

rule! {
    /// An installment, or the price of a unit, is larger than the marketplace allows.
    ///
    /// ## Why
    /// The marketplace allows at most 100000000.00 for one installment, and for one unit of a dimension,
    /// in any currency: yen no more than dollars. A larger one is refused at once.
    ///
    /// ## What to do
    /// Check the digits. If the amount is right, divide it into several installments on different days;
    /// if the price is, sell a smaller unit.
    ///
    /// ### Fails
    /// ```yaml
    /// total: 150000000.00
    /// installments:
    ///   - {invoice_date: 2026-12-15, amount: 150000000.00}
    /// ```
    /// ```yaml
    /// pricing:
    ///   dimensions:
    ///     - {key: archives, quantity: 1, overage: 100000001}
    /// ```
    ///
    /// ### Passes
    /// ```yaml
    /// total: 150000000.00
    /// installments:
    ///   - {first: 2027-01-15, every: month, times: 2, split: remainder}
    /// ```
    name: "amount-too-large",
    level: Error,
    reference: "Catalog API, the published patterns of `ChargeAmount` and `Price`: 0 to 100000000",
    check: check,
}

fn check(cx: &Context<'_>, found: &mut Vec<Diagnostic>) {
    found.extend(price(cx));
    let most = cx.limits.amount;
    let too_large = |installment: &Installment| installment.amount.is_some_and(|amount| amount > most);
    for installments in cx.schedule.by_entry(too_large).values() {
        let amounts = || installments.iter().filter_map(|installment| installment.amount);
        let (Some(first), Some(largest)) = (installments.first(), amounts().max()) else { continue };
        let (amount, limit) = (cx.offer.money(largest), cx.offer.money(most));
        let message = match installments.len() {
            1 => msg!(
                "the installment of {date} is {amount}, but the maximum is {limit}",
                date = first.date,
                amount,
                limit,
            ),
            count if amounts().all(|amount| amount == largest) => msg!(
                "{count} installments are {amount} each, but the maximum is {limit}",
                count,
                amount,
                limit,
            ),
            count => msg!(
                "{count} installments are up to {amount}, but the maximum is {limit}",
                count,
                amount,
                limit,
            ),
        };
        found.push(
            RULE.at(cx.amount_span(first), message)
                .label(
                    largest
                        .minus(most)
                        .map(|over| msg!("{over} over", over = cx.offer.money(over)))
                        .unwrap_or_default(),
                )
                .help(way_out(cx, amounts()))
                .note(msg!("the marketplace's limit is the same number in every currency")),
        );
    }
}

/// The first price of a unit that is too large.
fn price(cx: &Context<'_>) -> Option<Diagnostic> {
    let most = cx.limits.amount;
    let prices = cx.dimensions().iter().flat_map(|dimension| {
        let listed = dimension.prices.get().into_iter().flatten().map(|price| price.amount);
        listed.chain(dimension.overage.spanned().copied()).map(move |price| (dimension, price))
    });
    let (dimension, price) = prices.into_iter().find(|(_, price)| price.value > most)?;
    let (amount, limit) = (cx.offer.money(price.value), cx.offer.money(most));
    let message = msg!(
        "a unit of {dimension} costs {amount}, but the maximum is {limit}",
        dimension = dimensions::name(dimension),
        amount,
        limit
    );
    let diagnostic = RULE.at(price.span, message).label(msg!("more than {limit}", limit));
    Some(diagnostic.help(msg!("check the digits, or sell a smaller unit")))
}

/// How many installments the amounts need, if a schedule has room for them.
fn way_out(cx: &Context<'_>, amounts: impl Iterator<Item = Amount>) -> Message {
    let most = cx.limits.amount;
    let parts = |amount: Amount| {
        let over = i128::from(!amount.rest_of(most)?.is_zero());
        usize::try_from(amount.whole_steps(most)?.checked_add(over)?).ok()
    };
    let parts = amounts.map(parts).try_fold(0_usize, |sum, parts| sum.checked_add(parts?));
    match parts.filter(|parts| *parts <= cx.limits.installments) {
        Some(parts) => {
            msg!("check the digits, or bill it in {parts} installments, each on a day of its own", parts)
        }
        None => msg!("check the digits: it is more than a whole schedule can bill"),
    }
}
