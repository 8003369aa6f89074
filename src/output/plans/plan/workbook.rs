//! A plan as a workbook: more sheets than at a terminal.

use chrono::Datelike;

use super::{book, invoices};
use crate::offer::Amount;
use crate::output::plans::book::Book;
use crate::output::plans::bought;
use crate::output::plans::sheet::{Align, Cell, Row, Sheet};
use crate::plan::{Invoice, Plan};
use crate::text::message::{Message, msg};

/// The book of a plan for a workbook: the offer's facts as dates and numbers, the invoices with their
/// sum, the other sheets of the plan, and the invoices of each calendar year.
pub fn workbook(plan: &Plan) -> Book {
    let Book { title, facts, sheets, notes } = book(plan);
    let others = facts.into_iter().skip(super::facts(plan).len());
    let mut pages = vec![offer(plan, others), summed(plan, msg!("Invoices"), |_| true)];
    pages.extend(sheets.into_iter().skip(1));
    for year in plan.by_year().into_keys() {
        pages.push(summed(plan, Message::verbatim(year), |invoice| {
            invoice.expected && invoice.invoice_date.year() == year
        }));
    }
    Book { title, facts: Vec::new(), sheets: pages, notes }
}

/// The facts as a page of two columns, those that are only text at the end.
fn offer(plan: &Plan, others: impl Iterator<Item = (Message, Message)>) -> Sheet {
    let offer = &plan.offer;
    let (product, kind) = &offer.product;
    let mut facts = vec![(msg!("product"), Cell::text(product)), (msg!("product type"), Cell::text(kind))];
    facts.extend(offer.id.iter().map(|id| (msg!("offer"), Cell::text(id))));
    facts.extend(offer.buyers.iter().map(|buyer| (msg!("buyer"), Cell::text(buyer))));
    let renewed = plan.renewal.is_some();
    facts
        .push((if renewed { msg!("renewed") } else { msg!("acceptance") }, Cell::Date(plan.acceptance.date)));
    if plan.acceptance.assumed {
        let assumed = match renewed {
            true => msg!("if acceptance is as assumed"),
            false => msg!("assumed: the last day to accept"),
        };
        facts.push((Message::default(), Cell::message(assumed)));
    }
    if let Some((start, end)) = plan.term {
        facts.extend([(msg!("term starts"), Cell::Date(start)), (msg!("term ends"), Cell::Date(end))]);
        facts.push((Message::default(), Cell::message(offer.term_words.clone())));
    }
    if let Some(ended) = plan.ended {
        facts.push((msg!("ended"), Cell::Date(ended.on)));
        facts.extend(super::ended(plan).map(|words| (Message::default(), Cell::message(words))));
    }
    facts.extend(plan.bought.as_ref().map(|bought| (msg!("bought"), Cell::message(bought::words(bought)))));
    facts.push((msg!("total"), Cell::Money(offer.total, offer.currency)));
    facts.push((msg!("invoices"), Cell::count(plan.invoices.len())));
    facts.extend(plan.reference_day.map(|day| (msg!("planned as of"), Cell::Date(day))));
    let labels =
        offer.labels.iter().map(|(key, value)| (msg!("label"), Cell::text(&format!("{key}: {value}"))));
    facts.extend(labels);
    let others = others.map(|(word, fact)| Row::item(vec![Cell::message(word), Cell::message(fact)]));
    let rows = facts.into_iter().map(|(word, fact)| Row::item(vec![Cell::message(word), fact])).chain(others);
    Sheet { name: msg!("Offer"), columns: vec![("", Align::Left); 2], rows: rows.collect() }
}

/// The invoices that `wanted` picks, with the sum of their amounts.
fn summed(plan: &Plan, name: Message, wanted: impl Fn(&Invoice) -> bool) -> Sheet {
    let mut sheet = invoices(plan, name, &wanted);
    let amounts = plan.invoices.iter().filter(|invoice| wanted(invoice)).map(|invoice| invoice.amount);
    let sum =
        Amount::sum(amounts).map_or(Cell::Words("too large"), |sum| Cell::Sum(sum, plan.offer.currency));
    sheet.add_total(&[("scheduled", Cell::Words("total")), ("amount", sum)]);
    sheet
}
