//! What changed between two versions of an offer: as text, Markdown or JSON.

use std::io::{self, Write};

use rust_decimal::Decimal;
use serde::Serialize;

use super::markdown::{escaped, table};
use super::sheet::{Align, Cell, Row as Line, Sheet, grouped};
use crate::deal::compare::{Change, Comparison};

/// A comparison with the names of what was compared.
#[derive(Debug)]
pub struct Named {
    /// What people call the offer.
    pub offer: String,
    /// Where the earlier version stands.
    pub before: String,
    /// Where the later version stands.
    pub after: String,
    /// What changed.
    pub comparison: Comparison,
}

/// Writes every comparison for a terminal.
///
/// # Errors
/// When `out` cannot be written to.
pub fn text(all: &[Named], out: &mut dyn Write) -> io::Result<()> {
    for (at, named) in all.iter().enumerate() {
        if at > 0 {
            writeln!(out)?;
        }
        writeln!(out, "{}\n  {} → {}", named.offer, named.before, named.after)?;
        if named.comparison.is_empty() {
            writeln!(out, "  no change of dates, amounts or terms")?;
            continue;
        }
        for sheet in sheets(&named.comparison) {
            writeln!(out)?;
            out.write_all(sheet.draw().as_bytes())?;
        }
    }
    Ok(())
}

/// Writes every comparison as Markdown tables.
///
/// # Errors
/// When `out` cannot be written to.
pub fn markdown(all: &[Named], out: &mut dyn Write) -> io::Result<()> {
    for (at, named) in all.iter().enumerate() {
        if at > 0 {
            writeln!(out)?;
        }
        writeln!(out, "### {}\n\n`{}` → `{}`", escaped(&named.offer), named.before, named.after)?;
        if named.comparison.is_empty() {
            writeln!(out, "\nNo change of dates, amounts or terms.")?;
            continue;
        }
        for sheet in sheets(&named.comparison) {
            writeln!(out)?;
            out.write_all(table(&sheet).as_bytes())?;
        }
    }
    Ok(())
}

/// The tables of one comparison: installments, sums, and everything else; empty ones are left out.
fn sheets(comparison: &Comparison) -> Vec<Sheet> {
    let (old, new) = comparison.currencies;
    let amount = |currency: Option<crate::offer::Currency>, value: Decimal| match currency {
        Some(currency) => grouped(&currency.digits(value)),
        None => grouped(&value.to_string()),
    };
    let before = |value| amount(old, value);
    let after = |value| amount(new, value);
    let difference = |a: Decimal, b: Decimal| {
        let gap = b - a;
        let sign = if gap.is_sign_negative() { "" } else { "+" };
        format!("{sign}{}", amount(new, gap))
    };
    let item = |texts: &[String]| Line::item(texts.iter().map(|text| Cell::text(text)).collect());
    let installments = comparison.installments.iter().map(|change| match *change {
        Change::Moved { from, to, amount } => {
            item(&["moved".into(), format!("{from} → {to}"), before(amount), after(amount)])
        }
        Change::Resized { date, before: a, after: b } => {
            item(&["resized".into(), date.to_string(), before(a), after(b)])
        }
        Change::Added { date, amount } => {
            item(&["added".into(), date.to_string(), String::new(), after(amount)])
        }
        Change::Dropped { date, amount } => {
            item(&["dropped".into(), date.to_string(), before(amount), String::new()])
        }
    });
    let sum = |name: String, (a, b): (Decimal, Decimal)| item(&[name, before(a), after(b), difference(a, b)]);
    let mut sums: Vec<Line> =
        comparison.years.iter().map(|(year, pair)| sum(year.to_string(), *pair)).collect();
    if let Some(pair) = comparison.total {
        let row = sum("total".into(), pair);
        sums.push(Line { total: true, ..row });
    }
    let facts = comparison
        .facts
        .iter()
        .map(|fact| item(&[fact.what.to_owned(), fact.before.clone(), fact.after.clone()]));
    let (left, right) = (Align::Left, Align::Right);
    [
        Sheet {
            name: "Installments".to_owned(),
            columns: vec![("installment", left), ("date", left), ("before", right), ("after", right)],
            rows: installments.collect(),
        },
        Sheet {
            name: "Sums".to_owned(),
            columns: vec![("year", left), ("before", right), ("after", right), ("difference", right)],
            rows: sums,
        },
        Sheet {
            name: "Keys".to_owned(),
            columns: vec![("key", left), ("before", left), ("after", left)],
            rows: facts.collect(),
        },
    ]
    .into_iter()
    .filter(|sheet| !sheet.rows.is_empty())
    .collect()
}

