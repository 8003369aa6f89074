//! Every key of an offer file, with what it says and what its value looks like: what the reader
//! knows and what the schema describes.

use super::buyers::Billing;
use super::choice::{Kind, Leftover, Overflow, ProductType, Roll};
use super::pricing::ContractType;
use super::shape::{Key, Shape, Table, optional, required, words};

/// The first-level key that makes a mapping an offer.
pub const MARKER: &str = "paysched";

/// An offer file, from its first level on.
pub const FORMAT: Table =
    Table::new("offer", "An AWS Marketplace private offer with a flexible payment schedule.", &OFFER);

pub(super) const OFFER: [Key; 24] = [
    required(MARKER, "The version of this format.", Shape::Version),
    required("name", "The offer's name as the buyer sees it.", Shape::Text),
    optional("description", "The seller's own description of the offer.", Shape::Text),
    optional("id", "The offer's id, `offer-…`, once the marketplace gave one.", Shape::Text),
    optional("kind", "What is published; a private offer by default.", Shape::Word(words::<Kind>)),
    required("product", "The product that is offered.", Shape::Table(&PRODUCT_TABLE)),
    required("buyers", "The accounts that may accept the offer.", Shape::List(&BUYER_SHAPE)),
    optional("release", "The day on which the offer is, or is to be, published.", Shape::Date),
    required(
        "accept_by",
        "The last day to accept the offer, which expires at its end, 23:59:59 UTC.",
        Shape::Date,
    ),
    optional("accepted", "The day on which the buyer subscribed.", Shape::Date),
    required("term", "How long the contract runs.", Shape::Either(&[Shape::Duration, TERM_SHAPE])),
    required("currency", "The ISO 4217 code of the one currency of the whole offer.", Shape::Currency),
    optional("total", "The total amount due from the buyer, before tax.", Shape::Amount),
    optional("rounding", "How a split is made exact.", Shape::Table(&ROUNDING_TABLE)),
    required("installments", "What is invoiced when, from top to bottom.", Shape::List(&ENTRY_SHAPE)),
    optional("pricing", "What the total is made of.", Shape::Table(&PRICING_TABLE)),
    optional(
        "net_terms",
        "The payment due period of the whole offer in days; it overrides the buyers' `net_days`.",
        Shape::Word(net_terms),
    ),
    optional("legal", "The agreement text.", Shape::Table(&LEGAL_TABLE)),
    optional("refund_policy", "The refund policy, a support term.", Shape::Text),
    optional("renewal", "How the contract renews by itself.", Shape::Table(&RENEWAL_TABLE)),
    optional("replaces", "The agreement that a replacement offer replaces.", Shape::Table(&REPLACES_TABLE)),
    optional("resale", "What a channel partner offer rests on.", Shape::Table(&RESALE_TABLE)),
    optional("billing_agent", "Who re-bills the customer: a name in the account register.", Shape::Text),
    optional(
        "labels",
        "The repository's own data, such as a deal id or an owner; never judged.",
        Shape::Map(&Shape::Text, &LABEL.shape),
    ),
];

pub(super) const NET_TERMS: [&str; 6] = ["15", "30", "45", "60", "90", "120"];

fn net_terms() -> Vec<&'static str> {
    NET_TERMS.to_vec()
}

/// What stands at each label's own name.
pub(super) const LABEL: Key = optional("a label", "A text of the repository's own.", Shape::Text);

const PRODUCT_TABLE: Table = Table::new("product", "A product of the marketplace.", &PRODUCT);
pub(super) const PRODUCT: [Key; 3] = [
    required("id", "The marketplace's product id, `prod-…`.", Shape::Text),
    required("type", "What kind of product it is.", Shape::Word(words::<ProductType>)),
    optional("title", "The product's title.", Shape::Text),
];

