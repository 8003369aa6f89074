//! The formats of `paysched plan`.

use std::io::{self, Write};

use crate::cli::Failure;
use crate::cli::common::WORDS;
use crate::cli::format::{Format, Formats, write_books};
use crate::output::plans::book::Book;
use crate::output::plans::{csv, html, ics, json, ledger, plan, svg, window, yaml};
use crate::plan::{Plan, Window};

/// The formats of a plan.
pub(super) static PLAN: Formats = Formats(&[
    (Format::Table, "A table for people"),
    (Format::Json, "One JSON object, or a list for several offers"),
    (Format::Csv, "Rows of comma-separated values"),
    (Format::Yaml, "The JSON objects as YAML"),
    (Format::Markdown, "Tables for a pull request or a wiki"),
    (Format::Ics, "A calendar of invoice days and due dates"),
    (Format::Ledger, "A journal for hledger"),
    (Format::Html, "One page for a browser or a printer"),
    (Format::Svg, "Drawings of the term and of the amount billed over time"),
    (Format::Xlsx, "A workbook for Excel and LibreOffice"),
]);

/// The plans in a format, each with the file of its offer at the same index in `paths`. `raw` leaves CSV
/// cells that a spreadsheet would run unchanged; `width` is that of the terminal.
pub(super) fn write(
    format: Format,
    (plans, paths): (&[Plan], &[String]),
    (raw, width): (bool, Option<usize>),
    out: &mut dyn Write,
) -> io::Result<()> {
    let terms = || plans.iter().flat_map(Plan::terms);
    match format {
        Format::Json => json::write(plans, out),
        Format::Csv => csv::write(plans, paths, raw, out),
        Format::Yaml => yaml::write(plans, out),
        Format::Html => html::write(plans, WORDS, out),
        Format::Svg => svg::write(plans, WORDS, out),
        Format::Ics => ics::write(plans, WORDS, out),
        Format::Ledger => ledger::write(plans, WORDS, out),
        Format::Xlsx => {
            let books: Vec<Book> = terms().map(plan::workbook).collect();
            write_books(format, &books, plans.first().map(Plan::dated), None, out)
        }
        _ => write_books(format, &terms().map(plan::book).collect::<Vec<_>>(), None, width, out),
    }
}

/// The days of acceptance in a format.
///
/// # Errors
/// When the format cannot show them.
pub(super) fn write_windows(
    format: Format,
    windows: &[Window],
    (raw, width): (bool, Option<usize>),
    out: &mut dyn Write,
) -> Result<(), Failure> {
    match format {
        Format::Json => window::json(windows, out)?,
        Format::Csv => window::csv(windows, raw, out)?,
        Format::Yaml => window::yaml(windows, out)?,
        Format::Markdown | Format::Html | Format::Xlsx | Format::Table => {
            let created = windows.first().and_then(|window| window.reference_day);
            write_books(format, &windows.iter().map(window::book).collect::<Vec<_>>(), created, width, out)?;
        }
        _ => {
            return Err(Failure::message(
                "--accept-range is written as table, markdown, html, json, csv, yaml or xlsx; give one with --format",
            ));
        }
    }
    Ok(())
}
