//! Reading an offer: for each kind of mistake one finding, on the smallest wrong text, with the
//! fix that mends it; and comments that allow findings.

use crate::support;
use proptest::prelude::*;

use paysched::check;
use paysched::internals::lint::rules::{self, Level};
use paysched::internals::lint::{FileReport, Found};
use paysched::internals::text::diagnostic::{Applicability, Diagnostic, EditedText};
use paysched::internals::text::source::SourceFile;

/// A snippet, the rule that it breaks, the text under the primary label, and the snippet after
/// its fix.
type Case = (&'static str, &'static str, &'static str, Option<&'static str>);

fn assert_cases(cases: &[Case]) {
    for (snippet, rule, under, mended) in cases {
        let text = support::complete(snippet);
        let report = support::check(&text);
        let file = SourceFile::new("offer.yaml", text.clone());
        let all = messages(&report);
        let [finding] = report.diagnostics.as_slice() else { panic!("{snippet}\n{all:#?}") };
        assert_eq!(finding.rule, *rule, "{snippet}\n{all:#?}");
        assert_eq!(file.slice(finding.span()), *under, "{snippet}\n{all:#?}");
        let head = text.strip_suffix(snippet).expect("the snippet stands at the end");
        let wanted = mended.map(|mended| format!("{head}{mended}"));
        assert_eq!(fixed(&text, finding), wanted, "{snippet}\n{all:#?}");
        message_is_sound(finding);
        if let Some(fix) = &finding.fix {
            assert_eq!(fix.applicability, Applicability::Safe, "{snippet}");
            assert_eq!(rules::find(rule).unwrap().fix, Some(Applicability::Safe), "{rule} declares no fix");
        }
    }
}

fn messages(report: &FileReport) -> Vec<String> {
    report.diagnostics.iter().map(|d| format!("{}: {} {:?} {:?}", d.rule, d.message, d.help, d.fix)).collect()
}

/// The text after one finding's fix.
fn fixed(text: &str, finding: &Diagnostic) -> Option<String> {
    finding.fix.as_ref().map(|fix| EditedText::new(text, fix.edits.clone()).text)
}

/// The text after every safe fix, as often as there is one.
fn fixed_fully(text: &str) -> String {
    let mut text = text.to_owned();
    for _ in 0..20 {
        let report = support::check(&text);
        let safe = report.diagnostics.iter().filter_map(|d| d.fix.as_ref());
        let edits: Vec<_> = safe
            .filter(|fix| fix.applicability == Applicability::Safe)
            .flat_map(|fix| fix.edits.iter().cloned())
            .collect();
        if edits.is_empty() {
            return text;
        }
        text = EditedText::new(&text, edits).text;
    }
    panic!("the fixes of this text have no end:\n{text}");
}

/// Lower case, no full stop, and a way out.
fn message_is_sound(finding: &Diagnostic) {
    let message = &finding.message.to_string();
    assert!(!message.starts_with(|c: char| c.is_ascii_uppercase()), "{message}");
    assert!(!message.ends_with('.'), "{message}");
    assert!(!finding.help.is_empty(), "no help for {message}");
    for help in finding.help.iter().map(ToString::to_string) {
        assert!(!help.ends_with('.'), "{help}");
    }
}

#[test]
fn a_date_in_another_form_is_put_right_and_one_in_doubt_is_not() {
    assert_cases(&[
        ("accept_by: 2026/12/31\n", "invalid-date", "2026/12/31", Some("accept_by: 2026-12-31\n")),
        (
            "accept_by: 2026-12-31T00:00:00Z\n",
            "invalid-date",
            "2026-12-31T00:00:00Z",
            Some("accept_by: 2026-12-31\n"),
        ),
        (
            "accept_by: \"20261231\" # end\n",
            "invalid-date",
            "\"20261231\"",
            Some("accept_by: 2026-12-31 # end\n"),
        ),
        ("accept_by: 2026年12月31日\n", "invalid-date", "2026年12月31日", Some("accept_by: 2026-12-31\n")),
        (
            "accept_by: ２０２６－１２－３１\n",
            "invalid-date",
            "２０２６－１２－３１",
            Some("accept_by: 2026-12-31\n"),
        ),
        ("accept_by: 2026–12–31\n", "invalid-date", "2026–12–31", Some("accept_by: 2026-12-31\n")),
        ("accept_by: 2026-11-31\n", "invalid-date", "2026-11-31", None),
        ("accept_by: 2026-2-30\n", "invalid-date", "2026-2-30", None),
        ("accept_by: 2026-31-12\n", "invalid-date", "2026-31-12", None),
        ("accept_by: 31/12/2026\n", "invalid-date", "31/12/2026", Some("accept_by: 2026-12-31\n")),
        ("accept_by: 05/06/2026\n", "invalid-date", "05/06/2026", None),
        ("accept_by: 2026-12-31T09:00:00+09:00\n", "invalid-date", "2026-12-31T09:00:00+09:00", None),
        ("accept_by: 0999-12-31\n", "invalid-date", "0999-12-31", None),
        ("accept_by: \"\"\n", "invalid-date", "\"\"", None),
        ("accept_by: soon\n", "invalid-date", "soon", None),
        (
            "installments:\n  - {first: 2027-01-15, every: month, times: 3, except: [2027-2], split: remainder}\n",
            "invalid-date",
            "2027-2",
            Some(
                "installments:\n  - {first: 2027-01-15, every: month, times: 3, except: [2027-02], split: remainder}\n",
            ),
        ),
    ]);
}

#[test]
fn the_help_for_a_date_names_a_real_day() {
    for (written, named) in [
        ("2026-11-31", "`2026-11-30`"),
        ("2026-2-30", "`2026-02-28`"),
        ("2026-31-12", "`2026-12-31`"),
        ("31/12/2026", "`2026-12-31`"),
        ("01/05/2026", "`2026-01-05` or `2026-05-01`"),
        ("2026-12-31T23:59:59Z", "`2026-12-31`"),
        ("2026-12-31T00:00:00+09:00", "`2026-12-30`"),
    ] {
        let report = support::check(&support::complete(&format!("accept_by: {written}\n")));
        let help = report.diagnostics[0].help.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
        assert!(help.contains(named), "{written}: {help}");
    }
}

