//! A billing agent's part of a plan: as sheets, JSON, and further columns of CSV.

use std::collections::BTreeSet;

use serde::Serialize;

use super::grid::{Columns, Grid, Records};
use super::invoices::{InvoiceRow, lines};
use super::sheet::{Cell, Sheet};
use crate::offer::accounts::{TaxRate, Untaxed};
use crate::offer::{Amount, Share};
use crate::plan::{Agency, AgencyInvoice, AgencyLine, Plan};
use crate::text::message::{Message, msg};

/// What the agent pays and re-bills, line by line, and its invoices.
pub fn sheets(plan: &Plan, agency: &Agency) -> [Sheet; 2] {
    [rebilled(plan, agency), invoiced(agency)]
}

/// Who the agent is and how it re-bills, in words.
pub fn facts(agency: &Agency) -> Vec<(Message, Message)> {
    let name = &agency.name;
    let agent = match &agency.payer {
        Some(payer) => msg!("{name}, pays from {payer}", name, payer),
        None => Message::verbatim(name),
    };
    let discount = match &agency.discount {
        Some(discount) => {
            msg!("{discount} off the marketplace's charges", discount = discount.words())
        }
        None => msg!("no discount on the marketplace's charges"),
    };
    let tax = match &agency.tax {
        Some(TaxRate::Of(tax)) => msg!("{tax} tax", tax = tax.words()),
        Some(TaxRate::Untaxed(Untaxed::OutOfScope)) => msg!("outside the scope of the tax"),
        Some(TaxRate::Untaxed(Untaxed::ReverseCharge)) => msg!("tax by reverse charge"),
        None => msg!("before tax"),
    };
    let terms = msg!("in {currency}, {discount}, {tax}", currency = agency.currency, discount, tax);
    let mut facts = vec![(msg!("agent"), agent), (msg!("re-bills"), terms)];
    facts.extend(agency.registration.iter().map(|own| (msg!("registration"), Message::verbatim(own))));
    facts
}

/// What a reader must not miss: rates that are divided by.
pub(super) fn notes(plan: &Plan, agency: &Agency) -> Vec<Message> {
    let own = plan.offer.currency;
    let turned = agency.lines.iter().filter_map(|line| line.rate).filter(|rate| rate.base != own);
    let turned: BTreeSet<String> = turned.map(|rate| rate.to_string()).collect();
    let note = |rate: &String| {
        msg!("{rate} is taken the other way round: amounts in {own} are divided by it.", rate, own)
    };
    turned.iter().map(note).collect()
}

/// The agent's columns for each invoice of the marketplace; empty for a plan without an agent, and no
/// columns at all unless `wanted`.
pub(super) fn columns<'a>(wanted: bool) -> Grid<'a, InvoiceRow<'a>> {
    grid(wanted, true)
}

fn grid<'a>(wanted: bool, rates: bool) -> Grid<'a, InvoiceRow<'a>> {
    let c = Columns::<InvoiceRow<'_>>::of();
    fn of<'a>(line: &InvoiceRow<'a>) -> Option<(&'a Agency, &'a AgencyLine)> {
        let agency = line.plan.agency.as_ref()?;
        Some((agency, agency.lines.iter().find(|own| own.invoice == line.invoice.number)?))
    }
    fn on<'a>(line: &InvoiceRow<'a>) -> Option<&'a AgencyInvoice> {
        let (agency, line) = of(line)?;
        agency.invoices.get(line.on.checked_sub(1)?)
    }
    let money = |amount: fn(&AgencyLine) -> Amount| {
        move |line: &InvoiceRow<'a>| of(line).map(|(agency, line)| (amount(line), agency.currency))
    };
    let written = |line: &InvoiceRow<'a>| of(line)?.1.rate.map(|rate| rate.to_string());
    // A number alone is multiplied by; a rate the other way round says so.
    let seen = |line: &InvoiceRow<'a>| match of(line)?.1.rate {
        Some(rate) if rate.base == line.plan.offer.currency => Some(rate.value.to_string()),
        rate => rate.map(|rate| rate.to_string()),
    };
    let rate = c.named("rate", written);
    Grid::new([
        c.people("#", |line| line.invoice.number).only_if(wanted),
        c.people("invoice", |line| line.invoice.invoice_date).only_if(wanted),
        c.people("agent pays", |line| Cell::date(line.invoice.due_date)).only_if(wanted),
        c.people("amount", |line| (line.invoice.amount, line.plan.offer.currency)).only_if(wanted),
        c.named("agent", |line| of(line).map(|(agency, _)| agency.name.as_str()))
            .not_in_json()
            .only_if(wanted),
        c.named("agent_invoice", |line| on(line).map(|invoice| invoice.number)).not_in_json().only_if(wanted),
        c.named("agent_invoice_date", |line| on(line).map(|invoice| invoice.date))
            .not_in_json()
            .only_if(wanted),
        c.named("agent_due_date", |line| on(line).and_then(|invoice| invoice.due))
            .not_in_json()
            .only_if(wanted),
        c.named("agent_currency", |line| of(line).map(|(agency, _)| agency.currency.to_string()))
            .not_in_json()
            .only_if(wanted),
        c.named("invoice", |line| line.invoice.number).not_in_csv().only_if(wanted),
        if rates { rate.seen_as("rate", seen).right() } else { rate }.only_if(wanted),
        c.named("amount", money(|line| line.amount))
            .titled("re-billed")
            .csv_name("re_billed")
            .only_if(wanted),
        c.named("discount", money(|line| line.discount)).titled("discount").only_if(wanted),
        c.named("net", money(|line| line.net)).titled("net").only_if(wanted),
        c.named("cost", money(|line| line.cost)).not_in_csv().only_if(wanted),
        c.named("agent_invoice", |line| of(line).map(|(_, line)| line.on))
            .titled("on")
            .not_in_csv()
            .only_if(wanted),
    ])
}

