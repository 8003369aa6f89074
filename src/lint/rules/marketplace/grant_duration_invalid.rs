//! Grants for another time than the agreement.

use crate::lint::rules::Context;
use crate::offer::{Kind, ProductType, Term};
use crate::text::diagnostic::Diagnostic;
use crate::text::message::msg;

rule! {
    /// What is granted has no duration, or another one than an agreement with a start and an end.
    ///
    /// ## Why
    /// Where an agreement has a start and an end, the duration of what is granted is that span. Machine
    /// images, containers and resale authorizations always say it.
    ///
    /// ## What to do
    /// Write the duration of the agreement as the `Duration` of the upfront price (in an offer file,
    /// `duration` of `pricing`).
    ///
    /// ### Fails
    /// ```yaml
    /// term: {start: 2027-01-15, end: 2030-01-14}
    /// pricing:
    ///   duration: 12 months
    ///   dimensions: [{key: users, quantity: 25}]
    /// ```
    ///
    /// ### Passes
    /// ```yaml
    /// term: {start: 2027-01-15, end: 2030-01-14}
    /// pricing:
    ///   duration: 36 months
    ///   dimensions: [{key: users, quantity: 25}]
    /// ```
    name: "grant-duration-invalid",
    level: Error,
    codes: ["INVALID_DURATION", "MISSING_DURATION"],
    reference: "Catalog API, Work with private offers, FixedUpfrontPricingTerm",
    check: check,
}

fn check(cx: &Context<'_>, found: &mut Vec<Diagnostic>) {
    differs(cx, found);
    missing(cx, found);
}

fn differs(cx: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let duration = cx.offer.pricing.get().and_then(|pricing| pricing.duration.spanned());
    let Some((duration, term)) = duration.zip(cx.offer.term.spanned()) else { return };
    let (Term::Dates { .. } | Term::From { .. }, Some(start), Some(end)) =
        (&term.value, cx.contract.start, cx.contract.end)
    else {
        return;
    };
    // Whether the last day is counted, the pages do not say.
    let after = duration.value.after(start);
    if end == after || end.succ_opt() == Some(after) {
        return;
    }
    let long = duration.value;
    found.push(
        RULE.at(
            duration.span,
            msg!(
                "what is granted is for {long}, but the agreement runs from {start} to {end}",
                long,
                start,
                end
            ),
        )
        .label(msg!("another duration"))
        .also(term.span, msg!("the agreement"))
        .help(msg!("write the duration from {start} to {end}", start, end)),
    );
}

fn missing(cx: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let Some(said) = cx.said.filter(|said| said.is_request() && !said.open) else { return };
    let authorization = cx.offer.kind() == Some(Kind::ResaleAuthorization);
    let needed = authorization || cx.offer.product_type().is_some_and(ProductType::is_ami_or_container);
    let price =
        said.term("FixedUpfrontPricingTerm").filter(|term| needed && term.value("Duration").is_none());
    let Some(price) = price else { return };
    found.push(
        RULE.at(price.kind.span, msg!("the upfront price does not say how long what is granted lasts"))
            .label(msg!("no `Duration`"))
            .help(msg!("add `\"Duration\": \"P12M\"`, or the duration that is meant")),
    );
}
