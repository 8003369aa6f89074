//! The text of a file, and spans in it as byte ranges.

mod line_index;
mod spans;

pub use line_index::{LineColumn, LineIndex};
pub(crate) use spans::Spans;

use std::fmt;
use std::sync::OnceLock;

/// The size limit of a file, in bytes, unless the configuration sets another: 4 MiB.
pub const DEFAULT_MAX_BYTES: u64 = 4 * 1024 * 1024;

/// A file's text under the name that is shown to users.
///
/// The text is always valid UTF-8. Where the bytes were not, each wrong byte stands as `?`, so
/// that offsets still hold, and [`SourceFile::unreadable`] says what was wrong.
#[derive(Debug, Clone)]
pub struct SourceFile {
    path: String,
    text: String,
    unreadable: Option<Unreadable>,
    lines: OnceLock<LineIndex>,
}

/// Why the bytes of a file are not text that can be read as YAML.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// The bytes stop being UTF-8 at this byte offset.
    NotUtf8 {
        /// Byte offset of the first byte that is not UTF-8.
        offset: u32,
        /// Whether the file starts with a UTF-16 byte order mark.
        utf16: bool,
    },
    /// The file has more bytes than the limit; its text was not kept.
    TooLarge {
        /// Size of the file in bytes.
        bytes: u64,
        /// The limit in bytes.
        limit: u64,
    },
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotUtf8 { utf16: true, .. } => f.write_str("this is UTF-16; save it as UTF-8"),
            Self::NotUtf8 { offset, .. } => write!(f, "byte {offset} is not UTF-8; save it as UTF-8"),
            Self::TooLarge { bytes, limit } => {
                write!(f, "{bytes} bytes are more than the {limit} that are read")
            }
        }
    }
}

impl SourceFile {
    /// Takes a path as shown to users (relative, with `/`) and the text of the file.
    pub fn new(path: impl Into<String>, text: impl Into<String>) -> Self {
        Self { path: path.into(), text: text.into(), unreadable: None, lines: OnceLock::new() }
    }

    /// Takes the bytes of a file; bytes that are not UTF-8 are remembered as a fault, not lost.
    ///
    /// More than `limit` bytes are not kept: such a file has an empty text and the fault
    /// [`Unreadable::TooLarge`].
    pub fn from_bytes(path: impl Into<String>, bytes: Vec<u8>, limit: u64) -> Self {
        let size = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        if size > limit.min(u64::from(u32::MAX)) {
            return Self::too_large(path, size, limit);
        }
        match String::from_utf8(bytes) {
            Ok(text) => Self::new(path, text),
            Err(error) => {
                let valid = error.utf8_error().valid_up_to();
                let mut bytes = error.into_bytes();
                let utf16 = bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]);
                blank_invalid(&mut bytes);
                Self {
                    unreadable: Some(Unreadable::NotUtf8 {
                        offset: u32::try_from(valid).unwrap_or(u32::MAX),
                        utf16,
                    }),
                    ..Self::new(path, String::from_utf8(bytes).unwrap_or_default())
                }
            }
        }
    }

    /// A file of `bytes` bytes that was not read because the limit is `limit` bytes.
    #[doc(hidden)]
    pub fn too_large(path: impl Into<String>, bytes: u64, limit: u64) -> Self {
        Self { unreadable: Some(Unreadable::TooLarge { bytes, limit }), ..Self::new(path, "") }
    }

    /// The path that is shown to users.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The whole text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Why this file cannot be read at all, if so.
    pub fn unreadable(&self) -> Option<&Unreadable> {
        self.unreadable.as_ref()
    }

    /// The text of a span; empty if the span is outside the file.
    pub fn slice(&self, span: Span) -> &str {
        self.text.get(span.range()).unwrap_or("")
    }

    /// Line and column of a byte offset, both from 1, columns counted in Unicode scalars.
    pub fn position(&self, offset: u32) -> LineColumn {
        super::work::step();
        self.lines().position(&self.text, offset)
    }

    /// The line starts of this file, computed on first use.
    pub(crate) fn lines(&self) -> &LineIndex {
        self.lines.get_or_init(|| LineIndex::new(&self.text))
    }
}

/// Overwrites every byte that is not part of valid UTF-8 with `?`.
fn blank_invalid(bytes: &mut [u8]) {
    let mut from = 0;
    while let Some(rest) = bytes.get_mut(from..) {
        let Err(error) = std::str::from_utf8(rest) else {
            return;
        };
        let bad = error.valid_up_to();
        let len = error.error_len().unwrap_or(rest.len() - bad);
        rest.iter_mut().skip(bad).take(len).for_each(|b| *b = b'?');
        from += bad + len;
    }
}

