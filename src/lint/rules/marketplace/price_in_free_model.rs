//! A price under a free pricing model.

use crate::lint::rules::Context;
use crate::text::diagnostic::Diagnostic;
use crate::text::message::msg;
use crate::text::source::Spanned;

rule! {
    /// The pricing model is `Free`, but something has a price.
    ///
    /// ## Why
    /// Nothing is billed under this model; the marketplace refuses a price above zero.
    ///
    /// ## What to do
    /// Write the pricing model that is meant: `Contract` for a schedule.
    ///
    /// ### Fails
    /// ```json
    /// [{"ChangeType": "UpdatePricingTerms", "DetailsDocument": {"PricingModel": "Free",
    ///   "Terms": [{"Type": "FixedUpfrontPricingTerm", "CurrencyCode": "USD",
    ///   "Price": "0.0", "Grants": [{"DimensionKey": "users", "MaxQuantity": 25}]},
    ///   {"Type": "UsageBasedPricingTerm", "CurrencyCode": "USD",
    ///   "RateCards": [{"RateCard": [{"DimensionKey": "users", "Price": "0.10"}]}]}]}}]
    /// ```
    ///
    /// ### Passes
    /// ```json
    /// [{"ChangeType": "UpdatePricingTerms",
    ///   "DetailsDocument": {"PricingModel": "Contract",
    ///   "Terms": [{"Type": "FixedUpfrontPricingTerm", "CurrencyCode": "USD",
    ///   "Price": "0.0", "Grants": [{"DimensionKey": "users", "MaxQuantity": 25}]}]}}]
    /// ```
    name: "price-in-free-model",
    level: Error,
    codes: ["INCOMPATIBLE_RATES"],
    reference: "Catalog API, Work with private offers, UpdatePricingTerms",
    check: check,
}

fn check(cx: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let Some(said) = cx.said else { return };
    let Some(model) = said.pricing_model.as_ref().filter(|model| model.value == "Free") else { return };
    let rates = said.terms.iter().flat_map(|term| &term.rates).copied();
    let charges = cx.schedule.installments.iter();
    let charges = charges.filter_map(|charge| Some(Spanned::new(charge.amount?, cx.amount_span(charge))));
    let Some(rate) = rates.chain(charges).find(|rate| !rate.value.is_zero()) else { return };
    found.push(
        RULE.at(rate.span, msg!("this price is {rate}, but the pricing model is `Free`", rate = rate.value))
            .label(msg!("a price"))
            .also(model.span, msg!("the pricing model"))
            .help(msg!("write `\"PricingModel\": \"Contract\"`, or prices of 0")),
    );
}
