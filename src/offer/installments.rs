//! The entries of the payment schedule as they are written: single installments and series.

use std::fmt;

use chrono::{Datelike, NaiveDate};
use rust_decimal::Decimal;

use super::amount::{Amount, Share, parse_amount};
use super::choice::{Overflow, Roll};
use super::day::{Day, read_days};
use super::duration::{Period, Unit};
use super::fields::{Field, Problem, quote};
use super::keys::{RAISE, SERIES, SINGLE};
use super::reader::{Reader, Slot};
use crate::text::diagnostic::{Diagnostic, closest, names};
use crate::text::source::{Span, Spanned};
use crate::text::yaml::Node;

/// One entry of the list.
#[derive(Debug)]
pub enum Entry {
    /// One installment.
    Single(Single),
    /// Several at regular dates.
    Series(Box<Series>),
    /// Neither; that has been reported.
    Broken(Span),
}

impl Entry {
    /// Where the whole entry is written.
    pub fn span(&self) -> Span {
        match self {
            Self::Single(single) => single.span,
            Self::Series(series) => series.span,
            Self::Broken(span) => *span,
        }
    }

    /// What it bills: `amount`, or a series' `split`.
    pub fn amount(&self) -> &Field<Amount> {
        const NONE: &Field<Amount> = &Field::Invalid;
        match self {
            Self::Single(single) => &single.amount,
            Self::Series(series) if series.amount.is_absent() => &series.split,
            Self::Series(series) => &series.amount,
            Self::Broken(_) => NONE,
        }
    }

    /// The text for the buyer.
    pub fn note(&self) -> Option<&str> {
        match self {
            Self::Single(single) => single.note.get(),
            Self::Series(series) => series.note.get(),
            Self::Broken(_) => None,
        }
        .map(String::as_str)
    }
}

/// One installment.
#[derive(Debug)]
pub struct Single {
    /// Where the whole entry is written.
    pub span: Span,
    /// The day on which the invoice is issued, 00:00 UTC.
    pub invoice_date: Field<NaiveDate>,
    /// What it bills.
    pub amount: Field<Amount>,
    /// A text for it.
    pub note: Field<String>,
}

/// Installments at regular dates.
#[derive(Debug)]
pub struct Series {
    /// Where the whole entry is written.
    pub span: Span,
    /// Date of the first one, the anchor of all others.
    pub first: Field<NaiveDate>,
    /// How far apart they are.
    pub every: Field<Period>,
    /// How many there are.
    pub times: Field<u32>,
    /// The last day allowed.
    pub until: Field<NaiveDate>,
    /// The days of each month, in the order of the file.
    pub day: Field<Vec<Day>>,
    /// What happens in a month that lacks the day.
    pub overflow: Field<Overflow>,
    /// How a date moves off weekends and holidays.
    pub roll: Field<Roll>,
    /// Months and dates that are left out.
    pub except: Field<Vec<Spanned<Except>>>,
    /// What each installment bills.
    pub amount: Field<Amount>,
    /// What the whole series bills.
    pub split: Field<Amount>,
    /// How the whole is weighted.
    pub weights: Field<Vec<Spanned<Decimal>>>,
    /// How later blocks are dearer.
    pub raise: Field<Raise>,
    /// A text for each; `{n}` and `{count}` are replaced.
    pub note: Field<String>,
}

/// Something that is left out of a series.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Except {
    /// Every date in this month of this year.
    Month(i32, u32),
    /// This date.
    Date(NaiveDate),
}

/// As it is written in a file.
impl fmt::Display for Except {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Month(year, month) => write!(f, "{year:04}-{month:02}"),
            Self::Date(date) => date.fmt(f),
        }
    }
}

/// A price that rises from block to block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Raise {
    /// By how much each block is over the one before.
    pub percent: Share,
    /// How many installments a block has, at least 1.
    pub every: u32,
}

/// Reads the list of entries.
pub(super) fn read_entries<'d, 's>(reader: &mut Reader<'d, 's>, node: &'d Node<'s>) -> Option<Vec<Entry>> {
    let items = reader.list(node, "`installments`")?;
    Some(items.iter().map(|item| read_entry(reader, item)).collect())
}

