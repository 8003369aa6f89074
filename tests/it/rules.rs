//! Every rule's own examples do what they say, and so do the literate cases of `tests/rules/`.

mod shown;

use crate::support;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;
use std::sync::OnceLock;

use paysched::internals::lint::rules::{self, Level, Rule};
use paysched::internals::lint::{FileReport, Found, Levels, Related, Settings};
use paysched::internals::text::diagnostic::Diagnostic;
use paysched::internals::text::source::SourceFile;
use paysched::internals::text::yaml;
use paysched::offer::{Amount, parse_date};

/// A fenced block with what stands behind its opening fence.
#[derive(Clone)]
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
#[derive(Clone)]
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
            } else if let Some(path) = word.strip_prefix("overlap=") {
                self.files.0.insert(support::OVERLAP.to_owned(), path.to_owned());
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
            "concurrent_agreements" => {
                options.concurrent_agreements.insert(value.to_owned());
            }
            "dimension_limits" => options.api_dimension_limits = value == "api",
            "holidays" => {
                self.settings.holidays =
                    paysched::internals::schedule::Holidays::built_in(value).unwrap().into();
            }
            currency if currency.len() == 3 => {
                options.smallest_installment.insert(currency.to_owned(), Amount::parse(value).unwrap());
            }
            other => panic!("no such setting: {other}"),
        }
    }
}

/// An example of a rule, checked in the scene that the fences before it set.
pub(crate) struct Example {
    rule: &'static Rule,
    /// `docs` if it stands in the rule's manual page, `cases` if in `tests/rules/`.
    page: &'static str,
    fence: Fence,
    pub(crate) text: String,
    scene: Scene,
    pub(crate) report: FileReport,
}

/// Every example and case of every rule, checked once for all tests.
pub(crate) fn examples() -> &'static [Example] {
    static ALL: OnceLock<Vec<Example>> = OnceLock::new();
    ALL.get_or_init(|| {
        let mut all = Vec::new();
        for rule in rules::ALL {
            let case = std::fs::read_to_string(format!("tests/rules/{}.md", rule.name)).unwrap_or_default();
            for (page, markdown) in [("docs", bare(rule.docs)), ("cases", case)] {
                each_scene(rule, &markdown, |fence, text, scene| {
                    let report = report(fence, text, scene);
                    let (fence, text, scene) = (fence.clone(), text.to_owned(), scene.clone());
                    all.push(Example { rule, page, fence, text, scene, report });
                });
            }
        }
        all
    })
}

fn report(fence: &Fence, text: &str, scene: &Scene) -> FileReport {
    let mut files = scene.files.clone();
    let before = files.0.get(support::BEFORE).cloned();
    let elsewhere = fence.info.split(' ').any(|word| word == "elsewhere");
    files.0.retain(|name, _| !elsewhere || name != support::BEFORE);
    let mut report = support::check_with(text, &scene.settings, &files);
    if let Some(before) = before.filter(|_| elsewhere) {
        report.diagnostics.extend(gone(&before, text, &scene.settings));
    }
    report
}

fn examples_of(rule: &Rule, page: &str) -> impl Iterator<Item = &'static Example> {
    examples().iter().filter(move |example| example.rule.name == rule.name && example.page == page)
}

/// The finding of an earlier offer that `now`, at another place, may be: found around a whole run.
fn gone(before: &str, now: &str, settings: &Settings) -> Option<Diagnostic> {
    let read =
        |path: &str, text: &str| Related::read(&SourceFile::new(path, text), &settings.holidays).unwrap();
    let (before, now) = (read(support::BEFORE, before), read("now", now));
    let same_id = before.offer.id.get().is_some() && before.offer.id.get() == now.offer.id.get();
    let stays = same_id || rules::is_unchanged(&before, &now);
    rules::gone(&before).filter(|_| rules::is_in_force(&before, settings.as_of) && !stays)
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
            see(&fence, &completed(&fence), &scene);
        }
    }
}

/// The offer file or the request that an example stands for.
pub(crate) fn completed(fence: &Fence) -> String {
    let words: Vec<&str> = fence.info.split_whitespace().collect();
    match words.first() {
        Some(&"json") => support::complete_json(&fence.text, &words),
        _ => support::complete(&fence.text),
    }
}

/// Holds every example to its heading; gives how many fail and how many pass.
fn run_examples(rule: &Rule, page: &str) -> [usize; 2] {
    let mut counts = [0, 0];
    for Example { fence, text, report, .. } in examples_of(rule, page) {
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
                // A rule that declares a safe fix may call one in doubt unsafe, never the other way round.
                assert!(fix.applicability >= declared, "{}", rule.name);
            }
        } else if heading.starts_with("Passes") {
            counts[1] += 1;
            assert!(found.is_empty(), "{}", story());
        } else {
            panic!("{}: a yaml example stands under {heading:?}, not under Fails or Passes", rule.name);
        }
    }
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
        let [fails, passes] = run_examples(rule, "docs");
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
            let [fails, passes] = run_examples(rule, "cases");
            assert!(fails + passes > 0, "{name} has no case");
            let failing =
                examples_of(rule, "cases").filter(|example| example.fence.heading.starts_with("Fails"));
            let seen: Vec<_> =
                failing.map(|e| (e.fence.end, shown::findings(&e.text, &e.report.diagnostics))).collect();
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
    for page in ["docs", "cases"] {
        let folder = folder.join(page);
        std::fs::create_dir_all(&folder).unwrap();
        let mut numbers = BTreeMap::new();
        for rule in wanted() {
            let mut number = 0;
            for Example { fence, text, .. } in examples_of(rule, page) {
                number += 1;
                let verdict = if fence.heading.starts_with("Fails") { "fails" } else { "passes" };
                let kind = fence.info.split_whitespace().next().unwrap();
                let file = format!("{}.{number:02}.{verdict}.{kind}", rule.name);
                std::fs::write(folder.join(file), text).unwrap();
            }
            assert!(number >= 2 || page == "cases", "{} has no pair of examples", rule.name);
            numbers.insert(rule.name, number);
        }
        // What is handed on is what the pages have, and it is whole without them.
        let mut written = BTreeMap::new();
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            assert!(!std::fs::read(&path).unwrap().is_empty(), "{}", path.display());
            let name = path.file_name().unwrap().to_str().unwrap().split('.').next().unwrap().to_owned();
            *written.entry(name).or_insert(0) += 1;
        }
        for (rule, number) in numbers {
            assert_eq!(written.get(rule).copied().unwrap_or(0), number, "{rule} in {page}");
        }
    }
}

impl Example {
    /// What is found on the day after.
    pub(crate) fn tomorrow(&self) -> FileReport {
        let mut settings = self.scene.settings.clone();
        settings.as_of = settings.as_of.succ_opt().unwrap();
        support::check_with(&self.text, &settings, &self.scene.files)
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
