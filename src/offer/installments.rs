//! The entries of the payment schedule as they are written: single installments and series.

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::amount::{Portion, Share, parse_decimal};
use super::choice::{Overflow, Roll};
use super::date::parse_date;
use super::day::{Day, DayList, Except, Excepts};
use super::duration::{Period, Unit};
use super::fields::Field;
use super::keys::{Items, ListItem, Mapping, Value, table};
use super::reader::{Reader, Slot};
use super::rows;
use super::synonyms::key_of;
use super::unknown::rests;
use super::values::{Each, Percent, Whole};
use super::yaml::Yaml;
use super::{Currency, Shape};
use crate::text::diagnostic::{Diagnostic, closest, names};
use crate::text::message::{Message, msg};
use crate::text::source::{Span, Spanned};
use crate::text::yaml::{self, Node};

/// The list of entries.
pub(super) type Entries = Items<Entry>;

/// One entry of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
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
    pub(crate) fn span(&self) -> Span {
        match self {
            Self::Single(single) => single.span,
            Self::Series(series) => series.span,
            Self::Broken(span) => *span,
        }
    }

    /// What it bills: `amount`, or a series' `split`.
    pub(crate) fn amount(&self) -> &Field<Portion> {
        const NONE: &Field<Portion> = &Field::Invalid;
        match self {
            Self::Single(single) => &single.amount,
            Self::Series(series) if series.amount.is_absent() => &series.split,
            Self::Series(series) => &series.amount,
            Self::Broken(_) => NONE,
        }
    }

    /// The buyer's purchase order number.
    pub(crate) fn purchase_order(&self) -> &Field<String> {
        const NONE: &Field<String> = &Field::Absent;
        match self {
            Self::Single(single) => &single.purchase_order,
            Self::Series(series) => &series.purchase_order,
            Self::Broken(_) => NONE,
        }
    }

    /// The text for the buyer.
    pub(crate) fn note(&self) -> Option<&str> {
        match self {
            Self::Single(single) => single.note.get(),
            Self::Series(series) => series.note.get(),
            Self::Broken(_) => None,
        }
        .map(String::as_str)
    }
}

table! {
    /// One installment.
    pub struct Single at span = "installment", "an installment";
    /// The day on which the invoice is issued, 00:00 UTC.
    invoice_date: Field<NaiveDate> as NaiveDate = required "invoice_date",
    /// What is billed: an amount, a percentage or a fraction of the total, or `remainder`.
    amount: Field<Portion> as Portion = required "amount",
    /// A text for the installment.
    note: Field<String> as String = optional "note",
    /// The buyer's purchase order number for this charge, at most 200 characters.
    purchase_order: Field<String> as String = optional "purchase_order",
}

table! {
    /// Several installments at regular dates.
    pub struct Series at span = "series", "a series of installments",
        either &[["times", "until"], ["amount", "split"]], needs &[["weights", "split"]];
    /// The date of the first installment, from which all others are counted.
    first: Field<NaiveDate> as NaiveDate = required "first",
    /// How far apart the dates are: `week`, `month`, `quarter`, `year`, or a number of them such as `2 weeks`.
    every: Field<Period> as Period = required "every",
    /// How many installments there are.
    times: Field<u32> as Whole<1> = optional "times",
    /// The last day allowed, inclusive.
    until: Field<NaiveDate> as NaiveDate = optional "until",
    /// The day of the month: 1 to 31, `last`, or -1 to -28 counted from the month's end.
    day: Field<Vec<Day>> as DayList = optional "day",
    /// What happens in a month that lacks the day.
    overflow: Field<Overflow> as Overflow = optional "overflow",
    /// How a date moves off weekends and holidays.
    roll: Field<Roll> as Roll = optional "roll",
    /// Months and dates that are left out.
    except: Field<Vec<Spanned<Except>>> as Excepts = optional "except",
    /// What each installment bills: an amount, or a percentage or a fraction of the total.
    amount: Field<Portion> as Each = optional "amount",
    /// What the whole series bills: an amount, a percentage or a fraction of the total, or `remainder`.
    split: Field<Portion> as Portion = optional "split",
    /// How `split` is divided: one number for each date.
    weights: Field<Vec<Spanned<Decimal>>> as Weights = optional "weights",
    /// How the price rises in later blocks of installments.
    raise: Field<Raise> as Raise = optional "raise",
    /// A text for each installment; `{n}` and `{count}` are replaced.
    note: Field<String> as String = optional "note",
    /// The buyer's purchase order number for these charges, at most 200 characters.
    purchase_order: Field<String> as String = optional "purchase_order",
}

table! {
    /// A price that rises from block to block.
    struct RaiseKeys = "raise", "`raise`";
    /// By how much each block is over the one before.
    percent: Field<Share> as Percent = required "percent",
    /// How many installments a block has.
    every: Field<u32> as Whole<1> = required "every",
}

