//! Which lines the suppression comments of a file apply to, and what is on them.

use std::collections::{BTreeMap, BTreeSet};

use super::rest;
use crate::text::source::SourceFile;
use crate::text::yaml::{self, Comment, Document, Node, Value};

/// Whether the text of a comment, without its `#`, allows findings of one line.
pub(super) fn is_allow(text: &str) -> bool {
    let directive = text.trim_start().strip_prefix("paysched:").map(str::trim_start);
    directive.is_some_and(|rest| rest.starts_with("allow") && !rest.starts_with("allow-file"))
}

/// A comment and what it allows.
#[derive(Debug, Clone, Copy)]
pub(super) struct Remark<'s> {
    pub comment: Comment<'s>,
    /// Whether it allows findings of one line.
    pub allows: bool,
    /// That line, from 0; `None` if nothing is on it.
    pub line: Option<usize>,
}

/// What every comment of a file allows, in order of place.
pub(super) fn remarks<'s>(file: &'s SourceFile, comments: &[Comment<'s>]) -> Vec<Remark<'s>> {
    let below = yaml::lines_below(file, comments);
    let remark = |comment: &Comment<'s>| {
        let allows = is_allow(comment.text);
        let own = file.lines().line_of(comment.span.start());
        let line =
            below.get(&own).map_or(Some(own), |line| Some(*line).filter(|line| is_written(file, *line)));
        Remark { comment: *comment, allows, line: line.filter(|_| allows) }
    };
    comments.iter().map(remark).collect()
}

/// Whether a line has anything but blanks.
fn is_written(file: &SourceFile, line: usize) -> bool {
    line < file.lines().count()
        && rest(file, file.lines().start_of(line))
            .chars()
            .find(|c| *c == '\n' || !c.is_whitespace())
            .is_some_and(|c| c != '\n')
}

/// The keys and values that begin on the lines of which comments allow findings, line by line, each with
/// the texts of those comments; comments on lines without any come together. A whole document is not
/// among them: findings about one are shown at its first key or cannot be allowed.
pub(super) fn places(
    file: &SourceFile,
    documents: &[Document<'_>],
    comments: &[Comment<'_>],
) -> Vec<(BTreeSet<String>, Vec<String>)> {
    let remarks: Vec<_> = remarks(file, comments).into_iter().filter(|remark| remark.allows).collect();
    if remarks.is_empty() {
        return Vec::new();
    }
    let wanted: BTreeSet<usize> = remarks.iter().filter_map(|remark| remark.line).collect();
    let mut found = Vec::new();
    for document in documents {
        let Some(root) = &document.root else { continue };
        collect(file, root, &document.number.to_string(), &wanted, &mut found);
    }
    let mut by_line: BTreeMap<usize, BTreeSet<String>> = BTreeMap::new();
    for (line, place) in found {
        by_line.entry(line).or_default().insert(place);
    }
    let mut texts: BTreeMap<Option<usize>, Vec<String>> = BTreeMap::new();
    for remark in remarks {
        let line = remark.line.filter(|line| by_line.contains_key(line));
        texts.entry(line).or_default().push(remark.comment.text.trim_end().to_owned());
    }
    let mut places: Vec<_> = texts
        .into_iter()
        .map(|(line, mut texts)| {
            texts.sort();
            (line.and_then(|line| by_line.remove(&line)).unwrap_or_default(), texts)
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
        let line = file.lines().line_of(node.span.start());
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
