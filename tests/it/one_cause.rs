//! One mistake raises one finding: what depends on it stays silent.

use crate::support;
use crate::support::{check, complete, names};

fn found(snippet: &str) -> Vec<&'static str> {
    names(&check(&complete(snippet)))
}

#[test]
fn sums_are_not_judged_while_an_amount_is_unknown() {
    for (snippet, rule) in [
        ("installments:\n  - {invoice_date: 2026-12-15, amount: 60k}\n", "invalid-amount"),
        ("installments:\n  - {invoice_date: 2026-12-99, amount: 60000.00}\n", "invalid-date"),
        ("installments:\n  - {invoice_date: 2026-12-15}\n", "missing-key"),
        (
            "installments:\n  - {first: 2027-01-31, every: month, day: last, times: 3, split: 1.00, weights: [1]}\n",
            "invalid-series",
        ),
        ("total: much\n", "invalid-amount"),
        ("total: much\ninstallments:\n  - {invoice_date: 2026-12-15, amount: 60000.00}\n", "invalid-amount"),
        ("rounding: {step: some}\n", "invalid-amount"),
        // How often the amount is billed is known, how much each time is not.
        (
            "installments:\n  - {first: 2027-01-31, every: month, day: last, times: 3, amount: 1.00, raise: {percent: much, every: 1}}\n",
            "invalid-amount",
        ),
        ("installments: none\n", "wrong-type"),
    ] {
        assert_eq!(found(snippet), [rule], "{snippet}");
    }
}

#[test]
fn a_sum_without_installments_is_no_sum() {
    assert_eq!(found("installments: []\n"), ["no-installments"]);
    assert_eq!(
        found(
            "# without: total\ninstallments: []\npricing:\n  dimensions:\n    - {key: a, quantity: 1, prices: {36 months: 1.000}}\n"
        ),
        ["no-installments"]
    );
}

#[test]
fn amounts_are_not_judged_without_a_currency() {
    for (snippet, rule) in [
        ("currency: dollars\n", "unsupported-currency"),
        (
            "currency: dollars\ntotal: 1.005\ninstallments:\n  - {invoice_date: 2026-12-15, amount: 1.005}\n",
            "unsupported-currency",
        ),
        ("# without: currency\n", "missing-key"),
    ] {
        assert_eq!(found(snippet), [rule], "{snippet}");
    }
}

#[test]
fn each_value_with_too_many_digits_is_its_own_mistake_and_the_sum_none() {
    let three = "currency: JPY\ntotal: 100000.50\ninstallments:\n  - {invoice_date: 2026-12-15, amount: 50000.20}\n  - {invoice_date: 2027-12-15, amount: 50000.10}\n";
    assert_eq!(found(three), ["amount-too-precise"; 3]);
    // A gap that no digits could explain is a mistake of its own.
    let far = "currency: JPY\ntotal: 200000.50\ninstallments:\n  - {invoice_date: 2026-12-15, amount: 50000}\n  - {invoice_date: 2027-12-15, amount: 50000}\n";
    assert_eq!(found(far), ["amount-too-precise", "total-mismatch"]);
}

#[test]
fn shares_that_miss_the_whole_are_no_sum_that_misses_the_total() {
    let shares = "installments:\n  - {invoice_date: 2026-12-15, amount: 25%}\n  - {invoice_date: 2027-12-15, amount: 25%}\n";
    assert_eq!(found(shares), ["percentages-not-100"]);
}

#[test]
fn a_last_invoice_beyond_everything_is_only_after_the_contract() {
    let long = "term: 60 months\ninstallments:\n  - {invoice_date: 2026-12-01, amount: 60000.00}\n  - {invoice_date: 2031-12-02, amount: 300000.00}\n";
    assert_eq!(found(long), ["invoice-date-after-term"]);
}

#[test]
fn a_total_that_pricing_should_give_is_not_missing_beside_what_is_wrong_in_it() {
    let offer = |dimension: &str| {
        format!(
            "# without: total\ninstallments:\n  - {{invoice_date: 2026-12-15, amount: 100%}}\npricing:\n  dimensions:\n    - {{key: a, {dimension}}}\n"
        )
    };
    assert_eq!(found(&offer("quantity: 1, prices: {36 months: 1.000}")), [""; 0]);
    assert_eq!(found(&offer("quantity: 0, prices: {36 months: 1.000}")), ["quantity-out-of-range"]);
    assert_eq!(found(&offer("quantity: 1, prices: {12 months: 1.000}")), ["price-for-term-missing"]);
    assert_eq!(found(&offer("quantity: 1")), ["total-missing"]);
}

