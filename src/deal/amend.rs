//! A replacement offer out of a running one: what is issued stays with the old agreement, what is
//! pending is carried over, and what is new is added.

mod carry;
mod credit;
mod window;
mod words;

use std::collections::BTreeSet;

use chrono::NaiveDate;
use rust_decimal::Decimal;

use crate::offer::draft::{Draft, Pricing, Replaces, Resale, Rounding, Term};
use crate::offer::{Kind, Offer, exact_add, exact_sub, exact_sum, quote};
use crate::plan::{Invoice, Plan};
use crate::schedule::Calendar;

pub use credit::Credit;

/// What the replacement is to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wishes {
    /// The day on which the replacement is to be accepted: what the old agreement has invoiced by
    /// then stays there.
    pub on: NaiveDate,
    /// The agreement that is replaced, `agmt-…`.
    pub agreement: String,
    /// The old offer's file, seen from the new one.
    pub replaced: String,
    /// What is billed.
    pub value: Value,
    /// Whether what the buyer was billed for and has not used is taken off.
    pub credit: bool,
    /// When what is added is invoiced.
    pub invoiced: Invoiced,
    /// The contract's last day; the old one's where none is given.
    pub end: Option<NaiveDate>,
    /// The day of publication; `on` where none is given.
    pub release: Option<NaiveDate>,
    /// The last day to accept; where none is given, as long as nothing pending is invoiced, and at
    /// most 30 days.
    pub accept_by: Option<NaiveDate>,
    /// Units of dimensions that are granted from now on, by their keys.
    pub quantities: Vec<(String, Decimal)>,
    /// The resale authorization behind the replacement of a channel partner offer.
    pub authorization: Option<String>,
    /// The offer's name; the old one with the day where none is given.
    pub name: Option<String>,
    /// The seller's own description; what was done where none is given.
    pub description: Option<String>,
    /// Where editors find the JSON Schema.
    pub schema: Option<String>,
}

/// What a replacement bills, before any credit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Value {
    /// What is pending and this much more.
    More(Decimal),
    /// This much in all.
    Total(Decimal),
}

/// When what is added is invoiced.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Invoiced {
    /// With the pending installments, in equal parts.
    WithPending,
    /// On acceptance.
    AtOnce,
    /// On these days, in equal parts.
    On(Vec<NaiveDate>),
}

/// How many invoices, and their sum.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    /// How many.
    pub invoices: usize,
    /// Their sum in the offer's currency, before tax.
    pub amount: Decimal,
}

/// A replacement, and how it came about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Amended {
    /// The offer.
    pub draft: Draft,
    /// What the old agreement has invoiced, which stays.
    pub billed: Part,
    /// What is cancelled there and carried over.
    pub pending: Part,
    /// What comes on top, the credit taken off.
    pub added: Decimal,
    /// What is taken off for the unused part of what was billed.
    pub credit: Option<Credit>,
    /// What the replacement invoices.
    pub replacement: Part,
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
/// In a line, when the offer cannot be replaced, or not like that.
pub fn amend(offer: &Offer, plan: &Plan, wishes: &Wishes) -> Result<Amended, String> {
    let mut draft = Draft::of(offer).ok_or("the offer could not be read")?;
    replaceable(offer, wishes)?;
    let (start, old_end) = plan.term.ok_or("the contract's term is not known")?;
    window::accepted(offer, plan.acceptance.date)?;
    window::begins(plan, start, old_end, wishes.on)?;
    let end = window::end(wishes, old_end)?;
    let (billed, pending): (Vec<&Invoice>, Vec<&Invoice>) =
        plan.invoices.iter().partition(|invoice| invoice.invoice_date <= wishes.on);
    let (release, accept_by) = window::open(plan, &pending, wishes)?;
    let (billed, carried) = (part(&billed)?, part(&pending)?);
    let credit = match wishes.credit {
        true => Some(credit::unused(offer, plan, (start, old_end), billed.amount, wishes.on)?),
        false => None,
    };
    let added = added(offer, carried.amount, credit, wishes)?;
    let lines = carry::lines(offer, &pending, added, wishes, release)?;
    let total = exact_add(carried.amount, added).ok_or(TOO_LARGE)?;
    let replacement = Part { invoices: lines.len(), amount: total };

    draft.schema.clone_from(&wishes.schema);
    draft.id = None;
    draft.accepted = None;
    draft.kind = Some(Kind::ReplacementOffer);
    draft.release = Some(release);
    draft.accept_by = Some(accept_by);
    draft.term = Some(Term::Until { end });
    draft.total = Some(total);
    // The amounts are written out; a step of the old series says nothing of them.
    draft.rounding = Rounding::default();
    draft.installments = carry::entries(&lines, plan.offer.currency);
    draft.replaces =
        Some(Replaces { agreement: Some(wishes.agreement.clone()), schedule: Some(wishes.replaced.clone()) });
    if let Some(authorization) = &wishes.authorization {
        draft.resale = Some(Resale { authorization: Some(authorization.clone()), markup: None });
    }
    let unpriced = draft.pricing.as_mut().map(|pricing| grants(pricing, &wishes.quantities));
    let unpriced = unpriced.unwrap_or_else(|| no_dimension(&wishes.quantities, &[]).map(|()| false))?;

    let mut amended = Amended { draft, billed, pending: carried, added, credit, replacement, old_end, end };
    if !says(&amended.draft, &lines) {
        amended.draft.installments = carry::singles(&lines);
    }
    words::fill(&mut amended, offer, plan, wishes, unpriced);
    Ok(amended)
}

