//! The command line as a person or a CI meets it: exit codes, streams, paths, configuration.

use crate::support;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::support::place::Place;
use serde_json::Value;

fn broken() -> String {
    support::BASE.replace("2026-12-15", "2026-02-30")
}

#[test]
fn a_clean_offer_exits_with_0() {
    let ran = Place::new(&[("a.yaml", support::BASE)]).run(&["check", "a.yaml"]);
    assert_eq!(
        (ran.code, ran.out.as_str(), ran.err.as_str()),
        (0, "1 offer checked, all clean; 1 not ready for release (check --ready says why)\n", "")
    );
}

#[test]
fn offers_that_are_not_ready_are_counted_and_on_demand_errors() {
    let ready = format!(
        "{}legal: {{eula: standard}}\npricing: {{dimensions: [{{key: a, quantity: 1}}]}}\n",
        support::BASE
    );
    let place = Place::new(&[("a.yaml", support::BASE), ("b.yaml", &ready)]);
    let ran = place.run(&["check"]);
    let line = "2 offers checked, all clean; 1 not ready for release (check --ready says why)\n";
    assert_eq!((ran.code, ran.out.as_str()), (0, line));
    let ran = place.run(&["check", "--ready"]);
    assert_eq!(ran.code, 1);
    assert!(
        ran.out.contains("error[not-ready-for-release]: the offer has no `legal` and `pricing`"),
        "{}",
        ran.out
    );
    assert!(ran.out.ends_with("1 error in 1 of 2 offers\n"), "{}", ran.out);
    assert_eq!(place.run(&["check", "--ready", "b.yaml"]).code, 0);
}

#[test]
fn an_offer_without_its_marker_is_named_in_a_folder() {
    let place = Place::new(&[
        ("a.YAML", support::BASE),
        ("b.yml", &support::BASE.replace("paysched: 1", "payshed: 1")),
        ("c.yaml", "jobs: {}\n"),
    ]);
    let ran = place.run(&["check", "."]);
    assert_eq!(ran.code, 1);
    assert!(ran.out.contains("error[marker-missing]: `payshed` is not `paysched`"), "{}", ran.out);
    assert!(ran.out.contains("1 file without an offer passed over"), "{}", ran.out);
}

#[test]
fn findings_exit_with_1_in_every_format() {
    let place = Place::new(&[("a.yaml", &broken())]);
    for format in ["human", "json"] {
        let ran = place.run(&["check", "--format", format]);
        assert_eq!((ran.code, ran.err.as_str()), (1, ""), "{format}");
    }
}

#[test]
fn the_threshold_decides_what_fails() {
    let warned = support::BASE.replace("\"111122223333\"", "111122223333");
    let place = Place::new(&[("a.yaml", &warned)]);
    assert_eq!(place.run(&["check"]).code, 0);
    assert_eq!(place.run(&["check", "--fail-on", "warning"]).code, 1);
    assert_eq!(place.run(&["check", "--fail-on", "info"]).code, 1);
    place.write("a.yaml", &broken());
    assert_eq!(place.run(&["check", "--fail-on", "never"]).code, 0);
}

#[test]
fn what_the_tool_cannot_do_exits_with_2() {
    let place = Place::new(&[("a.yaml", support::BASE)]);
    for arguments in [
        &["check", "missing.yaml"][..],
        &["check", "--format", "xml"],
        &["check", "--as-of", "2026-13-01"],
        &["check", "--config", "missing.toml"],
        &["check", "-", "a.yaml"],
        &["plan", "missing.yaml"],
        &["plan", "a.yaml", "--explain", "99"],
        &["plan", "a.yaml", "--explain", "1", "--format", "json"],
        &["explain", "no-such-rule"],
        &["no-such-command"],
        &[],
    ] {
        let ran = place.run(arguments);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{arguments:?}: {}", ran.err);
        assert!(!ran.err.is_empty(), "{arguments:?} says nothing");
    }
    let missing = place.run(&["check", "missing.yaml"]);
    assert_eq!(missing.err, "paysched: missing.yaml: no such file or folder\n");
}

#[test]
fn a_missing_file_does_not_hide_what_is_found_in_others() {
    let ran = Place::new(&[("a.yaml", &broken())]).run(&["check", "a.yaml", "missing.yaml"]);
    assert_eq!(ran.code, 2);
    assert!(ran.out.contains("error[invalid-date]"));
}

