//! A change or term with a name that is nearly one.

use crate::lint::rules::Context;
use crate::offer::quote;
use crate::text::diagnostic::{Diagnostic, closest};
use crate::text::message::msg;
use crate::text::source::Spanned;

rule! {
    /// A change or a term has a name that the marketplace does not know, but nearly one that it knows.
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

fn check(cx: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let Some(said) = cx.said.filter(|said| said.is_request()) else { return };
    for change in &said.own {
        found.extend(nearly(change, &change.value, &CHANGES));
    }
    for term in said.terms.iter().filter(|term| term.kind.value != "BuyerValidityTerm") {
        found.extend(nearly(&term.kind, term.plain_kind(), &TERMS));
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
