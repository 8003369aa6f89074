//! A replacement offer without an end date.

use crate::lint::rules::Context;
use crate::offer::{Kind, ProductType, Term};
use crate::text::diagnostic::Diagnostic;
use crate::text::message::msg;

rule! {
    /// A replacement offer gives a duration, not the day on which the contract ends.
    ///
    /// ## Why
    /// A replacement starts on the day of its acceptance, and the marketplace requires its last day.
    /// Without it, the offer cannot be released.
    ///
    /// ## What to do
    /// Write `term: {end: …}` with the last day of the contract.
    ///
    /// ### Fails
    /// ```yaml
    /// kind: replacement_offer
    /// term: 36 months
    /// replaces: {agreement: agmt-5d1nr3xampleofanagreement}
    /// ```
    ///
    /// ### Passes
    /// ```yaml
    /// kind: replacement_offer
    /// term: {end: 2029-11-30}
    /// replaces: {agreement: agmt-5d1nr3xampleofanagreement}
    /// ```
    name: "replacement-without-end",
    level: Error,
    misses: true,
    codes: ["MISSING_AGREEMENT_END_DATE"],
    reference: "Catalog API, Work with private offers, UpdateValidityTerms and ReleaseOffer",
    check: check,
}

fn check(cx: &Context<'_>, found: &mut Vec<Diagnostic>) {
    // Other products have `replacement-not-supported`: an end would not help them.
    let replaceable = cx.offer.product_type().is_none_or(ProductType::is_saas_contract);
    if cx.offer.kind() != Some(Kind::ReplacementOffer) || !replaceable {
        return;
    }
    let Some(term) = cx.offer.term.spanned() else { return };
    let (span, duration) = match &term.value {
        Term::For(duration) => (term.span, *duration),
        Term::From { duration, .. } => (duration.span, duration.value),
        Term::Dates { .. } | Term::Until { .. } => return,
    };
    let mut diagnostic = RULE
        .at(span, msg!("a replacement offer needs an end date, but the term is {duration}", duration))
        .label(msg!("a duration"));
    if let Some(kind) = cx.offer.kind.span() {
        diagnostic = diagnostic.also(kind, msg!("starts on the day of acceptance"));
    }
    found.push(match (&term.value, cx.contract.end) {
        (Term::From { .. }, Some(end)) => {
            diagnostic.help(msg!("write `end: {end}` in place of `duration`", end))
        }
        (_, Some(end)) => diagnostic.help(msg!("write `term: {{end: {end}}}`, or another last day", end)),
        (_, None) => {
            diagnostic.help(msg!("write `term: {{end: YYYY-MM-DD}}` with the last day of the contract"))
        }
    });
}
