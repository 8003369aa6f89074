//! Reads the documents of a file: by the scanner if it can, else by the library.

use super::{Document, library, scanner, syntax};
use crate::text::source::{SourceFile, Span};

/// Reads every document of a file.
///
/// A file that is not UTF-8 or is too large gives one document without a tree. An empty file
/// gives none.
pub fn parse(file: &SourceFile) -> Vec<Document<'_>> {
    if let Some(fault) = file.unreadable() {
        let diagnostics = vec![syntax::unreadable(fault)];
        return vec![Document { number: 1, span: Span::default(), root: None, diagnostics }];
    }
    let text = file.text();
    let scanned = scanner::documents(text);
    debug_assert!(
        scanned.as_ref().is_none_or(|scanned| *scanned == library::documents(text)),
        "the scanner reads another tree than the library out of {text:?}"
    );
    scanned.unwrap_or_else(|| library::documents(text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::diagnostic::names;

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
