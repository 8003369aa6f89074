//! What an offer sells: its dimensions, how many of each, and what they cost.

use rust_decimal::prelude::ToPrimitive;

use crate::offer::{Amount, Dimension, Duration, Offer, is_quantity};

/// What the buyer gets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bought {
    /// The dimensions that are granted or metered, in the order of the file.
    pub lines: Vec<BoughtLine>,
    /// Whether a quantity counts instances, of a machine image or a container, and an overage is by the
    /// hour.
    pub instances: bool,
    /// The contract value: quantity × price for the term, over all that is granted; `None` unless every
    /// price is known.
    pub value: Option<Amount>,
    /// Whether the offer's total is that value, because the file does not give one.
    pub is_total: bool,
}

/// One dimension of what is bought; amounts in the offer's currency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BoughtLine {
    /// Its API name, or the instance or task type.
    pub key: String,
    /// Its display name.
    pub name: Option<String>,
    /// How many are granted; `None` if it is only metered.
    pub quantity: Option<i64>,
    /// The price of one for the term, and the duration as written.
    pub price: Option<(Amount, Duration)>,
    /// Quantity times price.
    pub value: Option<Amount>,
    /// The price of one more, metered.
    pub overage: Option<Amount>,
}

impl Bought {
    /// What an offer grants or meters; `None` if its `pricing` says nothing of either. A dimension with
    /// prices alone is a line of a price list, and not bought.
    pub(super) fn of(offer: &Offer) -> Option<Self> {
        let dimensions = offer.pricing.get()?.dimensions.get()?;
        let lines: Vec<BoughtLine> =
            dimensions.iter().filter_map(|dimension| BoughtLine::of(dimension, offer)).collect();
        let value = offer.contract_value();
        let is_total = value.is_some() && offer.total.is_absent();
        let instances = offer.product_type().is_some_and(|product| !product.is_saas_contract());
        (!lines.is_empty()).then_some(Self { lines, instances, value, is_total })
    }
}

impl BoughtLine {
    fn of(dimension: &Dimension, offer: &Offer) -> Option<Self> {
        let quantity = dimension.quantity.get().copied().filter(|quantity| is_quantity(*quantity));
        let overage = dimension.overage.get().copied();
        if quantity.is_none() && overage.is_none() {
            return None;
        }
        let term = offer.priced_term();
        let price = quantity.and(dimension.prices.get()).and_then(|prices| {
            prices.iter().find(|price| term.is_some_and(|term| term.is(price.duration.value)))
        });
        Some(Self {
            key: dimension.key.get()?.clone(),
            name: dimension.name.get().cloned(),
            quantity: quantity.and_then(|quantity| quantity.to_i64()),
            price: price.map(|price| (price.amount.value, price.duration.value)),
            value: price.zip(quantity).and_then(|(price, quantity)| price.amount.value.times(quantity)),
            overage,
        })
    }
}
