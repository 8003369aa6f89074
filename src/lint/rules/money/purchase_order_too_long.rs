//! A purchase order number that does not fit.

use crate::lint::rules::Context;
use crate::text::diagnostic::Diagnostic;
use crate::text::message::{count, msg};

/// The most characters of a purchase order number. Source: AWS Billing, Managing your purchase
/// orders: a purchase order number has at most 200 characters.
const MOST: usize = 200;

rule! {
    /// A `purchase_order` has more than 200 characters.
    ///
    /// ## Why
    /// AWS Billing does not allow a longer number, so this cannot be the buyer's.
    ///
    /// ## What to do
    /// Write only the number, and anything else in `note`.
    ///
    /// ### Fails
    /// ```yaml
    /// total: 360000.00
    /// installments:
    ///   - first: 2027-01-15
    ///     every: month
    ///     times: 30
    ///     split: remainder
    ///     purchase_order:
    ///       PO 4711 of 2026-11-12, as agreed upon with the purchasing department in Tokyo and confirmed
    ///       by the board a week later, for the enterprise plan of Acme KK and its subsidiaries in Osaka,
    ///       Nagoya, Fukuoka and Sapporo
    /// ```
    ///
    /// ### Passes
    /// ```yaml
    /// total: 360000.00
    /// installments:
    ///   - {first: 2027-01-15, every: month, times: 30, split: remainder, purchase_order: PO-4711}
    /// ```
    name: "purchase-order-too-long",
    level: Error,
    reference: "AWS Billing, Managing your purchase orders: a purchase order number has at most 200 characters",
    check: check,
}

fn check(cx: &Context<'_>, found: &mut Vec<Diagnostic>) {
    for entry in cx.offer.installments.get().into_iter().flatten() {
        let Some(order) = entry.purchase_order().spanned() else { continue };
        let length = order.value.chars().count();
        if length > MOST {
            let most = MOST;
            let message =
                msg!("the purchase order has {length} characters, but may have {most}", length, most);
            found.push(
                RULE.at(cx.head(order.span), message).label(count!(length, "character")).help(msg!(
                    "shorten it by {characters}",
                    characters = count!(length - most, "character")
                )),
            );
        }
    }
}
