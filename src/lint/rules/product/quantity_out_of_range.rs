//! A quantity that cannot be granted.

use rust_decimal::Decimal;

use crate::lint::rules::{Context, dimensions};
use crate::offer::Dimension;
use crate::text::diagnostic::Diagnostic;
use crate::text::source::Span;

rule! {
    /// A dimension's `quantity` is not whole, or out of range.
    ///
    /// ## Why
    /// An offer with a payment schedule grants a fixed number of units of each dimension: a whole
    /// number from 1 to 2,147,483,646.
    ///
    /// ## What to do
    /// Write the number of units. A dimension of which the buyer takes none has no `quantity`: with
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
            format!(
                "the quantity of {} is {number}, but must be from 1 to {most} and whole",
                dimensions::name(dimension)
            )
        }
        _ => format!("the quantities of {} dimensions are not whole numbers from 1 to {most}", wrong.len()),
    };
    let mut diagnostic = RULE.at(*span, message).label(label(why, most));
    for (_, span, why) in others.iter().take(3) {
        diagnostic = diagnostic.also(*span, label(why, most));
    }
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

fn label(why: &Wrong, most: Decimal) -> String {
    match why {
        Wrong::Fraction(_) => "not whole".to_owned(),
        Wrong::TooSmall(_) => "less than 1".to_owned(),
        Wrong::TooLarge(_) => format!("more than {most}"),
    }
}

fn help(why: &Wrong, most: Decimal) -> String {
    match why {
        Wrong::Fraction(number) if *number > Decimal::ONE && *number < most => {
            format!("write `quantity: {}` or `quantity: {}`", number.floor(), number.ceil())
        }
        Wrong::TooSmall(_) | Wrong::Fraction(_) => {
            "write `quantity: 1` or more, or delete the dimension".to_owned()
        }
        Wrong::TooLarge(_) => format!("write `quantity: {most}` or less"),
    }
}
