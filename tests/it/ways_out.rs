//! What a finding about money proposes really mends it.

use crate::support;
use crate::support::{Files, check_with, complete, names, settings};
use paysched::internals::lint::rules::Level;
use paysched::internals::text::diagnostic::Diagnostic;

/// The one finding of an offer, with every rule switched on.
fn finding(text: &str) -> Diagnostic {
    let report = found(text);
    assert_eq!(report.len(), 1, "{report:?} in\n{text}");
    report.into_iter().next().unwrap()
}

fn found(text: &str) -> Vec<Diagnostic> {
    let mut settings = settings();
    settings.levels.set("uneven-installments", Level::Warning).unwrap();
    check_with(text, &settings, &Files::default()).diagnostics
}

/// The texts in backticks of the ways out that begin with `write`.
fn written(finding: &Diagnostic) -> Vec<String> {
    let ways = finding.help.iter().map(ToString::to_string).filter(|help| help.starts_with("write "));
    ways.flat_map(|help| help.split('`').skip(1).step_by(2).map(str::to_owned).collect::<Vec<_>>()).collect()
}

/// Every proposed text, put in the place of what the finding points at, makes a sound offer.
fn each_mends(snippet: &str, count: usize) {
    let text = complete(snippet);
    let finding = finding(&text);
    let proposed = written(&finding);
    assert_eq!(proposed.len(), count, "{proposed:?} for\n{snippet}");
    for new in proposed {
        let mut changed = text.clone();
        changed.replace_range(finding.span().range(), &new);
        assert!(found(&changed).is_empty(), "`{new}` leaves {:?} in\n{changed}", found(&changed));
    }
}

#[test]
fn a_share_that_closes_the_gap_closes_it() {
    each_mends(
        "installments:\n  - {invoice_date: 2026-12-15, amount: 33.33%}\n  - {invoice_date: 2027-12-15, amount: 33.33%}\n",
        1,
    );
    each_mends(
        "installments:\n  - {invoice_date: 2026-12-15, amount: 1/7}\n  - {invoice_date: 2027-12-15, amount: 130%}\n",
        1,
    );
    each_mends(
        "total: 120000.00\ninstallments:\n  - {first: 2027-01-31, every: month, day: last, times: 12, amount: 8.33%}\n",
        1,
    );
    each_mends("installments:\n  - {invoice_date: 2026-12-15, amount: 600%}\n", 1);
}

#[test]
fn an_amount_that_the_currency_has_is_taken() {
    let rest = "  - {invoice_date: 2027-12-15, amount: remainder}\n";
    each_mends(&format!("installments:\n  - {{invoice_date: 2026-12-15, amount: 100.00000}}\n{rest}"), 1);
    each_mends(&format!("installments:\n  - {{invoice_date: 2026-12-15, amount: 0.0001}}\n{rest}"), 1);
    each_mends(&format!("installments:\n  - {{invoice_date: 2026-12-15, amount: \"99.999\"}}\n{rest}"), 2);
    each_mends(
        &format!(
            "currency: JPY\ntotal: 360000\ninstallments:\n  - {{invoice_date: 2026-12-15, amount: 100.5}}\n{rest}"
        ),
        2,
    );
    each_mends(
        &format!(
            "rounding: {{step: 250.00}}\ninstallments:\n  - {{invoice_date: 2026-12-15, amount: 600.00}}\n{rest}"
        ),
        2,
    );
    each_mends(
        &format!(
            "rounding: {{step: 250.00}}\ninstallments:\n  - {{invoice_date: 2026-12-15, amount: 0.01}}\n{rest}"
        ),
        1,
    );
}

#[test]
fn a_total_that_divides_evenly_divides_evenly() {
    for (snippet, from) in [
        (
            "total: 100000.00\ninstallments:\n  - {first: 2027-01-31, every: month, day: last, times: 12, split: 100%}\n",
            "total: 100000.00",
        ),
        (
            "total: 100000.00\nrounding: {leftover: first}\ninstallments:\n  - {first: 2027-01-31, every: month, day: last, times: 12, split: remainder}\n  - {invoice_date: 2026-12-15, amount: 33.33}\n",
            "total: 100000.00",
        ),
        (
            "currency: JPY\ntotal: 100500\nrounding: {step: 1000, leftover: spread}\ninstallments:\n  - {first: 2027-01-31, every: month, day: last, times: 3, split: 100%}\n",
            "total: 100500",
        ),
    ] {
        let text = complete(snippet).replace("  - {invoice_date: 2026-12-15, amount: 33.33}\n", "");
        let proposed = written(&finding(&text));
        assert_eq!(proposed.len(), 2);
        for new in proposed {
            let changed = text.replace(from, &new);
            assert!(found(&changed).is_empty(), "{new}");
        }
    }
}

