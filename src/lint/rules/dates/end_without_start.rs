//! An end date without a start, outside a replacement offer.

use chrono::NaiveDate;

use crate::lint::rules::{Context, days};
use crate::offer::{Duration, Kind, Term};
use crate::text::diagnostic::Diagnostic;
use crate::text::message::msg;

rule! {
    /// The term has only an end, which is for replacement offers.
    ///
    /// ## Why
    /// A replacement offer continues a contract and says when it ends. Any other offer says how
    /// long its contract runs, or when it starts and ends.
    ///
    /// ## What to do
    /// Write a duration, or add `start`. If the offer does replace an agreement, write
    /// `kind: replacement_offer`.
    ///
    /// ### Fails
    /// ```yaml
    /// term: {end: 2029-11-30}
    /// ```
    ///
    /// ### Passes
    /// ```yaml
    /// term: {start: 2027-01-01, end: 2029-11-30}
    /// ```
    name: "end-without-start",
    level: Error,
    codes: ["INVALID_AGREEMENT_TIME_INTERVAL"],
    reference: "Catalog API, Work with private offers, UpdateValidityTerms",
    check: check,
}

fn check(cx: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let (Some(Term::Until { end }), Some(kind)) = (cx.offer.term.get(), cx.offer.kind()) else { return };
    if kind == Kind::ReplacementOffer {
        return;
    }
    let mut diagnostic = RULE
        .at(end.span, msg!("the contract ends on {end}, but no start is given", end = end.value))
        .label(msg!("an end without a start is for replacement offers"));
    if let Some(kind) = cx.offer.kind.spanned() {
        diagnostic = diagnostic.also(kind.span, msg!("this is a `{kind}`", kind = kind.value.word()));
    }
    // What is proposed is not refused for its length.
    let fits = |start, duration| cx.latest_end(start, duration).is_none_or(|latest| end.value <= latest);
    if let Some(start) = cx.contract.start
        && let Some(duration) = Duration::between(start, end.value)
    {
        diagnostic =
            diagnostic.help(match cx.longest(Some(duration)).filter(|_| !fits(start, Some(duration))) {
                Some(longest) => {
                    msg!("set `term: {longest}`, the longest there is, which runs from acceptance", longest)
                }
                None => msg!("set `term: {duration}`, which runs from acceptance", duration),
            });
    }
    let within = |start: NaiveDate| {
        start < end.value && cx.longest(None).is_none_or(|longest| end.value < longest.after(start))
    };
    if let Some(start) = start(cx).filter(|start| within(*start)) {
        diagnostic =
            diagnostic.help(msg!("set `term: {{start: {start}, end: {end}}}`", start, end = end.value));
    }
    if cx.offer.product_type().is_some_and(|product| product.is_saas_contract()) {
        diagnostic = diagnostic.help(msg!("if it replaces an agreement, set `kind: replacement_offer`"));
    }
    found.push(diagnostic);
}

/// The first day on which such a contract could start, if it may start later at all.
fn start(cx: &Context<'_>) -> Option<NaiveDate> {
    cx.offer.product_type().filter(|product| product.is_saas_contract())?;
    Some(days::later(cx.accept_by()?, 1))
}
