//! What a billing agent pays and invoices: exact, on its closing days, in its currency.

use crate::support;
use crate::support::place::Place;
use chrono::{Datelike, NaiveDate};
use paysched::internals::schedule::Holidays;
use paysched::internals::text::message::Message;
use paysched::offer::accounts::{Agent, AgentRounding, ChargeKind, ClosingDay, MonthDay, PaymentDay};
use paysched::offer::{Amount, Currency, Rate, Roll, Share, parse_date};
use paysched::plan::{Acceptance, AgencyTerms, Invoice, OfferFacts, Plan, agency};
use proptest::prelude::*;
use rust_decimal::Decimal;
use serde_json::Value;

const REGISTER: &str = r#"paysched_accounts: 1
accounts:
  "444455556666": {name: Agency payer, billing: invoice, net_days: 30}
  "111122223333": {name: Acme KK, payer: "444455556666"}
agents:
  agency: {payer: "444455556666", currency: JPY, discount: 3%, discount_on: [marketplace], due: {months: 1, day: last}, closes: 20}
"#;

fn place(offer: &str) -> Place {
    let offer = support::complete(offer);
    Place::new(&[
        ("paysched.toml", "accounts = \"accounts.yaml\"\n"),
        ("accounts.yaml", REGISTER),
        ("a.yaml", &offer),
    ])
}

const OFFER: &str = r#"
buyers: ["111122223333"]
billing_agent: agency
total: 3000.00
installments:
  - {invoice_date: 2027-01-20, amount: 1000.00}
  - {invoice_date: 2027-01-21, amount: 1000.00}
  - {invoice_date: 2027-02-20, amount: 1000.00}
"#;

fn layer(place: &Place, arguments: &[&str]) -> Value {
    let arguments = [&["plan", "a.yaml", "--format", "json"], arguments].concat();
    let ran = place.run(&arguments);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    serde_json::from_str::<Value>(&ran.out).unwrap()["agency"].clone()
}

#[test]
fn an_invoice_of_the_closing_day_still_stands_on_that_days_invoice() {
    let layer = layer(&place(OFFER), &["--fx", "USDJPY=150"]);
    let of = |key: &str| -> Vec<String> {
        layer["invoices"].as_array().unwrap().iter().map(|invoice| invoice[key].to_string()).collect()
    };
    assert_eq!(of("date"), ["\"2027-01-20\"", "\"2027-02-20\""]);
    assert_eq!(of("due_date"), ["\"2027-02-28\"", "\"2027-03-31\""]);
    assert_eq!(of("lines"), ["[1]", "[2,3]"]);
}

#[test]
fn the_register_moves_due_days_off_bank_holidays_and_names_the_tax() {
    let place = place(OFFER);
    let more = REGISTER.replace(
        "due: {months: 1, day: last}",
        "due: {months: 1, day: last, roll: following}, tax: 10%, registration: T1234567890123, \
         volume_discount: false",
    );
    place.write("accounts.yaml", &more);
    let own = layer(&place, &["--fx", "USDJPY=150"]);
    // 28 February 2027 is a Sunday.
    assert_eq!(own["invoices"][0]["due_date"], "2027-03-01");
    // The 3% off 150,000 leave 145,500, of which 10% are tax.
    assert_eq!(own["invoices"][0]["tax"], "14550");
    assert_eq!(layer(&place, &["--fx", "USDJPY=150", "--tax", "8%"])["invoices"][0]["tax"], "11640");
    let shown = place.run(&["plan", "a.yaml", "--fx", "USDJPY=150"]).out;
    assert!(shown.contains("T1234567890123"), "{shown}");
}

#[test]
fn discount_and_tax_are_rounded_to_whole_yen() {
    let layer = layer(&place(OFFER), &["--fx", "USDJPY=150.555", "--tax", "10%"]);
    let (line, invoice) = (&layer["lines"][0], &layer["invoices"][0]);
    assert_eq!(line["amount"], "150555");
    // 3% are 4516.65, rounded down.
    assert_eq!(line["discount"], "4516");
    assert_eq!(line["net"], "146039");
    assert_eq!(invoice["tax"], "14603");
    assert_eq!(invoice["total"], "160642");
    assert_eq!(invoice["margin"], "-4516");
}

