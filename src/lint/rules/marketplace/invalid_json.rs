//! JSON that is none.

use crate::text::diagnostic::names;

rule! {
    /// The text is not JSON.
    ///
    /// ## Why
    /// A comma too many, a quote that is not closed, a value twice as deep as anything of the
    /// marketplace: every client refuses it, and nothing in it can be judged.
    ///
    /// ## What to do
    /// Look at the place that is shown, or just before it. The AWS CLI writes JSON that is right.
    ///
    /// ### Fails
    /// ```json
    /// {"ChangeSet": [{"ChangeType": "UpdateAvailability",}]}
    /// ```
    ///
    /// ### Passes
    /// ```json
    /// [{"ChangeType": "UpdateAvailability",
    ///   "DetailsDocument": {"AvailabilityEndDate": "2026-12-31"}}]
    /// ```
    name: names::INVALID_JSON,
    level: Error,
    lowerable: false,
    reference: "RFC 8259, The JavaScript Object Notation (JSON) Data Interchange Format",
}
