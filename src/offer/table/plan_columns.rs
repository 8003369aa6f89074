//! Which column of a payment plan holds what: by its heading, else by what stands in it.

use super::column::{ColumnCells, TableCell, value};
use super::dates::DateColumn;
use super::days::DateHabits;
use super::digits::{currency_of, undress};
use super::headings::{self, PlanHeading};
use super::numbers::{NumberColumn, NumberError};
use super::plan_error::PlanRowsError;
use super::rows::SplitRow;
use crate::offer::marks::without_currency;
use crate::offer::{Currency, quote};

/// How many rows may precede the headings.
const MAX_BEFORE: usize = 10;

/// Which column holds what.
pub(super) struct PlanColumns<'r> {
    titles: Option<&'r SplitRow>,
    pub(super) rows: &'r [SplitRow],
    pub(super) date: usize,
    pub(super) amount: usize,
    pub(super) note: Option<usize>,
    pub(super) purchase_order: Option<usize>,
    /// The column that names the currency of each row.
    currency: Option<usize>,
    /// The rows above the headings.
    before: &'r [SplitRow],
    /// What was passed over to find them, each with its line.
    pub(super) said: Vec<(u32, String)>,
}

impl<'r> PlanColumns<'r> {
    /// `by_comma` is whether commas part the cells, so that one in an amount makes a cell too many.
    pub(super) fn find(
        rows: &'r [SplitRow],
        habits: DateHabits,
        by_comma: bool,
    ) -> Result<Self, PlanRowsError> {
        let mut found = match Self::by_headings(rows)? {
            Some(found) => found,
            None => Self::by_content(rows, habits)?,
        };
        let (title, column) =
            (found.titles.map_or("", |titles| cell(titles, found.amount)), found.name(found.amount));
        if let Some(unit) = headings::unit(title) {
            return Err(PlanRowsError::InThousands { column, unit });
        }
        let line = |row: &SplitRow| row.cells.iter().find_map(said_unit);
        if let Some((column, unit)) = found.before.iter().find_map(line) {
            return Err(PlanRowsError::InThousands { column, unit });
        }
        if let Some((column, unit)) = found.column_of_units() {
            return Err(PlanRowsError::InThousands { column, unit });
        }
        if headings::includes_tax(title) {
            let line = found.titles.map_or(1, |titles| titles.line);
            found.said.push((line, format!("{column} includes tax, but an offer's amounts are before tax")));
        }
        let too_long = |row: &&SplitRow| {
            let titles = found.titles.map_or(usize::MAX, |titles| titles.cells.len());
            row.cells.iter().skip(titles).any(|cell| !cell.trim().is_empty())
        };
        match found.rows.iter().find(too_long).filter(|_| by_comma) {
            Some(row) => Err(PlanRowsError::MoreCells { line: row.line }),
            None => Ok(found),
        }
    }

    fn by_headings(rows: &'r [SplitRow]) -> Result<Option<Self>, PlanRowsError> {
        for (at, titles) in rows.iter().take(MAX_BEFORE + 1).enumerate() {
            let words: Vec<&str> = titles.cells.iter().collect();
            let found = headings::columns(&words).map_err(|(one, other)| two(Some(titles), one, other))?;
            let of =
                |heading: PlanHeading| found.iter().find(|(known, _)| *known == heading).map(|(_, at)| *at);
            let (Some(date), Some(amount)) = (of(PlanHeading::Date), of(PlanHeading::Amount)) else {
                continue;
            };
            let said = rows
                .iter()
                .take(at)
                .map(|row| (row.line, "before the headings, passed over".to_owned()))
                .collect();
            return Ok(Some(Self {
                titles: Some(titles),
                rows: rows.get(at + 1..).unwrap_or(&[]),
                date,
                amount,
                note: of(PlanHeading::Note),
                purchase_order: of(PlanHeading::PurchaseOrder),
                currency: of(PlanHeading::Currency),
                before: rows.get(..at).unwrap_or(&[]),
                said,
            }));
        }
        Ok(None)
    }

