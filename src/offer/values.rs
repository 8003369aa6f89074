//! The values of the format: text, words, dates, amounts, percentages, numbers, each read and written.

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::account::read_account;
use super::amount::{MAX_DIGITS, parse_decimal, parse_part, parse_percent, parse_portion};
use super::choice::Choice;
use super::date::parse_date;
use super::fields::{Certainty, Problem, quote};
use super::keys::Value;
use super::reader::Reader;
use super::shape::words;
use super::yaml::Yaml;
use super::{Amount, Currency, Duration, Offset, Period, Portion, Shape, Share};
use crate::text::diagnostic::{Diagnostic, closest, names, only_close};
use crate::text::message::{self, msg};
use crate::text::yaml::Node;

/// Implements [`Value`] for a scalar, with the rule that reports invalid text.
macro_rules! scalars {
    ($($(#[$meta:meta])* $name:ty => $value:ty, $shape:expr, $rule:expr, $parse:expr, $write:expr;)+) => {$(
        impl Value for $name {
            type Value = $value;
            const SHAPE: Shape = $shape;

            fn read<'d, 's>(reader: &mut Reader<'d, 's>, node: &'d Node<'s>, what: &str) -> Option<$value> {
                let parse: fn(&str, &str) -> Result<$value, Problem> = $parse;
                reader.parse(node, $rule, what, |text| parse(text, what))
            }

            fn write(value: &$value, currency: Option<Currency>) -> Yaml {
                let write: fn(&$value, Option<Currency>) -> Yaml = $write;
                write(value, currency)
            }
        }
    )+};
}

/// An account id of twelve digits.
#[derive(Debug)]
pub(crate) struct AccountId;
/// An amount above zero.
#[derive(Debug)]
pub(crate) struct Positive;
/// An amount that may be below zero.
#[derive(Debug)]
pub(crate) struct Signed;
/// A price of one unit.
#[derive(Debug)]
pub(crate) struct UnitPrice;
/// How many units are granted, which a rule checks.
#[derive(Debug)]
pub(crate) struct Quantity;
/// A percentage.
#[derive(Debug)]
pub(crate) struct Percent;
/// A percentage of at most 100%.
#[derive(Debug)]
pub(crate) struct Part;
/// What each installment of a series bills; the remainder can be taken only once.
#[derive(Debug)]
pub(crate) struct Each;
/// A whole number of at least `LEAST`.
#[derive(Debug)]
pub(crate) struct Whole<const LEAST: u32>;
/// A day of the month, 1 to 31.
#[derive(Debug)]
pub(crate) struct DayOfMonth;
/// The days of a payment due period.
#[derive(Debug)]
pub(crate) struct NetTerms;
/// The category of dimensions.
#[derive(Debug)]
pub(crate) struct Category;

const NET_TERMS: [&str; 6] = ["15", "30", "45", "60", "90", "120"];
const CATEGORIES: [&str; 7] = ["hosts", "users", "data", "bandwidth", "requests", "tiers", "units"];

scalars! {
    NaiveDate => NaiveDate, Shape::Date, names::INVALID_DATE, |text, _| parse_date(text), |day, _| Yaml::plain(day);
    Amount => Amount, Shape::Amount, names::INVALID_AMOUNT, |text, _| Amount::parse(text),
        |amount, currency| Yaml::Plain(digits(*amount, currency));
    Positive => Amount, Shape::Positive, names::INVALID_AMOUNT, positive, |amount, _| Yaml::plain(amount);
    Signed => Amount, Shape::Number, names::INVALID_AMOUNT, |text, _| signed(text), |amount, _| Yaml::plain(amount);
    UnitPrice => Amount, Shape::Amount, names::INVALID_AMOUNT, |text, _| parse_price(text),
        |amount, _| Yaml::plain(amount);
    Quantity => Decimal, Shape::Number, names::WRONG_TYPE, quantity, |quantity, _| Yaml::plain(quantity);
    Percent => Share, Shape::Percent, names::INVALID_AMOUNT, |text, _| parse_percent(text),
        |share, _| Yaml::Plain(share.words());
    Part => Share, Shape::Percent, names::INVALID_AMOUNT, |text, _| parse_part(text),
        |share, _| Yaml::Plain(share.words());
    Portion => Portion, Shape::Share { remainder: true }, names::INVALID_AMOUNT, |text, _| parse_portion(text), portion;
    Each => Portion, Shape::Share { remainder: false }, names::INVALID_AMOUNT, each, portion;
    Currency => Currency, Shape::Currency, names::UNSUPPORTED_CURRENCY, |text, _| currency(text),
        |currency, _| Yaml::plain(currency);
    Period => Period, Shape::Period, names::INVALID_CHOICE, |text, _| Period::parse(text),
        |period, _| Yaml::plain(period);
    Duration => Duration, Shape::Duration, names::INVALID_TERM, |text, _| Duration::parse(text),
        |duration, _| Yaml::Plain(duration.written());
    Offset => Offset, Shape::Offset, names::INVALID_TERM, |text, _| Offset::parse(text),
        |offset, _| Yaml::Plain(offset.written());
    bool => bool, Shape::Flag, names::INVALID_CHOICE, flag, |flag, _| Yaml::plain(flag);
    NetTerms => u32, Shape::Word(|| NET_TERMS.to_vec()), names::INVALID_CHOICE, |text, _| net_terms(text),
        |days, _| Yaml::plain(days);
    Category => String, Shape::Word(|| CATEGORIES.to_vec()), names::INVALID_CHOICE, category,
        |word, _| Yaml::Plain(word.clone());
}

impl Value for String {
    type Value = Self;
    const SHAPE: Shape = Shape::Text;

    fn read<'d, 's>(reader: &mut Reader<'d, 's>, node: &'d Node<'s>, what: &str) -> Option<Self> {
        reader.scalar(node, what, "text").map(str::to_owned)
    }

    fn write(value: &Self, _: Option<Currency>) -> Yaml {
        Yaml::Text(value.clone())
    }
}

impl<T: Choice + std::fmt::Debug + PartialEq> Value for T {
    type Value = Self;
    const SHAPE: Shape = Shape::Word(words::<T>);

    fn read<'d, 's>(reader: &mut Reader<'d, 's>, node: &'d Node<'s>, what: &str) -> Option<Self> {
        reader.parse(node, names::INVALID_CHOICE, what, |text| {
            T::parse(text).ok_or_else(|| not_a_choice(text, what, T::WORDS.iter().map(|(word, _)| *word)))
        })
    }

    fn write(value: &Self, _: Option<Currency>) -> Yaml {
        let word = T::WORDS.iter().find(|(_, one)| one == value).map(|(word, _)| *word);
        Yaml::plain(word.unwrap_or_default())
    }
}

impl<const LEAST: u32> Value for Whole<LEAST> {
    type Value = u32;
    const SHAPE: Shape = Shape::whole(LEAST);

    fn read<'d, 's>(reader: &mut Reader<'d, 's>, node: &'d Node<'s>, what: &str) -> Option<u32> {
        reader.parse(node, names::WRONG_TYPE, what, |text| whole_number(text, what, LEAST))
    }

    fn write(value: &u32, _: Option<Currency>) -> Yaml {
        Yaml::plain(value)
    }
}

impl Value for DayOfMonth {
    type Value = u32;
    const SHAPE: Shape = Shape::Whole { least: 1, most: 31 };

    fn read<'d, 's>(reader: &mut Reader<'d, 's>, node: &'d Node<'s>, what: &str) -> Option<u32> {
        let day = Whole::<1>::read(reader, node, what)?;
        if day > 31 {
            let message = msg!("{what} is a day of a month, 1 to 31", what = message::Value::volatile(what));
            let diagnostic = Diagnostic::new(names::WRONG_TYPE, node.span, message);
            reader.report(diagnostic.help(msg!("write 31 for the last day of every month")));
            return None;
        }
        Some(day)
    }

    fn write(value: &u32, _: Option<Currency>) -> Yaml {
        Yaml::plain(value)
    }
}

impl Value for AccountId {
    type Value = String;
    const SHAPE: Shape = Shape::Account;

    fn read<'d, 's>(reader: &mut Reader<'d, 's>, node: &'d Node<'s>, what: &str) -> Option<String> {
        read_account(reader, node, what)
    }

    fn write(value: &String, _: Option<Currency>) -> Yaml {
        Yaml::Text(value.clone())
    }
}

/// An amount with the currency's decimals, unless that makes it too long to be read.
fn digits(value: Amount, currency: Option<Currency>) -> String {
    let text = currency.map_or_else(|| value.to_string(), |currency| currency.digits(value));
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    if digits > MAX_DIGITS { value.normalized().to_string() } else { text }
}

fn portion(value: &Portion, currency: Option<Currency>) -> Yaml {
    Yaml::Plain(match value {
        Portion::Fixed(value) => digits(*value, currency),
        Portion::Share(value) => value.words(),
        Portion::Remainder => "remainder".to_owned(),
    })
}

fn each(text: &str, _: &str) -> Result<Portion, Problem> {
    match parse_portion(text)? {
        Portion::Remainder => Err(Problem::new(msg!(
            "`remainder` can be taken once, but `amount` is billed by each installment"
        ))
        .help(msg!("write `split: remainder` to divide it among them"))),
        portion => Ok(portion),
    }
}

fn positive(text: &str, what: &str) -> Result<Amount, Problem> {
    match Amount::parse(text)? {
        zero if zero.is_zero() => {
            Err(Problem::new(msg!("{what} is 0, but must be more", what = message::Value::volatile(what)))
                .help(msg!("write the amount that every share is a multiple of, for example `1000`")))
        }
        amount => Ok(amount),
    }
}

fn signed(text: &str) -> Result<Amount, Problem> {
    match text.strip_prefix('-') {
        Some(digits) => Amount::parse(digits).map(Amount::negated),
        None => Amount::parse(text),
    }
}

fn currency(text: &str) -> Result<Currency, Problem> {
    Currency::parse(text).ok_or_else(|| {
        if text.trim().is_empty() {
            return Problem::new(msg!("a currency code is missing here"))
                .help(msg!("write for example `USD`"));
        }
        let problem = Problem::new(msg!("{text} is not a currency code", text = quote(text)));
        match Currency::meant(text) {
            // Three countries call their money a dollar.
            Some(code)
                if matches!(text.trim().to_lowercase().as_str(), "$" | "＄" | "dollar" | "dollars") =>
            {
                problem.likely(code, Certainty::Guess)
            }
            Some(code) => problem.replacement(code),
            None => problem.help(msg!("write the ISO 4217 code, for example `USD` or `JPY`")),
        }
    })
}

fn flag(text: &str, what: &str) -> Result<bool, Problem> {
    text.parse().map_err(|_| not_a_choice(text, what, ["true", "false"].into_iter()))
}

/// Whether an offer may be due after so many days.
pub(crate) fn is_net_terms(days: u32) -> bool {
    NET_TERMS.iter().any(|known| known.parse() == Ok(days))
}

fn net_terms(text: &str) -> Result<u32, Problem> {
    if NET_TERMS.contains(&text) {
        return text.parse().map_err(|_| Problem::new(msg!("not a number")));
    }
    let problem = Problem::new(msg!("`net_terms` cannot be {text}", text = quote(text)));
    let number = bare_number(text, &NET_DAYS);
    if NET_TERMS.contains(&number.as_str()) {
        return Err(problem.replacement(number));
    }
    Err(problem.help(msg!("write one of {days} (days)", days = NET_TERMS.join(", "))))
}

fn category(text: &str, what: &str) -> Result<String, Problem> {
    let known = CATEGORIES.contains(&text).then(|| text.to_owned());
    known.ok_or_else(|| not_a_choice(text, what, CATEGORIES.into_iter()))
}

/// A quantity that is a number; a rule checks whether it is in range.
fn quantity(text: &str, what: &str) -> Result<Decimal, Problem> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let number = parse_decimal(digits).map_err(|_| {
        Problem::new(msg!(
            "{what} is a whole number, but this is {text}",
            what = message::Value::volatile(what),
            text = quote(text)
        ))
        .help(msg!("write it in digits alone"))
    })?;
    Ok(if digits.len() < text.len() { -number } else { number })
}

