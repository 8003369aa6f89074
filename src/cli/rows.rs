//! `paysched import rows FILE`: makes an offer file from rows of a spreadsheet or of pasted text.

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::ValueEnum;

use super::common::name;
use super::deliver::{Kind, Output};
use super::new::wanted::{Wanted, WantedTerms};
use super::new::{Making, OfferMaker};
use super::stream::stderr;
use super::tables::TableFile;
use super::{Failure, Outcome};
use crate::offer::table::{DateHabits, DateOrder, DayError, PlanRows, PlanRowsError};
use crate::offer::{Amount, Currency};
use crate::output::plans::sheet::money;
use crate::schedule::MAX_DATES;
use crate::text::sanitize::line;
use crate::text::source::SourceFile;
use crate::text::words::count;

/// The most bytes of a file with rows: those of 250,000 rows are a tenth of it.
const MAX_BYTES: u64 = 64 * 1024 * 1024;

/// What the command takes.
#[derive(Debug, clap::Args)]
pub(super) struct Rows {
    /// The workbook or the text; `-` reads standard input
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// The sheet of a workbook, by its name or number [default: the first one with rows that read]
    #[arg(long, value_name = "SHEET")]
    sheet: Option<String>,
    /// The order of dates such as 02/03/2027, where no row tells it
    #[arg(long, value_enum, value_name = "ORDER")]
    dates: Option<Order>,
    /// Write every installment as a single entry, even if a series bills the same
    #[arg(long)]
    explicit: bool,
    /// Ask for what no flag gives; the default at a terminal
    #[arg(long)]
    ask: bool,
    #[command(flatten)]
    output: Output,
    #[command(flatten)]
    terms: WantedTerms,
    #[command(flatten)]
    making: Making,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Order {
    /// 31/12/2026
    #[value(name = "day-first")]
    Day,
    /// 12/31/2026
    #[value(name = "month-first")]
    Month,
    /// 26/12/31
    #[value(name = "year-first")]
    Year,
}

pub(super) fn run(args: &Rows, out: &mut dyn Write) -> Result<Outcome, Failure> {
    args.output.may_be_written(Kind::Source, args.making.inputs().chain(std::iter::once(&args.file)))?;
    let from_stdin = args.file == Path::new("-");
    if args.ask && from_stdin {
        return Err(Failure::message("standard input holds the rows, and cannot answer --ask; name a file"));
    }
    let wanted = Wanted { terms: args.terms.clone(), explicit: args.explicit, ..Wanted::default() };
    let mut maker = OfferMaker::new(&wanted, &args.making, &args.output)?;
    let (shown, table) = read(args, maker.wanted.terms.currency)?;
    say(&shown, &table)?;
    let rows = table.rows.len();
    if rows > MAX_DATES {
        return Err(Failure::message(format!(
            "{}: {rows} rows are no payment schedule: more than {MAX_DATES} installments are never planned",
            shown.name
        )));
    }
    let terms = &mut maker.wanted.terms;
    if let (Some(flag), Some(row)) = (terms.total, table.total)
        && flag != row
    {
        return Err(Failure::message(format!(
            "{}: --total is {flag}, but its rows say that the total is {row}",
            shown.name
        )));
    }
    terms.total = terms.total.or(table.total);
    terms.currency = terms.currency.or(table.currency);
    maker.wanted.table = table.rows;
    let offer = maker.made(args.ask)?;
    args.output.deliver(offer.source.text().as_bytes(), out)?;
    out.flush()?;
    let stands = offer.shown(&args.making.common)?;
    let mut err = stderr();
    if let Some(entries) = offer.checked.offers().next().and_then(|one| one.offer.installments.get()) {
        let rows = &maker.wanted.table;
        let sum = offer.plan.as_ref().and_then(|plan| {
            let sum = Amount::sum(plan.invoices.iter().map(|invoice| invoice.amount))?;
            Some(format!(", {} in all", money(sum, plan.offer.currency)))
        });
        let (sum, rows) = (sum.unwrap_or_default(), count(rows.len(), "installment"));
        let entries = match entries.len() {
            1 => "1 entry".to_owned(),
            many => format!("{many} entries"),
        };
        writeln!(err, "{rows} in {entries}{sum}")?;
    }
    if let Some(file) = args.output.file() {
        writeln!(err, "written to {}", name(file))?;
    }
    Ok(if stands { Outcome::Clean } else { Outcome::Findings })
}

/// What was read, for display.
struct Shown {
    /// The file, with its sheet.
    name: String,
    /// What stands between it and the number of a row.
    row: &'static str,
}

/// Says what was decided.
fn say(shown: &Shown, table: &PlanRows) -> Result<(), Failure> {
    let (mut err, name) = (stderr(), line(&shown.name));
    writeln!(err, "{name}: {}", line(&table.columns))?;
    for (at, text) in &table.decisions {
        writeln!(err, "{name}{}{at}: {}", shown.row, line(text))?;
    }
    Ok(())
}

/// The rows of the file.
fn read(args: &Rows, currency: Option<Currency>) -> Result<(Shown, PlanRows), Failure> {
    let order = args.dates.map(|order| match order {
        Order::Day => DateOrder::DayMonthYear,
        Order::Month => DateOrder::MonthDayYear,
        Order::Year => DateOrder::YearMonthDay,
    });
    let habits = DateHabits { order, ..DateHabits::default() };
    let file = match TableFile::read(&args.file, &args.making.common, MAX_BYTES)? {
        TableFile::Workbook(name, bytes) => return of_workbook(args, &name, &bytes, currency, habits),
        TableFile::Text(file) => file,
    };
    if file.unreadable().is_some() {
        return Err(unreadable(&file));
    }
    let name = file.path().to_owned();
    if args.sheet.is_some() {
        return Err(Failure::message(format!("{name}: --sheet is for workbooks, and this is text")));
    }
    let table = known(currency, |currency| PlanRows::read(&file, currency, habits));
    let table = table.map_err(|error| failure(&name, &error))?;
    Ok((Shown { name, row: ":" }, table))
}

/// A file that is no text, with how to save it.
fn unreadable(file: &SourceFile) -> Failure {
    let problem = file.unreadable().map(ToString::to_string).unwrap_or_default();
    Failure::message(format!("{}: {problem}, in a spreadsheet \"CSV UTF-8\"", file.path()))
}

/// Reads in the known currency. In dollars, where there is none and an amount needs one to be read.
fn known(
    currency: Option<Currency>,
    read: impl Fn(Option<Currency>) -> Result<PlanRows, PlanRowsError>,
) -> Result<PlanRows, PlanRowsError> {
    read(currency).or_else(|error| match currency {
        None => read(Some(Currency::USD)).map_err(|_| error),
        Some(_) => Err(error),
    })
}

/// Why there are no rows, with the flag that helps.
fn failure(shown: &str, error: &PlanRowsError) -> Failure {
    let way_out = match error {
        PlanRowsError::Day { error: DayError::TwoDays { .. }, .. } => {
            "; say which with --dates day-first or --dates month-first"
        }
        PlanRowsError::OtherCurrency { .. } => "; say which one with --currency",
        _ => "",
    };
    Failure::message(format!("{shown}: {error}{way_out}"))
}

#[cfg(not(feature = "xlsx"))]
fn of_workbook(
    _: &Rows,
    name: &str,
    _: &[u8],
    _: Option<Currency>,
    _: DateHabits,
) -> Result<(Shown, PlanRows), Failure> {
    Err(super::tables::no_workbooks(name))
}

/// The rows of the sheet that was asked for, else of the first one that has any.
#[cfg(feature = "xlsx")]
fn of_workbook(
    args: &Rows,
    name: &str,
    bytes: &[u8],
    currency: Option<Currency>,
    habits: DateHabits,
) -> Result<(Shown, PlanRows), Failure> {
    use super::tables::{BookFile, BookSheet};

    let mut book = BookFile::open(name, bytes)?;
    let sheets = book.sheets();
    let wanted = |(at, sheet): (usize, &String)| {
        args.sheet.as_ref().is_none_or(|wanted| sheet == wanted || (at + 1).to_string() == *wanted)
    };
    let mut looked_at = Vec::new();
    for (at, (sheet, hidden)) in sheets.iter().enumerate() {
        if !wanted((at, sheet)) || (*hidden && args.sheet.is_none()) {
            continue;
        }
        let BookSheet { shown, rows, counted, said } = book.sheet(sheet)?;
        let habits = DateHabits { counted, ..habits };
        match known(currency, |currency| PlanRows::of(&rows, currency, habits)) {
            Ok(mut table) => {
                table.decisions.splice(0..0, said);
                let others = sheets.iter().map(|(other, _)| other).filter(|other| *other != sheet);
                let others: Vec<String> = others.map(|other| crate::offer::quote(other)).collect();
                if !others.is_empty() {
                    table.columns.push_str(&format!("; other sheets: {}", others.join(", ")));
                }
                return Ok((Shown { name: shown, row: ", row " }, table));
            }
            Err(error @ (PlanRowsError::NoCells | PlanRowsError::NoColumn(_))) => {
                looked_at.push((shown, error));
            }
            Err(error) => return Err(failure(&shown, &error)),
        }
    }
    match (looked_at.as_slice(), &args.sheet) {
        ([], Some(wanted)) => {
            Err(book.sheet(wanted).err().unwrap_or_else(|| Failure::message("no such sheet")))
        }
        ([(shown, error)], _) => Err(failure(shown, error)),
        (_, _) => {
            let names: Vec<String> = sheets.iter().map(|(sheet, _)| crate::offer::quote(sheet)).collect();
            let names = names.join(", ");
            Err(Failure::message(format!(
                "{name}: no sheet in sight has a column of dates and one of amounts; there are {names}: name one with --sheet to see why"
            )))
        }
    }
}
