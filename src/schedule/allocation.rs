//! Divides an amount by weights, exact to the last unit.

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{Signed, ToPrimitive};

use super::origin::Taken;
use crate::offer::{Amount, Leftover};

/// The result of dividing an amount.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Split {
    /// The parts, in the order of the weights; their sum is the amount.
    pub parts: Vec<Amount>,
    /// The share of the leftover that each part took.
    pub taken: Vec<Taken>,
}

/// Divides `amount`, which is not negative, by `weights` (equal if none are given; only their
/// proportions count) into `count` parts that are multiples of `step`.
///
/// Each part is rounded down to the step; the leftover goes where `leftover` says. With `spread` and
/// `largest_remainder`, any amount below one step goes to the last part. The sum of the parts is the
/// amount. `None` if `count` is zero, or a number has more digits than can be held exactly.
///
/// ```
/// use paysched::offer::{Amount, Leftover};
/// use paysched::internals::schedule::split;
/// let amount = |text| Amount::parse(text).unwrap();
/// let thirds = split(amount("100.00"), amount("0.01"), 3, None, Leftover::Last).unwrap();
/// assert_eq!(thirds.parts, ["33.33", "33.33", "33.34"].map(amount));
/// ```
pub fn split(
    amount: Amount,
    step: Amount,
    count: usize,
    weights: Option<&[BigInt]>,
    leftover: Leftover,
) -> Option<Split> {
    if count == 0 {
        return None;
    }
    let shares = match weights {
        None => equal(amount, step, count)?,
        Some(weights) => weighted(amount, step, weights)?,
    };
    settle(amount, step, shares, leftover)
}

/// A share before the leftover: its amount, a multiple of the step, and what rounding down cut
/// off, for comparison only.
pub(super) struct Floor {
    pub(super) amount: Amount,
    pub(super) cut: Cut,
}

/// What rounding down cut off a share; only ever compared with others of the same division.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Cut {
    /// The same for all.
    Same,
    /// This many parts, of a size that is common to the division.
    Parts(BigInt),
    /// Exactly this amount.
    Exact(BigRational),
}

fn equal(amount: Amount, step: Amount, count: usize) -> Option<Vec<Floor>> {
    let steps = amount.whole_steps(step)?;
    let each = steps / i128::try_from(count).ok()?;
    let amount = step.multiple(each)?;
    Some((0..count).map(|_| Floor { amount, cut: Cut::Same }).collect())
}

/// Integers throughout: reducing the fractions of a long raise would cost more than everything else.
fn weighted(amount: Amount, step: Amount, weights: &[BigInt]) -> Option<Vec<Floor>> {
    let scale = amount.scale().max(step.scale());
    let sum: BigInt = weights.iter().sum();
    let divisor = sum * step.units(scale);
    if !divisor.is_positive() {
        return None;
    }
    let amount = amount.units(scale);
    let share = |weight: &BigInt| {
        let exact = &amount * weight;
        let steps = &exact / &divisor;
        let cut = Cut::Parts(exact - &steps * &divisor);
        Some(Floor { amount: step.multiple(steps.to_i128()?)?, cut })
    };
    weights.iter().map(share).collect()
}

/// Rounds an exact amount down to the step.
pub(super) fn floor(exact: &BigRational, step: Amount) -> Option<Floor> {
    let amount = Amount::rounded_down(exact, step)?;
    let cut = exact - amount.exact();
    Some(Floor { amount, cut: Cut::Exact(cut) })
}

/// Rounds `amount` × `numerator` ÷ `denominator` half-up to the step.
pub(super) fn half_up(
    amount: Amount,
    numerator: &BigInt,
    denominator: &BigInt,
    step: Amount,
) -> Option<Amount> {
    let scale = amount.scale().max(step.scale());
    let divisor = denominator * step.units(scale);
    let exact = amount.units(scale) * numerator;
    let steps: BigInt = (exact * 2 + &divisor) / (divisor * 2);
    step.multiple(steps.to_i128()?)
}

