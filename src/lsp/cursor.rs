//! Where a cursor is in a text: the key or value, and what the format says of it.

use crate::offer::layout::shape;
use crate::offer::{Key, Shape, Table};
use crate::text::source::{SourceFile, Span};
use crate::text::yaml::{self, Comment, Document, Entry, Node, Value};

/// A node on the way from the root of a document to the cursor.
#[derive(Debug, Clone, Copy)]
pub(super) struct WayStep<'d, 's> {
    /// The key whose value it is; none for the root and for items of lists.
    pub(super) entry: Option<&'d Entry<'s>>,
    pub(super) node: &'d Node<'s>,
    /// What the format says of the key.
    pub(super) key: Option<Key>,
    /// The shape of the value, where the format has one.
    pub(super) shape: Option<Shape>,
}

/// The nodes from the root to a place.
#[derive(Debug)]
pub(super) struct CursorPath<'d, 's> {
    pub(super) steps: Vec<WayStep<'d, 's>>,
    /// Whether the place is in the last step's key.
    pub(super) on_key: bool,
}

/// The way to a place; `None` if no document that is ours is there.
pub(super) fn way<'d, 's>(document: &'d Document<'s>, at: u32) -> Option<CursorPath<'d, 's>> {
    let root = document.root.as_ref()?;
    let mut steps = vec![WayStep { entry: None, node: root, key: None, shape: Some(*shape(document)?) }];
    let mut on_key = false;
    while let Some(last) = steps.last().copied().filter(|_| !on_key) {
        let next = match &last.node.value {
            Value::Mapping(entries) => {
                let after = entries.partition_point(|entry| entry.key.span.start() <= at);
                let Some(entry) = after.checked_sub(1).and_then(|at| entries.get(at)) else { break };
                if at > entry.value.span.end().max(entry.key.span.end()) {
                    break;
                }
                on_key = at <= entry.key.span.end();
                let key = last.shape.and_then(|shape| key_in(&shape, entry.key.text()?, entries));
                WayStep { entry: Some(entry), node: &entry.value, key, shape: key.map(|key| key.shape) }
            }
            Value::Sequence(items) => {
                let after = items.partition_point(|item| item.span.start() <= at);
                let Some(item) = after.checked_sub(1).and_then(|at| items.get(at)) else { break };
                if at > item.span.end() {
                    break;
                }
                WayStep {
                    entry: None,
                    node: item,
                    key: None,
                    shape: last.shape.and_then(|shape| item_of(&shape)),
                }
            }
            Value::Scalar(_) | Value::Alias => break,
        };
        steps.push(next);
    }
    Some(CursorPath { steps, on_key })
}

impl<'d, 's> CursorPath<'d, 's> {
    /// The innermost node.
    pub(super) fn last(&self) -> Option<&WayStep<'d, 's>> {
        self.steps.last()
    }

    /// The names of the keys from the root on.
    pub(super) fn keys(&self) -> Vec<&str> {
        self.steps.iter().filter_map(|step| step.entry?.key.text()).collect()
    }

    /// The scalar at the place, key or value, with its text.
    pub(super) fn scalar(&self) -> Option<(Span, &str)> {
        let last = self.steps.last()?;
        let node = if self.on_key { &last.entry?.key } else { last.node };
        Some((node.span, node.text()?))
    }

    /// Whether the scalar at the place is an account of the marketplace.
    pub(super) fn is_account(&self) -> bool {
        let Some(last) = self.steps.last() else { return false };
        if self.on_key {
            let above = self.steps.len().checked_sub(2).and_then(|at| self.steps.get(at));
            return matches!(above.and_then(|step| step.shape), Some(Shape::Map(Shape::Account, _)));
        }
        last.shape.is_some_and(|shape| may_be(&shape, |shape| matches!(shape, Shape::Account)))
    }
}

/// Whether a shape, or one of several, is such a one.
pub(super) fn may_be(shape: &Shape, is: fn(&Shape) -> bool) -> bool {
    match shape {
        Shape::Either(shapes) => shapes.iter().any(|shape| may_be(shape, is)),
        shape => is(shape),
    }
}

/// What the format says of a key among others; of several tables that one counts which has most of them.
fn key_in(shape: &Shape, name: &str, among: &[Entry<'_>]) -> Option<Key> {
    match shape {
        Shape::Keys(keys) => keys().into_iter().find(|key| key.name == name),
        Shape::Map(_, value) => {
            let about = match value {
                Shape::Table(table) => table.about,
                _ => "",
            };
            Some(Key { name: "", required: false, about, shape: **value })
        }
        shape => table_of(shape, among)?.keys.iter().find(|key| key.name == name).copied(),
    }
}

/// The table that a mapping with these keys is of.
pub(super) fn table_of(shape: &Shape, among: &[Entry<'_>]) -> Option<&'static Table> {
    let has = |table: &&'static Table| {
        let known = |entry: &&Entry<'_>| table.keys.iter().any(|key| entry.key.text() == Some(key.name));
        among.iter().filter(known).count()
    };
    // Of two with as many, the first.
    tables_of(shape).into_iter().rev().max_by_key(has)
}

/// The tables that a mapping of a shape may be of.
pub(super) fn tables_of(shape: &Shape) -> Vec<&'static Table> {
    match shape {
        Shape::Table(table) => vec![table],
        Shape::Either(shapes) => shapes.iter().flat_map(tables_of).collect(),
        _ => Vec::new(),
    }
}

/// The shape of an item of a list.
pub(super) fn item_of(shape: &Shape) -> Option<Shape> {
    match shape {
        Shape::List(item) => Some(**item),
        Shape::Either(shapes) => shapes.iter().find_map(item_of),
        _ => None,
    }
}

/// The comment at a place, and the word of it there.
pub(super) fn in_comment<'s>(
    file: &'s SourceFile,
    documents: &[Document<'s>],
    at: u32,
) -> Option<(Comment<'s>, Span)> {
    let comments = yaml::comments(file, documents);
    let comment = comments.into_iter().find(|one| one.span.start() < at && at <= one.span.end())?;
    Some((comment, word(file, at)))
}

/// The word at a place: letters, digits, `-` and `_`.
pub(super) fn word(file: &SourceFile, at: u32) -> Span {
    let is_part = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_');
    let at = usize::try_from(at).unwrap_or(usize::MAX);
    let (before, after) = (file.text().get(..at).unwrap_or(""), file.text().get(at..).unwrap_or(""));
    let start = at - (before.len() - before.trim_end_matches(is_part).len());
    let length = after.len() - after.trim_start_matches(is_part).len();
    Span::from_range(start..at + length)
}
