//! Parts that leave less than nothing of the total.

use crate::text::diagnostic::names;

rule! {
    /// The other entries come to more than `total`, so that nothing remains for `remainder`.
    ///
    /// ## Why
    /// `remainder` is what all other entries leave of the total. An installment cannot be
    /// negative: the marketplace takes no credit in a schedule.
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
