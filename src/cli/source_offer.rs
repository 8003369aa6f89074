//! The one offer file out of which a command makes another, and how the new file names it.

use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use super::reading::{read, refuse};
use super::{Common, Failure};
use crate::lint::{Examined, Settings, examine};
use crate::offer::is_offer;
use crate::text::source::SourceFile;
use crate::workspace::{Workspace, shown};

/// An offer without errors, and where what is made of it belongs.
pub(super) struct Basis {
    pub(super) workspace: Workspace,
    /// What holds for the offer.
    pub(super) settings: Arc<Settings>,
    pub(super) source: SourceFile,
    pub(super) examined: Examined,
    /// The new file, as people see it.
    pub(super) made: String,
    /// What holds for the new file.
    pub(super) made_settings: Arc<Settings>,
    /// The old file, seen from the new one.
    pub(super) reference: String,
}

impl Basis {
    /// Reads `file`, for an offer that is to be written to `output`, or beside the old one as
    /// `beside` where it goes to standard output. None where it has errors, which are shown.
    ///
    /// # Errors
    /// When it cannot be read, or the new file could not name it.
    pub(super) fn read(
        common: &Common,
        file: &Path,
        output: Option<&Path>,
        beside: &str,
    ) -> Result<Option<Self>, Failure> {
        if file == Path::new("-") {
            return Err(Failure::message("name the file: the new offer refers to it by its path"));
        }
        let output = output.filter(|output| *output != Path::new("-"));
        for path in [Some(file), output].into_iter().flatten() {
            let right = path.extension().is_some_and(|extension| extension == "yaml" || extension == "yml");
            if !right {
                return Err(Failure::message(format!("{}: an offer file ends in .yaml", path.display())));
            }
        }
        let workspace = common.workspace()?;
        let (source, settings) = read(common, file, &workspace)?;
        if refuse(common, &source, &settings, &workspace, "nothing is made of it")? {
            return Ok(None);
        }
        let examined = only(&source, &settings, &workspace)?;
        let here = Common::working_directory()?;
        let made = output.map_or_else(|| file.with_file_name(beside), Path::to_path_buf);
        let made_settings = workspace.settings_of(&made).map_err(|error| common.settings_failure(error))?;
        let reference = seen_from(&here.join(&made), &here.join(file));
        let made = shown(&made, &here);
        Ok(Some(Self { workspace, settings, source, examined, made, made_settings, reference }))
    }

    /// A failure that says why nothing can be made of the file.
    pub(super) fn cannot(&self, reason: &str) -> Failure {
        Failure::message(format!("{}: {reason}", self.source.path()))
    }
}

/// The only offer of a file: what names a file means its first offer.
fn only(source: &SourceFile, settings: &Settings, workspace: &Workspace) -> Result<Examined, Failure> {
    let documents = crate::text::yaml::parse(source);
    let mut offers = documents.iter().filter(|document| is_offer(document));
    let (first, others) = (offers.next(), offers.count());
    match first {
        Some(first) if others == 0 => Ok(examine(source, first, settings, workspace)),
        Some(_) => Err(Failure::message(format!(
            "{} holds {} offers, but the new file can only name a file: give this offer one of its own",
            source.path(),
            others.saturating_add(1)
        ))),
        None => Err(Failure::message(format!("{}: there is no offer in it", source.path()))),
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
