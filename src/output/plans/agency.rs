//! A billing agent's layer of a plan: as sheets, JSON, and further columns of CSV.

use serde::Serialize;

use super::sheet::{Align, Cell, Row, Sheet};
use crate::offer::Rate;
use crate::plan::{Agency, AgencyInvoice, AgencyLine, Plan};

/// What the agent pays and re-bills, line by line, and what it invoices.
pub fn sheets(plan: &Plan, agency: &Agency) -> [Sheet; 2] {
    [lines(plan, agency), invoices(agency)]
}

/// Who the agent is and how it re-bills, in words.
pub fn facts(agency: &Agency) -> Vec<(String, String)> {
    let payer = agency.payer.as_deref().map_or(String::new(), |payer| format!(", pays from {payer}"));
    let discount = match &agency.discount {
        Some(discount) => format!("{} off the marketplace's charges", discount.words()),
        None => "no discount on the marketplace's charges".to_owned(),
    };
    let tax = agency.tax.as_ref().map_or("before tax".to_owned(), |tax| format!("{} tax", tax.words()));
    vec![
        ("agent".to_owned(), format!("{}{payer}", agency.name)),
        ("re-bills".to_owned(), format!("in {}, {discount}, {tax}", agency.currency)),
    ]
}

fn lines(plan: &Plan, agency: &Agency) -> Sheet {
    let money = |amount| Cell::Money(amount, agency.currency);
    let rates = agency.lines.iter().any(|line| line.rate.is_some());
    let mut columns = vec![
        ("#", Align::Right),
        ("invoice", Align::Left),
        ("agent pays", Align::Left),
        ("amount", Align::Right),
        ("rate", Align::Right),
        ("re-billed", Align::Right),
        ("discount", Align::Right),
        ("net", Align::Right),
        ("on", Align::Right),
    ];
    if !rates {
        columns.retain(|(title, _)| *title != "rate");
    }
    let rows = plan.invoices.iter().zip(&agency.lines).map(|(invoice, line)| {
        let mut cells = vec![
            Cell::Count(invoice.number),
            Cell::Date(invoice.invoice_date),
            Cell::date(invoice.due_date),
            Cell::Money(invoice.amount, plan.offer.currency),
        ];
        if rates {
            cells.push(line.rate.map_or(Cell::Empty, |rate| Cell::Text(rate.value.to_string())));
        }
        cells.extend([money(line.amount), money(line.discount), money(line.net), Cell::Count(line.on)]);
        Row::item(cells)
    });
    let (paid, billed) = (plan.offer.currency, agency.currency);
    let name = match paid == billed {
        true => format!("What {} pays and re-bills", agency.name),
        false => format!("What {} pays in {paid} and re-bills in {billed}", agency.name),
    };
    Sheet { name, columns, rows: rows.collect() }
}

fn invoices(agency: &Agency) -> Sheet {
    let money = |amount| Cell::Money(amount, agency.currency);
    let columns = vec![
        ("on", Align::Right),
        ("agent invoices", Align::Left),
        ("customer pays", Align::Left),
        ("lines", Align::Left),
        ("net", Align::Right),
        ("tax", Align::Right),
        ("total", Align::Right),
        ("margin", Align::Right),
        ("days financed", Align::Right),
    ];
    let item = |invoice: &AgencyInvoice| {
        let lines: Vec<String> = invoice.lines.iter().map(usize::to_string).collect();
        Row::item(vec![
            Cell::Count(invoice.number),
            Cell::Date(invoice.date),
            Cell::date(invoice.due),
            Cell::Text(lines.join(", ")),
            money(invoice.net),
            money(invoice.tax),
            money(invoice.total),
            money(invoice.margin),
            invoice.gap_days.map_or(Cell::text("unknown"), |days| Cell::Text(days.to_string())),
        ])
    };
    let mut rows: Vec<Row> = agency.invoices.iter().map(item).collect();
    let sum = |of: fn(&AgencyInvoice) -> rust_decimal::Decimal| {
        let sum = crate::offer::exact_sum(agency.invoices.iter().map(of));
        sum.map_or(Cell::text("too large"), |sum| Cell::Sum(sum, agency.currency))
    };
    rows.push(Row::total(vec![
        Cell::Empty,
        Cell::text("total"),
        Cell::Empty,
        Cell::Empty,
        sum(|invoice| invoice.net),
        sum(|invoice| invoice.tax),
        sum(|invoice| invoice.total),
        sum(|invoice| invoice.margin),
        Cell::Empty,
    ]));
    Sheet { name: format!("Invoices of {}", agency.name), columns, rows }
}

