//! Word lists, plurals and weekdays, shared by the messages and outputs of every room.

use std::fmt::Display;

use chrono::Weekday;

use crate::text::message::{Message, Value, msg};

/// `a`, `a and b`, `a, b and c`.
pub(crate) fn and_list(things: &[String]) -> Value {
    match things {
        [] => Value::text(""),
        [one] => Value::text(one),
        [before @ .., last] => msg!("{before} and {last}", before = before.join(", "), last).into(),
    }
}

/// `a`, `a or b`, `a, b or c`.
pub(crate) fn or_list(things: &[String]) -> Value {
    match things {
        [] => Value::text(""),
        [one] => Value::text(one),
        [before @ .., last] => msg!("{before} or {last}", before = before.join(", "), last).into(),
    }
}

/// The name of a day of the week.
pub(crate) fn weekday(day: Weekday) -> Message {
    match day {
        Weekday::Mon => msg!("Monday"),
        Weekday::Tue => msg!("Tuesday"),
        Weekday::Wed => msg!("Wednesday"),
        Weekday::Thu => msg!("Thursday"),
        Weekday::Fri => msg!("Friday"),
        Weekday::Sat => msg!("Saturday"),
        Weekday::Sun => msg!("Sunday"),
    }
}

/// `1 line`, `2 lines`: a number with its noun, in the plural unless it is one.
pub(crate) fn count<N: Display + PartialEq + From<u8>>(number: N, noun: &str) -> String {
    let plural = if number == N::from(1) { "" } else { "s" };
    format!("{number} {noun}{plural}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_one_is_in_the_singular() {
        assert_eq!([0_usize, 1, 2].map(|n| count(n, "line")), ["0 lines", "1 line", "2 lines"]);
    }
}
