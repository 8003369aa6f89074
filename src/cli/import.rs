//! `paysched import aws FILE`: makes an offer file from the marketplace's JSON, or compares the two.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use clap::Subcommand;

use super::beside_json::JsonGaps;
use super::common::{account, date};
use super::deliver::{Kind, Output};
use super::diff;
use super::format::Format;
use super::{Common, Failure, Outcome, reading};
use crate::deal::compare::{Comparison, Fact, compare};
use crate::lint::{CheckedOffer, Settings, check, rules};
use crate::marketplace::aws::import::{Given, ImportError, ImportOptions, Imported, import};
use crate::offer::{Offer, quote};
use crate::output::findings::human;
use crate::output::plans::changes::NamedComparison;
use crate::schedule::expand;
use crate::text::diagnostic::{Diagnostic, Severity};
use crate::text::sanitize::blanks;
use crate::text::source::SourceFile;
use crate::text::words::count;

/// Make an offer file from the marketplace's JSON, or compare the two.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    from: From,
}

#[derive(Debug, Subcommand)]
enum From {
    /// From the JSON of the AWS Marketplace Catalog API or Agreement API
    ///
    /// FILE is a change set (StartChangeSet, DescribeChangeSet), an offer or a resale authorization
    /// (DescribeEntity), or an agreement (GetAgreementTerms, DescribeAgreement).
    Aws(Box<Aws>),
}

#[derive(Debug, clap::Args)]
struct Aws {
    /// The JSON; `-` reads standard input
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// The answer of DescribeAgreement, if FILE is that of GetAgreementTerms
    #[arg(long, value_name = "FILE")]
    agreement: Option<PathBuf>,
    /// Show where an offer file differs, instead of writing one
    #[arg(long, value_name = "OFFER", conflicts_with_all = ["output", "explicit", "schema"])]
    diff: Option<PathBuf>,
    /// With --diff: how to write the changes
    #[arg(long, value_parser = diff::FORMATS.parser(), default_value = "text", requires = "diff")]
    format: Format,
    #[command(flatten)]
    output: Output,
    /// Write every installment as a single entry, even if a series bills the same
    #[arg(long)]
    explicit: bool,
    #[command(flatten)]
    beside_json: JsonGaps,
    /// The product's id, if the JSON has none
    #[arg(long, value_name = "ID")]
    product: Option<String>,
    /// A buyer's account, if the JSON has none; may be repeated
    #[arg(long = "buyer", value_name = "ACCOUNT", value_parser = account)]
    buyers: Vec<String>,
    /// The day of publication
    #[arg(long, value_name = "DATE", value_parser = date)]
    release: Option<NaiveDate>,
    /// The last day to accept, if the JSON does not have it
    #[arg(long, value_name = "DATE", value_parser = date)]
    accept_by: Option<NaiveDate>,
    /// Where editors find the JSON Schema; written in the file's first line
    #[arg(long, value_name = "PATH")]
    schema: Option<String>,
    #[command(flatten)]
    common: Common,
}

/// Exits with 1 if `--diff` finds a difference, or if something is wrong that only a request shows.
pub(super) fn run(args: &Args, out: &mut dyn Write) -> Result<Outcome, Failure> {
    let From::Aws(aws) = &args.from;
    let files: Vec<&PathBuf> = [Some(&aws.file), aws.agreement.as_ref()].into_iter().flatten().collect();
    if files.iter().filter(|file| is_stdin(file)).count() > 1 {
        return Err(Failure::message("standard input holds one of the two; name the other file"));
    }
    aws.output.may_be_written(Kind::Source, files.iter().copied().chain(&aws.common.config))?;
    let workspace = aws.common.workspace()?;
    let read = |file: &&PathBuf| reading::read(&aws.common, file, &workspace).map(|(source, _)| source);
    let sources = files.iter().map(read).collect::<Result<Vec<_>, _>>()?;
    sources.iter().try_for_each(readable)?;
    let texts: Vec<&str> = sources.iter().map(SourceFile::text).collect();
    let shown: Vec<&str> = sources.iter().map(SourceFile::path).collect();
    let shown = shown.join(" and ");
    let imported = import(&texts, &aws.options())
        .map_err(|error| Failure::message(format!("{shown}: {}", said(&error))))?;
    if let Some(offer) = &aws.diff {
        return difference(aws, &imported, &shown, offer, out);
    }
    aws.output.deliver(imported.to_yaml().as_bytes(), out)?;
    let [source] = sources.as_slice() else { return Ok(Outcome::Clean) };
    let settings = workspace.settings_of(&aws.file).map_err(|e| aws.common.settings_failure(e))?;
    aws.not_carried(source, settings, imported.request)
}

