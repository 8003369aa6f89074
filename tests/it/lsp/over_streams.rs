//! The program that an editor starts: its streams, and the files on disk.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::editor::{Editor, able, edited, older, uri};
use crate::support::BASE;
use crate::support::place::Place;

const DAY: [&str; 2] = ["--as-of", "2026-11-22"];

const REGISTER: &str =
    "paysched_accounts: 1\naccounts:\n  \"111122223333\": { name: Acme KK, billing: credit_card }\n";

/// Offers under a configuration, with a register, an authorization and an offer that rests on it.
fn place() -> Place {
    let authorization =
        BASE.replace("paysched: 1", "paysched: 1\nkind: resale_authorization\nid: resaleauthz-1abc");
    let partner = BASE
        .replace("paysched: 1", "paysched: 1\nkind: channel_partner_offer\nresale: {authorization: ra.yaml}")
        .replace("currency: USD", "currency: EUR");
    let place = Place::new(&[
        (
            "paysched.toml",
            "accounts = \"accounts.yaml\"\nexclude = [\"drafts/\"]\n[[per-path]]\npaths = [\"old/\"]\nlevels = { description-missing = \"error\" }\n",
        ),
        ("accounts.yaml", REGISTER),
        ("a.yaml", &BASE.replace("billing: invoice, ", "")),
        ("ra.yaml", &authorization),
        ("partner.yaml", &partner),
        ("old/b.yaml", &BASE.replace("description: Enterprise plan for Acme KK\n", "")),
        ("drafts/c.yaml", &BASE.replace("USD", "USX")),
        ("compose.yaml", "services: {}\n"),
    ]);
    std::fs::create_dir(place.path().join(".git")).unwrap();
    place
}

/// What the command line finds in all files: the rule, the line and the message of each finding.
fn by_command(place: &Place, path: &str) -> BTreeMap<String, Vec<(String, u64, String)>> {
    let ran = place.run(&["check", path, "--format", "json", DAY[0], DAY[1], "--fail-on", "never"]);
    let report: Value = serde_json::from_str(&ran.out).unwrap();
    let mut files: BTreeMap<String, Vec<_>> = BTreeMap::new();
    for found in report["diagnostics"].as_array().unwrap() {
        let text = |key: &str| found[key].as_str().unwrap().to_owned();
        let line = found["labels"][0]["from"]["line"].as_u64().unwrap() - 1;
        files.entry(text("path")).or_default().push((text("rule"), line, text("message")));
    }
    files
}

fn by_editor(findings: &[Value]) -> Vec<(String, u64, String)> {
    let one = |found: &Value| {
        let message = found["message"].as_str().unwrap().lines().next().unwrap().to_owned();
        (
            found["code"].as_str().unwrap().to_owned(),
            found["range"]["start"]["line"].as_u64().unwrap(),
            message,
        )
    };
    findings.iter().map(one).collect()
}

#[test]
fn the_findings_are_those_of_the_command_line_for_each_file_and_for_all() {
    let place = place();
    let all = by_command(&place, ".");
    assert!(all.len() >= 3, "{all:?}");
    let mut editor = Editor::starting(place.path(), &DAY, able());
    let report = editor.ask("workspace/diagnostic", json!({"previousResultIds": []}));
    let told: BTreeMap<String, Vec<_>> = report["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|file| {
            let path =
                file["uri"].as_str().unwrap().strip_prefix(&(uri(place.path()) + "/")).unwrap().to_owned();
            (path, by_editor(file["items"].as_array().unwrap()))
        })
        .collect();
    assert_eq!(told, all);
    for file in ["a.yaml", "ra.yaml", "partner.yaml", "old/b.yaml", "accounts.yaml", "compose.yaml"] {
        let uri = uri(&place.path().join(file));
        editor.open(&uri, &place.read(file));
        let found = by_editor(&editor.findings(&uri));
        assert_eq!(found, all.get(file).cloned().unwrap_or_default(), "{file}");
    }
    assert_eq!(editor.end(), Some(0));
}

