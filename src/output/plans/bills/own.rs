//! The agent's own view of its bills, which no customer is sent.

use std::io;

use chrono::NaiveDate;

use super::super::book::Book;
use super::super::grid::{Columns, Grid, Records};
use super::super::sheet::{Cell, Sheet, money};
use super::{BillRow, BillsView, lines, seen_rate, what};
use crate::offer::{Amount, Currency};
use crate::plan::TooLarge;
use crate::plan::bills::{Bill, Bills};
use crate::text::message::{Message, msg, word};

/// What the agent pays on a day in one currency: the day, the currency, the amount, and that in the
/// currency of the bills.
pub(super) type Payment = (Option<NaiveDate>, (Amount, Currency), (Amount, Currency));

/// The book for the agent alone: the bills with their margins, what is paid when, and every line with its
/// cost.
///
/// # Errors
/// When a sum has more digits than can be held.
pub fn book(shown: BillsView<'_>) -> io::Result<Book> {
    let bills = shown.bills;
    let mut notes = vec![msg!("This is the agent's own view: customers must not be sent it.")];
    notes.extend(super::notes(bills, &bills.bills));
    notes.extend(shown.notes.iter().cloned());
    Ok(Book {
        title: msg!("Bills of {agent}, {day}", agent = bills.issuer, day = bills.date),
        facts: facts(bills)?,
        sheets: vec![by_customer(bills)?, payment_sheet(bills)?, costs(bills)?],
        notes,
    })
}

/// The same for a page: the amounts first, where a narrow screen shows them too.
///
/// # Errors
/// As those of [`book`].
pub fn page(shown: BillsView<'_>) -> io::Result<Book> {
    let mut book = book(shown)?;
    let amounts = ["total", "cost", "margin", "before tax"];
    book.sheets.iter_mut().for_each(|sheet| sheet.lead_with(&amounts));
    Ok(book)
}

fn sum(bills: &Bills, of: fn(&Bill) -> Amount) -> io::Result<Amount> {
    bills.sum(of).ok_or_else(|| io::Error::other(TooLarge))
}

fn facts(bills: &Bills) -> io::Result<Vec<(Message, Message)>> {
    let in_all = |of| Ok::<_, io::Error>(Message::verbatim(money(sum(bills, of)?, bills.currency)));
    let mut facts = vec![(msg!("agent"), Message::verbatim(&bills.agent))];
    facts.extend(bills.payer.iter().map(|payer| (msg!("pays from"), Message::verbatim(payer))));
    facts.extend([
        (msg!("usage of"), Message::verbatim(bills.usage_month.format("%Y-%m"))),
        (msg!("bill date"), Message::verbatim(bills.date)),
        (msg!("pay by"), Message::verbatim(bills.due)),
        (msg!("billed, with tax"), in_all(|bill| bill.total)?),
        (msg!("margin"), in_all(|bill| bill.margin)?),
    ]);
    Ok(facts)
}

fn by_customer(bills: &Bills) -> io::Result<Sheet> {
    let c = Columns::<&Bill>::of();
    let of = |amount: fn(&Bill) -> Amount| move |bill: &&Bill| (amount(bill), bills.currency);
    let grid = Grid::new([
        c.people("customer", |bill| bill.customer.clone()),
        c.people("bill number", |bill| bill.number.clone()),
        c.people("before tax", of(|bill| bill.net)),
        c.people("tax", of(Bill::tax)),
        c.people("total", of(|bill| bill.total)),
        c.people("cost", of(|bill| bill.cost)),
        c.people("margin", of(|bill| bill.margin)),
        c.people("days financed", |bill| bill.gap_days).or_unknown(),
    ]);
    let mut sheet = grid.sheet(msg!("Bills"), &bills.bills);
    let total = |of| Ok::<_, io::Error>(Cell::Sum(sum(bills, of)?, bills.currency));
    sheet.add_total(&[
        ("customer", Cell::Words(word!("total"))),
        ("before tax", total(|bill| bill.net)?),
        ("tax", total(Bill::tax)?),
        ("total", total(|bill| bill.total)?),
        ("cost", total(|bill| bill.cost)?),
        ("margin", total(|bill| bill.margin)?),
    ]);
    Ok(sheet)
}

fn payment_columns<'a>() -> Grid<'a, Payment> {
    let c = Columns::<Payment>::of();
    Grid::new([
        c.named("date", |(day, ..)| *day).titled("agent pays").or_unknown(),
        c.named("amount", |(_, paid, _)| *paid).titled("paid"),
        c.named("currency", |(_, (_, currency), _)| currency.to_string()).titled("currency"),
        c.named("cost", |(.., cost)| *cost).titled("cost"),
    ])
}

fn all_payments(bills: &Bills) -> io::Result<impl Iterator<Item = Payment>> {
    let own = bills.currency;
    let payments = bills.payments().map_err(io::Error::other)?.into_iter();
    Ok(payments.map(move |((day, currency), (paid, cost))| (day, (paid, currency), (cost, own))))
}

/// What the agent pays when, for programs.
pub(super) fn payments<'a>(bills: &Bills) -> io::Result<Records<'a, Payment>> {
    Ok(payment_columns().records(all_payments(bills)?))
}

fn payment_sheet(bills: &Bills) -> io::Result<Sheet> {
    let mut sheet = payment_columns().sheet(msg!("What the agent pays"), all_payments(bills)?);
    let cost = Cell::Sum(sum(bills, |bill| bill.cost)?, bills.currency);
    sheet.add_total(&[("agent pays", Cell::Words(word!("total"))), ("cost", cost)]);
    Ok(sheet)
}

/// Every line with what the agent pays for it.
fn costs(bills: &Bills) -> io::Result<Sheet> {
    let c = Columns::<BillRow<'_>>::of();
    let grid = Grid::new([
        c.people("customer", |row| row.bill.customer.clone()),
        c.people("account", |row| Some(row.line()?.account.clone())),
        c.people("of", |row| row.line().map(|line| what(&line.item))),
        c.people("charge", |row| row.line().map(|line| (line.charged, line.currency))),
        c.people("volume discount", |row| {
            let line = row.line().filter(|line| !line.paid.volume_discount.is_zero())?;
            Some((line.paid.volume_discount, line.currency))
        }),
        c.people("paid", |row| row.line().map(|line| (line.paid.paid, line.currency))),
        c.people("currency", |row| row.line().map(|line| line.currency.to_string())),
        c.people("rate", |row| row.line().and_then(seen_rate)).right(),
        c.people("before tax", |row| row.money(|line| line.net)),
        c.people("cost", |row| row.money(|line| line.paid.cost)),
        c.people("margin", |row| {
            let line = row.line()?;
            Some((line.net.minus(line.paid.cost)?, row.bills.currency))
        }),
    ]);
    let mut sheet = grid.sheet(msg!("Lines"), bills.bills.iter().flat_map(|bill| lines(bills, bill)));
    let total = |of| Ok::<_, io::Error>(Cell::Sum(sum(bills, of)?, bills.currency));
    sheet.add_total(&[
        ("customer", Cell::Words(word!("total"))),
        ("before tax", total(|bill| bill.net)?),
        ("cost", total(|bill| bill.cost)?),
        ("margin", total(|bill| bill.margin)?),
    ]);
    Ok(sheet)
}
