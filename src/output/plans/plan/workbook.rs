//! A plan as a workbook: more sheets than at a terminal.

use chrono::Datelike;

use super::{book, invoices};
use crate::offer::Amount;
use crate::output::plans::book::Book;
use crate::output::plans::bought;
use crate::output::plans::sheet::{Align, Cell, Row, Sheet};
use crate::plan::{Invoice, Plan};

/// The book of a plan for a workbook: the offer's facts as dates and numbers, the invoices with their
/// sum, the other sheets of the plan, and the invoices of each calendar year.
pub fn workbook(plan: &Plan) -> Book {
    let Book { title, facts, sheets, notes } = book(plan);
    let others = facts.into_iter().skip(super::facts(plan).len());
    let mut pages = vec![offer(plan, others), summed(plan, "Invoices", |_| true)];
    pages.extend(sheets.into_iter().skip(1));
    for year in plan.by_year().into_keys() {
        pages.push(summed(plan, &year.to_string(), |invoice| {
            invoice.expected && invoice.invoice_date.year() == year
        }));
    }
    Book { title, facts: Vec::new(), sheets: pages, notes }
}

/// The facts as a page of two columns, those that are only text at the end.
fn offer(plan: &Plan, others: impl Iterator<Item = (String, String)>) -> Sheet {
    let offer = &plan.offer;
    let (product, kind) = &offer.product;
    let mut facts = vec![("product", Cell::text(product)), ("product type", Cell::text(kind))];
    facts.extend(offer.id.iter().map(|id| ("offer", Cell::text(id))));
    facts.extend(offer.buyers.iter().map(|buyer| ("buyer", Cell::text(buyer))));
    let renewed = plan.renewal.is_some();
    facts.push((if renewed { "renewed" } else { "acceptance" }, Cell::Date(plan.acceptance.date)));
    if plan.acceptance.assumed {
        let assumed = if renewed { "if acceptance is as assumed" } else { "assumed: the last day to accept" };
        facts.push(("", Cell::text(assumed)));
    }
    if let Some((start, end)) = plan.term {
        facts.extend([("term starts", Cell::Date(start)), ("term ends", Cell::Date(end))]);
        facts.push(("", Cell::text(&offer.term_words)));
    }
    if let Some(ended) = plan.ended {
        facts.push(("ended", Cell::Date(ended.on)));
        facts.extend(super::ended(plan).map(|words| ("", Cell::text(&words))));
    }
    facts.extend(plan.bought.as_ref().map(|bought| ("bought", Cell::text(&bought::words(bought)))));
    facts.push(("total", Cell::Money(offer.total, offer.currency)));
    facts.push(("invoices", Cell::count(plan.invoices.len())));
    facts.extend(plan.reference_day.map(|day| ("planned as of", Cell::Date(day))));
    let labels = offer.labels.iter().map(|(key, value)| ("label", Cell::text(&format!("{key}: {value}"))));
    facts.extend(labels);
    let others = others.map(|(word, fact)| Row::item(vec![Cell::text(&word), Cell::text(&fact)]));
    let rows = facts.into_iter().map(|(word, fact)| Row::item(vec![Cell::text(word), fact])).chain(others);
    Sheet { name: "Offer".to_owned(), columns: vec![("", Align::Left); 2], rows: rows.collect() }
}

/// The invoices that `wanted` picks, with the sum of their amounts.
fn summed(plan: &Plan, name: &str, wanted: impl Fn(&Invoice) -> bool) -> Sheet {
    let mut sheet = invoices(plan, name, &wanted);
    let amounts = plan.invoices.iter().filter(|invoice| wanted(invoice)).map(|invoice| invoice.amount);
    let sum = Amount::sum(amounts).map_or(Cell::text("too large"), |sum| Cell::Sum(sum, plan.offer.currency));
    sheet.add_total(&[("scheduled", Cell::text("total")), ("amount", sum)]);
    sheet
}
