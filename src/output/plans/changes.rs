//! What changed between two versions of an offer: as text, Markdown or JSON.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::{Value, json};

use super::grid::{self, Columns, Grid, IntoCell, Records};
use super::markdown::table;
use super::sheet::{Cell, Row, Sheet};
use crate::deal::compare::{Change, Comparison, Fact};
use crate::offer::{Amount, Currency};
use crate::output::escape;
use crate::text::message::{Message, Words, msg, word};
use crate::text::sanitize::{blanks, line};

/// A comparison, with the names of the versions.
#[derive(Debug)]
pub struct NamedComparison {
    /// The offer's title.
    pub offer: String,
    /// The location of the earlier version.
    pub before: String,
    /// The location of the later version.
    pub after: String,
    /// What changed.
    pub comparison: Comparison,
}

/// Writes every comparison for a terminal.
///
/// # Errors
/// When `out` cannot be written to.
pub fn text(all: &[NamedComparison], words: Words, out: &mut dyn Write) -> io::Result<()> {
    for (at, named) in all.iter().enumerate() {
        if at > 0 {
            writeln!(out)?;
        }
        writeln!(out, "{}\n  {} → {}", line(&named.offer), blanks(&named.before), blanks(&named.after))?;
        if named.comparison.is_empty() {
            writeln!(out, "  {}", words.wording(word!("no change of dates, amounts or terms")))?;
            continue;
        }
        for sheet in sheets(&named.comparison) {
            writeln!(out)?;
            out.write_all(sheet.translated(words).draw(None).as_bytes())?;
        }
    }
    Ok(())
}

/// Writes every comparison as Markdown tables.
///
/// # Errors
/// When `out` cannot be written to.
pub fn markdown(all: &[NamedComparison], words: Words, out: &mut dyn Write) -> io::Result<()> {
    for (at, named) in all.iter().enumerate() {
        if at > 0 {
            writeln!(out)?;
        }
        let (before, after) = (escape::code(&named.before), escape::code(&named.after));
        writeln!(out, "### {}\n\n{before} → {after}", escape::markdown(&named.offer))?;
        if named.comparison.is_empty() {
            writeln!(out, "\n{}", words.wording(word!("No change of dates, amounts or terms.")))?;
            continue;
        }
        for sheet in sheets(&named.comparison) {
            writeln!(out)?;
            out.write_all(table(&sheet.translated(words)).as_bytes())?;
        }
    }
    Ok(())
}

/// The tables of one comparison: installments, sums, and everything else; empty ones are left out.
fn sheets(comparison: &Comparison) -> Vec<Sheet> {
    let grid = sums(comparison.currencies);
    let mut all = grid.sheet(msg!("Sums"), comparison.years.iter().map(|(year, pair)| (Some(*year), *pair)));
    let total = grid.sheet(Message::default(), comparison.total.map(|pair| (None, pair))).rows;
    all.rows.extend(total.into_iter().map(|row| Row { total: true, ..row }));
    let sheets = [
        installments(comparison.currencies).sheet(msg!("Installments"), &comparison.installments),
        all,
        facts().sheet(msg!("Keys"), &comparison.facts),
    ];
    sheets.into_iter().filter(|sheet| !sheet.rows.is_empty()).collect()
}

type Currencies = (Option<Currency>, Option<Currency>);

