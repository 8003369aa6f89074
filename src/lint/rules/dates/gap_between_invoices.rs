//! A long time without an invoice.

use crate::lint::rules::Context;
use crate::offer::add_months;
use crate::text::diagnostic::Diagnostic;
use crate::text::message::{count, msg};

rule! {
    /// A long time passes between two installments.
    ///
    /// ## Why
    /// A year without an invoice is often a year that was left out, or a wrong year in a date.
    ///
    /// ## What to do
    /// Check whether an installment is missing between the two, or raise the number of months.
    ///
    /// ## Options
    /// `months_between_invoices`: the most months between two invoices, 12 if it is not set. The rule is
    /// off until the configuration gives it a level.
    ///
    /// ### Fails
    /// ```yaml
    /// installments:
    ///   - {invoice_date: 2026-12-15, amount: 60000.00}
    ///   - {invoice_date: 2027-12-16, amount: 300000.00}
    /// ```
    ///
    /// ### Passes
    /// ```yaml
    /// installments:
    ///   - {invoice_date: 2026-12-15, amount: 60000.00}
    ///   - {invoice_date: 2027-12-15, amount: 300000.00}
    /// ```
    name: "gap-between-invoices",
    level: Off,
    reference: "our own: the marketplace publishes no rule on the time between two invoices",
    check: check,
}

fn check(cx: &Context<'_>, found: &mut Vec<Diagnostic>) {
    // While an entry's dates are unknown, its installments may fill the gap.
    if !cx.schedule.dates_complete {
        return;
    }
    let most = cx.options.months_between_invoices;
    let latest_after = |day| add_months(day, i64::from(most));
    let pairs = cx.schedule.installments.iter().zip(cx.schedule.installments.iter().skip(1));
    let gaps: Vec<_> = pairs.filter(|(one, next)| next.date > latest_after(one.date)).collect();
    let [(before, after), others @ ..] = gaps.as_slice() else { return };
    let months = count!(most, "month");
    let message = match gaps.len() {
        1 => msg!(
            "no invoice between {earlier} and {later}, more than {months}",
            earlier = before.date,
            later = after.date,
            months
        ),
        several => {
            msg!(
                "{count} gaps of more than {months} between invoices, the first after {date}",
                count = several,
                months,
                date = before.date
            )
        }
    };
    let diagnostic =
        RULE.at(cx.date_span(after), message).label(msg!("invoiced on {which}", which = cx.which(after)));
    let others = others.iter().map(|(_, after)| *after);
    let diagnostic = cx.also_invoiced(diagnostic, std::iter::once(*before).chain(others), 4);
    found.push(diagnostic.help(msg!(
        "add the installment missing in between, or bring this one forward to {day} or earlier",
        day = cx.free_until(latest_after(before.date)),
    )));
}
