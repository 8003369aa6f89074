//! `plan --accept-range` holds day by day against the plan of that day and the rules of `check`.

use crate::support;
use crate::support::place::Place;
use chrono::{Days, NaiveDate};
use paysched::internals::lint::CheckedOffer;
use paysched::offer::{Amount, parse_date};
use paysched::plan::{Plan, Scenario, Stretch, Window};
use proptest::prelude::*;

/// The errors that hang on the last day to accept.
const OF_EXPIRY: [&str; 6] = [
    "several-invoices-before-acceptance",
    "invoice-before-authorization-ends",
    "acceptance-after-term",
    "start-before-acceptance",
    "term-shorter-than-acceptance-window",
    "invoice-date-after-term",
];

/// The errors that hang on the day of release.
const OF_RELEASE: [&str; 2] = ["invoice-date-in-past", "acceptance-in-past"];

fn day(text: &str) -> NaiveDate {
    parse_date(text).unwrap()
}

fn later(day: NaiveDate, days: u64) -> NaiveDate {
    day.checked_add_days(Days::new(days)).unwrap()
}

/// An offer's text in which one first-level line is another one.
fn with(text: &str, key: &str, value: impl std::fmt::Display) -> String {
    let of_key = |line: &str| line.starts_with(&format!("{key}:"));
    assert!(text.lines().any(of_key), "{key}");
    text.lines()
        .map(|line| if of_key(line) { format!("{key}: {value}\n") } else { format!("{line}\n") })
        .collect()
}

fn planned(offer: &CheckedOffer, accepted: Option<NaiveDate>) -> Plan {
    offer.plan(&Scenario { accepted, ..Scenario::default() }).unwrap()
}

fn window_of(text: &str, range: (Option<NaiveDate>, Option<NaiveDate>)) -> Window {
    let offer = support::offer(text);
    offer.window(&planned(&offer, None), range).unwrap()
}

/// Whether `check` finds one of these rules' errors.
fn refused(text: &str, rules: &[&str]) -> bool {
    support::names(&support::check(text)).iter().any(|name| rules.contains(name))
}

/// The contract's end that a stretch says of one of its days.
fn end_on(stretch: &Stretch, day: NaiveDate) -> NaiveDate {
    let (first, last) = stretch.ends.unwrap();
    if first == last {
        first
    } else {
        later(first, day.signed_duration_since(stretch.from).num_days().cast_unsigned())
    }
}

/// Holds a window against the program's own word for each day.
fn holds(text: &str, from: NaiveDate, to: NaiveDate) {
    let window = window_of(text, (Some(from), Some(to)));
    let (accept_by, release) = (window.accept_by.unwrap(), window.reference_day.unwrap());
    let offer = support::offer(text);
    let mut next = from;
    for stretch in &window.stretches {
        assert_eq!(stretch.from, next, "{text}");
        for day in stretch.from.iter_days().take_while(|day| *day <= stretch.to) {
            let real = planned(&offer, Some(day));
            let moved = real.invoices.iter().filter(|i| i.invoice_date > i.scheduled_date);
            assert_eq!(stretch.moved, moved.clone().count(), "{day} {text}");
            assert_eq!(Some(stretch.moved_amount), Amount::sum(moved.map(|i| i.amount)), "{day} {text}");
            assert_eq!(end_on(stretch, day), real.term.unwrap().1, "{day} {text}");
            let refused = refused(&with(text, "accept_by", accept_by.max(day)), &OF_EXPIRY);
            assert_eq!(stretch.obstacles.is_empty(), !refused && day >= release, "{day} {stretch:?} {text}");
            assert_eq!(stretch.extended, day > accept_by);
        }
        next = later(stretch.to, 1);
    }
    assert_eq!(next, later(to, 1));
    for pair in window.stretches.windows(2) {
        let [one, two] = pair else { unreachable!() };
        let outcome = |s: &Stretch| (s.moved, s.extended, s.obstacles.clone());
        let goes_on =
            one.from < one.to && two.from < two.to && end_on(one, two.from) == end_on(two, two.from);
        let stays = |s: &Stretch| s.ends.unwrap().0 == s.ends.unwrap().1;
        assert!(
            outcome(one) != outcome(two) || !goes_on || stays(one) != stays(two),
            "{one:?} and {two:?} are one of {text}"
        );
    }
}

/// The last days of release and of expiry are allowed, and the days after them are not.
fn limits_hold(text: &str) {
    let window = window_of(text, (None, None));
    let expiry = window.last_expiry.unwrap().day;
    let release = window.last_release.unwrap().day;
    // An expiry that nobody can be in time for is refused for another reason.
    if expiry >= window.reference_day.unwrap() {
        assert!(!refused(&with(text, "accept_by", expiry), &OF_EXPIRY), "{expiry} {text}");
    }
    assert!(refused(&with(text, "accept_by", later(expiry, 1)), &OF_EXPIRY), "{expiry} {text}");
    assert!(!refused(&with(text, "release", release), &OF_RELEASE), "{release} {text}");
    assert!(refused(&with(text, "release", later(release, 1)), &OF_RELEASE), "{release} {text}");
}

