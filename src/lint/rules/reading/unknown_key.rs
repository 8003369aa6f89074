//! A key that the format does not have.

use crate::text::diagnostic::names;

rule! {
    /// A key is not part of the format.
    ///
    /// ## Why
    /// A misspelt key that is passed over in silence is a term that is never offered: with `acept_by`
    /// the offer would never expire. So every key is known, or reported.
    ///
    /// ## What to do
    /// Write the key that is proposed. Data of your own, such as a deal's number, goes under `labels`,
    /// which is carried along and never judged. Inside braces a comma ends a value: a text that holds one
    /// goes in quotes.
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