#[test]
fn a_folder_passes_over_what_is_no_offer_and_a_name_does_not() {
    let place =
        Place::new(&[("a.yaml", support::BASE), ("values.yml", "replicas: 3\n"), ("b/c.txt", "paysched: 1")]);
    let summary = &place.json(&["check"])["summary"];
    assert_eq!(
        (&summary["files"], &summary["offers"], &summary["passed_over"]),
        (&1.into(), &1.into(), &1.into())
    );
    let named = place.json(&["check", "values.yml"]);
    assert_eq!(named["diagnostics"][0]["rule"], "missing-key");
    assert_eq!(named["diagnostics"][0]["pointer"], "");
    place.write("empty.yaml", "");
    assert_eq!(place.json(&["check", "empty.yaml"])["diagnostics"][0]["rule"], "missing-key");
}

#[test]
fn a_file_that_is_no_yaml_does_not_stop_the_others() {
    let place = Place::new(&[("a.yaml", "paysched: [1\n"), ("b.yaml", &broken()), ("c.yaml", support::BASE)]);
    let report = place.json(&["check"]);
    let rules: Vec<&str> =
        report["diagnostics"].as_array().unwrap().iter().map(|d| d["rule"].as_str().unwrap()).collect();
    assert_eq!(rules, ["invalid-yaml", "invalid-date"]);
    assert_eq!(report["summary"]["files"], 3);
}

#[test]
fn the_json_has_its_shape_with_findings_and_without() {
    let place = Place::new(&[("schedules/a.yaml", &broken())]);
    let report = place.json(&["check", "--as-of", "2026-11-21"]);
    assert_eq!((&report["version"], &report["as_of"]), (&1.into(), &"2026-11-21".into()));
    assert_eq!(report["tool"]["name"], "paysched");
    let finding = &report["diagnostics"][0];
    assert_eq!(finding["path"], "schedules/a.yaml");
    assert_eq!(finding["pointer"], "/installments/0/invoice_date");
    let label = &finding["labels"][0];
    let text = broken();
    let (start, end) = (label["start"].as_u64().unwrap() as usize, label["end"].as_u64().unwrap() as usize);
    assert_eq!(text.get(start..end), Some("2026-02-30"));
    assert_eq!((&label["from"]["line"], &label["from"]["column"]), (&13.into(), &20.into()));
    assert_eq!((&label["to"]["line"], &label["to"]["column"]), (&13.into(), &30.into()));
    let keys = |v: &Value| v.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    place.write("schedules/a.yaml", support::BASE);
    let clean = place.json(&["check", "--as-of", "2026-11-21"]);
    assert_eq!((keys(&clean), keys(&clean["summary"])), (keys(&report), keys(&report["summary"])));
    assert_eq!(clean["diagnostics"], Value::Array(Vec::new()));
}

#[test]
fn standard_input_is_a_file_with_a_name() {
    let place = Place::new(&[]);
    let ran = place.run_with(&["check", "-", "--stdin-filename", "offers/new.yaml"], &broken(), &[]);
    assert_eq!(ran.code, 1);
    assert!(ran.out.contains("[offers/new.yaml:13:20]"), "{}", ran.out);
    assert!(place.run_with(&["check", "-"], &broken(), &[]).out.contains("[-:13:20]"));
    assert_eq!(place.run_with(&["plan", "-"], support::BASE, &[]).code, 0);
}

#[test]
fn colour_follows_the_terminal_and_the_options() {
    let place = Place::new(&[("a.yaml", &broken())]);
    let colored = |arguments: &[&str], variables: &[(&str, &str)]| {
        place.run_with(arguments, "", variables).out.contains('\u{1b}')
    };
    assert!(!colored(&["check"], &[]));
    assert!(colored(&["check", "--color", "always"], &[]));
    assert!(colored(&["check"], &[("FORCE_COLOR", "1")]));
    assert!(!colored(&["check"], &[("FORCE_COLOR", "1"), ("NO_COLOR", "1")]));
    assert!(!colored(&["check", "--color", "never"], &[("FORCE_COLOR", "1")]));
    assert!(colored(&["check", "--color", "always"], &[("NO_COLOR", "1")]));
}

