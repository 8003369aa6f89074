//! A billing agent's bills: what a customer is sent, what the agent alone sees, and both for programs.

mod japanese;
mod journal;
mod own;
mod programs;

use std::collections::BTreeSet;

use chrono::NaiveDate;

pub use japanese::Japanese;
pub use journal::write as write_ledger;
pub use own::{book as agent_book, page as agent_page};
pub use programs::{write_csv, write_ics, write_json};

use super::book::Book;
use super::grid::{Columns, Grid};
use super::sheet::{Align, Cell, Row, Sheet, money};
use crate::offer::accounts::{AgentRounding, AgentTax, TaxRate, Untaxed};
use crate::offer::{Amount, Currency};
use crate::plan::bills::{Bill, BillItem, BillLine, BillTax, BilledInvoice, Bills};
use crate::text::message::{Message, msg, word};

/// What is shown: the bills, and for whom.
#[derive(Debug, Clone, Copy)]
pub struct BillsView<'a> {
    /// The bills.
    pub bills: &'a Bills,
    /// The day as of which they are made.
    pub as_of: NaiveDate,
    /// Whether it is for the agent, and so has what it pays and its margin.
    pub for_agent: bool,
    /// What the agent must not miss; customers are not told it.
    pub notes: &'a [Message],
}

/// A row of a bill for programs: a line, or the tax of one rate.
#[derive(Clone, Copy)]
pub(super) struct BillRow<'a> {
    bills: &'a Bills,
    bill: &'a Bill,
    part: BillPart<'a>,
}

#[derive(Clone, Copy)]
enum BillPart<'a> {
    Line(&'a BillLine),
    Tax(&'a BillTax),
}

impl<'a> BillRow<'a> {
    fn line(&self) -> Option<&'a BillLine> {
        match self.part {
            BillPart::Line(line) => Some(line),
            BillPart::Tax(_) => None,
        }
    }

    fn tax(&self) -> Option<&'a BillTax> {
        match self.part {
            BillPart::Line(_) => None,
            BillPart::Tax(tax) => Some(tax),
        }
    }

    fn invoice(&self) -> Option<&'a BilledInvoice> {
        match &self.line()?.item {
            BillItem::Invoice(invoice) => Some(invoice),
            BillItem::Usage { .. } => None,
        }
    }

    fn money(&self, of: fn(&BillLine) -> Amount) -> Option<(Amount, Currency)> {
        Some((of(self.line()?), self.bills.currency))
    }
}

fn lines<'a>(bills: &'a Bills, bill: &'a Bill) -> impl Iterator<Item = BillRow<'a>> {
    bill.lines.iter().map(move |line| BillRow { bills, bill, part: BillPart::Line(line) })
}

fn taxes<'a>(bills: &'a Bills, bill: &'a Bill) -> impl Iterator<Item = BillRow<'a>> {
    bill.taxes.iter().map(move |tax| BillRow { bills, bill, part: BillPart::Tax(tax) })
}

