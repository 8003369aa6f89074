//! The outline of a text: its offers and their keys as symbols, what can be folded, what is selected next.

use gen_lsp_types::{DocumentSymbol, FoldingRange, FoldingRangeKind, Position, SelectionRange, SymbolKind};

use super::cursor;
use super::diagnostics::document_at;
use super::places::Encoding;
use crate::offer::layout::shape;
use crate::text::source::{SourceFile, Span};
use crate::text::yaml::{self, Document, Entry, Node, Value};

/// The offers of a text with what they hold.
pub(super) fn symbols(file: &SourceFile, encoding: Encoding) -> Vec<DocumentSymbol> {
    let outline = Outline { file, encoding };
    let symbol = |document: &Document<'_>| {
        let root = document.root.as_ref().filter(|_| shape(document).is_some())?;
        let name = root.get("name").and_then(Node::text).filter(|name| !name.trim().is_empty());
        let marker = root.mapping()?.first()?.key.span;
        let name =
            name.unwrap_or_else(|| root.mapping().and_then(|all| all.first()?.key.text()).unwrap_or(""));
        Some(outline.symbol(name, None, SymbolKind::File, (root.span, marker), outline.children(root)))
    };
    yaml::parse(file).iter().filter_map(symbol).collect()
}

/// Makes symbols of a text.
#[derive(Debug, Clone, Copy)]
struct Outline<'a> {
    file: &'a SourceFile,
    encoding: Encoding,
}

impl Outline<'_> {
    fn children(self, node: &Node<'_>) -> Vec<DocumentSymbol> {
        match &node.value {
            Value::Mapping(entries) => entries.iter().map(|entry| self.of_entry(entry)).collect(),
            Value::Sequence(items) => {
                items.iter().zip(1..).map(|(item, at)| self.of_item(item, at)).collect()
            }
            Value::Scalar(_) | Value::Alias => Vec::new(),
        }
    }

    fn of_entry(self, entry: &Entry<'_>) -> DocumentSymbol {
        let (key, value) = (&entry.key, &entry.value);
        let kind = match &value.value {
            Value::Mapping(_) => SymbolKind::Object,
            Value::Sequence(_) => SymbolKind::Array,
            Value::Scalar(_) | Value::Alias => SymbolKind::Key,
        };
        let whole = Span::new(key.span.start(), value.span.end().max(key.span.end()));
        let children = if is_flat(value) { Vec::new() } else { self.children(value) };
        let detail = is_flat(value).then(|| line(self.file.slice(value.span)));
        self.symbol(key.text().unwrap_or(""), detail, kind, (whole, key.span), children)
    }

    /// An item goes by its text, or by the values of its first two keys.
    fn of_item(self, item: &Node<'_>, at: usize) -> DocumentSymbol {
        let values = item.mapping().into_iter().flatten().filter_map(|entry| entry.value.text());
        let name = match item.text() {
            Some(text) => text.to_owned(),
            None => values.take(2).collect::<Vec<_>>().join(", "),
        };
        let name = if name.trim().is_empty() { at.to_string() } else { name };
        let head = item.span.first_line(self.file.text());
        let children = if is_flat(item) { Vec::new() } else { self.children(item) };
        self.symbol(&name, None, SymbolKind::Event, (item.span, head), children)
    }

    fn symbol(
        self,
        name: &str,
        detail: Option<String>,
        kind: SymbolKind,
        (whole, head): (Span, Span),
        children: Vec<DocumentSymbol>,
    ) -> DocumentSymbol {
        // An editor refuses a symbol without a name, and a head outside of its whole.
        let name = if name.trim().is_empty() { "…".to_owned() } else { line(name) };
        let head = if whole.contains(head) { head } else { whole };
        let range = self.encoding.range(self.file, whole);
        let selection_range = self.encoding.range(self.file, head);
        let children = (!children.is_empty()).then_some(children);
        #[expect(deprecated, reason = "the protocol still has the member")]
        DocumentSymbol { name, detail, kind, tags: None, deprecated: None, range, selection_range, children }
    }
}

