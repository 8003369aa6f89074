//! `paysched export`: an offer as a request of the Catalog API, or as a checklist for the console.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::ValueEnum;

use super::common::account;
use super::deliver::{Kind, Output};
use super::reading::{read, refuse};
use super::{Common, Failure, Outcome};
use crate::lint::{Examined, References, Settings, examine};
use crate::marketplace::aws::change_set::{Exported, Options, change_set};
use crate::marketplace::console::checklist;
use crate::marketplace::limits::Limits;
use crate::offer::{Contract, Offer, is_offer};
use crate::output::plans;
use crate::text::sanitize::blanks;
use crate::text::source::SourceFile;
use crate::workspace::Workspace;

/// Bring an offer to the marketplace: as the request of its API, or as a checklist for its console
#[derive(Debug, clap::Args)]
#[command(override_usage = "paysched export <aws|console> [OPTIONS] <FILE>")]
pub(super) struct Args {
    /// Where the offer is to go, then its file; `-` reads standard input
    ///
    /// `aws` writes one StartChangeSet request of the Catalog API as JSON, `console` a checklist in
    /// the order of the console's wizard.
    #[arg(value_names = ["TARGET", "FILE"], num_args = 1..=2, required = true)]
    words: Vec<PathBuf>,
    /// Where the offer is to go, in place of the word before the file
    #[arg(long, value_enum, value_name = "TARGET")]
    format: Option<Target>,
    /// Which offer of a file that holds several: the number of its document, from 1
    #[arg(long, value_name = "N")]
    offer: Option<usize>,
    #[command(flatten)]
    output: Output,
    /// aws: release the offer, too, which makes it visible to the buyer and fixes its schedule
    #[arg(long)]
    release: bool,
    /// aws: the offer is released; send only what may still change
    #[arg(long, conflicts_with = "release")]
    released: bool,
    /// aws: write the details of each change as JSON text (`Details`)
    #[arg(long)]
    details_string: bool,
    /// aws: name the request
    #[arg(long, value_name = "NAME")]
    change_set_name: Option<String>,
    /// The partner's account, for a resale authorization
    #[arg(long, value_name = "ACCOUNT", value_parser = account)]
    reseller: Option<String>,
    /// console: write Markdown with boxes to tick
    #[arg(long)]
    markdown: bool,
    #[command(flatten)]
    common: Common,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Target {
    /// One StartChangeSet request of the Catalog API, as JSON
    Aws,
    /// A checklist in the order of the console's wizard
    Console,
}

/// What an export is made of.
struct Parts<'a> {
    offer: &'a Offer,
    examined: &'a Examined,
    contract: &'a Contract,
    limits: &'static Limits,
}

pub(super) fn run(args: &Args, out: &mut dyn Write) -> Result<Outcome, Failure> {
    let (target, file) = target(args)?;
    args.output.may_be_written(Kind::Report, args.words.iter().chain(&args.common.config))?;
    let workspace = args.common.workspace()?;
    let (source, settings) = read(&args.common, file, &workspace)?;
    if refuse(&args.common, &source, &settings, &workspace, "not exported")? {
        return Ok(Outcome::Findings);
    }
    let examined = chosen(args, &source, &settings, &workspace)?;
    let (Some(offer), Some(contract)) = (&examined.offer, &examined.contract) else {
        return Err(Failure::message(format!("{}: the offer could not be read", source.path())));
    };
    let limits = Limits::on(contract.reference_day.unwrap_or(settings.as_of));
    let parts = Parts { offer, examined: &examined, contract, limits };
    let bytes = match target {
        Target::Aws => aws(args, &source, &workspace, &parts)?,
        Target::Console => console(args, &source, &parts)?,
    };
    args.output.deliver(&bytes, out)?;
    Ok(Outcome::Clean)
}

