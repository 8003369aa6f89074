//! An offer that can still be accepted when its contract would be over.

use chrono::NaiveDate;

use crate::diagnostic::Diagnostic;
use crate::offer::Term;
use crate::rules::{Context, days};

rule! {
    /// The last day to accept does not lie before the end of the contract.
    ///
    /// ## Why
    /// The marketplace wants the offer to expire before the contract ends. A term such as
    /// `1 month` is counted from the day of release, as if the buyer accepted at once. Where a
    /// start is written, the offer must expire even before that: `start-before-acceptance` says so.
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
    let (Some(accept_by), Some(term), Some(released)) =
        (cx.offer.accept_by.spanned(), cx.offer.term.spanned(), cx.contract.reference_day)
    else {
        return;
    };
    let last_day = accept_by.value;
    let Some(end) = end(&term.value, released).filter(|end| last_day >= *end) else { return };
    let (span, words) = match &term.value {
        Term::For(duration) => {
            (term.span, format!("{duration} from {}, until {end}", cx.reference_words(released)))
        }
        _ => (days::end_span(&term.value).unwrap_or(term.span), format!("the contract ends on {end}")),
    };
    let mut diagnostic = RULE
        .at(
            accept_by.span,
            format!("the last day to accept, {last_day}, does not lie before the contract's end on {end}"),
        )
        .label("expires at the end of this day")
        .also(span, words);
    let accepted = cx.offer.accepted.get().copied().unwrap_or(released);
    if let Some(earlier) = end.pred_opt().filter(|day| *day >= released.max(accepted)) {
        diagnostic = diagnostic.help(format!("set `accept_by: {earlier}` or earlier"));
    }
    if let Some(longer) = cx.term_past(released, last_day) {
        diagnostic = diagnostic.help(longer);
    }
    found.push(diagnostic);
}

/// The end that the marketplace holds against the last day to accept.
fn end(term: &Term, released: NaiveDate) -> Option<NaiveDate> {
    match term {
        Term::For(duration) => Some(duration.after(released)),
        Term::Until { end } => Some(end.value),
        Term::Dates { .. } | Term::From { .. } => None,
    }
}
