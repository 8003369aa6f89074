//! `paysched bills`: a billing agent's monthly bills, one for each customer.

mod usage;

use std::collections::BTreeSet;
use std::io::Write;
use std::path::PathBuf;

use chrono::NaiveDate;
use clap::ValueEnum;

use super::common::BadValue;
use super::deliver::{Kind, ReportOutput, Reporting};
use super::folders::{Folders, FoundOffer};
use super::format::{Format, Formats, write_books_in};
use super::rates::AgentTerms;
use super::stream::stderr;
use super::ways_out::of_bills;
use super::{Common, Failure, Outcome};
use crate::marketplace::reports::{UsageLine, month};
use crate::offer::accounts::{Agent, Register};
use crate::output::plans::bills::{
    BillsView, Japanese, agent_book, agent_page, books, page_title, workbook, write_csv, write_ics,
    write_json, write_ledger,
};
use crate::output::plans::html;
use crate::plan::bills::{BillSources, BilledOffer, Bills, bills};
use crate::plan::{PlanError, Scenario, Stage};
use crate::text::message::{English, Message, Words, count, msg};
use crate::text::sanitize::line;

static FORMATS: Formats = Formats(&[
    (Format::Table, "Tables for people"),
    (Format::Json, "One JSON object"),
    (Format::Csv, "A row of comma-separated values for each line and each tax"),
    (Format::Markdown, "Tables for a pull request or a wiki"),
    (Format::Html, "A page for a browser or a printer, each bill on a page of its own"),
    (Format::Xlsx, "A workbook for Excel and LibreOffice, a sheet for each customer"),
    (Format::Ics, "A calendar of the days of bills and payments"),
    (Format::Ledger, "A journal for hledger"),
]);

/// Make a billing agent's monthly bills, one for each customer.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "A bill has the usage of the month that is over on the agent's closing day, and the invoices of accepted \
                  offers since the closing day before. What the agent pays, and its margin, are shown with \
                  --agent-view alone: send customers what is made without it, and each only its own, with --customer."
)]
pub(super) struct Args {
    /// The month in which the bills are closed (YYYY-MM)
    #[arg(long, value_name = "MONTH", value_parser = month_of)]
    month: NaiveDate,
    /// Usage in US dollars, as CSV or a workbook with the columns month, account, service, amount and
    /// perhaps volume_discount; `-` reads standard input; may be repeated
    #[arg(long, value_name = "FILE")]
    usage: Vec<PathBuf>,
    /// The day of the cloud's invoice for that usage (YYYY-MM-DD) [default: the 3rd of the month after it]
    #[arg(long, value_name = "DATE", value_parser = super::common::date)]
    usage_invoiced: Option<NaiveDate>,
    /// The agent, by its name in the account register, if there are several
    #[arg(long, value_name = "NAME")]
    agent: Option<String>,
    /// Only the bill of this customer, by name or account id; may be repeated
    #[arg(long, value_name = "CUSTOMER")]
    customer: Vec<String>,
    /// Show what the agent pays, when, and its margin: for the agent alone
    #[arg(long)]
    agent_view: bool,
    /// The language of what people read
    #[arg(long, value_enum, default_value = "ja")]
    language: Language,
    #[command(flatten)]
    terms: AgentTerms,
    #[command(flatten)]
    output: ReportOutput<Self>,
    #[command(flatten)]
    folders: Folders,
    #[command(flatten)]
    common: Common,
}

/// The language of a bill.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Language {
    /// Japanese
    Ja,
    /// English
    En,
}

impl Language {
    fn words(self) -> Words {
        match self {
            Self::Ja => &Japanese,
            Self::En => &English,
        }
    }
}

impl Reporting for Args {
    const FORMATS: &'static Formats = &FORMATS;
}

fn month_of(text: &str) -> Result<NaiveDate, BadValue> {
    month(text).ok_or_else(|| BadValue::new("write a year and a month, for example 2027-01"))
}

/// What the offers of the folders give.
#[derive(Default)]
struct OfAgents {
    /// Those that a customer has accepted, each with its agent as the register of its folder has it.
    accepted: Vec<(String, Option<Agent>, BilledOffer)>,
    /// The agents of the others.
    open: Vec<String>,
}

