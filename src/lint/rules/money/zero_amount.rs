//! An installment of zero.

use crate::lint::rules::Context;
use crate::offer::Portion;
use crate::schedule::{AmountOrigin, Installment};
use crate::text::diagnostic::Diagnostic;
use crate::text::message::msg;

rule! {
    /// An installment is zero.
    ///
    /// ## Why
    /// The marketplace allows an installment of 0, but it uses one of the 60 installments and, if it is
    /// before the last day to accept, the only one allowed there. Usually it is a forgotten amount, or a
    /// split so small that some shares round down to nothing.
    ///
    /// ## What to do
    /// Write the amount, or delete the entry. For a split, have fewer installments or a smaller
    /// `rounding.step`. A replacement offer that must keep a schedule but bills nothing may say so:
    /// `# paysched: allow(zero-amount) nothing is left to bill`.
    ///
    /// ### Fails
    /// ```yaml
    /// installments:
    ///   - {invoice_date: 2026-12-15, amount: 0.00}
    ///   - {first: 2027-01-31, every: month, day: last, times: 30, split: remainder}
    /// ```
    ///
    /// ### Passes
    /// ```yaml
    /// installments:
    ///   - {invoice_date: 2026-12-15, amount: 0.01}
    ///   - {first: 2027-01-31, every: month, day: last, times: 30, split: remainder}
    /// ```
    name: "zero-amount",
    level: Warning,
    reference: "our own: the marketplace takes a `ChargeAmount` of 0 (Catalog API, its published pattern)",
    check: check,
}

fn check(cx: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let is_zero = |installment: &Installment| installment.amount.is_some_and(|amount| amount.is_zero());
    for (entry, installments) in cx.schedule.by_entry(is_zero) {
        let Some(first) = installments.first() else { continue };
        let message = match (installments.len(), first.count) {
            (1, _) => msg!("the installment of {which} bills nothing", which = cx.which(first)),
            (zero, all) if zero == all => msg!("all {all} installments bill nothing", all),
            (zero, all) => msg!(
                "{zero} of {all} installments bill nothing, from {date} on",
                zero,
                all,
                date = first.date
            ),
        };
        let written = cx.offer.installments.get().and_then(|entries| entries.get(entry)?.amount().get());
        let (label, way_out) = match (&first.amount_origin, written) {
            (AmountOrigin::Remainder, _) | (AmountOrigin::Split { .. }, Some(Portion::Remainder))
                if installments.len() == first.count =>
            {
                (msg!("nothing remains"), msg!("delete this entry, or raise `total`"))
            }
            (AmountOrigin::Split { .. }, _) => {
                (msg!("too little for so many"), msg!("use fewer installments, or a smaller `rounding.step`"))
            }
            (AmountOrigin::Share(_), Some(Portion::Share(share))) if !share.is_zero() => {
                (msg!("rounds down to zero"), msg!("write a larger share, or delete this entry"))
            }
            _ => (msg!("nothing"), msg!("write what is to be billed, or delete this entry")),
        };
        found.push(RULE.at(cx.amount_span(first), message).label(label).help(way_out));
    }
}
