//! Prices, name, description and comments of a resold offer.

use super::{MarkupFactor, PartnerTerms};
use crate::marketplace::limits::Limits;
use crate::offer::{Amount, Comments, Field, Offer, Pricing};

/// Applies the markup to overage prices, and to prices that are not part of the total; removes those
/// that are, because units × price would have to equal the new total. Returns whether there were any.
pub(super) fn mark_up(pricing: &mut Pricing, markup: &MarkupFactor, limits: &Limits) -> bool {
    let Limits { price_decimals, overage_decimals, .. } = *limits;
    let mut unpriced = false;
    for dimension in pricing.dimensions.get_mut().into_iter().flatten() {
        if dimension.quantity.get().is_some() {
            unpriced |= dimension.prices.get().is_some_and(|prices| !prices.is_empty());
            dimension.prices = Field::Absent;
        }
        for price in dimension.prices.get_mut().into_iter().flatten() {
            let marked = markup.on(price.amount.value, Amount::unit(price_decimals));
            price.amount.value = marked.unwrap_or(price.amount.value);
        }
        if let Some(overage) = dimension.overage.get_mut() {
            let marked = markup.on(*overage, Amount::unit(overage_decimals));
            *overage = marked.unwrap_or(*overage).normalized();
        }
    }
    unpriced
}

pub(super) fn describe(
    made: &mut Offer,
    offer: &Offer,
    wishes: &PartnerTerms,
    (authorized, offered, _): (Amount, Amount, Amount),
    unpriced: bool,
) -> Comments {
    let (percent, file) = (wishes.markup.words(), &wishes.authorization);
    if let Some(name) = &wishes.name {
        made.name = name.clone().into();
    }
    let description =
        || format!("{} authorized, resold for {}", offer.money(authorized), offer.money(offered));
    let as_markup = || format!("{} authorized, resold with a markup of {percent}", offer.money(authorized));
    let description = match (&wishes.description, wishes.as_markup) {
        (Some(description), _) => description.clone(),
        (None, false) => description(),
        (None, true) => as_markup(),
    };
    made.description = description.into();
    let head = vec![format!("Resells {file} with a markup of {percent}.")];
    let mut comments = Comments { schema: wishes.schema.clone(), head, ..Comments::default() };
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
        return comments;
    }
    let exact = match wishes.markup.is_zero() {
        true => String::new(),
        false => format!(" + {percent}, each installment rounded half-up"),
    };
    comments.above("total", format!("{} authorized{exact}", offer.money(authorized)));
    if unpriced {
        comments.above("pricing", "without the authorization's prices; the units are granted by the total");
    }
    comments
}
