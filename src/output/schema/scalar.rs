//! The shapes of single values as JSON Schema: their types, patterns and bounds.

use serde_json::{Map, Value, json};

use super::object;
use crate::offer::Shape;

/// How a file's scalars reach a validator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Typing {
    /// The format keeps the written text, but YAML readers convert a plain `1` or `true`.
    Written,
    /// TOML: text is in quotes, a number is not.
    Typed,
}

/// The name of a shape's definition; `None` for one that is written inline.
pub(super) fn definition(shape: &Shape) -> Option<&'static str> {
    Some(match shape {
        Shape::Date => "date",
        Shape::DateOrMonth => "date_or_month",
        Shape::Duration => "duration",
        Shape::Offset => "offset",
        Shape::Period => "period",
        Shape::Day { from_end: true } => "day",
        Shape::Day { from_end: false } => "day_of_month",
        Shape::Amount => "amount",
        Shape::Positive => "positive_amount",
        Shape::Share { remainder: true } => "share",
        Shape::Share { remainder: false } => "share_each",
        Shape::Percent => "percent",
        Shape::Account => "account_id",
        Shape::Currency => "currency",
        _ => return None,
    })
}

/// The pattern of a shape's text; `None` if any text will do.
///
/// Only syntax that every regular expression dialect supports; `[0-9]`, because in some `\d` also
/// matches full-width digits.
pub(super) fn pattern(shape: &Shape) -> Option<String> {
    const DATE: &str = "[1-9][0-9]{3}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|[12][0-9]))";
    const AMOUNT: &str = "[0-9]+(\\.[0-9]+)?";
    const FRACTION: &str = "[0-9]+/0*[1-9][0-9]*";
    const LENGTH: &str =
        "([0-9]{1,7} (day|month|year)s?|P(?=[0-9])([0-9]{1,7}Y)?([0-9]{1,7}M)?([0-9]{1,7}D)?)";
    // At most 28 digits are an amount.
    const SHORT: &str = "(?!([0-9]\\.?){29})";
    Some(match shape {
        Shape::Date => format!("^{DATE}$"),
        Shape::DateOrMonth => format!("^({DATE}|[1-9][0-9]{{3}}-(0[1-9]|1[0-2]))$"),
        Shape::Duration => format!("^(?=.*[1-9]){LENGTH}$"),
        Shape::Offset => format!("^{LENGTH}$"),
        Shape::Period => {
            "^(week|month|quarter|year|(?=[0-9]*[1-9])[0-9]{1,7} (day|week|month|quarter|year)s?)$".to_owned()
        }
        Shape::Day { from_end: true } => {
            let weekday = "(mon|tues|wednes|thurs|fri|satur|sun)day";
            format!(
                "^(0?[1-9]|[12][0-9]|3[01]|last|-(0?[1-9]|1[0-9]|2[0-8])|(first|second|third|fourth|last) {weekday})$"
            )
        }
        Shape::Day { from_end: false } => "^(0?[1-9]|[12][0-9]|3[01]|last)$".to_owned(),
        Shape::Amount => format!("^{SHORT}{AMOUNT}$"),
        Shape::Positive => format!("^(?=.*[1-9]){SHORT}{AMOUNT}$"),
        Shape::Share { remainder: true } => format!("^({SHORT}{AMOUNT}%?|{FRACTION}|remainder)$"),
        Shape::Share { remainder: false } => format!("^({SHORT}{AMOUNT}%?|{FRACTION})$"),
        Shape::Percent => format!("^{SHORT}{AMOUNT}%$"),
        Shape::Number => format!("^-?{SHORT}{AMOUNT}$"),
        Shape::Whole { least: 0, .. } => "^[0-9]{1,7}$".to_owned(),
        Shape::Whole { .. } => "^(?=.*[1-9])[0-9]{1,7}$".to_owned(),
        Shape::Account => "^[0-9]{12}$".to_owned(),
        Shape::Currency => "^[A-Z]{3}$".to_owned(),
        Shape::Country => "^[A-Z]{2}$".to_owned(),
        _ => return None,
    })
}

