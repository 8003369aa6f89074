//! Every rule's own examples do what they say, and so do the literate cases of `tests/rules/`.

mod shown;

use crate::support;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use paysched::internals::lint::rules::{self, Level, Rule};
use paysched::internals::lint::{FileReport, Found, Levels, Settings};
use paysched::internals::text::source::SourceFile;
use paysched::internals::text::yaml;
use paysched::offer::{Amount, parse_date};

/// A fenced block with what stands behind its opening fence.
pub(crate) struct Fence {
    pub(crate) heading: String,
    pub(crate) info: String,
    pub(crate) text: String,
    /// The line of its closing fence, from 0.
    end: usize,
}

pub(crate) fn fences(markdown: &str) -> Vec<Fence> {
    let mut found = Vec::new();
    let mut heading = String::new();
    let mut open: Option<Fence> = None;
    for (number, line) in markdown.lines().enumerate() {
        match (&mut open, line.strip_prefix("```")) {
            (Some(_), Some("")) => found.extend(open.take().map(|fence| Fence { end: number, ..fence })),
            (Some(fence), _) => writeln!(fence.text, "{line}").unwrap(),
            (None, Some(info)) => {
                open = Some(Fence {
                    heading: heading.clone(),
                    info: info.to_owned(),
                    text: String::new(),
                    end: number,
                });
            }
            (None, None) => {
                if let Some(title) = line.strip_prefix('#') {
                    heading = title.trim_start_matches('#').trim().to_owned();
                }
            }
        }
    }
    assert!(open.is_none(), "a fence is never closed under {heading}");
    found
}

/// What the fences before an example said of its surroundings.
pub(crate) struct Scene {
    pub(crate) settings: Settings,
    pub(crate) files: support::Files,
}

impl Scene {
    /// Nothing but the offer.
    pub(crate) fn bare() -> Self {
        Self { settings: support::settings(), files: support::Files(BTreeMap::new()) }
    }

    fn new(rule: &Rule) -> Self {
        let mut scene = Self::bare();
        if rule.level == Level::Off {
            scene.settings.levels.set(rule.name, Level::Warning).unwrap();
        }
        scene
    }

    /// Takes in a fence that is no example: a register, a file beside it, or options.
    /// An as-of day stands in the example's own fence.
    pub(crate) fn take(&mut self, fence: &Fence) -> bool {
        let words: Vec<&str> = fence.info.split_whitespace().collect();
        for word in &words {
            if let Some(day) = word.strip_prefix("as-of=") {
                self.settings.as_of = parse_date(day).unwrap();
            } else if let Some(path) = word.strip_prefix("file=") {
                self.files.0.insert(path.to_owned(), support::complete(&fence.text));
                return true;
            } else if let Some(path) = word.strip_prefix("twin=") {
                self.files.0.insert(support::TWIN.to_owned(), path.to_owned());
            } else if *word == "walked" {
                self.settings.found = Found::Walked;
            } else if *word == "before" {
                self.files.0.insert(support::BEFORE.to_owned(), support::complete(&fence.text));
                return true;
            } else if *word == "accounts" {
                let file = SourceFile::new("accounts.yaml", fence.text.clone());
                let documents = yaml::parse(&file);
                let (register, mistakes) = paysched::offer::accounts::read(&file, &documents[0]);
                assert!(mistakes.is_empty(), "{mistakes:?}");
                self.settings.accounts = register.into();
                return true;
            } else if let Some(setting) = word.strip_prefix("set:") {
                self.set(setting);
            }
        }
        false
    }

    /// `set:key=value` of the configuration's thresholds.
    fn set(&mut self, setting: &str) {
        let (key, value) = setting.split_once('=').unwrap();
        let options = &mut self.settings.options;
        match key {
            "days_after_acceptance" => options.days_after_acceptance = value.parse().unwrap(),
            "months_between_invoices" => options.months_between_invoices = value.parse().unwrap(),
            "days_to_extend" => options.days_to_extend = value.parse().unwrap(),
            "seller_country" => options.seller_country = Some(value.to_owned()),
            "dimension_limits" => options.api_dimension_limits = value == "api",
            "holidays" => {
                self.settings.calendar =
                    paysched::internals::schedule::Calendar::built_in(value).unwrap().into();
            }
            currency if currency.len() == 3 => {
                options.smallest_installment.insert(currency.to_owned(), Amount::parse(value).unwrap());
            }
            other => panic!("no such setting: {other}"),
        }
    }
}

/// Checks every example of a text in the scene that the fences before it set.
fn each_example(rule: &Rule, markdown: &str, mut see: impl FnMut(&Fence, &str, &FileReport)) {
    each_scene(rule, markdown, |fence, text, scene| {
        see(fence, text, &support::check_with(text, &scene.settings, &scene.files));
    });
}

