//! Exchange rates by day: one for all days, or a table of days.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use num_rational::BigRational;

use crate::offer::{Amount, Currency, Problem, Rate, parse_date};

/// Known exchange rates.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rates {
    /// Each with the day from which it holds; `None` for any day. In the order given.
    rows: Vec<(Option<NaiveDate>, Rate)>,
}

/// A line of a rate table that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {message}")]
pub struct RatesError {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong with it.
    pub message: String,
}

impl Rates {
    /// Adds a rate that holds on every day for which the table has none.
    ///
    /// # Errors
    /// When there is another one for its pair, which is given.
    pub fn add(&mut self, rate: Rate) -> Result<(), Rate> {
        let same = self.rows.iter().find(|(since, one)| pair((*since, one)) == pair((None, &rate)));
        match same {
            Some((_, known)) if *known != rate => Err(*known),
            _ => {
                self.rows.push((None, rate));
                Ok(())
            }
        }
    }

    /// Adds the rows of a table: lines of `date,pair,rate` such as `2026-12-01,USDJPY,151.20`, with or
    /// without that header. A row holds from its day to the next one of its pair.
    ///
    /// # Errors
    /// At the first line that is not such a row, or that gives a pair another rate for the same day.
    pub fn read(&mut self, text: &str) -> Result<(), RatesError> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        // Old spreadsheets end a line with a carriage return alone.
        let text = text.replace("\r\n", "\n").replace('\r', "\n");
        let mut known: BTreeMap<_, Rate> =
            self.rows.iter().map(|(since, rate)| (pair((*since, rate)), *rate)).collect();
        for (at, line) in text.lines().enumerate() {
            let line = line.trim();
            let header = at == 0 && line.eq_ignore_ascii_case("date,pair,rate");
            if header || line.is_empty() || line.starts_with('#') {
                continue;
            }
            let (since, rate) = read_row(at + 1, line)?;
            if let Some(other) = known.insert(pair((since, &rate)), rate).filter(|other| *other != rate) {
                let message = format!("`{line}` gives another rate for a day that already has {other}");
                return Err(RatesError { line: at + 1, message });
            }
            self.rows.push((since, rate));
        }
        Ok(())
    }

    /// The rate between two currencies on a day: the latest of the table's rows that is not after the
    /// day, else one that holds on every day.
    pub fn on(&self, day: NaiveDate, from: Currency, to: Currency) -> Option<Rate> {
        let pair = |rate: &Rate| [(rate.base, rate.quote), (rate.quote, rate.base)].contains(&(from, to));
        let known = self.rows.iter().filter(|(since, rate)| pair(rate) && since.is_none_or(|s| s <= day));
        known.max_by_key(|(since, _)| *since).map(|(_, rate)| *rate)
    }

    /// An amount converted to another currency on a day, not rounded, and the rate used; the amount
    /// itself, without a rate, in its own currency. `None` if no rate is known.
    pub fn convert(
        &self,
        day: NaiveDate,
        amount: Amount,
        from: Currency,
        to: Currency,
    ) -> Option<(BigRational, Option<Rate>)> {
        if from == to {
            return Some((amount.exact(), None));
        }
        let rate = self.on(day, from, to)?;
        Some((rate.convert(amount, from, to)?, Some(rate)))
    }
}

/// The day of a rate and its two currencies, whichever is the base.
fn pair((since, rate): (Option<NaiveDate>, &Rate)) -> (Option<NaiveDate>, Currency, Currency) {
    (since, rate.base.min(rate.quote), rate.base.max(rate.quote))
}

fn read_row(line: usize, text: &str) -> Result<(Option<NaiveDate>, Rate), RatesError> {
    let wrong = |message: String| RatesError { line, message };
    let cells: Vec<&str> = text.split(',').map(str::trim).collect();
    let [date, pair, rate] = cells.as_slice() else {
        return Err(wrong(format!(
            "`{text}` is not a row `date,pair,rate` such as `2026-12-01,USDJPY,151.20`"
        )));
    };
    let because = |problem: Problem| wrong(problem.message.to_string());
    let date = parse_date(date).map_err(because)?;
    let rate = Rate::parse(&format!("{pair}={rate}")).map_err(because)?;
    Ok((Some(date), rate))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_holds_until_the_next_one_of_its_pair() {
        let mut rates = Rates::default();
        rates.read("date,pair,rate\n2026-12-01,USDJPY,150\n2027-01-01,USDJPY,155\r\n").unwrap();
        let (usd, jpy) = (Currency::parse("USD").unwrap(), Currency::parse("JPY").unwrap());
        let on = |day: &str| rates.on(parse_date(day).unwrap(), usd, jpy).map(|r| r.value.to_string());
        assert_eq!(on("2026-11-30"), None);
        assert_eq!(on("2026-12-01").as_deref(), Some("150"));
        assert_eq!(on("2026-12-31").as_deref(), Some("150"));
        assert_eq!(on("2027-01-01").as_deref(), Some("155"));
        assert!(rates.on(parse_date("2027-01-01").unwrap(), jpy, usd).is_some());
    }

    #[test]
    fn a_day_has_one_rate_of_a_pair() {
        let mut rates = Rates::default();
        let twice = "2026-12-01,USDJPY,150\n2026-12-01,EURJPY,160\n2026-12-01,USDJPY,150\n";
        rates.read(twice).unwrap();
        for other in ["2026-12-01,USDJPY,151\n", "2026-12-01,JPYUSD,0.0066\n"] {
            assert_eq!(rates.clone().read(other).unwrap_err().line, 1);
        }
        let rate = |text| Rate::parse(text).unwrap();
        assert_eq!(rates.add(rate("USDJPY=149")), Ok(()));
        assert_eq!(rates.add(rate("USDJPY=148")), Err(rate("USDJPY=149")));
    }

    #[test]
    fn a_line_that_is_no_row_is_named() {
        let error = Rates::default().read("2026-12-01,USDJPY,150\n2026-13-01,USDJPY,1\n").unwrap_err();
        assert_eq!(error.line, 2);
        assert!(Rates::default().read("USDJPY=150\n").is_err());
        let error = Rates::default().read("date,pair,rate\r2026-12-01,USDJPY,150\r\r,,\r").unwrap_err();
        assert_eq!(error.line, 4);
    }
}