    /// Without known headings: the column that has most days, and beside each of them a number. What counts
    /// the rows is neither; beside amounts, percentages are not meant.
    fn by_content(rows: &'r [SplitRow], habits: DateHabits) -> Result<Self, PlanRowsError> {
        let width = rows.iter().map(|row| row.cells.len()).max().unwrap_or(0);
        let is_day = |text: &str| DateColumn::is_day(text, habits);
        let are_titles = |first: &SplitRow| {
            first.cells.iter().filter(|cell| value(cell).is_some()).count() > 1
                && !first.cells.iter().any(|cell| is_day(cell) || NumberColumn::is_number(cell))
        };
        let (titles, rows) = match rows {
            [first, rest @ ..] if are_titles(first) => (Some(first), rest),
            all => (None, all),
        };
        let values = |at: usize| rows.iter().filter_map(move |row| value(cell(row, at)));
        let counts = |at: usize| {
            values(at).count() > 1
                && values(at).zip(1_usize..).all(|(text, number)| text.trim() == number.to_string())
        };
        let missing = |what| match rows.iter().find_map(formula) {
            Some((cell, formula)) => PlanRowsError::NeverCalculated { cell, formula },
            None => PlanRowsError::NoColumn(what),
        };
        let in_words = |at: usize| values(at).any(|text| is_day(text) && !NumberColumn::is_number(text));
        // A spreadsheet's day is a number, too: a column of days in words goes first.
        let days_of = |at: usize| {
            let others = values(at).any(|text| !is_day(text) && NumberColumn::is_number(text));
            if others { 0 } else { values(at).filter(|text| is_day(text)).count() }
        };
        let most = |columns: &[usize]| -> Vec<usize> {
            let most = columns.iter().map(|at| days_of(*at)).max().unwrap_or(0);
            columns.iter().copied().filter(|at| most > 0 && days_of(*at) == most).collect()
        };
        let all: Vec<usize> = (0..width).collect();
        let days = most(&all);
        let in_words = most(&all.iter().copied().filter(|at| in_words(*at)).collect::<Vec<_>>());
        let date = match (in_words.as_slice(), days.as_slice()) {
            ([one], _) | ([], [one]) => *one,
            ([one, other, ..], _) | ([], [one, other, ..]) => return Err(two(titles, *one, *other)),
            ([], []) => return Err(missing("dates")),
        };
        let dated: Vec<&SplitRow> =
            rows.iter().filter(|row| value(cell(row, date)).is_some_and(is_day)).collect();
        let every = |at: usize, fits: &dyn Fn(&str) -> bool| {
            let mut values = dated.iter().filter_map(|row| value(cell(row, at))).peekable();
            values.peek().is_some() && values.all(fits)
        };
        let is_number = |at: &usize| every(*at, &NumberColumn::is_number) && !counts(*at);
        let is_percent = |at: &usize| every(*at, &|text| undress(text).is_some_and(|bare| bare.percent));
        let numbers: Vec<usize> = (0..width).filter(|at| *at != date).filter(is_number).collect();
        let amounts: Vec<usize> = numbers.iter().copied().filter(|at| !is_percent(at)).collect();
        let amount = match (numbers.as_slice(), amounts.as_slice()) {
            ([one], _) | (_, [one]) => *one,
            ([one, other, ..], []) | (_, [one, other, ..]) => return Err(two(titles, *one, *other)),
            ([], []) => return Err(missing("amounts")),
        };
        let texts: Vec<usize> = (0..width)
            .filter(|at| {
                *at != date && *at != amount && !numbers.contains(at) && !counts(*at) && every(*at, &|_| true)
            })
            .collect();
        let currency = texts.iter().copied().find(|at| every(*at, &|text| codes_of(text).is_some()));
        let texts: Vec<usize> = texts.into_iter().filter(|at| Some(*at) != currency).collect();
        let orders: Vec<usize> = texts.iter().copied().filter(|at| every(*at, &headings::is_order)).collect();
        let purchase_order = if let [one] = orders.as_slice() { Some(*one) } else { None };
        let notes: Vec<usize> = texts.iter().copied().filter(|at| Some(*at) != purchase_order).collect();
        let note = if let [one] = notes.as_slice() { Some(*one) } else { None };
        let said =
            titles.iter().map(|row| (row.line, "taken for headings, passed over".to_owned())).collect();
        Ok(Self { titles, rows, date, amount, note, purchase_order, currency, before: &[], said })
    }

    /// The column's heading, else its number.
    pub(super) fn name(&self, at: usize) -> String {
        name(self.titles, at)
    }

