//! A first invoice long after the offer can be accepted.

use crate::lint::rules::{Context, days};
use crate::text::diagnostic::Diagnostic;
use crate::text::message::msg;

rule! {
    /// The first installment is invoiced long after the last day to accept.
    ///
    /// ## Why
    /// Until the first invoice the buyer has the product without paying. That may be a concession,
    /// or a wrong year in a date.
    ///
    /// ## What to do
    /// Bring the first invoice forward, or raise the number of days.
    ///
    /// ## Options
    /// `days_after_acceptance`: the most days from `accept_by` to the first invoice, 60 if it is not
    /// set. The rule is off until the configuration gives it a level.
    ///
    /// ### Fails
    /// ```yaml
    /// accept_by: 2026-12-31
    /// installments:
    ///   - {invoice_date: 2027-03-02, amount: 360000.00}
    /// ```
    ///
    /// ### Passes
    /// ```yaml
    /// accept_by: 2026-12-31
    /// installments:
    ///   - {invoice_date: 2027-03-01, amount: 360000.00}
    /// ```
    name: "invoice-long-after-acceptance",
    level: Off,
    reference: "our own: the marketplace lets the first invoice come at any time of the contract",
    check: check,
}

fn check(cx: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let (Some(accept_by), Some(first)) = (cx.offer.accept_by.spanned(), cx.first()) else { return };
    let most = cx.options.days_after_acceptance;
    let latest = days::later(accept_by.value, most);
    // While an entry's dates are unknown, another installment may come first.
    if first.date <= latest || !cx.schedule.dates_complete {
        return;
    }
    let days = first.date.signed_duration_since(accept_by.value).num_days();
    found.push(
        RULE.at(
            cx.date_span(first),
            msg!(
                "the first invoice comes {days} days after the last day to accept, more than {most}",
                days,
                most
            ),
        )
        .label(msg!("invoiced on {which}", which = cx.which(first)))
        .also(accept_by.span, msg!("the last day to accept"))
        .help(msg!("{change} or earlier", change = cx.move_to(first, latest))),
    );
}
