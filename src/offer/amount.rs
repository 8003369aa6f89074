//! Amounts and shares of the total: exact, from the written text, never through a float.

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Signed, Zero};
use rust_decimal::Decimal;

mod forms;

use forms::{REMAINDER, decimal_comma, percent_in_words, wrong_form};

use super::Amount;
use super::fields::{Certainty, Problem, quote};
use crate::text::fullwidth;
use crate::text::message::msg;

/// The most digits that an amount may have, before and after the point together.
pub(super) const MAX_DIGITS: usize = 28;

/// What `amount` or `split` says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Portion {
    /// A written amount, in the offer's currency.
    Fixed(Amount),
    /// A percentage or a fraction of the total.
    Share(Share),
    /// What the other entries leave of the total.
    Remainder,
}

/// An exact share of a whole, such as `12.5%` or `1/3`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Share(BigRational);

impl Share {
    /// `numerator` of `denominator` parts; `None` if the denominator is zero, or the share negative.
    pub fn new(numerator: impl Into<BigInt>, denominator: impl Into<BigInt>) -> Option<Self> {
        let denominator = denominator.into();
        (!denominator.is_zero()).then(|| BigRational::new(numerator.into(), denominator)).and_then(Self::of)
    }

    /// An exact rational as a share; `None` if negative.
    pub(crate) fn of(exact: BigRational) -> Option<Self> {
        (!exact.is_negative()).then_some(Self(exact))
    }

    /// The whole.
    #[doc(hidden)]
    pub fn whole() -> Self {
        Self(BigRational::one())
    }

    /// The share as an exact rational: 12.5% is 1/8.
    #[doc(hidden)]
    pub fn exact(&self) -> &BigRational {
        &self.0
    }

    /// Whether it is zero.
    pub(crate) fn is_zero(&self) -> bool {
        self.0.is_zero()
    }

    /// The share as it is written: in percent if a decimal says it exactly, such as `12.5%`, else as
    /// a fraction, such as `1/3`.
    #[doc(hidden)]
    pub fn words(&self) -> String {
        percentage(&self.0)
    }
}

/// A rational as [`Share::words`] writes it.
pub(crate) fn percentage(exact: &BigRational) -> String {
    let percent = exact * BigRational::from_integer(BigInt::from(100));
    // A decimal of at most 26 places exists only if they can be divided by the denominator.
    let fits = (BigInt::from(10).pow(26) % percent.denom()).is_zero();
    let decimal = |scale: u32| {
        let scaled = &percent * BigRational::from_integer(BigInt::from(10).pow(scale));
        let mantissa = i128::try_from(scaled.is_integer().then(|| scaled.to_integer())?).ok()?;
        let text = Decimal::try_from_i128_with_scale(mantissa, scale).ok()?.to_string();
        (text.len() <= MAX_DIGITS).then(|| format!("{text}%"))
    };
    let decimal = if fits { (0..=26).find_map(decimal) } else { None };
    decimal.unwrap_or_else(|| format!("{}/{}", exact.numer(), exact.denom()))
}

impl Amount {
    /// Reads an amount: digits, then optionally a point and digits; at most 28 digits in all.
    ///
    /// # Errors
    /// Says which character is wrong; if grouping or full-width digits are the only fault, the problem
    /// carries the corrected text.
    ///
    /// ```
    /// use paysched::offer::Amount;
    /// assert_eq!(Amount::parse("360000.00").unwrap().to_string(), "360000.00");
    /// assert!(Amount::parse("360,000.00").is_err());
    /// assert!(Amount::parse("1e3").is_err());
    /// ```
    pub fn parse(text: &str) -> Result<Self, Problem> {
        parse_decimal(text).map(Self::from)
    }
}

/// Reads a number that is not an amount, such as a quantity, in the form of one.
///
/// # Errors
/// Says which character is wrong; if grouping or full-width digits are the only fault, the problem
/// carries the corrected text.
///
/// ```
/// use paysched::offer::parse_decimal;
/// assert_eq!(parse_decimal("360000.00").unwrap().to_string(), "360000.00");
/// assert!(parse_decimal("360,000.00").is_err());
/// assert!(parse_decimal("1e3").is_err());
/// ```
pub fn parse_decimal(text: &str) -> Result<Decimal, Problem> {
    if !is_plain(text) {
        return Err(wrong_form(text));
    }
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    if digits > MAX_DIGITS {
        return Err(Problem::new(msg!(
            "{text} has {digits} digits, more than the {most} that an amount may have",
            text = quote(text),
            digits,
            most = MAX_DIGITS,
        ))
        .help(msg!("the marketplace takes at most 100000000.00 for an installment")));
    }
    Decimal::from_str_exact(text).map_err(|_| wrong_form(text))
}