#[test]
fn grouping_and_full_width_digits_of_an_amount_are_put_right() {
    assert_cases(&[
        ("total: 360,000.00\n", "invalid-amount", "360,000.00", Some("total: 360000.00\n")),
        ("total: 360_000\n", "invalid-amount", "360_000", Some("total: 360000\n")),
        ("total: \"360 000.00\"\n", "invalid-amount", "\"360 000.00\"", Some("total: 360000.00\n")),
        ("total: 360.000,00\n", "invalid-amount", "360.000,00", Some("total: 360000.00\n")),
        ("total: 360000.00 USD\n", "invalid-amount", "360000.00 USD", Some("total: 360000.00\n")),
        (
            "installments:\n  - {invoice_date: 2026-12-15, amount: rest}\n",
            "invalid-amount",
            "rest",
            Some("installments:\n  - {invoice_date: 2026-12-15, amount: remainder}\n"),
        ),
        ("total: 360\u{a0}000\n", "invalid-amount", "360\u{a0}000", Some("total: 360000\n")),
        (
            "total: ３６０，０００．００\n",
            "invalid-amount",
            "３６０，０００．００",
            Some("total: 360000.00\n"),
        ),
        (
            "installments:\n  - {invoice_date: 2026-12-15, amount: 360，000.00}\n",
            "invalid-amount",
            "360，000.00",
            Some("installments:\n  - {invoice_date: 2026-12-15, amount: 360000.00}\n"),
        ),
        (
            "installments:\n  - {invoice_date: 2026-12-15, amount: 100％}\n",
            "invalid-amount",
            "100％",
            Some("installments:\n  - {invoice_date: 2026-12-15, amount: 100%}\n"),
        ),
        (
            "installments:\n  - {invoice_date: 2026-12-15, amount: １／３}\n  - {invoice_date: 2027-12-15, amount: remainder}\n",
            "invalid-amount",
            "１／３",
            Some(
                "installments:\n  - {invoice_date: 2026-12-15, amount: 1/3}\n  - {invoice_date: 2027-12-15, amount: remainder}\n",
            ),
        ),
    ]);
}

#[test]
fn an_amount_that_may_be_read_in_two_ways_is_only_proposed() {
    assert_cases(&[
        ("total: 360000,00\n", "invalid-amount", "360000,00", None),
        ("total: -360000.00\n", "invalid-amount", "-360000.00", None),
        ("total: 3.6e5\n", "invalid-amount", "3.6e5", None),
        ("total: .5\n", "invalid-amount", ".5", None),
        ("total: 5.\n", "invalid-amount", "5.", None),
        ("total: 0x10\n", "invalid-amount", "0x10", None),
        ("total: nan\n", "invalid-amount", "nan", None),
        ("total: 360000.00 JPY\n", "invalid-amount", "360000.00 JPY", None),
        ("total: \"\"\n", "invalid-amount", "\"\"", None),
        ("total: 12345678901234567890123456789\n", "invalid-amount", "12345678901234567890123456789", None),
        ("total: TBD\n", "invalid-amount", "TBD", None),
        ("rounding: {step: 0}\n", "invalid-amount", "0", None),
        (
            "installments:\n  - {first: 2027-01-15, every: month, times: 3, raise: {percent: 5, every: 1}, split: remainder}\n",
            "invalid-amount",
            "5",
            None,
        ),
        (
            "installments:\n  - {first: 2027-01-15, every: month, times: 3, amount: remainder}\n",
            "invalid-amount",
            "remainder",
            None,
        ),
        (
            "pricing:\n  dimensions:\n    - {key: users, quantity: 1, prices: {36 months: 360000.000}, overage: \"12,000\"}\n",
            "invalid-amount",
            "\"12,000\"",
            None,
        ),
    ]);
}

#[test]
fn a_comma_inside_braces_is_one_mistake() {
    let entry = |amount: &str| {
        format!("installments:\n  - {{invoice_date: 2026-12-15, amount: {amount}, note: x}}\n")
    };
    for (written, meant) in [
        ("1,000.00", Some("1000.00")),
        ("1,234,567", Some("1234567")),
        ("1000,00", None),
        ("1,00", None),
        ("$1,000.00", Some("1000.00")),
        ("€1,000.00", None),
        ("1,000 USD", Some("1000")),
        ("1,000円", None),
    ] {
        let text = support::complete(&entry(written));
        let report = support::check(&text);
        let [finding] = report.diagnostics.as_slice() else { panic!("{written}: {:?}", messages(&report)) };
        assert_eq!(finding.rule, "invalid-amount", "{written}");
        assert_eq!(SourceFile::new("x", text.clone()).slice(finding.span()), written);
        let wanted = meant.map(|meant| support::complete(&entry(meant)));
        assert_eq!(fixed(&text, finding), wanted, "{written}");
    }
    assert_cases(&[
        ("installments:\n  - {invoice_date: Dec 15, 2026, amount: 360000.00}\n", "unknown-key", "2026", None),
        (
            "installments:\n  - {invoice_date: 2026-12-15, amount: 360000.00, note: paid, as agreed}\n",
            "unknown-key",
            "as agreed",
            Some(
                "installments:\n  - {invoice_date: 2026-12-15, amount: 360000.00, note: \"paid, as agreed\"}\n",
            ),
        ),
    ]);
}

#[test]
fn a_misspelt_key_is_put_right_where_one_name_is_close() {
    assert_cases(&[
        (
            "# without: accept_by\nacept_by: 2026-12-31\n",
            "unknown-key",
            "acept_by",
            Some("# without: accept_by\naccept_by: 2026-12-31\n"),
        ),
        (
            "# without: accept_by\nAccept-By: 2026-12-31\n",
            "unknown-key",
            "Accept-By",
            Some("# without: accept_by\naccept_by: 2026-12-31\n"),
        ),
        // `accepted` is as near: the required one is proposed, and not written unseen.
        ("# without: accept_by\naccept: 2026-12-31\n", "unknown-key", "accept", None),
        ("Total: 360000.00\n", "unknown-key", "Total", None),
        ("crm: 5\n", "unknown-key", "crm", None),
        ("billing: invoice\n", "unknown-key", "billing", None),
        (
            "installments:\n  - {frist: 2027-01-15, every: month, times: 3, split: remainder}\n",
            "unknown-key",
            "frist",
            Some("installments:\n  - {first: 2027-01-15, every: month, times: 3, split: remainder}\n"),
        ),
        (
            "installments:\n  - {first: 2027-01-15, every: month, tims: 3, split: remainder}\n",
            "unknown-key",
            "tims",
            Some("installments:\n  - {first: 2027-01-15, every: month, times: 3, split: remainder}\n"),
        ),
        (
            "installments:\n  - {invoice-date: 2026-12-15, amount: 360000.00}\n",
            "unknown-key",
            "invoice-date",
            Some("installments:\n  - {invoice_date: 2026-12-15, amount: 360000.00}\n"),
        ),
        (
            "installments:\n  - {date: 2026-12-15, amount: 360000.00}\n",
            "unknown-key",
            "date",
            Some("installments:\n  - {invoice_date: 2026-12-15, amount: 360000.00}\n"),
        ),
        (
            "installments:\n  - {invoice_date: 2027-01-15, every: month, times: 3, split: remainder}\n",
            "unknown-key",
            "invoice_date",
            None,
        ),
        (
            "installments:\n  - {invoice_date: 2026-12-15, amount: 360000.00, times: 3}\n",
            "unknown-key",
            "times",
            None,
        ),
        (
            "installments:\n  - {invoice_date: 2026-12-15, amount:360000.00}\n",
            "unknown-key",
            "amount:360000.00",
            Some("installments:\n  - {invoice_date: 2026-12-15, amount: 360000.00}\n"),
        ),
        ("\"<<\": 5\n", "unknown-key", "\"<<\"", None),
    ]);
}