    /// The cells of a column.
    pub(super) fn cells(&self, at: usize) -> ColumnCells {
        let mut column = ColumnCells::default();
        self.rows.iter().for_each(|row| column.push(TableCell { line: row.line, text: cell(row, at) }));
        column
    }

    /// Whether a row has the headings once more, as the pages of a printed table do.
    pub(super) fn are_titles(&self, row: &SplitRow) -> bool {
        self.titles.is_some_and(|titles| {
            [self.date, self.amount].iter().all(|at| cell(row, *at).trim() == cell(titles, *at).trim())
        })
    }

    /// A formula where a value of the row is needed: its cell, and the formula.
    pub(super) fn formula(&self, row: &SplitRow) -> Option<(String, String)> {
        let used = [Some(self.date), Some(self.amount), self.note, self.purchase_order];
        used.into_iter().flatten().find_map(|at| formula_at(row, at))
    }

    /// Which column is what, in which currency the amounts are, and which columns are passed over.
    pub(super) fn words(&self, currency: Option<&(Currency, String)>) -> String {
        let used = [
            ("dates from", Some(self.date)),
            ("amounts from", Some(self.amount)),
            ("notes from", self.note),
            ("purchase orders from", self.purchase_order),
        ];
        let from = used.iter().filter_map(|(what, at)| Some(format!("{what} {}", self.name((*at)?))));
        let currency = currency.map(|(currency, from)| format!("{currency} from {from}"));
        let from = from.chain(currency).collect::<Vec<_>>().join(", ");
        let width = self.rows.iter().map(|row| row.cells.len()).max().unwrap_or(0);
        let is_left = |at: &usize| {
            used.iter().all(|(_, used)| *used != Some(*at))
                && self.currency != Some(*at)
                && self.rows.iter().any(|row| !cell(row, *at).trim().is_empty())
        };
        let left: Vec<String> = (0..width).filter(is_left).map(|at| self.name(at)).collect();
        if left.is_empty() { from } else { format!("{from}; {} passed over", left.join(", ")) }
    }

    /// A column that is not read and has the same unit in each row, such as `k`.
    fn column_of_units(&self) -> Option<(String, &'static str)> {
        let width = self.rows.iter().map(|row| row.cells.len()).max().unwrap_or(0);
        let is_read = |at: &usize| [self.date, self.amount].contains(at);
        (0..width).filter(|at| !is_read(at)).find_map(|at| {
            let mut cells = self.rows.iter().filter_map(|row| value(cell(row, at)));
            let unit = headings::stated_unit(cells.next()?)?;
            cells.all(|text| headings::stated_unit(text) == Some(unit)).then(|| (self.name(at), unit))
        })
    }

    /// Whether the heading of the amounts names percentages.
    pub(super) fn are_shares(&self) -> bool {
        self.titles.is_some_and(|titles| headings::is_share(cell(titles, self.amount)))
    }

    /// The currency of the amounts as the table has it, and where: by the heading, by a column of its own, by the
    /// signs of the cells, else by a line beside the table. `known` is what the offer says already.
    pub(super) fn currency(
        &self,
        known: Option<Currency>,
    ) -> Result<Option<(Currency, String)>, PlanRowsError> {
        let mut codes: Option<(Vec<String>, String)> =
            known.map(|known| (vec![known.code().to_owned()], String::new()));
        let title = self.titles.map_or("", |titles| cell(titles, self.amount));
        if let Some(of_title) = headings::currency(title) {
            if let Some(currency) = known.filter(|known| !of_title.contains(&known.code())) {
                let currency = currency.code().to_owned();
                return Err(PlanRowsError::OtherCurrency { column: self.name(self.amount), currency });
            }
            let of_title = of_title.iter().map(|code| (*code).to_owned()).collect();
            codes = codes.or(Some((of_title, quote(title))));
        }
        for row in self.rows {
            let mut narrow = |at: usize, text: &str, of_cell: Vec<String>, from: String| {
                let Some((before, _)) = &mut codes else {
                    codes = Some((of_cell, from));
                    return Ok(());
                };
                let currency = before.first().cloned().unwrap_or_default();
                before.retain(|code| of_cell.contains(code));
                if !before.is_empty() {
                    return Ok(());
                }
                let error = NumberError::OtherCurrency { text: text.trim().to_owned(), currency };
                Err(PlanRowsError::Amount { line: row.line, column: self.name(at), error })
            };
            if let Some((at, text)) = self.currency.and_then(|at| Some((at, value(cell(row, at))?)))
                && !self.are_titles(row)
            {
                let column = self.name(at);
                let of_cell = codes_of(text).ok_or_else(|| PlanRowsError::NoCurrency {
                    line: row.line,
                    column: column.clone(),
                    text: text.to_owned(),
                })?;
                narrow(at, text, of_cell, column)?;
            }
            // The cells of a known currency are held against it where they are read.
            let text = cell(row, self.amount);
            if known.is_none()
                && let Some(of_cell) = value(text).and_then(currency_of)
            {
                let of_cell = of_cell.iter().map(|code| (*code).to_owned()).collect();
                narrow(self.amount, text, of_cell, quote(text.trim()))?;
            }
        }
        if known.is_some() {
            return Ok(None);
        }
        let of_line = |text: &str| {
            let codes = headings::currency(text)?.iter().map(|code| (*code).to_owned()).collect();
            Some((codes, quote(text.trim())))
        };
        let codes = codes.or_else(|| self.lines().find_map(of_line));
        Ok(codes.and_then(|(codes, from)| Some((Currency::parse(codes.first()?)?, from))))
    }

