//! Why an installment has its date and its amount, in one sentence.

use chrono::NaiveDate;

use crate::offer::{Amount, Offer, Roll};
use crate::text::message::{Message, msg};

/// Why an installment has its date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DateOrigin {
    /// The date is written.
    Written,
    /// The anchor of a series, or a number of periods after it.
    Series {
        /// How many periods after the anchor, from 0.
        step: u32,
        /// The month lacked the day, so its last day was taken.
        clamped: bool,
        /// The month lacked the day, so the first of the next month was taken.
        carried: bool,
        /// The original date, if it was moved off a weekend or holiday, and by which convention.
        moved_from: Option<(NaiveDate, Roll)>,
    },
}

/// How much of a leftover an installment took.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Taken(pub Amount);

/// Why an installment has its amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AmountOrigin {
    /// Written as an amount.
    Fixed,
    /// A percentage or a fraction of the total, written for this installment.
    Share(Taken),
    /// What all other entries leave of the total.
    Remainder,
    /// One share of a split.
    Split {
        /// What is split.
        of: SplitOf,
        /// Its part of the leftover of its own split.
        taken: Taken,
        /// Its part of the leftover of the offer's shares.
        of_shares: Taken,
    },
    /// A written amount, raised for this block, from 1.
    Raised {
        /// How many times it has been raised.
        block: u32,
    },
    /// Not computed.
    Unknown,
}

/// What a split divides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SplitOf {
    /// A written amount.
    Amount,
    /// A percentage or a fraction of the total.
    Share,
    /// What all other entries leave of the total.
    Remainder,
}

impl AmountOrigin {
    /// The sentence, for installment `position` of `count` of its entry: `share 3 of 36; takes
    /// the leftover 0.04`.
    pub(crate) fn words(&self, offer: &Offer, position: usize, count: usize) -> Message {
        let taken = |words: Message, taken: &Taken| match taken.0 {
            none if none.is_zero() => words,
            some => msg!("{words}; takes {leftover} of the leftover", words, leftover = offer.money(some)),
        };
        match self {
            Self::Fixed if count > 1 => msg!("fixed amount, {position} of {count}", position, count),
            Self::Fixed => msg!("fixed amount"),
            Self::Share(left) => taken(msg!("share of the total"), left),
            Self::Remainder => msg!("what the other entries leave of the total"),
            Self::Split { of, taken: own, of_shares } => {
                let words = match of {
                    SplitOf::Amount => msg!("share {position} of {count}", position, count),
                    SplitOf::Share => {
                        msg!("share {position} of {count} of a share of the total", position, count)
                    }
                    SplitOf::Remainder => {
                        msg!("share {position} of {count} of what the other entries leave", position, count)
                    }
                };
                taken(words, &Taken(own.0.plus(of_shares.0).unwrap_or(own.0)))
            }
            Self::Raised { block: 0 } => {
                msg!("fixed amount, {position} of {count}, not yet raised", position, count)
            }
            Self::Raised { block: 1 } => {
                msg!("fixed amount, {position} of {count}, raised once", position, count)
            }
            Self::Raised { block } => {
                msg!("fixed amount, {position} of {count}, raised {block} times", position, count, block)
            }
            Self::Unknown => msg!("not worked out"),
        }
    }
}

impl DateOrigin {
    /// The sentence about the date; `None` if there is nothing to say beyond the date itself.
    #[doc(hidden)]
    pub fn words(&self) -> Option<Message> {
        let Self::Series { clamped, carried, moved_from, .. } = self else { return None };
        let lacks = if *clamped {
            Some(msg!("the month lacks the day, so its last day"))
        } else if *carried {
            Some(msg!("the month lacks the day, so the first of the next"))
        } else {
            None
        };
        let moved = moved_from.map(|(from, roll)| {
            msg!("moved from {from} to a business day ({roll})", from, roll = roll.word())
        });
        lacks.into_iter().chain(moved).reduce(|before, next| msg!("{before}; {next}", before, next))
    }
}