#[test]
fn the_gap_runs_from_the_agents_payment_to_the_customers() {
    let layer = layer(&place(OFFER), &["--fx", "USDJPY=150"]);
    // The marketplace is paid on 2027-02-19 and 2027-02-20, the customer pays on the last of the month.
    assert_eq!(layer["invoices"][0]["days_financed"], 9);
    assert_eq!(layer["invoices"][1]["days_financed"], 39);
}

#[test]
fn another_rate_of_the_agents_own_payment_is_its_margin() {
    let layer = layer(&place(OFFER), &["--fx", "USDJPY=155", "--cost-fx", "USDJPY=150"]);
    // 155,000 − 4,650 discount − 150,000.
    assert_eq!(layer["invoices"][0]["margin"], "350");
}

#[test]
fn a_rate_says_its_direction_everywhere() {
    let place = place(OFFER);
    let asked = ["plan", "a.yaml", "--fx", "JPYUSD=0.0066"];
    let csv = place.run(&[asked.as_slice(), &["--format", "csv"]].concat()).out;
    assert!(csv.lines().nth(1).unwrap().contains(",1 JPY = 0.0066 USD,151515,"), "{csv}");
    assert_eq!(layer(&place, &asked[2..])["lines"][0]["rate"], "1 JPY = 0.0066 USD");
    let table = place.run(&asked).out;
    assert!(table.contains("  1 JPY = 0.0066 USD  "), "{table}");
    assert!(
        table.contains("1 JPY = 0.0066 USD is taken the other way round: amounts in USD are divided by it."),
        "{table}"
    );
    let direct = place.run(&["plan", "a.yaml", "--fx", "USDJPY=0.0066"]).out;
    assert!(!direct.contains("the other way round") && direct.contains("  0.0066  "), "{direct}");
}

/// docs/agents.md explains it: the agent pays half-up and re-bills by its `leftover`.
#[test]
fn two_roundings_of_one_rate_make_a_margin_of_minus_one_yen() {
    let margin = |leftover: &str| {
        let place = place(&OFFER.replace("1000.00", "333.37").replace("3000.00", "1000.11"));
        let plain = REGISTER
            .replace("discount: 3%, discount_on: [marketplace], ", "")
            .replace("closes: 20", leftover);
        place.write("accounts.yaml", &plain);
        let layer = layer(&place, &["--fx", "USDJPY=151.20"]);
        let line = &layer["lines"][0];
        [&line["amount"], &line["cost"], &layer["invoices"][0]["margin"]]
            .map(|cell| cell.as_str().unwrap().to_owned())
    };
    // 50,405.544 yen.
    assert_eq!(margin("leftover: down"), ["50405", "50406", "-1"]);
    assert_eq!(margin("leftover: half_up"), ["50406", "50406", "0"]);
}

#[test]
fn programs_get_the_layer_only_where_it_is_asked_for() {
    let place = place(OFFER);
    assert!(place.json(&["plan", "a.yaml"]).get("agency").is_none());
    let csv = place.run(&["plan", "a.yaml", "--format", "csv"]).out;
    assert!(csv.starts_with(
        "number,scheduled_date,invoice_date,due_date,amount,currency,cumulative,remaining,note\n"
    ));
    let csv = place.run(&["plan", "a.yaml", "--format", "csv", "--fx", "USDJPY=150"]).out;
    assert_eq!(
        csv.lines().nth(1).unwrap(),
        "1,2027-01-20,2027-01-20,2027-02-19,1000.00,USD,1000.00,2000.00,,agency,1,2027-01-20,2027-02-28,JPY,1 USD = 150 JPY,150000,4500,145500"
    );
}

