//! Billing families: who counts as invoiced, by the register and by what the offer says itself.

use std::fmt::Write as _;

use crate::support;
use crate::support::place::Place;
use paysched::internals::text::source::SourceFile;
use paysched::internals::text::yaml;
use paysched::offer::accounts::{self, Families, Register, Standing, net_days, standing};
use paysched::offer::{self, Offer};

const ACCOUNTS: &str = r#"paysched_accounts: 1
accounts:
  "111122223333": {billing: invoice, net_days: 30}
  "444455556666": {billing: invoice, net_days: 45}
  "555566667777": {payer: "444455556666"}
  "666677778888": {payer: "444455556666", independent: true, net_days: 15}
  "777788889999": {billing: credit_card}
  "888899990000": {payer: "777788889999"}
  "222200001111": {payer: "777788889999", independent: true, billing: invoice}
  "333300001111": {}
  "333300002222": {payer: "333300001111", billing: invoice}
  "333300003333": {payer: "333300001111", billing: credit_card}
"#;

fn register(text: &str) -> Register {
    let file = SourceFile::new("accounts.yaml", text);
    let documents = yaml::parse(&file);
    let (register, mistakes) = accounts::read(&file, &documents[0]);
    assert!(mistakes.is_empty(), "{mistakes:?}");
    register
}

/// An offer of which only the buyers matter, and may hold mistakes.
fn offer(buyers: &str) -> Offer {
    let file = SourceFile::new("offer.yaml", format!("paysched: 1\nbuyers:\n{buyers}"));
    let documents = yaml::parse(&file);
    offer::read(&file, &documents[0]).0.unwrap()
}

/// How the first buyer of the list stands.
fn first(buyers: &str) -> Standing {
    all(buyers)[0]
}

fn all(buyers: &str) -> Vec<Standing> {
    let (offer, register) = (offer(buyers), register(ACCOUNTS));
    let families = Families::of(&offer, &register);
    let each = offer.buyers.get().unwrap().iter();
    each.map(|buyer| {
        let stands = families.standing(buyer);
        assert_eq!(standing(buyer, &offer, &register), stands);
        stands
    })
    .collect()
}

#[test]
fn an_account_on_invoice_is_invoiced() {
    assert_eq!(first("  - \"111122223333\"\n"), Standing::Invoiced);
    assert_eq!(first("  - {account: \"999900001111\", billing: invoice}\n"), Standing::Invoiced);
}

#[test]
fn an_account_that_nobody_knows_is_unknown() {
    assert_eq!(first("  - \"999900001111\"\n"), Standing::Unknown);
    assert_eq!(first("  - {account: \"999900001111\", payer: \"999900002222\"}\n"), Standing::Unknown);
}

#[test]
fn a_payer_on_invoice_stands_for_its_family() {
    assert_eq!(first("  - \"555566667777\"\n"), Standing::Invoiced);
    assert_eq!(first("  - {account: \"999900001111\", payer: \"444455556666\"}\n"), Standing::Invoiced);
}

#[test]
fn a_card_of_ones_own_does_not_matter_in_a_family_on_invoice() {
    let buyer = "  - {account: \"555566667777\", billing: credit_card}\n";
    assert_eq!(first(buyer), Standing::Invoiced);
}

#[test]
fn any_account_of_the_family_will_do() {
    // The payer says nothing; a sister is on invoice.
    assert_eq!(first("  - \"333300003333\"\n"), Standing::Invoiced);
    assert_eq!(first("  - \"333300001111\"\n"), Standing::Invoiced);
}

#[test]
fn a_card_paying_payer_is_no_invoice() {
    assert_eq!(first("  - \"777788889999\"\n"), Standing::CreditCard);
    assert_eq!(first("  - \"888899990000\"\n"), Standing::CreditCard);
}

#[test]
fn an_independent_account_stands_on_its_own_terms() {
    assert_eq!(first("  - \"666677778888\"\n"), Standing::Unknown);
    assert_eq!(first("  - \"222200001111\"\n"), Standing::Invoiced);
    // It does not lend its invoice to the family that it left.
    assert_eq!(first("  - {account: \"888899990000\", billing: credit_card}\n"), Standing::CreditCard);
}

