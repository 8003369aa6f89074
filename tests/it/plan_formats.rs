//! Every text format of `plan` over a few examples, kept whole, and `--output`.

use crate::support;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::support::place::Place;

/// The formats whose output is kept, with the extension that names each.
const FORMATS: [(&str, &str); 6] = [
    ("table", "txt"),
    ("markdown", "md"),
    ("html", "html"),
    ("svg", "svg"),
    ("ics", "ics"),
    ("ledger", "ledger"),
];

const OFFERS: [&str; 3] = ["upfront-quarterly", "japan/yen-step-1000", "every-kind-of-buyer"];

#[test]
fn every_format_is_as_it_is_kept() {
    for offer in OFFERS {
        for (format, extension) in FORMATS {
            let file = format!("schedules/{offer}.yaml");
            let mut command = Command::new(env!("CARGO_BIN_EXE_paysched"));
            let arguments = ["plan", &file, "--format", format, "--as-of", "2026-11-21"];
            let output = support::scrubbed(&mut command).args(arguments).output().unwrap();
            assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
            let kept = PathBuf::from(format!("tests/plans/formats/{offer}.{extension}"));
            support::golden(&kept, &String::from_utf8(output.stdout).unwrap());
        }
    }
}

#[test]
fn the_picture_of_the_pages_is_fresh() {
    let mut command = Command::new(env!("CARGO_BIN_EXE_paysched"));
    let arguments = ["plan", "schedules/upfront-quarterly.yaml", "--cash", "--format", "svg"];
    let output = support::scrubbed(&mut command).args(arguments).output().unwrap();
    let kept = Path::new("docs/images/upfront-quarterly.svg");
    support::golden(kept, &String::from_utf8(output.stdout).unwrap());
}

#[test]
fn the_extension_of_the_output_names_the_format() {
    let place = Place::new(&[("a.yaml", support::BASE)]);
    for (format, extension) in FORMATS {
        let file = format!("plan.{extension}");
        let ran = place.run(&["plan", "a.yaml", "--output", &file]);
        assert_eq!((ran.code, ran.out.as_str(), ran.err.as_str()), (0, "", ""));
        let written = std::fs::read_to_string(place.path().join(&file)).unwrap();
        assert_eq!(written, place.run(&["plan", "a.yaml", "--format", format]).out);
    }
}

#[test]
fn the_format_wins_over_the_extension() {
    let place = Place::new(&[("a.yaml", support::BASE)]);
    let ran = place.run(&["plan", "a.yaml", "--format", "csv", "--output", "plan.txt"]);
    assert_eq!((ran.code, ran.out.as_str()), (0, ""));
    assert!(std::fs::read_to_string(place.path().join("plan.txt")).unwrap().starts_with("number,"));
}

#[test]
fn an_unknown_extension_is_refused_and_writes_nothing() {
    let place = Place::new(&[("a.yaml", support::BASE)]);
    let ran = place.run(&["plan", "a.yaml", "--output", "plan.docx"]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.starts_with("paysched: plan.docx: the extension names no format"), "{}", ran.err);
    assert!(!Path::new(&place.path().join("plan.docx")).exists());
}

#[test]
fn an_offer_with_errors_leaves_the_old_output_alone() {
    let broken = support::BASE.replace("total: 360000.00", "total: 1.00");
    let place = Place::new(&[("a.yaml", &broken), ("plan.csv", "old\n")]);
    assert_eq!(place.run(&["plan", "a.yaml", "--output", "plan.csv"]).code, 1);
    assert_eq!(std::fs::read_to_string(place.path().join("plan.csv")).unwrap(), "old\n");
}

#[test]
fn a_dash_is_standard_output() {
    let place = Place::new(&[("a.yaml", support::BASE)]);
    let ran = place.run(&["plan", "a.yaml", "--output", "-"]);
    assert_eq!(ran.out, place.run(&["plan", "a.yaml"]).out);
}

#[test]
#[cfg(not(feature = "xlsx"))]
fn a_build_without_workbooks_says_so() {
    let place = Place::new(&[("a.yaml", support::BASE)]);
    let ran = place.run(&["plan", "a.yaml", "--output", "plan.xlsx"]);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    assert!(ran.err.starts_with("paysched: this build of paysched writes no workbooks"), "{}", ran.err);
}
