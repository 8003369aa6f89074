//! Shares of the total: what they sum to, and who gets the leftover of rounding them down.

use std::collections::BTreeMap;

use num_bigint::BigInt;
use num_rational::BigRational;

use super::Expansion;
use crate::offer::{Entry, Portion, Share};
use crate::schedule::allocation::{Cut, Floor, settle};
use crate::schedule::origin::AmountOrigin;

/// The most different denominators among the shares that are added up.
const MAX_DENOMINATORS: usize = 64;

impl Expansion<'_> {
    /// If shares alone make up the whole, the leftover of rounding them down goes to their installments
    /// by the offer's rule. `None` if a number has too many digits.
    pub(super) fn settle_shares(&mut self) -> Option<()> {
        let (Some(total), Some(step)) = (self.offer.total_due(), self.offer.step()) else { return Some(()) };
        let mut floors = Vec::new();
        for line in &self.lines {
            let Some(amounts) = &line.amounts else { return Some(()) };
            let cut = line.cut.clone().unwrap_or(Cut::Same);
            floors.extend(amounts.iter().map(|(amount, _)| Floor { amount: *amount, cut: cut.clone() }));
        }
        let settled = settle(total, step, floors, self.offer.leftover())?;
        let mut parts = settled.parts.into_iter().zip(settled.taken);
        for line in &mut self.lines {
            for (amount, origin) in line.amounts.iter_mut().flatten() {
                let (part, more) = parts.next()?;
                *amount = part;
                if let AmountOrigin::Share(taken) | AmountOrigin::Split { of_shares: taken, .. } = origin {
                    taken.0 = taken.0.plus(more.0)?;
                }
            }
        }
        Some(())
    }

    /// What the shares sum to, where shares alone make up the offer.
    ///
    /// None as well where they have more different denominators than a schedule has installments:
    /// adding those up exactly would take as long as the file's author likes.
    pub(super) fn shares(&self) -> Option<Share> {
        let mut by_denominator: BTreeMap<&BigInt, BigInt> = BTreeMap::new();
        for line in &self.lines {
            let Portion::Share(share) = line.entry.amount().get()? else { return None };
            let count = line.dates.as_ref()?.len();
            let times = match line.entry {
                Entry::Series(series) if !series.amount.is_absent() => {
                    if !series.raise.is_absent() {
                        return None;
                    }
                    count
                }
                _ => 1,
            };
            *by_denominator.entry(share.exact().denom()).or_default() += share.exact().numer() * times;
            if by_denominator.len() > MAX_DENOMINATORS {
                return None;
            }
        }
        let whole =
            |(denominator, numerator): (&BigInt, BigInt)| BigRational::new(numerator, denominator.clone());
        by_denominator.into_iter().map(whole).reduce(|sum, next| sum + next).and_then(Share::of)
    }
}
