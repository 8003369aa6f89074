//! The laws of a schedule, held against random offers: sums to the unit, dates by the calendar.

use rust_decimal::Decimal;
use std::fmt::Write as _;

use chrono::{Datelike, NaiveDate};
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{Signed, Zero};
use paysched::internals::schedule::{AmountOrigin, DateOrigin, Holidays, Schedule, expand, roll, split};
use paysched::internals::text::diagnostic::Diagnostic;
use paysched::internals::text::source::SourceFile;
use paysched::internals::text::yaml;
use paysched::offer::{self, Amount, Leftover, Roll, add_months, parse_date};
use proptest::prelude::*;

const LEFTOVERS: [(&str, Leftover); 4] = [
    ("last", Leftover::Last),
    ("first", Leftover::First),
    ("spread", Leftover::Spread),
    ("largest_remainder", Leftover::LargestRemainder),
];

fn decimal(text: &str) -> Amount {
    Amount::parse(text).unwrap()
}

/// What a decimal is, as a fraction; the tests' own arithmetic.
fn exact(value: Amount) -> BigRational {
    BigRational::new(BigInt::from(value.decimal().mantissa()), BigInt::from(10).pow(value.scale()))
}

fn sum(values: impl IntoIterator<Item = Amount>) -> BigRational {
    values.into_iter().map(exact).sum()
}

fn is_multiple(value: Amount, step: Amount) -> bool {
    (exact(value) / exact(step)).is_integer()
}

/// The schedule of an offer with these lines, and what was found on the way.
fn schedule_of(lines: &str) -> (Schedule, Vec<Diagnostic>) {
    let text = format!("paysched: 1\n{lines}");
    let file = SourceFile::new("offer.yaml", text);
    let documents = yaml::parse(&file);
    let (offer, mut found) = offer::read(&file, &documents[0]);
    // These offers lack what has nothing to do with their schedule.
    found.retain(|finding| finding.rule != "missing-key");
    let (schedule, mut expanding) = expand(&offer.unwrap(), &Holidays::weekends());
    found.append(&mut expanding);
    (schedule, found)
}

/// The same for an offer in which nothing may be wrong.
fn sound(lines: &str) -> Schedule {
    let (schedule, found) = schedule_of(lines);
    assert!(found.is_empty(), "{found:?} in\n{lines}");
    assert!(schedule.is_complete(), "{lines}");
    schedule
}

/// A currency, a step that suits it, and a leftover rule, as the lines of an offer.
#[derive(Debug, Clone)]
struct Money {
    currency: &'static str,
    step: Option<&'static str>,
    leftover: usize,
}

impl Money {
    fn lines(&self) -> String {
        let step = self.step.map_or(String::new(), |step| format!("step: {step}, "));
        let leftover = LEFTOVERS[self.leftover].0;
        format!("currency: {}\nrounding: {{{step}leftover: {leftover}}}\n", self.currency)
    }

    fn decimals(&self) -> u32 {
        if self.currency == "JPY" { 0 } else { 2 }
    }

    fn step(&self) -> Amount {
        self.step.map_or(crate::support::amount(1, self.decimals()), decimal)
    }
}

fn money() -> impl Strategy<Value = Money> {
    let yen = proptest::option::of(prop::sample::select(vec!["1", "10", "1000", "700", "1000000"]));
    let dollars =
        proptest::option::of(prop::sample::select(vec!["0.01", "0.03", "0.05", "1", "250.00", "1e"]));
    let dollars = dollars.prop_map(|step| step.filter(|text| !text.ends_with('e')));
    prop_oneof![
        (yen, 0..4_usize).prop_map(|(step, leftover)| Money { currency: "JPY", step, leftover }),
        (dollars, 0..4_usize).prop_map(|(step, leftover)| Money { currency: "USD", step, leftover }),
    ]
}

/// How an even or weighted division is written: nothing, weights or a raise.
fn weighting(count: usize) -> impl Strategy<Value = String> {
    let weights = prop::collection::vec((1..5000_u32, 0..3_u32), count).prop_map(|weights| {
        let words: Vec<String> = weights
            .iter()
            .map(|(n, scale)| crate::support::amount(i64::from(*n), *scale).to_string())
            .collect();
        format!(", weights: [{}]", words.join(", "))
    });
    let raise = (0..50_000_u32, 0..3_u32, 1..20_u32).prop_map(|(percent, scale, every)| {
        format!(
            ", raise: {{percent: {}%, every: {every}}}",
            crate::support::amount(i64::from(percent), scale)
        )
    });
    prop_oneof![Just(String::new()), weights, raise]
}

/// A series' dates, a way to weight them, and how many there are.
fn series() -> impl Strategy<Value = (String, String, usize)> {
    (1..60_usize).prop_flat_map(|count| {
        let dates = format!("first: 2027-01-31, every: month, times: {count}");
        (Just(dates), weighting(count), Just(count))
    })
}

/// The parts of a split are multiples of the step, but for those to which the leftover rule gives
/// what lies below a step.
fn only_the_allowed_are_odd(parts: &[Amount], step: Amount, leftover: Leftover) {
    let odd: Vec<usize> = (0..parts.len()).filter(|at| !is_multiple(parts[*at], step)).collect();
    let allowed = if leftover == Leftover::First { 0 } else { parts.len() - 1 };
    assert!(odd.iter().all(|at| *at == allowed), "{odd:?} of {parts:?} by {step}");
}

