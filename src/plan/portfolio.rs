//! What many offers bill together: totals by month for each currency, stage and group.

use std::collections::BTreeMap;
use std::fmt;

use chrono::{Datelike, NaiveDate};

use super::Plan;
use crate::offer::accounts::Register;
use crate::offer::{Amount, Currency, Kind, Offer, last_of_month};
use crate::schedule::add_days;
use crate::text::message::word;

/// The stage of an offer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// The buyer has accepted it.
    Accepted,
    /// It is published, and the buyer may still accept.
    Released,
    /// It is not published yet.
    Draft,
}

/// Why an offer is not counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Aside {
    /// Its last day to accept has passed without acceptance: it will never be invoiced.
    Expired,
    /// It lets a partner resell; the buyer's invoices are in the partner's offer.
    Authorization,
}

impl Stage {
    /// The word for it in outputs.
    pub fn word(self) -> &'static str {
        match self {
            Self::Accepted => word!("accepted"),
            Self::Released => word!("released"),
            Self::Draft => word!("draft"),
        }
    }

    /// The stage of an offer at the end of the day `as_of`: accepted if it says so, released from its
    /// day of release on, else a draft.
    ///
    /// # Errors
    /// When it is not counted.
    pub fn of(offer: &Offer, as_of: NaiveDate) -> Result<Self, Aside> {
        if offer.kind() == Some(Kind::ResaleAuthorization) {
            return Err(Aside::Authorization);
        }
        if offer.accepted.get().is_some() {
            return Ok(Self::Accepted);
        }
        if offer.accept_by.get().is_some_and(|last| *last < as_of) {
            return Err(Aside::Expired);
        }
        match offer.release.get() {
            Some(release) if *release <= as_of => Ok(Self::Released),
            _ => Ok(Self::Draft),
        }
    }
}

/// How totals are grouped, besides currency and stage.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum By {
    /// Nothing more.
    #[default]
    Currency,
    /// The accounts that may accept, joined if there are several.
    Buyer,
    /// The product's id.
    Product,
    /// The value of this label.
    Label(String),
}

/// The group of an offer.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Group {
    /// Its key; `None` if the offer has none, or nothing is grouped.
    pub key: Option<String>,
    /// Its display name.
    pub name: Option<String>,
}

impl By {
    /// The group of an offer.
    pub fn group(&self, plan: &Plan, offer: &Offer, register: &Register) -> Group {
        let (key, name) = match self {
            Self::Currency => (None, None),
            Self::Buyer => {
                let mut accounts = plan.offer.buyers.clone();
                accounts.sort_unstable();
                accounts.dedup();
                (Some(accounts.join(", ")), buyer_name(&accounts, offer, register))
            }
            Self::Product => {
                let title = offer.product.get().and_then(|product| product.title.get().cloned());
                (Some(plan.offer.product.0.clone()), title)
            }
            Self::Label(key) => {
                let label = plan.offer.labels.iter().find(|(own, _)| own == key);
                (label.map(|(_, value)| value.clone()), None)
            }
        };
        Group { key: key.filter(|key| !key.trim().is_empty()), name }
    }
}

/// The name of the offer's one buyer, else its name in the register.
pub(crate) fn buyer_name(accounts: &[String], offer: &Offer, register: &Register) -> Option<String> {
    let [account] = accounts else { return None };
    let buyers = offer.buyers.get()?;
    let own = |buyer: &&crate::offer::Buyer| buyer.account.get() == Some(account);
    let named = buyers.iter().filter(own).find_map(|buyer| buyer.name.get().cloned());
    named.or_else(|| register.account(account)?.name.clone())
}

/// A calendar month, or unknown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Month {
    /// The month that begins on this day.
    From(NaiveDate),
    /// Unknown, because the payment terms are not known.
    Unknown,
}

impl Month {
    fn of(day: Option<NaiveDate>) -> Self {
        day.map_or(Self::Unknown, |day| Self::From(day.with_day(1).unwrap_or(day)))
    }