#[test]
fn keys_that_are_missing_are_said_at_once() {
    assert_cases(&[
        ("# without: accept_by, currency\nname: x\n", "missing-key", "paysched: 1", None),
        ("installments:\n  - {}\n", "missing-key", "{}", None),
        ("product: {id: prod-k3xu7yexample}\n", "missing-key", "{id: prod-k3xu7yexample}", None),
        ("buyers:\n  - {billing: invoice}\n", "missing-key", "{billing: invoice}", None),
        ("buyers:\n  - billing: invoice\n    name: Acme KK\n", "missing-key", "billing: invoice", None),
        ("legal: {}\n", "missing-key", "{}", None),
        (
            "installments:\n  - {first: 2027-01-15, times: 3, split: remainder}\n",
            "missing-key",
            "{first: 2027-01-15, times: 3, split: remainder}",
            None,
        ),
    ]);
    let report = support::check("paysched: 1\ndescription: Plan\n");
    let message =
        "an offer lacks `name`, `product`, `buyers`, `accept_by`, `term`, `currency` and `installments`";
    assert_eq!(report.diagnostics[0].message, message);
}

#[test]
fn a_value_of_another_shape_is_one_mistake() {
    assert_cases(&[
        (
            "buyers: {account: \"111122223333\"}\n",
            "wrong-type",
            "{account: \"111122223333\"}",
            Some("buyers: [{account: \"111122223333\"}]\n"),
        ),
        (
            "buyers:\n  account: \"111122223333\"\n  name: x\n",
            "wrong-type",
            "account: \"111122223333\"",
            Some("buyers:\n  - account: \"111122223333\"\n    name: x\n"),
        ),
        (
            "buyers: \"111122223333\"\n",
            "wrong-type",
            "\"111122223333\"",
            Some("buyers: [\"111122223333\"]\n"),
        ),
        ("product: prod-k3xu7yexample\n", "wrong-type", "prod-k3xu7yexample", None),
        (
            "installments: {invoice_date: 2026-12-15}\n",
            "wrong-type",
            "{invoice_date: 2026-12-15}",
            Some("installments: [{invoice_date: 2026-12-15}]\n"),
        ),
        ("installments:\n  - 5\n", "wrong-type", "5", None),
        ("installments:\n  -\n", "wrong-type", "-", None),
        ("accept_by: [2026-12-31]\n", "wrong-type", "[2026-12-31]", None),
        ("accept_by:\n", "wrong-type", "accept_by", None),
        ("release: null\n", "wrong-type", "null", None),
        ("total: ~\n", "wrong-type", "~", None),
        ("name: {draft}\n", "wrong-type", "{draft}", None),
        ("term: [36 months]\n", "wrong-type", "[36 months]", None),
        ("legal: standard\n", "wrong-type", "standard", None),
        ("labels: {owner: [a]}\n", "wrong-type", "[a]", None),
        ("labels: {owner: }\n", "wrong-type", "owner", None),
        (
            "buyers:\n  - {account: \"111122223333\", billing: invoice, net_days: 30 days}\n",
            "wrong-type",
            "30 days",
            Some("buyers:\n  - {account: \"111122223333\", billing: invoice, net_days: 30}\n"),
        ),
        (
            "installments:\n  - {first: 2027-01-15, every: month, times: 0, split: remainder}\n",
            "wrong-type",
            "0",
            None,
        ),
        (
            "installments:\n  - {first: 2027-01-15, every: month, times: 3, except: 2027-02, split: remainder}\n",
            "wrong-type",
            "2027-02",
            None,
        ),
        (
            "installments:\n  - {first: 2027-01-15, every: month, times: 3, note: {n}, split: remainder}\n",
            "wrong-type",
            "{n}",
            None,
        ),
    ]);
}

#[test]
fn a_word_is_put_right_where_one_is_close() {
    let every = |word: &str| {
        format!("installments:\n  - {{first: 2027-01-15, every: {word}, times: 3, split: remainder}}\n")
    };
    for (written, meant) in [
        ("monthly", Some("month")),
        ("6months", Some("6 months")),
        ("2 Weeks", Some("2 weeks")),
        ("day", Some("1 day")),
        ("6", None),
        ("0 months", None),
        ("fortnight", Some("2 weeks")),
        ("biweekly", None),
    ] {
        let text = support::complete(&every(written));
        let report = support::check(&text);
        assert_eq!(support::names(&report), ["invalid-choice"], "{written}");
        let wanted = meant.map(|word| support::complete(&every(word)));
        assert_eq!(fixed(&text, &report.diagnostics[0]), wanted, "{written}");
    }
    assert_cases(&[
        ("kind: privat_offer\n", "invalid-choice", "privat_offer", Some("kind: private_offer\n")),
        ("kind: cppo\n", "invalid-choice", "cppo", None),
        ("kind: \"\"\n", "invalid-choice", "\"\"", None),
        (
            "product: {id: prod-k3xu7yexample, type: saas-contract}\n",
            "invalid-choice",
            "saas-contract",
            Some("product: {id: prod-k3xu7yexample, type: saas_contract}\n"),
        ),
        ("net_terms: 30 days\n", "invalid-choice", "30 days", Some("net_terms: 30\n")),
        ("net_terms: 31\n", "invalid-choice", "31", None),
        ("rounding: {leftover: Last}\n", "invalid-choice", "Last", Some("rounding: {leftover: last}\n")),
        (
            "installments:\n  - {first: 2027-01-15, every: month, times: 3, day: 32, split: remainder}\n",
            "invalid-choice",
            "32",
            None,
        ),
    ]);
}

#[test]
fn a_term_says_exactly_when_the_contract_ends() {
    assert_cases(&[
        ("term: 36\n", "invalid-term", "36", None),
        ("term: 36months\n", "invalid-term", "36months", Some("term: 36 months\n")),
        ("term: ３６ヶ月\n", "invalid-term", "３６ヶ月", Some("term: 36 months\n")),
        ("term: P0M\n", "invalid-term", "P0M", None),
        ("term: 0 days\n", "invalid-term", "0 days", None),
        ("term: \"\"\n", "invalid-term", "\"\"", None),
        ("term: {}\n", "invalid-term", "{}", None),
        ("term: {start: 2027-02-01}\n", "invalid-term", "{start: 2027-02-01}", None),
        ("term: {duration: 12 months}\n", "invalid-term", "{duration: 12 months}", None),
        ("term: {end: 2029-12-31, duration: 36 months}\n", "invalid-term", "36 months", None),
        (
            "term: {start: 2027-01-01, end: 2029-12-31, duration: 36 months}\n",
            "invalid-term",
            "36 months",
            None,
        ),
        ("term: {start: 2027-01-01, duration: soon}\n", "invalid-term", "soon", None),
    ]);
    let report = support::check(&support::complete("term: {duration: 12 months}\n"));
    assert_eq!(report.diagnostics[0].help, ["write `term: 12 months`"]);
}

