//! What an offer sells: a line of its head, a sheet, and its part of JSON.

use serde::Serialize;

use super::grid::{Columns, Grid, Records};
use super::sheet::{Cell, Sheet, grouped};
use crate::offer::{Amount, Currency};
use crate::plan::{Bought, BoughtLine, Plan};
use crate::text::message::{Message, msg, word};

/// How many dimensions the head names; the sheet has all.
const NAMED: usize = 4;

/// What is bought, in a line: `25 × admin_users, 400 × viewer_users; metered: api_calls`.
pub(super) fn words(bought: &Bought) -> Message {
    let granted =
        |line: &BoughtLine| Some(format!("{} × {}", grouped(&line.quantity?.to_string()), line.key));
    let granted: Vec<String> = bought.lines.iter().filter_map(granted).collect();
    let metered = bought.lines.iter().filter(|line| line.quantity.is_none());
    let metered: Vec<String> = metered.map(|line| line.key.clone()).collect();
    match (granted.as_slice(), metered.as_slice()) {
        (granted, []) => some(granted),
        ([], metered) => msg!("metered: {metered}", metered = some(metered)),
        (granted, metered) => {
            msg!("{granted}; metered: {metered}", granted = some(granted), metered = some(metered))
        }
    }
}

fn some(names: &[String]) -> Message {
    match names.get(..NAMED) {
        Some(first) if names.len() > NAMED => {
            msg!("{names} and {count} more", names = first.join(", "), count = names.len() - NAMED)
        }
        _ => Message::verbatim(names.join(", ")),
    }
}

fn grid<'a>(bought: &Bought, currency: Currency) -> Grid<'a, &'a BoughtLine> {
    let c = Columns::<&BoughtLine>::of();
    let any = |has: fn(&BoughtLine) -> bool| bought.lines.iter().any(has);
    let (instances, priced) = (bought.instances, any(|line| line.price.is_some()));
    Grid::new([
        c.named("key", |line| line.key.as_str()).titled(if instances { "type" } else { "dimension" }),
        c.named("name", |line| line.name.as_deref()).titled("name").seen_if(any(|line| line.name.is_some())),
        c.named("quantity", |line| line.quantity)
            .titled(if instances { "instances" } else { "quantity" })
            .seen_if(any(|line| line.quantity.is_some())),
        c.named("price", |line| line.price.map(|(price, _)| as_written(price)))
            .titled("price of one")
            .seen_if(priced),
        c.named("duration", |line| line.price.map(|(_, duration)| duration.offset().words()))
            .titled("for")
            .seen_if(priced),
        c.named("value", move |line| line.value.map(|value| (value, currency)))
            .titled("value")
            .seen_if(priced),
        c.named("overage", |line| line.overage.map(as_written))
            .titled(if instances { "one more, by the hour" } else { "overage of one" })
            .seen_if(any(|line| line.overage.is_some())),
    ])
}

/// A unit price, which may have more decimals than the currency.
fn as_written(price: Amount) -> (Amount, Option<Currency>) {
    (price, None)
}

/// What is bought, a row for each dimension, and the contract value.
pub(super) fn sheet(plan: &Plan) -> Option<Sheet> {
    let bought = plan.bought.as_ref()?;
    let mut sheet = grid(bought, plan.offer.currency).sheet(msg!("Bought"), &bought.lines);
    if let Some(value) = bought.value {
        let what = if bought.is_total { word!("contract value, the total") } else { word!("contract value") };
        let title = if bought.instances { "type" } else { "dimension" };
        sheet.add_total(&[(title, Cell::Words(what)), ("value", Cell::Sum(value, plan.offer.currency))]);
    }
    Some(sheet)
}

/// What is bought in version 1 of the format; prices are text, as written.
#[derive(Serialize)]
pub(super) struct BoughtObject<'a> {
    contract_value: Option<String>,
    dimensions: Records<'a, &'a BoughtLine>,
}

pub(super) fn object(plan: &Plan) -> Option<BoughtObject<'_>> {
    let bought = plan.bought.as_ref()?;
    let currency = plan.offer.currency;
    Some(BoughtObject {
        contract_value: bought.value.map(|value| currency.digits(value)),
        dimensions: grid(bought, currency).records(&bought.lines),
    })
}
