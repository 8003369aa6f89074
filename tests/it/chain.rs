//! Chains of agreements: what each billed and what of it was not used goes over to the next.

use chrono::NaiveDate;
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::ToPrimitive;
use proptest::prelude::*;
use serde_json::Value;

use crate::support::place::Place;
use paysched::offer::parse_date;

/// The first agreement: the year 2027 for 499.00, paid on its first day.
const FIRST: &str = "\
paysched: 1
name: Hazel plan
description: Yearly plan
product: {id: prod-k3xu7yexample, type: saas_contract}
buyers:
  - {account: \"111122223333\", billing: invoice, net_days: 30}
release: 2026-12-01
accept_by: 2026-12-31
accepted: 2026-12-31
term: {start: 2027-01-01, end: 2027-12-31}
currency: USD
total: 499.00
installments:
  - {invoice_date: 2027-01-01, amount: 499.00}
";

/// Amends `old` into `new`, which is accepted on the day.
fn amended(place: &Place, old: &str, new: &str, on: &str, more: &[&str]) -> String {
    let own = ["amend", old, "--on", on, "--agreement", "agmt-1example0000000000", "--output", new];
    let ran = place.run(&[own.as_slice(), &["--as-of", on], more].concat());
    assert_eq!(ran.code, 0, "{}", ran.err);
    let text = place.read(new);
    place.write(new, &text.replace("\ncurrency:", &format!("\naccepted: {on}\ncurrency:")));
    format!("{text}{}", ran.err)
}

/// Three agreements: two upgrades with a credit.
fn upgraded() -> (Place, [String; 2]) {
    let place = Place::new(&[("a0.yaml", FIRST)]);
    let at_once = ["--credit", "--at-once", "--add"];
    let one = amended(&place, "a0.yaml", "a1.yaml", "2027-02-01", &[&at_once[..], &["998.00"]].concat());
    let two = amended(&place, "a1.yaml", "a2.yaml", "2027-03-01", &[&at_once[..], &["1497.00"]].concat());
    (place, [one, two])
}

#[test]
fn the_second_credit_counts_what_the_first_brought() {
    let (_, [one, two]) = upgraded();
    assert!(one.contains("# credit: 499.00 USD billed − 499.00 USD × 31 of 365 days used"), "{one}");
    assert!(one.contains("998.00 USD added − 456.61 USD credit"), "{one}");
    assert!(two.contains("1497.00 USD added − 914.33 USD credit"), "{two}");
    assert!(
        two.contains(
            "# credit: 914.33 USD = 541.39 USD billed + 456.61 USD brought − 998.00 USD × 28 of 334 days used"
        ),
        "{two}"
    );
    assert!(
        two.contains("# a0.yaml brings 456.61 USD = 499.00 USD billed − 499.00 USD × 31 of 365"),
        "{two}"
    );
    assert!(two.contains("issued earlier, stays         1    499.00"), "{two}");
}

#[test]
fn the_plan_and_the_timeline_say_each_step() {
    let (place, _) = upgraded();
    let plan = place.json(&["plan", "a2.yaml", "--as-of", "2027-03-01"]);
    let steps = plan["replaced"].as_array().unwrap();
    let of = |key: &str| -> Vec<&Value> { steps.iter().map(|step| &step[key]).collect() };
    assert_eq!(of("path"), ["a0.yaml", "a1.yaml"]);
    assert_eq!(of("replaced_on"), ["2027-02-01", "2027-03-01"]);
    assert_eq!(of("billed"), ["499.00", "541.39"]);
    assert_eq!(of("brought"), ["0.00", "456.61"]);
    assert_eq!(of("unused"), ["456.61", "914.33"]);
    let table = place.run(&["plan", "a2.yaml", "--as-of", "2027-03-01"]).out;
    assert!(table.contains("Replaced agreements"), "{table}");
    let timeline = place.json(&["timeline", "a2.yaml", "--as-of", "2027-03-01"]);
    let events = timeline["events"].as_array().unwrap();
    let replaced: Vec<&str> = events
        .iter()
        .filter(|event| event["kind"] == "replaced")
        .map(|event| event["words"].as_str().unwrap())
        .collect();
    assert_eq!(
        replaced,
        [
            "a0.yaml is replaced: 499.00 USD billed, 0.00 USD pending and cancelled, 456.61 USD not used",
            "a1.yaml is replaced: 541.39 USD billed, 0.00 USD pending and cancelled, 914.33 USD not used",
        ]
    );
}

#[test]
fn pending_invoices_of_each_step_are_cancelled() {
    let place = Place::new(&[(
        "a0.yaml",
        &FIRST.replace(
            "  - {invoice_date: 2027-01-01, amount: 499.00}",
            "  - {invoice_date: 2027-01-01, amount: 99.00}\n  - {invoice_date: 2027-06-01, amount: 400.00}",
        ),
    )]);
    amended(&place, "a0.yaml", "a1.yaml", "2027-02-01", &["--add", "100.00"]);
    amended(&place, "a1.yaml", "a2.yaml", "2027-07-01", &["--add", "50.00", "--at-once"]);
    let plan = place.json(&["plan", "a2.yaml", "--as-of", "2027-07-01"]);
    let steps = plan["replaced"].as_array().unwrap();
    let of = |key: &str| -> Vec<&Value> { steps.iter().map(|step| &step[key]).collect() };
    assert_eq!(of("billed"), ["99.00", "500.00"]);
    assert_eq!(of("cancelled"), ["400.00", "0.00"]);
    // 99.00 billed of which 31 of 365 days of 499.00 were used; then the rest of the year for 500.00 more.
    assert_eq!(of("unused"), ["56.61", "306.63"]);
}

#[test]
fn how_an_agreement_was_billed_makes_no_difference_to_what_is_left() {
    let unused = |entries: &str| {
        let all = format!("  - {entries}");
        let offer = FIRST.replace("  - {invoice_date: 2027-01-01, amount: 499.00}", &all);
        let offer = offer.replace("499.00", "1200.00");
        let place = Place::new(&[("a0.yaml", &offer)]);
        amended(&place, "a0.yaml", "a1.yaml", "2027-07-02", &["--add", "600.00", "--at-once"]);
        amended(&place, "a1.yaml", "a2.yaml", "2027-11-20", &["--add", "10.00", "--at-once"]);
        let plan = place.json(&["plan", "a2.yaml", "--as-of", "2027-11-20"]);
        let steps = plan["replaced"].as_array().unwrap().clone();
        let all = |key: &str| -> f64 {
            steps.iter().map(|step| step[key].as_str().unwrap().parse::<f64>().unwrap()).sum()
        };
        // What is billed less what is used; both upgrades have billed everything by then.
        (steps[1]["unused"].as_str().unwrap().to_owned(), all("billed"))
    };
    let upfront = unused("{invoice_date: 2027-01-01, amount: 1200.00}");
    let arrears = unused("{first: 2027-02-01, every: month, times: 10, amount: 120.00}");
    assert_eq!(upfront.0, arrears.0);
    assert!((upfront.1 - 1800.0).abs() < 0.001 && (arrears.1 - 1800.0).abs() < 0.001);
}

#[test]
fn a_missing_link_is_named_and_no_credit_is_made_up() {
    let (place, _) = upgraded();
    std::fs::remove_file(place.path().join("a0.yaml")).unwrap();
    let checked = place.run(&["check", "a2.yaml", "--as-of", "2027-03-01"]);
    assert!(
        checked.err.contains("nothing is compared with `a0.yaml`: a1.yaml names it: no such file"),
        "{}",
        checked.err
    );
    let plan = place.run(&["plan", "a2.yaml", "--as-of", "2027-03-01"]);
    assert_eq!(plan.code, 0);
    assert!(
        plan.out.contains("What the replaced agreements billed is not known: `a0.yaml`: a1.yaml names it"),
        "{}",
        plan.out
    );
    let again =
        ["amend", "a2.yaml", "--on", "2027-04-01", "--agreement", "agmt-1", "--add", "1.00", "--at-once"];
    let ran = place.run(&[again.as_slice(), &["--credit"]].concat());
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("is not known, so neither is what is unused: `a0.yaml`"), "{}", ran.err);
    assert_eq!(place.run(&again).code, 0, "without a credit nothing of it is needed");
}

