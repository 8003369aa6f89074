//! A comment that allows nothing.

use crate::text::diagnostic::names;

rule! {
    /// A comment allows a finding that does not occur.
    ///
    /// ## Why
    /// A comment that allows nothing is left over from an offer that has changed since. It stays silent
    /// until the mistake comes back, and then hides it from everyone. The same goes for an `allow-file`
    /// after the first key, which allows nothing there.
    ///
    /// ## What to do
    /// Delete it; the fix deletes the whole comment, or only the unused rules. A comment applies to its
    /// own line, or, alone on a line, to the line below; move it if it is elsewhere. In an offer that
    /// cannot be read completely, and for a rule that is off, no comment counts as unused.
    ///
    /// ### Fails
    /// ```yaml
    /// total: 360000.00 # paysched: allow(total-mismatch) settled by mail
    /// ```
    ///
    /// ### Passes
    /// ```yaml
    /// total: 300000.00 # paysched: allow(total-mismatch) the rest is billed elsewhere
    /// installments:
    ///   - {first: 2027-01-31, every: month, day: last, times: 12, amount: 30000.00}
    /// ```
    name: names::UNUSED_SUPPRESSION,
    level: Warning,
    reference: "our own: a comment that allows nothing hides the next mistake",
    fix: Safe,
}
