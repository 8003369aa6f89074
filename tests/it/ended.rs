//! An agreement that ended before its term: nothing after it is expected, in any output.

use serde_json::Value;

use crate::support::place::{Place, Ran};

/// Two invoices, on 2027-01-15 and 2027-06-15; it ended between them.
const ENDED: &str = "\
paysched: 1
name: X
id: offer-z
product: {id: prod-x, type: saas_contract}
buyers: [{account: \"111122223333\", billing: invoice, net_days: 30}]
accept_by: 2026-12-31
accepted: 2026-12-10
ended: {on: 2027-03-01, reason: rolled_back}
term: 12 months
currency: USD
installments:
  - {invoice_date: 2027-01-15, amount: 100.00}
  - {invoice_date: 2027-06-15, amount: 50.00}
labels: {agreement: agmt-1}
";

const TERMS: &str = r#"{"acceptedTerms": [
  {"paymentScheduleTerm": {"type": "PaymentScheduleTerm", "currencyCode": "USD", "schedule": [
    {"chargeDate": "2027-01-15T00:00:00Z", "chargeAmount": "100.00"},
    {"chargeDate": "2027-06-15T00:00:00Z", "chargeAmount": "50.00"}]}},
  {"validityTerm": {"type": "ValidityTerm", "agreementDuration": "P12M"}}]}"#;

fn place() -> Place {
    Place::new(&[("o.yaml", ENDED)])
}

fn written(format: &str) -> String {
    let Ran { code, out, err } =
        place().run(&["plan", "o.yaml", "--as-of", "2027-03-05", "--format", format]);
    assert_eq!(code, 0, "{err}");
    out
}

#[test]
fn a_plan_leaves_out_of_what_remains_what_is_not_expected() {
    let plan = place().json(&["plan", "o.yaml", "--as-of", "2027-03-05"]);
    assert_eq!(plan["ended"], serde_json::json!({"on": "2027-03-01", "reason": "rolled_back"}));
    let invoices = plan["invoices"].as_array().unwrap();
    assert_eq!(invoices[0]["expected"], Value::Null);
    assert_eq!(invoices[1]["expected"], Value::Bool(false));
    assert_eq!([&invoices[0]["remaining"], &invoices[1]["remaining"]], ["0.00", "0.00"]);
}

#[test]
fn the_day_itself_is_still_expected() {
    for (day, expected) in [("2027-06-14", false), ("2027-06-15", true)] {
        let place = Place::new(&[("o.yaml", &ENDED.replace("2027-03-01", day))]);
        let plan = place.json(&["plan", "o.yaml", "--as-of", "2027-03-05"]);
        assert_eq!(plan["invoices"][1]["expected"] == Value::Bool(false), !expected, "{day}");
    }
}

#[test]
fn tables_say_it_and_days_and_bookings_leave_it_out() {
    for format in ["table", "markdown", "html"] {
        let text = written(format);
        assert!(text.contains("not expected"), "{format}: {text}");
        assert!(text.contains("1 invoice after it, 50.00 USD, is not expected"), "{format}: {text}");
    }
    assert!(written("html").contains("<dt>invoices</dt><dd>1 of 2</dd>"));
    assert!(written("csv").lines().nth(2).unwrap().ends_with(",not_expected"));
    let ledger = written("ledger");
    assert!(ledger.contains("2027-01-15 (1/2)") && !ledger.contains("2027-06-15"), "{ledger}");
    let drawing = written("svg");
    assert!(drawing.contains("ended on 2027-03-01 (rolled back)"), "{drawing}");
    assert!(drawing.contains("100.00 USD in 1 invoice"), "{drawing}");
    let calendar = written("ics");
    let events: Vec<&str> = calendar.split("BEGIN:VEVENT").skip(1).collect();
    let status = |day: &str, kind: &str| {
        let is = |event: &&&str| event.contains(&format!("DTSTART;VALUE=DATE:{day}")) && event.contains(kind);
        let event = events.iter().find(is).unwrap_or_else(|| panic!("{day} {calendar}"));
        (event.contains("STATUS:CANCELLED") && event.contains("SEQUENCE:2"), event.contains("VALARM"))
    };
    assert_eq!(status("20270115", "-invoice@"), (false, true));
    assert_eq!(status("20270615", "-invoice@"), (true, false));
    assert_eq!(status("20270715", "-due@"), (true, false));
}

