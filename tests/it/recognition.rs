//! `plan --recognize`: months that add up to the total, balances that close, early ends, renewed terms.

use crate::support;
use crate::support::place::Place;
use chrono::{Datelike, NaiveDate};
use paysched::offer::Amount;
use paysched::plan::{Plan, Scenario};
use proptest::prelude::*;
use rust_decimal::Decimal;
use serde_json::Value;

fn amount(value: &Value) -> Amount {
    Amount::parse(value.as_str().unwrap()).unwrap()
}

fn minus(a: Amount, b: Amount) -> Amount {
    a.minus(b).unwrap()
}

/// What holds for the revenue of any plan.
fn holds(plan: &Plan) {
    let name = &plan.offer.name;
    let recognition = plan.recognition.as_ref().unwrap();
    let (mut billed, mut recognized, mut days) = (Amount::ZERO, Amount::ZERO, 0);
    let mut next: Option<NaiveDate> = None;
    for month in &recognition.months {
        assert_eq!(month.first.day(), 1, "{name}");
        assert!(next.is_none_or(|day| day == month.first), "{name}: a gap before {}", month.first);
        next = month.last.succ_opt();
        billed = billed.plus(month.billed).unwrap();
        recognized = recognized.plus(month.recognized).unwrap();
        days += month.days;
        assert_eq!((month.billed_so_far, month.recognized_so_far), (billed, recognized), "{name}");
        assert_eq!(minus(month.deferred, month.unbilled), minus(billed, recognized), "{name}");
        assert!(month.deferred.is_zero() || month.unbilled.is_zero(), "{name}");
        assert!(month.deferred >= Amount::ZERO && month.unbilled >= Amount::ZERO, "{name}");
    }
    let expected = Amount::sum(plan.invoices.iter().filter(|i| i.expected).map(|i| i.amount)).unwrap();
    assert_eq!((billed, recognized), (expected, expected), "{name}");
    let last = recognition.months.last().unwrap();
    assert!(last.deferred.is_zero() && last.unbilled.is_zero(), "{name}");
    if plan.ended.is_none() {
        assert_eq!(days, recognition.days, "{name}");
        assert_eq!(expected, plan.offer.total, "{name}");
    }
}

#[test]
fn the_revenue_of_every_example_adds_up_and_closes() {
    let files = support::offer_files();
    assert!(files.len() > 30);
    for file in files {
        let checked = support::offer(std::fs::read_to_string(file).unwrap());
        let scenario = Scenario { recognition: true, ..Scenario::default() };
        holds(&checked.plan(&scenario).unwrap());
    }
}

fn text(term: &str, total: &str, rows: &[(String, String)], more: &str) -> String {
    let rows: String =
        rows.iter().map(|(day, sum)| format!("  - {{invoice_date: {day}, amount: {sum}}}\n")).collect();
    format!(
        "paysched: 1\nname: A\nproduct: {{id: prod-k3xu7yexample, type: saas_contract}}\n\
         buyers: [{{account: \"111122223333\", billing: invoice, net_days: 30}}]\n\
         release: 2027-01-05\naccept_by: 2027-01-31\naccepted: 2027-01-10\nterm: {term}\ncurrency: USD\n\
         total: {total}\n{more}installments:\n{rows}"
    )
}

/// 4,000.00 over the 40 days from February 1, 400.00 of which are given back on a day: what February, March
/// and April bill and earn.
#[track_caller]
fn after_a_refund(day: &str, expected: &[(&str, &str)]) {
    let rows = [("2027-02-01".to_owned(), "4000.00".to_owned())];
    let checked = support::offer(text("{start: 2027-02-01, end: 2027-03-12}", "4000.00", &rows, ""));
    let refunds = vec![(day.parse().unwrap(), Amount::parse("400.00").unwrap())];
    let plan = checked.plan(&Scenario { recognition: true, refunds, ..Scenario::default() }).unwrap();
    let recognition = plan.recognition.unwrap();
    let text = |amount: Amount| amount.decimal().to_string();
    let months: Vec<_> =
        recognition.months.iter().map(|month| (text(month.billed), text(month.recognized))).collect();
    let months: Vec<_> = months.iter().map(|(billed, earned)| (billed.as_str(), earned.as_str())).collect();
    assert_eq!(months, expected);
    let last = recognition.months.last().unwrap();
    assert!(last.deferred.is_zero() && last.unbilled.is_zero());
}