/// A price; three digits after a comma may be its decimals as well as thousands.
pub(super) fn parse_price(text: &str) -> Result<Amount, Problem> {
    Amount::parse(text).map_err(|problem| match (text.split_once([',', '，']), &problem.replacement) {
        (Some((whole, decimals)), Some(grouped)) if !decimals.contains([',', '，', '.', '．']) => {
            let help = msg!(
                "write `{grouped}`, or `{whole}.{decimals}` if the comma stands before decimals",
                grouped,
                whole,
                decimals,
            );
            Problem { replacement: None, ..problem }.help(help)
        }
        _ => problem,
    })
}

fn whole_number(text: &str, what: &str, least: u32) -> Result<u32, Problem> {
    let number = |text: &str| {
        let digits = (1..=7).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
        digits.then(|| text.parse::<u32>().ok()).flatten()
    };
    match number(text) {
        Some(number) if number >= least => return Ok(number),
        Some(_) => {
            return Err(Problem::new(msg!(
                "{what} is a whole number of at least {least}, but this is {text}",
                what = message::Value::volatile(what),
                least,
                text = quote(text)
            ))
            .help(msg!("write {least} or more", least)));
        }
        None => {}
    }
    let problem = Problem::new(msg!(
        "{what} is a whole number of at least {least}, but this is {text}",
        what = message::Value::volatile(what),
        least,
        text = quote(text)
    ));
    // `3.0`, `３`, and `net 30` or `12 times` where the word says what the key says.
    let own: &[&str] = match what {
        "`net_days`" => &NET_DAYS,
        "`times`" => &["times", "x", "回", "回払い", "installments", "payments", "invoices"],
        _ => &[],
    };
    if let Some(number) = number(&bare_number(text, own)).filter(|n| *n >= least) {
        return Err(problem.replacement(number.to_string()));
    }
    let folded = super::amount::fold(text);
    let bare = folded.trim_matches(|c: char| c.is_alphabetic() || c.is_whitespace());
    Err(match number(bare).filter(|n| *n >= least) {
        Some(number) => problem.help(msg!("write `{number}`", number)),
        None => problem.help(msg!("write it in digits alone")),
    })
}