#[test]
fn a_date_that_is_wrong_by_itself_is_not_wrong_by_its_place() {
    let rows = |first: &str, last: &str| {
        format!(
            "installments:\n  - {{invoice_date: {first}, amount: 1.00}}\n  - {{invoice_date: {last}, amount: 359999.00}}\n"
        )
    };
    assert_eq!(found(&rows("2037-01-15", "2027-06-15")), ["invoice-date-after-term"]);
    assert_eq!(found(&rows("2027-06-15", "2019-01-15")), ["invoice-date-in-past"]);
    assert_eq!(found(&rows("2027-06-15", "2027-01-15")), ["unordered-installments"]);
}

#[test]
fn a_term_that_is_too_long_needs_no_price() {
    let long =
        "term: 61 months\npricing: {dimensions: [{key: a, quantity: 1, prices: {36 months: 360000.000}}]}\n";
    assert_eq!(found(long), ["term-too-long"]);
}

#[test]
fn an_offer_that_expires_before_its_release_says_so_once() {
    let late = "accept_by: 2026-11-30\naccepted: 2026-12-15\n";
    assert_eq!(found(late), ["acceptance-in-past"]);
}

#[test]
fn a_release_after_the_last_day_to_accept_is_one_mistake() {
    // Its invoices lie before that release as well.
    assert_eq!(found("release: 2027-02-15\n"), ["acceptance-in-past"]);
    // A date that is too early for the right release, too, is one of its own.
    let early = "release: 2026-12-20\n";
    assert_eq!(found(early), ["invoice-date-in-past"]);
}

#[test]
fn a_last_day_to_accept_beyond_the_contract_is_one_mistake() {
    // Every invoice lies before it as well.
    assert_eq!(found("accept_by: 2036-12-31\n"), ["acceptance-after-term"]);
    assert_eq!(found("accept_by: 2027-12-31\n"), ["several-invoices-before-acceptance"]);
    let authorization = "kind: resale_authorization\n";
    assert_eq!(found(&format!("{authorization}accept_by: 2036-12-31\n")), ["acceptance-after-term"]);
}

#[test]
fn an_end_without_a_start_is_one_mistake() {
    let end = |last: &str| {
        format!(
            "term: {{end: {last}}}\ntotal: 1.00\ninstallments:\n  - {{invoice_date: 2026-12-15, amount: 1.00}}\n"
        )
    };
    assert_eq!(found(&end("2026-12-20")), ["end-without-start"]);
    assert_eq!(found(&end("2029-12-20")), ["end-without-start"]);
}

#[test]
fn parts_that_exceed_the_total_are_one_mistake() {
    let over = "total: 100.00\ninstallments:\n  - {invoice_date: 2026-12-15, amount: 150.00}\n  - {invoice_date: 2027-12-15, amount: remainder}\n";
    assert_eq!(found(over), ["remainder-negative"]);
}

#[test]
fn a_total_that_the_pricing_and_the_sum_contradict_is_one_mistake() {
    let pricing = "pricing:\n  dimensions:\n    - {key: a, quantity: 10, prices: {36 months: 36000.000}}\n";
    let wrong_total = format!(
        "total: 350000.00\ninstallments:\n  - {{invoice_date: 2026-12-15, amount: 360000.00}}\n{pricing}"
    );
    assert_eq!(found(&wrong_total), ["total-mismatch"]);
    // Three values, two contradictions.
    let all_differ = format!(
        "total: 350000.00\ninstallments:\n  - {{invoice_date: 2026-12-15, amount: 340000.00}}\n{pricing}"
    );
    assert_eq!(found(&all_differ), ["pricing-total-mismatch", "total-mismatch"]);
}

#[test]
fn the_pricing_is_not_judged_where_a_part_of_it_is_in_doubt() {
    let with = |dimension: &str| {
        format!(
            "pricing:\n  dimensions:\n    - {{key: a, quantity: 10, prices: {{36 months: 1.000}}}}\n    - {dimension}\n"
        )
    };
    for dimension in [
        "just text",
        "{key: b, quantity: many, prices: {36 months: 1.000}}",
        "{key: b, quantity: 0, prices: {36 months: 1.000}}",
        "{key: b, quantity: 1.5, prices: {36 months: 1.000}}",
        "{key: b, quantity: 1, prices: {36 months: cheap}}",
        "{key: b, quantity: 1, prices: {36 months: 1.00001}}",
        "{key: b, quantity: 1, prices: {12 months: 1.000}}",
        "{key: b, quantity: 1}",
        "{key: b, quantity: 99999999999999999999, prices: {36 months: 9999999999999999.000}}",
    ] {
        assert!(!found(&with(dimension)).contains(&"pricing-total-mismatch"), "{dimension}");
    }
    // What has no quantity is a price list, or pay-as-you-go: the rest makes up the contract value.
    for dimension in ["{key: b, overage: 0.1}", "{key: b, prices: {36 months: 1.000}}"] {
        assert!(found(&with(dimension)).contains(&"pricing-total-mismatch"), "{dimension}");
    }
    // Until when a replacement runs from its acceptance nobody knows, so no price is for the term.
    let until = "kind: replacement_offer\nterm: {end: 2029-12-01}\nreplaces: {agreement: agmt-1}\n"
        .to_owned()
        + &with("{key: b, overage: 0.1}");
    assert!(!found(&until).contains(&"pricing-total-mismatch"));
}

