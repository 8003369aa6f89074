//! A series that cannot be expanded.

use crate::text::diagnostic::names;

rule! {
    /// A series is incomplete, or contradicts itself.
    ///
    /// ## Why
    /// A series represents dated amounts. If it gives both `times` and `until`, or both `amount` and
    /// `split`, two readers would bill two different schedules; if it gives neither, nothing can be
    /// billed. A `day` in a series of weeks, or `weights` that do not match the number of installments,
    /// would silently do nothing or the wrong thing.
    ///
    /// ## What to do
    /// Give `times` or `until`, and `amount` (each installment) or `split` (the whole series). Give one
    /// weight for each installment. Keep at least one date when leaving dates out with `except`. A
    /// series has at most 1,000 dates.
    ///
    /// ### Fails
    /// ```yaml
    /// installments:
    ///   - {first: 2027-01-31, every: month, day: last, split: remainder}
    /// ```
    ///
    /// ```yaml
    /// installments:
    ///   - {first: 2027-01-31, every: month, day: last, times: 3, until: 2027-03-31, split: remainder}
    /// ```
    ///
    /// ```yaml
    /// installments:
    ///   - {first: 2027-01-31, every: month, day: last, times: 3, split: remainder, weights: [2, 1]}
    /// ```
    ///
    /// ```yaml
    /// installments:
    ///   - {first: 2027-01-29, every: 2 weeks, times: 3, day: 29, split: remainder}
    /// ```
    ///
    /// ### Passes
    /// ```yaml
    /// installments:
    ///   - {first: 2027-01-31, every: month, day: last, times: 3, split: remainder, weights: [2, 1, 1]}
    /// ```
    name: names::INVALID_SERIES,
    level: Error,
    lowerable: false,
    reference: "our own: a series must come to one schedule",
}
