//! `paysched bills`: what customers are billed adds up in every format, by hand and by property, and they
//! never see what their agent pays.

use std::collections::BTreeMap;

use paysched::offer::Amount;
use serde_json::Value;

use crate::support::place::{Place, Ran};

/// Customer One has a consolidated and an independent account, Two an offer in yen.
const REGISTER: &str = r#"paysched_accounts: 1
accounts:
  "900000000001": {name: The Agency, billing: invoice, net_days: 30}
  "111111111111": {name: One, payer: "900000000001"}
  "111111111112": {name: One, payer: "900000000001", billing: invoice, net_days: 45, independent: true}
  "222222222222": {name: Two, payer: "900000000001"}
  "333333333333": {name: Elsewhere}
agents:
  agency:
    payer: "900000000001"
    currency: JPY
    discount: 3%
    discount_on: [usage]
    closes: last
    due: {months: 1, day: last, roll: following}
    tax: 10%
    registration: T1234567890123
"#;

const USAGE: &str = "month,account,service,amount,volume_discount\n\
    2027-01,111111111111,Compute,333.37,33.33\n\
    2027-01,111111111112,Compute,100.00,\n\
    2027-01,222222222222,Storage,50.50,\n\
    2027-01,222222222222,Storage,-0.50,\n";

fn offer(name: &str, account: &str, accepted: &str, more: &str) -> String {
    format!(
        "paysched: 1\nname: {name}\ndescription: A plan\nproduct: {{id: prod-k3xu7yexample, type: saas_contract}}\n\
         term: 12 months\nbuyers: [\"{account}\"]\nrelease: 2026-12-01\naccept_by: 2026-12-25\n{accepted}\
         billing_agent: agency\n{more}"
    )
}

fn place_with(register: &str, usage: &str) -> Place {
    let dollars = "currency: USD\ninstallments:\n  - {first: 2026-12-31, every: month, day: last, times: 3, amount: 1000.01}\n";
    let yen = "currency: JPY\ninstallments:\n  - {invoice_date: 2027-01-20, amount: 600000, note: half}\n  - {invoice_date: 2027-02-01, amount: 600000}\n";
    let accepted = "accepted: 2026-12-18\n";
    Place::new(&[
        ("paysched.toml", "accounts = \"accounts.yaml\"\nholidays = \"jp\"\n"),
        ("accounts.yaml", register),
        ("usage.csv", usage),
        ("one.yaml", &offer("Plan of One", "111111111111", accepted, dollars)),
        ("two.yaml", &offer("Plan of Two", "222222222222", accepted, yen)),
        ("open.yaml", &offer("Not accepted", "222222222222", "", yen).replace("12-25", "12-31")),
    ])
}

fn place() -> Place {
    place_with(REGISTER, USAGE)
}

const CALL: [&str; 7] = ["bills", ".", "--as-of", "2026-12-20", "--month", "2027-01", "--usage"];

fn bills(place: &Place, more: &[&str]) -> Ran {
    place.run(&[&CALL[..], &["usage.csv", "--fx", "USDJPY=151.20"], more].concat())
}

fn json(place: &Place, more: &[&str]) -> Value {
    let ran = bills(place, &[more, &["--format", "json"]].concat());
    serde_json::from_str(&ran.out).unwrap_or_else(|_| panic!("{}{}", ran.out, ran.err))
}

fn amount(value: &Value) -> Amount {
    signed(value.as_str().unwrap())
}

fn signed(text: &str) -> Amount {
    rust_decimal::Decimal::from_str_exact(text).unwrap().into()
}

fn texts<'v>(value: &'v Value, keys: &[&str]) -> Vec<&'v str> {
    keys.iter().map(|key| value[*key].as_str().unwrap_or("-")).collect()
}

/// 333.37 × 151.20 = 50,405.544; 3% of 50,405 is 1,512.15. 100 × 151.20 = 15,120, 3% is 453.6. 1,000.01 × 151.20 =
/// 151,201.512. (50.50 − 0.50) × 151.20 = 7,560, 3% is 226.8.
#[test]
fn a_bill_is_what_the_hand_works_out() {
    let made = json(&place(), &[]);
    assert_eq!(
        texts(&made, &["usage_month", "bill_date", "due_date"]),
        ["2027-01", "2027-01-31", "2027-03-01"]
    );
    let line = |bill: usize, at: usize| {
        let line = &made["bills"][bill]["lines"][at];
        texts(line, &["kind", "account", "charge", "amount", "discount", "net"]).join(" ")
    };
    assert_eq!(line(0, 0), "usage 111111111111 333.37 50405 1512 48893");
    assert_eq!(line(0, 1), "usage 111111111112 100.00 15120 453 14667");
    assert_eq!(line(0, 2), "invoice 111111111111 1000.01 151201 0 151201");
    assert_eq!(line(1, 0), "usage 222222222222 50.00 7560 226 7334");
    assert_eq!(line(1, 1), "invoice 222222222222 600000 600000 0 600000");
    let sums = |bill: usize| texts(&made["bills"][bill], &["customer", "net", "total"]).join(" ");
    // 10% of 214,761 is 21,476.1; of 607,334 it is 60,733.4.
    assert_eq!(sums(0), "One 214761 236237");
    assert_eq!(sums(1), "Two 607334 668067");
    assert_eq!(texts(&made["bills"][0]["taxes"][0], &["rate", "net", "tax"]), ["10%", "214761", "21476"]);
}

