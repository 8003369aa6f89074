//! A value of another shape than its key takes.

use crate::text::diagnostic::names;

rule! {
    /// A mapping, a list or a single value stands where another was expected.
    ///
    /// ## Why
    /// A key takes one shape only. A value that is guessed into another shape, or a key that is left
    /// without a value, would be an offer that nobody wrote.
    ///
    /// ## What to do
    /// Write the value as shown: items of a list start with `- ` or stand in `[` and `]`, keys of a
    /// mapping stand in `{` and `}` or on lines of their own, and a text that starts with a bracket goes
    /// in quotes. Delete a key that has no value.
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
}
