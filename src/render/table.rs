//! `plan --format table`: for people at a terminal.

use std::io::{self, Write};

use super::sheet::{Align, Sheet, grouped};
use crate::plan::Plan;

/// Writes the offer's facts, the invoices, and the totals of each calendar year.
///
/// # Errors
/// When `out` cannot be written to.
pub fn write(plan: &Plan, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{}", one_line(&plan.offer.name))?;
    for (word, text) in head(plan) {
        writeln!(out, "  {word:<10}  {}", one_line(&text))?;
    }
    writeln!(out)?;
    out.write_all(invoices(plan).draw().as_bytes())?;
    writeln!(out)?;
    out.write_all(years(plan).draw().as_bytes())
}

/// Writes pairs of a word and what there is to say, the words in one column.
///
/// # Errors
/// When `out` cannot be written to.
pub fn write_story(lines: &[(String, String)], out: &mut dyn Write) -> io::Result<()> {
    lines.iter().try_for_each(|(word, text)| writeln!(out, "{word:<8}  {text}"))
}

fn head(plan: &Plan) -> Vec<(&'static str, String)> {
    let offer = &plan.offer;
    let (product, kind) = &offer.product;
    let mut lines = vec![("product", format!("{product} ({kind})"))];
    if let Some(id) = &offer.id {
        lines.push(("offer", id.clone()));
    }
    let buyers = if offer.buyers.len() == 1 { "buyer" } else { "buyers" };
    lines.push((buyers, offer.buyers.join(", ")));
    let accepted = match plan.acceptance.assumed {
        true => "assumed: the last day to accept",
        false => "known",
    };
    lines.push(("acceptance", format!("{} ({accepted})", plan.acceptance.date)));
    if let Some((start, end)) = plan.term {
        lines.push(("term", format!("{start} to {end} ({})", offer.term_words)));
    }
    let count = plan.invoices.len();
    let plural = if count == 1 { "" } else { "s" };
    let total = grouped(&offer.currency.digits(offer.total));
    lines.push(("total", format!("{total} {} in {count} invoice{plural}", offer.currency)));
    for (key, value) in &offer.labels {
        lines.push(("label", format!("{key}: {value}")));
    }
    lines
}

fn invoices(plan: &Plan) -> Sheet {
    let currency = &plan.offer.currency;
    let notes = plan.invoices.iter().any(|invoice| invoice.note.is_some());
    let mut columns = vec![
        ("#", Align::Right),
        ("scheduled", Align::Left),
        ("invoice", Align::Left),
        ("due", Align::Left),
        ("amount", Align::Right),
        ("cumulative", Align::Right),
        ("remaining", Align::Right),
    ];
    if notes {
        columns.push(("note", Align::Left));
    }
    let amount = |amount| grouped(&currency.digits(amount));
    let rows = plan.invoices.iter().map(|invoice| {
        let mut row = vec![
            invoice.number.to_string(),
            invoice.scheduled_date.to_string(),
            invoice.invoice_date.to_string(),
            invoice.due_date.map_or("unknown".to_owned(), |due| due.to_string()),
            amount(invoice.amount),
            amount(invoice.cumulative),
            amount(invoice.remaining),
        ];
        if notes {
            row.push(one_line(invoice.note.as_deref().unwrap_or("")));
        }
        row
    });
    Sheet { columns, rows: rows.collect() }
}

fn years(plan: &Plan) -> Sheet {
    let amount = |amount| grouped(&plan.offer.currency.digits(amount));
    let row = |name: String, count: usize, sum| vec![name, count.to_string(), amount(sum)];
    let mut rows: Vec<Vec<String>> =
        plan.by_year().into_iter().map(|(year, (count, sum))| row(year.to_string(), count, sum)).collect();
    rows.push(row("total".to_owned(), plan.invoices.len(), plan.offer.total));
    Sheet { columns: vec![("year", Align::Left), ("invoices", Align::Right), ("amount", Align::Right)], rows }
}

/// A text of the file on one line, without characters that steer a terminal.
fn one_line(text: &str) -> String {
    text.trim().chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}
