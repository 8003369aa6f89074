//! What the protocol demands of a server, whatever it serves.

use paysched::internals::lsp::{Message, Notification, Response};
use serde_json::{Value, json};

use super::URI;
use super::editor::{Editor, able, older};
use crate::support::BASE;

fn code(response: &Response) -> i32 {
    response.response_result.as_ref().unwrap_err().code
}

fn only_response(said: Vec<Message>) -> Response {
    match <[Message; 1]>::try_from(said).unwrap() {
        [Message::Response(response)] => response,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_conversation_begins_and_ends_in_order() {
    let files = super::editor::Shelf::new(&[]);
    let mut server = paysched::internals::lsp::Server::new(Box::new(files));
    let mut editor = Editor::over(&[], able());
    let early = editor.request("textDocument/hover", json!({}));
    assert_eq!(code(&only_response(server.take(early.into()))), -32002);
    let notice = Notification { method: "textDocument/didOpen".to_owned(), params: json!({}) };
    assert!(server.take(notice.into()).is_empty());
    assert_eq!(code(&editor.response("initialize", json!({"capabilities": {}}))), -32600);
    assert_eq!(editor.ask("shutdown", Value::Null), Value::Null);
    assert_eq!(
        code(&editor.response("textDocument/diagnostic", json!({"textDocument": {"uri": URI}}))),
        -32600
    );
    editor.tell("exit", Value::Null);
    assert_eq!(editor.server().over(), Some(true));
    let mut abrupt = Editor::over(&[], able());
    abrupt.tell("exit", Value::Null);
    assert_eq!(abrupt.server().over(), Some(false));
}

#[test]
fn the_unit_of_columns_is_agreed_on() {
    for (taken, agreed) in [
        (json!(["utf-8", "utf-16"]), "utf-8"),
        (json!(["utf-32"]), "utf-32"),
        (json!(["utf-7", "utf-16"]), "utf-16"),
        (json!([]), "utf-16"),
    ] {
        let mut able = able();
        able["general"]["positionEncodings"] = taken;
        assert_eq!(Editor::over(&[], able).offered["positionEncoding"], agreed);
    }
    assert_eq!(Editor::over(&[], json!({})).offered["positionEncoding"], "utf-16");
}

#[test]
fn only_what_the_editor_can_use_is_offered() {
    let offered = Editor::over(&[], json!({})).offered;
    for absent in ["diagnosticProvider", "codeActionProvider"] {
        assert_eq!(offered[absent], Value::Null, "{absent}");
    }
    assert_eq!(offered["textDocumentSync"], json!({"openClose": true, "change": 2, "save": true}));
}

#[test]
fn messages_that_make_no_sense_are_answered_and_leave_the_server_alive() {
    let mut editor = Editor::over(&[], able());
    assert_eq!(code(&editor.response("no/such/thing", json!({}))), -32601);
    assert_eq!(code(&editor.response("textDocument/diagnostic", json!({"textDocument": 3}))), -32602);
    assert_eq!(code(&editor.response("textDocument/formatting", Value::Null)), -32602);
    for (method, params) in [
        ("textDocument/didOpen", json!({"textDocument": {}})),
        ("textDocument/didChange", json!([1, 2])),
        ("$/cancelRequest", Value::Null),
        ("no/such/thing", json!(3)),
        (
            "textDocument/didChange",
            json!({"textDocument": {"uri": URI, "version": 1}, "contentChanges": [{"text": "x"}]}),
        ),
        ("textDocument/didClose", json!({"textDocument": {"uri": URI}})),
    ] {
        editor.tell(method, params);
    }
    let logged = |message: &&Message| matches!(message, Message::Notification(told) if told.method == "window/logMessage");
    assert_eq!(editor.heard.iter().filter(logged).count(), 3);
    editor.open(URI, &BASE.replace("USD", "USX"));
    assert_eq!(editor.findings(URI).len(), 1);
    // Places that are nowhere are the ends of the text.
    let far = json!({"line": 4_000_000_000_u32, "character": 4_000_000_000_u32});
    let change = json!({"range": {"start": far, "end": {"line": 0, "character": 0}}, "text": "x"});
    let document = json!({"uri": URI, "version": 2});
    editor.tell("textDocument/didChange", json!({"textDocument": document, "contentChanges": [change]}));
    assert!(editor.server().text(URI).unwrap().ends_with("}\nx"));
}

#[test]
fn what_is_cancelled_or_out_of_date_is_not_worked_out() {
    let mut editor = Editor::over(&[], able());
    editor.open(URI, BASE);
    let document = json!({"uri": URI});
    let first = editor.request("textDocument/diagnostic", json!({"textDocument": document}));
    let second = editor.request(
        "textDocument/formatting",
        json!({"textDocument": document, "options": {"tabSize": 2, "insertSpaces": true}}),
    );
    let third = editor
        .request("textDocument/diagnostic", json!({"textDocument": {"uri": "file:///offers/other.yaml"}}));
    let fourth = editor.request("workspace/diagnostic", json!({"previousResultIds": []}));
    let ids = [&first, &second, &third, &fourth].map(|request| request.id.clone());
    let server = editor.server();
    for request in [first, second, third, fourth] {
        assert!(server.take(request.into()).is_empty());
    }
    let cancel = Notification { method: "$/cancelRequest".to_owned(), params: json!({"id": 4}) };
    let cancel = Notification { params: json!({"id": serde_json::to_value(&ids[3]).unwrap()}), ..cancel };
    let cancelled = only_response(server.take(cancel.clone().into()));
    assert_eq!((&cancelled.id, code(&cancelled)), (&ids[3], -32800));
    // A second time there is nothing to cancel.
    assert!(server.take(cancel.into()).is_empty());
    let change = json!({"textDocument": {"uri": URI, "version": 2}, "contentChanges": [{"text": ""}]});
    let said =
        server.take(Notification { method: "textDocument/didChange".to_owned(), params: change }.into());
    let old: Vec<(Value, i32, Value)> = said
        .iter()
        .map(|message| match message {
            Message::Response(response) => {
                let error = response.response_result.as_ref().unwrap_err();
                (json!(response.id), error.code, json!(error.data))
            }
            other => panic!("{other:?}"),
        })
        .collect();
    let again = json!({"retriggerRequest": true});
    assert_eq!(old, [(json!(ids[0]), -32802, again), (json!(ids[1]), -32801, Value::Null)]);
    // What is about another text is answered.
    let answer = only_response(server.work().unwrap());
    assert_eq!(answer.id, ids[2]);
    assert!(answer.response_result.is_ok());
    assert!(server.work().is_none());
}

#[test]
fn findings_of_edits_that_were_made_since_are_not_sent() {
    let mut editor = Editor::over(&[], older("utf-16"));
    let server = editor.server();
    let told = |method: &str, params: Value| Notification { method: method.to_owned(), params }.into();
    let document = json!({"uri": URI, "languageId": "yaml", "version": 1, "text": "paysched: 1\n"});
    assert!(server.take(told("textDocument/didOpen", json!({"textDocument": document}))).is_empty());
    for version in 2..5 {
        let change =
            json!({"textDocument": {"uri": URI, "version": version}, "contentChanges": [{"text": BASE}]});
        assert!(server.take(told("textDocument/didChange", change)).is_empty());
    }
    let said = server.work().unwrap();
    let [Message::Notification(sent)] = said.as_slice() else { panic!("{said:?}") };
    assert_eq!((&sent.params["version"], &sent.params["diagnostics"]), (&json!(4), &json!([])));
    assert!(server.work().is_none());
    // What is closed has no findings any more.
    let closed = server.take(told("textDocument/didClose", json!({"textDocument": {"uri": URI}})));
    let [Message::Notification(sent)] = closed.as_slice() else { panic!("{closed:?}") };
    assert_eq!(sent.params["diagnostics"], json!([]));
}

#[test]
fn the_editor_is_asked_to_tell_of_changed_files_and_asks_again_then() {
    let mut editor = Editor::over(&[], able());
    let asked = |editor: &mut Editor| -> Vec<String> {
        let method = |message: Message| match message {
            Message::Request(request) => Some(request.method),
            _ => None,
        };
        editor.heard.drain(..).filter_map(method).collect()
    };
    assert_eq!(asked(&mut editor), ["client/registerCapability"]);
    let changed = json!({"changes": [{"uri": "file:///offers/accounts.yaml", "type": 2}]});
    editor.tell("workspace/didChangeWatchedFiles", changed.clone());
    assert_eq!(asked(&mut editor), ["workspace/diagnostic/refresh"]);
    let mut older = Editor::over(&[], older("utf-16"));
    older.open(URI, BASE);
    older.heard.clear();
    older.tell("workspace/didChangeWatchedFiles", changed);
    assert_eq!(older.sent(URI), Some(Vec::new()));
}
