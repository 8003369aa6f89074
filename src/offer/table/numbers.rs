//! A column of amounts or percentages: one decimal mark for all its cells.

use super::column::{Decision, StyleConflict, StyledCell, TableCell, value};
use super::digits::{DecimalMark, by_mark, mantissa, undress};
use crate::offer::{Amount, Currency, quote};

/// A column of numbers, judged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NumberColumn {
    /// The mark of a source that is always written by it, such as JSON, unless a cell tells otherwise.
    usual: Option<DecimalMark>,
    /// The first cell that can be written only with each mark of [`DecimalMark::ALL`].
    only: [Option<(u32, String)>; 2],
    /// Whether a cell surely has three decimals or more, so that three are nothing odd.
    fine: bool,
    /// Whether a cell is there that the decimal mark changes by a factor of a thousand.
    depends: bool,
}

/// The number of a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReadNumber {
    /// Its value, below zero where the cell says so; of a percentage, the number before the sign.
    pub amount: Amount,
    /// Whether it is a percentage.
    pub percent: bool,
    /// Whether it stands there otherwise than in plain digits.
    pub dressed: bool,
    /// Whether it was written with an exponent, and so may have been rounded.
    pub rounded: bool,
}

/// Why a cell of a column of numbers cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NumberError {
    /// It is not one number.
    #[error("{} is not an amount", quote(.0))]
    NotAnAmount(String),
    /// It has the sign of another currency.
    #[error("{} is not in {currency}", quote(text))]
    OtherCurrency {
        /// What it says.
        text: String,
        /// The currency of the row.
        currency: String,
    },
    /// It may be a number or a thousand times as much.
    #[error("{} may be {one} or {other}: write it with the decimals of its currency", quote(text))]
    Thousandfold {
        /// What it says.
        text: String,
        /// The smaller reading.
        one: String,
        /// The larger reading.
        other: String,
    },
}

