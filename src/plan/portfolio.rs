//! What many offers bill together: totals by month, quarter or fiscal year for each currency, stage and group.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::{Aside, CalendarPeriod, Every, Group, InvoiceClass, Periods, Plan, RecognizedMonth, Stage};
use crate::offer::{Amount, Currency};
use crate::schedule::add_days;

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
    /// Earned, where that was asked for.
    pub recognized: Amount,
    /// Taken over from replaced agreements, less what their replacements take over.
    pub carried: Amount,
    /// Invoiced or taken over and not yet earned, at the end of the period.
    pub deferred: Amount,
    /// Earned and not yet invoiced, at the end of the period.
    pub unbilled: Amount,
}

/// The totals are too large to be held exactly.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the amounts are too large to be added exactly")]
pub struct TooLarge;

/// Why totals cannot be given for periods.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PeriodError {
    /// See [`TooLarge`].
    #[error(transparent)]
    TooLarge(#[from] TooLarge),
    /// The configurations of the offers begin the fiscal year in two months, 1 to 12.
    #[error("some of these offers have fiscal years from month {0}, others from month {1}")]
    FiscalYears(u32, u32),
}

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
        for (own, other) in [
            (&mut self.recognized, other.recognized),
            (&mut self.carried, other.carried),
            (&mut self.deferred, other.deferred),
            (&mut self.unbilled, other.unbilled),
        ] {
            *own = own.plus(other).ok_or(TooLarge)?;
        }
        self.expected.add(other.expected)
    }
}

impl Flows {
    /// Without what is left at the end of a period: what another period counts.
    fn without_balances(self) -> Self {
        Self { deferred: Amount::ZERO, unbilled: Amount::ZERO, ..self }
    }
}

/// The key of a separate total.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Heading {
    /// The currency of every amount.
    pub currency: Currency,
    /// What the invoices are.
    pub class: InvoiceClass,
    /// The group; `None` if nothing is grouped, or the offer does not say.
    pub group: Option<String>,
}

/// The totals of one heading.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Ledger {
    /// By period: by month, those without invoices being absent, until [`Portfolio::in_periods`].
    pub periods: BTreeMap<CalendarPeriod, Flows>,
    /// For each window of days ahead, in the order of [`Portfolio::next`].
    pub next: Vec<Flows>,
}

impl Ledger {
    /// Nothing, in so many windows of days ahead.
    fn new(windows: usize) -> Self {
        Self { periods: BTreeMap::new(), next: vec![Flows::default(); windows] }
    }
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
    /// The day on which each invoice is expected to be paid, in the order of the plan's terms.
    pub expected: &'a [Option<NaiveDate>],
    /// The day on which another offer replaced it.
    pub replaced_on: Option<NaiveDate>,
    /// What its terms earn in each month; empty if that was not asked for, or is not known.
    pub recognized: &'a [(InvoiceClass, RecognizedMonth)],
    /// The month in which its seller's fiscal years begin, 1 to 12.
    pub fiscal_year_starts: u32,
}