/// Reads an amount, a percentage, a fraction or `remainder`.
///
/// # Errors
/// As [`parse_decimal`], and if a percentage or a fraction is not of the form `12.5%`, `1/3`.
pub fn parse_portion(text: &str) -> Result<Portion, Problem> {
    if text == "remainder" {
        return Ok(Portion::Remainder);
    }
    if text.ends_with(['%', '％']) {
        return parse_percent(text).map(Portion::Share);
    }
    if let Some((numerator, denominator)) = text.split_once(['/', '／']) {
        return parse_fraction(text, numerator, denominator).map(Portion::Share);
    }
    // Nearly every amount is plain digits; lookalikes are searched for only in what is not.
    if is_plain(text) {
        return Amount::parse(text).map(Portion::Fixed);
    }
    if let Some(percent) = percent_in_words(&fold(text)) {
        return Err(Problem::new(msg!("{text} is not a percentage", text = quote(text))).replacement(percent));
    }
    let problem = || Problem::new(msg!("{text} is not an amount", text = quote(text)));
    if REMAINDER.contains(&text.trim().to_lowercase().as_str()) {
        return Err(problem().replacement("remainder"));
    }
    if crate::text::diagnostic::closest(text, ["remainder"]).is_some() {
        return Err(problem().likely("remainder", Certainty::Guess));
    }
    Amount::parse(text).map(Portion::Fixed)
}

/// As [`parse_percent`], at most 100%.
///
/// # Errors
/// As [`parse_percent`], and when it is more.
pub(crate) fn parse_part(text: &str) -> Result<Share, Problem> {
    let share = parse_percent(text)?;
    if share > Share::whole() {
        return Err(Problem::new(msg!("{text} is more than the whole", text = quote(text)))
            .help(msg!("write 100% or less")));
    }
    Ok(share)
}

/// Reads a percentage such as `12.5%`.
///
/// # Errors
/// When the text is not digits, optionally a point and digits, and a percent sign.
pub fn parse_percent(text: &str) -> Result<Share, Problem> {
    let trimmed = text.trim_end_matches(['%', '％']);
    if text.strip_suffix('%').is_some_and(is_plain)
        && trimmed.len() <= MAX_DIGITS
        && let Ok(value) = Decimal::from_str_exact(trimmed)
    {
        let hundredths = BigInt::from(10).pow(value.scale()) * 100;
        return Share::new(value.mantissa(), hundredths).ok_or_else(|| wrong_form(text));
    }
    let problem = Problem::new(msg!("{text} is not a percentage", text = quote(text)));
    let folded = fold(trimmed.trim());
    if let Some(percent) = percent_in_words(&folded) {
        return Err(problem.replacement(percent));
    }
    if let Some(point) = decimal_comma(&folded) {
        return Err(problem.help(msg!("write the decimals after a point: `{point}%`", point)));
    }
    let right = (is_plain(&folded) && folded.len() <= MAX_DIGITS).then(|| format!("{folded}%"));
    Err(match right {
        Some(right) if trimmed.len() < text.len() => problem.replacement(right),
        // Without the sign, 0.05 may mean 5% as well.
        Some(right) => problem.help(msg!("write the percent sign, for example `{right}`", right)),
        None => problem.help(msg!("write digits and a percent sign, for example `12.5%`")),
    })
}

fn parse_fraction(text: &str, numerator: &str, denominator: &str) -> Result<Share, Problem> {
    let whole = |part: &str| {
        let digits = part.bytes().all(|b| b.is_ascii_digit()) && (1..=MAX_DIGITS).contains(&part.len());
        digits.then(|| part.parse::<u128>().ok()).flatten()
    };
    let problem = Problem::new(msg!("{text} is not a fraction of the total", text = quote(text)));
    let own = !text.contains('／');
    match (whole(numerator).filter(|_| own), whole(denominator).filter(|_| own)) {
        (Some(_), Some(0)) => Err(problem.help(msg!("write 1 or more after the stroke, for example `1/3`"))),
        (Some(n), Some(d)) => Share::new(n, d).ok_or(problem),
        _ => match (whole(&fold(numerator.trim())), whole(&fold(denominator.trim()))) {
            (Some(n), Some(d)) if d > 0 => Err(problem.replacement(format!("{n}/{d}"))),
            _ => Err(problem.help(msg!("write two whole numbers, for example `1/3`"))),
        },
    }
}

