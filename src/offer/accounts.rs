//! The account register: who pays for whom, how they are billed, and who re-bills.

mod closing;
mod family;
mod read;
mod tax;

pub use closing::ClosingDay;
pub use family::{Families, Standing, net_days, standing};
pub use read::{FORMAT, MARKER, is_register, read};
pub use tax::{AgentTax, TaxRate, Untaxed};

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use chrono::{Datelike, NaiveDate};

use crate::offer::{Billing, Currency, Roll, Share, add_months, last_of_month};

/// What a repository knows about the accounts that its offers name.
#[derive(Debug, Default)]
pub struct Register {
    accounts: BTreeMap<String, Account>,
    agents: BTreeMap<String, Agent>,
    /// For each payer, the accounts of its family that are on invoicing terms.
    invoiced: BTreeMap<String, BTreeSet<String>>,
}

/// One account.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Account {
    /// Its owner's name.
    pub name: Option<String>,
    /// The account that pays for it.
    pub payer: Option<String>,
    /// How it is billed.
    pub billing: Option<Billing>,
    /// Payment due period in days from the invoice date.
    pub net_days: Option<u32>,
    /// Whether it is outside its payer's billing family.
    pub independent: bool,
}

/// Who pays the marketplace and re-bills the customer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agent {
    /// The name on its bills; `None` for that of its payer's account.
    pub name: Option<String>,
    /// The account at a bank to which its customers pay, in words.
    pub bank: Option<String>,
    /// The account that pays the marketplace.
    pub payer: Option<String>,
    /// The currency of the agent's invoices.
    pub currency: Option<Currency>,
    /// The agent's discount.
    pub discount: Option<Share>,
    /// What the discount applies to.
    pub discount_on: Vec<ChargeKind>,
    /// The day of the month on which the agent closes its books and invoices what came in; `None` if
    /// each marketplace invoice is re-billed by itself.
    pub closes: Option<ClosingDay>,
    /// When the customer pays the agent.
    pub due: Option<PaymentDay>,
    /// How a fraction of a minor unit is rounded.
    pub leftover: AgentRounding,
    /// The consumption tax on the agent's invoices.
    pub tax: Option<AgentTax>,
    /// The agent's qualified-invoice number.
    pub registration: Option<String>,
    /// Whether consolidated accounts share the agent's volume discount on usage.
    pub volume_discount: bool,
}

/// When an agent's invoice is due, counted from its own date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PaymentDay {
    /// Calendar months after the agent's invoice.
    pub months: u32,
    /// The day of that month.
    pub day: MonthDay,
    /// How it moves off weekends and bank holidays.
    pub roll: Roll,
}

/// A day of a month that exists in every month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum MonthDay {
    /// 1 to 31; the last of a month that lacks it.
    Nth(u32),
    /// The last.
    Last,
}

impl fmt::Display for MonthDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Nth(day) => write!(f, "{day}"),
            Self::Last => f.write_str("last"),
        }
    }
}

impl MonthDay {
    /// This day of the month that `date` lies in.
    pub fn of_month(self, date: NaiveDate) -> NaiveDate {
        let last = last_of_month(date.year(), date.month()).unwrap_or(date);
        match self {
            Self::Nth(day) => date.with_day(day).unwrap_or(last),
            Self::Last => last,
        }
    }
}

impl PaymentDay {
    /// The day by which what is closed in the month of `date` is to be paid, before `roll` moves it.
    pub fn after(self, date: NaiveDate) -> NaiveDate {
        let first = date.with_day(1).unwrap_or(date);
        self.day.of_month(add_months(first, i64::from(self.months)))
    }
}

crate::offer::choice! {
    /// A kind of charge, to which an agent's discount applies or not, and which has its own tax.
    pub enum ChargeKind {
        /// The customer's cloud usage.
        "usage" => Usage,
        /// The marketplace's charges.
        "marketplace" => Marketplace,
    }
}

crate::offer::choice! {
    /// How an agent rounds a fraction of a minor unit.
    pub enum AgentRounding {
        /// Down.
        "down" => Down,
        /// Half-up.
        "half_up" => HalfUp,
    }
}

impl Register {
    /// A register of these accounts and agents.
    pub fn new(accounts: BTreeMap<String, Account>, agents: BTreeMap<String, Agent>) -> Self {
        let mut invoiced: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for (id, account) in &accounts {
            if account.billing != Some(Billing::Invoice) {
                continue;
            }
            let payer = account.payer.as_ref().filter(|_| !account.independent).unwrap_or(id);
            // It belongs to its payer's family, and to the family that it pays for.
            for payer in [id, payer] {
                invoiced.entry(payer.clone()).or_default().insert(id.clone());
            }
        }
        Self { accounts, agents, invoiced }
    }

    /// What is known about an account, by its twelve digits.
    pub(crate) fn account(&self, id: &str) -> Option<&Account> {
        self.accounts.get(id)
    }

    /// An agent by its name.
    #[doc(hidden)]
    pub fn agent(&self, name: &str) -> Option<&Agent> {
        self.agents.get(name)
    }

    /// All accounts, by their digits.
    #[cfg(feature = "lsp")]
    pub(crate) fn all(&self) -> impl Iterator<Item = (&str, &Account)> {
        self.accounts.iter().map(|(id, account)| (id.as_str(), account))
    }

    /// All agents, by their names.
    #[cfg(any(feature = "cli", feature = "lsp"))]
    pub(crate) fn agents(&self) -> impl Iterator<Item = (&str, &Agent)> {
        self.agents.iter().map(|(name, agent)| (name.as_str(), agent))
    }

    /// Payment due period of an account in days: that of the payer whose family it is in, else its own.
    pub(crate) fn net_days(&self, id: &str) -> Option<u32> {
        let own = self.account(id)?;
        let payer = own.payer.as_deref().filter(|_| !own.independent);
        payer.and_then(|payer| self.account(payer)?.net_days).or(own.net_days)
    }

    /// Whether the register holds nothing.
    pub(crate) fn is_empty(&self) -> bool {
        self.accounts.is_empty() && self.agents.is_empty()
    }

    /// The accounts on invoicing terms in the family that `payer` pays for, itself included.
    fn invoiced_by(&self, payer: &str) -> impl Iterator<Item = &str> {
        self.invoiced.get(payer).into_iter().flatten().map(String::as_str)
    }
}