#[test]
fn an_account_id_is_twelve_digits_in_quotes() {
    assert_cases(&[
        (
            "buyers:\n  - {account: 012345678901, billing: invoice}\n",
            "unquoted-account-id",
            "012345678901",
            Some("buyers:\n  - {account: \"012345678901\", billing: invoice}\n"),
        ),
        (
            "buyers:\n  - {account: 1111-2222-3333, billing: invoice}\n",
            "invalid-account-id",
            "1111-2222-3333",
            Some("buyers:\n  - {account: \"111122223333\", billing: invoice}\n"),
        ),
        ("buyers: [\"11112222-3333-4\"]\n", "invalid-account-id", "\"11112222-3333-4\"", None),
        ("buyers: [11112222333]\n", "invalid-account-id", "11112222333", None),
        ("buyers: [1.11122E+11]\n", "invalid-account-id", "1.11122E+11", None),
        (
            "buyers: [\"１１１１２２２２３３３３\"]\n",
            "invalid-account-id",
            "\"１１１１２２２２３３３３\"",
            Some("buyers: [\"111122223333\"]\n"),
        ),
        ("buyers: [\"\"]\n", "invalid-account-id", "\"\"", None),
    ]);
}

#[test]
fn a_series_comes_to_one_schedule() {
    let series = |rest: &str| format!("installments:\n  - {{first: 2027-01-15, every: month, {rest}}}\n");
    for (rest, under) in [
        ("times: 3", "{first: 2027-01-15, every: month, times: 3}"),
        ("split: remainder", "{first: 2027-01-15, every: month, split: remainder}"),
        ("times: 3, until: 2027-03-15, split: remainder", "2027-03-15"),
        ("times: 3, amount: 1.00, split: remainder", "remainder"),
        ("times: 3, weights: [1, 2], split: remainder", "[1, 2]"),
        ("times: 3, weights: [1, 0, 2], split: remainder", "0"),
        ("times: 3, weights: [1, 1, 1], amount: 120000.00", "[1, 1, 1]"),
        (
            "times: 3, weights: [1, 1, 1], raise: {percent: 5%, every: 1}, split: remainder",
            "{percent: 5%, every: 1}",
        ),
        ("until: 2027-01-14, split: remainder", "2027-01-14"),
        ("until: 2027-02-20, except: [2027-01, 2027-02-15], split: remainder", "[2027-01, 2027-02-15]"),
        ("times: 1001, split: remainder", "1001"),
    ] {
        let text = support::complete(&series(rest));
        let report = support::check(&text);
        assert_eq!(support::names(&report), ["invalid-series"], "{rest}: {:?}", messages(&report));
        let finding = &report.diagnostics[0];
        assert_eq!(SourceFile::new("x", text.clone()).slice(finding.span()), under, "{rest}");
        message_is_sound(finding);
    }
    assert_cases(&[(
        "installments:\n  - {first: 2027-01-15, every: week, times: 3, day: 5, split: remainder}\n",
        "invalid-series",
        "5",
        None,
    )]);
}

#[test]
fn features_of_yaml_are_reported_once_and_not_followed() {
    assert_cases(&[
        ("total: &t 360000.00\n", "yaml-feature", "&t", None),
        ("total: !!float 360000.00\n", "yaml-feature", "!!float", None),
        ("buyers: *b\n", "yaml-feature", "*b", None),
        ("name: *bold*\n", "yaml-feature", "*bold*", None),
        ("name: &co\n", "yaml-feature", "&co", None),
        ("name: !important\n", "yaml-feature", "!important", None),
        ("<<: {total: 5}\n", "yaml-feature", "<<", None),
        ("<<: *x\n", "yaml-feature", "<<", None),
        ("<<: [*x, *y]\n", "yaml-feature", "<<", None),
        ("installments:\n  - {<<: *x, invoice_date: 2027-12-15}\n", "yaml-feature", "<<", None),
        ("installments:\n  - {invoice_date: 2026-12-15, amount: *x}\n", "yaml-feature", "*x", None),
    ]);
    for (head, count) in [
        ("%YAML 1.2\n---\n", 0),
        ("%YAML 1.2 # of 2009\n---\n", 0),
        ("%YAML 1.1\n---\n", 1),
        ("%TAG ! tag:example.com,2000:\n---\n", 1),
        ("--- !!map\n", 1),
        ("--- &offer\n", 1),
    ] {
        let report = support::check(&format!("{head}{}", support::BASE));
        assert_eq!(support::names(&report), vec!["yaml-feature"; count], "{head}");
    }
}

#[test]
fn a_key_that_is_given_again_is_one_mistake() {
    assert_cases(&[
        ("currency: USD\ncurrency: EUR\n", "duplicate-key", "currency", None),
        ("\"currency\": USD\ncurrency: USD\ncurrency: USD\n", "duplicate-key", "currency", None),
        ("labels: {a: 1, a: 2}\n", "duplicate-key", "a", None),
        (
            "pricing:\n  dimensions: [{key: users, quantity: 1, prices: {36 months: 360000, 36 months: 5}}]\n",
            "duplicate-key",
            "36 months",
            None,
        ),
        (
            "pricing:\n  dimensions: [{key: users, quantity: 1, prices: {36 months: 360000, 3 years: 5}}]\n",
            "duplicate-key",
            "3 years",
            None,
        ),
        (
            "installments:\n  - {invoice_date: 2026-12-15, amount: 360000.00, amount: 1.00}\n",
            "duplicate-key",
            "amount",
            None,
        ),
    ]);
    let text = support::complete("currency: USD\ncurrency: EUR\ncurrency: USD\n");
    let report = support::check(&text);
    assert_eq!(report.diagnostics[0].labels.len(), 3);
}

#[test]
fn what_is_not_yaml_is_one_mistake() {
    assert_cases(&[
        ("name: Acme: plan\n", "invalid-yaml", ":", None),
        ("name: \"Acme\n", "invalid-yaml", "\"Acme", None),
        ("name: 'It's'\n", "invalid-yaml", "'It's'", None),
        ("name: @acme\n", "invalid-yaml", "@", None),
        ("name: [draft] Acme\n", "invalid-yaml", "[", None),
        ("name: | Acme\n", "invalid-yaml", "|", None),
        ("installments:\n\t- {invoice_date: 2026-12-15, amount: 360000.00}\n", "invalid-yaml", "\t", None),
        ("installments:\n  - {invoice_date: 2026-12-15, amount: 360000.00\n", "invalid-yaml", "{", None),
        ("installments:\n  - {invoice_date: 2026-12-15, amount: 360000.00]\n", "invalid-yaml", "{", None),
        ("installments:\n  - {invoice_date: 2026-12-15 amount: 360000.00}\n", "invalid-yaml", "amount", None),
        (
            "installments:\n  - invoice_date: 2026-12-15\n   amount: 360000.00\n",
            "invalid-yaml",
            "amount",
            None,
        ),
    ]);
}

