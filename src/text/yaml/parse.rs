//! Builds documents from the parser's events; a broken document never hides the next one.

use std::collections::{BTreeMap, HashMap};

use granit_parser::{Event, Parser, ScalarStyle, ScanError, StrInput, StructureStyle, options};

use super::{Document, Entry, Node, Scalar, Value, syntax};
use crate::text::diagnostic::{Diagnostic, names};
use crate::text::message::{Message, msg};
use crate::text::source::{SourceFile, Span};

/// Reads every document of a file.
///
/// A file that is not UTF-8 or is too large gives one document without a tree. An empty file
/// gives none.
pub fn parse(file: &SourceFile) -> Vec<Document<'_>> {
    if let Some(fault) = file.unreadable() {
        return vec![broken(1, Span::default(), syntax::unreadable(fault))];
    }
    let text = file.text();
    let options = options! {
        strict_indentation: true,
        emit_comments: false,
        emit_anchor_events: true,
        emit_unresolved_aliases: true,
        flow_nesting_limit: syntax::MAX_DEPTH,
        block_nesting_limit: syntax::MAX_DEPTH,
    };
    let mut stream = Stream {
        text,
        parser: Parser::new_from_str_with_options(text, options),
        features: Vec::new(),
        previous_end: 0,
    };
    stream.documents()
}

fn broken<'s>(number: usize, span: Span, diagnostic: Diagnostic) -> Document<'s> {
    Document { number, span, root: None, diagnostics: vec![diagnostic] }
}

struct Stream<'s> {
    text: &'s str,
    parser: Parser<'s, StrInput<'s>>,
    features: Vec<Diagnostic>,
    /// Where the previous document ended: directives come after it.
    previous_end: u32,
}

/// Why a document could not be built.
enum ParseFailure {
    Syntax(Box<ScanError>),
    TooDeep(Span),
}

impl From<ScanError> for ParseFailure {
    fn from(error: ScanError) -> Self {
        Self::Syntax(Box::new(error))
    }
}

