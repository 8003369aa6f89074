//! A type of term twice.

use crate::lint::rules::Context;
use crate::offer::quote;
use crate::text::diagnostic::Diagnostic;
use crate::text::message::msg;

rule! {
    /// A type of term is there twice.
    ///
    /// ## Why
    /// An offer has at most one term of each type; the marketplace refuses a second.
    ///
    /// ## What to do
    /// Put both into one term, or take one out. A second payment schedule is a second offer.
    ///
    /// ### Fails
    /// ```json
    /// [{"ChangeType": "UpdateValidityTerms",
    ///   "DetailsDocument": {"Terms": [{"Type": "ValidityTerm",
    ///   "AgreementDuration": "P36M"}, {"Type": "ValidityTerm",
    ///   "AgreementDuration": "P24M"}]}}]
    /// ```
    ///
    /// ### Passes
    /// ```json
    /// [{"ChangeType": "UpdateValidityTerms",
    ///   "DetailsDocument": {"Terms": [{"Type": "ValidityTerm",
    ///   "AgreementDuration": "P36M"}]}}]
    /// ```
    name: "duplicate-term",
    level: Error,
    codes: ["DUPLICATE_TERM_TYPES"],
    reference: "Catalog API, Work with private offers, UpdatePricingTerms",
    check: check,
}

fn check(cx: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let Some(said) = cx.said else { return };
    for (at, term) in said.terms.iter().enumerate() {
        let Some(first) = said.terms.iter().take(at).find(|first| first.kind.value == term.kind.value) else {
            continue;
        };
        // One that stands under another change has its own finding.
        if found.iter().any(|finding| finding.span() == term.kind.span) {
            continue;
        }
        let kind = quote(&term.kind.value);
        found.push(
            RULE.at(term.kind.span, msg!("there is a second {kind}", kind))
                .label(msg!("again"))
                .also(first.kind.span, msg!("the first one"))
                .help(msg!("put both into one {kind}, or take one out", kind)),
        );
    }
}
