//! The answers to requests, one after the other.

use std::collections::BTreeSet;
use std::path::PathBuf;

use gen_lsp_types as lsp;
use gen_lsp_types::{LspRequestMethod as Asked, Request as _};
use lsp_server::{ErrorCode, Request, Response};

use super::{Conversation, NoResult, Server, read, refused, written};
use crate::lsp::client::Client;
use crate::lsp::diagnostics::Showing;
use crate::lsp::files::SavedFiles;
use crate::lsp::names::SharedName;
use crate::lsp::opened::OpenText;
use crate::lsp::{actions, address, completion, edits, hints, hover, links, names, outline, pull};

impl Server {
    pub(super) fn answer(&mut self, request: Request) -> Response {
        let Request { id, method, params } = request;
        let client = self.client;
        let result = match Asked::from(method.as_str()) {
            Asked::Shutdown => {
                self.stage = Conversation::Closing;
                Ok(serde_json::Value::Null)
            }
            Asked::TextDocumentDiagnostic => self.on::<lsp::DocumentDiagnosticRequest>(
                params,
                |files, open, params| {
                    let items = Showing { client, files }.open(open);
                    pull::report(items, params.previous_result_id.as_deref())
                },
                |_| pull::report(Vec::new(), None),
            ),
            Asked::WorkspaceDiagnostic => self.all_findings(params),
            Asked::TextDocumentFormatting => self.on::<lsp::DocumentFormattingRequest>(
                params,
                |_, open, _| {
                    let edits = edits::formatting(&open.source, None);
                    Some(edits::shown(&open.source, edits, client.encoding))
                },
                |_| None,
            ),
            Asked::TextDocumentRangeFormatting => self.on::<lsp::DocumentRangeFormattingRequest>(
                params,
                |_, open, params| {
                    let part = client.encoding.span(&open.source, params.range);
                    let edits = edits::formatting(&open.source, Some(part));
                    Some(edits::shown(&open.source, edits, client.encoding))
                },
                |_| None,
            ),
            Asked::TextDocumentCodeAction => self.on::<lsp::CodeActionRequest>(
                params,
                |files, open, params| {
                    let actions = actions::at(files, client, open, &params);
                    Some(actions.into_iter().map(Into::into).collect())
                },
                |_| None,
            ),
            Asked::TextDocumentDefinition | Asked::TextDocumentReferences => self.named(&method, params),
            Asked::TextDocumentPrepareRename => self.on::<lsp::PrepareRenameRequest>(
                params,
                |_, open, params| {
                    let position = params.text_document_position_params.position;
                    let name = names::at(&open.source, client.encoding.offset(&open.source, position))?;
                    let range = client.encoding.range(&open.source, name.span);
                    Some(lsp::PrepareRenamePlaceholder { range, placeholder: name.text }.into())
                },
                |_| None,
            ),
            Asked::TextDocumentRename => self.rename(params),
            _ => match self.about_one(&method, params) {
                Some(result) => result,
                None => {
                    let why = format!("there is no `{method}`");
                    return refused(id, NoResult(ErrorCode::MethodNotFound, why));
                }
            },
        };
        match result {
            Ok(result) => Response { id, response_result: Ok(result) },
            Err(why) => refused(id, why),
        }
    }

    /// The result of a request that only reads one text; `None` if there is no such request.
    fn about_one(
        &mut self,
        method: &str,
        params: serde_json::Value,
    ) -> Option<Result<serde_json::Value, NoResult>> {
        let client = self.client;
        let encoding = client.encoding;
        Some(match Asked::from(method) {
            Asked::TextDocumentDocumentSymbol => self.on::<lsp::DocumentSymbolRequest>(
                params,
                |_, open, _| Some(outline::symbols(&open.source, encoding).into()),
                |_| None,
            ),
            Asked::TextDocumentFoldingRange => self.on::<lsp::FoldingRangeRequest>(
                params,
                |_, open, _| Some(outline::folding(&open.source)),
                |_| None,
            ),
            Asked::TextDocumentSelectionRange => self.on::<lsp::SelectionRangeRequest>(
                params,
                |_, open, params| Some(outline::selections(&open.source, &params.positions, encoding)),
                |_| None,
            ),
            Asked::TextDocumentHover => self.on::<lsp::HoverRequest>(
                params,
                |files, open, params| {
                    let position = params.text_document_position_params.position;
                    let at = encoding.offset(&open.source, position);
                    let judged = open.judged(files).ok();
                    hover::at(&open.source, judged.as_deref(), at, encoding)
                },
                |_| None,
            ),
            Asked::TextDocumentCompletion => self.on::<lsp::CompletionRequest>(
                params,
                |files, open, params| {
                    let position = params.text_document_position_params.position;
                    let at = encoding.offset(&open.source, position);
                    let settings = files.settings(&open.path).ok();
                    Some(completion::at(open, settings.as_ref(), at, client).into())
                },
                |_| None,
            ),
            Asked::TextDocumentInlayHint => self.on::<lsp::InlayHintRequest>(
                params,
                |files, open, params| {
                    let part = encoding.span(&open.source, params.range);
                    Some(hints::inlay(&*open.judged(files).ok()?, part, encoding))
                },
                |_| None,
            ),
            Asked::TextDocumentCodeLens => self.on::<lsp::CodeLensRequest>(
                params,
                |files, open, _| Some(hints::lenses(&*open.judged(files).ok()?, encoding)),
                |_| None,
            ),
            Asked::TextDocumentDocumentLink => self.on::<lsp::DocumentLinkRequest>(
                params,
                |files, open, _| {
                    let judged = open.judged(files).ok()?;
                    Some(links::shown(links::files(files, &judged), &judged, encoding))
                },
                |_| None,
            ),
            _ => return None,
        })
    }

