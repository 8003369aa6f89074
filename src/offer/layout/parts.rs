//! Cuts the lines of a file into its documents.

use std::ops::Range;

use super::line_text;
use crate::text::source::SourceFile;

/// The lines, from 0, of each document of a file that can be read; `None` if there are not `count` of
/// them, which would mean that this and the parser disagree.
///
/// Comments and directives before a `---` belong to the document that it begins, unless another
/// one is still open; comments at the end belong to the last.
pub(super) fn parts(file: &SourceFile, count: usize) -> Option<Vec<Range<usize>>> {
    let lines = file.lines().count();
    let mut parts: Vec<Range<usize>> = Vec::new();
    let mut start = 0;
    let mut begun = false;
    for line in 0..lines {
        let text = line_text(file, line);
        if is_marker(text, "---") {
            if begun {
                parts.push(start..line);
                start = line;
            }
            begun = true;
        } else if is_marker(text, "...") && begun {
            parts.push(start..line + 1);
            start = line + 1;
            begun = false;
        } else if !(is_blank(text) || is_comment(text) || text.starts_with('%')) {
            begun = true;
        }
    }
    match parts.last_mut() {
        Some(last) if !begun => last.end = lines,
        _ => parts.push(start..lines),
    }
    (parts.len() == count).then_some(parts)
}

/// Whether a line is a document marker: `---` or `...` at its start, with a blank or nothing after.
pub(super) fn is_marker(line: &str, marker: &str) -> bool {
    line.strip_prefix(marker).is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t']))
}

/// Whether a line holds nothing but blanks.
pub(super) fn is_blank(line: &str) -> bool {
    line.trim_matches([' ', '\t']).is_empty()
}

fn is_comment(line: &str) -> bool {
    line.trim_start_matches([' ', '\t']).starts_with('#')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::yaml::parse;

    fn cut(text: &str) -> Vec<Range<usize>> {
        let file = SourceFile::new("x.yaml", text);
        parts(&file, parse(&file).len()).unwrap()
    }

    #[test]
    fn every_document_has_its_lines() {
        assert_eq!(cut("# a\na: 1\n# end\n---\nb: 1\n"), [0..3, 3..6]);
        assert_eq!(cut("%YAML 1.2\n---\na: 1\n...\n# b\n---\nb: 1\n...\n# end\n"), [0..4, 4..10]);
        assert_eq!(cut("a: 1\n...\nb: 1"), [0..2, 2..3]);
        assert_eq!(cut("---\n---\na: |\n  --- x\n---\n"), [0..1, 1..4, 4..6]);
    }
}
