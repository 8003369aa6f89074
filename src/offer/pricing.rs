//! What the total is made of: dimensions, quantities and prices.

use std::collections::HashMap;

use rust_decimal::Decimal;

use super::choice::choice;
use super::duration::Duration;
use super::fields::{Field, Problem, quote};
use super::keys::{CATEGORIES, DIMENSION, PRICE, PRICING};
use super::reader::{Reader, Slot};
use crate::text::diagnostic::{Diagnostic, names};
use crate::text::source::{Span, Spanned};
use crate::text::yaml::Node;

choice! {
    /// How many dimensions the buyer takes.
    ContractType {
        /// One or more.
        "options" => Options,
        /// Exactly one.
        "tier" => Tier,
    }
}

/// The pricing of an offer.
#[derive(Debug)]
pub struct Pricing {
    /// Whether the buyer takes one or several dimensions.
    pub contract_type: Field<ContractType>,
    /// The category of the dimensions, as the marketplace calls it.
    pub category: Field<String>,
    /// What is sold.
    pub dimensions: Field<Vec<Dimension>>,
}

/// One thing that is sold.
#[derive(Debug)]
pub struct Dimension {
    /// Where the whole entry is written.
    pub span: Span,
    /// API name, or the instance or task type.
    pub key: Field<String>,
    /// Name shown to the buyer.
    pub name: Field<String>,
    /// Description shown to the buyer.
    pub description: Field<String>,
    /// How many are granted; may still be below 1 or not whole.
    pub quantity: Field<Decimal>,
    /// The price of one for each duration, in the order of the file.
    pub prices: Field<Vec<Price>>,
    /// The price of one beyond the contract, metered.
    pub overage: Field<Decimal>,
}

/// The price of one unit for one duration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Price {
    /// The duration that is paid for.
    pub duration: Spanned<Duration>,
    /// The price, in the offer's currency.
    pub amount: Spanned<Decimal>,
}

impl Dimension {
    /// Whether the offer grants some of it: it has a quantity. Prices alone are a price list.
    pub fn is_granted(&self) -> bool {
        !self.quantity.is_absent()
    }

    /// The price for a duration, where there is one.
    pub fn price_for(&self, duration: Duration) -> Option<Decimal> {
        let prices = self.prices.get()?;
        prices.iter().find(|p| p.duration.value == duration).map(|p| p.amount.value)
    }
}

/// Reads the pricing.
pub(super) fn read_pricing<'d, 's>(reader: &mut Reader<'d, 's>, node: &'d Node<'s>) -> Option<Pricing> {
    let [contract_type, category, dimensions] = reader.mapping(node, &PRICING, "`pricing`")?;
    Some(Pricing {
        contract_type: reader.choice(contract_type, "`contract_type`"),
        category: reader.parsed(category, names::INVALID_CHOICE, "`category`", |text| {
            let known = CATEGORIES.contains(&text).then(|| text.to_owned());
            known.ok_or_else(|| super::values::not_a_choice(text, "`category`", CATEGORIES.into_iter()))
        }),
        dimensions: reader.field(dimensions, |reader, node| {
            let items = reader.list(node, "`dimensions`")?;
            Some(items.iter().map(|item| read_dimension(reader, item)).collect())
        }),
    })
}

/// A dimension that is no mapping stays in the list, so that nobody takes the rest for all.
fn read_dimension<'d, 's>(reader: &mut Reader<'d, 's>, node: &'d Node<'s>) -> Dimension {
    let Some([key, name, description, quantity, prices, overage]) =
        reader.mapping(node, &DIMENSION, "a dimension")
    else {
        return Dimension {
            span: node.span,
            key: Field::Invalid,
            name: Field::Invalid,
            description: Field::Invalid,
            quantity: Field::Invalid,
            prices: Field::Invalid,
            overage: Field::Invalid,
        };
    };
    Dimension {
        span: node.span,
        key: reader.text(key, "`key`"),
        name: reader.text(name, "`name`"),
        description: reader.text(description, "`description`"),
        quantity: read_quantity(reader, quantity),
        prices: reader.field(prices, read_prices),
        overage: reader.parsed(overage, names::INVALID_AMOUNT, "`overage`", parse_price),
    }
}

/// A quantity that is a number at all; whether it is in range is a rule's business.
fn read_quantity<'d, 's>(reader: &mut Reader<'d, 's>, slot: Slot<'d, 's>) -> Field<Decimal> {
    reader.parsed(slot, names::WRONG_TYPE, "`quantity`", |text| {
        let digits = text.strip_prefix('-').unwrap_or(text);
        let number = super::amount::parse_decimal(digits).map_err(|_| {
            Problem::new(format!("`quantity` is a whole number, but this is {}", quote(text)))
                .help("write it in digits alone")
        })?;
        Ok(if digits.len() < text.len() { -number } else { number })
    })
}

/// A price; three digits after a comma may be its decimals as well as thousands.
fn parse_price(text: &str) -> Result<Decimal, Problem> {
    super::amount::parse_decimal(text).map_err(|problem| {
        match (text.split_once([',', '，']), &problem.replacement) {
            (Some((whole, decimals)), Some(grouped)) if !decimals.contains([',', '，', '.', '．']) => {
                let help =
                    format!("write `{grouped}`, or `{whole}.{decimals}` if the comma stands before decimals");
                Problem { replacement: None, ..problem }.help(help)
            }
            _ => problem,
        }
    })
}

/// `36 months` and `3 years` are one duration; the same text twice has been reported as that.
fn same_durations(reader: &mut Reader<'_, '_>, prices: &[Price]) {
    let mut seen: HashMap<Duration, Span> = HashMap::new();
    for price in prices {
        let Spanned { value, span } = price.duration;
        let Some(first) = seen.insert(value, span) else { continue };
        let texts = [reader.file().slice(first), reader.file().slice(span)];
        if texts[0] != texts[1] {
            let [one, other] = texts.map(quote);
            reader.report(
                Diagnostic::new(names::DUPLICATE_KEY, span, format!("{other} is as long as {one}"))
                    .label("the same duration again")
                    .also(first, "first given here")
                    .help("keep one of the two prices"),
            );
        }
    }
}

fn read_prices<'d, 's>(reader: &mut Reader<'d, 's>, node: &'d Node<'s>) -> Option<Vec<Price>> {
    let Some(entries) = node.mapping() else {
        let help = "write `{12 months: …}`, one price for each duration";
        reader.wrong_type(node, "`prices` is a mapping from durations to prices", Some(help));
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
