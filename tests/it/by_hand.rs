//! Dates and splits once more, worked out the long way from the sentences of the format, and held against
//! the program on thousands of random series.

use chrono::{Datelike, Days, NaiveDate, Weekday};
use num_bigint::BigInt;
use num_traits::ToPrimitive;
use proptest::prelude::*;

use crate::support;

/// A listed day of a month.
#[derive(Debug, Clone, Copy)]
enum Listed {
    /// The number of a day, from 1.
    Of(u32),
    /// So many days from the month's end, from 1.
    FromEnd(u32),
    /// Which of a weekday, from 0; the last one if there is no number.
    Nth(Option<usize>, Weekday),
}

const ORDINALS: [&str; 4] = ["first", "second", "third", "fourth"];
const WEEKDAYS: [(&str, Weekday); 5] = [
    ("monday", Weekday::Mon),
    ("tuesday", Weekday::Tue),
    ("wednesday", Weekday::Wed),
    ("thursday", Weekday::Thu),
    ("friday", Weekday::Fri),
];

impl Listed {
    fn text(self) -> String {
        match self {
            Self::Of(day) => day.to_string(),
            Self::FromEnd(1) => "last".to_owned(),
            Self::FromEnd(days) => format!("-{days}"),
            Self::Nth(nth, weekday) => {
                let name = WEEKDAYS.iter().find(|(_, own)| *own == weekday).unwrap().0;
                format!("{} {name}", nth.map_or("last", |nth| ORDINALS[nth]))
            }
        }
    }
}

/// A series, as the file says it.
#[derive(Debug, Clone)]
struct Said {
    first: NaiveDate,
    /// How many months a period has; else how many days.
    months: Option<u32>,
    days: u32,
    times: Option<usize>,
    until: Option<NaiveDate>,
    listed: Vec<Listed>,
    overflow: &'static str,
    roll: &'static str,
    except: Vec<(NaiveDate, bool)>,
}

fn date(number: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 12, 1).unwrap() + Days::new(u64::from(number))
}

fn any_listed() -> impl Strategy<Value = Listed> {
    prop_oneof![
        (1..=31_u32).prop_map(Listed::Of),
        (28..=31_u32).prop_map(Listed::Of),
        (1..=28_u32).prop_map(Listed::FromEnd),
        (prop::option::of(0..4_usize), 0..5_usize).prop_map(|(nth, day)| Listed::Nth(nth, WEEKDAYS[day].1)),
    ]
}

prop_compose! {
    fn said()(
        first in prop_oneof![0..2000_u32, Just(59_u32), Just(60), Just(90), Just(455)],
        months in prop::option::weighted(0.8, prop::sample::select(vec![1_u32, 2, 3, 6, 12])),
        days in prop::sample::select(vec![1_u32, 7, 10, 14, 30]),
        end in prop_oneof![(1..30_usize).prop_map(Ok), (0..1500_u32).prop_map(Err)],
        listed in prop::collection::vec(any_listed(), 0..4),
        overflow in prop::sample::select(vec!["clamp", "skip", "next"]),
        roll in prop::sample::select(
            vec!["none", "following", "modified_following", "preceding", "modified_preceding"]),
        except in prop::collection::vec((0..900_u32, any::<bool>()), 0..4),
    ) -> Said {
        let first = date(first);
        let listed = if months.is_some() { listed } else { Vec::new() };
        // Half of the days that are left out are days of a month's beginning or end.
        let except = except.into_iter().map(|(after, month)| (first + Days::new(u64::from(after)), month));
        Said {
            first, months, days, times: end.ok(),
            until: end.err().map(|after| first + Days::new(u64::from(after))),
            listed, overflow, roll, except: except.collect(),
        }
    }
}

