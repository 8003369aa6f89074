//! How far a line is off its plan, and how that is said.

use super::MatchKind;
use crate::offer::{Amount, Currency};
use crate::text::message::{Message, count, msg};

impl MatchKind {
    /// What became of a line of the right amount that is so many days late, or early if below zero.
    pub(super) fn by_days(days: i64, tolerance: u64) -> Self {
        match days {
            days if days.unsigned_abs() <= tolerance => Self::Matched,
            days if days > 0 => Self::Late,
            _ => Self::Early,
        }
    }
}

/// How much less or more than planned.
pub(super) fn less_or_more(off: Amount, currency: Currency) -> Message {
    let amount = currency.digits(off.abs());
    if off.is_negative() { msg!("{amount} less", amount) } else { msg!("{amount} more", amount) }
}

/// How many days late, or early if below zero; nothing on the day.
pub(super) fn late_or_early(days: i64) -> Option<Message> {
    let off = count!(days.abs(), "day");
    match days {
        0 => None,
        1.. => Some(msg!("{days} late", days = off)),
        _ => Some(msg!("{days} early", days = off)),
    }
}

/// The remarks of a row in one line.
pub(super) fn joined(words: impl IntoIterator<Item = Message>) -> Message {
    words.into_iter().reduce(|a, b| msg!("{before}, {next}", before = a, next = b)).unwrap_or_default()
}
