//! An amount that is not a plain decimal.

use crate::text::diagnostic::names;

rule! {
    /// An amount is not written in plain digits.
    ///
    /// ## Why
    /// The marketplace expects digits, and decimals after a point. A grouped `1,000` is one to a reader
    /// who uses decimal commas, an exponent hides the size of an amount, and more than 28 digits cannot
    /// be held exactly.
    ///
    /// ## What to do
    /// Write digits, and decimals after a point: `360000.00`. The fix removes thousands separators and
    /// full-width digits; what is ambiguous is only suggested. The currency is given once, in
    /// `currency`. Percentages are `12.5%`, fractions `1/3`, and what all other entries leave is
    /// `remainder`.
    ///
    /// ### Fails
    /// ```yaml
    /// total: 360,000.00
    /// ```
    ///
    /// ```yaml
    /// installments:
    ///   - {invoice_date: 2026-12-15, amount: 360,000.00}
    /// ```
    ///
    /// ```yaml
    /// total: 360.000,00
    /// ```
    ///
    /// ```yaml
    /// total: $360000
    /// ```
    ///
    /// ### Passes
    /// ```yaml
    /// total: 360000.00
    /// installments:
    ///   - {invoice_date: 2026-12-15, amount: 12.5%}
    ///   - {first: 2027-01-31, every: month, day: last, times: 30, split: remainder}
    /// ```
    name: names::INVALID_AMOUNT,
    level: Error,
    lowerable: false,
    reference: "Catalog API, Work with private offers, UpdatePaymentScheduleTerms: ChargeAmount",
    fix: Safe,
}
