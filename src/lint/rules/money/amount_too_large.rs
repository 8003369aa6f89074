//! An installment above the marketplace's largest amount.

use crate::lint::rules::Context;
use crate::offer::Amount;
use crate::schedule::Installment;
use crate::text::diagnostic::Diagnostic;
use crate::text::message::{Message, msg};

rule! {
    /// An installment is larger than the marketplace allows.
    ///
    /// ## Why
    /// The marketplace allows at most 100000000.00 for one installment, in any currency: yen no more
    /// than dollars. A larger one is refused at once.
    ///
    /// ## What to do
    /// Check the digits. If the amount is right, divide it into several installments on different days.
    ///
    /// ### Fails
    /// ```yaml
    /// total: 150000000.00
    /// installments:
    ///   - {invoice_date: 2026-12-15, amount: 150000000.00}
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
    reference: "Catalog API, the published pattern of `ChargeAmount`: 0 to 100000000",
    check: check,
}

fn check(cx: &Context<'_>, found: &mut Vec<Diagnostic>) {
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
