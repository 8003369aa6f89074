//! The life of a contract: its timeline, its renewed terms, its early end.

use crate::support;
use std::path::PathBuf;
use std::process::Command;

use crate::support::place::Place;
use chrono::NaiveDate;
use paysched::offer::accounts::Register;
use paysched::offer::{Amount, Contract, parse_date};
use paysched::plan::{Plan, Refund, Scenario, cancel, renewals, timeline};
use proptest::prelude::*;
use serde_json::Value;

const RENEWAL: &str = "schedules/renewal-with-installments.yaml";
const CONSUMPTION: &str = "schedules/renewal-with-consumption.yaml";
const QUARTERLY: &str = "schedules/upfront-quarterly.yaml";

fn day(text: &str) -> NaiveDate {
    parse_date(text).unwrap()
}

fn amount(text: &str) -> Amount {
    Amount::parse(text).unwrap()
}

/// An offer of a snippet, read and planned, and what `then` makes of it.
fn with<T>(snippet: &str, then: impl FnOnce(Plan, &paysched::offer::Offer) -> T) -> T {
    let checked = support::offer(support::complete(snippet));
    let plan = checked.plan(&Scenario { partial: true, ..Scenario::default() }).unwrap();
    then(plan, &checked.offer)
}

fn renewed(snippet: &str, count: u32) -> Vec<Plan> {
    with(snippet, |plan, offer| renewals(&plan, offer, &Register::default(), count)).unwrap()
}

fn why_not(snippet: &str, count: u32) -> String {
    with(snippet, |plan, offer| renewals(&plan, offer, &Register::default(), count)).unwrap_err().to_string()
}

fn dates(plan: &Plan) -> Vec<String> {
    plan.invoices.iter().map(|invoice| invoice.scheduled_date.to_string()).collect()
}

fn terms(plans: &[Plan]) -> Vec<(String, String)> {
    plans.iter().map(|plan| plan.term.unwrap()).map(|(a, b)| (a.to_string(), b.to_string())).collect()
}

#[test]
fn every_output_is_as_it_is_kept() {
    let kept: [(&str, &str, &[&str]); 9] = [
        ("timeline.txt", "timeline", &[CONSUMPTION, "--renewals", "1"]),
        ("timeline.md", "timeline", &[RENEWAL, "--format", "markdown"]),
        ("timeline.json", "timeline", &[CONSUMPTION, "--renewals", "1", "--format", "json"]),
        ("timeline.csv", "timeline", &[CONSUMPTION, "--renewals", "1", "--format", "csv"]),
        ("timeline.yaml", "timeline", &[RENEWAL, "--format", "yaml"]),
        ("timeline.ics", "timeline", &[CONSUMPTION, "--renewals", "1", "--format", "ics"]),
        ("renewals.json", "plan", &[RENEWAL, "--renewals", "2", "--format", "json"]),
        ("renewals.ledger", "plan", &[RENEWAL, "--renewals", "1", "--format", "ledger"]),
        (
            "cancelled.md",
            "plan",
            &[QUARTERLY, "--cancel", "2027-06-30", "--refund", "prorated", "--format", "markdown"],
        ),
    ];
    for (name, command, arguments) in kept {
        let mut program = Command::new(env!("CARGO_BIN_EXE_paysched"));
        let program = support::scrubbed(&mut program).arg(command).args(arguments);
        let output = program.args(["--as-of", "2026-11-21"]).output().unwrap();
        assert_eq!(String::from_utf8(output.stderr).unwrap(), "", "{name}");
        support::golden(
            &PathBuf::from("tests/plans/life").join(name),
            &String::from_utf8(output.stdout).unwrap(),
        );
    }
}

