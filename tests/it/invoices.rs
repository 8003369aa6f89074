//! `paysched invoices` and `agenda`, and `plan` of folders: rows that add up to the plans, where each
//! invoice stands, and what is said of those that are not there.

use crate::support::place::Place;
use paysched::offer::Amount;
use serde_json::Value;
use std::collections::BTreeMap;

const HEAD: &str = "product: {id: prod-k3xu7yexample, type: saas_contract}\nterm: 12 months\ncurrency: USD\n";

fn offer(name: &str, more: &str, rows: &[(&str, &str)]) -> String {
    let rows: String =
        rows.iter().map(|(day, sum)| format!("  - {{invoice_date: {day}, amount: {sum}}}\n")).collect();
    format!(
        "paysched: 1\nname: {name}\ndescription: A plan\n{HEAD}\
         buyers: [{{account: \"111122223333\", name: Acme KK, billing: invoice, net_days: 30}}]\n{more}\
         installments:\n{rows}"
    )
}

/// One offer of each status, seen from 2027-03-01.
fn place() -> Place {
    let half = "accepted: 2027-01-10\nrelease: 2027-01-05\naccept_by: 2027-01-31\n";
    let rows: &[(&str, &str)] = &[("2027-01-15", "600.00"), ("2027-06-15", "400.00")];
    let replacing = "kind: replacement_offer\nreplaces: {agreement: agmt-5d1nr3xampleofanagreement, schedule: old.yaml}\n\
                     release: 2027-02-01\naccept_by: 2027-02-28\naccepted: 2027-02-10\n";
    let draft =
        offer("Draft", "accept_by: 2027-03-31\n", &[("2027-03-31", "10.00"), ("2027-05-15", "20.00")]);
    Place::new(&[
        ("accepted.yaml", &offer("Accepted", half, rows)),
        ("old.yaml", &offer("Old", half, rows)),
        (
            "new.yaml",
            &offer("New", replacing, &[("2027-02-15", "700.00"), ("2027-07-15", "300.00")])
                .replace("12 months", "{end: 2028-03-31}"),
        ),
        (
            "ended.yaml",
            &offer("Ended", &format!("{half}ended: 2027-02-01\nlabels: {{agreement: agmt-1}}\n"), rows),
        ),
        (
            "released.yaml",
            &offer(
                "Released",
                "release: 2027-02-20\naccept_by: 2027-03-20\n",
                &[("2027-03-20", "5.00"), ("2027-04-10", "6.00")],
            ),
        ),
        ("draft.yaml", &draft),
        ("lapsed.yaml", &offer("Lapsed", "release: 2027-01-01\naccept_by: 2027-01-31\n", rows)),
    ])
}

fn invoices(place: &Place, more: &[&str]) -> Value {
    place.json(&[&["invoices", "--as-of", "2027-03-01"], more].concat())
}

/// Offer, number and status of each row.
fn rows(list: &Value) -> Vec<(String, u64, String)> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let row = |row: &Value| (text(&row["offer"]), row["number"].as_u64().unwrap(), text(&row["status"]));
    list["invoices"].as_array().unwrap().iter().map(row).collect()
}

#[test]
fn each_invoice_says_where_it_stands() {
    let all = rows(&invoices(&place(), &[]));
    let status = |offer: &str| {
        let own = all.iter().filter(|(name, ..)| name == offer);
        own.map(|(_, _, status)| status.as_str()).collect::<Vec<_>>()
    };
    for (offer, expected) in [
        ("Accepted", ["accepted", "accepted"]),
        ("Old", ["accepted", "replaced"]),
        ("New", ["accepted", "accepted"]),
        ("Ended", ["accepted", "ended"]),
        ("Released", ["released", "released"]),
        ("Draft", ["draft", "draft"]),
        ("Lapsed", ["lapsed", "lapsed"]),
    ] {
        assert_eq!(status(offer), expected, "{offer}");
    }
    assert_eq!(all.len(), 14);
}

#[test]
fn rows_are_in_the_order_of_their_days_then_files() {
    let list = invoices(&place(), &[]);
    let keys: Vec<_> = list["invoices"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| {
            (row["invoice_date"].as_str().unwrap().to_owned(), row["path"].as_str().unwrap().to_owned())
        })
        .collect();
    let mut sorted = keys.clone();
    sorted.sort();
    assert_eq!(keys, sorted);
}

