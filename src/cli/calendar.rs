//! `paysched calendar`: what all offers of a folder bill, month by month.

use std::io::Write;

use chrono::NaiveDate;

use super::common::{BadValue, WORDS};
use super::deliver::{ReportOutput, Reporting};
use super::folders::{Folders, FoundOffer, InFile, Reading, Skipped};
use super::format::{Format, Formats, write_books};
use super::{Common, Failure, Outcome};
use crate::output::plans::portfolio::{PortfolioView, book, title, write_csv, write_json};
use crate::output::plans::{icalendar, ics};
use crate::plan::{By, Counted, Group, Plan, PlanError, Portfolio, Scenario, Stage, TooLarge, collections};

static FORMATS: Formats = Formats(&[
    (Format::Table, "Tables for people"),
    (Format::Json, "One JSON object"),
    (Format::Csv, "A row for each month, and for each stretch of days to come"),
    (Format::Markdown, "Tables for a pull request or a wiki"),
    (Format::Ics, "A calendar of every invoice day and due date"),
    (Format::Html, "One page for a browser or a printer"),
    (Format::Xlsx, "A workbook for Excel and LibreOffice"),
]);

/// Show what all offers of a folder bill, month by month.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Which offers are released or have expired, and the days to come, are seen from --as-of."
)]
pub(super) struct Args {
    /// Group totals further: `buyer`, `product`, `label=KEY`; currencies and the stages accepted,
    /// released and draft are always separate
    #[arg(long, value_name = "WHAT", value_parser = by)]
    by: Option<By>,
    /// Assume that buyers pay N days after each due date
    #[arg(
        long,
        value_name = "N",
        default_value_t = 0,
        hide_default_value = true,
        allow_negative_numbers = true
    )]
    late: u32,
    /// Total the next N days, from --as-of to the day N days later, both included; may be repeated
    /// [default: 30 and 90]
    #[arg(long, value_name = "N", value_delimiter = ',', allow_negative_numbers = true)]
    next: Vec<u32>,
    #[command(flatten)]
    output: ReportOutput<Self>,
    #[command(flatten)]
    folders: Folders,
    #[command(flatten)]
    common: Common,
}

impl Reporting for Args {
    const FORMATS: &'static Formats = &FORMATS;
}

/// Exits with 1 if offers with errors are left out.
pub(super) fn run(args: &Args, out: &mut dyn Write) -> Result<Outcome, Failure> {
    let format = args.folders.format(&args.output, &args.common)?;
    if format == Format::Ics && (args.by.is_some() || !args.next.is_empty() || args.late > 0) {
        return Err(Failure::message(
            "--format ics has each invoice by itself and no sums; leave out --by, --next and --late",
        ));
    }
    let workspace = Folders::workspace(&args.common)?;
    let Some(reading) = args.folders.reading(&args.common, &workspace, ("added up", false))? else {
        return Ok(Outcome::Findings);
    };
    let skipped = match format {
        Format::Ics => ics(args, &reading, out)?,
        format => sums(args, &reading, format, out)?,
    };
    reading.outcome(&skipped)
}

/// One offer that is counted.
struct One {
    plan: Plan,
    stage: Stage,
    group: Group,
    expected: Vec<Option<NaiveDate>>,
    replaced_on: Option<NaiveDate>,
}

impl One {
    fn of(args: &Args, found: &FoundOffer<'_>) -> Result<Self, PlanError> {
        let plan = found.plan(Scenario::default())?;
        let (offer, accounts) = (&found.checked.offer, &found.checked.accounts);
        Ok(Self {
            // Offers that are not counted have been left aside.
            stage: found.stage.unwrap_or(Stage::Draft),
            group: args.by.clone().unwrap_or_default().group(&plan, offer, accounts),
            expected: collections(&plan, offer, accounts, args.late),
            replaced_on: found.replaced_on,
            plan,
        })
    }

    fn counted(&self) -> Counted<'_> {
        Counted {
            plan: &self.plan,
            stage: self.stage,
            group: self.group.clone(),
            expected: &self.expected,
            replaced_on: self.replaced_on,
        }
    }
}

