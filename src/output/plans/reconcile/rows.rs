//! The rows of a comparison as tables: one for each list and currency, grouped by offer, worst first.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::{ListRow, ReconcileView, columns, name_of};
use crate::offer::{Amount, Currency};
use crate::output::plans::grid::{Columns, Grid};
use crate::output::plans::sheet::{Cell, Look, Row, Sheet};
use crate::reconcile::{ComparedRow, MatchKind};
use crate::text::message::{Message, msg};

/// How the rows of an offer are told from those of another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Layout {
    /// Each row names its offer and buyer.
    List,
    /// A heading over them does, so that the amounts stand beside the outcome.
    Page,
}

/// The tables of the compared rows, then the one of those that are not compared.
pub(super) fn sheets(shown: ReconcileView<'_>, layout: Layout) -> Vec<Sheet> {
    let result = shown.result;
    let mut sheets = Vec::new();
    for (listing, rows) in [(false, &result.billed), (true, &result.listed)] {
        let compared = || shown.rows(rows).filter(|row| row.outcome.is_compared());
        let currencies: BTreeSet<Currency> = compared().map(|row| row.currency).collect();
        for currency in &currencies {
            let name = match listing {
                false if result.cash => msg!("Paid out, {currency}", currency),
                false => msg!("Billed, {currency}", currency),
                true => msg!("Listed, {currency}", currency),
            };
            let rows = compared().filter(|row| row.currency == *currency).collect();
            sheets.push(sheet(shown, layout, name, worst_first(rows)));
        }
    }
    let open = || result.billed.iter().filter(|row| !row.outcome.is_compared());
    let currencies: BTreeSet<Currency> = open().map(|row| row.currency).collect();
    for currency in currencies.iter().filter(|_| !shown.differences) {
        let name = msg!("Not compared, {currency}", currency);
        let rows: Vec<&ComparedRow> = open().filter(|row| row.currency == *currency).collect();
        let silent = rows.iter().all(|row| row.remark.is_empty());
        let mut sheet = sheet(shown, layout, name, by_offer(rows));
        let empty = ["invoiced", "billed", "paid out", "paid", "gross", "fee", "difference", "explained"];
        let empty = empty.into_iter();
        empty.chain(silent.then_some("remark")).for_each(|title| sheet.drop_column(title));
        sheets.push(sheet);
    }
    sheets
}

/// The rows of each offer and buyer, in order.
fn by_offer(rows: Vec<&ComparedRow>) -> Vec<Vec<&ComparedRow>> {
    type OfferKey<'r> = (usize, Option<&'r str>, Option<&'r str>);
    let mut groups: BTreeMap<OfferKey<'_>, Vec<&ComparedRow>> = BTreeMap::new();
    for row in rows {
        let line = row.billed.as_ref().map(|billed| &billed.line).filter(|_| row.deal.is_none());
        let id = line.and_then(|line| line.offer.as_deref().or(line.agreement.as_deref()));
        let key = (row.deal.unwrap_or(usize::MAX), id, row.buyer.as_deref());
        groups.entry(key).or_default().push(row);
    }
    groups.into_values().collect()
}

/// The rows of each offer and buyer. Offers go by their largest difference, rows by their own; those with
/// a known reason come after those without, and what differs only in its day before what agrees.
fn worst_first(rows: Vec<&ComparedRow>) -> Vec<Vec<&ComparedRow>> {
    let weight = |row: &&ComparedRow| {
        let size = row.difference().map(Amount::abs).unwrap_or_default();
        let days = row.days().filter(|_| row.outcome.differs()).map(i64::unsigned_abs);
        (Reverse(row.is_open()), Reverse(size), Reverse(row.outcome.differs()), Reverse(days))
    };
    let mut groups = by_offer(rows);
    groups.iter_mut().for_each(|group| group.sort_by_key(weight));
    groups.sort_by_key(|group| group.first().map(weight));
    groups
}