#[test]
fn people_read_why_the_layer_is_not_there() {
    let ran = place(OFFER).run(&["plan", "a.yaml"]);
    assert_eq!(ran.code, 0);
    assert!(ran.out.ends_with(
        "no exchange rate from USD to JPY is known on 2027-01-20; give one, such as `--fx USDJPY=151.20`.\n"
    ));
}

#[test]
fn a_layer_that_was_asked_for_and_cannot_be_worked_out_is_an_error() {
    let wrong = [
        (OFFER, vec!["--agency"], "no exchange rate from USD to JPY"),
        (OFFER, vec!["--fx", "USDEUR=1"], "no exchange rate from USD to JPY"),
        (OFFER, vec!["--fx", "USDJPY=0"], "a rate is more than 0"),
        (OFFER, vec!["--fx", "none.csv"], "none.csv: no such file"),
        ("note: x\n", vec!["--agency", "--allow-errors"], "names no `billing_agent`"),
    ];
    for (offer, arguments, message) in wrong {
        let offer = if offer == OFFER { OFFER } else { "" };
        let ran = place(offer).run(&[&["plan", "a.yaml"], arguments.as_slice()].concat());
        assert_eq!(ran.code, 2, "{arguments:?}");
        assert!(ran.err.contains(message), "{}", ran.err);
        assert_eq!(ran.out, "");
    }
}

#[test]
fn a_table_of_rates_with_a_mistake_names_its_line() {
    let place = place(OFFER);
    place.write("rates.csv", "date,pair,rate\n2026-12-01,USDJPY,150\n2027-01-01,USDJPY,many\n");
    let ran = place.run(&["plan", "a.yaml", "--fx", "rates.csv"]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.starts_with("paysched: rates.csv: line 3: "), "{}", ran.err);
}

#[test]
fn an_independent_account_is_billed_by_itself() {
    let place = place(OFFER);
    place.write(
        "accounts.yaml",
        &REGISTER.replace(
            "{name: Acme KK, payer: \"444455556666\"}",
            "{payer: \"444455556666\", independent: true, billing: invoice, net_days: 60}",
        ),
    );
    let ran = place.run(&["plan", "a.yaml", "--fx", "USDJPY=150"]);
    assert!(ran.out.contains("Account 111122223333 is not paid for by 444455556666"), "{}", ran.out);
    assert!(ran.out.contains("2027-03-21"), "sixty days of its own: {}", ran.out);
}

fn plan_of(dates: &[u32], amounts: &[u32]) -> Plan {
    let start = parse_date("2026-01-01").unwrap();
    let mut invoices: Vec<Invoice> = Vec::new();
    for (at, (day, amount)) in dates.iter().zip(amounts).enumerate() {
        let date = start + chrono::Days::new(u64::from(*day));
        invoices.push(Invoice {
            number: at + 1,
            scheduled_date: date,
            invoice_date: date,
            due_date: Some(date + chrono::Days::new(30)),
            amount: support::amount(i64::from(*amount), 2),
            cumulative: Amount::ZERO,
            remaining: Amount::ZERO,
            note: None,
            purchase_order: None,
            expected: true,
            entry: 1,
            position: at + 1,
            explanation: Message::default(),
        });
    }
    let usd = Currency::parse("USD").unwrap();
    let offer = OfferFacts {
        name: String::new(),
        id: None,
        product: (String::new(), String::new()),
        currency: usd,
        total: Amount::ZERO,
        buyers: Vec::new(),
        billing_agent: None,
        labels: Vec::new(),
        term_words: Message::default(),
    };
    Plan::new(offer, None, Acceptance { date: start, assumed: false }, None, invoices)
}

