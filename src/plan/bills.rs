//! A billing agent's monthly bills: one for each customer, of its usage and of the marketplace's invoices.

mod error;
mod make;

pub use error::BillsError;
pub use make::bills;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::{Datelike, NaiveDate};

use super::invoice_list::ListedOffer;
use super::{Plan, TooLarge};
use crate::marketplace::reports::UsageLine;
use crate::offer::accounts::{AgentRounding, AgentTax, ChargeKind, TaxRate};
use crate::offer::{Amount, Currency, Rate, last_of_month};

/// The bills of an agent that are closed in one month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bills {
    /// The agent's name in the account register.
    pub agent: String,
    /// The name on its bills.
    pub issuer: String,
    /// The account that pays for its customers.
    pub payer: Option<String>,
    /// Its qualified-invoice number.
    pub registration: Option<String>,
    /// Where its customers pay, in words.
    pub bank: Option<String>,
    /// The tax on its bills, if there is one.
    pub tax: Option<AgentTax>,
    /// The first day of the month whose usage they bill.
    pub usage_month: NaiveDate,
    /// Their day: that on which the agent closes, off bank holidays.
    pub date: NaiveDate,
    /// The day by which customers pay.
    pub due: NaiveDate,
    /// The currency of what customers pay.
    pub currency: Currency,
    /// How a fraction of its minor unit is rounded.
    pub rounding: AgentRounding,
    /// The bills, by the names of the customers.
    pub bills: Vec<Bill>,
    /// What of the usage is on none of them.
    pub elsewhere: UsageElsewhere,
}

/// How many lines of usage are on no bill, because they are the agent's own or another agent's, or of
/// another month.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct UsageElsewhere {
    /// Of the account that pays: the agent's own usage.
    pub own: usize,
    /// Of accounts that the agent does not pay for.
    pub accounts: BTreeMap<String, usize>,
    /// Of other months, by their first days.
    pub months: BTreeMap<NaiveDate, usize>,
}

/// What one customer is billed. Amounts are in the currency of the bills.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bill {
    /// Its number: the day and the customer's first account, the same in every run.
    pub number: String,
    /// The customer: the owner of its accounts, by the register.
    pub customer: String,
    /// The lines: usage by account and service, then the marketplace's invoices by day.
    pub lines: Vec<BillLine>,
    /// The sum of the lines, before tax.
    pub net: Amount,
    /// For each rate of tax the sum that it is on, and the tax, rounded once.
    pub taxes: Vec<BillTax>,
    /// What the customer pays.
    pub total: Amount,
    /// What the agent pays for it.
    pub cost: Amount,
    /// net − cost; below zero where the agent gives more than it gets.
    pub margin: Amount,
    /// The days from the agent's first payment for it to the customer's. `None` if one is not known.
    pub gap_days: Option<i64>,
}

/// The tax of one rate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BillTax {
    /// The rate, or why there is no tax.
    pub rate: TaxRate,
    /// The sum that it is on.
    pub net: Amount,
    /// The tax.
    pub tax: Amount,
}

/// A line of a bill.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BillLine {
    /// The customer's account.
    pub account: String,
    /// What is billed.
    pub item: BillItem,
    /// What the customer is charged in the currency of the charge, before the agent's discount.
    pub charged: Amount,
    /// The currency of the charge.
    pub currency: Currency,
    /// The rate; `None` within one currency.
    pub rate: Option<Rate>,
    /// The charge in the currency of the bills, rounded as the agent does.
    pub amount: Amount,
    /// The agent's discount, rounded likewise.
    pub discount: Amount,
    /// amount − discount.
    pub net: Amount,
    /// The agent's side, which its customer never sees.
    pub paid: BillCost,
}

/// What is billed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BillItem {
    /// The usage of a service in the month.
    Usage {
        /// The service.
        service: String,
        /// Whether the account is in its payer's family.
        consolidated: bool,
    },
    /// An invoice of the marketplace.
    Invoice(BilledInvoice),
}

