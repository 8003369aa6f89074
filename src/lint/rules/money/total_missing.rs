//! A share of a total that is not given.

use crate::text::diagnostic::names;

rule! {
    /// A percentage, a fraction or `remainder` is used, but the offer has no `total`.
    ///
    /// ## Why
    /// The marketplace needs amounts, not shares. A share becomes an amount only against the offer's
    /// `total`; without it nothing can be billed.
    ///
    /// ## What to do
    /// Add `total` with what the buyer pays in total, before tax, or write out every amount.
    ///
    /// ### Fails
    /// ```yaml
    /// # without: total
    /// installments:
    ///   - {invoice_date: 2026-12-15, amount: 25%}
    ///   - {invoice_date: 2027-12-15, amount: 75%}
    /// ```
    ///
    /// ### Passes
    /// ```yaml
    /// total: 120000.00
    /// installments:
    ///   - {invoice_date: 2026-12-15, amount: 25%}
    ///   - {invoice_date: 2027-12-15, amount: 75%}
    /// ```
    name: names::TOTAL_MISSING,
    level: Error,
    lowerable: false,
    misses: true,
    reference: "our own: the marketplace's `ChargeAmount` is an amount (Catalog API, Work with private offers, \
        UpdatePaymentScheduleTerms)",
}
