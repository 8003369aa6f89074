//! A YAML file as a tree in which every key and value knows its exact bytes.

mod builder;
mod comments;
mod features;
mod library;
mod parse;
mod scanner;
mod stop;
mod syntax;

pub use comments::{Comment, comments, lines_below};
pub(crate) use features::is_merge;
#[doc(hidden)]
pub use library::documents as by_library;
pub use parse::parse;
#[doc(hidden)]
pub use scanner::documents as by_scanner;
pub(crate) use stop::stops_at;
pub use syntax::MAX_DEPTH;

use std::borrow::Cow;
use std::fmt::Write as _;

use crate::text::diagnostic::Diagnostic;
use crate::text::source::Span;

/// What became of one document of a file.
#[derive(Debug, PartialEq)]
pub struct Document<'s> {
    /// Which document of the file, from 1, broken ones counted.
    pub number: usize,
    /// The bytes from the document's start marker to its end.
    pub span: Span,
    /// The tree; `None` if the text is not YAML.
    pub root: Option<Node<'s>>,
    /// The syntax error, or else every YAML feature that the format leaves out and every
    /// duplicate key.
    pub diagnostics: Vec<Diagnostic>,
}

/// A value with its place.
///
/// An empty value has an empty span after its key's colon; a collection's span reaches from its
/// first key or item, or its opening bracket, to its last.
#[derive(Debug, PartialEq)]
pub struct Node<'s> {
    /// Where it is written.
    pub span: Span,
    /// What it is.
    pub value: Value<'s>,
}

/// What a node is.
#[derive(Debug, PartialEq)]
pub enum Value<'s> {
    /// Text, as written; nothing is turned into a number, date or truth value.
    Scalar(Scalar<'s>),
    /// A list.
    Sequence(Vec<Node<'s>>),
    /// Keys and values in the order of the text.
    Mapping(Vec<Entry<'s>>),
    /// An alias; reported as a feature, never followed.
    Alias,
}

/// A scalar's text and how it was written.
#[derive(Debug, PartialEq)]
pub struct Scalar<'s> {
    /// The text after YAML's own escapes and folding.
    pub text: Cow<'s, str>,
    /// Whether it is unquoted.
    pub plain: bool,
}

/// One key of a mapping with its value.
#[derive(Debug, PartialEq)]
pub struct Entry<'s> {
    /// The key.
    pub key: Node<'s>,
    /// The value.
    pub value: Node<'s>,
}

impl Entry<'_> {
    /// Puts a value that lacks behind the colon, if there is one: the parser puts it sometimes there and
    /// sometimes at the end of the key, as the layout is.
    fn put_behind_colon(&mut self, text: &str) {
        let end = self.key.span.range().end;
        if !self.value.span.is_empty() || self.value.span.range().start > end {
            return;
        }
        let behind = text.get(end..).unwrap_or_default();
        let gap = behind.len() - behind.trim_start_matches([' ', '\t']).len();
        if behind.get(gap..).is_some_and(|rest| rest.starts_with(':')) {
            self.value.span = Span::from_range(end + gap + 1..end + gap + 1);
        }
    }
}

impl Scalar<'_> {
    /// Whether YAML readers take it as null: empty, `~` or `null` without quotes.
    pub fn is_null(&self) -> bool {
        self.plain && matches!(&*self.text, "" | "~" | "null" | "Null" | "NULL")
    }
}

