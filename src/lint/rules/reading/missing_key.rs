//! Required keys that are absent.

use crate::text::diagnostic::names;

rule! {
    /// A required key is missing.
    ///
    /// ## Why
    /// Without its name, product, buyers, last day to accept, term, currency and installments an offer
    /// cannot be published, and most of the marketplace's rules cannot be judged. All keys that one
    /// mapping lacks are reported together.
    ///
    /// ## What to do
    /// Add the missing keys. To exclude a file that is not an offer, do not name it on the command line.
    ///
    /// ### Fails
    /// ```yaml
    /// # without: accept_by, currency
    /// name: Acme KK, three-year enterprise plan
    /// ```
    ///
    /// ```yaml
    /// installments:
    ///   - {invoice_date: 2026-12-15}
    /// ```
    ///
    /// ### Passes
    /// ```yaml
    /// accept_by: 2026-12-31
    /// currency: USD
    /// installments:
    ///   - {invoice_date: 2026-12-15, amount: 360000.00}
    /// ```
    name: names::MISSING_KEY,
    level: Error,
    lowerable: false,
    reference: "Catalog API, Work with private offers, ReleaseOffer: what an offer needs",
}