/// The layer as it stands in `plan --format json`: amounts are text.
#[derive(Serialize)]
pub(super) struct Object<'a> {
    agent: &'a str,
    payer: Option<&'a str>,
    currency: &'a str,
    discount: Option<String>,
    tax: Option<String>,
    lines: Vec<Line>,
    invoices: Vec<Invoice>,
}

#[derive(Serialize)]
struct Line {
    invoice: usize,
    rate: Option<String>,
    amount: String,
    discount: String,
    net: String,
    cost: String,
    agent_invoice: usize,
}

#[derive(Serialize)]
struct Invoice {
    number: usize,
    date: String,
    due_date: Option<String>,
    lines: Vec<usize>,
    net: String,
    tax: String,
    total: String,
    margin: String,
    days_financed: Option<i64>,
}

pub(super) fn object(agency: &Agency) -> Object<'_> {
    let digits = |amount| agency.currency.digits(amount);
    let line = |line: &AgencyLine| Line {
        invoice: line.invoice,
        rate: line.rate.as_ref().map(Rate::to_string),
        amount: digits(line.amount),
        discount: digits(line.discount),
        net: digits(line.net),
        cost: digits(line.cost),
        agent_invoice: line.on,
    };
    let invoice = |invoice: &AgencyInvoice| Invoice {
        number: invoice.number,
        date: invoice.date.to_string(),
        due_date: invoice.due.map(|due| due.to_string()),
        lines: invoice.lines.clone(),
        net: digits(invoice.net),
        tax: digits(invoice.tax),
        total: digits(invoice.total),
        margin: digits(invoice.margin),
        days_financed: invoice.gap_days,
    };
    Object {
        agent: &agency.name,
        payer: agency.payer.as_deref(),
        currency: agency.currency.code(),
        discount: agency.discount.as_ref().map(crate::offer::Share::words),
        tax: agency.tax.as_ref().map(crate::offer::Share::words),
        lines: agency.lines.iter().map(line).collect(),
        invoices: agency.invoices.iter().map(invoice).collect(),
    }
}

/// The columns that the layer adds to `plan --format csv`.
pub(super) const COLUMNS: [&str; 9] = [
    "agent",
    "agent_invoice",
    "agent_invoice_date",
    "agent_due_date",
    "agent_currency",
    "rate",
    "re_billed",
    "discount",
    "net",
];

/// The cells of those columns for the invoice at `at`; empty ones for a plan without an agent.
pub(super) fn cells(agency: Option<&Agency>, at: usize) -> Vec<String> {
    let found = agency.and_then(|agency| {
        let line = agency.lines.get(at)?;
        let invoice = agency.invoices.get(line.on.checked_sub(1)?)?;
        Some((agency, line, invoice))
    });
    let Some((agency, line, invoice)) = found else { return vec![String::new(); COLUMNS.len()] };
    let digits = |amount| agency.currency.digits(amount);
    vec![
        agency.name.clone(),
        invoice.number.to_string(),
        invoice.date.to_string(),
        invoice.due.map_or(String::new(), |due| due.to_string()),
        agency.currency.code().to_owned(),
        line.rate.map_or(String::new(), |rate| rate.value.to_string()),
        digits(line.amount),
        digits(line.discount),
        digits(line.net),
    ]
}
