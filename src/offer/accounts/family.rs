//! Billing families: what the offer and the register together say about its buyers.

use std::collections::{HashMap, HashSet};

use super::Register;
use crate::offer::{Billing, Buyer, Field, Offer};

/// How the marketplace bills a buyer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It, or an account of its billing family, is on invoicing terms.
    Invoiced,
    /// Nobody in its family is on invoicing terms, and it or its payer pays by credit card.
    CreditCard,
    /// Neither the offer nor the register says.
    Unknown,
    /// Something about it or its family could not be read, which has been reported.
    Unreadable,
}

/// The billing families of an offer's buyers.
///
/// A family is the accounts that share a payer, the payer included. What the offer says about an account
/// overrides the register. Source: Seller Guide, "Flexible payment scheduler": the buyer, or an account
/// of its billing family, must be on invoicing terms.
#[derive(Debug)]
pub struct Families<'a> {
    register: &'a Register,
    /// All entries, in the order of the offer.
    list: &'a [Buyer],
    /// What the offer says about an account; of two entries the first counts.
    buyers: HashMap<&'a str, &'a Buyer>,
    /// The payers whose families have somebody on invoicing terms.
    invoiced: HashSet<&'a str>,
    /// The payers whose families have something that could not be read.
    unreadable: HashSet<&'a str>,
}

/// What is known about one account: from the offer, else from the register.
struct AccountFacts<'a> {
    payer: Option<&'a str>,
    billing: Option<Billing>,
    independent: bool,
}

/// How a buyer of an offer is billed; use [`Families`] for many buyers.
pub fn standing(buyer: &Buyer, offer: &Offer, register: &Register) -> Standing {
    Families::of(offer, register).standing(buyer)
}

/// Payment due period of a buyer in days: what the offer says, else its payer's, else its own in the
/// register.
pub fn net_days(buyer: &Buyer, offer: &Offer, register: &Register) -> Option<u32> {
    Families::of(offer, register).net_days(buyer)
}

impl<'a> Families<'a> {
    /// Combines the offer and the register.
    pub fn of(offer: &'a Offer, register: &'a Register) -> Self {
        let list = offer.buyers.get().map_or(&[][..], Vec::as_slice);
        let mut buyers = HashMap::new();
        for buyer in list {
            if let Some(account) = buyer.account.get() {
                buyers.entry(account.as_str()).or_insert(buyer);
            }
        }
        let mut families =
            Self { register, list, buyers, invoiced: HashSet::new(), unreadable: HashSet::new() };
        let payers: HashSet<&str> = list.iter().filter_map(|buyer| families.take_in(buyer)).collect();
        // The register's accounts count unless the offer names them itself.
        let by_register = |payer: &&str| register.invoiced_by(payer).any(|id| !families.is_buyer(id));
        let invoiced: Vec<&str> = payers.into_iter().filter(by_register).collect();
        families.invoiced.extend(invoiced);
        families
    }

    /// The buyers whose account could be read, in the order of the offer; of two entries for one
    /// account only the first.
    pub fn buyers(&self) -> impl Iterator<Item = (&'a str, &'a Buyer)> {
        self.list.iter().filter_map(|buyer| {
            let account = buyer.account.get()?.as_str();
            let counts = self.buyers.get(account).is_some_and(|first| std::ptr::eq(*first, buyer));
            counts.then_some((account, buyer))
        })
    }

    /// How a buyer is billed.
    pub fn standing(&self, buyer: &Buyer) -> Standing {
        let Some(account) = buyer.account.get().filter(|_| is_readable(buyer)) else {
            return Standing::Unreadable;
        };
        let own = self.facts(account);
        let payer = own.pays(account);
        if own.billing == Some(Billing::Invoice) || (!own.independent && self.invoiced.contains(payer)) {
            return Standing::Invoiced;
        }
        if !own.independent && self.unreadable.contains(payer) {
            return Standing::Unreadable;
        }
        match own.billing.or_else(|| self.facts(payer).billing) {
            Some(Billing::CreditCard) => Standing::CreditCard,
            _ => Standing::Unknown,
        }
    }

    /// The account that pays for a buyer: its payer, or itself if it has none or is independent. `None`
    /// if its id could not be read.
    pub fn payer_of(&self, buyer: &'a Buyer) -> Option<&'a str> {
        let account = buyer.account.get()?;
        Some(self.facts(account).pays(account))
    }

    /// The payer that the offer, else the register, names for an account; `None` for an independent
    /// one, whose payer does not matter.
    pub fn named_payer(&self, account: &str) -> Option<&'a str> {
        let facts = self.facts(account);
        facts.payer.filter(|_| !facts.independent)
    }

    /// Payment due period of a buyer in days: what the offer says, else its payer's (unless it is
    /// independent), else its own in the register.
    pub fn net_days(&self, buyer: &Buyer) -> Option<u32> {
        if let Field::Given(days) = &buyer.net_days {
            return Some(days.value);
        }
        let account = buyer.account.get()?;
        let of = |id: &str| {
            let named = self.buyers.get(id).and_then(|b| b.net_days.get().copied());
            named.or_else(|| self.register.account(id)?.net_days)
        };
        of(self.facts(account).pays(account)).or_else(|| of(account))
    }

    /// Whether the offer names this account as a buyer.
    pub fn is_buyer(&self, id: &str) -> bool {
        self.buyers.contains_key(id)
    }

    /// Records what a buyer means for its family; returns its payer.
    fn take_in(&mut self, buyer: &'a Buyer) -> Option<&'a str> {
        let Some(account) = buyer.account.get().map(String::as_str) else {
            // Whichever it is, it may be the one on invoicing terms.
            self.unreadable.extend(buyer.payer.get().map(String::as_str));
            return None;
        };
        let facts = self.facts(account);
        let payer = facts.pays(account);
        if !is_readable(buyer) {
            self.unreadable.extend([account, payer]);
        }
        if facts.billing == Some(Billing::Invoice) {
            self.invoiced.extend([account, payer]);
        }
        Some(payer)
    }

    fn facts(&self, id: &str) -> AccountFacts<'a> {
        let known = self.register.account(id);
        let named = self.buyers.get(id).copied();
        let payer = named.and_then(|b| b.payer.get()).or_else(|| known?.payer.as_ref());
        AccountFacts {
            payer: payer.map(String::as_str),
            billing: named.and_then(|b| b.billing.get().copied()).or_else(|| known?.billing),
            independent: named
                .and_then(|b| b.independent.get().copied())
                .unwrap_or_else(|| known.is_some_and(|a| a.independent)),
        }
    }
}

impl<'a> AccountFacts<'a> {
    /// The payer of `account`, whose facts these are.
    fn pays<'b>(&self, account: &'b str) -> &'b str
    where
        'a: 'b,
    {
        self.payer.filter(|_| !self.independent).unwrap_or(account)
    }
}

fn is_readable(buyer: &Buyer) -> bool {
    !(buyer.billing.is_invalid() || buyer.payer.is_invalid() || buyer.independent.is_invalid())
}