#[test]
fn a_timeline_is_written_in_the_format_that_the_extension_names() {
    let offer = std::fs::read_to_string(RENEWAL).unwrap();
    let place = Place::new(&[("a.yaml", &offer)]);
    let life = ["timeline", "a.yaml", "--renewals", "2"];
    for (format, extension) in [
        ("table", "txt"),
        ("json", "json"),
        ("csv", "csv"),
        ("yaml", "yml"),
        ("markdown", "md"),
        ("ics", "ics"),
        ("html", "html"),
        ("svg", "svg"),
    ] {
        let file = format!("out.{extension}");
        let ran = place.run(&[&life[..], &["--output", &file]].concat());
        assert_eq!((ran.code, ran.out.as_str(), ran.err.as_str()), (0, "", ""), "{format}");
        let written = std::fs::read_to_string(place.path().join(&file)).unwrap();
        assert_eq!(written, place.run(&[&life[..], &["--format", format]].concat()).out);
        // Each of them knows the last renewed term.
        assert!(written.contains("2028-12-31") || written.contains("20281231"), "{format}");
    }
}

#[test]
fn a_page_shows_each_term_and_a_cancelled_contract_no_drawing() {
    let offer = std::fs::read_to_string(RENEWAL).unwrap();
    let place = Place::new(&[("a.yaml", &offer)]);
    let page = |arguments: &[&str]| place.run(&[arguments, &["--format", "html"]].concat()).out;
    let life = page(&["timeline", "a.yaml", "--renewals", "2"]);
    assert!(life.contains("First term") && life.contains("Renewal 2 of 2"));
    let plan = page(&["plan", "a.yaml", "--renewals", "2"]);
    assert_eq!(plan.matches("<article").count(), 3);
    assert!(plan.contains("52,920.00"));
    let cut = page(&["plan", "a.yaml", "--cancel", "2027-04-01"]);
    assert!(cut.contains("Refund") && !cut.contains("<svg"));
}

#[test]
fn a_term_from_acceptance_renews_on_its_last_day_and_a_written_one_on_the_day_after() {
    let renewal =
        "renewal: {times: 3, price_increase: 0%, installments: [{after: 0 months, percent: 100%}]}\n";
    let of = |term: &str| terms(&renewed(&format!("accepted: 2026-12-15\nterm: {term}\n{renewal}"), 2));
    let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
    assert_eq!(of("12 months"), [pair("2027-12-15", "2028-12-15"), pair("2028-12-15", "2029-12-15")]);
    assert_eq!(of("365 days"), [pair("2027-12-15", "2028-12-14"), pair("2028-12-14", "2029-12-14")]);
    let written = "{start: 2027-01-01, end: 2027-12-31}";
    assert_eq!(of(written), [pair("2028-01-01", "2028-12-31"), pair("2029-01-01", "2029-12-31")]);
    let counted = "{start: 2027-01-01, duration: 12 months}";
    assert_eq!(of(counted), [pair("2028-01-01", "2028-12-31"), pair("2029-01-01", "2029-12-31")]);
    // 100 days fit no whole number of months: the next terms have as many days.
    let odd = "{start: 2027-01-01, end: 2027-04-10}";
    assert_eq!(of(odd), [pair("2027-04-11", "2027-07-19"), pair("2027-07-20", "2027-10-27")]);
}

#[test]
fn a_leap_day_is_the_last_of_february_in_other_years() {
    let snippet = "release: 2028-01-01\naccept_by: 2028-02-29\naccepted: 2028-02-29\nterm: 12 months\n\
        renewal: {times: 4, price_increase: 0%, installments: [{after: 0 months, percent: 50%}, {after: 1 month, percent: 50%, day: 31}]}\n";
    let plans = renewed(snippet, 4);
    // Each term is counted from its own start, so the 29th does not come back.
    let starts: Vec<String> = terms(&plans).into_iter().map(|(start, _)| start).collect();
    assert_eq!(starts, ["2029-02-28", "2030-02-28", "2031-02-28", "2032-02-28"]);
    assert_eq!(dates(&plans[0]), ["2029-02-28", "2029-03-31"]);
}

#[test]
fn a_day_of_the_month_is_clamped_to_its_last() {
    let snippet = "accepted: 2026-12-31\nterm: 12 months\nrenewal: {times: 1, price_increase: 0%, installments: [\
        {after: 2 months, percent: 25%}, {after: 1 month, percent: 25%, day: 30}, \
        {after: 4 months, percent: 25%, day: 31}, {after: 3 months, percent: 25%, day: 10}]}\n";
    // In the order of their days, whatever the order of the file; 2028 is a leap year.
    assert_eq!(dates(&renewed(snippet, 1)[0]), ["2028-01-30", "2028-02-29", "2028-03-10", "2028-04-30"]);
}