fn read_entry<'d, 's>(reader: &mut Reader<'d, 's>, node: &'d Node<'s>) -> Entry {
    let broken = Entry::Broken(node.span);
    if is_series(node) {
        read_series(reader, node).map_or(broken, |series| Entry::Series(Box::new(series)))
    } else {
        read_single(reader, node).map_or(broken, Entry::Single)
    }
}

/// An entry is a series where it has `first` or `every`, or else no `invoice_date` but another
/// key that only a series has; a misspelt one counts.
fn is_series(node: &Node<'_>) -> bool {
    let keys = || node.mapping().unwrap_or(&[]).iter().filter_map(|entry| entry.key.text());
    if keys().any(|key| matches!(key, "first" | "every")) {
        return true;
    }
    if keys().any(|key| key == "invoice_date") {
        return false;
    }
    let only_series =
        || SERIES.iter().map(|key| key.name).filter(|name| SINGLE.iter().all(|key| key.name != *name));
    let single = |key: &str| SINGLE.iter().any(|known| known.name == key);
    keys().any(|key| !single(key) && closest(key, only_series()).is_some())
}

fn read_single<'d, 's>(reader: &mut Reader<'d, 's>, node: &'d Node<'s>) -> Option<Single> {
    let [invoice_date, amount, note] = reader.mapping(node, &SINGLE, "an installment")?;
    Some(Single {
        span: node.span,
        invoice_date: reader.date(invoice_date, "`invoice_date`"),
        amount: reader.parsed(amount, names::INVALID_AMOUNT, "`amount`", parse_amount),
        note: reader.text(note, "`note`"),
    })
}

fn read_series<'d, 's>(reader: &mut Reader<'d, 's>, node: &'d Node<'s>) -> Option<Series> {
    let [first, every, times, until, day, overflow, roll, except, amount, split, weights, raise, note] =
        reader.mapping(node, &SERIES, "a series of installments")?;
    let mut series = Series {
        span: node.span,
        first: reader.date(first, "`first`"),
        every: reader.parsed(every, names::INVALID_CHOICE, "`every`", Period::parse),
        times: reader.whole(times, "`times`", 1),
        until: reader.date(until, "`until`"),
        day: reader.field(day, read_days),
        overflow: reader.choice(overflow, "`overflow`"),
        roll: reader.choice(roll, "`roll`"),
        except: reader.field(except, read_except),
        amount: reader.parsed(amount, names::INVALID_AMOUNT, "`amount`", parse_each),
        split: reader.parsed(split, names::INVALID_AMOUNT, "`split`", parse_amount),
        weights: reader.field(weights, read_weights),
        raise: reader.field(raise, read_raise),
        note: reader.text(note, "`note`"),
    };
    if one_of_two(reader, node, [("times", times), ("until", until)], "how many there are") {
        series.times = Field::Invalid;
        series.until = Field::Invalid;
    }
    if one_of_two(reader, node, [("amount", amount), ("split", split)], "what it bills") {
        series.amount = Field::Invalid;
        series.split = Field::Invalid;
    }
    needless(reader, &series, day, weights, raise);
    Some(series)
}

/// Of two keys exactly one must be there; whether that was not so.
fn one_of_two<'d, 's>(
    reader: &mut Reader<'d, 's>,
    node: &Node<'s>,
    pair: [(&str, Slot<'d, 's>); 2],
    what: &str,
) -> bool {
    let [(one, first), (other, second)] = pair;
    let diagnostic = match (first.node(), second.node()) {
        (Some(a), Some(b)) => {
            Diagnostic::new(names::INVALID_SERIES, b.span, format!("`{one}` and `{other}` both say {what}"))
                .label(format!("`{other}` says it"))
                .also(a.span, format!("`{one}` says it too"))
                .help(format!("keep one of `{one}` and `{other}`"))
        }
        (None, None) if first.is_empty() && second.is_empty() => {
            let span = node.span.first_line(reader.file().text());
            Diagnostic::new(names::INVALID_SERIES, span, format!("neither `{one}` nor `{other}` says {what}"))
                .label("this series")
                .help(format!("add `{one}` or `{other}`"))
        }
        _ => return false,
    };
    reader.report(diagnostic);
    true
}

