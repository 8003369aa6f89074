//! What holds of the rules about dates for any offer: what they propose mends what they found.

use crate::support;
use chrono::{Days, NaiveDate};
use paysched::internals::lint::rules::{Level, TOPICS};
use paysched::internals::schedule::{Holidays, Installment, expand};
use paysched::internals::text::diagnostic::{Applicability, Diagnostic};
use paysched::internals::text::source::SourceFile;
use paysched::offer::parse_date;
use proptest::prelude::*;

fn day(after: i64) -> NaiveDate {
    let first = parse_date("2026-12-01").unwrap();
    let size = Days::new(after.unsigned_abs());
    if after < 0 { first - size } else { first + size }
}

/// The findings of the rules about dates, all of them switched on.
fn found(text: &str) -> Vec<Diagnostic> {
    let (_, rules) = TOPICS.iter().find(|(topic, _)| topic.trim() == "Dates").unwrap();
    let names: Vec<_> = rules.iter().map(|rule| rule.name).collect();
    let mut settings = support::settings();
    for rule in rules.iter().filter(|rule| rule.level == Level::Off) {
        settings.levels.set(rule.name, Level::Warning).unwrap();
    }
    let report = support::check_with(text, &settings, &support::Files::default());
    report.diagnostics.into_iter().filter(|finding| names.contains(&finding.rule)).collect()
}

fn finds(text: &str, rule: &str) -> bool {
    found(text).iter().any(|finding| finding.rule == rule)
}

/// The texts with `key` set to `value` in each place where it stands, or in a line of its own.
fn with(text: &str, key: &str, value: &str) -> Vec<String> {
    let mut texts = Vec::new();
    for (at, _) in text.match_indices(&format!("{key}: ")) {
        let from = at + key.len() + 2;
        let whole_line = at == 0 || text.as_bytes()[at - 1] == b'\n';
        if !whole_line && !matches!(text.as_bytes()[at - 1], b' ' | b'{') {
            continue;
        }
        let ends: &[char] = if whole_line { &['\n'] } else { &[',', '}', '\n'] };
        let to = from + text[from..].find(ends).unwrap();
        texts.push(format!("{}{value}{}", &text[..from], &text[to..]));
    }
    if texts.is_empty() {
        texts.push(format!("{text}{key}: {value}\n"));
    }
    texts
}

/// Every `key: value` that a finding says to set.
fn proposals(finding: &Diagnostic) -> Vec<(String, String)> {
    let help: Vec<String> = finding.help.iter().map(ToString::to_string).collect();
    let set = help.iter().filter_map(|help| help.strip_prefix("set `"));
    set.map(|rest| rest.split('`').next().unwrap().split_once(": ").unwrap())
        .filter(|(key, _)| !matches!(*key, "day" | "roll"))
        .map(|(key, value)| (key.to_owned(), value.to_owned()))
        .collect()
}

fn any_term() -> impl Strategy<Value = String> {
    prop_oneof![
        (1_u32..64).prop_map(|months| format!("{months} months")),
        (1_u32..1900).prop_map(|days| format!("{days} days")),
        (-10_i64..1300, -5_i64..2000).prop_map(|(start, long)| format!(
            "{{start: {}, end: {}}}",
            day(start),
            day(start + long)
        )),
        (-10_i64..1300, 1_u32..62)
            .prop_map(|(start, months)| format!("{{start: {}, duration: {months} months}}", day(start))),
        (-10_i64..1300, 1_u32..1900)
            .prop_map(|(start, days)| format!("{{start: {}, duration: {days} days}}", day(start))),
        (1_i64..2000).prop_map(|end| format!("{{end: {}}}", day(end))),
    ]
}

fn any_entry() -> impl Strategy<Value = String> {
    prop_oneof![
        (-20_i64..80).prop_map(|at| format!("{{invoice_date: {}, amount: 1.00}}", day(at))),
        (-20_i64..2000).prop_map(|at| format!("{{invoice_date: {}, amount: 1.00}}", day(at))),
        (-20_i64..400, 1_u32..70, prop::sample::select(vec!["week", "month", "quarter", "10 days"]))
            .prop_map(|(at, times, every)| format!(
                "{{first: {}, every: {every}, times: {times}, split: 70.00}}",
                day(at)
            )),
    ]
}

