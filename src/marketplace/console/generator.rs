//! The console's generator of installment plans, and the settings that produce a schedule.

use chrono::{Datelike, NaiveDate};

use crate::offer::{Amount, Currency, add_months};

/// How often the generator makes an installment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Frequency {
    /// Each month.
    Monthly,
    /// Each third month.
    Quarterly,
    /// Each twelfth month.
    Annually,
    /// As many as requested; the dates are not documented.
    Custom,
}

impl Frequency {
    /// Its name in the console.
    pub fn word(self) -> &'static str {
        match self {
            Self::Monthly => "Monthly",
            Self::Quarterly => "Quarterly",
            Self::Annually => "Annually",
            Self::Custom => "Custom",
        }
    }

    /// Months from one installment to the next, if documented.
    fn months(self) -> Option<u32> {
        match self {
            Self::Monthly => Some(1),
            Self::Quarterly => Some(3),
            Self::Annually => Some(12),
            Self::Custom => None,
        }
    }
}

/// What is entered into the generator. Source: Seller Guide, "Private offer installment plans",
/// Buyer installment plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GeneratorSettings {
    /// Contract total.
    pub total: Amount,
    /// Initial payment, if the first differs from the others.
    pub initial: Option<Amount>,
    /// Frequency.
    pub frequency: Frequency,
    /// Number of installments, the initial payment included.
    pub count: usize,
    /// First invoice date.
    pub first: NaiveDate,
}

/// How much of a schedule the generator produces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fit {
    /// Every date and every amount.
    Whole,
    /// Every amount; the dates are to be compared.
    Amounts,
    /// The number of lines; dates and amounts are to be typed.
    Lines,
}

impl GeneratorSettings {
    /// The amounts that these settings produce: the initial payment, and the rest in equal parts. `None`
    /// if the parts are not whole minor units, which the console rounds in an undocumented way.
    pub fn amounts(&self, currency: Currency) -> Option<Vec<Amount>> {
        let initial: Vec<Amount> = self.initial.into_iter().collect();
        let parts = self.count.checked_sub(initial.len())?;
        let rest = self.total.minus(self.initial.unwrap_or_default())?;
        if parts == 0 {
            return rest.is_zero().then_some(initial);
        }
        let part = rest.divided_exactly(parts)?.normalized();
        let rest = std::iter::repeat_n(part, parts);
        (part.scale() <= currency.decimals()).then(|| initial.into_iter().chain(rest).collect())
    }

    /// The dates that these settings produce, each counted from the first; `None` for a custom
    /// frequency.
    pub fn dates(&self) -> Option<Vec<NaiveDate>> {
        let step = i64::from(self.frequency.months()?);
        let count = i64::try_from(self.count).ok()?;
        Some((0..count).map(|k| add_months(self.first, k.saturating_mul(step))).collect())
    }

    /// Whether some month may lack the day of the first invoice; what the console does then is not
    /// documented.
    pub fn some_month_lacks_the_day(&self) -> bool {
        self.first.day() > 28
    }
}

/// The settings that produce as many of these lines as possible, for a contract of `term` months, and
/// how much that is. `None` without lines, or if the total is too large to be exact.
pub fn fit(
    lines: &[(NaiveDate, Amount)],
    currency: Currency,
    term: Option<u32>,
) -> Option<(GeneratorSettings, Fit)> {
    let (first, first_amount) = *lines.first()?;
    let total = Amount::sum(lines.iter().map(|(_, amount)| *amount))?;
    let custom =
        GeneratorSettings { total, initial: None, frequency: Frequency::Custom, count: lines.len(), first };
    let wanted = || lines.iter().map(|(_, amount)| *amount);
    let candidates =
        [None, Some(first_amount)].map(|initial| GeneratorSettings { initial, ..custom.clone() });
    let equal = |settings: &GeneratorSettings| {
        settings.amounts(currency).is_some_and(|amounts| amounts.into_iter().eq(wanted()))
    };
    let Some(amounts) = candidates.into_iter().find(equal) else { return Some((custom, Fit::Lines)) };
    for frequency in [Frequency::Monthly, Frequency::Quarterly, Frequency::Annually] {
        let settings = GeneratorSettings { frequency, ..amounts.clone() };
        // The generator asks for a number only with a custom frequency; otherwise it fills the term.
        let fills = term.zip(frequency.months()).is_some_and(|(term, step)| {
            term.is_multiple_of(step) && usize::try_from(term / step) == Ok(lines.len())
        });
        let days = lines.iter().map(|(day, _)| *day);
        if fills && settings.dates().is_some_and(|dates| dates.into_iter().eq(days)) {
            return Some((settings, Fit::Whole));
        }
    }
    Some((amounts, Fit::Amounts))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::offer::parse_date;

    fn lines(text: &[(&str, &str)]) -> Vec<(NaiveDate, Amount)> {
        let line = |(day, amount): &(&str, &str)| (parse_date(day).unwrap(), Amount::parse(amount).unwrap());
        text.iter().map(line).collect()
    }

    fn found(text: &[(&str, &str)], term: Option<u32>) -> (Option<Amount>, Frequency, Fit) {
        let (settings, fit) = fit(&lines(text), Currency::parse("USD").unwrap(), term).unwrap();
        (settings.initial, settings.frequency, fit)
    }

    #[test]
    fn equal_installments_that_fill_the_term_need_three_settings() {
        let quarters =
            [("2027-01-15", "25.00"), ("2027-04-15", "25"), ("2027-07-15", "25"), ("2027-10-15", "25")];
        assert_eq!(found(&quarters, Some(12)), (None, Frequency::Quarterly, Fit::Whole));
        assert_eq!(found(&quarters, Some(24)), (None, Frequency::Custom, Fit::Amounts));
        assert_eq!(found(&quarters, None), (None, Frequency::Custom, Fit::Amounts));
    }

    #[test]
    fn a_first_installment_of_its_own_is_the_initial_payment() {
        let quarters =
            [("2027-01-15", "10.00"), ("2027-04-15", "30"), ("2027-07-15", "30"), ("2027-10-15", "30")];
        let initial = Some(Amount::from(10));
        assert_eq!(found(&quarters, Some(12)), (initial, Frequency::Quarterly, Fit::Whole));
    }

    #[test]
    fn a_division_that_does_not_come_out_is_typed_line_by_line() {
        let thirds = [("2027-01-15", "33.33"), ("2027-02-15", "33.33"), ("2027-03-15", "33.34")];
        assert_eq!(found(&thirds, Some(3)), (None, Frequency::Custom, Fit::Lines));
    }

    #[test]
    fn a_day_that_a_month_lacks_is_the_last_of_that_month() {
        let ends = [("2027-01-31", "5.00"), ("2027-02-28", "5.00"), ("2027-03-31", "5.00")];
        assert_eq!(found(&ends, Some(3)), (None, Frequency::Monthly, Fit::Whole));
        assert!(
            fit(&lines(&ends), Currency::parse("USD").unwrap(), Some(3))
                .unwrap()
                .0
                .some_month_lacks_the_day()
        );
        let rolled = [("2027-01-29", "5.00"), ("2027-02-26", "5.00"), ("2027-03-31", "5.00")];
        assert_eq!(found(&rolled, Some(3)), (None, Frequency::Custom, Fit::Amounts));
    }

    #[test]
    fn one_installment_is_the_total() {
        let one = [("2027-01-15", "99.00")];
        assert_eq!(found(&one, Some(12)), (None, Frequency::Annually, Fit::Whole));
        assert_eq!(found(&one, Some(10)), (None, Frequency::Custom, Fit::Amounts));
    }
}
