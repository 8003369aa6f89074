//! `paysched new` and `paysched solve`: make an offer file from flags or answers.

mod ask;
pub(super) mod wanted;

use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};

use clap::ValueEnum;
use wanted::Wanted;

use super::common::{WORDS, columns_of, name};
use super::deliver::{Kind, Output};
use super::generated::Generated;
use super::stream::stderr;
use super::{Common, Failure, Outcome, source_offer};
use crate::deal::propose::{Goal, Regular, Wishes, propose, solve};
use crate::lint::Settings;
use crate::output::findings::human;
use crate::output::plans;
use crate::plan::Plan;
use crate::text::diagnostic::Severity;
use crate::text::words::count;

/// Write a new offer file
#[derive(Debug, clap::Args)]
pub(super) struct NewArgs {
    /// Write to this file instead of standard output
    #[arg(value_name = "FILE", conflicts_with = "output")]
    file: Option<PathBuf>,
    /// Ask for what no flag gives; the default at a terminal
    #[arg(long)]
    ask: bool,
    #[command(flatten)]
    output: Output,
    #[command(flatten)]
    drawing: NewOptions,
}

/// Find the schedule that is at the limit of the rules
#[derive(Debug, clap::Args)]
pub(super) struct SolveArgs {
    /// What to look for
    #[arg(value_enum, value_name = "GOAL")]
    goal: Looked,
    #[command(flatten)]
    output: Output,
    #[command(flatten)]
    drawing: NewOptions,
}

/// What both commands need.
#[derive(Debug, clap::Args)]
struct NewOptions {
    #[command(flatten)]
    wanted: Wanted,
    #[command(flatten)]
    making: Making,
}

/// What every offer is made with.
#[derive(Debug, clap::Args)]
pub(super) struct Making {
    /// Take what no flag gives from this offer: everything but its dates and amounts
    #[arg(long, value_name = "OFFER")]
    pub(super) like: Option<PathBuf>,
    /// Where editors find the JSON Schema, relative to the new file (`paysched schema` writes it)
    /// [default: schema/offer.schema.json in the folder above, if it is there]
    #[arg(long, value_name = "PATH")]
    schema: Option<String>,
    #[command(flatten)]
    pub(super) common: Common,
}