#[test]
fn an_explanation_says_that_it_is_not_expected() {
    let of =
        |number: &str| place().run(&["plan", "o.yaml", "--explain", number, "--as-of", "2027-03-05"]).out;
    assert!(of("2").contains("expected  no: the agreement ended on 2027-03-01 (rolled back)"), "{}", of("2"));
    assert!(!of("1").contains("expected"), "{}", of("1"));
}

#[test]
fn an_agent_does_not_re_bill_what_is_not_billed() {
    let place = place();
    place.write("paysched.toml", "accounts = \"accounts.yaml\"\n");
    place.write(
        "accounts.yaml",
        "paysched_accounts: 1\naccounts: {}\nagents: {agency: {payer: \"444455556666\", currency: USD}}\n",
    );
    place.write("o.yaml", &ENDED.replace("currency:", "billing_agent: agency\ncurrency:"));
    let plan = place.json(&["plan", "o.yaml", "--as-of", "2027-03-05", "--agency"]);
    let numbers = |key: &str| plan["agency"][key].as_array().unwrap().len();
    assert_eq!([numbers("lines"), numbers("invoices")], [1, 1]);
    let csv = place.run(&["plan", "o.yaml", "--as-of", "2027-03-05", "--agency", "--format", "csv"]).out;
    let row = csv.lines().nth(2).unwrap();
    assert!(row.starts_with("2,2027-06-15,") && row.ends_with(",not_expected"), "{csv}");
    assert!(!row.contains("agency"), "{csv}");
}

#[test]
fn the_cash_that_will_not_come_is_not_counted() {
    let plan = place().json(&["plan", "o.yaml", "--as-of", "2027-03-05", "--cash", "--fee", "3%"]);
    assert_eq!(plan["cash"]["listing_fees"], "3.00");
    assert_eq!(plan["cash"]["seller_net"], "97.00");
}

#[test]
fn a_timeline_ends_with_the_agreement() {
    let timeline = place().json(&["timeline", "o.yaml", "--as-of", "2027-03-05"]);
    let events: Vec<(&str, &str)> = timeline["events"]
        .as_array()
        .unwrap()
        .iter()
        .map(|event| (event["date"].as_str().unwrap(), event["kind"].as_str().unwrap()))
        .collect();
    assert_eq!(events.last(), Some(&("2027-03-01", "ended")));
    assert!(!events.iter().any(|(_, kind)| *kind == "end"));
    assert_eq!(events.iter().filter(|(_, kind)| *kind == "invoice").count(), 1);
    let text = place().run(&["timeline", "o.yaml", "--as-of", "2027-03-05"]).out;
    assert!(text.contains("the agreement ended before its term: rolled back"), "{text}");
}

#[test]
fn nothing_renews_or_is_cancelled_after_the_end() {
    let renewed = format!(
        "{ENDED}renewal: {{times: 1, price_increase: 5%, installments: [{{after: 0 months, percent: 100%}}]}}\n"
    );
    let place = Place::new(&[("o.yaml", &renewed)]);
    let ran = place.run(&["plan", "o.yaml", "--renewals", "1", "--as-of", "2027-03-05"]);
    assert_eq!(ran.code, 2);
    assert!(
        ran.err.contains("the agreement ended on 2027-03-01, so no term follows the first"),
        "{}",
        ran.err
    );
    let ran = place.run(&["plan", "o.yaml", "--cancel", "2027-03-02", "--as-of", "2027-03-05"]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("ended on 2027-03-01, so there is nothing left to cancel"), "{}", ran.err);
    assert_eq!(place.run(&["plan", "o.yaml", "--cancel", "2027-03-01", "--as-of", "2027-03-05"]).code, 0);
}

#[test]
fn a_calendar_counts_what_was_issued_until_then() {
    let place = place();
    let ran = place.run(&["calendar", "o.yaml", "--as-of", "2027-03-05"]);
    assert!(!ran.out.contains("  2027-06 ") && ran.out.contains("  2027-01 "), "{}", ran.out);
    assert!(ran.out.contains("1 invoice is left out: its agreement ended before it."), "{}", ran.out);
    assert_eq!(place.json(&["calendar", "o.yaml", "--as-of", "2027-03-05"])["cancelled_invoices"], 1);
}

