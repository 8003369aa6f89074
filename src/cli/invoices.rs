//! `paysched invoices`: one row for each invoice of all offers.

use std::collections::BTreeMap;
use std::io::Write;
use std::sync::Arc;

use chrono::NaiveDate;
use clap::ValueEnum;
use clap::builder::PossibleValue;

use super::deliver::{ReportOutput, Reporting};
use super::folders::{Folders, FoundOffer, Skipped};
use super::format::{Format, Formats, write_books};
use super::plan::cash::{fee, rate};
use super::ways_out::of_plan;
use super::{Common, Failure, Outcome};
use crate::offer::Rate;
use crate::output::plans::invoice_list::{InvoiceListView, book, page, write_csv, write_json};
use crate::plan::invoice_list::{InvoiceDay, InvoiceFilter, InvoiceStatus, ListedInvoice, sort};
use crate::plan::{CashError, CashTerms, FeeTerms, PlanError, Scenario, cash, collections};
use crate::text::message::{Message, count, msg};

static FORMATS: Formats = Formats(&[
    (Format::Table, "Tables for people"),
    (Format::Json, "One JSON object"),
    (Format::Csv, "A row of comma-separated values for each invoice"),
    (Format::Markdown, "Tables for a pull request or a wiki"),
    (Format::Html, "One page for a browser or a printer"),
    (Format::Xlsx, "A workbook for Excel and LibreOffice"),
]);

/// List the invoices of all offers, a row each.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Which offers are released or have lapsed is seen from --as-of. What is not accepted yet is \
                  planned for the last day to accept."
)]
pub(super) struct Args {
    /// List invoices from this day on (YYYY-MM-DD)
    #[arg(long, value_name = "DATE", value_parser = super::common::date)]
    from: Option<NaiveDate>,
    /// List invoices up to this day, it included
    #[arg(long, value_name = "DATE", value_parser = super::common::date)]
    to: Option<NaiveDate>,
    /// Which of their days --from and --to are
    #[arg(long, value_name = "DAY", default_value = "issued")]
    day: InvoiceDay,
    /// List those that stand like this; several are separated by commas
    #[arg(long, value_name = "STATUS", value_delimiter = ',')]
    status: Vec<InvoiceStatus>,
    /// List those of this buyer, an account id or a name; may be repeated
    #[arg(long, value_name = "BUYER")]
    buyer: Vec<String>,
    /// Assume that buyers pay N days after each due date
    #[arg(
        long,
        value_name = "N",
        default_value_t = 0,
        hide_default_value = true,
        allow_negative_numbers = true
    )]
    late: u32,
    /// The listing fee: a percentage such as `3%`, or `renewal`; by default by total contract value
    #[arg(long, value_name = "PERCENT", value_parser = fee)]
    fee: Option<FeeTerms>,
    /// The exchange rate that determines the listing fee of a total in another currency: `USDJPY=151.20`
    #[arg(long, value_name = "PAIR=RATE", value_parser = rate)]
    tier_rate: Vec<Rate>,
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

impl ValueEnum for InvoiceDay {
    fn value_variants<'a>() -> &'a [Self] {
        &[Self::Issued, Self::Due, Self::Expected]
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(match self {
            Self::Issued => PossibleValue::new("issued").help("The day on which it is issued"),
            Self::Due => PossibleValue::new("due").help("The day on which it is due"),
            Self::Expected => {
                PossibleValue::new("expected").help("The day by which the buyer is expected to have paid")
            }
        })
    }
}

impl ValueEnum for InvoiceStatus {
    fn value_variants<'a>() -> &'a [Self] {
        &Self::ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        let help = match self {
            Self::Accepted => "The buyer has accepted",
            Self::Released => "The offer is published, and the buyer may still accept",
            Self::Draft => "The offer is not published yet",
            Self::Replaced => "Cancelled: another offer replaced its own",
            Self::Ended => "Not expected: its agreement ended before it",
            Self::Lapsed => "The offer expired without acceptance",
        };
        Some(PossibleValue::new(self.word()).help(help))
    }
}

