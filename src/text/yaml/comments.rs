//! Finds the comments of a document in the gaps between its keys and values.

use std::collections::BTreeMap;

use super::{Document, Node, Value};
use crate::text::source::{SourceFile, Span};

/// A comment, from its `#` to the end of its line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Comment<'s> {
    /// From the `#` to the last character before the line break.
    pub span: Span,
    /// The text after the `#`.
    pub text: &'s str,
    /// Whether only blanks precede it on its line.
    pub alone: bool,
}

/// Every comment of a file in which all of `documents` could be read, in order of place.
///
/// The parser is told to pass comments over, because keeping them costs every file and only a few have
/// any that matter; a `#` that follows a blank and is not in a key or value starts one. In a document
/// that is not YAML no comment is found.
pub fn comments<'s>(file: &'s SourceFile, documents: &[Document<'_>]) -> Vec<Comment<'s>> {
    let mut scalars = Vec::new();
    for document in documents {
        match &document.root {
            Some(root) => collect(root, &mut scalars),
            None => scalars.push(document.span),
        }
    }
    scalars.sort_unstable();
    let text = file.text();
    let mut found = Vec::new();
    let mut from = 0;
    let end = u32::try_from(text.len()).unwrap_or(u32::MAX);
    for taken in scalars.into_iter().chain([Span::new(end, end)]) {
        if taken.start() >= from {
            in_gap(text, Span::new(from, taken.start()), &mut found);
        }
        from = from.max(taken.end());
    }
    found
}

/// For each line, from 0, that holds nothing but a comment, the line below; other comments may appear
/// between.
pub fn lines_below(file: &SourceFile, comments: &[Comment<'_>]) -> BTreeMap<usize, usize> {
    let mut below = BTreeMap::new();
    for comment in comments.iter().rev().filter(|comment| comment.alone) {
        let line = file.lines().line_of(comment.span.start());
        below.insert(line, below.get(&(line + 1)).copied().unwrap_or(line + 1));
    }
    below
}

fn collect(node: &Node<'_>, spans: &mut Vec<Span>) {
    match &node.value {
        Value::Scalar(_) | Value::Alias => {
            if !node.span.is_empty() {
                spans.push(node.span);
            }
        }
        Value::Sequence(items) => items.iter().for_each(|item| collect(item, spans)),
        Value::Mapping(entries) => entries.iter().for_each(|entry| {
            collect(&entry.key, spans);
            collect(&entry.value, spans);
        }),
    }
}

fn in_gap<'s>(text: &'s str, gap: Span, found: &mut Vec<Comment<'s>>) {
    let mut at = gap.start() as usize;
    let end = gap.end() as usize;
    while let Some(hash) = text.get(at..end).and_then(|t| t.find('#')).map(|n| at + n) {
        let before = text.get(..hash).unwrap_or("");
        let line_start = before.rfind(['\n', '\r']).map_or(0, |n| n + 1);
        let rest = text.get(hash + 1..).unwrap_or("");
        let length = rest.find(['\n', '\r']).unwrap_or(rest.len());
        let prefix = before.get(line_start..).unwrap_or("").trim_start_matches('\u{feff}');
        if prefix.is_empty() || prefix.ends_with([' ', '\t']) {
            found.push(Comment {
                span: Span::from_range(hash..hash + 1 + length),
                text: rest.get(..length).unwrap_or(""),
                alone: prefix.trim().is_empty(),
            });
        }
        at = hash + 1 + length;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::yaml::parse;

    fn texts(text: &str) -> Vec<(String, bool)> {
        let file = SourceFile::new("x.yaml", text);
        let documents = parse(&file);
        comments(&file, &documents).iter().map(|c| (c.text.to_owned(), c.alone)).collect()
    }

    #[test]
    fn a_hash_inside_a_value_is_no_comment() {
        let text = "# one\na: 'x # y' # two\nb: |\n  # text\nc: a#b\n  # three\n";
        let expected = [(" one", true), (" two", false), (" three", true)];
        assert_eq!(texts(text), expected.map(|(t, alone)| (t.to_owned(), alone)));
    }

    #[test]
    fn comments_stand_in_flow_collections_too() {
        assert_eq!(texts("a: [1, # one\n  2]\n"), [(" one".to_owned(), false)]);
    }
}
