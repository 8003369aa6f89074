//! What an editor offers at a finding: its fix, all fixes, a comment that allows it, the format.

use gen_lsp_types::{
    CodeAction, CodeActionKind, CodeActionParams, Diagnostic as Shown, DocumentChange, SnippetTextEdit,
    StringValue, TextEdit, WorkspaceEdit,
};

use super::client::{Client, FORMAT, SOURCE};
use super::diagnostics::Showing;
use super::edits;
use super::files::SavedFiles;
use super::opened::{Judgement, OpenText};
use crate::lint::{check, fixes::fix, rules};
use crate::text::diagnostic::{Applicability, Diagnostic, Edit, EditedText};
use crate::text::source::{SourceFile, Span};

/// What is typed as the reason, where the editor cannot ask for it.
const REASON: &str = "say why";

/// What can be done to a text at a place.
pub(super) fn at(
    files: &dyn SavedFiles,
    client: Client,
    open: &mut OpenText,
    params: &CodeActionParams,
) -> Vec<CodeAction> {
    let Ok(judged) = open.judged(files) else { return Vec::new() };
    if judged.source.unreadable().is_some() {
        return Vec::new();
    }
    let offering = Offering { client, open, judged: &judged };
    let wanted = |kind: &CodeActionKind| {
        let is = |only: &CodeActionKind| {
            let (only, kind) = (only.to_string(), kind.to_string());
            only.is_empty() || kind == only || kind.starts_with(&format!("{only}."))
        };
        params.context.only.as_ref().is_none_or(|only| only.iter().any(is))
    };
    let mut actions = Vec::new();
    if wanted(&CodeActionKind::QuickFix) {
        let span = client.encoding.span(&judged.source, params.range);
        let shown = Showing { client, files }.open_again(open, &judged);
        let here = judged.checked.findings().iter().zip(shown);
        for (found, shown) in here.filter(|(found, _)| meet(&judged.source, found, span)) {
            actions.extend(offering.fix(found, &shown));
            actions.extend(offering.allow(found, &shown));
        }
    }
    // Automatic actions are the editor's to ask for: in the list of a click they would stand at each line.
    if params.context.only.is_some() {
        if wanted(&CodeActionKind::SourceFixAll) {
            actions.extend(offering.fix_all());
        }
        if wanted(&FORMAT) {
            actions.extend(offering.format());
        }
    }
    actions
}

/// Whether a finding is on the lines of a span.
fn meet(source: &SourceFile, found: &Diagnostic, span: Span) -> bool {
    let lines = |span: Span| (source.lines().line_of(span.start()), source.lines().line_of(span.end()));
    let (own, wanted) = (lines(found.span().first_line(source.text())), lines(span));
    own.0 <= wanted.1 && wanted.0 <= own.1
}

/// Makes the actions of a text.
#[derive(Debug, Clone, Copy)]
struct Offering<'a> {
    client: Client,
    open: &'a OpenText,
    judged: &'a Judgement,
}

impl Offering<'_> {
    /// The fix of a finding.
    fn fix(self, found: &Diagnostic, shown: &Shown) -> Option<CodeAction> {
        let fix = found.fix.as_ref()?;
        let safe = fix.applicability == Applicability::Safe;
        let title = match safe {
            true => fix.title.to_string(),
            false => format!("{} (changes what is billed)", fix.title),
        };
        Some(CodeAction {
            kind: Some(CodeActionKind::QuickFix),
            diagnostics: Some(vec![shown.clone()]),
            is_preferred: Some(safe),
            ..self.action(title, fix.edits.clone())
        })
    }

    /// Every safe fix, as on the command line.
    fn fix_all(self) -> Option<CodeAction> {
        let source = self.judged.source.clone();
        let fixed = fix(source, &self.judged.settings, Applicability::Safe);
        let edits = edits::between(self.judged.source.text(), fixed.source.text());
        let action = self.action(format!("Fix all ({SOURCE})"), edits);
        (fixed.applied > 0).then(|| CodeAction { kind: Some(CodeActionKind::SourceFixAll), ..action })
    }

    fn format(self) -> Option<CodeAction> {
        let edits = edits::formatting(&self.judged.source, None);
        let none = edits.is_empty();
        let action = CodeAction { kind: Some(FORMAT), ..self.action(format!("Format ({SOURCE})"), edits) };
        (!none).then_some(action)
    }

    /// A comment above the line of a finding that allows it, if one does there.
    fn allow(self, found: &Diagnostic, shown: &Shown) -> Option<CodeAction> {
        let rule = rules::find(found.rule).filter(|rule| rule.lowerable)?;
        let source = &self.judged.source;
        let start = source.lines().start_of(source.lines().line_of(found.span().start()));
        let line = source.slice(Span::new(start, found.span().start().max(start)));
        let mark = u32::from(line.starts_with('\u{feff}')) * 3;
        let rest = source.text().get(usize::try_from(start + mark).ok()?..)?;
        let indent: String = rest.chars().take_while(|letter| matches!(letter, ' ' | '\t')).collect();
        let line_break = if source.text().contains("\r\n") { "\r\n" } else { "\n" };
        let lead = format!("{indent}# paysched: allow({}) ", rule.name);
        let edit =
            Edit { span: Span::new(start + mark, start + mark), text: format!("{lead}{REASON}{line_break}") };
        let after = EditedText::new(source.text(), [edit.clone()]);
        let again = check(&SourceFile::new(source.path(), after.text), &self.judged.settings);
        let same = |other: &&Diagnostic| other.rule == found.rule && other.message == found.message;
        let count = |all: &[Diagnostic]| all.iter().filter(same).count();
        let all = self.judged.checked.findings();
        // The comment must do just that: in the middle of a text it would be a part of it.
        if count(again.findings()) >= count(all) || again.findings().len() >= all.len() {
            return None;
        }
        let snippet = format!("{}${{1:{REASON}}}{line_break}", escaped(&lead));
        let action = self.action(format!("Allow {} here", rule.name), vec![edit]);
        Some(CodeAction {
            kind: Some(CodeActionKind::QuickFix),
            diagnostics: Some(vec![shown.clone()]),
            is_preferred: Some(false),
            edit: action
                .edit
                .map(|edit| if self.client.snippet_edits { with_snippet(edit, snippet) } else { edit }),
            ..action
        })
    }

    fn action(self, title: String, edits: Vec<Edit>) -> CodeAction {
        let edits: Vec<TextEdit> = edits::shown(&self.judged.source, edits, self.client.encoding);
        let file = (self.open.uri.clone(), Some(self.open.version), edits);
        CodeAction {
            title,
            edit: Some(edits::of_files(self.client.versions, vec![file])),
            ..CodeAction::default()
        }
    }
}

/// The edit with a place to type in.
fn with_snippet(mut edit: WorkspaceEdit, snippet: String) -> WorkspaceEdit {
    for change in edit.document_changes.iter_mut().flatten() {
        let DocumentChange::TextDocumentEdit(text) = change else { continue };
        for edit in &mut text.edits {
            if let gen_lsp_types::Edit::TextEdit(plain) = edit {
                let snippet = StringValue { value: snippet.clone() };
                *edit = SnippetTextEdit { range: plain.range, snippet, annotation_id: None }.into();
            }
        }
    }
    edit
}

/// A text in a snippet, which takes `$`, `}` and `\` for its own.
pub(super) fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('$', "\\$").replace('}', "\\}")
}