const TOO_LARGE: &str = "the amounts are too large to be added exactly";

/// Whether the offer is an agreement that can be replaced, and everything needed for it is given.
fn replaceable(offer: &Offer, wishes: &Wishes) -> Result<(), String> {
    let product = offer.product_type().ok_or("the product's type is not known")?;
    if !product.is_saas_contract() {
        return Err(format!(
            "an agreement on a product of type `{}` cannot be replaced; only `saas_contract` and \
             `saas_contract_with_consumption` can",
            product.word()
        ));
    }
    let resale = offer.resale.get();
    let markup = resale.and_then(|resale| resale.markup.get());
    match (offer.kind(), resale, &wishes.authorization) {
        (Some(Kind::ResaleAuthorization), _, _) => Err(
            "a resale authorization is no agreement; issue a new one, and amend the offer that resells it"
                .to_owned(),
        ),
        _ if markup.is_some() => {
            Err("the buyer pays the authorization's amounts with a markup, which this file does not hold; \
                 write the amounts and leave `markup` out"
                .to_owned())
        }
        (_, Some(_), None) => {
            Err("this offer resells an authorization, which covers one offer: name the one for the \
                 replacement with --authorization, a file or an id"
                .to_owned())
        }
        (_, None, Some(_)) => Err("--authorization is for an offer that resells one".to_owned()),
        _ => Ok(()),
    }
}

fn part(invoices: &[&Invoice]) -> Result<Part, String> {
    let amount = exact_sum(invoices.iter().map(|invoice| invoice.amount)).ok_or(TOO_LARGE)?;
    Ok(Part { invoices: invoices.len(), amount })
}

/// What comes on top of the pending amount; never less than nothing, because a contract that runs
/// only grows.
fn added(
    offer: &Offer,
    pending: Decimal,
    credit: Option<Credit>,
    wishes: &Wishes,
) -> Result<Decimal, String> {
    let credit = credit.map_or(Decimal::ZERO, |credit| credit.amount);
    let more = match wishes.value {
        Value::More(more) => Some(more),
        Value::Total(total) => exact_sub(total, pending),
    };
    let added = more.and_then(|more| exact_sub(more, credit)).ok_or(TOO_LARGE)?;
    if !added.is_sign_negative() || added.is_zero() {
        return Ok(added);
    }
    let money = |amount: Option<Decimal>| amount.map_or(String::new(), |amount| offer.money(amount));
    let least = match wishes.value {
        Value::More(_) => format!("--add {} or more", offer.digits(credit)),
        Value::Total(_) => {
            let least = exact_add(pending, credit).map_or(String::new(), |least| offer.digits(least));
            format!("--total {least} or more")
        }
    };
    Err(format!(
        "the replacement would bill {}, less than the {} that is pending, and a contract that runs only \
         grows; write {least}",
        money(exact_add(pending, added)),
        offer.money(pending)
    ))
}

/// Grants the wished units, and leaves out the prices of what is granted: they are for the old
/// term. Whether there were any.
fn grants(pricing: &mut Pricing, quantities: &[(String, Decimal)]) -> Result<bool, String> {
    let keys: Vec<String> = pricing.dimensions.iter().filter_map(|dimension| dimension.key.clone()).collect();
    no_dimension(quantities, &keys)?;
    let mut unpriced = false;
    for dimension in &mut pricing.dimensions {
        let wish = quantities.iter().rfind(|(key, _)| dimension.key.as_ref() == Some(key));
        let before = dimension.quantity.unwrap_or_default();
        if let Some((key, units)) = wish {
            if *units < before {
                return Err(format!(
                    "{before} of {} are granted, and a contract that runs only grows; {units} are fewer",
                    quote(key)
                ));
            }
            dimension.quantity = Some(*units);
        }
        if dimension.quantity.is_some() {
            unpriced |= !dimension.prices.is_empty();
            dimension.prices.clear();
        }
    }
    Ok(unpriced)
}

/// Refuses units of a dimension that the offer does not have.
fn no_dimension(quantities: &[(String, Decimal)], keys: &[String]) -> Result<(), String> {
    let known: BTreeSet<&String> = keys.iter().collect();
    let Some((key, _)) = quantities.iter().find(|(key, _)| !known.contains(key)) else { return Ok(()) };
    let there_are = match keys {
        [] => "the offer has no `pricing`".to_owned(),
        _ => format!("there are {}", keys.iter().map(|key| quote(key)).collect::<Vec<_>>().join(", ")),
    };
    Err(format!("there is no dimension {}; {there_are}", quote(key)))
}

/// Whether the draft's entries bill exactly these lines.
fn says(draft: &Draft, lines: &[carry::Line]) -> bool {
    let Some(schedule) = draft.schedule(&Calendar::default()) else { return false };
    let billed = schedule.installments.iter().map(|installment| (installment.date, installment.amount));
    billed.eq(lines.iter().map(|line| (line.date, Some(line.amount))))
}
