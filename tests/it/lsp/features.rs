//! What an editor offers beside findings: outline, explanations, completion, hints, names.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::URI;
use super::editor::{Editor, able, edited, older, uri};
use crate::support::place::Place;
use crate::support::{BASE, offer_files};

/// The place of a `|` in a text, and the text without it.
fn at(text: &str) -> (String, Value) {
    let before = &text[..text.find('|').unwrap()];
    let line = before.matches('\n').count();
    let character = before.rsplit('\n').next().unwrap().encode_utf16().count();
    (text.replacen('|', "", 1), json!({"line": line, "character": character}))
}

fn opened(text: &str) -> Editor {
    let mut editor = Editor::over(&[], able());
    editor.open(URI, text);
    editor
}

/// What is said at the `|` of a text.
fn hover(text: &str) -> String {
    let (text, position) = at(text);
    let said =
        opened(&text).ask("textDocument/hover", json!({"textDocument": {"uri": URI}, "position": position}));
    said["contents"]["value"].as_str().unwrap_or("").to_owned()
}

/// The items at the `|` of a text, and the text after each is taken, by their labels.
fn completions(text: &str) -> BTreeMap<String, String> {
    let (text, position) = at(text);
    let mut editor = opened(&text);
    let items =
        editor.ask("textDocument/completion", json!({"textDocument": {"uri": URI}, "position": position}));
    let taken = |item: &Value| {
        let after = edited(&text, std::slice::from_ref(&item["textEdit"]));
        (item["label"].as_str().unwrap().to_owned(), after)
    };
    items.as_array().unwrap().iter().map(taken).collect()
}

#[test]
fn a_key_says_its_sentence_and_a_word_what_else_it_may_be() {
    assert!(
        hover(&BASE.replace("accept_by", "acc|ept_by"))
            .starts_with("`accept_by`: The last day to accept the offer")
    );
    assert!(hover(&BASE.replace("saas_contract", "saas_|contract")).contains("`ami_contract`"));
    assert!(
        hover(&BASE.replace("billing: in", "bil|ling: in")).contains("`billing`: How the marketplace bills")
    );
    assert_eq!(hover("services:\n  a|: {}\n"), "");
}

#[test]
fn an_entry_says_what_it_expands_to() {
    let single = hover(&BASE.replace("amount: 60000.00", "amount: 600|00.00"));
    assert!(single.contains("- amount: fixed amount"), "{single}");
    assert!(single.contains("- due: 2027-01-30, 30 days after the invoice"), "{single}");
    let series = hover(&BASE.replace("first: 2027", "fir|st: 2027"));
    assert!(
        series
            .contains("| 30 | 2029-06-30 | 10000.00 USD | share 30 of 30 of what the other entries leave |"),
        "{series}"
    );
    assert_eq!(series.matches("10000.00 USD").count(), 30);
}

#[test]
fn a_rule_and_a_code_of_the_marketplace_say_their_page() {
    let rule = hover(&BASE.replace("currency: USD", "currency: USD # paysched: allow(zero-|amount) no"));
    assert!(rule.starts_with("# zero-amount\n"), "{rule}");
    let code = hover(&BASE.replace("currency: USD", "currency: USD # TOO_MANY|_CHARGES"));
    assert!(
        code.contains("UpdatePaymentScheduleTerms") && code.contains("`too-many-installments`"),
        "{code}"
    );
}

#[test]
fn keys_are_completed_that_may_stand_there_and_do_not_yet() {
    let top = completions(&BASE.replace("currency: USD\n", "currency: USD\nle|\n"));
    assert!(top.contains_key("legal") && top.contains_key("labels"), "{top:?}");
    assert!(!top.contains_key("currency") && !top.contains_key("first"), "{top:?}");
    assert!(top["net_terms"].contains("\nnet_terms: ${1:15}\n"), "{}", top["net_terms"]);
    let product = completions(&BASE.replace("type: saas_contract}", "type: saas_contract, |}"));
    assert_eq!(product.keys().collect::<Vec<_>>(), ["title"]);
    // In a line that is not finished, with all else broken below.
    let buyer = completions("paysched: 1\nbuyers:\n  - {account: \"111122223333\", n|\nterm: [");
    assert!(buyer.contains_key("net_days") && !buyer.contains_key("account"), "{buyer:?}");
    let nested = completions("paysched: 1\nname: A\nproduct:\n  |\nterm: 12 months\n");
    assert!(nested.contains_key("id") && nested.contains_key("type"), "{nested:?}");
}