fn rebilled(plan: &Plan, agency: &Agency) -> Sheet {
    let (agent, paid, billed) = (&agency.name, plan.offer.currency, agency.currency);
    let name = match paid == billed {
        true => msg!("What {agent} pays and re-bills", agent),
        false => msg!("What {agent} pays in {paid} and re-bills in {billed}", agent, paid, billed),
    };
    let rates = agency.lines.iter().any(|line| line.rate.is_some());
    grid(true, rates).sheet(name, lines(plan, "").filter(|line| line.invoice.expected))
}

/// The columns of the agent's invoices.
fn invoices(agency: &Agency) -> Grid<'_, &AgencyInvoice> {
    let c = Columns::<&'_ AgencyInvoice>::of();
    let money = |amount: fn(&AgencyInvoice) -> Amount| {
        move |invoice: &&AgencyInvoice| (amount(invoice), agency.currency)
    };
    Grid::new([
        c.named("number", |invoice| invoice.number).titled("on"),
        c.named("date", |invoice| invoice.date).titled("agent invoices"),
        c.named("due_date", |invoice| invoice.due).titled("customer pays").or_unknown(),
        c.named("lines", |invoice| invoice.lines.clone()).titled("lines"),
        c.named("net", money(|invoice| invoice.net)).titled("net"),
        c.named("tax", money(|invoice| invoice.tax)).titled("tax"),
        c.named("total", money(|invoice| invoice.total)).titled("total"),
        c.named("margin", money(|invoice| invoice.margin)).titled("margin"),
        c.named("days_financed", |invoice| invoice.gap_days).titled("days financed").or_unknown(),
    ])
}

fn invoiced(agency: &Agency) -> Sheet {
    let mut sheet =
        invoices(agency).sheet(msg!("Invoices of {agent}", agent = agency.name), &agency.invoices);
    let sum = |of: fn(&AgencyInvoice) -> Amount| {
        let sum = Amount::sum(agency.invoices.iter().map(of));
        sum.map_or(Cell::Words("too large"), |sum| Cell::Sum(sum, agency.currency))
    };
    sheet.add_total(&[
        ("agent invoices", Cell::Words("total")),
        ("net", sum(|invoice| invoice.net)),
        ("tax", sum(|invoice| invoice.tax)),
        ("total", sum(|invoice| invoice.total)),
        ("margin", sum(|invoice| invoice.margin)),
    ]);
    sheet
}

/// The agent's part of `plan --format json`; amounts are text.
#[derive(Serialize)]
pub(super) struct AgencyObject<'a> {
    agent: &'a str,
    payer: Option<&'a str>,
    currency: &'a str,
    discount: Option<String>,
    tax: Option<String>,
    lines: Records<'a, InvoiceRow<'a>>,
    invoices: Records<'a, &'a AgencyInvoice>,
}

pub(super) fn object<'a>(plan: &'a Plan, agency: &'a Agency) -> AgencyObject<'a> {
    AgencyObject {
        agent: &agency.name,
        payer: agency.payer.as_deref(),
        currency: agency.currency.code(),
        discount: agency.discount.as_ref().map(Share::words),
        tax: agency.tax.as_ref().map(TaxRate::words),
        lines: columns(true).records(lines(plan, "").filter(|line| line.invoice.expected)),
        invoices: invoices(agency).records(&agency.invoices),
    }
}