/// A description of the form of a shape's text, for error messages.
fn form(shape: &Shape) -> Option<&'static str> {
    Some(match shape {
        Shape::Date => "A date is a day of the calendar, written YYYY-MM-DD, for example 2026-12-31.",
        Shape::DateOrMonth => "A date is written YYYY-MM-DD and a month YYYY-MM, for example 2027-08.",
        Shape::Duration => {
            "A duration is a number of days, months or years above 0, for example 36 months or P36M."
        }
        Shape::Offset => "An offset is a number of days, months or years, for example 0 months or 90 days.",
        Shape::Period => "A period is week, month, quarter, year, or a number of them such as 2 weeks.",
        Shape::Day { from_end: true } => {
            "A day is 1 to 31, last, -1 to -28 counted from the month's end, or a weekday such as first monday."
        }
        Shape::Day { from_end: false } => "A day is 1 to 31, or last.",
        Shape::Amount => "An amount is digits with an optional point and decimals, for example 360000.00.",
        Shape::Positive => "An amount above 0 is digits with an optional point and decimals.",
        Shape::Share { remainder: true } => {
            "Write an amount such as 360000.00, a percentage such as 12.5%, a fraction such as 1/3, or remainder."
        }
        Shape::Share { remainder: false } => {
            "Write an amount such as 360000.00, a percentage such as 12.5%, or a fraction such as 1/3."
        }
        Shape::Percent => "A percentage is digits and a percent sign, for example 12.5%.",
        Shape::Account => "An account id is 12 digits in quotes, for example \"111122223333\".",
        Shape::Currency => "A currency is the three capital letters of ISO 4217, for example USD.",
        Shape::Country => "A country is the two capital letters of ISO 3166, for example JP.",
        _ => return None,
    })
}

/// The schema of a single value.
pub(super) fn scalar(shape: &Shape, typing: Typing) -> Map<String, Value> {
    let mut schema = Map::new();
    if let (Some(form), true) = (form(shape), definition(shape).is_some()) {
        schema.insert("description".to_owned(), json!(form));
    }
    schema.extend(kind(shape, typing));
    if takes_text(shape, typing)
        && let Some(pattern) = pattern(shape)
    {
        schema.insert("pattern".to_owned(), json!(pattern));
        if let Some(form) = form(shape) {
            // Not part of the standard, which ignores it; editors show it instead of the pattern.
            schema.insert("patternErrorMessage".to_owned(), json!(form));
        }
    }
    schema
}

/// Whether the value may be text; in TOML a count is a number alone.
fn takes_text(shape: &Shape, typing: Typing) -> bool {
    typing == Typing::Written || !matches!(shape, Shape::Whole { .. })
}

fn kind(shape: &Shape, typing: Typing) -> Map<String, Value> {
    let typed = typing == Typing::Typed;
    object(match shape {
        Shape::Text if typed => json!({"type": "string", "minLength": 1}),
        Shape::Text => json!({"type": ["string", "number", "boolean"]}),
        Shape::Version => json!({"enum": [1, "1"]}),
        Shape::Flag => json!({"enum": [true, false, "true", "false"]}),
        Shape::Word(words) => json!({"enum": with_numbers(&words(), typing)}),
        Shape::Whole { least, most } if typed => {
            json!({"type": "integer", "minimum": least, "maximum": most})
        }
        Shape::Whole { least, most } => {
            json!({"type": ["integer", "string"], "minimum": least, "maximum": most})
        }
        Shape::Day { from_end: true } => {
            json!({"type": ["integer", "string"], "minimum": -28, "maximum": 31, "not": {"const": 0}})
        }
        Shape::Day { from_end: false } => json!({"type": ["integer", "string"], "minimum": 1, "maximum": 31}),
        // TOML would round a float.
        Shape::Amount if typed => json!({"type": ["integer", "string"], "minimum": 0}),
        Shape::Amount | Shape::Share { .. } => json!({"type": ["number", "string"], "minimum": 0}),
        Shape::Positive => json!({"type": ["number", "string"], "exclusiveMinimum": 0}),
        Shape::Number => json!({"type": ["number", "string"]}),
        _ => json!({"type": "string"}),
    })
}

/// The words, followed by numbers for those that YAML readers read as numbers.
fn with_numbers(words: &[&str], typing: Typing) -> Vec<Value> {
    let numbers = words.iter().filter_map(|word| word.parse::<u32>().ok().map(Value::from));
    let numbers = numbers.filter(|_| typing == Typing::Written);
    words.iter().map(|word| json!(word)).chain(numbers).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pattern_is_anchored_and_has_a_form_in_words_where_it_is_defined() {
        for shape in [
            Shape::Date,
            Shape::DateOrMonth,
            Shape::Duration,
            Shape::Offset,
            Shape::Period,
            Shape::Day { from_end: true },
            Shape::Day { from_end: false },
            Shape::Amount,
            Shape::Positive,
            Shape::Share { remainder: true },
            Shape::Share { remainder: false },
            Shape::Percent,
            Shape::Account,
            Shape::Currency,
        ] {
            let pattern = pattern(&shape).unwrap();
            assert!(pattern.starts_with('^') && pattern.ends_with('$'), "{pattern}");
            assert!(form(&shape).is_some() && definition(&shape).is_some(), "{shape:?}");
        }
    }

    #[test]
    fn words_of_digits_may_be_numbers_in_yaml_alone() {
        assert_eq!(with_numbers(&["15", "a"], Typing::Written), [json!("15"), json!("a"), json!(15)]);
        assert_eq!(with_numbers(&["15"], Typing::Typed), [json!("15")]);
    }
}