/// A range of bytes in one file, end exclusive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Span {
    start: u32,
    end: u32,
}

impl Span {
    /// The span of a value that a program made: none.
    pub const NOWHERE: Self = Self { start: u32::MAX, end: u32::MAX };

    /// The bytes from `start` up to, not including, `end`; none, at `start`, if `end` is before it.
    pub const fn new(start: u32, end: u32) -> Self {
        Self { start, end: if end < start { start } else { end } }
    }

    /// Offset of the first byte.
    pub const fn start(self) -> u32 {
        self.start
    }

    /// Offset after the last byte.
    pub const fn end(self) -> u32 {
        self.end
    }

    /// A range of `usize` offsets; offsets past `u32::MAX` (no such file is read) are capped.
    pub(crate) fn from_range(range: std::ops::Range<usize>) -> Self {
        let cap = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Self::new(cap(range.start), cap(range.end))
    }

    /// The same range for slicing.
    pub fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }

    /// Number of bytes.
    pub(crate) fn len(self) -> usize {
        self.range().len()
    }

    /// Whether the range holds no byte.
    pub(crate) fn is_empty(self) -> bool {
        self.start >= self.end
    }

    /// Whether every byte of `other` lies in this range.
    pub(crate) fn contains(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// From the start of this to the end of `other`.
    pub(crate) fn to(self, other: Span) -> Self {
        Self::new(self.start, other.end)
    }

    /// The same length of text, `by` bytes further on.
    #[must_use]
    pub(crate) fn shifted(self, by: u32) -> Self {
        Self::new(self.start.saturating_add(by), self.end.saturating_add(by))
    }

    /// The same length of text, `by` bytes further back.
    #[must_use]
    pub(crate) fn shifted_back(self, by: u32) -> Self {
        Self::new(self.start.saturating_sub(by), self.end.saturating_sub(by))
    }

    /// The part of this span on its first line, without blanks at its end.
    ///
    /// Labels a mapping or a list that runs over several lines by its head.
    pub(crate) fn first_line(self, text: &str) -> Self {
        let Some(slice) = text.get(self.range()) else {
            return self;
        };
        // One character at a time is a search of bytes, which a long text is worth.
        let line = slice.split('\n').next().unwrap_or(slice);
        let line = line.split('\r').next().unwrap_or(line).trim_end();
        Self::from_range(self.start as usize..self.start as usize + line.len())
    }
}

/// A value with the place where it is written.
///
/// Two of them are equal if the values are, wherever they are written.
#[derive(Debug, Clone, Copy)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    /// Where it is written.
    pub span: Span,
}

impl<T> Spanned<T> {
    /// Pairs a value with its place.
    pub(crate) fn new(value: T, span: Span) -> Self {
        Self { value, span }
    }

    /// What `change` makes of the value, at the same place.
    pub(crate) fn map<U>(self, change: impl FnOnce(T) -> U) -> Spanned<U> {
        Spanned { value: change(self.value), span: self.span }
    }
}

impl<T: PartialEq> PartialEq for Spanned<T> {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

impl<T: Eq> Eq for Spanned<T> {}

/// A value that a program made, without a place.
impl<T> From<T> for Spanned<T> {
    fn from(value: T) -> Self {
        Self { value, span: Span::NOWHERE }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn broken_utf8_keeps_its_offsets() {
        let file = SourceFile::from_bytes("x", b"ab\xFF\xE3\x81cd".to_vec(), 100);
        assert_eq!(file.text(), "ab???cd");
        let fault = Unreadable::NotUtf8 { offset: 2, utf16: false };
        assert_eq!(file.unreadable(), Some(&fault));
    }

    #[test]
    fn a_file_over_the_limit_is_not_kept() {
        let file = SourceFile::from_bytes("x", vec![b'a'; 11], 10);
        assert_eq!(file.text(), "");
        assert_eq!(file.unreadable(), Some(&Unreadable::TooLarge { bytes: 11, limit: 10 }));
    }

    #[test]
    fn a_span_never_ends_before_it_starts() {
        let span = Span::new(7, 3);
        assert_eq!((span.start(), span.end(), span.len()), (7, 7, 0));
        assert_eq!(Span::new(5, 9).to(Span::new(1, 2)), Span::new(5, 5));
    }

    #[test]
    fn the_first_line_of_a_span_ends_before_the_break() {
        let span = Span::new(2, 12);
        assert_eq!(span.first_line("- abc  \r\n  def"), Span::new(2, 5));
    }
}
