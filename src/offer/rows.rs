//! Installments without their keys: a date and an amount a row, as notes and spreadsheets have them.

use chrono::NaiveDate;

use super::amount::{Portion, parse_portion};
use super::date::{day_or_month_first, parse_date};
use super::fields::{Certainty, Field, Problem, quote};
use super::reader::Reader;
use super::yaml::in_line as quoted;
use crate::text::diagnostic::{Diagnostic, Edit, Fix, names};
use crate::text::message::msg;
use crate::text::source::{Span, Spanned};
use crate::text::yaml::{Entry, Node, Value};

/// One row, with what each of its cells was meant to be.
pub(super) struct BareRow {
    /// All of it.
    pub(super) span: Span,
    /// The date, as it should be written.
    date: String,
    /// The amount, as it should be written.
    amount: String,
    /// What follows them.
    note: Option<String>,
}

/// Looks for the rows of a list that lack their keys, and reports them as one finding: for each item
/// the row, or `None` if it is no such item. `None` if the list has no such row.
pub(super) fn read<'d, 's>(reader: &mut Reader<'d, 's>, node: &'d Node<'s>) -> Option<Vec<Option<BareRow>>> {
    let rows: Vec<Option<BareRow>> = match &node.value {
        Value::Sequence(items) => items.iter().map(|item| of_item(reader, item)).collect(),
        Value::Mapping(entries) => {
            let row = |entry: &Entry<'_>| {
                of_pair(entry.key.text()?, entry.value.text()?, entry.key.span.to(entry.value.span))
            };
            entries.iter().map(|entry| row(entry).map(Some)).collect::<Option<_>>()?
        }
        Value::Scalar(scalar) if scalar.plain => pasted(reader.file().slice(node.span), node.span)?,
        _ => return None,
    };
    if rows.iter().all(Option::is_none) {
        return None;
    }
    report(reader, node, &rows);
    Some(rows)
}

fn report(reader: &mut Reader<'_, '_>, node: &Node<'_>, rows: &[Option<BareRow>]) {
    let found: Vec<&BareRow> = rows.iter().flatten().collect();
    let Some((first, others)) = found.split_first() else { return };
    let text = quote(reader.file().slice(first.span).split(['\n', '\r']).next().unwrap_or(""));
    let line = format!("`- {}`", first.written());
    let rule = match &node.value {
        Value::Scalar(_) => names::WRONG_TYPE,
        _ => names::UNKNOWN_KEY,
    };
    let (message, help) = match others.len() {
        0 => (msg!("an installment lacks its keys: {text}", text), msg!("write {line}", line)),
        more => (
            msg!("{count} installments lack their keys, the first is {text}", count = more + 1, text),
            msg!("write {line}, and so each of the {count}", line, count = more + 1),
        ),
    };
    let mut diagnostic = Diagnostic::new(rule, first.span, message).label(msg!("a date and an amount"));
    for other in others.iter().take(3) {
        diagnostic = diagnostic.also(other.span, msg!("and here"));
    }
    let title = msg!("write the keys");
    let edits = match &node.value {
        Value::Sequence(_) => found.iter().map(|row| Edit { span: row.span, text: row.written() }).collect(),
        _ => vec![Edit { span: node.span, text: list(reader.file().text(), node.span, &found) }],
    };
    reader.report(diagnostic.help(help).fix(Fix::safe(title, edits)));
}

/// The rows as a list, in the place of `span`.
fn list(text: &str, span: Span, rows: &[&BareRow]) -> String {
    let before = text.get(..span.start() as usize).unwrap_or("");
    let line = before.rsplit(['\n', '\r']).next().unwrap_or("");
    let alone = line.trim().is_empty();
    let indent = if alone { line.to_owned() } else { "  ".to_owned() };
    let items: Vec<String> = rows.iter().map(|row| format!("- {}", row.written())).collect();
    let list = items.join(&format!("\n{indent}"));
    if alone { list } else { format!("\n{indent}{list}") }
}

impl BareRow {
    fn written(&self) -> String {
        let (date, amount) = (&self.date, &self.amount);
        match &self.note {
            Some(note) => format!("{{invoice_date: {date}, amount: {amount}, note: {}}}", quoted(note)),
            None => format!("{{invoice_date: {date}, amount: {amount}}}"),
        }
    }