proptest! {
    #![proptest_config(crate::support::cases(128))]

    #[test]
    fn every_split_sums_to_its_amount(
        amount in 0..10_000_000_000_000_u64,
        scale in 0..5_u32,
        step in 1..100_000_u32,
        step_scale in 0..5_u32,
        weights in prop::collection::vec(1..1_000_000_u64, 1..80),
        even in any::<bool>(),
        rule in 0..4_usize,
    ) {
        let amount = Amount::from(Decimal::try_from_i128_with_scale(i128::from(amount), scale).unwrap());
        let step = crate::support::amount(i64::from(step), step_scale);
        let leftover = LEFTOVERS[rule].1;
        let big: Vec<BigInt> = weights.iter().map(|w| BigInt::from(*w)).collect();
        let weighted = (!even).then_some(big.as_slice());
        let split = split(amount, step, weights.len(), weighted, leftover).unwrap();
        prop_assert_eq!(split.parts.len(), weights.len());
        prop_assert_eq!(sum(split.parts.iter().copied()), exact(amount));
        prop_assert!(split.parts.iter().all(|part| !part.is_negative()));
        only_the_allowed_are_odd(&split.parts, step, leftover);

        // Without what it took of the leftover, each part is its exact share rounded down.
        let whole: BigInt = if even { BigInt::from(weights.len()) } else { big.iter().sum() };
        for (at, (part, taken)) in split.parts.iter().zip(&split.taken).enumerate() {
            let weight = if even { BigInt::from(1) } else { big[at].clone() };
            let share = exact(amount) * BigRational::new(weight, whole.clone());
            let steps = (share / exact(step)).floor();
            prop_assert_eq!(exact(*part) - exact(taken.0), steps * exact(step));
        }
    }

    #[test]
    fn the_largest_remainders_are_served_first(
        amount in 0..1_000_000_u32,
        step in 1..100_u32,
        weights in prop::collection::vec(1..1000_u32, 1..12),
    ) {
        let (amount, step) = (Amount::from(amount), Amount::from(step));
        let big: Vec<BigInt> = weights.iter().map(|w| BigInt::from(*w)).collect();
        let split = split(amount, step, weights.len(), Some(&big), Leftover::LargestRemainder).unwrap();
        let total: u32 = weights.iter().sum();
        let cut = |at: usize| {
            let steps = exact(amount) * BigRational::new(big[at].clone(), total.into()) / exact(step);
            &steps - steps.floor()
        };
        // Nobody who took less than a whole step lost more than somebody who took one.
        let below = (exact(amount) / exact(step)).fract() * exact(step);
        let own = |at: usize| {
            let odd = if at + 1 == weights.len() { below.clone() } else { BigRational::zero() };
            exact(split.taken[at].0) - odd
        };
        for a in 0..weights.len() {
            for b in 0..weights.len() {
                if own(a) > own(b) {
                    prop_assert!(cut(a) > cut(b) || (cut(a) == cut(b) && a < b), "{a} before {b}");
                }
            }
        }
    }

    #[test]
    fn a_written_split_sums_to_what_is_written(
        money in money(),
        (dates, weighting, count) in series(),
        amount in 0..100_000_000_000_u64,
    ) {
        let amount = crate::support::amount(i64::try_from(amount).unwrap(), money.decimals());
        let lines = format!("{}installments:\n  - {{{dates}, split: {amount}{weighting}}}\n", money.lines());
        let schedule = sound(&lines);
        let parts: Vec<Amount> = schedule.installments.iter().map(|i| i.amount.unwrap()).collect();
        prop_assert_eq!(parts.len(), count);
        prop_assert_eq!(exact(schedule.total().unwrap()), exact(amount));
        only_the_allowed_are_odd(&parts, money.step(), LEFTOVERS[money.leftover].1);
        let split = |i: &AmountOrigin| matches!(i, AmountOrigin::Split { .. });
        prop_assert!(schedule.installments.iter().all(|i| split(&i.amount_origin)));
    }

    #[test]
    fn shares_of_a_whole_sum_to_the_total(
        money in money(),
        total in 0..100_000_000_000_u64,
        entries in prop::collection::vec((1..10_000_u32, 0..3_usize, series()), 1..6),
    ) {
        let total = crate::support::amount(i64::try_from(total).unwrap(), money.decimals());
        // An entry of weight w bills w of all weights; one that bills each installment its own
        // share counts as often as it has installments.
        let times = |kind: usize, count: usize| if kind == 2 { u64::try_from(count).unwrap() } else { 1 };
        let whole: u64 = entries.iter().map(|(w, kind, (_, _, count))| u64::from(*w) * times(*kind, *count)).sum();
        let mut lines = format!("{}total: {total}\ninstallments:\n", money.lines());
        for (weight, kind, (dates, weighting, _)) in &entries {
            let entry = match kind {
                0 => format!("invoice_date: 2026-12-15, amount: {weight}/{whole}"),
                1 => format!("{dates}, split: {weight}/{whole}{weighting}"),
                _ => format!("{dates}, amount: {weight}/{whole}"),
            };
            writeln!(lines, "  - {{{entry}}}").unwrap();
        }
        let schedule = sound(&lines);
        prop_assert_eq!(schedule.shares.as_ref().map(|share| share.words()), Some("100%".to_owned()));
        prop_assert_eq!(exact(schedule.total().unwrap()), exact(total), "{}", lines);
        prop_assert!(schedule.installments.iter().all(|i| !i.amount.unwrap().is_negative()));
        // Only who takes a leftover may be odd: the first or the last of an entry or of them all.
        let odd = schedule.installments.iter().filter(|i| !is_multiple(i.amount.unwrap(), money.step()));
        prop_assert!(odd.clone().all(|i| i.position == 1 || i.position == i.count), "{lines}");
        prop_assert!(odd.count() <= entries.len() + 1);
    }

    #[test]
    fn the_remainder_takes_what_is_left(
        money in money(),
        fixed in prop::collection::vec(0..1_000_000_000_u64, 0..5),
        share in proptest::option::of((0..100_u32, 1..7_u32)),
        more in 0..1_000_000_000_000_u64,
        taker in proptest::option::of(series()),
    ) {
        let amount = |units: u64| crate::support::amount(i64::try_from(units).unwrap(), money.decimals());
        let mut units: u64 = fixed.iter().sum::<u64>() + more;
        let mut entries = String::new();
        for part in &fixed {
            writeln!(entries, "  - {{invoice_date: 2026-12-15, amount: {}}}", amount(*part)).unwrap();
        }
        if let Some((percent, parts)) = share {
            // The total grows so that the share still leaves room for the fixed parts.
            units *= 101;
            writeln!(entries, "  - {{first: 2027-01-15, every: 2 weeks, times: {parts}, split: {percent}%}}").unwrap();
        }
        match &taker {
            None => entries.push_str("  - {invoice_date: 2030-01-01, amount: remainder}\n"),
            Some((dates, weighting, _)) => {
                writeln!(entries, "  - {{{dates}, split: remainder{weighting}}}").unwrap();
            }
        }
        let lines = format!("{}total: {}\ninstallments:\n{entries}", money.lines(), amount(units));
        let schedule = sound(&lines);
        prop_assert_eq!(exact(schedule.total().unwrap()), exact(amount(units)), "{}", lines);
        prop_assert!(schedule.installments.iter().all(|i| !i.amount.unwrap().is_negative()));
    }

    #[test]
    fn a_raised_amount_is_compounded_and_rounded_half_up(
        money in money(),
        units in 1..100_000_000_u64,
        percent in 0..20_000_u32,
        scale in 0..4_u32,
        every in 1..15_usize,
        count in 1..60_usize,
    ) {
        let amount = crate::support::amount(i64::try_from(units).unwrap(), money.decimals());
        let percent = crate::support::amount(i64::from(percent), scale);
        let lines = format!(
            "{}installments:\n  - {{first: 2027-01-31, every: month, times: {count}, amount: {amount}, raise: {{percent: {percent}%, every: {every}}}}}\n",
            money.lines()
        );
        let (schedule, found) = schedule_of(&lines);
        prop_assume!(found.is_empty());
        let factor = BigRational::from_integer(1.into()) + exact(percent) / BigRational::from_integer(100.into());
        let step = exact(money.step());
        let half = BigRational::new(1.into(), 2.into());
        let mut raised = exact(amount);
        for (at, installment) in schedule.installments.iter().enumerate() {
            if at > 0 && at % every == 0 {
                raised *= &factor;
            }
            let rounded = if at < every { raised.clone() } else { (&raised / &step + &half).floor() * &step };
            prop_assert_eq!(exact(installment.amount.unwrap()), rounded, "installment {}", at + 1);
        }
    }

    #[test]
    fn every_date_is_counted_from_the_anchor(
        (year, month, day) in (2020..2060_i32, 1..=12_u32, 1..=31_u32),
        period in 1..30_u32,
        count in 1..=60_u32,
        other_day in proptest::option::of(prop_oneof![1..=31_i32, -28..=-1_i32]),
        overflow in 0..3_usize,
    ) {
        let day = day.min(last_day(year, month));
        let word = ["clamp", "skip", "next"][overflow];
        let own = other_day.map_or(String::new(), |day| format!(", day: {day}"));
        let lines = format!(
            "currency: USD\ninstallments:\n  - {{first: {year}-{month:02}-{day:02}, every: {period} months, times: {count}, amount: 1.00, overflow: {word}{own}}}\n"
        );
        let (schedule, found) = schedule_of(&lines);
        // A skipping series may have no more dates to give; that is reported.
        prop_assume!(word != "skip" || found.is_empty());
        prop_assert!(found.is_empty(), "{:?}", found);
        let expected = anchored((year, month, day), period, other_day, word, count);
        let dates: Vec<(i32, u32, u32)> =
            schedule.installments.iter().map(|i| (i.date.year(), i.date.month(), i.date.day())).collect();
        prop_assert_eq!(dates, expected);
    }

    #[test]
    fn several_days_and_weekdays_of_a_month_come_in_date_order(
        (year, month, day) in (2020..2060_i32, 1..=12_u32, 1..=31_u32),
        period in 1..14_u32,
        days in prop::collection::vec(listed_day(), 1..4),
        overflow in 0..3_usize,
        except in prop::collection::vec((0..30_u32, proptest::option::of(1..=31_u32)), 0..4),
        until in proptest::option::of(0..900_i64),
        count in 1..=40_usize,
    ) {
        let first = (year, month, day.min(last_day(year, month)));
        let word = ["clamp", "skip", "next"][overflow];
        // What is left out lies somewhere in the months that follow.
        let except: Vec<(i32, u32, Option<u32>)> = except
            .iter()
            .map(|(after, day)| {
                let (y, m) = months_later(first, *after);
                (y, m, day.map(|day| day.min(last_day(y, m))))
            })
            .collect();
        let until = until.map(|days| NaiveDate::from_ymd_opt(first.0, first.1, first.2).unwrap() + chrono::Days::new(u64::try_from(days).unwrap()));
        let expected = listed(first, period, &days, word, &except, until, count);
        prop_assume!(!expected.is_empty());
        let list: Vec<String> = days.iter().map(|(text, _)| text.clone()).collect();
        let left_out: Vec<String> = except
            .iter()
            .map(|(y, m, d)| d.map_or(format!("{y}-{m:02}"), |d| format!("{y}-{m:02}-{d:02}")))
            .collect();
        let how_many = until.map_or(format!("times: {count}"), |until| format!("until: {until}"));
        let lines = format!(
            "currency: USD\ninstallments:\n  - {{first: {}-{:02}-{:02}, every: {period} months, {how_many}, amount: 1.00, overflow: {word}, day: [{}], except: [{}]}}\n",
            first.0, first.1, first.2, list.join(", "), left_out.join(", ")
        );
        let (schedule, found) = schedule_of(&lines);
        prop_assume!(word != "skip" || found.is_empty());
        prop_assert!(found.is_empty(), "{:?} in\n{}", found, lines);
        let dates: Vec<(i32, u32, u32)> =
            schedule.installments.iter().map(|i| (i.date.year(), i.date.month(), i.date.day())).collect();
        prop_assert_eq!(dates, expected, "{}", lines);
    }

    #[test]
    fn weeks_and_days_are_counted_from_the_anchor(
        start in 0..20_000_i64,
        period in 1..400_i64,
        weeks in any::<bool>(),
        count in 1..=60_i64,
    ) {
        let first = day_number(start);
        let every = if weeks { format!("{period} weeks") } else { format!("{period} days") };
        let lines = format!(
            "currency: USD\ninstallments:\n  - {{first: {first}, every: {every}, times: {count}, amount: 1.00}}\n"
        );
        let length = if weeks { 7 * period } else { period };
        let expected: Vec<NaiveDate> = (0..count).map(|k| day_number(start + k * length)).collect();
        let dates: Vec<NaiveDate> = sound(&lines).installments.iter().map(|i| i.date).collect();
        prop_assert_eq!(dates, expected);
    }

    #[test]
    fn until_gives_the_dates_that_times_gives(
        (year, month, day) in (2020..2060_i32, 1..=12_u32, 1..=31_u32),
        count in 1..=60_u32,
        later in 0..27_i64,
    ) {
        let day = day.min(last_day(year, month));
        let with = |how_many: &str| sound(&format!(
            "currency: USD\ninstallments:\n  - {{first: {year}-{month:02}-{day:02}, every: month, {how_many}, amount: 1.00}}\n"
        ));
        let times = with(&format!("times: {count}"));
        let until = times.installments.last().unwrap().date + chrono::TimeDelta::days(later);
        prop_assert_eq!(with(&format!("until: {until}")).installments, times.installments);
    }

    #[test]
    fn nothing_panics_and_whatever_is_unknown_has_been_reported(
        currency in prop::sample::select(vec!["USD", "JPY", "KWD", "CLF"]),
        total in proptest::option::of(hostile_amount()),
        step in proptest::option::of(hostile_amount()),
        rule in 0..4_usize,
        entries in prop::collection::vec(hostile_entry(), 0..5),
    ) {
        let mut lines = format!("currency: {currency}\n");
        if let Some(total) = total {
            writeln!(lines, "total: {total}").unwrap();
        }
        let step = step.map_or(String::new(), |step| format!("step: {step}, "));
        writeln!(lines, "rounding: {{{step}leftover: {}}}\ninstallments: [", LEFTOVERS[rule].0).unwrap();
        entries.iter().for_each(|entry| writeln!(lines, "  {{{entry}}},").unwrap());
        lines.push_str("  ]\n");
        let (schedule, found) = schedule_of(&lines);
        prop_assert!(schedule.is_complete() || !found.is_empty(), "nothing is said of\n{}", lines);
        prop_assert!(schedule.installments.is_sorted_by_key(|i| i.date));
        for installment in &schedule.installments {
            prop_assert!(installment.amount.is_none_or(|amount| !exact(amount).is_negative()), "{lines}");
            prop_assert_eq!(installment.amount.is_none(), installment.amount_origin == AmountOrigin::Unknown);
        }
    }
}

