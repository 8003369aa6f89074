//! Text diffs for people and for `patch`.

/// The change from one text to another as a unified diff; empty if they are the same.
pub(super) fn unified(path: &str, before: &str, after: &str) -> String {
    if before == after {
        return String::new();
    }
    let changes = similar::TextDiff::from_lines(before, after);
    changes.unified_diff().context_radius(2).header(&format!("a/{path}"), &format!("b/{path}")).to_string()
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
}
