//! `amend`: a replacement carries over what is pending, to the cent, and passes `check`.

use crate::support;
use rust_decimal::Decimal;
use std::path::Path;

use crate::support::place::Place;
use crate::support::{Files, check_with, settings};
use chrono::NaiveDate;
use paysched::internals::deal::amend::{Amended, Amendment, Invoiced, NewValue as Billed, amend};
use paysched::internals::schedule::{Holidays, whole};
use paysched::offer::{Amount, parse_date};
use paysched::plan::{Plan, Scenario};
use proptest::prelude::*;
use serde_json::Value;

const AGREEMENT: [&str; 2] = ["--agreement", "agmt-5d1nr3xampleofanagreement"];

const OLD: &str = include_str!("../../schedules/upfront-quarterly.yaml");

/// The examples that `amend` made, each with the words of its command.
const EXAMPLES: [(&str, &str); 2] = [
    (
        "schedules/upfront-quarterly-amended.yaml",
        "schedules/upfront-quarterly.yaml --accepted 2026-12-15 --on 2027-04-01 --add 24000.00",
    ),
    (
        "schedules/pricing-with-overage-upgraded.yaml",
        "schedules/pricing-with-overage.yaml --accepted 2026-12-15 --on 2027-07-01 \
         --quantity viewer_users=600 --add 19200.00 --credit --at-once",
    ),
];