/// The days that are over have earned their share of the lower price, too.
#[test]
fn a_refund_within_the_term_lowers_the_price_of_every_day() {
    after_a_refund("2027-02-21", &[("3600.00", "2520.00"), ("0.00", "1080.00")]);
}

#[test]
fn a_refund_after_the_term_is_a_loss_of_its_day() {
    after_a_refund("2027-04-05", &[("4000.00", "2800.00"), ("0.00", "1200.00"), ("-400.00", "-400.00")]);
}

proptest! {
    #![proptest_config(support::cases(300))]

    #[test]
    fn the_revenue_of_any_offer_adds_up_and_closes(
        months in 1_u32..=60,
        cents in prop::collection::vec(1_i64..10_000_000, 1..12),
        ended in prop::option::of(0_u32..700),
    ) {
        let base = NaiveDate::from_ymd_opt(2027, 2, 1).unwrap();
        let day = |n: usize| (base + chrono::Months::new(n as u32)).to_string();
        let rows: Vec<(String, String)> = cents.iter().enumerate()
            .map(|(n, cents)| (day(n), support::amount(*cents, 2).to_string())).collect();
        let total = support::amount(cents.iter().sum(), 2).to_string();
        let more = ended.map_or(String::new(), |days| format!("ended: {}\n", base + chrono::Days::new(days.into())));
        let checked = support::offer(text(&format!("{months} months"), &total, &rows, &more));
        holds(&checked.plan(&Scenario { recognition: true, ..Scenario::default() }).unwrap());
    }
}

/// The months of an offer of 366.00 USD, as month, days, billed, recognized, deferred and unbilled.
fn months(term: &str, rows: &[(&str, &str)], more: &str, arguments: &[&str]) -> Vec<[String; 6]> {
    let rows: Vec<(String, String)> = rows.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect();
    let place = Place::new(&[("a.yaml", &text(term, "366.00", &rows, more))]);
    let words = [&["plan", "a.yaml", "--recognize", "--as-of", "2027-01-05"], arguments].concat();
    let plan = place.json(&words);
    let month = |month: &Value| {
        ["month", "days", "billed", "recognized", "deferred", "unbilled"]
            .map(|key| month[key].to_string().replace('"', ""))
    };
    plan["recognition"]["months"].as_array().unwrap().iter().map(month).collect()
}

#[test]
fn a_written_last_day_earns_and_the_last_day_of_a_duration_does_not() {
    // 366 days at one dollar a day.
    let written = months("{start: 2027-02-01, end: 2028-02-01}", &[("2027-03-31", "366.00")], "", &[]);
    assert_eq!(written.len(), 13);
    assert_eq!(written[0], ["2027-02", "28", "0.00", "28.00", "0.00", "28.00"]);
    assert_eq!(written[1], ["2027-03", "31", "366.00", "31.00", "307.00", "0.00"]);
    assert_eq!(written[12], ["2028-02", "1", "0.00", "1.00", "0.00", "0.00"]);
    // From 2027-01-10 on, the hour of 2028-01-10: 365 days.
    let duration = months("12 months", &[("2027-02-15", "366.00")], "", &[]);
    let days: i64 = duration.iter().map(|month| month[1].parse::<i64>().unwrap()).sum();
    assert_eq!((days, duration[0][1].as_str(), duration[12][1].as_str()), (365, "22", "9"));
    // 366.00 × 22 ÷ 365 = 22.0602…
    assert_eq!(duration[0][3], "22.06");
}

#[test]
fn an_early_end_earns_what_was_billed_and_no_more() {
    let rows = [("2027-03-31", "66.00"), ("2027-06-30", "300.00")];
    let ended = months("{start: 2027-02-01, end: 2028-02-01}", &rows, "ended: 2027-04-10\n", &[]);
    assert_eq!(ended.len(), 3);
    assert_eq!(ended[1], ["2027-03", "31", "66.00", "31.00", "7.00", "0.00"]);
    assert_eq!(ended[2], ["2027-04", "10", "0.00", "7.00", "0.00", "0.00"]);
}