/// The cloud's invoice is of 2027-02-03: due on 03-05 in the family, on 03-20 for the independent account.
#[test]
fn the_agent_sees_what_it_pays_when_and_what_is_left() {
    let made = json(&place(), &["--agent-view"]);
    let line = |at: usize| {
        texts(&made["bills"][0]["lines"][at], &["volume_discount", "paid", "cost", "paid_on"]).join(" ")
    };
    // (333.37 − 33.33) × 151.20 = 45,366.048.
    assert_eq!(line(0), "33.33 300.04 45366 2027-03-05");
    assert_eq!(line(1), "0.00 100.00 15120 2027-03-20");
    assert_eq!(line(2), "0.00 1000.01 151202 2027-03-02");
    let bill = &made["bills"][0];
    assert_eq!(texts(bill, &["cost", "margin"]), ["211688", "3073"]);
    assert_eq!(bill["days_financed"], -1);
    assert_eq!(made["bills"][1]["days_financed"], 10);
    let payments = made["payments"].as_array().unwrap();
    let days: Vec<&str> = payments.iter().map(|row| row["date"].as_str().unwrap()).collect();
    assert_eq!(days, ["2027-02-19", "2027-03-02", "2027-03-05", "2027-03-20"]);
    let given = json(&place(), &["--agent-view", "--usage-invoiced", "2027-02-02"]);
    assert_eq!(given["bills"][0]["lines"][0]["paid_on"], "2027-03-04");
    let cheaper = json(&place(), &["--agent-view", "--cost-fx", "USDJPY=100"]);
    assert_eq!(texts(&cheaper["bills"][0]["lines"][0], &["net", "cost"]), ["48893", "30004"]);
}

#[test]
fn the_volume_discount_stays_with_the_agent_unless_the_register_shares_it() {
    let shared = place_with(&REGISTER.replace("closes:", "volume_discount: true\n    closes:"), USAGE);
    let line = &json(&shared, &["--agent-view"])["bills"][0]["lines"][0];
    // 300.04 × 151.20 = 45,366.048, less 3%.
    assert_eq!(texts(line, &["charge", "amount", "net", "cost"]), ["300.04", "45366", "44006", "45366"]);
}

#[test]
fn closing_day_rounding_tax_and_due_day_are_those_of_the_register() {
    let at_20 =
        REGISTER.replace("closes: last", "closes: 20").replace("tax: 10%", "leftover: half_up").replace(
            "discount: 3%\n    discount_on: [usage]",
            "discount: 5%\n    discount_on: [usage, marketplace]",
        );
    let place = place_with(&at_20, &USAGE.replace("2027-01,", "2026-12,"));
    let made = json(&place, &[]);
    // Invoices of 12-21 to 01-20, and the usage of the month that is over by then; 02-28 is a Sunday.
    assert_eq!(
        texts(&made, &["usage_month", "bill_date", "due_date"]),
        ["2026-12", "2027-01-20", "2027-03-01"]
    );
    let line = |bill: usize, at: usize| {
        texts(&made["bills"][bill]["lines"][at], &["invoice_date", "amount", "net"]).join(" ")
    };
    assert_eq!(line(0, 0), "- 50406 47886");
    assert_eq!(line(0, 2), "2026-12-31 151202 143642");
    assert_eq!(line(1, 1), "2027-01-20 600000 570000");
    assert_eq!(made["bills"][0]["taxes"], serde_json::json!([]));
    let ran = bills(&place, &[]);
    assert!(
        ran.out.contains("金額は税抜") && ran.err.contains("no `tax` for agency"),
        "{}{}",
        ran.out,
        ran.err
    );
    let taxed = json(&place, &["--tax", "8%"]);
    assert_eq!(taxed["bills"][0]["taxes"][0]["rate"], "8%");
}