impl<'s> Stream<'s> {
    fn documents(&mut self) -> Vec<Document<'s>> {
        let mut documents = Vec::new();
        let mut start = Span::default();
        loop {
            let number = documents.len() + 1;
            start = Span::new(start.end(), start.end());
            let failure = match self.next() {
                Ok(None | Some((Event::StreamEnd, _))) => return documents,
                Ok(Some((Event::DocumentStart(..), span))) => {
                    start = span;
                    self.directives(span.start());
                    match self.document() {
                        Ok((root, end)) => {
                            self.previous_end = end.end();
                            let diagnostics = std::mem::take(&mut self.features);
                            let span = start.to(end);
                            start = span;
                            documents.push(Document { number, span, root: Some(root), diagnostics });
                            continue;
                        }
                        Err(failure) => failure,
                    }
                }
                Ok(Some(_)) => continue,
                Err(failure) => failure,
            };
            self.features.clear();
            let diagnostic = match failure {
                ParseFailure::Syntax(error) => syntax::error(self.text, &error),
                ParseFailure::TooDeep(span) => syntax::too_deep(span),
            };
            let from = diagnostic.span().start().max(start.start());
            let span = Span::new(start.start(), next_document(self.text, from));
            start = span;
            self.previous_end = span.end();
            documents.push(broken(number, span, diagnostic));
            if !matches!(self.parser.proceed_next_document(), Ok(true)) {
                return documents;
            }
        }
    }

    fn next(&mut self) -> Result<Option<(Event<'s>, Span)>, ParseFailure> {
        match self.parser.next_event() {
            None => Ok(None),
            Some(Err(error)) => Err(error.into()),
            Some(Ok((event, span))) => {
                if let Some(tag) = span.tag_span().and_then(|s| s.byte_range()) {
                    self.tag(Span::from_range(tag));
                }
                let range = span.byte_range().unwrap_or(0..0);
                Ok(Some((event, Span::from_range(range))))
            }
        }
    }

    /// The tree of one document and the span of its end.
    fn document(&mut self) -> Result<(Node<'s>, Span), ParseFailure> {
        let mut root = None;
        loop {
            match self.next()? {
                Some((Event::DocumentEnd, span)) => {
                    let empty = || null(span);
                    return Ok((root.unwrap_or_else(empty), span));
                }
                Some((event, span)) => {
                    if let Some(node) = self.node(event, span, 1)? {
                        root = Some(node);
                    }
                }
                None => return Ok((root.unwrap_or_else(|| null(Span::default())), Span::default())),
            }
        }
    }

    /// The node that `event` begins; `None` if the event only annotates the last one.
    fn node(&mut self, event: Event<'s>, span: Span, depth: usize) -> Result<Option<Node<'s>>, ParseFailure> {
        let value = match event {
            Event::SequenceStart(..) | Event::MappingStart(..) if depth > syntax::MAX_DEPTH => {
                return Err(ParseFailure::TooDeep(span));
            }
            // Nothing after an anchor or a tag, such as a name that starts with `&`: the feature
            // is what is wrong, and it is reported.
            Event::Scalar(_, ScalarStyle::Plain, anchor, tag)
                if span.is_empty() && (anchor > 0 || tag.is_some()) =>
            {
                Value::Alias
            }
            Event::Scalar(text, style, _, _) => {
                Value::Scalar(Scalar { text, plain: style == ScalarStyle::Plain })
            }
            Event::SequenceStart(style, ..) => return self.sequence(style, span, depth).map(Some),
            Event::MappingStart(style, ..) => return self.mapping(style, span, depth).map(Some),
            Event::Alias(_) | Event::UnresolvedAlias(_) => {
                self.feature(
                    span,
                    msg!("an alias"),
                    msg!("write the value out; quote a text that starts with `*`"),
                );
                Value::Alias
            }
            Event::Anchor(..) => {
                let help = msg!(
                    "delete it, and write its value again wherever it is used; \
                     quote a text that starts with `&`"
                );
                self.feature(span, msg!("an anchor"), help);
                return Ok(None);
            }
            _ => return Ok(None),
        };
        let span = self.without_line_end(span);
        Ok(Some(Node { span, value }))
    }

    fn sequence(
        &mut self,
        style: StructureStyle,
        open: Span,
        depth: usize,
    ) -> Result<Node<'s>, ParseFailure> {
        let mut items = Vec::new();
        loop {
            match self.next()? {
                Some((Event::SequenceEnd, close)) => {
                    let bounds = bounds(&items, |item: &Node<'_>| (item.span, item.span));
                    let span = collection_span(style, open, close, bounds);
                    return Ok(Node { span, value: Value::Sequence(items) });
                }
                Some((event, span)) => items.extend(self.node(event, span, depth + 1)?),
                None => return Ok(null(open)),
            }
        }
    }

    fn mapping(&mut self, style: StructureStyle, open: Span, depth: usize) -> Result<Node<'s>, ParseFailure> {
        let mut entries: Vec<Entry<'s>> = Vec::new();
        let mut key: Option<Node<'s>> = None;
        loop {
            match self.next()? {
                Some((Event::MappingEnd, close)) => {
                    self.look_at_keys(&entries);
                    let bounds = bounds(&entries, |e: &Entry<'_>| (e.key.span, e.value.span));
                    let span = collection_span(style, open, close, bounds);
                    entries.iter_mut().for_each(|entry| entry.put_behind_colon(self.text));
                    return Ok(Node { span, value: Value::Mapping(entries) });
                }
                Some((event, span)) => {
                    let Some(node) = self.node(event, span, depth + 1)? else {
                        continue;
                    };
                    match key.take() {
                        None => key = Some(node),
                        Some(key) => entries.push(Entry { key, value: node }),
                    }
                }
                None => return Ok(null(open)),
            }
        }
    }

    /// Reports repeated keys, and merge keys.
    fn look_at_keys(&mut self, entries: &[Entry<'s>]) {
        let mut again: BTreeMap<usize, Vec<&Entry<'s>>> = BTreeMap::new();
        // Nearly every mapping is small; a large one must not cost the square of its size.
        let mut seen: HashMap<&str, usize> = HashMap::new();
        let large = entries.len() > 16;
        for (at, entry) in entries.iter().enumerate() {
            let Some(text) = entry.key.text() else { continue };
            if is_merge(&entry.key) {
                self.merge(entry);
                continue;
            }
            let earlier = if large {
                let first = *seen.entry(text).or_insert(at);
                (first < at).then_some(first)
            } else {
                let same = |e: &Entry<'_>| e.key.text() == Some(text) && !is_merge(&e.key);
                entries.iter().take(at).position(same)
            };
            if let Some(first) = earlier {
                again.entry(first).or_default().push(entry);
            }
        }
        for (first, others) in again {
            if let Some(first) = entries.get(first) {
                self.given_again(first, &others);
            }
        }
    }

    fn given_again(&mut self, first: &Entry<'s>, others: &[&Entry<'s>]) {
        let Some((second, rest)) = others.split_first() else { return };
        let key = shorten(first.key.text().unwrap_or(""));
        let (message, help) = match rest.len() {
            0 => (msg!("`{key}` is given twice", key), msg!("keep one `{key}`, delete the other", key)),
            more => (
                msg!("`{key}` is given {count} times", key, count = more + 2),
                msg!("keep one `{key}`, delete the others", key),
            ),
        };
        let mut diagnostic = Diagnostic::new(names::DUPLICATE_KEY, second.key.span, message)
            .label(msg!("given again here"))
            .also(first.key.span, msg!("first given here"));
        for another in rest.iter().take(3) {
            diagnostic = diagnostic.also(another.key.span, msg!("and again"));
        }
        self.features.push(diagnostic.help(help));
    }

    /// Reports a merge key; the aliases that it merges are part of it.
    fn merge(&mut self, entry: &Entry<'s>) {
        let is_alias = |node: &Node<'_>| matches!(node.value, Value::Alias);
        let only_aliases = match &entry.value.value {
            Value::Sequence(items) => items.iter().all(is_alias),
            _ => is_alias(&entry.value),
        };
        let value = entry.value.span;
        if only_aliases {
            self.features.retain(|feature| !value.contains(feature.span()));
        }
        self.feature(entry.key.span, msg!("a merge key"), msg!("write the merged keys out"));
        if only_aliases && let Some(feature) = self.features.pop() {
            self.features.push(feature.also(value.first_line(self.text), msg!("merged from here")));
        }
    }

    fn tag(&mut self, span: Span) {
        let help = msg!("delete it: every value counts as it is written; quote a text that starts with `!`");
        self.feature(span, msg!("a tag"), help);
    }

    fn feature(&mut self, span: Span, what: Message, help: Message) {
        let text = self.text.get(span.range()).unwrap_or("");
        self.features.push(
            Diagnostic::new(
                names::YAML_FEATURE,
                span,
                msg!("`{text}` is {what}, which is not part of the format", text = shorten(text), what),
            )
            .label(msg!("not followed"))
            .help(help),
        );
    }

    /// Reports the directives between the end of the last document and `start`.
    fn directives(&mut self, start: u32) {
        let gap = Span::new(self.previous_end, start);
        let Some(text) = self.text.get(gap.range()) else { return };
        let mut at = gap.start() as usize;
        for line in text.split_inclusive(['\n', '\r']) {
            let directive = line.trim_start_matches('\u{feff}').trim_end();
            if directive.starts_with('%') && !is_yaml_1_2(directive) {
                let from = at + line.len() - line.trim_start_matches('\u{feff}').len();
                let span = Span::from_range(from..from + directive.len());
                self.feature(span, msg!("a directive"), msg!("delete the line"));
            }
            at += line.len();
        }
    }

    /// A block scalar's span without the line break that ends it.
    fn without_line_end(&self, span: Span) -> Span {
        let text = self.text.get(span.range()).unwrap_or("");
        let kept = text.trim_end_matches(['\n', '\r', ' ']).len();
        Span::from_range(span.start() as usize..span.start() as usize + kept)
    }
}