#[test]
fn the_nearest_configuration_holds() {
    let place = Place::new(&[
        ("paysched.toml", "[levels]\nunquoted-account-id = \"error\"\n"),
        ("a.yaml", &support::BASE.replace("\"111122223333\"", "111122223333")),
        ("near/paysched.toml", "[levels]\nunquoted-account-id = \"off\"\n"),
        ("near/a.yaml", &support::BASE.replace("\"111122223333\"", "111122223333")),
    ]);
    let report = place.json(&["check"]);
    assert_eq!((&report["summary"]["errors"], &report["summary"]["offers"]), (&1.into(), &2.into()));
    assert_eq!(report["diagnostics"][0]["path"], "a.yaml");
    assert_eq!(place.json(&["check", "--isolated"])["summary"]["warnings"], 2);
    assert_eq!(place.json(&["check", "--config", "near/paysched.toml"])["summary"]["errors"], 0);
}

#[test]
fn a_mistake_in_the_configuration_is_shown_at_its_place() {
    let place =
        Place::new(&[("a.yaml", support::BASE), ("paysched.toml", "[levels]\nzero-amont = \"off\"\n")]);
    let ran = place.run(&["check"]);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    assert!(
        ran.err.contains("[paysched.toml:2:1]") && ran.err.contains("did you mean `zero-amount`?"),
        "{}",
        ran.err
    );
    place.write("paysched.toml", "accounts = \"nowhere.yaml\"\n");
    let ran = place.run(&["check"]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("[paysched.toml:1:12]"), "{}", ran.err);
}

#[test]
fn the_register_and_its_own_mistakes_are_part_of_a_check() {
    let bare = support::BASE
        .replace("{account: \"111122223333\", billing: invoice, net_days: 30}", "\"111122223333\"");
    let place = Place::new(&[
        ("paysched.toml", "accounts = \"accounts.yaml\"\n"),
        (
            "accounts.yaml",
            "paysched_accounts: 1\naccounts:\n  \"111122223333\": {billing: invoice, net_days: 45}\n",
        ),
        ("a.yaml", &bare),
    ]);
    assert_eq!(place.run(&["check"]).code, 0);
    let plan = place.json(&["plan", "a.yaml"]);
    assert_eq!(plan["invoices"][0]["due_date"], "2027-02-14");
    place.write("accounts.yaml", "paysched_accounts: 1\naccounts:\n  \"111122223333\": {billing: invoyce}\n");
    let report = place.json(&["check", "a.yaml"]);
    assert_eq!(report["diagnostics"][0]["path"], "a.yaml");
    assert_eq!(report["diagnostics"][1]["path"], "accounts.yaml");
    assert_eq!(report["diagnostics"][1]["rule"], "invalid-choice");
}

#[test]
fn a_larger_limit_lets_a_larger_file_in() {
    let long = format!("{}# {}\n", support::BASE, "x".repeat(5_000_000));
    let place = Place::new(&[("a.yaml", &long)]);
    assert_eq!(place.json(&["check"])["diagnostics"][0]["rule"], "invalid-yaml");
    place.write("paysched.toml", "max_file_bytes = 8000000\n");
    assert_eq!(place.run(&["check"]).code, 0);
}

#[test]
fn an_offer_with_errors_is_not_planned_unless_asked() {
    let wrong = support::BASE.replace("total: 360000.00", "total: 50000.00");
    let place = Place::new(&[("a.yaml", &wrong)]);
    let ran = place.run(&["plan", "a.yaml"]);
    assert_eq!((ran.code, ran.out.as_str()), (1, ""));
    assert!(ran.err.contains("error[remainder-negative]"), "{}", ran.err);
    let partial = place.run(&["plan", "a.yaml", "--allow-errors", "--format", "csv"]);
    assert_eq!((partial.code, partial.out.lines().count()), (0, 2), "{}", partial.err);
}

#[test]
fn what_if_the_buyer_accepts_on_another_day() {
    let place = Place::new(&[("a.yaml", support::BASE)]);
    let plan = place.json(&["plan", "a.yaml", "--accepted", "2026-12-05"]);
    assert_eq!(plan["acceptance"]["date"], "2026-12-05");
    assert_eq!(plan["acceptance"]["assumed"], false);
    assert_eq!(plan["invoices"][0]["invoice_date"], "2026-12-15");
    assert_eq!(plan["term"]["end"], "2029-12-05");
    let late = place.json(&["plan", "a.yaml"]);
    assert_eq!(late["invoices"][0]["invoice_date"], "2026-12-31");
    assert_eq!(late["invoices"][0]["due_date"], "2027-01-30");
}

