//! Makes bills: whose usage it is, which invoices close on the day, and what each comes to.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::{Datelike, NaiveDate};

use super::{
    Bill, BillCost, BillItem, BillLine, BillSources, BillTax, BilledInvoice, BilledOffer, Bills, BillsError,
    UsageElsewhere,
};
use crate::marketplace::limits::USAGE_INVOICE_DAY;
use crate::marketplace::reports::UsageLine;
use crate::offer::accounts::{Agent, ChargeKind, ClosingDay, Register};
use crate::offer::{Amount, Currency, add_months};
use crate::plan::agency::{Closing, Rebilled, Rebilling};
use crate::plan::{AgencyError, AgencyLine, AgencyTerms, Invoice, agency};
use crate::schedule::{Holidays, add_days};

/// Makes the bills of the agent `name` that are closed in the month of `month`.
///
/// A bill has the marketplace's invoices since the closing day before, and the usage of the month that is
/// over by its own: that of the same month where the agent closes on the last day, else of the one before.
/// Each line is converted at the rate of the bill's day and rounded once, as the agent does; so is its
/// discount, and the tax of each rate on the sum of the bill.
///
/// # Errors
/// When the register does not say when the agent closes or is paid, or whose usage it is, when the month
/// has no usage, or a rate is not known.
pub fn bills(
    (name, agent): (&str, &Agent),
    register: &Register,
    month: NaiveDate,
    sources: BillSources<'_>,
    terms: &AgencyTerms,
    holidays: &Holidays,
) -> Result<Bills, BillsError> {
    let closes = agent.closes.ok_or_else(|| BillsError::NoClosingDay(name.to_owned()))?;
    let closing = Closing::of_month(month, closes, holidays);
    let date = closing.date;
    let rebilling = Rebilling::new(agent, terms, Currency::JPY, holidays);
    let due = rebilling.due(closing).ok_or_else(|| BillsError::NoDueDay(name.to_owned()))?;
    let usage_month = if closes.ends_month() { closing.month } else { add_months(closing.month, -1) };
    let maker =
        BillMaker { name, agent, register, terms, holidays, rebilling, closes, closing, due, usage_month };
    let mut of_customers: BTreeMap<String, Vec<BillLine>> = BTreeMap::new();
    let mut elsewhere = UsageElsewhere::default();
    if let Some(usage) = sources.usage {
        let sums = maker.sums(usage, &mut elsewhere)?;
        for ((account, service), sum) in sums {
            let line = maker.of_usage(account, service, &sum, sources.usage_invoiced)?;
            of_customers.entry(maker.customer(account, None)).or_default().push(line);
        }
    }
    for offer in sources.offers {
        let lines = maker.of_offer(offer)?;
        if let Some(account) = lines.first().map(|line| line.account.clone()) {
            let customer = maker.customer(&account, offer.offer.buyer_name.as_deref());
            of_customers.entry(customer).or_default().extend(lines);
        }
    }
    let bills = of_customers.into_iter().map(|(customer, lines)| maker.bill(customer, lines));
    Ok(Bills {
        agent: name.to_owned(),
        issuer: maker.issuer(),
        payer: agent.payer.clone(),
        registration: agent.registration.clone(),
        bank: agent.bank.clone(),
        tax: maker.rebilling.taxes.clone(),
        usage_month,
        date,
        due,
        currency: maker.rebilling.currency,
        rounding: agent.leftover,
        bills: bills.collect::<Result<_, _>>()?,
        elsewhere,
    })
}

struct BillMaker<'a> {
    name: &'a str,
    agent: &'a Agent,
    register: &'a Register,
    terms: &'a AgencyTerms,
    holidays: &'a Holidays,
    rebilling: Rebilling<'a>,
    closes: ClosingDay,
    closing: Closing,
    due: NaiveDate,
    usage_month: NaiveDate,
}

/// The usage of an account and a service.
#[derive(Default)]
struct UsageSum {
    amount: Amount,
    volume_discount: Amount,
}

