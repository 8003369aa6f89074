//! A plan that is not as expected.

use chrono::{Datelike, NaiveDate};

use crate::lint::rules::Context;
use crate::offer::{Amount, Expect};
use crate::plan::{Invoice, Plan, Scenario, plan};
use crate::text::diagnostic::Diagnostic;
use crate::text::message::{Message, msg};
use crate::text::source::{Span, Spanned};

rule! {
    /// The plan of the offer differs from `expect`.
    ///
    /// ## Why
    /// `expect` records what was agreed: how many invoices, the first and the last, sums, single dates
    /// and amounts. A later change of the schedule shows at once what it affects.
    ///
    /// ## What to do
    /// Revert the schedule, or update `expect`. Dates are those on which the invoices are issued, for
    /// the file's acceptance; dates and sums are those of `paysched plan`.
    ///
    /// ### Fails
    /// ```yaml
    /// expect: {count: 31, last: 2029-05-31, years: {2027: 120000.00}}
    /// ```
    ///
    /// ### Passes
    /// ```yaml
    /// expect:
    ///   count: 31
    ///   first: 2026-12-31
    ///   last: 2029-06-30
    ///   total: 360000.00
    ///   years: {2026: 60000.00, 2027: 120000.00}
    ///   invoices: {1: {date: 2026-12-31, amount: 60000.00}}
    /// ```
    name: "unexpected-plan",
    level: Error,
    reference: "our own: what the author of the offer expects",
    check: check,
}

/// One value that is not as expected.
struct Unexpected {
    span: Span,
    message: Message,
    label: Message,
}

fn check(cx: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let Some(expect) = cx.offer.expect.get() else { return };
    // Without a plan there is nothing to compare; why there is none has its own finding.
    let Ok(plan) = plan(cx.offer, cx.schedule, cx.contract, cx.accounts, &Scenario::default()) else {
        return;
    };
    let differences = differences(cx, expect, &plan);
    let Some((first, others)) = differences.split_first() else { return };
    let mut diagnostic = RULE.at(first.span, first.message.clone()).label(first.label.clone());
    for other in others.iter().take(4) {
        diagnostic = diagnostic.also(other.span, other.label.clone());
    }
    found.push(match others.len() {
        0..=4 => diagnostic,
        more => diagnostic.note(msg!("and {more} more differences", more = more - 4)),
    });
}

fn differences(cx: &Context<'_>, expect: &Expect, plan: &Plan) -> Vec<Unexpected> {
    let (offer, invoices) = (cx.offer, &plan.invoices);
    let mut found = Vec::new();
    let mut date = |what: Message, expected: Option<&Spanned<NaiveDate>>, is: Option<NaiveDate>| {
        if let Some((expected, is)) = expected.zip(is).filter(|(expected, is)| expected.value != *is) {
            let day = expected.value;
            found.push(Unexpected {
                span: expected.span,
                message: msg!("{what} is issued on {is}, but {day} is expected", what, is, day),
                label: msg!("is {is}", is),
            });
        }
    };
    date(msg!("the first invoice"), expect.first.spanned(), invoices.first().map(|it| it.invoice_date));
    date(msg!("the last invoice"), expect.last.spanned(), invoices.last().map(|it| it.invoice_date));
    for (number, invoice, is) in numbered(expect, invoices) {
        date(msg!("invoice {number}", number), invoice.date.spanned(), Some(is.invoice_date));
    }
    let mut amount = |what: Message, expected: Option<&Spanned<Amount>>, is: Option<Amount>| {
        if let Some((expected, is)) = expected.zip(is).filter(|(expected, is)| expected.value != *is) {
            let (is, wanted) = (offer.money(is), offer.money(expected.value));
            found.push(Unexpected {
                span: expected.span,
                message: msg!("{what} comes to {is}, but {wanted} is expected", what, is, wanted),
                label: msg!("is {is}", is),
            });
        }
    };
    let sum = |wanted: &dyn Fn(&Invoice) -> bool| {
        Amount::sum(invoices.iter().filter(|invoice| wanted(invoice)).map(|invoice| invoice.amount))
    };
    amount(msg!("the sum of all invoices"), expect.total.spanned(), sum(&|_| true));
    for (year, expected) in expect.years.get().into_iter().flatten() {
        let in_year = |invoice: &Invoice| i64::from(invoice.invoice_date.year()) == i64::from(year.value);
        amount(msg!("the sum of {year}", year = year.value), Some(expected), sum(&in_year));
    }
    for (number, invoice, is) in numbered(expect, invoices) {
        amount(msg!("invoice {number}", number), invoice.amount.spanned(), Some(is.amount));
    }
    let count = invoices.len();
    if let Some(expected) = expect.count.spanned().filter(|expected| expected.value as usize != count) {
        let wanted = expected.value;
        found.push(Unexpected {
            span: expected.span,
            message: msg!("the plan has {count} invoices, but {wanted} are expected", count, wanted),
            label: msg!("is {count}", count),
        });
    }
    for (number, _) in expect.invoices.get().into_iter().flatten() {
        if number.value as usize > count {
            let wanted = number.value;
            found.push(Unexpected {
                span: number.span,
                message: msg!("there is no invoice {wanted}: the plan has {count}", wanted, count),
                label: msg!("the last is {count}", count),
            });
        }
    }
    found.sort_by_key(|difference| difference.span.start());
    found
}

/// The invoices in `expect`, with their numbers.
fn numbered<'a>(
    expect: &'a Expect,
    invoices: &'a [Invoice],
) -> impl Iterator<Item = (u32, &'a crate::offer::ExpectedInvoice, &'a Invoice)> {
    expect.invoices.get().into_iter().flatten().filter_map(|(number, expected)| {
        let at = (number.value as usize).checked_sub(1)?;
        Some((number.value, &expected.value, invoices.get(at)?))
    })
}
