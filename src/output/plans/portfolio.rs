//! The calendar of many offers as a book, as rows of CSV, and as JSON.

mod words;

use std::collections::BTreeMap;
use std::io::{self, Write};

use chrono::NaiveDate;
use serde::Serialize;
use serde_json::{Value, json};

use super::book::Book;
use super::grid::{self, Columns, Grid, Records};
use super::sheet::{Cell, Sheet};
use super::svg::Series;
use crate::offer::{Amount, Currency};
use crate::plan::{
    Aside, By, CalendarPeriod, Every, Flows, Heading, InvoiceClass, Portfolio, Stage, Tally, TooLarge,
};
use crate::text::message::{Message, count, msg, word};
use words::{facts, notes};

#[cfg(feature = "cli")]
pub(crate) use words::left_out;

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
    /// How many renewed terms of each offer are counted, at most.
    pub renewals: u32,
    /// How many offers with errors are left out.
    pub left_out: usize,
}

/// The stages in the order in which they are shown.
const STAGES: [Stage; 3] = [Stage::Accepted, Stage::Released, Stage::Draft];

/// The classes of invoices in the order in which they are shown.
const CLASSES: [InvoiceClass; 5] = [
    InvoiceClass::Offer(Stage::Accepted),
    InvoiceClass::Offer(Stage::Released),
    InvoiceClass::Offer(Stage::Draft),
    InvoiceClass::Renewal,
    InvoiceClass::Cancelled,
];

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
        sheets.push(periods(shown, currency)?);
    }
    Ok(Book { title: words::title(shown), facts: facts(shown), sheets, notes: notes(shown) })
}

/// The totals of a heading in a period: a month, or a window of days ahead.
struct SumsRow<'a> {
    list: &'static str,
    period: Cell,
    days: Option<(NaiveDate, NaiveDate)>,
    heading: &'a Heading,
    flows: Flows,
}

/// The columns of each line. A table has one list, whose lines have one currency if they are `months`.
fn columns<'a>(shown: PortfolioView<'a>, months: bool) -> Grid<'a, SumsRow<'a>> {
    let c = Columns::<SumsRow<'_>>::of();
    let by = match shown.by {
        By::Currency => None,
        By::Offer => Some(word!("file")),
        By::Buyer => Some(word!("buyer")),
        By::Product => Some(word!("product")),
        By::Label(_) => Some(word!("label")),
    };
    let named = by.is_some() && !shown.portfolio.names.is_empty();
    let group = |line: &SumsRow<'a>| line.heading.group.as_deref();
    let name = move |line: &SumsRow<'a>| shown.portfolio.names.get(group(line)?).map(String::as_str);
    let money = |tally: fn(&Flows) -> Tally| {
        move |line: &SumsRow<'a>| (tally(&line.flows).amount, line.heading.currency)
    };
    // Empty where something else happens; a period without anything has its zeros, so that it is no gap.
    let told = |flows: &Flows, tally: Tally| {
        tally.count > 0 || [flows.invoiced, flows.due, flows.expected].iter().all(|one| one.count == 0)
    };
    let seen = |tally: fn(&Flows) -> Tally| {
        move |line: &SumsRow<'a>| told(&line.flows, tally(&line.flows)).then(|| money(tally)(line))
    };
    let counted = move |line: &SumsRow<'a>| {
        Some(line.flows.invoiced.count).filter(|_| told(&line.flows, line.flows.invoiced))
    };
    // Days to come are no months, by which it is earned.
    let at_end = |amount: fn(&Flows) -> Amount| {
        move |line: &SumsRow<'a>| (line.list != "next").then(|| (amount(&line.flows), line.heading.currency))
    };
    let title = period_title(shown.portfolio.periods.every);
    Grid::new([
        c.people("currency", |line| line.heading.currency.to_string()).only_if(!months),
        c.people("offers", |line| Cell::Words(line.heading.class.word())),
        c.named("list", |line| line.list),
        c.named("period", |line| line.period.clone()).titled(title).seen_if(months),
        c.named("from", |line| line.days.map(|(from, _)| from)),
        c.named("to", |line| line.days.map(|(_, to)| to)),
        c.named("group", group)
            .seen_as(by.unwrap_or_default(), move |line| {
                group(line).map_or(Cell::Words("(none)"), |group| Cell::Text(group.to_owned()))
            })
            .seen_if(by.is_some()),
        c.named("name", name).titled("name").seen_if(named),
        c.named("currency", |line| line.heading.currency.to_string()),
        c.named("offers", |line| line.heading.class.word()),
        c.named("invoiced_count", |line| line.flows.invoiced.count).seen_as("invoices", counted),
        c.named("invoiced", money(|f| f.invoiced)).seen_as("invoiced", seen(|f| f.invoiced)),
        c.named("due_count", |line| line.flows.due.count),
        c.named("due", money(|f| f.due)).seen_as("due", seen(|f| f.due)),
        c.named("expected_count", |line| line.flows.expected.count),
        c.named("expected", money(|f| f.expected)).seen_as("expected", seen(|f| f.expected)),
        c.named("recognized", at_end(|flows| flows.recognized))
            .titled("recognized")
            .seen_if(months)
            .only_if(shown.portfolio.with_recognized),
        c.named("carried", at_end(|flows| flows.carried))
            .titled("carried over")
            .seen_if(months && shown.portfolio.carries())
            .only_if(shown.portfolio.with_recognized),
        c.named("deferred", at_end(|flows| flows.deferred))
            .titled("deferred")
            .seen_if(months)
            .only_if(shown.portfolio.with_recognized),
        c.named("unbilled", at_end(|flows| flows.unbilled))
            .titled("unbilled")
            .seen_if(months)
            .only_if(shown.portfolio.with_recognized),
    ])
}