#[test]
fn what_is_scheduled_before_a_term_starts_is_issued_when_it_starts() {
    let snippet = "accepted: 2026-12-15\nterm: 12 months\nrenewal: {times: 1, price_increase: 0%, installments: [\
        {after: 0 months, percent: 40%, day: 1}, {after: 1 month, percent: 60%}]}\n";
    let plans = renewed(snippet, 1);
    let first = &plans[0].invoices[0];
    assert_eq!(first.scheduled_date.to_string(), "2027-12-01");
    assert_eq!(first.invoice_date.to_string(), "2027-12-15");
    // Net 30 of the buyer, from the day on which it is issued.
    assert_eq!(first.due_date.unwrap().to_string(), "2028-01-14");
}

#[test]
fn increases_compound_without_carrying_a_rounding_on() {
    let snippet = "currency: JPY\ntotal: 10\nterm: 12 months\naccepted: 2026-12-15\n\
        installments: [{invoice_date: 2026-12-15, amount: 10}]\n\
        renewal: {times: 3, price_increase: 4%, installments: [{after: 0 months, percent: 100%}]}\n";
    let totals: Vec<String> = renewed(snippet, 3).iter().map(|plan| plan.offer.total.to_string()).collect();
    // 10.4, 10.816 and 11.24864; rounded each year from the one before it would stay 10.
    assert_eq!(totals, ["10", "11", "11"]);
}

#[test]
fn a_renewed_total_is_split_by_the_offers_step_and_leftover_rule() {
    let snippet = "currency: JPY\ntotal: 1000000\nterm: 12 months\naccepted: 2026-12-15\n\
        rounding: {step: 1000, leftover: first}\n\
        installments: [{invoice_date: 2026-12-15, amount: 1000000}]\n\
        renewal: {times: 1, price_increase: 3.1415%, installments: [{after: 6 months, percent: 33.34%}, \
        {after: 0 months, percent: 33.33%}, {after: 3 months, percent: 33.33%}]}\n";
    let plans = renewed(snippet, 1);
    let amounts: Vec<String> = plans[0].invoices.iter().map(|invoice| invoice.amount.to_string()).collect();
    // 1031415 in shares of 343000, 343000 and 343000; the leftover of 2415 goes to the first in time.
    assert_eq!(amounts, ["345415", "343000", "343000"]);
}

#[test]
fn a_renewal_that_cannot_be_shown_says_why() {
    let billed = "installments: [{after: 0 months, percent: 100%}]";
    let wrong = [
        ("note: x\n".to_owned(), 1, "the offer has no `renewal`"),
        (format!("renewal: {{times: 2, price_increase: 5%, {billed}}}\n"), 3, "renews 2 times, not 3"),
        (format!("renewal: {{times: 1, price_increase: 5%, {billed}}}\n"), 2, "renews 1 time, not 2"),
        (format!("renewal: {{times: 2, {billed}}}\n"), 1, "`price_increase` of the `renewal` is not known"),
        ("renewal: {times: 2, price_increase: 5%}\n".to_owned(), 1, "has no `installments`"),
        (
            "renewal: {times: 2, price_increase: 5%, installments: []}\n".to_owned(),
            1,
            "has no `installments`",
        ),
        (
            "renewal: {times: 2, price_increase: 5%, installments: [{after: 0 months, percent: 99%}]}\n"
                .to_owned(),
            1,
            "do not add up to 100%",
        ),
        (
            format!("term: soon\nrenewal: {{times: 2, price_increase: 5%, {billed}}}\n"),
            1,
            "the term is not known",
        ),
        (
            format!(
                "term: {{start: 2027-01-01, end: 9000-12-31}}\nrenewal: {{times: 2, price_increase: 5%, {billed}}}\n"
            ),
            1,
            "renewal 1 would end after the year 9999",
        ),
    ];
    for (snippet, count, reason) in wrong {
        let said = why_not(&snippet, count);
        assert!(said.contains(reason), "{snippet}: {said}");
    }
}