prop_compose! {
    fn any_offer()(
        kind in prop::sample::select(vec![
            "private_offer", "replacement_offer", "resale_authorization", "channel_partner_offer",
        ]),
        product in prop::sample::select(vec![
            "saas_contract", "ami_contract", "container_hourly_long_term", "professional_services",
        ]),
        release in prop::option::of(-20_i64..20),
        accepted in prop::option::weighted(0.2, -20_i64..60),
        accept_by in -15_i64..120,
        term in any_term(),
        priced in prop::option::of(1_u32..24),
        entries in prop::collection::vec(any_entry(), 0..4),
    ) -> String {
        let mut text = format!(
            "kind: {kind}\nproduct: {{id: prod-x, type: {product}}}\naccept_by: {}\nterm: {term}\n",
            day(accept_by)
        );
        match release {
            Some(release) => text.push_str(&format!("release: {}\n", day(release))),
            None => text.push_str("# without: release\n"),
        }
        if let Some(accepted) = accepted {
            text.push_str(&format!("accepted: {}\n", day(accepted)));
        }
        if let Some(months) = priced {
            text.push_str(&format!("pricing: {{dimensions: [{{key: a, quantity: 1, prices: {{{months} months: 1}}}}]}}\n"));
        }
        text.push_str(if entries.is_empty() { "installments: []\n" } else { "installments:\n" });
        for entry in entries {
            text.push_str(&format!("  - {entry}\n"));
        }
        support::complete(&text)
    }
}

/// What is billed, and when and why, without which entry says so.
fn plan(text: &str) -> Vec<Installment> {
    let file = SourceFile::new("offer.yaml", text);
    let documents = paysched::internals::text::yaml::parse(&file);
    let offer = paysched::offer::read(&file, &documents[0]).0.unwrap();
    let mut installments = expand(&offer, &Holidays::weekends()).0.installments;
    installments.iter_mut().for_each(|installment| installment.entry = 0);
    installments
}

fn fixed(text: &str, finding: &Diagnostic) -> Option<String> {
    let mut text = text.to_owned();
    for edit in finding.fix.as_ref()?.edits.iter().rev() {
        text.replace_range(edit.span.range(), &edit.text);
    }
    Some(text)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_a_rule_says_to_set_mends_what_it_found(text in any_offer()) {
        let findings = found(&text);
        for finding in &findings {
            // Another pair that meets, or another series that drifts, is another finding.
            let count = |all: &[Diagnostic]| all.iter().filter(|f| f.rule == finding.rule).count();
            for (key, value) in proposals(finding) {
                let mended =
                    with(&text, &key, &value).iter().any(|text| count(&found(text)) < count(&findings));
                prop_assert!(mended, "{key}: {value} does not mend {finding:?} of\n{text}");
            }
        }
    }

    #[test]
    fn sorting_the_entries_leaves_the_plan_as_it_is(text in any_offer()) {
        for finding in found(&text) {
            if let Some(sorted) = fixed(&text, &finding) {
                prop_assert!(!finds(&sorted, finding.rule), "still unordered:\n{sorted}");
                prop_assert_eq!(plan(&sorted), plan(&text));
            }
        }
    }

    #[test]
    fn no_rule_speaks_twice_of_one_offer(text in any_offer()) {
        let mut rules: Vec<_> = found(&text).iter().map(|finding| finding.rule).collect();
        // Each series that drifts, and each pair of entries that meet, is a cause of its own.
        rules.retain(|rule| !matches!(*rule, "month-end-drift" | "duplicate-invoice-date"));
        let all = rules.len();
        rules.sort_unstable();
        rules.dedup();
        prop_assert_eq!(all, rules.len());
    }
}

#[test]
fn a_rule_whose_input_cannot_be_read_stays_silent() {
    let on = |rule: &&str| {
        paysched::internals::lint::rules::find(rule).is_some_and(|rule| rule.level > Level::Off)
    };
    for broken in [
        "release: 2026-12-32\nterm: 1 month\naccept_by: 2026-01-01\ninstallments: [{invoice_date: 2030-01-01, amount: 1}]\n",
        "accepted: soon\nterm: 12 months\n",
        "kind: offer\nterm: {end: 2030-01-01}\ninstallments: [{invoice_date: 2026-11-01, amount: 1}]\n",
        "product: {id: prod-x, type: sass}\nterm: 99 months\n",
        "product: {id: prod-x, type: sass}\nterm: {start: 2027-01-01, end: 2029-12-31}\n",
        "accept_by: 31.12.2026\nterm: {start: 2026-12-02, end: 2029-12-31}\n",
        "term: 36 moons\n",
        "term: {start: 2027-01-01, end: 2026-02-30}\n",
        "installments: [{invoice_date: 2026-02-30, amount: 1}]\n",
        "installments: {}\n",
    ] {
        let text = support::complete(broken);
        let rules: Vec<_> = found(&text).iter().map(|finding| finding.rule).filter(on).collect();
        assert!(rules.is_empty(), "{rules:?} of\n{text}");
    }
}

/// What sorting makes of an offer's list, where it is offered at all.
fn sorted(list: &str) -> Option<String> {
    let text = support::complete(list);
    let finding = found(&text).into_iter().find(|finding| finding.rule == "unordered-installments").unwrap();
    let text = fixed(&text, &finding)?;
    Some(text.split_once("installments:").unwrap().1.to_owned())
}