/// The columns of a bill; those of the agent's side only `for_agent`.
fn columns<'a>(bills: &Bills, for_agent: bool) -> Grid<'a, BillRow<'a>> {
    let c = Columns::<BillRow<'a>>::of();
    let kind = |row: &BillRow<'a>| match row.line().map(|line| &line.item) {
        Some(BillItem::Usage { .. }) => Cell::Words("usage"),
        Some(BillItem::Invoice(_)) => Cell::Words("invoice"),
        None => Cell::Words("tax"),
    };
    let usage = |row: &BillRow<'a>| match &row.line()?.item {
        BillItem::Usage { service, consolidated } => Some((service.clone(), *consolidated)),
        BillItem::Invoice(_) => None,
    };
    let net = |row: &BillRow<'a>| {
        let amount = row.line().map(|line| line.net).or(row.tax().map(|tax| tax.tax));
        amount.map(|amount| (amount, row.bills.currency))
    };
    let tax =
        |row: &BillRow<'a>| row.line().map_or_else(|| Some(&row.tax()?.rate), |line| row.bills.tax_on(line));
    // Where all is taxed alike, the sum says so.
    let differs = bills.tax.as_ref().is_some_and(AgentTax::differs);
    let charge = |row: &BillRow<'a>| row.line().map(|line| (line.charged, line.currency));
    let rate = |row: &BillRow<'a>| Some(row.line()?.rate?.to_string());
    let seen_rate = |row: &BillRow<'a>| row.line().and_then(seen_rate);
    Grid::new([
        c.named("bill", |row| row.bill.number.clone()).not_in_json(),
        c.named("customer", |row| row.bill.customer.clone()).not_in_json(),
        c.named("bill_date", |row| row.bills.date).not_in_json(),
        c.named("due_date", |row| row.bills.due).not_in_json(),
        c.named("kind", kind),
        c.named("account", |row| Some(row.line()?.account.clone())).titled("account"),
        c.people("of", |row| row.line().map(|line| what(&line.item))),
        c.named("service", move |row| Some(usage(row)?.0)),
        c.named("consolidated", move |row| Some(usage(row)?.1)),
        c.named("offer", |row| Some(row.invoice()?.offer.facts.name.clone())),
        c.named("path", |row| Some(row.invoice()?.offer.path.clone())),
        c.named("invoice", |row| Some(row.invoice()?.number)),
        c.named("invoice_date", |row| Some(row.invoice()?.date)),
        c.named("note", |row| row.invoice()?.note.clone()),
        c.named("charge", charge).titled("charge"),
        c.named("charge_currency", |row| row.line().map(|line| line.currency.to_string())).titled("currency"),
        c.named("rate", rate).seen_as("rate", seen_rate).right(),
        c.named("tax_rate", move |row| tax(row).map(TaxRate::words)),
        c.named("amount", |row| row.money(|line| line.amount)).titled("converted"),
        c.named("discount", |row| row.money(|line| line.discount)).titled("discount"),
        c.people("tax rate", move |row| tax(row).map(said_rate)).right().only_if(differs),
        c.named("net", net).titled("amount"),
        c.named("currency", |row| row.bills.currency.to_string()).not_in_json(),
        c.named("volume_discount", |row| row.line().map(|line| (line.paid.volume_discount, line.currency)))
            .only_if(for_agent),
        c.named("paid", |row| row.line().map(|line| (line.paid.paid, line.currency))).only_if(for_agent),
        c.named("cost", |row| row.money(|line| line.paid.cost)).only_if(for_agent),
        c.named("paid_on", |row| row.line().and_then(|line| line.paid.on)).only_if(for_agent),
    ])
}

/// A rate for people: the number alone where amounts are multiplied by it.
fn seen_rate(line: &BillLine) -> Option<String> {
    let rate = line.rate?;
    Some(if rate.base == line.currency { rate.value.to_string() } else { rate.to_string() })
}

/// A rate of tax, or why there is none, for people.
fn said_rate(rate: &TaxRate) -> Message {
    match rate {
        TaxRate::Of(rate) => Message::verbatim(rate.words()),
        TaxRate::Untaxed(Untaxed::OutOfScope) => msg!("out of scope"),
        TaxRate::Untaxed(Untaxed::ReverseCharge) => msg!("reverse charge"),
    }
}

/// What a line is for, as people read it.
fn what(item: &BillItem) -> Message {
    match item {
        BillItem::Usage { service, .. } => msg!("{service}, usage", service),
        BillItem::Invoice(BilledInvoice { offer, date, note: Some(note), .. }) => {
            msg!("{offer}: {note}, {date}", offer = offer.facts.name, note, date)
        }
        BillItem::Invoice(BilledInvoice { offer, number, date, .. }) => {
            msg!("{offer}: invoice {number}, {date}", offer = offer.facts.name, number, date)
        }
    }
}

/// The bills for customers, a book each.
pub fn books(shown: BillsView<'_>) -> Vec<Book> {
    let book = |bill| Book {
        title: title(bill),
        facts: facts(shown.bills, bill).into_iter().map(|(word, cell)| (word, said(cell))).collect(),
        sheets: vec![table(shown.bills, bill)],
        notes: notes(shown.bills, [bill]),
    };
    shown.bills.bills.iter().map(book).collect()
}

fn said(cell: Cell) -> Message {
    match cell {
        Cell::Message(message) => message,
        Cell::Money(amount, currency) => Message::verbatim(money(amount, currency)),
        cell => Message::verbatim(cell.words()),
    }
}

/// The one book of a workbook: a sheet for each customer, with everything that its bill says.
pub fn workbook(shown: BillsView<'_>) -> Book {
    let sheets = shown.bills.bills.iter().map(|bill| whole(shown.bills, bill));
    Book { title: msg!("Bill"), facts: Vec::new(), sheets: sheets.collect(), notes: Vec::new() }
}

fn title(bill: &Bill) -> Message {
    msg!("Bill for {customer}", customer = bill.customer)
}

/// The title of a page of several bills.
pub fn page_title(shown: BillsView<'_>) -> Message {
    msg!("Bills of {day}", day = shown.bills.date)
}

