//! The calendar of many offers as a book, as rows of CSV, and as JSON.

use std::io::{self, Write};

use serde::Serialize;

use super::book::Book;
use super::sheet::{Align, Cell, Row, Sheet};
use crate::offer::Currency;
use crate::plan::{Aside, By, Flows, Heading, Month, Portfolio, Stage, Tally, TooLarge};
use crate::text::words;

/// What is shown: the sums, and what they hang on.
#[derive(Debug, Clone, Copy)]
pub struct Shown<'a> {
    /// What was asked for, in the words of the command line: `schedules`.
    pub of: &'a str,
    /// The sums.
    pub portfolio: &'a Portfolio,
    /// By what they are parted.
    pub by: &'a By,
    /// How many days after the due date buyers are expected to pay.
    pub late_days: u32,
    /// How many offers with errors are left out.
    pub left_out: usize,
}

/// The stages in the order in which they are shown.
const STAGES: [Stage; 3] = [Stage::Accepted, Stage::Released, Stage::Draft];

/// The book of a calendar: a sheet for each stretch of days to come in which something happens, then
/// one for each currency.
///
/// # Errors
/// When a total has more digits than can be held exactly.
pub fn book(shown: Shown<'_>) -> Result<Book, TooLarge> {
    let portfolio = shown.portfolio;
    let coming = portfolio.next.iter().enumerate().map(|(at, days)| coming(shown, at, *days));
    let mut sheets: Vec<Sheet> = coming.filter(|sheet| !sheet.rows.is_empty()).collect();
    for currency in portfolio.currencies() {
        sheets.push(months(shown, currency)?);
    }
    Ok(Book { title: format!("Calendar of {}", shown.of), facts: facts(shown), sheets, notes: notes(shown) })
}

fn facts(shown: Shown<'_>) -> Vec<(String, String)> {
    let portfolio = shown.portfolio;
    let count = |stage: Stage| {
        let count = portfolio.offers.get(&stage).copied().unwrap_or(0);
        (count > 0).then(|| format!("{count} {}", words(stage, count)))
    };
    let offers: Vec<String> = STAGES.into_iter().filter_map(count).collect();
    let offers = if offers.is_empty() { "none".to_owned() } else { offers.join(", ") };
    let expected = match shown.late_days {
        0 => "on the due date".to_owned(),
        1 => "1 day after the due date".to_owned(),
        days => format!("{days} days after the due date"),
    };
    let by = match shown.by {
        By::Currency => None,
        By::Buyer => Some("buyer".to_owned()),
        By::Product => Some("product".to_owned()),
        By::Label(key) => Some(format!("label {key}")),
    };
    let facts = [
        Some(("as of", portfolio.as_of.to_string())),
        Some(("offers", offers)),
        Some(("expected", expected)),
        by.map(|by| ("by", by)),
    ];
    let coming = portfolio.next.iter().enumerate().map(|(at, days)| {
        let nothing = if in_days(portfolio, at).next().is_some() { "" } else { ", nothing" };
        (format!("next {}", words::count(*days, "day")), format!("to {}{nothing}", portfolio.until(*days)))
    });
    facts.into_iter().flatten().map(|(word, fact)| (word.to_owned(), fact)).chain(coming).collect()
}

fn words(stage: Stage, count: usize) -> &'static str {
    match (stage, count) {
        (Stage::Draft, 2..) => "drafts",
        (stage, _) => stage.word(),
    }
}

