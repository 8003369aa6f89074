//! `paysched plan`: offers into dated invoices.

mod format;

use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use format::Format;

use super::deliver::{deliver, format_of, to_standard_output};
use super::{Common, Failure, Outcome};
use crate::diagnostic::{Diagnostic, Severity};
use crate::discover::Workspace;
use crate::lint::{Examined, Found, Settings, examine, lint};
use crate::offer::is_offer;
use crate::plan::{Plan, Scenario, plan, story};
use crate::render::plan::write_story;
use crate::report::human;
use crate::source::{SourceFile, load};

/// Expand offers into dated invoices.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Offer files; `-` reads standard input
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
    /// How to write the plan; by default what the extension of --output says, else a table
    #[arg(long, value_enum)]
    format: Option<Format>,
    /// Write the plan to a file instead of standard output
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Plan as if the buyer accepted on this day (YYYY-MM-DD)
    #[arg(long, value_name = "DATE", value_parser = super::common::date)]
    accepted: Option<NaiveDate>,
    /// Tell the story of invoice N: which entry, which date rule, which rounding
    #[arg(long, value_name = "N")]
    explain: Option<usize>,
    /// Plan an offer with errors all the same, as far as it can be worked out
    #[arg(long)]
    allow_errors: bool,
    #[command(flatten)]
    common: Common,
}

/// A plan with what it was made of.
struct Planned {
    plan: Plan,
    examined: Examined,
}

pub(super) fn run(args: &Args, out: &mut dyn Write) -> Result<Outcome, Failure> {
    let format = format_of(args.format, args.output.as_deref(), Format::Table)?;
    let to_terminal = to_standard_output(args.output.as_ref()) && io::stdout().is_terminal();
    format::refuse(format, to_terminal)?;
    let workspace = args.common.workspace()?;
    let mut planned = Vec::new();
    let mut outcome = Outcome::Clean;
    for path in &args.files {
        let (source, settings) = read(args, path, &workspace)?;
        let refused = refuse(args, &source, &settings, &workspace)?;
        if refused && !args.allow_errors {
            outcome = Outcome::Findings;
            continue;
        }
        planned.append(&mut plans(args, &source, &settings, &workspace)?);
    }
    if outcome == Outcome::Findings {
        return Ok(outcome);
    }
    if planned.is_empty() {
        return Err(Failure::message("there is no offer to plan"));
    }
    let mut bytes = Vec::new();
    match args.explain {
        Some(number) => explain(&planned, number, &mut bytes)?,
        None => {
            let plans: Vec<Plan> = planned.into_iter().map(|planned| planned.plan).collect();
            format::write(format, &plans, &mut bytes)?;
        }
    }
    deliver(args.output.as_ref(), &bytes, out)?;
    Ok(Outcome::Clean)
}

fn read(
    args: &Args,
    path: &Path,
    workspace: &Workspace,
) -> Result<(SourceFile, std::sync::Arc<Settings>), Failure> {
    let stdin = path == Path::new("-");
    let name = if stdin { args.common.stdin_filename.as_deref().unwrap_or(path) } else { path };
    let settings = workspace.settings_of(name).map_err(|error| args.common.settings_failure(error))?;
    if stdin {
        return Ok((args.common.stdin(settings.max_file_bytes)?, settings));
    }
    let shown = crate::discover::shown(path, &Common::working_directory()?);
    let source = load(path, &shown, settings.max_file_bytes)
        .map_err(|error| super::common::cannot_read(&shown, &error))?;
    Ok((source, settings))
}

/// Shows the errors of a file, on standard error; whether there are any.
fn refuse(
    args: &Args,
    source: &SourceFile,
    settings: &Settings,
    workspace: &Workspace,
) -> Result<bool, Failure> {
    let mut report = lint(source, Found::Named, settings, workspace);
    report.diagnostics.retain(|finding| finding.severity == Severity::Error);
    if report.diagnostics.is_empty() {
        return Ok(false);
    }
    let errors: &[Diagnostic] = &report.diagnostics;
    let mut err = io::stderr().lock();
    human::write_findings(source, errors, args.common.style(&io::stderr()), &mut err)?;
    let plural = if errors.len() == 1 { "" } else { "s" };
    let end = if args.allow_errors {
        "; planned all the same"
    } else {
        "; not planned (--allow-errors plans it all the same)"
    };
    writeln!(err, "{}: {} error{plural}{end}", source.path(), errors.len())?;
    Ok(true)
}

fn plans(
    args: &Args,
    source: &SourceFile,
    settings: &Settings,
    workspace: &Workspace,
) -> Result<Vec<Planned>, Failure> {
    let mut planned = Vec::new();
    for document in crate::yaml::parse(source).iter().filter(|document| is_offer(document)) {
        let examined = examine(source, document, settings, workspace);
        let made = match (&examined.offer, &examined.contract) {
            (Some(offer), Some(contract)) => {
                let scenario = Scenario { accepted: args.accepted, partial: args.allow_errors };
                Some(plan(offer, &examined.schedule, contract, &settings.accounts, scenario))
            }
            _ => None,
        };
        let cannot = |reason: &str| {
            Failure::message(format!(
                "{}, offer {}: cannot be planned: {reason}",
                source.path(),
                document.number
            ))
        };
        match made {
            Some(Ok(plan)) => planned.push(Planned { plan, examined }),
            Some(Err(error)) => return Err(cannot(&error.to_string())),
            None => return Err(cannot("it could not be read")),
        }
    }
    Ok(planned)
}

fn explain(planned: &[Planned], number: usize, out: &mut dyn Write) -> Result<(), Failure> {
    for (at, one) in planned.iter().enumerate() {
        let offer = one.examined.offer.as_ref();
        let lines = offer.and_then(|offer| story(&one.plan, offer, &one.examined.schedule, number));
        let Some(lines) = lines else {
            let count = one.plan.invoices.len();
            return Err(Failure::message(format!(
                "there is no invoice {number}: the plan of {} has {count}",
                one.plan.offer.name
            )));
        };
        if at > 0 {
            writeln!(out)?;
        }
        write_story(&lines, out)?;
    }
    Ok(())
}
