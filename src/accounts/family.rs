//! Billing families: what the offer and the register together say of a buyer.

use super::Register;
use crate::offer::{Billing, Buyer, Field, Offer};

/// How a buyer stands with the marketplace's billing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It, or an account of its billing family, is on invoice.
    Invoiced,
    /// Nobody of its family is on invoice, and it or its payer pays by credit card.
    CreditCard,
    /// Neither the offer nor the register says.
    Unknown,
    /// Something about it could not be read, which has been reported.
    Unreadable,
}

/// What is known of one account: the offer's word, else the register's.
struct Facts<'a> {
    payer: Option<&'a str>,
    billing: Option<Billing>,
    independent: bool,
}

/// How a buyer of an offer stands.
///
/// A family are the accounts that share a payer, the payer included. Source: Seller Guide,
/// "Flexible payment scheduler": the buyer, or an account of its billing family, must be on
/// invoicing terms.
pub fn standing(buyer: &Buyer, offer: &Offer, register: &Register) -> Standing {
    let Some(account) = buyer.account.get() else {
        return Standing::Unreadable;
    };
    if buyer.billing.is_invalid() || buyer.payer.is_invalid() || buyer.independent.is_invalid() {
        return Standing::Unreadable;
    }
    let own = facts(account, offer, register);
    let payer = if own.independent { account } else { own.payer.unwrap_or(account) };
    if own.billing == Some(Billing::Invoice) {
        return Standing::Invoiced;
    }
    if !own.independent && family_is_invoiced(payer, offer, register) {
        return Standing::Invoiced;
    }
    let payers = facts(payer, offer, register).billing;
    match own.billing.or(payers) {
        Some(Billing::CreditCard) => Standing::CreditCard,
        _ => Standing::Unknown,
    }
}

/// Payment due period of a buyer in days: what the offer says of it, else its payer's, else its
/// own in the register.
pub fn net_days(buyer: &Buyer, offer: &Offer, register: &Register) -> Option<u32> {
    if let Field::Given(days) = &buyer.net_days {
        return Some(days.value);
    }
    let account = buyer.account.get()?;
    let own = facts(account, offer, register);
    let payer = own.payer.filter(|_| !own.independent);
    let of = |id: &str| {
        let named = buyer_of(id, offer).and_then(|b| b.net_days.get().copied());
        named.or_else(|| register.account(id)?.net_days)
    };
    payer.and_then(of).or_else(|| of(account))
}

fn family_is_invoiced(payer: &str, offer: &Offer, register: &Register) -> bool {
    // The register's accounts, unless the offer says otherwise of them.
    let in_register = register.invoiced_by(payer).any(|id| match buyer_of(id, offer) {
        None => true,
        Some(_) => belongs(id, payer, offer, register),
    });
    in_register || named(offer).any(|id| belongs(id, payer, offer, register))
}

/// Whether an account is of the payer's family and on invoice.
fn belongs(id: &str, payer: &str, offer: &Offer, register: &Register) -> bool {
    let facts = facts(id, offer, register);
    let family = id == payer || (!facts.independent && facts.payer == Some(payer));
    family && facts.billing == Some(Billing::Invoice)
}

fn facts<'a>(id: &str, offer: &'a Offer, register: &'a Register) -> Facts<'a> {
    let known = register.account(id);
    let named = buyer_of(id, offer);
    let payer = named.and_then(|b| b.payer.get()).or_else(|| known?.payer.as_ref());
    Facts {
        payer: payer.map(String::as_str),
        billing: named.and_then(|b| b.billing.get().copied()).or_else(|| known?.billing),
        independent: named
            .and_then(|b| b.independent.get().copied())
            .unwrap_or_else(|| known.is_some_and(|a| a.independent)),
    }
}

fn buyer_of<'a>(id: &str, offer: &'a Offer) -> Option<&'a Buyer> {
    let buyers = offer.buyers.get()?;
    buyers.iter().find(|b| b.account.get().is_some_and(|account| account == id))
}

fn named(offer: &Offer) -> impl Iterator<Item = &str> {
    let buyers = offer.buyers.get().map_or(&[][..], Vec::as_slice);
    buyers.iter().filter_map(|b| b.account.get().map(String::as_str))
}
