//! Amounts in other forms than the format's: grouped, with a currency, in words; and what they mean.

use rust_decimal::Decimal;

use super::{MAX_DIGITS, fold, is_plain};
use crate::offer::fields::{Certainty, Problem, quote};
use crate::offer::marks;
use crate::text::message::msg;

/// What is wrong with a text that is no amount, and what was meant.
pub(super) fn wrong_form(text: &str) -> Problem {
    let shown = quote(text);
    let trimmed = text.trim();
    if trimmed.is_empty() {
        return Problem::new(msg!("an amount is missing here"))
            .help(msg!("write digits, for example `360000.00`"));
    }
    let folded = fold(trimmed);
    if let Some((plain, certainty)) = ungrouped(&folded) {
        // No one writes decimals after a full-width comma.
        let wide = trimmed.contains('，') && !trimmed.contains(',');
        let certainty = if wide { Certainty::Certain } else { certainty };
        return Problem::new(msg!("{shown} is not written in plain digits", shown)).likely(plain, certainty);
    }
    let unsigned = trimmed.trim_start_matches(['+', '-', '−', '－', '＋', '▲', '△']);
    if unsigned.len() < trimmed.len() {
        return Problem::new(msg!("{shown} has a sign, but an amount is never negative", shown)).help(msg!(
            "write it without the sign: `{amount}`",
            amount = unsigned.chars().take(40).collect::<String>()
        ));
    }
    let (bare, codes) = without_currency(&folded);
    // `0.36M`, `360000.00 plus VAT`: the letters are no currency.
    let no_currency = || magnitude(&folded).is_some() || bare.contains(|c: char| c.is_ascii_lowercase());
    let marked = bare.len() < folded.len() && bare.starts_with(|c: char| c.is_ascii_digit());
    if marked && !(codes.is_none() && no_currency()) {
        let problem =
            Problem::new(msg!("{shown} carries a currency; the offer's `currency` says it once", shown));
        let read = ungrouped(bare).or_else(|| Some((magnitude(bare)?.0, Certainty::Certain)));
        let plain = read.or_else(|| is_plain(bare).then(|| (bare.to_owned(), Certainty::Certain)));
        return match (plain, codes) {
            (Some((plain, Certainty::WithoutDecimals)), codes) if codes != Some(&["JPY"]) => {
                problem.likely(plain, Certainty::Guess)
            }
            (Some((plain, _)), Some(codes)) => problem.likely(plain, Certainty::Currency(codes)),
            (Some((plain, _)), None) => problem.help(msg!("write `{plain}`", plain)),
            (None, _) => problem.help(msg!("write digits only")),
        };
    }
    let problem = Problem::new(msg!("{shown} is not an amount", shown));
    if let Some((plain, certainty)) = magnitude(&folded) {
        return problem.likely(plain, certainty);
    }
    // `360000,-`: no cents.
    let whole = folded.trim_end_matches(['-', '–', '—']).strip_suffix([',', '.']);
    if let Some(whole) = whole.filter(|whole| whole.len() + 1 < folded.len()) {
        let (plain, certainty) = ungrouped(whole).unwrap_or_else(|| (whole.to_owned(), Certainty::Certain));
        if is_plain(&plain) {
            return problem.likely(plain, certainty);
        }
    }
    if trimmed.starts_with('.') && is_plain(&format!("0{trimmed}")) {
        return problem.help(msg!("write `0{amount}`", amount = trimmed));
    }
    if trimmed.strip_suffix('.').is_some_and(is_plain) {
        return problem.help(msg!("write `{amount}`", amount = trimmed.trim_end_matches('.')));
    }
    if let Ok(value) = Decimal::from_scientific(trimmed) {
        return problem.help(msg!("write it out: `{amount}`", amount = value.normalize()));
    }
    if let Some(point) = decimal_comma(&folded) {
        return problem.help(msg!("write the decimals after a point: `{point}`", point));
    }
    problem.help(msg!("write digits, and decimals after a point, for example `360000.00`"))
}