/// Whether a value holds nothing that could be a symbol of its own.
fn is_flat(node: &Node<'_>) -> bool {
    let is_leaf = |node: &Node<'_>| matches!(node.value, Value::Scalar(_) | Value::Alias);
    match &node.value {
        Value::Mapping(entries) => entries.iter().all(|entry| is_leaf(&entry.value)),
        _ => is_leaf(node),
    }
}

/// The first line of a text, shortened.
fn line(text: &str) -> String {
    text.lines().next().unwrap_or("").chars().take(60).collect()
}

/// Everything of a text that takes several lines: documents, values, comments.
pub(super) fn folding(file: &SourceFile) -> Vec<FoldingRange> {
    let documents = yaml::parse(file);
    let mut spans: Vec<Span> = Vec::new();
    for root in documents.iter().filter_map(|document| document.root.as_ref()) {
        if documents.len() > 1 {
            spans.push(root.span);
        }
        collect(root, &mut spans);
    }
    let lines = file.lines();
    let last = |span: Span| {
        let text = file.slice(span).trim_end();
        lines.line_of(Span::from_range(0..span.range().start + text.len()).end())
    };
    let mut folds: Vec<(usize, usize, bool)> =
        spans.into_iter().map(|span| (lines.line_of(span.start()), last(span), false)).collect();
    for comment in yaml::comments(file, &documents).iter().filter(|comment| comment.alone) {
        let line = lines.line_of(comment.span.start());
        match folds.last_mut() {
            Some((_, end, true)) if *end + 1 == line => *end = line,
            _ => folds.push((line, line, true)),
        }
    }
    folds.retain(|(first, last, _)| first < last);
    folds.sort_unstable();
    folds.dedup_by_key(|(first, ..)| *first);
    let number = |line| u32::try_from(line).unwrap_or(u32::MAX);
    let fold = |(first, last, comment): (usize, usize, bool)| FoldingRange {
        start_line: number(first),
        end_line: number(last),
        kind: comment.then_some(FoldingRangeKind::Comment),
        ..FoldingRange::default()
    };
    folds.into_iter().map(fold).collect()
}

fn collect(node: &Node<'_>, spans: &mut Vec<Span>) {
    match &node.value {
        Value::Mapping(entries) => {
            for entry in entries {
                spans.push(Span::new(entry.key.span.start(), entry.value.span.end()));
                collect(&entry.value, spans);
            }
        }
        Value::Sequence(items) => {
            for item in items {
                spans.push(item.span);
                collect(item, spans);
            }
        }
        Value::Scalar(_) | Value::Alias => {}
    }
}

/// For each place, what is selected by each step outwards: the value, the key with it, the list …
pub(super) fn selections(file: &SourceFile, places: &[Position], encoding: Encoding) -> Vec<SelectionRange> {
    let documents = yaml::parse(file);
    places.iter().map(|place| selection(file, &documents, encoding.offset(file, *place), encoding)).collect()
}

fn selection(file: &SourceFile, documents: &[Document<'_>], at: u32, encoding: Encoding) -> SelectionRange {
    let end = Span::from_range(0..file.text().len());
    let mut spans = vec![end];
    let way = document_at(documents, at).and_then(|document| cursor::way(document, at));
    for step in way.iter().flat_map(|way| &way.steps) {
        spans.extend(step.entry.map(|entry| entry.key.span.to(entry.value.span)));
        spans.push(step.node.span);
    }
    spans.extend(way.iter().filter(|way| way.on_key).filter_map(|way| Some(way.last()?.entry?.key.span)));
    let mut outer: Option<SelectionRange> = None;
    let mut before = end;
    for span in spans {
        let inside = before.contains(span) && span.start() <= at && at <= span.end();
        if !inside || (outer.is_some() && span == before) {
            continue;
        }
        before = span;
        outer = Some(SelectionRange { range: encoding.range(file, span), parent: outer.map(Box::new) });
    }
    outer.unwrap_or_default()
}
