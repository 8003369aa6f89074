//! A term under a change that does not take it.

use crate::lint::rules::Context;
use crate::offer::{Kind, quote};
use crate::text::diagnostic::Diagnostic;
use crate::text::message::msg;

rule! {
    /// A term stands under a change that does not take it.
    ///
    /// ## Why
    /// Each change takes terms of its own types: a payment schedule goes with
    /// `UpdatePaymentScheduleTerms`, prices with `UpdatePricingTerms`. A resale authorization has types
    /// of its own, such as `ResalePaymentScheduleTerm`.
    ///
    /// ## What to do
    /// Move the term to the change that is named, or correct its type.
    ///
    /// ### Fails
    /// ```json
    /// [{"ChangeType": "UpdatePricingTerms",
    ///   "DetailsDocument": {"PricingModel": "Contract",
    ///   "Terms": [{"Type": "FixedUpfrontPricingTerm", "CurrencyCode": "USD",
    ///   "Price": "0.0", "Grants": [{"DimensionKey": "users", "MaxQuantity": 25}]},
    ///   {"Type": "PaymentScheduleTerm", "CurrencyCode": "USD",
    ///   "Schedule": [{"ChargeDate": "2027-01-15", "ChargeAmount": "60000.00"}]}]}},
    ///   {"ChangeType": "UpdatePaymentScheduleTerms", "DetailsDocument": {"Terms": []}}]
    /// ```
    ///
    /// ### Passes
    /// ```json
    /// [{"ChangeType": "UpdatePaymentScheduleTerms",
    ///   "DetailsDocument": {"Terms": [{"Type": "PaymentScheduleTerm",
    ///   "CurrencyCode": "USD", "Schedule": [{"ChargeDate": "2027-01-15",
    ///   "ChargeAmount": "60000.00"}]}]}}]
    /// ```
    name: "term-in-wrong-change",
    level: Error,
    reference: "Catalog API, Work with private offers, change types",
    check: check,
}

/// The change that takes a term, in words of offers.
const CHANGES: [(&str, &str); 14] = [
    ("PaymentScheduleTerm", "UpdatePaymentScheduleTerms"),
    ("FixedUpfrontPricingTerm", "UpdatePricingTerms"),
    ("ConfigurableUpfrontPricingTerm", "UpdatePricingTerms"),
    ("UsageBasedPricingTerm", "UpdatePricingTerms"),
    ("ByolPricingTerm", "UpdatePricingTerms"),
    ("RecurringPaymentTerm", "UpdatePricingTerms"),
    ("ValidityTerm", "UpdateValidityTerms"),
    ("BuyerValidityTerm", "UpdateBuyerValidityTerms"),
    ("LegalTerm", "UpdateLegalTerms"),
    ("BuyerLegalTerm", "UpdateLegalTerms"),
    ("SupportTerm", "UpdateSupportTerms"),
    ("RenewalTerm", "UpdateRenewalTerms"),
    ("NetPaymentTerm", "UpdateNetPaymentTerms"),
    ("BuyerTargetingTerm", "UpdateBuyerTargetingTerms"),
];

/// Terms that an authorization calls `Resale…`. Source: Catalog API, "Work with resale authorizations".
const OF_RESALE: [&str; 5] = [
    "PaymentScheduleTerm",
    "FixedUpfrontPricingTerm",
    "ConfigurableUpfrontPricingTerm",
    "UsageBasedPricingTerm",
    "NetPaymentTerm",
];

fn check(cx: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let Some(said) = cx.said else { return };
    let authorization = cx.offer.kind() == Some(Kind::ResaleAuthorization);
    for term in &said.terms {
        let Some(change) = term.change.and_then(|at| said.own.get(at)) else { continue };
        let Some((_, right)) = CHANGES.iter().find(|(kind, _)| *kind == term.plain_kind()) else { continue };
        // A change of another name has its own finding.
        if !CHANGES.iter().any(|(_, known)| *known == change.value) {
            continue;
        }
        let kind = quote(&term.kind.value);
        if change.value != *right {
            let (is, right) = (quote(&change.value), quote(right));
            found.push(
                RULE.at(term.kind.span, msg!("{kind} is under {is}, which does not take it", kind, is))
                    .label(msg!("under another change"))
                    .also(change.span, msg!("the change"))
                    .help(msg!("move it to {right}", right)),
            );
        } else if OF_RESALE.contains(&term.plain_kind())
            && (term.plain_kind() != term.kind.value) != authorization
        {
            let plain = term.plain_kind();
            let right = quote(&if authorization { format!("Resale{plain}") } else { plain.to_owned() });
            let of = if authorization { msg!("a resale authorization") } else { msg!("an offer") };
            found.push(
                RULE.at(term.kind.span, msg!("{kind} is no term of {of}", kind, of))
                    .label(msg!("of another entity"))
                    .help(msg!("write {right}", right)),
            );
        }
    }
}
