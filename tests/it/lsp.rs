//! The language server, as an editor sees it: the same findings as on the command line, edit after edit.

mod editor;
mod features;
mod over_streams;
mod protocol;

use std::collections::BTreeMap;

use paysched::internals::lint::Found;
use paysched::{Diagnostic, Severity, SourceFile, Span, check};
use serde_json::{Value, json};

use crate::rules::examples;
use crate::support::{BASE, offer_files, settings};
use editor::{Editor, able, edited, older};

const URI: &str = "file:///offers/a.yaml";

/// Line and column of a byte offset, from 0, columns in UTF-16.
fn place(text: &str, offset: u32) -> [usize; 2] {
    let before = &text[..offset as usize];
    let lines = before.replace("\r\n", "\n").replace('\r', "\n");
    // Between the two halves of a line break is the end of the line.
    let line = lines.matches('\n').count();
    let last = lines.rsplit('\n').next().unwrap();
    [line, last.encode_utf16().count()]
}

fn range(text: &str, span: Span) -> Value {
    let place = |offset| {
        let [line, character] = place(text, offset);
        json!({"line": line, "character": character})
    };
    json!({"start": place(span.start()), "end": place(span.end())})
}

/// What an editor is to show of a finding, its words apart.
fn shown(text: &str, found: &Diagnostic) -> Value {
    let severity = match found.severity {
        Severity::Error => 1,
        Severity::Warning => 2,
        Severity::Info => 3,
    };
    json!([found.rule, severity, range(text, found.span()), found.message.to_string()])
}

fn as_shown(finding: &Value) -> Value {
    let message = finding["message"].as_str().unwrap().lines().next().unwrap_or("");
    json!([finding["code"], finding["severity"], finding["range"], message])
}

/// The findings of a check of a file that was found in a folder.
fn expected(text: &str) -> Vec<Value> {
    let source = SourceFile::new("a.yaml", text);
    let checked = check(&source, &settings().of_found(Found::Walked));
    // A message goes on one line; its help comes below.
    checked.findings().iter().map(|found| shown(text, found)).collect()
}

#[test]
fn every_finding_of_a_check_is_the_same_in_an_editor() {
    let mut texts: Vec<String> =
        offer_files().iter().map(|path| std::fs::read_to_string(path).unwrap()).collect();
    texts.extend(examples().iter().map(|example| example.text.clone()));
    let mut pulling = Editor::over(&[], able());
    let mut pushed = Editor::over(&[], older("utf-16"));
    let mut count = 0;
    for (at, text) in texts.into_iter().enumerate() {
        let expected = expected(&text);
        count += expected.len();
        pulling.open(URI, &text);
        let found: Vec<Value> = pulling.findings(URI).iter().map(as_shown).collect();
        assert_eq!(found, expected, "{text}");
        // The way is the same but for its end.
        if at % 8 > 0 {
            continue;
        }
        pushed.heard.clear();
        pushed.open(URI, &text);
        let sent: Vec<Value> = pushed.sent(URI).unwrap().iter().map(as_shown).collect();
        assert_eq!(sent, expected, "{text}");
    }
    assert!(count > 500, "{count}");
    // What asks is sent nothing, and what is sent to cannot ask.
    assert_eq!(pulling.sent(URI), None);
    assert_eq!(pushed.offered["diagnosticProvider"], Value::Null);
}

/// Numbers that look like chance, the same each time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % u64::try_from(most.max(1)).unwrap()).unwrap()
    }

    /// A place between two characters of a text.
    fn place(&mut self, text: &str) -> usize {
        let mut at = self.below(text.len() + 1);
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        at
    }
}

/// A place of a text in the protocol's form; `None` between the halves of a line break, which has none.
fn in_units(text: &str, at: usize, encoding: &str) -> Option<Value> {
    if text[..at].ends_with('\r') && text[at..].starts_with('\n') {
        return None;
    }
    let [line, utf16] = place(text, u32::try_from(at).unwrap());
    let start = text[..at].rfind(['\n', '\r']).map_or(0, |at| at + 1);
    let character = match encoding {
        "utf-8" => at - start,
        "utf-32" => text[start..at].chars().count(),
        _ => utf16,
    };
    Some(json!({"line": line, "character": character}))
}