fn notes(shown: Shown<'_>) -> Vec<String> {
    let portfolio = shown.portfolio;
    let aside = |aside| portfolio.aside.get(&aside).copied().unwrap_or(0);
    let assumed = [Stage::Released, Stage::Draft].iter().any(|stage| portfolio.offers.contains_key(stage));
    let said = |count: usize, one: &str, many: &str| match count {
        0 => None,
        1 => Some(format!("1 {one}")),
        count => Some(format!("{count} {many}")),
    };
    [
        assumed.then(|| "What is not accepted yet is planned for the last day to accept.".to_owned()),
        said(
            portfolio.cancelled,
            "invoice is left out: it is cancelled, its offer having been replaced.",
            "invoices are left out: they are cancelled, their offers having been replaced.",
        ),
        said(
            aside(Aside::Expired),
            "offer is left out: it expired without acceptance.",
            "offers are left out: they expired without acceptance.",
        ),
        said(
            aside(Aside::Authorization),
            "resale authorization is left out: the partner's offer says what is invoiced.",
            "resale authorizations are left out: the partners' offers say what is invoiced.",
        ),
        said(shown.left_out, "offer with errors is left out.", "offers with errors are left out."),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// The columns of the groups: none, the key, or the key and what people call it.
fn group_columns(shown: Shown<'_>) -> Vec<(&'static str, Align)> {
    let key = match shown.by {
        By::Currency => return Vec::new(),
        By::Buyer => "buyer",
        By::Product => "product",
        By::Label(_) => "label",
    };
    let name = (!shown.portfolio.names.is_empty()).then_some(("name", Align::Left));
    [Some((key, Align::Left)), name].into_iter().flatten().collect()
}

fn group_cells(shown: Shown<'_>, heading: &Heading) -> Vec<Cell> {
    let key = heading.group.as_deref();
    let name = key.and_then(|key| shown.portfolio.names.get(key)).map_or("", String::as_str);
    let cells = [Cell::text(key.unwrap_or("(none)")), Cell::text(name)];
    cells.into_iter().take(group_columns(shown).len()).collect()
}

const FLOWS: [(&str, Align); 4] = [
    ("invoices", Align::Right),
    ("invoiced", Align::Right),
    ("due", Align::Right),
    ("expected", Align::Right),
];

/// The cells of [`FLOWS`]; nothing where nothing happens.
fn flow_cells(flows: &Flows, money: impl Fn(rust_decimal::Decimal) -> Cell) -> Vec<Cell> {
    let amount = |tally: Tally| if tally.count == 0 { Cell::Empty } else { money(tally.amount) };
    let count = if flows.invoiced.count == 0 { Cell::Empty } else { Cell::Count(flows.invoiced.count) };
    vec![count, amount(flows.invoiced), amount(flows.due), amount(flows.expected)]
}

/// A stretch of days to come, the one at place `at`: a row for each heading in which something happens.
fn coming(shown: Shown<'_>, at: usize, days: u32) -> Sheet {
    let portfolio = shown.portfolio;
    let mut columns = vec![("currency", Align::Left), ("offers", Align::Left)];
    columns.extend(group_columns(shown));
    columns.extend(FLOWS);
    let row = |(heading, flows): (&Heading, &Flows)| {
        let mut cells = vec![Cell::text(heading.currency.code()), Cell::text(heading.stage.word())];
        cells.extend(group_cells(shown, heading));
        cells.extend(flow_cells(flows, |amount| Cell::Money(amount, heading.currency)));
        Row::item(cells)
    };
    let rows = in_days(portfolio, at).map(row).collect();
    Sheet { name: format!("Next {}", words::count(days, "day")), columns, rows }
}

/// The sums of the stretch of days to come at place `at`, of each heading in which something happens.
fn in_days(portfolio: &Portfolio, at: usize) -> impl Iterator<Item = (&Heading, &Flows)> {
    let flows =
        portfolio.ledgers.iter().filter_map(move |(heading, ledger)| Some((heading, ledger.next.get(at)?)));
    flows.filter(|(_, flows)| **flows != Flows::default())
}

/// The months of a currency: for each stage its months in order, each with its groups, and the total.
fn months(shown: Shown<'_>, currency: Currency) -> Result<Sheet, TooLarge> {
    let portfolio = shown.portfolio;
    let mut columns = vec![("offers", Align::Left), ("month", Align::Left)];
    columns.extend(group_columns(shown));
    let lead = columns.len();
    columns.extend(FLOWS);
    let mut rows = Vec::new();
    for stage in STAGES {
        let Some(total) = portfolio.total(currency, stage)? else { continue };
        let word = || Cell::text(stage.word());
        for (month, heading, flows) in in_order(portfolio, |of| (of.currency, of.stage) == (currency, stage))
        {
            let mut cells = vec![word(), Cell::Text(month.to_string())];
            cells.extend(group_cells(shown, heading));
            cells.extend(flow_cells(flows, |amount| Cell::Money(amount, currency)));
            rows.push(Row::item(cells));
        }
        let mut cells = vec![word(), Cell::text("total")];
        cells.resize(lead, Cell::Empty);
        cells.extend(flow_cells(&total, |amount| Cell::Sum(amount, currency)));
        rows.push(Row::total(cells));
    }
    Ok(Sheet { name: currency.code().to_owned(), columns, rows })
}

/// The sums of the headings that `wanted` picks, by currency, stage, month, then group.
fn in_order(portfolio: &Portfolio, wanted: impl Fn(&Heading) -> bool) -> Vec<(Month, &Heading, &Flows)> {
    let ledgers = portfolio.ledgers.iter().filter(|(heading, _)| wanted(heading));
    let mut all: Vec<(Month, &Heading, &Flows)> = ledgers
        .flat_map(|(heading, ledger)| {
            ledger.months.iter().map(move |(month, flows)| (*month, heading, flows))
        })
        .collect();
    all.sort_by_key(|(month, heading, _)| (heading.currency, heading.stage, *month, &heading.group));
    all
}

/// Sums as programs read them; the columns of the CSV in their order.
#[derive(Serialize)]
struct Record<'a> {
    list: &'static str,
    period: String,
    from: Option<String>,
    to: Option<String>,
    group: Option<&'a str>,
    name: Option<&'a str>,
    currency: &'a str,
    offers: &'static str,
    invoiced_count: usize,
    invoiced: String,
    due_count: usize,
    due: String,
    expected_count: usize,
    expected: String,
}

const COLUMNS: [&str; 14] = [
    "list",
    "period",
    "from",
    "to",
    "group",
    "name",
    "currency",
    "offers",
    "invoiced_count",
    "invoiced",
    "due_count",
    "due",
    "expected_count",
    "expected",
];

impl<'a> Shown<'a> {
    fn record(self, list: &'static str, period: String, heading: &'a Heading, flows: &Flows) -> Record<'a> {
        let digits = |tally: Tally| heading.currency.digits(tally.amount);
        let group = heading.group.as_deref();
        Record {
            list,
            period,
            from: None,
            to: None,
            group,
            name: group.and_then(|key| self.portfolio.names.get(key)).map(String::as_str),
            currency: heading.currency.code(),
            offers: heading.stage.word(),
            invoiced_count: flows.invoiced.count,
            invoiced: digits(flows.invoiced),
            due_count: flows.due.count,
            due: digits(flows.due),
            expected_count: flows.expected.count,
            expected: digits(flows.expected),
        }
    }

    /// A record for each stretch of days to come and heading.
    fn coming(self) -> impl Iterator<Item = Record<'a>> {
        let portfolio = self.portfolio;
        portfolio.next.iter().enumerate().flat_map(move |(at, days)| {
            in_days(portfolio, at).map(move |(heading, flows)| Record {
                from: Some(portfolio.as_of.to_string()),
                to: Some(portfolio.until(*days).to_string()),
                ..self.record("next", words::count(*days, "day"), heading, flows)
            })
        })
    }

    /// A record for each month and heading.
    fn months(self) -> impl Iterator<Item = Record<'a>> {
        in_order(self.portfolio, |_| true).into_iter().map(move |(month, heading, flows)| {
            let (from, to) = month.days().unzip();
            let text = |day: Option<chrono::NaiveDate>| day.map(|day| day.to_string());
            Record {
                from: text(from),
                to: text(to),
                ..self.record("month", month.to_string(), heading, flows)
            }
        })
    }
}

