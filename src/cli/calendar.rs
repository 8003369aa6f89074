//! `paysched calendar`: what all offers of a folder bill, by month, quarter or fiscal year.

use std::io::{self, Write};

use chrono::NaiveDate;

use super::common::{BadValue, WORDS};
use super::deliver::{ReportOutput, Reporting};
use super::folders::{Folders, FoundOffer, InFile, Reading, Skipped};
use super::format::{Format, Formats, write_books};
use super::{Common, Failure, Outcome};
use crate::output::plans::portfolio::{PortfolioView, book, write_csv, write_json};
use crate::output::plans::{html, icalendar, ics};
use crate::plan::{
    By, Counted, Every, Group, Invoice, InvoiceClass, PeriodError, Plan, PlanError, Portfolio,
    RecognitionError, RecognizedMonth, Scenario, Stage, TooLarge, collections,
};
use crate::text::message::msg;

static FORMATS: Formats = Formats(&[
    (Format::Table, "Tables for people"),
    (Format::Json, "One JSON object"),
    (Format::Csv, "A row for each period, and for each stretch of days to come"),
    (Format::Markdown, "Tables for a pull request or a wiki"),
    (Format::Ics, "A calendar of every invoice day and due date"),
    (Format::Html, "One page for a browser or a printer"),
    (Format::Xlsx, "A workbook for Excel and LibreOffice"),
]);

/// Show what all offers of a folder bill, by month, quarter or fiscal year.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Which offers are released or have expired, and the days to come, are seen from --as-of."
)]
pub(super) struct Args {
    /// Total by `month`, `quarter` or `fiscal-year`, and group by `offer`, `buyer`, `product` or
    /// `label=KEY`; one of each, as `--by quarter --by offer`. Currencies and the stages accepted,
    /// released and draft are always separate [default: month]
    #[arg(long, value_name = "WHAT", value_parser = by)]
    by: Vec<Total>,
    /// Begin fiscal years in this month, 1 to 12 [default: `fiscal_year_starts` of the configuration]
    #[arg(long, value_name = "MONTH", value_parser = clap::value_parser!(u32).range(1..=12))]
    fiscal_year_starts: Option<u32>,
    /// Count the next N renewals of each offer that renews, too, apart from the first terms
    #[arg(
        long,
        value_name = "N",
        default_value_t = 0,
        hide_default_value = true,
        allow_negative_numbers = true
    )]
    renewals: u32,
    /// Count the invoices that are cancelled because their offer was replaced or their agreement ended,
    /// too, apart from the others
    #[arg(long)]
    cancelled: bool,
    /// Work out what each period earns, straight-line by days over each term: see docs/revenue.md
    #[arg(long)]
    recognize: bool,
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
    let totals = !args.by.is_empty() || !args.next.is_empty() || args.late > 0;
    if format == Format::Ics && (totals || args.renewals > 0 || args.cancelled || args.recognize) {
        return Err(Failure::message(
            "--format ics has each invoice of the first terms by itself and no sums; leave out --by, --next, \
             --late, --renewals, --cancelled and --recognize",
        ));
    }
    let (every, by) = wanted(&args.by)?;
    let workspace = Folders::workspace(&args.common)?;
    let Some(reading) = args.folders.reading(&args.common, &workspace, ("added up", false))? else {
        return Ok(Outcome::Findings);
    };
    let skipped = match format {
        Format::Ics => ics(args, &reading, out)?,
        format => sums(args, (every, &by), &reading, format, out)?,
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
    fiscal_year_starts: u32,
    /// What its terms earn; `None` if a term is not known.
    recognized: Option<Vec<(InvoiceClass, RecognizedMonth)>>,
    /// Whether it replaces an agreement of which nothing is known.
    not_carried: bool,
}

