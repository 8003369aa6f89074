//! Text diffs for people and for `patch`.

use std::borrow::Cow;
use std::io::{self, IsTerminal as _, Write};

use crate::text::sanitize::{is_unsafe, marked};

/// Writes the change from one text to another as a unified diff: every byte for a program, and for a
/// terminal nothing that steers it.
///
/// # Errors
/// When it cannot be written.
pub(super) fn write(path: &str, before: &str, after: &str, out: &mut dyn Write) -> io::Result<()> {
    let diff = unified(path, before, after);
    let shown = if io::stdout().is_terminal() { marked(&diff) } else { Cow::Borrowed(diff.as_str()) };
    out.write_all(shown.as_bytes())
}

/// The change from one text to another as a unified diff; empty if they are the same.
fn unified(path: &str, before: &str, after: &str) -> String {
    if before == after {
        return String::new();
    }
    let changes = similar::TextDiff::from_lines(before, after);
    let (old, new) = (quoted(format!("a/{path}")), quoted(format!("b/{path}")));
    changes.unified_diff().context_radius(2).header(&old, &new).to_string()
}

/// A file's name as git writes and reads it in a patch: one that would steer a terminal or break the
/// line in quotes, with the bytes of such characters in octal.
fn quoted(name: String) -> String {
    if !name.contains(|c| is_unsafe(c) || c == '"') {
        return name;
    }
    let mut shown = String::from('"');
    for c in name.chars() {
        match c {
            '"' | '\\' => shown.extend(['\\', c]),
            c if is_unsafe(c) => {
                for byte in c.encode_utf8(&mut [0; 4]).bytes() {
                    shown.push_str(&format!("\\{byte:03o}"));
                }
            }
            c => shown.push(c),
        }
    }
    shown + "\""
}

#[cfg(test)]
mod tests {
    use super::unified;

    #[test]
    fn a_diff_shows_the_lines_around_a_change() {
        let shown = unified("a.yaml", "a\nb\nc\nd\n", "a\nb\nX\nd\n");
        assert_eq!(shown, "--- a/a.yaml\n+++ b/a.yaml\n@@ -1,4 +1,4 @@\n a\n b\n-c\n+X\n d\n");
        assert_eq!(unified("a.yaml", "a\n", "a\n"), "");
    }

    #[test]
    fn a_name_that_would_break_the_line_is_quoted_as_git_does() {
        let shown = unified("日 \u{202e}\"\n\\.yaml", "a\n", "b\n");
        assert!(shown.starts_with("--- \"a/日 \\342\\200\\256\\\"\\012\\\\.yaml\"\n+++ \"b/日 "), "{shown}");
    }
}
