//! Invoices on Saturdays and Sundays.

use chrono::{Datelike, NaiveDate, Weekday};

use crate::lint::rules::Context;
use crate::schedule::Installment;
use crate::text::diagnostic::Diagnostic;
use crate::text::message::{Message, msg};
use crate::text::words;

rule! {
    /// An installment is invoiced on a Saturday or a Sunday.
    ///
    /// ## Why
    /// The marketplace issues invoices on any day. Where buyer and seller expect business days, an
    /// invoice on a weekend is noticed late, and its due date counts from the weekend all the same.
    ///
    /// ## What to do
    /// Move the date, or let a series move its dates: `roll: following` takes the next business
    /// day, `roll: modified_following` stays within the month.
    ///
    /// ## Options
    /// The rule is off until the configuration gives it a level.
    ///
    /// ### Fails
    /// ```yaml
    /// installments:
    ///   - {invoice_date: 2026-12-15, amount: 60000.00}
    ///   - {invoice_date: 2027-01-30, amount: 300000.00}
    /// ```
    ///
    /// ### Passes
    /// ```yaml
    /// installments:
    ///   - {invoice_date: 2026-12-15, amount: 60000.00}
    ///   - {invoice_date: 2027-02-01, amount: 300000.00}
    /// ```
    name: "invoice-date-on-weekend",
    level: Off,
    reference: "our own: the marketplace publishes no rule on weekends",
    check: check,
}

fn check(cx: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let weekend: Vec<_> = cx.schedule.installments.iter().filter(|i| is_weekend(i.date)).collect();
    let [first, others @ ..] = weekend.as_slice() else { return };
    let weekday = words::weekday(first.date.weekday());
    let message = match weekend.len() {
        1 => msg!("the invoice date {date} is a {weekday}", date = first.date, weekday),
        count => msg!("{count} invoice dates fall on a weekend", count),
    };
    let label = msg!("invoiced on {which}, a {weekday}", which = cx.which(first), weekday);
    let diagnostic = RULE.at(cx.date_span(first), message).label(label);
    let diagnostic = cx.also_invoiced(diagnostic, others.iter().copied(), 3);
    found.push(diagnostic.help(way_out(cx, &weekend)));
}

fn way_out(cx: &Context<'_>, weekend: &[&Installment]) -> Message {
    let workday = |from: NaiveDate| from.iter_days().find(|day| !is_weekend(*day) && cx.is_free(*day));
    match weekend {
        [one] if one.count == 1 => cx.move_to(one, workday(one.date).unwrap_or(one.date)),
        [one, others @ ..] if one.count > 1 && others.iter().all(|other| other.entry == one.entry) => {
            msg!("set `roll: following`, or `roll: modified_following` to stay within the month")
        }
        _ => msg!("move each to a business day; a series does that by `roll: following`"),
    }
}

fn is_weekend(day: NaiveDate) -> bool {
    matches!(day.weekday(), Weekday::Sat | Weekday::Sun)
}