/// Distributes what the shares leave of the amount.
pub(super) fn settle(amount: Amount, step: Amount, shares: Vec<Floor>, leftover: Leftover) -> Option<Split> {
    let given = Amount::sum(shares.iter().map(|s| s.amount))?;
    let left = amount.minus(given)?;
    let mut taken = vec![Amount::ZERO; shares.len()];
    match leftover {
        Leftover::Last => *taken.last_mut()? = left,
        Leftover::First => *taken.first_mut()? = left,
        Leftover::Spread => hand_out(&mut taken, 0..shares.len(), left, step)?,
        Leftover::LargestRemainder => {
            let mut order: Vec<usize> = (0..shares.len()).collect();
            // The sort is stable: ties go to the earlier.
            order.sort_by(|a, b| match (shares.get(*a), shares.get(*b)) {
                (Some(a), Some(b)) => b.cut.cmp(&a.cut),
                _ => std::cmp::Ordering::Equal,
            });
            hand_out(&mut taken, order.into_iter(), left, step)?;
        }
    }
    let parts = shares.iter().zip(&taken).map(|(s, t)| s.amount.plus(*t)).collect::<Option<_>>()?;
    Some(Split { parts, taken: taken.into_iter().map(Taken).collect() })
}

/// One step each in the given order, repeatedly; any amount below one step goes to the last part.
fn hand_out(
    taken: &mut [Amount],
    order: impl Iterator<Item = usize> + Clone,
    left: Amount,
    step: Amount,
) -> Option<()> {
    let steps = left.whole_steps(step)?;
    let below = left.minus(step.multiple(steps)?)?;
    // Rounding down cuts less than a step off each, so a split needs at most one round; shares that are
    // far from the total could otherwise need any number.
    let rounds = steps / i128::try_from(taken.len().max(1)).ok()?;
    let rest = usize::try_from(steps - rounds * i128::try_from(taken.len()).ok()?).ok()?;
    for (nth, at) in order.enumerate() {
        let own = rounds + i128::from(nth < rest);
        let slot = taken.get_mut(at)?;
        *slot = step.multiple(own)?;
    }
    let last = taken.last_mut()?;
    *last = last.plus(below)?;
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn amount(text: &str) -> Amount {
        Amount::parse(text).unwrap()
    }

    fn parts(total: &str, step: &str, weights: &[i64], leftover: Leftover) -> Vec<String> {
        let weights: Vec<BigInt> = weights.iter().map(|w| BigInt::from(*w)).collect();
        let split = split(amount(total), amount(step), weights.len(), Some(&weights), leftover).unwrap();
        split.parts.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn the_leftover_goes_where_the_rule_says() {
        let seven = [1; 7];
        assert_eq!(parts("100", "1", &seven, Leftover::Last), ["14", "14", "14", "14", "14", "14", "16"]);
        assert_eq!(parts("100", "1", &seven, Leftover::First), ["16", "14", "14", "14", "14", "14", "14"]);
        assert_eq!(parts("100", "1", &seven, Leftover::Spread), ["15", "15", "14", "14", "14", "14", "14"]);
    }

    #[test]
    fn the_largest_remainder_is_served_first_and_ties_go_to_the_earlier() {
        // 10 by 3, 3, 1: 4.28…, 4.28…, 1.42…
        assert_eq!(parts("10", "1", &[3, 3, 1], Leftover::LargestRemainder), ["4", "4", "2"]);
        assert_eq!(parts("10", "1", &[1, 1, 1], Leftover::LargestRemainder), ["4", "3", "3"]);
    }

    #[test]
    fn what_is_below_a_step_goes_to_the_last_of_a_spread() {
        assert_eq!(parts("10500", "1000", &[1, 1, 1], Leftover::Spread), ["4000", "3000", "3500"]);
        assert_eq!(parts("10500", "1000", &[1, 1, 1], Leftover::LargestRemainder), ["4000", "3000", "3500"]);
        assert_eq!(parts("10500", "1000", &[1, 1, 1], Leftover::First), ["4500", "3000", "3000"]);
    }

    #[test]
    fn equal_weights_and_no_weights_are_the_same() {
        for leftover in [Leftover::Last, Leftover::First, Leftover::Spread, Leftover::LargestRemainder] {
            let none = split(amount("1000.01"), amount("0.01"), 7, None, leftover).unwrap();
            let ones: Vec<String> = parts("1000.01", "0.01", &[1; 7], leftover);
            assert_eq!(none.parts.iter().map(ToString::to_string).collect::<Vec<_>>(), ones);
        }
    }

    #[test]
    fn an_amount_smaller_than_a_step_goes_whole_to_one() {
        assert_eq!(parts("500", "1000", &[1, 1], Leftover::Last), ["0", "500"]);
    }

    #[test]
    fn half_a_step_is_rounded_up() {
        let raised = |text| half_up(amount(text), &BigInt::from(105), &BigInt::from(100), amount("0.01"));
        assert_eq!(raised("0.10"), Some(amount("0.11")));
        assert_eq!(raised("0.09"), Some(amount("0.09")));
    }
}
