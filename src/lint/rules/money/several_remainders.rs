//! More than one entry that takes the remainder.

use crate::text::diagnostic::names;

rule! {
    /// More than one entry takes the remainder.
    ///
    /// ## Why
    /// `remainder` is what the other entries leave of the total. Two entries cannot both take all of it,
    /// and nothing says how they would share.
    ///
    /// ## What to do
    /// Keep one `remainder`. Give the others an amount, a percentage or a fraction; to divide the
    /// remainder evenly, make one series of them with `split: remainder`.
    ///
    /// ### Fails
    /// ```yaml
    /// installments:
    ///   - {invoice_date: 2026-12-15, amount: 60000.00}
    ///   - {invoice_date: 2027-12-15, amount: remainder}
    ///   - {invoice_date: 2028-12-15, amount: remainder}
    /// ```
    ///
    /// ### Passes
    /// ```yaml
    /// installments:
    ///   - {invoice_date: 2026-12-15, amount: 60000.00}
    ///   - {first: 2027-12-15, every: year, times: 2, split: remainder}
    /// ```
    name: names::SEVERAL_REMAINDERS,
    level: Error,
    lowerable: false,
    reference: "our own: the marketplace takes amounts, not shares of a total",
}
