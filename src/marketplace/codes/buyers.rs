//! Codes of buyers, due dates, renewal and release.

use super::{Change, Entity, PRIVATE_ONLY, REFUSED_AT_ONCE, SELLER_PROFILE, by, not_here, partly};

pub(super) const CHANGES: &[Change] = &[TARGETING, NET_TERMS, RENEWAL, RELEASE, AUTHORIZATION_RELEASE];

const TARGETING: Change = Change {
    entity: Entity::Offer,
    name: "UpdateTargeting",
    answers: &[
        partly(
            "INVALID_BUYER_ACCOUNTS",
            "An account id is malformed, or no such account exists",
            &["invalid-account-id"],
            "whether an account exists, only the marketplace knows",
        ),
        by(
            "TOO_MANY_BUYER_ACCOUNTS",
            "There are more than 26 accounts, or more than 25 where a partner resells",
            &["too-many-buyers"],
        ),
        by(
            "INCOMPATIBLE_TARGETING",
            "The accounts are others than at the release, or are given for a replacement",
            &["released-schedule-changed", "replacement-targeted", "change-after-release"],
        ),
        partly(
            "INCOMPATIBLE_BUYER_ACCOUNTS",
            "The accounts are not those of the agreement",
            &["replacement-differs"],
            "whose agreement it is that no file here holds, only the marketplace knows",
        ),
        by("INVALID_TARGETING", "The same thing is let in and shut out", &["targeted-twice"]),
        partly(
            "INVALID_COUNTRY_CODES",
            "A country is none that the marketplace knows",
            &["unknown-country"],
            "to which countries the marketplace does not sell, it does not publish",
        ),
    ],
};

const NET_TERMS: Change = Change {
    entity: Entity::Offer,
    name: "UpdateNetPaymentTerms",
    answers: &[
        by(
            REFUSED_AT_ONCE,
            "The time to pay is not 15, 30, 45, 60, 90 or 120 days, or is given twice",
            &["invalid-choice", "duplicate-key", "unsupported-payment-period"],
        ),
        by(
            "INVALID_PAYMENT_DUE_PERIOD",
            "The time to pay is not 15, 30, 45, 60, 90 or 120 days",
            &["invalid-choice", "unsupported-payment-period"],
        ),
        by(
            "INCOMPATIBLE_RESALE_AUTHORIZATION",
            "The time to pay is longer than the authorization's, or only one of the two has one",
            &["net-terms-exceed-authorization"],
        ),
        partly(
            "INCOMPATIBLE_TERMS",
            "The offer is public, or released already",
            &["released-schedule-changed", "change-after-release"],
            PRIVATE_ONLY,
        ),
    ],
};

const RENEWAL: Change = Change {
    entity: Entity::Offer,
    name: "UpdateRenewalTerms",
    answers: &[
        by(
            "MISSING_PAYMENT_SCHEDULE_TERM_TEMPLATE",
            "The offer has a schedule, but its renewal has none",
            &["renewal-without-schedule"],
        ),
        by(
            "INVALID_CHARGE_PERCENTAGES",
            "The renewal's percentages do not make 100",
            &["renewal-percentages-not-100"],
        ),
        by(
            "DUPLICATE_CHARGE_DATE_OFFSETS",
            "Two of the renewal's installments come at the same time and on the same day of the month",
            &["renewal-offset-duplicate"],
        ),
        by(
            "INVALID_CHARGE_DATE_OFFSETS",
            "One of the renewal's installments comes after the renewed agreement's end",
            &["renewal-offset-invalid"],
        ),
        by(
            "INVALID_DAY_OF_MONTH",
            "A day of the month stands in the last month, or on several installments of the first",
            &["renewal-offset-invalid"],
        ),
        by(
            "INCOMPATIBLE_TERMS",
            "The renewal has a schedule, but the offer has none",
            &["missing-key", "no-installments", "renewal-incomplete"],
        ),
        by(
            "MISSING_PRICE_INCREASE",
            "The renewal does not say how the price changes",
            &["missing-key", "renewal-incomplete"],
        ),
    ],
};

const RELEASE: Change = Change {
    entity: Entity::Offer,
    name: "ReleaseOffer",
    answers: &[
        by(
            "MISSING_AGREEMENT_END_DATE",
            "A replacement does not say when it ends",
            &["replacement-without-end"],
        ),
        by(
            "MISSING_AVAILABILITY_END_DATE",
            "A private offer does not say when it expires",
            &["missing-key", "release-incomplete"],
        ),
        by(
            "MISSING_BUYER_ACCOUNTS",
            "A private offer is for nobody",
            &["missing-key", "no-buyers", "release-incomplete"],
        ),
        by(
            "MISSING_DESCRIPTION",
            "The offer has no description",
            &["description-missing", "not-ready-for-release", "release-incomplete"],
        ),
        by("MISSING_NAME", "The offer has no name", &["missing-key", "release-incomplete"]),
        partly(
            "MISSING_MANDATORY_TERMS",
            "A term is missing that the offer needs, such as the upfront price that goes with a schedule",
            &["missing-key", "no-installments", "not-ready-for-release", "release-incomplete", "terms-apart"],
            "what else a product needs stands in the product",
        ),
        not_here(
            "INVALID_UPDATE_REQUEST",
            "The offer is released already",
            "`release` is the day for which it is planned; whether it happened, only the marketplace knows",
        ),
        not_here(
            "INCOMPATIBLE_PAYMENT_SETTINGS",
            "The seller has no bank account set up for payouts in this currency",
            SELLER_PROFILE,
        ),
    ],
};

const AUTHORIZATION_RELEASE: Change = Change {
    entity: Entity::ResaleAuthorization,
    name: "ReleaseResaleAuthorization",
    answers: &[
        by(
            "INCOMPATIBLE_PRICING_TERM",
            "Of the schedule and the upfront price that goes with it, one is missing",
            &["missing-key", "no-installments", "terms-apart"],
        ),
        by(
            "INCOMPATIBLE_STATUS",
            "The authorization is released, so that nothing of it can change",
            &["released-schedule-changed"],
        ),
    ],
};
