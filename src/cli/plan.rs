//! `paysched plan`: expands offers into dated invoices.

mod agency;
pub(super) mod cash;
mod format;
mod life;

use std::io::Write;
use std::path::Path;

use super::common::{DateRange, WORDS};
use super::deliver::{ReportOutput, Reporting};
use super::format::Formats;
use super::reading::{Planned, Planning};
use super::ways_out::of_window;
use super::{Common, Failure, Outcome};
use crate::lint::Settings;
use crate::output::plans::book::draw_facts;
use crate::plan::{Plan, Scenario, Window};

/// Expand offers into dated invoices.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    planning: Planning,
    #[command(flatten)]
    output: ReportOutput<Self>,
    /// Explain how invoice N was derived: which entry, which date rule, which rounding
    #[arg(long, value_name = "N", conflicts_with_all = ["renewals", "format"])]
    explain: Option<usize>,
    /// Plan an offer despite errors, as far as it can be computed
    #[arg(long)]
    allow_errors: bool,
    /// Show what each day of acceptance would mean, by default from release to the last day to accept
    #[arg(
        long,
        value_name = "FROM..TO",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "..",
        value_parser = super::common::range,
        conflicts_with_all = ["accepted", "explain", "cash", "agency", "fx", "cost_fx", "tax", "renewals", "cancel"],
    )]
    accept_range: Option<DateRange>,
    #[command(flatten)]
    cash: cash::CashArgs,
    /// Add what each month earns, straight-line by the days of the term, beside what is billed
    #[arg(long, conflicts_with_all = ["explain", "accept_range", "cancel", "agency"])]
    recognize: bool,
    #[command(flatten)]
    common: Common,
    // Groups with headings come last, since a heading applies to everything after it.
    #[command(flatten)]
    agency: agency::AgencyOptions,
    #[command(flatten)]
    life: life::LifeArgs,
}

impl Reporting for Args {
    const FORMATS: &'static Formats = &format::PLAN;
}

pub(super) fn run(args: &Args, out: &mut dyn Write) -> Result<Outcome, Failure> {
    let inputs = args.planning.files.iter().chain(&args.common.config);
    let format = args.output.format(inputs)?;
    args.life.refuse(format)?;
    args.planning.files.iter().try_for_each(|path| no_range(args, path))?;
    let terms = args.agency.terms()?;
    let then = match args.allow_errors {
        true => "planned all the same",
        false => "not planned (--allow-errors plans it all the same)",
    };
    let agency = |one: &mut Planned| {
        // What the agent re-bills for a cancelled contract is between it and its customer.
        if args.life.cancels() {
            return Ok(());
        }
        let mut renewals = std::mem::take(&mut one.plan.renewals);
        for plan in std::iter::once(&mut one.plan).chain(&mut renewals) {
            args.agency.add_to(plan, &one.offer, &terms, format.is_for_people())?;
        }
        one.plan.renewals = renewals;
        Ok(())
    };
    let scenario = |settings: &Settings| args.scenario(settings);
    let Some(made) = args.planning.planned((&args.common, &args.output.to), then, &scenario, &agency)? else {
        return Ok(Outcome::Findings);
    };
    if made.is_empty() {
        return Err(Failure::message("there is no offer to plan"));
    }
    let mut bytes = Vec::new();
    match (args.explain, args.accept_range) {
        (Some(number), _) => explain(&made, number, &mut bytes)?,
        (None, Some(range)) => {
            format::write_windows(
                format,
                &windows(&made, range)?,
                (args.output.raw_csv, args.output.to.columns()),
                &mut bytes,
            )?;
        }
        (None, None) => {
            let (plans, paths): (Vec<Plan>, Vec<String>) =
                made.into_iter().map(|one| (one.plan, one.path)).unzip();
            format::write(
                format,
                (&plans, &paths),
                (args.output.raw_csv, args.output.to.columns()),
                &mut bytes,
            )?;
        }
    }
    args.output.to.deliver(&bytes, out)?;
    Ok(Outcome::Clean)
}

/// Refuses a range of dates in the place of a file.
fn no_range(args: &Args, path: &Path) -> Result<(), Failure> {
    let text = path.to_str().unwrap_or_default();
    match args.accept_range.and_then(|_| super::common::range(text).ok()) {
        Some(_) => Err(Failure::message(format!("write --accept-range={text}, with an equals sign"))),
        None => Ok(()),
    }
}

/// What each day of acceptance would mean for each plan.
fn windows(planned: &[Planned], range: DateRange) -> Result<Vec<Window>, Failure> {
    let window = |one: &Planned| {
        let window = one.offer.window(&one.plan, (range.from, range.to));
        window.map_err(|error| Failure::message(format!("{}: {}", one.plan.offer.name, of_window(error))))
    };
    planned.iter().map(window).collect()
}

impl Args {
    /// The scenario of each plan.
    fn scenario(&self, settings: &Settings) -> Scenario {
        Scenario {
            partial: self.allow_errors,
            cancellation: self.life.cancellation(),
            cash: self.cash.terms(settings),
            recognition: self.recognize,
            ..self.planning.scenario()
        }
    }
}

fn explain(planned: &[Planned], number: usize, out: &mut dyn Write) -> Result<(), Failure> {
    for (at, one) in planned.iter().enumerate() {
        let Some(lines) = one.offer.explain(&one.plan, number) else {
            let count = one.plan.invoices.len();
            return Err(Failure::message(format!(
                "there is no invoice {number}: the plan of {} has {count}",
                one.plan.offer.name
            )));
        };
        if at > 0 {
            writeln!(out)?;
        }
        out.write_all(draw_facts(&lines, "", 8, WORDS).as_bytes())?;
    }
    Ok(())
}
