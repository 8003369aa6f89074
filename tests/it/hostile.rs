//! No input makes the program panic, hang, or use memory out of proportion.

use crate::support;
use crate::support::promises;
use paysched::internals::lint::fixes::fix;
use paysched::internals::text::diagnostic::Applicability;
use paysched::internals::text::source::SourceFile;
use paysched::internals::text::yaml;
use proptest::prelude::*;

/// Sends bytes all the way: check, every report, the plan with its stories, and the layout.
fn drive(bytes: Vec<u8>) -> Vec<&'static str> {
    if let Ok(text) = std::str::from_utf8(&bytes) {
        promises::fmt(text);
    }
    promises::check(bytes)
}

fn first_rule(bytes: impl Into<Vec<u8>>) -> &'static str {
    drive(bytes.into()).first().copied().unwrap_or("clean")
}

#[test]
fn what_is_no_text_is_said_to_be_none() {
    assert_eq!(first_rule(b"paysched: 1\nname: \xFF\xFE\n".to_vec()), "invalid-yaml");
    assert_eq!(first_rule(b"\xFF\xFEp\0a\0".to_vec()), "invalid-yaml");
    assert_eq!(first_rule(b"paysched: 1\nname: a\0b\n".to_vec()), "invalid-yaml");
    assert_eq!(first_rule(vec![b'a'; 5 * 1024 * 1024]), "invalid-yaml");
}

#[test]
fn nesting_does_not_exhaust_the_stack() {
    for opening in ["[", "{a: ", "- ", "? ", "[{a: "] {
        let text = format!("paysched: 1\nname: {}", opening.repeat(20_000));
        assert_eq!(first_rule(text), "invalid-yaml", "{opening}");
    }
}

/// A wide blank before a dash is neither indentation nor a dash.
#[test]
fn a_wide_blank_begins_a_line() {
    for lead in ["\u{3000}", "  \u{3000}", "\u{a0}", "  \u{2003}", "\u{3000}\u{3000}"] {
        for row in ["key: x", "- key: x", "-key: x", "\u{3000}", "：", "x"] {
            for at in 0..support::BASE.lines().count() {
                let mut lines: Vec<String> = support::BASE.lines().map(str::to_owned).collect();
                lines.insert(at, format!("{lead}{row}"));
                drive(lines.join("\n").into_bytes());
            }
        }
    }
}

#[test]
fn aliases_are_never_expanded() {
    let mut text = String::from("paysched: 1\na0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for level in 1..10 {
        let aliases = vec![format!("*a{}", level - 1); 10].join(", ");
        text.push_str(&format!("a{level}: &a{level} [{aliases}]\n"));
    }
    assert!(drive(text.into_bytes()).contains(&"yaml-feature"));
}

#[test]
fn lone_carriage_returns_end_lines() {
    let text = support::BASE.replace('\n', "\r");
    assert_eq!(first_rule(text.clone()), "clean");
    assert_eq!(first_rule(text.replace("2026-12-31", "2026-12-32")), "invalid-date");
    let windows = support::BASE.replace('\n', "\r\n");
    assert_eq!(first_rule(format!("\u{feff}{windows}")), "clean");
}

/// Comparing each with each would be 25 million comparisons.
#[test]
fn a_long_list_of_dimensions_is_judged_in_one_pass() {
    let pricing: String = (1..5_000)
        .map(|n| format!("    - {{key: k{n}, quantity: {n}, prices: {{{n} days: 1}}}}\n"))
        .collect();
    let pricing = format!("pricing:\n  dimensions:\n{pricing}");
    let replaced = support::complete(&pricing.replace("k1", "q1"));
    let text = support::complete(&format!(
        "kind: replacement_offer\nreplaces: {{agreement: agmt-1, schedule: first.yaml}}\nterm: {{end: 2029-11-30}}\n{pricing}"
    ));
    let files = support::Files([("first.yaml".to_owned(), replaced)].into());
    let rules = support::names(&support::check_with(&text, &support::settings(), &files));
    assert!(
        rules.contains(&"contract-reduced") && rules.contains(&"dimension-durations-differ"),
        "{rules:?}"
    );
}

#[test]
fn one_mistake_in_every_row_of_a_long_list_is_found_and_mended_in_one_pass() {
    let rows = [
        "  -{invoice_date: 2027-01-15, amount: 60.00}",
        "  - {invoice_date: 2027-01-15, amount: 60.00",
        "  - {invoice_date: 2027-01-15, note: PO #1}",
        "\t- {invoice_date: 2027-01-15, amount: 60.00}",
        "  - {invoice_date: 2027/1/15, amount: \"6,000.00\"}",
        "  - {ChargeDate: 2027-01-15, ChargeAmount: 60.00}",
        "  - {invoice_date： 2027-01-15， amount： 60.00}",
        "  - {invoice_date: 2027-01-15, amount: 60.00, note: “first”}",
    ];
    for row in rows {
        let text = support::complete(&format!("installments:\n{}", format!("{row}\n").repeat(3000)));
        let file = SourceFile::new("offer.yaml", text);
        let fixed = fix(file, &support::settings(), Applicability::Safe);
        assert!(!fixed.checked.findings().is_empty(), "{row}");
    }
    let commas = format!("installments:\n  - {{amount: {}}}\n", vec!["111"; 50_000].join(","));
    assert!(!drive(support::complete(&commas).into_bytes()).is_empty());
}