impl<'s> Node<'s> {
    /// The text, if this is a scalar.
    pub fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Scalar(scalar) => Some(&scalar.text),
            _ => None,
        }
    }

    /// The entries, if this is a mapping.
    pub fn mapping(&self) -> Option<&[Entry<'s>]> {
        match &self.value {
            Value::Mapping(entries) => Some(entries),
            _ => None,
        }
    }

    /// The value of a key, if this is a mapping that has it.
    pub fn get(&self, key: &str) -> Option<&Node<'s>> {
        let entry = self.mapping()?.iter().find(|e| e.key.text() == Some(key))?;
        Some(&entry.value)
    }

    /// What it is, in words: `a mapping`, `a list`, `text`, `nothing`.
    pub fn kind(&self) -> &'static str {
        match &self.value {
            Value::Scalar(scalar) if scalar.is_null() => "nothing",
            Value::Scalar(_) => "text",
            Value::Sequence(_) => "a list",
            Value::Mapping(_) => "a mapping",
            Value::Alias => "an alias",
        }
    }

    /// The value to which a step of a JSON pointer leads, as it stands there between two `/`.
    pub fn at_step(&self, step: &str) -> Option<&Self> {
        match &self.value {
            Value::Sequence(items) => items.get(step.parse::<usize>().ok()?),
            _ => self.get(&step.replace("~1", "/").replace("~0", "~")),
        }
    }

    /// JSON pointer to the innermost value in which `at` begins; a key counts as its value, and more than
    /// the first key of a mapping as the mapping. Empty for the root.
    pub fn pointer_at(&self, at: Span) -> String {
        let mut pointer = String::new();
        let mut node = self;
        while let Some((step, next)) = node.step_towards(at.start()) {
            // Without braces, a mapping begins where its first key does; the root is nobody's value.
            if !pointer.is_empty() && node.begins_in(at) {
                break;
            }
            match step {
                Step::Key(key) => push_key(&mut pointer, key),
                Step::Index(index) => {
                    // Writing to a String cannot fail.
                    let _ = write!(pointer, "/{index}");
                }
            }
            match next {
                Some(child) => node = child,
                None => break,
            }
        }
        pointer
    }

    /// JSON pointer to `target`, a node of this tree; empty for the root or a node of another tree.
    pub fn pointer_to(&self, target: &Node<'_>) -> String {
        let mut pointer = String::new();
        if !self.find_near(target, &mut pointer) {
            pointer.clear();
            self.find(target, &mut pointer);
        }
        pointer
    }

    /// Searches only the nodes whose span contains the target.
    fn find_near(&self, target: &Node<'_>, pointer: &mut String) -> bool {
        let mut node = self;
        while !std::ptr::addr_eq(node, target) {
            node = match &node.value {
                Value::Mapping(entries) => {
                    let after = entries.partition_point(|e| e.key.span.start() <= target.span.start());
                    let Some(entry) = after.checked_sub(1).and_then(|at| entries.get(at)) else {
                        return false;
                    };
                    push_key(pointer, entry.key.text().unwrap_or(""));
                    &entry.value
                }
                Value::Sequence(items) => {
                    let after = items.partition_point(|item| item.span.start() <= target.span.start());
                    let Some(index) = after.checked_sub(1) else { return false };
                    let Some(item) = items.get(index) else { return false };
                    // Writing to a String cannot fail.
                    let _ = write!(pointer, "/{index}");
                    item
                }
                Value::Scalar(_) | Value::Alias => return false,
            };
        }
        true
    }

    fn find(&self, target: &Node<'_>, pointer: &mut String) -> bool {
        if std::ptr::addr_eq(self, target) {
            return true;
        }
        let before = pointer.len();
        match &self.value {
            Value::Mapping(entries) => entries.iter().any(|entry| {
                push_key(pointer, entry.key.text().unwrap_or(""));
                let found = entry.value.find(target, pointer);
                if !found {
                    pointer.truncate(before);
                }
                found
            }),
            Value::Sequence(items) => items.iter().enumerate().any(|(index, item)| {
                let _ = write!(pointer, "/{index}");
                let found = item.find(target, pointer);
                if !found {
                    pointer.truncate(before);
                }
                found
            }),
            Value::Scalar(_) | Value::Alias => false,
        }
    }

    /// Whether this is a mapping that begins with `at`, which goes on after the first key.
    fn begins_in(&self, at: Span) -> bool {
        let first = self.mapping().and_then(|entries| entries.first());
        first.is_some_and(|e| e.key.span.start() == at.start() && e.key.span.end() < at.end())
    }

    fn step_towards(&self, at: u32) -> Option<(Step<'_>, Option<&Node<'s>>)> {
        match &self.value {
            Value::Mapping(entries) => {
                let after = entries.partition_point(|e| e.key.span.start() <= at);
                let entry = entries.get(after.checked_sub(1)?)?;
                let key = entry.key.text().unwrap_or("");
                if at < entry.key.span.end() {
                    return Some((Step::Key(key), None));
                }
                let inside = at <= entry.value.span.end().max(entry.key.span.end());
                inside.then_some((Step::Key(key), Some(&entry.value)))
            }
            Value::Sequence(items) => {
                let after = items.partition_point(|i| i.span.start() <= at);
                let index = after.checked_sub(1)?;
                let item = items.get(index)?;
                (at <= item.span.end()).then_some((Step::Index(index), Some(item)))
            }
            Value::Scalar(_) | Value::Alias => None,
        }
    }
}

enum Step<'k> {
    Key(&'k str),
    Index(usize),
}

/// Appends one key to a JSON pointer, escaped as RFC 6901 says.
fn push_key(pointer: &mut String, key: &str) {
    pointer.push('/');
    pointer.push_str(&key.replace('~', "~0").replace('/', "~1"));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::source::SourceFile;

    fn pointer(text: &str, needle: &str) -> String {
        let file = SourceFile::new("x.yaml", text);
        let documents = parse(&file);
        let start = u32::try_from(text.find(needle).unwrap()).unwrap();
        let root = documents[0].root.as_ref().unwrap();
        root.pointer_at(Span::new(start, start + 1))
    }

    #[test]
    fn a_pointer_names_the_innermost_value() {
        let text = "a: 1\nlist:\n  - {x: 2, y: [3, four]}\n  - b/c: 5\n";
        assert_eq!(pointer(text, "1"), "/a");
        assert_eq!(pointer(text, "list"), "/list");
        assert_eq!(pointer(text, "four"), "/list/0/y/1");
        assert_eq!(pointer(text, "5"), "/list/1/b~1c");
        assert_eq!(pointer(text, "{x"), "/list/0");
    }

    #[test]
    fn a_mapping_without_braces_is_told_from_its_first_key() {
        let text = "term:\n  start: 2027-01-01\n  end: 2027-12-31\nlist:\n  - a: 1\n    b: 2\n";
        let file = SourceFile::new("x.yaml", text);
        let documents = parse(&file);
        let root = documents[0].root.as_ref().unwrap();
        let at = |of: &str| {
            let start = text.find(of).unwrap();
            root.pointer_at(Span::from_range(start..start + of.len()))
        };
        assert_eq!(at("start"), "/term/start");
        assert_eq!(at("start: 2027-01-01"), "/term");
        assert_eq!(at("end: 2027-12-31"), "/term/end");
        assert_eq!(at("a: 1"), "/list/0");
        // Marks of the offer stand at its first entry, wherever that is.
        assert_eq!(at("term:\n"), "/term");
    }
}
