//! A renewal without its price, or with a schedule that the offer lacks.

use crate::lint::rules::Context;
use crate::text::diagnostic::Diagnostic;
use crate::text::message::msg;

rule! {
    /// The renewal term says no price increase, or has a schedule although the offer has none.
    ///
    /// ## Why
    /// The renewal of a private offer states how the price changes, even by 0%. Its schedule renews the
    /// one of the offer, so there is none without that.
    ///
    /// ## What to do
    /// Add `PriceIncrease`; take `TermTemplates` out, or add the payment schedule.
    ///
    /// ### Fails
    /// ```json
    /// [{"ChangeType": "UpdateRenewalTerms",
    ///   "DetailsDocument": {"Terms": [{"Type": "RenewalTerm", "MaxRenewals": 1,
    ///   "TermTemplates": [{"PaymentScheduleTermTemplate": {"Schedule": [{"ChargeDateOffset": "P0M",
    ///   "ChargePercentage": "100"}]}}]}]}}]
    /// ```
    ///
    /// ### Passes
    /// ```json
    /// [{"ChangeType": "UpdateRenewalTerms",
    ///   "DetailsDocument": {"Terms": [{"Type": "RenewalTerm", "MaxRenewals": 1,
    ///   "PriceIncrease": {"FixedPercentage": {"Value": "5"}},
    ///   "TermTemplates": [{"PaymentScheduleTermTemplate": {"Schedule": [{"ChargeDateOffset": "P0M",
    ///   "ChargePercentage": "100"}]}}]}]}}]
    /// ```
    name: "renewal-incomplete",
    level: Error,
    codes: ["MISSING_PRICE_INCREASE", "INCOMPATIBLE_TERMS"],
    reference: "Catalog API, Work with private offers, UpdateRenewalTerms",
    check: check,
}

fn check(cx: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let Some(said) = cx.said.filter(|said| said.is_request() && !said.open) else { return };
    let Some(term) = said.term("RenewalTerm") else { return };
    let renewal = cx.offer.renewal.get();
    if renewal.is_none_or(|renewal| renewal.price_increase.is_absent()) {
        found.push(
            RULE.at(term.kind.span, msg!("the renewal does not say how the price changes"))
                .label(msg!("no `PriceIncrease`"))
                .help(msg!("add `\"PriceIncrease\": {{\"FixedPercentage\": {{\"Value\": \"0\"}}}}`, or the increase in percent")),
        );
    }
    let template = renewal.and_then(|renewal| renewal.installments.span());
    let schedule = said.partial || said.term("PaymentScheduleTerm").is_some();
    if let Some(template) = template.filter(|_| !schedule) {
        found.push(
            RULE.at(cx.head(template), msg!("the renewal has a payment schedule, but the offer has none"))
                .label(msg!("renews nothing"))
                .help(msg!("take out `TermTemplates`, or add `UpdatePaymentScheduleTerms`")),
        );
    }
}
