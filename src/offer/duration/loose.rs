//! Lengths of time as people write them, and what they mean in the format.

use super::{EVERY, Offset, Period, iso, whole};
use crate::offer::fields::{Problem, quote};
use crate::text::fullwidth;
use crate::text::message::msg;
use crate::text::words::count;

/// What is wrong with a text that is no duration, and what was meant.
pub(super) fn wrong_form(text: &str) -> Problem {
    let problem = Problem::new(msg!("{text} is not a duration", text = quote(text)));
    if text.trim().is_empty() {
        return Problem::new(msg!("a duration is missing here")).help(msg!("write for example `36 months`"));
    }
    match loosely(text) {
        Some(right) if text.bytes().all(|b| b.is_ascii_digit()) => {
            problem.help(msg!("write the unit too, for example `{right}`", right))
        }
        Some(right) => problem.replacement(right),
        None => problem.help(msg!("write a number and `months`, `years` or `days`, for example `36 months`")),
    }
}

/// What `36months`, `36 Months`, `12 weeks`, `3y`, `p36m`, `1年`, `three years` were meant to be.
fn loosely(text: &str) -> Option<String> {
    let folded = fold(text).to_lowercase();
    let upper = folded.to_uppercase();
    if upper != text && iso(&upper).is_some_and(|offset| offset != Offset::default()) {
        return Some(upper);
    }
    if matches!(folded.as_str(), "半年" | "半年間" | "half a year" | "half year") {
        return Some("6 months".to_owned());
    }
    let Some(digits) = folded.find(|c: char| !c.is_ascii_digit()) else {
        return whole(&folded).map(|count| format!("{count} months"));
    };
    let (number, rest) = match counted(&folded) {
        Some((number, rest)) => (number, rest),
        None => (whole(folded.get(..digits)?)?, folded.get(digits..)?),
    };
    let word = rest.trim_matches([' ', '-', '_', '.']);
    if word.starts_with(|c: char| c.is_ascii_digit()) {
        // `1.5 years`: half a year is six months.
        let half = word.strip_prefix('5').map(|unit| unit.trim_matches([' ', '-', '_']))?;
        let months = number.checked_mul(12)?.checked_add(6)?;
        return (rest.starts_with('.') && unit(half)? == "year").then(|| format!("{months} months"));
    }
    if word == "年半" {
        return Some(format!("{} months", number.checked_mul(12)?.checked_add(6)?));
    }
    Some(match word {
        "w" | "week" | "weeks" | "週" | "週間" => count(number.checked_mul(7)?, "day"),
        "q" | "quarter" | "quarters" | "四半期" => count(number.checked_mul(3)?, "month"),
        other => count(number, unit(other)?),
    })
}

/// A text that begins with a number in words: the number, and the rest.
fn counted(text: &str) -> Option<(u32, &str)> {
    const NUMBERS: [(&str, u32); 16] = [
        ("a", 1),
        ("one", 1),
        ("two", 2),
        ("three", 3),
        ("four", 4),
        ("five", 5),
        ("six", 6),
        ("seven", 7),
        ("eight", 8),
        ("nine", 9),
        ("ten", 10),
        ("twelve", 12),
        ("eighteen", 18),
        ("twenty-four", 24),
        ("thirty-six", 36),
        ("sixty", 60),
    ];
    let (word, rest) = text.split_once(' ')?;
    NUMBERS.iter().find(|(name, _)| *name == word).map(|(_, number)| (*number, rest))
}

/// The word of a unit that both a duration and a period have.
fn unit(word: &str) -> Option<&'static str> {
    match word {
        "d" | "day" | "days" | "日" | "日間" | "tage" | "jours" | "días" | "dias" => Some("day"),
        "m" | "mo" | "mos" | "mth" | "mths" | "month" | "months" | "month(s)" | "ヶ月" | "か月" | "カ月"
        | "ヵ月" | "ケ月" | "箇月" | "ヶ月間" | "か月間" | "カ月間" | "ヵ月間" | "monat" | "monate"
        | "mois" | "mes" | "meses" => Some("month"),
        "y" | "yr" | "yrs" | "year" | "years" | "year(s)" | "年" | "年間" | "jahr" | "jahre" | "an"
        | "ans" | "année" | "années" | "año" | "años" => Some("year"),
        _ => None,
    }
}

/// Full-width digits and letters, and full-width blanks, as their plain counterparts; at most 64
/// characters.
fn fold(text: &str) -> String {
    let plain = |c: char| match c {
        '\u{a0}' => ' ',
        other => fullwidth::plain(other),
    };
    text.chars().take(64).map(plain).collect::<String>().trim().to_owned()
}

/// What is wrong with a text that is no period, and what was meant.
pub(super) fn not_a_period(text: &str) -> Problem {
    let problem = Problem::new(msg!("`every` cannot be {text}", text = quote(text)));
    let adverb = match fold(text).to_lowercase().as_str() {
        "day" | "daily" | "毎日" => return problem.replacement("1 day"),
        "bi-weekly" | "biweekly" | "bimonthly" | "bi-monthly" => {
            return problem.help(msg!(
                "it means twice in one, or once in two: write `2 weeks`, `2 months`, or for twice a month \
                 `month` with `day: [1, 15]`"
            ));
        }
        "fortnight" | "fortnightly" | "隔週" => Some("2 weeks"),
        "weekly" | "毎週" | "週次" => Some("week"),
        "monthly" | "毎月" | "月次" | "月払い" | "monatlich" | "mensuel" | "mensual" => Some("month"),
        "quarterly" | "四半期" | "毎四半期" | "四半期ごと" | "vierteljährlich" | "trimestriel"
        | "trimestre" | "trimestral" => Some("quarter"),
        "half-yearly" | "halfyearly" | "semi-annually" | "semiannually" | "semiannual" | "semi-annual"
        | "半年" | "半年ごと" | "半期" => Some("6 months"),
        "yearly" | "annually" | "annual" | "毎年" | "年次" | "年払い" | "jährlich" | "annuel" | "anual" => {
            Some("year")
        }
        _ => None,
    };
    if let Some(number) = loose_period(text) {
        return problem.replacement(number);
    }
    match adverb.or_else(|| crate::text::diagnostic::only_close(text, EVERY)) {
        Some(word) => problem.replacement(word),
        None => problem
            .help(msg!("write `week`, `month`, `quarter`, `year`, or a number of them such as `2 weeks`")),
    }
}

/// What `6months`, `6 Months`, `６ヶ月`, `every month` were meant to be.
fn loose_period(text: &str) -> Option<String> {
    let folded = fold(text).to_lowercase();
    let bare = folded.strip_prefix("every ").or(folded.strip_prefix("each ")).unwrap_or(&folded).trim();
    if bare != text && Period::parse(bare).is_ok() {
        return Some(bare.to_owned());
    }
    let digits = bare.find(|c: char| !c.is_ascii_digit())?;
    let number = whole(bare.get(..digits)?).filter(|number| *number > 0)?;
    let unit = match bare.get(digits..)?.trim_matches([' ', '-', '_']) {
        "w" | "week" | "weeks" | "週" | "週間" => "week",
        "q" | "quarter" | "quarters" | "四半期" => "quarter",
        other => unit(other)?,
    };
    Some(match number {
        1 if unit != "day" => unit.to_owned(),
        number => count(number, unit),
    })
}