/// Every usage month and every invoice is on one bill, whichever day is closed and however it moves, and the
/// plan says the same days.
#[test]
fn a_closing_day_off_bank_holidays_loses_nothing_and_bills_nothing_twice() {
    let months = ["2026-12", "2027-01", "2027-02", "2027-03", "2027-04"];
    let usage: String = ["2026-11", "2026-12", "2027-01", "2027-02", "2027-03", "2027-04"]
        .map(|month| format!("{month},111111111111,Compute,1.00,\n"))
        .concat();
    for (day, roll, last_days) in [
        ("last", "preceding", ["2026-12-30", "2027-01-29", "2027-02-26", "2027-03-31", "2027-04-30"]),
        ("last", "following", ["2027-01-04", "2027-02-01", "2027-03-01", "2027-03-31", "2027-04-30"]),
        (
            "last",
            "modified_following",
            ["2026-12-30", "2027-01-29", "2027-02-26", "2027-03-31", "2027-04-30"],
        ),
        ("20", "following", ["2026-12-21", "2027-01-20", "2027-02-22", "2027-03-23", "2027-04-20"]),
        ("1", "preceding", ["2026-12-01", "2026-12-30", "2027-02-01", "2027-03-01", "2027-04-01"]),
    ] {
        let closes = format!("closes: {{day: {day}, roll: {roll}}}");
        let place = place_with(
            &REGISTER.replace("closes: last", &closes),
            &format!("month,account,service,amount,volume_discount\n{usage}"),
        );
        place.write("paysched.toml", "accounts = \"accounts.yaml\"\nholidays = \"jp-bank\"\n");
        let plan = place.run(&["plan", "one.yaml", "--fx", "USDJPY=151.20", "--format", "json"]).out;
        let plan: Value = serde_json::from_str(&plan).unwrap();
        let agency = plan["agency"]["invoices"].as_array().unwrap();
        let (mut invoices, mut used) = (Vec::new(), Vec::new());
        for (month, date) in months.iter().zip(last_days) {
            let call = ["bills", ".", "--as-of", "2026-12-20", "--month", month, "--usage", "usage.csv"];
            let ran = place.run(&[&call[..], &["--fx", "USDJPY=151.20", "--format", "json"]].concat());
            let made: Value = serde_json::from_str(&ran.out).unwrap_or_else(|_| panic!("{}", ran.err));
            assert_eq!(made["bill_date"], date, "{closes}");
            assert!(made["due_date"].as_str() >= made["bill_date"].as_str(), "{closes}");
            used.push(made["usage_month"].as_str().unwrap().to_owned());
            for line in made["bills"][0]["lines"].as_array().unwrap() {
                if line["kind"] == "invoice" {
                    assert!(line["invoice_date"].as_str() <= Some(date), "{closes}: {line}");
                    invoices.push(line["invoice_date"].as_str().unwrap().to_owned());
                    let own = agency.iter().find(|own| own["date"] == date).expect(date);
                    assert_eq!(own["due_date"], made["due_date"], "{closes}");
                }
            }
        }
        assert_eq!(invoices, ["2026-12-31", "2027-01-31", "2027-02-28"], "{closes}");
        let first = if (day, roll) == ("last", "following") { "2026-12" } else { "2026-11" };
        assert_eq!(used[0], first, "{closes}");
        used.dedup();
        assert_eq!(used.len(), months.len(), "{closes}: {used:?}");
    }
}

/// 2027-02-20 is a Saturday: the payment day would move before the bill that it pays.
#[test]
fn no_bill_is_due_before_its_own_day() {
    let early = REGISTER
        .replace("closes: last", "closes: 20")
        .replace("{months: 1, day: last, roll: following}", "{months: 0, day: 20, roll: preceding}");
    let place = place_with(&early, USAGE);
    let call = ["bills", ".", "--as-of", "2026-12-20", "--month", "2027-02", "--usage", "usage.csv"];
    let ran = place.run(&[&call[..], &["--fx", "USDJPY=151.20", "--format", "json"]].concat());
    let made: Value = serde_json::from_str(&ran.out).unwrap_or_else(|_| panic!("{}", ran.err));
    assert_eq!(texts(&made, &["bill_date", "due_date"]), ["2027-02-20", "2027-02-20"]);
}