#[test]
fn a_finding_points_at_the_other_file_that_it_is_about() {
    let place = place();
    let mut editor = Editor::starting(place.path(), &DAY, able());
    let related = |editor: &mut Editor, file: &str| -> Vec<String> {
        let uri = uri(&place.path().join(file));
        editor.open(&uri, &place.read(file));
        let findings = editor.findings(&uri);
        let places = findings.iter().filter_map(|found| found["relatedInformation"].as_array());
        places.flatten().map(|place| place["location"]["uri"].as_str().unwrap().to_owned()).collect()
    };
    let register = uri(&place.path().join("accounts.yaml"));
    assert!(related(&mut editor, "a.yaml").contains(&register));
    let authorization = uri(&place.path().join("ra.yaml"));
    assert!(related(&mut editor, "partner.yaml").contains(&authorization));
    assert_eq!(editor.end(), Some(0));
}

#[test]
fn a_change_of_the_register_or_the_configuration_is_felt_in_open_offers() {
    let place = place();
    let offer = uri(&place.path().join("a.yaml"));
    let mut editor = Editor::starting(place.path(), &DAY, able());
    editor.open(&offer, &place.read("a.yaml"));
    let rules = |editor: &mut Editor| -> Vec<String> {
        by_editor(&editor.findings(&offer)).into_iter().map(|(rule, ..)| rule).collect()
    };
    assert_eq!(rules(&mut editor), ["buyer-not-invoiced"]);
    // No word of the editor is needed: the file looks otherwise.
    place.write("accounts.yaml", &REGISTER.replace("credit_card", "invoice"));
    assert_eq!(rules(&mut editor), Vec::<String>::new());
    place.write("accounts.yaml", REGISTER);
    assert_eq!(rules(&mut editor), ["buyer-not-invoiced"]);
    place.write("paysched.toml", "accounts = \"accounts.yaml\"\n[levels]\nbuyer-not-invoiced = \"off\"\n");
    assert_eq!(rules(&mut editor), Vec::<String>::new());
    // A configuration that cannot be used is said where the offer is, with its place.
    place.write("paysched.toml", "accounts = \"gone.yaml\"\n");
    let found = editor.findings(&offer);
    assert!(found[0]["message"].as_str().unwrap().starts_with("not checked: paysched.toml: "), "{found:?}");
    let there = &found[0]["relatedInformation"][0]["location"];
    assert_eq!(there["uri"], uri(&place.path().join("paysched.toml")));
    // And in the configuration, if that is open.
    let config = uri(&place.path().join("paysched.toml"));
    editor.open(&config, &place.read("paysched.toml"));
    assert_eq!(editor.findings(&config)[0]["range"]["start"], json!({"line": 0, "character": 11}));
    editor.open(&config, "levels = 3\n");
    assert_eq!(editor.findings(&config).len(), 1);
    assert_eq!(editor.end(), Some(0));
}

#[test]
fn files_that_vanish_are_no_trouble() {
    let place = place();
    let offer = uri(&place.path().join("partner.yaml"));
    let mut editor = Editor::starting(place.path(), &DAY, older("utf-8"));
    editor.open(&offer, &place.read("partner.yaml"));
    for file in ["ra.yaml", "partner.yaml", "accounts.yaml", "paysched.toml"] {
        std::fs::remove_file(place.path().join(file)).unwrap();
        editor.heard.clear();
        editor.tell("workspace/didChangeWatchedFiles", json!({"changes": []}));
        // The answer to any request comes after what was sent before.
        let params = json!({"textDocument": {"uri": offer}, "options": {"tabSize": 2, "insertSpaces": true}});
        let edits = editor.ask("textDocument/formatting", params);
        assert!(edits.is_array(), "{file}");
    }
    std::fs::remove_dir_all(place.path().join("old")).unwrap();
    editor.tell("textDocument/didSave", json!({"textDocument": {"uri": offer}}));
    assert_eq!(editor.end(), Some(0));
}

