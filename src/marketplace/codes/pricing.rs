//! Codes of what is sold and for how much: `UpdatePricingTerms`, `UpdateMarkup`.

use super::{Change, Entity, ONE_CURRENCY, by, not_here, partly};

pub(super) const CHANGES: &[Change] = &[PRICING, MARKUP];

const PRICING: Change = Change {
    entity: Entity::Offer,
    name: "UpdatePricingTerms",
    answers: &[
        not_here(
            "INCOMPATIBLE_TERMS",
            "Beside a schedule, the upfront price is not zero",
            "the format has no upfront price: all money is in the installments, and zero is what goes with them",
        ),
        by(
            "MISSING_MANDATORY_TERMS",
            "There is a fixed upfront price, but no schedule and no license of the buyer's own",
            &["missing-key", "no-installments"],
        ),
        by("MISSING_DURATION", "The price is for no duration", &["price-for-term-missing"]),
        partly(
            "INVALID_DURATION",
            "The price is for another duration than the agreement's, for too short or too long a one, or for \
             months where metered dimensions need days",
            &["term-too-long"],
            "the offer's one term is the duration of both, and how finely a product is metered stands in the \
             product",
        ),
        partly(
            "INVALID_CURRENCY_CODE",
            "No offer can be in this currency, or its prices are in two",
            &["unsupported-currency", "currency-unconfirmed"],
            ONE_CURRENCY,
        ),
        not_here(
            "INCOMPATIBLE_RATES",
            "A product that is free has a price",
            "the format has no free pricing: what is billed in installments is a contract",
        ),
        by("DUPLICATE_DIMENSION_KEYS", "A dimension is granted or priced twice", &["duplicate-dimension"]),
        by(
            "DUPLICATE_TERM_TYPES",
            "A kind of term is given twice; in a file, each is one key",
            &["duplicate-key"],
        ),
        by("TOO_MANY_GRANTS", "More than 200 dimensions are granted", &["too-many-dimensions"]),
        partly(
            "INVALID_GRANTS",
            "A dimension is granted without a quantity, or the product takes none",
            &["quantity-out-of-range", "dimension-without-terms"],
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
            &["markup-with-schedule"],
        ),
        not_here(
            "INCOMPATIBLE_RESALE_AUTHORIZATION",
            "The offer has a schedule, a markup, and an authorization without a schedule",
            "an authorization in the format always has installments, and of one that is named by its id nothing \
             else is known",
        ),
    ],
};