/// Keys that another key makes meaningless: money must not hang on a key that does nothing.
fn needless<'d, 's>(
    reader: &mut Reader<'d, 's>,
    series: &Series,
    day: Slot<'d, 's>,
    weights: Slot<'d, 's>,
    raise: Slot<'d, 's>,
) {
    let in_days = matches!(series.every.get(), Some(Period { unit: Unit::Day, .. }));
    if let (Some(node), true) = (day.node(), in_days) {
        let mut diagnostic = Diagnostic::new(
            names::INVALID_SERIES,
            node.span,
            "`day` names a day of the month, but this series repeats by weeks or days",
        )
        .label("has no meaning here")
        .help("delete `day`, or set `every` to `month`, `quarter` or `year`");
        if let Some(every) = series.every.span() {
            diagnostic = diagnostic.also(every, "no months");
        }
        reader.report(diagnostic);
    }
    let Some(node) = weights.node() else { return };
    if series.split.is_absent() && series.amount.get().is_some() {
        let diagnostic = Diagnostic::new(
            names::INVALID_SERIES,
            node.span,
            "`weights` divide a `split`, but this series gives each installment its `amount`",
        )
        .label("has no meaning here")
        .help("delete `weights`, or write the whole series' amount as `split`");
        reader.report(diagnostic);
    } else if let Some(raise) = raise.node() {
        let diagnostic = Diagnostic::new(
            names::INVALID_SERIES,
            raise.span,
            "`weights` and `raise` both say how the series is weighted",
        )
        .label("`raise` says it")
        .also(node.span, "`weights` say it too")
        .help("keep one of `weights` and `raise`");
        reader.report(diagnostic);
    }
}

/// What each installment of a series bills; the remainder can be taken only once.
fn parse_each(text: &str) -> Result<Amount, Problem> {
    match parse_amount(text)? {
        Amount::Remainder => {
            Err(Problem::new("`remainder` can be taken once, but `amount` is billed by each installment")
                .help("write `split: remainder` to divide it among them"))
        }
        amount => Ok(amount),
    }
}

fn read_except<'d, 's>(reader: &mut Reader<'d, 's>, node: &'d Node<'s>) -> Option<Vec<Spanned<Except>>> {
    let items = reader.list(node, "`except`")?;
    let mut read = |item: &'d Node<'s>| {
        let value = reader.parse(item, names::INVALID_DATE, "a date or month left out", parse_except)?;
        Some(Spanned::new(value, item.span))
    };
    let values: Vec<_> = items.iter().map(&mut read).collect();
    values.into_iter().collect()
}

/// A date, or a month such as `2027-08`.
fn parse_except(text: &str) -> Result<Except, Problem> {
    if text.len() == 7
        && let Ok(first) = super::date::parse_date(&format!("{text}-01"))
    {
        return Ok(Except::Month(first.year(), first.month()));
    }
    super::date::parse_date(text).map(Except::Date).map_err(|problem| match super::date::month(text) {
        Some(month) => Problem::new(format!("{} is not a month of the form YYYY-MM", quote(text)))
            .replacement(month.format("%Y-%m").to_string()),
        None => problem,
    })
}

fn read_weights<'d, 's>(reader: &mut Reader<'d, 's>, node: &'d Node<'s>) -> Option<Vec<Spanned<Decimal>>> {
    let items = reader.list(node, "`weights`")?;
    let mut weights = Vec::with_capacity(items.len().min(1000));
    let mut complete = true;
    for item in items {
        match reader.parse(item, names::INVALID_AMOUNT, "a weight", super::amount::parse_decimal) {
            Some(weight) if weight.is_zero() => {
                reader.report(
                    Diagnostic::new(names::INVALID_SERIES, item.span, "a weight is 0, but must be more")
                        .label("zero")
                        .help("leave the date out with `except` if nothing is billed"),
                );
                complete = false;
            }
            Some(weight) => weights.push(Spanned::new(weight, item.span)),
            None => complete = false,
        }
    }
    complete.then_some(weights)
}

fn read_raise<'d, 's>(reader: &mut Reader<'d, 's>, node: &'d Node<'s>) -> Option<Raise> {
    let [percent, every] = reader.mapping(node, &RAISE, "`raise`")?;
    let percent = reader.percent(percent, "`percent`");
    let every = reader.whole(every, "`every`", 1);
    Some(Raise { percent: percent.get()?.clone(), every: *every.get()? })
}