impl One {
    fn of(args: &Args, by: &By, found: &FoundOffer<'_>) -> Result<Self, PlanError> {
        let mut plan = found.plan(Scenario { renewals: renewals(args, found), ..Scenario::default() })?;
        let (offer, accounts) = (&found.checked.offer, &found.checked.accounts);
        let stage = found.stage.unwrap_or(Stage::Draft);
        Ok(Self {
            recognized: match args.recognize {
                true => recognized(&mut plan, found, stage)?,
                false => Some(Vec::new()),
            },
            not_carried: args.recognize && !found.alone && plan.replaced_unknown.is_some(),
            // Offers that are not counted have been left aside.
            stage,
            group: by.group(&plan, offer, accounts, &found.place()),
            expected: plan.terms().flat_map(|term| collections(term, offer, accounts, args.late)).collect(),
            fiscal_year_starts: args.fiscal_year_starts.unwrap_or(found.settings.fiscal_year_starts),
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
            recognized: self.recognized.as_deref().unwrap_or_default(),
            fiscal_year_starts: self.fiscal_year_starts,
        }
    }
}

/// What each term of an offer earns by month; `None` if a term is not known.
fn recognized(
    plan: &mut Plan,
    found: &FoundOffer<'_>,
    stage: Stage,
) -> Result<Option<Vec<(InvoiceClass, RecognizedMonth)>>, PlanError> {
    match found.recognize(plan) {
        Ok(()) => {}
        Err(RecognitionError::NoTerm) => return Ok(None),
        Err(error @ RecognitionError::TooLarge) => return Err(error.into()),
    }
    let months = |term: &Plan| {
        let class = InvoiceClass::of(stage, term);
        let months = term.recognition.iter().flat_map(|recognition| &recognition.months);
        months.map(|month| (class, *month)).collect::<Vec<_>>()
    };
    Ok(Some(plan.terms().flat_map(months).collect()))
}

/// How many renewals of an offer are counted: none of an agreement that is over.
fn renewals(args: &Args, found: &FoundOffer<'_>) -> u32 {
    let offer = &found.checked.offer;
    let over = found.replaced_on.is_some() || !offer.ended.is_absent();
    let times = offer.renewal.get().and_then(|renewal| renewal.times.get().copied());
    times.filter(|_| !over).unwrap_or(0).min(args.renewals)
}

fn counted(mut portfolio: Portfolio, found: InFile<One>) -> Result<Portfolio, TooLarge> {
    found.aside.into_iter().for_each(|aside| portfolio.leave_aside(aside));
    portfolio.not_carried += found.offers.iter().filter(|one| one.not_carried).count();
    portfolio.no_term += found.offers.iter().filter(|one| one.recognized.is_none()).count();
    found.offers.iter().try_for_each(|one| portfolio.add(&one.counted()))?;
    Ok(portfolio)
}

/// Every invoice as an event of one calendar, written as it is planned.
fn ics(args: &Args, reading: &Reading<'_>, out: &mut dyn Write) -> Result<Skipped, Failure> {
    let mut skipped = Skipped::default();
    args.output.to.deliver_by(out, |out| {
        let mut stream: Option<ics::CalendarWriter> = None;
        let begin = |out: &mut dyn Write| {
            icalendar::begin(&msg!("Calendar of {offers}", offers = &reading.of), WORDS, out)
        };
        // Written on every thread; put together here.
        let write = |found: &FoundOffer<'_>| {
            let one = One::of(args, &By::Currency, found)?;
            let written = ics::WrittenPlan::of(&one.plan, |invoice| invoice.stands(one.replaced_on), WORDS);
            Ok((one, written))
        };
        let then = |(one, written): (One, io::Result<ics::WrittenPlan>)| {
            if stream.is_none() {
                begin(out)?;
            }
            let stream = stream.get_or_insert_default();
            let stands = |invoice: &Invoice| invoice.stands(one.replaced_on);
            Ok(stream.add((&one.plan, &written?), stands, WORDS, out)?)
        };
        skipped = reading.each(write, then)?;
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

fn sums(
    args: &Args,
    (every, by): (Every, &By),
    reading: &Reading<'_>,
    format: Format,
    out: &mut dyn Write,
) -> Result<Skipped, Failure> {
    let empty = empty(args)?;
    let (portfolio, mut skipped) = reading.fold(
        |found| One::of(args, by, found),
        || Ok(empty.clone()),
        |portfolio: Result<Portfolio, TooLarge>, found| {
            portfolio.and_then(|portfolio| counted(portfolio, found))
        },
        |a, b| a.and_then(|mut a| b.and_then(|b| a.merge(b)).map(|()| a)),
    );
    reading.stop(&mut skipped)?;
    reading.keeps_inputs(&args.output.to)?;
    let portfolio = portfolio.map_err(PeriodError::from).and_then(|all| all.in_periods(every));
    let portfolio = portfolio.map_err(|error| match error {
        PeriodError::FiscalYears(one, other) => {
            Failure::message(format!("{error}: give --fiscal-year-starts {one} or {other}"))
        }
        PeriodError::TooLarge(_) => Failure::message(error.to_string()),
    })?;
    let shown = PortfolioView {
        of: &reading.of,
        portfolio: &portfolio,
        by,
        late_days: args.late,
        renewals: args.renewals,
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
            if format == Format::Html {
                html::write_portfolio(shown, &book, WORDS, out)?;
                return Ok(());
            }
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
    let (with_cancelled, with_recognized) = (args.cancelled, args.recognize);
    Ok(Portfolio { with_cancelled, with_recognized, ..Portfolio::new(args.common.as_of()?, next) })
}

/// One thing that totals are given for.
#[derive(Debug, Clone)]
enum Total {
    Every(Every),
    By(By),
}

/// The periods and the groups that were asked for.
fn wanted(totals: &[Total]) -> Result<(Every, By), Failure> {
    let (mut every, mut by) = (None, None);
    for total in totals {
        let twice = match total {
            Total::Every(one) => every.replace(*one).is_some_and(|before| before != *one),
            Total::By(one) => by.replace(one.clone()).is_some_and(|before| before != *one),
        };
        if twice {
            return Err(Failure::message(
                "--by takes one of `month`, `quarter` and `fiscal-year`, and one of `offer`, `buyer`, \
                 `product` and `label=KEY`; leave the others out",
            ));
        }
    }
    Ok((every.unwrap_or_default(), by.unwrap_or_default()))
}

fn by(text: &str) -> Result<Total, BadValue> {
    let by = match (text.split_once('='), text) {
        (Some(("label", key)), _) if !key.is_empty() => By::Label(key.to_owned()),
        (_, "month") => return Ok(Total::Every(Every::Month)),
        (_, "quarter") => return Ok(Total::Every(Every::Quarter)),
        (_, "fiscal-year" | "fiscal_year") => return Ok(Total::Every(Every::FiscalYear)),
        (_, "offer") => By::Offer,
        (_, "buyer") => By::Buyer,
        (_, "product") => By::Product,
        (_, "currency") => By::Currency,
        (_, "label" | "label=") => {
            return Err(BadValue::new("name the label, such as `label=region`"));
        }
        _ => {
            return Err(BadValue::new(
                "write `month`, `quarter`, `fiscal-year`, `offer`, `buyer`, `product`, `label=KEY` or \
                 `currency`; give --by again for a second one",
            ));
        }
    };
    Ok(Total::By(by))
}
