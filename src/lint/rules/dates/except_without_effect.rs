//! An exception that leaves out nothing.

use chrono::{Datelike, NaiveDate};

use crate::lint::rules::Context;
use crate::offer::{Entry, Except, Series, last_of_month};
use crate::schedule::{Candidate, candidates};
use crate::text::diagnostic::Diagnostic;
use crate::text::message::{Message, msg};
use crate::text::source::Spanned;

rule! {
    /// A date or month in `except` excludes no date of its series.
    ///
    /// ## Why
    /// `except` is meant to leave an invoice out. An exception that excludes nothing leaves everything
    /// in: usually the day is off by one, the year is wrong, or the date is one to which `roll` moves an
    /// invoice. `except` applies to the date before `roll` moves it, and with `overflow: next` to the
    /// resulting month.
    ///
    /// ## What to do
    /// Write the intended date or month of the series; the message names the nearest. Delete the
    /// exception if nothing is to be left out.
    ///
    /// ### Fails
    /// ```yaml
    /// installments:
    ///   - {first: 2027-01-15, every: month, times: 12, except: [2027-03-16], split: remainder}
    /// ```
    /// ```yaml
    /// installments:
    ///   - {first: 2027-01-15, every: month, times: 12, except: [2029-01], split: remainder}
    /// ```
    ///
    /// ### Passes
    /// ```yaml
    /// installments:
    ///   - {first: 2027-01-15, every: month, times: 12, except: [2027-03-15, 2027-08], split: remainder}
    /// ```
    name: "except-without-effect",
    level: Warning,
    reference: "our own: an exception that strikes nothing leaves an invoice in that was to be left out",
    check: check,
}

fn check(cx: &Context<'_>, found: &mut Vec<Diagnostic>) {
    for (at, entry) in cx.offer.installments.get().into_iter().flatten().enumerate() {
        // A series without dates is `invalid-series`.
        let dated = || cx.schedule.installments.iter().any(|installment| installment.entry == at);
        if let Entry::Series(series) = entry
            && series.except.get().is_some_and(|except| !except.is_empty())
            && dated()
        {
            found.extend(idle(cx, series));
        }
    }
}

fn idle(cx: &Context<'_>, series: &Series) -> Option<Diagnostic> {
    let dates = candidates(series, cx.holidays)?;
    let strikes = |except: &&Spanned<Except>| {
        dates.iter().any(|date| date.struck && distance(except.value, date.unmoved) == 0)
    };
    let idle: Vec<_> = series.except.get()?.iter().filter(|except| !strikes(except)).collect();
    let (first, others) = idle.split_first()?;
    let nearest = dates.iter().min_by_key(|date| distance(first.value, date.unmoved))?;
    let written = first.value;
    let message = match others.len() {
        0 => msg!("`{written}` strikes no date of this series", written),
        _ => msg!(
            "{count} exceptions strike no date of this series, the first `{written}`",
            count = idle.len(),
            written
        ),
    };
    let mut diagnostic = RULE.at(first.span, message).label(label(first.value, nearest));
    for other in others.iter().take(3) {
        diagnostic = diagnostic.also(other.span, msg!("nor does this"));
    }
    let right = match first.value {
        Except::Month(..) => Except::Month(nearest.unmoved.year(), nearest.unmoved.month()),
        Except::Date(_) => Except::Date(nearest.unmoved),
    };
    Some(diagnostic.help(msg!("write `{right}`, or delete it", right)))
}

fn label(except: Except, nearest: &Candidate) -> Message {
    let Candidate { unmoved, moved, .. } = *nearest;
    match except {
        Except::Date(date) if date == moved => {
            msg!("{unmoved} is moved to this day; `except` counts before that", unmoved)
        }
        _ => msg!("the nearest date is {unmoved}", unmoved),
    }
}

/// How many days a date is from the date or month of the exception.
fn distance(except: Except, date: NaiveDate) -> i64 {
    let (from, to) = match except {
        Except::Date(day) => (day, day),
        Except::Month(year, month) => {
            let first = NaiveDate::from_ymd_opt(year, month, 1).unwrap_or(date);
            (first, last_of_month(year, month).unwrap_or(first))
        }
    };
    let days = |a: NaiveDate, b: NaiveDate| a.signed_duration_since(b).num_days().max(0);
    days(from, date) + days(date, to)
}
