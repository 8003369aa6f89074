//! Bills as rows of CSV, as JSON, and as a calendar.

use std::collections::BTreeSet;
use std::io::{self, Write};

use serde::Serialize;
use serde_json::{Value, json};

use super::super::grid::{self, Records};
use super::super::icalendar::{self, CalendarEvent, EventStatus};
use super::super::sheet::money;
use super::{BillRow, BillsView, columns, lines, own, page_title, taxes};
use crate::plan::bills::{Bill, BillTax};
use crate::text::message::{Message, Words, msg, word};

/// Writes a row for each line and for each tax under a header, so that the column `net` adds up to what
/// customers pay.
///
/// # Errors
/// When `out` cannot be written to.
pub fn write_csv(shown: BillsView<'_>, raw: bool, out: &mut dyn Write) -> io::Result<()> {
    let of = |bill| lines(shown.bills, bill).chain(taxes(shown.bills, bill));
    columns(shown.bills, shown.for_agent).csv(shown.bills.bills.iter().flat_map(of), raw, out)
}

/// Bills in version 1 of the format.
#[derive(Serialize)]
struct BillsObject<'a> {
    version: u8,
    as_of: String,
    agent: &'a str,
    issuer: &'a str,
    registration: Option<&'a str>,
    bank: Option<&'a str>,
    usage_month: String,
    bill_date: String,
    due_date: String,
    currency: &'a str,
    bills: Vec<BillObject<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    payments: Option<Records<'a, own::Payment>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    notes: Option<&'a [Message]>,
}

#[derive(Serialize)]
struct BillObject<'a> {
    number: &'a str,
    customer: &'a str,
    accounts: BTreeSet<&'a str>,
    lines: Records<'a, BillRow<'a>>,
    net: String,
    taxes: Vec<Value>,
    total: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    cost: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    margin: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    days_financed: Option<Value>,
}

fn object<'a>(shown: BillsView<'a>, bill: &'a Bill) -> BillObject<'a> {
    let (bills, agent) = (shown.bills, shown.for_agent);
    let digits = |amount| bills.currency.digits(amount);
    let tax =
        |tax: &BillTax| json!({"rate": tax.rate.words(), "net": digits(tax.net), "tax": digits(tax.tax)});
    BillObject {
        number: &bill.number,
        customer: &bill.customer,
        accounts: bill.accounts(),
        lines: columns(bills, agent).records(lines(bills, bill)),
        net: digits(bill.net),
        taxes: bill.taxes.iter().map(tax).collect(),
        total: digits(bill.total),
        cost: agent.then(|| digits(bill.cost)),
        margin: agent.then(|| digits(bill.margin)),
        days_financed: agent.then(|| json!(bill.gap_days)),
    }
}

/// Writes one object, version 1 of the format. Amounts are text with the currency's decimals. Ends with a
/// line break.
///
/// # Errors
/// When `out` cannot be written to.
pub fn write_json(shown: BillsView<'_>, out: &mut dyn Write) -> io::Result<()> {
    let bills = shown.bills;
    let object = BillsObject {
        version: 1,
        as_of: shown.as_of.to_string(),
        agent: &bills.agent,
        issuer: &bills.issuer,
        registration: bills.registration.as_deref(),
        bank: bills.bank.as_deref(),
        usage_month: bills.usage_month.format("%Y-%m").to_string(),
        bill_date: bills.date.to_string(),
        due_date: bills.due.to_string(),
        currency: bills.currency.code(),
        bills: bills.bills.iter().map(|bill| object(shown, bill)).collect(),
        payments: shown.for_agent.then(|| own::payments(bills)).transpose()?,
        notes: shown.for_agent.then_some(shown.notes),
    };
    grid::json(&[object], out)
}

/// Writes one calendar: the day of each bill and the day by which it is paid; for the agent also those on
/// which it pays.
///
/// # Errors
/// When `out` cannot be written to.
pub fn write_ics(shown: BillsView<'_>, words: Words, out: &mut dyn Write) -> io::Result<()> {
    let bills = shown.bills;
    let event = |key: String, day, summary, description: Vec<Message>, category, alarm| CalendarEvent {
        uid: format!("{key}@paysched"),
        stamp: shown.as_of,
        day,
        summary,
        description,
        categories: vec![category],
        alarm,
        status: EventStatus::Confirmed,
    };
    let mut events = Vec::new();
    for bill in &bills.bills {
        let (customer, sum) = (&bill.customer, money(bill.total, bills.currency));
        let lines = || {
            vec![msg!("bill {number}", number = bill.number), msg!("from {issuer}", issuer = bills.issuer)]
        };
        let billed = msg!("Bill for {customer}: {sum}", customer, sum);
        let due = msg!("{customer} pays {sum}", customer, sum);
        let key = |what| format!("{}-{}-{what}", bills.agent, bill.number);
        events.push(event(key("bill"), bills.date, billed, lines(), word!("Bill"), None));
        events.push(event(key("bill-due"), bills.due, due, lines(), word!("Due"), Some(1)));
    }
    let payments = shown.for_agent.then(|| bills.payments()).transpose().map_err(io::Error::other)?;
    for ((day, currency), (paid, _)) in payments.into_iter().flatten() {
        let Some(day) = day else { continue };
        let (agent, sum) = (&bills.issuer, money(paid, currency));
        let pays = msg!("{agent} pays {sum} to the cloud", agent, sum);
        let key = format!("{}-{}-{currency}-{day}-payment", bills.agent, bills.date);
        events.push(event(key, day, pays, Vec::new(), word!("Payment"), Some(1)));
    }
    events.sort_by_key(|event| event.day);
    icalendar::write(&page_title(shown), &events, words, out)
}
