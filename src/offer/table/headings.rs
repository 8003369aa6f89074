//! The words above the columns of a payment plan.

use super::digits::plain;
use crate::offer::marks::without_currency;
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
const SHARES: [&str; 6] = ["share", "percent", "percentage", "%", "割合", "比率"];

/// The column that each heading names, by its number from 0, for a row of titles: one whose title can
/// mean nothing else, or else one whose title may. `Err` has two columns of dates or of amounts that are named
/// equally well.
pub(super) fn columns(titles: &[&str]) -> Result<Vec<(PlanHeading, usize)>, (usize, usize)> {
    let keys = PlanHeading::ALL.iter().map(|(_, key)| *key);
    let key = |title: &&str| match key_of(title, keys.clone()) {
        None if SHARES.contains(&title.trim().to_lowercase().as_str()) => Some(("amount", Likeness::Likely)),
        found => found,
    };
    let named: Vec<Option<(&str, Likeness)>> = titles.iter().map(|title| key(&title.trim())).collect();
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
            [one, other, ..] if matches!(heading, PlanHeading::Date | PlanHeading::Amount) => {
                return Err((*one, *other));
            }
            // What is not needed is left out rather than guessed.
            _ => {}
        }
    }
    Ok(found)
}

/// The words of a heading, in small letters.
fn words(title: &str) -> Vec<String> {
    let title: String = title.chars().map(plain).collect::<String>().to_lowercase();
    title.split(|c: char| !c.is_alphanumeric()).map(str::to_owned).collect()
}

/// In what a heading of amounts says that they are counted, if not in ones.
pub(super) fn unit(title: &str) -> Option<&'static str> {
    const UNITS: [(&str, &str); 17] = [
        ("百万円", "millions"),
        ("千円", "thousands"),
        ("万円", "units of 10,000"),
        ("千", "thousands"),
        ("thousand", "thousands"),
        ("thousands", "thousands"),
        ("000", "thousands"),
        ("000s", "thousands"),
        ("k", "thousands"),
        ("kusd", "thousands"),
        ("keur", "thousands"),
        ("kjpy", "thousands"),
        ("million", "millions"),
        ("millions", "millions"),
        ("mn", "millions"),
        ("m", "millions"),
        ("musd", "millions"),
    ];
    let words = words(title);
    UNITS.iter().find(|(word, _)| words.iter().any(|known| known == word)).map(|(_, unit)| *unit)
}

/// Whether a heading says that tax is in the amounts.
pub(super) fn includes_tax(title: &str) -> bool {
    let words = words(title);
    let any = |known: &[&str]| words.iter().any(|word| known.contains(&word.as_str()));
    title.contains("税込")
        || (any(&["incl", "including", "inc", "gross"]) && any(&["tax", "vat", "gst", "jct"]))
}

/// The codes of the currency that a heading names, as in `Amount (USD)`.
pub(super) fn currency(title: &str) -> Option<&'static [&'static str]> {
    let title = title.chars().map(plain).collect::<String>().to_uppercase();
    let mut words = title
        .split(|c: char| c.is_whitespace() || matches!(c, '(' | ')' | '[' | ']' | '_' | ',' | '/' | ':'));
    words.find_map(|word| without_currency(word).filter(|(rest, _)| rest.is_empty()).map(|(_, codes)| codes))
}

/// Whether a cell looks like the number of a purchase order: `PO-4711`, `発注 12`.
pub(super) fn is_order(cell: &str) -> bool {
    let text: String = cell.chars().map(plain).collect::<String>().to_lowercase();
    let number = ["p.o.", "po", "発注", "注文"].iter().find_map(|word| text.trim().strip_prefix(word));
    number.is_some_and(|rest| {
        rest.chars().any(|c| c.is_ascii_digit()) && !rest.starts_with(char::is_alphabetic)
    })
}
