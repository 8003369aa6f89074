//! Finds the key or item that each comment belongs to.

use std::collections::BTreeSet;

use super::allow::Remark;
use super::parts::is_blank;
use super::place::{is_collection, is_flow};
use super::scalar::{self, Text};
use super::tree::{Group, Key, Line, Piece, Tree, Value};
use super::{after, allow, cut, order, place, rest};
use crate::offer::Shape;
use crate::text::source::{SourceFile, Span};
use crate::text::yaml::{self, Comment, Node};

/// A file, with what all of its documents share.
pub(super) struct Laying<'s> {
    file: &'s SourceFile,
    remarks: Vec<Remark<'s>>,
    /// The lines of which comments allow findings.
    targets: BTreeSet<usize>,
    /// Whether account ids get quotes.
    quote: bool,
}

impl<'s> Laying<'s> {
    /// Takes a file and all of its comments.
    pub(super) fn new(file: &'s SourceFile, comments: &[Comment<'s>]) -> Self {
        let remarks = allow::remarks(file, comments);
        let targets = remarks.iter().filter_map(|remark| remark.line).collect();
        Self { file, remarks, targets, quote: !file.text().contains("unquoted-account-id") }
    }

    /// The comments that lie in a part of the file.
    fn remarks_in(&self, region: Span) -> &[Remark<'s>] {
        let from = self.remarks.partition_point(|remark| remark.comment.span.start() < region.start());
        let until = self.remarks.partition_point(|remark| remark.comment.span.end() <= region.end());
        self.remarks.get(from..until).unwrap_or(&[])
    }
}

/// Splits one document into pieces: its root and the comments in `region`, the bytes between its
/// markers. With `fixing`, a collection in brackets stays as it is if a comment allows findings of its lines.
pub(super) fn build<'s>(
    page: &Laying<'s>,
    root: &Node<'_>,
    region: Span,
    shape: &'static Shape,
    fixing: bool,
) -> Tree<'s> {
    let line = |at: u32| page.file.lines().line_of(at);
    let inside = line(root.span.start())..=line(root.span.end());
    let targets: BTreeSet<usize> = page.targets.range(inside).copied().collect();
    let mut live = BTreeSet::new();
    if !targets.is_empty() {
        allow::lines(page.file, root, &targets, &mut live);
    }
    let mut builder = Builder {
        file: page.file,
        remarks: page.remarks_in(region),
        next: 0,
        at: region.start(),
        head: Vec::new(),
        targets,
        live,
        quote: page.quote,
        fixing,
    };
    if is_flow(root) {
        builder.head = builder.lead(root.span.start());
    }
    let at = ValueContext {
        from: region.start(),
        until: region.end(),
        column: 0,
        flow: false,
        shape,
        outermost: true,
    };
    let root = builder.piece(Vec::new(), None, root, at);
    let tail = builder.lead(region.end());
    Tree { head: builder.head, root, tail }
}

/// The context of a value.
#[derive(Clone, Copy)]
struct ValueContext {
    /// The end of its key or dash.
    from: u32,
    /// The start of the next key or item, or the end.
    until: u32,
    /// The column of the keys or dashes of the collection that holds it.
    column: usize,
    /// Whether it is in brackets.
    flow: bool,
    /// Its shape in the format.
    shape: &'static Shape,
    /// Whether it is the whole document.
    outermost: bool,
}

struct Builder<'p, 's> {
    file: &'s SourceFile,
    /// The comments of the document.
    remarks: &'p [Remark<'s>],
    /// The first of them that is not placed yet.
    next: usize,
    /// Where the last placed thing ends.
    at: u32,
    /// What stays at the top of the file.
    head: Vec<Line<'s>>,
    /// The lines of which a comment allows findings.
    targets: BTreeSet<usize>,
    /// Those of them on which a key or a value begins, so that there may be any.
    live: BTreeSet<usize>,
    /// Whether account ids get quotes.
    quote: bool,
    /// Whether a collection in brackets stays as it is if a comment allows findings of its lines.
    fixing: bool,
}

