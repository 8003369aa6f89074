//! Codes of the payment schedule: `UpdatePaymentScheduleTerms`.

use super::{Change, Entity, REFUSED_AT_ONCE, SELLER_PROFILE, by, not_here};

pub(super) const CHANGES: &[Change] = &[OFFER, CHANNEL_PARTNER_OFFER, AUTHORIZATION];

const OFFER: Change = Change {
    entity: Entity::Offer,
    name: "UpdatePaymentScheduleTerms",
    answers: &[
        by(
            REFUSED_AT_ONCE,
            "The schedule is given twice, or lacks its currency or its installments",
            &["duplicate-key", "duplicate-term", "missing-key", "no-installments"],
        ),
        by(
            REFUSED_AT_ONCE,
            "An amount is no plain number from 0 up to the largest, or has more than two decimals",
            &["invalid-amount", "amount-too-precise", "amount-too-large", "malformed-request-value"],
        ),
        by(
            REFUSED_AT_ONCE,
            "An invoice date is no day written as YYYY-MM-DD",
            &["invalid-date", "malformed-request-value"],
        ),
        by("DUPLICATE_CHARGE_DATES", "Two installments have the same date", &["duplicate-invoice-date"]),
        by(
            "TOO_MANY_BACKDATED_CHARGES",
            "More than one installment is dated on or before the day on which the offer expires",
            &["several-invoices-before-acceptance"],
        ),
        by("TOO_MANY_CHARGES", "There are more than 60 installments", &["too-many-installments"]),
        by(
            "INVALID_CHARGE_DATES",
            "Some dates do not lie before the end of the agreement",
            &["invoice-date-after-term", "invoice-date-on-term-end"],
        ),
        by(
            "INVALID_CHARGE_DATES",
            "The latest date does not lie before the end of the agreement",
            &["invoice-date-after-term", "invoice-date-on-term-end"],
        ),
        by("INVALID_CHARGE_DATES", "The earliest date is over already", &["invoice-date-in-past"]),
        by(
            "INVALID_CURRENCY_CODE",
            "No offer can be in this currency",
            &["unsupported-currency", "currency-unconfirmed"],
        ),
        by(
            "INVALID_CURRENCY_CODE",
            "The schedule and the prices are in two currencies",
            &["several-currencies"],
        ),
        by(
            "INCOMPATIBLE_CURRENCY_CODE",
            "The currency is another one than at the offer's release",
            &["released-schedule-changed"],
        ),
        not_here(
            "INCOMPATIBLE_PAYMENT_SETTINGS",
            "The seller has no bank account set up for payouts in this currency",
            SELLER_PROFILE,
        ),
        not_here(
            "INCOMPATIBLE_SELLER_VERIFICATION",
            "The seller's identity has not been verified to the end",
            "how far the marketplace has got with verifying a seller stands in no file",
        ),
        by(
            "INCOMPATIBLE_TERMS",
            "The offer is released, so that its schedule is fixed",
            &["released-schedule-changed", "change-after-release"],
        ),
        by(
            "INCOMPATIBLE_TERMS",
            "The offer has been released and has expired since",
            &["released-schedule-changed"],
        ),
        by(
            "INCOMPATIBLE_MARKUP_PERCENTAGE",
            "A partner's offer has a markup above zero and a schedule of its own",
            &["markup-with-schedule"],
        ),
        by(
            "INCOMPATIBLE_RESALE_AUTHORIZATION",
            "The schedule does not fit the one of the authorization",
            &["resale-dates-differ", "resale-below-authorization", "resale-terms-differ"],
        ),
        by(
            "INCOMPATIBLE_RESALE_AUTHORIZATION",
            "The installments come to less than the authorization asks for",
            &["resale-below-authorization"],
        ),
    ],
};

const CHANNEL_PARTNER_OFFER: Change = Change {
    entity: Entity::ChannelPartnerOffer,
    name: "UpdatePaymentScheduleTerms",
    answers: &[
        by(
            "INCOMPATIBLE_RESALE_AUTHORIZATION",
            "The dates are not those of the authorization",
            &["resale-dates-differ"],
        ),
        by(
            "INCOMPATIBLE_RESALE_AUTHORIZATION",
            "On some date the amount is lower than the authorization's",
            &["resale-below-authorization"],
        ),
        by(
            "INCOMPATIBLE_TERMS",
            "A schedule and a markup are both asked for; only one of them is taken",
            &["markup-with-schedule", "markup-beside-schedule"],
        ),
        by(
            REFUSED_AT_ONCE,
            "There are fewer than 1 or more than 60 installments",
            &["no-installments", "too-many-installments"],
        ),
    ],
};

const AUTHORIZATION: Change = Change {
    entity: Entity::ResaleAuthorization,
    name: "UpdatePaymentScheduleTerms",
    answers: &[
        by(
            REFUSED_AT_ONCE,
            "There are fewer than 1 or more than 60 installments, a date is not in the future, or an amount is negative",
            &["no-installments", "too-many-installments", "invoice-date-in-past", "invalid-amount"],
        ),
        by("TOO_MANY_SCHEDULED_PAYMENTS", "There are more than 60 installments", &["too-many-installments"]),
        by("DUPLICATE_CHARGE_DATES", "Two installments have the same date", &["duplicate-invoice-date"]),
        by("INVALID_CHARGE_DATES", "A date is not in the future", &["invoice-date-in-past"]),
        by(
            "INVALID_CHARGE_DATES",
            "The latest date does not come before the last day that the authorization allows",
            &["invoice-date-after-term", "invoice-date-on-term-end"],
        ),
        by(
            "INCOMPATIBLE_TERMS",
            "A schedule needs the day on which the authorization expires, and a limit of one offer",
            &["missing-key", "authorization-unlimited"],
        ),
        by(
            "MISSING_MANDATORY_TERMS",
            "Of the schedule and the upfront price that goes with it, one is missing",
            &["missing-key", "no-installments", "terms-apart"],
        ),
        by(
            "INVALID_CURRENCY_CODE",
            "No authorization can be in this currency, or there are two",
            &["unsupported-currency", "currency-unconfirmed", "several-currencies"],
        ),
    ],
};
