//! `paysched timeline`: the days of a contract's life.

use std::io::{self, IsTerminal, Write};
use std::path::PathBuf;

use chrono::NaiveDate;

use super::books::{self, Format, Shown};
use super::deliver::{deliver, format_of, to_standard_output};
use super::planned::planned;
use super::reading::{read, refuse};
use super::{Common, Failure, Outcome};
use crate::plan::{Scenario, Timeline, renewals, timeline};
use crate::render::book::Book;
use crate::render::timeline as render;

/// Show the days of a contract's life: release, acceptance, invoices, renewal, end
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Offer files; `-` reads standard input
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
    /// How to write it; by default what the extension of --output says, else a table
    #[arg(long, value_enum)]
    format: Option<Format>,
    /// Write it to a file instead of standard output
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
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
    let format = format_of(args.format, args.output.as_deref(), Format::Table)?;
    if format == Format::Xlsx {
        books::refuse_workbook(to_standard_output(args.output.as_ref()) && io::stdout().is_terminal())?;
    }
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
    books::write(format, &Timelines(timelines), &mut bytes)?;
    deliver(args.output.as_ref(), &bytes, out)?;
    Ok(Outcome::Clean)
}

struct Timelines(Vec<Timeline>);

impl Shown for Timelines {
    fn books(&self) -> Vec<Book> {
        self.0.iter().map(render::book).collect()
    }

    fn day(&self) -> Option<NaiveDate> {
        let first = &self.0.first()?.plan;
        Some(first.reference_day.unwrap_or(first.acceptance.date))
    }

    fn json(&self, out: &mut dyn Write) -> io::Result<()> {
        render::json(&self.0, out)
    }

    fn yaml(&self, out: &mut dyn Write) -> io::Result<()> {
        render::yaml(&self.0, out)
    }

    fn csv(&self, out: &mut dyn Write) -> io::Result<()> {
        render::csv(&self.0, out)
    }

    fn ics(&self, out: &mut dyn Write) -> io::Result<()> {
        render::ics(&self.0, out)
    }
}
