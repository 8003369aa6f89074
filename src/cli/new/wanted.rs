//! The flags of `new` and `solve`, and how each text is read.

use chrono::{Days, NaiveDate};

use super::super::Failure;
use crate::cli::common::BadValue;
use crate::deal::propose::{Regular, Wishes};
use crate::offer::accounts::Register;
use crate::offer::{Amount, Choice, Currency, Duration, Period, Portion, ProductType, parse_portion};

/// How long an offer can be accepted by default, in days.
const DAYS_TO_ACCEPT: u64 = 30;

/// The parameters of the new offer.
#[derive(Debug, Clone, Default, clap::Args)]
#[command(next_help_heading = "The offer")]
pub(in super::super) struct Wanted {
    /// Offer name shown to the buyer
    #[arg(long, value_name = "TEXT")]
    pub name: Option<String>,
    /// The seller's own description, which an offer needs to be released [default: its name]
    #[arg(long, value_name = "TEXT")]
    pub description: Option<String>,
    /// The marketplace's product id, such as prod-k3xu7yexample
    #[arg(long, value_name = "ID")]
    pub product: Option<String>,
    /// What kind of product it is [default: saas_contract]
    #[arg(long, value_name = "TYPE", value_parser = product_type)]
    pub product_type: Option<ProductType>,
    /// The account that may accept, 12 digits; may be repeated
    #[arg(long, value_name = "ACCOUNT", value_parser = super::super::common::account)]
    pub buyer: Vec<String>,
    /// The day of publication [default: the `--as-of` date]
    #[arg(long, value_name = "DATE", value_parser = super::super::common::date)]
    pub release: Option<NaiveDate>,
    /// The last day to accept [default: 30 days after the release]
    #[arg(long, value_name = "DATE", value_parser = super::super::common::date)]
    pub accept_by: Option<NaiveDate>,
    /// How long the contract runs, such as `12 months`
    #[arg(long, value_name = "DURATION", value_parser = term)]
    pub term: Option<Duration>,
    /// The currency of every amount [default: USD]
    #[arg(long, value_name = "CODE", value_parser = currency)]
    pub currency: Option<Currency>,
    /// The total amount due, before tax
    #[arg(long, value_name = "AMOUNT", value_parser = super::super::common::amount)]
    pub total: Option<Amount>,
    /// The payment on acceptance, ahead of the installments: an amount, or a percentage of the total
    #[arg(long, value_name = "AMOUNT", value_parser = initial)]
    pub initial: Option<Portion>,
    /// How often: monthly, quarterly, annually, or a period such as `2 weeks` or `6 months` [default:
    /// monthly]
    #[arg(long, value_name = "PERIOD", value_parser = period, conflicts_with = "on")]
    pub every: Option<Period>,
    /// The first regular invoice date
    #[arg(long, value_name = "DATE", value_parser = super::super::common::date, conflicts_with = "on")]
    pub first: Option<NaiveDate>,
    /// How many regular installments [default: as many as the rules allow]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..), conflicts_with = "on")]
    pub times: Option<u32>,
    /// The invoice dates instead of regular ones, separated by commas
    #[arg(long, value_name = "DATES", value_delimiter = ',', value_parser = super::super::common::date)]
    pub on: Vec<NaiveDate>,
    /// An installment with its own date and amount, such as `2027-01-15=6000.00`; may be repeated
    #[arg(
        long,
        value_name = "DATE=AMOUNT",
        value_parser = row,
        conflicts_with_all = ["on", "first", "every", "times"]
    )]
    pub row: Vec<(NaiveDate, Portion)>,
    /// The offer's own payment due period in days: 15, 30, 45, 60, 90 or 120
    #[arg(long, value_name = "DAYS")]
    pub net_terms: Option<u32>,
}

impl Wanted {
    /// The parameters, as of a day; `times` is the default number of installments.
    ///
    /// # Errors
    /// Names every flag that is missing.
    pub(super) fn wishes(
        &self,
        as_of: NaiveDate,
        register: &Register,
        times: u32,
    ) -> Result<Wishes, Failure> {
        let missing = self.missing();
        let total = self.total();
        let (Some(name), Some(product), Some(term), Some(total), true) =
            (self.name.clone(), self.product.clone(), self.term, total, missing.is_empty())
        else {
            return Err(Failure::message(format!(
                "{} {} needed; at a terminal, `paysched new --ask` asks for what is missing",
                missing.join(", "),
                if missing.len() == 1 { "is" } else { "are" }
            )));
        };
        let release = self.release.unwrap_or(as_of);
        let known = |account: &String| (account.clone(), register.account(account).is_some());
        Ok(Wishes {
            description: self.description.clone().unwrap_or_else(|| name.clone()),
            name,
            product,
            product_type: self.product_type.unwrap_or(ProductType::SaasContract),
            buyers: self.buyer.iter().map(known).collect(),
            release,
            accept_by: self.accept_by.unwrap_or(accept_by(release)),
            term,
            currency: self.currency.or_else(|| Currency::parse("USD")).ok_or_else(no_currency)?,
            total,
            initial: self.initial.clone(),
            regular: self.regular(times),
            net_terms: self.net_terms,
        })
    }

