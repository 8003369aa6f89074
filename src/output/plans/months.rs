//! The names of months.

use crate::text::message::word;

const NAMES: [&str; 12] = [
    word!("January"),
    word!("February"),
    word!("March"),
    word!("April"),
    word!("May"),
    word!("June"),
    word!("July"),
    word!("August"),
    word!("September"),
    word!("October"),
    word!("November"),
    word!("December"),
];

const SHORT: [&str; 12] = [
    word!("Jan"),
    word!("Feb"),
    word!("Mar"),
    word!("Apr"),
    word!("May"),
    word!("Jun"),
    word!("Jul"),
    word!("Aug"),
    word!("Sep"),
    word!("Oct"),
    word!("Nov"),
    word!("Dec"),
];

/// The name of a month, 1 to 12; `None` for any other number.
pub(super) fn name(month: u32) -> Option<&'static str> {
    of(NAMES, month)
}

/// Its first three letters.
pub(super) fn short(month: u32) -> Option<&'static str> {
    of(SHORT, month)
}

fn of(names: [&'static str; 12], month: u32) -> Option<&'static str> {
    names.into_iter().nth(usize::try_from(month).ok()?.checked_sub(1)?)
}