#[test]
fn a_row_has_the_days_the_fee_and_what_is_left() {
    let list = invoices(&place(), &["ended.yaml", "--late", "5"]);
    let row = |at: usize| list["invoices"][at].clone();
    let first = row(0);
    let fields = [
        "path",
        "document",
        "buyer",
        "buyer_name",
        "product",
        "agreement",
        "scheduled_date",
        "invoice_date",
        "due_date",
        "expected_date",
        "amount",
        "currency",
        "listing_fee",
        "seller_net",
    ];
    let values: Vec<String> = fields.iter().map(|field| first[field].to_string().replace('"', "")).collect();
    assert_eq!(
        values,
        [
            "ended.yaml",
            "1",
            "111122223333",
            "Acme KK",
            "prod-k3xu7yexample",
            "agmt-1",
            "2027-01-15",
            "2027-01-15",
            "2027-02-14",
            "2027-02-19",
            "600.00",
            "USD",
            "18.00",
            "582.00"
        ]
    );
    // What is not expected has no such day, and nothing is left of it.
    for field in ["expected_date", "listing_fee", "seller_net"] {
        assert_eq!(row(1)[field], Value::Null, "{field}");
    }
}

#[test]
fn filters_take_days_status_and_buyer() {
    let place = place();
    let of = |more: &[&str]| rows(&invoices(&place, more)).len();
    assert_eq!(of(&["--from", "2027-06-15"]), 5);
    assert_eq!(of(&["--from", "2027-06-15", "--to", "2027-06-15"]), 4);
    assert_eq!(of(&["--to", "2027-01-15"]), 3);
    assert_eq!(of(&["--day", "due", "--from", "2027-07-15", "--to", "2027-07-15"]), 4);
    // What is cancelled is expected on no day.
    assert_eq!(of(&["--day", "expected", "--from", "2027-07-15", "--to", "2027-07-15"]), 1);
    assert_eq!(of(&["--status", "lapsed,ended"]), 3);
    assert_eq!(of(&["--status", "released", "--status", "draft"]), 4);
    assert_eq!(of(&["--buyer", "acme kk"]), 14);
    assert_eq!(of(&["--buyer", "111122223333"]), 14);
    let none = invoices(&place, &["--buyer", "Nobody"]);
    assert_eq!((rows(&none).len(), none["notes"][0].as_str()), (0, Some("No invoice is like that.")));
    let ran = place.run(&["invoices", "--from", "2027-02-01", "--to", "2027-01-01"]);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    assert!(ran.err.contains("--from 2027-02-01 is after --to 2027-01-01"), "{}", ran.err);
}

/// The sum of an amount over rows, by currency.
fn sums<'r>(rows: impl IntoIterator<Item = &'r Value>, field: &str) -> BTreeMap<String, Amount> {
    let mut sums = BTreeMap::new();
    for row in rows {
        let amount = Amount::parse(row[field].as_str().unwrap()).unwrap();
        let sum = sums.entry(row["currency"].as_str().unwrap().to_owned()).or_insert(Amount::ZERO);
        *sum = sum.plus(amount).unwrap();
    }
    sums
}

#[test]
fn the_sums_are_those_of_the_plans_in_every_format() {
    let place = Place::new(&[]);
    let schedules = std::fs::canonicalize("schedules").unwrap();
    let run = |command: &str| {
        let words = [command, schedules.to_str().unwrap(), "--as-of", "2026-12-10", "--format", "csv"];
        let csv = place.run(&words).out;
        let mut reader = csv::Reader::from_reader(csv.as_bytes());
        let header: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
        let record = |record: Result<csv::StringRecord, _>| -> Value {
            header.iter().cloned().zip(record.unwrap().iter().map(Value::from)).collect()
        };
        reader.records().map(record).collect::<Vec<Value>>()
    };
    // A partner's offer says what is invoiced, not the authorization that it uses.
    let authorizations = ["/resale-authorization.yaml", "/resale-authorization-fps.yaml"];
    let resold =
        |row: &&Value| !authorizations.iter().any(|file| row["path"].as_str().unwrap().ends_with(file));
    let planned = run("plan");
    let planned = sums(planned.iter().filter(resold), "amount");
    assert!(planned.len() >= 4, "{planned:?}");
    assert_eq!(sums(&run("invoices"), "amount"), planned);
    let list = place.json(&["invoices", schedules.to_str().unwrap(), "--as-of", "2026-12-10"]);
    for part in ["invoices", "totals"] {
        assert_eq!(sums(list[part].as_array().unwrap(), "amount"), planned, "{part}");
    }
}

