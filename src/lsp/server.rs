//! The server: takes one message at a time, and does what is to be done one piece after the other.

mod answers;

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::path::PathBuf;

use gen_lsp_types as lsp;
use gen_lsp_types::{LspNotificationMethod as Told, Request as _};
use lsp_server::{ErrorCode, Message, Notification, Request, RequestId, Response, ResponseError};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::address;
use super::client::{Client, SOURCE};
use super::diagnostics::Showing;
use super::files::SavedFiles;
use super::opened::OpenText;

/// How far the conversation is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Conversation {
    /// Nothing but `initialize` is answered.
    Before,
    Running,
    /// `shutdown` was asked for.
    Closing,
    /// The editor said `exit`; whether it asked for `shutdown` before.
    Over(bool),
}

/// A language server. It does nothing by itself: [`Server::take`] gives it a message, [`Server::work`] lets
/// it do the next piece of work, and both return what it has to say.
///
/// Notifications take effect when they are taken, requests wait to be worked on. So whoever takes all
/// messages that are there before each piece of work spares the ones that are cancelled or out of date by
/// then.
#[derive(Debug)]
pub struct Server {
    files: Box<dyn SavedFiles>,
    stage: Conversation,
    client: Client,
    folders: Vec<PathBuf>,
    open: BTreeMap<String, OpenText>,
    waiting: VecDeque<Request>,
    /// The texts whose findings are to be sent.
    unsent: BTreeSet<String>,
    /// How many requests the editor was sent.
    sent: i32,
}

/// Why a request has no result.
#[derive(Debug)]
pub(super) struct NoResult(ErrorCode, String);

impl NoResult {
    /// The request can be understood, and not be done.
    pub(super) fn failed(why: impl ToString) -> Self {
        Self(ErrorCode::RequestFailed, why.to_string())
    }
}

impl Server {
    /// A server over these files.
    pub fn new(files: Box<dyn SavedFiles>) -> Self {
        Self {
            files,
            stage: Conversation::Before,
            client: Client::default(),
            folders: Vec::new(),
            open: BTreeMap::new(),
            waiting: VecDeque::new(),
            unsent: BTreeSet::new(),
            sent: 0,
        }
    }

    /// Whether the conversation is over, and then, whether it ended as it should.
    pub fn over(&self) -> Option<bool> {
        match self.stage {
            Conversation::Over(well) => Some(well),
            _ => None,
        }
    }

    /// The text of an open file, by its address.
    pub fn text(&self, uri: &str) -> Option<&str> {
        self.open.get(uri).map(|open| open.source.text())
    }

    /// Takes a message.
    pub fn take(&mut self, message: Message) -> Vec<Message> {
        match message {
            Message::Request(request) => self.request(request),
            Message::Notification(told) => self.told(told),
            // The answers to what the server asks for say nothing.
            Message::Response(_) => Vec::new(),
        }
    }

    /// What is said to a message that could not be read as one.
    pub fn unreadable(&self, why: &str) -> Message {
        let params = lsp::LogMessageParams {
            kind: lsp::MessageType::Error,
            message: format!("unreadable message: {why}"),
        };
        told::<lsp::LogMessageNotification>(params)
    }

    /// Does the next piece of work. `None` if there is nothing to do until another message comes.
    pub fn work(&mut self) -> Option<Vec<Message>> {
        if let Some(request) = self.waiting.pop_front() {
            return Some(vec![self.answer(request).into()]);
        }
        let uri = self.unsent.pop_first()?;
        let showing = Showing { client: self.client, files: self.files.as_ref() };
        let Some(open) = self.open.get_mut(&uri) else { return Some(Vec::new()) };
        let diagnostics = showing.open(open);
        Some(vec![published(&open.uri, Some(open.version), diagnostics)])
    }

    fn request(&mut self, request: Request) -> Vec<Message> {
        let code = match (self.stage, request.method.as_str()) {
            (Conversation::Before, "initialize") => return vec![self.initialize(request).into()],
            (Conversation::Before, _) => ErrorCode::ServerNotInitialized,
            (Conversation::Running, "initialize") | (Conversation::Closing | Conversation::Over(_), _) => {
                ErrorCode::InvalidRequest
            }
            (Conversation::Running, _) => {
                self.waiting.push_back(request);
                return Vec::new();
            }
        };
        let why = format!("`{}` cannot be asked for now", request.method);
        vec![refused(request.id, NoResult(code, why)).into()]
    }

