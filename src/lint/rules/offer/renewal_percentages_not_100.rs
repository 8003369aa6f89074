//! Percentages of a renewed term that do not add up.

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{Signed, Zero};

use crate::lint::rules::Context;
use crate::offer::{Share, percentage};
use crate::text::diagnostic::Diagnostic;
use crate::text::message::{count, msg};
use crate::text::source::Spanned;

rule! {
    /// The percentages of the renewal's installments do not add up to 100, or cannot as they are written.
    ///
    /// ## Why
    /// What a renewed term costs is known only when it is renewed, so its installments are percentages
    /// of it. The marketplace requires exactly 100%, each at least 0.01% with at most two decimals; so
    /// thirds with three decimals never add up.
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
    /// ```yaml
    /// renewal:
    ///   times: 1
    ///   price_increase: 5%
    ///   installments:
    ///     - {after: 0 months, percent: 33.333%}
    ///     - {after: 4 months, percent: 33.333%}
    ///     - {after: 8 months, percent: 33.334%}
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
    let sum = before.iter().fold(last.value.exact().clone(), |sum, percent| sum + percent.value.exact());
    let gap = Share::whole().exact() - &sum;
    if gap.is_zero() {
        found.extend(too_small(last, before).or_else(|| too_precise(last, before)));
        return;
    }
    let count = before.len() + 1;
    let installments = count!(count, "installment");
    let label = match (gap.is_positive(), percentage(&gap.abs())) {
        (true, gap) => msg!("{gap} missing after {installments}", gap, installments),
        (false, gap) => msg!("{gap} too much after {installments}", gap, installments),
    };
    let mut diagnostic = RULE
        .at(
            last.span,
            msg!("the renewal's installments add up to {sum}, not to 100%", sum = percentage(&sum)),
        )
        .label(label);
    let right = last.value.exact() + &gap;
    diagnostic = if right.is_positive() && has_two_decimals(&right) {
        diagnostic.help(msg!(
            "write `percent: {percent}` here, or change another one",
            percent = percentage(&right)
        ))
    } else {
        diagnostic.help(msg!("change the percentages so that they add up to 100%, with two decimals at most"))
    };
    found.push(diagnostic);
}

/// Installments below a hundredth of a percent.
fn too_small(last: &Spanned<Share>, before: &[&Spanned<Share>]) -> Option<Diagnostic> {
    let least = BigRational::new(BigInt::from(1), BigInt::from(10_000));
    let mut small = before.iter().copied().chain([last]).filter(|percent| *percent.value.exact() < least);
    let first = small.next()?;
    let message = msg!(
        "an installment of the renewal is {percent}, but 0.01% is the least",
        percent = first.value.words()
    );
    let diagnostic =
        RULE.at(first.span, message).label(msg!("too small")).help(msg!("delete this installment"));
    Some(small.take(3).fold(diagnostic, |diagnostic, other| diagnostic.also(other.span, msg!("nor this"))))
}

/// Percentages that add up, but have more decimals than the marketplace allows.
fn too_precise(last: &Spanned<Share>, before: &[&Spanned<Share>]) -> Option<Diagnostic> {
    let mut precise =
        before.iter().copied().chain([last]).filter(|percent| !has_two_decimals(percent.value.exact()));
    let first = precise.next()?;
    let message = msg!(
        "{percent} has more than two decimals, which the marketplace does not allow",
        percent = first.value.words()
    );
    let mut diagnostic = RULE.at(first.span, message).label(msg!("more than two decimals"));
    for other in precise.take(3) {
        diagnostic = diagnostic.also(other.span, msg!("more than two decimals"));
    }
    let down = |share: &BigRational| (share * hundredths()).floor() / hundredths();
    let rest = before
        .iter()
        .fold(Share::whole().exact().clone(), |rest, percent| rest - down(percent.value.exact()));
    Some(diagnostic.help(msg!(
        "write the first two decimals of each, and `percent: {percent}` in the last installment",
        percent = percentage(&rest)
    )))
}

/// Whether a share is a percentage of at most two decimals, as the marketplace requires.
fn has_two_decimals(share: &BigRational) -> bool {
    (share * hundredths()).is_integer()
}

/// The whole in hundredths of a percent.
fn hundredths() -> BigRational {
    BigRational::from_integer(BigInt::from(10_000))
}