/// What is still to be invoiced of accepted offers, drafts and released ones.
#[test]
fn an_agenda_has_the_sums_of_the_invoices_to_come_in_every_format() {
    let place = Place::new(&[]);
    let schedules = std::fs::canonicalize("schedules").unwrap();
    let of = |command: &str, more: &[&str]| {
        let call = [command, schedules.to_str().unwrap(), "--as-of", "2026-12-10"];
        place.run(&[&call[..], more].concat()).out
    };
    let list: Value = serde_json::from_str(&of("invoices", &["--format", "json"])).unwrap();
    let to_come = |row: &&Value| {
        let open = ["accepted", "draft", "released"].contains(&row["status"].as_str().unwrap());
        open && row["invoice_date"].as_str().unwrap() >= "2026-12-10"
    };
    let planned = sums(list["invoices"].as_array().unwrap().iter().filter(to_come), "amount");
    assert!(planned.len() >= 4, "{planned:?}");
    let agenda = |format: &str| of("agenda", &["--next", "3650", "--format", format]);
    let row = |amount: &str, currency: &str| serde_json::json!({"amount": amount.replace(',', ""), "currency": currency});
    let json: Value = serde_json::from_str(&agenda("json")).unwrap();
    let events = json["events"].as_array().unwrap().iter().filter(|row| row["kind"] == "invoice");
    assert_eq!(sums(events, "amount"), planned, "json");
    let csv = agenda("csv");
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let header = reader.headers().unwrap().clone();
    let at = |name: &str| header.iter().position(|own| own == name).unwrap();
    let rows = reader.records().map(Result::unwrap).filter(|row| &row[at("kind")] == "invoice");
    let rows: Vec<Value> = rows.map(|record| row(&record[at("amount")], &record[at("currency")])).collect();
    assert_eq!(sums(&rows, "amount"), planned, "csv");
    let calendar = agenda("ics").replace("\r\n ", "").replace('\\', "");
    let summaries = calendar.lines().filter_map(|line| line.strip_prefix("SUMMARY:Invoice "));
    let rows: Vec<Value> = summaries
        .map(|summary| summary.split_once(": ").unwrap().0.split_once(", ").unwrap().1)
        .map(|sum| sum.split_once(' ').unwrap())
        .map(|(amount, currency)| row(amount, currency))
        .collect();
    assert_eq!(sums(&rows, "amount"), planned, "ics");
    let markdown = agenda("markdown");
    let cells = |line: &str| line.split('|').map(|cell| cell.trim().to_lowercase()).collect::<Vec<_>>();
    let title = cells(markdown.lines().find(|line| line.to_lowercase().contains("| what")).unwrap());
    let at = |name: &str| title.iter().position(|own| own == name).unwrap();
    let lines = markdown.lines().map(cells).filter(|row| row.len() >= title.len());
    let lines =
        lines.filter(|row| row[at("what")].starts_with("invoice ") && !row[at("what")].contains("due"));
    let rows: Vec<Value> =
        lines.map(|line| row(&line[at("amount")], &line[at("currency")].to_uppercase())).collect();
    assert_eq!(sums(&rows, "amount"), planned, "markdown");
}

#[test]
fn the_columns_are_those_of_the_page() {
    let page = std::fs::read_to_string("docs/invoices.md").unwrap();
    let place = place();
    for (command, mark) in [("invoices", "columns of `invoices`"), ("agenda", "columns of `agenda`")] {
        let csv = place.run(&[command, "--as-of", "2027-03-01", "--format", "csv"]).out;
        let (_, table) = page.split_once(mark).unwrap();
        let documented: Vec<&str> = table
            .lines()
            .skip_while(|line| !line.starts_with("| ---"))
            .skip(1)
            .take_while(|line| line.starts_with("| `"))
            .map(|line| line.split('`').nth(1).unwrap())
            .collect();
        assert_eq!(csv.lines().next().unwrap(), documented.join(","), "{command}");
        let json = place.json(&[command, "--as-of", "2027-03-01"]);
        let list = if command == "invoices" { "invoices" } else { "events" };
        let keys: Vec<&String> = json[list][0].as_object().unwrap().keys().collect();
        assert_eq!(keys, documented, "{command}");
    }
}

#[test]
fn an_unknown_fee_is_said_with_the_way_out() {
    let place = place();
    let yen = offer(
        "Yen",
        "accepted: 2027-01-10\nrelease: 2027-01-05\naccept_by: 2027-01-31\n",
        &[("2027-02-15", "600")],
    )
    .replace("USD", "JPY");
    place.write("yen.yaml", &yen);
    let list = invoices(&place, &["yen.yaml"]);
    assert_eq!(list["invoices"][0]["seller_net"], Value::Null);
    let note = list["notes"][0].as_str().unwrap();
    assert!(note.contains("--tier-rate USDJPY=RATE") && note.contains("The net of 1 offer"), "{note}");
    let known = invoices(&place, &["yen.yaml", "--tier-rate", "USDJPY=151.20"]);
    assert_eq!(
        (known["invoices"][0]["seller_net"].as_str(), &known["notes"]),
        (Some("582"), &Value::Array(vec![]))
    );
}

