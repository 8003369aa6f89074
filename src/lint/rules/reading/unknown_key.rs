//! A key that the format does not have.

use crate::text::diagnostic::names;

rule! {
    /// A key is not part of the format.
    ///
    /// ## Why
    /// A misspelt key that is silently ignored is a term that is never offered: with `acept_by` the
    /// offer would never expire. So every key is known, or reported.
    ///
    /// ## What to do
    /// Write the suggested key. Your own data, such as a deal number, goes under `labels`, which is kept
    /// and never checked. Inside braces a comma ends a value, so quote a text with a comma.
    ///
    /// ### Fails
    /// ```yaml
    /// # without: accept_by
    /// acept_by: 2026-12-31
    /// ```
    ///
    /// ```yaml
    /// opportunity: 006xx000001
    /// ```
    ///
    /// ```yaml
    /// installments:
    ///   - {invoice_date: 2026-12-15, amount: 360000.00, note: paid, as agreed}
    /// ```
    ///
    /// ### Passes
    /// ```yaml
    /// accept_by: 2026-12-31
    /// labels: {opportunity: 006xx000001}
    /// installments:
    ///   - {invoice_date: 2026-12-15, amount: 360000.00, note: "paid, as agreed"}
    /// ```
    name: names::UNKNOWN_KEY,
    level: Error,
    reference: "our own: a misspelt key must not be passed over in silence",
    fix: Safe,
}
