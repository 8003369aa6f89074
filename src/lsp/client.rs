//! What the editor can do, as it says when it starts, and what the server then offers.

use gen_lsp_types::{
    ClientCapabilities, CodeActionKind, CodeActionOptions, CodeLensOptions, CompletionOptions,
    DiagnosticOptions, DocumentLinkOptions, RenameOptions, ServerCapabilities, TextDocumentSyncKind,
    TextDocumentSyncOptions, WorkspaceFoldersServerCapabilities, WorkspaceOptions,
};

use super::places::Encoding;

/// Whose findings and actions they are.
pub(super) const SOURCE: &str = "paysched";

/// The action that lays out a file.
pub(super) const FORMAT: CodeActionKind = CodeActionKind::new("source.format.paysched");

/// What the editor can do.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Client {
    /// The unit of columns.
    pub(super) encoding: Encoding,
    /// Whether it asks for findings; otherwise they are sent. Never both: it would show each twice.
    pub(super) pulls: bool,
    /// Whether it asks again when it is told that findings may have changed.
    pub(super) refreshes: bool,
    /// Whether it shows places beside a finding's own.
    pub(super) related: bool,
    /// Whether it tells of changed files if it is asked to.
    pub(super) watches: bool,
    /// Whether an edit may name the version of the text that it is for.
    pub(super) versions: bool,
    /// Whether a completion may hold places to fill in.
    pub(super) snippets: bool,
    /// Whether an edit may.
    pub(super) snippet_edits: bool,
    /// Whether it takes symbols inside of symbols.
    pub(super) nested_symbols: bool,
    /// Whether it takes actions, and not only commands.
    pub(super) actions: bool,
}

impl Client {
    /// What an editor says of itself.
    pub(super) fn new(said: &ClientCapabilities) -> Self {
        let general = said.general.as_ref();
        let (workspace, text) = (said.workspace.as_ref(), said.text_document.as_ref());
        let pulled =
            text.and_then(|text| text.diagnostic.as_ref()).map(|pull| &pull.diagnostics_capabilities);
        let pushed = text.and_then(|text| text.publish_diagnostics.as_ref());
        let shown = pulled.or(pushed.map(|push| &push.diagnostics_capabilities));
        let item = text.and_then(|text| text.completion.as_ref()?.completion_item.as_ref());
        let edit = workspace.and_then(|workspace| workspace.workspace_edit.as_ref());
        let is = |said: Option<bool>| said == Some(true);
        Self {
            encoding: Encoding::agreed(general.and_then(|said| said.position_encodings.as_deref())),
            pulls: pulled.is_some(),
            refreshes: is(workspace.and_then(|said| said.diagnostics.as_ref()?.refresh_support)),
            related: is(shown.and_then(|shown| shown.related_information)),
            watches: is(
                workspace.and_then(|said| said.did_change_watched_files.as_ref()?.dynamic_registration)
            ),
            versions: is(edit.and_then(|edit| edit.document_changes)),
            snippets: is(item.and_then(|item| item.snippet_support)),
            snippet_edits: is(edit.and_then(|edit| edit.snippet_edit_support)),
            nested_symbols: is(
                text.and_then(|text| text.document_symbol.as_ref()?.hierarchical_document_symbol_support)
            ),
            actions: text
                .and_then(|text| text.code_action.as_ref()?.code_action_literal_support.as_ref())
                .is_some(),
        }
    }

    /// What the server offers to it.
    pub(super) fn offered(self) -> ServerCapabilities {
        let sync = TextDocumentSyncOptions {
            open_close: Some(true),
            change: Some(TextDocumentSyncKind::Incremental),
            save: Some(true.into()),
            ..TextDocumentSyncOptions::default()
        };
        let pull = DiagnosticOptions {
            identifier: Some(SOURCE.to_owned()),
            inter_file_dependencies: true,
            workspace_diagnostics: true,
            ..DiagnosticOptions::default()
        };
        let folders = WorkspaceFoldersServerCapabilities { supported: Some(true), ..Default::default() };
        let kinds = vec![CodeActionKind::QuickFix, CodeActionKind::SourceFixAll, FORMAT];
        let actions = CodeActionOptions { code_action_kinds: Some(kinds), ..Default::default() };
        let triggers = [" ", "(", ",", "\""].map(str::to_owned).to_vec();
        ServerCapabilities {
            position_encoding: Some(self.encoding.kind()),
            text_document_sync: Some(sync.into()),
            diagnostic_provider: self.pulls.then(|| pull.into()),
            document_formatting_provider: Some(true.into()),
            document_range_formatting_provider: Some(true.into()),
            code_action_provider: self.actions.then(|| actions.into()),
            document_symbol_provider: self.nested_symbols.then(|| true.into()),
            folding_range_provider: Some(true.into()),
            selection_range_provider: Some(true.into()),
            hover_provider: Some(true.into()),
            completion_provider: Some(CompletionOptions {
                trigger_characters: Some(triggers),
                ..CompletionOptions::default()
            }),
            inlay_hint_provider: Some(true.into()),
            code_lens_provider: Some(CodeLensOptions::default()),
            definition_provider: Some(true.into()),
            references_provider: Some(true.into()),
            rename_provider: Some(
                RenameOptions { prepare_provider: Some(true), ..RenameOptions::default() }.into(),
            ),
            document_link_provider: Some(DocumentLinkOptions::default()),
            workspace: Some(WorkspaceOptions {
                workspace_folders: Some(folders),
                ..WorkspaceOptions::default()
            }),
            ..ServerCapabilities::default()
        }
    }
}
