//! Exact amounts in one currency.

use std::fmt;

use crate::text::fullwidth;
use rust_decimal::Decimal;

/// An ISO 4217 currency code: three capital letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Currency([u8; 3]);

/// Codes of ISO 4217 (list one, 2026) whose minor unit is not a hundredth.
const NO_DECIMALS: [&str; 17] = [
    "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI", "VND", "VUV", "XAF",
    "XOF", "XPF",
];
const THREE_DECIMALS: [&str; 7] = ["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"];
const FOUR_DECIMALS: [&str; 2] = ["CLF", "UYW"];

impl Currency {
    /// US dollars.
    pub(crate) const USD: Self = Self(*b"USD");
    /// Japanese yen.
    pub(crate) const JPY: Self = Self(*b"JPY");

    /// Reads a code of three capital ASCII letters; `None` for anything else.
    pub fn parse(text: &str) -> Option<Self> {
        let code: [u8; 3] = text.as_bytes().try_into().ok()?;
        code.iter().all(u8::is_ascii_uppercase).then_some(Self(code))
    }

    /// The code that another spelling was meant to be: `usd`, `ＵＳＤ`, `US$`, `円`.
    pub(super) fn meant(text: &str) -> Option<&'static str> {
        let plain = |c: char| match c {
            'Ａ'..='Ｚ' | 'ａ'..='ｚ' | '＄' | '￥' => fullwidth::plain(c),
            other => other,
        };
        let folded: String = text.trim().chars().take(16).map(plain).collect::<String>().to_uppercase();
        let sign = match folded.as_str() {
            "$" | "US$" | "DOLLAR" | "DOLLARS" | "US DOLLAR" | "US DOLLARS" => "USD",
            "€" | "EURO" | "EUROS" => "EUR",
            "£" => "GBP",
            "A$" | "AU$" => "AUD",
            "¥" | "円" | "日本円" | "YEN" | "JPN" => "JPY",
            other => other,
        };
        ["USD", "EUR", "GBP", "AUD", "JPY", "CAD", "INR"].into_iter().find(|code| *code == sign)
    }

    /// The code.
    pub fn code(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or("")
    }

    /// How many decimals the currency has: 2 for USD, 0 for JPY. Source: ISO 4217, list one.
    #[doc(hidden)]
    pub fn decimals(&self) -> u32 {
        let code = self.code();
        if NO_DECIMALS.contains(&code) {
            0
        } else if THREE_DECIMALS.contains(&code) {
            3
        } else if FOUR_DECIMALS.contains(&code) {
            4
        } else {
            2
        }
    }

    /// The smallest amount: 0.01 for USD, 1 for JPY.
    pub(crate) fn minor_unit(&self) -> Amount {
        Amount::unit(self.decimals())
    }

    /// An amount with at least the currency's decimals, never rounded: `5` is `5.00` in USD, and
    /// `5.005` stays.
    pub(crate) fn digits(&self, amount: Amount) -> String {
        let shown = amount.normalized();
        let mut text = shown.to_string();
        // Not by the formatter's precision: `Decimal` panics where the zeros make it too long.
        let missing = self.decimals().saturating_sub(shown.scale());
        if missing > 0 && shown.scale() == 0 {
            text.push('.');
        }
        text.extend(std::iter::repeat_n('0', usize::try_from(missing).unwrap_or(0)));
        text
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// An amount of money in the major unit of its currency (dollars, yen), exact, with the decimals that
/// it was written with. It may be below zero, as a credit or a difference is.
///
/// It has no operators: all arithmetic is checked and exact, and gives `None` instead of rounding.
///
/// ```
/// use paysched::offer::Amount;
/// let (one, two) = (Amount::from(1), Amount::from(2));
/// assert_eq!(one.plus(two), Some(Amount::from(3)));
/// assert_eq!(Amount::MAX.plus(one), None);
/// ```
/// ```compile_fail,E0369
/// let one = paysched::offer::Amount::from(1);
/// let two = one + one;
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Amount(Decimal);

impl Amount {
    /// Nothing.
    pub const ZERO: Self = Self(Decimal::ZERO);
    /// The largest amount that can be held.
    #[doc(hidden)]
    pub const MAX: Self = Self(Decimal::MAX);

    /// One unit of the last of so many decimals: 0.01 for 2; of 28 at most.
    pub(crate) fn unit(decimals: u32) -> Self {
        Self(Decimal::new(1, decimals.min(Decimal::MAX_SCALE)))
    }

    /// The exact sum; `None` if it has more digits than can be held.
    ///
    /// `Decimal`'s own addition rounds silently in that case, which an amount must never be.
    pub fn plus(self, other: Self) -> Option<Self> {
        let (one, other, scale) = aligned(self, other)?;
        Self::held(one.checked_add(other)?, scale)
    }

    /// The exact difference; `None` if it has more digits than can be held.
    pub fn minus(self, other: Self) -> Option<Self> {
        self.plus(other.negated())
    }

    /// The exact product with a quantity or a rate; `None` if it has more digits than can be held.
    #[doc(hidden)]
    pub fn times(self, factor: impl Into<Decimal>) -> Option<Self> {
        let factor = factor.into();
        let product = self.0.mantissa().checked_mul(factor.mantissa())?;
        Self::held(product, self.scale().checked_add(factor.scale())?)
    }

    /// That many times the amount; `None` if it has more digits than can be held.
    pub(crate) fn multiple(self, count: i128) -> Option<Self> {
        Self::held(self.0.mantissa().checked_mul(count)?, self.scale())
    }

    /// What is left of it below a multiple of `step`; `None` if `step` is zero, or the two cannot be
    /// held with the same decimals.
    pub(crate) fn rest_of(self, step: Self) -> Option<Self> {
        let (one, step, scale) = aligned(self, step)?;
        Self::held(one.checked_rem(step)?, scale)
    }

    /// One of `count` equal parts; `None` if that has more digits than can be held, or `count` is zero.
    pub(crate) fn divided_exactly(self, count: impl Into<Decimal>) -> Option<Self> {
        let count = count.into();
        let part = Self(self.0.checked_div(count)?);
        (part.times(count) == Some(self)).then_some(part)
    }

    /// How many times `part` it is, exactly; `None` if `part` is zero, or that has more digits than
    /// can be held.
    pub(crate) fn times_of(self, part: Self) -> Option<Decimal> {
        let times = self.0.checked_div(part.0)?;
        (part.times(times) == Some(self)).then_some(times)
    }

    /// The exact sum of all; `None` if it, or a sum on the way, has more digits than can be held.
    pub fn sum(amounts: impl IntoIterator<Item = Self>) -> Option<Self> {
        amounts.into_iter().try_fold(Self::ZERO, Self::plus)
    }

    /// The amount without its sign.
    pub(crate) fn abs(self) -> Self {
        Self(self.0.abs())
    }

    /// The amount with the other sign.
    pub(crate) fn negated(self) -> Self {
        Self::from(-self.0)
    }

    /// Whether it is zero.
    #[doc(hidden)]
    pub fn is_zero(self) -> bool {
        self.0.is_zero()
    }

    /// Whether it is below zero.
    #[doc(hidden)]
    pub fn is_negative(self) -> bool {
        self.0.is_sign_negative() && !self.is_zero()
    }

    /// How many decimals it has, zeros at the end included.
    #[doc(hidden)]
    pub fn scale(self) -> u32 {
        self.0.scale()
    }

    /// The same amount without zeros at the end of its decimals.
    #[doc(hidden)]
    pub fn normalized(self) -> Self {
        Self(self.0.normalize())
    }

    /// Its digits, for what writes or draws them. Nothing is added up there.
    pub fn decimal(self) -> Decimal {
        self.0
    }

    fn held(mantissa: i128, scale: u32) -> Option<Self> {
        Decimal::try_from_i128_with_scale(mantissa, scale).ok().map(Self)
    }
}

impl From<Decimal> for Amount {
    fn from(digits: Decimal) -> Self {
        // Zero has no sign.
        Self(if digits.is_zero() { digits.abs() } else { digits })
    }
}

impl From<u32> for Amount {
    fn from(units: u32) -> Self {
        Self(units.into())
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Two amounts as whole numbers of units of the same decimals, and how many decimals these are.
fn aligned(one: Amount, other: Amount) -> Option<(i128, i128, u32)> {
    let scale = one.scale().max(other.scale());
    // Of nearly all amounts of one offer.
    if one.scale() == other.scale() {
        return Some((one.0.mantissa(), other.0.mantissa(), scale));
    }
    let at_scale = |amount: Amount| {
        let power = 10_i128.checked_pow(scale.checked_sub(amount.scale())?)?;
        amount.0.mantissa().checked_mul(power)
    };
    Some((at_scale(one)?, at_scale(other)?, scale))
}

/// An amount of one currency, in its major unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Money {
    /// The amount, in the major unit (dollars, yen).
    pub amount: Amount,
    /// The currency.
    pub currency: Currency,
}

/// Why two amounts of money have no sum.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MoneyError {
    /// They are not of one currency.
    #[error("{0} and {1} cannot be added up")]
    Currencies(Currency, Currency),
    /// The sum has more digits than can be held exactly.
    #[error("the sum has more than 28 digits")]
    TooLarge,
}

impl Money {
    /// An amount of a currency.
    pub fn new(amount: Amount, currency: Currency) -> Self {
        Self { amount, currency }
    }

    /// Nothing, in a currency.
    pub fn zero(currency: Currency) -> Self {
        Self::new(Amount::ZERO, currency)
    }

    /// The exact sum.
    ///
    /// # Errors
    /// When the currencies differ, or the sum has more than 28 digits.
    pub fn plus(self, other: Self) -> Result<Self, MoneyError> {
        if self.currency != other.currency {
            return Err(MoneyError::Currencies(self.currency, other.currency));
        }
        let amount = self.amount.plus(other.amount).ok_or(MoneyError::TooLarge)?;
        Ok(Self { amount, ..self })
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.currency.digits(self.amount), self.currency)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn amount(text: &str) -> Amount {
        Amount(Decimal::from_str_exact(text).unwrap())
    }

    fn decimal(text: &str) -> Decimal {
        amount(text).decimal()
    }

    #[test]
    fn a_sum_that_would_be_rounded_is_refused() {
        let big = amount("7922816251426433759354395033.5");
        assert_eq!(big.plus(amount("0.05")), None);
        assert_eq!(amount("0.1").plus(amount("0.02")), Some(amount("0.12")));
        assert_eq!(amount("1").minus(amount("2.5")), Some(amount("-1.5")));
    }

    #[test]
    fn a_product_that_would_be_rounded_is_refused() {
        assert_eq!(amount("25").times(decimal("300.000")), Some(amount("7500.000")));
        assert_eq!(amount("0.00000000000001").times(decimal("0.000000000000001")), None);
        assert_eq!(amount("99999999999999999999").times(decimal("99999999999999999999")), None);
    }

    #[test]
    fn what_is_left_below_a_multiple_is_exact() {
        assert_eq!(amount("10500.00").rest_of(amount("1000")), Some(amount("500.00")));
        assert_eq!(amount("0.09").rest_of(amount("0.03")), Some(amount("0")));
        assert_eq!(amount("1").rest_of(amount("0")), None);
    }

    #[test]
    fn an_amount_is_shown_with_its_currency_and_never_rounded() {
        let usd = Currency::parse("USD").unwrap();
        let jpy = Currency::parse("JPY").unwrap();
        assert_eq!(Money::new(amount("5"), usd).to_string(), "5.00 USD");
        assert_eq!(Money::new(amount("5.005"), usd).to_string(), "5.005 USD");
        assert_eq!(Money::new(amount("1200000.00"), jpy).to_string(), "1200000 JPY");
        assert_eq!(Money::new(amount("0.5"), usd).to_string(), "0.50 USD");
        assert_eq!(Money::new(amount("-0"), jpy).to_string(), "0 JPY");
    }

    #[test]
    fn the_largest_amount_is_shown_in_every_currency() {
        for code in ["JPY", "USD", "KWD", "CLF"] {
            let currency = Currency::parse(code).unwrap();
            let shown = currency.digits(Amount::MAX.negated());
            assert!(shown.starts_with("-79228162514264337593543950335"), "{shown}");
            assert_eq!(
                shown.split_once('.').map_or(0, |(_, zeros)| zeros.len()),
                currency.decimals() as usize
            );
        }
    }

    #[test]
    fn two_currencies_never_add() {
        let usd = Money::new(Amount::from(1), Currency::parse("USD").unwrap());
        let jpy = Money::new(Amount::from(1), Currency::parse("JPY").unwrap());
        assert_eq!(usd.plus(jpy), Err(MoneyError::Currencies(usd.currency, jpy.currency)));
    }

    #[test]
    fn a_code_is_three_capital_letters() {
        assert!(Currency::parse("usd").is_none());
        assert!(Currency::parse("US").is_none());
        assert!(Currency::parse("ＵＳＤ").is_none());
    }
}
