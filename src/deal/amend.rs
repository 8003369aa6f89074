//! Makes a replacement offer from a running one: issued invoices stay with the old agreement, pending
//! ones are carried over, and new amounts are added.

mod carry;
mod credit;
mod error;
mod window;
mod words;

use rust_decimal::Decimal;
use std::collections::BTreeSet;

use chrono::NaiveDate;

use crate::offer::{Amount, Comments, Field, Kind, Offer, Pricing, Replaces, Resale, Rounding, Term};
use crate::plan::{Invoice, Plan, ReplacedAgreement};
use crate::schedule::{self, Holidays};

pub use credit::Credit;
pub use error::AmendError;

/// What the replacement should be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Amendment {
    /// The day on which the replacement is to be accepted: what the old agreement has invoiced by then
    /// stays with it.
    pub on: NaiveDate,
    /// The agreement that is replaced, `agmt-…`.
    pub agreement: String,
    /// The old offer's file, relative to the new one.
    pub replaced: String,
    /// What the replacement bills.
    pub value: NewValue,
    /// Whether the buyer is credited for what was billed but not used.
    pub credit: bool,
    /// When the added amount is invoiced.
    pub invoiced: Invoiced,
    /// The contract's last day; the old one's if none is given.
    pub end: Option<NaiveDate>,
    /// The day of publication; `on` if none is given.
    pub release: Option<NaiveDate>,
    /// The last day to accept; if none is given, as late as possible before the next pending invoice,
    /// and at most 30 days.
    pub accept_by: Option<NaiveDate>,
    /// Units of dimensions that are granted from now on, by their keys.
    pub quantities: Vec<(String, Decimal)>,
    /// The resale authorization behind the replacement of a channel partner offer.
    pub authorization: Option<String>,
    /// The offer's name; if none is given, the old one with the day.
    pub name: Option<String>,
    /// The seller's own description; if none is given, a summary of the amendment.
    pub description: Option<String>,
    /// Where editors find the JSON Schema.
    pub schema: Option<String>,
}

/// What a replacement bills, before any credit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NewValue {
    /// The pending amount plus this much.
    More(Amount),
    /// This much in total.
    Total(Amount),
}

/// When the added amount is invoiced.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Invoiced {
    /// With the pending installments, in equal parts.
    WithPending,
    /// On acceptance.
    AtOnce,
    /// On these days, in equal parts.
    On(Vec<NaiveDate>),
}

/// A number of invoices, and their sum.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InvoiceSum {
    /// How many.
    pub invoices: usize,
    /// Their sum in the offer's currency, before tax.
    pub amount: Amount,
}

/// A replacement, and how it was derived.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Amended {
    /// The offer.
    pub offer: Offer,
    /// Where its numbers come from.
    pub comments: Comments,
    /// The agreements that the old one replaced, the oldest first.
    pub earlier: Vec<ReplacedAgreement>,
    /// What the old agreement has invoiced, which stays with it.
    pub billed: InvoiceSum,
    /// What is cancelled in it and carried over.
    pub pending: InvoiceSum,
    /// The added amount, less the credit.
    pub added: Amount,
    /// The credit for the unused part of what was billed.
    pub credit: Option<Credit>,
    /// What the replacement invoices.
    pub replacement: InvoiceSum,
    /// The old contract's last day.
    pub old_end: NaiveDate,
    /// The replacement's last day.
    pub end: NaiveDate,
}

/// Makes the replacement of an offer without errors, whose plan says when it was accepted.
///
/// Source: Seller Guide, Private offer upgrades and renewals: the new agreement is in force at
/// once, pending invoices of the old schedule are cancelled, issued ones stay, and a contract
/// shrinks only when it is renewed.
///
/// # Errors
/// When the offer cannot be replaced, or not in the requested way.
pub fn amend(offer: &Offer, plan: &Plan, wishes: &Amendment) -> Result<Amended, AmendError> {
    if !offer.is_read() {
        return Err(AmendError::Unread);
    }
    replaceable(offer, wishes)?;
    let (start, old_end) = plan.term.ok_or(AmendError::NoTerm)?;
    window::accepted(offer, plan.acceptance.date)?;
    window::begins(plan, start, old_end, wishes.on)?;
    let end = window::end(wishes, old_end)?;
    let (billed, pending): (Vec<&Invoice>, Vec<&Invoice>) =
        plan.expected().partition(|invoice| invoice.invoice_date <= wishes.on);
    let (release, accept_by) = window::open(plan, &pending, wishes)?;
    let (billed, carried) = (part(&billed)?, part(&pending)?);
    let credit = match wishes.credit {
        true => Some(credit::unused(offer, plan, wishes.on)?),
        false => None,
    };
    let added = added(offer, carried.amount, credit, wishes)?;
    let lines = carry::lines(offer, &pending, added, wishes, release)?;
    let total = carried.amount.plus(added).ok_or(AmendError::TooLarge)?;
    let replacement = InvoiceSum { invoices: lines.len(), amount: total };

    let mut made = offer.reissued();
    made.kind = Kind::ReplacementOffer.into();
    made.release = release.into();
    made.accept_by = accept_by.into();
    made.term = Term::until(end).into();
    made.total = total.into();
    // The amounts are written out, so the old rounding does not apply.
    made.rounding = Rounding::default();
    made.installments = carry::entries(&lines, plan.offer.currency).into();
    let (agreement, schedule) = (wishes.agreement.clone().into(), wishes.replaced.clone().into());
    made.replaces = Replaces { agreement, schedule, ..Replaces::default() }.into();
    if let Some(authorization) = &wishes.authorization {
        made.resale = Resale { authorization: authorization.clone().into(), ..Resale::default() }.into();
    }
    let unpriced = made.pricing.get_mut().map(|pricing| grants(pricing, &wishes.quantities));
    let unpriced = unpriced.unwrap_or_else(|| no_dimension(&wishes.quantities, &[]).map(|()| false))?;
    if !says(&made, &lines) {
        made.installments = carry::singles(&lines).into();
    }

    let comments = Comments { schema: wishes.schema.clone(), ..Comments::default() };
    let (earlier, pending) = (plan.replaced.clone(), carried);
    let mut amended =
        Amended { offer: made, comments, earlier, billed, pending, added, credit, replacement, old_end, end };
    words::fill(&mut amended, offer, plan, wishes, unpriced);
    Ok(amended)
}

