//! Expands the entries of an offer into dated, exact installments, each with its origin.

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
pub use workdays::{Holidays, HolidaysError, roll};

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::offer::{Amount, Offer, Share};

/// The installments of an offer in the order of their dates.
#[derive(Debug, Clone, Default)]
pub struct Schedule {
    /// In date order; those of one day in the order of the file.
    pub installments: Vec<Installment>,
    /// Whether every entry yielded its dates: if not, some installments are missing.
    pub dates_complete: bool,
    /// Whether every installment has its amount.
    pub amounts_complete: bool,
    /// The sum of percentages and fractions, if they alone make up the offer.
    pub shares: Option<Share>,
}

/// One dated amount.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Installment {
    /// The scheduled invoice date.
    pub date: NaiveDate,
    /// The amount in the offer's currency; `None` if it could not be computed, which has been reported.
    pub amount: Option<Amount>,
    /// The index of its entry in the file, from 0.
    pub entry: usize,
    /// Its position among its entry's installments, from 1.
    pub position: usize,
    /// How many installments its entry has.
    pub count: usize,
    /// Why it has this date.
    pub date_origin: DateOrigin,
    /// Why it has this amount.
    pub amount_origin: AmountOrigin,
}

impl Installment {
    /// Its entry's note, with `{n}` and `{count}` replaced.
    pub(crate) fn note(&self, offer: &Offer) -> Option<String> {
        let note = offer.installments.get()?.get(self.entry)?.note()?;
        Some(note.replace("{n}", &self.position.to_string()).replace("{count}", &self.count.to_string()))
    }

    /// Its entry's purchase order number.
    pub(crate) fn purchase_order(&self, offer: &Offer) -> Option<String> {
        offer.installments.get()?.get(self.entry)?.purchase_order().get().cloned()
    }
}

impl Schedule {
    /// Whether nothing is missing: every date and every amount is known.
    pub fn is_complete(&self) -> bool {
        self.dates_complete && self.amounts_complete
    }

    /// The exact sum of all installments; `None` if one is missing, or the sum has more digits than can
    /// be held exactly (then an installment is far too large, which is reported).
    pub fn total(&self) -> Option<Amount> {
        if !self.is_complete() {
            return None;
        }
        Amount::sum(self.installments.iter().filter_map(|i| i.amount))
    }

    /// The installments selected by `wanted`, grouped by entry, each group in date order.
    pub(crate) fn by_entry(
        &self,
        wanted: impl Fn(&Installment) -> bool,
    ) -> BTreeMap<usize, Vec<&Installment>> {
        let mut entries: BTreeMap<usize, Vec<&Installment>> = BTreeMap::new();
        for installment in self.installments.iter().filter(|installment| wanted(installment)) {
            entries.entry(installment.entry).or_default().push(installment);
        }
        entries
    }
}
