//! A fixed start of a product that cannot have one.

use crate::lint::rules::{Context, days};
use crate::text::diagnostic::Diagnostic;
use crate::text::message::msg;

rule! {
    /// The contract has a fixed start, but only SaaS contracts can start later than acceptance.
    ///
    /// ## Why
    /// Only SaaS contracts, with or without consumption, support a future start. For any other product
    /// the contract starts when the buyer accepts.
    ///
    /// ## What to do
    /// Write the term as a duration. It then runs from acceptance.
    ///
    /// ### Fails
    /// ```yaml
    /// product: {id: prod-a6ml9texample, type: professional_services}
    /// term: {start: 2027-01-01, duration: 36 months}
    /// ```
    ///
    /// ### Passes
    /// ```yaml
    /// product: {id: prod-a6ml9texample, type: professional_services}
    /// term: 36 months
    /// ```
    name: "start-not-supported",
    level: Error,
    codes: ["INVALID_AGREEMENT_TIME_INTERVAL", "INCOMPATIBLE_PRODUCT"],
    reference: "Seller Guide, Future-dated agreements; Catalog API, Work with private offers, UpdateValidityTerms",
    check: check,
}

fn check(cx: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let Some(product) = cx.offer.product.get().and_then(|product| product.product_type.spanned()) else {
        return;
    };
    let Some(term) = cx.offer.term.get() else { return };
    let Some((start, span)) = days::written_start(term) else { return };
    if product.value.is_saas_contract() {
        return;
    }
    let mut diagnostic = RULE
        .at(
            span,
            msg!(
                "the contract starts on {start}, but `{product}` always starts on acceptance",
                start,
                product = product.value.word(),
            ),
        )
        .label(msg!("a start is given"))
        .also(product.span, msg!("starts on acceptance"));
    if let Some(duration) = term.length() {
        diagnostic = diagnostic.help(msg!("set `term: {duration}`, which runs from acceptance", duration));
    }
    found.push(
        diagnostic.note(msg!("only `saas_contract` and `saas_contract_with_consumption` can start later")),
    );
}
