//! Explains one installment: which entry, which date rule, which rounding.

use crate::offer::{Entry, Offer, Portion, Series};
use crate::schedule::{AmountOrigin, DateOrigin, Installment, Schedule};

use super::Plan;

/// How invoice `number` (from 1) was derived, line by line: pairs of a heading and its text. `None` if
/// the plan has no such invoice.
pub fn explain(
    plan: &Plan,
    offer: &Offer,
    schedule: &Schedule,
    number: usize,
) -> Option<Vec<(String, String)>> {
    let invoice = plan.invoices.iter().find(|invoice| invoice.number == number)?;
    let same = |i: &&Installment| {
        i.entry + 1 == invoice.entry && i.position == invoice.position && i.amount.is_some()
    };
    let installment = schedule.installments.iter().find(same)?;
    let entry = offer.installments.get()?.get(installment.entry)?;
    let mut lines = vec![
        (
            "invoice".to_owned(),
            format!("{number} of {}, {}", plan.invoices.len(), offer.money(invoice.amount)),
        ),
        ("entry".to_owned(), entry_words(installment, entry)),
        ("date".to_owned(), date_words(installment, entry)),
        ("amount".to_owned(), amount_words(offer, installment, entry)),
    ];
    lines.push((
        "issued".to_owned(),
        if invoice.invoice_date > invoice.scheduled_date {
            format!(
                "{} on acceptance: the scheduled day, {}, has passed by then",
                invoice.invoice_date, invoice.scheduled_date
            )
        } else {
            format!("{}, 00:00 UTC", invoice.invoice_date)
        },
    ));
    if let Some(ended) = plan.ended.filter(|_| !invoice.expected) {
        let why = format!("no: the agreement ended on {}", ended.words());
        lines.push(("expected".to_owned(), why));
    }
    lines.push((
        "due".to_owned(),
        match invoice.due_date {
            Some(due) => {
                let days = due.signed_duration_since(invoice.invoice_date).num_days();
                format!("{due}, {days} days after the invoice")
            }
            None => "not known: neither the offer nor the account register says the payment terms".to_owned(),
        },
    ));
    Some(lines)
}

fn entry_words(installment: &Installment, entry: &Entry) -> String {
    let number = installment.entry + 1;
    match entry {
        Entry::Series(_) => {
            format!("{number}, a series: installment {} of {}", installment.position, installment.count)
        }
        Entry::Single(_) | Entry::Broken(_) => format!("{number}, a single installment"),
    }
}

fn date_words(installment: &Installment, entry: &Entry) -> String {
    let DateOrigin::Series { step, .. } = installment.date_origin else {
        return format!("{}, as written", installment.date);
    };
    let Entry::Series(series) = entry else { return installment.date.to_string() };
    let anchor = series.first.get().map_or(String::new(), ToString::to_string);
    let unmoved = match installment.date_origin {
        DateOrigin::Series { moved_from: Some((from, _)), .. } => from,
        _ => installment.date,
    };
    let mut words = match step {
        0 if series.first.get() != Some(&unmoved) => {
            format!("{}, in the month of the anchor {anchor}", installment.date)
        }
        0 => format!("{}, the first of the series", installment.date),
        1 => format!("{}, 1 period after the anchor {anchor}", installment.date),
        step => format!("{}, {step} periods after the anchor {anchor}", installment.date),
    };
    let why = installment.date_origin.words();
    if !why.is_empty() {
        words.push_str("; ");
        words.push_str(&why);
    }
    words
}

fn amount_words(offer: &Offer, installment: &Installment, entry: &Entry) -> String {
    let mut words = installment.amount_origin.words(offer, installment.position, installment.count);
    if let (AmountOrigin::Split { .. }, Entry::Series(series)) = (installment.amount_origin, entry) {
        words.push_str(&split_words(offer, series));
    }
    if let (AmountOrigin::Share(_), Some(Portion::Share(share))) =
        (installment.amount_origin, entry.amount().get())
    {
        let total = offer.total_due().map_or(String::new(), |total| offer.money(total));
        words.push_str(&format!("; {} of {total}, rounded down to the step", share.words()));
    }
    if let (AmountOrigin::Raised { .. }, Entry::Series(series)) = (installment.amount_origin, entry)
        && let (Some(first), Some(raise)) = (series.amount.get(), series.raise.get())
    {
        let first = match first {
            Portion::Fixed(first) => offer.money(*first),
            Portion::Share(share) => format!("{} of the total", share.words()),
            Portion::Remainder => String::new(),
        };
        words.push_str(&format!(
            "; {first} raised by {} after each {} installments, rounded half-up to the step",
            raise.percent.words(),
            raise.every
        ));
    }
    words
}

fn split_words(offer: &Offer, series: &Series) -> String {
    let weights = match (series.weights.get(), series.raise.get()) {
        (Some(_), _) => "by its weights".to_owned(),
        (None, Some(raise)) => {
            format!("each block of {} {} over the one before", raise.every, raise.percent.words())
        }
        (None, None) => "in equal shares".to_owned(),
    };
    let step = offer.step().map_or(String::new(), |step| offer.money(step));
    format!("; divided {weights}, each rounded down to {step}, leftover rule `{}`", offer.leftover().word())
}
