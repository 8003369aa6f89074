//! A key repeated in one mapping.

use crate::text::diagnostic::names;

rule! {
    /// A key is given twice in one mapping.
    ///
    /// ## Why
    /// YAML forbids it, and readers disagree about which one counts: an amount that is given twice may
    /// be billed as either.
    ///
    /// ## What to do
    /// Keep one of them.
    ///
    /// ### Fails
    /// ```yaml
    /// currency: USD
    /// currency: EUR
    /// ```
    ///
    /// ### Passes
    /// ```yaml
    /// currency: USD
    /// ```
    name: names::DUPLICATE_KEY,
    level: Error,
    lowerable: false,
    reference: "YAML 1.2.2, section 3.2.1.1: the keys of a mapping are unique",
}
