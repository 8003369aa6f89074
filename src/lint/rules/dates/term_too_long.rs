//! A contract that is longer than the product allows.

use crate::lint::rules::Context;
use crate::marketplace::limits::{Limits, TermLimit};
use crate::offer::{Kind, Term};
use crate::text::diagnostic::Diagnostic;
use crate::text::message::{Value, msg};

rule! {
    /// The contract runs longer than its product type allows.
    ///
    /// ## Why
    /// A contract for SaaS, for machine images, for containers or for professional services runs up to
    /// 60 months. For machine images or containers that are priced by the hour the limit is 1,095 days,
    /// and 36 months count as that.
    ///
    /// ## What to do
    /// Shorten the term, and sell the rest as a renewal.
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
        // For an offer that replaces nothing, an end alone is `end-without-start`.
        Term::Until { .. } if cx.offer.kind() != Some(Kind::ReplacementOffer) => return,
        Term::Until { end } => (end.span, cx.contract.start, None),
    };
    let (Some(from), Some(end), Some(longest)) = (from, cx.contract.end, cx.longest(duration)) else {
        return;
    };
    let Some(latest) = cx.latest_end(from, duration).filter(|latest| end > *latest) else { return };
    let product = cx.offer.product.get().and_then(|product| product.product_type.spanned());
    let way_out = match term.value {
        Term::For(_) => msg!("set `term: {longest}` or less", longest),
        Term::From { .. } => msg!("set `duration: {longest}` or less", longest),
        Term::Dates { .. } | Term::Until { .. } => msg!("set `end: {latest}` or earlier", latest),
    };
    let in_months = duration.is_some_and(|duration| duration.days() == 0);
    let Some(product) = product else {
        let finding = RULE
            .at(
                span,
                msg!("the contract runs to {end}, but no product allows more than {longest}", end, longest),
            )
            .label(msg!("ends on {end}", end))
            .help(way_out);
        let of = |limits: &Limits| TermLimit::Months(limits.months).longest(in_months);
        return found.push(cx.note_later_limit(finding, of));
    };
    let word = product.value.word();
    let message = match duration {
        Some(term) => {
            msg!(
                "the contract runs {term}, but `{product}` allows at most {longest}",
                term,
                product = word,
                longest
            )
        }
        None => msg!(
            "the contract runs from {from} to {end}, but `{product}` allows at most {longest}",
            from = if matches!(term.value, Term::Until { .. }) { cx.judged(from) } else { Value::text(from) },
            end,
            product = word,
            longest,
        ),
    };
    let diagnostic = RULE
        .at(span, message)
        .label(msg!("ends on {end}", end))
        .also(product.span, msg!("allows at most {longest}", longest))
        .help(way_out);
    let of = |limits: &Limits| limits.term(product.value).map_or(longest, |limit| limit.longest(in_months));
    found.push(cx.note_later_limit(diagnostic, of));
}
