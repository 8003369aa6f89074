//! Codes of expiry and contract: `UpdateAvailability`, `UpdateValidityTerms` and similar.

use super::{Change, Entity, PRIVATE_ONLY, REFUSED_AT_ONCE, by, not_here, partly};

pub(super) const CHANGES: &[Change] =
    &[AUTHORIZATION_AVAILABILITY, AUTHORIZATION_VALIDITY, AVAILABILITY, VALIDITY];

const LATEST_START: &[&str] = &["latest-start-invalid"];

const AUTHORIZATION_AVAILABILITY: Change = Change {
    entity: Entity::ResaleAuthorization,
    name: "UpdateAvailability",
    answers: &[
        by(
            "INVALID_AVAILABILITY_END_DATE",
            "An installment is dated on or before the day on which the authorization expires",
            &["invoice-before-authorization-ends"],
        ),
        by(
            "INVALID_AVAILABILITY_END_DATE",
            "The day of expiry is over already, or is the day of release",
            &["acceptance-in-past", "acceptance-on-release-day"],
        ),
    ],
};

const AUTHORIZATION_VALIDITY: Change = Change {
    entity: Entity::ResaleAuthorization,
    name: "UpdateBuyerValidityTerms",
    answers: &[
        by(
            REFUSED_AT_ONCE,
            "The latest start of a buyer's contract is over already, or more than three years away",
            LATEST_START,
        ),
        by(
            "INVALID_MAXIMUM_AGREEMENT_START_DATE",
            "The latest start of a buyer's contract is not within what is allowed",
            LATEST_START,
        ),
    ],
};

const AVAILABILITY: Change = Change {
    entity: Entity::Offer,
    name: "UpdateAvailability",
    answers: &[
        by(
            REFUSED_AT_ONCE,
            "The day of expiry is missing, or no day written as YYYY-MM-DD",
            &["missing-key", "invalid-date", "malformed-request-value"],
        ),
        not_here("INVALID_AVAILABILITY_END_DATE", "A public offer never expires", PRIVATE_ONLY),
        by(
            "INVALID_AVAILABILITY_END_DATE",
            "The day of expiry is over already, or is the day of release",
            &["acceptance-in-past", "acceptance-on-release-day"],
        ),
        by(
            "INVALID_AVAILABILITY_END_DATE",
            "The offer would outlive the agreement that it offers",
            &["acceptance-after-term"],
        ),
        by(
            "MISSING_AVAILABILITY_END_DATE",
            "The agreement has an end, and the offer has no day of expiry before it",
            &["missing-key", "acceptance-after-term"],
        ),
    ],
};

const VALIDITY: Change = Change {
    entity: Entity::Offer,
    name: "UpdateValidityTerms",
    answers: &[
        by(
            "INVALID_AGREEMENT_DURATION",
            "The agreement is too short for the time to accept and the priced duration, or too long for the product",
            &["term-shorter-than-acceptance-window", "term-too-long"],
        ),
        by("INVALID_AGREEMENT_END_DATE", "The end is over already", &["acceptance-after-term"]),
        partly(
            "INVALID_AGREEMENT_END_DATE",
            "The end comes before a day that it has to follow",
            &["acceptance-after-term", "start-after-end"],
            "for a replacement, that day may come from the running agreement, which only the marketplace knows",
        ),
        by("INVALID_AGREEMENT_END_DATE", "The end is too many years away", &["term-too-long"]),
        by(
            "INVALID_AGREEMENT_START_DATE",
            "The start does not come after the offer's expiry",
            &["start-before-acceptance"],
        ),
        by("INVALID_AGREEMENT_START_DATE", "The start does not come before the end", &["start-after-end"]),
        by("INVALID_AGREEMENT_START_DATE", "The start is more than three years away", &["start-too-far"]),
        by(
            "INVALID_AGREEMENT_TIME_INTERVAL",
            "A duration and an end are given, and either would do",
            &["invalid-term", "contradictory-validity"],
        ),
        by(
            "INVALID_AGREEMENT_TIME_INTERVAL",
            "A start and a duration are given for a product that does not take them together",
            &["start-not-supported"],
        ),
        by(
            "INVALID_AGREEMENT_TIME_INTERVAL",
            "A start is given for a product whose agreements begin on acceptance",
            &["start-not-supported"],
        ),
        by(
            "INVALID_AGREEMENT_TIME_INTERVAL",
            "A start is given and nothing else",
            &["invalid-term", "contradictory-validity"],
        ),
        by(
            "INVALID_AGREEMENT_TIME_INTERVAL",
            "An end is given without a start, and the offer replaces no agreement",
            &["end-without-start"],
        ),
        by(
            "INVALID_AGREEMENT_TIME_INTERVAL",
            "From the start to the end it is more years than allowed",
            &["term-too-long"],
        ),
        partly(
            "MISSING_AGREEMENT_START_DATE",
            "The buyer chooses what to pay upfront, and the agreement has no start",
            &["end-without-start"],
            "an offer with installments has a price that is fixed, so that the buyer has nothing to choose",
        ),
        partly(
            "INCOMPATIBLE_AGREEMENT_START_DATE",
            "The start is another one than at the release, or than that of the agreement being replaced",
            &["released-schedule-changed", "replacement-differs"],
            "when an agreement starts that no file here holds, only the marketplace knows",
        ),
        by(
            "INCOMPATIBLE_AGREEMENT_END_DATE",
            "The end is another one than at the offer's release",
            &["released-schedule-changed"],
        ),
        partly(
            "INCOMPATIBLE_AGREEMENT",
            "A replacement starts in the future, but the agreement that it replaces runs already",
            &["replacement-differs"],
            "whether an agreement runs already that no file here holds, only the marketplace knows",
        ),
        by(
            "INCOMPATIBLE_PRODUCT",
            "Agreements on this product cannot start in the future",
            &["start-not-supported"],
        ),
        by(
            "INCOMPATIBLE_RESALE_AUTHORIZATION",
            "The duration or the dates are not those of the authorization",
            &["resale-terms-differ"],
        ),
        partly(
            "INCOMPATIBLE_TERMS",
            "The offer is public, or has been released and has expired since",
            &["released-schedule-changed"],
            PRIVATE_ONLY,
        ),
    ],
};
