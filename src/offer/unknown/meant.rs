//! What a key that the format does not have was meant to be.

use crate::offer::reader::{Slot, Slots};
use crate::offer::shape::{Key, Shape, Table, sample};
use crate::offer::synonyms::{Likeness, key_of};
use crate::offer::{Duration, amount, date, parse_account};
use crate::text::diagnostic::{closest, only_close};
use crate::text::yaml::Entry;

/// What an unknown key was meant to be.
pub(super) enum Meant {
    /// A key that the mapping has as well.
    Given(&'static str),
    /// A key that is free: its name and index in the table, and how sure it is; `None` if others are as
    /// close.
    Name { name: &'static str, at: usize, sure: Option<Likeness> },
    /// A key of a mapping that this one holds: that mapping's name, and how it is written.
    Inside(&'static str, String),
    /// The only key that is lacking and takes such a value.
    Shape(&'static str),
    /// Nothing that is known.
    Unknown,
}

/// `product_id` beside the others: a key of `product`.
pub(super) fn inside<const N: usize>(
    text: &str,
    table: &'static [Key; N],
    slots: &mut Slots<'_, '_, N>,
) -> Option<Meant> {
    let word = text.to_lowercase().replace(['_', '-', ' '], "");
    let (key, slot) = table.iter().zip(slots).find(|(key, _)| {
        let Shape::Table(inner) = key.shape else { return false };
        let rest = word.strip_prefix(key.name);
        rest.is_some_and(|rest| inner.keys.iter().any(|inner| inner.name.replace('_', "") == rest))
    })?;
    if slot.is_empty() {
        *slot = Slot::Broken;
    }
    Some(Meant::Inside(key.name, sample(&key.shape)))
}

/// A date where only a date is lacking, an amount where only an amount is. Words that say something of
/// their own are taken for what they say.
pub(super) fn by_shape<const N: usize>(
    entry: &Entry<'_>,
    table: &'static [Key; N],
    slots: &mut Slots<'_, '_, N>,
) -> Option<Meant> {
    let own = entry.key.text().is_some_and(|text| matches!(text, "count" | "days" | "times" | "number"));
    let value = entry.value.text().filter(|_| !own)?;
    let fits = |shape: &Shape| match shape {
        Shape::Date => date::parse_date(value).is_ok(),
        Shape::Amount | Shape::Share { .. } => amount::parse_decimal(value).is_ok(),
        Shape::Duration => Duration::parse(value).is_ok(),
        Shape::Table(table) if table.name == "term" => Duration::parse(value).is_ok(),
        Shape::Either(shapes) => {
            shapes.iter().any(|shape| matches!(shape, Shape::Duration) && Duration::parse(value).is_ok())
        }
        Shape::Account => parse_account(value).is_ok(),
        _ => false,
    };
    let lacking = table.iter().zip(slots).filter(|(key, slot)| key.required && slot.is_empty());
    let mut fitting = lacking.filter(|(key, _)| fits(&key.shape));
    let (key, slot) = fitting.next()?;
    if fitting.next().is_some() {
        return None;
    }
    *slot = Slot::Broken;
    Some(Meant::Shape(key.name))
}

/// Words that say something of their own, however close to a key they are spelled.
const OWN_WORDS: [&str; 12] =
    ["days", "months", "weeks", "years", "date", "dates", "number", "rate", "terms", "unit", "count", "time"];

/// What an unknown key was meant to be, by its spelling and by other words for the keys that are free.
pub(super) fn meant<const N: usize>(
    text: &str,
    table: &'static [Key; N],
    slots: &Slots<'_, '_, N>,
    format: &'static Table,
) -> Meant {
    let all = || table.iter().map(|key| key.name);
    let free = || table.iter().zip(slots).filter(|(_, slot)| slot.is_empty()).map(|(key, _)| key);
    let named = |name: &'static str, sure: Option<Likeness>| {
        let at = table.iter().position(|key| key.name == name)?;
        slots.get(at).is_some_and(|slot| slot.is_empty()).then_some(Meant::Name { name, at, sure })
    };
    // `product_id` is no `id` of the offer.
    let of_inner = table.iter().any(|key| {
        matches!(key.shape, Shape::Table(_))
            && text.to_lowercase().starts_with(key.name)
            && key.name == "product"
    });
    if of_inner && !all().any(|key| key == "title") {
        return Meant::Unknown;
    }
    if let Some((name, likely)) = key_of(text, free().map(|key| key.name)) {
        // A key of another mapping may have been meant as what it is.
        let sure = Some(likely).filter(|sure| *sure == Likeness::Certain || !format.has_key(text));
        return named(name, sure).unwrap_or(Meant::Unknown);
    }
    let spelled = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | ' ');
    if OWN_WORDS.contains(&text) || format.has_key(text) || !text.chars().all(spelled) {
        return key_of(text, all()).map_or(Meant::Unknown, |(name, _)| Meant::Given(name));
    }
    let nearest = closest(text, all());
    // Of several close ones, a required key is the likeliest.
    let lacking = free().filter(|key| key.required).map(|key| key.name);
    let likeliest = closest(text, lacking).or(nearest);
    if let Some(name) = likeliest {
        let certain = only_close(text, all()) == Some(name);
        return named(name, certain.then_some(Likeness::Certain)).unwrap_or(Meant::Given(name));
    }
    key_of(text, all()).map_or(Meant::Unknown, |(name, _)| Meant::Given(name))
}
