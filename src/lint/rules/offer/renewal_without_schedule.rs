//! A renewal without installments.

use crate::lint::rules::Context;
use crate::text::diagnostic::Diagnostic;
use crate::text::message::msg;

rule! {
    /// The offer renews, but its `renewal` has no installments.
    ///
    /// ## Why
    /// The dates of the schedule are in the first term. For a renewed term of an offer with a payment
    /// schedule the marketplace needs installments that are counted from its start, in percent of its
    /// price.
    ///
    /// ## What to do
    /// Add `installments` to `renewal`: how long `after` the start of the renewed term each one is
    /// invoiced, and which `percent` of its price it bills.
    ///
    /// ### Fails
    /// ```yaml
    /// renewal: {times: 2, price_increase: 5%}
    /// ```
    ///
    /// ### Passes
    /// ```yaml
    /// renewal: {times: 2, price_increase: 5%, installments: [{after: 0 months, percent: 100%}]}
    /// ```
    name: "renewal-without-schedule",
    level: Error,
    codes: ["INCOMPATIBLE_TERMS"],
    reference: "Catalog API, Work with private offers, UpdateRenewalTerms",
    check: check,
}

fn check(cx: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let Some(renewal) = cx.offer.renewal.spanned() else { return };
    let installments = &renewal.value.installments;
    let empty = installments.spanned().filter(|installments| installments.value.is_empty());
    if !installments.is_absent() && empty.is_none() {
        return;
    }
    let span = empty.map_or_else(|| cx.head(renewal.span), |installments| installments.span);
    found.push(
        RULE.at(span, msg!("the renewal has no `installments`, but the offer has a payment schedule"))
            .label(msg!("how is a renewed term billed?"))
            .help(msg!(
                "add `installments: [{{after: 0 months, percent: 100%}}]` to `renewal`, or several parts"
            )),
    );
}
