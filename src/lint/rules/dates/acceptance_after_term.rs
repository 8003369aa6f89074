//! An offer that can still be accepted when its contract would be over.

use crate::lint::rules::{Context, days};
use crate::text::diagnostic::Diagnostic;
use crate::text::message::msg;

rule! {
    /// The last day to accept is not before the end of the contract.
    ///
    /// ## Why
    /// The marketplace requires the offer to expire before the contract ends. A term such as `1 month`
    /// is counted from the day of release, as if the buyer accepted at once. If the term has a start,
    /// the offer must even expire before that: see `start-before-acceptance`.
    ///
    /// ## What to do
    /// Let the offer expire earlier, or the contract run longer.
    ///
    /// ### Fails
    /// ```yaml
    /// release: 2026-12-01
    /// accept_by: 2027-01-01
    /// term: 1 month
    /// installments:
    ///   - {invoice_date: 2026-12-15, amount: 360000.00}
    /// ```
    ///
    /// ### Passes
    /// ```yaml
    /// release: 2026-12-01
    /// accept_by: 2026-12-31
    /// term: 1 month
    /// installments:
    ///   - {invoice_date: 2026-12-15, amount: 360000.00}
    /// ```
    name: "acceptance-after-term",
    level: Error,
    codes: ["INVALID_AVAILABILITY_END_DATE", "MISSING_AVAILABILITY_END_DATE"],
    reference: "Catalog API, Work with private offers, UpdateAvailability",
    check: check,
}

fn check(cx: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let (Some(accept_by), Some(start), Some(released)) =
        (cx.offer.accept_by.spanned(), cx.contract.start, cx.contract.reference_day)
    else {
        return;
    };
    let last_day = accept_by.value;
    let Some(end) = days::expires_after_end(cx) else { return };
    let diagnostic = RULE
        .at(
            accept_by.span,
            msg!(
                "the last day to accept, {last_day}, is not before the contract end, {end}",
                last_day,
                end = cx.by_end(end)
            ),
        )
        .label(msg!("expires at the end of this day"));
    let mut diagnostic = cx.also_end(diagnostic);
    let accepted = cx.offer.accepted.get().copied().unwrap_or(released);
    if let Some(earlier) = end.pred_opt().filter(|day| *day >= released.max(accepted)) {
        diagnostic = diagnostic.help(msg!("set `accept_by: {earlier}` or earlier", earlier));
    }
    if let Some(longer) = cx.term_past(start, last_day) {
        diagnostic = diagnostic.help(longer);
    }
    found.push(diagnostic);
}
