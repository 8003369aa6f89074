//! A schedule or an upfront price without the other.

use crate::lint::rules::Context;
use crate::offer::{Kind, quote};
use crate::text::diagnostic::Diagnostic;
use crate::text::message::msg;

rule! {
    /// A payment schedule or a fixed upfront price is there without the other.
    ///
    /// ## Why
    /// The schedule says what is billed, the upfront price of zero what is granted for it; the
    /// marketplace takes them only together. A replacement or channel partner offer may take over either.
    ///
    /// ## What to do
    /// Add the term that is missing: `FixedUpfrontPricingTerm` under `UpdatePricingTerms`, or
    /// `PaymentScheduleTerm` under `UpdatePaymentScheduleTerms`.
    ///
    /// ### Fails
    /// ```json
    /// [{"ChangeType": "UpdatePricingTerms",
    ///   "DetailsDocument": {"PricingModel": "Contract",
    ///   "Terms": [{"Type": "UsageBasedPricingTerm", "CurrencyCode": "USD",
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
    name: "terms-apart",
    level: Error,
    codes: ["MISSING_MANDATORY_TERMS", "INCOMPATIBLE_PRICING_TERM"],
    reference: "Catalog API, Work with private offers, FixedUpfrontPricingTerm",
    check: check,
}

fn check(cx: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let Some(said) = cx.said.filter(|said| said.is_complete()) else { return };
    let kind = cx.offer.kind();
    if matches!(kind, Some(Kind::ReplacementOffer | Kind::ChannelPartnerOffer)) {
        return;
    }
    // What is missing may be what has another name, or stands elsewhere.
    if found.iter().any(|finding| matches!(finding.rule, "unknown-change" | "term-in-wrong-change")) {
        return;
    }
    let (schedule, price) = (said.term("PaymentScheduleTerm"), said.term("FixedUpfrontPricingTerm"));
    let (there, missing, change) = match (schedule, price) {
        (Some(schedule), None) if said.release().is_some() => {
            (schedule, "FixedUpfrontPricingTerm", "UpdatePricingTerms")
        }
        (None, Some(price)) if said.term("ByolPricingTerm").is_none() => {
            (price, "PaymentScheduleTerm", "UpdatePaymentScheduleTerms")
        }
        _ => return,
    };
    let resale = if kind == Some(Kind::ResaleAuthorization) { "Resale" } else { "" };
    let (kind, missing) = (quote(&there.kind.value), quote(&format!("{resale}{missing}")));
    found.push(
        RULE.at(
            there.kind.span,
            msg!("there is a {kind}, but no {missing}, without which it is not taken", kind, missing),
        )
        .label(msg!("alone"))
        .help(msg!("add a {missing} under `{change}`", missing, change)),
    );
}
