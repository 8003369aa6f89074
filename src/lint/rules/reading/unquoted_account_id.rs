//! An account id written as a bare number.

use crate::text::diagnostic::names;

rule! {
    /// An account id is written without quotes.
    ///
    /// ## Why
    /// Other readers of YAML turn `012345678901` into a number: the leading zero is gone, or the digits
    /// are read as octal. paysched reads the text as written, but other tools may read the file too.
    ///
    /// ## What to do
    /// Put the id in quotes; the fix does it.
    ///
    /// ### Fails
    /// ```yaml
    /// buyers:
    ///   - {account: 111122223333, billing: invoice}
    /// ```
    ///
    /// ### Passes
    /// ```yaml
    /// buyers:
    ///   - {account: "111122223333", billing: invoice}
    /// ```
    name: names::UNQUOTED_ACCOUNT_ID,
    level: Warning,
    reference: "YAML 1.2.2, section 10.3.2: digits without quotes are a number",
    fix: Safe,
}
