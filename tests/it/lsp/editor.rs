//! A small editor: it speaks with a server in the same process, or with the program over its streams.

use std::collections::BTreeMap;
use std::io::BufReader;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};

use paysched::internals::lsp::{Message, Notification, Request, Response, SavedFiles, Server, Unusable};
use paysched::internals::output::findings::CheckedFile;
use paysched::{FileReport, Settings, SourceFile, check};
use serde_json::{Value, json};

use crate::support::{scrubbed, settings};

/// The server at the other end.
enum End {
    Memory(Box<Server>),
    Program(Box<Child>, BufReader<ChildStdout>),
}

/// An editor, and what it was told so far.
pub(crate) struct Editor {
    end: End,
    asked: i32,
    /// What the server said beside answers, in order.
    pub(crate) heard: Vec<Message>,
    /// What it offers.
    pub(crate) offered: Value,
}

/// What editors of today can do.
pub(crate) fn able() -> Value {
    json!({
        "general": {"positionEncodings": ["utf-16", "utf-8"]},
        "workspace": {
            "diagnostics": {"refreshSupport": true},
            "didChangeWatchedFiles": {"dynamicRegistration": true},
            "workspaceEdit": {"documentChanges": true},
        },
        "textDocument": {
            "diagnostic": {"relatedInformation": true},
            "codeAction": {"codeActionLiteralSupport": {"codeActionKind": {"valueSet": []}}},
            "completion": {"completionItem": {"snippetSupport": true}},
            "documentSymbol": {"hierarchicalDocumentSymbolSupport": true},
        },
    })
}

/// One that is sent its findings, and counts columns in another unit.
pub(crate) fn older(encoding: &str) -> Value {
    let mut able = able();
    able["general"]["positionEncodings"] = json!([encoding]);
    able["textDocument"]["diagnostic"].take();
    able["textDocument"].as_object_mut().unwrap().remove("diagnostic");
    able["textDocument"]["publishDiagnostics"] = json!({"relatedInformation": true});
    able
}

impl Editor {
    /// One over files in memory.
    pub(crate) fn over(files: &[(&str, &str)], able: Value) -> Self {
        let server = Server::new(Box::new(Shelf::new(files)));
        Self::begin(End::Memory(Box::new(server)), Path::new("/offers"), able)
    }

    /// One that starts the program in a folder.
    pub(crate) fn starting(folder: &Path, arguments: &[&str], able: Value) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_paysched"));
        scrubbed(&mut command).arg("lsp").args(arguments).current_dir("/");
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let out = BufReader::new(child.stdout.take().unwrap());
        Self::begin(End::Program(Box::new(child), out), folder, able)
    }

    fn begin(end: End, folder: &Path, able: Value) -> Self {
        let mut editor = Self { end, asked: 0, heard: Vec::new(), offered: Value::Null };
        let uri = uri(folder);
        let begun = editor.ask(
            "initialize",
            json!({"processId": null, "rootUri": uri, "capabilities": able,
                "workspaceFolders": [{"uri": uri, "name": "offers"}]}),
        );
        editor.offered = begun["capabilities"].clone();
        editor.tell("initialized", json!({}));
        editor
    }

    /// The server in memory.
    pub(crate) fn server(&mut self) -> &mut Server {
        match &mut self.end {
            End::Memory(server) => server,
            End::Program(..) => panic!("the server is another process"),
        }
    }

    /// Sends a message, and lets the server in memory work.
    pub(crate) fn send(&mut self, message: Message) -> Vec<Message> {
        match &mut self.end {
            End::Memory(server) => {
                let mut said = server.take(message);
                while let Some(more) = server.work() {
                    said.extend(more);
                }
                said
            }
            End::Program(child, _) => {
                message.write(child.stdin.as_mut().unwrap()).unwrap();
                Vec::new()
            }
        }
    }

    /// Sends bytes as they are.
    pub(crate) fn send_raw(&mut self, bytes: &[u8]) {
        let End::Program(child, _) = &mut self.end else { panic!("only a program reads bytes") };
        std::io::Write::write_all(child.stdin.as_mut().unwrap(), bytes).unwrap();
    }

    pub(crate) fn tell(&mut self, method: &str, params: Value) {
        let said = self.send(Notification { method: method.to_owned(), params }.into());
        self.heard.extend(said);
    }

    /// A request, not yet sent.
    pub(crate) fn request(&mut self, method: &str, params: Value) -> Request {
        self.asked += 1;
        Request { id: self.asked.into(), method: method.to_owned(), params }
    }

    /// Sends a request, and waits for its answer.
    pub(crate) fn response(&mut self, method: &str, params: Value) -> Response {
        let request = self.request(method, params);
        let id = request.id.clone();
        let mut said = self.send(request.into());
        loop {
            if let End::Program(_, out) = &mut self.end {
                said.push(Message::read(out).unwrap().expect("an answer"));
            }
            let mut found = None;
            for message in said.drain(..) {
                match message {
                    Message::Response(response) if response.id == id => found = Some(response),
                    other => self.heard.push(other),
                }
            }
            if let Some(response) = found {
                return response;
            }
        }
    }

    /// The result of a request.
    pub(crate) fn ask(&mut self, method: &str, params: Value) -> Value {
        self.response(method, params).response_result.unwrap()
    }

    /// Opens a text.
    pub(crate) fn open(&mut self, uri: &str, text: &str) {
        self.tell(
            "textDocument/didOpen",
            json!({"textDocument": {"uri": uri, "languageId": "yaml", "version": 1, "text": text}}),
        );
    }

    /// The findings of an open text, which the editor asks for.
    pub(crate) fn findings(&mut self, uri: &str) -> Vec<Value> {
        let report = self.ask("textDocument/diagnostic", json!({"textDocument": {"uri": uri}}));
        report["items"].as_array().unwrap().clone()
    }

    /// The findings that were sent last for a text.
    pub(crate) fn sent(&self, uri: &str) -> Option<Vec<Value>> {
        let mut sent = self.heard.iter().filter_map(|message| match message {
            Message::Notification(told) if told.method == "textDocument/publishDiagnostics" => {
                Some(&told.params)
            }
            _ => None,
        });
        let last = sent.rfind(|params| params["uri"] == uri)?;
        Some(last["diagnostics"].as_array().unwrap().clone())
    }

    /// Ends the conversation, and gives the exit code of the program.
    pub(crate) fn end(mut self) -> Option<i32> {
        assert_eq!(self.ask("shutdown", Value::Null), Value::Null);
        self.tell("exit", Value::Null);
        match self.end {
            End::Memory(server) => Some(i32::from(server.over() != Some(true))),
            End::Program(mut child, _) => child.wait().unwrap().code(),
        }
    }
}

