//! Edits for an editor: those that make one text of another, and those of a fix.

use gen_lsp_types::{
    DocumentChange, OptionalVersionedTextDocumentIdentifier, TextDocumentEdit, TextDocumentIdentifier,
    TextEdit, Uri, WorkspaceEdit,
};
use similar::{Algorithm, DiffOp, capture_diff_slices};

use super::places::Encoding;
use crate::offer::layout::format;
use crate::text::diagnostic::{Edit, EditedText};
use crate::text::source::{SourceFile, Span};

/// The edits that make `new` of a text, line by line, so that the cursor stays where it is.
pub(super) fn between(old: &str, new: &str) -> Vec<Edit> {
    let [before, after] = [old, new].map(|text| text.split_inclusive('\n').collect::<Vec<_>>());
    let start = |lines: &[&str], at: usize| lines.iter().take(at).map(|line| line.len()).sum::<usize>();
    let mut edits = Vec::new();
    for op in capture_diff_slices(Algorithm::Myers, &before, &after) {
        if let DiffOp::Equal { .. } = op {
            continue;
        }
        let (from, to) = (op.old_range(), op.new_range());
        // As many lines as before are the same ones written otherwise.
        let each = from.len() == to.len();
        let parts = if each {
            from.zip(to).map(|(old, new)| (old..old + 1, new..new + 1)).collect()
        } else {
            vec![(from, to)]
        };
        for (from, to) in parts {
            let span = Span::from_range(start(&before, from.start)..start(&before, from.end));
            edits.push(Edit { span, text: after.get(to).unwrap_or_default().concat() });
        }
    }
    edits
}

/// The edits of the format in a text; only those within `part`, if it is given: none where these alone
/// would change what the text says, as half of a key that moves would.
pub(super) fn formatting(source: &SourceFile, part: Option<Span>) -> Vec<Edit> {
    let Ok(new) = format(source) else { return Vec::new() };
    let mut edits = between(source.text(), &new);
    if let Some(part) = part {
        let lines = source.lines();
        let (first, last) = (lines.line_of(part.start()), lines.line_of(part.end()));
        let inside = |edit: &Edit| {
            let from = lines.line_of(edit.span.start());
            // The end of an edit is the start of the line after it.
            let to =
                if edit.span.is_empty() { from } else { lines.line_of(edit.span.end().saturating_sub(1)) };
            first <= from && to <= last
        };
        edits.retain(inside);
        let alone = SourceFile::new(source.path(), EditedText::new(source.text(), edits.clone()).text);
        if format(&alone).ok().as_ref() != Some(&new) {
            return Vec::new();
        }
    }
    edits
}

/// Edits in the protocol's form.
pub(super) fn shown(source: &SourceFile, edits: Vec<Edit>, encoding: Encoding) -> Vec<TextEdit> {
    let shown = |edit: Edit| TextEdit { range: encoding.range(source, edit.span), new_text: edit.text };
    edits.into_iter().map(shown).collect()
}

/// Edits of several texts, each with the version that it is for, if it is open. Without `versions`, for an
/// editor that knows none.
pub(super) fn of_files(versions: bool, files: Vec<(Uri, Option<i32>, Vec<TextEdit>)>) -> WorkspaceEdit {
    if !versions {
        let changes = files.into_iter().map(|(uri, _, edits)| (uri, edits)).collect();
        return WorkspaceEdit { changes: Some(changes), ..WorkspaceEdit::default() };
    }
    let change = |(uri, version, edits): (Uri, Option<i32>, Vec<TextEdit>)| {
        DocumentChange::from(TextDocumentEdit {
            text_document: OptionalVersionedTextDocumentIdentifier {
                version,
                text_document_identifier: TextDocumentIdentifier { uri },
            },
            edits: edits.into_iter().map(Into::into).collect(),
        })
    };
    WorkspaceEdit {
        document_changes: Some(files.into_iter().map(change).collect()),
        ..WorkspaceEdit::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_edits_make_the_new_text_of_the_old() {
        for (old, new) in [("", "a\n"), ("a\nb\nc", "a\nc\n"), ("a\r\nb\r\n", "b\r\na\r\n"), ("x\n", "")] {
            assert_eq!(EditedText::new(old, between(old, new)).text, new);
        }
    }

    #[test]
    fn a_part_is_formatted_only_where_that_is_whole() {
        let text = "paysched: 1\nname:   A\nterm:    12 months\n";
        let source = SourceFile::new("a.yaml", text);
        let after = |from: usize, to: usize| {
            let edits = formatting(&source, Some(Span::from_range(from..to)));
            EditedText::new(text, edits).text
        };
        assert_eq!(after(12, 12), "paysched: 1\nname: A\nterm:    12 months\n");
        assert_eq!(after(0, text.len()), "paysched: 1\nname: A\nterm: 12 months\n");
        // The first key belongs below the second: half of that would say it twice, or not at all.
        let text = "name: A\npaysched: 1\nterm: 12 months\n";
        let source = SourceFile::new("a.yaml", text);
        assert_eq!(formatting(&source, Some(Span::new(0, 1))), []);
        assert_eq!(
            EditedText::new(text, formatting(&source, None)).text,
            "paysched: 1\nname: A\nterm: 12 months\n"
        );
    }
}
