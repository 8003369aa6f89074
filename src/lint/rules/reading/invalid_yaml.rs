//! A file that is not YAML.

use crate::text::diagnostic::names;

rule! {
    /// The file is not YAML.
    ///
    /// ## Why
    /// What cannot be read cannot be checked: an amount behind a missing bracket may be any amount. The
    /// same goes for a file that is not UTF-8 text, for lists and mappings nested deeper than 64 levels,
    /// and for a file over 4 MiB. One broken document does not hide the others of its file.
    ///
    /// ## What to do
    /// Fix the text at the position shown. Most often a bracket or a quote is not closed, a line is
    /// indented differently from its neighbours, or a text with `: ` is not quoted. Save a file in
    /// another encoding again as UTF-8.
    ///
    /// ## Options
    /// `max_file_bytes` raises the limit of 4 MiB.
    ///
    /// ### Fails
    /// ```yaml
    /// installments:
    ///   - {invoice_date: 2026-12-15, amount: 360000.00
    /// ```
    ///
    /// ```yaml
    /// name: Acme KK: three-year plan
    /// ```
    ///
    /// ### Passes
    /// ```yaml
    /// installments:
    ///   - {invoice_date: 2026-12-15, amount: 360000.00}
    /// ```
    ///
    /// ```yaml
    /// name: "Acme KK: three-year plan"
    /// ```
    name: names::INVALID_YAML,
    level: Error,
    lowerable: false,
    reference: "YAML 1.2.2; the limits of depth and size are our own",
}