    /// The date and the amount, as far as they can be read.
    pub(super) fn values(&self) -> (Field<NaiveDate>, Field<Portion>) {
        let date = parse_date(&self.date).map(|date| Spanned::new(date, self.span));
        let amount = parse_portion(&self.amount).map(|amount| Spanned::new(amount, self.span));
        (date.map_or(Field::Invalid, Field::Given), amount.map_or(Field::Invalid, Field::Given))
    }
}

/// `2027-01-15: 6000.00`, `[2027-01-15, 6000.00]`, or the two in one text.
fn of_item(reader: &Reader<'_, '_>, item: &Node<'_>) -> Option<BareRow> {
    match &item.value {
        Value::Mapping(entries) => match entries.as_slice() {
            [only] => of_pair(only.key.text()?, only.value.text()?, item.span),
            _ => None,
        },
        Value::Sequence(cells) => match cells.as_slice() {
            [date, amount] => of_pair(date.text()?, amount.text()?, item.span),
            [date, amount, note] => {
                let row = of_pair(date.text()?, amount.text()?, item.span)?;
                Some(BareRow { note: Some(note.text()?.to_owned()), ..row })
            }
            _ => None,
        },
        Value::Scalar(_) if reader.file().slice(item.span).contains(['\n', '\r']) => None,
        Value::Scalar(scalar) => of_text(&scalar.text, item.span),
        Value::Alias => None,
    }
}

/// Rows below each other, as they are pasted from a spreadsheet; the first may be a heading.
fn pasted(text: &str, span: Span) -> Option<Vec<Option<BareRow>>> {
    let mut rows = Vec::new();
    let mut at = span.start() as usize;
    for (number, line) in text.split_inclusive(['\n', '\r']).enumerate() {
        let start = at + line.len() - line.trim_start().len();
        let bare = line.trim();
        at += line.len();
        match of_text(bare, Span::from_range(start..start + bare.len())) {
            Some(row) => rows.push(Some(row)),
            None if bare.is_empty() => {}
            None if number == 0 && !bare.contains(|c: char| c.is_ascii_digit()) => {}
            None => return None,
        }
    }
    (!rows.is_empty()).then_some(rows)
}

/// A date and an amount in one text, with a tab, blanks, a comma, a semicolon or a bar between.
fn of_text(text: &str, span: Span) -> Option<BareRow> {
    let cells: Vec<&str> = if text.contains('\t') {
        text.split('\t').map(str::trim).filter(|cell| !cell.is_empty()).collect()
    } else if let Some((date, amount)) = text.split_once([';', '|']).or_else(|| text.split_once(", ")) {
        vec![date.trim(), amount.trim()]
    } else {
        let (date, amount) = text.split_once([' ', ',', ':'])?;
        vec![date, amount.trim()]
    };
    match *cells.as_slice() {
        [date, amount] => of_pair(date, amount, span),
        [date, amount, note] => Some(BareRow { note: Some(note.to_owned()), ..of_pair(date, amount, span)? }),
        _ => None,
    }
}

/// The keys and values of a line that holds a date and an amount alone, in braces.
pub(super) fn in_line(line: &str) -> Option<String> {
    Some(of_text(line, Span::default())?.written())
}

/// A row of these two, if the first is a date in some form and the second holds digits.
fn of_pair(date: &str, amount: &str, span: Span) -> Option<BareRow> {
    let dated = match parse_date(date) {
        Ok(_) => date.to_owned(),
        Err(problem) => match certain(&problem) {
            Some(right) => right.to_owned(),
            None => day_or_month_first(date).filter(|dates| !dates.is_empty()).map(|_| date.to_owned())?,
        },
    };
    let amount = match parse_portion(amount) {
        Ok(_) => amount.to_owned(),
        Err(problem) => match certain(&problem) {
            Some(right) => right.to_owned(),
            None if amount.starts_with(|c: char| c.is_ascii_digit() || "$€£¥".contains(c)) => {
                quoted(amount)
            }
            None => return None,
        },
    };
    Some(BareRow { span, date: dated, amount, note: None })
}

/// What a text was meant to be, if there is no doubt.
fn certain(problem: &Problem) -> Option<&str> {
    let sure = matches!(problem.certainty, Certainty::Certain | Certainty::Currency(_));
    problem.replacement.as_deref().filter(|_| sure)
}