/// An invoice of the marketplace that is billed on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BilledInvoice {
    /// Its offer.
    pub offer: Arc<ListedOffer>,
    /// Its number in the plan.
    pub number: usize,
    /// Its day.
    pub date: NaiveDate,
    /// Its note.
    pub note: Option<String>,
}

/// What the agent pays for a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BillCost {
    /// How much less than the customer's charge, because of the volume of all its accounts.
    pub volume_discount: Amount,
    /// What it pays, in the currency of the charge.
    pub paid: Amount,
    /// That in the currency of the bills, rounded half-up.
    pub cost: Amount,
    /// The day by which it pays; `None` if the register does not say.
    pub on: Option<NaiveDate>,
}

/// What an agent pays by a day in a currency, and the same in its own; the day is `None` where the register
/// does not say.
pub type PaymentDays = BTreeMap<(Option<NaiveDate>, Currency), (Amount, Amount)>;

/// An accepted offer that the agent re-bills.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BilledOffer {
    /// Its facts.
    pub offer: Arc<ListedOffer>,
    /// Its plan, of which the expected invoices count.
    pub plan: Plan,
}

/// What bills are made of, besides the register.
#[derive(Debug, Clone, Copy)]
pub struct BillSources<'a> {
    /// The lines of all usage; `None` if there is no usage to be billed.
    pub usage: Option<&'a [UsageLine]>,
    /// The day of the cloud's invoice for the usage; by default the 3rd of the month after it.
    pub usage_invoiced: Option<NaiveDate>,
    /// The offers.
    pub offers: &'a [BilledOffer],
}

impl Bill {
    /// The tax of all rates.
    pub fn tax(&self) -> Amount {
        // A part of the total, which is held.
        Amount::sum(self.taxes.iter().map(|one| one.tax)).unwrap_or(Amount::ZERO)
    }

    /// The accounts on it, in order.
    pub fn accounts(&self) -> BTreeSet<&str> {
        self.lines.iter().map(|line| line.account.as_str()).collect()
    }
}

impl BillItem {
    /// What kind of charge it is.
    pub(crate) fn kind(&self) -> ChargeKind {
        match self {
            Self::Usage { .. } => ChargeKind::Usage,
            Self::Invoice(_) => ChargeKind::Marketplace,
        }
    }
}

impl BillLine {
    /// Usage first, by account and service; then invoices, by day, offer and number.
    fn order(&self) -> (Option<NaiveDate>, &str, &str, usize) {
        match &self.item {
            BillItem::Usage { service, .. } => (None, &self.account, service, 0),
            BillItem::Invoice(invoice) => (Some(invoice.date), &invoice.offer.path, "", invoice.number),
        }
    }
}

impl Bills {
    /// The last day of the month whose usage they bill.
    pub fn usage_until(&self) -> NaiveDate {
        last_of_month(self.usage_month.year(), self.usage_month.month()).unwrap_or(self.usage_month)
    }

    /// The tax on a line, if there is one.
    pub(crate) fn tax_on(&self, line: &BillLine) -> Option<&TaxRate> {
        self.tax.as_ref().map(|tax| tax.on(line.item.kind()))
    }

    /// A sum over all bills; `None` if it has more digits than can be held.
    pub fn sum(&self, of: fn(&Bill) -> Amount) -> Option<Amount> {
        Amount::sum(self.bills.iter().map(of))
    }

    /// What the agent pays by each day, in each currency of the charges, and in its own.
    ///
    /// # Errors
    /// When a sum has more digits than can be held exactly.
    pub fn payments(&self) -> Result<PaymentDays, TooLarge> {
        let mut days = PaymentDays::new();
        for line in self.bills.iter().flat_map(|bill| &bill.lines) {
            let (paid, cost) = days.entry((line.paid.on, line.currency)).or_default();
            *paid = paid.plus(line.paid.paid).ok_or(TooLarge)?;
            *cost = cost.plus(line.paid.cost).ok_or(TooLarge)?;
        }
        Ok(days)
    }
}
