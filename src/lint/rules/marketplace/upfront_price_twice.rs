//! A fixed upfront price beside prices to choose from.

use crate::lint::rules::Context;
use crate::offer::quote;
use crate::text::diagnostic::Diagnostic;
use crate::text::message::msg;

rule! {
    /// An offer has a fixed upfront price and upfront prices among which the buyer chooses.
    ///
    /// ## Why
    /// An offer has one of the two: with a payment schedule the price is fixed, at zero, and without one the
    /// buyer chooses and pays at once. The marketplace refuses both together.
    ///
    /// ## What to do
    /// Keep `FixedUpfrontPricingTerm` beside a schedule, else `ConfigurableUpfrontPricingTerm`.
    ///
    /// ### Fails
    /// ```json
    /// [{"ChangeType": "UpdatePricingTerms",
    ///   "DetailsDocument": {"PricingModel": "Contract",
    ///   "Terms": [{"Type": "FixedUpfrontPricingTerm", "CurrencyCode": "USD",
    ///   "Price": "0.0", "Grants": [{"DimensionKey": "users", "MaxQuantity": 25}]},
    ///   {"Type": "ConfigurableUpfrontPricingTerm", "CurrencyCode": "USD",
    ///   "RateCards": [{"Selector": {"Type": "Duration", "Value": "P36M"},
    ///   "Constraints": {"MultipleDimensionSelection": "Allowed", "QuantityConfiguration": "Allowed"},
    ///   "RateCard": [{"DimensionKey": "seats", "Price": "10.00"}]}]}]}}]
    /// ```
    ///
    /// ### Passes
    /// ```json
    /// [{"ChangeType": "UpdatePricingTerms",
    ///   "DetailsDocument": {"PricingModel": "Contract",
    ///   "Terms": [{"Type": "FixedUpfrontPricingTerm", "CurrencyCode": "USD",
    ///   "Price": "0.0", "Grants": [{"DimensionKey": "users", "MaxQuantity": 25}]}]}}]
    /// ```
    name: "upfront-price-twice",
    level: Error,
    reference: "Catalog API, Work with private offers, UpdatePricingTerms, FixedUpfrontPricingTerm",
    check: check,
}

fn check(cx: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let Some(said) = cx.said.filter(|said| said.is_request()) else { return };
    let fixed = said.term("FixedUpfrontPricingTerm");
    let Some((fixed, chosen)) = fixed.zip(said.term("ConfigurableUpfrontPricingTerm")) else { return };
    let (one, other) = (quote(&fixed.kind.value), quote(&chosen.kind.value));
    let extra = if said.term("PaymentScheduleTerm").is_some() { &other } else { &one };
    // The prices to choose from are no part of what the schedule bills.
    found.retain(|finding| finding.rule != "pricing-total-mismatch");
    found.push(
        RULE.at(
            chosen.kind.span,
            msg!("there is a {other} beside a {one}, but an offer has one of them", one, other),
        )
        .label(msg!("prices to choose from"))
        .also(fixed.kind.span, msg!("a fixed price"))
        .help(msg!("take {extra} out", extra)),
    );
}