#[test]
fn after_every_edit_text_and_findings_are_those_of_a_fresh_check() {
    let edits = std::env::var("PAYSCHED_LSP_EDITS").map_or(400, |number| number.parse().unwrap());
    let texts: Vec<String> =
        offer_files().iter().map(|path| std::fs::read_to_string(path).unwrap()).collect();
    for (encoding, seed) in [("utf-16", 1), ("utf-8", 2), ("utf-32", 3)] {
        let mut dice = Dice(0x9e37_79b9_7f4a_7c15 ^ seed);
        let mut editor = Editor::over(&[], older(encoding));
        let mut text = String::new();
        editor.open(URI, &text);
        let mut findings: BTreeMap<String, usize> = BTreeMap::new();
        for version in 2..edits / 3 + 2 {
            let mut changes = Vec::new();
            // Most edits are small; now and then another offer is opened, so that not all is broken.
            if version % 4 == 2 {
                text = texts[dice.below(texts.len())].clone();
                changes.push(json!({"text": text}));
            }
            for _ in 0..=dice.below(2) {
                let other = &texts[dice.below(texts.len())];
                let (from, to) = (dice.place(&text), dice.place(&text));
                let to =
                    if dice.below(4) > 0 { (from + dice.below(8)).min(text.len()) } else { from.max(to) };
                let to = (from..=to).rev().find(|at| text.is_char_boundary(*at)).unwrap();
                let cut = dice.place(other);
                let piece = match dice.below(4) {
                    0 => ["日本", "𝄞", "\r\n", "\r", "\n", ": ", "- ", "#", "\"", "{", "]"][dice.below(11)]
                        .to_owned(),
                    1 => String::new(),
                    _ => other[cut..].chars().take(dice.below(30)).collect(),
                };
                let ends = in_units(&text, from, encoding).zip(in_units(&text, to, encoding));
                let Some((start, end)) = ends else { continue };
                text.replace_range(from..to, &piece);
                changes.push(json!({"range": {"start": start, "end": end}, "text": piece}));
            }
            editor.heard.clear();
            let document = json!({"uri": URI, "version": version});
            editor
                .tell("textDocument/didChange", json!({"textDocument": document, "contentChanges": changes}));
            assert_eq!(editor.server().text(URI), Some(text.as_str()));
            let words = |all: Vec<Value>| -> Vec<Value> {
                let kept = |one: Value| json!([one[0], one[1], one[3]]);
                all.into_iter().map(kept).collect()
            };
            let sent: Vec<Value> = editor.sent(URI).unwrap().iter().map(as_shown).collect();
            let fresh = expected(&text);
            match encoding {
                "utf-16" => assert_eq!(sent, fresh, "{text:?}"),
                _ => assert_eq!(words(sent), words(fresh.clone()), "{text:?}"),
            }
            fresh.iter().for_each(|one| *findings.entry(one[0].to_string()).or_default() += 1);
        }
        // The edits break more than the syntax.
        assert!(findings.len() > 10, "{findings:?}");
    }
}

#[test]
fn a_finding_says_what_to_do_and_where_else_to_look() {
    let text = BASE.replace("360000.00", "350000.00").replace("split: remainder", "amount: 10000.00");
    let mut editor = Editor::over(&[], able());
    editor.open(URI, &text);
    let findings = editor.findings(URI);
    let found = findings.iter().find(|found| found["code"] == "total-mismatch").unwrap();
    assert!(found["message"].as_str().unwrap().contains("\nhelp: "), "{found}");
    assert!(found["codeDescription"]["href"].as_str().unwrap().starts_with("https://"), "{found}");
    assert_eq!(found["source"], "paysched");
    let related = &found["relatedInformation"][0];
    assert_eq!(related["location"]["uri"], URI, "{found}");
    let unused = BASE.replace("currency: USD", "currency: USD # paysched: allow(zero-amount) no");
    editor.open(URI, &unused);
    let unused = editor.findings(URI);
    assert_eq!(unused[0]["code"], "unused-suppression");
    assert_eq!(unused[0]["tags"], json!([1]));
}