impl Said {
    fn entry(&self) -> String {
        let every = match (self.months, self.days) {
            (Some(12), _) => "year".to_owned(),
            (Some(3), _) => "quarter".to_owned(),
            (Some(1), _) => "month".to_owned(),
            (Some(months), _) => format!("{months} months"),
            (None, 7) => "week".to_owned(),
            (None, 14) => "2 weeks".to_owned(),
            (None, days) => format!("{days} days"),
        };
        let mut entry = format!("first: {}, every: {every}, amount: 1.00, roll: {}", self.first, self.roll);
        match (self.times, self.until) {
            (Some(times), _) => entry.push_str(&format!(", times: {times}")),
            (None, until) => entry.push_str(&format!(", until: {}", until.unwrap())),
        }
        if self.months.is_some() {
            entry.push_str(&format!(", overflow: {}", self.overflow));
        }
        if !self.listed.is_empty() {
            let days: Vec<String> = self.listed.iter().map(|day| day.text()).collect();
            entry.push_str(&format!(", day: [{}]", days.join(", ")));
        }
        if !self.except.is_empty() {
            let out = |(day, month): &(NaiveDate, bool)| match month {
                true => day.format("%Y-%m").to_string(),
                false => day.to_string(),
            };
            let out: Vec<String> = self.except.iter().map(out).collect();
            entry.push_str(&format!(", except: [{}]", out.join(", ")));
        }
        format!("  - {{{entry}}}\n")
    }

    /// The dates of one period, before they are moved: walked through day by day.
    fn period(&self, k: u32) -> Vec<NaiveDate> {
        let Some(months) = self.months else {
            return vec![self.first + Days::new(u64::from(k * self.days))];
        };
        // The month of the anchor and k periods.
        let count = self.first.year() * 12 + i32::try_from(self.first.month0() + k * months).unwrap();
        let (year, month) = (count.div_euclid(12), u32::try_from(count.rem_euclid(12)).unwrap() + 1);
        let own: Vec<NaiveDate> = NaiveDate::from_ymd_opt(year, month, 1)
            .unwrap()
            .iter_days()
            .take_while(|day| day.month() == month)
            .collect();
        let listed = match self.listed.as_slice() {
            [] => vec![Listed::Of(self.first.day())],
            listed => listed.to_vec(),
        };
        let mut dates: Vec<NaiveDate> = Vec::new();
        for day in listed {
            let there = match day {
                Listed::Of(number) => own.iter().find(|own| own.day() == number).copied(),
                Listed::FromEnd(days) => own.iter().rev().nth(days as usize - 1).copied(),
                Listed::Nth(Some(nth), weekday) => {
                    own.iter().filter(|own| own.weekday() == weekday).nth(nth).copied()
                }
                Listed::Nth(None, weekday) => own.iter().rfind(|own| own.weekday() == weekday).copied(),
            };
            let last = own.last().unwrap();
            dates.extend(there.or(match self.overflow {
                "clamp" => Some(*last),
                "next" => last.succ_opt(),
                _ => None,
            }));
        }
        dates.sort();
        if k == 0 {
            // `first` is billed on its own day. Those before it are past; it takes the place of the first
            // one that is not before it; the others follow.
            let mut after = dates.into_iter().filter(|day| *day >= self.first);
            after.next();
            return std::iter::once(self.first).chain(after).collect();
        }
        dates
    }

    /// All dates, moved; nothing if there is none, or no end.
    fn dates(&self) -> Option<Vec<NaiveDate>> {
        let struck = |day: NaiveDate| {
            self.except.iter().any(|(out, month)| match month {
                true => (out.year(), out.month()) == (day.year(), day.month()),
                false => *out == day,
            })
        };
        let mut kept = Vec::new();
        for day in (0..600).flat_map(|k| self.period(k)) {
            if self.until.is_some_and(|until| day > until) || self.times == Some(kept.len()) {
                let mut moved: Vec<NaiveDate> = kept.into_iter().map(|day| self.moved(day)).collect();
                // The schedule is in date order.
                moved.sort();
                return (!moved.is_empty()).then_some(moved);
            }
            if !struck(day) {
                kept.push(day);
            }
        }
        None
    }

