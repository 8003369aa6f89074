//! A quantity that cannot be granted.

use crate::lint::rules::{Context, dimensions};
use crate::offer::Dimension;
use crate::text::diagnostic::Diagnostic;
use crate::text::message::{Message, msg};
use crate::text::source::Span;
use rust_decimal::Decimal;

rule! {
    /// A dimension's `quantity` is not whole, or out of range.
    ///
    /// ## Why
    /// An offer with a payment schedule grants a fixed number of units of each dimension: a whole
    /// number from 1 to 2,147,483,646.
    ///
    /// ## What to do
    /// Write the number of units. A dimension that the buyer does not take has no `quantity`: with
    /// `prices` it is a price list, with an `overage` it is metered.
    ///
    /// ### Fails
    /// ```yaml
    /// pricing:
    ///   dimensions:
    ///     - {key: users, quantity: 0}
    /// ```
    ///
    /// ### Passes
    /// ```yaml
    /// pricing:
    ///   dimensions:
    ///     - {key: users, quantity: 25}
    ///     - {key: api_calls, overage: 0.00002}
    /// ```
    name: "quantity-out-of-range",
    level: Error,
    codes: ["INVALID_GRANTS"],
    reference: "Catalog API, Work with private offers, UpdatePricingTerms: `MaxQuantity`",
    check: check,
}

/// What is wrong with a quantity.
enum Wrong {
    Fraction(Decimal),
    TooSmall(Decimal),
    TooLarge(Decimal),
}

fn check(cx: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let most = cx.limits.quantity;
    let wrong: Vec<(&Dimension, Span, Wrong)> =
        cx.dimensions().iter().filter_map(|dimension| wrong(dimension, most)).collect();
    let [(dimension, span, why), others @ ..] = wrong.as_slice() else { return };
    let message = match (others, why) {
        ([], Wrong::Fraction(number) | Wrong::TooSmall(number) | Wrong::TooLarge(number)) => {
            msg!(
                "the quantity of {dimension} is {number}, but must be from 1 to {most} and whole",
                dimension = dimensions::name(dimension),
                number,
                most
            )
        }
        _ => msg!(
            "the quantities of {count} dimensions are not whole numbers from 1 to {most}",
            count = wrong.len(),
            most
        ),
    };
    let mut diagnostic = RULE.at(*span, message).label(label(why, most));
    for (_, span, why) in others.iter().take(3) {
        diagnostic = diagnostic.also(*span, label(why, most));
    }
    cx.total_is_explained(found);
    found.push(diagnostic.help(help(why, most)));
}

fn wrong(dimension: &Dimension, most: Decimal) -> Option<(&Dimension, Span, Wrong)> {
    let written = dimension.quantity.spanned()?;
    let why = match written.value {
        number if !number.fract().is_zero() => Wrong::Fraction(number),
        number if number < Decimal::ONE => Wrong::TooSmall(number),
        number if number > most => Wrong::TooLarge(number),
        _ => return None,
    };
    Some((dimension, written.span, why))
}

fn label(why: &Wrong, most: Decimal) -> Message {
    match why {
        Wrong::Fraction(_) => msg!("not whole"),
        Wrong::TooSmall(_) => msg!("less than 1"),
        Wrong::TooLarge(_) => msg!("more than {most}", most),
    }
}

fn help(why: &Wrong, most: Decimal) -> Message {
    match why {
        Wrong::Fraction(number) if *number > Decimal::ONE && *number < most => {
            msg!("write `quantity: {low}` or `quantity: {high}`", low = number.floor(), high = number.ceil(),)
        }
        Wrong::TooSmall(_) | Wrong::Fraction(_) => {
            msg!("write `quantity: 1` or more, or delete the dimension")
        }
        Wrong::TooLarge(_) => msg!("write `quantity: {most}` or less", most),
    }
}