    fn initialize(&mut self, request: Request) -> Response {
        let id = request.id.clone();
        let params: lsp::InitializeParams = match read(request.params) {
            Ok(params) => params,
            Err(why) => return refused(id, why),
        };
        self.client = Client::new(&params.capabilities);
        let folders = match params.workspace_folders_initialize_params.workspace_folders {
            Some(lsp::WorkspaceFolders::WorkspaceFolderList(folders)) => {
                folders.into_iter().map(|folder| folder.uri).collect()
            }
            _ => root(&params).into_iter().collect::<Vec<_>>(),
        };
        self.folders = folders.iter().filter_map(|uri| address::path(uri.as_ref())).collect();
        self.files.open(self.folders.clone());
        self.stage = Conversation::Running;
        done(
            id,
            lsp::InitializeResult {
                capabilities: self.client.offered(),
                server_info: Some(lsp::ServerInfo {
                    name: SOURCE.to_owned(),
                    version: Some(env!("CARGO_PKG_VERSION").to_owned()),
                }),
            },
        )
    }

    fn told(&mut self, told: Notification) -> Vec<Message> {
        if self.stage == Conversation::Before && told.method != "exit" {
            return Vec::new();
        }
        let said = match Told::from(told.method.as_str()) {
            Told::Exit => {
                self.stage = Conversation::Over(self.stage == Conversation::Closing);
                Ok(Vec::new())
            }
            Told::Initialized => Ok(self.watch()),
            Told::CancelRequest => read(told.params).map(|params| self.cancel(params)),
            Told::TextDocumentDidOpen => read(told.params).map(|params| self.opened(params)),
            Told::TextDocumentDidChange => read(told.params).map(|params| self.changed(params)),
            Told::TextDocumentDidClose => read(told.params).map(|params| self.closed(params)),
            Told::TextDocumentDidSave | Told::WorkspaceDidChangeWatchedFiles => Ok(self.renewed()),
            Told::WorkspaceDidChangeWorkspaceFolders => read(told.params).map(|params| self.moved(params)),
            _ => Ok(Vec::new()),
        };
        said.unwrap_or_else(|NoResult(_, why)| vec![self.unreadable(&format!("`{}`: {why}", told.method))])
    }

    /// Asks to be told of changed files: offers, registers, calendars, configurations.
    fn watch(&mut self) -> Vec<Message> {
        if !self.client.watches {
            return Vec::new();
        }
        let watchers = ["**/*.{yaml,yml,toml,txt,ics}", "**/paysched-baseline.json"]
            .map(|pattern| lsp::FileSystemWatcher { glob_pattern: pattern.to_owned().into(), kind: None });
        let options = lsp::DidChangeWatchedFilesRegistrationOptions { watchers: watchers.to_vec() };
        let registration = lsp::Registration {
            id: "files".to_owned(),
            method: Told::WorkspaceDidChangeWatchedFiles.to_string(),
            register_options: serde_json::to_value(options).ok(),
        };
        vec![
            self.ask::<lsp::RegistrationRequest>(lsp::RegistrationParams {
                registrations: vec![registration],
            }),
        ]
    }

    fn cancel(&mut self, params: lsp::CancelParams) -> Vec<Message> {
        let id = match params.id {
            lsp::Id::Int(id) => RequestId::from(id),
            lsp::Id::String(id) => RequestId::from(id),
        };
        let at = self.waiting.iter().position(|request| request.id == id);
        let request = at.and_then(|at| self.waiting.remove(at));
        let refuse = |request: Request| {
            refused(request.id, NoResult(ErrorCode::RequestCanceled, "cancelled".to_owned())).into()
        };
        request.map(refuse).into_iter().collect()
    }

    fn opened(&mut self, params: lsp::DidOpenTextDocumentParams) -> Vec<Message> {
        let lsp::TextDocumentItem { uri, version, text, .. } = params.text_document;
        let key = uri.0.clone();
        self.open.insert(key.clone(), OpenText::new(self.files.as_ref(), uri, version, text));
        self.unsend(key);
        Vec::new()
    }

    fn changed(&mut self, params: lsp::DidChangeTextDocumentParams) -> Vec<Message> {
        let key = params.text_document.text_document_identifier.uri.0;
        let Some(open) = self.open.get_mut(&key) else { return Vec::new() };
        open.change(params.text_document.version, params.content_changes, self.client.encoding);
        self.unsend(key.clone());
        self.out_of_date(&key)
    }

