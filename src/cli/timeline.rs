//! `paysched timeline`: the days of a contract's life.

use std::io::{self, Write};
use std::path::PathBuf;

use chrono::NaiveDate;

use super::deliver::Output;
use super::format::{Format, Formats, write_books};
use super::planned::planned;
use super::reading::{read, refuse};
use super::{Common, Failure, Outcome};
use crate::output::plans::timeline::{book, csv, ics, json, yaml};
use crate::output::plans::{html, svg};
use crate::plan::{Scenario, Timeline, renewals, timeline};

static FORMATS: Formats = Formats(&[
    (Format::Table, "A table for people"),
    (Format::Json, "One JSON object, or a list for several offers"),
    (Format::Csv, "A row of comma-separated values for each event"),
    (Format::Yaml, "The JSON objects as YAML"),
    (Format::Markdown, "Tables for a pull request or a wiki"),
    (Format::Ics, "A calendar of all the days"),
    (Format::Html, "One page for a browser or a printer"),
    (Format::Svg, "Drawings of each term and of the amount billed over time"),
    (Format::Xlsx, "A workbook for Excel and LibreOffice"),
]);

/// Show the days of a contract's life: release, acceptance, invoices, renewal, end
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Offer files; `-` reads standard input
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
    /// How to write it; by default what the extension of --output says, else a table
    #[arg(long, value_parser = FORMATS.parser())]
    format: Option<Format>,
    /// In CSV, leave texts as they are that a spreadsheet would run as formulas
    #[arg(long)]
    raw_csv: bool,
    #[command(flatten)]
    output: Output,
    /// Show it as if the buyer accepted on this day (YYYY-MM-DD)
    #[arg(long, value_name = "DATE", value_parser = super::common::date)]
    accepted: Option<NaiveDate>,
    /// Go on with the first N renewed terms
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=99))]
    renewals: Option<u32>,
    #[command(flatten)]
    common: Common,
}

pub(super) fn run(args: &Args, out: &mut dyn Write) -> Result<Outcome, Failure> {
    let inputs = args.files.iter().chain(&args.common.config);
    let format = args.output.report(args.format, &FORMATS, inputs)?;
    let workspace = args.common.workspace()?;
    let scenario = Scenario { accepted: args.accepted, partial: false };
    let mut timelines = Vec::new();
    let mut outcome = Outcome::Clean;
    for path in &args.files {
        let (source, settings) = read(&args.common, path, &workspace)?;
        if refuse(&args.common, &source, &settings, &workspace, "not shown")? {
            outcome = Outcome::Findings;
            continue;
        }
        let plans = planned(&source, &settings, &workspace, scenario, |plan, offer| {
            let Some(count) = args.renewals else { return Ok(()) };
            let terms = renewals(plan, offer, &settings.accounts, count);
            plan.renewals = terms.map_err(|error| error.to_string())?;
            Ok(())
        })?;
        // An offer is there: the plan was made of it.
        let lives = plans.into_iter().filter_map(|one| Some(timeline(one.plan, &one.examined.offer?)));
        timelines.extend(lives);
    }
    if outcome == Outcome::Findings {
        return Ok(outcome);
    }
    if timelines.is_empty() {
        return Err(Failure::message("there is no offer to show"));
    }
    let mut bytes = Vec::new();
    write(format, &timelines, args.raw_csv, &mut bytes)?;
    args.output.deliver(&bytes, out)?;
    Ok(Outcome::Clean)
}

fn write(format: Format, timelines: &[Timeline], raw: bool, out: &mut dyn Write) -> io::Result<()> {
    match format {
        Format::Json => json(timelines, out),
        Format::Csv => csv(timelines, raw, out),
        Format::Yaml => yaml(timelines, out),
        Format::Ics => ics(timelines, out),
        Format::Html => html::write_timelines(timelines, out),
        Format::Svg => svg::write(timelines.iter().map(|timeline| &timeline.plan), out),
        _ => {
            let created = timelines.first().map(|timeline| timeline.plan.dated());
            write_books(format, &timelines.iter().map(book).collect::<Vec<_>>(), created, out)
        }
    }
}
