//! The table of marketplace codes is whole, agrees with what the rules say of themselves, and reads
//! well.
//!
//! `codes.tsv` holds, as facts, what the marketplace's tables list: what is changed, by which
//! change, the code (`422` for a request that is refused at once), and what it takes to foresee it:
//! the file alone, the day, the authorization, what was released, the seller's profile, or more.

use crate::rules::{Fence, Scene, fences};
use crate::support;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

use paysched::internals::lint::rules::{self, Level};
use paysched::internals::marketplace::codes::{self, Answer, Change, Entity, Foreseen};
use paysched::internals::text::diagnostic::Severity;
use paysched::internals::text::source::SourceFile;
use paysched::offer::parse_date;
use serde_json::{Value, json};

/// What is changed, by which change, and the code.
type Triple = (String, String, String);

fn entity(entity: Entity) -> &'static str {
    match entity {
        Entity::Offer => "Offer",
        Entity::ChannelPartnerOffer => "Offer(CPPO)",
        Entity::ResaleAuthorization => "ResaleAuthorization",
    }
}

fn rows() -> impl Iterator<Item = (&'static Change, &'static Answer)> {
    codes::changes().flat_map(|change| change.answers.iter().map(move |answer| (change, answer)))
}

/// The table's rows, with everything that stands under one triple.
fn table() -> BTreeMap<Triple, Vec<Foreseen>> {
    let mut table: BTreeMap<Triple, Vec<Foreseen>> = BTreeMap::new();
    for (change, answer) in rows() {
        let triple = (entity(change.entity).to_owned(), change.name.to_owned(), answer.code.to_owned());
        table.entry(triple).or_default().push(answer.foreseen);
    }
    table
}

/// The facts, in the same shape: what each row takes.
fn facts() -> BTreeMap<Triple, Vec<String>> {
    let mut facts: BTreeMap<Triple, Vec<String>> = BTreeMap::new();
    for line in std::fs::read_to_string("tests/codes.tsv").unwrap().lines().skip(1) {
        let fields: Vec<String> = line.split('\t').map(str::to_owned).collect();
        let [entity, change, code, offline] = <[String; 4]>::try_from(fields).unwrap();
        facts.entry((entity, change, code)).or_default().push(offline);
    }
    facts
}

#[test]
fn every_code_of_the_marketplace_stands_in_the_table() {
    let (table, facts) = (table(), facts());
    assert_eq!(facts.values().map(Vec::len).sum::<usize>(), 101);
    let count = |rows: usize, triple: &Triple| (triple.clone(), rows);
    let ours: Vec<_> = table.iter().map(|(triple, rows)| count(rows.len(), triple)).collect();
    let theirs: Vec<_> = facts.iter().map(|(triple, rows)| count(rows.len(), triple)).collect();
    assert_eq!(ours, theirs);
}

#[test]
fn what_only_the_marketplace_knows_is_foreseen_by_no_rule() {
    let table = table();
    for (triple, takes) in facts() {
        let count = |rows: &[Foreseen]| rows.iter().filter(|row| !row.rules().is_empty()).count();
        let beyond = takes.iter().filter(|takes| ["no", "needs-profile"].contains(&takes.as_str())).count();
        assert!(count(&table[&triple]) <= takes.len() - beyond, "{triple:?}");
    }
}

#[test]
fn every_rule_that_the_table_names_exists() {
    for (change, answer) in rows() {
        let names = answer.foreseen.rules();
        for name in names {
            assert!(rules::find(name).is_some(), "{} {}: no rule {name}", change.name, answer.code);
        }
        assert!(names.iter().collect::<BTreeSet<_>>().len() == names.len(), "{names:?}");
        assert!(!names.is_empty() || matches!(answer.foreseen, Foreseen::NotHere(_)), "{}", answer.code);
    }
}

/// Codes that the format's description gives a rule, although the marketplace raises them for
/// something near by: the table names no rule for what no file can show.
const LOOSE: [(&str, &str); 3] = [
    ("pricing-total-mismatch", "INCOMPATIBLE_TERMS"),
    ("renewal-without-schedule", "INCOMPATIBLE_TERMS"),
    ("replacement-differs", "INCOMPATIBLE_TERMS"),
];