#[test]
fn an_offer_with_errors_is_left_out_and_named() {
    let place = place();
    place.write("bad.yaml", &offer("Bad", "accept_by: 2027-02-30\n", &[("2027-03-15", "1.00")]));
    for command in ["invoices", "agenda"] {
        let ran = place.run(&[command, "--as-of", "2027-03-01"]);
        assert_eq!(ran.code, 1, "{}", ran.err);
        assert!(
            ran.err.contains("bad.yaml, offer 1: ") && ran.err.contains("1 offer is left out"),
            "{}",
            ran.err
        );
        assert!(ran.out.contains("1 offer with errors is left out."), "{}", ran.out);
        let empty = place.run(&[command, "nowhere"]);
        assert_eq!((empty.code, empty.out.as_str()), (2, ""));
    }
}

/// Day, kind and offer of each event.
fn events(place: &Place, next: &str) -> Vec<[String; 3]> {
    let agenda = place.json(&["agenda", "--as-of", "2027-03-01", "--next", next]);
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let event = |event: &Value| [text(&event["date"]), text(&event["kind"]), text(&event["offer"])];
    agenda["events"].as_array().unwrap().iter().map(event).collect()
}

#[test]
fn an_agenda_has_what_still_counts_in_the_days_ahead() {
    let expected = [
        ["2027-03-17", "due", "New"],
        ["2027-03-20", "accept_by", "Released"],
        ["2027-03-20", "invoice", "Released"],
        ["2027-03-31", "accept_by", "Draft"],
        ["2027-03-31", "invoice", "Draft"],
    ];
    assert_eq!(events(&place(), "30"), expected);
    assert_eq!(events(&place(), "29"), expected[..3]);
    let later = events(&place(), "365");
    // Nothing of what was replaced, has ended or has lapsed.
    assert!(
        !later.iter().any(|[.., offer]| ["Ended", "Lapsed", "Old"].contains(&offer.as_str())),
        "{later:?}"
    );
    assert!(later.contains(&["2028-01-10", "end", "Accepted"].map(str::to_owned)), "{later:?}");
}

#[test]
fn an_agenda_says_how_far_an_offer_can_be_extended() {
    let agenda = place().json(&["agenda", "--as-of", "2027-03-01", "--next", "30"]);
    let words = |at: usize| agenda["events"][at]["words"].as_str().unwrap().to_owned();
    assert_eq!(
        words(1),
        "last day to accept, until 23:59:59 UTC; until then it can be extended to 2027-04-09 at the latest"
    );
    assert_eq!(words(2), "invoice 1 of 2 (if it is accepted)");
    assert_eq!(
        (agenda["events"][2]["assumed"].as_bool(), agenda["events"][0]["assumed"].as_bool()),
        (Some(true), Some(false))
    );
}

#[test]
fn the_calendar_of_an_agenda_has_its_events_as_timeline_names_them() {
    let place = place();
    let uids = |text: &str| {
        text.lines().filter_map(|line| line.strip_prefix("UID:")).map(str::to_owned).collect::<Vec<_>>()
    };
    let agenda = place.run(&["agenda", "--as-of", "2027-03-01", "--next", "365", "--format", "ics"]).out;
    let timeline = place.run(&["timeline", "released.yaml", "--as-of", "2027-03-01", "--format", "ics"]).out;
    let own = uids(&agenda);
    assert_eq!(own.len(), events(&place, "365").len());
    assert!(uids(&timeline).iter().filter(|uid| own.contains(uid)).count() >= 5, "{timeline}\n{agenda}");
}

#[test]
fn a_plan_of_a_folder_has_the_offers_of_its_files_in_order() {
    let place = place();
    let plans = place.json(&["plan", ".", "--as-of", "2027-03-01"]);
    let names: Vec<&str> =
        plans.as_array().unwrap().iter().map(|plan| plan["offer"]["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["Accepted", "Draft", "Ended", "Lapsed", "New", "Old", "Released"]);
    let empty = Place::new(&[("notes.yaml", "a: 1\n")]);
    let ran = empty.run(&["plan", "."]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("there is no offer in the current folder"), "{}", ran.err);
}