    /// The texts beside the table: above its headings, and in rows of a single cell.
    fn lines(&self) -> impl Iterator<Item = &'r str> {
        let of = |row: &'r SplitRow| row.cells.iter().filter(|cell| !cell.trim().is_empty());
        let alone = self.rows.iter().filter(move |row| of(row).count() == 1);
        self.before.iter().chain(alone).flat_map(of)
    }
}

/// What a line beside the table says that the amounts are counted in, if not in ones, with the line.
pub(super) fn said_unit(text: &str) -> Option<(String, &'static str)> {
    headings::stated_unit(text).map(|unit| (quote(text.trim()), unit))
}

/// The codes of a currency that a cell names, and nothing else.
fn codes_of(text: &str) -> Option<Vec<String>> {
    let text = text.trim();
    match without_currency(text) {
        Some(("", codes)) => Some(codes.iter().map(|code| (*code).to_owned()).collect()),
        _ => Currency::parse(&text.to_uppercase()).map(|currency| vec![currency.code().to_owned()]),
    }
}

/// Whether a text names the row of a sum.
pub(crate) fn is_total(text: &str) -> bool {
    const WORDS: [&str; 14] = [
        "total",
        "totals",
        "subtotal",
        "sub-total",
        "grand total",
        "sum",
        "tcv",
        "合計",
        "総計",
        "計",
        "小計",
        "総合計",
        "合計金額",
        "総額",
    ];
    let text = text.trim().trim_end_matches([':', '：']).to_lowercase();
    WORDS.contains(&text.as_str()) || ["total ", "subtotal "].iter().any(|word| text.starts_with(word))
}

/// A cell's text; empty if the row has no such cell.
pub(super) fn cell(row: &SplitRow, at: usize) -> &str {
    row.cells.get(at).unwrap_or("")
}

fn formula(row: &SplitRow) -> Option<(String, String)> {
    (0..row.cells.len()).find_map(|at| formula_at(row, at))
}

/// A formula in a cell, with the cell's name in a spreadsheet.
fn formula_at(row: &SplitRow, at: usize) -> Option<(String, String)> {
    let text = value(cell(row, at)).filter(|text| text.starts_with('=') && !text.starts_with("=="))?;
    Some((format!("{}{}", letters(at), row.line), text.to_owned()))
}

/// The letters of a spreadsheet's column, by its number from 0: `A`, `Z`, `AA`.
pub(super) fn letters(at: usize) -> String {
    let last = char::from(b'A' + u8::try_from(at % 26).unwrap_or(0));
    match (at / 26).checked_sub(1) {
        Some(before) => format!("{}{last}", letters(before)),
        None => last.to_string(),
    }
}

fn name(titles: Option<&SplitRow>, at: usize) -> String {
    let title =
        titles.and_then(|titles| titles.cells.get(at)).map(str::trim).filter(|title| !title.is_empty());
    title.map_or_else(|| format!("column {}", at + 1), quote)
}

fn two(titles: Option<&SplitRow>, one: usize, other: usize) -> PlanRowsError {
    PlanRowsError::TwoColumns { one: name(titles, one), other: name(titles, other) }
}