/// Amounts of up to 28 digits, with any number of decimals.
fn hostile_amount() -> impl Strategy<Value = String> {
    prop_oneof![
        "[0-9]{1,28}",
        "[0-9]{1,14}\\.[0-9]{1,14}",
        "0\\.[0-9]{1,27}",
        Just("9999999999999999999999999999".to_owned()),
        Just("0".to_owned()),
        "[1-9][0-9]{0,6}\\.[0-9]{2}",
    ]
}

fn hostile_entry() -> impl Strategy<Value = String> {
    let amount = || {
        prop_oneof![
            3 => hostile_amount(),
            1 => hostile_amount().prop_map(|amount| format!("{}%", amount.chars().take(28).collect::<String>())),
            1 => "[0-9]{1,28}/[1-9][0-9]{0,27}",
            1 => Just("remainder".to_owned()),
        ]
    };
    let dates = (
        prop::sample::select(vec!["1000-01-01", "2028-02-29", "2027-01-31", "9998-11-30"]),
        prop::sample::select(vec!["month", "9999999 years", "3 days", "week", "12 months", "100 years"]),
        prop_oneof![Just(1_u32), 1..70_u32, Just(1000_u32), Just(1001_u32), Just(9_999_999_u32)],
        prop::sample::select(vec!["", ", overflow: skip", ", overflow: next, roll: following"]),
    )
        .prop_map(|(first, every, times, more)| {
            format!("first: {first}, every: {every}, times: {times}{more}")
        });
    let raise = proptest::option::of((hostile_amount(), 1..40_u32)).prop_map(|raise| match raise {
        None => String::new(),
        Some((percent, every)) => format!(", raise: {{percent: {percent}%, every: {every}}}"),
    });
    prop_oneof![
        amount().prop_map(|amount| format!("invoice_date: 2027-01-31, amount: {amount}")),
        (dates, amount(), any::<bool>(), raise).prop_map(|(dates, amount, whole, raise)| {
            format!("{dates}, {}: {amount}{raise}", if whole { "split" } else { "amount" })
        }),
    ]
}

