//! A validity term that says too much or too little.

use crate::lint::rules::Context;
use crate::offer::quote;
use crate::text::diagnostic::Diagnostic;
use crate::text::message::msg;

rule! {
    /// The validity term gives both a duration and an end, or neither.
    ///
    /// ## Why
    /// An agreement runs for a duration from acceptance, or to an end. With both, or with a start alone,
    /// the marketplace does not know when it ends, and refuses the term.
    ///
    /// ## What to do
    /// Keep `AgreementDuration` alone, `AgreementStartDate` with `AgreementEndDate`, or for a replacement
    /// offer `AgreementEndDate` alone.
    ///
    /// ### Fails
    /// ```json
    /// [{"ChangeType": "UpdateValidityTerms",
    ///   "DetailsDocument": {"Terms": [{"Type": "ValidityTerm",
    ///   "AgreementDuration": "P36M", "AgreementEndDate": "2029-12-30"}]}}]
    /// ```
    /// ```json
    /// [{"ChangeType": "UpdateValidityTerms",
    ///   "DetailsDocument": {"Terms": [{"Type": "ValidityTerm",
    ///   "AgreementStartDate": "2027-01-15"}]}}]
    /// ```
    ///
    /// ### Passes
    /// ```json
    /// [{"ChangeType": "UpdateValidityTerms",
    ///   "DetailsDocument": {"Terms": [{"Type": "ValidityTerm",
    ///   "AgreementStartDate": "2027-01-15", "AgreementEndDate": "2030-01-14"}]}}]
    /// ```
    name: "contradictory-validity",
    level: Error,
    codes: ["INVALID_AGREEMENT_TIME_INTERVAL"],
    reference: "Catalog API, Work with private offers, UpdateValidityTerms",
    check: check,
}

fn check(cx: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let Some(said) = cx.said.filter(|said| said.is_request()) else { return };
    for term in said.terms_of("ValidityTerm") {
        let part = |name| term.value(name);
        let (start, end) = (part("AgreementStartDate"), part("AgreementEndDate"));
        match (part("AgreementDuration"), start, end) {
            (Some(duration), _, Some(end)) => {
                let (long, last) = (quote(&duration.value), quote(&end.value));
                let message =
                    msg!("the agreement runs for {long} and to {last}, but only one can be said", long, last);
                found.push(
                    RULE.at(duration.span, message)
                        .label(msg!("a duration"))
                        .also(end.span, msg!("and an end"))
                        .help(msg!("take out `AgreementDuration` or `AgreementEndDate`")),
                );
            }
            (None, Some(start), None) if !said.open => found.push(
                RULE.at(
                    start.span,
                    msg!("the agreement starts on {start}, but has no end", start = quote(&start.value)),
                )
                .label(msg!("a start alone"))
                .help(msg!("add `AgreementEndDate`, or write `AgreementDuration` alone")),
            ),
            (None, None, None) if !said.open => found.push(
                RULE.at(term.kind.span, msg!("the term does not say how long the agreement runs"))
                    .label(msg!("says nothing"))
                    .help(msg!("add `\"AgreementDuration\": \"P12M\"`, or the duration that is meant")),
            ),
            _ => {}
        }
    }
}