impl NumberColumn {
    /// Judges a column by all its cells, each looked at once. `usual` is the mark of a source that is
    /// always written by it.
    ///
    /// # Errors
    /// When two cells cannot have been written with one decimal mark.
    pub fn judge<'t>(
        cells: impl Iterator<Item = TableCell<'t>>,
        usual: Option<DecimalMark>,
    ) -> Result<Self, StyleConflict> {
        let mut column = Self { usual, only: [None, None], fine: false, depends: false };
        for cell in cells {
            let Some(text) = value(cell.text) else { continue };
            let [point, comma] = readings(text);
            let (mark, read) = match (point, comma) {
                (Some(point), None) => (0, point),
                (None, Some(comma)) => (1, comma),
                (one, other) => {
                    column.depends |= one != other;
                    continue;
                }
            };
            column.fine |= read.split_once('.').is_some_and(|(_, decimals)| decimals.len() >= 3);
            if let Some(only) = column.only.get_mut(mark).filter(|only| only.is_none()) {
                *only = Some((cell.line, text.to_owned()));
            }
            if let [Some(point), Some(comma)] = &column.only {
                return Err(conflict(point, comma));
            }
        }
        Ok(column)
    }

    /// A column that no cell of its own settles takes the mark of another column of the same table.
    pub fn settle_by(&mut self, other: &Self) {
        if self.depends && self.mark().is_none() {
            self.only = other.only.clone();
        }
    }

    /// Whether a cell is a number by any decimal mark.
    pub(super) fn is_number(cell: &str) -> bool {
        value(cell).is_some_and(|text| readings(text).iter().any(Option::is_some))
    }

    /// Whether a cell of its own tells its decimal mark.
    pub fn is_settled(&self) -> bool {
        self.only.iter().any(Option::is_some)
    }

    /// What was decided, if it is not what everybody expects.
    pub fn decision(&self) -> Option<Decision> {
        let [_, Some((line, text))] = &self.only else { return None };
        let text = format!("read with {}, from {}", DecimalMark::Comma.words(), quote(text));
        Some(Decision { line: *line, text, more: 0 })
    }

    fn mark(&self) -> Option<DecimalMark> {
        let only = DecimalMark::ALL.into_iter().zip(&self.only).find(|(_, only)| only.is_some());
        only.map(|(mark, _)| mark).or(self.usual)
    }

    /// The number of a cell, which has a value; `currency` is that of its row, where it is known.
    ///
    /// # Errors
    /// When it is not one number, has the sign of another currency, or may be a thousand times as much.
    pub fn read(&self, cell: &str, currency: Option<Currency>) -> Result<ReadNumber, NumberError> {
        let no = || NumberError::NotAnAmount(cell.to_owned());
        let text = cell.trim();
        let plain = text.strip_prefix('-').unwrap_or(text);
        let number = |amount: Amount, dressed| ReadNumber { amount, percent: false, dressed, rounded: false };
        let bare = undress(value(text).unwrap_or("")).ok_or_else(no)?;
        if let (Some(codes), Some(own)) = (bare.currency, currency)
            && !codes.contains(&own.code())
        {
            let currency = own.code().to_owned();
            return Err(NumberError::OtherCurrency { text: text.to_owned(), currency });
        }
        if bare.body.is_empty() {
            return Ok(number(Amount::ZERO, true));
        }
        let digits = self.digits(text, &bare.body, currency)?;
        let amount = Amount::parse(&digits).map_err(|_| no())?;
        let signed = if bare.negative { amount.negated() } else { amount };
        Ok(ReadNumber {
            percent: bare.percent,
            rounded: mantissa(text).is_some(),
            ..number(signed, digits != plain || text.len() != cell.len())
        })
    }

    /// The plain digits of a number's body.
    fn digits(&self, text: &str, body: &str, currency: Option<Currency>) -> Result<String, NumberError> {
        let no = || NumberError::NotAnAmount(text.to_owned());
        let [point, comma] = DecimalMark::ALL.map(|mark| by_mark(body, mark));
        let (point, comma) = match (point, comma) {
            (Some(point), Some(comma)) if point != comma => (point, comma),
            (one, other) => return one.or(other).ok_or_else(no),
        };
        // The two readings of `1.000` and `1,000`: with decimals, and a thousand times as much.
        let (parted, thousands, decimals) = if body.contains('.') {
            (DecimalMark::Comma, comma, point)
        } else {
            (DecimalMark::Point, point, comma)
        };
        let has = currency.map(|currency| currency.decimals());
        let in_thousands = match self.mark() {
            Some(mark) if mark == parted => true,
            // Nobody writes three decimals of a currency that has two; a source of its own kind may.
            Some(_) if self.fine || self.usual.is_some() || has == Some(3) => false,
            // A comma before three digits parts thousands, unless the currency has three decimals.
            None if parted == DecimalMark::Point && has.is_some_and(|has| has != 3) => true,
            None if has == Some(0) => true,
            _ => {
                let (text, one, other) = (text.to_owned(), decimals, thousands);
                return Err(NumberError::Thousandfold { text, one, other });
            }
        };
        Ok(if in_thousands { thousands } else { decimals })
    }
}

/// What a cell says by each decimal mark.
fn readings(text: &str) -> [Option<String>; 2] {
    match undress(text) {
        Some(bare) if !bare.body.is_empty() => DecimalMark::ALL.map(|mark| by_mark(&bare.body, mark)),
        _ => [None, None],
    }
}

fn conflict(point: &(u32, String), comma: &(u32, String)) -> StyleConflict {
    let cell = |(line, text): &(u32, String), mark: DecimalMark| {
        Box::new(StyledCell { line: *line, text: text.clone(), style: format!("has {}", mark.words()) })
    };
    let (point, comma) = (cell(point, DecimalMark::Point), cell(comma, DecimalMark::Comma));
    let (one, other) = if point.line <= comma.line { (point, comma) } else { (comma, point) };
    StyleConflict { one, other, way_out: "one column has one decimal mark: write its amounts as 1200.50" }
}
