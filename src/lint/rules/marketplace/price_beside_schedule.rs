//! An upfront price and a payment schedule.

use crate::lint::rules::Context;
use crate::marketplace::aws::import::said::JsonKind;
use crate::offer::Amount;
use crate::text::diagnostic::Diagnostic;
use crate::text::message::msg;

rule! {
    /// There is an upfront price beside a payment schedule.
    ///
    /// ## Why
    /// With a schedule, all money is in its installments, and the upfront price that goes with them is
    /// zero. The marketplace refuses any other.
    ///
    /// ## What to do
    /// Set the price to `0`. If it is to be billed as well, add it to an installment.
    ///
    /// ### Fails
    /// ```json
    /// [{"ChangeType": "UpdatePricingTerms",
    ///   "DetailsDocument": {"PricingModel": "Contract",
    ///   "Terms": [{"Type": "FixedUpfrontPricingTerm", "CurrencyCode": "USD",
    ///   "Price": "500.00", "Grants": [{"DimensionKey": "users", "MaxQuantity": 25}]}]}}]
    /// ```
    ///
    /// ### Passes
    /// ```json
    /// [{"ChangeType": "UpdatePricingTerms",
    ///   "DetailsDocument": {"PricingModel": "Contract",
    ///   "Terms": [{"Type": "FixedUpfrontPricingTerm", "CurrencyCode": "USD",
    ///   "Price": "0", "Grants": [{"DimensionKey": "users", "MaxQuantity": 25}]}]}}]
    /// ```
    name: "price-beside-schedule",
    level: Error,
    codes: ["INCOMPATIBLE_TERMS"],
    reference: "Catalog API, Work with private offers, FixedUpfrontPricingTerm",
    check: check,
}

fn check(cx: &Context<'_>, found: &mut Vec<Diagnostic>) {
    // An agreement that was made with both is as it is.
    let Some(said) = cx.said.filter(|said| said.document != JsonKind::Agreement) else { return };
    let Some(schedule) = said.term("PaymentScheduleTerm") else { return };
    for price in said.terms_of("FixedUpfrontPricingTerm").filter_map(|term| term.value("Price")) {
        let value = Amount::parse(price.value.trim_end_matches('.'));
        let Some(value) = value.ok().filter(|value| !value.is_zero()) else { continue };
        // That it is a number, not text, is part of the same mistake.
        found.retain(|finding| finding.span() != price.span);
        found.push(
            RULE.at(
                price.span,
                msg!("the upfront price is {value}, but beside a payment schedule it is 0", value),
            )
            .label(msg!("not zero"))
            .also(schedule.kind.span, msg!("this schedule holds all that is billed"))
            .help(msg!("write `\"Price\": \"0\"`; what is to be billed goes into `Schedule`")),
        );
    }
}
