//! The revenue of a plan: a sheet, rows of CSV, and its part of JSON.

use std::io::{self, Write};

use serde::Serialize;

use super::grid::{Columns, Grid, Records};
use super::sheet::{Cell, Sheet};
use crate::offer::{Amount, Currency};
use crate::plan::{Plan, Recognition, RecognizedMonth};
use crate::text::message::{Message, msg};

/// A row: a month of one of the terms of a plan.
#[derive(Clone, Copy)]
struct MonthRow<'a> {
    plan: &'a Plan,
    path: &'a str,
    month: &'a RecognizedMonth,
}

fn lines<'a>(plan: &'a Plan, path: &'a str) -> impl Iterator<Item = MonthRow<'a>> {
    let months = plan.recognition.iter().flat_map(|recognition| &recognition.months);
    months.map(move |month| MonthRow { plan, path, month })
}

/// Whether something is carried over from one agreement into another.
fn carries<'a>(plans: impl IntoIterator<Item = &'a Plan>) -> bool {
    let months = plans.into_iter().flat_map(|plan| &plan.recognition).flat_map(|one| &one.months);
    months.into_iter().any(|month| !month.carried.is_zero())
}

/// The columns of a month; each row names its offer and file if there are `several`, and what is `carried`
/// over from one agreement into another.
fn columns<'a>(several: bool, renewed: bool, carried: bool) -> Grid<'a, MonthRow<'a>> {
    let c = Columns::<MonthRow<'a>>::of();
    let money = |amount: fn(&RecognizedMonth) -> Amount| {
        move |row: &MonthRow<'a>| -> (Amount, Currency) { (amount(row.month), row.plan.offer.currency) }
    };
    let renewal = |row: &MonthRow<'a>| row.plan.renewal.as_ref().map_or(0, |renewal| renewal.number);
    Grid::new([
        c.named("offer", |row| row.plan.offer.name.as_str()).only_if(several),
        c.named("path", |row| row.path).only_if(several),
        c.named("month", |row| Cell::Period(row.month.first, row.month.first.format("%Y-%m").to_string()))
            .titled("month"),
        c.named("from", |row| row.month.first),
        c.named("to", |row| row.month.last),
        c.named("days", |row| row.month.days).titled("days"),
        c.named("billed", money(|month| month.billed)).titled("billed"),
        c.named("carried", money(|month| month.carried)).titled("carried over").only_if(carried),
        c.named("recognized", money(|month| month.recognized)).titled("recognized"),
        c.named("billed_so_far", money(|month| month.billed_so_far)),
        c.named("recognized_so_far", money(|month| month.recognized_so_far)),
        c.named("deferred", money(|month| month.deferred)).titled("deferred"),
        c.named("unbilled", money(|month| month.unbilled)).titled("unbilled"),
        c.named("currency", |row| row.plan.offer.currency.to_string()).not_in_json(),
        c.named("renewal", renewal).not_in_json().only_if(renewed),
    ])
}

/// The sheet of a plan's months, and their sums.
pub(super) fn sheet(plan: &Plan, recognition: &Recognition) -> Sheet {
    let sum = |amount| Cell::Sum(amount, plan.offer.currency);
    let mut sheet = columns(false, false, carries([plan])).sheet(msg!("Revenue"), lines(plan, ""));
    let last = recognition.months.last();
    sheet.add_total(&[
        ("month", Cell::Words("total")),
        ("days", Cell::Count(recognition.months.iter().map(|month| month.days).sum())),
        ("billed", sum(last.map_or(Amount::ZERO, |month| month.billed_so_far))),
        ("carried over", sum(recognition.carried().unwrap_or_default())),
        ("recognized", sum(last.map_or(Amount::ZERO, |month| month.recognized_so_far))),
    ]);
    sheet
}

/// A plan's revenue in version 1 of the format.
#[derive(Serialize)]
pub(super) struct RecognitionObject<'a> {
    method: &'static str,
    days: i64,
    months: Records<'a, MonthRow<'a>>,
    notes: &'a [Message],
}

/// A plan's revenue in version 1 of the format.
pub(super) fn object(plan: &Plan) -> Option<RecognitionObject<'_>> {
    let recognition = plan.recognition.as_ref()?;
    let months = columns(false, false, carries([plan])).records(lines(plan, ""));
    Some(RecognitionObject {
        method: "straight_line",
        days: recognition.days,
        months,
        notes: &recognition.notes,
    })
}

/// Writes a row for each month of every plan and its renewed terms, in order, under a header.
///
/// # Errors
/// When `out` cannot be written to.
pub(super) fn csv(plans: &[Plan], paths: &[String], raw: bool, out: &mut dyn Write) -> io::Result<()> {
    let paths = paths.iter().map(String::as_str).chain(std::iter::repeat(""));
    let terms = plans.iter().zip(paths).flat_map(|(plan, path)| plan.terms().map(move |term| (term, path)));
    let renewed = plans.iter().any(|plan| !plan.renewals.is_empty());
    let carried = carries(plans.iter().flat_map(Plan::terms));
    columns(plans.len() > 1, renewed, carried).csv(terms.flat_map(|(term, path)| lines(term, path)), raw, out)
}