    /// Refuses what waits to be worked out for a text that has changed since.
    fn out_of_date(&mut self, uri: &str) -> Vec<Message> {
        let is_of = |request: &Request| {
            request.params.pointer("/textDocument/uri").and_then(serde_json::Value::as_str) == Some(uri)
        };
        let (old, waiting): (VecDeque<Request>, _) =
            std::mem::take(&mut self.waiting).into_iter().partition(is_of);
        self.waiting = waiting;
        let refuse = |request: Request| {
            let pull = request.method == lsp::DocumentDiagnosticRequest::METHOD.as_str();
            let code = if pull { ErrorCode::ServerCancelled } else { ErrorCode::ContentModified };
            let again = lsp::DiagnosticServerCancellationData { retrigger_request: true };
            let mut response = refused(request.id, NoResult(code, "the text has changed".to_owned()));
            if let (true, Err(error)) = (pull, &mut response.response_result) {
                error.data = serde_json::to_value(again).ok();
            }
            response.into()
        };
        old.into_iter().map(refuse).collect()
    }

    fn closed(&mut self, params: lsp::DidCloseTextDocumentParams) -> Vec<Message> {
        let uri = params.text_document.uri;
        self.unsent.remove(uri.as_ref());
        if self.open.remove(uri.as_ref()).is_none() || self.client.pulls {
            return Vec::new();
        }
        vec![published(&uri, None, Vec::new())]
    }

    /// Files have changed, on which the findings of every open text may depend.
    fn renewed(&mut self) -> Vec<Message> {
        self.files.renew();
        if self.client.pulls {
            let refresh = self.client.refreshes.then(|| self.ask::<lsp::DiagnosticRefreshRequest>(()));
            return refresh.into_iter().collect();
        }
        self.unsent.extend(self.open.keys().cloned());
        Vec::new()
    }

    fn moved(&mut self, params: lsp::DidChangeWorkspaceFoldersParams) -> Vec<Message> {
        let path = |folder: &lsp::WorkspaceFolder| address::path(folder.uri.as_ref());
        let gone: Vec<PathBuf> = params.event.removed.iter().filter_map(path).collect();
        self.folders.retain(|folder| !gone.contains(folder));
        self.folders.extend(params.event.added.iter().filter_map(path));
        self.files.open(self.folders.clone());
        self.renewed()
    }

    /// The findings of a text are to be sent, if the editor does not ask for them.
    fn unsend(&mut self, uri: String) {
        if !self.client.pulls {
            self.unsent.insert(uri);
        }
    }

    fn ask<R: lsp::Request>(&mut self, params: R::Params) -> Message {
        self.sent += 1;
        let params = serde_json::to_value(params).unwrap_or_default();
        Request { id: self.sent.into(), method: R::METHOD.to_string(), params }.into()
    }
}

/// The one folder of an editor that knows no workspace of several.
#[expect(deprecated, reason = "older editors name no other folder")]
fn root(params: &lsp::InitializeParams) -> Option<lsp::Uri> {
    params.root_uri.clone()
}

/// The parameters of a message.
pub(super) fn read<T: DeserializeOwned>(params: serde_json::Value) -> Result<T, NoResult> {
    serde_json::from_value(params).map_err(|error| NoResult(ErrorCode::InvalidParams, error.to_string()))
}

/// A result in JSON.
pub(super) fn written(result: impl Serialize) -> Result<serde_json::Value, NoResult> {
    serde_json::to_value(result).map_err(|error| NoResult(ErrorCode::InternalError, error.to_string()))
}

fn done(id: RequestId, result: impl Serialize) -> Response {
    match written(result) {
        Ok(result) => Response { id, response_result: Ok(result) },
        Err(why) => refused(id, why),
    }
}

fn refused(id: RequestId, NoResult(code, message): NoResult) -> Response {
    // The codes are the numbers of the variants; nothing else gives them.
    #[expect(clippy::as_conversions, reason = "the number of a variant")]
    let code = code as i32;
    Response { id, response_result: Err(ResponseError { code, message, data: None }) }
}

fn told<N: lsp::Notification>(params: N::Params) -> Message {
    let params = serde_json::to_value(params).unwrap_or_default();
    Notification { method: N::METHOD.to_string(), params }.into()
}

fn published(uri: &lsp::Uri, version: Option<i32>, diagnostics: Vec<lsp::Diagnostic>) -> Message {
    let params = lsp::PublishDiagnosticsParams { uri: uri.clone(), version, diagnostics };
    told::<lsp::PublishDiagnosticsNotification>(params)
}
