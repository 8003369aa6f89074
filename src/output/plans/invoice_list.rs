//! The invoices of many offers as a book, as rows of CSV, and as JSON.

use std::io::{self, Write};

use chrono::NaiveDate;
use serde::Serialize;

use super::book::Book;
use super::grid::{self, Columns, Grid, Records};
use super::sheet::{Cell, Sheet};
use crate::offer::{Amount, Currency};
use crate::plan::TooLarge;
use crate::plan::invoice_list::{InvoiceStatus, ListedInvoice, ListedSum, sums};
use crate::text::message::{Message, count, msg};

/// What is shown: the invoices, and what they depend on.
#[derive(Debug, Clone, Copy)]
pub struct InvoiceListView<'a> {
    /// What was requested, in the words of the command line: `schedules`.
    pub of: &'a str,
    /// The day from which they are seen.
    pub as_of: NaiveDate,
    /// The invoices, in order.
    pub invoices: &'a [ListedInvoice],
    /// Which are listed, in words; empty if all are.
    pub filter: &'a [(Message, Message)],
    /// Notes that a reader must not miss.
    pub notes: &'a [Message],
}

/// The book of a list: the invoices, and the sums of each currency.
///
/// # Errors
/// When a sum has more digits than can be held exactly.
pub fn book(shown: InvoiceListView<'_>) -> Result<Book, TooLarge> {
    let mut facts = vec![
        (msg!("as of"), Message::verbatim(shown.as_of)),
        (msg!("listed"), count!(shown.invoices.len(), "invoice")),
    ];
    facts.extend_from_slice(shown.filter);
    Ok(Book {
        title: msg!("Invoices of {offers}", offers = shown.of),
        facts,
        sheets: vec![
            columns(shown.invoices).sheet(msg!("Invoices"), shown.invoices),
            totals(shown.invoices)?,
        ],
        notes: shown.notes.to_vec(),
    })
}

/// The book of a list for a page: the amounts beside the day, where a narrow screen shows them too; a day
/// that repeats the one before it is folded away.
///
/// # Errors
/// When a sum has more digits than can be held exactly.
pub fn page(shown: InvoiceListView<'_>) -> Result<Book, TooLarge> {
    let mut book = book(shown)?;
    for sheet in &mut book.sheets {
        let place = |title: &str| sheet.columns.iter().position(|(own, _)| *own == title);
        if let (Some(due), Some(expected)) = (place("due"), place("expected")) {
            for row in &mut sheet.rows {
                let same = row.cells.get(due) == row.cells.get(expected);
                let dates = row.cells.get_mut(expected).filter(|cell| same && matches!(cell, Cell::Date(_)));
                dates.into_iter().for_each(|cell| *cell = Cell::Words("same day"));
            }
        }
        sheet.lead_with(&["amount", "currency", "net"]);
    }
    Ok(book)
}

/// The columns of an invoice: those of CSV and JSON are fixed, whatever the invoices are.
fn columns<'a>(invoices: &[ListedInvoice]) -> Grid<'a, &'a ListedInvoice> {
    let c = Columns::<&'a ListedInvoice>::of();
    let any = |has: fn(&ListedInvoice) -> bool| invoices.iter().any(has);
    let currency = invoices.first().map(|listed| listed.offer.facts.currency);
    let currencies = invoices.iter().any(|listed| Some(listed.offer.facts.currency) != currency);
    let money = |listed: &&ListedInvoice, amount: Amount| (amount, listed.offer.facts.currency);
    let accounts = |listed: &&'a ListedInvoice| listed.offer.facts.buyers.join("; ");
    let buyer = move |listed: &&'a ListedInvoice| {
        listed.offer.buyer_name.clone().unwrap_or_else(|| listed.offer.facts.buyers.join(", "))
    };
    let number = |listed: &&'a ListedInvoice| listed.invoice.number;
    let expected = |listed: &&'a ListedInvoice| match listed.status.stands() {
        true => Cell::date(listed.expected_on),
        false => Cell::Empty,
    };
    let seen_net = move |listed: &&'a ListedInvoice| match listed.after_fee {
        Some((_, net)) => Cell::Money(net, listed.offer.facts.currency),
        None if listed.status.stands() => Cell::Unknown,
        None => Cell::Empty,
    };
    Grid::new([
        c.people("invoice", |listed| listed.invoice.invoice_date),
        c.named("offer", |listed| listed.offer.facts.name.as_str()).titled("offer"),
        c.named("path", |listed| listed.offer.path.as_str()),
        c.named("document", |listed| listed.offer.document),
        c.named("offer_id", |listed| listed.offer.facts.id.as_deref()),
        c.named("buyer", accounts).seen_as("buyer", buyer),
        c.named("buyer_name", |listed| listed.offer.buyer_name.as_deref()),
        c.named("product", |listed| listed.offer.facts.product.0.as_str()),
        c.named("agreement", |listed| listed.offer.agreement.as_deref())
            .titled("agreement")
            .seen_if(any(|listed| listed.offer.agreement.is_some())),
        c.named("purchase_order", |listed| listed.invoice.purchase_order.as_deref())
            .titled("purchase order")
            .seen_if(any(|listed| listed.invoice.purchase_order.is_some())),
        c.named("status", |listed| Cell::Words(listed.status.word())).titled("status"),
        c.named("number", number).titled("#"),
        c.named("scheduled_date", |listed| listed.invoice.scheduled_date),
        c.named("invoice_date", |listed| listed.invoice.invoice_date),
        c.named("due_date", |listed| listed.invoice.due_date).titled("due").or_unknown(),
        c.named("expected_date", |listed| listed.expected_on).seen_as("expected", expected),
        c.named("amount", move |listed| money(listed, listed.invoice.amount)).titled("amount"),
        c.named("currency", |listed| listed.offer.facts.currency.to_string())
            .titled("currency")
            .seen_if(currencies),
        c.named("listing_fee", move |listed| listed.after_fee.map(|(fee, _)| money(listed, fee))),
        c.named("seller_net", move |listed| listed.after_fee.map(|(_, net)| money(listed, net)))
            .seen_as("net", seen_net)
            .right(),
        c.named("note", |listed| listed.invoice.note.as_deref())
            .titled("note")
            .seen_if(any(|listed| listed.invoice.note.is_some())),
    ])
}