/// Exits with 1 if offers with errors are left out.
pub(super) fn run(args: &Args, out: &mut dyn Write) -> Result<Outcome, Failure> {
    let format = args.folders.format(&args.output, &args.common)?;
    if let (Some(from), Some(to)) = (args.from, args.to)
        && from > to
    {
        return Err(Failure::message(format!("--from {from} is after --to {to}")));
    }
    let workspace = Folders::workspace(&args.common)?;
    let Some(reading) = args.folders.reading(&args.common, &workspace, ("listed", true))? else {
        return Ok(Outcome::Findings);
    };
    let filter = args.filter();
    let (mut invoices, mut unknown) = (Vec::new(), BTreeMap::new());
    let mut skipped = reading.each(
        |found| {
            let (mut listed, fee) = args.listed(found)?;
            listed.retain(|listed| filter.takes(listed));
            Ok((listed, fee))
        },
        |(listed, fee): (Vec<ListedInvoice>, Option<CashError>)| {
            if let Some(error) = fee.filter(|_| listed.iter().any(|listed| listed.status.stands())) {
                *unknown.entry(of_plan(&PlanError::Cash(error))).or_insert(0_usize) += 1;
            }
            invoices.extend(listed);
            Ok(())
        },
    )?;
    reading.stop(&mut skipped)?;
    reading.keeps_inputs(&args.output.to)?;
    sort(&mut invoices);
    let notes = notes(&invoices, unknown, &skipped);
    let shown = InvoiceListView {
        of: &reading.of,
        as_of: reading.as_of(),
        invoices: &invoices,
        filter: &args.filter_words(),
        notes: &notes,
    };
    args.output.to.deliver_by(out, |out| write(format, shown, &args.output, out))?;
    reading.outcome(&skipped)
}

fn write(
    format: Format,
    shown: InvoiceListView<'_>,
    to: &ReportOutput<Args>,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    match format {
        Format::Json => write_json(shown, out)?,
        Format::Csv => write_csv(shown, to.raw_csv, out)?,
        _ => {
            let laid_out = if format == Format::Html { page(shown) } else { book(shown) };
            let book = laid_out.map_err(|error| Failure::message(error.to_string()))?;
            write_books(format, &[book], Some(shown.as_of), to.to.columns(), out)?;
        }
    }
    Ok(())
}

impl Args {
    /// The invoices of an offer, and why their fee is not known.
    fn listed(&self, found: &FoundOffer<'_>) -> Result<(Vec<ListedInvoice>, Option<CashError>), PlanError> {
        let plan = found.plan(Scenario::default())?;
        let (offer, accounts) = (&found.checked.offer, &found.checked.accounts);
        let terms = CashTerms {
            fee: self.fee.clone().unwrap_or_default(),
            late_days: self.late,
            disbursement: found.settings.disbursement,
            rates: self.tier_rate.clone(),
        };
        let cash = cash(&plan, offer, accounts, &terms);
        let expected = collections(&plan, offer, accounts, self.late);
        let of = found.listed(&plan);
        let fees = |at: usize| cash.as_ref().ok()?.lines.get(at).map(|line| (line.fee, line.net));
        let listed = plan.invoices.into_iter().zip(&expected).enumerate().map(|(at, (invoice, expected))| {
            let status = InvoiceStatus::of(&invoice, found.stage, found.replaced_on);
            ListedInvoice {
                offer: Arc::clone(&of),
                invoice: invoice.into(),
                status,
                expected_on: expected.filter(|_| status.stands()),
                after_fee: fees(at).filter(|_| status.stands()),
            }
        });
        Ok((listed.collect(), cash.as_ref().err().copied()))
    }

    fn filter(&self) -> InvoiceFilter {
        InvoiceFilter {
            from: self.from,
            to: self.to,
            day: self.day,
            status: self.status.clone(),
            buyers: self.buyer.clone(),
        }
    }

    /// What is listed, if it is not all, for the head of an output.
    fn filter_words(&self) -> Vec<(Message, Message)> {
        let days = match self.day {
            InvoiceDay::Issued => msg!("issued"),
            InvoiceDay::Due => msg!("due"),
            InvoiceDay::Expected => msg!("expected"),
        };
        let range = match (self.from, self.to) {
            (Some(from), Some(to)) => Some(msg!("{from} to {to}", from, to)),
            (Some(from), None) => Some(msg!("from {from}", from)),
            (None, Some(to)) => Some(msg!("to {to}", to)),
            (None, None) => None,
        };
        let join = |before, next| msg!("{before}, {next}", before, next);
        let status = self.status.iter().map(|status| Message::word(status.word())).reduce(join);
        let buyers = self.buyer.iter().map(Message::verbatim).reduce(join);
        let all = [(days, range), (msg!("status"), status), (msg!("buyer"), buyers)];
        all.into_iter().filter_map(|(word, text)| Some((word, text?))).collect()
    }
}

fn notes(invoices: &[ListedInvoice], unknown: BTreeMap<String, usize>, skipped: &Skipped) -> Vec<Message> {
    let assumed = |listed: &ListedInvoice| {
        matches!(listed.status, InvoiceStatus::Draft | InvoiceStatus::Released | InvoiceStatus::Lapsed)
    };
    let mut notes = Vec::new();
    if invoices.is_empty() {
        notes.push(msg!("No invoice is like that."));
    }
    if invoices.iter().any(assumed) {
        notes.push(msg!("What is not accepted is planned for the last day to accept."));
    }
    let fees = |(why, offers): (String, usize)| {
        msg!("The net of {offers} is not known: {why}.", offers = count!(offers, "offer"), why)
    };
    notes.extend(unknown.into_iter().map(fees));
    notes.extend(skipped.notes());
    notes
}
