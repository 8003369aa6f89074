//! Numbers of workbooks as the decimals that a person sees, with what their format adds.

use super::super::digits::scientific;
use super::super::headings::unit;
use crate::offer::Currency;
use crate::offer::marks::without_currency;

/// How a number is dressed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Dress {
    Plain,
    /// It is a hundredth of the percentage that is shown.
    Percent,
    /// The sign or code of its currency; or a unit that it counts in, beside which it is no amount.
    Currency(String),
}

impl Dress {
    /// What a format of ECMA-376, part 1, 18.8.30 adds to a number that is not negative.
    pub(super) fn of(format: &str) -> Self {
        let (mut text, mut is_scaled) = (String::new(), false);
        let mut chars = format.chars();
        while let Some(c) = chars.next() {
            match c {
                ';' => break,
                '%' => return Self::Percent,
                '"' => text.extend(chars.by_ref().take_while(|c| *c != '"')),
                '\\' => text.extend(chars.next()),
                '_' | '*' => {
                    chars.next();
                }
                '[' => {
                    let inside: String = chars.by_ref().take_while(|c| *c != ']').collect();
                    let sign = inside.strip_prefix('$').map(|sign| sign.split('-').next().unwrap_or(""));
                    text.push_str(sign.unwrap_or(""));
                }
                // A comma behind the digits shows thousands of what the cell holds in ones.
                ',' if !chars.as_str().starts_with(['0', '#', '?']) => is_scaled = true,
                '0'..='9' | '#' | '?' | '.' | ',' | '/' | 'E' | '+' | '-' | '(' | ')' => {}
                other => text.push(other),
            }
        }
        Self::beside(text.trim(), is_scaled)
    }

    /// What a text beside a number adds; `is_scaled` is whether the number is shown in that unit already.
    fn beside(sign: &str, is_scaled: bool) -> Self {
        let is_unit = Currency::parse(sign).is_some() || (!is_scaled && unit(sign).is_some());
        match without_currency(sign) {
            Some(("", _)) => Self::Currency(sign.to_owned()),
            _ if is_unit => Self::Currency(sign.to_owned()),
            _ => Self::Plain,
        }
    }

    /// As [`of`](Self::of), out of the number and the text that is shown for it: `50k` for 50 or for 50,000.
    pub(super) fn shown(number: f64, shown: &str) -> Self {
        let sign: String = shown.chars().filter(|c| !c.is_numeric() && !"+-().,'’".contains(*c)).collect();
        let digits: String = shown.chars().filter(char::is_ascii_digit).collect();
        let is_scaled = !digits.starts_with(&format!("{:.0}", number.abs().trunc()));
        Self::beside(sign.trim(), is_scaled)
    }

    /// The number as it would be typed.
    pub(super) fn typed(&self, number: f64) -> String {
        let shift = if *self == Self::Percent { 2 } else { 0 };
        // Whatever cannot be written out is no amount, and said to be none.
        let digits = decimal(number, shift).unwrap_or_else(|| number.to_string());
        match self {
            Self::Plain => digits,
            Self::Percent => format!("{digits}%"),
            Self::Currency(sign) => format!("{digits} {sign}"),
        }
    }
}

/// A number times a power of ten in plain digits, of which a spreadsheet keeps and shows 15. Where three
/// decimals could be taken for thousands, a zero more says that they are decimals.
fn decimal(number: f64, shift: i32) -> Option<String> {
    let text = format!("{number:.14e}");
    let (minus, text) = text.strip_prefix('-').map_or(("", text.as_str()), |rest| ("-", rest));
    let (digits, power) = text.split_once('e')?;
    let digits = digits.trim_end_matches('0').trim_end_matches('.');
    let power = power.parse::<i32>().ok()?.checked_add(shift)?;
    let plain = scientific(&format!("{digits}e{power}"))?;
    let more = plain.split_once('.').is_some_and(|(whole, decimals)| whole.len() <= 3 && decimals.len() == 3);
    Some(format!("{minus}{plain}{}", if more { "0" } else { "" }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_has_the_digits_that_a_person_sees() {
        for (number, digits) in [
            (0.1 + 0.2, "0.3"),
            (1.005 * 1000.0, "1005"),
            (60_000.0, "60000"),
            (1234.5, "1234.5"),
            (0.125, "0.1250"),
            (-3.75, "-3.75"),
            (1e21, "1000000000000000000000"),
            (99_999_999.99, "99999999.99"),
            (0.0, "0"),
        ] {
            assert_eq!(Dress::Plain.typed(number), digits);
        }
        assert_eq!(Dress::Percent.typed(0.4), "40%");
        assert_eq!(Dress::Percent.typed(0.07), "7%");
        assert_eq!(Dress::Percent.typed(0.333_333), "33.3333%");
        assert_eq!(Dress::Plain.typed(f64::NAN), "NaN");
    }

    #[test]
    fn a_format_tells_a_percentage_and_a_currency() {
        let currency = |sign: &str| Dress::Currency(sign.to_owned());
        for (format, dress) in [
            ("General", Dress::Plain),
            ("#,##0.00", Dress::Plain),
            ("0.00%", Dress::Percent),
            ("[$€-407]#,##0.00", currency("€")),
            ("#,##0.00 [$USD]", currency("USD")),
            ("\"$\"#,##0.00_);[Red](\"$\"#,##0.00)", currency("$")),
            ("_($* #,##0.00_);_($* (#,##0.00)", currency("$")),
            ("[$¥-411]#,##0", currency("¥")),
            ("#,##0\"円\"", currency("円")),
            ("#,##0\\ \"days\"", Dress::Plain),
            ("0\"%\"", Dress::Plain),
            ("0\"k\"", currency("k")),
            ("#,##0,\"k\"", Dress::Plain),
            ("0 \"TEUR\"", currency("TEUR")),
            ("#,##0\"千円\"", currency("千円")),
            ("0.00 \"CHF\"", currency("CHF")),
            ("[Red]#,##0", Dress::Plain),
        ] {
            assert_eq!(Dress::of(format), dress, "{format}");
        }
        for (number, text, dress) in [
            (50.0, "50k", currency("k")),
            (50_000.0, "50k", Dress::Plain),
            (50.0, "50.00 CHF", currency("CHF")),
            (1234.5, "1.234,50 €", currency("€")),
            (1234.5, "1,234.50", Dress::Plain),
            (-50.0, "(50)", Dress::Plain),
            (50.0, "50 days", Dress::Plain),
        ] {
            assert_eq!(Dress::shown(number, text), dress, "{text}");
        }
    }
}
