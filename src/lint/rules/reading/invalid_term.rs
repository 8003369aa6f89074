//! A contract term that is incomplete or contradictory.

use crate::text::diagnostic::names;

rule! {
    /// The contract term is not a duration, or gives too little or too much.
    ///
    /// ## Why
    /// The term determines the last possible invoice date. The marketplace accepts a duration, a start
    /// with an end or a duration, or, for a replacement, an end alone; it refuses a start alone and an
    /// end together with a duration.
    ///
    /// ## What to do
    /// Write `36 months`, `3 years`, `365 days` or the marketplace's own `P36M`; or `{start: …, end: …}`,
    /// `{start: …, duration: …}`, or `{end: …}`.
    ///
    /// ### Fails
    /// ```yaml
    /// term: 36months
    /// ```
    ///
    /// ```yaml
    /// term: 0 months
    /// ```
    ///
    /// ```yaml
    /// term: {start: 2027-02-01}
    /// ```
    ///
    /// ```yaml
    /// term: {end: 2029-12-31, duration: 36 months}
    /// ```
    ///
    /// ### Passes
    /// ```yaml
    /// term: P36M
    /// ```
    ///
    /// ```yaml
    /// term: {start: 2027-01-01, end: 2029-12-31}
    /// ```
    name: names::INVALID_TERM,
    level: Error,
    lowerable: false,
    reference: "Catalog API, Work with private offers, UpdateValidityTerms",
    fix: Safe,
}