/// The plain digits of full-width digits or thousands separators, with how sure that is; `None` if the
/// text is plain already, or if a comma stands before decimals.
fn ungrouped(folded: &str) -> Option<(String, Certainty)> {
    let blank = [' ', '\'', '’', '\u{a0}', '\u{202f}', '\u{3000}', '_'];
    let (whole, fraction, mark) = match (folded.rsplit_once('.'), folded.rsplit_once(',')) {
        // `1.234.567`; `1.234,50`, the decimals after a comma.
        (Some(_), None) if folded.matches('.').count() > 1 => (folded, None, '.'),
        (Some((dotted, _)), Some((whole, fraction))) if dotted.len() < whole.len() => {
            (whole, Some(fraction), '.')
        }
        (None, Some((whole, fraction))) if whole.contains(blank) && !whole.contains(',') => {
            (whole, Some(fraction), ' ')
        }
        (Some((whole, fraction)), _) => (whole, Some(fraction), ','),
        (None, _) => (folded, None, ','),
    };
    let groups: Vec<&str> = whole.split(|c| c == mark || blank.contains(&c)).collect();
    let (first, rest) = groups.split_first()?;
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let grouped = rest.split_last().is_none_or(|(last, middle)| {
        first.len() <= 3
            && !first.starts_with('0')
            && last.len() == 3
            && middle.iter().all(|g| matches!(g.len(), 2 | 3))
    });
    let fraction_fits = fraction.is_none_or(digits);
    if !(grouped && groups.iter().all(|g| digits(g)) && fraction_fits) {
        return None;
    }
    let mut plain = groups.concat();
    if let Some(fraction) = fraction {
        plain.push('.');
        plain.push_str(fraction);
    }
    let one_comma = fraction.is_none() && groups.len() == 2 && whole.contains(',');
    let certainty = if one_comma { Certainty::WithoutDecimals } else { Certainty::Certain };
    (plain.len() <= MAX_DIGITS).then_some((plain, certainty))
}

/// A number whose decimals follow a comma.
pub(super) fn decimal_comma(text: &str) -> Option<String> {
    let plain = text.replace(',', ".");
    (text.matches(',').count() == 1 && is_plain(&plain)).then_some(plain)
}

/// `600万`, `1.5億`, `60k`, `2 million`: digits before a word for a power of ten, written out.
fn magnitude(folded: &str) -> Option<(String, Certainty)> {
    const POWERS: [(&str, u32, Certainty); 16] = [
        ("千万", 7, Certainty::Certain),
        ("百万", 6, Certainty::Certain),
        ("億", 8, Certainty::Certain),
        ("万", 4, Certainty::Certain),
        ("千", 3, Certainty::Certain),
        ("million", 6, Certainty::Certain),
        ("thousand", 3, Certainty::Certain),
        ("Tsd.", 3, Certainty::Certain),
        ("Tsd", 3, Certainty::Certain),
        ("Mio.", 6, Certainty::Certain),
        ("Mio", 6, Certainty::Certain),
        ("mn", 6, Certainty::Guess),
        ("M", 6, Certainty::Guess),
        ("m", 6, Certainty::Guess),
        ("K", 3, Certainty::Guess),
        ("k", 3, Certainty::Guess),
    ];
    let (number, power, certainty) = POWERS.iter().find_map(|(word, power, certainty)| {
        Some((folded.strip_suffix(word)?.trim_end(), *power, *certainty))
    })?;
    let number =
        ungrouped(number).filter(|(_, c)| *c == Certainty::Certain).map_or(number.to_owned(), |n| n.0);
    let value = is_plain(&number).then(|| Decimal::from_str_exact(&number).ok()).flatten()?;
    let whole = value.checked_mul(Decimal::from(10_u64.checked_pow(power)?))?.normalize().to_string();
    (whole.len() <= MAX_DIGITS).then_some((whole, certainty))
}

/// The amount without the sign or the code of its currency, and the codes of those that it may be.
fn without_currency(text: &str) -> (&str, Option<&'static [&'static str]>) {
    match marks::without_currency(text) {
        Some((bare, codes)) => (bare.trim(), Some(codes)),
        // A sign that is not known, such as another currency's code.
        None => (text.trim_matches(|c: char| c.is_ascii_uppercase() || c == ' '), None),
    }
}

/// What else people call the remainder.
pub(super) const REMAINDER: [&str; 14] = [
    "remainder",
    "rest",
    "the rest",
    "remaining",
    "balance",
    "remaining balance",
    "残額",
    "残り",
    "残金",
    "残高",
    "restbetrag",
    "solde",
    "resto",
    "saldo",
];

/// `75 percent`, `7割`: the percentage that words say.
pub(super) fn percent_in_words(folded: &str) -> Option<String> {
    let lower = folded.trim().to_lowercase();
    if let Some(tenths) = lower.strip_suffix('割') {
        let some = tenths.parse::<u32>().is_ok_and(|tenths| (1..=10).contains(&tenths));
        return some.then(|| format!("{tenths}0%"));
    }
    let words = ["percent", "per cent", "pct", "prozent", "pour cent", "パーセント"];
    let number = words.iter().find_map(|word| lower.strip_suffix(word))?.trim_end();
    (is_plain(number) && number.len() <= MAX_DIGITS).then(|| format!("{number}%"))
}
