//! A term of a machine image or container that ends too soon after the offer expires.

use crate::lint::rules::{Context, days};
use crate::offer::Term;
use crate::text::diagnostic::Diagnostic;
use crate::text::message::msg;
use crate::text::source::Spanned;

rule! {
    /// The term of an AMI or container offer does not outlast the time to accept and the priced duration.
    ///
    /// ## Why
    /// For machine images and containers the marketplace requires the contract to run longer than the
    /// days from release to the last day to accept plus the duration of the price, so that a buyer who
    /// accepts last still gets the whole duration. It counts in days. Without `prices` an annual machine
    /// image counts as priced for 365 days, any other for one day.
    ///
    /// ## What to do
    /// Lengthen the term, or let the offer expire earlier.
    ///
    /// ### Fails
    /// ```yaml
    /// product: {id: prod-a6ml9texample, type: ami_contract}
    /// release: 2026-12-01
    /// accept_by: 2026-12-31
    /// term: 395 days
    /// installments:
    ///   - {invoice_date: 2026-12-15, amount: 360000.00}
    /// pricing:
    ///   dimensions:
    ///     - {key: m7g.large, quantity: 20, prices: {12 months: 18000.00}}
    /// ```
    ///
    /// ### Passes
    /// ```yaml
    /// product: {id: prod-a6ml9texample, type: ami_contract}
    /// release: 2026-12-01
    /// accept_by: 2026-12-31
    /// term: 396 days
    /// installments:
    ///   - {invoice_date: 2026-12-15, amount: 360000.00}
    /// pricing:
    ///   dimensions:
    ///     - {key: m7g.large, quantity: 20, prices: {12 months: 18000.00}}
    /// ```
    name: "term-shorter-than-acceptance-window",
    level: Error,
    codes: ["INVALID_AGREEMENT_DURATION"],
    reference: "Catalog API, Work with private offers, UpdateValidityTerms, note on `AgreementDuration`",
    check: check,
}

fn check(cx: &Context<'_>, found: &mut Vec<Diagnostic>) {
    if !cx.offer.product_type().is_some_and(|product| product.is_ami_or_container()) {
        return;
    }
    let (Some(Spanned { value: Term::For(duration), span }), Some(accept_by), Some(released)) =
        (cx.offer.term.spanned(), cx.offer.accept_by.spanned(), cx.contract.reference_day)
    else {
        return;
    };
    let Some((price_runs, priced)) = cx.offer.shortest_priced(released) else { return };
    let runs = duration.days_from(released);
    let window = accept_by.value.signed_duration_since(released).num_days();
    // An empty window has its own rule.
    if window < 0 || runs > window + price_runs {
        return;
    }
    // Counted from the reference day, so a different number tomorrow if that is the day of the check.
    let in_days = |days: i64| match days {
        1 => msg!("{number} day", number = cx.judged(days)),
        _ => msg!("{number} days", number = cx.judged(days)),
    };
    let mut diagnostic = RULE
        .at(
            *span,
            msg!(
                "the term is {term}, but must be longer than {window} to accept plus {price} priced",
                term = in_days(runs),
                window = in_days(window),
                price = in_days(price_runs),
            ),
        )
        .label(msg!("{term} from {day}", term = in_days(runs), day = cx.reference_words(released),))
        .also(accept_by.span, msg!("{window} later", window = in_days(window)));
    diagnostic = match priced {
        Some(priced) => diagnostic.also(priced, msg!("{price} priced", price = in_days(price_runs))),
        None => diagnostic.note(msg!(
            "without `prices`, {days} count as priced for this product",
            days = in_days(price_runs)
        )),
    };
    let needed = u32::try_from(window + price_runs + 1).map(|needed| days::later(released, needed));
    if let Some(longer) = needed.ok().and_then(|day| cx.lengthened(*duration, released, day)) {
        diagnostic = diagnostic.help(msg!("set `term: {longer}` or more", longer));
    }
    if let Ok(open) = u32::try_from(runs - price_runs - 1) {
        diagnostic =
            diagnostic.help(msg!("set `accept_by: {day}` or earlier", day = days::later(released, open)));
    }
    found.push(diagnostic);
}