/// A line of the sums.
type SumRow = ((Currency, InvoiceStatus), ListedSum);

fn sum_columns<'a>() -> Grid<'a, SumRow> {
    let c = Columns::<SumRow>::of();
    let net = |((currency, status), sum): &SumRow| match sum.net {
        _ if !status.stands() => Cell::Empty,
        Some(net) => Cell::Money(net, *currency),
        None => Cell::Unknown,
    };
    Grid::new([
        c.named("currency", |((currency, _), _)| currency.to_string()).titled("currency"),
        c.named("status", |((_, status), _)| Cell::Words(status.word())).titled("status"),
        c.named("count", |(_, sum)| sum.billed.count).titled("invoices"),
        c.named("amount", |((currency, _), sum)| (sum.billed.amount, *currency)).titled("amount"),
        c.named("seller_net", net).titled("net").right(),
    ])
}

/// The sums of each currency, by status, and their total.
fn totals(invoices: &[ListedInvoice]) -> Result<Sheet, TooLarge> {
    let grid = sum_columns();
    let mut sheet = grid.sheet(msg!("Totals"), []);
    let rows: Vec<SumRow> = sums(invoices)?.into_iter().collect();
    for of_currency in rows.chunk_by(|((a, _), _), ((b, _), _)| a == b) {
        let Some(((currency, _), _)) = of_currency.first() else { continue };
        sheet.rows.extend(grid.sheet(Message::default(), of_currency.iter().copied()).rows);
        let mut total = ListedSum { net: Some(Amount::ZERO), ..ListedSum::default() };
        of_currency.iter().try_for_each(|(_, sum)| total.add(*sum))?;
        let net = match total.net {
            _ if of_currency.iter().all(|((_, status), _)| !status.stands()) => Cell::Empty,
            Some(net) => Cell::Sum(net, *currency),
            None => Cell::Unknown,
        };
        sheet.add_total(&[
            ("currency", Cell::text(currency.code())),
            ("status", Cell::Words("total")),
            ("invoices", Cell::count(total.billed.count)),
            ("amount", Cell::Sum(total.billed.amount, *currency)),
            ("net", net),
        ]);
    }
    Ok(sheet)
}

/// Writes a row for each invoice under a header. Sums and notes are not part of it.
///
/// # Errors
/// When `out` cannot be written to.
pub fn write_csv(shown: InvoiceListView<'_>, raw: bool, out: &mut dyn Write) -> io::Result<()> {
    columns(shown.invoices).csv(shown.invoices, raw, out)
}

/// A list of invoices in version 1 of the format.
#[derive(Serialize)]
struct InvoiceListObject<'a> {
    version: u8,
    as_of: String,
    invoices: Records<'a, &'a ListedInvoice>,
    totals: Records<'a, SumRow>,
    notes: &'a [Message],
}

/// Writes one object, version 1 of the format: the records of the CSV, and the sums of each currency and
/// status. Amounts are text with the currency's decimals. Ends with a line break.
///
/// # Errors
/// When `out` cannot be written to, or a sum has more digits than can be held exactly.
pub fn write_json(shown: InvoiceListView<'_>, out: &mut dyn Write) -> io::Result<()> {
    let totals = sums(shown.invoices).map_err(io::Error::other)?;
    let object = InvoiceListObject {
        version: 1,
        as_of: shown.as_of.to_string(),
        invoices: columns(shown.invoices).records(shown.invoices),
        totals: sum_columns().records(totals),
        notes: shown.notes,
    };
    grid::json(&[object], out)
}
