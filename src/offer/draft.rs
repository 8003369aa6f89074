//! A plain offer without places in a file: what a program composes and writes as an offer file.

mod of;
mod says;
mod series;
mod text;
mod words;
mod write;

pub use series::{Charge, entries, singles};

use std::collections::BTreeMap;

use chrono::NaiveDate;
use rust_decimal::Decimal;

use crate::offer::{
    Amount, Billing, ContractType, Currency, Day, Duration, Except, Kind, Leftover, Overflow, Period,
    ProductType, Raise, Roll, Share,
};

/// An offer to be written. Every key of the format has its field; what is none, or an empty list,
/// is left out of the file.
///
/// ```
/// use paysched::offer::draft::Draft;
/// use paysched::offer::{Currency, parse_date};
///
/// let draft = Draft {
///     name: Some("no".to_owned()),
///     accept_by: parse_date("2026-12-31").ok(),
///     currency: Currency::parse("USD"),
///     total: Some(12000.into()),
///     ..Draft::default()
/// };
/// assert_eq!(
///     draft.to_yaml(),
///     "paysched: 1\nname: \"no\"\naccept_by: 2026-12-31\ncurrency: USD\ntotal: 12000.00\n"
/// );
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Draft {
    /// Where editors find the JSON Schema, a path relative to the file or an address; the file
    /// then opens with the line that tells them.
    pub schema: Option<String>,
    /// What is said in comments.
    pub comments: Comments,
    /// `name`.
    pub name: Option<String>,
    /// `description`.
    pub description: Option<String>,
    /// `id`.
    pub id: Option<String>,
    /// `kind`.
    pub kind: Option<Kind>,
    /// `product`.
    pub product: Option<Product>,
    /// `buyers`.
    pub buyers: Vec<Buyer>,
    /// `release`.
    pub release: Option<NaiveDate>,
    /// `accept_by`.
    pub accept_by: Option<NaiveDate>,
    /// `accepted`.
    pub accepted: Option<NaiveDate>,
    /// `term`.
    pub term: Option<Term>,
    /// `currency`.
    pub currency: Option<Currency>,
    /// `total`.
    pub total: Option<Decimal>,
    /// `rounding`.
    pub rounding: Rounding,
    /// `installments`.
    pub installments: Vec<Entry>,
    /// `pricing`.
    pub pricing: Option<Pricing>,
    /// `net_terms`, in days.
    pub net_terms: Option<u32>,
    /// `legal`.
    pub legal: Option<Legal>,
    /// `refund_policy`.
    pub refund_policy: Option<String>,
    /// `renewal`.
    pub renewal: Option<Renewal>,
    /// `replaces`.
    pub replaces: Option<Replaces>,
    /// `resale`.
    pub resale: Option<Resale>,
    /// `billing_agent`.
    pub billing_agent: Option<String>,
    /// `labels`, in the order in which they are written.
    pub labels: Vec<(String, String)>,
}

/// What is said in comments: one text for each line, without its `# `.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Comments {
    /// Above the first key, about the file as a whole.
    pub head: Vec<String>,
    /// Above a first-level key, by the key; above the next one where the key is left out.
    pub keys: BTreeMap<&'static str, Vec<String>>,
}

impl Comments {
    /// Adds a line above a first-level key.
    pub fn above(&mut self, key: &'static str, line: impl Into<String>) {
        self.keys.entry(key).or_default().push(line.into());
    }
}

/// The product of an offer.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Product {
    /// `id`.
    pub id: Option<String>,
    /// `type`.
    pub product_type: Option<ProductType>,
    /// `title`.
    pub title: Option<String>,
}

/// A buyer; written as a bare account id where nothing else is said.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Buyer {
    /// `account`, twelve digits.
    pub account: String,
    /// `name`.
    pub name: Option<String>,
    /// `payer`, twelve digits.
    pub payer: Option<String>,
    /// `billing`.
    pub billing: Option<Billing>,
    /// `net_days`.
    pub net_days: Option<u32>,
    /// `independent`.
    pub independent: Option<bool>,
}

