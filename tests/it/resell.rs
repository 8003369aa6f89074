//! `resell`: the authorization's days, every amount with the markup to the cent, none below it.

use crate::support;
use std::path::Path;

use crate::support::place::Place;
use crate::support::{Files, check_with, settings};
use paysched::internals::deal::resell::{PartnerTerms, Resold, resell};
use paysched::internals::schedule::{Holidays, Schedule, whole};
use paysched::offer::{Amount, parse_date, parse_percent};
use proptest::prelude::*;

const AUTHORIZATION: &str = include_str!("../../schedules/resale-authorization.yaml");

/// The example that `resell` made, and the words of its command.
const EXAMPLE: (&str, &[&str]) = (
    "schedules/resale-authorization-resold.yaml",
    &[
        "schedules/resale-authorization.yaml",
        "--markup",
        "7.5%",
        "--release",
        "2026-12-15",
        "--name",
        "Weser Maschinenbau, hundred users at 7.5%",
    ],
);

/// What `resell` makes of the example authorization with these words.
fn marked_up(words: &str) -> (i32, String, String) {
    let words = format!("schedules/resale-authorization.yaml --markup 5% {words}");
    made(&words.split_whitespace().collect::<Vec<_>>())
}

/// What `resell` makes of a file in the repository, with these words after it.
fn made(words: &[&str]) -> (i32, String, String) {
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_paysched"));
    let output = support::scrubbed(&mut command).arg("resell").args(words).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

#[test]
fn the_example_is_what_the_command_makes() {
    let (kept, words) = EXAMPLE;
    let (code, out, err) = made(words);
    assert_eq!(code, 0, "{err}");
    support::golden(Path::new(kept), &out);
    assert_eq!(made(words), (code, out, err), "twice the same");
}

#[test]
fn each_shape_of_authorization_is_as_it_was() {
    let body = |installments: &str, more: &str| {
        format!(
            "paysched: 1\nname: Resale\ndescription: To be resold\nkind: resale_authorization\n\
             product: {{id: prod-k3xu7yexample, type: saas_contract}}\nbuyers: [\"111122223333\"]\n\
             release: 2026-12-01\naccept_by: 2026-12-31\nterm: 24 months\ncurrency: USD\n\
             {more}installments:\n{installments}"
        )
    };
    let shapes = [
        // Each says exactly the same amounts in its own shape.
        (
            "amount",
            body("  - {first: 2027-01-31, every: month, times: 12, amount: 1000.01, note: \"{n}\"}\n", ""),
        ),
        (
            "shares",
            body(
                "  - {invoice_date: 2027-01-05, amount: 20%}\n  \
                 - {first: 2027-02-01, every: quarter, times: 4, split: remainder}\n",
                "total: 10000.00\n",
            ),
        ),
        // A raise and weights round their own way; what they do not say exactly is written out.
        (
            "raise",
            body(
                "  - first: 2027-01-31\n    every: month\n    times: 6\n    amount: 10.06\n    \
                 raise: {percent: 3%, every: 2}\n    note: Month {n} of {count}\n",
                "",
            ),
        ),
        (
            "weights",
            body(
                "  - {invoice_date: 2027-01-05, amount: 100.00, note: First}\n  \
                 - {first: 2027-02-01, every: quarter, times: 3, split: 99.98, weights: [1, 2, 4]}\n  \
                 - {first: 2027-02-10, every: quarter, times: 3, split: 100.01}\n",
                "total: 299.99\n",
            ),
        ),
        (
            "pricing",
            body(
                "  - {first: 2027-01-05, every: year, times: 2, amount: 1000.00}\n",
                "pricing:\n  dimensions:\n    - {key: users, quantity: 100, prices: {24 months: 20.000}}\n    \
                 - {key: calls, overage: 0.00000001}\n    - {key: hours, overage: 0.1}\n",
            ),
        ),
    ];
    for (name, text) in shapes {
        let place = Place::new(&[("ra.yaml", &text), ("paysched.toml", "accounts = \"accounts.yaml\"\n")]);
        place.write(
            "accounts.yaml",
            "paysched_accounts: 1\naccounts:\n  \"111122223333\": {billing: invoice}\n",
        );
        let words = ["resell", "ra.yaml", "--markup", "3.33%", "--release", "2026-12-05"];
        let ran = place.run(&[&words[..], &["--output", "out.yaml"]].concat());
        assert_eq!((ran.code, ran.out.as_str()), (0, ""), "{name}: {}", ran.err);
        let checked = place.run(&["check", "out.yaml", "--fail-on", "warning"]);
        assert_eq!(checked.code, 0, "{name}: {}", checked.out);
        assert_eq!(place.run(&["fmt", "--check", "out.yaml"]).code, 0, "{name}");
        let text = std::fs::read_to_string(place.path().join("out.yaml")).unwrap();
        support::golden(
            &Path::new("tests/resell").join(format!("{name}.txt")),
            &format!("{text}{}", ran.err),
        );
        // The marketplace's own markup keeps the authorization's amounts, and passes, too.
        let ran = place.run(&[&words[..], &["--as-markup", "--output", "markup.yaml"]].concat());
        assert_eq!(ran.code, 0, "{name}: {}", ran.err);
        assert_eq!(place.run(&["check", "markup.yaml", "--fail-on", "warning"]).code, 0, "{name}");
        let plan = |file| place.run(&["plan", file, "--accepted", "2026-12-31", "--format", "csv"]).out;
        assert_eq!(plan("markup.yaml"), plan("ra.yaml"), "{name}");
    }
}

#[test]
fn the_buyer_can_be_another_one() {
    let named = std::fs::read_to_string("schedules/resale-authorization.yaml").unwrap();
    let buyer = named.lines().find(|line| line.starts_with("  - { account")).unwrap();
    let any = named.replace(&format!("buyers:\n{buyer}\n"), "buyers: []\n");
    let register = "paysched_accounts: 1\naccounts:\n  \"111122223333\": {name: Acme KK, billing: invoice}\n";
    let place = Place::new(&[
        ("any.yaml", &any),
        ("named.yaml", &named),
        ("accounts.yaml", register),
        ("paysched.toml", "accounts = \"accounts.yaml\"\n"),
    ]);
    let resell = |file, buyer| {
        place.run(&["resell", file, "--markup", "5%", "--release", "2026-12-15", "--buyer", buyer])
    };
    let out = resell("any.yaml", "320077770000").out;
    assert!(out.contains("  - { account: \"320077770000\", billing: invoice }\n"), "{out}");
    assert!(out.contains("confirm it with the buyer"));
    let out = resell("any.yaml", "111122223333").out;
    assert!(out.contains("buyers:\n  - \"111122223333\"\n"), "the register knows it: {out}");
    // Not where the authorization names who may buy.
    let refused = resell("named.yaml", "320077770000");
    assert_eq!((refused.code, refused.out.as_str()), (1, ""));
    assert!(refused.err.contains("error[resale-terms-differ]"), "{}", refused.err);
}

#[test]
fn the_days_are_inside_those_of_the_authorization() {
    let days = |words: &str| {
        let (_, out, _) = marked_up(words);
        let line = |key: &str| out.lines().find_map(|line| line.strip_prefix(key)).unwrap().to_owned();
        (line("release: "), line("accept_by: "))
    };
    let both = |release: &str, accept_by: &str| (release.to_owned(), accept_by.to_owned());
    assert_eq!(days("--as-of 2026-11-01"), both("2026-12-01", "2026-12-31"));
    assert_eq!(days("--as-of 2027-01-10"), both("2027-01-10", "2027-01-29"));
    assert_eq!(days("--release 2027-01-10 --accept-by 2027-01-20"), both("2027-01-10", "2027-01-20"));
}

#[test]
fn a_mistake_gets_one_line_and_nothing_is_written() {
    let place = Place::new(&[("ra.yaml", AUTHORIZATION), ("there.yaml", "old\n")]);
    place.write("offer.yaml", include_str!("../../schedules/upfront-quarterly.yaml"));
    for (words, line) in [
        ("ra.yaml", "say --markup PERCENT, such as 5%"),
        ("offer.yaml --markup 5%", "this is a `private_offer`; only a `resale_authorization` is resold"),
        (
            "ra.yaml --markup 5% --release 2027-02-01",
            "2027-02-01, the day of release, comes after 2027-01-29, when the authorization expired",
        ),
        (
            "ra.yaml --markup 5% --release 2026-11-30",
            "published on 2026-12-01, after the release on 2026-11-30",
        ),
        ("ra.yaml --markup 5% --output there.yaml", "there.yaml exists already"),
        ("ra.yaml --markup 5% --output new.txt", "an offer file ends in .yaml"),
        ("- --markup 5%", "name the file"),
        ("none.yaml --markup 5%", "none.yaml: no such file"),
        ("ra.yaml --markup 99999999999999999999999999% --release 2026-12-15", "too large"),
    ] {
        let words: Vec<&str> = words.split_whitespace().collect();
        let ran = place.run(&[&["resell"], &words[..]].concat());
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{words:?}: {}", ran.err);
        assert!(ran.err.starts_with("paysched: ") && ran.err.contains(line), "{}", ran.err);
        assert_eq!(ran.err.lines().count(), 1, "{}", ran.err);
    }
    assert_eq!(std::fs::read_to_string(place.path().join("there.yaml")).unwrap(), "old\n");
}

#[test]
fn an_offer_that_breaks_a_rule_is_shown_and_not_written() {
    let place = Place::new(&[("ra.yaml", AUTHORIZATION)]);
    let words =
        ["resell", "ra.yaml", "--markup", "5%", "--release", "2026-12-15", "--accept-by", "2027-06-01"];
    let ran = place.run(&[&words[..], &["--output", "out.yaml"]].concat());
    assert_eq!((ran.code, ran.out.as_str()), (1, ""));
    assert!(ran.err.contains("error[several-invoices-before-acceptance]"), "{}", ran.err);
    assert!(!place.path().join("out.yaml").exists());
}

/// The schedule of an authorization, and what becomes of it.
fn resold(text: &str, markup: &str, as_markup: bool) -> (Schedule, Resold) {
    let checked = support::offer(text);
    let wishes = PartnerTerms {
        authorization: "ra.yaml".to_owned(),
        markup: parse_percent(markup).unwrap(),
        as_markup,
        release: parse_date("2026-12-01").unwrap(),
        accept_by: None,
        buyers: Vec::new(),
        name: None,
        description: None,
        schema: None,
    };
    let resold = resell(&checked.offer, &checked.schedule, &Holidays::default(), &wishes);
    (checked.schedule, resold.unwrap_or_else(|error| panic!("{error}\n{text}")))
}

prop_compose! {
    /// An authorization of a single installment and two series that may interleave.
    fn authorization()(
        initial in 1_i64..9_000_000,
        split in 5_000_i64..90_000_000,
        each in 1_i64..900_000,
        times in 1_i64..20,
        parts in 1_usize..20,
        bills in 0_u8..4,
        leftover in prop::sample::select(vec!["first", "last", "spread", "largest_remainder"]),
        apart in prop::sample::select(vec!["2027-01-20", "2030-01-20"]),
    ) -> String {
        let cents = |n: i64| support::amount(n, 2);
        let total = cents(initial + split + each * times);
        let weights: Vec<String> = (0..parts).map(|n| (n % 3 + 1).to_string()).collect();
        let (second, total) = match bills {
            0 => (format!("split: {}", cents(split)), total),
            1 => (format!("split: {}, weights: [{}]", cents(split), weights.join(", ")), total),
            2 => (format!("split: {}, raise: {{percent: 4.5%, every: 3}}", cents(split)), total),
            _ => ("split: remainder".to_owned(), total),
        };
        support::complete(&format!(
            "kind: resale_authorization\naccept_by: 2026-12-31\nterm: 60 months\ntotal: {total}\n\
             rounding: {{leftover: {leftover}}}\ninstallments:\n  \
             - {{invoice_date: 2027-01-04, amount: {}}}\n  \
             - {{first: 2027-01-10, every: month, times: {times}, amount: {}, note: \"{{n}}\"}}\n  \
             - {{first: {apart}, every: month, times: {parts}, {second}}}\n",
            cents(initial), cents(each),
        ))
    }
}

/// Half-up to the cent of an amount in cents, by whole numbers; the markup in thousandths of a percent.
fn marked(cents: i128, markup: i128) -> i128 {
    (2 * cents * (100_000 + markup) + 100_000) / 200_000
}

proptest! {
    #![proptest_config(support::cases(96))]

    #[test]
    fn every_amount_is_the_authorizations_with_the_markup(text in authorization(), markup in 0_u32..40_000) {
        let percent = format!("{}%", support::amount(i64::from(markup), 3));
        let (old, resold) = resold(&text, &percent, false);
        let new = whole(&resold.offer, &Holidays::default()).unwrap();
        let cents = |amount: Amount| amount.times(100_u32).unwrap().normalized().to_string().parse::<i128>().unwrap();
        prop_assert_eq!(new.installments.len(), old.installments.len());
        for (one, other) in old.installments.iter().zip(&new.installments) {
            prop_assert_eq!(one.date, other.date);
            let (authorized, offered) = (cents(one.amount.unwrap()), cents(other.amount.unwrap()));
            prop_assert_eq!(offered, marked(authorized, i128::from(markup)));
            prop_assert!(offered >= authorized);
        }
        prop_assert_eq!(new.total(), resold.offer.total.get().copied());
        prop_assert_eq!(resold.sums.0.plus(resold.sums.2), Some(resold.sums.1));
        let files = Files([("ra.yaml".to_owned(), text)].into());
        let yaml = resold.offer.to_yaml(&resold.comments);
        let report = check_with(&yaml, &settings(), &files);
        prop_assert!(report.diagnostics.is_empty(), "{:?}\n{}", report.diagnostics, yaml);
    }

    #[test]
    fn a_markup_of_the_marketplace_keeps_the_amounts(text in authorization(), markup in 0_u32..40_000) {
        let percent = format!("{}%", support::amount(i64::from(markup), 3));
        let (old, resold) = resold(&text, &percent, true);
        let new = whole(&resold.offer, &Holidays::default()).unwrap();
        let dated = |schedule: &Schedule| schedule.installments.iter().map(|i| (i.date, i.amount)).collect::<Vec<_>>();
        prop_assert_eq!(dated(&old), dated(&new));
        let files = Files([("ra.yaml".to_owned(), text)].into());
        let report = check_with(&resold.offer.to_yaml(&resold.comments), &settings(), &files);
        prop_assert!(report.diagnostics.is_empty(), "{:?}", report.diagnostics);
    }
}