/// The table may name more rules for a code than have it as their own: those that refuse a file
/// before it could come to that.
#[test]
fn the_table_names_every_rule_for_its_own_codes() {
    let told: BTreeSet<(&str, &str)> = rows()
        .flat_map(|(_, answer)| answer.foreseen.rules().iter().map(|rule| (*rule, answer.code)))
        .collect();
    let own: BTreeSet<(&str, &str)> =
        rules::ALL.iter().flat_map(|rule| rule.codes.iter().map(|code| (rule.name, *code))).collect();
    let missing: Vec<_> = own.difference(&told).copied().collect();
    assert_eq!(missing, LOOSE, "rules have codes for which the table does not name them");
    let codes = codes::names();
    assert!(own.iter().all(|(_, code)| codes.contains(code)));
}

#[test]
fn a_meaning_is_a_sentence_and_a_reason_a_clause() {
    for (_, answer) in rows() {
        let meaning = answer.meaning;
        assert!(meaning.starts_with(char::is_uppercase) && !meaning.ends_with('.'), "{meaning}");
        if let Some(reason) = answer.foreseen.reason() {
            let own = reason.starts_with(|c: char| c.is_lowercase() || c == '`');
            assert!(own && !reason.ends_with('.'), "{reason}");
        }
        for text in [Some(meaning), answer.foreseen.reason()].into_iter().flatten() {
            assert!(!text.contains("  ") && !text.contains('|'), "{text}");
        }
    }
}

#[test]
fn the_page_of_codes_is_fresh() {
    support::golden(Path::new("docs/codes.md"), &codes::page("rules"));
}

fn explain(name: &str) -> (Option<i32>, String) {
    let mut program = Command::new(env!("CARGO_BIN_EXE_paysched"));
    let output = support::scrubbed(&mut program).args(["explain", name]).output().unwrap();
    let text = if output.status.success() { output.stdout } else { output.stderr };
    (output.status.code(), String::from_utf8(text).unwrap())
}

#[test]
fn every_code_is_explained() {
    for (change, answer) in rows() {
        let (status, text) = explain(answer.code);
        assert_eq!(status, Some(0), "{}", answer.code);
        let whose = format!("\n{} of {} (", change.name, change.entity.word());
        assert!(text.contains(&whose) && text.contains(&format!("\n- {}\n", answer.meaning)), "{text}");
        for rule in answer.foreseen.rules() {
            let summary = rules::find(rule).unwrap().summary();
            assert!(text.contains(&format!("\n  {rule:<40} {summary}\n")), "{text}");
        }
        assert!(answer.foreseen.reason().is_none_or(|reason| text.contains(reason)), "{text}");
        let pointer = text.contains("`paysched explain RULE`");
        assert_eq!(
            pointer,
            codes::find(answer.code).any(|(_, a)| a.iter().any(|a| !a.foreseen.rules().is_empty()))
        );
    }
}

#[test]
fn a_code_is_found_in_any_case_and_a_misspelt_one_is_suggested() {
    assert_eq!(explain("too_many_charges"), explain("TOO_MANY_CHARGES"));
    assert_eq!(explain("too-many-charges"), explain("TOO_MANY_CHARGES"));
    let (status, text) = explain("TO_MANY_CHARGES");
    assert_eq!(status, Some(2));
    assert!(text.contains("did you mean `TOO_MANY_CHARGES`?"), "{text}");
    let (status, text) = explain("total-mismach");
    assert_eq!(status, Some(2));
    assert!(text.contains("did you mean `total-mismatch`?"), "{text}");
    let (status, text) = explain("SOMETHING_ELSE");
    assert_eq!(status, Some(2));
    assert!(!text.contains("did you mean"), "{text}");
}

