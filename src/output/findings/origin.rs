//! Where the checked files are in their repository and on the web.

use std::collections::BTreeMap;

/// Where the checked files are, for outputs that a code host reads: those name files from the
/// repository's root, wherever the check was started.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Origin {
    /// The folder of the repository in which the check was started, with `/` at its end; empty at its
    /// root, or if unknown.
    pub folder: String,
    /// The real paths from the repository's root, by display path, where they are known.
    pub real: BTreeMap<String, String>,
    /// The repository on the web, if it is known.
    pub repository: Option<Repository>,
}

/// A repository on the web, at the commit that is checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repository {
    /// Its address.
    pub address: String,
    /// The commit.
    pub commit: String,
    /// The address of its files at that commit, with `/` at its end.
    pub files: String,
}

impl Origin {
    /// A display path, from the repository's root. An absolute path that is not below it is unchanged.
    pub(crate) fn path(&self, shown: &str) -> String {
        match self.real.get(shown) {
            Some(real) => real.clone(),
            None if is_absolute(shown) => shown.to_owned(),
            None => format!("{}{shown}", self.folder),
        }
    }

    /// The address of a line: on the web if that is known, else relative.
    #[cfg(feature = "cli")]
    pub(super) fn link(&self, shown: &str, line: u32) -> String {
        match &self.repository {
            Some(repository) if !is_absolute(&self.path(shown)) => {
                format!("{}{}#L{line}", repository.files, address(&self.path(shown)))
            }
            _ => format!("{}#L{line}", address(&self.path(shown))),
        }
    }
}

/// Whether a display path is not relative to where the check was started.
pub(super) fn is_absolute(shown: &str) -> bool {
    shown.starts_with('/') || shown.get(1..3) == Some(":/")
}

/// A path as part of a URL: everything but letters, digits and `-._~/` is percent-encoded as UTF-8.
pub(crate) fn address(path: &str) -> String {
    let mut address = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                address.push(char::from(byte));
            }
            _ => address.push_str(&format!("%{byte:02X}")),
        }
    }
    address
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_holds_any_name() {
        assert_eq!(address("a b/日.yaml"), "a%20b/%E6%97%A5.yaml");
        assert_eq!(address("100%#1?:.yaml"), "100%25%231%3F%3A.yaml");
    }

    #[test]
    fn paths_start_at_the_root_of_the_repository() {
        let repository = Repository {
            address: "https://example.com/o/r".to_owned(),
            commit: "1f".to_owned(),
            files: "https://example.com/o/r/blob/1f/".to_owned(),
        };
        let origin =
            Origin { folder: "offers/".to_owned(), repository: Some(repository), ..Origin::default() };
        assert_eq!(origin.path("a.yaml"), "offers/a.yaml");
        assert_eq!(origin.path("/tmp/a.yaml"), "/tmp/a.yaml");
        #[cfg(feature = "cli")]
        {
            assert_eq!(origin.link("a.yaml", 3), "https://example.com/o/r/blob/1f/offers/a.yaml#L3");
            assert_eq!(Origin::default().link("a b.yaml", 3), "a%20b.yaml#L3");
        }
    }
}
