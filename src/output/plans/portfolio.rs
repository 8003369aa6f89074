//! The calendar of many offers as a book, as rows of CSV, and as JSON.

use std::collections::BTreeMap;
use std::io::{self, Write};

use chrono::NaiveDate;
use serde::Serialize;
use serde_json::{Value, json};

use super::book::Book;
use super::cash;
use super::grid::{self, Columns, Grid, Records};
use super::sheet::{Cell, Sheet};
use crate::offer::Currency;
use crate::plan::{Aside, By, Flows, Heading, Month, Portfolio, Stage, Tally, TooLarge};
use crate::text::message::{Message, count, msg, word};

/// What is shown: the totals, and what they depend on.
#[derive(Debug, Clone, Copy)]
pub struct PortfolioView<'a> {
    /// What was requested, in the words of the command line: `schedules`.
    pub of: &'a str,
    /// The sums.
    pub portfolio: &'a Portfolio,
    /// How they are grouped.
    pub by: &'a By,
    /// How many days after the due date buyers are expected to pay.
    pub late_days: u32,
    /// How many offers with errors are left out.
    pub left_out: usize,
}

/// The stages in the order in which they are shown.
const STAGES: [Stage; 3] = [Stage::Accepted, Stage::Released, Stage::Draft];

/// The book of a calendar: a sheet for each window of days ahead in which something happens, then one
/// for each currency.
///
/// # Errors
/// When a total has more digits than can be held exactly.
pub fn book(shown: PortfolioView<'_>) -> Result<Book, TooLarge> {
    let portfolio = shown.portfolio;
    let coming = portfolio.next.iter().enumerate().map(|(at, days)| coming(shown, at, *days));
    let mut sheets: Vec<Sheet> = coming.filter(|sheet| !sheet.rows.is_empty()).collect();
    for currency in portfolio.currencies() {
        sheets.push(months(shown, currency)?);
    }
    Ok(Book { title: title(shown.of), facts: facts(shown), sheets, notes: notes(shown) })
}

/// The title of a calendar of these offers.
pub(crate) fn title(of: &str) -> Message {
    msg!("Calendar of {offers}", offers = of)
}

fn facts(shown: PortfolioView<'_>) -> Vec<(Message, Message)> {
    let portfolio = shown.portfolio;
    let count = |stage: Stage| {
        let count = portfolio.offers.get(&stage).copied().unwrap_or(0);
        (count > 0).then(|| match (stage, count) {
            (Stage::Accepted, _) => msg!("{count} accepted", count),
            (Stage::Released, _) => msg!("{count} released", count),
            (Stage::Draft, 1) => msg!("1 draft"),
            (Stage::Draft, _) => msg!("{count} drafts", count),
        })
    };
    let offers = STAGES.into_iter().filter_map(count);
    let offers = offers.reduce(|before, next| msg!("{before}, {next}", before, next));
    let by = match shown.by {
        By::Currency => None,
        By::Buyer => Some(msg!("buyer")),
        By::Product => Some(msg!("product")),
        By::Label(key) => Some(msg!("label {key}", key)),
    };
    let facts = [
        Some((msg!("as of"), Message::verbatim(portfolio.as_of))),
        Some((msg!("offers"), offers.unwrap_or_else(|| msg!("none")))),
        Some((msg!("expected"), cash::paid_after(shown.late_days))),
        by.map(|by| (msg!("by"), by)),
    ];
    let coming = portfolio.next.iter().enumerate().map(|(at, days)| {
        let last = portfolio.until(*days);
        let words = match in_days(portfolio, at).next() {
            Some(_) => msg!("to {last}", last),
            None => msg!("to {last}, nothing", last),
        };
        (msg!("next {days}", days = count!(*days, "day")), words)
    });
    facts.into_iter().flatten().chain(coming).collect()
}

fn notes(shown: PortfolioView<'_>) -> Vec<Message> {
    let portfolio = shown.portfolio;
    let assumed = [Stage::Released, Stage::Draft].iter().any(|stage| portfolio.offers.contains_key(stage));
    let assumed = assumed.then(|| msg!("What is not accepted yet is planned for the last day to accept."));
    let cancelled = match portfolio.cancelled {
        0 => None,
        1 => Some(msg!("1 invoice is left out: it is cancelled, its offer having been replaced.")),
        count => Some(msg!(
            "{count} invoices are left out: they are cancelled, their offers having been replaced.",
            count
        )),
    };
    let ended = match portfolio.ended {
        0 => None,
        1 => Some(msg!("1 invoice is left out: its agreement ended before it.")),
        count => Some(msg!("{count} invoices are left out: their agreements ended before them.", count)),
    };
    let invoices = [assumed, cancelled, ended].into_iter().flatten();
    invoices.chain(left_out(&portfolio.aside, shown.left_out)).collect()
}