    /// Its first and last day, if it is known.
    pub fn days(self) -> Option<(NaiveDate, NaiveDate)> {
        match self {
            Self::From(first) => Some((first, last_of_month(first.year(), first.month()).unwrap_or(first))),
            Self::Unknown => None,
        }
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::From(day) => write!(f, "{:04}-{:02}", day.year(), day.month()),
            Self::Unknown => f.write_str("unknown"),
        }
    }
}

/// The number of invoices, and their total.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    /// How many.
    pub count: usize,
    /// Their sum before tax.
    pub amount: Amount,
}

/// What happens to invoices in a period of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Flows {
    /// Invoiced, by invoice date.
    pub invoiced: Tally,
    /// Due, by due date.
    pub due: Tally,
    /// Expected to be paid.
    pub expected: Tally,
}

/// The totals are too large to be held exactly.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the amounts are too large to be added exactly")]
pub struct TooLarge;

impl Tally {
    pub(super) fn add(&mut self, other: Self) -> Result<(), TooLarge> {
        self.count = self.count.checked_add(other.count).ok_or(TooLarge)?;
        self.amount = self.amount.plus(other.amount).ok_or(TooLarge)?;
        Ok(())
    }
}

impl Flows {
    /// Adds others of the same currency.
    ///
    /// # Errors
    /// When a sum has more digits than can be held exactly.
    pub fn add(&mut self, other: &Self) -> Result<(), TooLarge> {
        self.invoiced.add(other.invoiced)?;
        self.due.add(other.due)?;
        self.expected.add(other.expected)
    }
}

/// The key of a separate total.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Heading {
    /// The currency of every amount.
    pub currency: Currency,
    /// The stage of the offers.
    pub stage: Stage,
    /// The group; `None` if nothing is grouped, or the offer does not say.
    pub group: Option<String>,
}

/// The totals of one heading.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Ledger {
    /// By month; months without invoices are absent.
    pub months: BTreeMap<Month, Flows>,
    /// For each window of days ahead, in the order of [`Portfolio::next`].
    pub next: Vec<Flows>,
}

/// One offer to be counted.
#[derive(Debug, Clone)]
pub struct Counted<'a> {
    /// Its plan.
    pub plan: &'a Plan,
    /// Its stage.
    pub stage: Stage,
    /// Its group.
    pub group: Group,
    /// The day on which each invoice is expected to be paid, in the order of the plan.
    pub expected: &'a [Option<NaiveDate>],
    /// The day on which another offer replaced it.
    pub replaced_on: Option<NaiveDate>,
}

/// The totals of many offers. Its size depends on months and headings, never on invoices; the order in
/// which offers are added, and parts merged, makes no difference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Portfolio {
    /// The day from which the days ahead are counted.
    pub as_of: NaiveDate,
    /// How many days ahead each window reaches; the day itself is in each.
    pub next: Vec<u32>,
    /// The totals.
    pub ledgers: BTreeMap<Heading, Ledger>,
    /// Display names of groups; of several, the first in the alphabet.
    pub names: BTreeMap<String, String>,
    /// How many offers of each stage there are.
    pub offers: BTreeMap<Stage, usize>,
    /// How many offers are not counted.
    pub aside: BTreeMap<Aside, usize>,
    /// How many invoices are cancelled because their offer was replaced.
    pub cancelled: usize,
    /// How many more are not expected because their agreement ended before its term.
    pub ended: usize,
}

impl Portfolio {
    /// An empty one.
    pub fn new(as_of: NaiveDate, next: Vec<u32>) -> Self {
        Self {
            as_of,
            next,
            ledgers: BTreeMap::new(),
            names: BTreeMap::new(),
            offers: BTreeMap::new(),
            aside: BTreeMap::new(),
            cancelled: 0,
            ended: 0,
        }
    }

    /// The last day of a window that reaches `days` days ahead.
    pub fn until(&self, days: u32) -> NaiveDate {
        add_days(self.as_of, u64::from(days))
    }