/// Exits with 1, and writes nothing, if offers with errors would be left out.
pub(super) fn run(args: &Args, out: &mut dyn Write) -> Result<Outcome, Failure> {
    let format = args.folders.format(&args.output, &args.common)?;
    args.output.to.may_be_written(Kind::Report, &args.usage)?;
    let terms = args.terms.terms()?;
    let usage = usage::read(&args.usage, &args.common)?;
    let workspace = Folders::workspace(&args.common)?;
    let Some(reading) = args.folders.reading(&args.common, &workspace, ("billed", false))? else {
        return Ok(Outcome::Findings);
    };
    let mut offers = OfAgents::default();
    let mut skipped = reading.each(of_agent, |found| {
        match found {
            Some((name, known, Some(offer))) => offers.accepted.push((name, known, offer)),
            Some((name, _, None)) => offers.open.push(name),
            None => {}
        }
        Ok(())
    })?;
    reading.stop(&mut skipped)?;
    reading.keeps_inputs(&args.output.to)?;
    if skipped.left_out() > 0 {
        writeln!(stderr(), "paysched: no bill is written, because it would lack what these offers bill:")?;
        return reading.outcome(&skipped);
    }
    let settings = reading.settings()?;
    let name = args.chosen(&settings.accounts, &offers, usage.as_deref().unwrap_or_default())?;
    let agent = settings.accounts.agent(&name);
    let agent =
        agent.ok_or_else(|| Failure::message(format!("the account register has no agent `{name}`")))?;
    let own = offers.accepted.into_iter().filter(|(of, ..)| *of == name);
    let own = own.map(|(_, known, offer)| match known.as_ref() == Some(agent) {
        true => Ok(offer),
        false => Err(Failure::message(format!(
            "{}: the account register of its folder says something else of agent `{name}`; make its bills with a folder of its own",
            offer.offer.path
        ))),
    });
    let own = own.collect::<Result<Vec<BilledOffer>, Failure>>()?;
    let sources = BillSources { usage: usage.as_deref(), usage_invoiced: args.usage_invoiced, offers: &own };
    let made = bills((&name, agent), &settings.accounts, args.month, sources, &terms, &settings.holidays);
    let made = args.wanted(made.map_err(|error| Failure::message(of_bills(&error)))?)?;
    let open = offers.open.iter().filter(|of| **of == name).count();
    let notes = notes(&made, open);
    notes.iter().try_for_each(|note| writeln!(stderr(), "paysched: {}", line(&note.to_string())))?;
    let shown = BillsView { bills: &made, as_of: reading.as_of(), for_agent: args.agent_view, notes: &notes };
    let mut bytes = Vec::new();
    args.write(format, shown, &mut bytes)?;
    args.output.to.deliver(&bytes, out)?;
    reading.outcome(&skipped)
}

/// An offer that names an agent: the agent and, where it is accepted, what stands of its plan.
type OfAgent = (String, Option<Agent>, Option<BilledOffer>);

fn of_agent(found: &FoundOffer<'_>) -> Result<Option<OfAgent>, PlanError> {
    let Some(name) = found.checked.offer.billing_agent.get() else { return Ok(None) };
    let known = found.checked.accounts.agent(name).cloned();
    if found.stage != Ok(Stage::Accepted) {
        return Ok(Some((name.clone(), known, None)));
    }
    let mut plan = found.plan(Scenario::default())?;
    plan.invoices.retain(|invoice| invoice.stands(found.replaced_on));
    let offer = found.listed(&plan);
    Ok(Some((name.clone(), known, Some(BilledOffer { offer, plan }))))
}

