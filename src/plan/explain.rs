//! Explains one installment: which entry, which date rule, which rounding.

use crate::offer::{Entry, Offer, Portion, Series};
use crate::schedule::{AmountOrigin, DateOrigin, Installment, Schedule};

use super::Plan;
use crate::text::message::{Message, msg};

/// How invoice `number` (from 1) was derived, line by line: pairs of a heading and its text. `None` if
/// the plan has no such invoice.
pub fn explain(
    plan: &Plan,
    offer: &Offer,
    schedule: &Schedule,
    number: usize,
) -> Option<Vec<(Message, Message)>> {
    let invoice = plan.invoices.iter().find(|invoice| invoice.number == number)?;
    let same = |i: &&Installment| {
        i.entry + 1 == invoice.entry && i.position == invoice.position && i.amount.is_some()
    };
    let installment = schedule.installments.iter().find(same)?;
    let entry = offer.installments.get()?.get(installment.entry)?;
    let (count, amount) = (plan.invoices.len(), offer.money(invoice.amount));
    let mut lines = vec![
        (msg!("invoice"), msg!("{number} of {count}, {amount}", number, count, amount)),
        (msg!("entry"), entry_words(installment, entry)),
        (msg!("date"), date_words(installment, entry)),
        (msg!("amount"), amount_words(offer, installment, entry)),
    ];
    let (day, scheduled) = (invoice.invoice_date, invoice.scheduled_date);
    let issued = match day > scheduled {
        true => {
            msg!("{day} on acceptance: the scheduled day, {scheduled}, has passed by then", day, scheduled)
        }
        false => msg!("{day}, 00:00 UTC", day),
    };
    lines.push((msg!("issued"), issued));
    if let Some(ended) = plan.ended.filter(|_| !invoice.expected) {
        lines.push((msg!("expected"), msg!("no: the agreement ended on {ended}", ended = ended.words())));
    }
    let due = match invoice.due_date {
        Some(due) => {
            let days = due.signed_duration_since(day).num_days();
            msg!("{due}, {days} days after the invoice", due, days)
        }
        None => msg!("not known: neither the offer nor the account register says the payment terms"),
    };
    lines.push((msg!("due"), due));
    Some(lines)
}

fn entry_words(installment: &Installment, entry: &Entry) -> Message {
    let number = installment.entry + 1;
    match entry {
        Entry::Series(_) => {
            let (position, count) = (installment.position, installment.count);
            msg!("{number}, a series: installment {position} of {count}", number, position, count)
        }
        Entry::Single(_) | Entry::Broken(_) => msg!("{number}, a single installment", number),
    }
}

fn date_words(installment: &Installment, entry: &Entry) -> Message {
    let day = installment.date;
    let DateOrigin::Series { step, .. } = installment.date_origin else {
        return msg!("{day}, as written", day);
    };
    let Entry::Series(series) = entry else { return Message::verbatim(day) };
    let anchor = series.first.get().map_or(String::new(), ToString::to_string);
    let unmoved = match installment.date_origin {
        DateOrigin::Series { moved_from: Some((from, _)), .. } => from,
        _ => day,
    };
    let words = match step {
        0 if series.first.get() != Some(&unmoved) => {
            msg!("{day}, in the month of the anchor {anchor}", day, anchor)
        }
        0 => msg!("{day}, the first of the series", day),
        1 => msg!("{day}, 1 period after the anchor {anchor}", day, anchor),
        step => msg!("{day}, {step} periods after the anchor {anchor}", day, step, anchor),
    };
    match installment.date_origin.words() {
        Some(why) => msg!("{words}; {why}", words, why),
        None => words,
    }
}

fn amount_words(offer: &Offer, installment: &Installment, entry: &Entry) -> Message {
    let words = installment.amount_origin.words(offer, installment.position, installment.count);
    match (installment.amount_origin, entry) {
        (AmountOrigin::Split { .. }, Entry::Series(series)) => split_words(words, offer, series),
        (AmountOrigin::Share(_), _) => {
            let Some(Portion::Share(share)) = entry.amount().get() else { return words };
            let total = offer.total_due().map_or(String::new(), |total| offer.money(total));
            let share = share.words();
            msg!("{words}; {share} of {total}, rounded down to the step", words, share, total)
        }
        (AmountOrigin::Raised { .. }, Entry::Series(series)) => {
            let Some((first, raise)) = series.amount.get().zip(series.raise.get()) else { return words };
            let first = match first {
                Portion::Fixed(first) => Message::verbatim(offer.money(*first)),
                Portion::Share(share) => msg!("{share} of the total", share = share.words()),
                Portion::Remainder => Message::default(),
            };
            msg!(
                "{words}; {first} raised by {percent} after each {every} installments, rounded half-up to the step",
                words,
                first,
                percent = raise.percent.words(),
                every = raise.every
            )
        }
        _ => words,
    }
}

/// How a series is divided, after `words` for what is divided.
fn split_words(words: Message, offer: &Offer, series: &Series) -> Message {
    let weights = match (series.weights.get(), series.raise.get()) {
        (Some(_), _) => msg!("by its weights"),
        (None, Some(raise)) => msg!(
            "each block of {every} {percent} over the one before",
            every = raise.every,
            percent = raise.percent.words()
        ),
        (None, None) => msg!("in equal shares"),
    };
    msg!(
        "{words}; divided {weights}, each rounded down to {step}, leftover rule `{rule}`",
        words,
        weights,
        step = offer.step().map_or(String::new(), |step| offer.money(step)),
        rule = offer.leftover().word()
    )
}
