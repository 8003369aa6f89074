//! Exchange rates in the form of the command line: `USDJPY=151.20`.

use std::fmt;

use num_rational::BigRational;
use rust_decimal::Decimal;

use super::fields::{Problem, quote};
use super::rounding::rational;
use super::{Amount, Currency, parse_decimal};
use crate::text::message::msg;

/// What one unit of a currency costs in another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    /// The base currency, of which there is one unit.
    pub base: Currency,
    /// The currency in which it is priced.
    pub quote: Currency,
    /// How much of `quote` one unit of `base` costs; above zero.
    pub value: Decimal,
}

impl Rate {
    /// Reads `USDJPY=151.20`: one USD costs 151.20 JPY.
    ///
    /// # Errors
    /// When the text is not two different currency codes, `=` and a plain number above zero.
    ///
    /// ```
    /// use paysched::offer::Rate;
    /// assert_eq!(Rate::parse("USDJPY=151.20").unwrap().to_string(), "1 USD = 151.20 JPY");
    /// assert!(Rate::parse("USDJPY").is_err());
    /// ```
    pub fn parse(text: &str) -> Result<Self, Problem> {
        let problem = || Problem::new(msg!("{text} is not an exchange rate", text = quote(text)));
        let Some((pair, value)) = text.split_once('=') else {
            return Err(
                problem().help(msg!("write two currency codes and a number, for example `USDJPY=151.20`"))
            );
        };
        let codes =
            pair.split_at_checked(3).map(|(base, quote)| (Currency::parse(base), Currency::parse(quote)));
        let Some((Some(base), Some(quote))) = codes.filter(|(base, quote)| base != quote) else {
            return Err(problem().help(msg!(
                "write two different currency codes in capital letters before the `=`, for example `USDJPY`"
            )));
        };
        let value = parse_decimal(value)?;
        if value.is_zero() {
            return Err(problem().help(msg!("a rate is more than 0")));
        }
        Ok(Self { base, quote, value })
    }

    /// What `amount` of one of the two currencies is in the other, not rounded; `None` if the currencies
    /// are not these two.
    pub fn convert(&self, amount: Amount, from: Currency, to: Currency) -> Option<BigRational> {
        match (from, to) {
            pair if pair == (self.base, self.quote) => Some(amount.exact() * rational(self.value)),
            pair if pair == (self.quote, self.base) => Some(amount.exact() / rational(self.value)),
            _ => None,
        }
    }

    /// How `amount` of one of the two currencies compares with `limit` of the other; both counted
    /// exactly. `None` if these are not the two currencies, or where the numbers have more digits than
    /// can be held.
    pub fn compare(
        &self,
        (amount, of): (Amount, Currency),
        (limit, in_currency): (Amount, Currency),
    ) -> Option<std::cmp::Ordering> {
        if (of, in_currency) == (self.quote, self.base) {
            return Some(amount.cmp(&limit.times(self.value)?));
        }
        if (of, in_currency) == (self.base, self.quote) {
            return Some(amount.times(self.value)?.cmp(&limit));
        }
        None
    }
}

impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "1 {} = {} {}", self.base, self.value, self.quote)
    }
}

#[cfg(test)]
mod tests {
    use std::cmp::Ordering;

    use super::*;

    fn amount(text: &str) -> Amount {
        Amount::parse(text).unwrap()
    }

    #[test]
    fn a_rate_is_read_only_in_its_one_form() {
        for wrong in [
            "",
            "USDJPY",
            "USDJPY=",
            "USDUSD=1",
            "usdjpy=1",
            "USDJPY=0",
            "USDJPY=-1",
            "USDJPY=1,5",
            "US=1",
            "円円=1",
        ] {
            assert!(Rate::parse(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_rate_compares_in_both_directions_without_dividing() {
        let (usd, jpy) = (Currency::parse("USD").unwrap(), Currency::parse("JPY").unwrap());
        let limit = (amount("1000000"), usd);
        let by_dollar = Rate::parse("USDJPY=151.20").unwrap();
        let by_yen = Rate::parse("JPYUSD=0.0066").unwrap();
        assert_eq!(by_dollar.compare((amount("151199999"), jpy), limit), Some(Ordering::Less));
        assert_eq!(by_dollar.compare((amount("151200000"), jpy), limit), Some(Ordering::Equal));
        assert_eq!(by_yen.compare((amount("151515151"), jpy), limit), Some(Ordering::Less));
        assert_eq!(by_yen.compare((amount("151515152"), jpy), limit), Some(Ordering::Greater));
        assert_eq!(by_yen.compare((amount("1"), Currency::parse("EUR").unwrap()), limit), None);
    }
}
