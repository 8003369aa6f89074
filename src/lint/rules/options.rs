//! The thresholds that rules take from the configuration.

use std::collections::{BTreeMap, BTreeSet};

use crate::offer::Amount;

/// What a repository may set; otherwise the defaults apply.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// `invoice-long-after-acceptance`: most days from the last day to accept to the first invoice.
    pub days_after_acceptance: u32,
    /// `gap-between-invoices`: most calendar months between two invoices.
    pub months_between_invoices: u32,
    /// `no-room-to-extend`: the fewest days from the last day to accept to a second invoice.
    pub days_to_extend: u32,
    /// `small-installment`: smallest amount by currency code, in the currency's major unit.
    pub smallest_installment: BTreeMap<String, Amount>,
    /// The seller's country, two letters, where it matters to the marketplace.
    pub seller_country: Option<String>,
    /// Whether dimensions are checked against the limits of the API, not of the console.
    pub api_dimension_limits: bool,
    /// `overlapping-offers`: ids of products of which a buyer may have several agreements at once.
    pub concurrent_agreements: BTreeSet<String>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            days_after_acceptance: 60,
            months_between_invoices: 12,
            days_to_extend: 14,
            smallest_installment: BTreeMap::new(),
            seller_country: None,
            api_dimension_limits: false,
            concurrent_agreements: BTreeSet::new(),
        }
    }
}
