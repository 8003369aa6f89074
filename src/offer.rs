//! The offer, as read from a file or made by a program: typed, each value with an optional span, nothing
//! checked yet.

mod account;
#[doc(hidden)]
pub mod accounts;
mod amount;
mod broken;
mod buyers;
mod choice;
mod contract;
mod date;
mod day;
mod day_count;
mod duration;
mod ended;
mod expect;
#[doc(hidden)]
pub mod explanations;
mod extras;
mod fields;
mod fullwidth;
mod installments;
mod keys;
#[doc(hidden)]
pub mod layout;
mod marks;
mod money;
mod pricing;
mod rate;
mod read;
mod reader;
mod rounding;
mod rows;
mod shape;
mod synonyms;
#[doc(hidden)]
pub mod table;
mod term;
mod unknown;
mod value;
mod values;
mod write;
mod yaml;

pub use account::parse_account;
pub(crate) use account::read_account;
pub use accounts::{Account, Register};
#[cfg(feature = "cli")]
pub(crate) use amount::parse_part;
pub(crate) use amount::percentage;
pub use amount::{Portion, Share, parse_decimal};
#[doc(hidden)]
pub use amount::{parse_percent, parse_portion};
pub(crate) use broken::{in_broken_yaml, joined};
pub use buyers::{Billing, Buyer};
#[doc(hidden)]
pub use choice::Choice;
pub(crate) use choice::choice;
pub use choice::{Kind, Leftover, Overflow, ProductType, Roll};
#[doc(hidden)]
pub use contract::{Contract, End};
#[doc(hidden)]
pub use date::add_months;
pub(crate) use date::last_of_month;
pub use date::parse_date;
pub use day::{Day, Except};
pub use duration::{Duration, Offset, Period, Unit};
pub use ended::{EndReason, Ended};
pub use expect::{Expect, ExpectedInvoice};
pub use extras::{Legal, NamedText, Product, Renewal, RenewalPart, Replaces, Resale};
pub(crate) use fields::quote;
pub use fields::{Field, Problem};
#[doc(hidden)]
pub use fullwidth::in_broken_text;
pub(crate) use fullwidth::is_wide_blank;
pub use installments::{Entry, Raise, Series, Single};
#[doc(hidden)]
pub use money::Money;
pub use money::{Amount, Currency, MoneyError};
pub use pricing::{ContractType, Dimension, Price, Pricing};
#[doc(hidden)]
pub use rate::Rate;
pub(crate) use read::{is_key, is_text_key};
#[doc(hidden)]
pub use read::{is_offer, read};
#[doc(hidden)]
pub use reader::Reader;
pub(crate) use reader::Slot;
pub use rounding::Rounding;
pub(crate) use shape::optional;
#[cfg(feature = "lsp")]
pub(crate) use shape::sample;
#[doc(hidden)]
pub use shape::{Key, Shape, Table};
pub use term::Term;
pub(crate) use value::is_quantity;
#[doc(hidden)]
pub use value::{PricedTerm, ValueLine};
pub use write::Comments;

use chrono::NaiveDate;

use extras::Labels;
use installments::Entries;
use keys::{Items, Mapping, table};
use read::FormatVersion;
use rounding::Inline;
use values::NetTerms;
pub(crate) use values::is_net_terms;

/// The first-level key that makes a mapping an offer.
#[doc(hidden)]
pub const MARKER: &str = "paysched";

/// The label with which an offer may name its agreement.
pub(crate) const AGREEMENT: &str = "agreement";

/// An offer file, from its first level on.
#[doc(hidden)]
pub const FORMAT: Table = *Offer::TABLE;

