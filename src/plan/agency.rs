//! The second layer of a plan: a billing agent pays the marketplace and invoices the customer.

use chrono::{Datelike, NaiveDate};
use num_rational::BigRational;
use std::collections::BTreeMap;

use super::{Invoice, Plan, Rates};
use crate::offer::accounts::{
    Agent, AgentRounding, AgentTax, ChargeKind, ClosingDay, Families, Register, TaxRate,
};
use crate::offer::{Amount, Currency, Offer, Rate, Share, add_months};
use crate::schedule::{Holidays, roll};

/// The terms on which the agent's invoices are computed.
#[derive(Debug, Clone, Default)]
pub struct AgencyTerms {
    /// The agent's rates to its customer, by the day of its invoice.
    pub rates: Rates,
    /// The rates at which the agent pays the marketplace, by the day on which it does; `rates` if none
    /// is given.
    pub cost_rates: Option<Rates>,
    /// The tax on all that the agent invoices; `None` for that of the register.
    pub tax: Option<Share>,
}

/// What a billing agent pays, and what it invoices.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agency {
    /// The agent's name in the account register.
    pub name: String,
    /// The account that pays the marketplace.
    pub payer: Option<String>,
    /// The currency of the agent's invoices.
    pub currency: Currency,
    /// The discount on the marketplace's charges, if the agent gives one.
    pub discount: Option<Share>,
    /// The tax on the marketplace's charges.
    pub tax: Option<TaxRate>,
    /// The agent's qualified-invoice number.
    pub registration: Option<String>,
    /// What the agent re-bills: one line for each invoice of the marketplace, in its order.
    pub lines: Vec<AgencyLine>,
    /// The agent's invoices to the customer, by date.
    pub invoices: Vec<AgencyInvoice>,
}

/// One invoice of the marketplace as the agent re-bills it; amounts in the agent's currency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgencyLine {
    /// The marketplace invoice's number in the plan.
    pub invoice: usize,
    /// The rate to the customer; `None` within one currency.
    pub rate: Option<Rate>,
    /// The invoice's amount in the agent's currency, rounded as the agent does.
    pub amount: Amount,
    /// The agent's discount.
    pub discount: Amount,
    /// What is re-billed, before tax: amount − discount.
    pub net: Amount,
    /// What the agent pays the marketplace, rounded half-up.
    pub cost: Amount,
    /// The number of the agent's invoice that it is on, from 1.
    pub on: usize,
}

/// One invoice of the agent to the customer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgencyInvoice {
    /// Its number, from 1.
    pub number: usize,
    /// Its day: that of the marketplace's invoice, or the agent's next closing day.
    pub date: NaiveDate,
    /// The day by which the customer pays; `None` if the register does not say.
    pub due: Option<NaiveDate>,
    /// The marketplace invoices on it, by their numbers.
    pub lines: Vec<usize>,
    /// The sum of the lines, before tax.
    pub net: Amount,
    /// The tax on that sum, rounded once.
    pub tax: Amount,
    /// What the customer pays.
    pub total: Amount,
    /// The agent's margin: net − what it pays the marketplace. Negative with a discount.
    pub margin: Amount,
    /// How many days pass from the agent's first payment to the marketplace to the customer's: the days
    /// that the agent finances. `None` if a due date is not known.
    pub gap_days: Option<i64>,
}

/// Why the agent's invoices cannot be computed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AgencyError {
    /// No rate between these two currencies is known on the day.
    #[error("no exchange rate from {0} to {1} is known on {2}")]
    NoRate(Currency, Currency, NaiveDate),
    /// Amounts have more digits than can be held exactly.
    #[error("the amounts are too large to be added exactly")]
    TooLarge,
}

/// Computes what the agent `name` invoices for a plan.
///
/// Each marketplace invoice is converted at the rate of the day of the agent's invoice and rounded
/// to the minor unit as the agent rounds; so are its discount and, once for each invoice, the tax.
///
/// A due date moves off weekends and `holidays` as the register says.
///
/// # Errors
/// When a rate is not known, or amounts cannot be held exactly.
pub fn agency(
    plan: &Plan,
    name: &str,
    agent: &Agent,
    terms: &AgencyTerms,
    holidays: &Holidays,
) -> Result<Agency, AgencyError> {
    let rebilling = Rebilling::new(agent, terms, plan.offer.currency, holidays);
    let maker = AgencyBuilder { plan, rebilling: &rebilling };
    let mut by_day: BTreeMap<(Closing, usize), Vec<&Invoice>> = BTreeMap::new();
    for invoice in plan.expected() {
        let date = invoice.invoice_date;
        let key = match agent.closes {
            Some(closes) => (Closing::first_from(date, closes, holidays), 0),
            // Without a closing day each is a separate invoice, even two of the same day.
            None => (Closing { date, month: date }, invoice.number),
        };
        by_day.entry(key).or_default().push(invoice);
    }
    let mut lines = Vec::with_capacity(plan.invoices.len());
    let mut invoices = Vec::with_capacity(by_day.len());
    for (number, ((closing, _), of_day)) in (1..).zip(&by_day) {
        let own = of_day.iter().map(|invoice| maker.line(invoice, closing.date, number));
        let own: Vec<AgencyLine> = own.collect::<Result<_, _>>()?;
        invoices.push(maker.invoice(number, *closing, of_day, &own)?);
        lines.extend(own);
    }
    lines.sort_by_key(|line| line.invoice);
    Ok(Agency {
        name: name.to_owned(),
        payer: agent.payer.clone(),
        currency: rebilling.currency,
        discount: rebilling.discount(ChargeKind::Marketplace).cloned(),
        tax: rebilling.tax(ChargeKind::Marketplace).cloned(),
        registration: agent.registration.clone(),
        lines,
        invoices,
    })
}

