//! Dated amounts as entries of an offer: one by one, or as series, which are equal amounts at regular dates.

use chrono::{Datelike, Days, NaiveDate};

use crate::offer::{
    Amount, Currency, Day, Entry, Period, Portion, Series, Single, Unit, add_months, last_of_month,
};

/// The fewest installments of a series: two are as easy to read one by one.
const LEAST: usize = 3;

/// A day and the amount invoiced on it.
pub type Charge = (NaiveDate, Amount);

/// Each charge as a single entry.
pub fn singles(charges: &[Charge]) -> Vec<Entry> {
    charges.iter().map(|charge| single(*charge)).collect()
}

/// The charges, with every run of equal amounts at regular dates as a series, and likewise every equal
/// split whose last installment takes the leftover. Callers verify the result by expanding it.
pub fn entries(charges: &[Charge], currency: Option<Currency>) -> Vec<Entry> {
    let mut entries = Vec::new();
    let mut rest = charges;
    while let [first, after @ ..] = rest {
        let (series, length) = longest(rest, currency).unzip();
        entries.push(series.unwrap_or_else(|| single(*first)));
        rest = length.and_then(|length: usize| rest.get(length..)).unwrap_or(after);
    }
    entries
}

fn single((invoice_date, amount): Charge) -> Entry {
    Entry::Single(Single::new(invoice_date, Portion::Fixed(amount)))
}

/// The longest series that the list begins with, and how many charges it takes.
fn longest(charges: &[Charge], currency: Option<Currency>) -> Option<(Entry, usize)> {
    let [(first, amount), (second, _), ..] = charges else { return None };
    let mut found: Option<(Entry, usize)> = None;
    for rhythm in rhythms(*first, *second) {
        let fits = |at: usize, date: NaiveDate| {
            u32::try_from(at).ok().and_then(|k| rhythm.date(*first, k)) == Some(date)
        };
        let alike = |(at, (date, other)): &(usize, &Charge)| fits(*at, *date) && other == amount;
        let equal = charges.iter().enumerate().take_while(alike).count();
        let leftover = charges
            .get(..=equal)
            .filter(|parts| parts.len() >= LEAST && parts.last().is_some_and(|(date, _)| fits(equal, *date)));
        let whole = leftover.and_then(|parts| split(parts, currency));
        let length = equal + usize::from(whole.is_some());
        let better = found.as_ref().is_none_or(|(_, known)| length > *known);
        if let (true, Ok(times)) = (better && length >= LEAST, u32::try_from(length)) {
            let mut series = Series::new(*first, rhythm.every, times);
            match whole {
                Some(whole) => series.split = Portion::Fixed(whole).into(),
                None => series.amount = Portion::Fixed(*amount).into(),
            }
            series.day = rhythm.last.then(|| vec![Day::FromEnd(1)]).into();
            found = Some((Entry::Series(Box::new(series)), length));
        }
    }
    found
}

/// The amount that was split, if these are its equal parts rounded down and the last one also takes a
/// leftover of less than one step per part.
fn split(parts: &[Charge], currency: Option<Currency>) -> Option<Amount> {
    let (amount, last) = (parts.first()?.1, parts.last()?.1);
    let count = parts.len();
    let leftover = last.minus(amount)?;
    let fits = !leftover.is_negative() && leftover < currency?.minor_unit().times(count)?;
    let whole = Amount::sum(parts.iter().map(|(_, amount)| *amount))?;
    fits.then_some(whole)
}

/// The spacing of dates.
struct Rhythm {
    every: Period,
    /// Whether each is the last of its month.
    last: bool,
}

impl Rhythm {
    /// The k-th date, from 0.
    fn date(&self, first: NaiveDate, k: u32) -> Option<NaiveDate> {
        let count = self.every.count.checked_mul(k)?;
        match self.every.unit {
            Unit::Day => first.checked_add_days(Days::new(u64::from(count))),
            Unit::Month => {
                let moved = add_months(first, i64::from(count));
                if self.last { last_of_month(moved.year(), moved.month()) } else { Some(moved) }
            }
        }
    }
}

/// The spacings that lead from one date to the next.
fn rhythms(first: NaiveDate, second: NaiveDate) -> Vec<Rhythm> {
    let month = |date: NaiveDate| i64::from(date.year()) * 12 + i64::from(date.month());
    let months = u32::try_from(month(second) - month(first)).ok().filter(|count| *count > 0);
    let days = second.signed_duration_since(first).num_days();
    let days = u32::try_from(days).ok().filter(|count| *count > 0);
    let is_last = last_of_month(first.year(), first.month()) == Some(first);
    let every = |count, unit| Period { count, unit };
    let by_month = |last: bool| months.map(|count| Rhythm { every: every(count, Unit::Month), last });
    let by_day = days.map(|count| Rhythm { every: every(count, Unit::Day), last: false });
    [by_month(false), by_month(true).filter(|_| is_last), by_day].into_iter().flatten().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::offer::{Comments, Offer, parse_date};

    fn lines(charges: &[(&str, &str)]) -> Vec<String> {
        let charge =
            |(date, amount): &(&str, &str)| (parse_date(date).unwrap(), Amount::parse(amount).unwrap());
        let charges: Vec<Charge> = charges.iter().map(charge).collect();
        let currency = Currency::parse("USD");
        let installments = entries(&charges, currency).into();
        let offer = Offer { currency: currency.into(), installments, ..Offer::default() };
        offer.to_yaml(&Comments::default()).lines().skip(3).map(|line| line.trim().to_owned()).collect()
    }

    #[test]
    fn a_series_is_found_by_its_anchor() {
        assert_eq!(
            lines(&[("2027-01-31", "5"), ("2027-02-28", "5"), ("2027-03-31", "5")]),
            ["- { first: 2027-01-31, every: month, times: 3, amount: 5.00 }"]
        );
        assert_eq!(
            lines(&[("2027-02-28", "5"), ("2027-03-31", "5"), ("2027-04-30", "5")]),
            ["- { first: 2027-02-28, every: month, times: 3, day: last, amount: 5.00 }"]
        );
        assert_eq!(
            lines(&[("2027-01-04", "5"), ("2027-04-04", "5"), ("2027-07-03", "5"), ("2027-10-01", "5")]),
            ["- { first: 2027-01-04, every: 90 days, times: 4, amount: 5.00 }"]
        );
    }

    #[test]
    fn what_is_not_regular_stays_single() {
        assert_eq!(
            lines(&[
                ("2027-01-01", "50"),
                ("2027-02-01", "5"),
                ("2027-03-01", "5"),
                ("2027-04-01", "5"),
                ("2027-04-02", "5"),
                ("2027-04-02", "5"),
            ]),
            [
                "- { invoice_date: 2027-01-01, amount: 50.00 }",
                "- { first: 2027-02-01, every: month, times: 3, amount: 5.00 }",
                "- { invoice_date: 2027-04-02, amount: 5.00 }",
                "- { invoice_date: 2027-04-02, amount: 5.00 }",
            ]
        );
    }

    #[test]
    fn a_split_with_its_leftover_comes_back_whole() {
        let thirds = [("2027-01-01", "33.33"), ("2027-02-01", "33.33"), ("2027-03-01", "33.34")];
        assert_eq!(lines(&thirds), ["- { first: 2027-01-01, every: month, times: 3, split: 100.00 }"]);
        let too_much = [("2027-01-01", "33.33"), ("2027-02-01", "33.33"), ("2027-03-01", "33.36")];
        assert_eq!(lines(&too_much).len(), 3);
    }
}
