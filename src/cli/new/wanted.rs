//! The flags of `new` and `solve`, and how each text is read.

use chrono::{Days, NaiveDate};

use super::super::Failure;
use crate::cli::common::BadValue;
use crate::deal::propose::{Regular, Wishes};
use crate::offer::accounts::Register;
use crate::offer::table::PlanRow;
use crate::offer::{
    Amount, Choice, Currency, Duration, Offer, Period, Portion, ProductType, Term, parse_portion,
};

/// How long an offer can be accepted by default, in days.
const DAYS_TO_ACCEPT: u64 = 30;

/// The parameters of the new offer.
#[derive(Debug, Clone, Default, clap::Args)]
pub(in super::super) struct Wanted {
    #[command(flatten)]
    pub terms: WantedTerms,
    #[command(flatten)]
    pub dates: WantedDates,
    /// The rows of a table, instead of dates.
    #[arg(skip)]
    pub table: Vec<PlanRow>,
    /// Whether each row is an entry of its own.
    #[arg(skip)]
    pub explicit: bool,
    /// The offer that gives the rest.
    #[arg(skip)]
    pub like: Option<Offer>,
}

/// What the offer says besides its installments.
#[derive(Debug, Clone, Default, clap::Args)]
#[command(next_help_heading = "The offer")]
pub(in super::super) struct WantedTerms {
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
    /// The offer's own payment due period in days: 15, 30, 45, 60, 90 or 120
    #[arg(long, value_name = "DAYS")]
    pub net_terms: Option<u32>,
}

/// When what is paid.
#[derive(Debug, Clone, Default, clap::Args)]
#[command(next_help_heading = "The installments")]
pub(in super::super) struct WantedDates {
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
}

impl Wanted {
    /// Takes what no flag gives from another offer.
    pub(in super::super) fn take_from(&mut self, like: Offer) {
        let terms = &mut self.terms;
        let product = like.product.get();
        let id = product.and_then(|product| product.id.get());
        terms.name = terms.name.take().or_else(|| like.name.get().cloned());
        terms.description = terms.description.take().or_else(|| like.description.get().cloned());
        terms.product = terms.product.take().or_else(|| id.cloned());
        terms.product_type = terms.product_type.or_else(|| like.product_type());
        if terms.buyer.is_empty() {
            let accounts = like.buyers.get().map_or(&[][..], Vec::as_slice).iter();
            terms.buyer = accounts.filter_map(|buyer| buyer.account.get().cloned()).collect();
        }
        terms.term = terms.term.or_else(|| match like.term.get()? {
            Term::For(duration) => Some(*duration),
            Term::From { duration, .. } => Some(duration.value),
            Term::Dates { .. } | Term::Until { .. } => None,
        });
        terms.currency = terms.currency.or_else(|| like.currency.get().copied());
        self.like = Some(like);
    }

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
        let terms = &self.terms;
        let (Some(name), Some(product), Some(term), Some(total), true) =
            (terms.name.clone(), terms.product.clone(), terms.term, self.total(), missing.is_empty())
        else {
            let command = if self.table.is_empty() { "new" } else { "import rows FILE" };
            return Err(Failure::message(format!(
                "{} {} needed; at a terminal, `paysched {command} --ask` asks for what is missing",
                missing.join(", "),
                if missing.len() == 1 { "is" } else { "are" }
            )));
        };
        let release = terms.release.unwrap_or(as_of);
        let known = |account: &String| (account.clone(), register.account(account).is_some());
        Ok(Wishes {
            description: terms.description.clone().unwrap_or_else(|| name.clone()),
            name,
            product,
            product_type: terms.product_type.unwrap_or(ProductType::SaasContract),
            buyers: terms.buyer.iter().map(known).collect(),
            release,
            accept_by: terms.accept_by.unwrap_or(accept_by(release)),
            term,
            currency: terms.currency.unwrap_or(Currency::USD),
            total,
            initial: self.dates.initial.clone(),
            regular: self.regular(times),
            net_terms: terms.net_terms,
            like: self.like.clone(),
        })
    }

    /// The total, or what the rows add up to where each gives an amount.
    pub(super) fn total(&self) -> Option<Amount> {
        let fixed = |portion: &Portion| match portion {
            Portion::Fixed(amount) => Some(*amount),
            Portion::Share(_) | Portion::Remainder => None,
        };
        let (rows, table) = (&self.dates.row, &self.table);
        let rows = rows.iter().map(|(_, portion)| portion).chain(table.iter().map(|row| &row.portion));
        let has_rows = !self.dates.row.is_empty() || !self.table.is_empty();
        let sum = || Amount::sum(rows.chain(&self.dates.initial).map(fixed).collect::<Option<Vec<_>>>()?);
        self.terms.total.or_else(|| has_rows.then(sum).flatten())
    }

    /// Whether flags or answers give the dates.
    pub(super) fn has_dates(&self) -> bool {
        !self.dates.on.is_empty() || !self.dates.row.is_empty() || !self.table.is_empty()
    }

    fn regular(&self, times: u32) -> Regular {
        let dates = &self.dates;
        match dates.first {
            _ if !self.table.is_empty() => {
                Regular::Table { rows: self.table.clone(), explicit: self.explicit }
            }
            _ if !dates.row.is_empty() => Regular::Rows(dates.row.clone()),
            _ if !dates.on.is_empty() => Regular::On(dates.on.clone()),
            None => Regular::None,
            Some(first) => Regular::Every {
                first,
                every: dates.every.unwrap_or(Period::MONTH),
                times: dates.times.unwrap_or(times),
            },
        }
    }

    /// The required flags that are missing.
    fn missing(&self) -> Vec<&'static str> {
        let dated = self.dates.first.is_some() || self.has_dates() || self.dates.initial.is_some();
        let terms = &self.terms;
        let flags = [
            ("--name", terms.name.is_some()),
            ("--product", terms.product.is_some()),
            ("--buyer", !terms.buyer.is_empty()),
            ("--term", terms.term.is_some()),
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