#[test]
fn the_offer_takes_an_account_out_of_its_family_or_back() {
    assert_eq!(first("  - {account: \"555566667777\", independent: true}\n"), Standing::Unknown);
    assert_eq!(first("  - {account: \"666677778888\", independent: false}\n"), Standing::Invoiced);
}

#[test]
fn the_offer_wins_over_the_register() {
    assert_eq!(first("  - {account: \"111122223333\", billing: credit_card}\n"), Standing::CreditCard);
    assert_eq!(first("  - {account: \"777788889999\", billing: invoice}\n"), Standing::Invoiced);
    assert_eq!(first("  - {account: \"555566667777\", payer: \"777788889999\"}\n"), Standing::CreditCard);
}

#[test]
fn what_the_offer_says_of_a_payer_holds_for_the_family() {
    let cards = "  - \"555566667777\"\n  - {account: \"444455556666\", billing: credit_card}\n";
    assert_eq!(all(cards), [Standing::CreditCard, Standing::CreditCard]);
    let invoiced = "  - \"888899990000\"\n  - {account: \"777788889999\", billing: invoice}\n";
    assert_eq!(all(invoiced), [Standing::Invoiced, Standing::Invoiced]);
}

#[test]
fn what_the_offer_says_of_a_sister_holds_for_the_family() {
    let sister =
        "  - \"888899990000\"\n  - {account: \"999900001111\", payer: \"777788889999\", billing: invoice}\n";
    assert_eq!(all(sister), [Standing::Invoiced, Standing::Invoiced]);
    let left = "  - \"333300003333\"\n  - {account: \"333300002222\", independent: true}\n";
    assert_eq!(all(left), [Standing::CreditCard, Standing::Invoiced]);
}

#[test]
fn a_payer_that_has_a_payer_itself_still_stands_for_those_it_pays_for() {
    let chain = r#"paysched_accounts: 1
accounts:
  "100000000001": {payer: "100000000002"}
  "100000000002": {payer: "100000000003", billing: invoice}
"#;
    let (offer, register) = (offer("  - \"100000000001\"\n  - \"100000000003\"\n"), register(chain));
    let families = Families::of(&offer, &register);
    let each = offer.buyers.get().unwrap().iter();
    assert_eq!(each.map(|b| families.standing(b)).collect::<Vec<_>>(), [Standing::Invoiced; 2]);
}

#[test]
fn of_two_entries_for_one_account_the_first_counts() {
    let twice = "  - {account: \"999900001111\", billing: credit_card}\n  - {account: \"999900001111\", billing: invoice}\n";
    assert_eq!(all(twice), [Standing::CreditCard; 2]);
}

#[test]
fn what_could_not_be_read_is_not_judged() {
    for buyer in [
        "  - \"1234\"\n",
        "  - {account: \"999900001111\", billing: cash}\n",
        "  - {account: \"999900001111\", payer: acme, billing: credit_card}\n",
        "  - {account: \"999900001111\", independent: maybe}\n",
    ] {
        assert_eq!(first(buyer), Standing::Unreadable, "{buyer}");
    }
}

#[test]
fn a_family_with_an_unreadable_account_is_not_judged_unless_it_is_invoiced_anyway() {
    let payer = "  - \"888899990000\"\n  - {account: \"777788889999\", billing: invoce}\n";
    assert_eq!(first(payer), Standing::Unreadable);
    let nameless = "  - \"888899990000\"\n  - {account: \"1\", payer: \"777788889999\", billing: invoice}\n";
    assert_eq!(first(nameless), Standing::Unreadable);
    let anyway = "  - \"555566667777\"\n  - {account: \"1\", payer: \"444455556666\"}\n";
    assert_eq!(first(anyway), Standing::Invoiced);
    let elsewhere = "  - \"888899990000\"\n  - {account: \"111122223333\", billing: invoce}\n";
    assert_eq!(first(elsewhere), Standing::CreditCard);
}

