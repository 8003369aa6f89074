//! An end of the agreement outside its contract.

use crate::lint::rules::Context;
use crate::offer::End;
use crate::text::diagnostic::Diagnostic;
use crate::text::message::msg;

rule! {
    /// The agreement ended before it was accepted, or after its contract was over anyway.
    ///
    /// ## Why
    /// `ended` means that the agreement ended early: invoices after that day are not expected. Only an
    /// agreement that was accepted can end, and after its last day there is nothing left to end.
    ///
    /// ## What to do
    /// Write the day on which the agreement ended, and `accepted` with the day on which the buyer
    /// subscribed. Leave `ended` out of an agreement that ran its whole term.
    ///
    /// ### Fails
    /// ```yaml
    /// accepted: 2026-12-15
    /// ended: 2026-12-01
    /// ```
    ///
    /// ### Fails
    /// ```yaml
    /// ended: {on: 2027-06-30, reason: cancelled}
    /// ```
    ///
    /// ### Passes
    /// ```yaml
    /// accepted: 2026-12-15
    /// ended: {on: 2027-06-30, reason: cancelled}
    /// ```
    name: "ended-out-of-contract",
    level: Error,
    reference: "Agreement API, `AgreementStatus`: an agreement ends between its acceptance and the end of its term",
    check: check,
}

fn check(cx: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let Some(ended) = cx.offer.ended.get().and_then(|ended| ended.on.spanned()) else { return };
    let day = ended.value;
    if cx.offer.accepted.is_absent() {
        let diagnostic =
            RULE.at(ended.span, msg!("the agreement ended on {day}, but was never accepted", day));
        let help = msg!("add `accepted` with the day on which the buyer subscribed, or delete `ended`");
        return found.push(diagnostic.label(msg!("ended")).help(help));
    }
    let Some(accepted) = cx.offer.accepted.spanned() else { return };
    if day < accepted.value {
        let accepted_on = accepted.value;
        let message =
            msg!("the agreement ended on {day}, before it was accepted on {accepted_on}", day, accepted_on);
        found.push(
            RULE.at(ended.span, message)
                .label(msg!("ended"))
                .also(accepted.span, msg!("accepted"))
                .help(msg!("write {accepted_on} or later, or set `accepted` to the right day", accepted_on)),
        );
        return;
    }
    if let Some(end) = cx.contract.end.filter(|end| day > *end) {
        let message = msg!("the agreement ended on {day}, after its contract was over on {end}", day, end);
        let mut diagnostic = RULE.at(ended.span, message).label(msg!("ended"));
        if let (Some(span), true) = (cx.offer.term.span(), cx.contract.end_is != End::Unknown) {
            diagnostic = diagnostic.also(cx.head(span), msg!("over on {end}", end));
        }
        let help = msg!("write {end} or earlier, or delete `ended` if the contract ran its whole term", end);
        found.push(diagnostic.help(help));
    }
}