impl<'s> Builder<'_, 's> {
    /// A value, the lines above it, its key, and the comment on its line.
    fn piece(
        &mut self,
        mut lead: Vec<Line<'s>>,
        key: Option<(Key<'s>, Span)>,
        node: &Node<'_>,
        at: ValueContext,
    ) -> Piece<'s> {
        let (key, key_span) = key.unzip();
        let start = key_span.unwrap_or(node.span).start();
        let targeted = self.targets.contains(&self.line(start));
        let below = self.line(start) < self.line(node.span.start());
        if let Some(span) = key_span {
            self.at = span.end();
        }
        if is_collection(node) && !at.flow && !is_flow(node) {
            let trailing = key_span.and_then(|_| self.comment_on_line(node.span.start()));
            let value = Value::Group(self.group(node, at));
            return Piece { lead, key, value, trailing, targeted, below };
        }
        let (value, trailing) = match self.fixed(key_span, node, at) {
            Some(value) => (value, self.comment_on_line(at.until)),
            None => self.inline(&mut lead, node, at),
        };
        Piece { lead, key, value, trailing, targeted, below }
    }

    /// A text, a collection in brackets, or nothing, with the comment that ends its line.
    fn inline(
        &mut self,
        lead: &mut Vec<Line<'s>>,
        node: &Node<'_>,
        at: ValueContext,
    ) -> (Value<'s>, Option<&'s str>) {
        let header = self.header(node, at);
        let before = header.map_or(node.span.start(), |header| self.end_of_line(header));
        let mut trailing = self.comment_on_line(before);
        lead.extend(
            trailing.take_if(|text| header.is_none() && cut::looks_like_text(text)).map(Line::Comment),
        );
        let way = self.lead(before);
        if way.iter().any(|line| *line != Line::Blank) {
            lead.extend(way);
        }
        let value = match header {
            Some(header) => {
                let (block, end) = scalar::block(self.file, node, header, at.column);
                self.at = end;
                return (Value::Text(Text::Block(block)), trailing);
            }
            None => self.value(lead, node, at),
        };
        self.at = node.span.end();
        if let Some(comment) = self.comment_on_line(at.until) {
            // There is room for one at the end of the line, unless it would look like the rest of the text.
            let cuts = cut::looks_like_text(comment) && !cut::is_behind(self.file, node, comment);
            let above = if cuts { Some(comment) } else { trailing.replace(comment) };
            lead.extend(above.map(Line::Comment));
        }
        (value, trailing)
    }

    fn value(&mut self, lead: &mut Vec<Line<'s>>, node: &Node<'_>, at: ValueContext) -> Value<'s> {
        let yaml::Value::Scalar(scalar) = &node.value else {
            let mut group = self.group(node, at);
            if group.pieces.is_empty() {
                lead.append(&mut group.tail);
            }
            return Value::Group(group);
        };
        if scalar.plain && node.span.is_empty() {
            return Value::Nothing;
        }
        if place::is_account(at.shape) && self.wants_quotes(node) {
            return Value::Text(Text::Line(quoted(self.file.slice(node.span)).into()));
        }
        Value::Text(scalar::text(self.file, node, scalar, at.flow))
    }

    fn group(&mut self, node: &Node<'_>, at: ValueContext) -> Group<'s> {
        let flow = at.flow || is_flow(node);
        let spread = self.line(node.span.start()) != self.line(node.span.end());
        let fixed = flow && !spread && self.targets.contains(&self.line(node.span.start()));
        let until = if flow { node.span.end() } else { at.until };
        if flow {
            self.at = node.span.start();
        }
        let inner = ValueContext { until, flow, outermost: false, ..at };
        let (list, mut pieces, column) = match &node.value {
            yaml::Value::Sequence(items) => self.items(items, inner),
            _ => self.entries(node, inner),
        };
        if at.outermost
            && !flow
            && let Some(first) = pieces.first_mut()
        {
            (self.head, first.lead) = order::head(std::mem::take(&mut first.lead));
        }
        let kept = flow && !self.fixing && self.targets.contains(&self.line(node.span.start()));
        if let Some(table) = place::table(at.shape, node).filter(|_| !kept) {
            order::sort(&mut pieces, table, !at.outermost && !flow);
        }
        let least = match column {
            _ if flow || at.outermost => 0,
            column if list && column == at.column => column + 1,
            column => column,
        };
        let tail = self.tail(until, least, flow);
        Group { list, flow, fixed, spread, pieces, tail }
    }

    /// The items of a list, whether it is one, and the column of their dashes.
    fn items(&mut self, items: &[Node<'_>], at: ValueContext) -> (bool, Vec<Piece<'s>>, usize) {
        let mut pieces = Vec::with_capacity(items.len());
        let mut column = None;
        let mut from = at.from;
        for (index, item) in items.iter().enumerate() {
            let dash = scalar::find(self.file, from, item.span.start(), &['-']).filter(|_| !at.flow);
            let own = *column.get_or_insert_with(|| dash.map_or(0, |dash| self.column(dash)));
            let lead = self.lead(item.span.start());
            let until = items.get(index + 1).map_or(at.until, |next| next.span.start());
            let from_dash = dash.map_or(item.span.start(), |dash| dash + 1);
            let at = ValueContext { from: from_dash, until, column: own, shape: place::item(at.shape), ..at };
            pieces.push(self.piece(lead, None, item, at));
            from = item.span.end();
        }
        (true, pieces, column.unwrap_or(0))
    }

    /// The keys of a mapping, that it is not a list, and their column.
    fn entries(&mut self, node: &Node<'_>, at: ValueContext) -> (bool, Vec<Piece<'s>>, usize) {
        let entries = node.mapping().unwrap_or(&[]);
        let column = entries.first().map_or(0, |first| self.column(first.key.span.start()));
        let table = place::table(at.shape, node);
        let accounts = place::has_account_keys(at.shape);
        let mut pieces = Vec::with_capacity(entries.len());
        for (index, entry) in entries.iter().enumerate() {
            let lead = self.lead(entry.key.span.start());
            let key = self.key(&entry.key, accounts);
            let until = entries.get(index + 1).map_or(at.until, |next| next.key.span.start());
            let shape = place::under(at.shape, table, &key.name);
            let at = ValueContext { from: entry.key.span.end(), until, column, shape, ..at };
            pieces.push(self.piece(lead, Some((key, entry.key.span)), &entry.value, at));
        }
        (false, pieces, column)
    }

    fn key(&self, node: &Node<'_>, account: bool) -> Key<'s> {
        let raw = self.file.slice(node.span);
        let quotes = account && self.wants_quotes(node);
        let text = if quotes { quoted(raw).into() } else { raw.into() };
        Key { name: node.text().unwrap_or("").to_owned(), text }
    }

    /// Twelve digits without quotes.
    fn wants_quotes(&self, node: &Node<'_>) -> bool {
        let raw = self.file.slice(node.span);
        self.quote && raw.len() == 12 && raw.bytes().all(|b| b.is_ascii_digit())
    }

    /// A value over several lines of which a comment allows findings: they stay as they are, with the
    /// key if that is on another line.
    fn fixed(&mut self, key: Option<Span>, node: &Node<'_>, at: ValueContext) -> Option<Value<'s>> {
        let (first, last) = (self.line(node.span.start()), self.line(node.span.end()));
        let above = key.map_or(first, |key| self.line(key.start()));
        let wanted = above < last && self.targets.range(above..=last).next().is_some();
        if !wanted || (is_flow(node) && !self.fixing) || at.flow || self.header(node, at).is_some() {
            return None;
        }
        let lines = |start: u32| scalar::lines(self.file.slice(Span::new(start, node.span.end())));
        let value = match key {
            Some(key) if above < first => Value::FixedWithKey(lines(key.start())),
            _ if is_collection(node) => Value::Fixed(lines(node.span.start())),
            _ => return None,
        };
        while self.remarks.get(self.next).is_some_and(|r| r.comment.span.start() < node.span.end()) {
            self.next += 1;
        }
        self.at = node.span.end();
        Some(value)
    }

    fn header(&self, node: &Node<'_>, at: ValueContext) -> Option<u32> {
        match &node.value {
            yaml::Value::Scalar(scalar) if !at.flow => scalar::header(self.file, node, scalar, at.from),
            _ => None,
        }
    }

    /// Everything before an offset that is not placed yet, as separate lines.
    fn lead(&mut self, to: u32) -> Vec<Line<'s>> {
        let mut lines = Vec::new();
        while let Some(remark) = self.remark_before(to) {
            let (span, idle) = (remark.comment.span, self.is_idle(&remark));
            lines.extend(self.blank_before(span.start()));
            lines.push(Line::Comment(self.take(span)));
            // It allows nothing; an empty line separates it from what comes after it.
            lines.extend(idle.then_some(Line::Blank));
        }
        lines.extend(self.blank_before(to));
        lines
    }

    /// The comments after the last key or item of a collection that are its own: those that are
    /// indented as far as it is, up to one that allows a finding further down.
    fn tail(&mut self, until: u32, least: usize, flow: bool) -> Vec<Line<'s>> {
        let mut lines = Vec::new();
        while let Some(remark) = self.remark_before(until) {
            let (span, idle) = (remark.comment.span, self.is_idle(&remark));
            let below = remark.allows && !idle;
            if !flow && (self.column(span.start()) < least || below) {
                break;
            }
            lines.extend(self.blank_before(span.start()));
            lines.push(Line::Comment(self.take(span)));
            lines.extend(idle.then_some(Line::Blank));
        }
        if flow {
            self.at = until;
        }
        lines
    }

    /// Whether a comment would allow findings, but stands if there are none.
    fn is_idle(&self, remark: &Remark<'_>) -> bool {
        remark.allows && !remark.line.is_some_and(|line| self.live.contains(&line))
    }

    /// The next comment, if it starts before an offset.
    fn remark_before(&self, offset: u32) -> Option<Remark<'s>> {
        self.remarks.get(self.next).filter(|remark| remark.comment.span.start() < offset).copied()
    }

    /// The next comment, if it starts on the current line and before an offset.
    fn comment_on_line(&mut self, until: u32) -> Option<&'s str> {
        let span = self.remarks.get(self.next)?.comment.span;
        let between = self.file.slice(Span::new(self.at, span.start()));
        let found = span.start() < until && !between.contains('\n');
        found.then(|| self.take(span))
    }

    /// The text of the next comment, which is placed now.
    fn take(&mut self, span: Span) -> &'s str {
        self.next += 1;
        self.at = span.end();
        self.file.slice(span).trim_end_matches([' ', '\t'])
    }

    fn blank_before(&self, to: u32) -> Option<Line<'s>> {
        let gap = self.file.slice(Span::new(self.at, to));
        let mut lines = gap.split('\n').skip(1).peekable();
        while let Some(line) = lines.next() {
            if lines.peek().is_some() && is_blank(line) {
                return Some(Line::Blank);
            }
        }
        None
    }

    fn line(&self, at: u32) -> usize {
        self.file.lines().line_of(at)
    }

    fn end_of_line(&self, at: u32) -> u32 {
        after(at, rest(self.file, at).split('\n').next().unwrap_or("").len())
    }

    fn column(&self, at: u32) -> usize {
        let start = self.file.lines().start_of(self.line(at));
        Span::new(start, at).len()
    }
}

fn quoted(account: &str) -> String {
    format!("\"{account}\"")
}
