//! Rows of a table as entries of an offer: one by one, or as series where those bill the same.

use chrono::NaiveDate;

use crate::offer::table::PlanRow;
use crate::offer::{Amount, Entry, Field, Offer, Portion, Share, parse_percent};
use crate::schedule::{self, Charge, Holidays};

/// The entries for the rows, in their order. `of` has the currency, total and rounding of the offer;
/// `explicit` is whether every installment is an entry of its own.
///
/// A run of rows with one note and one purchase order becomes series wherever equal amounts, or equal
/// shares of the total, stand at regular dates. They are expanded again: where a date, an amount, a note
/// or a purchase order would differ, every row is an entry of its own.
pub(super) fn entries(rows: &[PlanRow], of: &Offer, explicit: bool) -> Vec<Entry> {
    let singles: Vec<Entry> = rows.iter().map(PlanRow::entry).collect();
    let beside = |row: &PlanRow| {
        (row.note.clone(), row.purchase_order.clone(), matches!(row.portion, Portion::Share(_)))
    };
    let runs = rows.chunk_by(|one, other| beside(one) == beside(other));
    let series = (!explicit).then(|| runs.map(|run| of_run(run, of)).collect::<Option<Vec<_>>>()).flatten();
    match series.map(|series| series.concat()) {
        Some(series)
            if billed(&series, of).is_some_and(|billed_so| Some(billed_so) == billed(&singles, of)) =>
        {
            series
        }
        _ => singles,
    }
}

/// The entries of rows that are all amounts or all shares, and have one note and one purchase order.
fn of_run(run: &[PlanRow], of: &Offer) -> Option<Vec<Entry>> {
    let first = run.first()?;
    let shares = matches!(first.portion, Portion::Share(_));
    let number = |portion: &Portion| match portion {
        Portion::Fixed(amount) => Some(*amount),
        Portion::Share(share) => Amount::parse(share.words().strip_suffix('%')?).ok(),
        Portion::Remainder => None,
    };
    let charges: Option<Vec<Charge>> =
        run.iter().map(|row| Some((row.date, number(&row.portion)?))).collect();
    // What rounding leaves of a split is a part of an amount, never of a share.
    let currency = of.currency.get().copied().filter(|_| !shares);
    let mut entries = schedule::entries(&charges?, currency);
    for entry in &mut entries {
        let (note, purchase_order, amount) = match entry {
            Entry::Single(single) => (&mut single.note, &mut single.purchase_order, &mut single.amount),
            Entry::Series(series) => (&mut series.note, &mut series.purchase_order, &mut series.amount),
            Entry::Broken(_) => return None,
        };
        (*note, *purchase_order) = (first.note.clone().into(), first.purchase_order.clone().into());
        if shares && let Some(Portion::Fixed(percent)) = amount.get() {
            *amount = Portion::Share(share(*percent)?).into();
        }
    }
    Some(entries)
}

fn share(percent: Amount) -> Option<Share> {
    parse_percent(&format!("{percent}%")).ok()
}

/// What an invoice says: its day and amount, its note and its purchase order.
type InvoiceLine = (NaiveDate, Option<Amount>, Option<String>, Option<String>);

/// What the entries bill, in the order of the days.
fn billed(entries: &[Entry], of: &Offer) -> Option<Vec<InvoiceLine>> {
    let offer = Offer { installments: Field::from(entries.to_vec()), ..of.clone() };
    let schedule = schedule::whole(&offer, &Holidays::default())?;
    let installments = schedule.installments.iter();
    Some(
        installments
            .map(|one| (one.date, one.amount, one.note(&offer), one.purchase_order(&offer)))
            .collect(),
    )
}
