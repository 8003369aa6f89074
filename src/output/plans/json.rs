//! `plan --format json`: one object for one offer, a list for several.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::{Map, Value, json};

use super::grid::{self, Records};
use super::invoices::{InvoiceRow, columns, lines};
use super::{agency, bought, cancellation, cash, recognition, replaced};
use crate::offer::EndReason;
use crate::plan::{OfferFacts, Plan, ReplacedAgreement};

/// A plan in version 1 of the format.
#[derive(Serialize)]
pub(super) struct PlanObject<'a> {
    version: u8,
    offer: Value,
    reference_day: Option<String>,
    acceptance: Value,
    term: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ended: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    bought: Option<bought::BoughtObject<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    replaced: Option<Records<'a, &'a ReplacedAgreement>>,
    invoices: Records<'a, InvoiceRow<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    agency: Option<agency::AgencyObject<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cash: Option<cash::CashObject<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    recognition: Option<recognition::RecognitionObject<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cancellation: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    renewal: Option<Value>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    renewals: Vec<PlanObject<'a>>,
}

/// Writes the plans, version 1 of the format: one object if there is one, else a list in order. Amounts
/// are text with the currency's decimals. Ends with a line break.
///
/// # Errors
/// When `out` cannot be written to.
pub fn write(plans: &[Plan], out: &mut dyn Write) -> io::Result<()> {
    grid::json(&plans.iter().map(object).collect::<Vec<_>>(), out)
}

/// A plan in version 1 of the format.
pub(super) fn object(plan: &Plan) -> PlanObject<'_> {
    let offer = &plan.offer;
    let (product, kind) = &offer.product;
    let labels = offer.labels.iter().map(|(key, value)| (key.clone(), Value::from(value.as_str())));
    PlanObject {
        version: 1,
        offer: json!({
            "name": offer.name,
            "id": offer.id,
            "product": {"id": product, "type": kind},
            "currency": offer.currency.code(),
            "total": offer.currency.digits(offer.total),
            "buyers": offer.buyers,
            "labels": labels.collect::<Map<_, _>>(),
        }),
        reference_day: plan.reference_day.map(|day| day.to_string()),
        acceptance: acceptance(plan),
        term: plan.term.map(|(start, end)| json!({"start": start.to_string(), "end": end.to_string()})),
        ended: ended(plan),
        bought: bought::object(plan),
        replaced: replaced::records(&plan.replaced, offer.currency),
        invoices: columns(&[plan]).records(lines(plan, "")),
        agency: plan.agency.as_ref().map(|agency| agency::object(plan, agency)),
        cash: plan.cash.as_ref().map(|cash| cash::object(plan, cash)),
        recognition: recognition::object(plan),
        cancellation: plan.cancellation.as_ref().map(|cut| cancellation::object(plan, cut)),
        renewal: plan.renewal.as_ref().map(|renewal| {
            let increase = renewal.increase.words();
            json!({"number": renewal.number, "times": renewal.times, "price_increase": increase})
        }),
        renewals: plan.renewals.iter().map(object).collect(),
    }
}

/// The acceptance, as in every JSON of an offer.
pub(super) fn acceptance(plan: &Plan) -> Value {
    json!({"date": plan.acceptance.date.to_string(), "assumed": plan.acceptance.assumed})
}

/// The end of the agreement before its term, as in every JSON of an offer.
pub(super) fn ended(plan: &Plan) -> Option<Value> {
    let ended = plan.ended?;
    Some(json!({"on": ended.on.to_string(), "reason": ended.reason.map(EndReason::word)}))
}

/// The offer, as in the JSON of a timeline and of a window.
pub(super) fn offer(offer: &OfferFacts) -> Value {
    json!({"name": offer.name, "id": offer.id, "currency": offer.currency.code()})
}
