//! `paysched timeline`: the days of a contract's life.

mod format;

use std::io::{self, IsTerminal, Write};
use std::path::PathBuf;

use chrono::NaiveDate;
use format::Format;

use super::deliver::{deliver, format_of, to_standard_output};
use super::planned::planned;
use super::reading::{read, refuse};
use super::{Common, Failure, Outcome, workbook};
use crate::plan::{Scenario, renewals, timeline};

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
    let to_terminal = to_standard_output(args.output.as_ref()) && io::stdout().is_terminal();
    if format == Format::Xlsx {
        workbook::refuse(to_terminal, "timeline.xlsx")?;
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
    format::write(format, &timelines, &mut bytes)?;
    deliver(args.output.as_ref(), &bytes, out)?;
    Ok(Outcome::Clean)
}
