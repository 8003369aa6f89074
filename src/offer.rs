//! The offer as its file says it: typed, every value with its place, nothing judged yet.

pub mod accounts;
mod amount;
mod buyers;
mod choice;
mod contract;
mod date;
pub mod draft;
mod duration;
mod extras;
mod fields;
mod fullwidth;
mod installments;
mod keys;
pub mod layout;
mod money;
mod pricing;
mod rate;
mod read;
mod reader;
mod rounding;
mod shape;
mod unknown;
mod values;

pub use amount::{Amount, Share, parse_amount, parse_decimal, parse_percent};
pub use buyers::{Billing, Buyer, parse_account};
pub(crate) use buyers::{read_account, read_flag};
pub(crate) use choice::choice;
pub use choice::{Choice, Kind, Leftover, Overflow, ProductType, Roll};
pub use contract::{Contract, End};
pub use date::{add_months, parse_date};
pub(crate) use date::{day_of_any_dress, day_or_month_first, last_of_month};
pub use duration::{Duration, Period, Unit};
pub use extras::{Legal, Offset, Renewal, RenewalPart, Replaces, Resale};
pub use fields::{Field, Problem};
pub(crate) use fields::{and_list, quote};
pub use fullwidth::in_broken_text;
pub(crate) use fullwidth::is_wide_blank;
pub use installments::{Day, Entry, Except, Raise, Series, Single};
pub use keys::{FORMAT, MARKER};
pub use money::{Currency, CurrencyMismatch, Money, exact_add, exact_mul, exact_rem, exact_sub, exact_sum};
pub use pricing::{ContractType, Dimension, Price, Pricing};
pub use rate::Rate;
pub(crate) use read::is_key;
pub use read::{Term, is_offer, read};
pub use reader::Reader;
pub(crate) use reader::Slot;
pub use rounding::{rational, rounded_down, rounded_half_up};
pub use shape::{Key, Shape, Table};
pub(crate) use shape::{optional, required, words};
pub(crate) use values::not_a_choice;

use chrono::NaiveDate;
use rust_decimal::Decimal;

use crate::text::source::{Span, Spanned};

/// One private offer, as written.
///
/// A key that is absent and one whose value could not be read are told apart ([`Field`]): a rule
/// stays silent where its input did not parse, because that has been reported already.
#[derive(Debug)]
pub struct Offer {
    /// The `paysched` key: where findings about the offer as a whole point.
    pub marker: Span,
    /// Offer name shown to the buyer.
    pub name: Field<String>,
    /// The seller's own description of the offer.
    pub description: Field<String>,
    /// The marketplace's id, once it gave one.
    pub id: Field<String>,
    /// What is published.
    pub kind: Field<Kind>,
    /// The product that is offered.
    pub product: Field<Product>,
    /// Who may accept.
    pub buyers: Field<Vec<Buyer>>,
    /// The day on which the offer is, or is to be, published.
    pub release: Field<NaiveDate>,
    /// Last day to accept; the offer expires at its end, 23:59:59 UTC.
    pub accept_by: Field<NaiveDate>,
    /// The day on which the buyer subscribed.
    pub accepted: Field<NaiveDate>,
    /// How long the contract runs.
    pub term: Field<Term>,
    /// The one currency of the whole offer.
    pub currency: Field<Currency>,
    /// Total amount due from the buyer, in the offer's currency, before tax.
    pub total: Field<Decimal>,
    /// How a split is made exact.
    pub rounding: Rounding,
    /// The payment schedule.
    pub installments: Field<Vec<Entry>>,
    /// What the total is made of.
    pub pricing: Field<Pricing>,
    /// Offer-level payment due period, in days from the invoice date.
    pub net_terms: Field<u32>,
    /// The agreement text.
    pub legal: Field<Legal>,
    /// The support term.
    pub refund_policy: Field<String>,
    /// Auto-renewal.
    pub renewal: Field<Renewal>,
    /// The agreement that a replacement offer replaces.
    pub replaces: Field<Replaces>,
    /// The authorization behind a channel partner offer.
    pub resale: Field<Resale>,
    /// Who re-bills the customer, a name in the account register.
    pub billing_agent: Field<String>,
    /// The repository's own data, in the order of the file; never judged.
    pub labels: Vec<(Spanned<String>, Spanned<String>)>,
}

/// The product of an offer.
#[derive(Debug)]
pub struct Product {
    /// The marketplace's product id.
    pub id: Field<String>,
    /// What kind of product it is.
    pub product_type: Field<ProductType>,
    /// The product's title.
    pub title: Field<String>,
}

/// How a split is made exact.
#[derive(Debug, Default)]
pub struct Rounding {
    /// Every share is a multiple of this amount; one minor unit of the currency by default.
    pub step: Field<Decimal>,
    /// Who takes what rounding down leaves.
    pub leftover: Field<Leftover>,
}

impl Offer {
    /// What is published; a private offer where the file does not say.
    /// None where the word could not be read.
    pub fn kind(&self) -> Option<Kind> {
        match &self.kind {
            Field::Absent => Some(Kind::PrivateOffer),
            field => field.get().copied(),
        }
    }

    /// The product's type, where it is given and known.
    pub fn product_type(&self) -> Option<ProductType> {
        self.product.get()?.product_type.get().copied()
    }

    /// The rule for leftovers; `last` where the file does not say.
    pub fn leftover(&self) -> Leftover {
        self.rounding.leftover.get().copied().unwrap_or(Leftover::Last)
    }

    /// The step of every split: the written one, else one minor unit of the currency.
    /// None where neither is known.
    pub fn step(&self) -> Option<Decimal> {
        match &self.rounding.step {
            Field::Given(step) => Some(step.value),
            Field::Invalid => None,
            Field::Absent => Some(self.currency.get()?.minor_unit()),
        }
    }

    /// An amount of this offer as people read it: `110000.00 USD`; without the code where the
    /// currency is unknown.
    pub fn money(&self, amount: Decimal) -> String {
        match self.currency.get() {
            Some(currency) => Money::new(amount, *currency).to_string(),
            None => amount.to_string(),
        }
    }

    /// The digits of an amount as they would be typed: `110000.00`.
    pub fn digits(&self, amount: Decimal) -> String {
        match self.currency.get() {
            Some(currency) => currency.digits(amount),
            None => amount.to_string(),
        }
    }
}