    /// The total, or what the rows add up to where each gives an amount.
    pub(super) fn total(&self) -> Option<Amount> {
        let fixed = |portion: &Portion| match portion {
            Portion::Fixed(amount) => Some(*amount),
            Portion::Share(_) | Portion::Remainder => None,
        };
        let rows = || self.row.iter().map(|(_, portion)| portion).chain(&self.initial).map(fixed);
        let sum = || Amount::sum(rows().collect::<Option<Vec<_>>>()?);
        self.total.or_else(|| (!self.row.is_empty()).then(sum).flatten())
    }

    /// Whether flags or answers give the dates.
    pub(super) fn has_dates(&self) -> bool {
        !self.on.is_empty() || !self.row.is_empty()
    }

    fn regular(&self, times: u32) -> Regular {
        match self.first {
            _ if !self.row.is_empty() => Regular::Rows(self.row.clone()),
            _ if !self.on.is_empty() => Regular::On(self.on.clone()),
            None => Regular::None,
            Some(first) => Regular::Every {
                first,
                every: self.every.unwrap_or(Period::MONTH),
                times: self.times.unwrap_or(times),
            },
        }
    }

    /// The required flags that are missing.
    fn missing(&self) -> Vec<&'static str> {
        let dated = self.first.is_some() || self.has_dates() || self.initial.is_some();
        let flags = [
            ("--name", self.name.is_some()),
            ("--product", self.product.is_some()),
            ("--buyer", !self.buyer.is_empty()),
            ("--term", self.term.is_some()),
            ("--total", self.total().is_some()),
            ("--first", dated),
        ];
        flags.into_iter().filter(|(_, given)| !given).map(|(flag, _)| flag).collect()
    }
}

/// The default last day to accept.
pub(super) fn accept_by(release: NaiveDate) -> NaiveDate {
    release.checked_add_days(Days::new(DAYS_TO_ACCEPT)).unwrap_or(release)
}

fn no_currency() -> Failure {
    Failure::message("the currency is not known; give one with --currency")
}

/// A row: a date, `=`, and what is billed.
pub(super) fn row(text: &str) -> Result<(NaiveDate, Portion), BadValue> {
    let (date, amount) = text.split_once('=').ok_or_else(|| {
        BadValue::new(format!("`{text}` is no date and amount; write for example 2027-01-15=6000.00"))
    })?;
    Ok((super::super::common::date(date.trim())?, parse_portion(amount.trim())?))
}

/// A payment due period that an offer may have.
pub(super) fn net_terms(text: &str) -> Result<u32, BadValue> {
    let known = ["15", "30", "45", "60", "90", "120"].contains(&text);
    let days = text.parse().ok().filter(|_| known);
    days.ok_or_else(|| BadValue::new(format!("`{text}` is not one of 15, 30, 45, 60, 90 and 120 days")))
}

pub(super) fn term(text: &str) -> Result<Duration, BadValue> {
    Ok(Duration::parse(text)?)
}

pub(super) fn initial(text: &str) -> Result<Portion, BadValue> {
    match parse_portion(text)? {
        Portion::Remainder => Err(BadValue::new("write an amount, or a percentage of the total such as 20%")),
        amount => Ok(amount),
    }
}

pub(super) fn currency(text: &str) -> Result<Currency, BadValue> {
    Currency::parse(text)
        .ok_or_else(|| BadValue::new(format!("`{text}` is not a currency; write a code such as USD")))
}

pub(super) fn product_type(text: &str) -> Result<ProductType, BadValue> {
    let words: Vec<&str> = ProductType::WORDS.iter().map(|(word, _)| *word).collect();
    ProductType::parse(text).ok_or_else(|| {
        BadValue::new(format!("`{text}` is not a product type; there are {}", words.join(", ")))
    })
}

/// A period, also in the console's words.
pub(super) fn period(text: &str) -> Result<Period, BadValue> {
    let word = match text.trim().to_ascii_lowercase().as_str() {
        "weekly" => "week",
        "monthly" => "month",
        "quarterly" => "quarter",
        "annually" | "yearly" => "year",
        _ => text.trim(),
    };
    Ok(Period::parse(word)?)
}
