//! Paths: how they are shown, and what their text tells.

use std::path::{Component, Path, PathBuf};

/// Whether a file's name ends in `.yaml` or `.yml`, in any case of letters.
pub(crate) fn is_yaml(path: &Path) -> bool {
    let is = |ending: &str| path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case(ending));
    is("yaml") || is("yml")
}

/// Whether a file's name ends in `.yaml`, `.yml` or `.json`, in any case of letters.
pub(crate) fn is_yaml_or_json(path: &Path) -> bool {
    is_yaml(path) || path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("json"))
}

/// A path without `.` and, as far as its text tells, without `..`.
pub(crate) fn tidy(path: &Path) -> PathBuf {
    let mut tidy = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir if matches!(tidy.components().next_back(), Some(Component::Normal(_))) => {
                tidy.pop();
            }
            part => tidy.push(part),
        }
    }
    tidy
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
    fn a_path_without_its_dots_is_tidy() {
        for (path, tidied) in [("/a/../b/./c", "/b/c"), ("../a/..", ".."), ("a/b/../..", ""), ("/..", "/..")]
        {
            assert_eq!(tidy(Path::new(path)), Path::new(tidied), "{path}");
        }
    }
}