/// One has 63,560 of usage and 151,201 of the marketplace, Two 7,334 and 600,000.
#[test]
fn each_rate_on_a_bill_has_its_sum_and_is_rounded_once() {
    let taxed = |tax: &str| place_with(&REGISTER.replace("tax: 10%", tax), USAGE);
    let taxes = |tax: &str, bill: usize| -> Vec<String> {
        let made = json(&taxed(tax), &[]);
        let bill = &made["bills"][bill];
        let rows = bill["taxes"].as_array().unwrap().iter();
        let rows: Vec<String> = rows.map(|row| texts(row, &["rate", "net", "tax"]).join(" ")).collect();
        let all = Amount::sum(bill["taxes"].as_array().unwrap().iter().map(|row| amount(&row["tax"])));
        assert_eq!(amount(&bill["net"]).plus(all.unwrap()).unwrap(), amount(&bill["total"]));
        for line in bill["lines"].as_array().unwrap() {
            assert!(rows.iter().any(|row| row.starts_with(line["tax_rate"].as_str().unwrap())), "{line}");
        }
        rows
    };
    // 48,893 + 14,667 = 63,560; 8% of 151,201 is 12,096.08, 10% of 7,334 is 733.4.
    assert_eq!(taxes("tax: {usage: 10%, marketplace: 8%}", 0), ["10% 63560 6356", "8% 151201 12096"]);
    assert_eq!(taxes("tax: {usage: 10%, marketplace: 0%}", 1), ["10% 7334 733", "0% 600000 0"]);
    // The highest rate stands first, whatever it is on.
    assert_eq!(taxes("tax: {usage: 0%, marketplace: 10%}", 0), ["10% 151201 15120", "0% 63560 0"]);
    for (word, said) in [("out_of_scope", "不課税"), ("reverse_charge", "リバースチャージ")] {
        let tax = format!("tax: {{usage: 10%, marketplace: {word}}}");
        assert_eq!(taxes(&tax, 1), ["10% 7334 733".to_owned(), format!("{word} 600000 0")]);
        let shown = bills(&taxed(&tax), &[]).out;
        assert!(shown.contains(&format!("{said} 対象額 600,000 JPY")) && shown.contains("税率"), "{shown}");
        assert_eq!(shown.contains("お客様に申告・納付の義務あり"), word == "reverse_charge", "{shown}");
        let plan = taxed(&tax).run(&["plan", "two.yaml", "--agency", "--format", "json"]).out;
        let plan: Value = serde_json::from_str(&plan).unwrap();
        assert_eq!(
            (&plan["agency"]["tax"], &plan["agency"]["invoices"][0]["tax"]),
            (&word.into(), &"0".into())
        );
    }
    // The same for both is one rate, as if it were written once.
    let both = bills(&taxed("tax: {usage: 10%, marketplace: 10%}"), &[]).out;
    assert_eq!(both, bills(&place(), &[]).out);
    // An option is for all that is billed.
    let place = taxed("tax: {usage: 10%, marketplace: out_of_scope}");
    assert_eq!(json(&place, &["--tax", "8%"])["bills"][0]["taxes"][0]["net"], "214761");
}

/// Every word and number of the agent's side.
#[test]
fn no_customer_sees_what_the_agent_pays() {
    let place = place();
    for format in ["table", "json", "csv", "markdown", "html", "ics", "ledger"] {
        for language in ["ja", "en"] {
            let call = |more: &[&str]| {
                bills(&place, &[&["--format", format, "--language", language], more].concat())
            };
            let (mut customer, agent) = (call(&[]), call(&["--agent-view"]));
            // The style of a page has margins, too.
            if let Some((_, body)) = customer.out.split_once("</style>") {
                customer.out = body.to_owned();
            }
            assert_eq!((customer.code, agent.code), (0, 0), "{format}: {}", customer.err);
            for secret in [
                "margin",
                "粗利",
                "cost",
                "原価",
                "paid",
                "211,688",
                "211688",
                "3,073",
                "33.33",
                "2027-03-05",
            ] {
                assert!(!customer.out.contains(secret), "{format}: {secret}");
            }
            assert_ne!(customer.out, agent.out, "{format}");
        }
    }
    let one = bills(&place, &["--customer", "222222222222", "--format", "html"]).out;
    assert!(one.contains("請求書 Two 御中") && !one.contains("One"), "{one}");
}

#[test]
fn a_bill_has_the_words_of_a_japanese_bill() {
    let page = bills(&place(), &["--format", "html"]).out;
    assert!(page.contains("<html lang=\"ja\">"));
    for word in [
        "請求書 One 御中",
        "支払期限",
        "消費税",
        "登録番号",
        "T1234567890123",
        "小計",
        "合計",
        "236,237",
        "発行者",
        "The Agency",
    ] {
        assert!(page.contains(word), "{word}");
    }
    let english = bills(&place(), &["--format", "html", "--language", "en"]).out;
    assert!(english.contains("<html lang=\"en\">") && english.contains("Bill for One"), "{english}");
}

/// All English that is left is the user's own.
#[test]
fn everything_that_we_say_is_said_in_japanese() {
    const OWN: [&str; 13] = [
        "One", "Two", "The", "Agency", "agency", "USD", "JPY", "Compute", "Storage", "Plan", "of", "half",
        "T",
    ];
    let register = REGISTER.replace("    tax: 10%\n", "    tax: 10%\n    bank: 銀行\n");
    for register in [
        register.replace("tax: 10%", "tax: {usage: out_of_scope, marketplace: reverse_charge}"),
        register.replace("tax: 10%", "leftover: half_up"),
        register,
    ] {
        let place = place_with(&register, USAGE);
        for more in [&[][..], &["--agent-view"]] {
            let ran = bills(&place, more);
            let words = ran.out.split(|c: char| !c.is_ascii_alphabetic()).filter(|word| !word.is_empty());
            // Notes for the agent are those of standard error.
            let own = |word: &&str| OWN.contains(word) || ran.err.contains(word);
            let stray: Vec<&str> = words.filter(|word| !own(word)).collect();
            assert!(stray.is_empty(), "{stray:?}: {}", ran.out);
        }
    }
}