#[test]
fn renewals_and_cancellations_are_in_json_only_where_they_are_asked_for() {
    let place = Place::new(&[(
        "a.yaml",
        &support::complete(
            "renewal: {times: 2, price_increase: 5%, installments: [{after: 0 months, percent: 100%}]}\n",
        ),
    )]);
    let plain = place.json(&["plan", "a.yaml"]);
    for key in ["renewal", "renewals", "cancellation"] {
        assert!(plain.get(key).is_none(), "{key}");
    }
    let asked = place.json(&["plan", "a.yaml", "--renewals", "2"]);
    let totals: Vec<&str> = asked["renewals"]
        .as_array()
        .unwrap()
        .iter()
        .map(|plan| plan["offer"]["total"].as_str().unwrap())
        .collect();
    assert_eq!(totals, ["378000.00", "396900.00"]);
    assert_eq!(asked["renewals"][1]["renewal"]["number"], 2);
    let cut = place.json(&["plan", "a.yaml", "--cancel", "2027-06-30"]);
    assert_eq!(cut["cancellation"]["refund"], "none");
    let csv = place.run(&["plan", "a.yaml", "--cancel", "2027-06-30", "--format", "csv"]).out;
    assert!(csv.lines().next().unwrap().ends_with(",note,status"));
    assert_eq!(csv.lines().filter(|line| line.ends_with(",cancelled")).count(), 24);
}

#[test]
fn a_renewed_term_pays_the_listing_fee_of_a_renewal() {
    let place = Place::new(&[(
        "a.yaml",
        &support::complete(
            "renewal: {times: 1, price_increase: 5%, installments: [{after: 0 months, percent: 100%}]}\n",
        ),
    )]);
    let plan = place.json(&["plan", "a.yaml", "--renewals", "1", "--cash"]);
    assert_eq!(plan["cash"]["fee"]["percent"], "3%");
    assert_eq!(plan["renewals"][0]["cash"]["fee"]["percent"], "1.5%");
    let given = place.json(&["plan", "a.yaml", "--renewals", "1", "--cash", "--fee", "4%"]);
    assert_eq!(given["renewals"][0]["cash"]["fee"]["percent"], "4%");
}

/// What the program says of a cancellation of the quarterly example.
fn cancelled(date: &str, refund: &str) -> Value {
    let mut program = Command::new(env!("CARGO_BIN_EXE_paysched"));
    let arguments = ["plan", QUARTERLY, "--cancel", date, "--refund", refund, "--format", "json"];
    let output = support::scrubbed(&mut program).args(arguments).output().unwrap();
    let plan: Value = serde_json::from_slice(&output.stdout).unwrap();
    plan["cancellation"].clone()
}

#[test]
fn the_first_and_the_last_day_count_as_used() {
    let first = cancelled("2026-12-31", "prorated");
    assert_eq!((&first["days_used"], &first["days_of_term"]), (&Value::from(1), &Value::from(731)));
    // 50000 were billed on acceptance; 120000 ÷ 731 are 164.158….
    assert_eq!(
        (first["value_used"].as_str(), first["refunded"].as_str()),
        (Some("164.16"), Some("49835.84"))
    );
    let last = cancelled("2028-12-31", "prorated");
    assert_eq!((&last["days_used"], &last["refunded"]), (&Value::from(731), &Value::from("0.00")));
    assert_eq!((&last["billed"], &last["cancelled"]), (&Value::from("120000.00"), &Value::from("0.00")));
}

#[test]
fn an_invoice_of_the_day_of_the_cancellation_is_billed() {
    let count = |date| cancelled(date, "full")["billed_invoices"].as_array().unwrap().len();
    assert_eq!((count("2027-03-14"), count("2027-03-15")), (1, 2));
    let full = cancelled("2027-03-15", "full");
    assert_eq!((&full["refunded"], &full["kept"]), (&Value::from("60000.00"), &Value::from("0.00")));
}

