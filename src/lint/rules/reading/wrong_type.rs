//! A value of the wrong shape for its key.

use crate::text::diagnostic::names;

rule! {
    /// A mapping, a list or a single value is used where another was expected.
    ///
    /// ## Why
    /// Each key has one shape. Guessing another shape, or a missing value, would make an offer that
    /// nobody wrote.
    ///
    /// ## What to do
    /// Write the value as shown: items of a list start with `- ` or are in `[` and `]`, keys of a
    /// mapping are in `{` and `}` or on separate lines, and a text that starts with a bracket is quoted.
    /// Delete a key that has no value.
    ///
    /// ### Fails
    /// ```yaml
    /// buyers: "111122223333"
    /// ```
    ///
    /// ```yaml
    /// installments:
    ///   - {first: 2027-01-31, every: month, times: thirty, day: last, split: remainder}
    /// ```
    ///
    /// ```yaml
    /// release: null
    /// ```
    ///
    /// ### Passes
    /// ```yaml
    /// buyers:
    ///   - {account: "111122223333", billing: invoice}
    /// installments:
    ///   - {first: 2027-01-31, every: month, times: 30, day: last, split: remainder}
    /// ```
    name: names::WRONG_TYPE,
    level: Error,
    lowerable: false,
    reference: "our own: each key of the format takes one shape",
    fix: Safe,
}
