//! Terms in two currencies.

use crate::lint::rules::Context;
use crate::marketplace::aws::import::said::SaidTerm;
use crate::offer::quote;
use crate::text::diagnostic::{Diagnostic, names};
use crate::text::message::msg;

rule! {
    /// Two terms of an offer are in different currencies.
    ///
    /// ## Why
    /// An offer has one currency: its schedule, its prices and its rates are all in it.
    ///
    /// ## What to do
    /// Decide on one currency, and write it in every term.
    ///
    /// ### Fails
    /// ```json
    /// [{"ChangeType": "UpdatePricingTerms",
    ///   "DetailsDocument": {"PricingModel": "Contract",
    ///   "Terms": [{"Type": "FixedUpfrontPricingTerm", "CurrencyCode": "EUR",
    ///   "Price": "0.0", "Grants": [{"DimensionKey": "users", "MaxQuantity": 25}]}]}}]
    /// ```
    ///
    /// ### Passes
    /// ```json
    /// [{"ChangeType": "UpdatePricingTerms",
    ///   "DetailsDocument": {"PricingModel": "Contract",
    ///   "Terms": [{"Type": "FixedUpfrontPricingTerm", "CurrencyCode": "USD",
    ///   "Price": "0.0", "Grants": [{"DimensionKey": "users", "MaxQuantity": 25}]}]}}]
    /// ```
    name: "several-currencies",
    level: Error,
    codes: ["INVALID_CURRENCY_CODE"],
    reference: "Catalog API, Work with private offers, UpdatePricingTerms",
    check: check,
}

fn check(cx: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let Some(said) = cx.said else { return };
    if found.iter().any(|finding| finding.rule == names::UNSUPPORTED_CURRENCY) {
        // The other currency may be the one that is meant.
        return;
    }
    let code = |term: &'_ SaidTerm| term.value("CurrencyCode").cloned();
    let Some(first) = said.term("PaymentScheduleTerm").or(said.terms.first()).and_then(code) else { return };
    for other in said.terms.iter().filter_map(code).filter(|other| other.value != first.value) {
        let (one, two) = (quote(&other.value), quote(&first.value));
        found.push(
            RULE.at(other.span, msg!("this is in {one}, but the offer is in {two}", one, two))
                .label(msg!("another currency"))
                .also(first.span, msg!("the currency of the offer"))
                .help(msg!("write {two} here, or {one} in every term", one, two)),
        );
    }
}
