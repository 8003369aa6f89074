//! What is bought: dimensions, how many, at which price, in every output with a head.

use crate::support;
use crate::support::place::Place;
use serde_json::{Value, json};

/// Two granted dimensions, one that is metered, one that is only a line of the price list.
const PRICED: &str = "
term: 12 months
total: 1200.00
installments:
  - {invoice_date: 2027-01-15, amount: 1200.00}
pricing:
  dimensions:
    - {key: users, name: Users, quantity: 10, prices: {1 month: 12.000, 12 months: 100.000}, overage: 0.125}
    - {key: hosts, quantity: 2, prices: {1 month: 12.000, 12 months: 100.000}}
    - {key: calls, overage: 0.00002}
    - {key: spare, prices: {1 month: 1.000, 12 months: 10.000}}
";

fn place(snippet: &str) -> Place {
    Place::new(&[("o.yaml", &support::complete(snippet))])
}

fn bought(snippet: &str) -> Value {
    place(snippet).json(&["plan", "o.yaml", "--as-of", "2026-12-01"])["bought"].clone()
}

#[test]
fn json_has_each_dimension_that_is_granted_or_metered() {
    let line = |key: &str, name: Value, more: [Value; 5]| {
        let [quantity, price, duration, value, overage] = more;
        json!({"key": key, "name": name, "quantity": quantity, "price": price, "duration": duration,
            "value": value, "overage": overage})
    };
    let none = Value::Null;
    let expected = json!({"contract_value": "1200.00", "dimensions": [
        line("users", json!("Users"), [json!(10), json!("100.000"), json!("12 months"), json!("1000.00"), json!("0.125")]),
        line("hosts", none.clone(), [json!(2), json!("100.000"), json!("12 months"), json!("200.00"), none.clone()]),
        line("calls", none.clone(), [none.clone(), none.clone(), none.clone(), none, json!("0.00002")]),
    ]});
    assert_eq!(bought(PRICED), expected);
}

#[test]
fn every_output_with_a_head_says_it() {
    let place = place(PRICED);
    for (command, formats) in [
        ("plan", &["table", "markdown", "html", "ledger", "yaml"][..]),
        ("timeline", &["table", "markdown", "html"][..]),
    ] {
        for format in formats {
            let ran = place.run(&[command, "o.yaml", "--as-of", "2026-12-01", "--format", format]);
            assert_eq!(ran.code, 0, "{}", ran.err);
            let words = "10 × users, 2 × hosts; metered: calls";
            assert!(ran.out.contains(words) || *format == "yaml", "{command} {format}: {}", ran.out);
            assert!(!ran.out.contains("spare"), "{command} {format}: {}", ran.out);
            let prices = command == "plan" && *format != "ledger";
            assert_eq!(
                ran.out.contains("0.125") && ran.out.contains("0.00002"),
                prices,
                "{command} {format}"
            );
        }
    }
}

#[test]
fn a_total_that_the_prices_give_need_not_be_typed() {
    let untyped = PRICED.replace("total: 1200.00\n", "# without: total\n").replace("1200.00", "100%");
    let place = place(&untyped);
    let plan = place.json(&["plan", "o.yaml", "--as-of", "2026-12-01"]);
    assert_eq!([&plan["offer"]["total"], &plan["bought"]["contract_value"]], ["1200.00", "1200.00"]);
    let table = place.run(&["plan", "o.yaml", "--as-of", "2026-12-01"]).out;
    assert!(table.contains("1,200.00 USD in 1 invoice, the contract value"), "{table}");
    assert!(table.contains("contract value, the total"), "{table}");
    let typed = self::place(PRICED).run(&["plan", "o.yaml", "--as-of", "2026-12-01"]).out;
    assert!(typed.contains("1,200.00 USD in 1 invoice\n") && !typed.contains(", the total"), "{typed}");
}

#[test]
fn machine_images_and_containers_are_counted_in_instances() {
    let image = "
product: {id: prod-k3xu7yexample, type: ami_contract}
pricing:
  dimensions:
    - {key: m7g.large, quantity: 20, overage: 0.12}
";
    let table = place(image).run(&["plan", "o.yaml", "--as-of", "2026-12-01", "--allow-errors"]).out;
    assert!(table.contains("type       instances  one more, by the hour"), "{table}");
    assert!(table.contains("m7g.large         20                   0.12"), "{table}");
}

#[test]
fn nothing_is_said_where_nothing_is_granted() {
    assert_eq!(bought(""), Value::Null);
    let listed = "pricing:\n  dimensions:\n    - {key: a, prices: {12 months: 1.000}}\n";
    assert_eq!(bought(listed), Value::Null);
}

#[test]
fn the_head_names_the_first_few_of_many() {
    let many = "pricing:\n  dimensions:\n    - {key: item-1, quantity: 3}  # and so on, up to item-12\n";
    let table = place(many).run(&["plan", "o.yaml", "--as-of", "2026-12-01"]).out;
    let head = "bought      3 × item-1, 3 × item-2, 3 × item-3, 3 × item-4 and 8 more\n";
    assert!(table.contains(head) && table.contains("\nitem-12 "), "{table}");
}

#[test]
fn a_cancellation_names_the_final_hour_of_metering_and_the_48_hours() {
    let cancelled = |snippet: &str| {
        place(snippet).run(&["plan", "o.yaml", "--as-of", "2026-12-01", "--cancel", "2027-03-31"]).out
    };
    let hour = "Usage that is left can be reported for one hour after the end on 2027-03-31.";
    let hours = "The full refund within 48 hours is for public purchases.";
    let metered = cancelled(PRICED);
    assert!(metered.contains(hour) && metered.contains(hours), "{metered}");
    let plain = cancelled("");
    assert!(!plain.contains("reported") && plain.contains(hours), "{plain}");
}

#[test]
fn professional_services_say_that_they_have_one_fee() {
    let services = "product: {id: prod-k3xu7yexample, type: professional_services}\n";
    let fee = |snippet: &str, more: &[&str]| {
        let asked = ["plan", "o.yaml", "--as-of", "2026-12-01", "--cash"];
        let ran = place(snippet).run(&[asked.as_slice(), more].concat());
        assert_eq!(ran.code, 0, "{}", ran.err);
        ran.out.lines().find(|line| line.starts_with("  fee")).unwrap().to_owned()
    };
    let said = ", which have one fee, also for a renewal";
    assert!(fee(services, &["--fee", "renewal"]).contains(said));
    assert!(!fee(services, &[]).contains(said));
    assert!(!fee("", &["--fee", "renewal"]).contains(said));
}