/// The columns of changed installments.
fn installments<'a>((old, new): Currencies) -> Grid<'a, &'a Change> {
    let c = Columns::<&'_ Change>::of();
    let word = |change: &&Change| match change {
        Change::Moved { .. } => Cell::Words("moved"),
        Change::Resized { .. } => Cell::Words("resized"),
        Change::Added { .. } => Cell::Words("added"),
        Change::Dropped { .. } => Cell::Words("dropped"),
    };
    let dates = |change: &&Change| match **change {
        Change::Moved { from, to, .. } => (Some(from), Some(to)),
        Change::Resized { date, .. } => (Some(date), Some(date)),
        Change::Added { date, .. } => (None, Some(date)),
        Change::Dropped { date, .. } => (Some(date), None),
    };
    let amounts = |change: &&Change| match **change {
        Change::Moved { amount, .. } => (Some(amount), Some(amount)),
        Change::Resized { before, after, .. } => (Some(before), Some(after)),
        Change::Added { amount, .. } => (None, Some(amount)),
        Change::Dropped { amount, .. } => (Some(amount), None),
    };
    let days = move |change: &&Change| match dates(change) {
        (Some(from), Some(to)) if from != to => format!("{from} → {to}"),
        (day, other) => day.or(other).map_or_else(String::new, |day| day.to_string()),
    };
    let before = move |change: &&'a Change| amounts(change).0.map(|amount| (amount, old));
    let after = move |change: &&'a Change| amounts(change).1.map(|amount| (amount, new));
    Grid::new([
        c.named("change", word).titled("installment"),
        c.people("date", days),
        c.named("date_before", move |change| dates(change).0),
        c.named("date_after", move |change| dates(change).1),
        c.named("amount_before", before).titled("before"),
        c.named("amount_after", after).titled("after"),
    ])
}

/// The sums of a year before and after; `None` for the total.
type YearSums = (Option<i32>, (Amount, Amount));

/// The columns of sums.
fn sums<'a>((old, new): Currencies) -> Grid<'a, YearSums> {
    let c = Columns::<YearSums>::of();
    let year = |(year, _): &YearSums| year.map_or(Cell::Words("total"), |year| Cell::Text(year.to_string()));
    let difference = move |(_, (before, after)): &YearSums| {
        let Some(gap) = after.minus(*before) else { return Cell::Words("too large") };
        let sign = if gap.is_negative() { "" } else { "+" };
        Cell::Text(format!("{sign}{}", (gap, new).cell().words()))
    };
    Grid::new([
        c.named("year", |(year, _)| year.map(i64::from)).seen_as("year", year),
        c.named("before", move |(_, (before, _))| (*before, old)).titled("before"),
        c.named("after", move |(_, (_, after))| (*after, new)).titled("after"),
        c.people("difference", difference).right(),
    ])
}

/// The columns of other keys.
fn facts<'a>() -> Grid<'a, &'a Fact> {
    let c = Columns::<&'_ Fact>::of();
    Grid::new([
        c.named("key", |fact| fact.what).titled("key"),
        c.named("before", |fact| fact.before.clone()).titled("before"),
        c.named("after", |fact| fact.after.clone()).titled("after"),
    ])
}

#[derive(Serialize)]
struct ChangesObject<'a> {
    version: u8,
    changed: bool,
    offers: Vec<OfferChange<'a>>,
}

#[derive(Serialize)]
struct OfferChange<'a> {
    offer: &'a str,
    before: &'a str,
    after: &'a str,
    installments: Records<'a, &'a Change>,
    total: Option<Value>,
    years: Records<'a, YearSums>,
    facts: Records<'a, &'a Fact>,
}

/// Writes every comparison as one JSON object, version 1; amounts are text.
///
/// # Errors
/// When `out` cannot be written to.
pub fn json(all: &[NamedComparison], out: &mut dyn Write) -> io::Result<()> {
    let object = ChangesObject {
        version: 1,
        changed: all.iter().any(|named| !named.comparison.is_empty()),
        offers: all.iter().map(offer_change).collect(),
    };
    grid::json(&[object], out)
}

fn offer_change(named: &NamedComparison) -> OfferChange<'_> {
    let comparison = &named.comparison;
    let (old, new) = comparison.currencies;
    let pair = |(before, after)| json!({"before": (before, old).cell().plain(), "after": (after, new).cell().plain()});
    let years = comparison.years.iter().map(|(year, pair)| (Some(*year), *pair));
    OfferChange {
        offer: &named.offer,
        before: &named.before,
        after: &named.after,
        installments: installments(comparison.currencies).records(&comparison.installments),
        total: comparison.total.map(pair),
        years: sums(comparison.currencies).records(years),
        facts: facts().records(&comparison.facts),
    }
}
