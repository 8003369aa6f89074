//! An equal split with a leftover.

use crate::lint::rules::Context;
use crate::offer::{Amount, Entry, Portion, Series, Share};
use crate::schedule::{AmountOrigin, Installment};
use crate::text::diagnostic::Diagnostic;
use crate::text::message::{Message, Value, msg};
use crate::text::words;

rule! {
    /// An equal split does not come out even, so that some installments are larger than others.
    ///
    /// ## Why
    /// 100000.00 divided by twelve leaves 0.04, which some installment has to take. `rounding.leftover`
    /// decides which, and nothing is lost; but a buyer who expects "twelve equal installments" may
    /// refuse the one invoice that differs. Some deal desks want to know before the offer goes out.
    ///
    /// ## What to do
    /// Choose an amount that divides evenly, another number of installments, or another `leftover`:
    /// `first` or `last` makes one installment differ by more, `spread` several by one step.
    ///
    /// ## Options
    /// Off by default; give it a level to switch it on. It ignores splits with `weights` or `raise`,
    /// which are not meant to be equal.
    ///
    /// ### Fails
    /// ```yaml
    /// total: 100000.00
    /// installments:
    ///   - {first: 2027-01-31, every: month, day: last, times: 12, split: 100%}
    /// ```
    ///
    /// ### Passes
    /// ```yaml
    /// total: 99999.96
    /// installments:
    ///   - {first: 2027-01-31, every: month, day: last, times: 12, split: 100%}
    /// ```
    name: "uneven-installments",
    level: Off,
    reference: "our own: how the marketplace's console rounds an uneven division is not documented",
    check: check,
}

fn check(cx: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let took = |installment: &Installment| taken(installment).is_some_and(|taken| !taken.is_zero());
    for (at, installments) in cx.schedule.by_entry(took) {
        let entry = cx.offer.installments.get().and_then(|entries| entries.get(at));
        let Some(Entry::Series(series)) = entry else { continue };
        let is_equal = series.weights.is_absent() && series.raise.is_absent();
        let Some(first) = installments.first().filter(|first| is_equal && first.count > 1) else { continue };
        let amounts = installments.iter().filter_map(|installment| taken(installment));
        let (Some(most), Some(least)) = (amounts.clone().max(), amounts.min()) else { continue };
        let (money, all) = (cx.offer.money(most), first.count);
        let more = if most == least { Value::text(money) } else { msg!("up to {money}", money).into() };
        let message = match installments.len() {
            1 => msg!(
                "{all} installments do not come out even: {which} takes {more} more than the others",
                all,
                which = cx.which(first),
                more,
            ),
            count => msg!(
                "{all} installments do not come out even: \
                 {count} of them, from {date} on, take {more} more than the others",
                all,
                count,
                date = first.date,
                more,
            ),
        };
        let mut diagnostic = RULE.at(cx.amount_span(first), message).label(msg!("does not divide evenly"));
        if let Some(way_out) = even(cx, at, series, first.count) {
            diagnostic = diagnostic.help(way_out);
        }
        found.push(diagnostic);
    }
}

/// What an installment took of the leftover.
fn taken(installment: &Installment) -> Option<Amount> {
    match installment.amount_origin {
        AmountOrigin::Split { taken, .. } => Some(taken.0),
        _ => None,
    }
}

/// The nearest amounts that divide evenly: of the amount that the series divides, or of the total if
/// that alone decides.
fn even(cx: &Context<'_>, at: usize, series: &Series, count: usize) -> Option<Message> {
    let round = cx.offer.step()?.times(count)?;
    let mut others = cx.offer.installments.get()?.iter().enumerate().filter(|(other, _)| *other != at);
    let (key, written, divided) = match series.split.get()? {
        Portion::Fixed(amount) => ("split", *amount, *amount),
        Portion::Remainder
            if others.all(|(_, entry)| matches!(entry.amount().get(), Some(Portion::Fixed(_)))) =>
        {
            let own = cx.schedule.installments.iter().filter(|installment| installment.entry == at);
            ("total", *cx.offer.total.get()?, Amount::sum(own.filter_map(|installment| installment.amount))?)
        }
        Portion::Share(share) if *share == Share::whole() && others.next().is_none() => {
            ("total", *cx.offer.total.get()?, *cx.offer.total.get()?)
        }
        Portion::Remainder | Portion::Share(_) => return None,
    };
    let over = divided.rest_of(round)?;
    let (low, high) = (written.minus(over)?, written.plus(round)?.minus(over)?);
    let even = [low, high].into_iter().filter(|amount| !amount.is_zero());
    let even: Vec<String> = even.map(|amount| format!("`{key}: {}`", cx.offer.digits(amount))).collect();
    Some(msg!("write {changes}", changes = words::or_list(&even)))
}