/// The buyers of an offer that the agent's payer does not pay for: the marketplace bills them directly,
/// on their own terms. Source: Buyer Guide, "Paying for products": an invoice goes to the payer account.
pub fn outside(agent: &Agent, offer: &Offer, register: &Register) -> Vec<String> {
    let Some(payer) = &agent.payer else { return Vec::new() };
    let families = Families::of(offer, register);
    let buyers = offer.buyers.get().map_or(&[][..], Vec::as_slice);
    let outside = buyers.iter().filter(|buyer| families.payer_of(buyer).is_some_and(|own| own != payer));
    outside.filter_map(|buyer| buyer.account.get().cloned()).collect()
}

/// The closing of an agent's books in a month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Closing {
    /// Its day, off bank holidays.
    pub(super) date: NaiveDate,
    /// A day of the month that it closes, which may be another than that of its day.
    pub(super) month: NaiveDate,
}

impl Closing {
    /// That of the month in which `month` lies.
    pub(super) fn of_month(month: NaiveDate, closes: ClosingDay, holidays: &Holidays) -> Self {
        let month = month.with_day(1).unwrap_or(month);
        Self { date: roll(closes.day.of_month(month), closes.roll, holidays), month }
    }

    /// The first on or after `date`.
    pub(super) fn first_from(date: NaiveDate, closes: ClosingDay, holidays: &Holidays) -> Self {
        let first = date.with_day(1).unwrap_or(date);
        // The day of the month before may have moved into this one, and that of this one before `date`.
        let of = |months| Self::of_month(add_months(first, months), closes, holidays);
        let near = (-1..=2).map(of).find(|closing| closing.date >= date);
        // Holidays without a business day for months move nothing.
        near.unwrap_or(Self { date, month: first })
    }
}

/// How an agent turns what it is charged into what its customer pays.
pub(super) struct Rebilling<'a> {
    agent: &'a Agent,
    terms: &'a AgencyTerms,
    /// The currency of the agent's invoices.
    pub(super) currency: Currency,
    /// The tax on them, if there is one.
    pub(super) taxes: Option<AgentTax>,
    holidays: &'a Holidays,
}

/// A charge in the agent's currency.
pub(super) struct Rebilled {
    /// The rate to the customer; `None` within one currency.
    pub(super) rate: Option<Rate>,
    /// What is charged, rounded as the agent does.
    pub(super) amount: Amount,
    /// The agent's discount, rounded likewise.
    pub(super) discount: Amount,
    /// amount − discount.
    pub(super) net: Amount,
    /// What the agent pays, rounded half-up.
    pub(super) cost: Amount,
}

impl<'a> Rebilling<'a> {
    /// That of an agent on these terms; `own` is the currency of its invoices if the register names none.
    pub(super) fn new(
        agent: &'a Agent,
        terms: &'a AgencyTerms,
        own: Currency,
        holidays: &'a Holidays,
    ) -> Self {
        let currency = agent.currency.unwrap_or(own);
        let taxes = terms.tax.clone().map(|rate| AgentTax::all(TaxRate::Of(rate)));
        Self { agent, terms, currency, taxes: taxes.or_else(|| agent.tax.clone()), holidays }
    }

    /// The tax on charges of a kind, if there is one.
    pub(super) fn tax(&self, on: ChargeKind) -> Option<&TaxRate> {
        self.taxes.as_ref().map(|taxes| taxes.on(on))
    }