fn agent(closes: Option<u32>, half_up: bool) -> Agent {
    Agent {
        name: None,
        bank: None,
        payer: None,
        currency: Currency::parse("JPY"),
        discount: Share::new(3, 100),
        discount_on: vec![ChargeKind::Marketplace],
        closes: closes.map(|day| {
            let day = if day > 28 { MonthDay::Last } else { MonthDay::Nth(day) };
            ClosingDay { day, roll: Roll::None }
        }),
        due: Some(PaymentDay { months: 1, day: MonthDay::Last, roll: Roll::None }),
        leftover: if half_up { AgentRounding::HalfUp } else { AgentRounding::Down },
        tax: None,
        registration: None,
        volume_discount: false,
    }
}

fn is_last(date: NaiveDate) -> bool {
    date.succ_opt().unwrap().day() == 1
}

proptest! {
    #[test]
    fn every_invoice_adds_up_and_no_line_is_lost(
        lines in prop::collection::vec((0_u32..1800, 1_u32..100_000_000), 1..60),
        closes in prop::option::of(1_u32..30),
        half_up in any::<bool>(),
        rate in 1_u32..100_000,
    ) {
        let (mut dates, amounts): (Vec<u32>, Vec<u32>) = lines.into_iter().unzip();
        dates.sort_unstable();
        let plan = plan_of(&dates, &amounts);
        let mut terms = AgencyTerms { tax: Share::new(1, 10), ..AgencyTerms::default() };
        let rate = format!("USDJPY={}", support::amount(i64::from(rate), 3));
        terms.rates.add(Rate::parse(&rate).unwrap()).unwrap();
        let agent = agent(closes, half_up);
        let layer = agency(&plan, "a", &agent, &terms, &Holidays::weekends()).unwrap();

        prop_assert_eq!(layer.lines.len(), plan.invoices.len());
        let mut seen: Vec<usize> = layer.invoices.iter().flat_map(|i| i.lines.clone()).collect();
        seen.sort_unstable();
        prop_assert_eq!(seen, (1..=plan.invoices.len()).collect::<Vec<_>>());
        for invoice in &layer.invoices {
            let of = |pick: fn(&paysched::plan::AgencyLine) -> Amount| -> Decimal {
                invoice.lines.iter().map(|n| pick(&layer.lines[n - 1]).decimal()).sum()
            };
            let [net, tax, total, margin] =
                [invoice.net, invoice.tax, invoice.total, invoice.margin].map(Amount::decimal);
            prop_assert_eq!(net, of(|l| l.net));
            prop_assert_eq!(net, of(|l| l.amount) - of(|l| l.discount));
            prop_assert_eq!(total, net + tax);
            prop_assert_eq!(margin, net - of(|l| l.cost));
            prop_assert!(invoice.total.scale() == 0, "whole yen");
            prop_assert!(is_last(invoice.due.unwrap()));
            for number in &invoice.lines {
                let billed = plan.invoices[number - 1].invoice_date;
                let days = invoice.date.signed_duration_since(billed).num_days();
                prop_assert!((0..31).contains(&days), "{} after {}", invoice.date, billed);
                prop_assert!(closes.is_some() || days == 0);
            }
        }
    }
}

#[test]
fn a_calendar_has_the_agents_days_where_they_are_asked_for() {
    let place = place(OFFER);
    let plain = place.run(&["plan", "a.yaml", "--format", "ics"]).out;
    assert!(!plain.contains("agent"));
    let ran = place.run(&["plan", "a.yaml", "--format", "ics", "--fx", "USDJPY=150"]);
    let unfolded = ran.out.replace("\r\n ", "");
    for line in [
        "SUMMARY:Invoice 2 of agency\\, 291\\,000 JPY: Acme KK\\, three-year enterprise plan",
        "SUMMARY:Due: invoice 2 of agency\\, 291\\,000 JPY: Acme KK\\, three-year enterprise plan",
        "DTSTART;VALUE=DATE:20270331",
        "DESCRIPTION:Invoices of the marketplace on it: 2\\, 3",
    ] {
        assert!(unfolded.contains(&format!("{line}\r\n")), "{line} in {unfolded}");
    }
    let uids: std::collections::BTreeSet<&str> =
        unfolded.lines().filter(|line| line.starts_with("UID:")).collect();
    assert_eq!(uids.len(), 3 * 2 + 2 * 2);
}

