//! `paysched diff A B`: what changed between two versions of an offer file.

use std::io::Write;
use std::path::{Path, PathBuf};

use super::common::WORDS;
use super::format::{Format, Formats};
use super::ways_out::of_git;
use super::{Common, Failure, Outcome};
use crate::deal::compare::compare;
use crate::lint::{CheckedOffer, Settings, check};
use crate::output::plans::changes::{self, NamedComparison};
use crate::text::source::SourceFile;
use crate::workspace::{Revision, Workspace, load, shown};

/// Show what changed between two versions of an offer file.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The earlier version: a file, or REV:PATH from git
    #[arg(value_name = "BEFORE")]
    before: String,
    /// The later version: a file, or REV:PATH from git
    #[arg(value_name = "AFTER")]
    after: String,
    /// How to write the changes
    #[arg(long, value_parser = FORMATS.parser(), default_value = "text")]
    format: Format,
    #[command(flatten)]
    common: Common,
}

/// How changes are written.
pub(super) static FORMATS: Formats = Formats(&[
    (Format::Text, "Tables for a terminal"),
    (Format::Markdown, "Tables for a pull request"),
    (Format::Json, "One JSON object"),
]);

/// Writes comparisons.
pub(super) fn write(format: Format, all: &[NamedComparison], out: &mut dyn Write) -> std::io::Result<()> {
    match format {
        Format::Json => changes::json(all, out),
        Format::Markdown => changes::markdown(all, WORDS, out),
        _ => changes::text(all, WORDS, out),
    }
}

/// Exits with 1 if something changed, as diff tools do.
pub(super) fn run(args: &Args, out: &mut dyn Write) -> Result<Outcome, Failure> {
    let workspace = args.common.workspace()?;
    let before = offers(args, &args.before, &workspace)?;
    let after = offers(args, &args.after, &workspace)?;
    let mut all = Vec::new();
    for (at, new) in after.iter().enumerate() {
        let Some(old) = earlier(&before, new, at) else { continue };
        all.push(NamedComparison {
            offer: new.offer.name.get().cloned().unwrap_or_else(|| format!("offer {}", at + 1)),
            before: args.before.clone(),
            after: args.after.clone(),
            comparison: compare((&old.offer, &old.schedule), (&new.offer, &new.schedule)),
        });
    }
    if all.is_empty() || before.len() != after.len() {
        let message = format!(
            "{} has {} offers that can be read, {} has {}: there is nothing to pair them by",
            args.before,
            before.len(),
            args.after,
            after.len()
        );
        if all.is_empty() {
            return Err(Failure::message(message));
        }
    }
    write(args.format, &all, out)?;
    let changed = all.iter().any(|named| !named.comparison.is_empty());
    Ok(if changed { Outcome::Findings } else { Outcome::Clean })
}

/// The earlier version of an offer: the one with its id, else the one at its index.
fn earlier<'r>(before: &'r [CheckedOffer], new: &CheckedOffer, at: usize) -> Option<&'r CheckedOffer> {
    let id = new.offer.id.get();
    let same_id = before.iter().find(|old| id.is_some() && old.offer.id.get() == id);
    same_id.or_else(|| before.get(at))
}

fn offers(args: &Args, named: &str, workspace: &Workspace) -> Result<Vec<CheckedOffer>, Failure> {
    let (source, settings) = read(args, named, workspace)?;
    let checked = check(&source, &settings);
    let offers: Vec<CheckedOffer> = checked.into_offers().filter_map(|(_, offer)| offer.ok()).collect();
    if offers.is_empty() {
        return Err(Failure::message(format!(
            "{named}: there is no offer that can be read; `paysched check` says why"
        )));
    }
    Ok(offers)
}

/// A file of the work tree, or `REV:PATH` if no such file exists.
fn read(args: &Args, named: &str, workspace: &Workspace) -> Result<(SourceFile, Settings), Failure> {
    let here = Common::working_directory()?;
    let path = PathBuf::from(named);
    let failure = |error| args.common.settings_failure(error);
    if let (false, Some((revision, inner))) = (path.exists(), named.split_once(':')) {
        let revision = Revision::find(&here, revision).map_err(|error| Failure::message(of_git(&error)))?;
        let inside = here.strip_prefix(revision.top()).unwrap_or(Path::new(""));
        let folder = revision.top().join(inside).join(inner);
        let settings =
            workspace.configurations().settings(folder.parent().unwrap_or(&here)).map_err(failure)?;
        // As in git, a path is relative to the top folder unless it begins with `./`.
        let from_top = match inner.strip_prefix("./") {
            Some(rest) => shown(&inside.join(rest), Path::new("")),
            None => inner.to_owned(),
        };
        let text = revision
            .file(&from_top, settings.max_file_bytes)
            .map_err(|error| Failure::message(of_git(&error)))?;
        return Ok((SourceFile::new(named, text), settings));
    }
    let settings =
        workspace.configurations().settings(path.parent().unwrap_or(Path::new(""))).map_err(failure)?;
    let source = load(&path, named, settings.max_file_bytes)
        .map_err(|error| super::common::cannot_read(named, &error))?;
    Ok((source, settings))
}
