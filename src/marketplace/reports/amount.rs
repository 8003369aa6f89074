//! Amounts as spreadsheets and dashboards format them: `$1,200.00 `, `(1,200.00)`, `1.2E+03`.

use super::error::AmountError;
use crate::offer::Amount;

/// Reads an amount exactly. Gives it with whether it stood there in other dress than plain digits.
///
/// A comma parts thousands, or is the decimal point where one or two digits follow it: reports
/// round to two decimals ("billed revenue dashboard", gross revenue).
///
/// # Errors
/// Says what is wrong if it is not an amount, or is ambiguous.
pub(super) fn amount(text: &str, currency: &str) -> Result<(Amount, bool), AmountError> {
    let trimmed = text.trim();
    if let Ok(amount) = Amount::parse(trimmed) {
        return Ok((amount, trimmed.len() != text.len()));
    }
    let no = || AmountError::NotAnAmount(text.to_owned());
    if trimmed.chars().count() > 64 {
        return Err(no());
    }
    let (bare, negative) = undress(trimmed, currency).map_err(|why| why.unwrap_or_else(no))?;
    let amount = match bare.find(['e', 'E']) {
        Some(_) => scientific(&bare).ok_or_else(no)?,
        None => Amount::parse(&plain_digits(&bare).ok_or_else(no)?).map_err(|_| no())?,
    };
    let minus_alone =
        trimmed.strip_prefix('-').is_some_and(|rest| rest == bare) && Amount::parse(&bare).is_ok();
    Ok((if negative { amount.negated() } else { amount }, !minus_alone))
}

/// Strips signs, brackets and the currency symbol. `None` as the error if it is not an amount.
fn undress(text: &str, currency: &str) -> Result<(String, bool), Option<AmountError>> {
    let mut rest = text;
    let mut negative = false;
    for _ in 0..4 {
        rest = rest.trim();
        if let Some(inner) = rest.strip_prefix('(').and_then(|r| r.strip_suffix(')')) {
            (rest, negative) = (inner, once(negative)?);
        } else if let Some(inner) = rest.strip_prefix(['-', '−']).or_else(|| rest.strip_suffix(['-', '−']))
        {
            (rest, negative) = (inner, once(negative)?);
        } else if let Some((inner, marks)) = unmarked(rest) {
            if !marks.contains(&currency) {
                let (text, currency) = (text.to_owned(), currency.to_owned());
                return Err(Some(AmountError::OtherCurrency { text, currency }));
            }
            rest = inner;
        } else {
            break;
        }
    }
    Ok((rest.trim().to_owned(), negative))
}

/// Two negative signs do not make a positive amount.
fn once(negative: bool) -> Result<bool, Option<AmountError>> {
    if negative { Err(None) } else { Ok(true) }
}

/// The text without a currency symbol at either end, and the codes that the symbol may mean.
fn unmarked(text: &str) -> Option<(&str, &'static [&'static str])> {
    const MARKS: [(&str, &[&str]); 15] = [
        ("US$", &["USD"]),
        ("A$", &["AUD"]),
        ("C$", &["CAD"]),
        ("$", &["USD", "AUD", "CAD"]),
        ("€", &["EUR"]),
        ("£", &["GBP"]),
        ("¥", &["JPY"]),
        ("￥", &["JPY"]),
        ("円", &["JPY"]),
        ("₹", &["INR"]),
        ("USD", &["USD"]),
        ("EUR", &["EUR"]),
        ("GBP", &["GBP"]),
        ("AUD", &["AUD"]),
        ("JPY", &["JPY"]),
    ];
    MARKS.iter().find_map(|(mark, codes)| {
        let inner = text.strip_prefix(mark).or_else(|| text.strip_suffix(mark))?;
        Some((inner, *codes))
    })
}

/// Plain digits with a decimal point, from digits in groups.
fn plain_digits(text: &str) -> Option<String> {
    if !text.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let (whole, decimals) = match (text.rfind(','), text.rfind('.')) {
        (Some(comma), point) if point.is_none_or(|point| point < comma) => {
            let (before, after) = text.split_at_checked(comma)?;
            let after = after.get(1..)?;
            match after.len() {
                1 | 2 => (ungrouped(before, '.')?, after),
                _ => (ungrouped(text, ',')?, ""),
            }
        }
        _ => {
            let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
            (ungrouped(whole, ',')?, decimals)
        }
    };
    Some(if decimals.is_empty() { whole } else { format!("{whole}.{decimals}") })
}

