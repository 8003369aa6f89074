//! A change or term with a name that is nearly one.

use crate::lint::rules::Context;
use crate::offer::quote;
use crate::text::diagnostic::{Diagnostic, closest};
use crate::text::message::msg;
use crate::text::source::Spanned;
use crate::text::words::or_list;

rule! {
    /// A change, a term, a pricing model or a reference has a name that the marketplace does not know.
    ///
    /// ## Why
    /// The marketplace refuses the whole request for one wrong letter.
    ///
    /// ## What to do
    /// Write the name that is proposed.
    ///
    /// ### Fails
    /// ```json
    /// [{"ChangeType": "UpdatePaymentScheduleTerm",
    ///   "DetailsDocument": {"Terms": [{"Type": "PaymentScheduleTerm",
    ///   "CurrencyCode": "USD", "Schedule": [{"ChargeDate": "2027-01-15",
    ///   "ChargeAmount": "60000.00"}]}]}}, {"ChangeType": "UpdatePaymentScheduleTerms",
    ///   "DetailsDocument": {"Terms": []}}]
    /// ```
    /// ```json
    /// [{"ChangeType": "UpdatePricingTerms", "DetailsDocument": {"PricingModel": "Contracts",
    ///   "Terms": [{"Type": "FixedUpfrontPricingTerm", "CurrencyCode": "USD", "Price": "0.0",
    ///   "Grants": [{"DimensionKey": "users", "MaxQuantity": 25}]}]}}]
    /// ```
    ///
    /// ### Passes
    /// ```json
    /// [{"ChangeType": "UpdatePaymentScheduleTerms",
    ///   "DetailsDocument": {"Terms": [{"Type": "PaymentScheduleTerm",
    ///   "CurrencyCode": "USD", "Schedule": [{"ChargeDate": "2027-01-15",
    ///   "ChargeAmount": "60000.00"}]}]}}]
    /// ```
    name: "unknown-change",
    level: Error,
    reference: "Catalog API, StartChangeSet",
    check: check,
}

/// The changes of offers and authorizations.
const CHANGES: [&str; 21] = [
    "CreateOffer",
    "CreateReplacementOffer",
    "CreateOfferUsingResaleAuthorization",
    "CreateReplacementOfferUsingResaleAuthorization",
    "CreateResaleAuthorization",
    "UpdateInformation",
    "UpdateTargeting",
    "UpdateAvailability",
    "UpdateValidityTerms",
    "UpdateLegalTerms",
    "UpdatePricingTerms",
    "UpdatePaymentScheduleTerms",
    "UpdateNetPaymentTerms",
    "UpdateRenewalTerms",
    "UpdateSupportTerms",
    "UpdateMarkup",
    "UpdateBuyerTargetingTerms",
    "UpdateBuyerValidityTerms",
    "ReleaseOffer",
    "ReleaseResaleAuthorization",
    "RestrictResaleAuthorization",
];

/// The terms of offers and authorizations; those of resale also with `Resale` before them.
const TERMS: [&str; 14] = [
    "PaymentScheduleTerm",
    "FixedUpfrontPricingTerm",
    "ConfigurableUpfrontPricingTerm",
    "UsageBasedPricingTerm",
    "ByolPricingTerm",
    "RecurringPaymentTerm",
    "FreeTrialPricingTerm",
    "ValidityTerm",
    "LegalTerm",
    "SupportTerm",
    "RenewalTerm",
    "NetPaymentTerm",
    "BuyerTargetingTerm",
    "BuyerLegalTerm",
];

/// The pricing models of offers.
const MODELS: [&str; 4] = ["Contract", "Usage", "Byol", "Free"];

fn check(cx: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let Some(said) = cx.said.filter(|said| said.is_request()) else { return };
    for change in &said.own {
        found.extend(nearly(change, &change.value, &CHANGES));
    }
    for term in said.terms.iter().filter(|term| term.kind.value != "BuyerValidityTerm") {
        found.extend(nearly(&term.kind, term.plain_kind(), &TERMS));
    }
    if let Some(model) = said.pricing_model.as_ref().filter(|model| !MODELS.contains(&model.value.as_str())) {
        let known = or_list(&MODELS.map(quote));
        found.push(
            RULE.at(model.span, msg!("the marketplace knows no {name}", name = quote(&model.value)))
                .label(msg!("no such pricing model"))
                .help(msg!("write {known}", known)),
        );
    }
    for (at, (written, right)) in said.dangling.iter().enumerate() {
        if said.dangling.iter().take(at).all(|(before, _)| before.value != written.value) {
            found.push(dangling(written, right.as_deref()));
        }
    }
}

/// A reference to a change that is not there.
fn dangling(written: &Spanned<String>, right: Option<&str>) -> Diagnostic {
    let name = quote(&written.value);
    let finding = RULE
        .at(written.span, msg!("no change of the request creates {name}", name))
        .label(msg!("leads nowhere"));
    match right {
        Some(right) => finding.help(msg!("write {right}", right = quote(right))),
        None => finding
            .help(msg!("give the change that creates it this `ChangeName`, or write the id of the offer")),
    }
}

fn nearly(written: &Spanned<String>, plain: &str, known: &[&'static str]) -> Option<Diagnostic> {
    if known.contains(&plain) {
        return None;
    }
    let right = quote(closest(plain, known.iter().copied())?);
    let message = msg!("the marketplace knows no {name}", name = quote(&written.value));
    let finding = RULE.at(written.span, message).label(msg!("did you mean {right}?", right));
    Some(finding.help(msg!("write {right}", right)))
}
