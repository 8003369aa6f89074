//! The tables of what is published: every change and term of offers and authorizations, and what they hold.

use super::Form::{List, Object, Read, Terms, Values, Whole, Word};
use super::{Form, MANY, Member, Shaped, TakenBy, may, needed};

/// A request. `VALIDATE` is for new versions of machine images, so an offer has no dry run. Source: Catalog
/// API, StartChangeSet.
pub(super) const REQUEST: &[Member] = &[
    may("Catalog", Word(&["AWSMarketplace"])),
    may("ChangeSet", Read),
    may(
        "ChangeSetName",
        Form::Text(100, |c| c.is_alphanumeric() || c.is_whitespace() || "_+=.:@-".contains(c)),
    ),
    may("ChangeSetTags", Read),
    may("ClientRequestToken", Form::Text(64, |c| c.is_ascii_graphic())),
    may("Intent", Word(&["APPLY"])),
];

pub(super) const CHANGE: &[Member] = &[
    may("ChangeType", Read),
    may("Entity", Object(&[may("Type", Read), may("Identifier", Read)])),
    may("EntityTags", Read),
    may("ChangeName", Form::Text(72, |_| true)),
    may("Details", Read),
    may("DetailsDocument", Read),
];

const AGREED: &[Member] = &[
    needed("AcquisitionChannel", Word(&["AwsMarketplace", "External"])),
    needed("PricingModel", Word(&["Byol", "Free", "Usage", "Contract"])),
];

const TERMS_ONLY: &[Member] = &[needed("Terms", Terms(0))];
const ONE_TERM: &[Member] = &[needed("Terms", Terms(1))];

const fn change(name: &'static str, of: TakenBy, members: &'static [Member]) -> Shaped {
    Shaped { name, change: "", of, members }
}

/// The changes of offers and authorizations. Source: Catalog API, "Work with private offers", "Work with
/// channel partner private offers", "Work with resale authorizations", and the published shapes.
pub(crate) static CHANGES: [Shaped; 24] = [
    change(
        "CreateOffer",
        TakenBy::Offer,
        &[needed("ProductId", Read), may("Name", Read), may("OfferSetId", Read)],
    ),
    change("CreateReplacementOffer", TakenBy::Offer, &[needed("AgreementId", Read), may("Name", Read)]),
    change(
        "CreateOfferUsingResaleAuthorization",
        TakenBy::Offer,
        &[
            needed("ResaleAuthorizationId", Read),
            may("Name", Read),
            may("Description", Read),
            may("OfferSetId", Read),
        ],
    ),
    change(
        "CreateReplacementOfferUsingResaleAuthorization",
        TakenBy::Offer,
        &[needed("AgreementId", Read), needed("ResaleAuthorizationId", Read), may("Name", Read)],
    ),
    change(
        "CreateResaleAuthorization",
        TakenBy::Authorization,
        &[
            needed("ProductId", Read),
            needed("Name", Read),
            may("Description", Read),
            needed("ResellerAccountId", Read),
        ],
    ),
    change(
        "CreateResaleAuthorizationUsingResaleAuthorization",
        TakenBy::Authorization,
        &[
            may("ResaleAuthorizationId", Read),
            may("Name", Read),
            may("Description", Read),
            may("ResellerAccountId", Read),
            may("ResellerRole", Read),
        ],
    ),
    change(
        "UpdateInformation",
        TakenBy::Both,
        &[
            may("Name", Read),
            may("Description", Read),
            may("PreExistingAgreement", Object(AGREED)),
            may("PreExistingBuyerAgreement", Object(AGREED)),
        ],
    ),
    change(
        "UpdateTargeting",
        TakenBy::Offer,
        &[
            may("PositiveTargeting", Object(&[may("BuyerAccounts", Read), may("CountryCodes", Values(244))])),
            may("NegativeTargeting", Object(&[may("BuyerAccounts", Read), may("CountryCodes", Values(244))])),
        ],
    ),
    // An authorization without a schedule needs no last day.
    change(
        "UpdateAvailability",
        TakenBy::Both,
        &[may("AvailabilityEndDate", Read), may("OffersMaxQuantity", Read)],
    ),
    change("UpdateValidityTerms", TakenBy::Offer, TERMS_ONLY),
    change("UpdateLegalTerms", TakenBy::Both, ONE_TERM),
    change("UpdatePricingTerms", TakenBy::Both, &[needed("PricingModel", Read), needed("Terms", Terms(1))]),
    change("UpdatePaymentScheduleTerms", TakenBy::Both, TERMS_ONLY),
    change("UpdateNetPaymentTerms", TakenBy::Both, TERMS_ONLY),
    change("UpdateRenewalTerms", TakenBy::Offer, TERMS_ONLY),
    change("UpdateSupportTerms", TakenBy::Offer, TERMS_ONLY),
    change("UpdateCustomerVerificationTerms", TakenBy::Offer, TERMS_ONLY),
    change("UpdateMarkup", TakenBy::Offer, &[needed("Percentage", Read)]),
    change("UpdateBuyerTargetingTerms", TakenBy::Authorization, ONE_TERM),
    change("UpdateBuyerValidityTerms", TakenBy::Authorization, ONE_TERM),
    change("UpdatePartnerTargetingTerms", TakenBy::Authorization, ONE_TERM),
    change("ReleaseOffer", TakenBy::Offer, &[]),
    change("ReleaseResaleAuthorization", TakenBy::Authorization, &[]),
    change("RestrictResaleAuthorization", TakenBy::Authorization, &[]),
];

const RATES: Form = List(1, 800, &[may("DimensionKey", Read), needed("Price", Read)]);
pub(super) const BOTH_OR_NONE: &[&str] = &["Allowed", "Disallowed"];

