//! `paysched timeline`: the events of a contract.

use std::io::{self, Write};

use super::common::WORDS;
use super::deliver::{ReportOutput, Reporting};
use super::format::{Format, Formats, write_books};
use super::reading::Planning;
use super::{Common, Failure, Outcome};
use crate::lint::Settings;
use crate::output::plans::timeline::{book, csv, ics, json, yaml};
use crate::output::plans::{html, svg};
use crate::plan::{Scenario, Timeline};

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

/// Show the events of a contract: release, acceptance, invoices, renewal, end
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    planning: Planning,
    #[command(flatten)]
    output: ReportOutput<Self>,
    /// Show an offer despite errors, as far as it can be computed
    #[arg(long)]
    allow_errors: bool,
    #[command(flatten)]
    common: Common,
}

impl Reporting for Args {
    const FORMATS: &'static Formats = &FORMATS;
}

pub(super) fn run(args: &Args, out: &mut dyn Write) -> Result<Outcome, Failure> {
    let inputs = args.planning.files.iter().chain(&args.common.config);
    let format = args.output.format(inputs)?;
    let scenario = |_: &Settings| Scenario { partial: args.allow_errors, ..args.planning.scenario() };
    let then = match args.allow_errors {
        true => "shown all the same",
        false => "not shown (--allow-errors shows it all the same)",
    };
    let Some(planned) =
        args.planning.planned((&args.common, &args.output.to), then, &scenario, &|_| Ok(()))?
    else {
        return Ok(Outcome::Findings);
    };
    let timelines: Vec<Timeline> = planned.into_iter().map(|one| one.offer.timeline(one.plan)).collect();
    if timelines.is_empty() {
        return Err(Failure::message("there is no offer to show"));
    }
    let mut bytes = Vec::new();
    write(format, &timelines, &args.output, &mut bytes)?;
    args.output.to.deliver(&bytes, out)?;
    Ok(Outcome::Clean)
}

fn write(
    format: Format,
    timelines: &[Timeline],
    to: &ReportOutput<Args>,
    out: &mut dyn Write,
) -> io::Result<()> {
    match format {
        Format::Json => json(timelines, out),
        Format::Csv => csv(timelines, to.raw_csv, out),
        Format::Yaml => yaml(timelines, out),
        Format::Ics => ics(timelines, WORDS, out),
        Format::Html => html::write_timelines(timelines, WORDS, out),
        Format::Svg => svg::write(timelines.iter().map(|timeline| &timeline.plan), WORDS, out),
        _ => {
            let created = timelines.first().map(|timeline| timeline.plan.dated());
            write_books(
                format,
                &timelines.iter().map(book).collect::<Vec<_>>(),
                created,
                to.to.columns(),
                out,
            )
        }
    }
}
