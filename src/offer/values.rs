//! Reads single values: text, words, dates, amounts, percentages, numbers.

use super::choice::Choice;
use super::fields::{Field, Problem, quote};
use super::reader::{Reader, Slot};
use crate::text::diagnostic::{closest, names, only_close};

impl<'d, 's> Reader<'d, 's> {
    /// Free text.
    pub(crate) fn text(&mut self, slot: Slot<'d, 's>, what: &str) -> Field<String> {
        self.field(slot, |reader, node| reader.scalar(node, what, "text").map(str::to_owned))
    }

    /// A word out of a closed set.
    pub(crate) fn choice<T: Choice>(&mut self, slot: Slot<'d, 's>, what: &str) -> Field<T> {
        self.parsed(slot, names::INVALID_CHOICE, what, |text| {
            T::parse(text).ok_or_else(|| not_a_choice(text, what, T::WORDS.iter().map(|(word, _)| *word)))
        })
    }

    /// A calendar day.
    pub(crate) fn date(&mut self, slot: Slot<'d, 's>, what: &str) -> Field<chrono::NaiveDate> {
        self.parsed(slot, names::INVALID_DATE, what, super::date::parse_date)
    }

    /// An amount.
    pub(crate) fn decimal(&mut self, slot: Slot<'d, 's>, what: &str) -> Field<rust_decimal::Decimal> {
        self.parsed(slot, names::INVALID_AMOUNT, what, super::amount::parse_decimal)
    }

    /// A currency code.
    pub(crate) fn currency(&mut self, slot: Slot<'d, 's>) -> Field<super::Currency> {
        self.parsed(slot, names::UNSUPPORTED_CURRENCY, "`currency`", |text| {
            super::Currency::parse(text).ok_or_else(|| {
                if text.trim().is_empty() {
                    return Problem::new("a currency code is missing here").help("write for example `USD`");
                }
                let problem = Problem::new(format!("{} is not a currency code", quote(text)));
                match super::Currency::meant(text) {
                    Some(code) => problem.help(format!("write `{code}`")),
                    None => problem.help("write the ISO 4217 code, for example `USD` or `JPY`"),
                }
            })
        })
    }

    /// A percentage such as `5%`.
    pub(crate) fn percent(&mut self, slot: Slot<'d, 's>, what: &str) -> Field<super::Share> {
        self.parsed(slot, names::INVALID_AMOUNT, what, super::amount::parse_percent)
    }

    /// A whole number of at least `least`, at most seven digits.
    pub(crate) fn whole(&mut self, slot: Slot<'d, 's>, what: &str, least: u32) -> Field<u32> {
        self.parsed(slot, names::WRONG_TYPE, what, |text| whole_number(text, what, least))
    }
}

fn whole_number(text: &str, what: &str, least: u32) -> Result<u32, Problem> {
    let number = |text: &str| {
        let digits = (1..=7).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
        digits.then(|| text.parse::<u32>().ok()).flatten()
    };
    match number(text) {
        Some(number) if number >= least => return Ok(number),
        Some(_) => {
            return Err(Problem::new(format!(
                "{what} is a whole number of at least {least}, but this is {}",
                quote(text)
            ))
            .help(format!("write {least} or more")));
        }
        None => {}
    }
    let problem =
        Problem::new(format!("{what} is a whole number of at least {least}, but this is {}", quote(text)));
    // `30 days`, `net 30`, `3.0`, `３`: the number is there, in other dress.
    let folded = super::amount::fold(text);
    let bare = folded.trim_matches(|c: char| c.is_alphabetic() || c.is_whitespace());
    let bare =
        bare.split_once('.').filter(|(_, zeros)| zeros.bytes().all(|b| b == b'0')).map_or(bare, |d| d.0);
    Err(match number(bare).filter(|n| *n >= least) {
        Some(number) => problem.help(format!("write `{number}`")),
        None => problem.help("write it in digits alone"),
    })
}

/// What a text that should have been more than text is called, by the rule that reports it.
pub(super) fn noun(rule: &str) -> &'static str {
    match rule {
        names::INVALID_DATE => "a date",
        names::INVALID_AMOUNT => "an amount",
        names::INVALID_CHOICE => "a word",
        names::INVALID_TERM => "a duration",
        names::INVALID_ACCOUNT_ID => "an account id",
        names::UNSUPPORTED_CURRENCY => "a currency code",
        names::WRONG_TYPE => "a number",
        _ => "text",
    }
}

pub(crate) fn not_a_choice(
    text: &str,
    what: &str,
    words: impl Iterator<Item = &'static str> + Clone,
) -> Problem {
    let problem = match text.trim() {
        "" => Problem::new(format!("{what} is empty")),
        _ => Problem::new(format!("{what} cannot be {}", quote(text))),
    };
    match (only_close(text, words.clone()), closest(text, words.clone())) {
        (Some(word), _) => problem.replacement(word),
        (None, Some(word)) => problem.help(format!("did you mean `{word}`?")),
        (None, None) => {
            // `SaaS` for one of several words that start with it.
            let stem: String = text
                .trim()
                .chars()
                .take_while(char::is_ascii_alphanumeric)
                .collect::<String>()
                .to_lowercase();
            let near = |word: &&str| stem.len() >= 3 && word.starts_with(&stem);
            let any_near = words.clone().any(|word| near(&word));
            let shown = words.filter(|word| !any_near || near(word));
            let words: Vec<String> = shown.map(|word| format!("`{word}`")).collect();
            problem.help(format!("write one of {}", words.join(", ")))
        }
    }
}