const BUYER_SHAPE: Shape = Shape::Either(&[Shape::Account, Shape::Table(&BUYER_TABLE)]);
const BUYER_TABLE: Table = Table::new("buyer", "An account that may accept, and how it is billed.", &BUYER);
pub(super) const BUYER: [Key; 6] = [
    required("account", "The buyer's account id: 12 digits in quotes.", Shape::Account),
    optional("name", "The buyer's name.", Shape::Text),
    optional("payer", "The account that pays for the buyer: 12 digits in quotes.", Shape::Account),
    optional("billing", "How the marketplace bills the account.", Shape::Word(words::<Billing>)),
    optional("net_days", "The payment due period in days from the invoice date.", Shape::whole(0)),
    optional("independent", "Whether the account stands outside its payer's billing family.", Shape::Flag),
];

const TERM_SHAPE: Shape = Shape::Table(&TERM_TABLE);
const TERM_TABLE: Table = Table {
    name: "term",
    about: "A contract that starts or ends on a written day.",
    keys: &TERM,
    either: &[["end", "duration"]],
    needs: &[["duration", "start"]],
};
pub(super) const TERM: [Key; 3] = [
    optional("start", "The first day of the contract.", Shape::Date),
    optional("end", "The last day of the contract.", Shape::Date),
    optional("duration", "How long the contract runs from `start` on.", Shape::Duration),
];

const ROUNDING_TABLE: Table = Table::new("rounding", "How a split is made exact.", &ROUNDING);
pub(super) const ROUNDING: [Key; 2] = [
    optional(
        "step",
        "Every share is a multiple of this amount; one minor unit of the currency by default.",
        Shape::Positive,
    ),
    optional(
        "leftover",
        "Who takes what rounding down leaves; the last installment by default.",
        Shape::Word(words::<Leftover>),
    ),
];

const ENTRY_SHAPE: Shape = Shape::Either(&[Shape::Table(&SINGLE_TABLE), Shape::Table(&SERIES_TABLE)]);
const SINGLE_TABLE: Table = Table::new("installment", "One installment.", &SINGLE);
pub(super) const SINGLE: [Key; 3] = [
    required("invoice_date", "The day on which the invoice is issued, 00:00 UTC.", Shape::Date),
    required(
        "amount",
        "What is billed: an amount, a percentage or a fraction of the total, or `remainder`.",
        Shape::Share { remainder: true },
    ),
    optional("note", "A text for the installment.", Shape::Text),
];

const SERIES_TABLE: Table = Table {
    name: "series",
    about: "Several installments at regular dates.",
    keys: &SERIES,
    either: &[["times", "until"], ["amount", "split"]],
    needs: &[["weights", "split"]],
};
pub(super) const SERIES: [Key; 13] = [
    required("first", "The date of the first installment, from which all others are counted.", Shape::Date),
    required(
        "every",
        "How far apart the dates are: `week`, `month`, `quarter`, `year`, or a number of them such as `2 weeks`.",
        Shape::Period,
    ),
    optional("times", "How many installments there are.", Shape::whole(1)),
    optional("until", "The last day allowed, included.", Shape::Date),
    optional(
        "day",
        "The day of the month: 1 to 31, `last`, -1 to -28 counted from the month's end, or a weekday such as \
         `first monday`; a list of days for several dates in each period.",
        Shape::Either(&[Shape::Day { from_end: true }, Shape::List(&Shape::Day { from_end: true })]),
    ),
    optional("overflow", "What happens in a month that lacks the day.", Shape::Word(words::<Overflow>)),
    optional("roll", "How a date moves off weekends and holidays.", Shape::Word(words::<Roll>)),
    optional("except", "Months and dates that are left out.", Shape::List(&Shape::DateOrMonth)),
    optional(
        "amount",
        "What each installment bills: an amount, or a percentage or a fraction of the total.",
        Shape::Share { remainder: false },
    ),
    optional(
        "split",
        "What the whole series bills: an amount, a percentage or a fraction of the total, or `remainder`.",
        Shape::Share { remainder: true },
    ),
    optional("weights", "How `split` is divided: one number for each date.", Shape::List(&Shape::Positive)),
    optional("raise", "How later blocks of installments are dearer.", Shape::Table(&RAISE_TABLE)),
    optional("note", "A text for each installment; `{n}` and `{count}` are replaced.", Shape::Text),
];

const RAISE_TABLE: Table = Table::new("raise", "A price that rises from block to block.", &RAISE);
pub(super) const RAISE: [Key; 2] = [
    required("percent", "By how much each block is over the one before.", Shape::Percent),
    required("every", "How many installments a block has.", Shape::whole(1)),
];