#[test]
fn findings_that_did_not_change_are_not_said_again() {
    let mut editor = Editor::over(&[], able());
    editor.open(URI, &BASE.replace("USD", "USX"));
    let ask = |editor: &mut Editor, before: &Value| {
        let document = json!({"uri": URI});
        editor.ask("textDocument/diagnostic", json!({"textDocument": document, "previousResultId": before}))
    };
    let first = ask(&mut editor, &Value::Null);
    assert_eq!(first["kind"], "full");
    assert_eq!(ask(&mut editor, &first["resultId"])["kind"], "unchanged");
    editor.open(URI, BASE);
    let second = ask(&mut editor, &first["resultId"]);
    assert_eq!((&second["kind"], &second["items"]), (&json!("full"), &json!([])));
}

#[test]
fn all_files_are_checked_on_demand_and_open_ones_by_themselves() {
    let wrong = BASE.replace("USD", "USX");
    let mut editor = Editor::over(&[("a.yaml", &wrong), ("b.yaml", &wrong), ("c.yaml", BASE)], able());
    editor.open(URI, BASE);
    let ask = |editor: &mut Editor, before: Value| {
        editor.ask("workspace/diagnostic", json!({"previousResultIds": before}))["items"].clone()
    };
    let first = ask(&mut editor, json!([]));
    assert_eq!(first.as_array().unwrap().len(), 1, "{first}");
    assert_eq!(first[0]["uri"], "file:///offers/b.yaml");
    let before = json!([
        {"uri": "file:///offers/b.yaml", "value": first[0]["resultId"]},
        {"uri": "file:///offers/c.yaml", "value": "old"},
    ]);
    let second = ask(&mut editor, before);
    assert_eq!(second[0]["kind"], "unchanged");
    // What has no findings any more is told too.
    assert_eq!((&second[1]["uri"], &second[1]["items"]), (&json!("file:///offers/c.yaml"), &json!([])));
}

/// The actions at a place, by their titles.
fn actions(editor: &mut Editor, line: usize, only: Value) -> BTreeMap<String, Value> {
    let place = json!({"line": line, "character": 0});
    let params = json!({
        "textDocument": {"uri": URI},
        "range": {"start": place, "end": place},
        "context": {"diagnostics": [], "only": only},
    });
    let found = editor.ask("textDocument/codeAction", params);
    let titled = |action: &Value| (action["title"].as_str().unwrap().to_owned(), action.clone());
    found.as_array().unwrap().iter().map(titled).collect()
}

/// The edits of an action on the open text.
fn edits(action: &Value) -> Vec<Value> {
    let change = &action["edit"]["documentChanges"][0];
    assert_eq!(change["textDocument"], json!({"uri": URI, "version": 1}));
    change["edits"].as_array().unwrap().clone()
}

#[test]
fn a_fix_is_that_of_the_command_line() {
    let text = BASE.replace("2026-12-31", "2026/12/31").replace("360000.00", "360,000.00");
    let mut editor = Editor::over(&[], able());
    editor.open(URI, &text);
    let at_date = actions(&mut editor, 7, Value::Null);
    let fix = &at_date["write `2026-12-31`"];
    assert_eq!(fix["isPreferred"], true);
    assert_eq!(fix["diagnostics"][0]["code"], "invalid-date");
    assert_eq!(edited(&text, &edits(fix)), text.replace("2026/12/31", "2026-12-31"));
    let all = actions(&mut editor, 0, json!(["source.fixAll"]));
    let source = SourceFile::new("a.yaml", text.clone());
    let fixed = paysched::fix(source, &settings(), paysched::Applicability::Safe);
    assert_eq!(fixed.applied, 2);
    assert_eq!(edited(&text, &edits(&all["Fix all (paysched)"])), fixed.source.text());
    // A click on a line is not asked with what is for the whole file.
    assert!(actions(&mut editor, 0, Value::Null).is_empty());
}

