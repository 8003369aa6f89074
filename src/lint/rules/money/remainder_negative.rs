//! Parts that exceed the total.

use crate::text::diagnostic::names;

rule! {
    /// The other entries add up to more than `total`, so nothing remains for `remainder`.
    ///
    /// ## Why
    /// `remainder` is what all other entries leave of the total. An installment cannot be negative: a
    /// schedule cannot have credits.
    ///
    /// ## What to do
    /// Raise `total`, or lower the other entries. If they are right as they are, delete the entry
    /// that takes the remainder and set `total` to their sum.
    ///
    /// ### Fails
    /// ```yaml
    /// total: 100000.00
    /// installments:
    ///   - {invoice_date: 2026-12-15, amount: 60000.00}
    ///   - {invoice_date: 2027-12-15, amount: 60000.00}
    ///   - {invoice_date: 2028-12-15, amount: remainder}
    /// ```
    ///
    /// ### Passes
    /// ```yaml
    /// total: 150000.00
    /// installments:
    ///   - {invoice_date: 2026-12-15, amount: 60000.00}
    ///   - {invoice_date: 2027-12-15, amount: 60000.00}
    ///   - {invoice_date: 2028-12-15, amount: remainder}
    /// ```
    name: names::REMAINDER_NEGATIVE,
    level: Error,
    lowerable: false,
    reference: "Catalog API, the published pattern of `ChargeAmount`: digits without a sign",
}