#[test]
fn an_amount_that_cannot_be_held_exactly_is_reported() {
    let shares = "total: 9999999999999999999999999999\ninstallments:\n  - {invoice_date: 2026-12-15, amount: 1/3}\n  - {invoice_date: 2027-12-15, amount: 2/3}\n";
    assert_eq!(found(shares), ["invalid-amount"]);
}

#[test]
fn buyers_are_not_judged_where_they_could_not_be_read() {
    for (buyers, rules) in [
        ("buyers:\n  - \"1111\"\n", vec!["invalid-account-id"]),
        ("buyers:\n  - {account: \"111122223333\", billing: cash}\n", vec!["invalid-choice"]),
        ("buyers:\n  - {account: \"111122223333\", payer: acme}\n", vec!["invalid-account-id"]),
        ("buyers:\n  - {account: \"111122223333\", billing: invoice, net_days: soon}\n", vec!["wrong-type"]),
        ("buyers: everybody\n", vec!["wrong-type"]),
        ("# without: buyers\n", vec!["missing-key"]),
        // The family cannot be judged before its payer can be read.
        (
            "buyers:\n  - {account: \"111122223333\", payer: \"444455556666\"}\n  - {account: \"444455556666\", billing: cash}\n",
            vec!["invalid-choice"],
        ),
        // The kind decides how many there may be.
        ("kind: gift\n", vec!["invalid-choice"]),
    ] {
        assert_eq!(found(buyers), rules, "{buyers}");
    }
}

#[test]
fn an_account_that_is_named_twice_is_judged_once() {
    let unknown = "buyers: [\"111122223333\", \"111122223333\"]\n";
    assert_eq!(found(unknown), ["buyer-billing-unknown", "duplicate-buyer"]);
    let many: String = (0..27).map(|n| format!("  - {{account: \"{n:012}\", billing: invoice}}\n")).collect();
    let one_twice = many.replace("000000000026", "000000000025");
    assert_eq!(found(&format!("buyers:\n{one_twice}")), ["duplicate-buyer"]);
    assert_eq!(found(&format!("buyers:\n{many}")), ["too-many-buyers"]);
}

#[test]
fn no_amount_is_too_strange_for_a_rule() {
    let strange = [
        "0",
        "0.000",
        "0.0000000000000000000000000001",
        "0.01",
        "1",
        "99999999.99",
        "100000000.01",
        "3333333333333333333333333333",
        "9999999999999999999999999999",
        "99999999999999.99999999999999",
    ];
    let mut settings = support::settings();
    for rule in paysched::internals::lint::rules::ALL
        .iter()
        .filter(|rule| rule.level == paysched::internals::lint::rules::Level::Off)
    {
        settings.levels.set(rule.name, paysched::internals::lint::rules::Level::Warning).unwrap();
    }
    settings.options.smallest_installment.insert("USD".to_owned(), paysched::offer::Amount::MAX);
    for currency in ["USD", "JPY", "CLF"] {
        for total in strange {
            for amount in strange {
                for rest in ["amount: remainder", "amount: 99.9%", "amount: 0.02"] {
                    for step in [
                        "",
                        "rounding: {step: 0.05}\n",
                        "rounding: {step: 7777777777777777777777777777, leftover: spread}\n",
                    ] {
                        let offer = complete(&format!(
                            "currency: {currency}\ntotal: {total}\n{step}installments:\n  - {{first: 2027-01-31, every: month, day: last, times: 7, split: {amount}}}\n  - {{first: 2028-01-31, every: month, day: last, times: 2, amount: {amount}, raise: {{percent: 50%, every: 1}}}}\n  - {{invoice_date: 2029-01-15, {rest}}}\npricing:\n  dimensions:\n    - {{key: a, quantity: {amount}, prices: {{36 months: {total}}}}}\n"
                        ));
                        support::check_with(&offer, &settings, &support::Files::default());
                    }
                }
            }
        }
    }
}

