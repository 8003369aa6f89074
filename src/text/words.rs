//! Words that messages and outputs of every room put together in the same way.

use std::fmt::Display;

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