/// The totals of many offers. Its size depends on periods and headings, never on invoices; the order in
/// which offers are added, and parts merged, makes no difference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Portfolio {
    /// The day from which the days ahead are counted.
    pub as_of: NaiveDate,
    /// How many days ahead each window reaches; the day itself is in each.
    pub next: Vec<u32>,
    /// The periods of the totals.
    pub periods: Periods,
    /// The months in which the fiscal years of the offers begin.
    pub fiscal_years: BTreeSet<u32>,
    /// Whether cancelled invoices are counted, under [`InvoiceClass::Cancelled`].
    pub with_cancelled: bool,
    /// Whether what each period earns is worked out.
    pub with_recognized: bool,
    /// How many offers earn in periods that are not known, having no known term.
    pub no_term: usize,
    /// How many replacements take over nothing, because what they replace is not known.
    pub not_carried: usize,
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
            periods: Periods::default(),
            fiscal_years: BTreeSet::new(),
            with_cancelled: false,
            with_recognized: false,
            no_term: 0,
            not_carried: 0,
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

    /// Adds an offer, with the renewals in its plan.
    ///
    /// # Errors
    /// When a sum has more digits than can be held exactly; the portfolio must not be used then.
    pub fn add(&mut self, offer: &Counted<'_>) -> Result<(), TooLarge> {
        *self.offers.entry(offer.stage).or_default() += 1;
        self.fiscal_years.insert(offer.fiscal_year_starts);
        if let (Some(key), Some(name)) = (&offer.group.key, &offer.group.name) {
            self.name(key, name);
        }
        let ends: Vec<NaiveDate> = self.next.iter().map(|days| self.until(*days)).collect();
        let from = self.as_of;
        // An offer without any invoice that counts has a total of zero.
        let empty = || Ledger::new(ends.len());
        let mut ledgers = BTreeMap::from([(InvoiceClass::Offer(offer.stage), empty())]);
        for (class, month) in offer.recognized {
            let RecognizedMonth { recognized, carried, deferred, unbilled, .. } = *month;
            let earned = Flows { recognized, carried, deferred, unbilled, ..Flows::default() };
            let ledger = ledgers.entry(*class).or_insert_with(empty);
            ledger.periods.entry(CalendarPeriod::From(month.first)).or_default().add(&earned)?;
        }
        let invoices = offer.plan.terms().flat_map(|term| term.invoices.iter().map(move |one| (term, one)));
        for ((term, invoice), expected) in invoices.zip(offer.expected) {
            let class = if invoice.stands(offer.replaced_on) {
                InvoiceClass::of(offer.stage, term)
            } else {
                match invoice.is_replaced(offer.replaced_on) {
                    true => self.cancelled += 1,
                    false => self.ended += 1,
                }
                if !self.with_cancelled {
                    continue;
                }
                InvoiceClass::Cancelled
            };
            let one = Tally { count: 1, amount: invoice.amount };
            let ledger = ledgers.entry(class).or_insert_with(empty);
            for (day, flow) in [
                (Some(invoice.invoice_date), Flows { invoiced: one, ..Flows::default() }),
                (invoice.due_date, Flows { due: one, ..Flows::default() }),
                (*expected, Flows { expected: one, ..Flows::default() }),
            ] {
                ledger.periods.entry(Periods::default().of(day)).or_default().add(&flow)?;
                for (flows, end) in ledger.next.iter_mut().zip(&ends) {
                    if day.is_some_and(|day| (from..=*end).contains(&day)) {
                        flows.add(&flow)?;
                    }
                }
            }
        }
        for (class, ledger) in ledgers {
            let (currency, group) = (offer.plan.offer.currency, offer.group.key.clone());
            self.put(Heading { currency, class, group }, &ledger)?;
        }
        Ok(())
    }

    /// Adds the totals of a heading.
    fn put(&mut self, heading: Heading, ledger: &Ledger) -> Result<(), TooLarge> {
        let own = self.ledgers.entry(heading).or_insert_with(|| Ledger::new(self.next.len()));
        for (period, flows) in &ledger.periods {
            own.periods.entry(*period).or_default().add(flows)?;
        }
        own.next.iter_mut().zip(&ledger.next).try_for_each(|(own, flows)| own.add(flows))
    }

    /// The same totals for longer periods, without gaps: between the first and the last of a heading, a
    /// period in which nothing happens has its zeros.
    ///
    /// # Errors
    /// When a sum cannot be held exactly, or the fiscal years of the offers differ.
    pub fn in_periods(mut self, every: Every) -> Result<Self, PeriodError> {
        let mut starts = self.fiscal_years.iter().copied();
        let fiscal_year_starts = starts.next().unwrap_or(1);
        if let (Some(other), false) = (starts.next(), every == Every::Month) {
            return Err(PeriodError::FiscalYears(fiscal_year_starts, other));
        }
        let periods = Periods { every, fiscal_year_starts };
        self.periods = periods;
        for ledger in self.ledgers.values_mut() {
            let months = std::mem::take(&mut ledger.periods);
            let mut days = months.keys().filter_map(|month| month.first());
            if let Some(mut day) = days.next().map(|day| periods.first(day)) {
                let last = days.next_back().unwrap_or(day);
                while day <= last {
                    ledger.periods.insert(CalendarPeriod::From(day), Flows::default());
                    let next = add_days(periods.last(day), 1);
                    if next <= day {
                        break;
                    }
                    day = next;
                }
            }
            for (month, flows) in &months {
                let closes = |first: NaiveDate| periods.last(first) == Periods::default().last(first);
                // A balance is that of the last month.
                let flows = match month.first().is_none_or(closes) {
                    true => *flows,
                    false => flows.without_balances(),
                };
                ledger.periods.entry(periods.of(month.first())).or_default().add(&flows)?;
            }
        }
        Ok(self)
    }

    /// Adds the totals of another part of the same portfolio.
    ///
    /// # Errors
    /// As [`Portfolio::add`].
    pub fn merge(&mut self, other: Self) -> Result<(), TooLarge> {
        for (heading, ledger) in other.ledgers {
            self.put(heading, &ledger)?;
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
        self.fiscal_years.extend(other.fiscal_years);
        self.cancelled += other.cancelled;
        self.ended += other.ended;
        self.no_term += other.no_term;
        self.not_carried += other.not_carried;
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

    /// Whether something is carried over from one agreement into another.
    pub(crate) fn carries(&self) -> bool {
        let flows = self.ledgers.values().flat_map(|ledger| ledger.periods.values());
        flows.into_iter().any(|flows| !flows.carried.is_zero())
    }

    /// Whether a renewal is counted.
    pub(crate) fn has_renewals(&self) -> bool {
        self.ledgers.keys().any(|heading| heading.class == InvoiceClass::Renewal)
    }

    /// The total of all periods for invoices of a kind in a currency, across groups; `None` if there are
    /// none.
    ///
    /// # Errors
    /// As [`Portfolio::add`].
    pub fn total(&self, currency: Currency, class: InvoiceClass) -> Result<Option<Flows>, TooLarge> {
        let mut total = None;
        for (heading, ledger) in &self.ledgers {
            if (heading.currency, heading.class) == (currency, class) {
                let sum = total.get_or_insert_with(Flows::default);
                ledger.periods.values().try_for_each(|flows| sum.add(&flows.without_balances()))?;
            }
        }
        Ok(total)
    }
}
