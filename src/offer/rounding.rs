//! Rounds exact rationals to amounts, down or half-up to a step; and the offer's rounding rule.

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::ToPrimitive;
use rust_decimal::{Decimal, RoundingStrategy};

use super::choice::Leftover;
use super::fields::Field;
use super::keys::{Codec, Mapping, table};
use super::reader::{Reader, Slot};
use super::values::Positive;
use super::yaml::Yaml;
use super::{Amount, Currency, Shape};
use crate::text::source::Span;

table! {
    /// How a split is made exact.
    pub struct Rounding at span = "rounding", "`rounding`";
    /// Every share is a multiple of this amount; one minor unit of the currency by default.
    step: Field<Amount> as Positive = optional "step",
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
pub(super) fn rational(value: Decimal) -> BigRational {
    BigRational::new(BigInt::from(value.mantissa()), BigInt::from(10).pow(value.scale()))
}

impl Amount {
    /// The amount as an exact rational.
    #[doc(hidden)]
    pub fn exact(self) -> BigRational {
        rational(self.decimal())
    }

    /// Rounds down to a multiple of `step`. `None` if the step is zero, or the result has more
    /// digits than an amount can hold.
    pub(crate) fn rounded_down(exact: &BigRational, step: Self) -> Option<Self> {
        to_steps(exact, step, |steps| steps.floor())
    }

    /// Rounds to the nearest multiple of `step`, ties up. `None` as in [`Amount::rounded_down`].
    #[doc(hidden)]
    pub fn rounded_half_up(exact: &BigRational, step: Self) -> Option<Self> {
        let half = BigRational::new(BigInt::from(1), BigInt::from(2));
        to_steps(exact, step, |steps| (steps + half).floor())
    }

    /// The nearest amounts with at most so many decimals, toward zero and away from it.
    pub(crate) fn around(self, decimals: u32) -> (Self, Self) {
        let to = |strategy| Self::from(self.decimal().round_dp_with_strategy(decimals, strategy));
        (to(RoundingStrategy::ToZero), to(RoundingStrategy::AwayFromZero))
    }

    /// Rounded to so many decimals, the middle away from zero.
    pub(crate) fn to_decimals(self, decimals: u32) -> Self {
        self.decimal().round_dp_with_strategy(decimals, RoundingStrategy::MidpointAwayFromZero).into()
    }

    /// How many whole steps fit into it; `None` if the step is zero, or there are too many.
    pub(crate) fn whole_steps(self, step: Self) -> Option<i128> {
        if step.is_zero() {
            return None;
        }
        let scale = self.scale().max(step.scale());
        (self.units(scale) / step.units(scale)).to_i128()
    }

    /// It as a whole number of units of `scale` decimals, at least its own.
    pub(crate) fn units(self, scale: u32) -> BigInt {
        BigInt::from(self.decimal().mantissa()) * BigInt::from(10).pow(scale.saturating_sub(self.scale()))
    }
}

fn to_steps(
    exact: &BigRational,
    step: Amount,
    round: impl FnOnce(BigRational) -> BigRational,
) -> Option<Amount> {
    if step.is_zero() {
        return None;
    }
    step.multiple(round(exact / step.exact()).to_integer().to_i128()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exact(text: &str) -> BigRational {
        Amount::parse(text).unwrap().exact()
    }

    #[test]
    fn the_middle_goes_up_and_everything_below_it_down() {
        let yen = Amount::from(1);
        let half_up = |text: &str| Amount::rounded_half_up(&exact(text), yen).unwrap().to_string();
        assert_eq!(half_up("1499.5"), "1500");
        assert_eq!(half_up("1499.4999"), "1499");
        assert_eq!(Amount::rounded_down(&exact("1499.9999"), yen).unwrap().to_string(), "1499");
    }

    #[test]
    fn no_step_gives_no_amount() {
        assert_eq!(Amount::rounded_down(&exact("1"), Amount::ZERO), None);
    }
}
