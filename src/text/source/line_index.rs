//! Byte offset to line and column.

/// A place as people count it: both from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct LineColumn {
    /// Line, from 1.
    pub line: u32,
    /// Column, from 1, in Unicode scalars; a byte order mark is not counted.
    pub column: u32,
}

/// Where the lines of a text start. `\n`, `\r\n` and a lone `\r` each end a line, as in YAML.
#[derive(Debug, Clone)]
pub struct LineIndex {
    starts: Vec<u32>,
}

impl LineIndex {
    /// Finds every line start of `text`.
    pub fn new(text: &str) -> Self {
        let mut starts = vec![0];
        let mut start = 0;
        for line in text.split_inclusive('\n') {
            let alone = |at: &usize| line.as_bytes().get(at + 1) != Some(&b'\n');
            let returns = line.match_indices('\r').map(|(at, _)| at).filter(alone).map(|at| start + at + 1);
            starts.extend(returns.map(|at| u32::try_from(at).unwrap_or(u32::MAX)));
            start += line.len();
            if line.ends_with('\n') {
                starts.push(u32::try_from(start).unwrap_or(u32::MAX));
            }
        }
        Self { starts }
    }

    /// Line and column of a byte offset of `text`, the text that this index was made from.
    /// An offset past the end gives the end; one inside a character gives that character.
    pub fn position(&self, text: &str, offset: u32) -> LineColumn {
        let line = self.line_of(offset);
        let start = self.start_of(line) as usize;
        let end = (offset as usize).min(text.len());
        let column = text
            .get(start..)
            .unwrap_or("")
            .char_indices()
            .take_while(|(at, _)| start + at < end)
            .filter(|(at, c)| !(start + at == 0 && *c == '\u{feff}'))
            .count();
        LineColumn {
            line: u32::try_from(line + 1).unwrap_or(u32::MAX),
            column: u32::try_from(column + 1).unwrap_or(u32::MAX),
        }
    }

    /// The line, from 0, that holds a byte offset.
    pub fn line_of(&self, offset: u32) -> usize {
        self.starts.partition_point(|start| *start <= offset).saturating_sub(1)
    }

    /// The byte offset at which a line, from 0, starts; the last line's for one past the end.
    pub fn start_of(&self, line: usize) -> u32 {
        let last = self.starts.last().copied().unwrap_or(0);
        self.starts.get(line).copied().unwrap_or(last)
    }

    /// How many lines there are, at least 1.
    pub fn count(&self) -> usize {
        self.starts.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str, offset: u32) -> (u32, u32) {
        let place = LineIndex::new(text).position(text, offset);
        (place.line, place.column)
    }

    #[test]
    fn columns_count_characters_not_bytes() {
        assert_eq!(at("name: 日本, x", 14), (1, 11));
    }

    #[test]
    fn every_kind_of_line_end_counts_once() {
        assert_eq!(at("a\r\nb\rc\nd", 7), (4, 1));
        assert_eq!(at("a\r\nb\rc\nd", 3), (2, 1));
    }

    #[test]
    fn a_byte_order_mark_is_no_column() {
        assert_eq!(at("\u{feff}a: 1", 3), (1, 1));
        assert_eq!(at("\u{feff}a: 1", 6), (1, 4));
    }

    #[test]
    fn the_end_of_the_text_is_a_place() {
        assert_eq!(at("ab\n", 3), (2, 1));
        assert_eq!(at("ab\n", 99), (2, 1));
    }
}
