//! What a repository needs to live with a linter: a baseline, selections, levels by path, ids,
//! watching.

use crate::support;
use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};

use crate::support::place::Place;
use serde_json::Value;

fn rules(place: &Place, arguments: &[&str]) -> Vec<String> {
    let report = place.json(arguments);
    let name = |d: &Value| d["rule"].as_str().unwrap().to_owned();
    report["diagnostics"].as_array().unwrap().iter().map(name).collect()
}

/// Too high a total, and an account without quotes.
fn wrong() -> String {
    support::BASE.replace("\"111122223333\"", "111122223333").replace("split: remainder", "amount: 9000.00")
}

#[test]
fn a_baseline_hides_what_is_known_and_tells_what_is_gone() {
    let place = Place::new(&[("a.yaml", &wrong())]);
    let ran = place.run(&["check", "--write-baseline"]);
    assert_eq!((ran.code, ran.out.as_str()), (0, "2 findings written to paysched-baseline.json\n"));
    let ran = place.run(&["check", "--baseline"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{}", ran.out);
    assert!(ran.out.contains("2 known to the baseline"), "{}", ran.out);
    // Lines above move it, another mistake is new.
    place.write("a.yaml", &format!("# a comment\n{}unknown: 1\n", wrong()));
    assert_eq!(rules(&place, &["check", "--baseline"]), ["unknown-key"]);
    place.write("a.yaml", support::BASE);
    let ran = place.run(&["check", "--baseline"]);
    assert_eq!(ran.code, 0);
    assert!(ran.err.contains("no longer found in a.yaml: total-mismatch"), "{}", ran.err);
    // An entry whose file was not looked at is not stale.
    place.write("b.yaml", support::BASE);
    assert_eq!(place.run(&["check", "b.yaml", "--baseline"]).err, "");
}

#[test]
fn a_baseline_of_the_earlier_form_is_read_and_rewritten() {
    let place = Place::new(&[("a.yaml", &wrong())]);
    let sarif: Value = serde_json::from_str(&place.run(&["check", "--format", "sarif"]).out).unwrap();
    let results = sarif["runs"][0]["results"].as_array().unwrap();
    assert_eq!(results.len(), 2);
    let known = results.iter().map(|result| {
        let mark = &result["partialFingerprints"]["paysched/v1"];
        serde_json::json!({"path": "a.yaml", "rule": result["ruleId"], "message": "", "fingerprint": mark})
    });
    let earlier = serde_json::json!({"version": 1, "findings": known.collect::<Vec<_>>()});
    place.write("paysched-baseline.json", &earlier.to_string());
    let ran = place.run(&["check", "--baseline"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{}", ran.out);
    assert!(ran.out.contains("2 known to the baseline"), "{}", ran.out);
    assert_eq!(place.run(&["check", "--write-baseline"]).code, 0);
    let written: Value = serde_json::from_str(&place.read("paysched-baseline.json")).unwrap();
    assert_eq!(written["version"], 2);
    let marks = |version: &str| results.iter().map(|r| r["partialFingerprints"][version].clone()).collect();
    let mut expected: Vec<Value> = marks("paysched/v2");
    let mut found: Vec<_> =
        written["findings"].as_array().unwrap().iter().map(|known| known["fingerprint"].clone()).collect();
    expected.sort_by_key(ToString::to_string);
    found.sort_by_key(ToString::to_string);
    assert_eq!(found, expected);
    place.write("paysched-baseline.json", "{\"version\": 3, \"findings\": []}");
    assert_eq!(place.run(&["check", "--baseline"]).code, 2);
}

#[test]
fn a_named_file_that_cannot_be_read_is_told_and_changes_no_verdict() {
    let partner = |authorization: &str| {
        let kind = format!("kind: channel_partner_offer\nresale: {{authorization: {authorization}}}\n");
        support::complete(&kind)
    };
    let place = Place::new(&[("a.yaml", &partner("b.yaml"))]);
    let ran = place.run(&["check", "a.yaml"]);
    // Only its release needs the authorization.
    let clean = "1 offer checked, all clean; 1 not ready for release (check --ready says why)\n";
    assert_eq!((ran.code, ran.out.as_str()), (0, clean));
    assert_eq!(ran.err, "paysched: a.yaml: nothing is compared with `b.yaml`: no such file or folder\n");
    place.write("b.yaml", "a: 1\n");
    let ran = place.run(&["check", "a.yaml"]);
    assert_eq!(
        ran.err,
        "paysched: a.yaml: nothing is compared with `b.yaml`: it holds no offer that can be read\n"
    );
    // The id of an authorization is no file, and an authorization that is there is compared with.
    place.write("b.yaml", &support::complete("kind: resale_authorization\naccept_by: 2026-12-10\n"));
    assert_eq!(place.run(&["check", "a.yaml"]).err, "");
    place.write("a.yaml", &partner("resaleauthz-1111111111111"));
    assert_eq!(place.run(&["check", "a.yaml"]).err, "");
    let replacement = "kind: replacement_offer\nreplaces: {agreement: agmt-1, schedule: old/b.yaml}\n\
        term: {end: 2029-12-31}\n";
    place.write("a.yaml", &support::complete(replacement));
    let ran = place.run(&["check", "a.yaml"]);
    assert_eq!(ran.err, "paysched: a.yaml: nothing is compared with `old/b.yaml`: no such file or folder\n");
}

#[test]
fn what_cannot_be_read_is_never_in_a_baseline() {
    let place = Place::new(&[("a.yaml", &support::BASE.replace("2026-12-15", "2026-02-30"))]);
    assert_eq!(place.run(&["check", "--write-baseline=known.json"]).code, 0);
    assert_eq!(rules(&place, &["check", "--baseline=known.json"]), ["invalid-date"]);
    place.write("known.json", "{}");
    assert_eq!(place.run(&["check", "--baseline=known.json"]).code, 2);
    assert_eq!(place.run(&["check", "--baseline=missing.json"]).code, 2);
}

#[test]
fn rules_are_selected_and_ignored_by_name() {
    let place = Place::new(&[("a.yaml", &wrong())]);
    assert_eq!(rules(&place, &["check", "--select", "total-mismatch"]), ["total-mismatch"]);
    assert_eq!(rules(&place, &["check", "--ignore", "total-mismatch,zero-amount"]), ["unquoted-account-id"]);
    // A rule that is off by itself can be selected.
    assert_eq!(rules(&place, &["check", "--select", "invoice-date-on-weekend"]), ["invoice-date-on-weekend"]);
    let ran = place.run(&["check", "--select", "total-mismach"]);
    assert_eq!(
        (ran.code, ran.err.as_str()),
        (2, "paysched: there is no rule `total-mismach`; did you mean `total-mismatch`?\n")
    );
    assert_eq!(place.run(&["check", "--ignore", "invalid-date"]).code, 2);
}

#[test]
fn levels_can_hold_for_some_paths_only() {
    let config = "[levels]\nunquoted-account-id = \"error\"\n\
                  [[per-path]]\npaths = [\"drafts/**\", \"*.old.yaml\"]\nlevels = { total-mismatch = \"off\" }\n\
                  [[per-path]]\npaths = [\"drafts/late\"]\nlevels = { total-mismatch = \"info\" }\n";
    let place = Place::new(&[
        ("paysched.toml", config),
        ("a.yaml", &wrong()),
        ("a.old.yaml", &wrong()),
        ("drafts/b.yaml", &wrong()),
        ("drafts/late/c.yaml", &wrong()),
    ]);
    let of = |path: &str| rules(&place, &["check", path]);
    assert_eq!(of("a.yaml"), ["unquoted-account-id", "total-mismatch"]);
    assert_eq!(of("a.old.yaml"), ["unquoted-account-id"]);
    assert_eq!(of("drafts/b.yaml"), ["unquoted-account-id"]);
    assert_eq!(of("drafts/late/c.yaml"), ["unquoted-account-id", "total-mismatch"]);
    place.write("paysched.toml", "[[per-path]]\npath = [\"x\"]\nlevels = { invalid-date = \"off\" }\n");
    let ran = place.run(&["check"]);
    assert_eq!(ran.code, 2);
    assert!(
        ran.err.contains("did you mean `paths`?") && ran.err.contains("cannot be lowered"),
        "{}",
        ran.err
    );
}

#[test]
fn two_offers_of_a_run_must_not_share_an_id() {
    let with_id = format!("{}id: offer-one\n", support::BASE);
    let place = Place::new(&[("a.yaml", &with_id), ("b.yaml", &with_id), ("c.yaml", support::BASE)]);
    let ran = place.run(&["check"]);
    assert_eq!(ran.code, 1);
    assert!(ran.out.contains("[b.yaml:") && ran.out.contains("the other offer is in a.yaml"), "{}", ran.out);
    assert_eq!(rules(&place, &["check"]), ["duplicate-offer-id"]);
    assert!(rules(&place, &["check", "b.yaml"]).is_empty());
    let allowed =
        with_id.replace("id: offer", "# paysched: allow(duplicate-offer-id) the archive\nid: offer");
    place.write("b.yaml", &allowed);
    assert!(rules(&place, &["check"]).is_empty());
    let twice = format!("{with_id}---\n{with_id}");
    place.write("b.yaml", &twice.replace("offer-one", "offer-two"));
    assert_eq!(rules(&place, &["check"]), ["duplicate-offer-id"]);
}

/// Watches one file, changes another once the first check is done, and waits for the next verdict.
fn watched(place: &Place, before: &str, change: (&str, &str)) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_paysched"));
    support::scrubbed(&mut command).args(["check", "--watch", "a.yaml"]).current_dir(place.path());
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
    let first = lines.by_ref().find(|line| line.contains(" of 1 offer")).unwrap();
    assert!(first.starts_with(before), "{first}");
    lines.by_ref().find(|line| line.starts_with("watching")).unwrap();
    place.write(change.0, change.1);
    let second = lines.find(|line| line.contains("all clean"));
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(second.is_some());
}

#[test]
fn watching_checks_again_after_a_change() {
    let place = Place::new(&[("a.yaml", &wrong())]);
    watched(&place, "1 error, 1 warning", ("a.yaml", support::BASE));
}

#[test]
fn watching_sees_the_files_that_others_name() {
    let register =
        |billing| format!("paysched_accounts: 1\naccounts:\n  \"111122223333\": {{billing: {billing}}}\n");
    let place = Place::new(&[
        ("a.yaml", &support::complete("buyers: [\"111122223333\"]\n")),
        ("paysched.toml", "accounts = \"people/accounts.yaml\"\n"),
        ("people/accounts.yaml", &register("credit_card")),
    ]);
    watched(&place, "1 error", ("people/accounts.yaml", &register("invoice")));
}

/// An accepted offer whose contract runs for 12 months.
fn accepted(on: &str, more: &str) -> String {
    let (year, rest) = on.split_at(4);
    let next = format!("{}{rest}", year.parse::<u32>().unwrap() + 1);
    support::complete(&format!(
        "accepted: {on}\nrelease: {on}\naccept_by: {on}\nterm: {{start: {on}, end: {next}}}\ntotal: 1.00\n\
         installments: [{{invoice_date: {on}, amount: 1.00}}]\n{more}"
    ))
}

#[test]
fn agreements_that_run_at_the_same_time_are_named() {
    let place = Place::new(&[("a.yaml", &accepted("2026-12-10", ""))]);
    let found = |second: &str| -> Vec<String> {
        place.write("b.yaml", second);
        let report = place.json(&["check", "--as-of=2026-12-01", "--select", "overlapping-offers"]);
        let found = report["diagnostics"].as_array().unwrap().iter();
        found
            .map(|found| {
                format!("{}: {}", found["path"].as_str().unwrap(), found["message"].as_str().unwrap())
            })
            .collect()
    };
    let both = |from: &str, to: &str| {
        [format!("b.yaml: this agreement and that of a.yaml both run from {from} to {to}")]
    };
    assert_eq!(found(&accepted("2027-06-01", "")), both("2027-06-01", "2027-12-10"));
    assert_eq!(found(&accepted("2027-12-09", "")), both("2027-12-09", "2027-12-10"));
    // The day on which one ends may be the first of the other.
    assert!(found(&accepted("2027-12-10", "")).is_empty());
    assert!(
        found(&accepted("2027-06-01", "buyers: [{account: \"999922223333\", billing: invoice}]\n"))
            .is_empty()
    );
    assert!(
        found(&accepted("2027-06-01", "product: {id: prod-other7example, type: saas_contract}\n")).is_empty()
    );
    assert!(found(&accepted("2027-06-01", "").replace("accepted: 2027-06-01\n", "")).is_empty());
    // A replacement ends what it replaces, also for those that come after.
    let replacing = accepted(
        "2027-06-01",
        "kind: replacement_offer\nreplaces: {agreement: agmt-1, schedule: ./a.yaml}\n",
    );
    assert!(found(&replacing).is_empty());
    place.write("c.yaml", &accepted("2027-09-01", ""));
    let report = place.json(&["check", "--as-of=2026-12-01", "--select", "overlapping-offers"]);
    assert_eq!(report["diagnostics"].as_array().unwrap().len(), 1);
    assert!(report["diagnostics"][0]["message"].as_str().unwrap().contains("that of b.yaml"));
    std::fs::remove_file(place.path().join("c.yaml")).unwrap();
    // By the label of the agreement; what it replaces elsewhere is not known.
    let named = "kind: replacement_offer\nreplaces: {agreement: agmt-1}\n";
    assert!(found(&accepted("2027-06-01", named)).is_empty());
    place.write("a.yaml", &accepted("2026-12-10", "labels: {agreement: agmt-1}\n"));
    assert!(found(&accepted("2027-06-01", named)).is_empty());
    // Ended before, and on the day; one id twice has its own finding.
    place.write("a.yaml", &accepted("2026-12-10", "ended: 2027-06-01\n"));
    assert!(found(&accepted("2027-06-01", "")).is_empty());
    place.write("a.yaml", &accepted("2026-12-10", "ended: 2027-06-02\n"));
    assert_eq!(found(&accepted("2027-06-01", "")), both("2027-06-01", "2027-06-02"));
    place.write("a.yaml", &accepted("2026-12-10", "id: offer-1\n"));
    assert!(found(&accepted("2027-06-01", "id: offer-1\n")).is_empty());
    // The configuration knows better.
    assert_eq!(found(&accepted("2027-06-01", "")).len(), 1);
    place.write("paysched.toml", "concurrent_agreements = [\"prod-k3xu7yexample\"]\n");
    assert!(found(&accepted("2027-06-01", "")).is_empty());
}

#[test]
fn what_cannot_be_read_and_is_no_offer_is_passed_over_in_a_folder() {
    let template =
        "{{- if .Values.secret }}\n---\nkind: Secret\nname: x\n---\nstringData:\n  {{- toYaml . }}\n";
    let place = Place::new(&[
        ("chart/templates/secret.yaml", template),
        ("fixtures/bad.yaml", "a: [1\n"),
        ("offers/a.yaml", support::BASE),
    ]);
    let ran = place.run(&["check"]);
    let line = "1 offer checked, all clean; 2 files without an offer passed over, 1 not ready for release";
    assert!(ran.code == 0 && ran.out.starts_with(line), "{}", ran.out);
    // Whoever names a file means it.
    assert_eq!(rules(&place, &["check", "fixtures/bad.yaml"]), ["invalid-yaml"]);
    // An offer says so itself, or begins like one.
    for text in ["paysched: 1\nname: [\n", "payshed: 1\nname: [\n", "name: [\naccept_by: 2026-12-31\n"] {
        place.write("offers/b.yaml", text);
        assert_eq!(rules(&place, &["check"]), ["invalid-yaml"], "{text}");
    }
}