#[derive(Serialize)]
struct Object<'a> {
    version: u8,
    changed: bool,
    offers: Vec<OfferChange<'a>>,
}

#[derive(Serialize)]
struct OfferChange<'a> {
    offer: &'a str,
    before: &'a str,
    after: &'a str,
    installments: Vec<Row>,
    total: Option<Pair>,
    years: Vec<Year>,
    facts: Vec<FactRow<'a>>,
}

#[derive(Serialize)]
struct Row {
    change: &'static str,
    date_before: Option<String>,
    date_after: Option<String>,
    amount_before: Option<String>,
    amount_after: Option<String>,
}

#[derive(Serialize)]
struct Pair {
    before: String,
    after: String,
}

#[derive(Serialize)]
struct Year {
    year: i32,
    before: String,
    after: String,
}

#[derive(Serialize)]
struct FactRow<'a> {
    key: &'a str,
    before: &'a str,
    after: &'a str,
}

/// Writes every comparison as one JSON object, version 1; amounts are text.
///
/// # Errors
/// When `out` cannot be written to.
pub fn json(all: &[Named], out: &mut dyn Write) -> io::Result<()> {
    let object = Object {
        version: 1,
        changed: all.iter().any(|named| !named.comparison.is_empty()),
        offers: all.iter().map(offer_change).collect(),
    };
    serde_json::to_writer_pretty(&mut *out, &object)?;
    out.write_all(b"\n")
}

fn offer_change(named: &Named) -> OfferChange<'_> {
    let comparison = &named.comparison;
    let (old, new) = comparison.currencies;
    let digits = |currency: Option<crate::offer::Currency>, value: Decimal| match currency {
        Some(currency) => currency.digits(value),
        None => value.to_string(),
    };
    let pair = |(a, b): (Decimal, Decimal)| Pair { before: digits(old, a), after: digits(new, b) };
    let row = |change: &Change| {
        let (word, dates, amounts) = match *change {
            Change::Moved { from, to, amount } => {
                ("moved", (Some(from), Some(to)), (Some(amount), Some(amount)))
            }
            Change::Resized { date, before, after } => {
                ("resized", (Some(date), Some(date)), (Some(before), Some(after)))
            }
            Change::Added { date, amount } => ("added", (None, Some(date)), (None, Some(amount))),
            Change::Dropped { date, amount } => ("dropped", (Some(date), None), (Some(amount), None)),
        };
        Row {
            change: word,
            date_before: dates.0.map(|date| date.to_string()),
            date_after: dates.1.map(|date| date.to_string()),
            amount_before: amounts.0.map(|amount| digits(old, amount)),
            amount_after: amounts.1.map(|amount| digits(new, amount)),
        }
    };
    OfferChange {
        offer: &named.offer,
        before: &named.before,
        after: &named.after,
        installments: comparison.installments.iter().map(row).collect(),
        total: comparison.total.map(pair),
        years: comparison
            .years
            .iter()
            .map(|(year, sums)| {
                let Pair { before, after } = pair(*sums);
                Year { year: *year, before, after }
            })
            .collect(),
        facts: comparison
            .facts
            .iter()
            .map(|f| FactRow { key: f.what, before: &f.before, after: &f.after })
            .collect(),
    }
}
