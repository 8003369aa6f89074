//! Why an offer cannot be replaced, or not as wished.

use chrono::NaiveDate;
use rust_decimal::Decimal;

use crate::deal::sentences;
use crate::offer::{ProductType, quote};
use crate::plan::ChainError;
use crate::text::message::Value;

/// Why an offer cannot be replaced, or not as wished. Amounts are digits with their currency.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AmendError {
    /// A value of it could not be read.
    #[error("the offer could not be read")]
    Unread,
    /// Its term could not be read.
    #[error("the contract's term is not known")]
    NoTerm,
    /// Its currency could not be read.
    #[error("the currency is not known")]
    NoCurrency,
    /// Its product's type could not be read.
    #[error("the product's type is not known")]
    NoProductType,
    /// The amounts have more digits than can be added exactly.
    #[error("the amounts are too large to be added exactly")]
    TooLarge,
    /// The amounts have more digits than can be divided exactly.
    #[error("the amounts are too large to be divided exactly")]
    TooLargeToDivide,
    /// The product takes no replacement.
    #[error("{}; {}", sentences::not_replaceable(*.0), sentences::replaceable())]
    NotReplaceable(ProductType),
    /// It is a resale authorization.
    #[error(
        "a resale authorization is not an agreement; issue a new one, and amend the offer that resells it"
    )]
    Authorization,
    /// The marketplace puts a markup on its amounts.
    #[error(
        "the buyer pays the authorization's amounts with a markup, which this file does not hold; write the \
         amounts and leave `markup` out"
    )]
    Markup,
    /// It resells an authorization, and none is named for the replacement.
    #[error("this offer resells an authorization, which covers one offer: name the one for the replacement")]
    AuthorizationNeeded,
    /// An authorization is named, but it resells none.
    #[error("an authorization is for an offer that resells one")]
    NotResold,
    /// The replacement comes before the acceptance.
    #[error("the replacement on {on} lies before {accepted}, when the offer was accepted")]
    BeforeAcceptance {
        /// The day of the replacement.
        on: NaiveDate,
        /// The day of acceptance.
        accepted: NaiveDate,
        /// Whether that is only the last day to accept.
        assumed: bool,
    },
    /// The replacement comes before the contract starts.
    #[error(
        "the replacement on {on} lies before {start}, the first day of the contract; what has not begun is \
         not replaced"
    )]
    BeforeStart {
        /// The day of the replacement.
        on: NaiveDate,
        /// The contract's first day.
        start: NaiveDate,
    },
    /// The agreement ended before its term.
    #[error("the agreement ended on {ended}, so there is none to replace on {on}")]
    Ended {
        /// The day of the replacement.
        on: NaiveDate,
        /// The day on which it ended.
        ended: NaiveDate,
    },
    /// What the agreements that the offer replaced billed is not known.
    #[error(
        "what was paid for the agreement that this offer replaced is not known, so neither is what is \
         unused: {0}"
    )]
    ChainUnknown(ChainError),
    /// The replacement comes after the contract's end.
    #[error("the replacement on {on} lies outside the contract, which ends on {end}; renew it instead")]
    AfterEnd {
        /// The day of the replacement.
        on: NaiveDate,
        /// The contract's last day.
        end: NaiveDate,
    },
    /// The new contract would end before the old one.
    #[error("{}, and a contract that runs only grows", sentences::ends_earlier(*end, *old))]
    Shorter {
        /// The requested last day.
        end: NaiveDate,
        /// The old contract's last day.
        old: NaiveDate,
    },
    /// The replacement would be accepted before it is released.
    #[error("the replacement on {on} lies before {release}, the day of release")]
    BeforeRelease {
        /// The day of the replacement.
        on: NaiveDate,
        /// The requested release.
        release: NaiveDate,
    },
    /// The replacement would be accepted after its last day to accept.
    #[error("the replacement on {on} lies after {accept_by}, the last day to accept")]
    AfterLastDay {
        /// The day of the replacement.
        on: NaiveDate,
        /// The requested last day to accept.
        accept_by: NaiveDate,
    },
    /// An invoice of the old agreement would never be billed.
    #[error(
        "{}: released on {release}, a buyer who accepts before is never billed the {amount}; release on {day} \
         or later",
        sentences::in_the_window(*day)
    )]
    NeverBilled {
        /// The invoice's amount.
        amount: String,
        /// Its day.
        day: NaiveDate,
        /// The requested release.
        release: NaiveDate,
    },
    /// An invoice of the old agreement would be billed twice.
    #[error(
        "{}: a buyer who accepts after it, until {accept_by}, is billed the {amount} twice; accept by {}",
        sentences::in_the_window(*day),
        day.pred_opt().unwrap_or(*day)
    )]
    BilledTwice {
        /// The invoice's amount.
        amount: String,
        /// Its day.
        day: NaiveDate,
        /// The requested last day to accept.
        accept_by: NaiveDate,
    },
    /// Nothing is pending, and nothing is added.
    #[error("every invoice is issued by {on}: nothing is pending, and nothing added")]
    NothingToBill {
        /// The day of the replacement.
        on: NaiveDate,
    },
    /// Nothing is pending, so the added amount has no dates.
    #[error("every invoice is issued by {on}: nothing is pending that what is added could be spread over")]
    NoDays {
        /// The day of the replacement.
        on: NaiveDate,
        /// Whether a total was requested, not an added amount.
        total: bool,
    },
    /// The replacement would bill less than what is pending.
    #[error(
        "{}, and a contract that runs only grows; it takes {least} or more",
        sentences::drops_pending(would, Value::text(pending))
    )]
    Shrinks {
        /// What it would bill.
        would: String,
        /// What is pending.
        pending: String,
        /// The smallest amount that may be requested, in digits.
        least: String,
        /// Whether a total was requested, not an added amount.
        total: bool,
    },
    /// Fewer units than are granted.
    #[error("{}, and a contract that runs only grows", sentences::grants_less(key, *wished, *granted))]
    FewerUnits {
        /// The dimension's key.
        key: String,
        /// How many are granted.
        granted: Decimal,
        /// How many are requested.
        wished: Decimal,
    },
    /// Units of a dimension that the offer does not have.
    #[error("there is no dimension {}; {}", quote(key), there_are(known))]
    NoDimension {
        /// The requested dimension's key.
        key: String,
        /// The keys of the offer's dimensions.
        known: Vec<String>,
    },
    /// A contract without days has no unused part.
    #[error("the contract has no days; there is nothing to take off")]
    NoContractDays,
    /// Nothing that was billed is unused.
    #[error("nothing that was billed is unused: {billed} by {on}, and {used} of {days} days have passed")]
    NothingUnused {
        /// What was billed.
        billed: String,
        /// The day of the replacement.
        on: NaiveDate,
        /// How many days have passed.
        used: i64,
        /// How many days the contract has.
        days: i64,
    },
}

fn there_are(keys: &[String]) -> String {
    match keys {
        [] => "the offer has no `pricing`".to_owned(),
        _ => format!("there are {}", keys.iter().map(|key| quote(key)).collect::<Vec<_>>().join(", ")),
    }
}