impl Making {
    /// The files that are read.
    pub(super) fn inputs(&self) -> impl Iterator<Item = &PathBuf> {
        self.like.iter().chain(&self.common.config)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Looked {
    /// As many installments as the rules allow
    MostInstallments,
    /// Equal installments as small as the rules allow
    SmallestInstallment,
    /// As late a first invoice date as the rules allow, for --times installments
    LatestFirst,
}

pub(super) fn new(args: &NewArgs, out: &mut dyn Write) -> Result<Outcome, Failure> {
    let output = args.output.or(args.file.as_ref());
    output.may_be_written(Kind::Source, args.drawing.making.inputs())?;
    let mut maker = OfferMaker::new(&args.drawing.wanted, &args.drawing.making, &output)?;
    let offer = maker.made(args.ask)?;
    if !offer.stands(&args.drawing.making.common)? {
        return Ok(Outcome::Findings);
    }
    output.deliver(offer.source.text().as_bytes(), out)?;
    if let (Some(file), Some(plan)) = (output.file(), &offer.plan) {
        write!(
            stderr(),
            "{}\nwritten to {}\n",
            plans::plan::book(plan).draw(columns_of(&io::stderr()), WORDS),
            name(file)
        )?;
    }
    Ok(Outcome::Clean)
}

pub(super) fn find(args: &SolveArgs, out: &mut dyn Write) -> Result<Outcome, Failure> {
    args.output.may_be_written(Kind::Source, args.drawing.making.inputs())?;
    let maker = OfferMaker::new(&args.drawing.wanted, &args.drawing.making, &args.output)?;
    let goal = match args.goal {
        Looked::MostInstallments | Looked::SmallestInstallment => Goal::MostInstallments,
        Looked::LatestFirst => Goal::LatestFirst,
    };
    let wanted = maker.to_solve(goal)?;
    let wishes = wanted.wishes(maker.settings.as_of, &maker.settings.accounts, 1)?;
    let Some(found) = solve(&wishes, goal, &|wishes| maker.offer(wishes).checked.is_clean()) else {
        let offer = maker.offer(&wishes);
        let style = args.drawing.making.common.style(&io::stderr());
        human::write_findings(&offer.source, offer.checked.findings(), style, &mut stderr())?;
        writeln!(stderr(), "no such schedule keeps every rule; this one does not even begin to")?;
        return Ok(Outcome::Findings);
    };
    let offer = maker.offer(&found.best);
    let Some(plan) = &offer.plan else {
        return Err(Failure::message("the schedule that was found cannot be planned"));
    };
    writeln!(out, "{}", headline(args.goal, &found.best, plan))?;
    if let Some(finding) = found.next.as_ref().and_then(|next| maker.first_finding(next)) {
        writeln!(out, "{}: {finding}", one_more(args.goal))?;
    }
    writeln!(out)?;
    out.write_all(plans::plan::book(plan).draw(columns_of(&io::stdout()), WORDS).as_bytes())?;
    if args.output.is_given() {
        args.output.deliver(offer.source.text().as_bytes(), out)?;
    }
    Ok(Outcome::Clean)
}

/// The schema in the folder above that of a new file, if there is one.
fn schema_beside(file: Option<&Path>) -> Option<String> {
    const SCHEMA: &str = "../schema/offer.schema.json";
    let folder = file.and_then(Path::parent).unwrap_or(Path::new(""));
    folder.join(SCHEMA).is_file().then(|| SCHEMA.to_owned())
}

fn headline(goal: Looked, best: &Wishes, plan: &Plan) -> String {
    let count = match best.regular {
        Regular::Every { times, .. } => times,
        _ => 0,
    };
    let first = match best.regular {
        Regular::Every { first, .. } => first.to_string(),
        _ => String::new(),
    };
    let regular = plan.invoices.iter().filter(|i| best.initial.is_none() || i.entry > 1);
    let smallest = regular.map(|invoice| invoice.amount).min().unwrap_or_default();
    let currency = best.currency;
    match goal {
        Looked::MostInstallments => format!("most installments: {count}"),
        Looked::SmallestInstallment => {
            format!("smallest equal installment: {}, {count} times", plans::sheet::money(smallest, currency))
        }
        Looked::LatestFirst => format!("latest first invoice date: {first}"),
    }
}

fn one_more(goal: Looked) -> &'static str {
    match goal {
        Looked::MostInstallments | Looked::SmallestInstallment => "one more",
        Looked::LatestFirst => "a day later",
    }
}

/// Makes offers from parameters, and checks them.
pub(super) struct OfferMaker {
    pub(super) wanted: Wanted,
    schema: Option<String>,
    settings: Settings,
    path: String,
}

impl OfferMaker {
    /// Refuses an output that must stay.
    pub(super) fn new(wanted: &Wanted, making: &Making, output: &Output) -> Result<Self, Failure> {
        let file = output.file();
        let common = &making.common;
        let workspace = common.workspace()?;
        let path = file.unwrap_or(Path::new("offer.yaml"));
        let mut wanted = wanted.clone();
        if let Some(like) = &making.like {
            wanted.take_from(source_offer::like(common, like, &workspace)?);
        }
        // A new offer names no other file.
        let settings = workspace.settings_of(path).map_err(|error| common.settings_failure(error))?;
        output.may_be_written(Kind::Source, &workspace.named())?;
        let path = crate::workspace::shown(path, &Common::working_directory()?);
        let schema = making.schema.clone().or_else(|| schema_beside(file));
        Ok(Self { wanted, schema, settings, path })
    }