    /// The discount on charges of a kind, if the agent gives one.
    pub(super) fn discount(&self, on: ChargeKind) -> Option<&'a Share> {
        self.agent.discount.as_ref().filter(|_| self.agent.discount_on.contains(&on))
    }

    /// What the customer is charged and what the agent pays, both in `from`: the first at the rate of
    /// `date`, the day of the agent's invoice, the second at that of `paid_on`, if it has another.
    ///
    /// # Errors
    /// When a rate is not known, or an amount cannot be held exactly.
    pub(super) fn line(
        &self,
        (charged, paid, from): (Amount, Amount, Currency),
        (date, paid_on): (NaiveDate, NaiveDate),
        on: ChargeKind,
    ) -> Result<Rebilled, AgencyError> {
        let convert = |rates: &Rates, amount, day| {
            let none = AgencyError::NoRate(from, self.currency, day);
            rates.convert(day, amount, from, self.currency).ok_or(none)
        };
        let (exact, rate) = convert(&self.terms.rates, charged, date)?;
        let amount = self.rounded(&exact)?;
        let exact_cost = match &self.terms.cost_rates {
            Some(rates) => convert(rates, paid, paid_on)?.0,
            None => convert(&self.terms.rates, paid, date)?.0,
        };
        let cost = self.rounded_as(&exact_cost, Amount::rounded_half_up)?;
        let discount = self.discount(on).map_or(Ok(Amount::ZERO), |share| self.share(amount, share))?;
        let net = amount.minus(discount).ok_or(AgencyError::TooLarge)?;
        Ok(Rebilled { rate, amount, discount, net, cost })
    }

    /// The day by which the customer pays the invoice of a closing, off bank holidays but not before the
    /// invoice; `None` if the register does not say.
    pub(super) fn due(&self, closing: Closing) -> Option<NaiveDate> {
        let due = self.agent.due?;
        Some(roll(due.after(closing.month), due.roll, self.holidays).max(closing.date))
    }

    /// The tax of a rate on a sum, rounded once.
    ///
    /// # Errors
    /// When it cannot be held exactly.
    pub(super) fn tax_on(&self, net: Amount, rate: &TaxRate) -> Result<Amount, AgencyError> {
        rate.share().map_or(Ok(Amount::ZERO), |share| self.share(net, share))
    }

    fn share(&self, amount: Amount, share: &Share) -> Result<Amount, AgencyError> {
        self.rounded(&(amount.exact() * share.exact()))
    }

    fn rounded(&self, exact: &BigRational) -> Result<Amount, AgencyError> {
        match self.agent.leftover {
            AgentRounding::Down => self.rounded_as(exact, Amount::rounded_down),
            AgentRounding::HalfUp => self.rounded_as(exact, Amount::rounded_half_up),
        }
    }

    /// A credit is rounded like the charge that it takes back, so that both come to nothing.
    fn rounded_as(
        &self,
        exact: &BigRational,
        round: fn(&BigRational, Amount) -> Option<Amount>,
    ) -> Result<Amount, AgencyError> {
        let unit = self.currency.minor_unit();
        let rounded = match *exact < Amount::ZERO.exact() {
            true => round(&-exact, unit).map(Amount::negated),
            false => round(exact, unit),
        };
        rounded.ok_or(AgencyError::TooLarge)
    }
}

struct AgencyBuilder<'a> {
    plan: &'a Plan,
    rebilling: &'a Rebilling<'a>,
}

impl AgencyBuilder<'_> {
    fn line(&self, invoice: &Invoice, date: NaiveDate, on: usize) -> Result<AgencyLine, AgencyError> {
        let charged = (invoice.amount, invoice.amount, self.plan.offer.currency);
        let paid_on = invoice.due_date.unwrap_or(invoice.invoice_date);
        let Rebilled { rate, amount, discount, net, cost } =
            self.rebilling.line(charged, (date, paid_on), ChargeKind::Marketplace)?;
        Ok(AgencyLine { invoice: invoice.number, rate, amount, discount, net, cost, on })
    }

    fn invoice(
        &self,
        number: usize,
        closing: Closing,
        of_day: &[&Invoice],
        lines: &[AgencyLine],
    ) -> Result<AgencyInvoice, AgencyError> {
        let net = Amount::sum(lines.iter().map(|line| line.net)).ok_or(AgencyError::TooLarge)?;
        let cost = Amount::sum(lines.iter().map(|line| line.cost)).ok_or(AgencyError::TooLarge)?;
        let rate = self.rebilling.tax(ChargeKind::Marketplace);
        let tax = rate.map_or(Ok(Amount::ZERO), |rate| self.rebilling.tax_on(net, rate))?;
        let due = self.rebilling.due(closing);
        let first_paid = of_day.iter().map(|invoice| invoice.due_date).min().flatten();
        Ok(AgencyInvoice {
            number,
            date: closing.date,
            due,
            lines: lines.iter().map(|line| line.invoice).collect(),
            net,
            tax,
            total: net.plus(tax).ok_or(AgencyError::TooLarge)?,
            margin: net.minus(cost).ok_or(AgencyError::TooLarge)?,
            gap_days: due.zip(first_paid).map(|(due, paid)| due.signed_duration_since(paid).num_days()),
        })
    }
}
