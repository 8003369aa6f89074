//! Writes a document in the layout of the format.

use unicode_width::UnicodeWidthStr as _;

use super::scalar::Text;
use super::tree::{Group, Line, Piece, Tree, Value};

/// The last column that a collection in brackets may reach.
const WIDTH: usize = 120;

/// Whose blanks and brackets a document has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Manner {
    /// Those of `paysched fmt`.
    Own,
    /// Those of Prettier 3, which differ where brackets are over several lines: they have a key or an item
    /// to a line. How long a line may be is its own affair, so that brackets are on as many lines as they
    /// were.
    Prettier,
}

/// The lines of a document, without what is before its first comment or key.
pub(super) fn document(tree: &Tree<'_>, manner: Manner) -> Vec<String> {
    let mut writer = Writer { manner, lines: Vec::new(), blank: false, keeps: false };
    writer.between(&tree.head, 0);
    match (&tree.root.value, manner.as_block(&tree.root, 0)) {
        (_, Some(group)) => writer.group(group, 0, None),
        (Value::Fixed(lines), _) => writer.texts(&indented("", lines, 2), tree.root.trailing),
        _ => writer.texts(&manner.flow_lines(&tree.root, 0, 0).unwrap_or_default(), tree.root.trailing),
    }
    writer.between(&tree.tail, 0);
    writer.lines
}

struct Writer {
    manner: Manner,
    lines: Vec<String>,
    /// Whether an empty line is wanted before the next one.
    blank: bool,
    /// Whether the last line is of a text to which empty lines after it would be added.
    keeps: bool,
}

impl Writer {
    fn line(&mut self, text: String) {
        if self.blank && !self.keeps && !self.lines.is_empty() {
            self.lines.push(String::new());
        }
        self.blank = false;
        self.keeps = false;
        self.lines.push(text);
    }

    /// The lines of one value, and a comment at the end of the last.
    fn texts(&mut self, lines: &[String], trailing: Option<&str>) {
        for (at, line) in lines.iter().enumerate() {
            let comment = trailing.filter(|_| at + 1 == lines.len());
            let text = Manner::with_comment(line, comment);
            // Inside a text an empty line is part of it.
            if at == 0 { self.line(text) } else { self.lines.push(text) }
        }
    }

