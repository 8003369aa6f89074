//! More than one invoice by the last day to accept.

use chrono::NaiveDate;

use crate::lint::rules::{Context, days};
use crate::offer::Kind;
use crate::schedule::Installment;
use crate::text::diagnostic::Diagnostic;
use crate::text::message::msg;

rule! {
    /// More than one installment falls on or before the last day to accept.
    ///
    /// ## Why
    /// A buyer who accepts on the last day owes every invoice up to then at once. The marketplace limits
    /// that to one invoice: at most one date may be on or before `accept_by`, all others after it. How
    /// early the buyer actually accepts makes no difference.
    ///
    /// ## What to do
    /// Let the offer expire before the second invoice, or move all invoices but one to the days
    /// after `accept_by`.
    ///
    /// ### Fails
    /// ```yaml
    /// accept_by: 2026-12-31
    /// installments:
    ///   - {invoice_date: 2026-12-15, amount: 60000.00}
    ///   - {invoice_date: 2026-12-31, amount: 300000.00}
    /// ```
    ///
    /// ### Passes
    /// ```yaml
    /// accept_by: 2026-12-31
    /// installments:
    ///   - {invoice_date: 2026-12-15, amount: 60000.00}
    ///   - {invoice_date: 2027-01-01, amount: 300000.00}
    /// ```
    name: "several-invoices-before-acceptance",
    level: Error,
    codes: ["TOO_MANY_BACKDATED_CHARGES"],
    reference: "Catalog API, Work with private offers, UpdatePaymentScheduleTerms; Seller Guide, Installment plans",
    check: check,
}

fn check(cx: &Context<'_>, found: &mut Vec<Diagnostic>) {
    // For an authorization no date may be that early: see `invoice-before-authorization-ends`.
    if cx.offer.kind().is_none_or(|kind| kind == Kind::ResaleAuthorization) {
        return;
    }
    let Some(accept_by) = cx.offer.accept_by.spanned() else { return };
    // A last day to accept beyond the contract is `acceptance-after-term`.
    if days::expires_after_end(cx).is_some() {
        return;
    }
    let last_day = accept_by.value;
    let early: Vec<_> = cx.schedule.installments.iter().take_while(|i| i.date <= last_day).collect();
    let [first, second, others @ ..] = early.as_slice() else { return };
    let diagnostic = RULE
        .at(
            cx.date_span(second),
            msg!(
                "{count} installments are invoiced by {last_day}, the last day to accept, \
                 but only one may be",
                count = early.len(),
                last_day,
            ),
        )
        .label(msg!("the second, invoiced on {which}", which = cx.which(second)))
        .also(accept_by.span, msg!("the last day to accept"));
    let mut diagnostic = cx.also_invoiced(diagnostic, std::iter::once(first).chain(others).copied(), 4);
    if let Some(earlier) = earlier_expiry(cx, second) {
        diagnostic =
            diagnostic.help(msg!("set `accept_by: {day}`, the day before the second invoice", day = earlier));
    }
    let free = cx.free_from(days::later(last_day, 1));
    let but_first = early.get(1..).unwrap_or_default();
    found.push(diagnostic.help(match cx.one_move(but_first, free).or_else(|| cx.one_move(&early, free)) {
        Some(one) => one,
        None => msg!("move all but one of them to {day} or later", day = free),
    }));
}

/// The last day to accept that leaves one invoice before it, if the offer can still expire then.
fn earlier_expiry(cx: &Context<'_>, second: &Installment) -> Option<NaiveDate> {
    let day = second.date.pred_opt()?;
    let accepted = cx.offer.accepted.get().is_none_or(|accepted| *accepted <= day);
    (day >= cx.contract.reference_day? && accepted).then_some(day)
}
