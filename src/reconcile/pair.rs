//! Which line pays for which installment of one offer and buyer: optimal, and independent of the order
//! of the lines.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::offer::Amount;

/// An installment, or a line: a day and an amount of one currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Dated {
    pub(super) date: NaiveDate,
    pub(super) amount: Amount,
}

/// What is close enough, and what can already be expected.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reach {
    /// How many days apart a line and its installment may be.
    pub(super) tolerance: u64,
    /// The first day of what was billed; `None` if nothing was before it.
    pub(super) since: Option<NaiveDate>,
    /// The last day of what was billed; `None` if every installment is expected.
    pub(super) up_to: Option<NaiveDate>,
}

/// The line of each installment, by index; both lists are in order of date.
///
/// 1. A line of the same day and amount.
/// 2. Of what is left: lines of the same amount within the tolerance; as many pairs as possible,
///    then the fewest days apart.
/// 3. Of what is left, without crossing in time: as many pairs as possible, then as many of the same
///    amount, then the fewest days apart, then the smallest difference. A line of another amount, one
///    before its installment, and one for an installment outside the days of the reports match only the
///    installment with the nearest date of all.
pub(super) fn pair(due: &[Dated], lines: &[Dated], reach: Reach) -> Vec<Option<usize>> {
    let mut pairs = Pairs { of_due: vec![None; due.len()], taken: vec![false; lines.len()] };
    pairs.exact(due, lines);
    pairs.within(due, lines, reach.tolerance);
    pairs.nearest(due, lines, reach);
    pairs.of_due
}

/// Installments or lines, each with its index.
type Indexed = Vec<(usize, Dated)>;

struct Pairs {
    of_due: Vec<Option<usize>>,
    taken: Vec<bool>,
}

impl Pairs {
    fn set(&mut self, due: usize, line: usize) {
        if let (Some(slot), Some(taken)) = (self.of_due.get_mut(due), self.taken.get_mut(line)) {
            (*slot, *taken) = (Some(line), true);
        }
    }

    /// The installments and lines that are left, with their indexes.
    fn left(&self, due: &[Dated], lines: &[Dated]) -> (Indexed, Indexed) {
        let open = due.iter().copied().enumerate().zip(&self.of_due).filter(|(_, line)| line.is_none());
        let free = lines.iter().copied().enumerate().zip(&self.taken).filter(|(_, taken)| !**taken);
        (open.map(|(due, _)| due).collect(), free.map(|(line, _)| line).collect())
    }

    fn exact(&mut self, due: &[Dated], lines: &[Dated]) {
        let mut by_key: BTreeMap<(NaiveDate, Amount), Vec<usize>> = BTreeMap::new();
        for (at, line) in lines.iter().enumerate().rev() {
            by_key.entry((line.date, line.amount)).or_default().push(at);
        }
        for (at, one) in due.iter().enumerate() {
            if let Some(line) = by_key.get_mut(&(one.date, one.amount)).and_then(Vec::pop) {
                self.set(at, line);
            }
        }
    }

    fn within(&mut self, due: &[Dated], lines: &[Dated], tolerance: u64) {
        let (open, free) = self.left(due, lines);
        let mut by_amount: BTreeMap<Amount, (Indexed, Indexed)> = BTreeMap::new();
        for one in open {
            by_amount.entry(one.1.amount).or_default().0.push(one);
        }
        for line in free {
            if let Some((_, lines)) = by_amount.get_mut(&line.1.amount) {
                lines.push(line);
            }
        }
        for (open, free) in by_amount.into_values() {
            let edge = |one: Dated, line: Dated| Some(apart(one, line)).filter(|days| *days <= tolerance);
            self.align(&open, &free, |one, line| {
                edge(one, line).map(|days| Score::of(1, days, Amount::ZERO))
            });
        }
    }

