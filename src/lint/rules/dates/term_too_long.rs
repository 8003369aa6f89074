//! A contract that is longer than the product allows.

use crate::lint::rules::Context;
use crate::marketplace::limits::Limits;
use crate::offer::{Kind, Term};
use crate::text::diagnostic::Diagnostic;

rule! {
    /// The contract runs longer than its product type allows.
    ///
    /// ## Why
    /// A contract for SaaS, for machine images, for containers or for professional services runs
    /// up to 60 months. Where machine images or containers are priced by the hour, it is up to
    /// 1,095 days, and 36 months count as that.
    ///
    /// ## What to do
    /// Shorten the term, and sell what lies beyond as a renewal.
    ///
    /// ### Fails
    /// ```yaml
    /// product: {id: prod-k3xu7yexample, type: saas_contract}
    /// term: 61 months
    /// ```
    ///
    /// ### Passes
    /// ```yaml
    /// product: {id: prod-k3xu7yexample, type: saas_contract}
    /// term: 60 months
    /// ```
    name: "term-too-long",
    level: Error,
    codes: ["INVALID_AGREEMENT_DURATION", "INVALID_DURATION"],
    reference: "Seller Guide, Supported product types for private offers",
    check: check,
}

fn check(cx: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let Some(term) = cx.offer.term.spanned() else { return };
    let (span, from, duration) = match &term.value {
        Term::For(duration) => (term.span, cx.contract.start, Some(*duration)),
        Term::From { start, duration } => (duration.span, Some(start.value), Some(duration.value)),
        Term::Dates { start, end } => (end.span, Some(start.value), None),
        // Of an offer that replaces nothing, an end alone is `end-without-start`.
        Term::Until { .. } if cx.offer.kind() != Some(Kind::ReplacementOffer) => return,
        Term::Until { end } => (end.span, cx.contract.start, None),
    };
    let (Some(from), Some(end), Some(longest)) = (from, cx.contract.end, cx.longest(duration)) else {
        return;
    };
    let Some(latest) = cx.latest_end(from, duration).filter(|latest| end > *latest) else { return };
    let Some(product) = cx.offer.product.get().and_then(|p| p.product_type.spanned()) else { return };
    let runs = duration.map_or(format!("from {from} to {end}"), |duration| duration.to_string());
    let way_out = match term.value {
        Term::For(_) => format!("set `term: {longest}` or less"),
        Term::From { .. } => format!("set `duration: {longest}` or less"),
        Term::Dates { .. } | Term::Until { .. } => format!("set `end: {latest}` or earlier"),
    };
    let word = product.value.word();
    let diagnostic = RULE
        .at(span, format!("the contract runs {runs}, but `{word}` takes at most {longest}"))
        .label(format!("ends on {end}"))
        .also(product.span, format!("takes at most {longest}"))
        .help(way_out);
    let in_months = duration.is_some_and(|duration| duration.days == 0);
    let of = |limits: &Limits| limits.term(product.value).map_or(longest, |limit| limit.longest(in_months));
    found.push(cx.note_later_limit(diagnostic, of));
}
