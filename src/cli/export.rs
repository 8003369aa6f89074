//! `paysched export`: an offer as a request of the Catalog API, or as a checklist for the console.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::ValueEnum;

use super::common::account;
use super::deliver::{Kind, Output};
use super::format::Format;
use super::reading::Opened;
use super::stream::stderr;
use super::{Common, Failure, Outcome};
use crate::lint::rules::{Level, NOT_READY};
use crate::lint::{Checked, CheckedOffer, Settings, check};
use crate::marketplace::aws::change_set::{ExportOptions, Exported};
use crate::marketplace::console::checklist;
use crate::offer::{Kind as OfferKind, Offer};
use crate::output::plans;
use crate::plan::PlanError;
use crate::text::diagnostic::Diagnostic;
use crate::text::sanitize::blanks;
use crate::text::source::SourceFile;
use crate::workspace::is_yaml;

/// Export an offer to the marketplace: as a request of its API, or as a checklist for its console
#[derive(Debug, clap::Args)]
#[command(override_usage = "paysched export <aws|console> [OPTIONS] <FILE>")]
pub(super) struct Args {
    /// The target, then the offer's file; `-` reads standard input
    ///
    /// `aws` writes one StartChangeSet request of the Catalog API as JSON, `console` a checklist in
    /// the order of the console's wizard.
    #[arg(value_names = ["TARGET", "FILE"], num_args = 1..=2, required = true)]
    words: Vec<PathBuf>,
    /// The target, instead of the word before the file
    #[arg(long, value_enum, value_name = "TARGET")]
    format: Option<Target>,
    /// Which offer of a file with several: the number of its document, from 1
    #[arg(long, value_name = "N")]
    offer: Option<usize>,
    #[command(flatten)]
    output: Output,
    /// aws: also release the offer, which makes it visible to the buyer and freezes its schedule
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

pub(super) fn run(args: &Args, out: &mut dyn Write) -> Result<Outcome, Failure> {
    let (target, file) = target(args)?;
    args.output.may_be_written(Kind::Report, args.words.iter().chain(&args.common.config))?;
    let workspace = args.common.workspace()?;
    let mut opened = Opened::read(&args.common, file, &workspace)?;
    args.output.may_be_written(Kind::Report, &workspace.named())?;
    args.output.is_report(match target {
        Target::Aws => Format::Json,
        Target::Console if args.markdown => Format::Markdown,
        Target::Console => Format::Text,
    });
    if target == Target::Aws {
        must_be_ready(args, &mut opened);
    }
    if opened.refused(&args.common, "not exported")? {
        return Ok(Outcome::Findings);
    }
    let Opened { source, settings, checked } = opened;
    let offer = chosen(args, &source, checked)?;
    let bytes = match target {
        Target::Aws => aws(args, &source, &settings, &offer)?,
        Target::Console => console(args, &source, &offer)?,
    };
    args.output.deliver(&bytes, out)?;
    Ok(Outcome::Clean)
}

/// Judges what is sent by the rule about what a release needs. A draft may lack it, and so may an offer
/// with an id, of which the marketplace has it; an authorization is created whole.
fn must_be_ready(args: &Args, opened: &mut Opened) {
    let whole =
        |offer: &CheckedOffer| args.release || offer.offer.kind() == Some(OfferKind::ResaleAuthorization);
    let chosen = |number: usize| args.offer.is_none_or(|chosen| chosen == number);
    let needed = |offer: &&CheckedOffer| offer.offer.id.is_absent() && whole(offer) && chosen(offer.document);
    let needed: Vec<usize> = opened.checked.offers().filter(needed).map(|offer| offer.document).collect();
    if !needed.is_empty() && opened.settings.levels.of(NOT_READY) < Level::Error {
        // The rule can have any level.
        let _ = opened.settings.levels.set(NOT_READY, Level::Error);
        opened.checked = check(&opened.source, &opened.settings);
        let other = |finding: &Diagnostic| finding.rule == NOT_READY && !needed.contains(&finding.document);
        opened.checked.leave_out(other);
    }
}

/// The target, and the offer's file.
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

/// The selected offer: the only one of the file, or the one that `--offer` names.
fn chosen(args: &Args, source: &SourceFile, checked: Checked) -> Result<CheckedOffer, Failure> {
    let path = source.path();
    let mut offers: BTreeMap<usize, Result<CheckedOffer, PlanError>> = checked.into_offers().collect();
    let numbers: Vec<String> = offers.keys().map(ToString::to_string).collect();
    let number = match (numbers.as_slice(), args.offer) {
        ([], _) => return Err(Failure::message(format!("{path}: there is no offer to export"))),
        (_, Some(number)) => Some(number),
        ([_], None) => offers.keys().next().copied(),
        (several, None) => {
            return Err(Failure::message(format!(
                "{path} holds {} offers, and one request is for one offer: choose one with --offer {}",
                several.len(),
                several.join(", --offer ")
            )));
        }
    };
    let chosen = number.and_then(|number| offers.remove(&number)).ok_or_else(|| {
        let asked = number.unwrap_or_default();
        Failure::message(format!("{path} has no offer {asked}; there is {}", numbers.join(", ")))
    })?;
    chosen.map_err(|_| Failure::message(format!("{path}: the offer could not be read")))
}

fn aws(
    args: &Args,
    source: &SourceFile,
    settings: &Settings,
    checked: &CheckedOffer,
) -> Result<Vec<u8>, Failure> {
    let authorization = authorization(&checked.offer, source, settings);
    let options = ExportOptions {
        release: args.release,
        released: args.released,
        details_as_text: args.details_string,
        name: args.change_set_name.as_deref(),
        reseller: args.reseller.as_deref(),
        authorization: authorization.as_deref(),
    };
    let made = checked.change_set(settings.as_of, options);
    let Exported { request, notes } =
        made.map_err(|error| Failure::message(format!("{}: cannot be exported: {error}", source.path())))?;
    let mut err = stderr();
    for note in notes {
        writeln!(err, "{}: {}", blanks(source.path()), blanks(&note))?;
    }
    let mut bytes = serde_json::to_vec_pretty(&request).map_err(io::Error::from)?;
    bytes.push(b'\n');
    Ok(bytes)
}

fn console(args: &Args, source: &SourceFile, checked: &CheckedOffer) -> Result<Vec<u8>, Failure> {
    let list = checklist(&checked.offer, &checked.schedule, args.reseller.as_deref());
    let list =
        list.map_err(|reason| Failure::message(format!("{}: cannot be exported: {reason}", source.path())))?;
    let written = match args.markdown {
        true => plans::checklist::markdown(&list),
        false => plans::checklist::text(&list),
    };
    Ok(written.into_bytes())
}

/// The marketplace's id of the authorization that an offer names: its id, or its file, which then has
/// the id.
fn authorization(offer: &Offer, source: &SourceFile, settings: &Settings) -> Option<String> {
    let named = offer.resale.get()?.authorization.get()?;
    if is_yaml(Path::new(named)) {
        return settings.references.find(source, named)?.ok()?.offer.id.get().cloned();
    }
    Some(named.clone())
}
