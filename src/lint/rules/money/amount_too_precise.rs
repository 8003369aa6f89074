//! Amounts too precise for the currency, or off the offer's step.

use crate::lint::rules::Context;
use crate::offer::{Amount, Currency, Entry, Field, Portion};
use crate::text::diagnostic::Diagnostic;
use crate::text::message::{Message, count, msg};
use crate::text::source::Spanned;

rule! {
    /// An amount has more decimals than its currency, or is not a multiple of `rounding.step`.
    ///
    /// ## Why
    /// The marketplace allows at most two decimals, zeros included, and refuses a change set with more
    /// at once. A yen has no decimals at all; the marketplace's pattern would let `1000.50` pass, but
    /// nobody can pay it. And `rounding.step` promises that billed amounts are multiples of the step: an
    /// amount off the step breaks that promise.
    ///
    /// ## What to do
    /// Write the amount with the currency's decimals (two for USD, none for JPY) and, if there is a
    /// step, as a multiple of it. The total need not be a multiple of the step, nor what a series
    /// divides as its `split`: `rounding.leftover` decides which installment takes the leftover.
    ///
    /// ### Fails
    /// ```yaml
    /// total: 120000.00
    /// installments:
    ///   - {first: 2026-12-15, every: year, times: 3, amount: 40000.000}
    /// ```
    /// ```yaml
    /// currency: JPY
    /// total: 120000
    /// rounding: {step: 1000}
    /// installments:
    ///   - {invoice_date: 2026-12-15, amount: 12500}
    ///   - {first: 2027-01-31, every: month, day: last, times: 12, split: remainder}
    /// ```
    ///
    /// ### Passes
    /// ```yaml
    /// total: 120000.00
    /// installments:
    ///   - {first: 2026-12-15, every: year, times: 3, amount: 40000.00}
    /// ```
    /// ```yaml
    /// currency: JPY
    /// total: 120500
    /// rounding: {step: 1000}
    /// installments:
    ///   - {invoice_date: 2026-12-15, amount: 12000}
    ///   - {first: 2027-01-31, every: month, day: last, times: 12, split: remainder}
    /// ```
    name: "amount-too-precise",
    level: Error,
    reference: "Catalog API, the published pattern of `ChargeAmount`: at most two decimals, whatever the currency; \
        that JPY has none, and the step, are our own",
    check: check,
}

fn check(cx: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let Some(currency) = cx.offer.currency.get() else { return };
    let step = cx.offer.rounding.step.spanned();
    for written in [cx.offer.total.spanned(), step].into_iter().flatten() {
        found.extend(too_many_decimals(cx, currency, written));
    }
    let step = step.filter(|step| step.value.scale() <= currency.decimals());
    for entry in cx.offer.installments.get().into_iter().flatten() {
        let Field::Given(Spanned { value: Portion::Fixed(amount), span }) = entry.amount() else { continue };
        let written = Spanned::new(*amount, *span);
        let step = step.filter(|_| !is_split(entry));
        let off_step = || step.and_then(|step| off_the_step(cx, &written, step));
        let billed = |diagnostic: Diagnostic| diagnostic.note(source(currency));
        found.extend(too_many_decimals(cx, currency, &written).map(billed).or_else(off_step));
    }
}

/// Whether a value has digits below the smallest unit of the offer's currency. Such a value cannot be
/// billed, so its effect on a sum is reported by this rule.
pub(super) fn is_below_the_unit(cx: &Context<'_>, value: Amount) -> bool {
    cx.offer.currency.get().is_some_and(|currency| value.normalized().scale() > currency.decimals())
}

fn is_split(entry: &Entry) -> bool {
    matches!(entry, Entry::Series(series) if series.amount.is_absent())
}

fn too_many_decimals(cx: &Context<'_>, currency: &Currency, written: &Spanned<Amount>) -> Option<Diagnostic> {
    let (value, has, may) = (written.value, written.value.scale(), currency.decimals());
    if has <= may {
        return None;
    }
    let decimals = count!(has, "decimal");
    let message = match may {
        0 => msg!("`{value}` has {decimals}, but {currency} has none", value, decimals, currency),
        _ => msg!("`{value}` has {decimals}, but {currency} has only {may}", value, decimals, currency, may),
    };
    let (low, high) = value.around(may);
    Some(
        RULE.at(written.span, message)
            .label(msg!("{count} too many", count = has - may))
            .help(either(cx, low, high)),
    )
}

/// The source of the limit.
fn source(currency: &Currency) -> Message {
    match currency.decimals() {
        0 => msg!(
            "{currency} has no unit below 1; the marketplace's own pattern would let two decimals pass",
            currency
        ),
        _ => msg!("the marketplace allows at most two decimals, zeros included"),
    }
}

fn off_the_step(cx: &Context<'_>, written: &Spanned<Amount>, step: &Spanned<Amount>) -> Option<Diagnostic> {
    let over = written.value.rest_of(step.value).filter(|over| !over.is_zero())?;
    let offer = cx.offer;
    let down = written.value.minus(over)?;
    let up = down.plus(step.value)?;
    let (amount, step_words) = (offer.money(written.value), offer.money(step.value));
    Some(
        RULE.at(
            written.span,
            msg!("{amount} is not a multiple of the step of {step}", amount, step = step_words),
        )
        .label(msg!("{over} over", over = offer.money(over)))
        .also(step.span, msg!("every amount is a multiple of this"))
        .help(either(cx, down, up)),
    )
}

/// The two values around the written one; never zero, which bills nothing.
fn either(cx: &Context<'_>, down: Amount, up: Amount) -> Message {
    let (low, high) = (cx.offer.digits(down), cx.offer.digits(up));
    if down == up || down.is_zero() {
        msg!("write `{high}`", high)
    } else {
        msg!("write `{low}` or `{high}`", low, high)
    }
}