/// The address of a path.
pub(crate) fn uri(path: &Path) -> String {
    format!("file://{}", path.display())
}

/// The text after edits of the protocol, columns in UTF-16.
pub(crate) fn edited(text: &str, edits: &[Value]) -> String {
    let offset = |place: &Value| {
        let line = usize::try_from(place["line"].as_u64().unwrap()).unwrap();
        let start: usize = text.split_inclusive('\n').take(line).map(str::len).sum();
        let mut left = place["character"].as_u64().unwrap();
        let mut at = start;
        for letter in text[start..].chars() {
            if left == 0 {
                break;
            }
            left = left.saturating_sub(u64::try_from(letter.len_utf16()).unwrap());
            at += letter.len_utf8();
        }
        at
    };
    let new = |edit: &Value| match edit["newText"].as_str() {
        Some(text) => text.to_owned(),
        None => edit["snippet"]["value"].as_str().unwrap().to_owned(),
    };
    let place = |edit: &Value| (offset(&edit["range"]["start"]), offset(&edit["range"]["end"]), new(edit));
    let mut edits: Vec<_> = edits.iter().map(place).collect();
    edits.sort();
    let mut text = text.to_owned();
    for (start, end, new) in edits.into_iter().rev() {
        text.replace_range(start..end, &new);
    }
    text
}

/// Files in memory, under the settings of the tests.
#[derive(Debug)]
pub(crate) struct Shelf(BTreeMap<String, String>);

impl Shelf {
    pub(crate) fn new(files: &[(&str, &str)]) -> Self {
        Self(files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect())
    }

    fn all(&self) -> impl Iterator<Item = SourceFile> {
        self.0.iter().map(|(path, text)| SourceFile::new(path.clone(), text.clone()))
    }
}

impl SavedFiles for Shelf {
    fn open(&mut self, _: Vec<PathBuf>) {}

    fn renew(&mut self) {}

    fn edition(&self) -> u64 {
        0
    }

    fn shown(&self, path: &Path) -> String {
        path.strip_prefix("/offers").unwrap_or(path).display().to_string()
    }

    fn path(&self, shown: &str) -> PathBuf {
        Path::new("/offers").join(shown)
    }

    fn settings(&self, _: &Path) -> Result<Settings, Unusable> {
        Ok(settings())
    }

    fn leave_out(&self, _: &SourceFile, _: &mut FileReport) {}

    fn read(&self, path: &Path) -> Option<SourceFile> {
        let shown = self.shown(path);
        self.all().find(|file| file.path() == shown)
    }

    fn register(&self, _: &Path) -> Option<SourceFile> {
        None
    }

    fn texts(&self) -> Vec<SourceFile> {
        self.all().collect()
    }

    fn checked(&self) -> Result<Vec<CheckedFile>, Unusable> {
        let checked =
            self.all().map(|source| CheckedFile { report: check(&source, &settings()).report, source });
        Ok(checked.filter(|file| !file.report.diagnostics.is_empty()).collect())
    }
}