/// The sums of each customer in each format.
#[test]
fn every_format_says_the_same() {
    let place = place();
    let made = json(&place, &["--agent-view"]);
    let csv = bills(&place, &["--format", "csv"]).out;
    let mut rows = csv::Reader::from_reader(csv.as_bytes());
    let head = rows.headers().unwrap().clone();
    let at = |name: &str| head.iter().position(|own| own == name).unwrap();
    let mut of_rows: BTreeMap<String, Amount> = BTreeMap::new();
    for row in rows.records().map(Result::unwrap) {
        let sum = of_rows.entry(row[at("customer")].to_owned()).or_default();
        *sum = sum.plus(signed(&row[at("net")])).unwrap();
    }
    let journal = bills(&place, &["--format", "ledger", "--agent-view"]).out;
    let mut zero = BTreeMap::new();
    for posting in journal.lines().filter(|line| line.starts_with("    ")) {
        let (account, sum) = posting.trim().rsplit_once("  ").unwrap();
        let known: &mut Amount = zero.entry(account.trim().to_owned()).or_default();
        *known = known.plus(signed(sum.trim().strip_suffix(" JPY").unwrap())).unwrap();
    }
    assert!(Amount::sum(zero.values().copied()).unwrap().is_zero(), "{journal}");
    let page = bills(&place, &["--format", "html"]).out;
    let calendar = bills(&place, &["--format", "ics"]).out.replace("\r\n ", "").replace('\\', "");
    for bill in made["bills"].as_array().unwrap() {
        let (customer, total) = (bill["customer"].as_str().unwrap(), amount(&bill["total"]));
        assert_eq!(of_rows[customer], total);
        assert_eq!(zero[&format!("assets:receivable:customers:{customer}")], total);
        assert_eq!(zero[&format!("expenses:re-billed:{customer}")], amount(&bill["cost"]));
        let words = paysched::internals::output::plans::sheet::grouped(bill["total"].as_str().unwrap());
        assert!(
            page.contains(&format!("{words} JPY")) && calendar.contains(&format!("{words} JPY")),
            "{words}"
        );
    }
}

/// The bills of all months have each invoice of the agent's offers once, as the plans have them.
#[test]
fn the_bills_of_all_months_come_to_the_plans() {
    let folder = std::fs::canonicalize("schedules/japan/bills").unwrap();
    let (folder, place) = (folder.to_str().unwrap(), Place::new(&[]));
    let rows = |csv: &str, sum: &str, currency: &str, only: &str| {
        let mut reader = csv::Reader::from_reader(csv.as_bytes());
        let header = reader.headers().unwrap().clone();
        let at = |name: &str| header.iter().position(|own| own == name);
        let mut sums: BTreeMap<String, Amount> = BTreeMap::new();
        for row in reader.records().map(Result::unwrap) {
            if at("kind").is_none_or(|at| &row[at] == only) {
                let own = sums.entry(row[at(currency).unwrap()].to_owned()).or_default();
                *own = own.plus(signed(&row[at(sum).unwrap()])).unwrap();
            }
        }
        sums
    };
    let plan = place.run(&["plan", folder, "--as-of", "2027-02-03", "--format", "csv"]).out;
    let planned = rows(&plan, "amount", "currency", "");
    assert_eq!(planned.len(), 2, "{plan}");
    let mut billed: BTreeMap<String, Amount> = BTreeMap::new();
    for month in (1..=12).map(|month| format!("2027-{month:02}")) {
        let call = ["bills", folder, "--as-of", "2027-02-03", "--month", &month, "--fx", "USDJPY=151.20"];
        let of = |format: &str| place.run(&[&call[..], &["--format", format]].concat());
        let csv = of("csv");
        if csv.code == 2 {
            assert!(csv.err.contains("has nothing to bill"), "{}", csv.err);
            continue;
        }
        for (currency, sum) in rows(&csv.out, "charge", "charge_currency", "invoice") {
            let own = billed.entry(currency).or_default();
            *own = own.plus(sum).unwrap();
        }
        // The total of a month is the same in every format.
        let made: Value = serde_json::from_str(&of("json").out).unwrap();
        let bills = made["bills"].as_array().unwrap();
        let total = Amount::sum(bills.iter().map(|bill| amount(&bill["total"]))).unwrap();
        let of_kinds = ["usage", "invoice", "tax"].map(|kind| rows(&csv.out, "net", "currency", kind));
        assert_eq!(Amount::sum(of_kinds.iter().flat_map(BTreeMap::values).copied()), Some(total), "{month}");
        for format in ["table", "markdown", "html", "ics"] {
            let out = of(format).out.replace("\r\n ", "").replace('\\', "");
            for bill in bills {
                let sum = paysched::internals::output::plans::sheet::grouped(bill["total"].as_str().unwrap());
                assert!(out.contains(&format!("{sum} JPY")), "{month}, {format}: {sum}");
            }
        }
    }
    assert_eq!(billed, planned);
}