#[test]
fn a_file_that_is_no_text_is_one_mistake() {
    let check_bytes = |bytes: Vec<u8>, limit: u64| {
        let file = SourceFile::from_bytes("offer.yaml", bytes, limit);
        check(&file, &support::settings()).report
    };
    let shift_jis = b"paysched: 1\nname: \x8c_\x96\xf1 # paysched: allow(no-such-rule)\n".to_vec();
    let utf16 = [0xFF, 0xFE].into_iter().chain(support::BASE.bytes().flat_map(|b| [b, 0])).collect();
    let with_wide = "名前： \u{3000}".bytes().chain([0xFF]).collect();
    for (bytes, limit) in [(shift_jis, 1000), (utf16, 10_000), (with_wide, 1000), (support::BASE.into(), 100)]
    {
        let report = check_bytes(bytes, limit);
        assert_eq!(support::names(&report), ["invalid-yaml"]);
        message_is_sound(&report.diagnostics[0]);
    }
}

#[test]
fn lists_and_mappings_nest_sixty_four_deep_and_no_deeper() {
    let labels = |depth: usize| {
        // The offer itself and `labels` are two of the levels.
        let inner = format!("{}{}", "[".repeat(depth - 2), "]".repeat(depth - 2));
        format!("labels: {{deep: {inner}}}\n")
    };
    let rules = |depth| support::names(&support::check(&support::complete(&labels(depth))));
    assert_eq!(rules(64), ["wrong-type"]);
    assert_eq!(rules(65), ["invalid-yaml"]);
}

#[test]
fn an_offer_of_another_version_is_looked_at_no_further() {
    for text in [
        "paysched: 2\nwhatever: &x [1]\nname: *x\n",
        "paysched: \"2\"\n",
        "paysched: 1.0\n",
        "paysched: １\n",
        "paysched: v1\n",
    ] {
        assert_eq!(support::names(&support::check(text)), ["unsupported-version"], "{text}");
    }
    let glued = support::check("{paysched:1, description: x}\n");
    assert_eq!(support::names(&glued), ["missing-key", "unknown-key"]);
    for text in [
        "paysched: \"1\"\ndescription: x\n",
        "'paysched': 1\ndescription: x\n",
        "{paysched: 1, description: x}\n",
    ] {
        assert_eq!(support::names(&support::check(text)), ["missing-key"], "{text}");
    }
}

#[test]
fn a_named_file_without_an_offer_is_a_mistake_and_a_walked_one_is_passed_over() {
    for text in ["", "# nothing\n", "foo: bar\n", "- paysched: 1\n", "text\n", "---\n---\nfoo: 1\n"] {
        let report = support::check(text);
        assert_eq!(support::names(&report), ["missing-key"], "{text}");
        let file = SourceFile::new("other.yaml", text);
        let walked = check(&file, &support::settings().of_found(Found::Walked)).report;
        assert!(walked.passed_over && walked.diagnostics.is_empty(), "{text}");
    }
    let near = "# a comment\nname: x\npayshed: 1\n";
    let report = support::check(near);
    assert_eq!(SourceFile::new("x", near).slice(report.diagnostics[0].span()), "payshed");
    let two = format!("{}---\nfoo: bar\n", support::BASE);
    let report = support::check(&two);
    assert_eq!(support::names(&report), ["missing-key"]);
    assert_eq!(report.diagnostics[0].document, 2);
    // A `---` at the end of a file begins an empty document, which nobody means.
    assert!(support::check(&format!("{}---\n", support::BASE)).diagnostics.is_empty());
}

#[test]
fn full_width_punctuation_is_one_mistake_and_its_fix_mends_it() {
    let wide = "wide-punctuation";
    assert_cases(&[
        ("total：360000.00\n", wide, "：", Some("total: 360000.00\n")),
        ("total： 360000.00\n", wide, "：", Some("total: 360000.00\n")),
        ("total:\u{3000}360000.00\n", wide, "\u{3000}", Some("total: 360000.00\n")),
        ("total:\u{a0}360000.00\n", wide, "\u{a0}", Some("total: 360000.00\n")),
        ("total: 360000.00\u{3000}\n", wide, "\u{3000}", Some("total: 360000.00\n")),
        ("total: \u{a0}360000.00\n", wide, "\u{a0}", Some("total: 360000.00\n")),
        ("currency： USD # 通貨：米ドル\n", wide, "：", Some("currency: USD # 通貨：米ドル\n")),
        ("accept_by: “2026-12-31”\n", wide, "“", Some("accept_by: \"2026-12-31\"\n")),
        ("accept_by: 「2026-12-31」\n", wide, "「", Some("accept_by: \"2026-12-31\"\n")),
        ("accept_by: 「2026-12-31\n", wide, "「", None),
        ("labels：\n  owner: me\n", wide, "：", Some("labels:\n  owner: me\n")),
        ("labels:\n  owner： me\n", wide, "：", Some("labels:\n  owner: me\n")),
        ("labels: {owner： me}\n", wide, "：", Some("labels: {owner: me}\n")),
        ("labels:\n  \u{3000}owner: me\n", wide, "\u{3000}", Some("labels:\n  owner: me\n")),
        (
            "term:\n\u{3000}end: 2029-11-30\n\u{20}\u{20}start: 2027-01-01\n",
            wide,
            "\u{3000}",
            Some("term:\n  end: 2029-11-30\n  start: 2027-01-01\n"),
        ),
        (
            "product: ｛id: prod-k3xu7yexample, type: saas_contract｝\n",
            wide,
            "｛",
            Some("product: {id: prod-k3xu7yexample, type: saas_contract}\n"),
        ),
        (
            "product: {id: prod-k3xu7yexample， type: saas_contract}\n",
            wide,
            "，",
            Some("product: {id: prod-k3xu7yexample, type: saas_contract}\n"),
        ),
        (
            "installments:\n  - {first: 2027-01-15, every: month, times: 3, split: remainder, except: ［2027-02］}\n",
            wide,
            "［",
            Some(
                "installments:\n  - {first: 2027-01-15, every: month, times: 3, split: remainder, except: [2027-02]}\n",
            ),
        ),
        (
            "buyers: [{account: \"111122223333\", billing: invoice}、{account: \"222233334444\", billing: invoice}]\n",
            wide,
            "、",
            Some(
                "buyers: [{account: \"111122223333\", billing: invoice}, {account: \"222233334444\", billing: invoice}]\n",
            ),
        ),
        (
            "installments:\n  - first: 2027-01-15\n    every: month\n    times: 3\n    split: remainder\n    except:\n      -\u{3000}2027-02\n",
            wide,
            "\u{3000}",
            Some(
                "installments:\n  - first: 2027-01-15\n    every: month\n    times: 3\n    split: remainder\n    except:\n      - 2027-02\n",
            ),
        ),
        (
            "buyers:\n  -\u{3000}billing: invoice\n    account: \"111122223333\"\n",
            wide,
            "\u{3000}",
            Some("buyers:\n  - billing: invoice\n    account: \"111122223333\"\n"),
        ),
        (
            "buyers:\n  -\u{3000}{account: \"111122223333\", billing: invoice}\n",
            wide,
            "\u{3000}",
            Some("buyers:\n  - {account: \"111122223333\", billing: invoice}\n"),
        ),
        // Each ideographic space stands for one space here, for two in the next.
        (
            "buyers:\n  - account: \"111122223333\"\n\u{3000}\u{3000}\u{3000}\u{3000}billing: invoice\n",
            wide,
            "\u{3000}",
            Some("buyers:\n  - account: \"111122223333\"\n    billing: invoice\n"),
        ),
        (
            "buyers:\n  - account: \"111122223333\"\n\u{3000}\u{3000}billing: invoice\n",
            wide,
            "\u{3000}",
            Some("buyers:\n  - account: \"111122223333\"\n    billing: invoice\n"),
        ),
    ]);
    let entry = "invoice_date: 2026-12-15, amount: 360000.00";
    for broken in [
        "  - {invoice_date：2026-12-15, amount: 360000.00}\n",
        "  - {invoice_date： 2026-12-15, amount: 360000.00}\n",
        "  - {invoice_date:\u{3000}2026-12-15, amount: 360000.00}\n",
        "  - {invoice_date: 2026-12-15，amount: 360000.00}\n",
        "  - {invoice_date: 2026-12-15、 amount: 360000.00}\n",
        "  - {invoice_date: 2026-12-15,\u{3000}amount: 360000.00}\n",
        "  - ｛invoice_date: 2026-12-15, amount: 360000.00｝\n",
        "\u{3000}- {invoice_date: 2026-12-15, amount: 360000.00}\n",
    ] {
        let text = support::complete(&format!("installments:\n{broken}"));
        let report = support::check(&text);
        assert_eq!(support::names(&report), [wide], "{broken}{:?}", messages(&report));
        let mended = fixed(&text, &report.diagnostics[0]).unwrap();
        assert_eq!(mended, support::complete(&format!("installments:\n  - {{{entry}}}\n")), "{broken}");
    }
}