impl Single {
    /// An installment without a note.
    #[doc(hidden)]
    pub fn new(invoice_date: NaiveDate, amount: Portion) -> Self {
        Self { invoice_date: invoice_date.into(), amount: amount.into(), ..Self::default() }
    }
}

impl Series {
    /// A series of so many installments, without what it bills.
    #[doc(hidden)]
    pub fn new(first: NaiveDate, every: Period, times: u32) -> Self {
        Self { first: first.into(), every: every.into(), times: times.into(), ..Self::default() }
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

impl ListItem for Entry {
    const ITEM: Shape = Shape::Either(&[Shape::Table(Single::TABLE), Shape::Table(Series::TABLE)]);

    fn read_item<'d, 's>(reader: &mut Reader<'d, 's>, node: &'d Node<'s>) -> Self {
        let broken = Self::Broken(node.span);
        if is_series(node) {
            read_series(reader, node).map_or(broken, |series| Self::Series(Box::new(series)))
        } else {
            Single::read_mapping(reader, node).map_or(broken, Self::Single)
        }
    }

    fn write_item(&self, currency: Option<Currency>) -> Yaml {
        Yaml::Mapping(match self {
            Self::Single(single) => single.pairs(currency),
            Self::Series(series) => series.pairs(currency),
            Self::Broken(_) => Vec::new(),
        })
    }

    fn read_rows<'d, 's>(reader: &mut Reader<'d, 's>, node: &'d Node<'s>) -> Option<Vec<Self>> {
        let rows = rows::read(reader, node)?;
        let items = if let yaml::Value::Sequence(items) = &node.value { items.as_slice() } else { &[] };
        let mut entries = Vec::with_capacity(rows.len());
        for (at, row) in rows.into_iter().enumerate() {
            match (row, items.get(at)) {
                (Some(row), _) => {
                    let (invoice_date, amount) = row.values();
                    let single = Single { span: row.span, invoice_date, amount, ..Single::default() };
                    entries.push(Self::Single(single));
                }
                (None, Some(item)) => entries.push(Self::read_item(reader, item)),
                (None, None) => {}
            }
        }
        Some(entries)
    }

    fn is_item_read(&self) -> bool {
        match self {
            Self::Single(single) => single.is_complete(),
            Self::Series(series) => series.is_complete(),
            Self::Broken(_) => false,
        }
    }
}

/// An entry is a series if it has `first` or `every`, or else has no `invoice_date` but another key that
/// only a series has; a misspelt one, or another word for one, counts.
fn is_series(node: &Node<'_>) -> bool {
    // A `day` that is a whole date was meant as the invoice date.
    let dated = |entry: &&yaml::Entry<'_>| {
        entry.key.text() == Some("day") && entry.value.text().is_some_and(|text| parse_date(text).is_ok())
    };
    let all = node.mapping().unwrap_or(&[]);
    let rests = rests(all, Single::TABLE.keys);
    let entries = || all.iter().enumerate().filter(|(at, _)| !rests.contains(at)).map(|(_, entry)| entry);
    let keys = || entries().filter(|entry| !dated(entry)).filter_map(|entry| entry.key.text());
    if keys().any(|key| matches!(key, "first" | "every")) {
        return true;
    }
    if keys().any(|key| key == "invoice_date") {
        return false;
    }
    // What follows a comma in an amount is no word.
    let words = || keys().filter(|key| !key.starts_with(|c: char| c.is_ascii_digit()));
    let singles = || Single::TABLE.keys.iter().map(|key| key.name);
    let single = |key: &str| singles().any(|known| known == key) || key_of(key, singles()).is_some();
    let only_series = || Series::TABLE.keys.iter().map(|key| key.name).filter(|name| !single(name));
    if words().any(|key| key_of(key, ["every", "times"].into_iter()).is_some()) {
        return true;
    }
    words().any(|key| {
        !single(key) && (key_of(key, only_series()).is_some() || closest(key, only_series()).is_some())
    })
}

fn read_series<'d, 's>(reader: &mut Reader<'d, 's>, node: &'d Node<'s>) -> Option<Series> {
    let slots = Series::slots(reader, node)?;
    let mut series = Series::fill(reader, &slots, node.span);
    if one_of_two(reader, node, [("times", slots.times), ("until", slots.until)], msg!("how many there are"))
    {
        series.times = Field::Invalid;
        series.until = Field::Invalid;
    }
    if one_of_two(reader, node, [("amount", slots.amount), ("split", slots.split)], msg!("what it bills")) {
        series.amount = Field::Invalid;
        series.split = Field::Invalid;
    }
    needless_day(reader, &series, slots.day);
    needless_weights(reader, &series, slots.weights, slots.raise);
    Some(series)
}

/// Exactly one of two keys must be present; returns whether that failed.
fn one_of_two<'d, 's>(
    reader: &mut Reader<'d, 's>,
    node: &Node<'s>,
    pair: [(&str, Slot<'d, 's>); 2],
    what: Message,
) -> bool {
    let [(one, first), (other, second)] = pair;
    let diagnostic = match (first.node(), second.node()) {
        (Some(a), Some(b)) => Diagnostic::new(
            names::INVALID_SERIES,
            b.span,
            msg!("`{one}` and `{other}` both say {what}", one, other, what),
        )
        .label(msg!("`{other}` says it", other))
        .also(a.span, msg!("`{one}` says it too", one))
        .help(msg!("keep one of `{one}` and `{other}`", one, other)),
        (None, None) if first.is_empty() && second.is_empty() => {
            let span = node.span.first_line(reader.file().text());
            let pointer = reader.pointer_to(node);
            Diagnostic::new(
                names::INVALID_SERIES,
                span,
                msg!("neither `{one}` nor `{other}` says {what}", one, other, what),
            )
            .label(msg!("this series"))
            .help(msg!("add `{one}` or `{other}`", one, other))
            .pointer(pointer)
        }
        _ => return false,
    };
    reader.report(diagnostic);
    true
}

/// `day` of a series that is not in months: no amount may depend on a key without effect.
fn needless_day<'d, 's>(reader: &mut Reader<'d, 's>, series: &Series, day: Slot<'d, 's>) {
    let in_days = matches!(series.every.get(), Some(Period { unit: Unit::Day, .. }));
    let Some(node) = day.node().filter(|_| in_days) else { return };
    let mut diagnostic = Diagnostic::new(
        names::INVALID_SERIES,
        node.span,
        msg!("`day` names a day of the month, but this series repeats by weeks or days"),
    )
    .label(msg!("has no meaning here"))
    .help(msg!("delete `day`, or set `every` to `month`, `quarter` or `year`"));
    if let Some(every) = series.every.span() {
        diagnostic = diagnostic.also(every, msg!("no months"));
    }
    reader.report(diagnostic);
}

/// `weights` without a `split`, or beside a `raise`.
fn needless_weights<'d, 's>(
    reader: &mut Reader<'d, 's>,
    series: &Series,
    weights: Slot<'d, 's>,
    raise: Slot<'d, 's>,
) {
    let Some(node) = weights.node() else { return };
    if series.split.is_absent() && series.amount.get().is_some() {
        let diagnostic = Diagnostic::new(
            names::INVALID_SERIES,
            node.span,
            msg!("`weights` divide a `split`, but this series gives each installment its `amount`"),
        )
        .label(msg!("has no meaning here"))
        .help(msg!("delete `weights`, or write the whole series' amount as `split`"));
        reader.report(diagnostic);
    } else if let Some(raise) = raise.node() {
        let diagnostic = Diagnostic::new(
            names::INVALID_SERIES,
            raise.span,
            msg!("`weights` and `raise` both say how the series is weighted"),
        )
        .label(msg!("`raise` says it"))
        .also(node.span, msg!("`weights` say it too"))
        .help(msg!("keep one of `weights` and `raise`"));
        reader.report(diagnostic);
    }
}

/// The list of weights.
#[derive(Debug)]
pub(crate) struct Weights;

impl Value for Weights {
    type Value = Vec<Spanned<Decimal>>;
    const SHAPE: Shape = Shape::List(&Shape::Positive);