/// Sums over generated usage: of what customers are billed, and of what is left for the agent.
#[test]
fn bills_add_up_to_the_usage_less_the_discount_with_the_invoices_and_the_tax() {
    let mut seed = 7_u64;
    let mut next = |most: u64| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) % most
    };
    for round in 0..24 {
        let mut usage = "month,account,service,amount\n".to_owned();
        let mut cents = 0;
        for at in 0..40 {
            let (account, sum) = (["111111111111", "111111111112", "222222222222"][at % 3], next(1_000_000));
            let minus = if next(9) == 0 { "-" } else { "" };
            cents += i64::try_from(sum).unwrap() * if minus.is_empty() { 1 } else { -1 };
            usage += &format!("2027-01,{account},S{},{minus}{}.{:02}\n", next(5), sum / 100, sum % 100);
        }
        let leftover = ["down", "half_up"][round % 2];
        let register = REGISTER.replace("closes:", &format!("leftover: {leftover}\n    closes:"));
        let made = json(&place_with(&register, &usage), &["--agent-view"]);
        let bills = made["bills"].as_array().unwrap();
        let lines: Vec<&Value> = bills.iter().flat_map(|bill| bill["lines"].as_array().unwrap()).collect();
        let sum = |key: &str| Amount::sum(lines.iter().map(|line| amount(&line[key]))).unwrap();
        let of = |key: &str| Amount::sum(bills.iter().map(|bill| amount(&bill[key]))).unwrap();
        assert_eq!(sum("amount").minus(sum("discount")).unwrap(), of("net"));
        assert_eq!(of("net").minus(of("cost")).unwrap(), of("margin"));
        let tax = Amount::sum(bills.iter().map(|bill| amount(&bill["taxes"][0]["tax"]))).unwrap();
        assert_eq!(of("net").plus(tax).unwrap(), of("total"));
        let charged = lines.iter().filter(|line| line["kind"] == "usage").map(|line| amount(&line["charge"]));
        assert_eq!(Amount::sum(charged).unwrap(), rust_decimal::Decimal::new(cents, 2).into());
        // Each line is off by less than a yen, its discount too.
        let exact = rust_decimal::Decimal::new(cents, 2) * rust_decimal::Decimal::new(15120 * 97, 4)
            + rust_decimal::Decimal::new(151_201_512, 3)
            + rust_decimal::Decimal::from(600_000);
        let off = (of("net").decimal() - exact).abs();
        assert!(off <= rust_decimal::Decimal::from(lines.len()), "{off}");
    }
}

/// What is said, with exit code 2 and no output.
#[test]
fn what_cannot_be_billed_is_refused_with_what_to_type() {
    let agent = |from: &str, to: &str| REGISTER.replace(from, to);
    let usage = |from: &str, to: &str| USAGE.replace(from, to);
    let second = format!("{REGISTER}  other:\n    payer: \"900000000001\"\n    closes: last\n");
    for (register, usage, more, why) in [
        (agent("    closes: last\n", ""), usage("", ""), "", "write `closes: last`, or a day of the month"),
        (
            agent("    due: {months: 1, day: last, roll: following}\n", ""),
            usage("", ""),
            "",
            "write `due: {months: 1, day: last}`",
        ),
        (
            agent("", ""),
            usage("222222222222", "444444444444"),
            "",
            "has no account 444444444444; write `\"444444444444\": {name: …, payer: …}`",
        ),
        (
            agent("", ""),
            usage("2027-01,", "2026-11,"),
            "",
            "there is no usage of 2027-01, which is on the bills of 2027-01-31; there is that of 2026-11; name another month with --month",
        ),
        (agent("", ""), usage("100.00,", "100.00,1.00"), "", "line 3: account 111111111112 is independent"),
        (agent("", ""), usage("333.37", "many"), "", "line 2: amount: `many` is not an amount"),
        (
            second,
            usage("", ""),
            "",
            "several agents may bill for these, agency, other; name one with --agent",
        ),
        (agent("", ""), usage("", ""), "--agent nobody", "the account register has no agent `nobody`"),
        (
            agent("", ""),
            usage("", ""),
            "--customer Three",
            "there is no bill for `Three`; there are those for One, Two",
        ),
        (agent("", ""), usage("", ""), "--month 2027-13", "write a year and a month, for example 2027-01"),
    ] {
        let place = place_with(&register, &usage);
        let call: Vec<&str> =
            ["bills", ".", "--as-of", "2026-12-20", "--usage", "usage.csv", "--fx", "USDJPY=151.20"]
                .into_iter()
                .chain(if more.starts_with("--month") { vec![] } else { vec!["--month", "2027-01"] })
                .chain(more.split(' ').filter(|word| !word.is_empty()))
                .collect();
        let ran = place.run(&call);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{why}: {}", ran.err);
        assert!(ran.err.contains(why), "{why}: {}", ran.err);
    }
    let place = place();
    let no_rate = place.run(&[&CALL[..], &["usage.csv"]].concat());
    assert!(
        no_rate.code == 2 && no_rate.err.contains("give one, such as `--fx USDJPY=151.20`"),
        "{}",
        no_rate.err
    );
    let nothing =
        place.run(&["bills", ".", "--as-of", "2026-12-20", "--month", "2026-11", "--fx", "USDJPY=1"]);
    assert!(
        nothing.code == 2 && nothing.err.contains("has nothing to bill on 2026-11-30"),
        "{}",
        nothing.err
    );
    let gone = place.run(&[&CALL[..], &["none.csv"]].concat());
    assert!(gone.code == 2 && gone.err.contains("none.csv: no such file"), "{}", gone.err);
    let onto = bills(&place, &["-o", "usage.csv", "--format", "csv"]);
    assert!(onto.code == 2 && onto.err.contains("is an input of this command"), "{}", onto.err);
}