    fn moved(&self, day: NaiveDate) -> NaiveDate {
        let free = |day: &NaiveDate| matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
        let on = day.iter_days().find(|day| !free(day)).unwrap();
        let back = (0..7).map(|days| day - Days::new(days)).find(|day| !free(day)).unwrap();
        match self.roll {
            "following" => on,
            "preceding" => back,
            "modified_following" => {
                if on.month() == day.month() {
                    on
                } else {
                    back
                }
            }
            "modified_preceding" => {
                if back.month() == day.month() {
                    back
                } else {
                    on
                }
            }
            _ => day,
        }
    }
}

fn read(entries: &str, head: &str) -> Vec<(NaiveDate, String)> {
    let text = support::complete(&format!("{head}installments:\n{entries}"));
    let checked = support::offer(text);
    let all = checked.schedule.installments.iter();
    all.map(|one| (one.date, one.amount.map_or(String::new(), |amount| amount.to_string()))).collect()
}

/// The shares of an amount by weights: both in thousandths, so that a part below the step can be seen.
fn shares(amount: u64, step: u64, weights: &[u64], leftover: &str) -> Vec<u64> {
    let all: u64 = weights.iter().sum();
    let exact = |weight: u64| BigInt::from(amount) * weight;
    let floor =
        |weight: u64| -> u64 { (exact(weight) / (BigInt::from(all) * step)).to_u64().unwrap() * step };
    let mut parts: Vec<u64> = weights.iter().map(|weight| floor(*weight)).collect();
    let left = amount - parts.iter().sum::<u64>();
    let (whole, below) = (left / step, left % step);
    let last = parts.len() - 1;
    match leftover {
        "last" => parts[last] += left,
        "first" => parts[0] += left,
        "spread" => {
            let ones = usize::try_from(whole).unwrap();
            parts.iter_mut().take(ones).for_each(|part| *part += step);
            parts[last] += below;
        }
        _ => {
            let mut order: Vec<usize> = (0..parts.len()).collect();
            // What was cut off, largest first; the earlier of two that are equal.
            let cut = |at: usize| exact(weights[at]) - BigInt::from(floor(weights[at])) * all;
            order.sort_by(|one, other| cut(*other).cmp(&cut(*one)).then(one.cmp(other)));
            for at in order.into_iter().take(usize::try_from(whole).unwrap()) {
                parts[at] += step;
            }
            parts[last] += below;
        }
    }
    parts
}

fn thousandths(text: &str) -> u64 {
    let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
    format!("{whole}{decimals:0<3}").parse().unwrap()
}

fn written(thousandths: u64) -> String {
    format!("{}.{:03}", thousandths / 1000, thousandths % 1000)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_series_has_the_dates_of_the_text(said in said()) {
        let Some(expected) = said.dates().filter(|dates| dates.len() <= 900) else { return Ok(()) };
        let found: Vec<NaiveDate> = read(&said.entry(), "# without: total\n").into_iter().map(|(date, _)| date).collect();
        prop_assert_eq!(found, expected, "{}", said.entry());
    }

    #[test]
    fn a_split_has_the_shares_of_the_text(
        amount in prop_oneof![1..50_000_u64, 1..9_999_999_999_u64],
        step in prop::sample::select(vec![10_u64, 30, 1000, 250_000, 7_000]),
        weights in prop::collection::vec(1..1000_u64, 1..24),
        equal in any::<bool>(),
        leftover in prop::sample::select(vec!["last", "first", "spread", "largest_remainder"]),
    ) {
        let weights = if equal { vec![1; weights.len()] } else { weights };
        let given: Vec<String> = weights.iter().map(u64::to_string).collect();
        let given = if equal { String::new() } else { format!(", weights: [{}]", given.join(", ")) };
        let entry = format!(
            "  - {{first: 2027-01-15, every: month, times: {}, split: {}{given}}}\n",
            weights.len(),
            written(amount)
        );
        let head = format!(
            "# without: total\nrounding: {{step: {}, leftover: {leftover}}}\n",
            written(step)
        );
        let found: Vec<u64> = read(&entry, &head).iter().map(|(_, amount)| thousandths(amount)).collect();
        prop_assert_eq!(found, shares(amount, step, &weights, leftover), "{}{}", head, entry);
    }
}