/// How long the contract runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Term {
    /// For a duration from acceptance.
    For(Duration),
    /// From one day to another, both included.
    Dates {
        /// First day.
        start: NaiveDate,
        /// Last day.
        end: NaiveDate,
    },
    /// For a duration from a day on.
    From {
        /// First day.
        start: NaiveDate,
        /// How long.
        duration: Duration,
    },
    /// From acceptance to a day.
    Until {
        /// Last day.
        end: NaiveDate,
    },
}

/// How a split is made exact; left out where neither is given.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Rounding {
    /// `step`.
    pub step: Option<Decimal>,
    /// `leftover`.
    pub leftover: Option<Leftover>,
}

/// One entry of the payment schedule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Entry {
    /// One installment.
    Single(Single),
    /// Several at regular dates.
    Series(Box<Series>),
}

/// One installment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Single {
    /// Lines of comment above it.
    pub comments: Vec<String>,
    /// `invoice_date`.
    pub invoice_date: NaiveDate,
    /// `amount`.
    pub amount: Amount,
    /// `note`.
    pub note: Option<String>,
}

/// Installments at regular dates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Series {
    /// Lines of comment above it.
    pub comments: Vec<String>,
    /// `first`.
    pub first: NaiveDate,
    /// `every`.
    pub every: Period,
    /// `times` or `until`.
    pub run: Run,
    /// `day`.
    pub day: Option<Vec<Day>>,
    /// `overflow`.
    pub overflow: Option<Overflow>,
    /// `roll`.
    pub roll: Option<Roll>,
    /// `except`.
    pub except: Vec<Except>,
    /// `amount` or `split`.
    pub bills: Bills,
    /// `weights`, which need a split.
    pub weights: Vec<Decimal>,
    /// `raise`.
    pub raise: Option<Raise>,
    /// `note`.
    pub note: Option<String>,
}

impl Series {
    /// A series with nothing but what every series has.
    pub fn new(first: NaiveDate, every: Period, run: Run, bills: Bills) -> Self {
        Self {
            comments: Vec::new(),
            first,
            every,
            run,
            day: None,
            overflow: None,
            roll: None,
            except: Vec::new(),
            bills,
            weights: Vec::new(),
            raise: None,
            note: None,
        }
    }
}

/// How far a series goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Run {
    /// That many installments.
    Times(u32),
    /// Up to this day, included.
    Until(NaiveDate),
}

/// What a series bills.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Bills {
    /// Each installment this much.
    Each(Amount),
    /// All of them together this much.
    Split(Amount),
}

/// What the total is made of.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Pricing {
    /// `contract_type`.
    pub contract_type: Option<ContractType>,
    /// `category`.
    pub category: Option<String>,
    /// `dimensions`.
    pub dimensions: Vec<Dimension>,
}

/// One thing that is sold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Dimension {
    /// `key`.
    pub key: Option<String>,
    /// `name`.
    pub name: Option<String>,
    /// `description`.
    pub description: Option<String>,
    /// `quantity`.
    pub quantity: Option<Decimal>,
    /// `prices`, in the order in which they are written.
    pub prices: Vec<(Duration, Decimal)>,
    /// `overage`.
    pub overage: Option<Decimal>,
}

/// The agreement text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Legal {
    /// `eula`.
    pub eula: Option<String>,
}

/// Auto-renewal. A share that no decimal percentage says exactly is written as a fraction, which
/// the reader refuses here.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Renewal {
    /// `times`.
    pub times: Option<u32>,
    /// `price_increase`.
    pub price_increase: Option<Share>,
    /// `lockout_days`.
    pub lockout_days: Option<u32>,
    /// `installments`.
    pub installments: Vec<RenewalPart>,
}

/// One installment of a renewed term.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RenewalPart {
    /// `after`.
    pub after: Option<Duration>,
    /// `percent`.
    pub percent: Option<Share>,
    /// `day`.
    pub day: Option<u32>,
}

/// What a replacement offer replaces.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Replaces {
    /// `agreement`.
    pub agreement: Option<String>,
    /// `schedule`.
    pub schedule: Option<String>,
}

/// What a channel partner offer rests on.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Resale {
    /// `authorization`.
    pub authorization: Option<String>,
    /// `markup`.
    pub markup: Option<Share>,
}