#[test]
fn a_table_of_rates_that_is_no_text_is_refused() {
    let place = place(OFFER);
    std::fs::write(place.path().join("rates.csv"), b"2026-12-01,USDJPY,150\n\xff\xfe\n").unwrap();
    let ran = place.run(&["plan", "a.yaml", "--fx", "rates.csv"]);
    assert_eq!(
        (ran.code, ran.err.as_str()),
        (2, "paysched: rates.csv: byte 22 is not UTF-8; save it as UTF-8\n")
    );
    std::fs::write(place.path().join("rates.csv"), vec![b'#'; (16 << 20) + 1]).unwrap();
    let ran = place.run(&["plan", "a.yaml", "--fx", "rates.csv"]);
    assert_eq!(ran.code, 2);
    assert_eq!(ran.err, "paysched: rates.csv: 16777217 bytes are more than the 16777216 that are read\n");
}

#[test]
fn the_agents_days_of_each_renewed_term_are_events_of_their_own() {
    let renewal =
        "renewal: {times: 2, price_increase: 5%, installments: [{after: 0 months, percent: 100%}]}\n";
    let place = place(&format!("{OFFER}term: 24 months\n{renewal}"));
    let arguments = ["plan", "a.yaml", "--format", "ics", "--fx", "USDJPY=150", "--renewals", "2"];
    let ran = place.run(&arguments);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    let calendar = ran.out.replace("\r\n ", "");
    let uids: Vec<&str> = calendar.lines().filter(|line| line.starts_with("UID:")).collect();
    let apart: std::collections::BTreeSet<&&str> = uids.iter().collect();
    assert_eq!(apart.len(), uids.len(), "{uids:?}");
    assert_eq!(uids.iter().filter(|uid| uid.contains("-agent-invoice@")).count(), 4);
}

#[test]
fn a_register_with_errors_is_shown_and_nothing_is_planned_by_what_is_left_of_it() {
    let place = place(OFFER);
    place.write("accounts.yaml", &REGISTER.replace("discount: 3%", "discount: 3"));
    let commands: [(&[&str], &str); 4] = [
        (
            &["plan", "a.yaml", "--fx", "USDJPY=150", "--format", "csv"],
            "not planned (--allow-errors plans it all the same)",
        ),
        (&["timeline", "a.yaml"], "not shown (--allow-errors shows it all the same)"),
        (&["calendar"], "nothing is added up (--allow-errors goes on)"),
        (&["calendar", "--format", "ics"], "nothing is added up (--allow-errors goes on)"),
    ];
    for (command, then) in commands {
        let ran = place.run(command);
        assert_eq!((ran.code, ran.out.as_str()), (1, ""), "{command:?}");
        assert!(ran.err.contains("`3` is not a percentage"), "{}", ran.err);
        assert!(ran.err.ends_with(&format!("accounts.yaml: 1 error; {then}\n")), "{}", ran.err);
        let ran = place.run(&[command, &["--allow-errors"]].concat());
        assert!(ran.code == 0 && !ran.out.is_empty(), "{command:?} {}", ran.err);
    }
}

#[test]
fn two_rates_for_one_day_are_refused() {
    let place = place(OFFER);
    place.write("rates.csv", "date,pair,rate\n2026-12-01,USDJPY,150\n2026-12-01,USDJPY,160\n");
    for (fx, says) in [
        (
            &["--fx", "rates.csv"][..],
            "rates.csv: line 3: `2026-12-01,USDJPY,160` gives another rate for a day that already has 1 USD = 150 JPY",
        ),
        (
            &["--fx", "USDJPY=150", "--fx", "USDJPY=160"],
            "`USDJPY=160`: the pair already has the rate 1 USD = 150 JPY; give one",
        ),
    ] {
        let ran = place.run(&[&["plan", "a.yaml"], fx].concat());
        assert_eq!((ran.code, ran.err), (2, format!("paysched: {says}\n")));
    }
}