#[test]
fn pricing_is_not_judged_where_it_cannot_be_read() {
    let dimensions = |first: &str, second: &str| {
        format!("pricing:\n  contract_type: tier\n  dimensions:\n    - {first}\n    - {second}\n")
    };
    for (snippet, rule) in [
        (dimensions("{key: a, quantity: many}", "{key: b, quantity: 1}"), "wrong-type"),
        (dimensions("gold", "{key: b, quantity: 1}"), "wrong-type"),
        (dimensions("{key: a, quantity: 1, prices: {soon: 1}}", "{key: b, overage: 1}"), "invalid-term"),
        (dimensions("{key: a, quantity: 1, prices: {36 months: 1k}}", "{key: b, overage: 1}"), "invalid-amount"),
        (dimensions("{key: [a], quantity: 1}", "{key: b, overage: 1}"), "wrong-type"),
        (dimensions("{quantity: 1}", "{key: b, overage: 1}"), "missing-key"),
        ("pricing: {contract_type: tiers, dimensions: []}\n".to_owned(), "invalid-choice"),
        ("pricing: {contract_type: tier, dimensions: none}\n".to_owned(), "wrong-type"),
        (
            "term: soon\npricing: {dimensions: [{key: a, quantity: 1, prices: {12 months: 1}}]}\n".to_owned(),
            "invalid-term",
        ),
        (
            "product: {id: prod-x, type: saas}\npricing: {dimensions: [{key: a-long-key-for-an-instance, quantity: 1}]}\n".to_owned(),
            "invalid-choice",
        ),
    ] {
        assert_eq!(found(&snippet), [rule], "{snippet}");
    }
}

#[test]
fn a_renewal_is_not_judged_where_it_cannot_be_read() {
    let parts = |parts: &str| format!("renewal: {{times: 1, price_increase: 5%, installments: {parts}}}\n");
    for (snippet, rule) in [
        (parts("[{after: 0 months, percent: half}, {after: 6 months, percent: 50%}]"), "invalid-amount"),
        (parts("[{after: 0 months, percent: 50%}, 50%]"), "wrong-type"),
        (parts("[{after: soon, percent: 50%}, {after: 6 months, percent: 50%}]"), "invalid-term"),
        (parts("[{after: 6 months, percent: 50%, day: 32}, {after: 6 months, percent: 50%}]"), "wrong-type"),
        (parts("monthly"), "wrong-type"),
        ("renewal: yes\n".to_owned(), "wrong-type"),
    ] {
        assert_eq!(found(&snippet), [rule], "{snippet}");
    }
}

#[test]
fn kinds_and_texts_are_not_judged_where_they_cannot_be_read() {
    for (snippet, rule) in [
        ("kind: replacement\nterm: 36 months\n", "invalid-choice"),
        ("kind: replacement_offer\nterm: soon\n", "invalid-term"),
        ("kind: replacement_offer\nterm: {end: 2029-11-31}\n", "invalid-date"),
        (
            "kind: replacement_offer\nproduct: {id: prod-x, type: services}\nterm: {end: 2029-11-30}\n",
            "invalid-choice",
        ),
        ("description: [a, b]\n", "wrong-type"),
        ("legal: {eula: {url: x}}\n", "wrong-type"),
        ("legal: standard\n", "wrong-type"),
        ("refund_policy: {}\n", "wrong-type"),
    ] {
        assert_eq!(found(snippet), [rule], "{snippet}");
    }
}

/// An offer may have one early invoice, an authorization none: which holds is not known.
#[test]
fn early_invoices_are_not_judged_while_the_kind_is_unknown() {
    let early = "installments:\n  - {first: 2026-12-08, every: week, times: 2, split: remainder}\n";
    assert_eq!(found(early), ["several-invoices-before-acceptance"]);
    assert_eq!(found(&format!("kind: offering\n{early}")), ["invalid-choice"]);
}

/// What the broken part may hold is not missed, and what a guess makes of it is held against nothing.
#[test]
fn a_line_that_is_not_yaml_makes_no_other_line_wrong() {
    let base = support::BASE;
    let priced = format!(
        "{base}pricing:\n  dimensions:\n    - {{key: a, quantity: 1, prices: {{1 month: 11.000, 36 months: 360000.000}}}}\n"
    );
    for (text, right, wrong) in [
        (base, "total: 360000.00", "total:& 360000.00"),
        (base, "currency: USD\ntotal: 360000.00", "currency: \"USD\n\"total: 360000.00"),
        (base, "term: 36 months", "term: ]6 months"),
        (base, "total: 360000.00", "total: ]20000.00"),
        (&priced, "type: saas_contract}", "type: saas: _contract}"),
    ] {
        assert!(text.contains(right), "{right}");
        let report = check(&text.replace(right, wrong));
        assert_eq!(names(&report), ["invalid-yaml"], "{wrong}");
        assert!(!report.diagnostics[0].message.to_string().contains("the same in"), "{wrong}");
    }
}