impl BillMaker<'_> {
    fn issuer(&self) -> String {
        let of_payer = || self.register.account(self.agent.payer.as_deref()?)?.name.clone();
        self.agent.name.clone().or_else(of_payer).unwrap_or_else(|| self.name.to_owned())
    }

    /// Who is billed for an account: its owner, by the register, else by the offer, else the account.
    fn customer(&self, account: &str, by_offer: Option<&str>) -> String {
        let owner = self.register.account(account).and_then(|known| known.name.as_deref());
        owner.or(by_offer).unwrap_or(account).to_owned()
    }

    fn is_independent(&self, account: &str) -> bool {
        self.register.account(account).is_some_and(|known| known.independent)
    }

    /// The usage of the month by account and service; what is not billed is counted.
    fn sums<'u>(
        &self,
        usage: &'u [UsageLine],
        elsewhere: &mut UsageElsewhere,
    ) -> Result<BTreeMap<(&'u str, &'u str), UsageSum>, BillsError> {
        let of = |line: &&UsageLine| self.register.account(&line.account).is_none();
        let unknown: BTreeSet<&str> = usage.iter().filter(of).map(|line| line.account.as_str()).collect();
        if !unknown.is_empty() {
            let accounts = unknown.into_iter().map(str::to_owned).collect();
            return Err(BillsError::UnknownAccounts { accounts });
        }
        let mut sums: BTreeMap<(&str, &str), UsageSum> = BTreeMap::new();
        let mut is_there = false;
        for line in usage {
            let account = self.register.account(&line.account);
            let payer = account.and_then(|known| known.payer.as_ref());
            if self.agent.payer.as_ref() == Some(&line.account) {
                elsewhere.own += 1;
            } else if payer.is_none() || payer != self.agent.payer.as_ref() {
                *elsewhere.accounts.entry(line.account.clone()).or_default() += 1;
            } else if line.month != self.usage_month {
                *elsewhere.months.entry(line.month).or_default() += 1;
                continue;
            } else {
                if self.is_independent(&line.account) && !line.volume_discount.is_zero() {
                    return Err(BillsError::IndependentVolume {
                        line: line.line,
                        account: line.account.clone(),
                        discount: line.volume_discount.to_string(),
                    });
                }
                let sum = sums.entry((&line.account, &line.service)).or_default();
                sum.amount = sum.amount.plus(line.amount).ok_or(AgencyError::TooLarge)?;
                sum.volume_discount =
                    sum.volume_discount.plus(line.volume_discount).ok_or(AgencyError::TooLarge)?;
            }
            is_there |= line.month == self.usage_month;
        }
        if !is_there {
            let known: BTreeSet<NaiveDate> = usage.iter().map(|line| line.month).collect();
            return Err(BillsError::NoUsage {
                month: self.usage_month.format("%Y-%m").to_string(),
                date: self.closing.date,
                known: known.into_iter().collect(),
            });
        }
        Ok(sums)
    }

    fn of_usage(
        &self,
        account: &str,
        service: &str,
        sum: &UsageSum,
        invoiced: Option<NaiveDate>,
    ) -> Result<BillLine, BillsError> {
        let consolidated = !self.is_independent(account);
        let paid = sum.amount.minus(sum.volume_discount).ok_or(AgencyError::TooLarge)?;
        let charged = if consolidated && self.agent.volume_discount { paid } else { sum.amount };
        let next = add_months(self.usage_month, 1);
        let invoiced = invoiced.or_else(|| next.with_day(USAGE_INVOICE_DAY)).unwrap_or(next);
        let on = self.register.net_days(account).map(|days| add_days(invoiced, days.into()));
        let days = (self.closing.date, on.unwrap_or(invoiced));
        let Rebilled { rate, amount, discount, net, cost } =
            self.rebilling.line((charged, paid, Currency::USD), days, ChargeKind::Usage)?;
        Ok(BillLine {
            account: account.to_owned(),
            item: BillItem::Usage { service: service.to_owned(), consolidated },
            charged,
            currency: Currency::USD,
            rate,
            amount,
            discount,
            net,
            paid: BillCost { volume_discount: sum.volume_discount, paid, cost, on },
        })
    }

    /// The lines of the offer's invoices that are closed on the day of the bills.
    fn of_offer(&self, of: &BilledOffer) -> Result<Vec<BillLine>, BillsError> {
        let mut plan = of.plan.clone();
        let closing = |date| Closing::first_from(date, self.closes, self.holidays);
        plan.invoices.retain(|invoice| invoice.expected && closing(invoice.invoice_date) == self.closing);
        let Some(account) = plan.offer.buyers.first().filter(|_| !plan.invoices.is_empty()).cloned() else {
            return Ok(Vec::new());
        };
        let customers: BTreeSet<String> =
            plan.offer.buyers.iter().map(|buyer| self.customer(buyer, None)).collect();
        if customers.len() > 1 {
            let customers = customers.into_iter().collect::<Vec<_>>().join(", ");
            return Err(BillsError::SeveralCustomers { path: of.offer.path.clone(), customers });
        }
        let agency = agency(&plan, self.name, self.agent, self.terms, self.holidays)?;
        let currency = plan.offer.currency;
        let line = |(invoice, own): (&Invoice, AgencyLine)| BillLine {
            account: account.clone(),
            item: BillItem::Invoice(BilledInvoice {
                offer: Arc::clone(&of.offer),
                number: invoice.number,
                date: invoice.invoice_date,
                note: invoice.note.clone(),
            }),
            charged: invoice.amount,
            currency,
            rate: own.rate,
            amount: own.amount,
            discount: own.discount,
            net: own.net,
            paid: BillCost {
                volume_discount: Amount::ZERO,
                paid: invoice.amount,
                cost: own.cost,
                on: invoice.due_date,
            },
        };
        Ok(plan.invoices.iter().zip(agency.lines).map(line).collect())
    }

    fn bill(&self, customer: String, mut lines: Vec<BillLine>) -> Result<Bill, BillsError> {
        lines.sort_by(|one, other| one.order().cmp(&other.order()));
        let sum =
            |of: fn(&BillLine) -> Amount| Amount::sum(lines.iter().map(of)).ok_or(AgencyError::TooLarge);
        let (net, cost) = (sum(|line| line.net)?, sum(|line| line.paid.cost)?);
        let taxes = self.taxes(&lines)?;
        let all = Amount::sum(taxes.iter().map(|one| one.tax)).and_then(|tax| net.plus(tax));
        let first = lines.iter().map(|line| line.account.as_str()).min().unwrap_or_default();
        // Unknown as soon as the day of one payment is.
        let first_paid = lines.iter().map(|line| line.paid.on).min().flatten();
        Ok(Bill {
            number: format!("{}-{first}", self.closing.date.format("%Y%m%d")),
            customer,
            net,
            taxes,
            total: all.ok_or(AgencyError::TooLarge)?,
            cost,
            margin: net.minus(cost).ok_or(AgencyError::TooLarge)?,
            gap_days: first_paid.map(|paid| self.due.signed_duration_since(paid).num_days()),
            lines,
        })
    }

    /// The taxes of a bill, each rounded once on the sum of the lines of its rate.
    fn taxes(&self, lines: &[BillLine]) -> Result<Vec<BillTax>, BillsError> {
        let mut taxes: Vec<BillTax> = Vec::new();
        for line in lines {
            let Some(rate) = self.rebilling.tax(line.item.kind()) else { continue };
            match taxes.iter_mut().find(|own| own.rate == *rate) {
                Some(own) => own.net = own.net.plus(line.net).ok_or(AgencyError::TooLarge)?,
                None => taxes.push(BillTax { rate: rate.clone(), net: line.net, tax: Amount::ZERO }),
            }
        }
        for own in &mut taxes {
            own.tax = self.rebilling.tax_on(own.net, &own.rate)?;
        }
        taxes.sort_by_key(|own| own.rate.order());
        Ok(taxes)
    }
}
