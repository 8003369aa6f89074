//! A suppression or a configuration that names no rule.

use crate::text::diagnostic::names;

rule! {
    /// A comment or the configuration names a rule that does not exist.
    ///
    /// ## Why
    /// A misspelt rule is neither allowed nor given another level: whoever wrote it believes otherwise. A
    /// bare `allow`, which would have to mean everything, is no suppression at all, and what keeps a file
    /// from being read cannot be allowed.
    ///
    /// ## What to do
    /// Write the name as it stands in brackets in the report, and the reason after it:
    /// `# paysched: allow(total-mismatch) the rest is billed elsewhere`.
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
