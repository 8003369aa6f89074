//! Which cells a total adds up, so that its formula gives the value on the sheet.

use rust_xlsxwriter::utility::cell_range;
use rust_xlsxwriter::{ColNum, RowNum};

use super::number;
use crate::offer::{Amount, Currency};
use crate::output::plans::sheet::{Cell, Sheet};

/// The most ranges of one sum. Source: Microsoft Support, SUM function, up to 255 numbers.
const MOST_RANGES: usize = 255;

/// The runs of rows, counted from the first, that the sum in this column and row adds up: those below
/// the sum above it, else all above it. `None` if neither gives its value, or if one of them is not a
/// number in the file: then a formula would be wrong.
pub(super) fn addends(sheet: &Sheet, column: usize, row: usize) -> Option<Vec<(usize, usize)>> {
    let cells = || sheet.rows.iter().take(row).map(|row| row.cells.get(column).unwrap_or(&Cell::Empty));
    let Some(Cell::Sum(value, currency)) = sheet.rows.get(row)?.cells.get(column) else { return None };
    let last_sum = cells().rposition(|cell| matches!(cell, Cell::Sum(..)));
    let starts = [last_sum.map_or(0, |at| at + 1), 0];
    starts.into_iter().find_map(|start| {
        let cells: Vec<(usize, &Cell)> = cells().enumerate().skip(start).collect();
        let amounts = || cells.iter().filter_map(|(_, cell)| amount(cell, *currency));
        let true_sum = Amount::sum(amounts()) == Some(*value) && amounts().all(|a| number(a).is_some());
        true_sum.then(|| runs(&cells, *currency)).filter(|runs| (1..=MOST_RANGES).contains(&runs.len()))
    })
}

/// The formula of a sum over these rows, the first of which is row `first` of the sheet.
pub(super) fn formula(runs: &[(usize, usize)], first: RowNum, column: ColNum) -> String {
    let row = |at: usize| first.saturating_add(RowNum::try_from(at).unwrap_or(RowNum::MAX));
    let ranges: Vec<String> =
        runs.iter().map(|(from, to)| cell_range(row(*from), column, row(*to), column)).collect();
    format!("=SUM({})", ranges.join(","))
}

fn amount(cell: &Cell, currency: Currency) -> Option<Amount> {
    match cell {
        Cell::Money(amount, of) if *of == currency => Some(*amount),
        _ => None,
    }
}

/// First and last row of each run of rows that have no number that must not be added.
fn runs(cells: &[(usize, &Cell)], currency: Currency) -> Vec<(usize, usize)> {
    let mut runs: Vec<(usize, usize)> = Vec::new();
    for (row, _) in cells.iter().filter(|(_, cell)| amount(cell, currency).is_some()) {
        match runs.last_mut() {
            Some((_, last)) if *last + 1 == *row => *last = *row,
            _ => runs.push((*row, *row)),
        }
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::plans::sheet::{Align, Row};
    use crate::text::message::Message;

    fn decimal(text: &str) -> Amount {
        rust_decimal::Decimal::from_str_exact(text).unwrap().into()
    }

    fn sheet(cells: &[Cell]) -> Sheet {
        let rows = cells.iter().map(|cell| Row::item(vec![cell.clone()])).collect();
        Sheet { name: Message::default(), columns: vec![("amount", Align::Right)], rows }
    }

    fn money(amount: &str, code: &str) -> Cell {
        Cell::Money(decimal(amount), Currency::parse(code).unwrap())
    }

    fn sum(amount: &str, code: &str) -> Cell {
        Cell::Sum(decimal(amount), Currency::parse(code).unwrap())
    }

    #[test]
    fn a_total_adds_what_stands_above_it() {
        let sheet = sheet(&[money("1.10", "USD"), money("2.20", "USD"), sum("3.30", "USD")]);
        let runs = addends(&sheet, 0, 2).unwrap();
        assert_eq!(formula(&runs, 1, 4), "=SUM(E2:E3)");
    }

    #[test]
    fn a_part_and_the_whole_and_two_currencies() {
        let cells = [
            money("1", "USD"),
            money("2", "USD"),
            sum("3", "USD"),
            money("100", "JPY"),
            money("4", "USD"),
            sum("7", "USD"),
            sum("100", "JPY"),
        ];
        let sheet = sheet(&cells);
        assert_eq!(addends(&sheet, 0, 2), Some(vec![(0, 1)]));
        assert_eq!(addends(&sheet, 0, 5), Some(vec![(0, 1), (4, 4)]));
        assert_eq!(addends(&sheet, 0, 6), Some(vec![(3, 3)]));
    }

    #[test]
    fn no_formula_stands_for_another_value_than_its_own() {
        let wrong = sheet(&[money("1", "USD"), money("2", "USD"), sum("4", "USD")]);
        assert_eq!(addends(&wrong, 0, 2), None);
        let text =
            sheet(&[money("1234567890123456", "USD"), money("-1234567890123455", "USD"), sum("1", "USD")]);
        assert_eq!(addends(&text, 0, 2), None);
        assert_eq!(addends(&sheet(&[sum("0", "USD")]), 0, 0), None);
    }
}