/// Which offers an output leaves out: those that are not counted, and those with errors.
pub(crate) fn left_out(aside: &BTreeMap<Aside, usize>, with_errors: usize) -> Vec<Message> {
    let aside = |kind| aside.get(&kind).copied().unwrap_or(0);
    let expired = match aside(Aside::Expired) {
        0 => None,
        1 => Some(msg!("1 offer is left out: it expired without acceptance.")),
        count => Some(msg!("{count} offers are left out: they expired without acceptance.", count)),
    };
    let authorizations = match aside(Aside::Authorization) {
        0 => None,
        1 => Some(msg!("1 resale authorization is left out: the partner's offer says what is invoiced.")),
        count => Some(msg!(
            "{count} resale authorizations are left out: the partners' offers say what is invoiced.",
            count
        )),
    };
    let with_errors = match with_errors {
        0 => None,
        1 => Some(msg!("1 offer with errors is left out.")),
        count => Some(msg!("{count} offers with errors are left out.", count)),
    };
    [expired, authorizations, with_errors].into_iter().flatten().collect()
}

/// The totals of a heading in a period: a month, or a window of days ahead.
struct SumsRow<'a> {
    list: &'static str,
    period: Cell,
    days: Option<(NaiveDate, NaiveDate)>,
    heading: &'a Heading,
    flows: &'a Flows,
}

/// The columns of each line. A table has one list, whose lines have one currency if they are `months`.
fn columns<'a>(shown: PortfolioView<'a>, months: bool) -> Grid<'a, SumsRow<'a>> {
    let c = Columns::<SumsRow<'_>>::of();
    let by = match shown.by {
        By::Currency => None,
        By::Buyer => Some(word!("buyer")),
        By::Product => Some(word!("product")),
        By::Label(_) => Some(word!("label")),
    };
    let named = by.is_some() && !shown.portfolio.names.is_empty();
    let group = |line: &SumsRow<'a>| line.heading.group.as_deref();
    let name = move |line: &SumsRow<'a>| shown.portfolio.names.get(group(line)?).map(String::as_str);
    let money = |tally: fn(&Flows) -> Tally| {
        move |line: &SumsRow<'a>| (tally(line.flows).amount, line.heading.currency)
    };
    // Empty if nothing happens.
    let seen = |tally: fn(&Flows) -> Tally| {
        move |line: &SumsRow<'a>| (tally(line.flows).count > 0).then(|| money(tally)(line))
    };
    let counted = |line: &SumsRow<'a>| Some(line.flows.invoiced.count).filter(|count| *count > 0);
    Grid::new([
        c.people("currency", |line| line.heading.currency.to_string()).only_if(!months),
        c.people("offers", |line| Cell::Words(line.heading.stage.word())),
        c.named("list", |line| line.list),
        c.named("period", |line| line.period.clone()).titled("month").seen_if(months),
        c.named("from", |line| line.days.map(|(from, _)| from)),
        c.named("to", |line| line.days.map(|(_, to)| to)),
        c.named("group", group)
            .seen_as(by.unwrap_or_default(), move |line| {
                group(line).map_or(Cell::Words("(none)"), |group| Cell::Text(group.to_owned()))
            })
            .seen_if(by.is_some()),
        c.named("name", name).titled("name").seen_if(named),
        c.named("currency", |line| line.heading.currency.to_string()),
        c.named("offers", |line| line.heading.stage.word()),
        c.named("invoiced_count", |line| line.flows.invoiced.count).seen_as("invoices", counted),
        c.named("invoiced", money(|f| f.invoiced)).seen_as("invoiced", seen(|f| f.invoiced)),
        c.named("due_count", |line| line.flows.due.count),
        c.named("due", money(|f| f.due)).seen_as("due", seen(|f| f.due)),
        c.named("expected_count", |line| line.flows.expected.count),
        c.named("expected", money(|f| f.expected)).seen_as("expected", seen(|f| f.expected)),
    ])
}

/// The window of days ahead at index `at`: a row for each heading in which something happens.
fn coming(shown: PortfolioView<'_>, at: usize, days: u32) -> Sheet {
    columns(shown, false).sheet(msg!("Next {days}", days = count!(days, "day")), shown.in_days(at, days))
}

/// The months of a currency: for each stage its months in order, each with its groups, and the total.
fn months(shown: PortfolioView<'_>, currency: Currency) -> Result<Sheet, TooLarge> {
    let portfolio = shown.portfolio;
    let grid = columns(shown, true);
    let mut sheet = grid.sheet(Message::verbatim(currency), []);
    for stage in STAGES {
        let Some(total) = portfolio.total(currency, stage)? else { continue };
        let lines = shown.in_months(|of| (of.currency, of.stage) == (currency, stage));
        sheet.rows.extend(grid.sheet(Message::default(), lines).rows);
        let sum = |tally: Tally| match tally.count {
            0 => Cell::Empty,
            _ => Cell::Sum(tally.amount, currency),
        };
        let count = if total.invoiced.count == 0 { Cell::Empty } else { Cell::count(total.invoiced.count) };
        sheet.add_total(&[
            ("offers", Cell::Words(stage.word())),
            ("month", Cell::Words("total")),
            ("invoices", count),
            ("invoiced", sum(total.invoiced)),
            ("due", sum(total.due)),
            ("expected", sum(total.expected)),
        ]);
    }
    Ok(sheet)
}

