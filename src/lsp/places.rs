//! Places in a text as the protocol counts them: lines from 0, and columns in the units agreed on.

use gen_lsp_types::{Position, PositionEncodingKind, Range};

use crate::text::source::{SourceFile, Span};

/// The unit of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Encoding {
    /// Bytes.
    Utf8,
    /// What the protocol takes if nothing is agreed on.
    #[default]
    Utf16,
    /// Unicode scalars.
    Utf32,
}

impl Encoding {
    /// The one that a client likes best of those that it takes.
    pub(super) fn agreed(taken: Option<&[PositionEncodingKind]>) -> Self {
        let known = |kind: &PositionEncodingKind| match kind {
            PositionEncodingKind::UTF8 => Some(Self::Utf8),
            PositionEncodingKind::UTF16 => Some(Self::Utf16),
            PositionEncodingKind::UTF32 => Some(Self::Utf32),
            PositionEncodingKind::Custom(_) => None,
        };
        taken.unwrap_or_default().iter().find_map(known).unwrap_or_default()
    }

    /// Its name in the protocol.
    pub(super) fn kind(self) -> PositionEncodingKind {
        match self {
            Self::Utf8 => PositionEncodingKind::UTF8,
            Self::Utf16 => PositionEncodingKind::UTF16,
            Self::Utf32 => PositionEncodingKind::UTF32,
        }
    }

    fn width(self, letter: char) -> usize {
        match self {
            Self::Utf8 => letter.len_utf8(),
            Self::Utf16 => letter.len_utf16(),
            Self::Utf32 => 1,
        }
    }

    /// The place of a byte offset; the end of the text for one after it.
    pub(super) fn position(self, file: &SourceFile, offset: u32) -> Position {
        let offset = offset.min(u32::try_from(file.text().len()).unwrap_or(u32::MAX));
        let line = file.lines().line_of(offset);
        let before = file.slice(Span::new(file.lines().start_of(line), offset));
        let column: usize = before.chars().map(|letter| self.width(letter)).sum();
        let number = |count| u32::try_from(count).unwrap_or(u32::MAX);
        Position { line: number(line), character: number(column) }
    }

    /// The places of a span.
    pub(super) fn range(self, file: &SourceFile, span: Span) -> Range {
        Range { start: self.position(file, span.start()), end: self.position(file, span.end()) }
    }

    /// The byte offset of a place: the end of its line for a column after it, the end of the text for a
    /// line after it, the start of a character for a place within.
    pub(super) fn offset(self, file: &SourceFile, place: Position) -> u32 {
        let end = u32::try_from(file.text().len()).unwrap_or(u32::MAX);
        let Ok(line) = usize::try_from(place.line) else { return end };
        if line >= file.lines().count() {
            return end;
        }
        let start = file.lines().start_of(line);
        let next = if line + 1 < file.lines().count() { file.lines().start_of(line + 1) } else { end };
        let text = file.slice(Span::new(start, next)).trim_end_matches(['\r', '\n']);
        let mut left = usize::try_from(place.character).unwrap_or(usize::MAX);
        let mut length = 0;
        for letter in text.chars() {
            match left.checked_sub(self.width(letter)) {
                Some(rest) if left > 0 => left = rest,
                _ => break,
            }
            length += letter.len_utf8();
        }
        start.saturating_add(u32::try_from(length).unwrap_or(0))
    }

    /// The span between two places; empty if the second is before the first.
    pub(super) fn span(self, file: &SourceFile, range: Range) -> Span {
        Span::new(self.offset(file, range.start), self.offset(file, range.end))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "a: 日本\r\nb: 𝄞x\rlast";

    #[test]
    fn every_place_of_a_text_comes_back_in_every_unit() {
        let file = SourceFile::new("x.yaml", TEXT);
        for encoding in [Encoding::Utf8, Encoding::Utf16, Encoding::Utf32] {
            for (at, _) in TEXT.char_indices().filter(|(_, letter)| *letter != '\n') {
                let at = u32::try_from(at).unwrap();
                assert_eq!(encoding.offset(&file, encoding.position(&file, at)), at, "{encoding:?} {at}");
            }
        }
    }

    #[test]
    fn columns_are_counted_in_the_unit_agreed_on() {
        let file = SourceFile::new("x.yaml", TEXT);
        let end = u32::try_from(TEXT.find('x').unwrap()).unwrap();
        for (encoding, column) in [(Encoding::Utf8, 7), (Encoding::Utf16, 5), (Encoding::Utf32, 4)] {
            assert_eq!(encoding.position(&file, end), Position { line: 1, character: column });
        }
    }

    #[test]
    fn places_outside_of_the_text_are_its_ends() {
        let file = SourceFile::new("x.yaml", TEXT);
        let offset = |line, character| Encoding::Utf16.offset(&file, Position { line, character });
        assert_eq!(offset(0, 99), 9);
        assert_eq!(offset(99, 0), u32::try_from(TEXT.len()).unwrap());
        // Within a character is its start.
        assert_eq!(offset(1, 4), offset(1, 3));
    }
}
