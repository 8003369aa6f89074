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
    pub fn minor_unit(&self) -> Decimal {
        Decimal::new(1, self.decimals())
    }

    /// An amount with at least the currency's decimals, never rounded: `5` is `5.00` in USD, and
    /// `5.005` stays.
    pub fn digits(&self, amount: Decimal) -> String {
        let shown = amount.normalize();
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

/// An amount of one currency, in its major unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Money {
    /// The amount, in the major unit (dollars, yen).
    pub amount: Decimal,
    /// The currency.
    pub currency: Currency,
}

/// Two amounts of different currencies, or whose sum has more digits than can be held exactly, cannot be
/// added.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CurrencyMismatch;

impl Money {
    /// An amount of a currency.
    pub fn new(amount: Decimal, currency: Currency) -> Self {
        Self { amount, currency }
    }

    /// The exact sum.
    ///
    /// # Errors
    /// When the currencies differ, or the sum has more than 28 digits.
    pub fn plus(self, other: Self) -> Result<Self, CurrencyMismatch> {
        if self.currency != other.currency {
            return Err(CurrencyMismatch);
        }
        let amount = exact_add(self.amount, other.amount).ok_or(CurrencyMismatch)?;
        Ok(Self { amount, ..self })
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.currency.digits(self.amount), self.currency)
    }
}

/// The exact sum of two decimals; `None` if it has more digits than can be held.
///
/// `Decimal`'s own addition rounds silently in that case, which an amount must never be.
pub fn exact_add(a: Decimal, b: Decimal) -> Option<Decimal> {
    let scale = a.scale().max(b.scale());
    let sum = at_scale(a, scale)?.checked_add(at_scale(b, scale)?)?;
    Decimal::try_from_i128_with_scale(sum, scale).ok()
}

/// The exact difference of two decimals; `None` if it has more digits than can be held.
pub fn exact_sub(a: Decimal, b: Decimal) -> Option<Decimal> {
    exact_add(a, -b)
}

/// The exact product of two decimals; `None` if it has more digits than can be held.
pub fn exact_mul(a: Decimal, b: Decimal) -> Option<Decimal> {
    let product = a.mantissa().checked_mul(b.mantissa())?;
    Decimal::try_from_i128_with_scale(product, a.scale().checked_add(b.scale())?).ok()
}

/// The remainder of `a` divided by `b`; `None` if `b` is zero, or the two cannot be held with the same
/// decimals.
pub fn exact_rem(a: Decimal, b: Decimal) -> Option<Decimal> {
    let scale = a.scale().max(b.scale());
    let left = at_scale(a, scale)?.checked_rem(at_scale(b, scale)?)?;
    Decimal::try_from_i128_with_scale(left, scale).ok()
}

/// The exact sum of all; `None` if it, or a sum on the way, has more digits than can be held.
pub fn exact_sum(amounts: impl IntoIterator<Item = Decimal>) -> Option<Decimal> {
    amounts.into_iter().try_fold(Decimal::ZERO, exact_add)
}

fn at_scale(value: Decimal, scale: u32) -> Option<i128> {
    let power = 10_i128.checked_pow(scale.checked_sub(value.scale())?)?;
    value.mantissa().checked_mul(power)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decimal(text: &str) -> Decimal {
        Decimal::from_str_exact(text).unwrap()
    }

    #[test]
    fn a_sum_that_would_be_rounded_is_refused() {
        let big = decimal("7922816251426433759354395033.5");
        assert_eq!(exact_add(big, decimal("0.05")), None);
        assert_eq!(exact_add(decimal("0.1"), decimal("0.02")), Some(decimal("0.12")));
        assert_eq!(exact_sub(decimal("1"), decimal("2.5")), Some(decimal("-1.5")));
    }

    #[test]
    fn a_product_that_would_be_rounded_is_refused() {
        assert_eq!(exact_mul(decimal("25"), decimal("300.000")), Some(decimal("7500.000")));
        assert_eq!(exact_mul(decimal("0.00000000000001"), decimal("0.000000000000001")), None);
        assert_eq!(exact_mul(decimal("99999999999999999999"), decimal("99999999999999999999")), None);
    }

    #[test]
    fn what_is_left_below_a_multiple_is_exact() {
        assert_eq!(exact_rem(decimal("10500.00"), decimal("1000")), Some(decimal("500.00")));
        assert_eq!(exact_rem(decimal("0.09"), decimal("0.03")), Some(decimal("0")));
        assert_eq!(exact_rem(decimal("1"), decimal("0")), None);
    }

    #[test]
    fn an_amount_is_shown_with_its_currency_and_never_rounded() {
        let usd = Currency::parse("USD").unwrap();
        let jpy = Currency::parse("JPY").unwrap();
        assert_eq!(Money::new(decimal("5"), usd).to_string(), "5.00 USD");
        assert_eq!(Money::new(decimal("5.005"), usd).to_string(), "5.005 USD");
        assert_eq!(Money::new(decimal("1200000.00"), jpy).to_string(), "1200000 JPY");
        assert_eq!(Money::new(decimal("0.5"), usd).to_string(), "0.50 USD");
        assert_eq!(Money::new(decimal("-0"), jpy).to_string(), "0 JPY");
    }

    #[test]
    fn the_largest_amount_is_shown_in_every_currency() {
        for code in ["JPY", "USD", "KWD", "CLF"] {
            let currency = Currency::parse(code).unwrap();
            let shown = currency.digits(-Decimal::MAX);
            assert!(shown.starts_with("-79228162514264337593543950335"), "{shown}");
            assert_eq!(
                shown.split_once('.').map_or(0, |(_, zeros)| zeros.len()),
                currency.decimals() as usize
            );
        }
    }

    #[test]
    fn two_currencies_never_add() {
        let usd = Money::new(Decimal::ONE, Currency::parse("USD").unwrap());
        let jpy = Money::new(Decimal::ONE, Currency::parse("JPY").unwrap());
        assert_eq!(usd.plus(jpy), Err(CurrencyMismatch));
    }

    #[test]
    fn a_code_is_three_capital_letters() {
        assert!(Currency::parse("usd").is_none());
        assert!(Currency::parse("US").is_none());
        assert!(Currency::parse("ＵＳＤ").is_none());
    }
}
