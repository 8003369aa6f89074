//! `paysched timeline`: the days of a contract's life.

mod format;

use std::io::{self, IsTerminal, Write};
use std::path::PathBuf;

use format::Format;

use super::deliver::{deliver, format_of, to_standard_output};
use super::reading::Planning;
use super::{Common, Failure, Outcome, workbook};
use crate::lint::Settings;
use crate::plan::Timeline;

/// Show the days of a contract's life: release, acceptance, invoices, renewal, end
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    planning: Planning,
    /// How to write it; by default what the extension of --output says, else a table
    #[arg(long, value_enum)]
    format: Option<Format>,
    /// Write it to a file instead of standard output
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
    #[command(flatten)]
    common: Common,
}

pub(super) fn run(args: &Args, out: &mut dyn Write) -> Result<Outcome, Failure> {
    let format = format_of(args.format, args.output.as_deref(), Format::Table)?;
    let to_terminal = to_standard_output(args.output.as_ref()) && io::stdout().is_terminal();
    if format == Format::Xlsx {
        workbook::refuse(to_terminal, "timeline.xlsx")?;
    }
    let scenario = |_: &Settings| args.planning.scenario();
    let Some(planned) = args.planning.planned(&args.common, "not shown", &scenario, &|_| Ok(()))? else {
        return Ok(Outcome::Findings);
    };
    let timelines: Vec<Timeline> = planned.into_iter().map(|one| one.offer.timeline(one.plan)).collect();
    if timelines.is_empty() {
        return Err(Failure::message("there is no offer to show"));
    }
    let mut bytes = Vec::new();
    format::write(format, &timelines, &mut bytes)?;
    deliver(args.output.as_ref(), &bytes, out)?;
    Ok(Outcome::Clean)
}
