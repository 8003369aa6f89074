//! JSON in which no offer can be judged.

use crate::text::diagnostic::names;

rule! {
    /// The JSON is not an offer with a payment schedule.
    ///
    /// ## Why
    /// Change sets, offers, resale authorizations and agreements are judged. Offer sets, variable
    /// payments, other entities and JSON of other programs are not: what is right for them, no rule here
    /// knows.
    ///
    /// ## What to do
    /// Ask the marketplace for one of those: `describe-entity`, `describe-change-set`, `get-agreement-
    /// terms`. Take the change sets of the offers of an offer set one by one; of paged terms, ask for all
    /// pages.
    ///
    /// ### Fails
    /// ```json
    /// {"EntityType": "SaaSProduct@1.0", "EntityIdentifier": "prod-1@1", "DetailsDocument": {}}
    /// ```
    ///
    /// ### Passes
    /// ```json
    /// [{"ChangeType": "UpdateAvailability",
    ///   "DetailsDocument": {"AvailabilityEndDate": "2026-12-31"}}]
    /// ```
    name: names::UNSUPPORTED_JSON,
    level: Error,
    lowerable: false,
    reference: "Our own: only payment schedules are judged",
}
