//! Comments that look like the rest of a text where they stand right behind it.

use crate::text::source::SourceFile;
use crate::text::yaml::Node;

/// Whether a comment behind a text would look like the rest of it: no blank follows its `#`.
pub(super) fn looks_like_text(comment: &str) -> bool {
    let text = comment.strip_prefix('#').unwrap_or("");
    text.starts_with(|c: char| !c.is_whitespace()) && !text.starts_with("paysched:")
}

/// Whether a comment stands right behind a text without quotes in the file already.
pub(super) fn is_behind(file: &SourceFile, node: &Node<'_>, comment: &str) -> bool {
    let rest = file.text().get(node.span.end() as usize..).unwrap_or("");
    let bare = !file.slice(node.span).starts_with(['"', '\'']);
    bare && rest.trim_start_matches([' ', '\t']).starts_with(comment)
}