#[test]
fn nothing_goes_back_where_more_was_used_than_billed() {
    let late = "accepted: 2026-12-15\nterm: 12 months\ntotal: 3650.00\n\
        installments: [{invoice_date: 2027-01-15, amount: 100.00}, {invoice_date: 2027-11-15, amount: 3550.00}]\n";
    let cut = with(late, |plan, offer| {
        let contract = Contract::accepted_on(offer, plan.acceptance.date);
        cancel(&plan, &contract, day("2027-06-30"), Refund::Prorated).unwrap()
    });
    // 198 of 365 days at 10.00.
    assert_eq!(cut.used.unwrap().value, amount("1980.00"));
    assert_eq!((cut.refunded, cut.kept), (Amount::ZERO, amount("100.00")));
}

#[test]
fn before_a_future_start_everything_billed_goes_back() {
    let ahead = "accepted: 2026-12-15\nterm: {start: 2027-04-01, end: 2028-03-31}\ntotal: 366.00\n\
        installments: [{invoice_date: 2026-12-20, amount: 100.00}, {invoice_date: 2027-04-01, amount: 266.00}]\n";
    let cut = |date: &str| {
        with(ahead, |plan, offer| {
            let contract = Contract::accepted_on(offer, plan.acceptance.date);
            cancel(&plan, &contract, day(date), Refund::Prorated).unwrap()
        })
    };
    assert_eq!((cut("2027-03-31").used.unwrap().days, cut("2027-03-31").refunded), (0, amount("100.00")));
    // The written last day counts, and 2028 has a 29 February: 366 days of 1.00.
    assert_eq!((cut("2027-04-01").used.unwrap().of, cut("2027-04-01").refunded), (366, amount("365.00")));
}

#[test]
fn a_cancellation_outside_the_contract_is_refused_in_one_line() {
    let place =
        Place::new(&[("a.yaml", support::BASE), ("b.yaml", &support::complete("accepted: 2026-12-10\n"))]);
    let wrong = [
        (vec!["plan", "a.yaml", "--cancel", "2026-12-30"], "acceptance is assumed on 2026-12-31"),
        (vec!["plan", "b.yaml", "--cancel", "2026-12-09"], "the buyer accepts on 2026-12-10"),
        (vec!["plan", "b.yaml", "--cancel", "2029-12-11"], "the contract ends on 2029-12-10"),
        (vec!["plan", "a.yaml", "--cancel", "2027-12-10", "--format", "ics"], "--cancel is written as table"),
        (vec!["plan", "a.yaml", "--renewals", "1"], "the offer has no `renewal`"),
        (vec!["timeline", "a.yaml", "--renewals", "1"], "the offer has no `renewal`"),
        (vec!["timeline", "none.yaml"], "none.yaml: no such file"),
    ];
    for (arguments, reason) in wrong {
        let ran = place.run(&arguments);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{arguments:?}");
        assert!(ran.err.starts_with("paysched: ") && ran.err.contains(reason), "{arguments:?}: {}", ran.err);
        assert_eq!(ran.err.lines().count(), 1, "{}", ran.err);
    }
    for arguments in [
        vec!["plan", "a.yaml", "--refund", "full"],
        vec!["plan", "a.yaml", "--renewals", "0"],
        vec!["plan", "a.yaml", "--renewals", "1", "--cancel", "2027-01-01"],
        vec!["plan", "a.yaml", "--cancel", "2027-02-30"],
    ] {
        assert_eq!(place.run(&arguments).code, 2, "{arguments:?}");
    }
}

#[test]
fn a_timeline_of_an_offer_with_errors_is_not_shown() {
    let place = Place::new(&[(
        "a.yaml",
        &support::complete("total: 1.00\ninstallments: [{invoice_date: 2026-12-15, amount: 2.00}]\n"),
    )]);
    let ran = place.run(&["timeline", "a.yaml"]);
    assert_eq!((ran.code, ran.out.as_str()), (1, ""));
    assert!(ran.err.contains("a.yaml: 1 error; not shown"), "{}", ran.err);
}