/// Every example of a text with the scene that the fences before it set.
fn each_scene(rule: &Rule, markdown: &str, mut see: impl FnMut(&Fence, &str, &Scene)) {
    let mut scene = Scene::new(rule);
    let mut heading = String::new();
    let is_example = |fence: &Fence| fence.info.starts_with("yaml") || fence.info.starts_with("json");
    for fence in fences(markdown).into_iter().filter(is_example) {
        if fence.heading != heading {
            scene = Scene::new(rule);
            heading.clone_from(&fence.heading);
        }
        if !scene.take(&fence) {
            let words: Vec<&str> = fence.info.split_whitespace().collect();
            let text = match words.first() {
                Some(&"json") => support::complete_json(&fence.text, &words),
                _ => support::complete(&fence.text),
            };
            see(&fence, &text, &scene);
        }
    }
}

/// Holds every example to its heading; gives how many fail and how many pass.
fn run_examples(rule: &Rule, markdown: &str) -> [usize; 2] {
    let mut counts = [0, 0];
    each_example(rule, markdown, |fence, text, report| {
        let mut found = support::names(report);
        found.sort_unstable();
        let heading = &fence.heading;
        let story = || {
            let all = report.diagnostics.iter().map(|d| format!("{}: {}\n", d.rule, d.message));
            format!("{}: an example under {heading:?} of\n{text}\n{}", rule.name, all.collect::<String>())
        };
        if heading.starts_with("Fails") {
            counts[0] += 1;
            // A mistake that breaks two rules at once says so: `also=another-rule`.
            let also = fence.info.split_whitespace().filter_map(|word| word.strip_prefix("also="));
            let mut expected: Vec<&str> = also.chain([rule.name]).collect();
            expected.sort_unstable();
            assert_eq!(found, expected, "{}", story());
            let finding = report.diagnostics.iter().find(|d| d.rule == rule.name).unwrap();
            assert!(finding.fix.is_none() || rule.fix.is_some(), "{} has an undeclared fix", rule.name);
            if let (Some(fix), Some(declared)) = (&finding.fix, rule.fix) {
                assert_eq!(fix.applicability, declared, "{}", rule.name);
            }
        } else if heading.starts_with("Passes") {
            counts[1] += 1;
            assert!(found.is_empty(), "{}", story());
        } else {
            panic!("{}: a yaml example stands under {heading:?}, not under Fails or Passes", rule.name);
        }
    });
    counts
}

/// A doc comment's text without the blank that stands after its slashes.
fn bare(docs: &str) -> String {
    docs.lines().map(|line| format!("{}\n", line.strip_prefix(' ').unwrap_or(line))).collect()
}

/// All rules, or the one that the environment variable RULE names, for working on it.
fn wanted() -> impl Iterator<Item = &'static Rule> {
    let only = std::env::var("RULE").ok();
    rules::ALL.iter().copied().filter(move |rule| only.as_ref().is_none_or(|name| name == rule.name))
}

#[test]
fn every_example_of_every_rule_does_what_it_says() {
    for rule in wanted() {
        let [fails, passes] = run_examples(rule, &bare(rule.docs));
        assert!(fails > 0, "{} has no example under `### Fails`", rule.name);
        assert!(passes > 0, "{} has no example under `### Passes`", rule.name);
    }
}

#[test]
fn every_literate_case_does_what_it_says() {
    for entry in std::fs::read_dir("tests/rules").unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let rule = rules::find(&name).unwrap_or_else(|| panic!("{} is named after no rule", path.display()));
        if wanted().any(|wanted| wanted.name == name) {
            let page = std::fs::read_to_string(&path).unwrap();
            let [fails, passes] = run_examples(rule, &page);
            assert!(fails + passes > 0, "{name} has no case");
            let mut seen = Vec::new();
            each_example(rule, &page, |fence, text, report| {
                if fence.heading.starts_with("Fails") {
                    seen.push((fence.end, shown::findings(text, &report.diagnostics)));
                }
            });
            support::golden(&path, &shown::refreshed(&page, &seen));
        }
    }
}

/// Hands the examples to readers of others: each is written into a folder, `docs` those of the
/// manual pages, `cases` those of `tests/rules/`; the environment variable EXAMPLES names it.
#[test]
fn the_examples_can_be_handed_on() {
    let own = tempfile::tempdir().unwrap();
    let folder = std::env::var_os("EXAMPLES").map_or_else(|| own.path().to_owned(), Into::into);
    for rule in wanted() {
        let case = std::fs::read_to_string(format!("tests/rules/{}.md", rule.name)).unwrap_or_default();
        for (name, markdown) in [("docs", bare(rule.docs)), ("cases", case)] {
            let folder = folder.join(name);
            std::fs::create_dir_all(&folder).unwrap();
            let mut number = 0;
            each_example(rule, &markdown, |fence, text, _| {
                number += 1;
                let verdict = if fence.heading.starts_with("Fails") { "fails" } else { "passes" };
                let kind = fence.info.split_whitespace().next().unwrap();
                let file = format!("{}.{number:02}.{verdict}.{kind}", rule.name);
                std::fs::write(folder.join(file), text).unwrap();
            });
            // What is handed on is what the pages have, and it is whole without them.
            let written = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path());
            let of_rule = |path: &std::path::PathBuf| {
                path.file_name().unwrap().to_str().unwrap().starts_with(&format!("{}.", rule.name))
            };
            let written: Vec<_> = written.filter(of_rule).collect();
            assert_eq!(written.len(), number, "{} in {name}", rule.name);
            assert!(number >= 2 || name == "cases", "{} has no pair of examples", rule.name);
            let is_text = |path: &std::path::PathBuf| !std::fs::read(path).unwrap().is_empty();
            assert!(written.iter().all(is_text), "{} in {name}", rule.name);
        }
    }
}

