//! A contract that starts while the offer can still be accepted.

use crate::lint::rules::{Context, days};
use crate::text::diagnostic::Diagnostic;
use crate::text::message::msg;

rule! {
    /// The contract starts on or before the last day to accept.
    ///
    /// ## Why
    /// A contract with a fixed start must be accepted before it: the marketplace requires the start to
    /// be after `accept_by`.
    ///
    /// ## What to do
    /// Let the offer expire before the start, or start later.
    ///
    /// ### Fails
    /// ```yaml
    /// accept_by: 2026-12-31
    /// term: {start: 2026-12-31, duration: 36 months}
    /// ```
    ///
    /// ### Passes
    /// ```yaml
    /// accept_by: 2026-12-31
    /// term: {start: 2027-01-01, duration: 36 months}
    /// ```
    name: "start-before-acceptance",
    level: Error,
    codes: ["INVALID_AGREEMENT_START_DATE"],
    reference: "Catalog API, Work with private offers, UpdateValidityTerms; Seller Guide, Future-dated agreements",
    check: check,
}

fn check(cx: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let Some(accept_by) = cx.offer.accept_by.spanned() else { return };
    let Some((start, span)) = cx.offer.term.get().and_then(days::written_start) else { return };
    let last_day = accept_by.value;
    // A contract that is over before the release has the wrong end: `acceptance-after-term`.
    let is_over = cx.contract.end.is_some_and(|end| cx.contract.reference_day.is_some_and(|day| end <= day));
    if start > last_day || is_over {
        return;
    }
    let mut diagnostic = RULE
        .at(
            span,
            msg!(
                "the contract starts on {start}, but must start after the last day to accept, {last_day}",
                start,
                last_day
            ),
        )
        .label(msg!("the contract starts"))
        .also(accept_by.span, msg!("the offer can still be accepted"));
    let earliest = cx.contract.reference_day.max(cx.offer.accepted.get().copied());
    if let Some(earlier) = start.pred_opt().filter(|day| earliest.is_some_and(|earliest| *day >= earliest)) {
        diagnostic = diagnostic.help(msg!("set `accept_by: {earlier}` or earlier", earlier));
    }
    let after = days::later(last_day, 1);
    if cx.contract.end.is_some_and(|end| after < end) {
        diagnostic = diagnostic.help(msg!("set `start: {after}` or later", after));
    }
    found.push(diagnostic);
}
