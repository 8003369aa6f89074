//! A contract that starts too far in the future.

use crate::lint::rules::{Context, days};
use crate::offer::add_months;
use crate::text::diagnostic::Diagnostic;
use crate::text::message::msg;

rule! {
    /// The contract starts more than three years after the offer is published.
    ///
    /// ## Why
    /// A contract may start up to 36 months ahead, counted from the day of release.
    ///
    /// ## What to do
    /// Start earlier, or publish the offer later.
    ///
    /// ### Fails
    /// ```yaml
    /// release: 2026-12-01
    /// term: {start: 2029-12-02, duration: 12 months}
    /// ```
    ///
    /// ### Passes
    /// ```yaml
    /// release: 2026-12-01
    /// term: {start: 2029-12-01, duration: 12 months}
    /// ```
    name: "start-too-far",
    level: Error,
    codes: ["INVALID_AGREEMENT_START_DATE"],
    reference: "Seller Guide, Future-dated agreements: up to three years ahead",
    check: check,
}

fn check(cx: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let Some(released) = cx.contract.reference_day else { return };
    let Some((start, span)) = cx.offer.term.get().and_then(days::written_start) else { return };
    let months = cx.limits.start_months;
    let latest = add_months(released, i64::from(months));
    if start <= latest {
        return;
    }
    let day = cx.reference_words(released);
    let diagnostic = RULE
        .at(
            span,
            msg!("the contract starts on {start}, more than {months} months after {day}", start, months, day),
        )
        .label(msg!("the contract starts"));
    found.push(
        cx.also_reference_day(diagnostic, released).help(msg!("set `start: {latest}` or earlier", latest)),
    );
}
