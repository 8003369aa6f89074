//! `paysched reconcile`: compares plans with what the marketplace billed.

mod offers;

use std::io::Write;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;

use super::deliver::{ReportOutput, Reporting};
use super::format::{Format, Formats, write_books};
use super::plan::cash::CashAssumptions;
use super::reading::show;
use super::stream::stderr;
use super::walking::Walking;
use super::ways_out::of_reconciliation;
use super::{Common, Failure, Outcome};
use crate::lint::Settings;
use crate::marketplace::reports::{self, BilledReport, MAX_BYTES, ReportKind};
use crate::offer::explanations::{self, Explanation};
use crate::output::plans::reconcile::{ReconcileView, book, page, workbook, write_csv, write_json};
use crate::plan::CashTerms;
use crate::reconcile::{Reconciliation, Strictness, explain, payouts, reconcile};
use crate::text::sanitize::line;
use crate::text::source::DEFAULT_MAX_BYTES;
use crate::text::yaml;
use crate::workspace::{is_yaml, load};

static FORMATS: Formats = Formats(&[
    (Format::Table, "Tables for people"),
    (Format::Json, "One JSON object"),
    (Format::Csv, "A row for each installment and each line"),
    (Format::Markdown, "Tables for a pull request or a wiki"),
    (Format::Html, "One page for a browser or a printer"),
    (Format::Xlsx, "A workbook for Excel and LibreOffice"),
]);

/// Compare accepted offers with what was billed.
#[derive(Debug, clap::Args)]
#[command(after_help = "Missing is what was expected up to --as-of, else up to the last day of the reports.")]
pub(super) struct Args {
    /// Offers, a file or a folder; each further folder and .yaml or .yml file is offers too
    #[arg(value_name = "OFFERS")]
    offers: PathBuf,
    /// Reports: an export of the billed revenue dashboard, the billing event feed, an answer of
    /// ListAgreementInvoiceLineItems or ListAgreementCharges, or section 4 of the monthly billed revenue
    /// report; with --cash, an export of the collections and disbursements dashboard or the billing event
    /// feed; `-` reads standard input
    #[arg(value_name = "REPORT", required = true)]
    reports: Vec<PathBuf>,
    /// How many days an invoice may be issued before or after the expected day
    #[arg(long, value_name = "DAYS", default_value_t = 1)]
    tolerance: u32,
    /// The first day that the reports cover; what was expected before it is ignored
    #[arg(long, value_name = "DATE", value_parser = super::common::date)]
    since: Option<NaiveDate>,
    /// Take offers that do not say when they were accepted as accepted on this day (YYYY-MM-DD)
    #[arg(long, value_name = "DATE", value_parser = super::common::date)]
    accepted: Option<NaiveDate>,
    /// Known differences with their reasons: they are shown, but are no findings
    #[arg(long, value_name = "FILE")]
    explanations: Option<PathBuf>,
    /// Show only what differs
    #[arg(long)]
    differences: bool,
    /// Compare what was paid out to the seller: gross, listing fee, net, and the day of each payout; --late,
    /// --fee and --tier-rate go with it
    #[arg(long)]
    cash: bool,
    #[command(flatten)]
    assumed: CashAssumptions,
    #[command(flatten)]
    output: ReportOutput<Self>,
    #[command(flatten)]
    walking: Walking,
    #[command(flatten)]
    common: Common,
}

impl Reporting for Args {
    const FORMATS: &'static Formats = &FORMATS;
}