impl Aws {
    /// Shows what is wrong with the JSON and no longer seen in the offer file. Only a request can still be
    /// corrected: of what the marketplace has already, it is a warning.
    fn not_carried(
        &self,
        source: &SourceFile,
        settings: Settings,
        request: bool,
    ) -> Result<Outcome, Failure> {
        let checked = check(source, &Settings { beside_json: self.beside_json.values(), ..settings });
        let (severity, word, outcome) = match request {
            true => (Severity::Error, "error", Outcome::Findings),
            false => (Severity::Warning, "warning", Outcome::Clean),
        };
        let lost = checked.errors().filter(|error| rules::is_of_json(error.rule)).cloned();
        let lost: Vec<_> = lost.map(|error| Diagnostic { severity, ..error }).collect();
        if lost.is_empty() {
            return Ok(Outcome::Clean);
        }
        let mut err = io::stderr().lock();
        human::write_findings(source, &lost, self.common.style(&io::stderr()), &mut err)?;
        let lost = count(lost.len(), word);
        writeln!(err, "{}: {lost} of the JSON, which the offer file does not have", blanks(source.path()))?;
        Ok(outcome)
    }

    fn options(&self) -> ImportOptions {
        let beside = self.beside_json.values();
        ImportOptions {
            product: self.product.clone(),
            product_type: beside.product_type,
            buyers: self.buyers.clone(),
            billing: beside.billing,
            release: self.release,
            accept_by: self.accept_by,
            explicit: self.explicit,
            schema: self.schema.clone(),
            called: FLAGS.into_iter().collect(),
        }
    }
}

/// The values given besides the JSON, by flag.
const FLAGS: [(Given, &str); 5] = [
    (Given::Product, "--product"),
    (Given::ProductType, "--product-type"),
    (Given::Buyers, "--buyer"),
    (Given::Release, "--release"),
    (Given::AcceptBy, "--accept-by"),
];

/// What went wrong, with the flag that the JSON contradicts.
fn said(error: &ImportError) -> String {
    match error {
        ImportError::Contradiction { option, given, json } => {
            let flag = FLAGS.iter().find(|(known, _)| known == option).map_or("", |(_, flag)| *flag);
            format!("{flag} says {given}, but the JSON says {json}")
        }
        other => other.to_string(),
    }
}

fn is_stdin(path: &Path) -> bool {
    path.as_os_str() == "-"
}

/// Fails if a file cannot be read as JSON text.
fn readable(source: &SourceFile) -> Result<(), Failure> {
    match source.unreadable() {
        None => Ok(()),
        Some(problem) => Err(Failure::message(format!("{}: {problem}", source.path()))),
    }
}

/// Compares the marketplace's offer, as the earlier version, with the one of a file.
fn difference(
    args: &Aws,
    imported: &Imported,
    shown: &str,
    path: &Path,
    out: &mut dyn Write,
) -> Result<Outcome, Failure> {
    if imported.offer.installments.is_absent() {
        return Err(Failure::message(format!("{shown}: there is no payment schedule to compare")));
    }
    let (file, settings) = reading::read(&args.common, path, &args.common.workspace()?)?;
    let named = file.path().to_owned();
    let checked = check(&file, &settings);
    let offers: Vec<&CheckedOffer> = checked.offers().collect();
    let live = &imported.offer;
    let ours = chosen(&offers, live, &named)?;
    let (schedule, _) = expand(live, &settings.holidays);
    let comparison = compare((live, &schedule), (&ours.offer, &ours.schedule));
    let comparison = Comparison {
        facts: comparison.facts.into_iter().filter(|fact| !is_unsaid(fact, imported)).collect(),
        ..comparison
    };
    let changed = !comparison.is_empty();
    let offer = ours.offer.name.get().or(live.name.get()).cloned();
    let offer = offer.unwrap_or_else(|| "the offer".to_owned());
    let all = [NamedComparison { offer, before: shown.to_owned(), after: named, comparison }];
    diff::write(args.format, &all, out)?;
    Ok(if changed { Outcome::Findings } else { Outcome::Clean })
}

/// The offer of a file that the marketplace's is compared with: the one with its id, or the only one.
fn chosen<'c>(offers: &[&'c CheckedOffer], live: &Offer, named: &str) -> Result<&'c CheckedOffer, Failure> {
    let id = live.id.get();
    let same = offers.iter().find(|known| id.is_some() && known.offer.id.get() == id);
    match (same, offers) {
        (Some(offer), _) | (None, [offer]) => Ok(offer),
        (None, []) => Err(Failure::message(format!(
            "{named}: there is no offer that can be read; `paysched check` says why"
        ))),
        (None, several) => {
            let id = id.map_or("no id".to_owned(), |id| quote(id));
            let count = several.len();
            Err(Failure::message(format!("{named}: none of its {count} offers has the id of the JSON, {id}")))
        }
    }
}

/// Whether a fact differs only because the JSON does not have it: a change set lacks what it does not
/// change, an agreement lacks the offer's name.
fn is_unsaid(fact: &Fact, imported: &Imported) -> bool {
    let terms = matches!(fact.what, "net_terms" | "term");
    fact.before.is_empty() && (imported.partial || !terms)
}