    /// The offer, after questions about what is missing: at a terminal, or where they are asked for.
    pub(super) fn made(&mut self, ask: bool) -> Result<Generated, Failure> {
        let terminal = io::stdin().is_terminal() && io::stderr().is_terminal();
        if ask || (terminal && self.wishes(&self.wanted).is_err()) {
            let mut wanted = self.wanted.clone();
            let preview = |wanted: &Wanted| self.preview(wanted);
            ask::ask(&mut wanted, &mut io::stdin().lock(), &mut stderr(), &preview)?;
            self.wanted = wanted;
        }
        Ok(self.offer(&self.wishes(&self.wanted)?))
    }

    /// The parameters, with as many installments as the rules allow by default.
    fn wishes(&self, wanted: &Wanted) -> Result<Wishes, Failure> {
        let wishes = wanted.wishes(self.settings.as_of, &self.settings.accounts, 1)?;
        if wanted.dates.times.is_some() || wanted.dates.first.is_none() {
            return Ok(wishes);
        }
        let found = solve(&wishes, Goal::MostInstallments, &|wishes| self.offer(wishes).checked.is_clean());
        Ok(found.map_or(wishes, |found| found.best))
    }

    /// The parameters without the one to solve for.
    fn to_solve(&self, goal: Goal) -> Result<Wanted, Failure> {
        let mut wanted = self.wanted.clone();
        if !wanted.dates.row.is_empty() {
            return Err(Failure::message("--row names the dates; there is nothing left to look for"));
        }
        if !wanted.dates.on.is_empty() {
            return Err(Failure::message("--on names the dates; there is nothing left to look for"));
        }
        match (goal, wanted.dates.times) {
            (Goal::MostInstallments, Some(_)) => {
                return Err(Failure::message("--times is what is looked for; leave it out"));
            }
            (Goal::LatestFirst, None) => {
                return Err(Failure::message("--times is needed: how many installments"));
            }
            (Goal::LatestFirst, Some(_)) if wanted.dates.first.is_some() => {
                return Err(Failure::message("--first is what is looked for; leave it out"));
            }
            (Goal::LatestFirst, Some(_)) => {
                wanted.dates.first = Some(wanted.terms.release.unwrap_or(self.settings.as_of));
            }
            (Goal::MostInstallments, None) => {}
        }
        if wanted.dates.first.is_none() {
            return Err(Failure::message("--first is needed: the first regular invoice date"));
        }
        Ok(wanted)
    }

    fn offer(&self, wishes: &Wishes) -> Generated {
        let (offer, comments) = propose(wishes, self.schema.clone());
        Generated::of(&self.path, offer.to_yaml(&comments), &self.settings)
    }

    /// The first finding of an offer, in one line.
    fn first_finding(&self, wishes: &Wishes) -> Option<String> {
        let checked = self.offer(wishes).checked;
        let finding = checked.findings().iter().find(|finding| finding.severity >= Severity::Warning)?;
        Some(format!("{} ({})", finding.message, finding.rule))
    }

    /// A preview of the answers so far, in one line; `None` while too much is open.
    fn preview(&self, wanted: &Wanted) -> Option<String> {
        if wanted.dates.first.is_none() && !wanted.has_dates() {
            // The payment on acceptance is not everything: the rest is asked for next.
            return None;
        }
        let wishes = self.wishes(wanted).ok()?;
        let offer = self.offer(&wishes);
        let plan = offer.plan.as_ref()?;
        let (first, last) = (plan.invoices.first()?, plan.invoices.last()?);
        let money = |amount| plans::sheet::grouped(&plan.offer.currency.digits(amount));
        let mut text = format!(
            "→ {}: {} on {}, the last {} on {}",
            count(plan.invoices.len(), "invoice"),
            money(first.amount),
            first.invoice_date,
            money(last.amount),
            last.invoice_date
        );
        if let Some(finding) = self.first_finding(&wishes) {
            text.push_str(&format!("\n  ! {finding}"));
        }
        Some(text)
    }
}
