//! Changes of text for people and for `patch`.

/// The change from one text to another as a unified diff; empty where they are the same.
pub(super) fn unified(path: &str, before: &str, after: &str) -> String {
    if before == after {
        return String::new();
    }
    let changes = similar::TextDiff::from_lines(before, after);
    changes.unified_diff().context_radius(2).header(&format!("a/{path}"), &format!("b/{path}")).to_string()
}
