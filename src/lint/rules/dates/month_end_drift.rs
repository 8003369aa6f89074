//! A series on day 29, 30 or 31 that moves to other days in short months.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};

use crate::lint::rules::Context;
use crate::offer::{Entry, Series, last_of_month};
use crate::schedule::{DateOrigin, Installment};
use crate::text::diagnostic::Diagnostic;
use crate::text::message::msg;

rule! {
    /// A series begins on a day that some of its months lack, without a `day` that says what is meant.
    ///
    /// ## Why
    /// A month that lacks the day takes its last one: from 31 January on, the dates are 28 February, 31
    /// March, 30 April. That may be the end of each month, or an accident of the first date. Every date
    /// is counted from the first, so the drift is not permanent.
    ///
    /// ## What to do
    /// Say what is meant: `day: last` for the end of each month, or `day: 30` to keep that day in every
    /// month that has it.
    ///
    /// ### Fails
    /// ```yaml
    /// installments:
    ///   - {first: 2027-01-31, every: month, times: 30, split: remainder}
    /// ```
    ///
    /// ### Passes
    /// ```yaml
    /// installments:
    ///   - {first: 2027-01-31, every: month, day: last, times: 30, split: remainder}
    /// ```
    name: "month-end-drift",
    level: Info,
    reference: "our own: the marketplace takes dates, and publishes no rule for months that lack a day",
    check: check,
}

fn check(cx: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let mut clamped: BTreeMap<usize, Vec<NaiveDate>> = BTreeMap::new();
    for installment in &cx.schedule.installments {
        if let Some(date) = clamped_date(installment) {
            clamped.entry(installment.entry).or_default().push(date);
        }
    }
    for (at, dates) in clamped {
        if let Some(Entry::Series(series)) = cx.offer.installments.get().and_then(|entries| entries.get(at)) {
            found.extend(drift(series, &dates));
        }
    }
}

fn drift(series: &Series, clamped: &[NaiveDate]) -> Option<Diagnostic> {
    let first = series.first.spanned().filter(|_| series.day.is_absent() && series.overflow.is_absent())?;
    let named: Vec<String> = clamped.iter().take(3).map(NaiveDate::to_string).collect();
    let (earliest, day) = (named.first()?, first.value.day());
    let message = match clamped.len() {
        1 => msg!("{date} falls on the last day of its month, which has no day {day}", date = earliest, day),
        count => msg!("{count} dates fall on the last day of a month that has no day {day}", count, day),
    };
    let ends_its_month = last_of_month(first.value.year(), first.value.month()) == Some(first.value);
    let help = match day {
        31 => msg!("set `day: last` if the end of each month is meant"),
        _ if ends_its_month => {
            msg!("set `day: last` if the end of each month is meant, else `day: {day}`", day)
        }
        _ => msg!("set `day: {day}` if it is meant so, or `day: last` for the end of each month", day),
    };
    let diagnostic = RULE.at(first.span, message).label(msg!("day {day}", day)).help(help);
    Some(match clamped.len() {
        1 => diagnostic,
        many if many == named.len() => diagnostic.note(msg!("they are {dates}", dates = named.join(", "))),
        _ => diagnostic.note(msg!("the first of them are {dates}", dates = named.join(", "))),
    })
}

/// The last day of a month that lacks the day, before it is moved off a weekend.
fn clamped_date(installment: &Installment) -> Option<NaiveDate> {
    match installment.date_origin {
        DateOrigin::Series { clamped: true, moved_from, .. } => {
            Some(moved_from.map_or(installment.date, |(date, _)| date))
        }
        DateOrigin::Series { .. } | DateOrigin::Written => None,
    }
}
