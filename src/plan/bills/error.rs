//! Why bills cannot be made.

use chrono::NaiveDate;

use crate::plan::AgencyError;

/// Why bills cannot be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BillsError {
    /// The agent has no closing day.
    #[error(
        "agent `{0}` has no closing day, by which a month is billed; write `closes: last`, or a day of the month, in the account register"
    )]
    NoClosingDay(String),
    /// The agent does not say when it is paid.
    #[error(
        "agent `{0}` does not say when its bills are due; write `due: {{months: 1, day: last}}` in the account register"
    )]
    NoDueDay(String),
    /// Accounts of which the register knows nothing, each with a line of the usage.
    #[error(
        "the account register has no {}; write `\"{first}\": {{name: …, payer: …}}` under its `accounts`",
        list(.accounts),
        first = first_of(.accounts)
    )]
    UnknownAccounts {
        /// Them.
        accounts: Vec<String>,
    },
    /// No line of usage is of the month.
    #[error("there is no usage of {month}, which is on the bills of {date}; there is that of {}", months(.known))]
    NoUsage {
        /// The month.
        month: String,
        /// The day of the bills.
        date: NaiveDate,
        /// The months that there are.
        known: Vec<NaiveDate>,
    },
    /// An account on its own terms has a part in the volume discount of all.
    #[error(
        "line {line}: account {account} is independent, so that the agent's volume brings it no discount, but it has one of {discount}; leave it out, or `independent` in the account register"
    )]
    IndependentVolume {
        /// The line of the usage.
        line: u32,
        /// The account.
        account: String,
        /// The discount.
        discount: String,
    },
    /// It is not known whose an offer's invoices are.
    #[error("{path}: its buyers are of several customers, {customers}; leave the buyer that accepted it")]
    SeveralCustomers {
        /// The file of the offer.
        path: String,
        /// The names.
        customers: String,
    },
    /// A rate is not known, or an amount cannot be held.
    #[error(transparent)]
    Agency(#[from] AgencyError),
}

fn list(accounts: &[String]) -> String {
    match accounts {
        [one] => format!("account {one}"),
        many => format!("accounts {}", many.join(", ")),
    }
}

fn first_of(accounts: &[String]) -> &str {
    accounts.first().map_or("", String::as_str)
}

fn months(known: &[NaiveDate]) -> String {
    match known {
        [] => "no month".to_owned(),
        known => known.iter().map(|month| month.format("%Y-%m").to_string()).collect::<Vec<_>>().join(", "),
    }
}
