//! A replacement that bills less than it cancels.

use crate::deal::sentences;
use crate::lint::rules::Context;
use crate::offer::Amount;
use crate::text::diagnostic::Diagnostic;
use crate::text::message::{count, msg};

rule! {
    /// A replacement bills less than what is still pending of the schedule it replaces.
    ///
    /// ## Why
    /// When the buyer accepts, every pending invoice of the old agreement is cancelled. What the
    /// new schedule does not carry over is never billed.
    ///
    /// ## What to do
    /// Carry the pending installments over, and add what is new. If the buyer was indeed granted a
    /// reduction, allow this rule with the reason.
    ///
    /// Pending are the installments of `replaces.schedule` that are dated after the day of release, and
    /// not after the day on which its agreement ended: the earlier ones have been invoiced. If that schedule cannot be read, or is in another currency, this
    /// rule is silent.
    ///
    /// ### Fails
    /// ```yaml file=first.yaml
    /// release: 2026-06-01
    /// accept_by: 2026-06-30
    /// total: 90000.00
    /// installments:
    ///   - {invoice_date: 2026-06-15, amount: 30000.00}
    ///   - {invoice_date: 2027-06-15, amount: 30000.00}
    ///   - {invoice_date: 2028-06-15, amount: 30000.00}
    /// ```
    /// ```yaml
    /// kind: replacement_offer
    /// term: {end: 2029-11-30}
    /// total: 50000.00
    /// installments:
    ///   - {first: 2027-06-15, every: year, times: 2, split: remainder}
    /// replaces: {agreement: agmt-5d1nr3xampleofanagreement, schedule: first.yaml}
    /// ```
    ///
    /// ### Passes
    /// ```yaml file=first.yaml
    /// release: 2026-06-01
    /// accept_by: 2026-06-30
    /// total: 90000.00
    /// installments:
    ///   - {invoice_date: 2026-06-15, amount: 30000.00}
    ///   - {invoice_date: 2027-06-15, amount: 30000.00}
    ///   - {invoice_date: 2028-06-15, amount: 30000.00}
    /// ```
    /// ```yaml
    /// kind: replacement_offer
    /// term: {end: 2029-11-30}
    /// total: 60000.00
    /// installments:
    ///   - {first: 2027-06-15, every: year, times: 2, split: remainder}
    /// replaces: {agreement: agmt-5d1nr3xampleofanagreement, schedule: first.yaml}
    /// ```
    name: "replacement-drops-pending",
    level: Warning,
    reference: "Seller Guide, Private offer upgrades and renewals: pending invoices of the old agreement are cancelled",
    check: check,
}

fn check(cx: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let offer = cx.offer;
    let (Some(replaced), Some(today)) = (cx.replaced(), cx.contract.reference_day) else { return };
    let same_currency =
        offer.currency.get().is_some() && offer.currency.get() == replaced.other.offer.currency.get();
    if !same_currency || !replaced.other.schedule.is_complete() || cx.schedule.installments.is_empty() {
        return;
    }
    let pending = || replaced.expected().filter(|installment| installment.date > today);
    let count = pending().count();
    let Some(due) = Amount::sum(pending().filter_map(|installment| installment.amount)) else { return };
    let Some(sum) = cx.schedule.total().filter(|sum| *sum < due) else { return };
    let Some(gap) = due.minus(sum) else { return };
    let span =
        offer.total.span().or(offer.installments.span().map(|span| cx.head(span))).unwrap_or(offer.marker);
    found.push(
        RULE.at(span, sentences::drops_pending(&offer.money(sum), cx.judged(offer.money(due))))
            .label(msg!("{gap} less than what is pending", gap = offer.money(gap)))
            .also(
                replaced.span,
                msg!(
                    "{installments} after {today}, {due}",
                    installments = count!(count, "installment"),
                    today,
                    due = offer.money(due)
                ),
            )
            .help(msg!(
                "carry the pending installments over, so that the total is {due} or more",
                due = offer.digits(due)
            ))
            .note(msg!(
                "when the buyer accepts, the pending invoices of the replaced agreement are cancelled"
            )),
    );
}