#[test]
fn reconcile_does_not_miss_what_is_not_expected_and_wonders_at_what_was_billed() {
    let line = "2027-01-15,100.00,USD,agmt-1,offer-z,111122223333";
    let late = "2027-06-15,50.00,USD,agmt-1,offer-z,111122223333";
    let head = "invoice_date,gross_revenue,currency,agreement_id,offer_id,subscriber_aws_account_id";
    let outcomes = |text: &str| -> Vec<String> {
        let place = place();
        place.write("r.csv", text);
        let compared = place.json(&["reconcile", "o.yaml", "r.csv", "--as-of", "2027-12-31"]);
        let rows = compared["rows"].as_array().unwrap_or_else(|| panic!("{compared}"));
        for row in rows.iter().filter(|row| row["outcome"] != "matched") {
            assert_eq!(row["remark"], "the agreement ended on 2027-03-01 (rolled back)");
        }
        rows.iter().map(|row| row["outcome"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(outcomes(&format!("{head}\n{line}\n")), ["matched", "cancelled"]);
    assert_eq!(outcomes(&format!("{head}\n{line}\n{late}\n")), ["matched", "cancelled", "unexpected"]);
}

#[test]
fn import_takes_the_end_from_the_status_and_the_end_time() {
    // The last two say no reason, only that it is over: here nine months before its term.
    for (status, reason) in [
        ("CANCELLED", Some("cancelled")),
        ("TERMINATED", Some("terminated")),
        ("REPLACED", Some("replaced")),
        ("RENEWED", Some("renewed")),
        ("SUPERSEDED", Some("superseded")),
        ("ROLLED_BACK", Some("rolled_back")),
        ("ACTIVE", None),
        ("EXPIRED", Some("")),
        ("ARCHIVED", Some("")),
    ] {
        let agreement = format!(
            r#"{{"agreementId": "agmt-1", "acceptanceTime": "2026-12-10T00:00:00Z",
            "startTime": "2026-12-10T00:00:00Z", "endTime": "2027-03-01T09:30:00Z", "status": "{status}",
            "acceptor": {{"accountId": "111122223333"}}}}"#
        );
        let place = Place::new(&[("terms.json", TERMS), ("agreement.json", &agreement)]);
        let ran = place.run(&["import", "aws", "terms.json", "--agreement", "agreement.json"]);
        assert_eq!(ran.code, 0, "{}", ran.err);
        let line = reason.map(|reason| match reason {
            "" => "ended: 2027-03-01\n".to_owned(),
            _ => format!("ended: {{ on: 2027-03-01, reason: {reason} }}\n"),
        });
        match line {
            Some(line) => assert!(ran.out.contains(&line), "{status}: {}", ran.out),
            None => assert!(!ran.out.contains("ended:"), "{status}: {}", ran.out),
        }
        assert!(ran.out.contains(&format!("# Its status is {status}.")), "{}", ran.out);
    }
    let whole = r#"{"agreementId": "agmt-1", "acceptanceTime": "2026-12-10T00:00:00Z",
        "startTime": "2026-12-10T00:00:00Z", "endTime": "2027-12-10T00:00:00Z", "status": "EXPIRED"}"#;
    let place = Place::new(&[("terms.json", TERMS), ("agreement.json", whole)]);
    let ran = place.run(&["import", "aws", "terms.json", "--agreement", "agreement.json"]);
    assert!(!ran.out.contains("ended:"), "{}", ran.out);
    let endless =
        r#"{"agreementId": "agmt-1", "acceptanceTime": "2026-12-10T00:00:00Z", "status": "CANCELLED"}"#;
    let place = Place::new(&[("terms.json", TERMS), ("agreement.json", endless)]);
    let ran = place.run(&["import", "aws", "terms.json", "--agreement", "agreement.json"]);
    assert!(ran.out.contains("does not say when it ended: write `ended: …`"), "{}", ran.out);
}

#[test]
fn a_later_run_is_a_later_version_of_each_event() {
    let of = |command: &str, as_of: &str| -> Vec<String> {
        let offer = ENDED.replace("ended: {on: 2027-03-01, reason: rolled_back}\n", "release: 2026-12-05\n");
        let ran =
            Place::new(&[("o.yaml", &offer)]).run(&[command, "o.yaml", "--as-of", as_of, "--format", "ics"]);
        assert_eq!(ran.code, 0, "{}", ran.err);
        ran.out.lines().filter(|line| line.starts_with("DTSTAMP")).map(str::to_owned).collect()
    };
    for command in ["plan", "timeline", "calendar"] {
        for (as_of, stamp) in [("2026-11-20", "20261120"), ("2026-11-25", "20261125")] {
            let stamps = of(command, as_of);
            assert!(!stamps.is_empty(), "{command}");
            let all = stamps.iter().all(|line| line == &format!("DTSTAMP:{stamp}T000000Z"));
            assert!(all, "{command} {as_of}: {stamps:?}");
        }
    }
}
