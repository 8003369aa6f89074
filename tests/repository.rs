//! What a repository needs to live with a linter: a baseline, selections, levels by path, ids,
//! watching.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a broken test stops here")]

mod support;

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::Value;
use tempfile::TempDir;

fn place(files: &[(&str, &str)]) -> TempDir {
    let place = tempfile::tempdir().unwrap();
    files.iter().for_each(|(name, text)| write(place.path(), name, text));
    place
}

fn write(folder: &Path, name: &str, text: &str) {
    let path = folder.join(name);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, text).unwrap();
}

fn run(place: &TempDir, arguments: &[&str]) -> (i32, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_paysched"));
    let output = support::scrubbed(&mut command).args(arguments).current_dir(place.path()).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

fn rules(place: &TempDir, arguments: &[&str]) -> Vec<String> {
    let (_, out, err) = run(place, &[arguments, &["--format", "json"]].concat());
    let report: Value = serde_json::from_str(&out).unwrap_or_else(|_| panic!("{out}{err}"));
    let name = |d: &Value| d["rule"].as_str().unwrap().to_owned();
    report["diagnostics"].as_array().unwrap().iter().map(name).collect()
}

/// Too high a total, and an account without quotes.
fn wrong() -> String {
    support::BASE.replace("\"111122223333\"", "111122223333").replace("split: remainder", "amount: 9000.00")
}

#[test]
fn a_baseline_hides_what_is_known_and_tells_what_is_gone() {
    let place = place(&[("a.yaml", &wrong())]);
    let (code, out, _) = run(&place, &["check", "--write-baseline"]);
    assert_eq!((code, out.as_str()), (0, "2 findings written to paysched-baseline.json\n"));
    let (code, out, err) = run(&place, &["check", "--baseline"]);
    assert_eq!((code, err.as_str()), (0, ""), "{out}");
    assert!(out.contains("2 known to the baseline"), "{out}");
    // Lines above move it, another mistake is new.
    write(place.path(), "a.yaml", &format!("# a comment\n{}unknown: 1\n", wrong()));
    assert_eq!(rules(&place, &["check", "--baseline"]), ["unknown-key"]);
    write(place.path(), "a.yaml", support::BASE);
    let (code, _, err) = run(&place, &["check", "--baseline"]);
    assert_eq!(code, 0);
    assert!(err.contains("no longer found in a.yaml: total-mismatch"), "{err}");
    // An entry whose file was not looked at is not stale.
    write(place.path(), "b.yaml", support::BASE);
    assert_eq!(run(&place, &["check", "b.yaml", "--baseline"]).2, "");
}

#[test]
fn what_cannot_be_read_is_never_in_a_baseline() {
    let place = place(&[("a.yaml", &support::BASE.replace("2026-12-15", "2026-02-30"))]);
    assert_eq!(run(&place, &["check", "--write-baseline", "known.json"]).0, 0);
    assert_eq!(rules(&place, &["check", "--baseline", "known.json"]), ["invalid-date"]);
    write(place.path(), "known.json", "{}");
    assert_eq!(run(&place, &["check", "--baseline", "known.json"]).0, 2);
    assert_eq!(run(&place, &["check", "--baseline", "missing.json"]).0, 2);
}

#[test]
fn rules_are_selected_and_ignored_by_name() {
    let place = place(&[("a.yaml", &wrong())]);
    assert_eq!(rules(&place, &["check", "--select", "total-mismatch"]), ["total-mismatch"]);
    assert_eq!(rules(&place, &["check", "--ignore", "total-mismatch,zero-amount"]), ["unquoted-account-id"]);
    // A rule that is off by itself can be selected.
    assert_eq!(rules(&place, &["check", "--select", "invoice-date-on-weekend"]), ["invoice-date-on-weekend"]);
    let (code, _, err) = run(&place, &["check", "--select", "total-mismach"]);
    assert_eq!(
        (code, err.as_str()),
        (2, "paysched: there is no rule `total-mismach`; did you mean `total-mismatch`?\n")
    );
    assert_eq!(run(&place, &["check", "--ignore", "invalid-date"]).0, 2);
}

#[test]
fn levels_can_hold_for_some_paths_only() {
    let config = "[levels]\nunquoted-account-id = \"error\"\n\
                  [[per-path]]\npaths = [\"drafts/**\", \"*.old.yaml\"]\nlevels = { total-mismatch = \"off\" }\n\
                  [[per-path]]\npaths = [\"drafts/late\"]\nlevels = { total-mismatch = \"info\" }\n";
    let place = place(&[
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
    write(
        place.path(),
        "paysched.toml",
        "[[per-path]]\npath = [\"x\"]\nlevels = { invalid-date = \"off\" }\n",
    );
    let (code, _, err) = run(&place, &["check"]);
    assert_eq!(code, 2);
    assert!(err.contains("did you mean `paths`?") && err.contains("cannot be lowered"), "{err}");
}

#[test]
fn two_offers_of_a_run_must_not_share_an_id() {
    let with_id = format!("{}id: offer-one\n", support::BASE);
    let place = place(&[("a.yaml", &with_id), ("b.yaml", &with_id), ("c.yaml", support::BASE)]);
    let (code, out, _) = run(&place, &["check"]);
    assert_eq!(code, 1);
    assert!(out.contains("[b.yaml:") && out.contains("stands in a.yaml"), "{out}");
    assert_eq!(rules(&place, &["check"]), ["duplicate-offer-id"]);
    assert!(rules(&place, &["check", "b.yaml"]).is_empty());
    let allowed =
        with_id.replace("id: offer", "# paysched: allow(duplicate-offer-id) the archive\nid: offer");
    write(place.path(), "b.yaml", &allowed);
    assert!(rules(&place, &["check"]).is_empty());
    let twice = format!("{with_id}---\n{with_id}");
    write(place.path(), "b.yaml", &twice.replace("offer-one", "offer-two"));
    assert_eq!(rules(&place, &["check"]), ["duplicate-offer-id"]);
}

#[test]
fn watching_checks_again_after_a_change() {
    let place = place(&[("a.yaml", &wrong())]);
    let mut command = Command::new(env!("CARGO_BIN_EXE_paysched"));
    support::scrubbed(&mut command).args(["check", "--watch"]).current_dir(place.path());
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
    let first = lines.by_ref().find(|line| line.contains(" of 1 offer")).unwrap();
    assert!(first.starts_with("1 error, 1 warning"), "{first}");
    write(place.path(), "a.yaml", support::BASE);
    let second = lines.find(|line| line.contains("all clean"));
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(second.is_some());
}
