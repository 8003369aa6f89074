//! Why the marketplace's JSON cannot become an offer.

use std::fmt;

use super::json::JsonError;
use crate::marketplace::moment::MomentError;
use crate::offer::{Problem, quote};
use crate::text::source::{Span, Spanned};
use crate::text::words::and_list;

/// Why JSON cannot become an offer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ImportError {
    /// A text is not JSON.
    #[error(transparent)]
    Json(#[from] JsonError),
    /// Two texts that do not belong together.
    #[error("these are not the terms of an agreement and the agreement itself")]
    NotAnAgreement,
    /// JSON of something else.
    #[error(
        "this is not a change set, not an offer or resale authorization, and not an agreement of the AWS \
         Marketplace: there is no ChangeSet, no EntityType, no Terms and no acceptedTerms"
    )]
    Unknown,
    /// A template; its placeholders, each in backticks.
    #[error(
        "this is a template: fill in the placeholder{} {} first",
        if .0.len() == 1 { "" } else { "s" },
        and_list(.0.get(..5).unwrap_or(.0))
    )]
    Placeholders(Vec<String>),
    /// A value of the wrong form.
    #[error("{}{error}", prefix(path))]
    Value {
        /// The path to it.
        path: String,
        /// Where it is written.
        span: Span,
        /// What is wrong with it.
        error: ValueError,
    },
    /// A required member is missing.
    #[error("{path} is missing")]
    Missing {
        /// The path to it.
        path: String,
        /// The object that lacks it.
        span: Span,
    },
    /// Something is wrong with JSON inside a string.
    #[error("{path}: {error}")]
    Within {
        /// The path to the string.
        path: String,
        /// Where the string is written.
        span: Span,
        /// What is wrong inside.
        error: JsonError,
    },
    /// A second payment schedule: the path to it, and where it is written.
    #[error("{0}: a second payment schedule")]
    SecondSchedule(String, Span),
    /// A term with variable payments.
    #[error(
        "{path}: variable payments have no dates, each is requested when it is due: a payment schedule is a \
         PaymentScheduleTerm"
    )]
    VariablePayments {
        /// The path to it.
        path: String,
        /// Where it is written.
        span: Span,
    },
    /// A change of an offer set.
    #[error(
        "this makes an offer set, which holds several offers of their own: take the change set of each offer \
         without it"
    )]
    OfferSet {
        /// Where the change's type is written.
        span: Span,
    },
    /// Charges that no list of entries can express.
    #[error("the payment schedule cannot be written so that it says the same")]
    Schedule,
    /// An entity without its details.
    #[error("the entity has neither DetailsDocument nor Details")]
    NoDetails {
        /// Where it is written.
        span: Span,
    },
    /// An entity of another type.
    #[error("this is a {}, not an offer or a resale authorization", quote(&.0.value))]
    OtherEntity(Spanned<String>),
    /// A change set of something else.
    #[error("the change set changes no offer and no resale authorization")]
    NoOffer {
        /// Where it is written.
        span: Span,
    },
    /// A change set of several offers; their ids, each in backticks.
    #[error("the change set changes {} offers, {}: leave the changes of one", .0.len(), and_list(.0))]
    SeveralOffers(Vec<String>),
    /// The answer of `BatchDescribeEntities` for several entities; their ids, each in backticks.
    #[error("this describes {} entities, {}: take one of EntityDetails", .0.len(), and_list(.0))]
    SeveralEntities(Vec<String>),
    /// The answers about several agreements.
    #[error("these are several agreements: import one at a time")]
    SeveralAgreements,
    /// An agreement without some of its terms.
    #[error(
        "these are not all terms: the answer has a nextToken; ask for the next page and put its \
         acceptedTerms with these"
    )]
    NotAllTerms,
    /// An option contradicts the JSON.
    #[error("{option} given is {given}, but the JSON says {json}")]
    Contradiction {
        /// The option.
        option: Given,
        /// What it says.
        given: String,
        /// What the JSON says.
        json: String,
    },
}

/// A value given besides the JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Given {
    /// The product's id.
    Product,
    /// The product's type.
    ProductType,
    /// The buyers.
    Buyers,
    /// The day of publication.
    Release,
    /// The last day to accept.
    AcceptBy,
}

impl fmt::Display for Given {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Product => "the product",
            Self::ProductType => "the product's type",
            Self::Buyers => "the buyer",
            Self::Release => "the release",
            Self::AcceptBy => "the last day to accept",
        })
    }
}

/// What is wrong with a value.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ValueError {
    /// Another kind of value.
    #[error("{what} is expected, but this is {found}")]
    Expected {
        /// What is expected.
        what: &'static str,
        /// What is there.
        found: &'static str,
    },
    /// A text that is not of the form.
    #[error("{} is not {what}", quote(text))]
    Not {
        /// What it should be.
        what: &'static str,
        /// The text.
        text: String,
        /// The rule that finds it.
        rule: &'static str,
    },
    /// Not a point in time.
    #[error(transparent)]
    Moment(#[from] MomentError),
    /// The problem reported by the offer reader.
    #[error("{}", .0.message)]
    Problem(Box<Problem>),
}

impl ValueError {
    pub(super) fn not(rule: &'static str, what: &'static str, text: &str) -> Self {
        Self::Not { what, text: text.to_owned(), rule }
    }

    pub(super) fn at(self, path: &str, span: Span) -> ImportError {
        ImportError::Value { path: path.to_owned(), span, error: self }
    }
}

fn prefix(path: &str) -> String {
    if path.is_empty() { String::new() } else { format!("{path}: ") }
}
