//! Rounds exact rationals to amounts, down or half-up to a step; and the offer's rounding rule.

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::ToPrimitive;
use rust_decimal::Decimal;

use super::choice::Leftover;
use super::fields::Field;
use super::keys::{Codec, Mapping, table};
use super::reader::{Reader, Slot};
use super::values::Positive;
use super::yaml::Yaml;
use super::{Currency, Shape};
use crate::text::source::Span;

table! {
    /// How a split is made exact.
    pub struct Rounding at span = "rounding", "`rounding`";
    /// Every share is a multiple of this amount; one minor unit of the currency by default.
    step: Field<Decimal> as Positive = optional "step",
    /// Who takes what rounding down leaves; the last installment by default.
    leftover: Field<Leftover> as Leftover = optional "leftover",
}

/// A mapping that is empty if absent.
#[derive(Debug)]
pub(crate) struct Inline<M>(std::marker::PhantomData<M>);

impl<M: Mapping + Clone + std::fmt::Debug + Default + PartialEq> Codec for Inline<M> {
    type Held = M;
    const SHAPE: Shape = Shape::Table(M::TABLE);

    fn read<'d, 's>(reader: &mut Reader<'d, 's>, slot: Slot<'d, 's>, _: &str) -> M {
        match slot {
            Slot::Empty => M::default(),
            Slot::Broken => Self::invalid(),
            Slot::Filled(entry) => {
                M::read_mapping(reader, &entry.value).unwrap_or_else(|| M::invalid(entry.value.span))
            }
        }
    }

    fn invalid() -> M {
        M::invalid(Span::NOWHERE)
    }

    fn write(held: &M, currency: Option<Currency>) -> Option<Yaml> {
        let pairs = held.pairs(currency);
        (!pairs.is_empty()).then_some(Yaml::Mapping(pairs))
    }

    fn is_read(held: &M) -> bool {
        held.is_complete()
    }
}

/// The exact rational of a decimal.
pub fn rational(value: Decimal) -> BigRational {
    BigRational::new(BigInt::from(value.mantissa()), BigInt::from(10).pow(value.scale()))
}

/// Rounds down to a multiple of `step`. `None` if the step is zero, or the result has more digits than
/// an amount can hold.
pub fn rounded_down(exact: &BigRational, step: Decimal) -> Option<Decimal> {
    to_steps(exact, step, |steps| steps.floor())
}

/// Rounds to the nearest multiple of `step`, ties up. None as in [`rounded_down`].
pub fn rounded_half_up(exact: &BigRational, step: Decimal) -> Option<Decimal> {
    let half = BigRational::new(BigInt::from(1), BigInt::from(2));
    to_steps(exact, step, |steps| (steps + half).floor())
}

fn to_steps(
    exact: &BigRational,
    step: Decimal,
    round: impl FnOnce(BigRational) -> BigRational,
) -> Option<Decimal> {
    if step.is_zero() {
        return None;
    }
    let whole = round(exact / rational(step)).to_integer().to_i128()?;
    Decimal::try_from_i128_with_scale(step.mantissa().checked_mul(whole)?, step.scale()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exact(text: &str) -> BigRational {
        rational(Decimal::from_str_exact(text).unwrap())
    }

    #[test]
    fn the_middle_goes_up_and_everything_below_it_down() {
        let yen = Decimal::new(1, 0);
        let half_up = |text: &str| rounded_half_up(&exact(text), yen).unwrap().to_string();
        assert_eq!(half_up("1499.5"), "1500");
        assert_eq!(half_up("1499.4999"), "1499");
        assert_eq!(rounded_down(&exact("1499.9999"), yen).unwrap().to_string(), "1499");
    }

    #[test]
    fn no_step_gives_no_amount() {
        assert_eq!(rounded_down(&exact("1"), Decimal::ZERO), None);
    }
}
