//! More installments than a schedule may have.

use crate::lint::rules::Context;
use crate::text::diagnostic::Diagnostic;
use crate::text::message::msg;

rule! {
    /// The schedule has more installments than the marketplace allows.
    ///
    /// ## Why
    /// A payment schedule has 1 to 60 installments. The marketplace refuses a longer one entirely,
    /// minutes after it was sent.
    ///
    /// ## What to do
    /// Bill less often, for example quarterly instead of monthly, or combine several small invoices.
    ///
    /// ### Fails
    /// ```yaml
    /// installments:
    ///   - {first: 2026-12-31, every: 2 weeks, times: 61, split: remainder}
    /// ```
    ///
    /// ### Passes
    /// ```yaml
    /// installments:
    ///   - {first: 2026-12-31, every: 2 weeks, times: 60, split: remainder}
    /// ```
    name: "too-many-installments",
    level: Error,
    codes: ["TOO_MANY_CHARGES", "TOO_MANY_SCHEDULED_PAYMENTS"],
    reference: "Catalog API, Work with private offers, UpdatePaymentScheduleTerms: `Schedule` has 1 to 60 items; Seller Guide, Installment plans",
    check: check,
}

fn check(cx: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let limit = cx.limits.installments;
    let count = cx.schedule.installments.len();
    let surplus: Vec<_> = cx.schedule.installments.iter().skip(limit).collect();
    let Some(over) = surplus.first() else { return };
    let diagnostic = RULE
        .at(
            cx.date_span(over),
            msg!("{count} installments, but a schedule has at most {limit}", count, limit),
        )
        .label(msg!("number {position} is invoiced on {which}", position = limit + 1, which = cx.which(over)))
        .help(match cx.fewer_before(&surplus, over.date) {
            Some(fewer) => fewer,
            None => {
                msg!("bill less often, or combine invoices, to have {count} fewer", count = surplus.len())
            }
        });
    found.push(cx.note_later_limit(diagnostic, |limits| limits.installments));
}