#[test]
fn who_pays_is_the_payer_unless_independent() {
    let (offer, register) =
        (offer("  - \"555566667777\"\n  - \"666677778888\"\n  - \"111122223333\"\n"), register(ACCOUNTS));
    let families = Families::of(&offer, &register);
    let payers: Vec<_> = offer.buyers.get().unwrap().iter().map(|b| families.payer_of(b).unwrap()).collect();
    assert_eq!(payers, ["444455556666", "666677778888", "111122223333"]);
}

#[test]
fn the_due_period_is_the_offers_then_the_payers_then_ones_own() {
    let days = |buyer: &str| {
        let (offer, register) = (offer(buyer), register(ACCOUNTS));
        net_days(&offer.buyers.get().unwrap()[0], &offer, &register)
    };
    assert_eq!(days("  - {account: \"111122223333\", net_days: 60}\n"), Some(60));
    assert_eq!(days("  - \"111122223333\"\n"), Some(30));
    assert_eq!(days("  - \"555566667777\"\n"), Some(45));
    assert_eq!(days("  - \"666677778888\"\n"), Some(15));
    assert_eq!(days("  - \"888899990000\"\n"), None);
    assert_eq!(days("  - \"555566667777\"\n  - {account: \"444455556666\", net_days: 10}\n"), Some(10));
}

#[test]
fn many_buyers_of_one_family_are_all_judged() {
    let mut accounts = "paysched_accounts: 1\naccounts:\n".to_owned();
    let mut buyers = String::new();
    for n in 0..3000 {
        writeln!(accounts, "  \"{n:012}\": {{payer: \"999999999999\", billing: invoice}}").unwrap();
        writeln!(buyers, "  - {{account: \"{n:012}\", billing: credit_card}}").unwrap();
    }
    let (offer, register) = (offer(&buyers), register(&accounts));
    let families = Families::of(&offer, &register);
    let each = offer.buyers.get().unwrap().iter();
    assert!(each.map(|buyer| families.standing(buyer)).all(|stands| stands == Standing::CreditCard));
}

/// The texts of a register are judged like those of an offer, whichever way it is reached.
#[test]
fn a_text_of_the_register_is_judged_by_itself_and_through_the_configuration() {
    let text = "paysched_accounts: 1\naccounts:\n  \"111122223333\": {billing: invoice}\n  \"444455556666\":\n    \
                name: Acme #2 (Osaka)\n  \"777788889999\":\n    name: Acme\u{200b} KK\n  \"888899990000\":\n    name: \
                “Globex”\n";
    let place = Place::new(&[
        ("offers/a.yaml", support::BASE),
        ("accounts.yaml", text),
        ("paysched.toml", "accounts = \"accounts.yaml\"\n"),
    ]);
    let found = |paths: &[&str]| {
        let report = place.json(&[&["check"], paths].concat());
        let all = report["diagnostics"].as_array().unwrap().iter();
        let words =
            |found: &serde_json::Value| format!("{} {}", found["path"], found["rule"]).replace('"', "");
        all.map(words).collect::<Vec<_>>()
    };
    let wanted = ["value-cut-by-comment", "invisible-character", "invisible-character"];
    let wanted = wanted.map(|rule| format!("accounts.yaml {rule}"));
    for paths in [&["accounts.yaml"][..], &["."], &["offers"], &["offers/a.yaml"]] {
        assert_eq!(found(paths), wanted, "{paths:?}");
    }
    place.run(&["check", "accounts.yaml", "--fix", "--unsafe-fixes"]);
    assert_eq!(found(&["."]), [""; 0]);
    let fixed = std::fs::read_to_string(place.path().join("accounts.yaml")).unwrap();
    assert!(fixed.contains("name: \"Acme #2 (Osaka)\"\n") && fixed.contains("name: \"Globex\"\n"), "{fixed}");
    // What a comment allows is allowed there, too.
    place.write(
        "accounts.yaml",
        &text.replace(
            "    name: Acme #2",
            "    # paysched: allow(value-cut-by-comment) as agreed\n    name: Acme #2",
        ),
    );
    assert_eq!(found(&["."]), wanted[1..]);
}