impl Args {
    /// The agent whose bills they are.
    fn chosen(&self, register: &Register, offers: &OfAgents, usage: &[UsageLine]) -> Result<String, Failure> {
        if let Some(name) = &self.agent {
            return Ok(name.clone());
        }
        let payers: BTreeSet<&str> =
            usage.iter().filter_map(|line| register.account(&line.account)?.payer.as_deref()).collect();
        let paying = register
            .agents()
            .filter(|(_, agent)| agent.payer.as_deref().is_some_and(|payer| payers.contains(payer)));
        let named = offers.accepted.iter().map(|(name, ..)| name.as_str());
        let open = offers.open.iter().map(String::as_str);
        let all: BTreeSet<&str> = paying.map(|(name, _)| name).chain(named).chain(open).collect();
        match all.into_iter().collect::<Vec<_>>().as_slice() {
            [one] => Ok((*one).to_owned()),
            [] => Err(Failure::message(
                "no agent bills for these: no offer names a `billing_agent`, and the account register has no agent whose `payer` pays for an account of the usage",
            )),
            several => Err(Failure::message(format!(
                "several agents may bill for these, {}; name one with --agent",
                several.join(", ")
            ))),
        }
    }

    /// The bills of the customers that are wanted.
    fn wanted(&self, mut made: Bills) -> Result<Bills, Failure> {
        if made.bills.is_empty() {
            let (date, agent) = (made.date, &made.agent);
            return Err(Failure::message(format!(
                "agent `{agent}` has nothing to bill on {date}: no usage, and no invoice of an accepted offer"
            )));
        }
        if self.customer.is_empty() {
            return Ok(made);
        }
        let customers: Vec<String> = made.bills.iter().map(|bill| bill.customer.clone()).collect();
        let is = |wanted: &str, customer: &str, accounts: &BTreeSet<&str>| {
            customer.to_lowercase() == wanted.to_lowercase() || accounts.contains(wanted)
        };
        for wanted in &self.customer {
            if !made.bills.iter().any(|bill| is(wanted, &bill.customer, &bill.accounts())) {
                return Err(Failure::message(format!(
                    "there is no bill for `{wanted}`; there are those for {}",
                    customers.join(", ")
                )));
            }
        }
        made.bills
            .retain(|bill| self.customer.iter().any(|wanted| is(wanted, &bill.customer, &bill.accounts())));
        Ok(made)
    }

    fn write(&self, format: Format, shown: BillsView<'_>, out: &mut dyn Write) -> Result<(), Failure> {
        let words = self.language.words();
        match format {
            Format::Json => write_json(shown, out)?,
            Format::Csv => write_csv(shown, self.output.raw_csv, out)?,
            Format::Ics => write_ics(shown, words, out)?,
            Format::Ledger => write_ledger(shown, words, out)?,
            Format::Html if !self.agent_view => {
                html::write_letters(&page_title(shown), &books(shown), words, out)?;
            }
            _ => {
                let books = match format {
                    Format::Html => vec![agent_page(shown)?],
                    _ if self.agent_view => vec![agent_book(shown)?],
                    Format::Xlsx => vec![workbook(shown)],
                    _ => books(shown),
                };
                let width = self.output.to.columns();
                write_books_in(words, format, &books, Some(shown.as_of), width, out)?;
            }
        }
        Ok(())
    }
}

/// What the agent must not miss.
fn notes(bills: &Bills, open: usize) -> Vec<Message> {
    let mut notes = Vec::new();
    let agent = &bills.agent;
    for (account, number) in &bills.elsewhere.accounts {
        let lines = count!(*number, "line");
        notes.push(msg!(
            "Usage of account {account} is on no bill, because {agent} does not pay for it: {lines}.",
            account,
            agent,
            lines
        ));
    }
    for (month, number) in &bills.elsewhere.months {
        let (lines, month) = (count!(*number, "line"), month.format("%Y-%m"));
        notes.push(msg!("Usage of {month} is on the bills of another month: {lines}.", month, lines));
    }
    if bills.elsewhere.own > 0 {
        let lines = count!(bills.elsewhere.own, "line");
        notes.push(msg!("The agent's own usage is on no bill: {lines}.", lines));
    }
    if open > 0 {
        let offers = count!(open, "offer");
        notes.push(msg!("What is not accepted is not billed: {offers} of {agent}.", offers, agent));
    }
    match (&bills.tax, &bills.registration) {
        (None, _) => notes
            .push(msg!("The account register gives no `tax` for {agent}: the bills are before tax.", agent)),
        (Some(_), None) => notes.push(msg!(
            "The account register gives no `registration` for {agent}: the bills are no qualified invoices.",
            agent
        )),
        _ => {}
    }
    notes
}