#[test]
fn a_link_without_a_schedule_leaves_the_credit_unknown() {
    let (place, _) = upgraded();
    let text = place.read("a1.yaml");
    place.write("a1.yaml", &text.replace(", schedule: a0.yaml", ""));
    let ran = place.run(&["plan", "a2.yaml", "--as-of", "2027-03-01"]);
    assert!(
        ran.out.contains("a1.yaml names no `schedule` for the agreement that it replaces"),
        "{}",
        ran.out
    );
    let ran = place.run(&[
        "amend",
        "a1.yaml",
        "--on",
        "2027-04-01",
        "--agreement",
        "agmt-1",
        "--add",
        "1.00",
        "--credit",
    ]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("names no `schedule` for the agreement that it replaces"), "{}", ran.err);
}

#[test]
fn a_circle_is_a_finding_however_its_paths_are_written() {
    for named in ["a2.yaml", "./a2.yaml", "x/../a2.yaml", "../a2.yaml"] {
        let (place, _) = upgraded();
        place.write("x/y.yaml", "a: 1\n");
        let folder = if named.starts_with("../") { "x" } else { "." };
        let first =
            FIRST.replace("term: {start: 2027-01-01, end: 2027-12-31}", "term: {end: 2027-12-31}").replace(
                "currency:",
                &format!(
                    "kind: replacement_offer\nreplaces: {{agreement: agmt-1, schedule: {named}}}\ncurrency:"
                ),
            );
        place.write(&format!("{folder}/a0.yaml"), &first);
        let text = place.read("a1.yaml");
        place.write("a1.yaml", &text.replace("schedule: a0.yaml", &format!("schedule: {folder}/a0.yaml")));
        let ran = place.run(&["check", "a2.yaml", "--as-of", "2027-03-01"]);
        assert_eq!(ran.code, 1, "{named}: {}{}", ran.out, ran.err);
        assert!(ran.out.contains("the replaced schedule replaces itself: a2.yaml, a1.yaml,"), "{}", ran.out);
        assert_eq!(ran.out.matches("error[").count(), 1, "{}", ran.out);
    }
}

