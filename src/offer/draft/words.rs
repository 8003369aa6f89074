//! Durations, periods, days and shares as the reader takes them.

use chrono::NaiveDate;
use num_bigint::BigInt;
use num_rational::BigRational;
use rust_decimal::Decimal;

use crate::offer::{Amount, Currency, Day, Duration, Period, Share, Unit};

/// The most digits that the reader takes for a number of months or days.
const MOST: u32 = 9_999_999;

/// The most digits that the reader takes for an amount.
const MAX_DIGITS: usize = 28;

/// `36 months`, `365 days`; `P18M10D` where both count, as no words say that.
pub(super) fn duration(value: Duration) -> String {
    let Duration { months, days } = value;
    if (months == 0 || days == 0) && months <= MOST {
        return value.to_string();
    }
    let years = if months > MOST { (months / 12).min(MOST) } else { 0 };
    let part = |count: u32, unit: char| if count == 0 { String::new() } else { format!("{count}{unit}") };
    format!("P{}{}{}", part(years, 'Y'), part(months.saturating_sub(years * 12), 'M'), part(days, 'D'))
}

/// `month`, `quarter`, `6 months`.
pub(super) fn period(value: Period) -> String {
    let sizes: [(u32, &str); 3] = match value.unit {
        Unit::Day => [(7, "week"), (1, "day"), (1, "day")],
        // Half a year is rather said in months than in quarters.
        Unit::Month if value.count == 3 => [(3, "quarter"), (1, "month"), (1, "month")],
        Unit::Month => [(12, "year"), (1, "month"), (3, "quarter")],
    };
    let fits = |(size, _): &&(u32, &str)| value.count.is_multiple_of(*size) && value.count / size <= MOST;
    let (size, word) = sizes.iter().find(fits).copied().unwrap_or((1, "month"));
    match value.count / size {
        1 if word != "day" => word.to_owned(),
        count => format!("{count} {word}s"),
    }
}

/// One day plain, several as a list.
pub(super) fn days(days: &[Day]) -> String {
    match days {
        [day] => day.to_string(),
        days => format!("[{}]", days.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")),
    }
}

/// What `amount` or `split` says.
pub(super) fn amount(value: &Amount, currency: Option<Currency>) -> String {
    match value {
        Amount::Fixed(value) => money(*value, currency),
        Amount::Share(value) => share(value),
        Amount::Remainder => "remainder".to_owned(),
    }
}

/// An amount with the currency's decimals, unless these make it too long to be read.
pub(super) fn money(value: Decimal, currency: Option<Currency>) -> String {
    let text = currency.map_or_else(|| value.to_string(), |currency| currency.digits(value));
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    if digits > MAX_DIGITS { value.normalize().to_string() } else { text }
}

/// A share in percent where a decimal says it exactly, else as a fraction.
pub(super) fn share(value: &Share) -> String {
    let percent = &value.0 * BigRational::from_integer(BigInt::from(100));
    let decimal = |scale: u32| {
        let scaled = &percent * BigRational::from_integer(BigInt::from(10).pow(scale));
        let mantissa = i128::try_from(scaled.is_integer().then(|| scaled.to_integer())?).ok()?;
        let text = Decimal::try_from_i128_with_scale(mantissa, scale).ok()?.to_string();
        (text.len() <= MAX_DIGITS).then(|| format!("{text}%"))
    };
    (0..=26).find_map(decimal).unwrap_or_else(|| format!("{}/{}", value.0.numer(), value.0.denom()))
}

/// A day as it is written.
pub(super) fn date(value: NaiveDate) -> String {
    value.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_duration_is_read_as_it_was() {
        for (months, days, text) in [
            (36, 0, "36 months"),
            (1, 0, "1 month"),
            (0, 365, "365 days"),
            (0, 0, "0 months"),
            (18, 10, "P18M10D"),
            (119_999_988, 0, "P9999999Y"),
            (9_999_999, 1, "P9999999M1D"),
            (120_000_000, 0, "P9999999Y12M"),
        ] {
            assert_eq!(duration(Duration { months, days }), text);
            if text != "0 months" {
                assert_eq!(Duration::parse(text), Ok(Duration { months, days }), "{text}");
            }
        }
    }

    #[test]
    fn a_period_takes_the_largest_unit_that_people_say() {
        for (count, unit, text) in [
            (1, Unit::Day, "1 days"),
            (7, Unit::Day, "week"),
            (14, Unit::Day, "2 weeks"),
            (90, Unit::Day, "90 days"),
            (1, Unit::Month, "month"),
            (3, Unit::Month, "quarter"),
            (6, Unit::Month, "6 months"),
            (12, Unit::Month, "year"),
            (24, Unit::Month, "2 years"),
            (29_999_997, Unit::Month, "9999999 quarters"),
            (69_999_993, Unit::Day, "9999999 weeks"),
        ] {
            assert_eq!(period(Period { count, unit }), text);
        }
    }

    #[test]
    fn a_share_is_a_percentage_where_one_is_exact() {
        let text = |n: u64, d: u64| share(&Share::new(n, d).unwrap());
        assert_eq!(text(1, 8), "12.5%");
        assert_eq!(text(1, 3), "1/3");
        assert_eq!(text(3, 2), "150%");
        assert_eq!(text(1, 1 << 20), "0.000095367431640625%");
    }

    #[test]
    fn an_amount_never_gets_too_long_to_be_read() {
        let usd = Currency::parse("USD");
        let most: Decimal = "9999999999999999999999999999".parse().unwrap();
        assert_eq!(money(most, usd), "9999999999999999999999999999");
        assert_eq!(money(Decimal::new(5, 0), usd), "5.00");
        assert_eq!(money(Decimal::new(5005, 3), usd), "5.005");
    }
}