const fn term(name: &'static str, change: &'static str, of: TakenBy, members: &'static [Member]) -> Shaped {
    Shaped { name, change, of, members }
}

/// Their terms; those of an authorization that have a counterpart in offers, without the `Resale` before
/// their name.
pub(crate) static TERMS: [Shaped; 18] = [
    term(
        "PaymentScheduleTerm",
        "UpdatePaymentScheduleTerms",
        TakenBy::Both,
        &[
            needed("CurrencyCode", Read),
            needed("Schedule", List(0, MANY, &[may("ChargeDate", Read), may("ChargeAmount", Read)])),
        ],
    ),
    term(
        "FixedUpfrontPricingTerm",
        "UpdatePricingTerms",
        TakenBy::Both,
        &[
            needed("CurrencyCode", Read),
            needed("Price", Read),
            may("Duration", Read),
            needed("Grants", List(1, MANY, &[may("DimensionKey", Read), needed("MaxQuantity", Read)])),
        ],
    ),
    term(
        "ConfigurableUpfrontPricingTerm",
        "UpdatePricingTerms",
        TakenBy::Both,
        &[
            needed("CurrencyCode", Read),
            needed(
                "RateCards",
                List(
                    1,
                    5,
                    &[
                        needed(
                            "Selector",
                            Object(&[needed("Type", Word(&["Duration"])), needed("Value", Read)]),
                        ),
                        needed(
                            "Constraints",
                            Object(&[
                                needed("MultipleDimensionSelection", Word(BOTH_OR_NONE)),
                                needed("QuantityConfiguration", Word(BOTH_OR_NONE)),
                            ]),
                        ),
                        needed("RateCard", RATES),
                    ],
                ),
            ),
        ],
    ),
    term(
        "UsageBasedPricingTerm",
        "UpdatePricingTerms",
        TakenBy::Both,
        &[needed("CurrencyCode", Read), needed("RateCards", List(1, 1, &[needed("RateCard", RATES)]))],
    ),
    term("ByolPricingTerm", "UpdatePricingTerms", TakenBy::Offer, &[]),
    term(
        "RecurringPaymentTerm",
        "UpdatePricingTerms",
        TakenBy::Offer,
        &[needed("CurrencyCode", Read), needed("BillingPeriod", Word(&["Monthly"])), needed("Price", Read)],
    ),
    term(
        "FreeTrialPricingTerm",
        "UpdatePricingTerms",
        TakenBy::Offer,
        &[
            needed("Duration", Read),
            needed("Grants", List(1, MANY, &[may("DimensionKey", Read), may("MaxQuantity", Read)])),
        ],
    ),
    term(
        "ValidityTerm",
        "UpdateValidityTerms",
        TakenBy::Offer,
        &[may("AgreementDuration", Read), may("AgreementStartDate", Read), may("AgreementEndDate", Read)],
    ),
    term(
        "LegalTerm",
        "UpdateLegalTerms",
        TakenBy::Both,
        &[needed(
            "Documents",
            List(
                1,
                1,
                &[
                    needed(
                        "Type",
                        Word(&[
                            "CustomEula",
                            "StandardEula",
                            "CustomDsa",
                            "StandardDsa",
                            "StandardResellerContract",
                            "CustomResellerContract",
                        ]),
                    ),
                    may("Url", Read),
                    may("Version", Read),
                ],
            ),
        )],
    ),
    term(
        "BuyerLegalTerm",
        "UpdateLegalTerms",
        TakenBy::Authorization,
        &[needed(
            "Documents",
            List(
                1,
                MANY,
                &[
                    needed("Type", Word(&["CustomEula", "StandardEula"])),
                    may("Url", Read),
                    may("Version", Read),
                ],
            ),
        )],
    ),
    term("SupportTerm", "UpdateSupportTerms", TakenBy::Offer, &[may("RefundPolicy", Read)]),
    term(
        "RenewalTerm",
        "UpdateRenewalTerms",
        TakenBy::Offer,
        &[
            may("LockoutPeriod", Read),
            may("AdjustmentDeadline", Read),
            may("MaxRenewals", Read),
            may("PriceIncrease", Read),
            may("TermTemplates", Read),
        ],
    ),
    term("NetPaymentTerm", "UpdateNetPaymentTerms", TakenBy::Both, &[needed("PaymentDuePeriod", Read)]),
    term(
        "BuyerTargetingTerm",
        "UpdateBuyerTargetingTerms",
        TakenBy::Authorization,
        &[needed("PositiveTargeting", Object(&[needed("BuyerAccounts", Read)]))],
    ),
    term(
        "BuyerValidityTerm",
        "UpdateBuyerValidityTerms",
        TakenBy::Authorization,
        &[needed("MaximumAgreementStartDate", Read)],
    ),
    term(
        "PartnerTargetingTerm",
        "UpdatePartnerTargetingTerms",
        TakenBy::Authorization,
        &[may("PositiveTargeting", Read), may("ResellerRole", Read)],
    ),
    term(
        "CustomerVerificationTerm",
        "UpdateCustomerVerificationTerms",
        TakenBy::Offer,
        &[may("ApprovalStrategy", Read), may("ExpirationDuration", Read)],
    ),
    // It is refused by name.
    term("VariablePaymentTerm", "UpdatePaymentScheduleTerms", TakenBy::Offer, ANYTHING),
];

/// Members that nobody knows: whatever is there is taken.
const ANYTHING: &[Member] = &[may("*", Read)];

/// One part of a renewal's schedule. Source: Catalog API, UpdateRenewalTerms.
pub(super) const RENEWED: &[Member] =
    &[may("ChargeDateOffset", Read), may("ChargePercentage", Read), may("DayOfMonth", Whole(1, 31))];
