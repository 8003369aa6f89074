//! Anchors, aliases, merge keys, tags and directives.

use crate::text::diagnostic::names;

rule! {
    /// An anchor, an alias, a merge key, a tag or a directive is used.
    ///
    /// ## Why
    /// An offer is read by people who sign for its amounts. An alias or a merge key puts an amount where
    /// no one sees it, a tag changes what a value is, and readers of YAML disagree about all of them.
    /// The format has none of them: each is reported, and none is resolved.
    ///
    /// ## What to do
    /// Write out the value where it is used, and delete the anchor or the tag. Quote a text that starts
    /// with `&`, `*` or `!`. The directive `%YAML 1.2` may stay.
    ///
    /// ### Fails
    /// ```yaml
    /// installments:
    ///   - &first {invoice_date: 2026-12-15, amount: 360000.00}
    /// ```
    ///
    /// ```yaml
    /// total: !!float 360000.00
    /// ```
    ///
    /// ```yaml
    /// name: *important*
    /// ```
    ///
    /// ### Passes
    /// ```yaml
    /// name: "*important*"
    /// total: 360000.00
    /// ```
    name: names::YAML_FEATURE,
    level: Error,
    lowerable: false,
    reference: "our own: every amount is to be read where it stands",
}
