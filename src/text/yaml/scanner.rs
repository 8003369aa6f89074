//! Reads at once what offers are written in, and nothing that it is not sure of.
//!
//! The library reads all of YAML, a character at a time through a queue of tokens, and that was three
//! quarters of the time of a `check`. Offers use little of YAML, and that little can be read byte by byte,
//! each once. So this scanner knows a subset; of a text that leaves it anywhere it knows nothing, and the
//! library reads all of it. It never reports a mistake: whoever has to explain one is the library, so the
//! words and places of errors have one source. Both hand the same events to the same [`TreeBuilder`], and
//! builds with debug assertions, which all tests are, read every text in both ways and compare the trees.
//!
//! The subset:
//!
//! * Characters: line feeds, alone or after a carriage return; printable ASCII; whatever is printable
//!   beyond it. No tab, no byte order mark, no control character: where YAML lets a tab stand is a
//!   question with many answers, and without them a blank is one byte and a column is a count of bytes.
//! * Documents: one that begins with its first key, or `---` on a line of its own, with or without a
//!   comment. No `...`, no `%` line, none that is empty.
//! * Blocks: mappings and lists by indentation with spaces, also a list at the indentation of its key, and
//!   lists and mappings that begin behind a `-`. After each value the next line must continue a list or
//!   mapping that is open, at exactly its indentation. A line that is deeper would continue a text, or be
//!   a mistake, so both end the scan.
//! * Brackets: lists and mappings over one or more lines, which must be deeper than the block around them;
//!   a comma behind the last; `"key":value` as in JSON. In `{}` every key has its colon on its line; no
//!   pairs in `[]`.
//! * Keys are texts of at most a thousand bytes, their colon on the same line; no `?`, no collection.
//! * Texts are plain or quoted and on one line; in single quotes `''` stands for one, in double quotes
//!   there is no backslash. A plain one does not begin with an indicator, whichever that is.
//! * A value that lacks behind its colon is nothing; an item that lacks is out, for its place depends on
//!   the layout.
//! * No anchor, alias, tag, or text under `|` or `>`.
//! * Comments stand where a blank or the start of the line is before them.
//! * As deep as the format allows.
//!
//! Every function stands at a byte and moves on; `None` says that the text is not, or may not be, in the
//! subset. A byte behind the end reads as a line feed, which ends a text as the end does.

mod texts;

use super::builder::{CollectionShape, CollectionStyle, TreeBuilder};
use super::{Document, Scalar};
use crate::text::source::Span;

/// The longest key that is taken. YAML's limit of 1024 characters counts blanks up to the colon.
const MAX_KEY: usize = 1000;

/// The documents of a text, if all of it is in the subset.
pub fn documents(text: &str) -> Option<Vec<Document<'_>>> {
    let fits = u32::try_from(text.len()).is_ok();
    if !fits || !is_familiar(text) {
        return None;
    }
    let mut scanner = Scanner { text, at: 0, line: 0, builder: TreeBuilder::new(text) };
    scanner.stream()?;
    Some(scanner.builder.documents())
}

/// Whether the text holds only characters of the subset.
fn is_familiar(text: &str) -> bool {
    // Without a branch, so that many bytes are looked at together.
    let odd = |odd: bool, byte: &u8| odd | ((*byte < b' ') & (*byte != b'\n')) | (*byte > b'~');
    if !text.as_bytes().iter().fold(false, odd) {
        return true;
    }
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        let familiar = match character {
            '\n' | ' '..='~' => true,
            '\r' => characters.as_str().starts_with('\n'),
            '\u{feff}' | '\u{fffe}' | '\u{ffff}' => false,
            other => other >= '\u{a0}',
        };
        if !familiar {
            return false;
        }
    }
    true
}

struct Scanner<'s> {
    text: &'s str,
    /// The byte that is looked at.
    at: usize,
    /// Where its line begins.
    line: usize,
    builder: TreeBuilder<'s>,
}

