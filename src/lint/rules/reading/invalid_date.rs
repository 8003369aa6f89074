//! An invalid date.

use crate::text::diagnostic::names;

rule! {
    /// A date is not written as `YYYY-MM-DD`, or there is no such day.
    ///
    /// ## Why
    /// The marketplace accepts only `YYYY-MM-DD`. `01/05/2026` is two different days to two readers, a
    /// time of day moves an invoice to the day before or after in another time zone, and 30 February
    /// would be billed on a day that no one chose.
    ///
    /// ## What to do
    /// Write year, month and day, each in full: `2026-12-31`. If only the form differs, as in
    /// `2026/12/31`, the fix writes it. For the last day of every month use a series with `day: last`.
    ///
    /// ### Fails
    /// ```yaml
    /// accept_by: 2026/12/31
    /// ```
    ///
    /// ```yaml
    /// accept_by: 2026-11-31
    /// ```
    ///
    /// ```yaml
    /// accept_by: 2026-12-31T09:00:00+09:00
    /// ```
    ///
    /// ### Passes
    /// ```yaml
    /// accept_by: 2026-12-31
    /// ```
    name: names::INVALID_DATE,
    level: Error,
    lowerable: false,
    reference: "Catalog API, Work with private offers, UpdatePaymentScheduleTerms: ChargeDate",
    fix: Safe,
}