#[test]
fn several_customers_of_one_offer_are_refused() {
    let place = place();
    let two = place.read("two.yaml").replace("[\"222222222222\"]", "[\"111111111111\", \"222222222222\"]");
    place.write("two.yaml", &two);
    let ran = bills(&place, &[]);
    assert!(
        ran.code == 2 && ran.err.contains("two.yaml: its buyers are of several customers, One, Two"),
        "{}",
        ran.err
    );
}

#[test]
fn folders_that_disagree_about_an_agent_are_refused() {
    let place = place();
    place.write("other/paysched.toml", "accounts = \"accounts.yaml\"\n");
    place.write("other/accounts.yaml", &REGISTER.replace("3%", "4%"));
    place.write("other/a.yaml", &place.read("one.yaml"));
    let ran = bills(&place, &[]);
    assert!(ran.code == 2 && ran.err.contains("says something else of agent `agency`"), "{}", ran.err);
}

/// A bill that lacks an offer's invoices would be wrong.
#[test]
fn an_offer_with_errors_stops_all_bills() {
    let place = place();
    place.write("two.yaml", &place.read("two.yaml").replace("2027-01-20", "2027/01/20"));
    let ran = bills(&place, &[]);
    assert_eq!((ran.code, ran.out.as_str()), (1, ""), "{}", ran.err);
    assert!(ran.err.contains("no bill is written") && ran.err.contains("two.yaml"), "{}", ran.err);
}

#[test]
fn what_is_on_no_bill_is_said() {
    let more = "2026-12,111111111111,Compute,5.00,\n2027-01,333333333333,Compute,5.00,\n2027-01,900000000001,Support,9.00,\n";
    let ran = bills(&place_with(REGISTER, &(USAGE.to_owned() + more)), &[]);
    for note in [
        "Usage of account 333333333333 is on no bill, because agency does not pay for it: 1 line.",
        "Usage of 2026-12 is on the bills of another month: 1 line.",
        "The agent's own usage is on no bill: 1 line.",
        "What is not accepted is not billed: 1 offer of agency.",
    ] {
        assert!(ran.err.contains(note), "{note}: {}", ran.err);
    }
    assert_eq!(ran.out, bills(&place(), &[]).out);
}

/// Without usage the invoices alone are billed; without offers, usage alone.
#[test]
fn either_part_can_be_billed_alone() {
    let place = place();
    let call = [
        "bills",
        ".",
        "--as-of",
        "2026-12-20",
        "--month",
        "2027-01",
        "--fx",
        "USDJPY=151.20",
        "--format",
        "csv",
    ];
    let invoices = place.run(&call);
    let kinds = |ran: &Ran, kind: &str| ran.out.lines().skip(1).filter(|row| row.contains(kind)).count();
    assert_eq!(
        (invoices.code, kinds(&invoices, ",usage,"), kinds(&invoices, ",invoice,")),
        (0, 0, 2),
        "{}",
        invoices.err
    );
    place.write("only/paysched.toml", "accounts = \"../accounts.yaml\"\n");
    let arguments = [
        "bills",
        "only",
        "--allow-empty",
        "--month",
        "2027-01",
        "--as-of",
        "2026-12-20",
        "--usage",
        "usage.csv",
        "--fx",
        "USDJPY=151.20",
        "--format",
        "csv",
    ];
    let usage = place.run(&arguments);
    assert_eq!(
        (usage.code, kinds(&usage, ",usage,"), kinds(&usage, ",invoice,")),
        (0, 3, 0),
        "{}",
        usage.err
    );
}