fn is_leap(year: i32) -> bool {
    (year % 4 == 0 && year % 100 != 0) || year % 400 == 0
}

fn last_day(year: i32, month: u32) -> u32 {
    match month {
        2 if is_leap(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// The day that many days after 2020-01-01, counted one by one through the months.
fn day_number(mut days: i64) -> NaiveDate {
    let (mut year, mut month) = (2020, 1);
    loop {
        let length = i64::from(last_day(year, month));
        if days < length {
            return NaiveDate::from_ymd_opt(year, month, u32::try_from(days).unwrap() + 1).unwrap();
        }
        days -= length;
        (year, month) = if month == 12 { (year + 1, 1) } else { (year, month + 1) };
    }
}

/// The dates of a month-like series by plain arithmetic on year, month and day.
fn anchored(
    (year, month, day): (i32, u32, u32),
    period: u32,
    own: Option<i32>,
    overflow: &str,
    count: u32,
) -> Vec<(i32, u32, u32)> {
    let mut dates = vec![(year, month, day)];
    let mut k = 1;
    while dates.len() < count as usize {
        let months = (month - 1) + k * period;
        let (y, m) = (year + i32::try_from(months / 12).unwrap(), months % 12 + 1);
        let last = last_day(y, m);
        let wanted = match own {
            None => day,
            Some(back) if back < 0 => last + 1 - back.unsigned_abs(),
            Some(own) => own.unsigned_abs(),
        };
        match overflow {
            _ if wanted <= last => dates.push((y, m, wanted)),
            "clamp" => dates.push((y, m, last)),
            "next" => dates.push(if m == 12 { (y + 1, 1, 1) } else { (y, m + 1, 1) }),
            _ => {}
        }
        k += 1;
    }
    dates
}

/// A day as it is listed, and how the tests find it in a month.
#[derive(Debug, Clone, Copy)]
enum Listed {
    /// From the start, or for a negative number from the end.
    Number(i32),
    /// The how-manieth such weekday, 0 for the last; Monday is 0.
    Weekday(u32, u32),
}

fn listed_day() -> impl Strategy<Value = (String, Listed)> {
    let weekday = (0..5_u32, 0..7_u32).prop_map(|(nth, weekday)| {
        let which = ["last", "first", "second", "third", "fourth"][nth as usize];
        let name =
            ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"][weekday as usize];
        (format!("{which} {name}"), Listed::Weekday(nth, weekday))
    });
    let number = prop_oneof![1..=31_i32, 28..=31_i32, -28..=-1_i32];
    prop_oneof![number.prop_map(|n| (n.to_string(), Listed::Number(n))), weekday]
}

/// The weekday of a date, Monday 0, counted on from Wednesday, 2020-01-01.
fn weekday_of(year: i32, month: u32, day: u32) -> u32 {
    let years: u32 = (2020..year).map(|y| if is_leap(y) { 366 } else { 365 }).sum();
    let months: u32 = (1..month).map(|m| last_day(year, m)).sum();
    (2 + years + months + day - 1) % 7
}

fn months_later((year, month, _): (i32, u32, u32), months: u32) -> (i32, u32) {
    let months = month - 1 + months;
    (year + i32::try_from(months / 12).unwrap(), months % 12 + 1)
}

/// The dates of a series with several days, worked out month by month, day by day.
fn listed(
    first: (i32, u32, u32),
    period: u32,
    days: &[(String, Listed)],
    overflow: &str,
    except: &[(i32, u32, Option<u32>)],
    until: Option<NaiveDate>,
    count: usize,
) -> Vec<(i32, u32, u32)> {
    let count = if until.is_some() { usize::MAX } else { count };
    let mut dates = Vec::new();
    for k in 0..1200 {
        let (y, m) = months_later(first, k * period);
        let last = last_day(y, m);
        let mut month: Vec<(i32, u32, u32)> = Vec::new();
        for (_, day) in days {
            let wanted = match *day {
                Listed::Number(n) if n < 0 => last + 1 - n.unsigned_abs(),
                Listed::Number(n) => n.unsigned_abs(),
                Listed::Weekday(nth, weekday) => {
                    let all: Vec<u32> = (1..=last).filter(|d| weekday_of(y, m, *d) == weekday).collect();
                    if nth == 0 { *all.last().unwrap() } else { all[nth as usize - 1] }
                }
            };
            match overflow {
                _ if wanted <= last => month.push((y, m, wanted)),
                "clamp" => month.push((y, m, last)),
                "next" => month.push(if m == 12 { (y + 1, 1, 1) } else { (y, m + 1, 1) }),
                _ => {}
            }
        }
        month.sort_unstable();
        if k == 0 {
            // Days before `first` are over; the first one left gives its place to `first`.
            while !month.is_empty() && month[0] < first {
                month.remove(0);
            }
            if month.is_empty() { month.push(first) } else { month[0] = first }
        }
        for date in month {
            let (y, m, d) = date;
            if dates.len() == count
                || until.is_some_and(|until| date > (until.year(), until.month(), until.day()))
            {
                return dates;
            }
            if !except.iter().any(|(ey, em, ed)| (*ey, *em) == (y, m) && ed.is_none_or(|ed| ed == d)) {
                dates.push(date);
            }
        }
    }
    dates
}

/// Reads and expands a hostile file; gives the rules that it broke.
fn broken_by(lines: &str) -> Vec<&'static str> {
    let (schedule, found) = schedule_of(lines);
    assert!(schedule.is_complete() || !found.is_empty());
    found.iter().map(|finding| finding.rule).collect()
}

fn one_entry(entry: &str) -> String {
    format!("currency: USD\ntotal: 360000.00\ninstallments:\n  - {{{entry}}}\n")
}

/// The dates of one entry, as text.
fn dates_of(entry: &str) -> Vec<String> {
    sound(&one_entry(entry)).installments.iter().map(|i| i.date.to_string()).collect()
}

#[test]
fn first_takes_the_place_of_the_first_listed_day_not_before_it() {
    // The 1st is over; `first` stands for the 15th; the 28th follows.
    assert_eq!(
        dates_of("first: 2027-01-10, every: month, day: [28, 1, 15], times: 5, amount: 1.00"),
        ["2027-01-10", "2027-01-28", "2027-02-01", "2027-02-15", "2027-02-28"]
    );
    // Every listed day is over: the month has `first` alone.
    assert_eq!(
        dates_of("first: 2027-01-31, every: month, day: [1, 15], times: 3, amount: 1.00"),
        ["2027-01-31", "2027-02-01", "2027-02-15"]
    );
    assert_eq!(
        dates_of("first: 2027-01-05, every: quarter, day: first monday, times: 3, amount: 1.00"),
        ["2027-01-05", "2027-04-05", "2027-07-05"]
    );
}

#[test]
fn a_month_that_lacks_one_of_several_days_skips_that_day_only() {
    assert_eq!(
        dates_of("first: 2027-01-15, every: month, day: [15, 31], overflow: skip, times: 5, amount: 1.00"),
        ["2027-01-15", "2027-01-31", "2027-02-15", "2027-03-15", "2027-03-31"]
    );
}

#[test]
fn two_listed_days_on_one_date_are_two_installments() {
    assert_eq!(
        dates_of("first: 2027-01-15, every: month, day: [28, last], times: 4, amount: 1.00"),
        ["2027-01-15", "2027-01-31", "2027-02-28", "2027-02-28"]
    );
}

#[test]
fn until_and_except_are_held_against_the_date_before_it_is_moved() {
    // 31 January 2027 is a Sunday: it is billed on 1 February, after `until`.
    assert_eq!(
        dates_of(
            "first: 2026-12-31, every: month, day: last, until: 2027-01-31, roll: following, amount: 1.00"
        ),
        ["2026-12-31", "2027-02-01"]
    );
    // February is left out, not the January date that is billed in it.
    assert_eq!(
        dates_of(
            "first: 2026-12-31, every: month, day: last, times: 3, except: [2027-02], roll: following, amount: 1.00"
        ),
        ["2026-12-31", "2027-02-01", "2027-03-31"]
    );
    // Carried to 1 March, the February date is one of March.
    assert_eq!(
        dates_of(
            "first: 2027-01-30, every: month, overflow: next, times: 3, except: [2027-03], amount: 1.00"
        ),
        ["2027-01-30", "2027-04-30", "2027-05-30"]
    );
    assert_eq!(
        dates_of(
            "first: 2027-01-30, every: month, overflow: next, times: 3, except: [2027-02], amount: 1.00"
        ),
        ["2027-01-30", "2027-03-01", "2027-03-30"]
    );
}

#[test]
fn a_raised_share_is_kept_exact_until_it_is_rounded_once() {
    // A third of 200 is 66.66…: half-up, once, and 5% over the exact third, not over 66.66.
    let lines = "currency: USD\ntotal: 200.00\ninstallments:\n  - {first: 2027-01-31, every: month, times: 2, amount: 1/3, raise: {percent: 5%, every: 1}}\n";
    let amounts: Vec<String> =
        sound(lines).installments.iter().map(|i| i.amount.unwrap().to_string()).collect();
    assert_eq!(amounts, ["66.67", "70.00"]);
    // 0.005 is a tie: up.
    let tie = "currency: USD\ntotal: 1.00\ninstallments:\n  - {first: 2027-01-31, every: month, times: 1, amount: 1/200, raise: {percent: 5%, every: 1}}\n";
    assert_eq!(sound(tie).installments[0].amount.unwrap(), decimal("0.01"));
}

const PRICED: &str = "currency: USD\nterm: 36 months\npricing:\n  dimensions:\n    - {key: a, quantity: 3, prices: {12 months: 50.000, 3 years: 100.000}}\n    - {key: list, prices: {36 months: 7.000}}\n    - {key: used, overage: 0.1}\n";

#[test]
fn the_contract_value_is_the_total_of_an_offer_without_one() {
    // 3 × 100; a dimension without a quantity is a price list only.
    let lines = format!(
        "{PRICED}installments:\n  - {{invoice_date: 2027-01-31, amount: 1/3}}\n  - {{invoice_date: 2027-02-28, amount: remainder}}\n"
    );
    let amounts: Vec<String> =
        sound(&lines).installments.iter().map(|i| i.amount.unwrap().to_string()).collect();
    assert_eq!(amounts, ["100.00", "200.000"].map(|text| decimal(text).to_string()));
    // What exceeds it leaves no remainder.
    let over = format!(
        "{PRICED}installments:\n  - {{invoice_date: 2027-01-31, amount: 301.00}}\n  - {{invoice_date: 2027-02-28, amount: remainder}}\n"
    );
    let rules: Vec<_> = schedule_of(&over).1.iter().map(|finding| finding.rule).collect();
    assert_eq!(rules, ["remainder-negative"]);
    // A pricing that gives no value is no total.
    let unpriced = lines.replace("term: 36 months", "term: 24 months");
    let rules: Vec<_> = schedule_of(&unpriced).1.iter().map(|finding| finding.rule).collect();
    assert_eq!(rules, ["total-missing"]);
}

#[test]
fn a_thousand_dates_are_divided() {
    for amount in ["split: remainder", "split: 100%", "split: 1/3", "amount: 0.05", "amount: 0.1%"] {
        assert!(
            broken_by(&one_entry(&format!("first: 2027-01-31, every: month, times: 1000, {amount}")))
                .is_empty()
        );
    }
}

#[test]
fn a_hostile_raise_ends() {
    let huge = "9999999999999999999999999999";
    let tiny = "0.00000000000000000000000001";
    let raised = |what: &str, percent: &str| {
        broken_by(&one_entry(&format!(
            "first: 2027-01-31, every: month, times: 1000, {what}, raise: {{percent: {percent}%, every: 1}}"
        )))
    };
    assert_eq!(raised("amount: 100.00", huge), ["invalid-series"]);
    assert_eq!(raised("amount: 1%", huge), ["invalid-series"]);
    assert!(raised("amount: 100.00", tiny).is_empty());
    for percent in [huge, tiny, "0", "7.77777777777777777777777777"] {
        assert!(raised("split: remainder", percent).is_empty(), "{percent}");
    }
}

#[test]
fn many_series_together_end() {
    let mut lines = "currency: USD\ntotal: 1.00\ninstallments:\n".to_owned();
    for _ in 0..3000 {
        lines.push_str("  - {first: 2027-01-31, every: month, times: 1000, split: 100.00}\n");
    }
    assert_eq!(broken_by(&lines), ["invalid-series"]);
}

#[test]
fn many_fractions_that_share_no_denominator_end() {
    let mut lines = "currency: USD\ntotal: 1.00\ninstallments:\n".to_owned();
    for n in 0..3000_u64 {
        let odd = 9_999_999_999_999_999_u64 - 2 * n;
        writeln!(lines, "  - {{invoice_date: 2027-01-31, amount: 1/{odd}}}").unwrap();
    }
    assert!(broken_by(&lines).is_empty());
}

#[test]
fn many_exceptions_end() {
    let except: Vec<String> =
        (1000..9999).flat_map(|y| (1..=12).map(move |m| format!("{y}-{m:02}"))).collect();
    let series =
        format!("first: 1000-01-31, every: 1 days, times: 5, amount: 1.00, except: [{}]", except.join(", "));
    assert_eq!(broken_by(&one_entry(&series)), ["invalid-series"]);
}

#[test]
fn a_series_that_cannot_have_its_dates_is_reported() {
    for (series, rules) in [
        // No February has a 30th.
        (
            "first: 2027-02-28, every: year, day: 30, overflow: skip, times: 2, amount: 1.00",
            vec!["invalid-series"],
        ),
        ("first: 2027-02-28, every: year, day: 30, overflow: skip, times: 1, amount: 1.00", vec![]),
        // The calendar ends.
        ("first: 9998-11-30, every: month, times: 3, amount: 1.00", vec!["invalid-series"]),
        ("first: 9998-11-30, every: month, times: 2, amount: 1.00", vec![]),
        ("first: 2027-01-31, every: month, until: 2027-01-30, amount: 1.00", vec!["invalid-series"]),
        // Every 25th year from 2000 on: 400 years without a leap day.
        ("first: 2000-02-29, every: 25 years, overflow: skip, times: 2, amount: 1.00", vec![]),
    ] {
        assert_eq!(broken_by(&one_entry(series)), rules, "{series}");
    }
}

#[test]
fn an_amount_that_cannot_be_held_exactly_is_reported_once() {
    let huge = "9999999999999999999999999999";
    for (total, entries, rules) in [
        (
            huge,
            "[{invoice_date: 2027-01-31, amount: 1/3}, {invoice_date: 2027-02-28, amount: 2/3}]",
            vec!["invalid-amount"],
        ),
        (
            huge,
            "[{invoice_date: 2027-01-31, amount: 1.05}, {invoice_date: 2027-02-28, amount: remainder}]",
            vec!["invalid-amount"],
        ),
        (
            "1.00",
            "[{first: 2027-01-31, every: month, times: 3, split: 9999999999999999999999999999}]",
            vec!["invalid-amount"],
        ),
        // One amount as it is written is held, whatever its size.
        (huge, "[{invoice_date: 2027-01-31, amount: remainder}]", vec![]),
        ("1.00", "[{invoice_date: 2027-01-31, amount: 9999999999999999999999999999}]", vec![]),
        // What cannot be worked out for another reason is that reason's business.
        (
            huge,
            "[{invoice_date: 2027-01-31, amount: 1.05}, {invoice_date: 2027-13-28, amount: remainder}]",
            vec!["invalid-date"],
        ),
        (
            "1.00",
            "[{first: 2027-01-31, every: month, times: 2, weights: [1], split: remainder}]",
            vec!["invalid-series"],
        ),
    ] {
        let lines = format!("currency: USD\ntotal: {total}\ninstallments: {entries}\n");
        assert_eq!(broken_by(&lines), rules, "{lines}");
    }
}

#[test]
fn an_amount_of_all_digits_is_shown_without_a_panic() {
    let lines = "currency: CLF\ntotal: 0\ninstallments:\n  - {invoice_date: 2027-01-31, amount: remainder}\n  - {invoice_date: 2027-01-31, amount: 9999999999999999999999999999}\n";
    assert_eq!(broken_by(lines), ["remainder-negative"]);
}

#[test]
fn the_rows_of_a_table_add_up() {
    let schedule = sound(
        "currency: USD\ntotal: 100000.00\ninstallments:\n  - {invoice_date: 2026-12-15, amount: 12.5%}\n  - {first: 2027-01-31, every: month, times: 12, split: remainder}\n",
    );
    let amounts: Vec<String> = schedule.installments.iter().map(|i| i.amount.unwrap().to_string()).collect();
    assert_eq!(amounts.first().map(String::as_str), Some("12500.00"));
    assert_eq!(amounts[1..12], ["7291.66"; 11]);
    assert_eq!(amounts.last().map(String::as_str), Some("7291.74"));
    assert_eq!(
        Amount::sum(schedule.installments.iter().filter_map(|i| i.amount)),
        Some(decimal("100000.00"))
    );
}

/// A convention that may not leave the month still moves forward within it, and back.
#[test]
fn a_modified_convention_turns_round_only_at_the_end_of_the_month() {
    let day = |text| parse_date(text).unwrap();
    let us = Holidays::built_in("us").unwrap();
    for (date, convention, moved) in [
        // New Year's Day is a Friday: Monday is in the month.
        ("2027-01-01", Roll::ModifiedFollowing, "2027-01-04"),
        // A Saturday before Martin Luther King's Day.
        ("2027-01-16", Roll::ModifiedFollowing, "2027-01-19"),
        ("2027-01-31", Roll::ModifiedFollowing, "2027-01-29"),
        ("2027-01-16", Roll::ModifiedPreceding, "2027-01-15"),
        ("2027-01-01", Roll::ModifiedPreceding, "2027-01-04"),
        ("2027-01-02", Roll::ModifiedPreceding, "2027-01-04"),
        ("2027-01-01", Roll::Preceding, "2026-12-31"),
        ("2027-01-31", Roll::Following, "2027-02-01"),
        ("2027-01-31", Roll::None, "2027-01-31"),
        ("2027-01-29", Roll::ModifiedFollowing, "2027-01-29"),
    ] {
        assert_eq!(roll(day(date), convention, &us), day(moved), "{date} {convention:?}");
    }
    // After eleven months of holidays the next business day is in a month of the same name.
    let closed = day("2027-01-30").iter_days().take_while(|closed| *closed < day("2028-01-03"));
    let text: String = closed.map(|closed| format!("{closed}\n")).collect();
    let closed = Holidays::from_text("closed", &text).unwrap();
    assert_eq!(roll(day("2027-01-30"), Roll::ModifiedFollowing, &closed), day("2027-01-29"));
}

/// Half-even would agree on every odd neighbour, so each tie is tried beside an even and an odd one.
#[test]
fn a_tie_goes_up_beside_an_even_and_beside_an_odd_neighbour() {
    for (exact, step, rounded) in [
        ("0.5", "1", "1"),
        ("1.5", "1", "2"),
        ("2.5", "1", "3"),
        ("0.125", "0.01", "0.13"),
        ("0.135", "0.01", "0.14"),
        ("0.1249", "0.01", "0.12"),
        ("500", "1000", "1000"),
        ("1500", "1000", "2000"),
        ("2500", "1000", "3000"),
    ] {
        let found = Amount::rounded_half_up(&decimal(exact).exact(), decimal(step));
        assert_eq!(found, Some(decimal(rounded)), "{exact} to {step}");
    }
    // 2.5 % of 1.00 is half a cent, on top of 1.02 and of 1.03.
    for (amount, raised) in [("1.00", "1.03"), ("3.00", "3.08"), ("5.00", "5.13")] {
        let schedule = sound(&format!(
            "currency: USD\ninstallments:\n  - {{first: 2027-01-01, every: year, times: 2, amount: {amount}, raise: {{percent: 2.5%, every: 1}}}}\n"
        ));
        assert_eq!(schedule.installments[1].amount, Some(decimal(raised)), "{amount}");
    }
}

#[test]
fn months_are_counted_up_to_the_ends_of_the_calendar_and_not_beyond() {
    let day = |text| parse_date(text).unwrap();
    for (date, months, moved) in [
        ("9999-11-15", 1, "9999-12-15"),
        ("9999-12-15", 1, "9999-12-31"),
        ("9999-12-31", 0, "9999-12-31"),
        ("2027-01-15", i64::MAX, "9999-12-31"),
        ("1000-02-15", -1, "1000-01-15"),
        ("1000-01-15", -1, "1000-01-01"),
        ("1000-01-01", 0, "1000-01-01"),
        ("2027-01-15", i64::MIN, "1000-01-01"),
        ("2027-01-31", 1, "2027-02-28"),
        ("2028-03-31", -1, "2028-02-29"),
    ] {
        assert_eq!(add_months(day(date), months), day(moved), "{date} and {months} months");
    }
}

#[test]
fn the_words_about_a_raise_count_how_often_it_came() {
    let text = crate::support::complete(
        "# without: total\ninstallments:\n  - {first: 2027-01-15, every: month, times: 30, amount: 100.00, raise: {percent: 5%, every: 12}}\n",
    );
    let plan = crate::support::plans(&text).remove(0).unwrap();
    for (at, words) in [
        (0, "fixed amount, 1 of 30, not yet raised"),
        (12, "fixed amount, 13 of 30, raised once"),
        (24, "fixed amount, 25 of 30, raised 2 times"),
    ] {
        assert_eq!(plan.invoices[at].explanation, words);
    }
}

#[test]
fn the_words_about_a_date_say_each_reason_once() {
    let origin = |clamped, carried, moved: Option<(&str, Roll)>| DateOrigin::Series {
        step: 1,
        clamped,
        carried,
        moved_from: moved.map(|(from, roll)| (parse_date(from).unwrap(), roll)),
    };
    let moved = Some(("2027-02-28", Roll::Following));
    for (origin, words) in [
        (DateOrigin::Written, ""),
        (origin(false, false, None), ""),
        (origin(true, false, None), "the month lacks the day, so its last day"),
        (origin(false, true, None), "the month lacks the day, so the first of the next"),
        (origin(false, false, moved), "moved from 2027-02-28 to a business day (following)"),
        (
            origin(true, false, moved),
            "the month lacks the day, so its last day; moved from 2027-02-28 to a business day (following)",
        ),
    ] {
        assert_eq!(origin.words().map_or(String::new(), |told| told.to_string()), words);
    }
}
