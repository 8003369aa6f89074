//! The sums of a comparison: of each outcome and currency, and of all that is compared.

use std::cmp::Reverse;

use super::{ReconcileView, lists};
use crate::offer::Money;
use crate::output::plans::grid::{Columns, Grid};
use crate::output::plans::sheet::{Cell, Look, Sheet};
use crate::reconcile::{MatchKind, Sum};
use crate::text::message::msg;

/// A sum with its list.
pub(super) type ListSum<'a> = (&'static str, &'a Sum);

/// The columns of a sum. Tables say the list only if there are several, and what is explained only if
/// something is.
pub(super) fn columns<'a>(shown: ReconcileView<'_>, all: &[ListSum<'_>]) -> Grid<'a, ListSum<'a>> {
    let c = Columns::<ListSum<'_>>::of();
    let several = all.iter().any(|(list, _)| Some(list) != all.first().map(|(first, _)| first));
    let explained = all.iter().any(|(_, sum)| sum.explained > 0);
    let (cash, had) = (shown.result.cash, shown.had());
    Grid::new([
        c.named("list", move |(list, _)| Cell::Words(if cash { "paid" } else { list }))
            .titled("list")
            .seen_if(several),
        c.named("outcome", |(_, sum)| sum.outcome.map(|outcome| Cell::Words(outcome.words())))
            .titled("outcome")
            .if_given(),
        c.people("rows", |(_, sum)| sum.count),
        c.named("currency", |(_, sum)| sum.planned.currency.to_string()).titled("currency"),
        c.named("count", |(_, sum)| sum.count),
        c.named("planned", |(_, sum)| sum.planned).titled("planned"),
        c.named(had, |(_, sum)| sum.billed).titled(had),
        c.named("difference", |(_, sum)| sum.difference).titled("difference"),
        c.named("explained", |(_, sum)| sum.explained)
            .seen_as("explained", |(_, sum)| Some(sum.explained).filter(|count| *count > 0))
            .seen_if(explained),
        c.named("unexplained", |(_, sum)| sum.unexplained).titled("unexplained").seen_if(explained),
    ])
}

/// The table of the sums: of each list and currency the outcomes, the largest difference first, and their
/// total; then what is not compared.
pub(super) fn sheet(shown: ReconcileView<'_>) -> Sheet {
    let (billed, listed) = shown.sums;
    let mut all: Vec<ListSum<'_>> = lists(billed, listed).collect();
    let size = |sum: &Sum| sum.difference.map(|money| money.amount.abs()).unwrap_or_default();
    all.sort_by_key(|(list, sum)| {
        let total = sum.outcome.is_none();
        let agrees = sum.outcome.is_some_and(|outcome| !outcome.differs());
        let currency = sum.planned.currency;
        (sum.difference.is_none(), *list, currency, total, Reverse(size(sum)), agrees, sum.outcome)
    });
    let grid = columns(shown, &all);
    let mut sheet = grid.sheet(msg!("Outcomes"), []);
    for (list, sum) in all {
        if sum.outcome.is_none() {
            let cell = |money: Option<Money>| {
                money.map_or(Cell::Empty, |money| Cell::Sum(money.amount, money.currency))
            };
            sheet.add_subtotal(&[
                ("list", Cell::Words(list)),
                ("outcome", Cell::Words("total")),
                ("rows", Cell::count(sum.count)),
                ("currency", Cell::text(sum.planned.currency.code())),
                ("planned", cell(Some(sum.planned))),
                (shown.had(), cell(Some(sum.billed))),
                ("difference", cell(sum.difference)),
                ("explained", Cell::count(sum.explained)),
                ("unexplained", cell(sum.unexplained)),
            ]);
            continue;
        }
        let mut rows = grid.sheet(msg!("Outcomes"), [(list, sum)]).rows;
        rows.iter_mut().for_each(|row| row.look = look(sum));
        sheet.rows.append(&mut rows);
    }
    sheet
}

/// How the sum of an outcome stands out.
fn look(sum: &Sum) -> Look {
    match sum.outcome {
        Some(outcome) if !outcome.differs() => Look::Plain,
        _ if sum.explained == sum.count => Look::Explained,
        Some(MatchKind::Late | MatchKind::Early) => Look::Off,
        _ => Look::Wrong,
    }
}