#[test]
fn each_format_has_the_months() {
    let place = Place::new(&[]);
    let file = std::fs::canonicalize("schedules/renewal-with-installments.yaml").unwrap();
    let run = |format: &str| {
        let words = ["plan", file.to_str().unwrap(), "--recognize", "--renewals", "1", "--format", format];
        let ran = place.run(&words);
        assert_eq!(ran.code, 0, "{}", ran.err);
        ran.out
    };
    let json: Value = serde_json::from_str(&run("json")).unwrap();
    let of = |plan: &Value| plan["recognition"]["months"].as_array().unwrap().clone();
    let (first, renewed) = (of(&json), of(&json["renewals"][0]));
    let csv = run("csv");
    assert_eq!(csv.lines().count(), 1 + first.len() + renewed.len());
    assert!(csv.starts_with("month,from,to,days,billed,recognized,billed_so_far,recognized_so_far,deferred,unbilled,currency,renewal\n"), "{csv}");
    for text in [run("table"), run("markdown"), run("html")] {
        assert!(
            text.contains("Revenue") && text.contains("recognized") && text.contains("deferred"),
            "{text}"
        );
    }
    let page = run("html");
    for id in ["revenue-1", "revenue-1-narrow", "revenue-2", "revenue-2-narrow"] {
        let words = format!("<title id=\"{id}-title\">Cumulative amount billed and earned</title>");
        assert!(page.contains(&words), "{id}");
    }
    let earned = run("ledger").matches("| Revenue of ").count();
    let all = first.iter().chain(&renewed).filter(|month| !amount(&month["recognized"]).is_zero()).count();
    assert_eq!(earned, all);
}

#[test]
fn what_does_not_go_with_it_is_refused() {
    let place = Place::new(&[("a.yaml", support::BASE)]);
    for more in [&["--explain", "1"][..], &["--cancel", "2027-06-01"], &["--accept-range"]] {
        let ran = place.run(&[&["plan", "a.yaml", "--recognize"], more].concat());
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{more:?}");
    }
}

/// An accepted offer that replaces the file.
fn replacing(file: &str, text: &str) -> String {
    let replaces = format!(
        "kind: replacement_offer\nreplaces: {{agreement: agmt-4x7k2example, schedule: {file}}}\nproduct: "
    );
    text.replace("product: ", &replaces)
}

/// The sum of a column of a plan's months.
fn sum(plan: &Value, key: &str) -> Decimal {
    let months = plan["recognition"]["months"].as_array().unwrap().iter();
    months
        .filter_map(|month| month.get(key))
        .map(|sum| sum.as_str().unwrap().parse::<Decimal>().unwrap())
        .sum()
}

