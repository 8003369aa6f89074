//! Which lines the suppression comments of a file work on, and what stands there.

use std::collections::BTreeSet;

use super::line_text;
use crate::source::SourceFile;
use crate::yaml::{Comment, Document, Node, Value};

/// Whether the text of a comment, without its `#`, allows findings of one line.
pub(super) fn is_allow(text: &str) -> bool {
    let directive = text.trim_start().strip_prefix("paysched:").map(str::trim_start);
    directive.is_some_and(|rest| rest.starts_with("allow") && !rest.starts_with("allow-file"))
}

/// The line, from 0, on which a comment allows findings; none where it allows none.
pub(super) fn target(file: &SourceFile, comment: &Comment<'_>) -> Option<usize> {
    if !is_allow(comment.text) {
        return None;
    }
    let own = file.lines().line_of(comment.span.start);
    if !comment.alone {
        return Some(own);
    }
    let below = (own + 1..file.lines().count()).find(|line| !line_text(file, *line).trim().starts_with('#'));
    below.filter(|line| !line_text(file, *line).trim().is_empty())
}

/// Each suppression comment with the keys and values that begin on its line. A whole document is
/// none of them: what is said of one is said at its first key or cannot be allowed.
pub(super) fn places(
    file: &SourceFile,
    documents: &[Document<'_>],
    comments: &[Comment<'_>],
) -> Vec<(String, BTreeSet<String>)> {
    let targets: Vec<_> =
        comments.iter().filter(|c| is_allow(c.text)).map(|c| (c, target(file, c))).collect();
    if targets.is_empty() {
        return Vec::new();
    }
    let wanted: BTreeSet<usize> = targets.iter().filter_map(|(_, line)| *line).collect();
    let mut found = Vec::new();
    for document in documents {
        let Some(root) = &document.root else { continue };
        collect(file, root, &document.number.to_string(), &wanted, &mut found);
    }
    let mut places: Vec<_> = targets
        .into_iter()
        .map(|(comment, line)| {
            let on_line = found.iter().filter(|(at, _)| Some(*at) == line).map(|(_, place)| place.clone());
            (comment.text.trim_end().to_owned(), on_line.collect())
        })
        .collect();
    places.sort();
    places
}

/// Those of the wanted lines on which a key or a value begins.
pub(super) fn lines(
    file: &SourceFile,
    root: &Node<'_>,
    wanted: &BTreeSet<usize>,
    live: &mut BTreeSet<usize>,
) {
    let mut found = Vec::new();
    collect(file, root, "", wanted, &mut found);
    live.extend(found.into_iter().map(|(line, _)| line));
}

fn collect(
    file: &SourceFile,
    node: &Node<'_>,
    path: &str,
    wanted: &BTreeSet<usize>,
    found: &mut Vec<(usize, String)>,
) {
    let mut note = |node: &Node<'_>, place: &str| {
        let line = file.lines().line_of(node.span.start);
        if wanted.contains(&line) {
            found.push((line, place.to_owned()));
        }
    };
    match &node.value {
        Value::Scalar(_) | Value::Alias => {}
        Value::Sequence(items) => {
            for (index, item) in items.iter().enumerate() {
                let path = format!("{path}/{index}");
                note(item, &path);
            }
            for (index, item) in items.iter().enumerate() {
                collect(file, item, &format!("{path}/{index}"), wanted, found);
            }
        }
        Value::Mapping(entries) => {
            for entry in entries {
                let path = format!("{path}/{}", entry.key.text().unwrap_or(""));
                note(&entry.key, &format!("{path}:"));
                note(&entry.value, &path);
            }
            for entry in entries {
                let path = format!("{path}/{}", entry.key.text().unwrap_or(""));
                collect(file, &entry.value, &path, wanted, found);
            }
        }
    }
}
