//! Answers of the marketplace's services as reports: pages of items, each with its line of the file.

use serde::Deserialize;
use serde_json::value::RawValue;

use super::error::{LineError, ReportReason};
use super::{BilledLine, BilledReport, Said, cells};
use crate::offer::table::{
    ColumnCells, DateColumn, DateHabits, DayCount, DecimalMark, NumberColumn, TableCell, value,
};
use crate::offer::{Amount, Currency};
use crate::text::message::Message;
use crate::text::source::SourceFile;

/// JSON has a decimal point, and seconds since 1970.
const HABITS: DateHabits =
    DateHabits { order: None, dashes: None, counted: DayCount::From1900, seconds: true };

const AMOUNT: &str = "amount";

/// The items of one page as written, and the token of the page after it.
pub(super) type AnswerPage<'t> = (Vec<&'t RawValue>, Option<String>);

/// All pages of a file.
pub(super) struct PagedAnswer<T> {
    /// Its items, each with its line.
    pub(super) items: Vec<(u32, T)>,
    /// Why others cannot be read.
    unread: Vec<(u32, LineError)>,
    /// Whether the last page names another one.
    goes_on: bool,
}

impl<T> PagedAnswer<T> {
    /// Reads every page: one object, objects one after another, or a list of them. `P` is how a page is
    /// written, and `other` the reason to refuse what is no page.
    pub(super) fn read<'t, P>(
        file: &'t SourceFile,
        other: fn(String) -> ReportReason,
    ) -> Result<Self, ReportReason>
    where
        P: Deserialize<'t> + Into<AnswerPage<'t>>,
        T: Deserialize<'t>,
    {
        let text = file.text().trim_start_matches('\u{feff}');
        let mut answer = Self { items: Vec::new(), unread: Vec::new(), goes_on: false };
        for value in serde_json::Deserializer::from_str(text).into_iter::<&RawValue>() {
            let value = value.map_err(|error| ReportReason::NotJson(error.to_string()))?;
            let pages: Vec<P> = match value.get().starts_with('[') {
                true => serde_json::from_str(value.get()),
                false => serde_json::from_str(value.get()).map(|page| vec![page]),
            }
            .map_err(|error| other(without_place(&error)))?;
            for page in pages {
                let (items, next) = page.into();
                for raw in items {
                    let line = line_of(file, raw);
                    match serde_json::from_str(raw.get()) {
                        Ok(item) => answer.items.push((line, item)),
                        Err(error) => answer.unread.push((line, LineError::Json(without_place(&error)))),
                    }
                }
                answer.goes_on = next.is_some_and(|token| !token.is_empty());
            }
        }
        Ok(answer)
    }

    /// Puts the items into a report, each as `line` reads it. `after` says what a page that is missing has.
    pub(super) fn report(
        mut self,
        report: &mut BilledReport,
        mut said: Said,
        line: impl Fn(T, u32, &mut Said) -> Result<BilledLine, LineError>,
        after: Message,
    ) -> Result<(), ReportReason> {
        for (at, item) in self.items {
            match line(item, at, &mut said) {
                Ok(item) if item.amount.is_zero() => report.empty += 1,
                Ok(item) => report.lines.push(item),
                Err(why) => self.unread.push((at, why)),
            }
        }
        if self.goes_on {
            said.say("next".to_owned(), 1, after);
        }
        self.unread.sort_by_key(|(line, _)| *line);
        report.finish(said, self.unread)
    }
}

/// The columns of an answer, judged.
pub(super) struct AnswerColumns {
    amounts: NumberColumn,
    days: DateColumn,
    /// The key of the days.
    day: &'static str,
}

impl AnswerColumns {
    /// Judges the texts of the amounts and of the days, each with its line; `day` is the key of the days.
    pub(super) fn judge(
        items: impl Iterator<Item = (u32, String, String)>,
        day: &'static str,
        said: &mut Said,
    ) -> Result<Self, ReportReason> {
        let (mut amounts, mut days) = (ColumnCells::default(), ColumnCells::default());
        for (line, amount, day) in items {
            amounts.push(TableCell { line, text: &amount });
            days.push(TableCell { line, text: &day });
        }
        let two_styles = |title: &str| {
            let title = title.to_owned();
            move |why| ReportReason::TwoStyles { title, why }
        };
        let amounts =
            NumberColumn::judge(amounts.iter(), Some(DecimalMark::Point)).map_err(two_styles(AMOUNT))?;
        let days = DateColumn::judge(days.iter(), HABITS).map_err(two_styles(day))?;
        amounts.decision().iter().for_each(|decision| said.decide(AMOUNT, decision));
        days.decisions().iter().for_each(|decision| said.decide(day, decision));
        Ok(Self { amounts, days, day })
    }

    pub(super) fn amount(
        &self,
        digits: &str,
        currency: Currency,
        line: u32,
        said: &mut Said,
    ) -> Result<Amount, LineError> {
        if value(digits).is_none() {
            return Err(LineError::NoAmount);
        }
        cells::money(&self.amounts, digits, currency, (AMOUNT, line), said)
    }

    pub(super) fn day(&self, text: &str, line: u32, said: &mut Said) -> Result<chrono::NaiveDate, LineError> {
        cells::date(&self.days, text, (self.day, line), said)
    }
}

/// The text of a JSON string; a number, `null` or anything else as written. A number is read by its digits
/// too, never through a float.
pub(super) fn text_of(written: &RawValue) -> String {
    serde_json::from_str(written.get()).unwrap_or_else(|_| written.get().to_owned())
}

/// An error without its line and column, which count from the start of the part.
fn without_place(error: &serde_json::Error) -> String {
    let text = error.to_string();
    text.split(" at line ").next().unwrap_or(&text).chars().take(200).collect()
}

/// The line of the file on which a part of its text begins.
fn line_of(file: &SourceFile, part: &RawValue) -> u32 {
    let at = part.get().as_ptr().addr().saturating_sub(file.text().as_ptr().addr());
    file.position(u32::try_from(at).unwrap_or(u32::MAX)).line
}
