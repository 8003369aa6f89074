//! The installments of a replacement: the pending ones on their days, and what is added.

use chrono::NaiveDate;

use super::{AmendError, Amendment, Invoiced, NewValue};
use crate::offer::{Amount, Currency, Entry, Leftover, Offer, Portion, Single};
use crate::plan::Invoice;
use crate::schedule::{self, Charge, split};

/// One installment of the replacement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct CarriedLine {
    pub(super) date: NaiveDate,
    pub(super) amount: Amount,
    /// The entry of the old offer that it is carried over from; `None` if it is added.
    from: Option<usize>,
    note: Option<String>,
    purchase_order: Option<String>,
}

/// Every installment in the order of the dates: the pending ones, and `added` in equal parts.
///
/// # Errors
/// When there is nothing to bill, or no day to bill it on.
pub(super) fn lines(
    offer: &Offer,
    pending: &[&Invoice],
    added: Amount,
    wishes: &Amendment,
    release: NaiveDate,
) -> Result<Vec<CarriedLine>, AmendError> {
    let carried = |invoice: &&Invoice| CarriedLine {
        date: invoice.invoice_date,
        amount: invoice.amount,
        from: Some(invoice.entry),
        note: invoice.note.clone(),
        purchase_order: invoice.purchase_order.clone(),
    };
    let mut lines: Vec<CarriedLine> = pending.iter().map(carried).collect();
    let days = match &wishes.invoiced {
        Invoiced::WithPending => lines.iter().map(|line| line.date).collect(),
        Invoiced::AtOnce => vec![release],
        Invoiced::On(days) => {
            let mut days = days.clone();
            days.sort_unstable();
            days.dedup();
            days
        }
    };
    if added.is_zero() {
        return match lines.is_empty() {
            true => Err(AmendError::NothingToBill { on: wishes.on }),
            false => Ok(lines),
        };
    }
    if days.is_empty() {
        let total = matches!(wishes.value, NewValue::Total(_));
        return Err(AmendError::NoDays { on: wishes.on, total });
    }
    let step = offer.step().ok_or(AmendError::NoCurrency)?;
    let parts = split(added, step, days.len(), None, Leftover::Last).ok_or(AmendError::TooLarge)?.parts;
    for (day, part) in days.into_iter().zip(parts) {
        match lines.iter_mut().find(|line| line.date == day) {
            Some(line) => line.amount = line.amount.plus(part).ok_or(AmendError::TooLarge)?,
            None if part.is_zero() => {}
            None => {
                let note = (wishes.invoiced == Invoiced::AtOnce).then(|| "Increase on acceptance".to_owned());
                let note = note.or(Some("Increase".to_owned()));
                lines.push(CarriedLine { date: day, amount: part, from: None, note, purchase_order: None });
            }
        }
    }
    lines.sort_by_key(|line| line.date);
    Ok(lines)
}

/// The lines as entries; consecutive lines of one old entry with equal amounts at regular dates become a
/// series again.
pub(super) fn entries(lines: &[CarriedLine], currency: Currency) -> Vec<Entry> {
    let mut entries = Vec::new();
    for run in lines.chunk_by(|one, next| one.from == next.from) {
        let charges: Vec<Charge> = run.iter().map(|line| (line.date, line.amount)).collect();
        let mut rest = run;
        for mut entry in schedule::entries(&charges, Some(currency)) {
            let count = match &entry {
                Entry::Series(series) => series.times.get().map_or(1, |times| *times as usize),
                Entry::Single(_) | Entry::Broken(_) => 1,
            };
            let (own, after) = rest.split_at_checked(count).unwrap_or((rest, &[]));
            rest = after;
            // The lines of one entry have one purchase order.
            let order = own.first().and_then(|line| line.purchase_order.clone()).into();
            match &mut entry {
                Entry::Series(series) => (series.note, series.purchase_order) = (common(own).into(), order),
                Entry::Single(single) => {
                    single.note = own.first().and_then(|line| line.note.clone()).into();
                    single.purchase_order = order;
                }
                Entry::Broken(_) => {}
            }
            entries.push(entry);
        }
    }
    entries
}

/// Each line as a single entry.
pub(super) fn singles(lines: &[CarriedLine]) -> Vec<Entry> {
    let single = |line: &CarriedLine| {
        let single = Single::new(line.date, Portion::Fixed(line.amount));
        let (note, purchase_order) = (line.note.clone().into(), line.purchase_order.clone().into());
        Entry::Single(Single { note, purchase_order, ..single })
    };
    lines.iter().map(single).collect()
}

/// The note of a series: the common one, or their number if the old ones were numbered.
fn common(lines: &[CarriedLine]) -> Option<String> {
    let first = lines.first()?;
    match lines.iter().all(|line| line.note == first.note) {
        true => first.note.clone(),
        false => Some("Carried over, {n} of {count}".to_owned()),
    }
}