    fn between(&mut self, lines: &[Line<'_>], indent: usize) {
        for line in lines {
            match line {
                Line::Blank => self.blank = true,
                Line::Comment(text) => self.line(format!("{}{text}", spaces(indent))),
            }
        }
    }

    /// A list or a mapping without brackets. `opening` is what the dashes before it left on its first
    /// line; the comments above that line are written already.
    fn group(&mut self, group: &Group<'_>, indent: usize, opening: Option<String>) {
        let mut opening = opening;
        for (at, piece) in group.pieces.iter().enumerate() {
            let start = opening.take().unwrap_or_else(|| {
                self.above(piece, indent, at == 0);
                spaces(indent)
            });
            self.piece(piece, indent, &start);
        }
        self.between(&group.tail, indent);
    }

    /// Everything that goes above the line on which a key or an item begins.
    fn above(&mut self, piece: &Piece<'_>, indent: usize, first: bool) {
        let lead = &piece.lead;
        let blanks = lead.iter().take_while(|line| first && **line == Line::Blank).count();
        self.between(lead.get(blanks..).unwrap_or(lead), indent);
        // After a dash the first key of a mapping shares its line.
        if let (None, Some(group)) = (&piece.key, self.manner.as_block(piece, indent)) {
            self.between(&piece.trailing.map(Line::Comment).into_iter().collect::<Vec<_>>(), indent);
            if let Some(inner) = group.pieces.first() {
                self.above(inner, indent, true);
            }
        }
    }

    fn piece(&mut self, piece: &Piece<'_>, indent: usize, start: &str) {
        let head = match &piece.key {
            Some(key) => format!("{start}{}:", key.text),
            None => format!("{start}-"),
        };
        if let Some(group) = self.manner.as_block(piece, indent) {
            if piece.key.is_some() {
                self.line(Manner::with_comment(&head, piece.trailing));
                self.group(group, indent + 2, None);
            } else {
                self.group(group, indent + 2, Some(format!("{head} ")));
            }
            return;
        }
        match &piece.value {
            Value::Nothing => self.line(Manner::with_comment(&head, piece.trailing)),
            Value::Text(Text::Line(text)) => self.behind(&head, &[text], indent, piece),
            Value::Text(Text::Lines(lines)) => self.behind(&head, lines, indent, piece),
            Value::Fixed(lines) => {
                self.texts(&indented(&format!("{head} "), lines, indent + 2), piece.trailing);
            }
            Value::FixedWithKey(lines) => self.texts(&indented(start, lines, indent + 2), piece.trailing),
            Value::Text(Text::Block(block)) => {
                self.line(Manner::with_comment(&format!("{head} {}", block.header), piece.trailing));
                let inner = spaces(indent + block.deeper);
                let line =
                    |line: &&str| if line.is_empty() { String::new() } else { format!("{inner}{line}") };
                self.lines.extend(block.lines.iter().map(line));
                self.keeps = block.keep;
            }
            Value::Group(_) => {
                let lines = self.manner.flow_lines(piece, indent, head.width() + 1).unwrap_or_default();
                let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
                self.behind(&head, &lines, indent, piece);
            }
        }
    }

    /// The lines of a value behind its key or dash; where Prettier put them below, they stay there.
    fn behind(&mut self, head: &str, lines: &[&str], indent: usize, piece: &Piece<'_>) {
        let start = if self.manner == Manner::Prettier && piece.below {
            self.line(head.to_owned());
            spaces(indent + 2)
        } else {
            format!("{head} ")
        };
        self.texts(&indented(&start, lines, indent + 2), piece.trailing);
    }
}

impl Manner {
    /// The collection of a key or item, if it is written without brackets.
    fn as_block<'p, 's>(self, piece: &'p Piece<'s>, indent: usize) -> Option<&'p Group<'s>> {
        let Value::Group(group) = &piece.value else { return None };
        let before = piece.key.as_ref().map_or(2, |key| key.text.width() + 2);
        self.flow_lines(piece, indent, indent + before).is_none().then_some(group)
    }

    /// The lines of a collection in brackets that starts at a column; `None` if it has no brackets, or
    /// loses them because it does not fit or has comments.
    fn flow_lines(self, piece: &Piece<'_>, indent: usize, column: usize) -> Option<Vec<String>> {
        let Value::Group(group) = &piece.value else { return None };
        if !group.flow {
            return None;
        }
        if self == Self::Prettier && group.spread {
            return self.one_to_a_line(group);
        }
        let line = Self::on_one_line(group)?;
        let theirs = self == Self::Prettier && !group.list;
        if group.fixed || theirs || column + line.width() <= WIDTH {
            return Some(vec![line]);
        }
        filled(group, indent, column)
    }

    /// A collection on one line; `None` if a comment, a text of several lines, or a list of collections
    /// that was written over several lines prevents that.
    fn on_one_line(group: &Group<'_>) -> Option<String> {
        let nested = group.pieces.iter().any(|p| matches!(&p.value, Value::Group(g) if !g.pieces.is_empty()));
        if !group.tail.is_empty() || (group.list && group.spread && nested) {
            return None;
        }
        let pieces = group.pieces.iter().map(|piece| {
            let value = match &piece.value {
                _ if piece.has_comment() => None,
                Value::Nothing => Some(String::new()),
                Value::Text(Text::Line(text)) => Some(text.to_string()),
                Value::Group(group) => Self::on_one_line(group),
                Value::Text(_) | Value::Fixed(_) | Value::FixedWithKey(_) => None,
            }?;
            Some(match (&piece.key, &piece.value) {
                (None, _) => value,
                (Some(key), Value::Nothing) => format!("{}:", key.text),
                (Some(key), _) => format!("{}: {value}", key.text),
            })
        });
        let inside = pieces.collect::<Option<Vec<String>>>()?.join(", ");
        Some(match inside.as_str() {
            _ if group.list => format!("[{inside}]"),
            "" => "{}".to_owned(),
            _ => format!("{{ {inside} }}"),
        })
    }

