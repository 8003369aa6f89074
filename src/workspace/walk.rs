//! Finds the files that paths name, as a sorted list.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::configurations::{Configurations, SettingsError};
use super::git::GitError;
use super::paths::{reason, shown};
use super::tree::{LeftOut, WalkError, look_through};
use crate::lint::Found;

/// A file to check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Input {
    /// Where it is.
    pub path: PathBuf,
    /// Its path for display: relative to the working directory, with `/`.
    pub shown: String,
    /// Whether it was named or found in a folder.
    pub found: Found,
}

/// What paths name: the files to look at, and everything that is not looked at.
#[derive(Debug, Default)]
pub(crate) struct Walk {
    /// The files, sorted by the path that people see, each once.
    pub inputs: Vec<Input>,
    /// What was come upon in folders and left out, in the same order.
    pub skipped: Vec<(String, LeftOut)>,
    /// The paths that could not be read.
    pub errors: Vec<WalkError>,
    /// Why git could not say whether it tracks what ignore files name.
    pub untold: Vec<GitError>,
}

/// The files that `paths` name.
///
/// A file that is named is taken whatever it is called. A folder gives the files that are `wanted`, except those
/// that `exclude` of a configuration, `.gitignore` or a dot before the name leave out; what git tracks
/// is never left out for the latter two. Git is asked only where they hide something. Folders of
/// other repositories, such as submodules, are looked through under their own rules. A link to a
/// folder is not followed; a link to a file is, if it stays in the repository.
///
/// # Errors
/// When a configuration cannot be used.
pub(crate) fn files(
    paths: &[PathBuf],
    configurations: &Configurations,
    wanted: fn(&Path) -> bool,
) -> Result<Walk, SettingsError> {
    let here = configurations.working_directory();
    let mut walk = Walk::default();
    let mut found = BTreeMap::new();
    let mut skipped = BTreeMap::new();
    for path in paths {
        match std::fs::metadata(path) {
            Ok(metadata) if metadata.is_dir() => {
                let tree = look_through(path, here, wanted);
                let inputs = tree.files.into_iter().map(|file| input(file, here, Found::Walked));
                let inputs: BTreeMap<String, Input> =
                    inputs.map(|input| (input.shown.clone(), input)).collect();
                // Nearly always the folder of the file before, of which this need not be asked again.
                let mut asked: Option<(PathBuf, bool)> = None;
                for (shown, input) in inputs {
                    let folder = input.path.parent().unwrap_or(path);
                    let excludes = match &asked {
                        Some((last, excludes)) if last == folder => *excludes,
                        _ => {
                            let excludes = configurations.excludes(folder, path)?;
                            asked = Some((folder.to_path_buf(), excludes));
                            excludes
                        }
                    };
                    let by = if excludes { configurations.excluding(&input.path, path)? } else { None };
                    match by {
                        Some(config) => drop(skipped.insert(shown, LeftOut::Excluded(config))),
                        None => drop(found.entry(shown).or_insert(input)),
                    }
                }
                skipped.extend(tree.skipped.into_iter().map(|(path, why)| (shown(&path, here), why)));
                walk.errors.extend(tree.errors);
                walk.untold.extend(tree.untold);
            }
            Ok(_) => {
                let input = input(path.clone(), here, Found::Named);
                found.insert(input.shown.clone(), input);
            }
            Err(error) => {
                let path = Some(shown(path, here));
                walk.errors.push(WalkError { path, reason: reason(&error) });
            }
        }
    }
    if paths.len() > 1 {
        found = each_once(found);
    }
    skipped.retain(|path, _| !found.contains_key(path));
    walk.inputs = found.into_values().collect();
    walk.skipped = skipped.into_iter().collect();
    Ok(walk)
}

/// Without the second of two paths that lead to one file; what is named counts before what is found.
fn each_once(found: BTreeMap<String, Input>) -> BTreeMap<String, Input> {
    let (named, walked): (Vec<_>, Vec<_>) =
        found.into_iter().partition(|(_, input)| input.found == Found::Named);
    let mut known = BTreeSet::new();
    let mut is_new =
        |input: &Input| std::fs::canonicalize(&input.path).map_or(true, |real| known.insert(real));
    named.into_iter().chain(walked).filter(|(_, input)| is_new(input)).collect()
}

