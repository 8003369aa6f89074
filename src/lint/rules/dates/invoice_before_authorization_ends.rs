//! An invoice of a resale authorization before the authorization expires.

use chrono::NaiveDate;

use crate::lint::rules::{Context, days};
use crate::offer::Kind;
use crate::text::diagnostic::Diagnostic;
use crate::text::message::msg;

rule! {
    /// An installment of a resale authorization is invoiced before the authorization has expired.
    ///
    /// ## Why
    /// A resale authorization with a payment schedule must expire before the first invoice. That is
    /// stricter than for an offer, which may have one invoice before the last day to accept.
    ///
    /// ## What to do
    /// Let the authorization expire earlier, or move the invoices to the days after `accept_by`.
    ///
    /// ### Fails
    /// ```yaml
    /// kind: resale_authorization
    /// accept_by: 2026-12-31
    /// installments:
    ///   - {invoice_date: 2026-12-31, amount: 60000.00}
    ///   - {invoice_date: 2027-06-30, amount: 300000.00}
    /// ```
    ///
    /// ### Passes
    /// ```yaml
    /// kind: resale_authorization
    /// accept_by: 2026-12-31
    /// installments:
    ///   - {invoice_date: 2027-01-01, amount: 60000.00}
    ///   - {invoice_date: 2027-06-30, amount: 300000.00}
    /// ```
    name: "invoice-before-authorization-ends",
    level: Error,
    codes: ["INVALID_AVAILABILITY_END_DATE"],
    reference: "Catalog API, Work with resale authorizations, UpdateAvailability",
    check: check,
}

fn check(cx: &Context<'_>, found: &mut Vec<Diagnostic>) {
    if cx.offer.kind() != Some(Kind::ResaleAuthorization) {
        return;
    }
    let Some(accept_by) = cx.offer.accept_by.spanned() else { return };
    // A last day beyond the contract is `acceptance-after-term`.
    if days::expires_after_end(cx).is_some() {
        return;
    }
    let last_day = accept_by.value;
    // What is not even after the release is `invoice-date-in-past`.
    let is_early = |day: NaiveDate| day <= last_day && cx.contract.reference_day.is_none_or(|r| day > r);
    let early: Vec<_> = cx.schedule.installments.iter().filter(|i| is_early(i.date)).collect();
    let [first, others @ ..] = early.as_slice() else { return };
    let message = match early.len() {
        1 => msg!(
            "the invoice date {date} is before the authorization expires, at the end of {last_day}",
            date = first.date,
            last_day,
        ),
        count => msg!(
            "{count} invoice dates are before the authorization expires, at the end of {last_day}",
            count,
            last_day,
        ),
    };
    let diagnostic = RULE
        .at(cx.date_span(first), message)
        .label(msg!("invoiced on {which}", which = cx.which(first)))
        .also(accept_by.span, msg!("expires at the end of this day"));
    let mut diagnostic = cx.also_invoiced(diagnostic, others.iter().copied(), 3);
    if let Some(earlier) =
        first.date.pred_opt().filter(|day| cx.contract.reference_day.is_some_and(|r| *day >= r))
    {
        diagnostic = diagnostic.help(msg!("set `accept_by: {earlier}` or earlier", earlier));
    }
    // An authorization that has expired before it is released needs dates after its release.
    let after = cx.contract.reference_day.map_or(last_day, |day| day.max(last_day));
    let free = cx.free_from(days::later(after, 1));
    found.push(diagnostic.help(cx.move_all(&early, free)));
}
