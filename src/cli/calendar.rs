//! `paysched calendar`: what all offers of a folder bill, month by month.

mod offers;
mod skipped;

use std::io::{self, Write};
use std::path::PathBuf;

use offers::Reading;
use skipped::Skipped;

use super::common::{BadValue, WORDS};
use super::deliver::{ReportOutput, Reporting};
use super::format::{Format, Formats, write_books};
use super::reading::registers_refused;
use super::walking::{self, Walking, walk};
use super::{Common, Failure, Outcome};
use crate::output::plans::portfolio::{PortfolioView, book, title, write_csv, write_json};
use crate::output::plans::{icalendar, ics};
use crate::plan::{By, Portfolio};
use crate::workspace::{Walk, Workspace, is_yaml};

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
    /// Offer files and folders [default: the current folder]
    #[arg(value_name = "PATH", default_value = ".", hide_default_value = true)]
    paths: Vec<PathBuf>,
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
    walking: Walking,
    /// Include offers with errors, as far as they can be computed
    #[arg(long)]
    allow_errors: bool,
    #[command(flatten)]
    common: Common,
}

impl Reporting for Args {
    const FORMATS: &'static Formats = &FORMATS;
}

/// Exits with 1 if offers with errors are left out.
pub(super) fn run(args: &Args, out: &mut dyn Write) -> Result<Outcome, Failure> {
    let inputs = args.paths.iter().chain(&args.common.config);
    let format = args.output.format(inputs)?;
    if format == Format::Ics && (args.by.is_some() || !args.next.is_empty() || args.late > 0) {
        return Err(Failure::message(
            "--format ics has each invoice by itself and no sums; leave out --by, --next and --late",
        ));
    }
    let workspace = Workspace::forgetting(args.common.configurations()?);
    let Walk { inputs, errors, .. } = walk(&args.paths, workspace.configurations(), &args.common, is_yaml)?;
    if !errors.is_empty() {
        let lines: Vec<String> = errors.iter().map(ToString::to_string).collect();
        return Err(Failure::all(&lines));
    }
    for input in &inputs {
        // A configuration that cannot be read is told with its files.
        let _ = workspace.settings_of(&input.path);
    }
    let then = match args.allow_errors {
        true => "added up all the same",
        false => "nothing is added up (--allow-errors goes on)",
    };
    if registers_refused(&args.common, &workspace, then)? && !args.allow_errors {
        return Ok(Outcome::Findings);
    }
    let of = walking::title(&args.paths, &Common::working_directory()?);
    let reading = Reading::new(args, &workspace, &inputs);
    let skipped = match format {
        Format::Ics => ics(args, &reading, &of, out)?,
        format => sums(args, &reading, format, &of, out)?,
    };
    skipped.say(args.allow_errors, &mut io::stderr().lock())?;
    Ok(if skipped.left_out() > 0 { Outcome::Findings } else { Outcome::Clean })
}

/// Every invoice as an event of one calendar, written as it is planned.
fn ics(args: &Args, reading: &Reading<'_>, of: &str, out: &mut dyn Write) -> Result<Skipped, Failure> {
    let mut skipped = Skipped::default();
    args.output.to.deliver_by(out, |out| {
        let mut stream: Option<ics::CalendarWriter> = None;
        let begin = |out: &mut dyn Write| icalendar::begin(&title(of), WORDS, out);
        skipped = reading.each(|one| {
            if stream.is_none() {
                begin(out)?;
            }
            let stream = stream.get_or_insert_default();
            Ok(stream.add(&one.plan, |invoice| one.stands(invoice), WORDS, out)?)
        })?;
        reading.keeps_inputs()?;
        let stopped = skipped.stop(args, of);
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

fn sums(
    args: &Args,
    reading: &Reading<'_>,
    format: Format,
    of: &str,
    out: &mut dyn Write,
) -> Result<Skipped, Failure> {
    let (portfolio, mut skipped) = reading.portfolio(&empty(args)?);
    skipped.stop(args, of)?;
    reading.keeps_inputs()?;
    let portfolio = portfolio.map_err(|error| Failure::message(error.to_string()))?;
    let by = args.by.clone().unwrap_or_default();
    let shown = PortfolioView {
        of,
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
