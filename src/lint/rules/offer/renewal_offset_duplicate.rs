//! Two renewal installments at one time.

use std::collections::BTreeMap;

use crate::lint::rules::Context;
use crate::offer::{Field, RenewalPart};
use crate::text::diagnostic::Diagnostic;
use crate::text::message::msg;
use crate::text::source::Span;

rule! {
    /// Two installments of the renewal have the same `after` and the same `day`.
    ///
    /// ## Why
    /// The marketplace allows one installment for each time after the start of the renewed term: each
    /// pair of `after` and `day` once. `1 year` and `12 months` are the same time.
    ///
    /// ## What to do
    /// Move one of them, or combine both percentages in one installment.
    ///
    /// ### Fails
    /// ```yaml
    /// renewal:
    ///   times: 1
    ///   price_increase: 5%
    ///   installments:
    ///     - {after: 0 months, percent: 50%}
    ///     - {after: 12 months, percent: 25%}
    ///     - {after: 1 year, percent: 25%}
    /// ```
    ///
    /// ### Passes
    /// ```yaml
    /// renewal:
    ///   times: 1
    ///   price_increase: 5%
    ///   installments:
    ///     - {after: 0 months, percent: 50%}
    ///     - {after: 12 months, percent: 25%, day: 1}
    ///     - {after: 12 months, percent: 25%, day: 15}
    /// ```
    name: "renewal-offset-duplicate",
    level: Error,
    codes: ["DUPLICATE_CHARGE_DATE_OFFSETS"],
    reference: "Catalog API, Work with private offers, UpdateRenewalTerms",
    check: check,
}

fn check(cx: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let Some(parts) = cx.offer.renewal.get().and_then(|renewal| renewal.installments.get()) else { return };
    let mut by_time: BTreeMap<_, Vec<&RenewalPart>> = BTreeMap::new();
    for part in parts {
        if let Some(after) = part.after.get().filter(|_| !part.day.is_invalid()) {
            by_time.entry((*after, part.day.get())).or_default().push(part);
        }
    }
    for ((after, day), parts) in by_time {
        let [first, second, others @ ..] = parts.as_slice() else { continue };
        let when = match day {
            Some(day) => msg!("on day {day}, {after} after the start", day, after),
            None => msg!("{after} after the start", after),
        };
        let mut diagnostic = RULE
            .at(
                place(second),
                msg!("{count} installments of the renewal are {when}", count = parts.len(), when),
            )
            .label(msg!("again"))
            .also(place(first), msg!("invoiced {when}", when));
        for another in others.iter().take(3) {
            diagnostic = diagnostic.also(place(another), msg!("and again"));
        }
        found
            .push(diagnostic.help(msg!("move one of them, or combine their percentages in one installment")));
    }
}

fn place(part: &RenewalPart) -> Span {
    match &part.after {
        Field::Given(after) => after.span,
        Field::Absent | Field::Invalid => part.span,
    }
}