/// Where the offer goes, and its file.
fn target(args: &Args) -> Result<(Target, &Path), Failure> {
    let (target, file) = match (args.words.as_slice(), args.format) {
        ([file], Some(target)) => (target, file),
        ([word, file], None) => (named(word)?, file),
        ([word, _], Some(_)) => {
            let message = format!("the target is given twice, as `{}` and with --format", word.display());
            return Err(Failure::message(message));
        }
        ([only], None) => {
            let only = only.display();
            return Err(Failure::message(match Target::from_str(&only.to_string(), false) {
                Ok(_) => format!("name the offer file: paysched export {only} FILE"),
                Err(_) => format!(
                    "say where the offer is to go: paysched export aws {only}, or paysched export console {only}"
                ),
            }));
        }
        _ => return Err(Failure::message("name one offer file")),
    };
    let of_aws = [
        (args.release, "--release"),
        (args.released, "--released"),
        (args.details_string, "--details-string"),
        (args.change_set_name.is_some(), "--change-set-name"),
    ];
    match (target, of_aws.into_iter().find(|(given, _)| *given)) {
        (Target::Console, Some((_, option))) => {
            Err(Failure::message(format!("{option} is for `paysched export aws`")))
        }
        (Target::Aws, _) if args.markdown => {
            Err(Failure::message("--markdown is for `paysched export console`"))
        }
        _ => Ok((target, file)),
    }
}

fn named(word: &Path) -> Result<Target, Failure> {
    let text = word.display().to_string();
    Target::from_str(&text, false)
        .map_err(|_| Failure::message(format!("an offer goes to `aws` or to `console`, not to `{text}`")))
}

/// The offer that is meant: the only one of the file, or the one that `--offer` names.
fn chosen(
    args: &Args,
    source: &SourceFile,
    settings: &Settings,
    workspace: &Workspace,
) -> Result<Examined, Failure> {
    let documents = crate::text::yaml::parse(source);
    let offers: Vec<_> = documents.iter().filter(|document| is_offer(document)).collect();
    let numbers: Vec<String> = offers.iter().map(|document| document.number.to_string()).collect();
    let document = match (offers.as_slice(), args.offer) {
        ([], _) => return Err(Failure::message(format!("{}: there is no offer to export", source.path()))),
        ([only], None) => only,
        (_, None) => {
            return Err(Failure::message(format!(
                "{} holds {} offers, and one request is for one offer: choose one with --offer {}",
                source.path(),
                offers.len(),
                numbers.join(", --offer ")
            )));
        }
        (_, Some(number)) => {
            let found = offers.iter().find(|document| document.number == number);
            found.ok_or_else(|| {
                Failure::message(format!(
                    "{} has no offer {number}; there is {}",
                    source.path(),
                    numbers.join(", ")
                ))
            })?
        }
    };
    Ok(examine(source, document, settings, workspace))
}

fn aws(
    args: &Args,
    source: &SourceFile,
    workspace: &Workspace,
    parts: &Parts<'_>,
) -> Result<Vec<u8>, Failure> {
    let authorization = authorization(parts.offer, source, workspace);
    let options = Options {
        release: args.release,
        released: args.released,
        details_as_text: args.details_string,
        name: args.change_set_name.as_deref(),
        reseller: args.reseller.as_deref(),
        authorization: authorization.as_deref(),
    };
    let made = change_set(parts.offer, &parts.examined.schedule, parts.contract, parts.limits, options);
    let Exported { request, notes } = made.map_err(|missing| {
        Failure::message(format!("{}: cannot be exported: {}", source.path(), missing.join("; ")))
    })?;
    let mut err = io::stderr().lock();
    for note in notes {
        writeln!(err, "{}: {}", blanks(source.path()), blanks(&note))?;
    }
    let mut bytes = serde_json::to_vec_pretty(&request).map_err(io::Error::from)?;
    bytes.push(b'\n');
    Ok(bytes)
}

fn console(args: &Args, source: &SourceFile, parts: &Parts<'_>) -> Result<Vec<u8>, Failure> {
    let list = checklist(parts.offer, &parts.examined.schedule, args.reseller.as_deref());
    let list =
        list.map_err(|reason| Failure::message(format!("{}: cannot be exported: {reason}", source.path())))?;
    let written = match args.markdown {
        true => plans::checklist::markdown(&list),
        false => plans::checklist::text(&list),
    };
    Ok(written.into_bytes())
}

/// The marketplace's id of the authorization that an offer names: by itself, or by its file, which
/// then has the id.
fn authorization(offer: &Offer, source: &SourceFile, workspace: &Workspace) -> Option<String> {
    let named = offer.resale.get()?.authorization.get()?;
    if named.ends_with(".yaml") || named.ends_with(".yml") {
        return workspace.find(source, named)?.offer.id.get().cloned();
    }
    Some(named.clone())
}
