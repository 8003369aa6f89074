//! Every offer under `schedules/` is clean and ready for release on any day, and its plan adds up.

use crate::support;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

fn paysched(arguments: &[&str]) -> (i32, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_paysched"));
    let output = support::scrubbed(&mut command).args(arguments).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

/// An amount of the JSON as a whole number of the currency's minor units.
fn minor(value: &Value) -> i128 {
    value.as_str().unwrap().replace('.', "").parse().unwrap()
}

#[test]
fn every_example_is_clean_on_any_day() {
    for day in ["2020-01-01", "2026-11-21", "2040-01-01"] {
        let (code, out, err) = paysched(&["check", "schedules", "--as-of", day, "--format", "json"]);
        let report: Value = serde_json::from_str(&out).unwrap();
        assert_eq!(report["diagnostics"], Value::Array(Vec::new()), "as of {day}");
        assert_eq!((code, err.as_str()), (0, ""));
        assert!(report["summary"]["offers"].as_u64().unwrap() >= 47);
    }
}

/// What the first comment of an example says that cannot be released.
const NOT_READY: &str = "Not ready for release: ";

#[test]
fn every_example_can_be_released_or_says_why_not() {
    let found = support::offer_files();
    let says = |path: &PathBuf| {
        let text = std::fs::read_to_string(path).unwrap();
        text.lines().next().unwrap().starts_with('#') && text.lines().next().unwrap().contains(NOT_READY)
    };
    let mut told: Vec<_> =
        found.into_iter().filter(says).map(|path| path.to_str().unwrap().to_owned()).collect();
    told.sort_unstable();
    assert!(!told.is_empty() && told.len() <= 2, "drafts are few: {told:?}");
    for day in ["2020-01-01", "2026-11-21", "2040-01-01"] {
        let (_, out, _) = paysched(&["check", "schedules", "--ready", "--as-of", day, "--format", "json"]);
        let report: Value = serde_json::from_str(&out).unwrap();
        let findings = report["diagnostics"].as_array().unwrap();
        assert!(findings.iter().all(|finding| finding["rule"] == "not-ready-for-release"), "{findings:#?}");
        let kept: Vec<_> =
            findings.iter().map(|finding| finding["path"].as_str().unwrap().to_owned()).collect();
        assert_eq!(kept, told, "as of {day}");
    }
}

#[test]
fn every_plan_adds_up() {
    let found = support::offer_files();
    assert!(found.len() >= 22);
    for path in found {
        let (code, out, err) = paysched(&["plan", path.to_str().unwrap(), "--format", "json"]);
        assert_eq!((code, err.as_str()), (0, ""), "{}", path.display());
        let plans: Value = serde_json::from_str(&out).unwrap();
        let plans = if plans.is_array() { plans } else { Value::Array(vec![plans]) };
        for plan in plans.as_array().unwrap() {
            let total = minor(&plan["offer"]["total"]);
            let invoices = plan["invoices"].as_array().unwrap();
            let ended = |invoice: &&Value| invoice["expected"] == false;
            let dropped: i128 = invoices.iter().filter(ended).map(|invoice| minor(&invoice["amount"])).sum();
            let mut sum = 0;
            for (at, invoice) in invoices.iter().enumerate() {
                sum += minor(&invoice["amount"]);
                assert_eq!(invoice["number"], at + 1);
                assert_eq!(minor(&invoice["cumulative"]), sum, "{}", path.display());
                let remaining = (total - dropped - sum).max(0);
                assert_eq!(minor(&invoice["remaining"]), remaining, "{}", path.display());
                assert!(invoice["invoice_date"].as_str() >= plan["acceptance"]["date"].as_str());
            }
            assert_eq!(sum, total, "{}", path.display());
        }
    }
}

#[test]
fn every_plan_is_as_it_was() {
    let found = support::offer_files();
    for path in found {
        let (_, out, _) = paysched(&["plan", path.to_str().unwrap(), "--format", "csv"]);
        let name = path.strip_prefix("schedules").unwrap().with_extension("csv");
        support::golden(&Path::new("tests/plans").join(name), &out);
    }
}
