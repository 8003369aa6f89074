//! The payment terms of a whole offer.

use crate::offer::Offer;
use crate::offer::accounts::{self, Register};

/// Payment due period in days: the offer's own, else that of its buyers if all agree. `None` if one of
/// them has none: nothing is assumed.
pub(super) fn net_days(offer: &Offer, register: &Register) -> Option<u32> {
    if let Some(days) = offer.net_terms.get() {
        return Some(*days);
    }
    let buyers = offer.buyers.get()?;
    let families = accounts::Families::of(offer, register);
    let mut days = buyers.iter().map(|buyer| families.net_days(buyer));
    let first = days.next()??;
    days.all(|days| days == Some(first)).then_some(first)
}
