//! Locations in SARIF: URIs, lines and columns, and the text there.

use super::model::{ArtifactLocation, PhysicalLocation, Region, SarifMessage};
use crate::output::findings::Origin;
use crate::output::findings::origin::{address, is_absolute};
use crate::text::source::{SourceFile, Span};

/// The name of the folder that URIs are relative to.
pub(super) const ROOT: &str = "%SRCROOT%";
/// The longest text that is repeated in a report, in bytes.
const LONGEST_SNIPPET: usize = 4096;
/// How many lines are shown before and after a region.
const CONTEXT: usize = 2;

/// A location with its text and the lines around it.
pub(super) fn physical(file: &SourceFile, span: Span, origin: &Origin) -> PhysicalLocation {
    PhysicalLocation {
        artifact_location: artifact(file, origin),
        region: Region { snippet: snippet(file.slice(span)), ..region(file, span) },
        context_region: context(file, span),
    }
}

/// The URI of a file: relative to the root if the path is relative, else absolute.
pub(super) fn artifact(file: &SourceFile, origin: &Origin) -> ArtifactLocation {
    let path = origin.path(file.path());
    match (is_absolute(&path), path.starts_with('/')) {
        (false, _) => ArtifactLocation { uri: address(&path), uri_base_id: Some(ROOT) },
        (true, true) => ArtifactLocation { uri: format!("file://{}", address(&path)), uri_base_id: None },
        (true, false) => ArtifactLocation { uri: format!("file:///{}", address(&path)), uri_base_id: None },
    }
}

/// The lines and columns of a span, without its text.
pub(super) fn region(file: &SourceFile, span: Span) -> Region {
    let (from, to) = (file.position(span.start()), file.position(span.end()));
    Region {
        start_line: from.line,
        start_column: Some(from.column),
        end_line: to.line,
        end_column: Some(to.column),
        snippet: None,
    }
}

/// The whole lines around a span; `None` if they show no more than the span.
fn context(file: &SourceFile, span: Span) -> Option<Region> {
    let lines = file.lines();
    let first = lines.line_of(span.start()).saturating_sub(CONTEXT);
    let last = (lines.line_of(span.end()) + CONTEXT).min(lines.count() - 1);
    let start = lines.start_of(first) as usize;
    let end = if last + 1 < lines.count() { lines.start_of(last + 1) as usize } else { file.text().len() };
    let whole = file.text().get(start..end)?;
    let text = whole.trim_start_matches('\u{feff}').trim_end_matches(['\r', '\n']);
    if text.len() <= span.len() {
        return None;
    }
    // A line break at the end of the file begins an empty line.
    let shown = Span::from_range(start..start + whole.trim_end_matches(['\r', '\n']).len());
    let (from, to) = (file.position(shown.start()).line, file.position(shown.end().max(span.end())).line);
    Some(Region {
        start_line: from,
        start_column: None,
        end_line: to,
        end_column: None,
        snippet: Some(snippet(text)?),
    })
}

fn snippet(text: &str) -> Option<SarifMessage> {
    (text.len() <= LONGEST_SNIPPET).then(|| SarifMessage { text: text.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn context_of(text: &str, part: &str) -> Option<(u32, u32, String)> {
        let file = SourceFile::new("a.yaml", text);
        let start = text.find(part).unwrap();
        let region = context(&file, Span::from_range(start..start + part.len()))?;
        Some((region.start_line, region.end_line, region.snippet?.text))
    }

    #[test]
    fn the_context_holds_whole_lines_around_a_place() {
        let text = "a: 1\nb: 2\nc: 3\nd: 4\ne: 5\nf: 6\n";
        assert_eq!(context_of(text, "4").unwrap(), (2, 6, "b: 2\nc: 3\nd: 4\ne: 5\nf: 6".to_owned()));
        assert_eq!(context_of("\u{feff}a: 1\r\nb: 2\r\n", "1").unwrap(), (1, 2, "a: 1\r\nb: 2".to_owned()));
    }

    #[test]
    fn a_context_that_shows_no_more_is_left_out() {
        assert_eq!(context_of("a: 1", "a: 1"), None);
        assert_eq!(context_of("", ""), None);
        assert_eq!(context_of(&"x".repeat(5000), "xxx"), None);
    }

    #[test]
    fn addresses_are_relative_where_the_path_is() {
        let place = |path: &str| {
            let artifact = artifact(&SourceFile::new(path, ""), &Origin::default());
            (artifact.uri, artifact.uri_base_id)
        };
        assert_eq!(place("a b/契約.yaml"), ("a%20b/%E5%A5%91%E7%B4%84.yaml".to_owned(), Some(ROOT)));
        assert_eq!(place("/tmp/a.yaml"), ("file:///tmp/a.yaml".to_owned(), None));
        assert_eq!(place("C:/a.yaml"), ("file:///C%3A/a.yaml".to_owned(), None));
    }
}