    /// Counts an offer that is not in the totals.
    pub fn leave_aside(&mut self, aside: Aside) {
        *self.aside.entry(aside).or_default() += 1;
    }

    /// Adds an offer.
    ///
    /// # Errors
    /// When a sum has more digits than can be held exactly; the portfolio must not be used then.
    pub fn add(&mut self, offer: &Counted<'_>) -> Result<(), TooLarge> {
        let plan = offer.plan;
        *self.offers.entry(offer.stage).or_default() += 1;
        if let (Some(key), Some(name)) = (&offer.group.key, &offer.group.name) {
            self.name(key, name);
        }
        let ends: Vec<NaiveDate> = self.next.iter().map(|days| self.until(*days)).collect();
        let from = self.as_of;
        let heading =
            Heading { currency: plan.offer.currency, stage: offer.stage, group: offer.group.key.clone() };
        let ledger = self.ledgers.entry(heading).or_default();
        ledger.next.resize(ends.len(), Flows::default());
        for (invoice, expected) in plan.invoices.iter().zip(offer.expected) {
            if !invoice.stands(offer.replaced_on) {
                match invoice.is_replaced(offer.replaced_on) {
                    true => self.cancelled += 1,
                    false => self.ended += 1,
                }
                continue;
            }
            let one = Tally { count: 1, amount: invoice.amount };
            for (day, flow) in [
                (Some(invoice.invoice_date), Flows { invoiced: one, ..Flows::default() }),
                (invoice.due_date, Flows { due: one, ..Flows::default() }),
                (*expected, Flows { expected: one, ..Flows::default() }),
            ] {
                ledger.months.entry(Month::of(day)).or_default().add(&flow)?;
                for (flows, end) in ledger.next.iter_mut().zip(&ends) {
                    if day.is_some_and(|day| (from..=*end).contains(&day)) {
                        flows.add(&flow)?;
                    }
                }
            }
        }
        Ok(())
    }

    /// Adds the totals of another part of the same portfolio.
    ///
    /// # Errors
    /// As [`Portfolio::add`].
    pub fn merge(&mut self, other: Self) -> Result<(), TooLarge> {
        for (heading, ledger) in other.ledgers {
            let own = self.ledgers.entry(heading).or_default();
            own.next.resize(self.next.len(), Flows::default());
            for (month, flows) in &ledger.months {
                own.months.entry(*month).or_default().add(flows)?;
            }
            for (own, flows) in own.next.iter_mut().zip(&ledger.next) {
                own.add(flows)?;
            }
        }
        for (key, name) in other.names {
            self.name(&key, &name);
        }
        for (stage, count) in other.offers {
            *self.offers.entry(stage).or_default() += count;
        }
        for (aside, count) in other.aside {
            *self.aside.entry(aside).or_default() += count;
        }
        self.cancelled += other.cancelled;
        self.ended += other.ended;
        Ok(())
    }

    fn name(&mut self, key: &str, name: &str) {
        match self.names.get(key) {
            Some(known) if known.as_str() <= name => {}
            _ => {
                self.names.insert(key.to_owned(), name.to_owned());
            }
        }
    }

    /// The currencies, in order.
    pub fn currencies(&self) -> Vec<Currency> {
        let mut currencies: Vec<Currency> = self.ledgers.keys().map(|heading| heading.currency).collect();
        currencies.dedup();
        currencies
    }

    /// The total of all months for a currency and stage, across groups; `None` if there is no such
    /// offer.
    ///
    /// # Errors
    /// As [`Portfolio::add`].
    pub fn total(&self, currency: Currency, stage: Stage) -> Result<Option<Flows>, TooLarge> {
        let mut total = None;
        for (heading, ledger) in &self.ledgers {
            if (heading.currency, heading.stage) == (currency, stage) {
                let sum = total.get_or_insert_with(Flows::default);
                ledger.months.values().try_for_each(|flows| sum.add(flows))?;
            }
        }
        Ok(total)
    }
}