#[test]
fn entries_of_any_style_are_sorted_where_they_stand() {
    let block = "installments:\n- invoice_date: 2027-06-30\n  amount: 1.00\n-\n  invoice_date: 2026-12-15\n  amount: 2.00\n  # upfront\n  note: first\n";
    let right = "\n- invoice_date: 2026-12-15\n  amount: 2.00\n  # upfront\n  note: first\n-\n  invoice_date: 2027-06-30\n  amount: 1.00\n";
    assert_eq!(sorted(block).as_deref(), Some(right));
    assert_eq!(sorted(&block.replace('\n', "\r\n")), Some(right.replace('\n', "\r\n")));
    assert_eq!(
        sorted(
            "installments: [{invoice_date: 2027-06-30, amount: 1}, {invoice_date: 2026-12-15, amount: 2}]\n"
        )
        .as_deref(),
        Some(" [{invoice_date: 2026-12-15, amount: 2}, {invoice_date: 2027-06-30, amount: 1}]\n")
    );
}

#[test]
fn entries_are_left_where_they_stand_in_case_of_doubt() {
    for list in [
        // A comment that belongs to an entry.
        "installments:\n  - {invoice_date: 2027-06-30, amount: 1} # late\n  - {invoice_date: 2026-12-15, amount: 2}\n",
        "installments:\n  - {invoice_date: 2027-06-30, amount: 1}\n  # early\n  - {invoice_date: 2026-12-15, amount: 2}\n",
        "installments:\n  - {invoice_date: 2027-06-30, amount: 1}\n  - {invoice_date: 2026-12-15, amount: 2} # early\n",
        "installments:\n  # late\n  - {invoice_date: 2027-06-30, amount: 1}\n  - {invoice_date: 2026-12-15, amount: 2}\n",
        // Lines that would lose their indentation.
        "installments:\n- invoice_date: 2027-06-30\n  amount: 1\n-   invoice_date: 2026-12-15\n    amount: 2\n",
        // Two of one day, whose order in the plan is that of the file.
        "installments:\n  - {invoice_date: 2027-06-30, amount: 1}\n  - {invoice_date: 2026-12-15, amount: 2}\n  - {invoice_date: 2027-06-30, amount: 3}\n",
    ] {
        assert_eq!(sorted(list), None, "{list}");
    }
}

#[test]
fn sorting_shares_is_a_fix_that_a_person_asks_for() {
    // Who takes the leftover of shares goes by the order of the file.
    let list = "installments:\n  - {invoice_date: 2027-06-30, amount: 1/3}\n  - {invoice_date: 2026-12-15, amount: 2/3}\n";
    let text = support::complete(list);
    let finding = found(&text).into_iter().find(|finding| finding.rule == "unordered-installments").unwrap();
    assert_eq!(finding.fix.unwrap().applicability, Applicability::Unsafe);
    assert_eq!(
        sorted(list).as_deref(),
        Some("\n  - {invoice_date: 2026-12-15, amount: 2/3}\n  - {invoice_date: 2027-06-30, amount: 1/3}\n")
    );
}

#[test]
fn a_limit_of_an_earlier_day_says_when_it_was_replaced() {
    let text = support::complete(
        "release: 2022-03-01\naccept_by: 2022-03-31\ninstallments: [{first: 2022-04-01, every: 10 days, times: 37, amount: 1}]\n",
    );
    let finding = found(&text).into_iter().find(|finding| finding.rule == "too-many-installments").unwrap();
    assert_eq!(finding.message, "37 installments, but a schedule has at most 36");
    assert_eq!(finding.notes, ["36 was the limit before 2022-04-15, when it became 60"]);
}

#[test]
fn an_end_that_is_not_written_says_how_it_came_about() {
    let labels = |text: &str| {
        let findings = found(&support::complete(text));
        let [finding] = findings.as_slice() else { panic!("{findings:?}") };
        assert_eq!(finding.rule, "invoice-date-after-term");
        finding.labels.iter().map(|label| label.message.to_string()).collect::<Vec<_>>()
    };
    let late =
        "installments: [{invoice_date: 2027-01-15, amount: 1}, {invoice_date: 2028-01-04, amount: 1}]\n";
    for (term, words) in [
        ("term: 12 months\n", "12 months from 2026-12-01, the day of release, until 2027-12-01"),
        (
            "term: P1Y\n# without: release\n",
            "12 months from 2026-11-21, the day of checking, until 2027-11-21",
        ),
        (
            "term: 12 months\naccepted: 2026-12-20\n",
            "12 months from 2026-12-20, the day of acceptance, until 2027-12-20",
        ),
        ("term: {start: 2027-01-01, duration: 12 months}\n", "12 months from 2027-01-01, until 2027-12-31"),
        ("term: {start: 2027-01-01, end: 2027-12-31}\n", "the contract ends on 2027-12-31"),
    ] {
        assert_eq!(labels(&format!("{term}{late}")), ["invoiced on 2028-01-04", words]);
    }
}