#[test]
fn an_offer_that_replaces_itself_is_a_circle_and_another_document_of_its_file_is_not() {
    let own = FIRST.replace("term: {start: 2027-01-01, end: 2027-12-31}", "term: {end: 2027-12-31}").replace(
        "currency:",
        "kind: replacement_offer\nreplaces: {agreement: agmt-1, schedule: a.yaml}\ncurrency:",
    );
    let place = Place::new(&[("a.yaml", &own)]);
    let ran = place.run(&["check", "a.yaml", "--as-of", "2027-03-01"]);
    assert!(ran.out.contains("replaces itself: a.yaml, a.yaml"), "{}", ran.out);
    let two = format!(
        "{FIRST}---\n{}",
        own.replace("2026-12-31", "2027-03-31")
            .replace("2026-12-01", "2027-03-01")
            .replace("2027-01-01", "2027-03-15")
    );
    let place = Place::new(&[("a.yaml", &two)]);
    let ran = place.run(&["check", "a.yaml", "--as-of", "2027-03-01"]);
    assert!(!ran.out.contains("replaces itself"), "{}", ran.out);
}

#[test]
fn an_agreement_that_ended_is_not_replaced() {
    let ended = FIRST.replace("currency:", "ended: {on: 2027-01-31, reason: terminated}\ncurrency:");
    let place = Place::new(&[("a0.yaml", &ended)]);
    let of = |on: &str| {
        place.run(&["amend", "a0.yaml", "--on", on, "--agreement", "agmt-1", "--add", "9.00", "--at-once"])
    };
    let ran = of("2027-02-01");
    assert_eq!(ran.code, 2);
    assert!(
        ran.err.contains("the agreement ended on 2027-01-31, so there is none to replace"),
        "{}",
        ran.err
    );
    assert_eq!(of("2027-01-31").code, 0);
}

/// One upgrade of a chain: after how many days, and what it adds, in cents.
type Upgrade = (u64, u32);

fn cents(amount: &Value) -> i64 {
    amount.as_str().unwrap().replace('.', "").parse().unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    /// The credit of every step, worked out once more from what the buyer was billed in all: what is paid
    /// and not used is paid for the rest of the term.
    #[test]
    fn what_is_left_is_what_was_paid_less_what_was_used(
        total in 10_000_u32..9_999_999,
        upgrades in prop::collection::vec((1_u64..60, 1_u32..999_999), 1..5),
    ) {
        let upgrades: Vec<Upgrade> = upgrades;
        let dollars = |cents: u32| format!("{}.{:02}", cents / 100, cents % 100);
        let place = Place::new(&[("a0.yaml", &FIRST.replace("499.00", &dollars(total)))]);
        let (first, last) = (parse_date("2027-01-01").unwrap(), parse_date("2027-12-31").unwrap());
        let days_left = |from: NaiveDate| last.signed_duration_since(from).num_days() + 1;
        let (mut from, mut left, mut own) = (first, 0_i64, i64::from(total));
        let mut expected = Vec::new();
        for (at, (days, more)) in upgrades.iter().enumerate() {
            let on = from + chrono::Days::new(*days);
            let (old, new) = (format!("a{at}.yaml"), format!("a{}.yaml", at + 1));
            amended(&place, &old, &new, &on.to_string(), &["--at-once", "--add", &dollars(*more)]);
            let worth = BigRational::from_integer(BigInt::from(left + own));
            let rest = BigRational::new(BigInt::from(days_left(on)), BigInt::from(days_left(from)));
            left = (worth * rest).floor().to_integer().to_i64().unwrap();
            expected.push(left);
            (from, own) = (on, i64::from(*more));
        }
        let plan = place.json(&["plan", &format!("a{}.yaml", upgrades.len()), "--as-of", "2027-12-01"]);
        let found: Vec<i64> =
            plan["replaced"].as_array().unwrap().iter().map(|step| cents(&step["unused"])).collect();
        prop_assert_eq!(found, expected);
    }
}
