//! The entries of a resold schedule: as the authorization writes them if that bills exactly the
//! marked-up amounts, else one by one.

use std::collections::{BTreeMap, BTreeSet};

use super::{ResellError, ResoldLine};
use crate::offer::{Amount, Entry, Field, Offer, Portion, Single};
use crate::schedule::{self, Charge, Holidays, Installment, Schedule};

/// The installments that one entry made, each with what the buyer pays.
type Marked<'s> = BTreeMap<usize, Vec<(&'s Installment, Amount)>>;

/// Writes what the buyer pays into the entries of the offer, which are still those of the
/// authorization; its total and rounding are already its own.
///
/// # Errors
/// When no list of entries bills these amounts.
pub(super) fn mark_up(
    made: &mut Offer,
    offer: &Offer,
    schedule: &Schedule,
    holidays: &Holidays,
    lines: &[ResoldLine],
) -> Result<(), ResellError> {
    let mut marked: Marked<'_> = BTreeMap::new();
    for (installment, line) in schedule.installments.iter().zip(lines) {
        marked.entry(installment.entry).or_default().push((installment, line.offered));
    }
    let own = offer.installments.get().map_or(&[][..], Vec::as_slice);
    // An entry that bills something else is written out, which may change what the others bill: a
    // remainder is what they leave. Each iteration writes one out or ends.
    let mut written_out: BTreeSet<usize> = BTreeSet::new();
    loop {
        let mut entries: Vec<(usize, Entry)> = Vec::new();
        for (at, entry) in own.iter().enumerate() {
            let Some(parts) = marked.get(&at) else { continue };
            match written_out.contains(&at) {
                true => entries.extend(singles(offer, parts).map(|single| (at, single))),
                false => entries.push((at, keep(entry, parts)?)),
            }
        }
        let from: Vec<usize> = entries.iter().map(|(at, _)| *at).collect();
        made.installments = entries.into_iter().map(|(_, entry)| entry).collect::<Vec<_>>().into();
        let wrong = wrong(schedule::whole(made, holidays), &from, &marked);
        let before = written_out.len();
        written_out.extend(wrong.iter().copied());
        if wrong.is_empty() {
            break;
        }
        if written_out.len() == before {
            return Err(ResellError::NotWritable);
        }
    }
    if !written_out.is_empty() && !in_order(&marked) {
        let all = schedule.installments.iter().zip(lines);
        let all: Vec<(&Installment, Amount)> = all.map(|(one, line)| (one, line.offered)).collect();
        made.installments = singles(offer, &all).collect::<Vec<_>>().into();
    }
    Ok(())
}

/// The entry with the same dates, and the amount that each of its installments, or all of them, now
/// bill.
fn keep(entry: &Entry, parts: &[(&Installment, Amount)]) -> Result<Entry, ResellError> {
    let mut entry = entry.clone();
    let first = parts.first().map(|(_, amount)| *amount).ok_or(ResellError::TooLarge)?;
    match &mut entry {
        Entry::Single(single) if is_fixed(&single.amount) => single.amount = Portion::Fixed(first).into(),
        Entry::Series(series) if is_fixed(&series.amount) => series.amount = Portion::Fixed(first).into(),
        Entry::Series(series) if is_fixed(&series.split) => {
            let sum = Amount::sum(parts.iter().map(|(_, amount)| *amount)).ok_or(ResellError::TooLarge)?;
            series.split = Portion::Fixed(sum).into();
        }
        // Of the new total.
        Entry::Single(_) | Entry::Series(_) | Entry::Broken(_) => {}
    }
    Ok(entry)
}

fn is_fixed(amount: &Field<Portion>) -> bool {
    matches!(amount.get(), Some(Portion::Fixed(_)))
}

fn singles(offer: &Offer, parts: &[(&Installment, Amount)]) -> impl Iterator<Item = Entry> {
    parts.iter().map(|(installment, amount)| {
        let single = Single::new(installment.date, Portion::Fixed(*amount));
        let (note, purchase_order) = (installment.note(offer), installment.purchase_order(offer));
        Entry::Single(Single { note: note.into(), purchase_order: purchase_order.into(), ..single })
    })
}

/// The authorization's entries for which the new schedule does not bill the marked-up amounts; all of
/// them if it cannot be computed.
fn wrong(schedule: Option<Schedule>, from: &[usize], marked: &Marked<'_>) -> Vec<usize> {
    let Some(schedule) = schedule else { return marked.keys().copied().collect() };
    let mut billed: BTreeMap<usize, Vec<Charge>> = BTreeMap::new();
    for installment in &schedule.installments {
        if let (Some(at), Some(amount)) = (from.get(installment.entry), installment.amount) {
            billed.entry(*at).or_default().push((installment.date, amount));
        }
    }
    let differs = |(at, parts): &(&usize, &Vec<(&Installment, Amount)>)| {
        let wanted: Vec<Charge> = parts.iter().map(|(one, amount)| (one.date, *amount)).collect();
        billed.get(at) != Some(&wanted)
    };
    marked.iter().filter(differs).map(|(at, _)| *at).collect()
}

/// Whether each entry ends before the next one begins.
fn in_order(marked: &Marked<'_>) -> bool {
    let mut dates = marked.values().flatten().map(|(installment, _)| installment.date);
    let mut last = dates.next();
    dates.all(|date| {
        let right = last <= Some(date);
        last = Some(date);
        right
    })
}
