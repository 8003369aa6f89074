//! Percentages of a renewed term that are not the whole.

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{Signed, Zero};

use crate::diagnostic::Diagnostic;
use crate::offer::Share;
use crate::rules::{Context, text};

rule! {
    /// The percentages of the renewal's installments do not add up to 100.
    ///
    /// ## Why
    /// What a renewed term costs is known only when it is renewed, so its installments are
    /// percentages of it. The marketplace wants exactly 100 of them, with two decimals at most.
    ///
    /// ## What to do
    /// Let one of them take the rest: thirds are `33.33%`, `33.33%` and `33.34%`.
    ///
    /// ### Fails
    /// ```yaml
    /// renewal:
    ///   times: 1
    ///   price_increase: 5%
    ///   installments:
    ///     - {after: 0 months, percent: 50%}
    ///     - {after: 6 months, percent: 45%}
    /// ```
    ///
    /// ### Passes
    /// ```yaml
    /// renewal:
    ///   times: 1
    ///   price_increase: 5%
    ///   installments:
    ///     - {after: 0 months, percent: 50%}
    ///     - {after: 6 months, percent: 50%}
    /// ```
    name: "renewal-percentages-not-100",
    level: Error,
    codes: ["INVALID_CHARGE_PERCENTAGES"],
    reference: "Catalog API, Work with private offers, UpdateRenewalTerms",
    check: check,
}

fn check(cx: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let parts = cx.offer.renewal.get().and_then(|renewal| renewal.installments.get());
    let percents =
        parts.and_then(|parts| parts.iter().map(|part| part.percent.spanned()).collect::<Option<Vec<_>>>());
    let Some((last, before)) = percents.as_deref().and_then(<[_]>::split_last) else { return };
    let sum = before.iter().fold(last.value.0.clone(), |sum, percent| sum + &percent.value.0);
    let gap = &Share::whole().0 - &sum;
    if gap.is_zero() {
        return;
    }
    let count = before.len() + 1;
    let what = if gap.is_positive() { "missing" } else { "too much" };
    let mut diagnostic = RULE
        .at(last.span, format!("the renewal's installments add up to {}, not to 100%", Share(sum).words()))
        .label(format!("{} {what} after {}", Share(gap.abs()).words(), text::count(count, "installment")));
    let right = &last.value.0 + &gap;
    diagnostic = if right.is_positive() && has_two_decimals(&right) {
        diagnostic.help(format!("write `percent: {}` here, or change another one", Share(right).words()))
    } else {
        diagnostic.help("change the percentages so that they add up to 100%, with two decimals at most")
    };
    found.push(diagnostic);
}

/// Whether a share is a percentage of at most two decimals, as the marketplace takes it.
fn has_two_decimals(share: &BigRational) -> bool {
    (share * BigRational::from_integer(BigInt::from(10_000))).is_integer()
}
