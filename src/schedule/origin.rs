//! Why an installment has its date and its amount, in one sentence.

use chrono::NaiveDate;

use crate::offer::{Amount, Offer, Roll};

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
    pub(crate) fn words(&self, offer: &Offer, position: usize, count: usize) -> String {
        let taken = |taken: &Taken| match taken.0 {
            none if none.is_zero() => String::new(),
            some => format!("; takes {} of the leftover", offer.money(some)),
        };
        match self {
            Self::Fixed if count > 1 => format!("fixed amount, {position} of {count}"),
            Self::Fixed => "fixed amount".to_owned(),
            Self::Share(left) => format!("share of the total{}", taken(left)),
            Self::Remainder => "what the other entries leave of the total".to_owned(),
            Self::Split { of, taken: own, of_shares } => {
                let of = match of {
                    SplitOf::Amount => "",
                    SplitOf::Share => " of a share of the total",
                    SplitOf::Remainder => " of what the other entries leave",
                };
                let left = Taken(own.0.plus(of_shares.0).unwrap_or(own.0));
                format!("share {position} of {count}{of}{}", taken(&left))
            }
            Self::Raised { block: 0 } => format!("fixed amount, {position} of {count}, not yet raised"),
            Self::Raised { block: 1 } => format!("fixed amount, {position} of {count}, raised once"),
            Self::Raised { block } => format!("fixed amount, {position} of {count}, raised {block} times"),
            Self::Unknown => "not worked out".to_owned(),
        }
    }
}

impl DateOrigin {
    /// The sentence about the date; empty if there is nothing to say beyond the date itself.
    #[doc(hidden)]
    pub fn words(&self) -> String {
        let Self::Series { clamped, carried, moved_from, .. } = self else {
            return String::new();
        };
        let mut words = String::new();
        if *clamped {
            words.push_str("the month lacks the day, so its last day");
        } else if *carried {
            words.push_str("the month lacks the day, so the first of the next");
        }
        if let Some((from, roll)) = moved_from {
            if !words.is_empty() {
                words.push_str("; ");
            }
            words.push_str(&format!("moved from {from} to a business day ({})", roll.word()));
        }
        words
    }
}
