//! A pending invoice of the old agreement while the new one can be accepted.

use crate::deal::sentences;
use crate::lint::rules::Context;
use crate::schedule::Installment;
use crate::text::diagnostic::Diagnostic;
use crate::text::message::msg;

rule! {
    /// The replaced schedule has an invoice between the release and the last day to accept.
    ///
    /// ## Why
    /// When the buyer accepts, the pending invoices of the replaced agreement are cancelled. An invoice
    /// that falls due while the buyer may still accept has been issued by then, or is cancelled, by the
    /// day on which they do: what it bills is billed twice, or never.
    ///
    /// ## What to do
    /// Let the offer expire before that invoice, or release it on its day or later, and carry over
    /// what is pending then. Once the offer is accepted, write `accepted`: the day is known, and
    /// this rule is silent.
    ///
    /// ### Fails
    /// ```yaml file=first.yaml
    /// installments:
    ///   - {first: 2026-12-15, every: quarter, times: 12, amount: 30000.00}
    /// ```
    /// ```yaml
    /// kind: replacement_offer
    /// release: 2027-06-01
    /// accept_by: 2027-06-30
    /// term: {end: 2029-12-31}
    /// installments:
    ///   - {first: 2027-07-15, every: quarter, times: 10, split: remainder}
    /// replaces: {agreement: agmt-5d1nr3xampleofanagreement, schedule: first.yaml}
    /// ```
    ///
    /// ### Passes
    /// ```yaml file=first.yaml
    /// installments:
    ///   - {first: 2026-12-15, every: quarter, times: 12, amount: 30000.00}
    /// ```
    /// ```yaml
    /// kind: replacement_offer
    /// release: 2027-06-01
    /// accept_by: 2027-06-14
    /// term: {end: 2029-12-31}
    /// installments:
    ///   - {first: 2027-07-15, every: quarter, times: 10, split: remainder}
    /// replaces: {agreement: agmt-5d1nr3xampleofanagreement, schedule: first.yaml}
    /// ```
    name: "replacement-bills-twice",
    level: Error,
    reference: "Seller Guide, Private offer upgrades and renewals: pending invoices of the old agreement are cancelled",
    check: check,
}

fn check(cx: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let (Some(replaced), Some(released)) = (cx.replaced(), cx.contract.reference_day) else { return };
    let Some(accept_by) = cx.offer.accept_by.spanned().filter(|_| cx.offer.accepted.is_absent()) else {
        return;
    };
    let last = accept_by.value;
    let within = |installment: &&Installment| released < installment.date && installment.date <= last;
    let theirs: Vec<_> = replaced.expected().filter(within).collect();
    let Some((first, others)) = theirs.split_first() else { return };
    let day = first.date;
    let message = match others.len() {
        0 => sentences::in_the_window(day),
        _ => msg!(
            "{count} invoices of the replaced schedule fall into the time to accept, the first on {day}",
            count = theirs.len(),
            day,
        ),
    };
    let mut diagnostic = RULE.at(accept_by.span, message).label(msg!("may still be accepted on this day"));
    if let Some(amount) = first.amount {
        let amount = replaced.other.offer.money(amount);
        diagnostic = diagnostic.also(replaced.span, msg!("bills {amount} on {day}", amount, day));
    }
    if let Some(release) = cx.offer.release.spanned() {
        diagnostic = diagnostic.also(release.span, msg!("may be accepted from this day on"));
    }
    if let Some(earlier) = day.pred_opt() {
        diagnostic = diagnostic.help(msg!("set `accept_by: {earlier}` or earlier", earlier));
    }
    let latest = theirs.last().map_or(day, |installment| installment.date);
    found.push(
        diagnostic
            .help(msg!("or release it on {latest} or later, and carry over what is pending then", latest))
            .note(msg!(
                "the day of acceptance decides whether that invoice is issued, billed again or cancelled"
            )),
    );
}