impl<'s> Scanner<'s> {
    fn stream(&mut self) -> Option<()> {
        self.skip()?;
        while !self.is_at_end() {
            let start = self.at;
            if self.level() == 0 {
                self.marker()?;
            }
            if self.level() == 0 {
                return None;
            }
            self.builder.start_document(Span::from_range(start..start));
            let end = match self.byte() {
                b'{' | b'[' => {
                    self.flow(0)?;
                    let end = self.at;
                    self.end_of_line()?;
                    end
                }
                _ => {
                    self.root()?;
                    self.at
                }
            };
            if self.level() > 0 {
                return None;
            }
            self.builder.end_document(Span::from_range(end..end));
        }
        Some(())
    }

    /// A `---` on a line of its own.
    fn marker(&mut self) -> Option<()> {
        let rest = self.text.get(self.at..)?;
        let is_marker = rest.starts_with("---") && matches!(self.byte_at(self.at + 3), b' ' | b'\n' | b'\r');
        self.at += 3;
        is_marker.then_some(())?;
        self.end_of_line()
    }

    /// A document that is one block; a text alone is no offer.
    fn root(&mut self) -> Option<()> {
        let level = self.level();
        if self.is_dash() {
            return self.list(level, false);
        }
        let (span, scalar) = self.scalar(false)?;
        self.colon(span, false)?;
        self.mapping(level, span, scalar)
    }

    /// Whatever begins a line, or stands behind a `-`; `parent` is the level of the block around it.
    fn block(&mut self, parent: usize) -> Option<()> {
        let level = self.level();
        if self.is_dash() {
            return self.list(level, false);
        }
        if matches!(self.byte(), b'{' | b'[') {
            self.flow(parent)?;
            return self.end_of_line();
        }
        let (span, scalar) = self.scalar(false)?;
        if self.colon(span, false).is_some() {
            return self.mapping(level, span, scalar);
        }
        self.builder.scalar(span, scalar);
        self.end_of_line()
    }

    /// A list by indentation, from its first `-`. One at the level of the mapping around it ends where
    /// that goes on.
    fn list(&mut self, level: usize, in_mapping: bool) -> Option<()> {
        self.builder.open(
            CollectionShape::List,
            CollectionStyle::Block,
            Span::from_range(self.at..self.at),
        )?;
        while self.level() == level && self.is_dash() {
            self.at += 1;
            self.blanks();
            if self.is_at_line_end() {
                self.skip()?;
                if self.level() <= level {
                    return None;
                }
            }
            self.block(level)?;
        }
        let next = self.level();
        if next > level || next == level && !in_mapping {
            return None;
        }
        self.builder.close(Span::from_range(self.at..self.at));
        Some(())
    }

    /// A mapping by indentation, from behind the colon of its first key.
    fn mapping(&mut self, level: usize, key: Span, text: Scalar<'s>) -> Option<()> {
        self.builder.open(
            CollectionShape::Mapping,
            CollectionStyle::Block,
            Span::new(key.start(), key.start()),
        )?;
        self.builder.scalar(key, text);
        self.value(level)?;
        while self.level() == level {
            let (key, text) = self.scalar(false)?;
            self.colon(key, false)?;
            self.builder.scalar(key, text);
            self.value(level)?;
        }
        if self.level() > level {
            return None;
        }
        self.builder.close(Span::from_range(self.at..self.at));
        Some(())
    }

    /// The value of a key of a mapping at `level`, from behind the colon.
    fn value(&mut self, level: usize) -> Option<()> {
        let colon = self.at - 1;
        self.blanks();
        if self.is_at_line_end() {
            self.skip()?;
            let next = self.level();
            if next > level {
                return self.block(level);
            }
            if next == level && self.is_dash() {
                return self.list(level, true);
            }
            self.builder.nothing(Span::from_range(colon..colon));
            return Some(());
        }
        match self.byte() {
            b'{' | b'[' => self.flow(level)?,
            _ => {
                let (span, scalar) = self.scalar(false)?;
                self.builder.scalar(span, scalar);
            }
        }
        self.end_of_line()
    }