/// Whether a key merges another mapping into its own; one in quotes is a key like any other.
pub(crate) fn is_merge(key: &Node<'_>) -> bool {
    matches!(&key.value, Value::Scalar(scalar) if scalar.plain && scalar.text == "<<")
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

fn is_yaml_1_2(directive: &str) -> bool {
    let mut words = directive.split('#').next().unwrap_or("").split_whitespace();
    words.next() == Some("%YAML") && words.next() == Some("1.2") && words.next().is_none()
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

fn collection_span(style: StructureStyle, open: Span, close: Span, items: Option<Span>) -> Span {
    match style {
        StructureStyle::Flow => open.to(close),
        StructureStyle::Block => items.unwrap_or(open),
    }
}

/// A user's text for a message: one line, at most 60 characters.
pub(super) fn shorten(text: &str) -> String {
    let line = text.split(['\n', '\r']).next().unwrap_or("");
    if line.chars().count() <= 60 {
        return line.to_owned();
    }
    line.chars().take(57).chain("...".chars()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn trees(text: &str) -> Vec<(usize, bool, Vec<&'static str>)> {
        let file = SourceFile::new("x.yaml", text);
        let seen = parse(&file);
        let row =
            |d: &Document<'_>| (d.number, d.root.is_some(), d.diagnostics.iter().map(|d| d.rule).collect());
        seen.iter().map(row).collect()
    }

    #[test]
    fn a_broken_document_does_not_hide_the_next() {
        assert_eq!(
            trees("a: [1, 2\nb: 3\n---\nc: 1\n"),
            [(1, false, vec![names::INVALID_YAML]), (2, true, vec![])]
        );
    }

    #[test]
    fn a_broken_document_ends_where_the_next_begins() {
        let text = "a: 1\n---\nb: [\n# c\n---\nd: 1\n";
        let file = SourceFile::new("x.yaml", text);
        let spans: Vec<&str> = parse(&file).iter().map(|d| file.slice(d.span)).collect();
        assert_eq!(spans, ["a: 1\n", "---\nb: [\n# c\n", "---\nd: 1\n"]);
    }

    #[test]
    fn a_key_given_three_times_is_one_mistake() {
        let keys = |count: usize| "a: 1\n".repeat(count);
        assert_eq!(trees(&keys(3)), [(1, true, vec![names::DUPLICATE_KEY])]);
        let many: String = (0..20).map(|n| format!("k{n}: 1\n")).collect();
        assert_eq!(trees(&format!("{many}{}", keys(40))), [(1, true, vec![names::DUPLICATE_KEY])]);
        assert_eq!(trees("<<: {a: 1}\n\"<<\": 2\n"), [(1, true, vec![names::YAML_FEATURE])]);
    }

    #[test]
    fn an_alias_that_is_merged_is_part_of_the_merge_key() {
        let anchors = [names::YAML_FEATURE; 2].to_vec();
        assert_eq!(trees("a: &a {b: 1}\nc:\n  <<: *a\n"), [(1, true, anchors.clone())]);
        assert_eq!(trees("a: &a {b: 1}\nc:\n  <<: [*a, *a]\n"), [(1, true, anchors)]);
    }

    #[test]
    fn a_text_that_starts_like_a_feature_is_one_mistake() {
        for text in ["a: &b", "a: !b", "a: *b", "a: !!b"] {
            assert_eq!(trees(text), [(1, true, vec![names::YAML_FEATURE])], "{text}");
        }
    }

    #[test]
    fn features_are_reported_and_not_followed() {
        let text = "%TAG ! tag:x,2000:\n---\na: &x 1\nb: *x\nc: !!str 2\n<<: {d: 1}\na: 2\n";
        let features = [names::YAML_FEATURE; 5].into_iter().chain([names::DUPLICATE_KEY]);
        assert_eq!(trees(text), [(1, true, features.collect())]);
    }

    #[test]
    fn the_version_directive_of_our_version_is_fine() {
        assert_eq!(trees("%YAML 1.2\n---\na: 1\n"), [(1, true, vec![])]);
        assert_eq!(trees("%YAML 1.1\n---\na: 1\n"), [(1, true, vec![names::YAML_FEATURE])]);
    }

    #[test]
    fn nesting_stops_at_the_limit() {
        let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        assert_eq!(trees(&nested(64)), [(1, true, vec![])]);
        assert_eq!(trees(&nested(65)), [(1, false, vec![names::INVALID_YAML])]);
        let mixed = format!("{}x: {}", "- ".repeat(40), nested(40));
        assert_eq!(trees(&mixed), [(1, false, vec![names::INVALID_YAML])]);
        let under_a_key = |depth: usize| format!("a: {}\n", nested(depth - 1));
        assert_eq!(trees(&under_a_key(64)), [(1, true, vec![])]);
        assert_eq!(trees(&under_a_key(65)), [(1, false, vec![names::INVALID_YAML])]);
    }

    #[test]
    fn an_empty_file_has_no_document() {
        assert_eq!(trees(""), []);
        assert_eq!(trees("# only a comment\n"), []);
    }

    #[test]
    fn spans_are_exact_in_any_script_and_line_end() {
        let text = "\u{feff}名前: \"日 本\"\r\nb:\r\n  - {x: 'y'}\r\n";
        let file = SourceFile::new("x.yaml", text);
        let documents = parse(&file);
        let root = documents[0].root.as_ref().unwrap();
        assert_eq!(file.slice(root.get("名前").unwrap().span), "\"日 本\"");
        assert_eq!(file.slice(root.get("b").unwrap().span), "{x: 'y'}");
        assert_eq!(root.get("名前").unwrap().text(), Some("日 本"));
    }
}
