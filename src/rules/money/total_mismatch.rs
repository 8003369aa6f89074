//! Installments that do not add up to the total.

use crate::diagnostic::{Diagnostic, Edit, Fix};
use crate::offer::{Amount, Entry, exact_sub};
use crate::rules::Context;

rule! {
    /// The installments do not add up to the offer's `total`.
    ///
    /// ## Why
    /// The marketplace has no total: the buyer is billed what the schedule says, to the cent. In
    /// the file, `total` is what was agreed; a schedule that says something else bills the wrong
    /// amount, and once released it can never be changed.
    ///
    /// ## What to do
    /// Change the installment that is wrong, let one entry take the `remainder`, or set `total` to
    /// the sum. The last is offered as an unsafe fix, because it changes what was agreed.
    ///
    /// ### Fails
    /// ```yaml
    /// total: 120000.00
    /// installments:
    ///   - {first: 2027-01-31, every: month, day: last, times: 11, amount: 10000.00}
    /// ```
    ///
    /// ### Passes
    /// ```yaml
    /// total: 120000.00
    /// installments:
    ///   - {first: 2027-01-31, every: month, day: last, times: 12, amount: 10000.00}
    /// ```
    name: "total-mismatch",
    level: Error,
    reference: "Seller Guide, Installment plans: the buyer is invoiced each scheduled amount",
    fix: Unsafe,
    check: check,
}

fn check(cx: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let offer = cx.offer;
    let (Some(total), Some(sum)) = (offer.total.spanned(), cx.schedule.total()) else { return };
    // Shares alone are judged by `percentages-not-100`, which names the gap in percent.
    let shares_miss = cx.schedule.shares.as_ref().is_some_and(|s| *s != crate::offer::Share::whole());
    if sum == total.value || cx.schedule.installments.is_empty() || shares_miss {
        return;
    }
    let Some(difference) = exact_sub(total.value, sum) else { return };
    let (gap, word) = if difference.is_sign_negative() { (-difference, "too much") } else { (difference, "missing") };
    let mut diagnostic = RULE
        .at(
            total.span,
            format!("installments add up to {}, but the total is {}", offer.money(sum), offer.money(total.value)),
        )
        .label("declared here");
    if let Some((span, words)) = culprit(cx) {
        diagnostic = diagnostic.also(span, words);
    }
    if let Some(way_out) = closing_line(cx, difference) {
        diagnostic = diagnostic.help(way_out);
    }
    let text = offer.digits(sum);
    found.push(
        diagnostic
            .help(format!("set `total: {text}`"))
            .note(format!("{} {word}; the buyer is billed exactly as scheduled", offer.money(gap)))
            .fix(Fix::unsafe_("set the total to the sum", vec![Edit { span: total.span, text }])),
    );
}

/// The entry that bills most, with what it bills: where people look first.
fn culprit(cx: &Context<'_>) -> Option<(crate::source::Span, String)> {
    let entries = cx.offer.installments.get()?;
    let sum_of = |at: usize| {
        let own = cx.schedule.installments.iter().filter(move |i| i.entry == at);
        Some((own.clone().count(), crate::offer::exact_sum(own.filter_map(|i| i.amount))?))
    };
    let (at, (count, sum)) = (0..entries.len()).filter_map(|at| Some((at, sum_of(at)?))).max_by_key(|(at, (_, sum))| (*sum, std::cmp::Reverse(*at)))?;
    let span = entries.get(at)?.span().first_line(cx.file.text());
    let plural = if count == 1 { "" } else { "s" };
    Some((span, format!("{count} installment{plural}, {}", cx.offer.money(sum))))
}

/// What to change in the schedule so that it comes to the total.
fn closing_line(cx: &Context<'_>, difference: rust_decimal::Decimal) -> Option<String> {
    for entry in cx.offer.installments.get()? {
        let Entry::Series(series) = entry else { continue };
        let (Some(Amount::Fixed(each)), Some(times), None) =
            (series.amount.get(), series.times.get(), series.raise.get())
        else {
            continue;
        };
        let more = difference.checked_div(*each)?;
        let now = rust_decimal::Decimal::from(*times).checked_add(more)?;
        if more.fract().is_zero() && now >= rust_decimal::Decimal::ONE {
            let verb = if more.is_sign_negative() { "lower" } else { "raise" };
            return Some(format!("{verb} `times` to {}", now.normalize()));
        }
    }
    let last = cx.last()?;
    let single = last.count == 1;
    let closed = crate::offer::exact_add(last.amount?, difference)?;
    (single && !closed.is_sign_negative())
        .then(|| format!("set the installment of {} to `amount: {}`", last.date, cx.offer.digits(closed)))
}