/// Checks every example and case of every rule, on its day and on the day after.
pub(crate) fn each_report_of_two_days(mut see: impl FnMut(&FileReport, &FileReport)) {
    for rule in rules::ALL {
        let case = std::fs::read_to_string(format!("tests/rules/{}.md", rule.name)).unwrap_or_default();
        for markdown in [bare(rule.docs), case] {
            each_scene(rule, &markdown, |_, text, scene| {
                let mut tomorrow = scene.settings.clone();
                tomorrow.as_of = tomorrow.as_of.succ_opt().unwrap();
                let today = support::check_with(text, &scene.settings, &scene.files);
                see(&today, &support::check_with(text, &tomorrow, &scene.files));
            });
        }
    }
}

/// Checks every example and case of every rule.
pub(crate) fn each_report(mut see: impl FnMut(&FileReport)) {
    for rule in rules::ALL {
        let case = std::fs::read_to_string(format!("tests/rules/{}.md", rule.name)).unwrap_or_default();
        for markdown in [bare(rule.docs), case] {
            each_example(rule, &markdown, |_, _, report| see(report));
        }
    }
}

#[test]
fn the_generated_pages_are_fresh() {
    for rule in rules::ALL {
        support::golden(
            &Path::new("docs/rules").join(rule.name).with_extension("md"),
            &rules::manual::page(rule),
        );
    }
    support::golden(Path::new("docs/rules.md"), &rules::manual::index("rules"));
    let pages = std::fs::read_dir("docs/rules").unwrap().count();
    assert_eq!(pages, rules::ALL.len(), "docs/rules has a page of a rule that is gone");
}

#[test]
fn every_rule_is_whole() {
    let mut seen = std::collections::BTreeSet::new();
    for rule in wanted() {
        let name = rule.name;
        assert!(seen.insert(name), "{name} is listed twice");
        assert!(name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-'), "{name}");
        let stem = Path::new(rule.file).file_stem().unwrap().to_str().unwrap();
        assert_eq!(stem.replace('_', "-"), name, "{} declares {name}", rule.file);
        assert!(!rule.reference.contains("STUB") && rule.reference.len() > 10, "{name} has no reference");
        assert!(rule.summary().len() > 10 && !rule.docs.contains("STUB"), "{name} has no summary");
        assert!(rule.docs.contains("## Why"), "{name} does not say why");
        assert!(rule.docs.contains("## What to do"), "{name} does not say what to do");
    }
}

/// `tests/rules.tsv` has the facts of the format's description: a rule's level and codes are part of
/// what others build on.
#[test]
fn every_rule_is_what_the_description_of_the_format_says() {
    let table = std::fs::read_to_string("tests/rules.tsv").unwrap();
    let rows: Vec<Vec<&str>> =
        table.lines().filter(|l| !l.starts_with('#')).map(|l| l.split('\t').collect()).collect();
    assert_eq!(rows.len(), rules::ALL.len());
    for row in rows {
        let rule = rules::find(row[0]).unwrap_or_else(|| panic!("{} is missing", row[0]));
        assert_eq!(rule.level.word(), row[1], "{}", rule.name);
        assert_eq!(rule.lowerable, row[2] == "lowerable", "{}", rule.name);
        let codes: Vec<&str> = row[3].split_whitespace().collect();
        assert_eq!(rule.codes, codes, "{}", rule.name);
    }
}

#[test]
fn every_rule_file_is_listed() {
    let mut files = 0;
    for topic in std::fs::read_dir("src/lint/rules").unwrap() {
        let path = topic.unwrap().path();
        if path.is_dir() {
            files += std::fs::read_dir(path).unwrap().count();
        }
    }
    assert_eq!(files, rules::ALL.len());
}

/// Which rules these are is the description's to say: `tests/rules.tsv`.
#[test]
fn what_cannot_be_read_cannot_be_lowered() {
    let table = std::fs::read_to_string("tests/rules.tsv").unwrap();
    let mut fixed = 0;
    for row in table.lines().filter(|line| !line.starts_with('#')) {
        let row: Vec<&str> = row.split('\t').collect();
        let lowered = [Level::Off, Level::Info, Level::Warning]
            .map(|level| Levels::default().set(row[0], level).is_ok());
        let may = row[2] == "lowerable";
        assert!(may || row[1] == "error", "{} is no error, and may not be lowered", row[0]);
        assert_eq!(lowered, [may; 3], "{}", row[0]);
        assert!(Levels::default().set(row[0], Level::Error).is_ok(), "{}", row[0]);
        fixed += usize::from(!may);
    }
    assert!(fixed >= 5, "{fixed}");
}
