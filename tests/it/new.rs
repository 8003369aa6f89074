//! `new` and `solve`: what they write passes `check`, and goes to the limit of the rules.

use crate::support;
use crate::support::place::Place;

const FLAGS: [&str; 12] = [
    "--as-of",
    "2026-11-22",
    "--name",
    "Acme: the plan",
    "--product",
    "prod-k3xu7yexample",
    "--buyer",
    "111122223333",
    "--total",
    "100000.00",
    "--term",
    "24 months",
];

fn with<'a>(first: &[&'a str], flags: &[&'a str]) -> Vec<&'a str> {
    [first, &FLAGS, flags].concat()
}

fn is_clean(place: &Place, file: &str) {
    let ran = place.run(&["check", file, "--fail-on", "info", "--as-of", "2030-01-01"]);
    assert_eq!(ran.code, 0, "{}", ran.out);
    assert_eq!(place.run(&["fmt", "--check", file]).code, 0);
}

#[test]
fn every_shape_of_schedule_passes_check_and_is_laid_out() {
    let shapes: [&[&str]; 9] = [
        &["--first", "2027-01-15"],
        &["--first", "2027-01-31", "--every", "quarterly"],
        &["--first", "2027-01-15", "--initial", "20%", "--times", "6"],
        &["--first", "2027-01-15", "--initial", "25000.00", "--every", "2 weeks"],
        &["--initial", "100%"],
        &["--on", "2027-02-01,2027-03-15,2028-01-01", "--initial", "1/3"],
        &["--on", "2027-02-01"],
        &["--first", "2027-12-01", "--every", "annually"],
        &["--first", "2027-01-15", "--currency", "JPY", "--total", "1000001", "--net-terms", "45"],
    ];
    for (at, shape) in shapes.into_iter().enumerate() {
        let place = Place::new(&[]);
        let mut arguments = with(&["new", "a.yaml"], shape);
        if shape.contains(&"JPY") {
            let total = arguments.iter().position(|a| *a == "--total").unwrap();
            arguments.drain(total..total + 2);
        }
        let ran = place.run(&arguments);
        assert_eq!((ran.code, ran.out.as_str()), (0, ""), "{at}: {}", ran.err);
        assert!(ran.err.ends_with("written to a.yaml\n"), "{}", ran.err);
        is_clean(&place, "a.yaml");
    }
}

#[test]
fn without_a_file_the_offer_goes_to_standard_output() {
    let place = Place::new(&[]);
    let ran = place.run(&with(&["new"], &["--first", "2027-01-31", "--times", "3"]));
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    let kept = std::path::Path::new("tests/new/three-month-ends.yaml");
    support::golden(kept, &ran.out);
}

#[test]
fn a_register_is_asked_about_the_buyer() {
    let place = Place::new(&[
        ("paysched.toml", "accounts = \"accounts.yaml\"\n"),
        (
            "accounts.yaml",
            "paysched_accounts: 1\naccounts:\n  \"111122223333\": {billing: invoice, net_days: 30}\n",
        ),
    ]);
    let ran = place.run(&with(&["new"], &["--first", "2027-01-31"]));
    assert!(ran.out.contains("buyers:\n  - \"111122223333\"\n"), "{}", ran.out);
}

#[test]
fn a_file_that_is_there_is_never_written_over() {
    let place = Place::new(&[("a.yaml", "old\n")]);
    for command in [&["new", "a.yaml"][..], &["solve", "most-installments", "--output", "a.yaml"]] {
        let ran = place.run(&with(command, &["--first", "2027-01-15"]));
        assert_eq!(ran.code, 2);
        assert_eq!(ran.err, "paysched: a.yaml exists already; name a new file, or replace it with --force\n");
        assert_eq!(std::fs::read_to_string(place.path().join("a.yaml")).unwrap(), "old\n");
    }
}

#[test]
fn an_offer_that_breaks_a_rule_is_shown_and_not_written() {
    let place = Place::new(&[]);
    let ran = place.run(&with(&["new", "a.yaml"], &["--first", "2029-01-15", "--times", "2"]));
    assert_eq!((ran.code, ran.out.as_str()), (1, ""));
    assert!(ran.err.contains("error[invoice-date-after-term]"), "{}", ran.err);
    assert!(!place.path().join("a.yaml").exists());
}

#[test]
fn every_missing_flag_is_named_at_once() {
    let ran = Place::new(&[]).run(&["new", "--total", "5.00"]);
    assert_eq!(ran.code, 2);
    assert!(
        ran.err.starts_with("paysched: --name, --product, --buyer, --term, --first are needed;"),
        "{}",
        ran.err
    );
}

#[test]
fn questions_are_asked_again_until_they_have_an_answer() {
    let place = Place::new(&[]);
    let answers = "Acme\nprod-k3xu7yexample\n\n1111\n111122223333\n\n\n12 months\n\nlots\n9,000\n9000.00\n\nmonthly\n2027-02-30\n2027-01-15\n9\n31\n45\n";
    let ran = place.run_with(&["new", "a.yaml", "--ask", "--as-of", "2026-11-22"], answers, &[]);
    assert_eq!((ran.code, ran.out.as_str()), (0, ""), "{}", ran.err);
    assert_eq!(ran.err.matches("Total, before tax").count(), 3);
    assert_eq!(ran.err.matches("Buyer's account").count(), 2);
    assert!(
        ran.err.contains("→ 9 invoices: 1,000.00 on 2027-01-15, the last 1,000.00 on 2027-09-15"),
        "{}",
        ran.err
    );
    let written = std::fs::read_to_string(place.path().join("a.yaml")).unwrap();
    assert!(written.contains("net_terms: 45"), "{written}");
    assert!(ran.err.contains("`31` is not one of 15, 30, 45, 60, 90 and 120 days"), "{}", ran.err);
    is_clean(&place, "a.yaml");
}

#[test]
fn rows_of_different_amounts_are_taken_and_make_up_the_total() {
    let place = Place::new(&[]);
    let flags = ["--row", "2027-01-15=6000.00", "--row", "2027-06-30=14000", "--net-terms", "30"];
    let mut arguments = with(&["new", "a.yaml"], &flags);
    let total = arguments.iter().position(|a| *a == "--total").unwrap();
    arguments.drain(total..total + 2);
    let ran = place.run(&arguments);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let written = std::fs::read_to_string(place.path().join("a.yaml")).unwrap();
    assert!(written.contains("total: 20000.00"), "{written}");
    assert!(written.contains("{ invoice_date: 2027-06-30, amount: 14000.00 }"), "{written}");
    is_clean(&place, "a.yaml");
    let wrong = place.run(&with(&["new"], &["--row", "15/01/2027: 6000"]));
    assert_eq!(wrong.code, 2);
    assert!(wrong.err.contains("write for example 2027-01-15=6000.00"), "{}", wrong.err);
}

#[test]
fn a_schema_is_named_only_where_there_is_one() {
    let place = Place::new(&[("schema/offer.schema.json", "{}"), ("offers/x.txt", "")]);
    for (file, named) in [("offers/a.yaml", true), ("b.yaml", false)] {
        let ran = place.run(&with(&["new", file], &["--first", "2027-01-15"]));
        assert_eq!(ran.code, 0, "{}", ran.err);
        let written = std::fs::read_to_string(place.path().join(file)).unwrap();
        assert_eq!(written.contains("$schema=../schema/offer.schema.json"), named, "{written}");
    }
}

#[test]
fn answers_that_end_too_early_write_nothing() {
    let place = Place::new(&[]);
    let ran = place.run_with(&["new", "a.yaml", "--ask"], "Acme\n", &[]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.ends_with("nothing is written\n"), "{}", ran.err);
    assert!(!place.path().join("a.yaml").exists());
}

/// How many installments of some flags `check` takes, by trying each number.
fn most_by_trying(place: &Place, flags: &[&str]) -> usize {
    let of = |times: usize| format!("try-{times}.yaml");
    for times in 1..=70 {
        let text = times.to_string();
        let offer = place.run(&with(&["new"], &[flags, &["--times", &text]].concat())).out;
        if !offer.is_empty() {
            place.write(&of(times), &offer);
        }
    }
    let report = place.json(&["check", ".", "--fail-on", "warning"]);
    let refused: Vec<&str> = report["diagnostics"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|finding| finding["severity"] != "info")
        .map(|finding| finding["path"].as_str().unwrap())
        .collect();
    let takes =
        |times: &usize| place.path().join(of(*times)).exists() && !refused.contains(&of(*times).as_str());
    (1..=70).rev().find(takes).unwrap()
}

#[test]
fn the_most_installments_are_the_most_that_check_takes() {
    let cases: [&[&str]; 3] = [
        &["--first", "2027-01-15"],
        &["--first", "2026-12-01", "--every", "1 weeks"],
        &["--first", "2027-01-31", "--every", "quarterly", "--initial", "10%"],
    ];
    for flags in cases {
        let place = Place::new(&[]);
        let ran = place.run(&with(&["solve", "most-installments", "--output", "best.yaml"], flags));
        assert_eq!((ran.code, ran.err.as_str()), (0, ""));
        let most = most_by_trying(&place, flags);
        assert!(ran.out.starts_with(&format!("most installments: {most}\none more: ")), "{}", ran.out);
        is_clean(&place, "best.yaml");
    }
}

#[test]
fn the_latest_first_date_is_clean_and_the_day_after_is_not() {
    let place = Place::new(&[]);
    let ran = place.run(&with(&["solve", "latest-first", "--output", "best.yaml"], &["--times", "12"]));
    // The contract ends on 2028-11-22 at the earliest; an invoice on that very day is warned of.
    assert!(ran.out.starts_with("latest first invoice date: 2027-12-21\na day later: "), "{}", ran.out);
    is_clean(&place, "best.yaml");
}

#[test]
fn what_is_looked_for_cannot_be_given() {
    let place = Place::new(&[]);
    for (arguments, message) in [
        (
            vec!["solve", "most-installments", "--times", "3", "--first", "2027-01-15"],
            "--times is what is looked for",
        ),
        (
            vec!["solve", "latest-first", "--first", "2027-01-15", "--times", "3"],
            "--first is what is looked for",
        ),
        (vec!["solve", "latest-first"], "--times is needed"),
        (vec!["solve", "most-installments"], "--first is needed"),
    ] {
        let ran = place.run(&with(&arguments, &[]));
        assert_eq!(ran.code, 2);
        assert!(ran.err.contains(message), "{}", ran.err);
    }
}

#[test]
fn no_schedule_at_all_is_said_with_the_reason() {
    let ran = Place::new(&[]).run(&with(&["solve", "most-installments"], &["--first", "2031-01-15"]));
    assert_eq!((ran.code, ran.out.as_str()), (1, ""));
    assert!(ran.err.contains("invoice-date-after-term"), "{}", ran.err);
}