/// Writes a row for each month and heading, then one for each stretch of days to come and heading,
/// under a header; the column `list` tells them apart, so that nothing is added up twice. Notes are
/// not part of it.
///
/// # Errors
/// When `out` cannot be written to.
pub fn write_csv(shown: Shown<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut builder = csv::WriterBuilder::new();
    let mut rows = builder.has_headers(false).terminator(csv::Terminator::Any(b'\n')).from_writer(out);
    rows.write_record(COLUMNS)?;
    for record in shown.months().chain(shown.coming()) {
        rows.serialize(record)?;
    }
    rows.flush()
}

/// A calendar in the shape of version 1 of the format.
#[derive(Serialize)]
struct Object<'a> {
    version: u8,
    as_of: String,
    late_days: u32,
    by: &'static str,
    label: Option<&'a str>,
    offers: Offers,
    cancelled_invoices: usize,
    months: Vec<Record<'a>>,
    next: Vec<Record<'a>>,
    notes: Vec<String>,
}

#[derive(Serialize)]
struct Offers {
    accepted: usize,
    released: usize,
    draft: usize,
    expired: usize,
    authorizations: usize,
    with_errors: usize,
}

/// Writes one object, version 1 of the format: the records of the CSV in two lists. Amounts are text
/// with the currency's decimals. Ends with a line break.
///
/// # Errors
/// When `out` cannot be written to.
pub fn write_json(shown: Shown<'_>, out: &mut dyn Write) -> io::Result<()> {
    let portfolio = shown.portfolio;
    let stage = |stage| portfolio.offers.get(&stage).copied().unwrap_or(0);
    let aside = |aside| portfolio.aside.get(&aside).copied().unwrap_or(0);
    let (by, label) = match shown.by {
        By::Currency => ("currency", None),
        By::Buyer => ("buyer", None),
        By::Product => ("product", None),
        By::Label(key) => ("label", Some(key.as_str())),
    };
    let object = Object {
        version: 1,
        as_of: portfolio.as_of.to_string(),
        late_days: shown.late_days,
        by,
        label,
        offers: Offers {
            accepted: stage(Stage::Accepted),
            released: stage(Stage::Released),
            draft: stage(Stage::Draft),
            expired: aside(Aside::Expired),
            authorizations: aside(Aside::Authorization),
            with_errors: shown.left_out,
        },
        cancelled_invoices: portfolio.cancelled,
        months: shown.months().collect(),
        next: shown.coming().collect(),
        notes: notes(shown),
    };
    serde_json::to_writer_pretty(&mut *out, &object)?;
    out.write_all(b"\n")
}