fn input(path: PathBuf, working_directory: &Path, found: Found) -> Input {
    let shown = shown(&path, working_directory);
    Input { path, shown, found }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is found below a folder with these files, and what is left out of it.
    fn looked(files: &[(&str, &str)], paths: &[&str]) -> (Vec<String>, Vec<String>) {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().canonicalize().unwrap();
        for (name, text) in files {
            let path = root.join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        let configurations = Configurations::new(chrono::NaiveDate::default(), root.clone());
        let paths: Vec<PathBuf> = paths.iter().map(|path| root.join(path)).collect();
        let walk = super::files(&paths, &configurations, super::super::paths::is_yaml).unwrap();
        let found = walk.inputs.into_iter().map(|input| input.shown);
        let skipped = walk.skipped.into_iter().map(|(path, why)| format!("{path}: {why}"));
        let errors = walk.errors.iter().map(ToString::to_string);
        (found.collect(), skipped.chain(errors).collect())
    }

    #[test]
    fn a_folder_gives_its_yaml_files_sorted_and_once() {
        let files =
            ["z.yaml", "b/a.yml", "b/A.YML", "b/.hidden/x.yaml", "c.txt", "ignored.Yaml", "keep.yaml"];
        let mut files: Vec<(&str, &str)> = files.iter().map(|name| (*name, "a: 1\n")).collect();
        files.push((".gitignore", "ignored.*\nkeep.yaml\n!keep.yaml\n"));
        files.extend([(".ignore", "*"), (".rgignore", "*"), ("b/.ignore", "*")]);
        let (found, skipped) = looked(&files, &["", "z.yaml", "missing.yaml"]);
        assert_eq!(found, ["b/A.YML", "b/a.yml", "keep.yaml", "z.yaml"]);
        assert_eq!(
            skipped,
            [
                "b/.hidden: hidden, and not tracked by git",
                "ignored.Yaml: named by .gitignore, and not tracked by git",
                "missing.yaml: no such file or folder"
            ]
        );
    }

    #[test]
    fn an_ignore_file_above_or_nearer_holds_and_a_named_folder_is_looked_through() {
        let files = [
            (".gitignore", "out/\n/a/x.yaml\nsub.yaml\n"),
            ("a/.gitignore", "!sub.yaml\n"),
            ("a/x.yaml", ""),
            ("a/sub.yaml", ""),
            ("a/b/sub.yaml", ""),
            ("sub.yaml", ""),
            ("out/y.yaml", ""),
        ];
        assert_eq!(looked(&files, &[""]).0, ["a/b/sub.yaml", "a/sub.yaml"]);
        assert_eq!(looked(&files, &["a"]).0, ["a/b/sub.yaml", "a/sub.yaml"]);
        assert_eq!(looked(&files, &["out"]).0, ["out/y.yaml"]);
    }

    #[test]
    fn a_configuration_leaves_out_what_it_excludes_from_its_folder_on() {
        let files = [
            ("paysched.toml", "exclude = [\"drafts/\", \"*.old.yaml\", \"!kept.old.yaml\"]\n"),
            ("a.yaml", ""),
            ("a.old.yaml", ""),
            ("kept.old.yaml", ""),
            ("drafts/b.yaml", ""),
            ("drafts/deep/c.yaml", ""),
            ("team/paysched.toml", "exclude = [\"/own.yaml\"]\n"),
            ("team/own.yaml", ""),
            ("team/b.old.yaml", ""),
            ("team/in/own.yaml", ""),
        ];
        let (found, skipped) = looked(&files, &[""]);
        assert_eq!(found, ["a.yaml", "kept.old.yaml", "team/in/own.yaml"]);
        assert_eq!(skipped.len(), 5, "{skipped:?}");
        assert!(skipped.contains(&"team/own.yaml: left out by `exclude` in team/paysched.toml".to_owned()));
        assert!(skipped.contains(&"team/b.old.yaml: left out by `exclude` in paysched.toml".to_owned()));
        // What is named is taken; a folder that is named is looked through.
        assert_eq!(looked(&files, &["a.old.yaml"]).0, ["a.old.yaml"]);
        assert_eq!(looked(&files, &["drafts"]).0, ["drafts/b.yaml", "drafts/deep/c.yaml"]);
    }
}
