//! Finds the files that paths name, as a sorted list.

use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};

use ignore::WalkBuilder;

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

/// A path that cannot be checked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}{reason}", path.as_ref().map_or_else(String::new, |path| format!("{path}: ")))]
pub(crate) struct WalkError {
    /// The path for display, if known.
    pub path: Option<String>,
    /// Why.
    pub reason: String,
}

/// The files that `paths` name, sorted by the path that people see, each once.
///
/// A file that is named is taken whatever it is called. A folder gives its `.yaml` and `.yml` files,
/// except hidden ones and those that `.gitignore` leaves out. Returns the files found, and the paths
/// that could not be read.
pub(crate) fn files(paths: &[PathBuf], working_directory: &Path) -> (Vec<Input>, Vec<WalkError>) {
    files_of(paths, working_directory, is_yaml)
}

/// The same, with the files of a folder that are `wanted`.
pub(crate) fn files_of(
    paths: &[PathBuf],
    working_directory: &Path,
    wanted: fn(&Path) -> bool,
) -> (Vec<Input>, Vec<WalkError>) {
    let mut found: BTreeMap<String, Input> = BTreeMap::new();
    let mut errors = Vec::new();
    for path in paths {
        match std::fs::metadata(path) {
            Ok(metadata) if metadata.is_dir() => {
                walk(path, working_directory, wanted, &mut found, &mut errors)
            }
            Ok(_) => {
                let input = input(path.clone(), working_directory, Found::Named);
                found.insert(input.shown.clone(), input);
            }
            Err(error) => {
                let path = Some(shown(path, working_directory));
                errors.push(WalkError { path, reason: reason(&error) });
            }
        }
    }
    (found.into_values().collect(), errors)
}

fn walk(
    folder: &Path,
    working_directory: &Path,
    wanted: fn(&Path) -> bool,
    found: &mut BTreeMap<String, Input>,
    errors: &mut Vec<WalkError>,
) {
    // A `.gitignore` counts outside a git work tree too: an export of a repository is checked like the
    // repository.
    for entry in WalkBuilder::new(folder).require_git(false).build() {
        match entry {
            Ok(entry) => {
                let is_file = entry.file_type().is_some_and(|kind| kind.is_file());
                if is_file && wanted(entry.path()) {
                    let input = input(entry.into_path(), working_directory, Found::Walked);
                    found.entry(input.shown.clone()).or_insert(input);
                }
            }
            Err(error) => errors.push(WalkError { path: None, reason: error.to_string() }),
        }
    }
}

/// Whether a file's name ends in `.yaml` or `.yml`, in any case of letters.
pub(crate) fn is_yaml(path: &Path) -> bool {
    ends_in(path, "yaml") || ends_in(path, "yml")
}

/// Whether a file's name ends in `.yaml`, `.yml` or `.json`, in any case of letters.
pub(crate) fn is_yaml_or_json(path: &Path) -> bool {
    is_yaml(path) || ends_in(path, "json")
}

fn ends_in(path: &Path, ending: &str) -> bool {
    path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case(ending))
}

fn input(path: PathBuf, working_directory: &Path, found: Found) -> Input {
    let shown = shown(&path, working_directory);
    Input { path, shown, found }
}

/// A path for display: relative to the working directory if below it, with `/` and without `.` parts.
pub(crate) fn shown(path: &Path, working_directory: &Path) -> String {
    let relative = path.strip_prefix(working_directory).unwrap_or(path);
    let mut text = String::new();
    for part in relative.components() {
        match part {
            Component::CurDir => continue,
            Component::RootDir => {
                text.push('/');
                continue;
            }
            Component::Prefix(prefix) => text.push_str(&prefix.as_os_str().to_string_lossy()),
            Component::ParentDir => text.push_str(".."),
            Component::Normal(name) => text.push_str(&name.to_string_lossy()),
        }
        text.push('/');
    }
    let kept = text.trim_end_matches('/').len();
    text.truncate(kept.max(usize::from(text.starts_with('/'))));
    if text.is_empty() { ".".to_owned() } else { text }
}

/// An I/O error in a few words, without the operating system's error number.
pub(super) fn reason(error: &std::io::Error) -> String {
    use std::io::ErrorKind as K;
    match error.kind() {
        K::NotFound => "no such file or folder".to_owned(),
        K::PermissionDenied => "no permission to read it".to_owned(),
        K::IsADirectory => "this is a folder".to_owned(),
        _ => error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_shown_from_the_working_directory() {
        let here = Path::new("/srv/offers");
        for (path, seen) in [
            ("./a.yaml", "a.yaml"),
            ("/srv/offers/b/c.yaml", "b/c.yaml"),
            ("/elsewhere/d.yaml", "/elsewhere/d.yaml"),
            ("../e.yaml", "../e.yaml"),
            (".", "."),
        ] {
            assert_eq!(shown(Path::new(path), here), seen);
        }
    }

    #[test]
    fn a_folder_gives_its_yaml_files_sorted_and_once() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        std::fs::create_dir_all(root.join("b/.hidden")).unwrap();
        for name in ["z.yaml", "b/a.yml", "b/.hidden/x.yaml", "c.txt", "ignored.yaml", ".gitignore"] {
            std::fs::write(root.join(name), if name == ".gitignore" { "ignored.yaml\n" } else { "a: 1\n" })
                .unwrap();
        }
        let paths = [root.to_path_buf(), root.join("z.yaml"), root.join("missing.yaml")];
        let (found, errors) = files(&paths, root);
        let seen: Vec<(&str, Found)> = found.iter().map(|i| (i.shown.as_str(), i.found)).collect();
        assert_eq!(seen, [("b/a.yml", Found::Walked), ("z.yaml", Found::Named)]);
        assert_eq!(errors[0].to_string(), "missing.yaml: no such file or folder");
    }
}