/// What stands at the head of a bill.
fn facts(bills: &Bills, bill: &Bill) -> Vec<(Message, Cell)> {
    let text = |text: &str| Cell::text(text);
    let usage = bill.lines.iter().any(|line| matches!(line.item, BillItem::Usage { .. }));
    let rates: BTreeSet<String> =
        bill.lines.iter().filter_map(|line| line.rate).map(|rate| rate.to_string()).collect();
    let rates = rates.into_iter().collect::<Vec<_>>().join(", ");
    let until = || Cell::Message(msg!("{from} to {to}", from = bills.usage_month, to = bills.usage_until()));
    let facts = [
        (msg!("amount due"), Some(Cell::Money(bill.total, bills.currency))),
        (msg!("pay by"), Some(Cell::Date(bills.due))),
        (msg!("bill number"), Some(text(&bill.number))),
        (msg!("bill date"), Some(Cell::Date(bills.date))),
        (msg!("usage of"), usage.then(until)),
        (msg!("exchange rate"), (!rates.is_empty()).then(|| text(&rates))),
        (msg!("from"), Some(text(&bills.issuer))),
        (msg!("registration number"), bills.registration.as_deref().map(text)),
        (msg!("pay to"), bills.bank.as_deref().map(text)),
    ];
    facts.into_iter().filter_map(|(word, cell)| Some((word, cell?))).collect()
}

/// The lines of a bill, their sum, the tax, and the sum of both.
fn table(bills: &Bills, bill: &Bill) -> Sheet {
    let mut sheet = columns(bills, false).sheet(msg!("Details"), lines(bills, bill));
    let in_yen = |amount| Cell::Money(amount, bills.currency);
    sheet.add_total(&[
        ("account", Cell::Words(word!("subtotal"))),
        ("amount", Cell::Sum(bill.net, bills.currency)),
    ]);
    for tax in &bill.taxes {
        let sum = money(tax.net, bills.currency);
        let of = msg!("{rate} of {sum}", rate = said_rate(&tax.rate), sum);
        sheet.add_total(&[
            ("account", Cell::Words(word!("consumption tax"))),
            ("of", Cell::Message(of)),
            ("amount", in_yen(tax.tax)),
        ]);
    }
    if !bill.taxes.is_empty() {
        let total = Cell::Sum(bill.total, bills.currency);
        sheet.add_total(&[("account", Cell::Words(word!("total"))), ("amount", total)]);
    }
    sheet
}

/// A bill as one sheet without titles of its own: customer, head, lines, sums, notes.
fn whole(bills: &Bills, bill: &Bill) -> Sheet {
    let Sheet { columns, rows, .. } = table(bills, bill);
    let width = columns.len();
    let row = |cells: Vec<Cell>, total| {
        let cells = cells.into_iter().chain(std::iter::repeat(Cell::Empty)).take(width).collect();
        if total { Row::total(cells) } else { Row::item(cells) }
    };
    let head = |(word, cell): (Message, Cell)| row(vec![Cell::message(word), cell], false);
    let to = msg!("to {customer}", customer = bill.customer);
    let titles = columns.iter().map(|(title, _)| Cell::Words(title)).collect();
    let mut all = vec![row(vec![Cell::Message(to)], true)];
    all.extend(facts(bills, bill).into_iter().map(head));
    all.extend([row(Vec::new(), false), row(titles, true)]);
    all.extend(rows);
    all.push(row(Vec::new(), false));
    all.extend(
        notes(bills, [bill]).into_iter().map(|note| row(vec![Cell::Empty, Cell::Message(note)], false)),
    );
    let aligns: Vec<(&'static str, Align)> = columns.iter().map(|(_, align)| ("", *align)).collect();
    Sheet { name: Message::verbatim(&bill.customer), columns: aligns, rows: all }
}

/// How the amounts are rounded, and what they are.
fn notes<'a>(bills: &Bills, own: impl IntoIterator<Item = &'a Bill>) -> Vec<Message> {
    let currency = bills.currency;
    let rounded = match bills.rounding {
        AgentRounding::Down => msg!(
            "Amounts are in {currency}. A fraction is left off in each line and in its discount, and once in the tax of each rate.",
            currency
        ),
        AgentRounding::HalfUp => msg!(
            "Amounts are in {currency}. A fraction is rounded half up in each line and in its discount, and once in the tax of each rate.",
            currency
        ),
    };
    let untaxed = bills.tax.is_none().then(|| msg!("Amounts are before tax."));
    let reversed = |tax: &BillTax| tax.rate == TaxRate::Untaxed(Untaxed::ReverseCharge);
    let reversed = own.into_iter().any(|bill| bill.taxes.iter().any(reversed)).then(|| {
        msg!("What is marked as reverse charge is without tax: its receiver pays the consumption tax on it.")
    });
    std::iter::once(rounded).chain(untaxed).chain(reversed).collect()
}
