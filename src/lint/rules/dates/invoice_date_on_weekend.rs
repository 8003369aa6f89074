//! Invoices on weekends and holidays.

use chrono::{Datelike, NaiveDate, Weekday};

use crate::lint::rules::Context;
use crate::schedule::Installment;
use crate::text::diagnostic::Diagnostic;
use crate::text::message::{Message, msg};
use crate::text::words;

rule! {
    /// An installment is invoiced on a Saturday, a Sunday or a holiday.
    ///
    /// ## Why
    /// The marketplace issues invoices on any day. If buyer and seller expect business days, an invoice
    /// on a weekend is noticed late, yet its due date counts from the weekend.
    ///
    /// ## What to do
    /// Move the date, or let a series move its dates: `roll: following` takes the next business
    /// day, `roll: modified_following` stays within the month.
    ///
    /// ## Options
    /// The rule is off until the configuration gives it a level. `holidays` names the holidays.
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
    let off = |installment: &&Installment| !cx.holidays.is_business_day(installment.date);
    let off: Vec<_> = cx.schedule.installments.iter().filter(off).collect();
    let [first, others @ ..] = off.as_slice() else { return };
    let (date, day) = (first.date, day_words(cx, first.date));
    let message = match off.len() {
        1 => msg!("the invoice date {date} is {day}", date, day),
        count if off.iter().all(|installment| is_weekend(installment.date)) => {
            msg!("{count} invoice dates fall on a weekend", count)
        }
        count => msg!("{count} invoice dates fall on a weekend or holiday", count),
    };
    let label = msg!("invoiced on {which}, {day}", which = cx.which(first), day);
    let diagnostic = RULE.at(cx.date_span(first), message).label(label);
    let diagnostic = cx.also_invoiced(diagnostic, others.iter().copied(), 3);
    found.push(diagnostic.help(way_out(cx, &off)));
}

/// `a Saturday`, or `a holiday (jp)`.
fn day_words(cx: &Context<'_>, date: NaiveDate) -> Message {
    if is_weekend(date) {
        return msg!("a {weekday}", weekday = words::weekday(date.weekday()));
    }
    msg!("a holiday ({calendar})", calendar = cx.holidays.name())
}

fn way_out(cx: &Context<'_>, off: &[&Installment]) -> Message {
    let workday =
        |from: NaiveDate| from.iter_days().find(|day| cx.holidays.is_business_day(*day) && cx.is_free(*day));
    match off {
        [one] if one.count == 1 => cx.move_to(one, workday(one.date).unwrap_or(one.date)),
        [one, others @ ..] if one.count > 1 && others.iter().all(|other| other.entry == one.entry) => {
            msg!("set `roll: following`, or `roll: modified_following` to stay within the month")
        }
        _ => msg!("move each to a business day; for a series, set `roll: following`"),
    }
}

fn is_weekend(day: NaiveDate) -> bool {
    matches!(day.weekday(), Weekday::Sat | Weekday::Sun)
}