/// What `amend` makes of a file in the repository, with these words after it.
fn made(words: &str) -> (i32, String, String) {
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_paysched"));
    let arguments = words.split_whitespace();
    let output =
        support::scrubbed(&mut command).arg("amend").args(arguments).args(AGREEMENT).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

#[test]
fn the_examples_are_what_the_command_makes() {
    for (kept, words) in EXAMPLES {
        let (code, out, err) = made(words);
        assert_eq!(code, 0, "{err}");
        support::golden(Path::new(kept), &out);
        assert_eq!(made(words), (code, out, err), "twice the same");
    }
}

#[test]
fn each_way_to_bill_is_as_it_was() {
    let offer = "schedules/upfront-quarterly.yaml --accepted 2026-12-15";
    for (name, words) in [
        ("carried-over", "--on 2027-04-01"),
        ("at-once", "--on 2027-04-01 --add 9000 --at-once --accept-by 2027-04-20"),
        ("longer", "--on 2027-04-01 --end 2029-12-31 --add 48000.01 --add-on 2029-03-15,2028-12-31"),
        ("total-less-credit", "--on 2027-04-01 --total 120000.00 --credit --name Upgrade --schema s.json"),
        ("nothing-pending", "--on 2028-10-01 --add 5.00 --at-once --release 2028-09-30"),
        ("on-a-pending-day", "--on 2027-04-01 --add 100.00 --add-on 2027-06-15,2027-09-15,2027-12-24"),
    ] {
        let (code, out, err) = made(&format!("{offer} {words}"));
        assert_eq!(code, 0, "{name}: {err}");
        support::golden(&Path::new("tests/amend").join(format!("{name}.txt")), &format!("{out}{err}"));
    }
}

#[test]
fn every_suitable_example_passes_check_and_bills_what_was_pending() {
    let place = Place::new(&[]);
    let mut amended = 0;
    let mut names = Vec::new();
    for folder in ["", "japan/"] {
        for entry in std::fs::read_dir(format!("schedules/{folder}")).unwrap() {
            let path = entry.unwrap().path();
            if path.is_file() {
                let name = format!("{folder}{}", path.file_name().unwrap().to_str().unwrap());
                place.write(&name, &std::fs::read_to_string(&path).unwrap());
                names.push(name);
            }
        }
    }
    names.sort();
    for name in names {
        let text = std::fs::read_to_string(place.path().join(&name)).unwrap();
        let suitable = text.matches("\npaysched: 1\n").count() == 1
            && text.contains("type: saas_contract")
            && !text.contains("kind: ");
        if !suitable {
            continue;
        }
        let old = place.json(&["plan", &name]);
        let first = old["invoices"][0]["invoice_date"].as_str().unwrap().to_owned();
        let new = name.replace(".yaml", "-made.yaml");
        let words = ["amend", &name, "--on", &first, "--add", "1001", "--output", &new];
        let ran = place.run(&[&words[..], &AGREEMENT].concat());
        if old["invoices"].as_array().unwrap().len() == 1 {
            assert_eq!(ran.code, 2);
            continue;
        }
        assert_eq!((ran.code, ran.out.as_str()), (0, ""), "{name}: {}", ran.err);
        let checked = place.run(&["check", &new, "--fail-on", "warning", "--as-of", "2040-01-01"]);
        assert_eq!(checked.code, 0, "{name}: {}", checked.out);
        assert_eq!(place.run(&["fmt", "--check", &new]).code, 0, "{name}");
        let new = place.json(&["plan", &new]);
        let amount = |value: &Value| Amount::parse(value.as_str().unwrap()).unwrap().decimal();
        let billed = amount(&old["invoices"][0]["amount"]);
        // What is after the end of an agreement is not pending.
        let expected = old["invoices"].as_array().unwrap().iter().filter(|one| one["expected"] != false);
        let before: Decimal = expected.map(|invoice| amount(&invoice["amount"])).sum();
        let after = amount(&new["offer"]["total"]);
        assert_eq!(billed + after, before + Decimal::from(1001), "{name}");
        amended += 1;
    }
    assert!(amended >= 9, "only {amended} examples are amended");
}

#[test]
fn a_mistake_gets_one_line_and_nothing_is_written() {
    let cases = [
        (
            "--add 5",
            "say --on DATE, the day on which the replacement is to be accepted, and --agreement agmt-…",
        ),
        ("--on 2026-12-01", "lies before 2026-12-31, when the offer was accepted (assumed"),
        ("--on 2029-01-01", "lies outside the contract, which ends on 2028-12-31"),
        ("--on 2028-10-01", "nothing is pending, and nothing added; write --add"),
        ("--on 2028-10-01 --add 5", "write --at-once, or the days with --add-on"),
        (
            "--on 2027-04-01 --accept-by 2027-06-15",
            "the invoice of 2027-06-15 in the replaced schedule falls into the time to accept: a buyer who accepts after it, until 2027-06-15, is billed the",
        ),
        ("--on 2027-04-01 --accept-by 2027-03-31", "--on 2027-04-01 lies after 2027-03-31"),
        (
            "--on 2027-04-01 --release 2027-03-01",
            "the invoice of 2027-03-15 in the replaced schedule falls into the time to accept: released on 2027-03-01, a buyer who accepts before is never billed the",
        ),
        ("--on 2027-04-01 --release 2027-04-02", "lies before 2027-04-02, the day of release"),
        (
            "--on 2027-04-01 --total 59999.99",
            "the replacement bills 59999.99 USD, but 60000.00 USD of the replaced schedule is pending, and a contract that runs only grows; write --total",
        ),
        ("--on 2027-04-01 --total 70000 --credit", "write --total 105061.55 or more"),
        ("--on 2027-04-01 --credit", "write --add 45061.55 or more"),
        ("--on 2027-04-01 --add 5.005", "more decimals than USD, which has 2"),
        (
            "--on 2027-04-01 --end 2028-12-30",
            "the replacement ends on 2028-12-30, but the replaced contract on 2028-12-31, and a contract that runs only grows; set --end 2028-12-31 or later",
        ),
        (
            "--on 2027-04-01 --quantity users=5",
            "dimension `users` grants 5, but the replaced contract grants 200, and a contract that runs only grows",
        ),
        ("--on 2027-04-01 --quantity seats=5", "no dimension `seats`"),
        ("--on 2027-04-01 --authorization a.yaml", "--authorization is for an offer that resells one"),
    ];
    let place = Place::new(&[("old.yaml", OLD)]);
    for (words, line) in cases {
        let agreement = if words.contains("--on") { &AGREEMENT[..] } else { &[] };
        let words: Vec<&str> = words.split_whitespace().collect();
        let ran =
            place.run(&[&["amend", "old.yaml", "--output", "new.yaml"], &words[..], agreement].concat());
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{words:?}");
        assert!(ran.err.starts_with("paysched: ") && ran.err.contains(line), "{}", ran.err);
        assert_eq!(ran.err.lines().count(), 1, "{}", ran.err);
        assert!(!place.path().join("new.yaml").exists());
    }
    place.write("plain.yaml", &support::complete(""));
    let words = ["amend", "plain.yaml", "--on", "2027-04-01", "--quantity", "users=5"];
    let ran = place.run(&[&words[..], &AGREEMENT].concat());
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    assert!(ran.err.contains("no dimension `users`; the offer has no `pricing`"), "{}", ran.err);
}

#[test]
fn what_cannot_be_replaced_is_said() {
    let old = |from: &str, to: &str| {
        assert!(OLD.contains(from));
        OLD.replace(from, to)
    };
    let cases = [
        (old("saas_contract", "professional_services"), "type `professional_services` cannot be replaced"),
        (
            include_str!("../../schedules/resale-authorization.yaml").to_owned(),
            "is not an agreement; issue a new one",
        ),
        (format!("{OLD}---\n{OLD}"), "holds 2 offers"),
        (
            old("legal:", "kind: channel_partner_offer\nresale: {authorization: resaleauthz-1}\nlegal:"),
            "--authorization",
        ),
        (
            old(
                "legal:",
                "kind: channel_partner_offer\nresale: {authorization: resaleauthz-1, markup: 5%}\nlegal:",
            ),
            "leave `markup` out",
        ),
        (old("term: 24 months", "term: {start: 2027-05-01, end: 2029-04-30}"), "has not begun"),
        ("name: nothing\n".to_owned(), "nothing is made of it"),
    ];
    for (text, line) in cases {
        let place = Place::new(&[("old.yaml", &text)]);
        let ran = place.run(&[&["amend", "old.yaml", "--on", "2027-04-01"], &AGREEMENT[..]].concat());
        assert!(ran.code != 0 && ran.out.is_empty(), "{line}");
        assert!(ran.err.contains(line), "{line}: {}", ran.err);
    }
}

#[test]
fn a_replacement_can_be_replaced_again() {
    let place = Place::new(&[("first.yaml", OLD)]);
    let amend = |old: &str, accepted: &str, on: &str, new: &str, more: &[&str]| {
        let words = ["amend", old, "--on", on, "--accepted", accepted, "--add", "600.00", "--output", new];
        let ran = place.run(&[&words[..], more, &AGREEMENT].concat());
        assert_eq!(ran.code, 0, "{}", ran.err);
        assert!(ran.err.ends_with(&format!("\nwritten to {new}\n")), "{}", ran.err);
    };
    amend("first.yaml", "2026-12-15", "2027-04-01", "second.yaml", &["--at-once"]);
    amend("second.yaml", "2027-04-20", "2027-07-01", "third.yaml", &[]);
    let third = place.json(&["plan", "third.yaml"]);
    assert_eq!(third["offer"]["name"], "Larkspur Analytics, two-year team plan, amended 2027-07-01");
    assert_eq!(third["offer"]["total"], "50600.00");
    assert_eq!(place.run(&["check", ".", "--fail-on", "warning"]).code, 0);
}

#[test]
fn units_only_grow() {
    let offer = include_str!("../../schedules/pricing-with-overage.yaml");
    let place = Place::new(&[("old.yaml", offer)]);
    let run = |units: &str| {
        let words = ["amend", "old.yaml", "--on", "2027-01-01", "--quantity", units];
        place.run(&[&words[..], &AGREEMENT].concat())
    };
    assert!(run("admin_users=25").out.contains("quantity: 25,"));
    assert!(run("admin_users=26").out.contains("quantity: 26,"));
    assert!(
        run("admin_users=24")
            .err
            .contains("dimension `admin_users` grants 24, but the replaced contract grants 25")
    );
    assert!(run("admins=26").err.contains("no dimension `admins`; there are `admin_users`, `viewer_users`"));
}

#[test]
fn a_replacement_in_another_folder_names_the_old_file_from_there() {
    let place = Place::new(&[("offers/old.yaml", OLD), ("offers/2027/keep.txt", "")]);
    let words = ["amend", "offers/old.yaml", "--on", "2027-04-01", "--output", "offers/2027/new.yaml"];
    let words = [&words[..], &AGREEMENT].concat();
    let ran = place.run(&words);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let text = std::fs::read_to_string(place.path().join("offers/2027/new.yaml")).unwrap();
    assert!(text.contains("../old.yaml"), "{text}");
    // The rules find it there: one cent less is less than what is pending.
    let less = text.replace("60000.00", "54000.00").replace("amount: 10000.00", "amount: 9000.00");
    place.write("offers/2027/less.yaml", &less);
    let checked = place.run(&["check", "offers/2027", "--fail-on", "warning"]);
    assert!(checked.out.contains("warning[replacement-drops-pending]"), "{}", checked.out);
    assert_eq!(checked.out.matches("offers/2027/new.yaml").count(), 0);
    let again = place.run(&words);
    assert_eq!(
        again.err,
        "paysched: offers/2027/new.yaml exists already; name a new file, or replace it with --force\n"
    );
}

/// The plan of an old offer, and its replacement.
fn replaced(text: &str, wishes: &Amendment) -> (Plan, Result<Amended, String>) {
    let checked = support::offer(text);
    let scenario = Scenario { accepted: parse_date("2026-12-15").ok(), ..Scenario::default() };
    let plan = checked.plan(&scenario).unwrap();
    let amended = amend(&checked.offer, &plan, wishes).map_err(|error| error.to_string());
    (plan, amended)
}

/// An amendment on that day, and nothing else that is asked for.
pub(crate) fn wishes(on: NaiveDate, value: Billed, invoiced: Invoiced, credit: bool) -> Amendment {
    Amendment {
        on,
        agreement: "agmt-1".to_owned(),
        replaced: "old.yaml".to_owned(),
        value,
        credit,
        invoiced,
        end: None,
        release: None,
        accept_by: None,
        quantities: Vec::new(),
        authorization: None,
        name: None,
        description: None,
        schema: None,
    }
}

prop_compose! {
    /// An old offer of one or two series of any rhythm.
    fn old()(
        initial in 1_u32..9_000_000,
        each in 1_u32..900_000,
        split in 100_u32..9_000_000,
        times in 1_u32..20,
        more in 1_u32..20,
        day in (1_u32..32).prop_filter("the days of the other series", |day| *day != 19),
        every in prop::sample::select(vec!["month", "quarter", "3 weeks"]),
    ) -> String {
        let cents = |n: u32| Decimal::new(i64::from(n), 2);
        let day = if every == "3 weeks" { String::new() } else { format!("day: {day}, ") };
        let total = cents(initial) + cents(each) * Decimal::from(times) + cents(split);
        support::complete(&format!(
            "term: 60 months\ntotal: {total}\ninstallments:\n  \
             - {{invoice_date: 2026-12-15, amount: {}, note: Start}}\n  \
             - {{first: 2027-01-16, every: {every}, {day}times: {times}, amount: {}, note: \"No {{n}}\"}}\n  \
             - {{first: 2027-01-19, every: {every}, times: {more}, split: {}}}\n",
            cents(initial), cents(each), cents(split),
        ))
    }
}

proptest! {
    #![proptest_config(support::cases(96))]

    #[test]
    fn what_is_billed_pending_and_added_comes_out_exactly(
        text in old(),
        after in 0_u64..1_500,
        more in 0_i64..5_000_000,
        at_once in any::<bool>(),
        credit in any::<bool>(),
    ) {
        let on = parse_date("2026-12-15").unwrap() + chrono::Days::new(after);
        let more = support::amount(more, 2);
        let invoiced = if at_once { Invoiced::AtOnce } else { Invoiced::WithPending };
        let (plan, amended) = replaced(&text, &wishes(on, Billed::More(more), invoiced, credit));
        let (old, pending): (Vec<_>, Vec<_>) = plan.invoices.iter().partition(|i| i.invoice_date <= on);
        let sum = |invoices: &[&paysched::plan::Invoice]| invoices.iter().map(|i| i.amount.decimal()).sum::<Decimal>();
        let amended = match amended {
            Ok(amended) => amended,
            Err(reason) => {
                let rightly = pending.is_empty() || credit;
                prop_assert!(rightly, "{reason}\n{text}");
                return Ok(());
            }
        };
        let taken = amended.credit.map_or(Decimal::ZERO, |credit| credit.amount.decimal());
        let total = plan.offer.total.decimal();
        if let Some(credit) = amended.credit {
            let (days, used) = (Decimal::from(credit.days), Decimal::from(credit.used));
            let exact = sum(&old) * days - total * used;
            prop_assert!(taken * days <= exact && exact < (taken + Decimal::new(1, 2)) * days);
        }
        let new = whole(&amended.offer, &Holidays::default()).unwrap();
        prop_assert_eq!(sum(&old) + new.total().unwrap().decimal(), total + more.decimal() - taken);
        prop_assert_eq!(amended.replacement.amount, new.total().unwrap());
        for invoice in &pending {
            let same = new.installments.iter().filter(|i| i.date == invoice.invoice_date).collect::<Vec<_>>();
            prop_assert_eq!(same.len(), 1);
            prop_assert!(same[0].amount.unwrap() >= invoice.amount);
        }
        let files = Files([("old.yaml".to_owned(), text)].into());
        let report = check_with(&amended.offer.to_yaml(&amended.comments), &settings(), &files);
        // What is pending on the day after leaves one day to accept, which may be too few.
        let tomorrow = pending.iter().any(|invoice| Some(invoice.invoice_date) == on.succ_opt());
        let spoken_of = |rule: &str| match rule {
            "month-end-drift" => true,
            "acceptance-on-release-day" => tomorrow,
            _ => false,
        };
        let bad: Vec<_> = report.diagnostics.iter().filter(|d| !spoken_of(d.rule)).collect();
        prop_assert!(bad.is_empty(), "{:?}\n{}", bad, amended.offer.to_yaml(&amended.comments));
    }
}

#[test]
fn an_amount_below_zero_is_refused_as_an_amount() {
    for option in ["--add", "--total"] {
        let (code, _, err) =
            made(&format!("schedules/upfront-quarterly.yaml --on 2027-04-01 {option} -5.00"));
        assert_eq!(code, 2);
        assert!(err.contains("`-5.00` ") && !err.contains("unexpected argument"), "{err}");
    }
}