/// Offers of every kind of term, clean as they stand.
fn offers() -> Vec<String> {
    let complete = support::complete;
    vec![
        support::BASE.to_owned(),
        // The months of a short term are of many lengths, and January has days that February lacks.
        complete(
            "release: 2027-01-20\naccept_by: 2027-02-15\nterm: 1 month\ntotal: 100.00\ninstallments:\n  - {invoice_date: 2027-02-01, amount: 100.00}\n",
        ),
        // Across a leap day.
        complete(
            "release: 2027-12-20\naccept_by: 2028-03-05\nterm: 12 months\ntotal: 300.00\ninstallments:\n  - {first: 2028-02-29, every: month, times: 3, amount: 100.00}\n",
        ),
        complete(
            "term: 365 days\ntotal: 200.00\ninstallments:\n  - {first: 2026-12-15, every: quarter, times: 2, amount: 100.00}\n",
        ),
        complete(
            "term: {start: 2027-01-05, end: 2028-01-04}\ntotal: 100.00\ninstallments:\n  - {invoice_date: 2026-12-31, amount: 100.00}\n",
        ),
        complete(
            "term: {start: 2027-02-01, duration: 12 months}\ntotal: 200.00\ninstallments:\n  - {first: 2027-01-10, every: month, times: 2, amount: 100.00}\n",
        ),
        complete(
            "kind: replacement_offer\nreplaces: {agreement: agmt-1}\nterm: {end: 2027-06-30}\ntotal: 200.00\ninstallments:\n  - {first: 2027-01-01, every: month, times: 2, amount: 100.00}\n",
        ),
        complete(
            "kind: resale_authorization\ntotal: 200.00\ninstallments:\n  - {first: 2027-01-03, every: month, times: 2, amount: 100.00}\n",
        ),
        complete(
            "product: {id: prod-a6ml9texample, type: ami_contract}\nterm: 400 days\ntotal: 100.00\ninstallments:\n  - {invoice_date: 2026-12-15, amount: 100.00}\npricing:\n  dimensions:\n    - {key: m7g.large, quantity: 1, prices: {12 months: 100.00}}\n",
        ),
    ]
}

#[test]
fn every_day_is_what_the_plan_and_the_rules_of_that_day_say() {
    for text in offers() {
        let window = window_of(&text, (None, None));
        let (from, to) = (window.reference_day.unwrap(), window.accept_by.unwrap());
        assert!(window.stretches.iter().all(|stretch| stretch.obstacles.is_empty()), "{text}");
        holds(&text, from.checked_sub_days(Days::new(3)).unwrap(), later(to, 60));
    }
}

#[test]
fn the_last_days_of_release_and_expiry_are_the_last() {
    offers().iter().for_each(|text| limits_hold(text));
}

#[test]
fn days_on_which_the_contract_ends_together_are_one_row_of_their_own() {
    let text = &offers()[1];
    let window = window_of(text, (Some(day("2027-01-27")), Some(day("2027-02-02"))));
    let rows: Vec<String> = window
        .stretches
        .iter()
        .map(|s| format!("{}..{} {}..{}", s.from, s.to, s.ends.unwrap().0, s.ends.unwrap().1))
        .collect();
    assert_eq!(
        rows,
        [
            "2027-01-27..2027-01-28 2027-02-27..2027-02-28",
            "2027-01-29..2027-01-31 2027-02-28..2027-02-28",
            "2027-02-01..2027-02-01 2027-03-01..2027-03-01",
            "2027-02-02..2027-02-02 2027-03-02..2027-03-02",
        ]
    );
    assert_eq!([2, 3].map(|at| window.stretches[at].moved), [0, 1]);
}

#[test]
fn an_accepted_offer_is_looked_at_as_if_it_were_not() {
    let accepted = support::complete("accepted: 2026-12-20\n");
    let open = window_of(support::BASE, (None, None));
    let window = window_of(&accepted, (None, None));
    assert_eq!((window.accepted, window.last_release), (Some(day("2026-12-20")), None));
    assert_eq!((window.stretches, window.last_expiry), (open.stretches, open.last_expiry));
}

#[test]
fn a_range_that_cannot_be_meant_is_refused_with_the_way_out() {
    let place = Place::new(&[("a.yaml", support::BASE)]);
    for (range, words) in [
        ("--accept-range=2027-01-05..2027-01-01", "would go from 2027-01-05 back to 2027-01-01"),
        ("--accept-range=2028-01-05..", "would go from 2028-01-05 back to 2026-12-31"),
        ("--accept-range=2027-01-05", "write two dates, for example 2026-12-01..2026-12-31"),
        ("--accept-range=2027-02-30..", "`2027-02-30` does not exist"),
    ] {
        let ran = place.run(&["plan", "a.yaml", range]);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{range}");
        assert!(ran.err.contains(words), "{}", ran.err);
    }
    let ran = place.run(&["plan", "--accept-range", "2026-12-01..2026-12-05", "a.yaml"]);
    assert_eq!(ran.err, "paysched: write --accept-range=2026-12-01..2026-12-05, with an equals sign\n");
    let ran = place.run(&["plan", "--accept-range", "a.yaml", "--accepted", "2026-12-05"]);
    assert_eq!(ran.code, 2);
}

