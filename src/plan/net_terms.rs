//! The payment terms of a whole offer.

use crate::offer::Offer;
use crate::offer::accounts::{self, Register};

/// Payment due period in days: the offer's own, else that of its buyers where they agree.
pub(super) fn net_days(offer: &Offer, register: &Register) -> Option<u32> {
    if let Some(days) = offer.net_terms.get() {
        return Some(*days);
    }
    let buyers = offer.buyers.get()?;
    let mut known = buyers.iter().filter_map(|buyer| accounts::net_days(buyer, offer, register));
    let first = known.next()?;
    known.all(|days| days == first).then_some(first)
}
