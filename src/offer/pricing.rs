//! What the total is made of: dimensions, quantities and prices.

use std::collections::{BTreeSet, HashMap};

use rust_decimal::Decimal;

use super::choice::choice;
use super::duration::Duration;
use super::fields::{Field, quote};
use super::keys::{Items, Mapping, Value, mapping_items, mapping_values, table};
use super::reader::Reader;
use super::shape::{Key, optional};
use super::values::{Category, Quantity, UnitPrice, parse_price};
use super::yaml::Yaml;
use super::{Amount, Currency, ProductType, Shape};
use crate::text::diagnostic::{Diagnostic, names};
use crate::text::message::msg;
use crate::text::source::{Span, Spanned};
use crate::text::yaml::Node;

choice! {
    /// How many dimensions the buyer takes.
    pub enum ContractType {
        /// One or more.
        "options" => Options,
        /// Exactly one.
        "tier" => Tier,
    }
}

table! {
    /// What the total is made of.
    pub struct Pricing at span = "pricing", "`pricing`";
    /// Whether the buyer takes one or more dimensions (`options`) or exactly one (`tier`).
    contract_type: Field<ContractType> as ContractType = optional "contract_type",
    /// The category of the dimensions.
    category: Field<String> as Category = optional "category",
    /// How long what is granted lasts, if not as long as the contract.
    duration: Field<Duration> as Duration = optional "duration",
    /// What is sold.
    dimensions: Field<Vec<Dimension>> as Items<Dimension> = required "dimensions",
}
mapping_values!(Pricing);

table! {
    /// One thing that is sold.
    pub struct Dimension at span = "dimension", "a dimension";
    /// The dimension's API name, or the instance or task type.
    key: Field<String> as String = required "key",
    /// The name that the buyer sees.
    name: Field<String> as String = optional "name",
    /// The description that the buyer sees.
    description: Field<String> as String = optional "description",
    /// How many this offer grants.
    quantity: Field<Decimal> as Quantity = optional "quantity",
    /// The price of one unit for each duration.
    prices: Field<Vec<Price>> as Prices = optional "prices",
    /// The price of one unit beyond the contract, metered.
    overage: Field<Amount> as UnitPrice = optional "overage",
}
mapping_items!(Dimension);

/// The price of one unit for one duration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Price {
    /// The duration that is paid for.
    pub duration: Spanned<Duration>,
    /// The price, in the offer's currency.
    pub amount: Spanned<Amount>,
}

impl Pricing {
    /// The durations that prices are given for, each once, the shortest first.
    pub(crate) fn durations(&self) -> Vec<Duration> {
        let prices = self.dimensions.get().into_iter().flatten().filter_map(|one| one.prices.get()).flatten();
        let durations: BTreeSet<Duration> = prices.map(|price| price.duration.value).collect();
        durations.into_iter().collect()
    }

    /// Whether it is open how long the quantities of a machine image or container are granted for: not
    /// said, and there is not one priced duration that would say it. An annual one is for 365 days.
    pub(crate) fn is_duration_open(&self, product: ProductType) -> bool {
        let open = match self.durations().len() {
            0 => product != ProductType::AmiHourlyAnnual,
            count => count > 1,
        };
        product.is_ami_or_container() && self.duration.is_absent() && open
    }
}

impl Dimension {
    /// Whether the offer grants some of it: it has a quantity. Prices alone are a price list.
    pub(crate) fn is_granted(&self) -> bool {
        !self.quantity.is_absent()
    }
}

/// `36 months` and `3 years` are one duration; the same text twice has been reported as a duplicate key.
fn same_durations(reader: &mut Reader<'_, '_>, prices: &[Price]) {
    let mut seen: HashMap<Duration, Span> = HashMap::new();
    for price in prices {
        let Spanned { value, span } = price.duration;
        let Some(first) = seen.insert(value, span) else { continue };
        let texts = [reader.file().slice(first), reader.file().slice(span)];
        if texts[0] != texts[1] {
            let [one, other] = texts.map(quote);
            reader.report(
                Diagnostic::new(names::DUPLICATE_KEY, span, msg!("{other} is as long as {one}", other, one))
                    .label(msg!("the same duration again"))
                    .also(first, msg!("first given here"))
                    .help(msg!("keep one of the two prices")),
            );
        }
    }
}

/// The value at each duration of the prices.
const PRICE: Key = optional("a duration", "The price of one unit.", Shape::Amount);

/// The mapping from durations to prices.
#[derive(Debug)]
pub(crate) struct Prices;

impl Value for Prices {
    type Value = Vec<Price>;
    const SHAPE: Shape = Shape::Map(&Shape::Duration, &PRICE.shape);

    fn read<'d, 's>(reader: &mut Reader<'d, 's>, node: &'d Node<'s>, _: &str) -> Option<Vec<Price>> {
        read_prices(reader, node)
    }

    fn write(prices: &Vec<Price>, _: Option<Currency>) -> Yaml {
        let pair = |price: &Price| (price.duration.value.written(), Yaml::plain(price.amount.value));
        Yaml::Mapping(prices.iter().map(pair).collect())
    }
}

fn read_prices<'d, 's>(reader: &mut Reader<'d, 's>, node: &'d Node<'s>) -> Option<Vec<Price>> {
    let Some(entries) = node.mapping() else {
        let help = msg!("write `{{12 months: …}}`, one price for each duration");
        reader.wrong_type(node, msg!("`prices` is a mapping from durations to prices"), Some(help));
        return None;
    };
    let mut prices: Vec<Price> = Vec::with_capacity(entries.len().min(100));
    let mut complete = true;
    for entry in entries {
        if !reader.has_value(entry, PRICE) {
            complete = false;
            continue;
        }
        let duration = reader.parse(&entry.key, names::INVALID_TERM, "a duration", Duration::parse);
        let amount = reader.parse(&entry.value, names::INVALID_AMOUNT, "a price", parse_price);
        match (duration, amount) {
            (Some(duration), Some(amount)) => prices.push(Price {
                duration: Spanned::new(duration, entry.key.span),
                amount: Spanned::new(amount, entry.value.span),
            }),
            _ => complete = false,
        }
    }
    same_durations(reader, &prices);
    complete.then_some(prices)
}