fn counted(mut portfolio: Portfolio, found: InFile<One>) -> Result<Portfolio, TooLarge> {
    found.aside.into_iter().for_each(|aside| portfolio.leave_aside(aside));
    found.offers.iter().try_for_each(|one| portfolio.add(&one.counted()))?;
    Ok(portfolio)
}

/// Every invoice as an event of one calendar, written as it is planned.
fn ics(args: &Args, reading: &Reading<'_>, out: &mut dyn Write) -> Result<Skipped, Failure> {
    let mut skipped = Skipped::default();
    args.output.to.deliver_by(out, |out| {
        let mut stream: Option<ics::CalendarWriter> = None;
        let begin = |out: &mut dyn Write| icalendar::begin(&title(&reading.of), WORDS, out);
        let then = |one: One| {
            if stream.is_none() {
                begin(out)?;
            }
            let stream = stream.get_or_insert_default();
            Ok(stream.add(&one.plan, |invoice| invoice.stands(one.replaced_on), WORDS, out)?)
        };
        skipped = reading.each(|found| One::of(args, found), then)?;
        reading.keeps_inputs(&args.output.to)?;
        let stopped = reading.stop(&mut skipped);
        if stream.is_none() && stopped.is_ok() {
            begin(out)?;
        }
        if stream.is_some() || stopped.is_ok() {
            icalendar::end(out)?;
        }
        stopped
    })?;
    Ok(skipped)
}

fn sums(args: &Args, reading: &Reading<'_>, format: Format, out: &mut dyn Write) -> Result<Skipped, Failure> {
    let empty = empty(args)?;
    let (portfolio, mut skipped) = reading.fold(
        |found| One::of(args, found),
        || Ok(empty.clone()),
        |portfolio: Result<Portfolio, TooLarge>, found| {
            portfolio.and_then(|portfolio| counted(portfolio, found))
        },
        |a, b| a.and_then(|mut a| b.and_then(|b| a.merge(b)).map(|()| a)),
    );
    reading.stop(&mut skipped)?;
    reading.keeps_inputs(&args.output.to)?;
    let portfolio = portfolio.map_err(|error| Failure::message(error.to_string()))?;
    let by = args.by.clone().unwrap_or_default();
    let shown = PortfolioView {
        of: &reading.of,
        portfolio: &portfolio,
        by: &by,
        late_days: args.late,
        left_out: skipped.left_out(),
    };
    let mut bytes = Vec::new();
    write(format, shown, &args.output, &mut bytes)?;
    args.output.to.deliver(&bytes, out)?;
    Ok(skipped)
}

/// The totals in a format; events have been written as they were planned.
fn write(
    format: Format,
    shown: PortfolioView<'_>,
    to: &ReportOutput<Args>,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    match format {
        Format::Json => write_json(shown, out)?,
        Format::Csv => write_csv(shown, to.raw_csv, out)?,
        _ => {
            let book = book(shown).map_err(|error| Failure::message(error.to_string()))?;
            write_books(format, &[book], Some(shown.portfolio.as_of), to.to.columns(), out)?;
        }
    }
    Ok(())
}

/// A portfolio without any offer.
fn empty(args: &Args) -> Result<Portfolio, Failure> {
    let mut next = if args.next.is_empty() { vec![30, 90] } else { args.next.clone() };
    next.sort_unstable();
    next.dedup();
    Ok(Portfolio::new(args.common.as_of()?, next))
}

fn by(text: &str) -> Result<By, BadValue> {
    match text.split_once('=') {
        Some(("label", key)) if !key.is_empty() => return Ok(By::Label(key.to_owned())),
        None if text == "buyer" => return Ok(By::Buyer),
        None if text == "product" => return Ok(By::Product),
        None if text == "currency" => return Ok(By::Currency),
        _ => {}
    }
    Err(BadValue::new(match text {
        "label" | "label=" => "name the label, such as `label=region`",
        _ => "write `buyer`, `product`, `label=KEY` or `currency`",
    }))
}
