//! Names of months, as people write them in a date.

use chrono::NaiveDate;

use super::from_parts;

/// The names in English, German, French, Spanish and Italian; of each the first three letters are enough.
const MONTHS: [&[&str]; 12] = [
    &["january", "januar", "janvier", "enero", "gennaio"],
    &["february", "februar", "février", "fevrier", "febrero", "febbraio"],
    &["march", "märz", "maerz", "mars", "marzo"],
    &["april", "avril", "abril", "aprile"],
    &["may", "mai", "mayo", "maggio"],
    &["june", "juni", "juin", "junio", "giugno"],
    &["july", "juli", "juillet", "julio", "luglio"],
    &["august", "août", "aout", "agosto"],
    &["september", "septembre", "septiembre", "settembre"],
    &["october", "oktober", "octobre", "octubre", "ottobre"],
    &["november", "novembre", "noviembre"],
    &["december", "dezember", "décembre", "decembre", "diciembre", "dicembre"],
];

/// A date whose month is a word: `Dec 31, 2026`, `31st December 2026`, `31-Dez-2026`.
pub(super) fn with_name(text: &str) -> Option<NaiveDate> {
    let lower = text.to_lowercase();
    let mut words: Vec<&str> = lower
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !matches!(*word, "" | "of" | "de" | "the"))
        .collect();
    if words.len() == 4 && words.first().is_some_and(|word| is_weekday(word)) {
        words.remove(0);
    }
    let (name, day, year) = match *words.as_slice() {
        [year, name, day]
            if year.len() == 4
                && year.bytes().all(|b| b.is_ascii_digit())
                && name.starts_with(char::is_alphabetic) =>
        {
            (name, day, year)
        }
        [name, day, year] if name.starts_with(char::is_alphabetic) => (name, day, year),
        [day, name, year] => (name, day, year),
        _ => return None,
    };
    from_parts(year, &number(name)?.to_string(), day.trim_end_matches(char::is_alphabetic))
}

/// `15-Dec-26`: a date of this century whose month is a word.
pub(super) fn short_year(parts: &[&str]) -> Option<NaiveDate> {
    let [day, name, year] = *parts else { return None };
    let month = number(&name.to_lowercase())?;
    from_parts(&format!("20{year:0>2}"), &month.to_string(), day)
}

/// Whether a word is a weekday, or its beginning.
pub(in crate::offer) fn is_weekday(word: &str) -> bool {
    const WEEKDAYS: [&str; 7] =
        ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
    word.len() >= 3 && WEEKDAYS.iter().any(|day| day.starts_with(word))
}

/// The number of the month that a name, or its beginning, belongs to; `None` if to several.
pub(in crate::offer) fn number(name: &str) -> Option<usize> {
    let begins =
        |names: &&[&str]| name.chars().count() >= 3 && names.iter().any(|full| full.starts_with(name));
    let mut found = MONTHS.iter().enumerate().filter(|(_, names)| begins(names));
    let (at, _) = found.next()?;
    found.next().is_none().then_some(at + 1)
}