#[test]
fn an_entry_is_completed_as_a_whole_or_by_the_keys_that_are_left() {
    let whole = completions(&BASE.replace("  - {invoice_date", "  - |\n  - {invoice_date"));
    assert!(
        whole["series"].contains(
            "  - { first: ${1:2026-12-31}, every: ${2:month}, times: ${3:12}, amount: ${4:1000.00} }\n"
        ),
        "{}",
        whole["series"]
    );
    assert!(whole["installment"].contains("  - { invoice_date: ${1:2026-12-31}, amount: ${2:1000.00} }\n"));
    assert!(whole.contains_key("first") && whole.contains_key("invoice_date"));
    let series = completions(&BASE.replace("times: 30, split: remainder}", "times: 30, |}"));
    assert!(
        series.contains_key("split") && series.contains_key("amount") && series.contains_key("roll"),
        "{series:?}"
    );
    // Of two keys of which one is enough, the second is not offered; nor are those of a single installment.
    assert!(!series.contains_key("until") && !series.contains_key("invoice_date"), "{series:?}");
}

#[test]
fn words_are_completed_and_what_is_taken_is_right() {
    let changed = |from: &str, to: &str| completions(&BASE.replace(from, to));
    for (from, to, least) in [
        ("type: saas_contract", "type: sa|", 14),
        ("currency: USD", "currency: |", 5),
        ("currency: USD", "currency: U|S", 5),
        ("day: last", "day: |", 2),
        ("every: month, day: last", "every: |", 4),
        ("billing: invoice", "billing: |", 2),
        ("release: 2026", "kind: |\nrelease: 2026", 4),
        ("total: 360000.00", "total: 360000.00\nrounding: {leftover: |}", 4),
        ("day: last, ", "day: last, roll: |, ", 5),
        ("term: 36 months", "term: |", 3),
    ] {
        let items = changed(from, to);
        assert!(items.len() >= least, "{to}: {items:?}");
        for (label, text) in items {
            let found = crate::support::check(&text);
            let wrong: Vec<_> = found
                .diagnostics
                .iter()
                .filter(|found| found.rule.starts_with("invalid") || found.rule == "wrong-type")
                .collect();
            assert!(wrong.is_empty(), "{label}: {wrong:?}");
        }
    }
    assert!(changed("split: remainder", "split: re|").contains_key("remainder"));
    // Where only the author knows, nothing is offered, and neither is it in comments.
    assert!(changed("name: Acme KK", "name: |").is_empty());
    assert!(changed("currency: USD", "currency: USD # cur|").is_empty());
}

#[test]
fn rules_are_completed_in_the_comments_that_allow_them() {
    let rules =
        completions(&BASE.replace("currency: USD", "currency: USD # paysched: allow(zero-amount, total-|)"));
    assert!(rules.contains_key("total-mismatch") && !rules.contains_key("zero-amount"), "{rules:?}");
    // What cannot be allowed is not offered.
    assert!(!rules.contains_key("invalid-yaml"));
    assert!(rules["total-mismatch"].contains("allow(zero-amount, total-mismatch)"));
    assert!(
        completions(&BASE.replace("currency: USD", "currency: USD # paysched: allow(zero-amount) rea|"))
            .is_empty()
    );
}