#[test]
fn an_unsafe_fix_says_so_and_is_not_preferred() {
    let text = BASE.replace("split: remainder", "amount: 10000.00").replace("times: 30", "times: 29");
    let source = SourceFile::new("a.yaml", text.clone());
    let checked = check(&source, &settings());
    let found = checked.findings().iter().find(|found| found.fix.is_some()).unwrap();
    let line = source.position(found.span().start()).line as usize - 1;
    let mut editor = Editor::over(&[], able());
    editor.open(URI, &text);
    let here = actions(&mut editor, line, json!(["quickfix"]));
    let (title, fix) = here.iter().find(|(title, _)| title.contains("changes what is billed")).unwrap();
    assert_eq!(fix["isPreferred"], false, "{title}");
    let (text, _) = paysched::internals::lint::fixes::apply(source.text(), found.fix.iter());
    assert_eq!(edited(source.text(), &edits(fix)), text);
}

#[test]
fn a_finding_can_be_allowed_where_it_stands() {
    let text = BASE.replace("amount: 60000.00", "amount: 0.00");
    let rule = "zero-amount";
    let mut editor = Editor::over(&[], able());
    editor.open(URI, &text);
    let line = text.lines().position(|line| line.contains("0.00}")).unwrap();
    let here = actions(&mut editor, line, Value::Null);
    let allowed = edited(&text, &edits(&here[&format!("Allow {rule} here")]));
    assert!(allowed.contains("\n  # paysched: allow(zero-amount) say why\n  - {invoice_date"), "{allowed}");
    let left = check(&SourceFile::new("a.yaml", allowed), &settings());
    assert!(left.findings().iter().all(|found| found.rule != rule), "{:?}", left.findings());
    // What says that the file cannot be read cannot be allowed.
    editor.open(URI, &BASE.replace("USD", "USX"));
    assert!(actions(&mut editor, 9, Value::Null).keys().all(|title| !title.starts_with("Allow invalid")));
    // An editor that can asks for the reason.
    let mut asking = able();
    asking["workspace"]["workspaceEdit"]["snippetEditSupport"] = json!(true);
    let mut editor = Editor::over(&[], asking);
    editor.open(URI, &text);
    let here = actions(&mut editor, line, Value::Null);
    let snippet = &edits(&here["Allow zero-amount here"])[0]["snippet"]["value"];
    assert_eq!(snippet, "  # paysched: allow(zero-amount) ${1:say why}\n");
}

#[test]
fn the_format_is_that_of_the_command_line() {
    let mut editor = Editor::over(&[], able());
    let options = json!({"tabSize": 2, "insertSpaces": true});
    let document = json!({"uri": URI});
    let mut count = 0;
    for text in examples().iter().map(|example| &example.text).take(300) {
        editor.open(URI, text);
        let edits =
            editor.ask("textDocument/formatting", json!({"textDocument": document, "options": options}));
        let formatted = paysched::format(&SourceFile::new("a.yaml", text.clone()));
        count += usize::from(formatted.as_ref().is_ok_and(|new| new != text));
        assert_eq!(&edited(text, edits.as_array().unwrap()), formatted.as_ref().unwrap_or(text));
    }
    assert!(count > 20, "{count}");
    let text = BASE.replace("currency: ", "currency:   ").replace("total: ", "total:  ");
    editor.open(URI, &text);
    let line = json!({"line": 9, "character": 0});
    let range = json!({"start": line, "end": line});
    let part = json!({"textDocument": document, "range": range, "options": options});
    let edits = editor.ask("textDocument/rangeFormatting", part);
    assert_eq!(edited(&text, edits.as_array().unwrap()), text.replace("currency:   ", "currency: "));
    let all = actions(&mut editor, 0, json!(["source.format"]));
    assert_eq!(all.keys().collect::<Vec<_>>(), ["Format (paysched)"]);
}
