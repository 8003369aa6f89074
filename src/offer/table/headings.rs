//! The words above the columns of a payment plan.

use crate::offer::synonyms::{Likeness, key_of};

/// What a column of a payment plan holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum PlanHeading {
    Date,
    Amount,
    Note,
    PurchaseOrder,
}

impl PlanHeading {
    const ALL: [(Self, &'static str); 4] = [
        (Self::Date, "invoice_date"),
        (Self::Amount, "amount"),
        (Self::Note, "note"),
        (Self::PurchaseOrder, "purchase_order"),
    ];
}

/// What a column of percentages is called, which no key of the format is.
const SHARES: [&str; 5] = ["share", "percent", "percentage", "%", "割合"];

/// The column that each heading names, by its number from 0, for a row of titles: one whose title can
/// mean nothing else, or else one whose title may. `Err` has two columns that a heading names equally well.
pub(super) fn columns(titles: &[&str]) -> Result<Vec<(PlanHeading, usize)>, (usize, usize)> {
    let keys = PlanHeading::ALL.iter().map(|(_, key)| *key);
    let key = |title: &&str| match key_of(title, keys.clone()) {
        None if SHARES.contains(&title.trim().to_lowercase().as_str()) => Some(("amount", Likeness::Likely)),
        found => found,
    };
    let named: Vec<Option<(&str, Likeness)>> = titles.iter().map(key).collect();
    let mut found = Vec::new();
    for (heading, key) in PlanHeading::ALL {
        let of = |sure: Likeness| -> Vec<usize> {
            let columns = named.iter().enumerate().filter(|(_, found)| **found == Some((key, sure)));
            columns.map(|(at, _)| at).collect()
        };
        let sure = of(Likeness::Certain);
        let columns = if sure.is_empty() { of(Likeness::Likely) } else { sure };
        match columns.as_slice() {
            [] => {}
            [one] => found.push((heading, *one)),
            [one, other, ..] => return Err((*one, *other)),
        }
    }
    Ok(found)
}