fn happens(snippet: &str, kind: &str) -> Vec<String> {
    let life = with(snippet, timeline);
    let found = life.events.iter().filter(|event| event.kind.word() == kind);
    found.map(|event| event.date.to_string()).collect()
}

#[test]
fn the_final_metering_hour_is_only_there_where_usage_is_metered() {
    let metered =
        "product: {id: prod-k3xu7yexample, type: saas_contract_with_consumption}\naccepted: 2026-12-15\n";
    assert_eq!(happens("accepted: 2026-12-15\n", "final_metering"), [""; 0]);
    assert_eq!(happens(metered, "final_metering"), ["2029-12-15"]);
    // Usage beyond a plain contract is metered, too.
    let priced = |overage: &str| {
        let dimension = format!("{{key: users, quantity: 10{overage}}}");
        format!("accepted: 2026-12-15\npricing:\n  dimensions:\n    - {dimension}\n")
    };
    assert_eq!(happens(&priced(", overage: 0.10"), "final_metering"), ["2029-12-15"]);
    assert_eq!(happens(&priced(""), "final_metering"), [""; 0]);
    // A written last day is over at 23:59:59 UTC: the hour is the first of the next day.
    let written = format!("{metered}term: {{start: 2027-01-01, end: 2029-12-31}}\n");
    assert_eq!(happens(&written, "final_metering"), ["2030-01-01"]);
}

#[test]
fn the_lockout_is_there_as_long_as_a_renewal_follows() {
    let renewal = "accepted: 2026-12-15\nterm: 12 months\nrenewal: {times: 1, price_increase: 5%, lockout_days: 30, \
        installments: [{after: 0 months, percent: 100%}]}\n";
    assert_eq!(happens(renewal, "renewal_lockout"), ["2027-11-15"]);
    let all = with(renewal, |mut plan, offer| {
        plan.renewals = renewals(&plan, offer, &Register::default(), 1).unwrap();
        timeline(plan, offer)
    });
    let lockouts = all.events.iter().filter(|event| event.kind.word() == "renewal_lockout").count();
    let ends: Vec<String> =
        all.events.iter().filter(|e| e.kind.word() == "end").map(|e| e.date.to_string()).collect();
    assert_eq!((lockouts, ends), (1, vec!["2027-12-15".to_owned(), "2028-12-15".to_owned()]));
    assert_eq!(happens("accepted: 2026-12-15\n", "renewal_lockout"), [""; 0]);
}

#[test]
fn the_calendar_of_a_timeline_updates_that_of_the_plan() {
    let place = Place::new(&[("a.yaml", support::BASE)]);
    let uids = |command: &str| -> Vec<String> {
        let text = place.run(&[command, "a.yaml", "--format", "ics"]).out;
        text.lines().filter_map(|line| line.strip_prefix("UID:")).map(str::to_owned).collect()
    };
    let (plan, life) = (uids("plan"), uids("timeline"));
    assert!(plan.iter().all(|uid| life.contains(uid)) && plan.len() == 62);
    // Release, last day to accept, acceptance, start and end.
    assert_eq!(life.len(), plan.len() + 5);
    let apart: std::collections::BTreeSet<&String> = life.iter().collect();
    assert_eq!(apart.len(), life.len());
}

#[test]
fn only_what_hangs_on_acceptance_is_assumed() {
    let events = |snippet: &str| with(snippet, timeline).events;
    let assumed = |snippet: &str| -> Vec<&'static str> {
        let mut kinds: Vec<_> =
            events(snippet).iter().filter(|event| event.assumed).map(|event| event.kind).collect();
        kinds.dedup();
        kinds.sort_unstable();
        kinds.dedup();
        kinds.into_iter().map(|kind| kind.word()).collect()
    };
    assert_eq!(assumed("note: x\n"), ["acceptance", "start", "invoice", "due", "end"]);
    let written = "term: {start: 2027-01-01, end: 2029-12-31}\n";
    assert_eq!(assumed(written), ["acceptance", "invoice", "due"]);
    assert_eq!(assumed("accepted: 2026-12-15\n"), [""; 0]);
}

