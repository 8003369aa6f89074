//! What a finding about pricing, resale or renewal proposes to write really mends it.

use crate::support::{Files, check_with, complete, settings};
use paysched::internals::text::diagnostic::Diagnostic;

const AUTHORIZATION: &str = "kind: resale_authorization\naccept_by: 2026-12-10\npricing: {dimensions: [{key: users, quantity: 100}]}\n";

fn findings(text: &str) -> Vec<Diagnostic> {
    let first = complete("pricing: {dimensions: [{key: users, quantity: 100}]}\n");
    let files =
        [("authorization.yaml".to_owned(), complete(AUTHORIZATION)), ("first.yaml".to_owned(), first)];
    check_with(text, &settings(), &Files(files.into())).diagnostics
}

/// The value in the first text in backticks of the first way out, without its key.
fn proposed(finding: &Diagnostic) -> String {
    let way_out =
        finding.help.iter().map(ToString::to_string).find(|help| help.starts_with("write `")).unwrap();
    let text = way_out.split('`').nth(1).unwrap();
    let value = text.split_once(": ").filter(|(key, _)| key.bytes().all(|b| b.is_ascii_lowercase()));
    value.map_or(text, |(_, value)| value).to_owned()
}

/// The one finding of a snippet is of `rule`, and what it proposes to write leaves none.
fn mends(rule: &str, snippet: &str) {
    let text = complete(snippet);
    let found = findings(&text);
    assert_eq!(found.iter().map(|f| f.rule).collect::<Vec<_>>(), [rule], "{text}");
    let mut changed = text;
    changed.replace_range(found[0].span().range(), &proposed(&found[0]));
    let left: Vec<_> = findings(&changed).into_iter().map(|f| f.message).collect();
    assert!(left.is_empty(), "{left:?} in\n{changed}");
}

fn dimension(text: &str) -> String {
    format!("pricing:\n  dimensions:\n    - {text}\n")
}

#[test]
fn a_key_or_a_price_that_is_proposed_is_taken() {
    // The key is pointed at by one of its characters, the blank.
    let text = complete(&dimension("{key: admin users, quantity: 25}"));
    let finding = &findings(&text)[0];
    assert_eq!(proposed(finding), "admin_users");
    assert!(findings(&text.replace("admin users", "admin_users")).is_empty());
    mends(
        "price-too-precise",
        &dimension("{key: users, quantity: 100, prices: {12 months: 0.0005, 36 months: 3600}}"),
    );
    mends("price-too-precise", &dimension("{key: calls, overage: 1.999999995}"));
}

#[test]
fn a_quantity_that_is_proposed_is_taken() {
    for quantity in ["0", "-3", "0.5", "12.5", "2147483646.5", "2147483647", "99999999999999"] {
        mends("quantity-out-of-range", &dimension(&format!("{{key: users, quantity: {quantity}}}")));
    }
}

#[test]
fn an_agreement_text_that_is_proposed_is_taken() {
    for eula in ["Standard", "standart", "http://a.example/b.pdf", "HTTPS://a.example/b.PDF?c"] {
        mends("eula-invalid", &format!("legal: {{eula: \"{eula}\"}}\n"));
    }
}

#[test]
fn an_end_that_is_proposed_is_one() {
    let replacement =
        |term: &str| format!("kind: replacement_offer\nreplaces: {{agreement: agmt-1}}\nterm: {term}\n");
    for term in ["36 months", "60 months", "P1000D", "31 months"] {
        mends("replacement-without-end", &replacement(term));
    }
    let text = complete(&replacement("{start: 2027-01-01, duration: 36 months}"));
    let ended = text.replace("duration: 36 months", "end: 2029-12-31");
    assert!(findings(&text)[0].help[0].to_string().contains("`end: 2029-12-31`"));
    assert!(findings(&ended).is_empty());
}

#[test]
fn what_a_replaced_contract_grants_is_enough() {
    let granted = |quantity| {
        format!(
            "kind: replacement_offer\nreplaces: {{agreement: agmt-1, schedule: first.yaml}}\naccepted: 2026-12-20\nterm: {{end: 2029-12-01}}\n{}",
            dimension(&format!("{{key: users, quantity: {quantity}}}"))
        )
    };
    mends("contract-reduced", &granted(99));
}

#[test]
fn what_an_authorization_says_is_taken() {
    let resold = |text: &str| {
        format!("kind: channel_partner_offer\nresale: {{authorization: authorization.yaml}}\n{text}")
    };
    for text in [
        "currency: EUR\n",
        "term: 48 months\n",
        "term: 1100 days\n",
        "term: {start: 2027-01-01, duration: 40 months}\n",
        "term: {start: 2027-01-31, end: 2030-01-31}\n",
        "pricing: {dimensions: [{key: users, quantity: 90}]}\n",
    ] {
        mends("resale-terms-differ", &resold(text));
    }
}

#[test]
fn what_a_renewal_should_say_is_taken() {
    let renewal =
        |parts: &str| format!("renewal: {{times: 1, price_increase: 5%, installments: [{parts}]}}\n");
    for (first, last) in [("50%", "45%"), ("33.33%", "33.33%"), ("99.99%", "50%"), ("60%", "41%")] {
        mends(
            "renewal-percentages-not-100",
            &renewal(&format!("{{after: 0 months, percent: {first}}}, {{after: 6 months, percent: {last}}}")),
        );
    }
    mends(
        "renewal-offset-invalid",
        &renewal("{after: 0 months, percent: 50%}, {after: 4 years, percent: 50%}"),
    );
}
