//! The offer file from which a command makes another, and how the new file refers to it.

use std::io::Write;
use std::path::{Component, Path, PathBuf};

use chrono::NaiveDate;

use super::deliver::{self, Output};
use super::generated::Generated;
use super::reading::{Opened, registers_refused};
use super::{Common, Failure, Outcome};
use crate::lint::{CheckedOffer, Settings};
use crate::offer::{Comments, Kind, Offer};
use crate::output::plans::book::Book;
use crate::workspace::{Workspace, is_yaml, shown};

/// The options of every command that makes an offer from another: its texts, and where it goes.
#[derive(Debug, clap::Args)]
pub(super) struct NewOffer {
    /// Offer name shown to the buyer [default: derived from that of the old offer]
    #[arg(long, value_name = "TEXT")]
    pub(super) name: Option<String>,
    /// The description, for whoever publishes the offer
    #[arg(long, value_name = "TEXT")]
    pub(super) description: Option<String>,
    /// Where editors find the JSON Schema; written in the file's first line
    #[arg(long, value_name = "PATH")]
    pub(super) schema: Option<String>,
    #[command(flatten)]
    output: Output,
    #[command(flatten)]
    common: Common,
}

impl NewOffer {
    /// Refuses an output that must stay, such as the old offer's file.
    ///
    /// # Errors
    /// See [`Output::may_be_written`].
    pub(super) fn may_be_written(&self, file: &PathBuf) -> Result<(), Failure> {
        self.output.may_be_written(deliver::Kind::Source, std::iter::once(file).chain(&self.common.config))
    }

    /// Checks and writes the offer that was made from an old one, with a book of how it was made.
    ///
    /// # Errors
    /// When it cannot be written.
    pub(super) fn write(
        &self,
        old: &SourceOffer,
        (offer, comments): (&Offer, &Comments),
        book: &Book,
        out: &mut dyn Write,
    ) -> Result<Outcome, Failure> {
        let made = Generated::of(&old.new_path, offer.to_yaml(comments), &old.new_settings);
        if !made.stands(&self.common)? {
            return Ok(Outcome::Findings);
        }
        made.hand_over(book, &self.output, out)?;
        Ok(Outcome::Clean)
    }
}

/// An offer without errors, and where the new offer belongs.
pub(super) struct SourceOffer {
    /// The path of its file for display.
    path: String,
    /// Its settings.
    pub(super) settings: Settings,
    pub(super) offer: CheckedOffer,
    /// The new file, for display.
    pub(super) new_path: String,
    /// The settings of the new file.
    pub(super) new_settings: Settings,
    /// The old file, relative to the new one.
    pub(super) reference: String,
}

impl SourceOffer {
    /// Reads `file`, for an offer that will be written to the output's file, or beside the old one as
    /// `beside` if it goes to standard output. `accepted` is the day of acceptance, if the file's own does
    /// not count. `None` if it has errors, which are shown.
    ///
    /// # Errors
    /// When it cannot be read, or the new file could not name it.
    pub(super) fn read(
        to: &NewOffer,
        file: &Path,
        beside: &str,
        accepted: Option<NaiveDate>,
    ) -> Result<Option<Self>, Failure> {
        let common = &to.common;
        if file == Path::new("-") {
            return Err(Failure::message("name the file: the new offer refers to it by its path"));
        }
        let output = to.output.file();
        for path in [Some(file), output].into_iter().flatten() {
            if !is_yaml(path) {
                return Err(Failure::message(format!("{}: an offer file ends in .yaml", path.display())));
            }
        }
        let workspace = common.workspace()?;
        let mut opened = Opened::read(common, file, &workspace)?;
        if let Some(day) = accepted {
            opened.checked.accept(&opened.source, day, &opened.settings.levels);
        }
        let broken = registers_refused(common, &workspace, "nothing is made of it")?;
        if opened.refused(common, "nothing is made of it")? || broken {
            return Ok(None);
        }
        let (path, settings) = (opened.source.path().to_owned(), opened.settings.clone());
        let offer = only(opened)?;
        let here = Common::working_directory()?;
        let new = output.map_or_else(|| file.with_file_name(beside), Path::to_path_buf);
        let new_settings = workspace.settings_of(&new).map_err(|error| common.settings_failure(error))?;
        to.output.may_be_written(deliver::Kind::Source, &workspace.named())?;
        Ok(Some(Self {
            path,
            settings,
            offer,
            new_path: shown(&new, &here),
            new_settings,
            reference: seen_from(&here.join(&new), &here.join(file)),
        }))
    }

    /// A failure that says why no offer can be made from the file.
    pub(super) fn cannot(&self, reason: &str) -> Failure {
        Failure::message(format!("{}: {reason}", self.path))
    }
}

/// The offer that another is to be like: the only one of a file, whatever a rule finds in it.
///
/// # Errors
/// When it cannot be read, or is not a private offer.
pub(super) fn like(common: &Common, file: &Path, workspace: &Workspace) -> Result<Offer, Failure> {
    let opened = Opened::read(common, file, workspace)?;
    let path = opened.source.path().to_owned();
    let offer = only(opened)?.offer;
    match offer.kind() {
        Some(Kind::PrivateOffer) => Ok(offer),
        _ => Err(Failure::message(format!(
            "{path}: --like takes a private offer; `paysched amend` and `paysched resell` make the others"
        ))),
    }
}

/// The only offer of a file, since a reference to a file means its first offer.
fn only(opened: Opened) -> Result<CheckedOffer, Failure> {
    let path = opened.source.path();
    let mut offers = opened.checked.into_offers();
    match (offers.next(), offers.count()) {
        (Some((_, first)), 0) => first.map_err(|error| Failure::message(format!("{path}: {error}"))),
        (Some(_), others) => Err(Failure::message(format!(
            "{path} holds {} offers, but the new file can only name a file: give this offer one of its own",
            others.saturating_add(1)
        ))),
        (None, _) => Err(Failure::message(format!("{path}: there is no offer in it"))),
    }
}

/// The path of `file` relative to the folder of `from`, with `/`; both are absolute.
fn seen_from(from: &Path, file: &Path) -> String {
    let (from, file) = (plain(from.parent().unwrap_or(from)), plain(file));
    let common = from.components().zip(file.components()).take_while(|(one, other)| one == other).count();
    let ups = from.components().skip(common).map(|_| "..".to_owned());
    let downs = file.components().skip(common).map(|part| part.as_os_str().to_string_lossy().into_owned());
    ups.chain(downs).collect::<Vec<_>>().join("/")
}

/// A path without `.` and `..`.
fn plain(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                plain.pop();
            }
            part => plain.push(part),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_named_from_the_folder_of_the_other() {
        for (from, file, seen) in [
            ("/a/new.yaml", "/a/old.yaml", "old.yaml"),
            ("/a/b/new.yaml", "/a/old.yaml", "../old.yaml"),
            ("/a/new.yaml", "/a/b/../c/./old.yaml", "c/old.yaml"),
            ("/a/b/c/new.yaml", "/d/old.yaml", "../../../d/old.yaml"),
        ] {
            assert_eq!(seen_from(Path::new(from), Path::new(file)), seen);
        }
    }
}