/// A renewal of up to twelve installments in hundredths of a percent, each in a month of its own.
fn percentages() -> impl Strategy<Value = Vec<u32>> {
    prop::collection::vec(1_u32..=10_000, 0..11).prop_map(|mut cuts| {
        cuts.retain(|cut| *cut < 10_000);
        cuts.push(10_000);
        cuts.sort_unstable();
        cuts.dedup();
        let before = std::iter::once(0).chain(cuts.iter().copied());
        before.zip(cuts.iter()).map(|(from, to)| to - from).collect()
    })
}

proptest! {
    #[test]
    fn a_renewed_term_adds_up_to_the_increased_total(
        cents in 1_u64..=10_000_000_000,
        percent in 0_u32..=5000,
        parts in percentages(),
        leftover in prop::sample::select(vec!["last", "first", "spread", "largest_remainder"]),
        step in prop::sample::select(vec!["0.01", "0.05", "100.00"]),
    ) {
        let total = support::amount(i64::try_from(cents).unwrap(), 2);
        let parts: Vec<String> = parts.iter().enumerate().map(|(month, part)| {
            format!("{{after: {month} months, percent: {}%}}", support::amount(i64::from(*part), 2))
        }).collect();
        let increase = support::amount(i64::from(percent), 2);
        let snippet = format!(
            "accepted: 2026-12-15\nterm: 12 months\ntotal: {total}\nrounding: {{step: {step}, leftover: {leftover}}}\n\
             installments: [{{invoice_date: 2026-12-15, amount: {total}}}]\n\
             renewal: {{times: 5, price_increase: {increase}%, installments: [{}]}}\n", parts.join(", "));
        let mut exact = total.exact();
        for plan in renewed(&snippet, 5) {
            exact *= Amount::from(1).plus(support::amount(i64::from(percent), 4)).unwrap().exact();
            prop_assert_eq!(Some(plan.offer.total), Amount::rounded_half_up(&exact, support::amount(1, 2)));
            let sum = Amount::sum(plan.invoices.iter().map(|invoice| invoice.amount)).unwrap();
            prop_assert_eq!(sum, plan.offer.total);
            prop_assert!(plan.invoices.iter().all(|invoice| invoice.amount >= Amount::ZERO));
            prop_assert_eq!(plan.invoices.last().unwrap().remaining, Amount::ZERO);
        }
    }

    #[test]
    fn billed_and_cancelled_are_the_total_and_no_more_goes_back_than_was_billed(
        cents in prop::collection::vec(0_i64..=1_000_000_000, 1..20),
        after in 0_u64..=366,
        refund in prop::sample::select(vec![Refund::None, Refund::Full, Refund::Prorated]),
    ) {
        let lines: Vec<String> = cents.iter().enumerate().map(|(at, cents)| {
            let date = day("2027-01-05").checked_add_days(chrono::Days::new(at as u64 * 17)).unwrap();
            format!("  - {{invoice_date: {date}, amount: {}}}\n", support::amount(*cents, 2))
        }).collect();
        let snippet = format!(
            "# without: total\nrelease: 2027-01-01\naccept_by: 2027-03-01\naccepted: 2027-03-01\nterm: 12 months\ninstallments:\n{}",
            lines.concat());
        let date = day("2027-03-01").checked_add_days(chrono::Days::new(after)).unwrap();
        let (plan, cut) = with(&snippet, |plan, offer| {
            let contract = Contract::accepted_on(offer, plan.acceptance.date);
            let cut = cancel(&plan, &contract, date, refund).unwrap();
            (plan, cut)
        });
        prop_assert_eq!(cut.billed.plus(cut.cancelled), Some(plan.offer.total));
        prop_assert_eq!(cut.refunded.plus(cut.kept), Some(cut.billed));
        prop_assert!(cut.refunded >= Amount::ZERO && cut.refunded <= cut.billed);
        let used = cut.used.unwrap();
        prop_assert!(used.days >= 1 && used.days <= used.of && used.of == 366);
        prop_assert!(used.value <= plan.offer.total);
        if after >= 365 {
            prop_assert_eq!(used.value, plan.offer.total);
        }
    }
}