#[test]
fn a_replacement_earns_what_the_replaced_agreement_had_not() {
    // One dollar a day, billed at once; replaced after 59 days by one of 306.00 for 306 days.
    let old = text(
        "{start: 2027-02-01, end: 2028-02-01}",
        "366.00",
        &[("2027-02-01".to_owned(), "366.00".to_owned())],
        "",
    );
    let new = text("{end: 2028-01-31}", "306.00", &[("2027-05-01".to_owned(), "306.00".to_owned())], "")
        .replace("accepted: 2027-01-10", "accepted: 2027-04-01")
        .replace("accept_by: 2027-01-31", "accept_by: 2027-04-30");
    let new = replacing("old.yaml", &new);
    let place = Place::new(&[("old.yaml", &old), ("new.yaml", &new)]);
    let run = |files: &[&str]| {
        let more = ["--recognize", "--allow-errors", "--as-of", "2027-01-05"];
        place.json(&[&["plan"], files, &more[..]].concat())
    };
    let both = run(&["old.yaml", "new.yaml"]);
    let [before, after] = [&both[0], &both[1]];
    let parse = |text: &str| text.parse::<Decimal>().unwrap();
    assert_eq!(sum(before, "recognized"), parse("59.00"), "{before}");
    assert_eq!((-sum(before, "carried"), sum(after, "carried")), (parse("307.00"), parse("307.00")));
    assert_eq!(sum(after, "recognized"), parse("613.00"));
    for plan in [before, after] {
        let last = plan["recognition"]["months"].as_array().unwrap().last().unwrap();
        assert_eq!((amount(&last["deferred"]), amount(&last["unbilled"])), (Amount::ZERO, Amount::ZERO));
    }
    // April: 30 of 306 days of 613.00 are 60.098…
    let april = &after["recognition"]["months"][0];
    assert_eq!((april["month"].as_str(), april["recognized"].as_str()), (Some("2027-04"), Some("60.10")));
    assert_eq!(april["deferred"], "246.90");
    // The replacement alone finds the old file; the old one alone knows nothing.
    assert_eq!(run(&["new.yaml"])["recognition"], after["recognition"]);
    assert_eq!(sum(&run(&["old.yaml"]), "recognized"), parse("366.00"));
    // A calendar adds up both.
    let calendar = place.json(&["calendar", "--recognize", "--allow-errors", "--as-of", "2027-01-05"]);
    let april = calendar["months"].as_array().unwrap().iter().find(|row| row["period"] == "2027-04").unwrap();
    assert_eq!((april["recognized"].as_str(), april["deferred"].as_str()), (Some("60.10"), Some("246.90")));
    assert_eq!(april["carried"], "0.00");
}

#[test]
fn a_replacement_whose_old_file_is_not_known_says_so() {
    let new = text("12 months", "366.00", &[("2027-02-15".to_owned(), "366.00".to_owned())], "");
    let place = Place::new(&[("new.yaml", &replacing("gone.yaml", &new))]);
    let plan = place.json(&["plan", "new.yaml", "--recognize", "--allow-errors", "--as-of", "2027-01-05"]);
    let notes = plan["recognition"]["notes"].to_string();
    assert!(notes.contains("Nothing is carried over from the agreement that it replaces"), "{notes}");
}

#[test]
fn a_dimension_earns_over_the_days_that_it_is_priced_for() {
    let rows = [("2027-02-15", "366.00")];
    let pricing = |dimensions: &str| format!("pricing: {{dimensions: [{dimensions}]}}\n");
    let plain = months("12 months", &rows, "", &[]);
    let same = "{key: a, quantity: 1, prices: {12 months: 366.00}}";
    assert_eq!(months("12 months", &rows, &pricing(same), &[]), plain);
    // 31 days of 66.00 from January 10 to February 9, the rest over 365 days.
    let own =
        "{key: a, quantity: 2, prices: {12 months: 150.00}}, {key: b, quantity: 1, prices: {1 month: 66.00}}";
    let seen = months("12 months", &rows, &pricing(own), &["--allow-errors"]);
    // 66 × 22 ÷ 31 + 300 × 22 ÷ 365 = 46.8387 + 18.0822
    assert_eq!(seen[0][3], "64.92");
    // 66 + 300 × 50 ÷ 365 = 107.0959, less the 64.92 before it
    assert_eq!((seen[1][3].as_str(), seen.len()), ("42.18", 13));
    // Where the prices come to another total, in their proportion: half of 366.00 in a month.
    let half =
        "{key: a, quantity: 1, prices: {12 months: 10.00}}, {key: b, quantity: 1, prices: {1 month: 10.00}}";
    let seen = months("12 months", &rows, &pricing(half), &["--allow-errors"]);
    // 183 × 22 ÷ 31 + 183 × 22 ÷ 365 = 129.8710 + 11.0301
    assert_eq!(seen[0][3], "140.90");
    // All of it in the days of the grant.
    let granted = "pricing: {duration: 1 month, dimensions: [{key: a, quantity: 1}]}\n";
    let seen = months("12 months", &rows, granted, &["--allow-errors"]);
    assert_eq!((seen[0][3].as_str(), seen[1][3].as_str(), seen.len()), ("259.74", "106.26", 13));
}