#[test]
fn the_formats_agree() {
    let place = Place::new(&[("a.yaml", support::BASE)]);
    let run =
        |format: &str| place.run(&["plan", "a.yaml", "--accept-range=..2027-02-05", "--format", format]).out;
    let json: serde_json::Value = serde_json::from_str(&run("json")).unwrap();
    let yaml: serde_json::Value = serde_yaml::from_str(&run("yaml")).unwrap();
    assert_eq!(json, yaml);
    let rows = json["acceptance"].as_array().unwrap();
    assert_eq!(rows.len(), 5);
    assert_eq!(run("csv").lines().count(), 1 + rows.len());
    for stretch in rows {
        let from = stretch["from"].as_str().unwrap();
        assert!(run("table").lines().any(|line| line.starts_with(from)), "{from}");
        assert!(run("markdown").lines().any(|line| line.starts_with(&format!("| {from}"))), "{from}");
    }
    assert_eq!(json["last_expiry"]["date"], "2027-01-30");
    assert_eq!(json["last_release"]["date"], "2026-12-15");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn any_offer_holds_day_by_day(
        release in 0_u64..400,
        window in 0_u64..50,
        gaps in prop::collection::vec(1_u64..70, 1..5),
        term in prop_oneof!["[1-9] months", "[1-9]0 days", Just("1 month".to_owned()), Just("29 days".to_owned())],
        authorization in any::<bool>(),
    ) {
        let release = later(day("2027-01-01"), release);
        let mut text = format!(
            "{}release: {release}\naccept_by: {}\nterm: {term}\ntotal: {}.00\ninstallments:\n",
            if authorization { "kind: resale_authorization\n" } else { "" },
            later(release, window),
            gaps.len(),
        );
        let mut date = release;
        for gap in gaps {
            date = later(date, gap);
            text.push_str(&format!("  - {{invoice_date: {date}, amount: 1.00}}\n"));
        }
        let text = support::complete(&text);
        holds(&text, release, later(release, 70));
        limits_hold_where_the_rest_is_clean(&text);
    }
}

/// As [`limits_hold`], where nothing but the expiry is wrong with the offer.
fn limits_hold_where_the_rest_is_clean(text: &str) {
    if !refused(text, &["invoice-date-after-term", "invoice-date-in-past"]) {
        limits_hold(text);
    }
}

#[test]
fn an_assumed_acceptance_outside_the_window_is_the_finding_of_the_file() {
    let place = Place::new(&[("a.yaml", support::BASE)]);
    for command in ["plan", "timeline"] {
        for (day, says) in [
            ("2027-01-01", "accepted on 2027-01-01, after 2026-12-31, the last day to accept"),
            ("2026-11-30", "accepted on 2026-11-30, before 2026-12-01, the day of release"),
        ] {
            let ran = place.run(&[command, "a.yaml", "--accepted", day]);
            assert_eq!((ran.code, ran.out.as_str()), (1, ""), "{command} {day}");
            assert!(
                ran.err.contains("error[accepted-out-of-window]") && ran.err.contains(says),
                "{}",
                ran.err
            );
            let ran = place.run(&[command, "a.yaml", "--accepted", day, "--allow-errors"]);
            assert_eq!(ran.code, 0, "{command} {day}: {}", ran.err);
            assert!(ran.out.contains(day) && ran.err.contains(says), "{}", ran.out);
        }
        for day in ["2026-12-01", "2026-12-31"] {
            assert_eq!(place.run(&[command, "a.yaml", "--accepted", day]).err, "", "{command} {day}");
        }
    }
    // The day of the command line counts, not that of the file; the configuration's level holds.
    place.write("a.yaml", &support::complete("accepted: 2027-02-01\n"));
    assert_eq!(place.run(&["plan", "a.yaml", "--accepted", "2026-12-31"]).code, 0);
    place.write("paysched.toml", "[levels]\naccepted-out-of-window = \"warning\"\n");
    assert_eq!(place.run(&["plan", "a.yaml", "--accepted", "2027-01-01"]).code, 0);
    // What a comment allows of the day in the file, it allows of that one.
    std::fs::remove_file(place.path().join("paysched.toml")).unwrap();
    let allow = |rule: &str| format!("# paysched: allow({rule}) extended by mail\n");
    for (text, code) in [
        (support::complete(&format!("{}accepted: 2027-02-01\n", allow("accepted-out-of-window"))), 0),
        (support::BASE.replace("accept_by", &format!("{}accept_by", allow("accepted-out-of-window"))), 0),
        (allow("accepted-out-of-window").replace("allow", "allow-file") + support::BASE, 0),
        (support::BASE.replace("accept_by", &format!("{}accept_by", allow("total-mismatch"))), 1),
        (support::BASE.replace("currency", &format!("{}currency", allow("accepted-out-of-window"))), 1),
    ] {
        place.write("a.yaml", &text);
        let ran = place.run(&["plan", "a.yaml", "--accepted", "2027-01-05"]);
        assert_eq!(ran.code, code, "{text}{}", ran.err);
    }
}