#[test]
fn full_width_punctuation_that_hides_more_of_its_kind_is_found_at_once() {
    for (written, places, mended) in [
        (
            "buyers:\n  - {account：“111122223333”，billing：invoice}\n",
            "：“，：",
            "buyers:\n  - {account: \"111122223333\", billing: invoice}\n",
        ),
        (
            "product: ｛id：prod-k3xu7yexample，type：saas_contract｝\n",
            "｛：，：",
            "product: {id: prod-k3xu7yexample, type: saas_contract}\n",
        ),
        (
            "installments:\n  - {invoice_date: 2026-12-15, note: paid，amount：360000.00}\n",
            "，：",
            "installments:\n  - {invoice_date: 2026-12-15, note: paid, amount: 360000.00}\n",
        ),
        (
            "installments:\n  - {first: 2027-01-15, every: month, times: 3, weights: [10，20，30], split: remainder}\n",
            "，，",
            "installments:\n  - {first: 2027-01-15, every: month, times: 3, weights: [10, 20, 30], split: remainder}\n",
        ),
        ("term：36 months\ncurrency：USD\n", "：：", "term: 36 months\ncurrency: USD\n"),
        (
            "buyers:\n  - account：\"111122223333\"\n    billing：invoice\n",
            "：：",
            "buyers:\n  - account: \"111122223333\"\n    billing: invoice\n",
        ),
        (
            "term:\n\u{3000}start： 2027-01-01\n\u{3000}end: 2029-12-31\n",
            "\u{3000}：\u{3000}",
            "term:\n  start: 2027-01-01\n  end: 2029-12-31\n",
        ),
    ] {
        let text = support::complete(written);
        let report = support::check(&text);
        let file = SourceFile::new("x", text.clone());
        assert!(support::names(&report).iter().all(|rule| *rule == "wide-punctuation"), "{written}");
        let seen: String = report.diagnostics.iter().map(|d| file.slice(d.span())).collect();
        assert_eq!(seen, places, "{written}");
        assert_eq!(fixed_fully(&text), support::complete(mended), "{written}");
    }
}

#[test]
fn what_else_is_wrong_is_said_beside_full_width_punctuation() {
    let text = support::complete("accept_by： 2026-11-31\ntotal：360,000.00\nacept: 1\n");
    let rules = support::names(&support::check(&text));
    assert_eq!(
        rules,
        ["wide-punctuation", "invalid-date", "wide-punctuation", "invalid-amount", "unknown-key"]
    );
    let text = support::complete("installments:\n  - {invoice_date： 2026-11-31, amount: 5.00, nota: x}\n");
    assert_eq!(support::names(&support::check(&text)), ["wide-punctuation", "invalid-date", "unknown-key"]);
    let text = support::complete("total：[\n");
    assert_eq!(support::names(&support::check(&text)), ["wide-punctuation", "invalid-yaml"]);
}

#[test]
fn full_width_punctuation_in_free_text_is_fine() {
    for text in [
        "name: 「年間契約」：三年、一括（税別）\n",
        "name: ［仮］ 三年契約\n",
        "name: 年間　契約\n",
        "description: 契約、total：5、term：6\n",
        "description: |\n  amount：5\n  　term： 6\n",
        "# 支払い：　分割、amount：5\nname: x\n",
        "labels: {担当： 山田: 東京、大阪, メモ: 「済」}\n",
        "description: 返金は「48時間」以内、support：mail\n",
        "installments:\n  - {invoice_date: 2026-12-15, amount: 360000.00, note: 支払い：即時、全額}\n",
    ] {
        let report = support::check(&support::complete(text));
        assert!(report.diagnostics.is_empty(), "{text}{:?}", messages(&report));
    }
}

/// An offer that uses every kind of punctuation.
const PUNCTUATED: &str = r#"paysched: 1
name: Acme KK
description: Enterprise plan
product: {id: prod-k3xu7yexample, type: saas_contract}
buyers:
  - {account: "111122223333", billing: invoice, net_days: 30}
  - account: "222233334444"
    billing: invoice
release: 2026-12-01
accept_by: 2026-12-31
term: {start: 2027-01-01, end: 2029-12-31}
currency: USD
total: 360000.00
labels: {owner: me, deal: five}
installments:
  - {invoice_date: 2026-12-15, amount: 60000.00}
  - {first: 2027-01-31, every: month, day: last, times: 3, split: 100000.00, weights: [1, 2, 3]}
  - first: 2027-04-30
    every: month
    day: last
    times: 20
    split: remainder
"#;