    fn nearest(&mut self, due: &[Dated], lines: &[Dated], reach: Reach) {
        let (open, free) = self.left(due, lines);
        let days: Vec<NaiveDate> = due.iter().map(|one| one.date).collect();
        self.align(&open, &free, |one, line| {
            let apart = apart(one, line);
            let near = distance(&days, line.date) == Some(apart);
            let expected = reach.expects(one.date);
            let same = one.amount == line.amount;
            let allowed = if same { near || (expected && line.date > one.date) } else { near && expected };
            let off = one.amount.minus(line.amount).map_or(Amount::MAX, |off| off.abs());
            allowed.then(|| Score::of(u32::from(same), apart, off))
        });
    }

    /// Pairs without crossing, for the best score.
    fn align(
        &mut self,
        open: &[(usize, Dated)],
        free: &[(usize, Dated)],
        edge: impl Fn(Dated, Dated) -> Option<Score>,
    ) {
        // So many left over do not resemble the plan: they stay missing and unexpected.
        if open.len().saturating_mul(free.len()) > 20_000_000 {
            return;
        }
        let mut above = vec![Score::default(); free.len() + 1];
        let mut steps: Vec<Vec<PairStep>> = Vec::with_capacity(open.len());
        for (_, one) in open {
            let mut row = vec![Score::default()];
            let mut left = Score::default();
            let mut taken = Vec::with_capacity(free.len());
            for ((corner, over), (_, line)) in above.iter().zip(above.iter().skip(1)).zip(free) {
                let (mut best, mut step) =
                    if *over >= left { (*over, PairStep::Due) } else { (left, PairStep::Line) };
                if let Some(with) =
                    edge(*one, *line).map(|gain| corner.plus(gain)).filter(|with| *with >= best)
                {
                    (best, step) = (with, PairStep::Both);
                }
                row.push(best);
                taken.push(step);
                left = best;
            }
            steps.push(taken);
            above = row;
        }
        let (mut due, mut line) = (open.len(), free.len());
        while let (Some(d), Some(l)) = (due.checked_sub(1), line.checked_sub(1)) {
            match steps.get(d).and_then(|row| row.get(l)) {
                Some(PairStep::Both) => {
                    if let (Some((one, _)), Some((other, _))) = (open.get(d), free.get(l)) {
                        self.set(*one, *other);
                    }
                    (due, line) = (d, l);
                }
                Some(PairStep::Due) => due = d,
                Some(PairStep::Line) | None => line = l,
            }
        }
    }
}

/// What the best pairing of the first installments and lines does with the last of them.
#[derive(Clone, Copy)]
enum PairStep {
    /// Leaves the installment.
    Due,
    /// Leaves the line.
    Line,
    /// Pairs them.
    Both,
}

/// How good a pairing is; greater is better, compared field by field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Score {
    pairs: u32,
    same_amount: u32,
    days: Reverse<u64>,
    off: Reverse<Amount>,
}

impl Default for Score {
    fn default() -> Self {
        Self { pairs: 0, same_amount: 0, days: Reverse(0), off: Reverse(Amount::ZERO) }
    }
}

impl Score {
    fn of(same_amount: u32, days: u64, off: Amount) -> Self {
        Self { pairs: 1, same_amount, days: Reverse(days), off: Reverse(off) }
    }

    fn plus(self, other: Self) -> Self {
        Self {
            pairs: self.pairs + other.pairs,
            same_amount: self.same_amount + other.same_amount,
            days: Reverse(self.days.0 + other.days.0),
            // It only breaks ties, so larger sums may be capped at the largest amount.
            off: Reverse(self.off.0.plus(other.off.0).unwrap_or(Amount::MAX)),
        }
    }
}

impl Reach {
    /// Whether an installment of that day may be billed in the days of the reports.
    fn expects(self, day: NaiveDate) -> bool {
        let tolerance = i64::try_from(self.tolerance).unwrap_or(i64::MAX);
        self.since.is_none_or(|first| day >= first)
            && self.up_to.is_none_or(|last| days_between(last, day) <= tolerance)
    }
}

