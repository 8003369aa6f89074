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
    Currency,
}

impl PlanHeading {
    const ALL: [(Self, &'static str); 5] = [
        (Self::Date, "invoice_date"),
        (Self::Amount, "amount"),
        (Self::Note, "note"),
        (Self::PurchaseOrder, "purchase_order"),
        (Self::Currency, "currency"),
    ];
}

/// What a column of percentages is called, which no key of the format is.
const SHARES: [&str; 7] = ["share", "percent", "percentage", "pct", "%", "割合", "比率"];

/// Whether a heading names percentages, as `%`, `Percent of total` and `割合（%）` do. One with a number, such as
/// `Amount incl. 10% VAT`, names something else.
pub(super) fn is_share(title: &str) -> bool {
    let title = title.chars().map(plain).collect::<String>().to_lowercase();
    let mut words = title.split(|c: char| !c.is_alphanumeric() && c != '%');
    !title.contains(|c: char| c.is_numeric()) && words.any(|word| SHARES.contains(&word))
}

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

/// The words of a text in small letters, a currency's sign with the word that it stands at.
fn words(text: &str) -> Vec<String> {
    let text = text.chars().map(plain).collect::<String>().to_lowercase();
    let parts = text.split(|c: char| !c.is_alphanumeric() && !"$€£¥₹".contains(c));
    parts.filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

/// What a word counts in, and whether it says the currency, too, as in `kUSD`, `T€` and `千円`.
fn unit_of(word: &str) -> Option<(&'static str, bool)> {
    const UNITS: [(&str, &str); 5] = [
        ("thousands", "k 000 000s thousand thousands thous tsd tausend milliers"),
        ("millions", "m mm mn mio mln million millions millionen"),
        ("billions", "bn billion billions mrd"),
        ("units of 100,000", "lakh lakhs"),
        ("units of 10,000,000", "crore crores"),
    ];
    // Japanese writes no blank before them.
    const ENDS: [(&str, &str); 4] = [
        ("百万", "millions"),
        ("億", "units of 100,000,000"),
        ("千", "thousands"),
        ("万", "units of 10,000"),
    ];
    let (bare, currency) = without_currency(word).map_or((word, false), |(bare, _)| (bare, true));
    if currency && bare == "t" {
        return Some(("thousands", true));
    }
    if let Some((unit, _)) = UNITS.iter().find(|(_, words)| words.split(' ').any(|known| known == bare)) {
        return Some((unit, currency));
    }
    ENDS.iter().find_map(|(end, unit)| {
        let before = bare.strip_suffix(end)?;
        (!before.ends_with(char::is_numeric)).then_some((*unit, currency))
    })
}

/// In what a heading of amounts says that they are counted, if not in ones.
pub(super) fn unit(title: &str) -> Option<&'static str> {
    words(title).iter().find_map(|word| unit_of(word)).map(|(unit, _)| unit)
}

/// In what a line beside a table says that the amounts are counted: `(in thousands)`, `単位：千円`,
/// `All amounts in kUSD`. A number of its own, as in `2 million events`, says nothing of them.
pub(super) fn stated_unit(text: &str) -> Option<&'static str> {
    let words = words(text);
    let before = std::iter::once("").chain(words.iter().map(String::as_str));
    before.zip(&words).find_map(|(before, word)| {
        let (unit, currency) = unit_of(word)?;
        let counts = before.ends_with(char::is_numeric);
        let is_said = words.len() == 1
            || currency
            || matches!(before, "in" | "en" | "unit" | "units" | "単位")
            || without_currency(before).is_some_and(|(rest, _)| rest.is_empty());
        (is_said && !counts).then_some(unit)
    })
}

/// Whether a heading says that tax is in the amounts.
pub(super) fn includes_tax(title: &str) -> bool {
    let words = words(title);
    let any = |known: &[&str]| words.iter().any(|word| known.contains(&word.as_str()));
    title.contains("税込")
        || (any(&["incl", "including", "inc", "gross"]) && any(&["tax", "vat", "gst", "jct"]))
}

/// The codes of the currency that a heading names, as in `Amount (USD)`.
pub(crate) fn currency(title: &str) -> Option<&'static [&'static str]> {
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
