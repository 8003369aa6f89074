//! Codes of what is sold and for how much: `UpdatePricingTerms`, `UpdateMarkup`.

use super::{Change, Entity, by, not_here, partly};

pub(super) const CHANGES: &[Change] = &[PRICING, MARKUP];

const PRICING: Change = Change {
    entity: Entity::Offer,
    name: "UpdatePricingTerms",
    answers: &[
        by(
            "INCOMPATIBLE_TERMS",
            "Beside a schedule, the upfront price is not zero",
            &["price-beside-schedule"],
        ),
        by(
            "MISSING_MANDATORY_TERMS",
            "There is a fixed upfront price, but no schedule and no license of the buyer's own",
            &["missing-key", "no-installments", "terms-apart"],
        ),
        by(
            "MISSING_DURATION",
            "The price is for no duration",
            &["price-for-term-missing", "grant-duration-invalid"],
        ),
        partly(
            "INVALID_DURATION",
            "The price is for another duration than the agreement's, for too short or too long a one, or for \
             months where metered dimensions need days",
            &["invalid-term", "term-too-long", "grant-duration-invalid"],
            "how finely a product is metered stands in the product",
        ),
        by(
            "INVALID_CURRENCY_CODE",
            "No offer can be in this currency, or its prices are in two",
            &["unsupported-currency", "currency-unconfirmed", "several-currencies"],
        ),
        by("INCOMPATIBLE_RATES", "A product that is free has a price", &["price-in-free-model"]),
        by("DUPLICATE_DIMENSION_KEYS", "A dimension is granted or priced twice", &["duplicate-dimension"]),
        by(
            "DUPLICATE_TERM_TYPES",
            "A kind of term is given twice; in a file, each is one key",
            &["duplicate-key", "duplicate-term"],
        ),
        by("TOO_MANY_GRANTS", "More than 200 dimensions are granted", &["too-many-dimensions"]),
        partly(
            "INVALID_GRANTS",
            "A dimension is granted without a quantity, or the product takes none",
            &["quantity-out-of-range", "dimension-without-terms", "missing-key", "malformed-request-value"],
            "whether a product takes quantities stands in the product",
        ),
        not_here(
            "INCOMPATIBLE_AGREEMENT",
            "A replacement has other kinds of terms than the agreement that it replaces",
            "which terms a running agreement has, only the marketplace knows",
        ),
        partly(
            "INCOMPATIBLE_PRODUCT",
            "The product has no such term or dimension, or its agreements cannot be replaced",
            &["product-without-installments", "replacement-not-supported"],
            "which dimensions a product has stands in the product",
        ),
    ],
};

const MARKUP: Change = Change {
    entity: Entity::Offer,
    name: "UpdateMarkup",
    answers: &[
        by(
            "INCOMPATIBLE_TERMS",
            "A markup and a schedule are both asked for; only one of them is taken",
            &["markup-with-schedule", "markup-beside-schedule"],
        ),
        not_here(
            "INCOMPATIBLE_RESALE_AUTHORIZATION",
            "The offer has a schedule, a markup, and an authorization without a schedule",
            "an authorization in the format always has installments, and of one that is named by its id nothing \
             else is known",
        ),
    ],
};