/// Digits, or digits, a point and digits.
fn is_plain(text: &str) -> bool {
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    match text.split_once('.') {
        None => digits(text),
        Some((whole, fraction)) => digits(whole) && digits(fraction),
    }
}

/// Full-width digits, letters, points, commas and signs as their plain counterparts; at most 64
/// characters, since nothing longer is an amount.
pub(super) fn fold(text: &str) -> String {
    let plain = |c: char| match c {
        '０'..='９' | '．' | '，' | '％' | '＄' | '￥' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ' => {
            fullwidth::plain(c)
        }
        other => other,
    };
    text.chars().take(64).map(plain).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::offer::fields::Certainty;

    #[test]
    fn the_scale_is_kept() {
        assert_eq!(Amount::parse("00200.50").unwrap().to_string(), "200.50");
        assert_eq!(Amount::parse("0").unwrap(), Amount::ZERO);
    }

    #[test]
    fn everything_that_parsers_elsewhere_forgive_is_refused() {
        for wrong in [
            "1_000.5",
            ".5",
            "5.",
            "+5",
            "-5",
            "1e3",
            "1E3",
            "nan",
            "inf",
            "0x10",
            "1,000",
            " 5",
            "5 ",
            "１０",
            "$5",
            "5 USD",
            "",
            "1.2.3",
            "12345678901234567890123456789",
        ] {
            assert!(Amount::parse(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn grouping_and_full_width_digits_are_put_right() {
        for (wrong, right) in [
            ("1,000.00", "1000.00"),
            ("1_000", "1000"),
            ("12 345 678", "12345678"),
            ("１２，０００．５", "12000.5"),
            ("1,00,000", "100000"),
            ("１０", "10"),
            ("1'234.5", "1234.5"),
        ] {
            assert_eq!(Amount::parse(wrong).unwrap_err().replacement.as_deref(), Some(right), "{wrong}");
        }
    }

    #[test]
    fn what_has_one_reading_is_put_right_and_a_doubt_is_told() {
        for (text, right, certainty) in [
            ("1.000,00", "1000.00", Certainty::Certain),
            ("360 000,00", "360000.00", Certainty::Certain),
            ("1.234.567", "1234567", Certainty::Certain),
            ("600万円", "6000000", Certainty::Currency(&["JPY"])),
            ("$60,000.00", "60000.00", Certainty::Currency(&["USD", "AUD", "CAD"])),
            ("360000 USD", "360000", Certainty::Currency(&["USD"])),
            ("1,234", "1234", Certainty::WithoutDecimals),
            ("$1,200", "1200", Certainty::Guess),
            ("60k", "60000", Certainty::Guess),
        ] {
            let problem = Amount::parse(text).unwrap_err();
            assert_eq!(
                (problem.replacement.as_deref(), problem.certainty),
                (Some(right), certainty),
                "{text}"
            );
        }
        for doubt in ["360,00", "0,001", "-5", "1e3", ".5", "TBD"] {
            let problem = Amount::parse(doubt).unwrap_err();
            assert_eq!(problem.replacement, None, "{doubt}");
            assert!(problem.help.is_some(), "{doubt}");
        }
    }

    #[test]
    fn a_missing_percent_sign_is_only_proposed() {
        assert_eq!(parse_percent("５ ％").unwrap_err().replacement.as_deref(), Some("5%"));
        let problem = parse_percent("0.05").unwrap_err();
        assert_eq!((problem.replacement, problem.help.is_some()), (None, true));
        assert_eq!(parse_portion("１／３").unwrap_err().replacement.as_deref(), Some("1/3"));
    }

    #[test]
    fn shares_are_exact() {
        let third = parse_portion("1/3").unwrap();
        assert_eq!(third, Portion::Share(Share::new(1, 3).unwrap()));
        assert_eq!(parse_portion("12.50%").unwrap(), Portion::Share(Share::new(1, 8).unwrap()));
        for wrong in ["1/0", "%", "-1%", "1/3/4", "a/b", "1/", "5 %"] {
            assert!(parse_portion(wrong).is_err(), "{wrong}");
        }
        assert_eq!(Share::new(1, 3).unwrap().words(), "1/3");
        assert_eq!(Share::new(1, 8).unwrap().words(), "12.5%");
    }

    #[test]
    fn a_share_is_a_percentage_where_one_is_exact() {
        let text = |n: u64, d: u64| Share::new(n, d).unwrap().words();
        assert_eq!(text(1, 8), "12.5%");
        assert_eq!(text(1, 3), "1/3");
        assert_eq!(text(3, 2), "150%");
        assert_eq!(text(1, 1 << 20), "0.000095367431640625%");
    }
}