    /// Where a name is entered, or the file is that is named; or every place of a name.
    fn named(&mut self, method: &str, params: serde_json::Value) -> Result<serde_json::Value, NoResult> {
        let place: lsp::TextDocumentPositionParams = read(params)?;
        let encoding = self.client.encoding;
        let files = self.files.as_ref();
        let Some(open) = self.open.get_mut(place.text_document.uri.as_ref()) else { return written(()) };
        let at = encoding.offset(&open.source, place.position);
        let judged = open.judged(files).ok();
        let Some(open) = self.open.get(place.text_document.uri.as_ref()) else { return written(()) };
        let name = names::at(&open.source, at);
        if method == lsp::ReferencesRequest::METHOD.as_str() {
            let all =
                name.map(|name| names::everywhere(files, &self.open, &name, encoding)).unwrap_or_default();
            let location = |uri: &lsp::Uri, range: lsp::Range| lsp::Location { uri: uri.clone(), range };
            let locations =
                all.iter().flat_map(|(uri, _, places)| places.iter().map(|(range, _)| location(uri, *range)));
            return written(locations.collect::<Vec<_>>());
        }
        if let Some(name) = name {
            return written(names::entered(files, &self.open, open, &name, encoding));
        }
        let links = judged.map(|judged| links::files(files, &judged)).unwrap_or_default();
        let link = links.into_iter().find(|(span, _)| span.start() <= at && at <= span.end());
        written(
            link.map(|(_, path)| lsp::Location {
                uri: address::of(&path).into(),
                range: lsp::Range::default(),
            }),
        )
    }

    fn rename(&mut self, params: serde_json::Value) -> Result<serde_json::Value, NoResult> {
        let params: lsp::RenameParams = read(params)?;
        let place = params.text_document_position_params;
        let Client { encoding, versions, .. } = self.client;
        let open = self.open.get(place.text_document.uri.as_ref());
        let name =
            open.and_then(|open| names::at(&open.source, encoding.offset(&open.source, place.position)));
        let name: SharedName =
            name.ok_or_else(|| NoResult::failed("an account or a billing agent can be renamed"))?;
        let new = (&name, params.new_name.as_str());
        written(
            names::renamed(self.files.as_ref(), &self.open, new, (encoding, versions))
                .map_err(NoResult::failed)?,
        )
    }

    /// The result of a request about one text; `absent` if that is not open.
    fn on<R: lsp::Request>(
        &mut self,
        params: serde_json::Value,
        result: impl FnOnce(&dyn SavedFiles, &mut OpenText, R::Params) -> R::Result,
        absent: impl FnOnce(R::Params) -> R::Result,
    ) -> Result<serde_json::Value, NoResult> {
        let uri = params.pointer("/textDocument/uri").and_then(serde_json::Value::as_str).map(str::to_owned);
        let params: R::Params = read(params)?;
        let open = uri.and_then(|uri| self.open.get_mut(&uri));
        written(match open {
            Some(open) => result(self.files.as_ref(), open, params),
            None => absent(params),
        })
    }

    fn all_findings(&mut self, params: serde_json::Value) -> Result<serde_json::Value, NoResult> {
        let params: lsp::WorkspaceDiagnosticParams = read(params)?;
        let showing = Showing { client: self.client, files: self.files.as_ref() };
        let paths: BTreeSet<&PathBuf> = self.open.values().map(|open| &open.path).collect();
        let is_open = |uri: &lsp::Uri| address::path(uri.as_ref()).is_some_and(|path| paths.contains(&path));
        written(pull::workspace(showing, params.previous_result_ids, is_open).map_err(NoResult::failed)?)
    }
}
