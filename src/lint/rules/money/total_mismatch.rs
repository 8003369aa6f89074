//! Installments that do not add up to the total.

use rust_decimal::prelude::ToPrimitive;

use super::amount_too_precise;
use crate::lint::rules::Context;
use crate::offer::{Amount, Currency, Entry, Portion, Series, Share};
use crate::schedule::{Installment, dates_with};
use crate::text::diagnostic::{Diagnostic, Edit, Fix};
use crate::text::message::{Message, count, msg};
use crate::text::source::Span;

rule! {
    /// The installments do not add up to the offer's `total`.
    ///
    /// ## Why
    /// The marketplace has no total: the buyer is billed what the schedule says, to the cent. In the
    /// file, `total` is what was agreed; a schedule that differs bills the wrong amount, and once
    /// released it can never be changed.
    ///
    /// ## What to do
    /// Change the installment that is wrong, let one entry take the `remainder`, or set `total` to the
    /// sum. The last is an unsafe fix, because it changes what was agreed; it is not offered if an entry
    /// bills a share of the total, because then the sum would change too.
    ///
    /// ### Fails
    /// ```yaml
    /// total: 120000.00
    /// installments:
    ///   - {first: 2027-01-31, every: month, day: last, times: 11, amount: 10000.00}
    /// ```
    ///
    /// ### Passes
    /// ```yaml
    /// total: 120000.00
    /// installments:
    ///   - {first: 2027-01-31, every: month, day: last, times: 12, amount: 10000.00}
    /// ```
    name: "total-mismatch",
    level: Error,
    reference: "Seller Guide, Installment plans: the buyer is invoiced each scheduled amount",
    fix: Unsafe,
    check: check,
}

fn check(cx: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let offer = cx.offer;
    let (Some(total), Some(sum)) = (offer.total.spanned(), cx.schedule.total()) else { return };
    // Offers of shares alone are checked by `percentages-not-100`, which names the gap in percent.
    let shares_miss = cx.schedule.shares.as_ref().is_some_and(|shares| *shares != Share::whole());
    if sum == total.value || cx.schedule.installments.is_empty() || shares_miss {
        return;
    }
    let Some(difference) = total.value.minus(sum).filter(|gap| !is_below_the_unit(cx, total.value, *gap))
    else {
        return;
    };
    let message = msg!(
        "installments add up to {sum}, but the total is {total}",
        sum = offer.money(sum),
        total = offer.money(total.value),
    );
    let mut diagnostic = RULE.at(total.span, message).label(msg!("declared here"));
    for (span, words) in parts(cx) {
        diagnostic = diagnostic.also(span, words);
    }
    diagnostic = ways_out(cx, total.value, difference).into_iter().fold(diagnostic, Diagnostic::help);
    if !amount_too_precise::is_below_the_unit(cx, sum) && !takes_shares(cx) {
        let text = offer.digits(sum);
        diagnostic = diagnostic
            .help(msg!("set `total: {text}`", text))
            .fix(Fix::unsafe_(msg!("set the total to the sum"), vec![Edit { span: total.span, text }]));
    }
    let gap = offer.money(difference.abs());
    found.push(diagnostic.note(if difference.is_negative() {
        msg!("{gap} too much; the buyer is billed exactly as scheduled", gap)
    } else {
        msg!("{gap} missing; the buyer is billed exactly as scheduled", gap)
    }));
}

/// Whether an entry bills a share of the total, so that changing the total changes the sum.
fn takes_shares(cx: &Context<'_>) -> bool {
    let is_share = |entry: &Entry| matches!(entry.amount().get(), Some(Portion::Share(_)));
    cx.offer.installments.get().into_iter().flatten().any(is_share)
}

/// Whether digits that the currency does not have can alone make up the gap: then there is nothing
/// wrong but those digits, which `amount-too-precise` reports.
fn is_below_the_unit(cx: &Context<'_>, total: Amount, gap: Amount) -> bool {
    let amounts = cx.schedule.installments.iter().filter_map(|installment| installment.amount);
    let odd =
        amounts.chain([total]).filter(|amount| amount_too_precise::is_below_the_unit(cx, *amount)).count();
    let unit = cx.offer.currency.get().map(Currency::minor_unit);
    unit.and_then(|unit| unit.times(odd)).is_some_and(|most| gap.abs() < most)
}

/// What the entries bill: all of them if there are only a few, else the largest.
fn parts(cx: &Context<'_>) -> Vec<(Span, Message)> {
    let entries = cx.offer.installments.get().map_or(&[][..], Vec::as_slice);
    let part = |(at, installments): (usize, Vec<&Installment>)| {
        let span = entries.get(at)?.span().first_line(cx.file.text());
        let sum = Amount::sum(installments.iter().filter_map(|installment| installment.amount))?;
        Some((sum, span, installments.len()))
    };
    let mut parts: Vec<_> = cx.schedule.by_entry(|_| true).into_iter().filter_map(part).collect();
    if parts.len() > 4 {
        let largest = parts.iter().copied().rev().max_by_key(|(sum, ..)| *sum);
        parts = largest.into_iter().collect();
    }
    let words = |(sum, span, count): (Amount, Span, usize)| {
        let installments = count!(count, "installment");
        (span, msg!("{installments}, {sum}", installments, sum = cx.offer.money(sum)))
    };
    parts.into_iter().map(words).collect()
}