#[test]
fn a_configuration_is_completed_too() {
    let config = "file:///offers/paysched.toml";
    let complete = |text: &str| -> Vec<String> {
        let (text, position) = at(text);
        let mut editor = Editor::over(&[], able());
        editor.open(config, &text);
        let params = json!({"textDocument": {"uri": config}, "position": position});
        let items = editor.ask("textDocument/completion", params);
        items.as_array().unwrap().iter().map(|item| item["label"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(complete("holidays = |"), ["jp", "jp-bank", "us", "target"]);
    assert!(complete("|").contains(&"accounts".to_owned()));
    assert!(complete("[levels]\nzero-a|").contains(&"zero-amount".to_owned()));
    assert!(complete("[levels]\nzero-amount = \"|\"").contains(&"off".to_owned()));
    assert!(complete("accounts = \"|\"").is_empty());
}

#[test]
fn each_offer_stands_in_a_line_with_what_it_comes_to() {
    let mut editor = opened(BASE);
    let lenses = editor.ask("textDocument/codeLens", json!({"textDocument": {"uri": URI}}));
    assert_eq!(
        lenses[0]["command"]["title"],
        "31 invoices, 360,000.00 USD, last 2029-06-30 · not ready for release"
    );
    assert_eq!(lenses[0]["range"]["start"], json!({"line": 0, "character": 0}));
    let two = format!("{BASE}---\n{BASE}");
    editor.open(URI, &two);
    assert_eq!(
        editor.ask("textDocument/codeLens", json!({"textDocument": {"uri": URI}})).as_array().unwrap().len(),
        2
    );
}

/// The hints of a text: each behind what stands before it on its line.
fn hints(text: &str) -> Vec<(String, String)> {
    let range = json!({"start": {"line": 0, "character": 0}, "end": {"line": 999, "character": 0}});
    let hints =
        opened(text).ask("textDocument/inlayHint", json!({"textDocument": {"uri": URI}, "range": range}));
    let hint = |hint: &Value| {
        let line = text.lines().nth(hint["position"]["line"].as_u64().unwrap() as usize).unwrap();
        let before = line[..hint["position"]["character"].as_u64().unwrap() as usize].to_owned();
        (before, hint["label"].as_str().unwrap().to_owned())
    };
    hints.as_array().unwrap().iter().map(hint).collect()
}

#[test]
fn hints_say_what_is_worked_out() {
    let hint = |before: &str, label: &str| (before.to_owned(), label.to_owned());
    assert_eq!(
        hints(BASE),
        [
            hint("term: 36 months", "until 2029-12-31, if accepted on 2026-12-31"),
            hint(
                "  - {first: 2027-01-31, every: month, day: last, times: 30, split: remainder",
                "= 300000.00 USD"
            ),
            hint(
                "  - {first: 2027-01-31, every: month, day: last, times: 30, split: remainder}",
                "30 installments, last 2029-06-30"
            ),
        ]
    );
    let share = BASE.replace("amount: 60000.00", "amount: 10%");
    assert_eq!(hints(&share)[1], hint("  - {invoice_date: 2026-12-15, amount: 10%", "= 36000.00 USD"));
    // What is written needs no hint.
    let written = BASE
        .replace("split: remainder", "amount: 10000.00")
        .replace("term: 36 months", "term: {start: 2027-01-01, end: 2029-12-31}");
    assert_eq!(hints(&written).len(), 1);
}

#[test]
fn the_outline_is_sound_in_every_offer() {
    let mut editor = Editor::over(&[], able());
    let inside = |outer: &Value, inner: &Value| {
        let place = |place: &Value| (place["line"].as_u64().unwrap(), place["character"].as_u64().unwrap());
        place(&outer["start"]) <= place(&inner["start"]) && place(&inner["end"]) <= place(&outer["end"])
    };
    fn each(symbol: &Value, see: &mut dyn FnMut(&Value, &Value)) {
        for child in symbol["children"].as_array().into_iter().flatten() {
            see(symbol, child);
            each(child, see);
        }
    }
    for path in offer_files() {
        let text = std::fs::read_to_string(&path).unwrap();
        editor.open(URI, &text);
        let document = json!({"textDocument": {"uri": URI}});
        let symbols = editor.ask("textDocument/documentSymbol", document.clone());
        for symbol in symbols.as_array().unwrap() {
            each(symbol, &mut |outer, inner| {
                assert!(inside(&outer["range"], &inner["range"]), "{path:?} {inner}");
                assert!(inside(&inner["range"], &inner["selectionRange"]), "{path:?} {inner}");
                assert_ne!(inner["name"], "");
            });
        }
        let folds = editor.ask("textDocument/foldingRange", document);
        let count = text.lines().count() as u64;
        for fold in folds.as_array().unwrap() {
            let (first, last) = (fold["startLine"].as_u64().unwrap(), fold["endLine"].as_u64().unwrap());
            assert!(first < last && last < count, "{path:?} {fold}");
        }
        let places: Vec<Value> = (0..count).map(|line| json!({"line": line, "character": 5})).collect();
        let params = json!({"textDocument": {"uri": URI}, "positions": places});
        let ranges = editor.ask("textDocument/selectionRange", params);
        assert_eq!(ranges.as_array().unwrap().len(), places.len());
        for range in ranges.as_array().unwrap() {
            let mut range = range;
            while range["parent"].is_object() {
                assert!(inside(&range["parent"]["range"], &range["range"]), "{path:?} {range}");
                assert_ne!(range["parent"]["range"], range["range"], "{path:?}");
                range = &range["parent"];
            }
        }
    }
}

#[test]
fn the_outline_of_an_offer_has_its_entries() {
    let symbols = opened(BASE).ask("textDocument/documentSymbol", json!({"textDocument": {"uri": URI}}));
    assert_eq!(symbols[0]["name"], "Acme KK, three-year enterprise plan");
    let keys = symbols[0]["children"].as_array().unwrap();
    let entries = keys.iter().find(|key| key["name"] == "installments").unwrap();
    let names: Vec<&str> =
        entries["children"].as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["2026-12-15, 60000.00", "2027-01-31, month"]);
    assert_eq!(keys.iter().find(|key| key["name"] == "currency").unwrap()["detail"], "USD");
}

/// A folder with a register, and offers that share its names.
fn shared() -> (Place, Editor) {
    let offer = BASE
        .replace("net_days: 30}", "payer: '444455556666'}\n  - \"444455556666\"")
        .replace("currency: USD", "billing_agent: agency\ncurrency: USD");
    let place = Place::new(&[
        ("paysched.toml", "accounts = \"accounts.yaml\"\n"),
        (
            "accounts.yaml",
            "paysched_accounts: 1\naccounts:\n  \"111122223333\": { name: Acme KK, payer: \"444455556666\", billing: invoice }\n  \"444455556666\": { name: Acme Holdings, net_days: 45 }\nagents:\n  agency: { payer: \"444455556666\" }\n",
        ),
        ("a.yaml", &offer),
        ("deep/b.yaml", &BASE.replace("111122223333", "444455556666")),
        (
            "partner.yaml",
            &BASE.replace(
                "paysched: 1",
                "paysched: 1\nkind: channel_partner_offer\nresale: {authorization: deep/b.yaml}",
            ),
        ),
    ]);
    std::fs::create_dir(place.path().join(".git")).unwrap();
    let editor = Editor::starting(place.path(), &["--as-of", "2026-11-22"], able());
    (place, editor)
}

/// The place of the first `text` in a file of the folder, which is opened.
fn pointed(place: &Place, editor: &mut Editor, file: &str, text: &str) -> Value {
    let uri = uri(&place.path().join(file));
    let content = place.read(file);
    let (_, position) = at(&content.replacen(text, &format!("|{text}"), 1));
    editor.open(&uri, &content);
    json!({"textDocument": {"uri": uri}, "position": position})
}

#[test]
fn a_name_leads_to_the_register_and_to_every_place_of_it() {
    let (place, mut editor) = shared();
    let here = pointed(&place, &mut editor, "a.yaml", "444455556666");
    let entered = editor.ask("textDocument/definition", here.clone());
    assert_eq!(entered["uri"], uri(&place.path().join("accounts.yaml")));
    assert_eq!(entered["range"]["start"], json!({"line": 3, "character": 2}));
    let said = editor.ask("textDocument/hover", here.clone());
    assert!(said["contents"]["value"].as_str().unwrap().contains("Acme Holdings, net 45 days"), "{said}");
    let mut params = here;
    params["context"] = json!({"includeDeclaration": true});
    let places = editor.ask("textDocument/references", params);
    let mut files: BTreeMap<&str, usize> = BTreeMap::new();
    for one in places.as_array().unwrap() {
        *files.entry(one["uri"].as_str().unwrap().rsplit('/').next().unwrap()).or_default() += 1;
    }
    assert_eq!(files, BTreeMap::from([("a.yaml", 2), ("accounts.yaml", 3), ("b.yaml", 1)]));
    let agent = pointed(&place, &mut editor, "a.yaml", "agency");
    let entered = editor.ask("textDocument/definition", agent);
    assert_eq!(entered["range"]["start"], json!({"line": 5, "character": 2}));
    // A file that is named is gone to; an amount is no name.
    let file = pointed(&place, &mut editor, "partner.yaml", "deep/b.yaml");
    let there = uri(&place.path().join("deep/b.yaml"));
    assert_eq!(editor.ask("textDocument/definition", file.clone())["uri"], there);
    let links = editor.ask("textDocument/documentLink", json!({"textDocument": file["textDocument"]}));
    assert_eq!((links.as_array().unwrap().len(), &links[0]["target"]), (1, &json!(there)));
    let amount = pointed(&place, &mut editor, "a.yaml", "60000.00");
    assert_eq!(editor.ask("textDocument/definition", amount.clone()), Value::Null);
    assert_eq!(editor.ask("textDocument/prepareRename", amount), Value::Null);
    assert_eq!(editor.end(), Some(0));
}

#[test]
fn an_account_is_renamed_wherever_it_is_written() {
    let (place, mut editor) = shared();
    let mut here = pointed(&place, &mut editor, "a.yaml", "444455556666");
    let prepared = editor.ask("textDocument/prepareRename", here.clone());
    assert_eq!(prepared["placeholder"], "444455556666");
    here["newName"] = json!("12");
    let refused = editor.response("textDocument/rename", here.clone());
    assert_eq!(refused.response_result.unwrap_err().code, -32803);
    here["newName"] = json!("777788889999");
    let edit = editor.ask("textDocument/rename", here);
    let mut after = BTreeMap::new();
    for change in edit["documentChanges"].as_array().unwrap() {
        let uri = change["textDocument"]["uri"].as_str().unwrap();
        let file = uri.strip_prefix(&(super::editor::uri(place.path()) + "/")).unwrap();
        // Only what is open has a version.
        assert_eq!(change["textDocument"]["version"], if file == "a.yaml" { json!(1) } else { Value::Null });
        after.insert(file.to_owned(), edited(&place.read(file), change["edits"].as_array().unwrap()));
    }
    assert_eq!(after.keys().collect::<Vec<_>>(), ["a.yaml", "accounts.yaml", "deep/b.yaml"]);
    for (file, text) in &after {
        assert_eq!(text, &place.read(file).replace("444455556666", "777788889999"), "{file}");
    }
    assert_eq!(editor.end(), Some(0));
}

#[test]
fn accounts_and_agents_of_the_register_are_completed() {
    let (place, mut editor) = shared();
    let mut complete = |from: &str, to: &str| -> BTreeMap<String, String> {
        let (text, position) = at(&place.read("a.yaml").replace(from, to));
        let uri = uri(&place.path().join("a.yaml"));
        editor.open(&uri, &text);
        let items = editor
            .ask("textDocument/completion", json!({"textDocument": {"uri": uri}, "position": position}));
        let taken = |item: &Value| {
            let after = edited(&text, std::slice::from_ref(&item["textEdit"]));
            (format!("{} {}", item["label"].as_str().unwrap(), item["detail"].as_str().unwrap_or("")), after)
        };
        items.as_array().unwrap().iter().map(taken).collect()
    };
    let accounts = complete("account: \"111122223333\"", "account: |");
    assert!(accounts["111122223333 Acme KK"].contains("{account: \"111122223333\", billing"), "{accounts:?}");
    let quoted = complete("account: \"111122223333\"", "account: \"|\"");
    assert!(
        quoted["444455556666 Acme Holdings"].contains("{account: \"444455556666\", billing"),
        "{quoted:?}"
    );
    let agents = complete("billing_agent: agency", "billing_agent: |");
    assert!(agents.contains_key("agency "), "{agents:?}");
    assert_eq!(editor.end(), Some(0));
}

#[test]
fn nothing_is_said_of_texts_that_are_not_open_and_nothing_breaks_in_broken_ones() {
    let mut editor = Editor::over(&[], older("utf-16"));
    let requests = |uri: &str, line: usize, character: usize| {
        let place = json!({"line": line, "character": character});
        let range = json!({"start": {"line": 0, "character": 0}, "end": place});
        let params = json!({
            "textDocument": {"uri": uri}, "position": place, "range": range, "positions": [place], "newName": "x",
            "context": {"diagnostics": [], "includeDeclaration": true, "triggerKind": 1},
            "options": {"tabSize": 2, "insertSpaces": true},
        });
        [
            "hover",
            "completion",
            "definition",
            "references",
            "prepareRename",
            "documentSymbol",
            "foldingRange",
            "selectionRange",
            "inlayHint",
            "codeLens",
            "documentLink",
            "formatting",
            "rangeFormatting",
            "codeAction",
        ]
        .map(|name| (format!("textDocument/{name}"), params.clone()))
    };
    for (method, params) in requests("file:///offers/absent.yaml", 0, 0) {
        assert_eq!(editor.ask(&method, params), Value::Null, "{method}");
    }
    let mut cut = 7;
    for text in offer_files().iter().take(12).map(|path| std::fs::read_to_string(path).unwrap()) {
        // Cut anywhere, each place is asked about.
        cut = (cut * 31 + 17) % text.len();
        let cut = (0..=cut).rev().find(|at| text.is_char_boundary(*at)).unwrap();
        editor.open(URI, &text[..cut]);
        for (line, of) in text[..cut].lines().enumerate() {
            for character in [0, of.len() / 2, of.len()] {
                for (method, params) in requests(URI, line, character) {
                    editor.ask(&method, params);
                }
            }
        }
    }
}