/// A table of rows of one currency, with the sum of each offer, if there are several, and of all.
fn sheet(shown: ReconcileView<'_>, layout: Layout, name: Message, groups: Vec<Vec<&ComparedRow>>) -> Sheet {
    let explained = groups.iter().flatten().any(|row| row.explained.is_some());
    let grid = match layout {
        Layout::List => columns(shown),
        Layout::Page => page_columns(shown, explained),
    };
    let mut sheet = grid.sheet(name, []);
    let all: Vec<&ComparedRow> = groups.iter().flatten().copied().collect();
    for rows in &groups {
        let [first, ..] = rows.as_slice() else { continue };
        let (offer, buyer) = (Cell::text(name_of(shown.deals, first)), first.buyer.as_deref());
        if layout == Layout::Page {
            sheet.rows.push(heading(&offer, buyer, sheet.columns.len()));
        }
        let lines = rows.iter().map(|row| ("", *row));
        let mut lines = grid.sheet(Message::default(), lines).rows;
        for (line, row) in lines.iter_mut().zip(rows) {
            line.look = look(row);
        }
        sheet.rows.append(&mut lines);
        if groups.len() > 1 {
            let buyer = buyer.map_or(Cell::Empty, Cell::text);
            let named = [("outcome", Cell::Words("subtotal")), ("offer", offer), ("buyer", buyer)];
            sheet.add_subtotal(&[&named[..], &amounts(shown, rows)].concat());
        }
    }
    sheet.add_total(&[&[("outcome", Cell::Words("total"))][..], &amounts(shown, &all)].concat());
    sheet
}

/// The name of an offer and its buyer over their rows.
fn heading(offer: &Cell, buyer: Option<&str>, width: usize) -> Row {
    let words = match (offer, buyer) {
        (Cell::Empty, Some(buyer)) => msg!("buyer {buyer}", buyer),
        (Cell::Empty, None) => msg!("neither offer nor buyer"),
        (offer, Some(buyer)) => msg!("{offer}, buyer {buyer}", offer = offer.words(), buyer),
        (offer, None) => Message::verbatim(offer.words()),
    };
    let mut cells = vec![Cell::Empty; width.max(1)];
    cells.iter_mut().take(1).for_each(|cell| *cell = Cell::message(words.clone()));
    Row { look: Look::Heading, ..Row::item(cells) }
}

/// The sums of rows of one currency, by the titles of their columns.
fn amounts(shown: ReconcileView<'_>, rows: &[&ComparedRow]) -> Vec<(&'static str, Cell)> {
    let Some(first) = rows.first() else { return Vec::new() };
    let sum = |of: &dyn Fn(&ComparedRow) -> Option<Amount>| {
        let amounts = rows.iter().filter_map(|row| of(row));
        Amount::sum(amounts).map_or(Cell::Words("too large"), |sum| Cell::Sum(sum, first.currency))
    };
    vec![
        ("planned", sum(&ComparedRow::planned)),
        (shown.had(), sum(&|row| row.billed.as_ref().map(|billed| billed.signed()))),
        ("difference", sum(&ComparedRow::difference)),
    ]
}

/// What a page has of each row under the heading of its offer: the amounts beside the outcome, where a
/// narrow screen shows them too; a day that repeats the one before it is folded away.
fn page_columns<'a>(shown: ReconcileView<'a>, explained: bool) -> Grid<'a, ListRow<'a>> {
    let cash = shown.result.cash;
    let c = Columns::<ListRow<'_>>::of();
    let invoiced = |(_, row): &ListRow<'a>| match (&row.billed, row.due) {
        (Some(billed), Some(due)) if due.day() == Some(billed.line.date) => Cell::Words("same day"),
        (Some(billed), _) => Cell::Date(billed.line.date),
        (None, _) => Cell::Empty,
    };
    let billed = |(_, row): &ListRow<'a>| row.billed.as_ref().map(|b| (b.signed(), row.currency));
    Grid::new([
        c.people("outcome", |(_, row)| Cell::Words(row.outcome.words())),
        c.people("difference", |(_, row)| row.difference().map(|amount| (amount, row.currency))),
        c.people("planned", |(_, row)| row.planned().map(|amount| (amount, row.currency))),
        c.people(shown.had(), billed),
        c.people("gross", |(_, row)| Some((row.billed.as_ref()?.gross_and_fee()?.0, row.currency)))
            .only_if(cash),
        c.people("fee", |(_, row)| Some((row.billed.as_ref()?.gross_and_fee()?.1, row.currency)))
            .only_if(cash),
        c.people("#", |(_, row)| row.due.map(|due| due.number)),
        c.people("expected", |(_, row)| row.due.and_then(|due| due.day())),
        c.people(if cash { "paid out" } else { "invoiced" }, invoiced),
        c.people("remark", |(_, row)| row.remark.clone()),
        c.people("explained", |(_, row)| row.explained.as_deref()).seen_if(explained),
    ])
}

/// How a row stands out.
fn look(row: &ComparedRow) -> Look {
    match row.outcome {
        _ if row.explained.is_some() => Look::Explained,
        MatchKind::Late | MatchKind::Early => Look::Off,
        outcome if outcome.differs() => Look::Wrong,
        _ => Look::Plain,
    }
}