/// The examples under one heading of `codes.md`: whether it is refused, and the rules that speak.
type Shown = Vec<(bool, Vec<&'static str>)>;

/// A public change set with the changes of a fence.
fn changed(fence: &Fence) -> Value {
    let base =
        fence.info.split_whitespace().find_map(|word| word.strip_prefix("base=")).unwrap_or("saas-fps");
    let path = Path::new("tests/fixtures/aws/changesets").join(base).with_extension("json");
    let mut request: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let edits: serde_json::Map<String, Value> = serde_json::from_str(&fence.text).unwrap();
    for (way, value) in edits {
        let changes = request["ChangeSet"].as_array_mut().unwrap();
        let (change, way) = way.split_once('/').unwrap_or((&way, ""));
        let at = changes.iter().position(|one| one["ChangeType"] == change);
        let Some((parent, member)) = way.rsplit_once('/').or((!way.is_empty()).then_some(("", way))) else {
            match at {
                Some(at) => drop(changes.remove(at)),
                None => {
                    let entity = changes.last().unwrap()["Entity"].clone();
                    let new = json!({"ChangeType": change, "Entity": entity, "DetailsDocument": value});
                    changes.insert(changes.len() - 1, new);
                }
            }
            continue;
        };
        let details = &mut changes[at.unwrap()]["DetailsDocument"];
        let parent = if parent.is_empty() { String::new() } else { format!("/{parent}") };
        match (details.pointer_mut(&parent).unwrap(), value) {
            (Value::Object(members), Value::Null) => drop(members.remove(member).unwrap()),
            (Value::Object(members), value) => drop(members.insert(member.to_owned(), value)),
            (Value::Array(items), value) if member == "-" => items.push(value),
            (Value::Array(items), value) => items[member.parse::<usize>().unwrap()] = value,
            (other, _) => panic!("{other} has no {member}"),
        }
    }
    request
}

/// The examples of `codes.md`, by heading, which names a code and what it means.
fn shown() -> BTreeMap<String, Shown> {
    let mut shown: BTreeMap<String, Shown> = BTreeMap::new();
    let mut scene = Scene::bare();
    let mut heading = String::new();
    for fence in fences(&std::fs::read_to_string("tests/codes.md").unwrap()) {
        if fence.heading != heading {
            heading.clone_from(&fence.heading);
            scene = Scene::bare();
        }
        let has = |word: &str| fence.info.split_whitespace().any(|own| own == word);
        scene.settings.as_of = match fence.info.starts_with("json") {
            true => parse_date("2023-12-01").unwrap(),
            false => support::settings().as_of,
        };
        if scene.take(&fence) {
            continue;
        }
        let level = if has("ready") { Level::Error } else { Level::Off };
        scene.settings.levels.set("not-ready-for-release", level).unwrap();
        let report = match fence.info.starts_with("json") {
            true => {
                let text = changed(&fence).to_string();
                paysched::check(&SourceFile::new("request.json", text), &scene.settings).report
            }
            false => support::check_with(&support::complete(&fence.text), &scene.settings, &scene.files),
        };
        let refused = has("refused");
        assert!(refused != has("taken"), "{heading}: an example is refused or taken");
        let wanted = if has("warned") { Severity::Warning } else { Severity::Error };
        for finding in &report.diagnostics {
            assert_eq!(finding.severity, wanted, "{heading}:\n{}\n{}", fence.text, finding.message);
        }
        let rules = support::names(&report);
        assert_eq!(rules.len(), usize::from(refused), "{heading}:\n{}\n{rules:?}", fence.text);
        shown.entry(heading.clone()).or_default().push((refused, rules));
    }
    shown
}

#[test]
fn every_refusal_that_a_file_can_show_is_shown_on_both_sides_of_its_bound() {
    let shown = shown();
    let mut wanted: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    for (_, answer) in rows().filter(|(_, answer)| !answer.foreseen.rules().is_empty()) {
        let heading = format!("{}: {}", answer.code, answer.meaning);
        wanted.entry(heading).or_default().extend(answer.foreseen.rules());
    }
    assert_eq!(shown.keys().collect::<Vec<_>>(), wanted.keys().collect::<Vec<_>>());
    for (heading, examples) in shown {
        let rules = &wanted[&heading];
        for side in [true, false] {
            assert!(examples.iter().any(|(refused, _)| *refused == side), "{heading}: one side is missing");
        }
        for name in examples.iter().flat_map(|(_, names)| names) {
            assert!(rules.contains(name), "{heading}: the table does not name {name}");
        }
    }
}
