//! A suppression or configuration that names an unknown rule.

use crate::text::diagnostic::names;

rule! {
    /// A comment or the configuration names a rule that does not exist.
    ///
    /// ## Why
    /// A misspelt rule is neither allowed nor given another level, although its author believes so. A
    /// bare `allow`, which would mean everything, is not a suppression, and findings that a file cannot
    /// be read cannot be allowed.
    ///
    /// ## What to do
    /// Write the name that the report shows in brackets, and the reason after it: `# paysched:
    /// allow(total-mismatch) the rest is billed elsewhere`.
    ///
    /// ### Fails
    /// ```yaml
    /// total: 360000.00 # paysched: allow(total-mismatsh) settled by mail
    /// ```
    ///
    /// ```yaml
    /// total: 360000.00 # paysched: allow
    /// ```
    ///
    /// ### Passes
    /// ```yaml
    /// total: 300000.00 # paysched: allow(total-mismatch) the rest is billed elsewhere
    /// installments:
    ///   - {first: 2027-01-31, every: month, day: last, times: 12, amount: 30000.00}
    /// ```
    name: names::UNKNOWN_RULE,
    level: Error,
    reference: "our own: a name that is not known does nothing",
}