/// The totals of the window of days ahead at index `at`, for each heading in which something happens.
fn in_days(portfolio: &Portfolio, at: usize) -> impl Iterator<Item = (&Heading, &Flows)> {
    let flows =
        portfolio.ledgers.iter().filter_map(move |(heading, ledger)| Some((heading, ledger.next.get(at)?)));
    flows.filter(|(_, flows)| **flows != Flows::default())
}

impl<'a> PortfolioView<'a> {
    /// A line for each heading in which something happens in the window at index `at`.
    fn in_days(self, at: usize, days: u32) -> impl Iterator<Item = SumsRow<'a>> {
        let portfolio = self.portfolio;
        in_days(portfolio, at).map(move |(heading, flows)| SumsRow {
            list: "next",
            period: Cell::Message(count!(days, "day")),
            days: Some((portfolio.as_of, portfolio.until(days))),
            heading,
            flows,
        })
    }

    /// A line for each month of the headings that `wanted` selects, by currency, stage, month, then
    /// group.
    fn in_months(self, wanted: impl Fn(&Heading) -> bool) -> impl Iterator<Item = SumsRow<'a>> {
        let ledgers = self.portfolio.ledgers.iter().filter(|(heading, _)| wanted(heading));
        let mut all: Vec<(&Month, &Heading, &Flows)> = ledgers
            .flat_map(|(heading, ledger)| {
                ledger.months.iter().map(move |(month, flows)| (month, heading, flows))
            })
            .collect();
        all.sort_by_key(|(month, heading, _)| (heading.currency, heading.stage, **month, &heading.group));
        all.into_iter().map(|(month, heading, flows)| SumsRow {
            list: "month",
            period: match month {
                Month::From(_) => Cell::Text(month.to_string()),
                Month::Unknown => Cell::Words("unknown"),
            },
            days: month.days(),
            heading,
            flows,
        })
    }

    fn coming(self) -> impl Iterator<Item = SumsRow<'a>> {
        self.portfolio.next.iter().enumerate().flat_map(move |(at, days)| self.in_days(at, *days))
    }
}

/// Writes a row for each month and heading, then one for each window of days ahead and heading, under a
/// header; the column `list` distinguishes them, so that nothing is counted twice. Notes are not part of
/// it.
///
/// # Errors
/// When `out` cannot be written to.
pub fn write_csv(shown: PortfolioView<'_>, raw: bool, out: &mut dyn Write) -> io::Result<()> {
    columns(shown, false).csv(shown.in_months(|_| true).chain(shown.coming()), raw, out)
}

/// A portfolio in version 1 of the format.
#[derive(Serialize)]
struct PortfolioObject<'a> {
    version: u8,
    as_of: String,
    late_days: u32,
    by: &'static str,
    label: Option<&'a str>,
    offers: Value,
    cancelled_invoices: usize,
    months: Records<'a, SumsRow<'a>>,
    next: Records<'a, SumsRow<'a>>,
    notes: Vec<Message>,
}

/// Writes one object, version 1 of the format: the records of the CSV in two lists. Amounts are text
/// with the currency's decimals. Ends with a line break.
///
/// # Errors
/// When `out` cannot be written to.
pub fn write_json(shown: PortfolioView<'_>, out: &mut dyn Write) -> io::Result<()> {
    let portfolio = shown.portfolio;
    let stage = |stage| portfolio.offers.get(&stage).copied().unwrap_or(0);
    let aside = |aside| portfolio.aside.get(&aside).copied().unwrap_or(0);
    let (by, label) = match shown.by {
        By::Currency => ("currency", None),
        By::Buyer => ("buyer", None),
        By::Product => ("product", None),
        By::Label(key) => ("label", Some(key.as_str())),
    };
    let object = PortfolioObject {
        version: 1,
        as_of: portfolio.as_of.to_string(),
        late_days: shown.late_days,
        by,
        label,
        offers: json!({
            "accepted": stage(Stage::Accepted),
            "released": stage(Stage::Released),
            "draft": stage(Stage::Draft),
            "expired": aside(Aside::Expired),
            "authorizations": aside(Aside::Authorization),
            "with_errors": shown.left_out,
        }),
        cancelled_invoices: portfolio.cancelled + portfolio.ended,
        months: columns(shown, false).records(shown.in_months(|_| true)),
        next: columns(shown, false).records(shown.coming()),
        notes: notes(shown),
    };
    grid::json(&[object], out)
}