#[test]
fn several_offers_make_a_list() {
    let two = format!("{}---\n{}", support::BASE, support::BASE);
    let place = Place::new(&[("two.yaml", &two), ("one.yaml", support::BASE)]);
    assert_eq!(place.json(&["plan", "two.yaml"]).as_array().unwrap().len(), 2);
    assert_eq!(place.json(&["plan", "two.yaml", "one.yaml"]).as_array().unwrap().len(), 3);
    assert!(place.json(&["plan", "one.yaml"]).is_object());
}

#[test]
fn the_yaml_says_what_the_json_says() {
    let two = format!("{}---\n{}", support::BASE, support::BASE);
    let place = Place::new(&[("one.yaml", support::BASE), ("two.yaml", &two)]);
    for name in ["one.yaml", "two.yaml"] {
        let ran = place.run(&["plan", name, "--format", "yaml"]);
        assert_eq!(ran.code, 0, "{}", ran.err);
        let yaml: Value = serde_yaml::from_str(&ran.out).unwrap();
        assert_eq!(yaml, place.json(&["plan", name]));
    }
}

#[test]
fn the_rows_are_rfc_4180() {
    let noted = support::BASE.replace("amount: 60000.00}", "amount: 60000.00, note: 'a \"b\", c'}");
    let ran = Place::new(&[("a.yaml", &noted)]).run(&["plan", "a.yaml", "--format", "csv"]);
    let mut lines = ran.out.lines();
    assert_eq!(
        lines.next().unwrap(),
        "number,scheduled_date,invoice_date,due_date,amount,currency,cumulative,remaining,note"
    );
    assert_eq!(
        lines.next().unwrap(),
        "1,2026-12-15,2026-12-31,2027-01-30,60000.00,USD,60000.00,300000.00,\"a \"\"b\"\", c\""
    );
    assert!(!ran.out.contains('\r'));
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    let names: Vec<String> = (0..40).map(|n| format!("d{}/o{n}.yaml", n % 7)).collect();
    let text = broken();
    let files: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), text.as_str())).collect();
    let place = Place::new(&files);
    let first = place.run(&["check"]).out;
    for _ in 0..3 {
        assert_eq!(place.run(&["check"]).out, first);
    }
}

#[test]
fn an_offer_without_release_is_judged_as_of_a_day() {
    let open = support::BASE.replace("release: 2026-12-01\n", "");
    let place = Place::new(&[("a.yaml", &open)]);
    assert_eq!(place.run(&["check", "--as-of", "2026-12-01"]).code, 0);
    let late = place.json(&["check", "--as-of", "2026-12-20"]);
    assert_eq!(late["diagnostics"][0]["rule"], "invoice-date-in-past");
}

#[test]
fn a_closed_pipe_is_no_failure() {
    let place = Place::new(&[("a.yaml", support::BASE)]);
    let mut command = Command::new(env!("CARGO_BIN_EXE_paysched"));
    command.args(["rules"]).current_dir(place.path()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
}

#[test]
fn the_shown_path_is_relative_to_where_one_stands() {
    let place = Place::new(&[("deep/er/a.yaml", &broken())]);
    let absolute = place.path().canonicalize().unwrap().join("deep/er/a.yaml");
    for path in [Path::new("./deep/er/a.yaml"), Path::new("deep/../deep/er/a.yaml"), &absolute] {
        let ran = place.run(&["check", path.to_str().unwrap()]);
        assert!(ran.out.contains("er/a.yaml:13:20]"), "{}", ran.out);
        assert!(!ran.out.contains("[/") && !ran.out.contains("[./"), "{}", ran.out);
    }
}

#[test]
fn every_page_that_the_manual_names_is_written() {
    let place = Place::new(&[]);
    let first = place.run(&["man"]).out;
    let pages: Vec<&str> = first.lines().filter(|line| line.starts_with("paysched\\-")).collect();
    assert!(pages.len() > 15, "{first}");
    for page in pages {
        let page = page.replace('\\', "");
        let ran = place.run(&["man", &page]);
        assert_eq!(ran.code, 0, "{page}: {}", ran.err);
        assert!(ran.out.contains(".TH"), "{page}");
    }
    assert_eq!(place.run(&["man", "no-such"]).code, 2);
    assert_eq!(place.run(&["help", "check"]).code, 0);
}