/// How many days the second is after the first.
pub(super) fn days_between(from: NaiveDate, to: NaiveDate) -> i64 {
    to.signed_duration_since(from).num_days()
}

fn apart(one: Dated, line: Dated) -> u64 {
    days_between(one.date, line.date).unsigned_abs()
}

/// How far the nearest of the sorted days is.
fn distance(days: &[NaiveDate], day: NaiveDate) -> Option<u64> {
    let at = days.partition_point(|one| *one < day);
    let sides = [at.checked_sub(1).and_then(|at| days.get(at)), days.get(at)];
    sides.into_iter().flatten().map(|one| days_between(*one, day).unsigned_abs()).min()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::offer::parse_date;

    fn dated(list: &[(&str, u32)]) -> Vec<Dated> {
        let one = |(day, amount): &(&str, u32)| Dated {
            date: parse_date(day).unwrap(),
            amount: Amount::from(*amount),
        };
        list.iter().map(one).collect()
    }

    fn paired(due: &[(&str, u32)], lines: &[(&str, u32)], up_to: Option<&str>) -> Vec<Option<usize>> {
        let up_to = up_to.map(|day| parse_date(day).unwrap());
        pair(&dated(due), &dated(lines), Reach { tolerance: 2, since: None, up_to })
    }

    #[test]
    fn as_many_pairs_as_possible_within_the_tolerance() {
        // Taking the nearest pair first would leave the first installment and the last line unpaired.
        let due = [("2027-01-03", 5), ("2027-01-06", 5)];
        let lines = [("2027-01-05", 5), ("2027-01-08", 5)];
        assert_eq!(paired(&due, &lines, None), [Some(0), Some(1)]);
    }

    #[test]
    fn the_same_day_and_amount_comes_first() {
        let due = [("2027-01-03", 5), ("2027-01-04", 5)];
        assert_eq!(paired(&due, &[("2027-01-04", 5)], None), [None, Some(0)]);
    }

    #[test]
    fn a_late_line_of_the_amount_wins_over_another_amount_on_the_day() {
        let lines = [("2027-03-31", 12), ("2027-04-05", 1000)];
        assert_eq!(paired(&[("2027-03-31", 1000)], &lines, None), [Some(1)]);
    }

    #[test]
    fn two_pairs_win_over_one_with_the_same_amount() {
        let due = [("2027-03-31", 1000), ("2027-04-30", 1000)];
        let lines = [("2027-03-31", 900), ("2027-04-20", 1000)];
        assert_eq!(paired(&due, &lines, None), [Some(0), Some(1)]);
    }

    #[test]
    fn a_line_billed_twice_is_not_taken_for_the_next_installment() {
        let due = [("2027-03-31", 1000), ("2027-04-30", 1000)];
        let lines = [("2027-03-31", 1000), ("2027-03-31", 1000)];
        assert_eq!(paired(&due, &lines, Some("2027-03-31")), [Some(0), None]);
        assert_eq!(paired(&due, &lines, None), [Some(0), None]);
    }

    #[test]
    fn another_amount_is_not_taken_for_an_installment_that_is_not_due() {
        let due = [("2027-03-31", 1000), ("2027-04-30", 1000)];
        let lines = [("2027-03-31", 1000), ("2027-04-20", 7)];
        assert_eq!(paired(&due, &lines, Some("2027-04-20")), [Some(0), None]);
        assert_eq!(paired(&due, &lines, Some("2027-04-30")), [Some(0), Some(1)]);
    }

    #[test]
    fn of_two_other_amounts_the_closer_one_is_taken() {
        let lines = [("2027-03-31", 12), ("2027-03-31", 900)];
        assert_eq!(paired(&[("2027-03-31", 1000)], &lines, None), [Some(1)]);
    }
}