#[test]
fn bytes_that_are_no_message_are_told_and_the_next_message_is_read() {
    let place = place();
    let mut editor = Editor::starting(place.path(), &DAY, able());
    for bytes in [
        "Content-Length: 9\r\n\r\n{\"no\": js",
        "Content-Length: 16\r\n\r\n{\"jsonrpc\": 2.0}",
        "nonsense\r\n",
        "Content-Length: many\r\n\r\n",
    ] {
        editor.send_raw(bytes.as_bytes());
    }
    let offer = uri(&place.path().join("x.yaml"));
    editor.open(&offer, "paysched: 1\n");
    assert!(!editor.findings(&offer).is_empty());
    let logged = editor.heard.iter().filter(|message| format!("{message:?}").contains("unreadable message"));
    assert!(logged.count() >= 4, "{:?}", editor.heard);
    assert_eq!(editor.end(), Some(0));
}

#[test]
fn the_options_of_the_check_hold_in_the_editor() {
    let place = place();
    let offer = uri(&place.path().join("a.yaml"));
    let text = place.read("a.yaml");
    let found = |arguments: &[&str]| {
        let mut editor = Editor::starting(place.path(), &[&DAY, arguments].concat(), able());
        editor.open(&offer, &text);
        let rules: Vec<String> =
            by_editor(&editor.findings(&offer)).into_iter().map(|(rule, ..)| rule).collect();
        assert_eq!(editor.end(), Some(0));
        rules
    };
    assert_eq!(found(&[]), ["buyer-not-invoiced"]);
    assert_eq!(found(&["--isolated"]), ["buyer-billing-unknown"]);
    assert_eq!(found(&["--ignore", "buyer-not-invoiced"]), Vec::<String>::new());
    assert_eq!(found(&["--select", "zero-amount"]), Vec::<String>::new());
    let baseline = place.path().join("known.json");
    place.run(&["check", "a.yaml", DAY[0], DAY[1], &format!("--write-baseline={}", baseline.display())]);
    assert_eq!(found(&[&format!("--baseline={}", baseline.display())]), Vec::<String>::new());
    let ran = place.run(&["lsp", "--select", "no-such-rule"]);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
}

#[test]
fn an_editor_that_is_gone_ends_the_server() {
    let place = place();
    let ran = place.run(&["lsp"]);
    assert_eq!((ran.code, ran.out.as_str(), ran.err.as_str()), (1, "", ""));
}

#[test]
#[cfg(target_os = "linux")]
fn an_output_that_cannot_be_written_is_2() {
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_paysched"));
    crate::support::scrubbed(&mut command).arg("lsp").stdout(full);
    let mut child =
        command.stdin(std::process::Stdio::piped()).stderr(std::process::Stdio::piped()).spawn().unwrap();
    let begin =
        "{\"jsonrpc\": \"2.0\", \"id\": 1, \"method\": \"initialize\", \"params\": {\"capabilities\": {}}}";
    let mut input = child.stdin.take().unwrap();
    std::io::Write::write_all(
        &mut input,
        format!("Content-Length: {}\r\n\r\n{begin}", begin.len()).as_bytes(),
    )
    .unwrap();
    let ended = child.wait_with_output().unwrap();
    let err = String::from_utf8(ended.stderr).unwrap();
    assert_eq!(ended.status.code(), Some(2), "{err}");
    assert!(err.contains("the output cannot be written: No space left on device"), "{err}");
}

#[test]
fn edits_reach_the_program_in_every_unit() {
    let place = place();
    let offer = uri(&place.path().join("untidy.yaml"));
    let mut editor = Editor::starting(place.path(), &DAY, older("utf-16"));
    let text = BASE.replace("name: Acme", "name:    日本𝄞 Acme");
    editor.open(&offer, &text);
    let params = json!({"textDocument": {"uri": offer}, "options": {"tabSize": 2, "insertSpaces": true}});
    let edits = editor.ask("textDocument/formatting", params);
    assert!(edited(&text, edits.as_array().unwrap()).contains("\nname: 日本𝄞 Acme"));
    assert_eq!(editor.end(), Some(0));
}
