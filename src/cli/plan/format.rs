//! The formats of `paysched plan`.

use std::io::{self, Write};

use clap::ValueEnum;

use crate::cli::books::tables;
use crate::cli::{Failure, workbook};
use crate::output::plans::book::Book;
use crate::output::plans::{csv, html, ics, json, ledger, markdown, plan, svg, window, yaml};
use crate::plan::{Plan, Window};

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// A table for people
    #[value(alias = "txt", alias = "text")]
    Table,
    /// One JSON object, or a list for several offers
    Json,
    /// Rows of comma-separated values
    Csv,
    /// The JSON objects as YAML
    #[value(alias = "yml")]
    Yaml,
    /// Tables for a pull request or a wiki
    #[value(alias = "md")]
    Markdown,
    /// A calendar of invoice days and due dates
    #[value(alias = "ical", alias = "icalendar")]
    Ics,
    /// A journal for hledger
    #[value(alias = "hledger", alias = "journal", alias = "j")]
    Ledger,
    /// One page for a browser or a printer
    #[value(alias = "htm")]
    Html,
    /// Drawings of the term and of the amount billed over time
    Svg,
    /// A workbook for Excel and LibreOffice
    Xlsx,
}

impl Format {
    /// Whether people read it, so that it may grow; programs count on the shape of the others.
    pub(super) fn is_for_people(self) -> bool {
        !matches!(self, Self::Json | Self::Csv | Self::Yaml | Self::Ics | Self::Ledger)
    }
}

/// Why a format cannot be written to where the output goes, before anything is read.
///
/// # Errors
/// When it is no text and would go to a terminal, or this build does not have it.
pub(super) fn refuse(format: Format, to_terminal: bool) -> Result<(), Failure> {
    if format == Format::Xlsx { workbook::refuse(to_terminal, "plan.xlsx") } else { Ok(()) }
}

/// The plans in a format.
pub(super) fn write(format: Format, plans: &[Plan], out: &mut dyn Write) -> io::Result<()> {
    let books = || plans.iter().flat_map(plan::books).collect::<Vec<Book>>();
    match format {
        Format::Json => json::write(plans, out),
        Format::Csv => csv::write(plans, &[], false, out),
        Format::Yaml => yaml::write(plans, out),
        Format::Html => html::write(plans, out),
        Format::Svg => svg::write(plans, out),
        Format::Markdown => markdown::write(&books(), out),
        Format::Ics => ics::write(plans, out),
        Format::Ledger => ledger::write(plans, out),
        Format::Xlsx => {
            let books: Vec<Book> = plans.iter().flat_map(Plan::terms).map(plan::workbook).collect();
            workbook::write(&books, plans.first().map(Plan::dated), out)
        }
        Format::Table => tables(&books(), out),
    }
}

/// The days of acceptance in a format.
///
/// # Errors
/// When the format cannot show them.
pub(super) fn write_windows(format: Format, windows: &[Window], out: &mut dyn Write) -> Result<(), Failure> {
    let books = || windows.iter().map(window::book).collect::<Vec<Book>>();
    match format {
        Format::Json => window::json(windows, out)?,
        Format::Csv => window::csv(windows, false, out)?,
        Format::Yaml => window::yaml(windows, out)?,
        Format::Markdown => markdown::write(&books(), out)?,
        Format::Html => html::write_books(&books(), out)?,
        Format::Xlsx => {
            workbook::write(&books(), windows.first().and_then(|window| window.reference_day), out)?;
        }
        Format::Table => tables(&books(), out)?,
        _ => {
            return Err(Failure::message(
                "--accept-range is written as table, markdown, html, json, csv, yaml or xlsx; give one with --format",
            ));
        }
    }
    Ok(())
}