/// Exits with 1 if plans and reports differ.
pub(super) fn run(args: &Args, out: &mut dyn Write) -> Result<Outcome, Failure> {
    let inputs = std::iter::once(&args.offers).chain(&args.reports);
    let inputs = inputs.chain(&args.explanations).chain(&args.common.config);
    let format = args.output.format(inputs)?;
    let (offers, paths): (Vec<&PathBuf>, Vec<&PathBuf>) =
        args.reports.iter().partition(|path| is_offers(path));
    if paths.is_empty() {
        return Err(Failure::message("there is no report to compare with; name one after the offers"));
    }
    let offers: Vec<PathBuf> = std::iter::once(&args.offers).chain(offers).cloned().collect();
    let deals = offers::read(args, &offers)?;
    let mut reports = read_reports(args, &paths)?;
    reports::settle(&mut reports);
    let strictness = Strictness { tolerance: args.tolerance, since: args.since, up_to: args.common.as_of };
    let known = args.explanations.as_deref().map(|path| known(args, path)).transpose()?;
    let compare = if args.cash { payouts } else { reconcile };
    let mut result =
        compare(&deals, &reports, strictness).map_err(|error| Failure::all(&of_reconciliation(&error)))?;
    explain(&mut result, &deals, &known.unwrap_or_default());
    let sums = |rows| {
        let too_large = || Failure::message("the amounts are too large to be added exactly");
        Reconciliation::sums(rows).ok_or_else(too_large)
    };
    let (billed, listed) = (sums(&result.billed)?, sums(&result.listed)?);
    let shown = ReconcileView {
        deals: &deals,
        reports: &reports,
        result: &result,
        sums: (&billed, &listed),
        differences: args.differences,
    };
    let mut bytes = Vec::new();
    match format {
        Format::Json => write_json(shown, &mut bytes)?,
        Format::Csv => write_csv(shown, args.output.raw_csv, &mut bytes)?,
        Format::Xlsx => write_books(format, &[workbook(shown)], result.up_to, None, &mut bytes)?,
        Format::Html => write_books(format, &[page(shown)], None, None, &mut bytes)?,
        _ => write_books(format, &[book(shown)], None, args.output.to.columns(), &mut bytes)?,
    }
    args.output.to.deliver(&bytes, out)?;
    if format == Format::Csv {
        // Rows have no place for them.
        let mut err = stderr();
        result.notes.iter().try_for_each(|note| writeln!(err, "paysched: {}", line(&note.to_string())))?;
    }
    Ok(if result.differs() { Outcome::Findings } else { Outcome::Clean })
}

/// Why a report does not say what is asked for, if so.
fn misplaced(args: &Args, kind: ReportKind) -> Option<&'static str> {
    match args.cash {
        true if !kind.has_payouts() => Some(
            "this report does not say what was paid out; export the collections and disbursements dashboard, or leave out --cash",
        ),
        false if !kind.has_invoices() => Some(
            "this is the collections and disbursements dashboard, which lists only what was paid out; export the billed revenue dashboard, or compare payouts with --cash",
        ),
        _ => None,
    }
}

impl Args {
    /// The terms of the cash flow, if payouts are compared.
    fn cash(&self, settings: &Settings) -> Option<CashTerms> {
        self.cash.then(|| self.assumed.terms(settings))
    }
}

fn is_offers(path: &Path) -> bool {
    path.is_dir() || is_yaml(path)
}

/// The known differences of a file. Its mistakes are shown as `check` shows those of an offer.
fn known(args: &Args, path: &Path) -> Result<Vec<Explanation>, Failure> {
    let shown = crate::workspace::shown(path, &Common::working_directory()?);
    let file =
        load(path, &shown, DEFAULT_MAX_BYTES).map_err(|error| super::common::cannot_read(&shown, &error))?;
    let (known, found) = explanations::read(&file, &yaml::parse(&file));
    match show(&args.common, &file, &found, "nothing is compared")? {
        true => Err(Failure::message(format!("{shown}: the explanations cannot be used"))),
        false => Ok(known),
    }
}

/// Every report; all that cannot be read are reported at once.
fn read_reports(args: &Args, paths: &[&PathBuf]) -> Result<Vec<BilledReport>, Failure> {
    let here = Common::working_directory()?;
    let mut read = Vec::new();
    let mut failed = Vec::new();
    for path in paths {
        let file = if path.as_os_str() == "-" {
            args.common.stdin(MAX_BYTES)?
        } else {
            let shown = crate::workspace::shown(path, &here);
            match load(path, &shown, MAX_BYTES) {
                Ok(file) => file,
                Err(error) => {
                    failed.push(super::common::cannot_read(&shown, &error).to_string());
                    continue;
                }
            }
        };
        match reports::read(&file) {
            Ok(report) => match misplaced(args, report.kind) {
                Some(why) => failed.push(format!("{}: {why}", report.path)),
                None => read.push(report),
            },
            Err(error) => failed.push(error.to_string()),
        }
    }
    if failed.is_empty() { Ok(read) } else { Err(Failure::all(&failed)) }
}