#[test]
fn the_sum_as_the_total_is_right_and_not_proposed_where_shares_would_move() {
    let text = complete(
        "total: 360000.00\ninstallments:\n  - {invoice_date: 2026-12-15, amount: 60000.00}\n  - {first: 2027-01-31, every: month, day: last, times: 30, amount: 9999.99}\n",
    );
    let fix = finding(&text).fix.unwrap();
    let mut changed = text;
    changed.replace_range(fix.edits[0].span.range(), &fix.edits[0].text);
    assert!(found(&changed).is_empty(), "{changed}");

    let shares = complete(
        "total: 360000.00\ninstallments:\n  - {invoice_date: 2026-12-15, amount: 50%}\n  - {invoice_date: 2027-12-15, amount: 150000.00}\n",
    );
    let finding = finding(&shares);
    assert!(
        finding.fix.is_none() && finding.help.iter().all(|help| !help.to_string().contains("total")),
        "{finding:?}"
    );
}

#[test]
fn what_closes_the_sum_closes_it() {
    // The offer, what is proposed, and how it is typed.
    for (snippet, help, from, to) in [
        (
            "total: 120000.00\ninstallments:\n  - {first: 2027-01-31, every: month, day: last, times: 11, amount: 10000.00}\n",
            "raise `times` to 12",
            "times: 11",
            "times: 12",
        ),
        (
            "total: 90000.00\ninstallments:\n  - {first: 2027-01-31, every: month, day: last, times: 11, amount: 10000.00}\n",
            "lower `times` to 9",
            "times: 11",
            "times: 9",
        ),
        (
            "total: 120000.00\ninstallments:\n  - {first: 2027-01-31, every: month, day: last, times: 12, amount: 9999.99}\n",
            "set each of the 12 installments from 2027-01-31 on to `amount: 10000.00`",
            "9999.99",
            "10000.00",
        ),
        (
            "total: 120000.00\ninstallments:\n  - {first: 2027-01-31, every: month, day: last, times: 12, split: 110000.04}\n",
            "set `split: 120000.00` in the series that ends on 2027-12-31",
            "110000.04",
            "120000.00",
        ),
        (
            "total: 120000.00\ninstallments:\n  - {invoice_date: 2026-12-15, amount: 25%}\n  - {invoice_date: 2027-12-15, amount: 80000.00}\n",
            "set the installment of 2027-12-15 to `amount: 90000.00`",
            "80000.00",
            "90000.00",
        ),
        (
            "total: 120000.00\ninstallments:\n  - {first: 2027-01-31, every: month, day: last, times: 12, amount: 9000.00, raise: {percent: 5%, every: 6}}\n",
            "let the entry that bills most take what is left: `split: remainder`",
            "amount: 9000.00",
            "split: remainder",
        ),
    ] {
        let text = complete(snippet);
        let finding = finding(&text);
        assert_eq!(finding.help.first().map(ToString::to_string).as_deref(), Some(help), "{snippet}");
        let changed = text.replace(from, to);
        assert!(found(&changed).iter().all(|left| left.rule == "uneven-installments"), "{changed}");
    }
}

#[test]
fn a_longer_series_is_not_proposed_where_it_would_not_fit() {
    let times = |snippet: &str| {
        finding(&complete(snippet)).help.iter().any(|help| help.to_string().contains("`times`"))
    };
    // Beyond the contract's end, beyond 60 installments, or onto another's day.
    assert!(!times(
        "term: 12 months\ntotal: 130000.00\ninstallments:\n  - {first: 2026-12-31, every: month, day: last, times: 12, amount: 10000.00}\n"
    ));
    assert!(!times(
        "total: 6100.00\ninstallments:\n  - {first: 2027-01-01, every: 10 days, times: 60, amount: 100.00}\n"
    ));
    assert!(!times(
        "total: 60000.00\ninstallments:\n  - {first: 2027-01-31, every: month, day: last, times: 2, amount: 10000.00}\n  - {invoice_date: 2027-03-31, amount: 30000.00}\n"
    ));
    assert!(times(
        "total: 60000.00\ninstallments:\n  - {first: 2027-01-31, every: month, day: last, times: 2, amount: 10000.00}\n  - {invoice_date: 2027-04-15, amount: 30000.00}\n"
    ));
}

#[test]
fn a_quantity_or_a_price_that_fits_the_total_fits_it() {
    let text = complete(
        "total: 360000.00\npricing:\n  contract_type: options\n  category: users\n  dimensions:\n    - {key: admins, name: Admins, description: Administrators, quantity: 25, prices: {36 months: 12000.000}}\n",
    );
    let proposed = written(&finding(&text));
    assert_eq!(proposed, ["quantity: 30", "36 months: 14400.00"]);
    for (from, to) in [("quantity: 25", &proposed[0]), ("36 months: 12000.000", &proposed[1])] {
        let changed = text.replace(from, to);
        assert_eq!(names(&support::check(&changed)), [""; 0], "{changed}");
    }
}