#[test]
fn any_piece_of_punctuation_that_becomes_full_width_is_one_mistake() {
    let twins = [
        (": ", "："),
        (": ", "：\u{3000}"),
        (": ", ":\u{3000}"),
        (": ", ":\u{a0}"),
        (", ", "，"),
        (", ", "、 "),
        (", ", ",\u{3000}"),
        ("- ", "-\u{3000}"),
        ("  ", "\u{3000}"),
        ("{", "｛"),
        ("[", "［"),
    ];
    for (plain, wide) in twins {
        for (at, _) in PUNCTUATED.match_indices(plain) {
            let (head, tail) = PUNCTUATED.split_at(at);
            let tail = tail.replacen(plain, wide, 1);
            let text = match wide {
                "｛" => format!("{head}{}", tail.replacen('}', "｝", 1)),
                "［" => format!("{head}{}", tail.replacen(']', "］", 1)),
                _ => format!("{head}{tail}"),
            };
            let report = support::check(&text);
            assert_eq!(support::names(&report), ["wide-punctuation"], "{text}{:?}", messages(&report));
            let mended = fixed_fully(&text);
            assert!(support::check(&mended).diagnostics.is_empty(), "{mended}");
        }
    }
}

/// An offer with one finding, `duplicate-invoice-date`, on its last two lines.
fn twice(head: &str, above: &str, first: &str, second: &str) -> String {
    let base = support::complete("# without: installments\n").replace("# without: installments\n", "");
    format!(
        "{head}{base}installments:\n  - {{invoice_date: 2026-12-15, amount: 60000.00}}\n{above}  - {{invoice_date: 2027-01-31, amount: 150000.00}}{first}\n  - {{invoice_date: 2027-01-31, amount: 150000.00}}{second}\n"
    )
}

const ALLOW: &str = "# paysched: allow(duplicate-invoice-date) two products";
const ALLOW_FILE: &str = "# paysched: allow-file(duplicate-invoice-date) two products\n";

fn assert_allowed(text: &str) {
    let report = support::check(text);
    assert!(report.diagnostics.is_empty(), "{text}{:?}", messages(&report));
    assert_eq!(report.suppressed, 1, "{text}");
}

#[test]
fn a_comment_allows_on_its_line_and_alone_on_the_line_below() {
    assert_eq!(support::names(&support::check(&twice("", "", "", ""))), ["duplicate-invoice-date"]);
    assert_allowed(&twice("", "", "", &format!(" {ALLOW}")));
    // The other half of the contradiction is a line of the finding as well.
    assert_allowed(&twice("", "", &format!(" {ALLOW}"), ""));
    assert_allowed(&twice("", &format!("  {ALLOW}\n"), "", ""));
    assert_allowed(&twice("", &format!("  {ALLOW}\n  # as agreed\n"), "", ""));
    assert_allowed(&twice("", "", "", " #paysched:allow( duplicate-invoice-date )"));
}

#[test]
fn a_comment_elsewhere_allows_nothing_and_says_where_it_belongs() {
    let lost = ["unused-suppression", "duplicate-invoice-date"];
    for text in [
        twice(&format!("{ALLOW}\n"), "", "", ""),
        twice("", &format!("  {ALLOW}\n\n"), "", ""),
        twice("", "", "", "").replace("60000.00}\n", &format!("60000.00}} {ALLOW}\n")),
    ] {
        let report = support::check(&text);
        assert_eq!(support::names(&report), lost, "{text}");
        let finding = &report.diagnostics[0];
        assert!(finding.help[0].to_string().starts_with("move it to line "), "{:?}", finding.help);
        assert_eq!(finding.fix, None, "its reason is worth keeping");
    }
}

#[test]
fn a_comment_allows_with_every_line_end_and_inside_brackets() {
    assert_allowed(&twice("", "", "", &format!(" {ALLOW}")).replace('\n', "\r\n"));
    assert_allowed(&twice("", &format!("  {ALLOW}\n"), "", "").replace('\n', "\r\n"));
    assert_allowed(&twice("", &format!("  {ALLOW}\n"), "", "").replace('\n', "\r"));
    let two = "installments: [\n  {invoice_date: 2027-01-15, amount: 210000.00},\n  {invoice_date: 2027-01-15, amount: 150000.00}";
    assert_allowed(&support::complete(&format!("{two} {ALLOW}\n  ]\n")));
    assert_allowed(&support::complete(&format!("{two}, {ALLOW}\n  ]\n")));
    let above = two.replace(",\n  {", &format!(",\n  {ALLOW}\n  {{"));
    assert_allowed(&support::complete(&format!("{above}\n  ]\n")));
}

#[test]
fn a_comment_inside_a_text_is_no_comment() {
    for name in [
        format!("name: \"Acme {ALLOW}\"\n"),
        format!("name: |\n  Acme\n  {ALLOW}\n"),
        "name: Acme#paysched:allow\n".to_owned(),
        "name: \"# paysched: allow\"\n".to_owned(),
    ] {
        let report = support::check(&support::complete(&name));
        assert!(report.diagnostics.is_empty(), "{name}{:?}", messages(&report));
    }
}

#[test]
fn allow_file_stands_before_the_first_key_only() {
    assert_allowed(&twice(ALLOW_FILE, "", "", ""));
    assert_allowed(&twice(&format!("\u{feff}{ALLOW_FILE}"), "", "", ""));
    assert_allowed(&twice(&format!("# An offer\n{ALLOW_FILE}---\n"), "", "", ""));
    assert_allowed(&twice(&format!("---\n{ALLOW_FILE}"), "", "", ""));
    let late = format!("{}{ALLOW_FILE}", twice("", "", "", ""));
    assert_eq!(support::names(&support::check(&late)), ["duplicate-invoice-date", "unused-suppression"]);
    let after_the_first_key = twice("", "", "", "").replace("name: ", &format!("{ALLOW_FILE}name: "));
    let rules = support::names(&support::check(&after_the_first_key));
    assert_eq!(rules, ["unused-suppression", "duplicate-invoice-date"]);
}

#[test]
fn allow_file_covers_every_document_and_a_line_only_its_own() {
    let both = format!("{}---\n{}", twice(ALLOW_FILE, "", "", ""), twice("", "", "", ""));
    let report = support::check(&both);
    assert_eq!((report.diagnostics.len(), report.suppressed), (0, 2));
    let second = format!("{}---\n{}", twice("", "", "", ""), twice("", "", "", &format!(" {ALLOW}")));
    let report = support::check(&second);
    assert_eq!((support::names(&report), report.suppressed), (vec!["duplicate-invoice-date"], 1));
    assert_eq!(report.diagnostics[0].document, 1);
    let in_second = format!("{}---\n{}", twice("", "", "", ""), twice(ALLOW_FILE, "", "", ""));
    let rules = support::names(&support::check(&in_second));
    assert_eq!(rules, ["duplicate-invoice-date", "unused-suppression", "duplicate-invoice-date"]);
}