/// The window of days ahead at index `at`: a row for each heading in which something happens.
fn coming(shown: PortfolioView<'_>, at: usize, days: u32) -> Sheet {
    columns(shown, false).sheet(msg!("Next {days}", days = count!(days, "day")), shown.in_days(at, days))
}

/// What a currency invoices in each period, for its chart: accepted, open, and renewals if there are any.
/// What is cancelled is not invoiced. None is given if a sum cannot be held.
pub(super) fn bars(shown: PortfolioView<'_>, currency: Currency) -> Vec<Series> {
    let sum = |name: Message, classes: &[InvoiceClass]| {
        let mut steps: BTreeMap<NaiveDate, Amount> = BTreeMap::new();
        let ours = shown.portfolio.ledgers.iter();
        let ours = ours.filter(|(of, _)| of.currency == currency && classes.contains(&of.class));
        for (period, flows) in ours.flat_map(|(_, ledger)| &ledger.periods) {
            if let Some(first) = period.first().filter(|_| flows.invoiced.count > 0) {
                let so_far = steps.entry(first).or_default();
                *so_far = so_far.plus(flows.invoiced.amount)?;
            }
        }
        Some(Series { name, steps: steps.into_iter().collect() })
    };
    let open = [InvoiceClass::Offer(Stage::Released), InvoiceClass::Offer(Stage::Draft)];
    let series = [
        sum(msg!("accepted"), &[InvoiceClass::Offer(Stage::Accepted)]),
        sum(msg!("open: released or draft"), &open),
        sum(msg!("renewals"), &[InvoiceClass::Renewal]),
    ];
    let series = series.into_iter().collect::<Option<Vec<Series>>>().unwrap_or_default();
    let always = |(at, one): (usize, Series)| (at < 2 || !one.steps.is_empty()).then_some(one);
    series.into_iter().enumerate().filter_map(always).collect()
}

/// The name of a kind of period for programs.
fn key(every: Every) -> &'static str {
    match every {
        Every::Month => "month",
        Every::Quarter => "quarter",
        Every::FiscalYear => "fiscal_year",
    }
}

/// The title of the column of periods.
fn period_title(every: Every) -> &'static str {
    match every {
        Every::Month => word!("month"),
        Every::Quarter => word!("quarter"),
        Every::FiscalYear => word!("fiscal year"),
    }
}