/// Digits without the group separator: the last group has three digits, earlier ones three, or two as in
/// India, the first at most as many.
fn ungrouped(text: &str, mark: char) -> Option<String> {
    let groups: Vec<&str> = text.split(mark).collect();
    let (first, inner, last) = match groups.as_slice() {
        [one] => return Some((*one).to_owned()),
        [first, inner @ .., last] => (first, inner, last),
        [] => return None,
    };
    let size = inner.first().map_or(3, |group| group.len());
    let sound = matches!(size, 2 | 3)
        && last.len() == 3
        && (1..=size).contains(&first.len())
        && inner.iter().all(|group| group.len() == size);
    sound.then(|| groups.concat())
}

/// The exact value of `1.2E+03`; `None` if it is too large or too fine.
fn scientific(text: &str) -> Option<Amount> {
    let (digits, shift) = mantissa(text)?;
    let mut whole = digits;
    if shift >= 0 {
        whole.extend(std::iter::repeat_n('0', usize::try_from(shift).ok()?));
        return Amount::parse(&whole).ok();
    }
    let decimals = usize::try_from(-shift).ok()?;
    let padded = format!("{whole:0>width$}", width = decimals + 1);
    let (whole, decimals) = padded.split_at_checked(padded.len() - decimals)?;
    Amount::parse(&format!("{whole}.{decimals}")).ok()
}

/// The digits of `1.2E+03` without their point, and the power of ten to multiply them by: 12 and 2. None
/// for powers beyond 40.
pub(super) fn mantissa(text: &str) -> Option<(String, i32)> {
    let (digits, power) = text.split_once(['e', 'E'])?;
    let power: i32 = power.strip_prefix('+').unwrap_or(power).parse().ok()?;
    let (whole, decimals) = digits.split_once('.').unwrap_or((digits, ""));
    let joined = format!("{whole}{decimals}");
    let sound = !whole.is_empty() && joined.bytes().all(|b| b.is_ascii_digit()) && power.abs() <= 40;
    let shift = power.checked_sub(i32::try_from(decimals.len()).ok()?)?;
    sound.then_some((joined, shift))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<String> {
        amount(text, "USD").ok().map(|(amount, _)| amount.to_string())
    }

    #[test]
    fn every_dress_of_an_amount_is_read_exactly() {
        for (text, exact) in [
            ("1200.00", "1200.00"),
            ("$1,200.00 ", "1200.00"),
            ("\"", ""),
            ("(1,200.00)", "-1200.00"),
            ("($1,200.00)", "-1200.00"),
            ("-$1,200.00", "-1200.00"),
            ("$-5", "-5"),
            ("1,200.00-", "-1200.00"),
            ("1.2E+03", "1200"),
            ("-1.2e3", "-1200"),
            ("1.25E-01", "0.125"),
            ("1,234,567", "1234567"),
            ("12,34,567.50", "1234567.50"),
            ("1200,50", "1200.50"),
            ("1.200,50", "1200.50"),
            ("1,200", "1200"),
            ("USD 1,200.00", "1200.00"),
            ("1,200.00 USD", "1200.00"),
        ] {
            assert_eq!(read(text), Some(exact.to_owned()).filter(|e| !e.is_empty()), "{text}");
        }
    }

    #[test]
    fn what_is_no_amount_is_refused() {
        for text in [
            "",
            "-",
            "--5",
            "(-5)",
            "1,20",
            "1,2000",
            "1.2.3",
            "12,345,67.00",
            "abc",
            "1E99",
            "1e",
            "$",
            "0x10",
            "NaN",
        ] {
            let expected = if text == "1,20" { Some("1.20".to_owned()) } else { None };
            assert_eq!(read(text), expected, "{text}");
        }
        assert!(amount(&"9".repeat(65), "USD").is_err());
    }

    #[test]
    fn another_currencys_mark_is_refused() {
        assert_eq!(amount("€5.00", "USD").unwrap_err().to_string(), "`€5.00` is not in USD");
        assert!(amount("$5.00", "AUD").is_ok());
        assert!(amount("￥1,000", "JPY").is_ok());
    }

    #[test]
    fn only_other_dress_is_worth_a_word() {
        for (text, dressed) in
            [("5.00", false), ("-5.00", false), ("5.00 ", true), ("$5", true), ("1E3", true)]
        {
            assert_eq!(amount(text, "USD").unwrap().1, dressed, "{text}");
        }
    }
}