#[test]
fn a_suppression_that_names_no_rule_is_an_error() {
    for (comment, under) in [
        ("# paysched: allow", "# paysched: allow"),
        ("# paysched: allow()", "# paysched: allow()"),
        ("# paysched: allow zero-amount", "# paysched: allow zero-amount"),
        ("# paysched: allow-file", "# paysched: allow-file"),
        ("# paysched: allow(zero-amount", "# paysched: allow(zero-amount"),
        ("# paysched: allow(zero-amont)", "zero-amont"),
        ("# paysched: allow(zero-amount total-mismatch)", "zero-amount total-mismatch"),
        ("# paysched: allow(zero-amount、total-mismatch)", "zero-amount、total-mismatch"),
        ("# paysched: alow(zero-amount)", "# paysched: alow(zero-amount)"),
        ("# paysched: ignore(zero-amount)", "# paysched: ignore(zero-amount)"),
        ("# paysched：allow(zero-amount)", "# paysched：allow(zero-amount)"),
        ("# paysched: allow（zero-amount）", "# paysched: allow（zero-amount）"),
    ] {
        let text = format!("{comment}\n{}", support::BASE);
        let report = support::check(&text);
        assert_eq!(support::names(&report), ["unknown-rule"], "{comment}");
        assert_eq!(SourceFile::new("x", text).slice(report.diagnostics[0].span()), under);
        message_is_sound(&report.diagnostics[0]);
    }
    for comment in ["# paysched: see the wiki (page 3)", "# paysched is our linter", "# paysched: 1"] {
        assert!(support::check(&format!("{comment}\n{}", support::BASE)).diagnostics.is_empty(), "{comment}");
    }
}

#[test]
fn what_keeps_a_file_from_being_read_cannot_be_allowed() {
    let text = support::complete("accept_by: 2026-11-31 # paysched: allow(invalid-date) later\n");
    assert_eq!(support::names(&support::check(&text)), ["invalid-date", "unknown-rule"]);
    for rule in rules::ALL.iter().filter(|rule| !rule.lowerable && rule.level > Level::Off) {
        let text = format!("# paysched: allow-file({}) x\n{}", rule.name, support::BASE);
        assert_eq!(support::names(&support::check(&text)), ["unknown-rule"], "{}", rule.name);
    }
}

#[test]
fn an_unused_suppression_is_deleted_whole_or_by_the_rules_that_are_of_no_use() {
    let unused = |text: &str| {
        let report = support::check(text);
        assert_eq!(support::names(&report), ["unused-suppression"], "{text}");
        fixed(text, &report.diagnostics[0]).unwrap()
    };
    let alone = format!("# paysched: allow(zero-amount) x\n{}", support::BASE);
    assert_eq!(unused(&alone), support::BASE);
    assert_eq!(unused(&alone.replace('\n', "\r\n")), support::BASE.replace('\n', "\r\n"));
    let behind =
        support::BASE.replace("currency: USD\n", "currency: USD   # paysched: allow(zero-amount) x\n");
    assert_eq!(unused(&behind), support::BASE);
    let last = format!("{}# paysched: allow(zero-amount)", support::BASE);
    assert_eq!(unused(&last), support::BASE);
    let of = |list: &str| twice(&format!("# paysched: allow-file({list}) why\n"), "", "", "");
    assert_eq!(unused(&of("duplicate-invoice-date, zero-amount")), of("duplicate-invoice-date"));
    assert_eq!(unused(&of("zero-amount, duplicate-invoice-date")), of("duplicate-invoice-date"));
    assert_eq!(
        unused(&of("zero-amount,duplicate-invoice-date , amount-too-large")),
        of("duplicate-invoice-date")
    );
}

#[test]
fn a_suppression_is_not_called_unused_where_its_rule_could_not_be_judged() {
    // The offer cannot be read whole.
    let unread = support::complete("total: 5,00 # paysched: allow(total-mismatch) the rest is elsewhere\n");
    assert_eq!(support::names(&support::check(&unread)), ["invalid-amount"]);
    let other = format!("# paysched: allow-file(zero-amount) x\n{}---\npaysched: [\n", support::BASE);
    assert_eq!(support::names(&support::check(&other)), ["invalid-yaml"]);
    // A document that is not YAML has no comments.
    let broken =
        format!("{}---\nfoo: [\n# paysched: allow(zero-amount)\nb: 1 # paysched: allow\n", support::BASE);
    assert_eq!(support::names(&support::check(&broken)), ["invalid-yaml"]);
    // The rule does not run.
    let off = format!("# paysched: allow-file(invoice-date-on-weekend) x\n{}", support::BASE);
    assert!(support::check(&off).diagnostics.is_empty());
}

#[test]
fn what_is_wrong_with_a_suppression_may_be_allowed_too() {
    let head = "# paysched: allow-file(unused-suppression, unknown-rule) x\n# paysched: allow(zero-amount)\n# paysched: allow(old-rule)\n";
    let report = support::check(&format!("{head}{}", support::BASE));
    assert_eq!((report.diagnostics.len(), report.suppressed), (0, 2));
    let idle = format!("# paysched: allow-file(unused-suppression) x\n{}", support::BASE);
    assert_eq!(support::names(&support::check(&idle)), ["unused-suppression"]);
}

/// What a hand, a keyboard or a copy from elsewhere puts into a file.
const STRAY: [&str; 30] = [
    "：",
    "，",
    "、",
    "［",
    "］",
    "｛",
    "｝",
    "「",
    "」",
    "“",
    "”",
    "\u{3000}",
    "\u{a0}",
    ":",
    ": ",
    ",",
    "{",
    "}",
    "[",
    "]",
    "\"",
    "'",
    "#",
    "# paysched: allow(",
    "&a ",
    "*a",
    "\n",
    "\r\n",
    "  ",
    "- ",
];

fn shuffled() -> impl Strategy<Value = String> {
    let stray = (any::<prop::sample::Index>(), prop::sample::select(&STRAY[..]), 0..4_usize);
    prop::collection::vec(stray, 1..6).prop_map(|strays| {
        let mut text = support::BASE.to_owned();
        for (at, stray, over) in strays {
            let at = at.index(text.len());
            let at = (0..=at).rev().find(|at| text.is_char_boundary(*at)).unwrap();
            let end = (at + over..).find(|end| *end >= text.len() || text.is_char_boundary(*end)).unwrap();
            text.replace_range(at..end.min(text.len()), stray);
        }
        text
    })
}

proptest! {
    #![proptest_config(support::cases(500))]

    #[test]
    fn no_text_breaks_the_reader_and_every_fix_comes_to_an_end(text in shuffled()) {
        // Every check looks at the spans as well.
        let report = support::check(&text);
        for finding in &report.diagnostics {
            prop_assert!(!finding.message.is_empty() && finding.document > 0);
        }
        let mended = fixed_fully(&text);
        let left = support::check(&mended);
        let safe = |d: &Diagnostic| d.fix.as_ref().is_some_and(|fix| fix.applicability == Applicability::Safe);
        prop_assert!(!left.diagnostics.iter().any(safe));
    }
}
