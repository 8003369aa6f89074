//! Addresses of files, `file:///…`, and the paths that they name.

use std::path::{Path, PathBuf};

/// The path that an address names; `None` if it is no file's, such as that of a text never saved.
pub(super) fn path(address: &str) -> Option<PathBuf> {
    let rest = address.strip_prefix("file://")?;
    // A host is that of a share; `localhost` is none.
    let rest = rest.strip_prefix("localhost").unwrap_or(rest);
    let (host, path) = rest.split_at_checked(rest.find('/')?)?;
    let path = decoded(path.split(['?', '#']).next()?)?;
    // `/C:/offers` is `C:/offers`.
    let drive = path.get(1..3).is_some_and(|start| {
        start.ends_with(':') && start.starts_with(|letter: char| letter.is_ascii_alphabetic())
    });
    Some(match (host, drive) {
        ("", true) => PathBuf::from(path.trim_start_matches('/')),
        ("", false) => PathBuf::from(path),
        (host, _) => PathBuf::from(format!("//{host}{path}")),
    })
}

/// The address of a path.
pub(super) fn of(path: &Path) -> String {
    let text = path.to_string_lossy().replace('\\', "/");
    let mut address = String::from(if text.starts_with("//") { "file:" } else { "file://" });
    if !text.starts_with('/') {
        address.push('/');
    }
    address + &crate::output::findings::address(&text)
}

/// A text without `%41` and its like; `None` if what they stand for is not UTF-8.
fn decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        let code = after.get(..2).filter(|_| *first == b'%');
        let code = code.and_then(|code| u8::from_str_radix(std::str::from_utf8(code).ok()?, 16).ok());
        bytes.push(code.unwrap_or(*first));
        rest = if code.is_some() { after.get(2..)? } else { after };
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_comes_back_from_its_address() {
        for text in ["/srv/offers/a.yaml", "/srv/日本/a b%20#?.yaml", "/", "C:/offers/a.yaml"] {
            assert_eq!(path(&of(Path::new(text))), Some(PathBuf::from(text)), "{text}");
        }
    }

    #[test]
    fn addresses_are_read_as_editors_write_them() {
        for (address, expected) in [
            ("file:///c%3A/offers/a.yaml", Some("c:/offers/a.yaml")),
            ("file://localhost/srv/a.yaml", Some("/srv/a.yaml")),
            ("file://server/share/a.yaml", Some("//server/share/a.yaml")),
            ("file:///srv/100%.yaml", Some("/srv/100%.yaml")),
            ("untitled:Untitled-1", None),
            ("file:///srv/%FF", None),
        ] {
            assert_eq!(path(address), expected.map(PathBuf::from), "{address}");
        }
    }
}
