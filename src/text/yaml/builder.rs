//! Builds documents out of events with spans, whoever reads the text.

use super::features::Features;
use super::{Document, Entry, Node, Scalar, Value, syntax};
use crate::text::diagnostic::Diagnostic;
use crate::text::source::Span;

/// What a collection is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum CollectionShape {
    List,
    Mapping,
}

/// How a collection is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum CollectionStyle {
    /// In brackets.
    Flow,
    /// By indentation.
    Block,
}

/// Takes what a text holds in its order: of each document its start, its nodes and its end.
///
/// A collection is opened, then come its items, or each key and its value, then it is closed.
pub(super) struct TreeBuilder<'s> {
    text: &'s str,
    /// What is reported of the document that is being read.
    pub(super) features: Features<'s>,
    documents: Vec<Document<'s>>,
    /// The nodes so far of the collections that are open, one collection after the other.
    nodes: Vec<Node<'s>>,
    open: Vec<Open>,
    /// The start of the document that is being read, or the end of the one before.
    start: Span,
    /// Where the previous document ended: directives come after it.
    previous_end: u32,
}

struct Open {
    shape: CollectionShape,
    style: CollectionStyle,
    span: Span,
    /// Where its nodes begin.
    first: usize,
}

impl<'s> TreeBuilder<'s> {
    pub(super) fn new(text: &'s str) -> Self {
        Self {
            text,
            features: Features::new(text),
            documents: Vec::new(),
            nodes: Vec::with_capacity(64),
            open: Vec::with_capacity(8),
            start: Span::default(),
            previous_end: 0,
        }
    }

    /// Every document so far.
    pub(super) fn documents(self) -> Vec<Document<'s>> {
        self.documents
    }

    /// A document starts: `span` is its marker, or else what comes first in it.
    pub(super) fn start_document(&mut self, span: Span) {
        self.start = span;
        self.features.directives(Span::new(self.previous_end, span.start()));
    }

    /// The document ends; without any node it holds nothing.
    pub(super) fn end_document(&mut self, end: Span) {
        let root = self.nodes.pop().unwrap_or_else(|| null(end));
        let diagnostics = std::mem::take(&mut self.features.found);
        self.finish(Document { number: 0, span: self.start.to(end), root: Some(root), diagnostics });
    }

    /// The document cannot be read on; its text reaches up to the next one.
    pub(super) fn broken(&mut self, diagnostic: Diagnostic) {
        self.nodes.clear();
        self.open.clear();
        self.features.found.clear();
        let from = diagnostic.span().start().max(self.start.start());
        let span = Span::new(self.start.start(), next_document(self.text, from));
        self.finish(Document { number: 0, span, root: None, diagnostics: vec![diagnostic] });
    }

    fn finish(&mut self, document: Document<'s>) {
        let end = document.span.end();
        self.documents.push(Document { number: self.documents.len() + 1, ..document });
        self.start = Span::new(end, end);
        self.previous_end = end;
    }

    /// A value, or a key.
    pub(super) fn scalar(&mut self, span: Span, scalar: Scalar<'s>) {
        self.nodes.push(Node { span, value: Value::Scalar(scalar) });
    }

    /// A value that lacks, at `at`, written as the library writes it.
    pub(super) fn nothing(&mut self, at: Span) {
        self.scalar(at, Scalar { text: "~".into(), plain: true });
    }

    /// What stands for another value.
    pub(super) fn alias(&mut self, span: Span) {
        self.nodes.push(Node { span, value: Value::Alias });
    }

    /// A list or mapping begins; `None` if that is one level too many.
    #[must_use]
    pub(super) fn open(&mut self, shape: CollectionShape, style: CollectionStyle, span: Span) -> Option<()> {
        if self.open.len() >= syntax::MAX_DEPTH {
            return None;
        }
        self.open.push(Open { shape, style, span, first: self.nodes.len() });
        Some(())
    }

    /// The list or mapping that was opened last ends; `close` is its bracket, if it has any.
    pub(super) fn close(&mut self, close: Span) {
        let Some(open) = self.open.pop() else { return };
        let nodes = self.nodes.drain(open.first.min(self.nodes.len())..);
        let (value, bounds) = match open.shape {
            CollectionShape::List => {
                let items: Vec<Node<'s>> = nodes.collect();
                let bounds = bounds(&items, |item: &Node<'_>| (item.span, item.span));
                (Value::Sequence(items), bounds)
            }
            CollectionShape::Mapping => {
                let mut entries = pairs(nodes);
                self.features.look_at_keys(&entries);
                let bounds = bounds(&entries, |e: &Entry<'_>| (e.key.span, e.value.span));
                entries.iter_mut().for_each(|entry| entry.put_behind_colon(self.text));
                (Value::Mapping(entries), bounds)
            }
        };
        let span = match open.style {
            CollectionStyle::Flow => open.span.to(close),
            CollectionStyle::Block => bounds.unwrap_or(open.span),
        };
        self.nodes.push(Node { span, value });
    }
}

/// Each key with the value that follows it.
fn pairs<'s>(mut nodes: impl ExactSizeIterator<Item = Node<'s>>) -> Vec<Entry<'s>> {
    let mut entries = Vec::with_capacity(nodes.len() / 2);
    while let (Some(key), Some(value)) = (nodes.next(), nodes.next()) {
        entries.push(Entry { key, value });
    }
    entries
}

/// Where the document after the one that holds `from` begins, or the text ends.
fn next_document(text: &str, from: u32) -> u32 {
    let before = text.get(..from as usize).unwrap_or("");
    let mut at = before.rfind(['\n', '\r']).map_or(0, |end| end + 1);
    let mut lines = text.get(at..).unwrap_or("").split_inclusive(['\n', '\r']);
    let first = lines.next().unwrap_or("");
    at += first.len();
    // What follows a broken directive is still its document.
    let mut own_marker = first.starts_with('%');
    for line in lines {
        if line.starts_with("---") || line.starts_with("...") {
            if !own_marker {
                break;
            }
            own_marker = false;
        }
        at += line.len();
    }
    u32::try_from(at).unwrap_or(u32::MAX)
}

fn null<'s>(span: Span) -> Node<'s> {
    let at = Span::new(span.start(), span.start());
    Node { span: at, value: Value::Scalar(Scalar { text: "".into(), plain: true }) }
}

fn bounds<T>(items: &[T], ends: impl Fn(&T) -> (Span, Span)) -> Option<Span> {
    let first = ends(items.first()?).0;
    let last = ends(items.last()?);
    Some(first.to(last.0).to(Span::new(0, last.1.end().max(last.0.end()))))
}