/// The periods of a currency: for each class of invoices its periods in order, each with its groups, and
/// the total.
fn periods(shown: PortfolioView<'_>, currency: Currency) -> Result<Sheet, TooLarge> {
    let portfolio = shown.portfolio;
    let grid = columns(shown, true);
    let mut sheet = grid.sheet(Message::verbatim(currency), []);
    for class in CLASSES {
        let Some(total) = portfolio.total(currency, class)? else { continue };
        let lines = shown.in_periods(|of| (of.currency, of.class) == (currency, class));
        sheet.rows.extend(grid.sheet(Message::default(), lines).rows);
        let sum = |tally: Tally| match tally.count {
            0 => Cell::Empty,
            _ => Cell::Sum(tally.amount, currency),
        };
        let count = if total.invoiced.count == 0 { Cell::Empty } else { Cell::count(total.invoiced.count) };
        sheet.add_total(&[
            ("offers", Cell::Words(class.word())),
            (period_title(portfolio.periods.every), Cell::Words("total")),
            ("invoices", count),
            ("invoiced", sum(total.invoiced)),
            ("due", sum(total.due)),
            ("expected", sum(total.expected)),
            ("recognized", Cell::Sum(total.recognized, currency)),
            ("carried over", Cell::Sum(total.carried, currency)),
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
            flows: *flows,
        })
    }

    /// A line for each period of the headings that `wanted` selects, by currency, class, period, then
    /// group.
    fn in_periods(self, wanted: impl Fn(&Heading) -> bool) -> impl Iterator<Item = SumsRow<'a>> {
        let ledgers = self.portfolio.ledgers.iter().filter(|(heading, _)| wanted(heading));
        let mut all: Vec<(&CalendarPeriod, &Heading, &Flows)> = ledgers
            .flat_map(|(heading, ledger)| {
                ledger.periods.iter().map(move |(period, flows)| (period, heading, flows))
            })
            .collect();
        all.sort_by_key(|(period, heading, _)| (heading.currency, heading.class, **period, &heading.group));
        let periods = self.portfolio.periods;
        all.into_iter().map(move |(period, heading, flows)| SumsRow {
            list: key(periods.every),
            period: match period.first() {
                Some(first) => Cell::Period(first, periods.name(first)),
                None => Cell::Words("unknown"),
            },
            days: period.first().map(|first| (first, periods.last(first))),
            heading,
            flows: *flows,
        })
    }

    fn coming(self) -> impl Iterator<Item = SumsRow<'a>> {
        self.portfolio.next.iter().enumerate().flat_map(move |(at, days)| self.in_days(at, *days))
    }
}

/// Writes a row for each period and heading, then one for each window of days ahead and heading, under a
/// header; the column `list` distinguishes them, so that nothing is counted twice. Notes are not part of
/// it.
///
/// # Errors
/// When `out` cannot be written to.
pub fn write_csv(shown: PortfolioView<'_>, raw: bool, out: &mut dyn Write) -> io::Result<()> {
    columns(shown, false).csv(shown.in_periods(|_| true).chain(shown.coming()), raw, out)
}

/// A portfolio in version 1 of the format.
#[derive(Serialize)]
struct PortfolioObject<'a> {
    version: u8,
    as_of: String,
    late_days: u32,
    by: &'static str,
    label: Option<&'a str>,
    every: &'static str,
    fiscal_year_starts: u32,
    renewals: u32,
    with_cancelled: bool,
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
        By::Offer => ("offer", None),
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
        every: key(portfolio.periods.every),
        fiscal_year_starts: portfolio.periods.fiscal_year_starts,
        renewals: shown.renewals,
        with_cancelled: portfolio.with_cancelled,
        offers: json!({
            "accepted": stage(Stage::Accepted),
            "released": stage(Stage::Released),
            "draft": stage(Stage::Draft),
            "expired": aside(Aside::Expired),
            "authorizations": aside(Aside::Authorization),
            "with_errors": shown.left_out,
        }),
        cancelled_invoices: portfolio.cancelled + portfolio.ended,
        months: columns(shown, false).records(shown.in_periods(|_| true)),
        next: columns(shown, false).records(shown.coming()),
        notes: notes(shown),
    };
    grid::json(&[object], out)
}