#[cfg(feature = "xlsx")]
#[test]
fn a_workbook_has_a_sheet_for_each_customer_and_its_rows_read_as_usage() {
    let place = place();
    let made = bills(&place, &["-o", "bills.xlsx"]);
    assert_eq!(made.code, 0, "{}", made.err);
    let bytes = std::fs::read(place.path().join("bills.xlsx")).unwrap();
    let mut book = paysched::offer::table::Workbook::open(&bytes).unwrap();
    let names: Vec<String> = book.sheets().iter().map(|(name, _)| name.clone()).collect();
    assert_eq!(names, ["One", "Two"]);
    let rows = book.sheet("One").unwrap().rows;
    let has = |word: &str| rows.iter().any(|row| row.cells.iter().any(|cell| cell.contains(word)));
    for word in ["請求書", "One 御中", "支払期限", "登録番号", "消費税", "小計", "合計", "236237"]
    {
        assert!(has(word), "{word}");
    }
    for secret in ["粗利", "原価", "211688", "33.33"] {
        assert!(!has(secret), "{secret}");
    }
    // Usage out of a workbook, the months as days.
    let mut usage = rust_xlsxwriter::Workbook::new();
    let sheet = usage.add_worksheet();
    let day = rust_xlsxwriter::Format::new().set_num_format("yyyy-mm");
    for (at, title) in (0..).zip(["利用月", "アカウント", "サービス", "金額"]) {
        sheet.write_string(0, at, title).unwrap();
    }
    let january = rust_xlsxwriter::ExcelDateTime::from_ymd(2027, 1, 1).unwrap();
    sheet.write_datetime_with_format(1, 0, &january, &day).unwrap();
    sheet.write_number(1, 1, 111_111_111_112_f64).unwrap();
    sheet.write_string(1, 2, "Compute").unwrap();
    sheet.write_number(1, 3, 100.0).unwrap();
    usage.save(place.path().join("usage.xlsx")).unwrap();
    let ran = place.run(&[&CALL[..], &["usage.xlsx", "--fx", "USDJPY=151.20", "--format", "json"]].concat());
    let made: Value = serde_json::from_str(&ran.out).unwrap_or_else(|_| panic!("{}", ran.err));
    assert_eq!(texts(&made["bills"][0]["lines"][0], &["account", "net"]), ["111111111112", "14667"]);
}

/// 12.51 × 151.20 = 1,891.512; 3% of 1,891 is 56.73, of 1,892 it is 56.76. 10% of 1,835 is 183.5.
#[test]
fn a_credit_takes_back_what_its_charge_came_to() {
    let register = REGISTER.replace("tax: 10%", "tax: {usage: 10%, marketplace: out_of_scope}");
    for (leftover, line, tax) in
        [("down", ["1891", "56", "1835"], "183"), ("half_up", ["1892", "57", "1835"], "184")]
    {
        let register = register.replace("closes:", &format!("leftover: {leftover}\n    closes:"));
        for sign in ["", "-"] {
            let usage = format!("month,account,service,amount\n2027-01,222222222222,Storage,{sign}12.51\n");
            let made = json(&place_with(&register, &usage), &["--customer", "Two"]);
            let bill = &made["bills"][0];
            let signed = |digits: &str| format!("{sign}{digits}");
            assert_eq!(
                texts(&bill["lines"][0], &["amount", "discount", "net"]),
                line.map(signed),
                "{leftover}"
            );
            let taxes = bill["taxes"].as_array().unwrap();
            let own = taxes.iter().find(|own| own["rate"] == "10%").unwrap();
            assert_eq!(own["tax"], format!("{sign}{tax}"), "{leftover}");
        }
    }
}

/// What a narrow screen shows beside the first column.
#[test]
fn the_agents_page_has_its_amounts_first_and_its_notes_in_japanese() {
    let page = bills(&place(), &["--agent-view", "--format", "html", "--language", "en"]).out;
    let heads: Vec<&str> = page.split("</th>").filter_map(|cell| cell.rsplit('>').next()).collect();
    assert_eq!(heads[..5], ["customer", "total", "cost", "margin", "before tax"], "{heads:?}");
    let lines = heads.iter().rposition(|head| *head == "volume discount").unwrap();
    let first = heads[..lines].iter().rposition(|head| *head == "customer").unwrap();
    assert_eq!(heads[first..first + 4], ["customer", "cost", "margin", "before tax"], "{heads:?}");
    let japanese = bills(&place(), &["--agent-view", "--format", "html"]).out;
    assert!(japanese.contains("未承諾のオファーは請求に含まず (agency、1件)。"), "{japanese}");
}