table! {
    /// An AWS Marketplace private offer with a flexible payment schedule.
    pub struct Offer at marker = "offer", "an offer";
    /// The version of this format.
    version: FormatVersion as FormatVersion = required "paysched",
    /// The offer's name as the buyer sees it.
    name: Field<String> as String = required "name",
    /// The seller's own description of the offer.
    description: Field<String> as String = optional "description",
    /// The offer's id, `offer-…`, once the marketplace gave one.
    id: Field<String> as String = optional "id",
    /// What is published; a private offer by default.
    kind: Field<Kind> as Kind = optional "kind",
    /// The product that is offered.
    product: Field<Product> as Product = required "product",
    /// The accounts that may accept the offer.
    buyers: Field<Vec<Buyer>> as Items<Buyer> = required "buyers",
    /// The day on which the offer is, or is to be, published.
    release: Field<NaiveDate> as NaiveDate = optional "release",
    /// The last day to accept the offer, which expires at its end, 23:59:59 UTC.
    accept_by: Field<NaiveDate> as NaiveDate = required "accept_by",
    /// The day on which the buyer subscribed.
    accepted: Field<NaiveDate> as NaiveDate = optional "accepted",
    /// The day on which the agreement ended before its term; invoices after it are not expected.
    ended: Field<Ended> as Ended = optional "ended",
    /// How long the contract runs.
    term: Field<Term> as Term = required "term",
    /// The ISO 4217 code of the one currency of the whole offer.
    currency: Field<Currency> as Currency = required "currency",
    /// The total amount due from the buyer, before tax; the contract value if `pricing` gives one and this is absent.
    total: Field<Amount> as Amount = optional "total",
    /// How a split is made exact.
    rounding: Rounding as Inline<Rounding> = optional "rounding",
    /// What is invoiced when, from top to bottom.
    installments: Field<Vec<Entry>> as Entries = required "installments",
    /// What the total is made of.
    pricing: Field<Pricing> as Pricing = optional "pricing",
    /// The payment due period of the whole offer in days; it overrides the buyers' `net_days`.
    net_terms: Field<u32> as NetTerms = optional "net_terms",
    /// The agreement text.
    legal: Field<Legal> as Legal = optional "legal",
    /// The refund policy, a support term.
    refund_policy: Field<String> as String = optional "refund_policy",
    /// How the contract renews by itself.
    renewal: Field<Renewal> as Renewal = optional "renewal",
    /// The agreement that a replacement offer replaces.
    replaces: Field<Replaces> as Replaces = optional "replaces",
    /// What a channel partner offer rests on.
    resale: Field<Resale> as Resale = optional "resale",
    /// Who re-bills the customer: a name in the account register.
    billing_agent: Field<String> as String = optional "billing_agent",
    /// What the plan of the offer is expected to be; never sent anywhere.
    expect: Field<Expect> as Expect = optional "expect",
    /// The repository's own data, such as a deal id or an owner; never judged.
    labels: Vec<NamedText> as Labels = optional "labels",
}

impl Offer {
    /// A copy for a new offer, without what belongs only to this one: its id, acceptance, early end
    /// and expectations.
    pub(crate) fn reissued(&self) -> Self {
        Self {
            id: Field::Absent,
            accepted: Field::Absent,
            ended: Field::Absent,
            expect: Field::Absent,
            ..self.clone()
        }
    }

    /// The agreement that its labels name.
    #[cfg(feature = "cli")]
    pub(crate) fn agreement(&self) -> Option<&str> {
        let label = self.labels.iter().find(|(key, _)| key.value == AGREEMENT);
        label.map(|(_, name)| name.value.as_str())
    }

    /// Whether every value of the offer could be read. Labels that the reader left out with an error do
    /// not count.
    pub fn is_read(&self) -> bool {
        self.is_complete()
    }

    /// What is published; a private offer if the file does not say. `None` if the word could not be
    /// read.
    pub fn kind(&self) -> Option<Kind> {
        match &self.kind {
            Field::Absent => Some(Kind::PrivateOffer),
            field => field.get().copied(),
        }
    }

    /// The product's type, if given and valid.
    pub fn product_type(&self) -> Option<ProductType> {
        self.product.get()?.product_type.get().copied()
    }

    /// The rule for leftovers; `last` if the file does not say.
    pub(crate) fn leftover(&self) -> Leftover {
        self.rounding.leftover.get().copied().unwrap_or(Leftover::Last)
    }

    /// The step of every split: the written one, else one minor unit of the currency. `None` if neither
    /// is known.
    pub(crate) fn step(&self) -> Option<Amount> {
        match &self.rounding.step {
            Field::Given(step) => Some(step.value),
            Field::Invalid => None,
            Field::Absent => Some(self.currency.get()?.minor_unit()),
        }
    }

    /// An amount of this offer for display: `110000.00 USD`; without the code if the currency is
    /// unknown.
    pub(crate) fn money(&self, amount: Amount) -> String {
        match self.currency.get() {
            Some(currency) => Money::new(amount, *currency).to_string(),
            None => amount.to_string(),
        }
    }

    /// The digits of an amount as they would be typed: `110000.00`.
    pub(crate) fn digits(&self, amount: Amount) -> String {
        match self.currency.get() {
            Some(currency) => currency.digits(amount),
            None => amount.to_string(),
        }
    }
}
