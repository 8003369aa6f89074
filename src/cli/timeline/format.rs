//! The formats of `paysched timeline`.

use std::io::{self, Write};

use clap::ValueEnum;

use crate::cli::books::tables;
use crate::cli::workbook;
use crate::output::plans::book::Book;
use crate::output::plans::timeline::{book, csv, ics, json, yaml};
use crate::output::plans::{html, markdown, svg};
use crate::plan::Timeline;

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// A table for people
    #[value(alias = "txt", alias = "text")]
    Table,
    /// One JSON object, or a list for several offers
    Json,
    /// A row of comma-separated values for each event
    Csv,
    /// The JSON objects as YAML
    #[value(alias = "yml")]
    Yaml,
    /// Tables for a pull request or a wiki
    #[value(alias = "md")]
    Markdown,
    /// A calendar of all the days
    #[value(alias = "ical", alias = "icalendar")]
    Ics,
    /// One page for a browser or a printer
    #[value(alias = "htm")]
    Html,
    /// Drawings of each term and of the amount billed over time
    Svg,
    /// A workbook for Excel and LibreOffice
    Xlsx,
}

/// The timelines in a format.
///
/// # Errors
/// When `out` cannot be written to.
pub(super) fn write(format: Format, timelines: &[Timeline], out: &mut dyn Write) -> io::Result<()> {
    let books = || timelines.iter().map(book).collect::<Vec<Book>>();
    match format {
        Format::Json => json(timelines, out),
        Format::Csv => csv(timelines, false, out),
        Format::Yaml => yaml(timelines, out),
        Format::Ics => ics(timelines, out),
        Format::Html => html::write_timelines(timelines, out),
        Format::Svg => svg::write(timelines.iter().map(|timeline| &timeline.plan), out),
        Format::Markdown => markdown::write(&books(), out),
        Format::Xlsx => {
            workbook::write(&books(), timelines.first().map(|timeline| timeline.plan.dated()), out)
        }
        Format::Table => tables(&books(), out),
    }
}