    /// A collection in brackets, each of its keys or items on a line of its own; `None` if a value
    /// prevents that.
    fn one_to_a_line(self, group: &Group<'_>) -> Option<Vec<String>> {
        let (open, close) = if group.list { ("[", "]") } else { ("{", "}") };
        let mut lines = vec![open.to_owned()];
        for piece in &group.pieces {
            lines.extend(between(&piece.lead, "  "));
            let mut value = match &piece.value {
                Value::Nothing => Vec::new(),
                Value::Text(Text::Line(text)) => vec![text.to_string()],
                Value::Text(Text::Lines(lines)) => lines.iter().map(ToString::to_string).collect(),
                Value::Group(group) if group.spread => self.one_to_a_line(group)?,
                Value::Group(group) => vec![Self::on_one_line(group)?],
                Value::Text(_) | Value::Fixed(_) | Value::FixedWithKey(_) => return None,
            };
            let deeper = if piece.key.is_some() { "    " } else { "  " };
            let first = if piece.below || value.is_empty() { None } else { Some(value.remove(0)) };
            let head = piece.key.iter().map(|key| format!("{}:", key.text)).chain(first);
            lines.push(format!("  {}", head.collect::<Vec<_>>().join(" ")));
            lines.extend(value.iter().map(|line| format!("{deeper}{line}")));
            let last = lines.pop()?;
            lines.push(Self::with_comment(&format!("{last},"), piece.trailing));
        }
        lines.extend(between(&group.tail, "  "));
        lines.push(close.to_owned());
        Some(lines)
    }

    /// A line with the comment at its end.
    pub(super) fn with_comment(text: &str, comment: Option<&str>) -> String {
        comment.map_or_else(|| text.to_owned(), |comment| format!("{text} {comment}"))
    }
}

/// Lines between the items of a collection in brackets.
fn between(lines: &[Line<'_>], indent: &str) -> impl Iterator<Item = String> {
    lines.iter().map(move |line| match line {
        Line::Blank => String::new(),
        Line::Comment(text) => format!("{indent}{text}"),
    })
}

/// A list of short texts over as many lines as it needs; `None` for any other collection.
fn filled(group: &Group<'_>, indent: usize, column: usize) -> Option<Vec<String>> {
    let mut lines = vec!["[".to_owned()];
    let mut at = column + 1;
    for (index, piece) in group.pieces.iter().enumerate() {
        let Value::Text(Text::Line(text)) = &piece.value else { return None };
        let end = if index + 1 == group.pieces.len() { "]" } else { "," };
        let width = text.width() + end.width();
        let line = lines.last_mut()?;
        if index > 0 && at + 1 + width > WIDTH {
            at = indent + 2 + width;
            lines.push(format!("{text}{end}"));
        } else {
            let gap = if index == 0 { "" } else { " " };
            at += gap.len() + width;
            line.push_str(&format!("{gap}{text}{end}"));
        }
    }
    group.list.then_some(lines)
}

/// Lines of which the first follows `start` and the others are indented; an empty one stays so.
fn indented(start: &str, lines: &[&str], indent: usize) -> Vec<String> {
    let line = |(at, line): (usize, &&str)| match at {
        0 => format!("{start}{line}"),
        _ if line.is_empty() => String::new(),
        _ => format!("{}{line}", spaces(indent)),
    };
    lines.iter().enumerate().map(line).collect()
}

fn spaces(count: usize) -> String {
    " ".repeat(count)
}