const PRICING_TABLE: Table = Table::new("pricing", "What the total is made of.", &PRICING);
pub(super) const PRICING: [Key; 3] = [
    optional(
        "contract_type",
        "Whether the buyer takes one or more dimensions (`options`) or exactly one (`tier`).",
        Shape::Word(words::<ContractType>),
    ),
    optional("category", "The category of the dimensions.", Shape::Word(categories)),
    required("dimensions", "What is sold.", Shape::List(&Shape::Table(&DIMENSION_TABLE))),
];

pub(super) const CATEGORIES: [&str; 7] =
    ["hosts", "users", "data", "bandwidth", "requests", "tiers", "units"];

fn categories() -> Vec<&'static str> {
    CATEGORIES.to_vec()
}

const DIMENSION_TABLE: Table = Table::new("dimension", "One thing that is sold.", &DIMENSION);
pub(super) const DIMENSION: [Key; 6] = [
    required("key", "The dimension's API name, or the instance or task type.", Shape::Text),
    optional("name", "The name that the buyer sees.", Shape::Text),
    optional("description", "The description that the buyer sees.", Shape::Text),
    optional("quantity", "How many this offer grants.", Shape::Number),
    optional(
        "prices",
        "The price of one unit for each duration.",
        Shape::Map(&Shape::Duration, &PRICE.shape),
    ),
    optional("overage", "The price of one unit beyond the contract, metered.", Shape::Amount),
];

/// What stands at each duration of the prices.
pub(super) const PRICE: Key = optional("a duration", "The price of one unit.", Shape::Amount);

const LEGAL_TABLE: Table = Table::new("legal", "The agreement text.", &LEGAL);
pub(super) const LEGAL: [Key; 1] =
    [required("eula", "`standard` for the standard contract, or the address of a PDF.", Shape::Text)];

const RENEWAL_TABLE: Table = Table::new("renewal", "How the contract renews by itself.", &RENEWAL);
pub(super) const RENEWAL: [Key; 4] = [
    required("times", "How many times the contract renews.", Shape::whole(1)),
    required("price_increase", "How much dearer each new term is, in percent.", Shape::Percent),
    optional(
        "lockout_days",
        "How many days before the end the buyer can no longer stop it.",
        Shape::whole(0),
    ),
    optional(
        "installments",
        "The payment schedule of each new term.",
        Shape::List(&Shape::Table(&RENEWAL_PART_TABLE)),
    ),
];

const RENEWAL_PART_TABLE: Table =
    Table::new("renewal_installment", "One installment of a renewed term.", &RENEWAL_PART);
pub(super) const RENEWAL_PART: [Key; 3] = [
    required("after", "How long after the new term's start it is invoiced.", Shape::Offset),
    required("percent", "Its share of the new term's total.", Shape::Percent),
    optional(
        "day",
        "The day of the month, clamped to the month's last.",
        Shape::Whole { least: 1, most: 31 },
    ),
];

const REPLACES_TABLE: Table =
    Table::new("replaces", "The agreement that a replacement offer replaces.", &REPLACES);
pub(super) const REPLACES: [Key; 2] = [
    required("agreement", "The agreement's id, `agmt-…`.", Shape::Text),
    optional("schedule", "The offer file with the replaced schedule, relative to this one.", Shape::Text),
];

const RESALE_TABLE: Table = Table::new("resale", "What a channel partner offer rests on.", &RESALE);
pub(super) const RESALE: [Key; 2] = [
    required("authorization", "The authorization's file, relative to this one, or its id.", Shape::Text),
    optional("markup", "What the partner puts on top.", Shape::Percent),
];

/// Every table of an offer file, for looking up whether a word is a key at all.
pub(super) const TABLES: [&[Key]; 15] = [
    &OFFER,
    &PRODUCT,
    &BUYER,
    &TERM,
    &ROUNDING,
    &SINGLE,
    &SERIES,
    &RAISE,
    &PRICING,
    &DIMENSION,
    &LEGAL,
    &RENEWAL,
    &RENEWAL_PART,
    &REPLACES,
    &RESALE,
];