/// What stands around the number of a payment due period.
const NET_DAYS: [&str; 8] = ["net", "n", "days", "day", "d", "日後", "日以内", "日"];

/// A whole number without the words that only repeat what the key says, and without zeros after a point.
fn bare_number(text: &str, words: &[&str]) -> String {
    let folded = super::amount::fold(text).to_lowercase();
    let mut bare = folded.trim();
    for word in words {
        bare = bare.strip_suffix(word).unwrap_or(bare).trim_end();
        if let Some(rest) = bare.strip_prefix(word) {
            bare = rest.trim_start_matches([' ', '-', '_', '.']);
        }
    }
    let whole = bare.split_once('.').filter(|(_, zeros)| zeros.bytes().all(|b| b == b'0'));
    whole.map_or(bare, |(whole, _)| whole).to_owned()
}

pub(crate) fn not_a_choice(
    text: &str,
    what: &str,
    words: impl Iterator<Item = &'static str> + Clone,
) -> Problem {
    let problem = match text.trim() {
        "" => Problem::new(msg!("{what} is empty", what = message::Value::volatile(what))),
        _ => Problem::new(msg!(
            "{what} cannot be {text}",
            what = message::Value::volatile(what),
            text = quote(text)
        )),
    };
    match (only_close(text, words.clone()), closest(text, words.clone())) {
        (Some(word), _) => problem.replacement(word),
        (None, Some(word)) => problem.help(msg!("did you mean `{word}`?", word)),
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
            problem.help(msg!("write one of {words}", words = words.join(", ")))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_never_gets_too_long_to_be_read() {
        let usd = Currency::parse("USD");
        let most = Amount::parse("9999999999999999999999999999").unwrap();
        assert_eq!(digits(most, usd), "9999999999999999999999999999");
        assert_eq!(digits(Amount::from(5), usd), "5.00");
        assert_eq!(digits(Amount::parse("5.005").unwrap(), usd), "5.005");
    }
}