    fn read<'d, 's>(
        reader: &mut Reader<'d, 's>,
        node: &'d Node<'s>,
        what: &str,
    ) -> Option<Vec<Spanned<Decimal>>> {
        let items = reader.list(node, what)?;
        let mut weights = Vec::with_capacity(items.len().min(1000));
        let mut complete = true;
        for item in items {
            match reader.parse(item, names::INVALID_AMOUNT, "a weight", parse_decimal) {
                Some(weight) if weight.is_zero() => {
                    reader.report(
                        Diagnostic::new(
                            names::INVALID_SERIES,
                            item.span,
                            msg!("a weight is 0, but must be more"),
                        )
                        .label(msg!("zero"))
                        .help(msg!("leave the date out with `except` if nothing is billed")),
                    );
                    complete = false;
                }
                Some(weight) => weights.push(Spanned::new(weight, item.span)),
                None => complete = false,
            }
        }
        complete.then_some(weights)
    }

    fn write(weights: &Vec<Spanned<Decimal>>, _: Option<Currency>) -> Yaml {
        Yaml::Brackets(weights.iter().map(|weight| Yaml::plain(weight.value)).collect())
    }
}

impl Value for Raise {
    type Value = Self;
    const SHAPE: Shape = Shape::Table(RaiseKeys::TABLE);

    fn read<'d, 's>(reader: &mut Reader<'d, 's>, node: &'d Node<'s>, _: &str) -> Option<Self> {
        let RaiseKeys { percent, every, .. } = RaiseKeys::read_mapping(reader, node)?;
        Some(Self { percent: percent.get()?.clone(), every: *every.get()? })
    }

    fn write(raise: &Self, currency: Option<Currency>) -> Yaml {
        let (percent, every) = (raise.percent.clone().into(), raise.every.into());
        Yaml::Mapping(RaiseKeys { percent, every }.pairs(currency))
    }
}