#[test]
fn one_huge_scalar_is_only_text() {
    let text = support::BASE.replace("Enterprise plan for", &"x".repeat(3_000_000));
    // Its description is far too long, which is a rule's business, not the reader's.
    assert!(drive(text.into_bytes()).iter().all(|rule| *rule != "invalid-yaml"));
    let keys: String = (0..3_000).map(|n| format!("k{n}: 1\n")).collect();
    assert!(drive(format!("{}{keys}", support::BASE).into_bytes()).len() >= 3_000);
}

#[test]
fn a_long_line_is_drawn_in_part() {
    let text =
        support::BASE.replace("name: Acme", &format!("unknown_key: {}\nname: Acme", "長い".repeat(50_000)));
    assert_eq!(first_rule(text), "unknown-key");
    let flow = format!("{{paysched: 1, name: x, {} bad_key: 1}}", "note: y, ".repeat(500));
    assert!(!drive(flow.into_bytes()).is_empty());
}

/// Pieces that are likely to hit something when they land in an offer.
const PIECES: [&str; 34] = [
    "：",
    "　",
    "\u{a0}",
    "\t",
    "\0",
    "\r",
    "\n",
    "---\n",
    "- ",
    "{",
    "}",
    "[",
    "]",
    "\"",
    "'",
    "#",
    "&a ",
    "*a",
    "<<: ",
    "!!str ",
    "%YAML 1.1\n",
    "1,000",
    "-1",
    "99999999999999999999999999999999",
    "0",
    "remainder",
    "100%",
    "1/3",
    "2027-02-30",
    "9999-12-31",
    "1000-01-01",
    "times: 1000",
    "9999999 years",
    "# paysched: allow(zero-amount) x\n",
];

fn mutated() -> impl Strategy<Value = String> {
    let bases = [
        include_str!("../../schedules/upfront-quarterly.yaml"),
        include_str!("../../schedules/ramp-with-raise.yaml"),
        include_str!("../../schedules/business-days.yaml"),
        include_str!("../../schedules/pricing-with-overage.yaml"),
        include_str!("../../schedules/every-kind-of-buyer.yaml"),
        include_str!("../../schedules/renewal-with-installments.yaml"),
        include_str!("../../schedules/japan/yen-step-1000.yaml"),
        include_str!("../../schedules/fractions-and-weights.yaml"),
        support::BASE,
    ];
    let edit = (any::<prop::sample::Index>(), 0_usize..12, prop::sample::select(PIECES.to_vec()));
    (prop::sample::select(bases.to_vec()), prop::collection::vec(edit, 1..6)).prop_map(|(base, edits)| {
        let mut text = base.to_owned();
        for (at, cut, piece) in edits {
            let boundary =
                |n: usize| (0..=n.min(text.len())).rev().find(|n| text.is_char_boundary(*n)).unwrap();
            let start = boundary(at.index(text.len() + 1));
            let end = boundary(start + cut).max(start);
            text.replace_range(start..end, piece);
        }
        text
    })
}

proptest! {
    #![proptest_config(support::cases(400))]

    #[test]
    fn arbitrary_bytes_are_survived(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        drive(bytes);
    }

    #[test]
    fn arbitrary_text_after_the_marker_is_survived(text in "\\PC{0,200}") {
        drive(format!("paysched: 1\n{text}").into_bytes());
    }

    #[test]
    fn mutated_offers_are_survived(text in mutated()) {
        drive(text.into_bytes());
    }

    /// A second reader that we did not write agrees with every tree that has no feature of YAML
    /// beyond the format's.
    #[test]
    fn another_reader_sees_the_same_tree(text in mutated()) {
        let file = SourceFile::new("offer.yaml", text.clone());
        let documents = yaml::parse(&file);
        if let [document] = documents.as_slice()
            && let (Some(root), true) = (&document.root, document.diagnostics.is_empty())
            && let Ok(value) = serde_yaml::from_str::<serde_yaml::Value>(&text)
        {
            prop_assert!(same(root, &value), "{text}\n{root:?}\n{value:?}");
        }
    }
}

fn same(node: &yaml::Node<'_>, value: &serde_yaml::Value) -> bool {
    use serde_yaml::Value as V;
    use yaml::Value as N;
    match (&node.value, value) {
        (N::Mapping(entries), V::Mapping(map)) => {
            entries.len() == map.len()
                && entries.iter().zip(map).all(|(e, (key, value))| same(&e.key, key) && same(&e.value, value))
        }
        (N::Sequence(items), V::Sequence(values)) => {
            items.len() == values.len() && items.iter().zip(values).all(|(i, v)| same(i, v))
        }
        (N::Scalar(scalar), V::String(text)) => scalar.text == *text,
        // What the other reader types, we keep as text: only the kind is compared.
        (N::Scalar(scalar), V::Null | V::Bool(_) | V::Number(_)) => scalar.plain,
        _ => false,
    }
}
