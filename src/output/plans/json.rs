//! `plan --format json`: one object for one offer, a list for several.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::{Map, Value};

use super::{agency, cancellation, cash, objects};
use crate::plan::Plan;

/// A plan in the shape of version 1 of the format.
#[derive(Serialize)]
pub(super) struct Object<'a> {
    version: u8,
    offer: Offer<'a>,
    reference_day: Option<String>,
    acceptance: Acceptance,
    term: Option<Term>,
    invoices: Vec<Invoice<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    agency: Option<agency::Object<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cash: Option<cash::Object<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cancellation: Option<cancellation::Object>,
    #[serde(skip_serializing_if = "Option::is_none")]
    renewal: Option<Renewal>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    renewals: Vec<Object<'a>>,
}

#[derive(Serialize)]
struct Offer<'a> {
    name: &'a str,
    id: Option<&'a str>,
    product: Product<'a>,
    currency: &'a str,
    total: String,
    buyers: &'a [String],
    labels: Map<String, Value>,
}

#[derive(Serialize)]
struct Product<'a> {
    id: &'a str,
    r#type: &'a str,
}

#[derive(Serialize)]
struct Acceptance {
    date: String,
    assumed: bool,
}

#[derive(Serialize)]
struct Renewal {
    number: u32,
    times: u32,
    price_increase: String,
}

#[derive(Serialize)]
struct Term {
    start: String,
    end: String,
}

#[derive(Serialize)]
struct Invoice<'a> {
    number: usize,
    scheduled_date: String,
    invoice_date: String,
    due_date: Option<String>,
    amount: String,
    cumulative: String,
    remaining: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    expected: Option<bool>,
    note: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    purchase_order: Option<&'a str>,
    entry: usize,
    position: usize,
    explanation: &'a str,
}

/// Writes the plans, version 1 of the format: one object where there is one, else a list in
/// order. Amounts are text with the currency's decimals. Ends with a line break.
///
/// # Errors
/// When `out` cannot be written to.
pub fn write(plans: &[Plan], out: &mut dyn Write) -> io::Result<()> {
    objects::json(&plans.iter().map(object).collect::<Vec<_>>(), out)
}

/// A plan in the shape of version 1 of the format.
pub(super) fn object(plan: &Plan) -> Object<'_> {
    let offer = &plan.offer;
    let amount = |amount| offer.currency.digits(amount);
    let label = |(key, value): &(String, String)| (key.clone(), Value::String(value.clone()));
    Object {
        version: 1,
        offer: Offer {
            name: &offer.name,
            id: offer.id.as_deref(),
            product: Product { id: &offer.product.0, r#type: &offer.product.1 },
            currency: offer.currency.code(),
            total: amount(offer.total),
            buyers: &offer.buyers,
            labels: offer.labels.iter().map(label).collect(),
        },
        reference_day: plan.reference_day.map(|day| day.to_string()),
        acceptance: Acceptance { date: plan.acceptance.date.to_string(), assumed: plan.acceptance.assumed },
        term: plan.term.map(|(start, end)| Term { start: start.to_string(), end: end.to_string() }),
        invoices: plan
            .invoices
            .iter()
            .map(|invoice| Invoice {
                number: invoice.number,
                scheduled_date: invoice.scheduled_date.to_string(),
                invoice_date: invoice.invoice_date.to_string(),
                due_date: invoice.due_date.map(|due| due.to_string()),
                amount: amount(invoice.amount),
                cumulative: amount(invoice.cumulative),
                remaining: amount(invoice.remaining),
                expected: (!invoice.expected).then_some(false),
                note: invoice.note.as_deref(),
                purchase_order: invoice.purchase_order.as_deref(),
                entry: invoice.entry,
                position: invoice.position,
                explanation: &invoice.explanation,
            })
            .collect(),
        agency: plan.agency.as_ref().map(agency::object),
        cash: plan.cash.as_ref().map(|cash| cash::object(plan, cash)),
        cancellation: plan.cancellation.as_ref().map(|cut| cancellation::object(plan, cut)),
        renewal: plan.renewal.as_ref().map(|renewal| Renewal {
            number: renewal.number,
            times: renewal.times,
            price_increase: renewal.increase.words(),
        }),
        renewals: plan.renewals.iter().map(object).collect(),
    }
}