/// What to change in the schedule so that it adds up to the total, the likeliest first.
fn ways_out(cx: &Context<'_>, total: Amount, difference: Amount) -> Vec<Message> {
    let entries = cx.offer.installments.get().map_or(&[][..], Vec::as_slice);
    let mut serial = entries.iter().enumerate().filter_map(series);
    let times = serial.clone().find_map(|(at, series)| other_times(cx, at, series, difference));
    let each = || serial.find_map(|(at, series)| other_each(cx, at, series, difference));
    let in_series = times.or_else(each);
    let ways: Vec<Message> = in_series.into_iter().chain(other_amount(cx, difference)).collect();
    if ways.is_empty() { remainder(cx, total).into_iter().collect() } else { ways }
}

fn series((at, entry): (usize, &Entry)) -> Option<(usize, &Series)> {
    match entry {
        Entry::Series(series) => Some((at, series)),
        Entry::Single(_) | Entry::Broken(_) => None,
    }
}

/// More or fewer installments of a series with a fixed amount, if the contract has room.
fn other_times(cx: &Context<'_>, at: usize, series: &Series, difference: Amount) -> Option<Message> {
    let (Portion::Fixed(each), times, None) =
        (series.amount.get()?, *series.times.get()?, series.raise.get())
    else {
        return None;
    };
    difference.rest_of(*each).filter(|rest| rest.is_zero())?;
    let more = difference.times_of(*each)?.to_i64()?;
    let now = u32::try_from(i64::from(times).checked_add(more)?).ok().filter(|now| *now > 0)?;
    if now < times {
        return Some(msg!("lower `times` to {now}", now));
    }
    let room = cx.limits.installments.checked_sub(cx.schedule.installments.len())?;
    let dates =
        dates_with(series, now as usize, cx.holidays).filter(|_| more <= i64::try_from(room).unwrap_or(0))?;
    let in_time = dates.last().is_some_and(|last| cx.contract.end.is_none_or(|end| *last < end));
    let others = cx.schedule.installments.iter().filter(|installment| installment.entry != at);
    let free = !others.map(|installment| installment.date).any(|date| dates.contains(&date));
    (in_time && free).then(|| msg!("raise `times` to {now}", now))
}

/// Another amount for each installment of a series with a fixed amount.
fn other_each(cx: &Context<'_>, at: usize, series: &Series, difference: Amount) -> Option<Message> {
    let (Portion::Fixed(each), None) = (series.amount.get()?, series.raise.get()) else { return None };
    let first = cx.schedule.installments.iter().find(|installment| installment.entry == at)?;
    let count = first.count;
    let more = difference.divided_exactly(count)?;
    let closed = each.plus(more).filter(|closed| fits(cx, *closed))?;
    Some(msg!(
        "set each of the {count} installments from {date} on to `amount: {amount}`",
        count,
        date = first.date,
        amount = cx.offer.digits(closed),
    ))
}

/// Another amount for the last entry that bills a written amount in one piece, or divides one.
fn other_amount(cx: &Context<'_>, difference: Amount) -> Option<Message> {
    let entries = cx.offer.installments.get()?;
    let closed = |installment: &Installment| {
        let entry = entries.get(installment.entry)?;
        let Portion::Fixed(amount) = entry.amount().get()? else { return None };
        let closed = amount.plus(difference)?;
        let (amount, date) = (cx.offer.digits(closed), installment.date);
        match entry {
            Entry::Single(_) if fits(cx, closed) => {
                Some(msg!("set the installment of {date} to `amount: {amount}`", date, amount))
            }
            Entry::Series(series) if series.amount.is_absent() && closed > Amount::ZERO => {
                Some(msg!("set `split: {amount}` in the series that ends on {date}", amount, date))
            }
            _ => None,
        }
    };
    cx.schedule.installments.iter().rev().find_map(closed)
}

/// Whether one installment may bill this amount.
fn fits(cx: &Context<'_>, amount: Amount) -> bool {
    let on_step = cx.offer.step().and_then(|step| amount.rest_of(step)).is_none_or(|over| over.is_zero());
    amount > Amount::ZERO && amount <= cx.limits.amount && on_step
}

/// The entry that bills most takes what the others leave.
fn remainder(cx: &Context<'_>, total: Amount) -> Option<Message> {
    let mut sums = cx.schedule.by_entry(|_| true).into_iter().filter_map(|(at, installments)| {
        Some((at, Amount::sum(installments.iter().filter_map(|installment| installment.amount))?))
    });
    let first = sums.next()?;
    let (at, own) = sums.fold(first, |most, next| if next.1 > most.1 { next } else { most });
    let others = cx.schedule.total()?.minus(own)?;
    let entry = cx.offer.installments.get()?.get(at)?;
    let key = if matches!(entry, Entry::Series(_)) { "split" } else { "amount" };
    (total > others).then(|| msg!("let the entry that bills most take what is left: `{key}: remainder`", key))
}