    /// A list or mapping in brackets inside a block at level `parent`, from its opening bracket.
    fn flow(&mut self, parent: usize) -> Option<()> {
        let (shape, close) = match self.byte() {
            b'{' => (CollectionShape::Mapping, b'}'),
            _ => (CollectionShape::List, b']'),
        };
        self.builder.open(shape, CollectionStyle::Flow, Span::from_range(self.at..self.at + 1))?;
        self.at += 1;
        loop {
            self.skip_in_flow(parent)?;
            if self.byte() == close {
                break;
            }
            match shape {
                CollectionShape::List => self.item(parent)?,
                CollectionShape::Mapping => self.pair(parent)?,
            }
            self.skip_in_flow(parent)?;
            match self.byte() {
                b',' => self.at += 1,
                byte if byte == close => break,
                _ => return None,
            }
        }
        self.at += 1;
        self.builder.close(Span::from_range(self.at - 1..self.at));
        Some(())
    }

    /// A key with its value in brackets.
    fn pair(&mut self, parent: usize) -> Option<()> {
        let (key, text) = self.scalar(true)?;
        self.colon(key, !text.plain)?;
        self.builder.scalar(key, text);
        let colon = self.at - 1;
        self.skip_in_flow(parent)?;
        if matches!(self.byte(), b',' | b'}') {
            self.builder.nothing(Span::from_range(colon..colon));
            return Some(());
        }
        self.item(parent)
    }

    /// A value in brackets.
    fn item(&mut self, parent: usize) -> Option<()> {
        if matches!(self.byte(), b'{' | b'[') {
            return self.flow(parent);
        }
        let (span, scalar) = self.scalar(true)?;
        self.builder.scalar(span, scalar);
        Some(())
    }

    /// Moves behind the colon that makes a text a key; `adjacent` says that a value may follow it at once.
    fn colon(&mut self, key: Span, adjacent: bool) -> Option<()> {
        self.blanks();
        let is_colon = self.byte() == b':' && (adjacent || is_break(self.byte_at(self.at + 1)));
        if !is_colon || self.at - key.range().start > MAX_KEY {
            return None;
        }
        self.at += 1;
        Some(())
    }

    /// Moves over blanks, line ends and comments, up to what follows a value: it may not be on its line.
    fn end_of_line(&mut self) -> Option<()> {
        let line = self.line;
        self.skip()?;
        (self.line > line || self.is_at_end()).then_some(())
    }

    /// Moves to what comes next in brackets, which must be deeper than the block around them.
    fn skip_in_flow(&mut self, parent: usize) -> Option<()> {
        self.skip()?;
        (self.level() > parent).then_some(())
    }

    /// Moves over blanks, line ends and comments.
    fn skip(&mut self) -> Option<()> {
        while let Some(byte) = self.text.as_bytes().get(self.at) {
            match byte {
                b' ' | b'\r' => self.at += 1,
                b'\n' => {
                    self.at += 1;
                    self.line = self.at;
                }
                b'#' if self.at == self.line || self.byte_at(self.at - 1) == b' ' => {
                    let rest = self.text.get(self.at..)?;
                    self.at += rest.find('\n').unwrap_or(rest.len());
                }
                b'#' => return None,
                _ => break,
            }
        }
        Some(())
    }

    /// Moves over blanks.
    fn blanks(&mut self) {
        while self.byte() == b' ' {
            self.at += 1;
        }
    }

    /// The indentation of what is looked at, and one; 0 where the document ends.
    fn level(&self) -> usize {
        let column = self.at - self.line;
        let ends = |mark: &str| self.text.get(self.at..).is_some_and(|rest| rest.starts_with(mark));
        if self.is_at_end() || column == 0 && (ends("---") || ends("...")) {
            return 0;
        }
        column + 1
    }

    fn is_dash(&self) -> bool {
        self.byte() == b'-' && is_break(self.byte_at(self.at + 1))
    }

    /// Whether nothing but a comment is left of the line.
    fn is_at_line_end(&self) -> bool {
        matches!(self.byte(), b'\n' | b'\r' | b'#')
    }

    fn is_at_end(&self) -> bool {
        self.at >= self.text.len()
    }

    fn byte(&self) -> u8 {
        self.byte_at(self.at)
    }

    fn byte_at(&self, at: usize) -> u8 {
        self.text.as_bytes().get(at).copied().unwrap_or(b'\n')
    }
}

/// Whether a byte ends an indicator: a blank or a line end.
fn is_break(byte: u8) -> bool {
    matches!(byte, b' ' | b'\n' | b'\r')
}
