//! A term under a change that does not take it.

use crate::lint::rules::Context;
use crate::marketplace::aws::import::said::SaidTerm;
use crate::marketplace::aws::import::shapes::{Shaped, TERMS, TakenBy, term_of};
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

fn check(cx: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let Some(said) = cx.said else { return };
    let authorization = cx.offer.kind() == Some(Kind::ResaleAuthorization);
    for term in &said.terms {
        let Some(change) = term.change.and_then(|at| said.own.get(at)) else { continue };
        let Some(shaped) = term_of(term.plain_kind()) else { continue };
        // A change of another name has its own finding.
        if !TERMS.iter().any(|known| known.change == change.value) {
            continue;
        }
        let right = shaped.change;
        let kind = quote(&term.kind.value);
        if change.value != right {
            let (is, right) = (quote(&change.value), quote(right));
            found.push(
                RULE.at(term.kind.span, msg!("{kind} is under {is}, which does not take it", kind, is))
                    .label(msg!("under another change"))
                    .also(change.span, msg!("the change"))
                    .help(msg!("move it to {right}", right)),
            );
        } else if said.misfit.is_none() && !is_of(shaped, term, authorization) {
            let plain = shaped.name;
            let right = match (shaped.of, authorization) {
                (TakenBy::Both, true) if plain == "LegalTerm" => "BuyerLegalTerm".to_owned(),
                (TakenBy::Both, true) => format!("Resale{plain}"),
                _ => plain.strip_prefix("Buyer").unwrap_or(plain).to_owned(),
            };
            let of = if authorization { msg!("a resale authorization") } else { msg!("an offer") };
            let finding = RULE
                .at(term.kind.span, msg!("{kind} is no term of {of}", kind, of))
                .label(msg!("of another entity"));
            found.push(match right == term.kind.value {
                true => finding.help(msg!("take it out")),
                false => finding.help(msg!("write {right}", right = quote(&right))),
            });
        }
    }
}

/// Whether a term, as it is written, is one of the entity.
fn is_of(shaped: &Shaped, term: &SaidTerm, authorization: bool) -> bool {
    let resale = shaped.name != term.kind.value;
    shaped.of.takes(authorization) && resale == (authorization && shaped.of == TakenBy::Both)
}
