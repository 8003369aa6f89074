//! From the entries of an offer to dated, exact installments, each knowing why it is what it is.

mod allocation;
mod amounts;
mod charges;
mod expand;
mod origin;
mod problems;
mod recurrence;
mod workdays;

pub use allocation::{Split, split};
pub use charges::{Charge, entries, singles};
pub use expand::{expand, whole};
pub use origin::{AmountOrigin, DateOrigin, SplitOf, Taken};
pub use recurrence::{Candidate, MAX_DATES, candidates, dates, dates_with};
pub(crate) use workdays::add_days;
pub use workdays::{Calendar, CalendarError, roll};

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::offer::{Amount, Offer, Share};

/// The installments of an offer in the order of their dates.
#[derive(Debug, Clone, Default)]
pub struct Schedule {
    /// In date order; those of one day in the order of the file.
    pub installments: Vec<Installment>,
    /// Whether every entry gave its dates: if not, some installments are not here.
    pub dates_complete: bool,
    /// Whether every installment has its amount.
    pub amounts_complete: bool,
    /// What percentages and fractions sum to, where they alone make up the offer.
    pub shares: Option<Share>,
}

/// One dated amount.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Installment {
    /// The scheduled invoice date.
    pub date: NaiveDate,
    /// The amount in the offer's currency; none where it could not be worked out, which has been
    /// reported.
    pub amount: Option<Amount>,
    /// Which entry of the file made it, from 0.
    pub entry: usize,
    /// Which one of its entry's installments it is, from 1.
    pub position: usize,
    /// How many its entry made.
    pub count: usize,
    /// Why it falls on this day.
    pub date_origin: DateOrigin,
    /// Why it is this much.
    pub amount_origin: AmountOrigin,
}

impl Installment {
    /// The text that its entry has for it, `{n}` and `{count}` replaced.
    pub fn note(&self, offer: &Offer) -> Option<String> {
        let note = offer.installments.get()?.get(self.entry)?.note()?;
        Some(note.replace("{n}", &self.position.to_string()).replace("{count}", &self.count.to_string()))
    }

    /// The buyer's purchase order number that its entry has.
    pub fn purchase_order(&self, offer: &Offer) -> Option<String> {
        offer.installments.get()?.get(self.entry)?.purchase_order().get().cloned()
    }
}

impl Schedule {
    /// Whether nothing is missing: every date and every amount is known.
    pub fn is_complete(&self) -> bool {
        self.dates_complete && self.amounts_complete
    }

    /// The exact sum of all installments; none where one is missing, or where the sum has more
    /// digits than can be held exactly (an installment is far too large then, which is reported).
    pub fn total(&self) -> Option<Amount> {
        if !self.is_complete() {
            return None;
        }
        Amount::sum(self.installments.iter().filter_map(|i| i.amount))
    }

    /// The installments that `wanted` picks, by the entry that made them, each in date order.
    pub fn by_entry(&self, wanted: impl Fn(&Installment) -> bool) -> BTreeMap<usize, Vec<&Installment>> {
        let mut entries: BTreeMap<usize, Vec<&Installment>> = BTreeMap::new();
        for installment in self.installments.iter().filter(|installment| wanted(installment)) {
            entries.entry(installment.entry).or_default().push(installment);
        }
        entries
    }
}
