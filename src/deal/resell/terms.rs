//! Prices, name, description and comments of a resold offer.

use num_traits::Zero;
use rust_decimal::Decimal;

use super::{Markup, Wishes};
use crate::marketplace::limits::Limits;
use crate::offer::Offer;
use crate::offer::draft::{Draft, Pricing};

/// Puts the markup on what is metered beyond the contract, and on prices that are no part of the
/// total; leaves out those that are, because units × price would have to come to the new total.
/// Whether there were any.
pub(super) fn mark_up(pricing: &mut Pricing, markup: &Markup, limits: &Limits) -> bool {
    let Limits { price_decimals, overage_decimals, .. } = *limits;
    let mut unpriced = false;
    for dimension in &mut pricing.dimensions {
        if dimension.quantity.is_some() {
            unpriced |= !dimension.prices.is_empty();
            dimension.prices.clear();
        }
        for (_, price) in &mut dimension.prices {
            *price = markup.on(*price, Decimal::new(1, price_decimals)).unwrap_or(*price);
        }
        let marked = |overage| markup.on(overage, Decimal::new(1, overage_decimals));
        if let Some(overage) = dimension.overage {
            dimension.overage = Some(marked(overage).unwrap_or(overage).normalize());
        }
    }
    unpriced
}

pub(super) fn describe(
    draft: &mut Draft,
    offer: &Offer,
    wishes: &Wishes,
    (authorized, offered, _): (Decimal, Decimal, Decimal),
    unpriced: bool,
) {
    let (percent, file) = (wishes.markup.words(), &wishes.authorization);
    if let Some(name) = &wishes.name {
        draft.name = Some(name.clone());
    }
    let description =
        || format!("{} authorized, resold for {}", offer.money(authorized), offer.money(offered));
    let as_markup = || format!("{} authorized, resold with a markup of {percent}", offer.money(authorized));
    draft.description = Some(match (&wishes.description, wishes.as_markup) {
        (Some(description), _) => description.clone(),
        (None, false) => description(),
        (None, true) => as_markup(),
    });
    let comments = &mut draft.comments;
    comments.head = vec![format!("Resells {file} with a markup of {percent}.")];
    if wishes.buyers.iter().any(|(_, known)| !known) {
        comments.above(
            "buyers",
            "who may accept; a schedule needs an account on invoicing terms: confirm it with the buyer",
        );
    }
    comments.above("term", "term, currency, days and units are the authorization's");
    if wishes.as_markup {
        comments
            .above("installments", "the authorization's amounts; the marketplace puts the markup on each");
        return;
    }
    let exact = match wishes.markup.0.is_zero() {
        true => String::new(),
        false => format!(" + {percent}, each installment rounded half-up"),
    };
    comments.above("total", format!("{} authorized{exact}", offer.money(authorized)));
    if unpriced {
        comments.above("pricing", "without the authorization's prices; the units are granted by the total");
    }
}