/// Checks that the offer is an agreement that can be replaced, and that everything needed is given.
fn replaceable(offer: &Offer, wishes: &Amendment) -> Result<(), AmendError> {
    let product = offer.product_type().ok_or(AmendError::NoProductType)?;
    if !product.is_saas_contract() {
        return Err(AmendError::NotReplaceable(product));
    }
    let resale = offer.resale.get();
    let markup = resale.and_then(|resale| resale.markup.get());
    match (offer.kind(), resale, &wishes.authorization) {
        (Some(Kind::ResaleAuthorization), _, _) => Err(AmendError::Authorization),
        _ if markup.is_some() => Err(AmendError::Markup),
        (_, Some(_), None) => Err(AmendError::AuthorizationNeeded),
        (_, None, Some(_)) => Err(AmendError::NotResold),
        _ => Ok(()),
    }
}

fn part(invoices: &[&Invoice]) -> Result<InvoiceSum, AmendError> {
    let amount = Amount::sum(invoices.iter().map(|invoice| invoice.amount)).ok_or(AmendError::TooLarge)?;
    Ok(InvoiceSum { invoices: invoices.len(), amount })
}

/// The amount added to the pending one; never negative, because a running contract can only grow.
fn added(
    offer: &Offer,
    pending: Amount,
    credit: Option<Credit>,
    wishes: &Amendment,
) -> Result<Amount, AmendError> {
    let credit = credit.map_or(Amount::ZERO, |credit| credit.amount);
    let more = match wishes.value {
        NewValue::More(more) => Some(more),
        NewValue::Total(total) => total.minus(pending),
    };
    let added = more.and_then(|more| more.minus(credit)).ok_or(AmendError::TooLarge)?;
    if !added.is_negative() {
        return Ok(added);
    }
    let (least, total) = match wishes.value {
        NewValue::More(_) => (Some(credit), false),
        NewValue::Total(_) => (pending.plus(credit), true),
    };
    let would = pending.plus(added).map_or(String::new(), |would| offer.money(would));
    let least = least.map_or(String::new(), |least| offer.digits(least));
    Err(AmendError::Shrinks { would, pending: offer.money(pending), least, total })
}

/// Grants the requested units, and removes the prices of what is granted, since they are for the old
/// term. Returns whether there were any.
fn grants(pricing: &mut Pricing, quantities: &[(String, Decimal)]) -> Result<bool, AmendError> {
    let dimensions = pricing.dimensions.get_mut().map_or(&mut [][..], Vec::as_mut_slice);
    let keys: Vec<String> = dimensions.iter().filter_map(|dimension| dimension.key.get().cloned()).collect();
    no_dimension(quantities, &keys)?;
    let mut unpriced = false;
    for dimension in dimensions {
        let wish = quantities.iter().rfind(|(key, _)| dimension.key.get() == Some(key));
        let granted = dimension.quantity.get().copied().unwrap_or_default();
        if let Some((key, units)) = wish {
            if *units < granted {
                return Err(AmendError::FewerUnits { key: key.clone(), granted, wished: *units });
            }
            dimension.quantity = (*units).into();
        }
        if dimension.quantity.get().is_some() {
            unpriced |= dimension.prices.get().is_some_and(|prices| !prices.is_empty());
            dimension.prices = Field::Absent;
        }
    }
    Ok(unpriced)
}

/// Refuses units of a dimension that the offer does not have.
fn no_dimension(quantities: &[(String, Decimal)], keys: &[String]) -> Result<(), AmendError> {
    let known: BTreeSet<&String> = keys.iter().collect();
    let Some((key, _)) = quantities.iter().find(|(key, _)| !known.contains(key)) else { return Ok(()) };
    Err(AmendError::NoDimension { key: key.clone(), known: keys.to_vec() })
}

/// Whether the offer's entries bill exactly these lines.
fn says(made: &Offer, lines: &[carry::CarriedLine]) -> bool {
    let Some(schedule) = schedule::whole(made, &Holidays::default()) else { return false };
    let billed = schedule.installments.iter().map(|installment| (installment.date, installment.amount));
    billed.eq(lines.iter().map(|line| (line.date, Some(line.amount))))
}
