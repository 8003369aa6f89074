//! One fault of YAML at each line of real offers, and one wrong date elsewhere: how often the fault is
//! named on its own line, the wrong date is still found, and nothing else is raised.

use std::fmt::Write as _;
use std::ops::RangeInclusive;
use std::path::Path;

use crate::support::{BASE, check};
use paysched::internals::text::diagnostic::Diagnostic;

/// Offers in block and flow style, several in a file, and in Japanese.
const FILES: [&str; 6] = [
    "upfront-quarterly.yaml",
    "log-monitoring-tiers.yaml",
    "ramp-with-raise.yaml",
    "japan/yen-step-1000.yaml",
    "renewal-with-installments.yaml",
    "fractions-and-weights.yaml",
];

/// The date that is wrong in every text.
const WRONG: &str = "2027-02-45";

/// One line in so many is tried with each kind; `FAULT=all` tries all, `FAULT="tab behind the dash"` one
/// kind, and both show every case that fell short.
const PART: usize = 5;

/// A line of a text, as a fault needs to know it.
struct Line<'t> {
    /// The blanks before it.
    indent: &'t str,
    /// The dash of an item with its blank, or nothing.
    dash: &'t str,
    /// What follows.
    rest: &'t str,
    /// Its key, if it has one.
    key: Option<&'t str>,
    /// What follows the key's colon.
    value: &'t str,
    /// The line below.
    next: &'t str,
}

/// What stands in place of the line; `None` where the fault cannot be made. A text that ends with `\u{1}`
/// takes the place of the line below, too.
type Fault = fn(&Line<'_>) -> Option<String>;

impl<'t> Line<'t> {
    fn new(text: &'t str, next: &'t str) -> Self {
        let bare = text.trim_start_matches(' ');
        let indent = &text[..text.len() - bare.len()];
        let (dash, rest) = if bare.starts_with("- ") { bare.split_at(2) } else { ("", bare) };
        let pair =
            rest.split_once(':').filter(|(key, _)| key.chars().all(|c| c.is_alphanumeric() || c == '_'));
        let (key, value) = pair.map_or((None, rest), |(key, value)| (Some(key), value.trim_start()));
        Self { indent, dash, rest, key, value, next }
    }

    /// With another text behind its dash.
    fn with(&self, rest: impl AsRef<str>) -> Option<String> {
        Some(format!("{}{}{}", self.indent, self.dash, rest.as_ref()))
    }

    /// With another dash.
    fn dashed(&self, dash: &str) -> Option<String> {
        (!self.dash.is_empty()).then(|| format!("{}{dash}{}", self.indent, self.rest))
    }

    /// With another indentation.
    fn indented(&self, indent: &str) -> Option<String> {
        Some(format!("{indent}{}{}", self.dash, self.rest))
    }

    /// With something else between a key and its value.
    fn colon(&self, colon: &str) -> Option<String> {
        let key = self.key.filter(|_| !self.value.is_empty())?;
        self.with(format!("{key}{colon}{}", self.value))
    }

    /// With another value.
    fn valued(&self, value: impl AsRef<str>) -> Option<String> {
        self.with(format!("{}: {}", self.key?, value.as_ref()))
    }

    /// With another value in place of a plain text.
    fn plain(&self, value: impl Fn(&str) -> String) -> Option<String> {
        let plain = !self.value.is_empty() && !self.value.starts_with(['{', '[', '"']);
        self.valued(plain.then(|| value(self.value))?)
    }

    /// With the last of some characters replaced.
    fn last(&self, old: &str, new: &str) -> Option<String> {
        let at = self.rest.rfind(old)?;
        self.with(format!("{}{new}{}", &self.rest[..at], &self.rest[at + old.len()..]))
    }

    /// With the first of some characters replaced.
    fn first(&self, old: &str, new: &str) -> Option<String> {
        self.with(self.rest.contains(old).then(|| self.rest.replacen(old, new, 1))?)
    }

    /// As it is, with a line before or behind it.
    fn whole(&self) -> String {
        format!("{}{}{}", self.indent, self.dash, self.rest)
    }

    /// A line that came along behind it.
    fn followed(&self, line: &str) -> Option<String> {
        Some(format!("{}\n{line}", self.whole()))
    }

    fn below(&self) -> Option<&'t str> {
        let same = self.next.len() - self.next.trim_start().len() == self.indent.len();
        (same && self.dash.is_empty() && !self.next.trim().is_empty()).then(|| self.next.trim_start())
    }
}

/// The kinds of faults, each with the least share of cases, in percent, in which it is named on its line,
/// the wrong date is found, and nothing else is.
const FAULTS: [(&str, Fault, [usize; 3]); 72] = [
    ("tab for indentation", |l| (!l.indent.is_empty()).then(|| l.indented("\t"))?, [100; 3]),
    ("tab before the key", |l| l.indented(&format!("{}\t", l.indent)), [100; 3]),
    ("missing colon", |l| l.colon(" "), [100; 3]),
    ("missing blank behind the colon", |l| l.colon(":"), [100; 3]),
    ("missing blank inside braces", |l| l.last(": ", ":").filter(|_| l.rest.contains('{')), [100; 3]),
    ("quote opened", |l| l.plain(|v| format!("\"{v}")), [100; 3]),
    ("quote closed", |l| l.plain(|v| format!("{v}\"")), [100; 3]),
    ("quote inside quotes", |l| l.plain(|v| format!("\"{v}\" x")), [100; 3]),
    ("single quote opened", |l| l.plain(|v| format!("'{v}")), [100; 3]),
    ("closing quote lost", |l| l.last("\"", ""), [100; 3]),
    ("opening quote lost", |l| l.first("\"", ""), [100; 3]),
    ("closing brace lost", |l| l.last("}", ""), [100; 3]),
    ("opening brace lost", |l| l.first("{", ""), [100; 3]),
    ("brace too many", |l| l.last("}", "}}"), [100; 3]),
    ("brace opened twice", |l| l.first("{", "{{"), [100; 3]),
    ("brace closed by a bracket", |l| l.last("}", "]"), [100; 3]),
    ("brace at the end", |l| l.plain(|v| format!("{v}}}")), [100; 3]),
    ("bracket at the start", |l| l.plain(|v| format!("[{v}")), [100; 3]),
    (
        "parentheses for braces",
        |l| l.first("{", "(")?.contains('}').then(|| l.with(l.rest.replace('{', "(").replace('}', ")")))?,
        [100; 3],
    ),
    ("one blank more", |l| l.indented(&format!("{} ", l.indent)), [100; 3]),
    ("one blank less", |l| l.indented(l.indent.strip_suffix(' ')?), [100; 3]),
    ("two blanks more", |l| l.indented(&format!("{}  ", l.indent)), [97, 100, 100]),
    ("two blanks less", |l| l.indented(l.indent.strip_suffix("  ")?), [100, 100, 78]),
    ("no indentation", |l| l.indented("").filter(|_| l.indent.len() > 2), [100; 3]),
    ("dash lost", |l| l.dashed(""), [100; 3]),
    ("dash made a blank", |l| l.dashed("  "), [100; 3]),
    ("dash without blank", |l| l.dashed("-"), [100; 3]),
    ("two dashes", |l| l.dashed("- - "), [100; 3]),
    ("double dash", |l| l.dashed("-- "), [100; 3]),
    ("dash too many", |l| l.dash.is_empty().then(|| l.with(format!("- {}", l.rest)))?, [100; 3]),
    ("second colon", |l| l.plain(|v| format!("{v}: x")), [100; 3]),
    ("number sign", |l| l.last("}", " #1}"), [100; 3]),
    ("number sign glued", |l| l.last("}", "}#1").or_else(|| l.last("\"", "\"#1")), [100; 3]),
    ("at sign", |l| l.plain(|v| format!("@{v}")), [100; 3]),
    ("backtick", |l| l.plain(|v| format!("`{v}`")), [100; 3]),
    ("percent sign", |l| l.plain(|v| format!("%{v}")), [100; 3]),
    ("ampersand", |l| l.plain(|v| format!("& {v}")), [100; 3]),
    ("asterisk", |l| l.plain(|v| format!("*{v}")), [100; 3]),
    ("exclamation mark", |l| l.plain(|v| format!("!{v}")), [100, 100, 92]),
    ("bar", |l| l.plain(|v| format!("| {v}")), [100; 3]),
    ("angle", |l| l.plain(|v| format!("> {v}")), [100; 3]),
    ("key twice", |l| l.followed(&l.plain(str::to_owned)?.replace("- ", "  ")), [100; 3]),
    ("key without value", |l| l.plain(|_| String::new()), [100; 3]),
    ("two keys on a line", |l| Some(format!("{}, {}\u{1}", l.plain(str::to_owned)?, l.below()?)), [100; 3]),
    ("merged lines", |l| Some(format!("{}{}\u{1}", l.plain(str::to_owned)?, l.below()?)), [100; 3]),
    ("comma at the end", |l| l.with(format!("{},", l.rest)), [100; 3]),
    ("semicolon for a comma", |l| l.last(", ", "; ").filter(|_| l.rest.contains('{')), [100; 3]),
    ("comma lost", |l| l.last(", ", " ").filter(|_| l.rest.contains('{')), [100; 3]),
    ("equals sign", |l| l.colon(" = "), [100; 3]),
    ("full-width colon", |l| l.colon("："), [100; 3]),
    ("full-width comma", |l| l.last(", ", "，").filter(|_| l.rest.contains('{')), [100; 3]),
    (
        "full-width braces",
        |l| l.with(l.rest.contains('{').then(|| l.rest.replace('{', "｛").replace('}', "｝"))?),
        [100; 3],
    ),
    ("full-width dash", |l| l.dashed("－ "), [100; 3]),
    (
        "ideographic space",
        |l| l.indented(&"　".repeat(l.indent.len() / 2)).filter(|_| !l.indent.is_empty()),
        [100; 3],
    ),
    (
        "no-break space",
        |l| l.indented(&l.indent.replace(' ', "\u{a0}")).filter(|_| !l.indent.is_empty()),
        [100; 3],
    ),
    ("no-break space behind the colon", |l| l.colon(":\u{a0}"), [100; 3]),
    ("byte order mark", |l| Some(format!("\u{feff}{}", l.whole())), [100; 3]),
    (
        "curly quotes",
        |l| l.with(l.rest.contains('"').then(|| l.rest.replacen('"', "“", 1).replacen('"', "”", 1))?),
        [100; 3],
    ),
    ("document start", |l| l.followed("---"), [100; 3]),
    ("document end", |l| l.followed("..."), [100; 3]),
    ("row of a spreadsheet", |l| l.followed("2027-01-15\t6,000.00"), [100, 95, 85]),
    ("row of values and commas", |l| l.followed("2027-01-15,6000.00"), [100, 97, 89]),
    ("comment of slashes", |l| l.followed("// agreed with the buyer"), [100; 3]),
    (
        "slashes behind a value",
        |l| l.last("}", "} // agreed").or_else(|| l.last("\"", "\" // agreed")),
        [100; 3],
    ),
    (
        "line of JSON",
        |l| {
            let key = l.key?;
            l.plain(|v| v.to_owned())?;
            l.with(format!("\"{key}\": \"{}\",", l.value))
        },
        [100; 3],
    ),
    ("line of a sentence", |l| l.followed("Please check with legal"), [100; 3]),
    ("fence of Markdown", |l| l.followed("```"), [100; 3]),
    ("mark of a conflict", |l| l.followed("<<<<<<< HEAD"), [100; 3]),
    ("bullet", |l| l.dashed("• ").or_else(|| l.dashed("* ")), [100; 3]),
    ("asterisk for a dash", |l| l.dashed("* "), [100; 3]),
    ("numbered item", |l| l.dashed("1. "), [100; 3]),
    ("entity", |l| l.with(l.rest.contains('"').then(|| l.rest.replace('"', "&quot;"))?), [100; 3]),
];

/// The same text with the wrong date in place of the first or the last one, and the lines of its entry.
fn with_wrong_date(text: &str, key: &str, last: bool) -> (String, RangeInclusive<usize>) {
    let head = format!("{key}: ");
    let at = if last { text.rfind(&head) } else { text.find(&head) }.unwrap() + head.len();
    let line = text[..at].matches('\n').count();
    let lines: Vec<&str> = text.split('\n').collect();
    let indent = |line: &str| line.len() - line.trim_start().len();
    let inside = |own: &&&str| indent(own) > indent(lines[line]) && !own.trim().is_empty();
    let more = lines[line + 1..].iter().take_while(inside).count();
    (format!("{}{WRONG}{}", &text[..at], &text[at + 10..]), line..=line + more)
}

/// What came of one case.
#[derive(Debug, Default, Clone, Copy)]
struct Tally {
    cases: usize,
    reached: [usize; 3],
    silent: usize,
}

/// The text with the fault in a line, and the lines that it takes up there.
fn faulty(lines: &[&str], at: usize, fault: Fault) -> Option<(String, RangeInclusive<usize>)> {
    let next = lines.get(at + 1).copied().unwrap_or("");
    let made = fault(&Line::new(lines[at], next))?;
    let (made, taken) = made.strip_suffix('\u{1}').map_or((made.as_str(), 1), |made| (made, 2));
    let before = lines[..at].iter().map(|line| format!("{line}\n")).collect::<String>();
    let after = lines[at + taken..].join("\n");
    (made != lines[at]).then(|| (format!("{before}{made}\n{after}"), at..=at + made.matches('\n').count()))
}

fn line_of(text: &str, finding: &Diagnostic) -> usize {
    text[..finding.span().start() as usize].matches('\n').count()
}

/// The reader's own words, which do not say what was done.
fn is_general(finding: &Diagnostic) -> bool {
    finding.labels.iter().any(|label| label.message.template() == "the reader stopped here")
}

fn judged(text: &str, wrong: usize, fault: &RangeInclusive<usize>) -> ([bool; 3], String) {
    let report = check(text);
    let is_wrong = |d: &&Diagnostic| d.rule == "invalid-date" && line_of(text, d) == wrong;
    let found = report.diagnostics.iter().any(|d| is_wrong(&d));
    let others: Vec<&Diagnostic> = report.diagnostics.iter().filter(|d| !is_wrong(d)).collect();
    let named = others.iter().any(|d| fault.contains(&line_of(text, d)) && !is_general(d));
    let shown: String =
        others.iter().map(|d| format!("\n    {}: {}: {}", line_of(text, d) + 1, d.rule, d.message)).collect();
    ([named, found, others.len() <= 1], shown)
}

#[test]
fn a_fault_is_named_on_its_line_and_hides_no_other_mistake() {
    let only = std::env::var("FAULT").ok();
    let mut tallies = vec![Tally::default(); FAULTS.len()];
    for (file, name) in FILES.into_iter().enumerate() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("schedules").join(name);
        let clean = std::fs::read_to_string(path).unwrap();
        assert!(check(&clean).diagnostics.is_empty(), "{name}");
        let wrong = [with_wrong_date(&clean, "accept_by", false), with_wrong_date(&clean, "first", true)];
        for (at, line) in clean.lines().enumerate() {
            if line.trim().is_empty() || line.trim_start().starts_with(['#', '.']) || line == "---" {
                continue;
            }
            for (number, ((kind, fault, _), tally)) in FAULTS.iter().zip(&mut tallies).enumerate() {
                let chosen = |only: &String| only == "all" || only.split('|').any(|only| only == *kind);
                if !only.as_ref().map_or((at + 3 * number + file) % PART == 0, chosen) {
                    continue;
                }
                let lines: Vec<&str> = clean.split('\n').collect();
                let Some((plain, _)) = faulty(&lines, at, *fault) else { continue };
                if check(&plain).diagnostics.is_empty() {
                    tally.silent += 1;
                    if only.is_some() {
                        eprintln!("{kind} | {name}:{}: nothing: {}", at + 1, plain.lines().nth(at).unwrap());
                    }
                    continue;
                }
                for (text, place) in
                    wrong.iter().skip(at % wrong.len()).take(if only.is_some() { 2 } else { 1 })
                {
                    if place.contains(&at)
                        || place.contains(&(at + 1)) && plain.lines().count() < lines.len() - 1
                    {
                        continue;
                    }
                    let lines: Vec<&str> = text.split('\n').collect();
                    let Some((text, own)) = faulty(&lines, at, *fault) else { continue };
                    let line = text[..text.find(WRONG).unwrap()].matches('\n').count();
                    let (good, shown) = judged(&text, line, &own);
                    tally.cases += 1;
                    for (reached, good) in tally.reached.iter_mut().zip(good) {
                        *reached += usize::from(good);
                    }
                    if only.is_some() && good != [true; 3] {
                        let typed = text.lines().nth(at).unwrap_or("");
                        eprintln!(
                            "{kind} | {name}:{}: {good:?} wrong in {}: {typed}{shown}",
                            at + 1,
                            line + 1
                        );
                    }
                }
            }
        }
    }
    let percent = |of: usize, tally: &Tally| of * 100 / tally.cases.max(1);
    let mut table = String::new();
    let mut all = Tally::default();
    let mut worse = Vec::new();
    for ((kind, _, least), tally) in FAULTS.iter().zip(&tallies) {
        let reached = tally.reached.map(|of| percent(of, tally));
        writeln!(table, "{kind:34} {:4} {reached:3?} silent {}", tally.cases, tally.silent).unwrap();
        all.cases += tally.cases;
        all.silent += tally.silent;
        all.reached.iter_mut().zip(tally.reached).for_each(|(sum, of)| *sum += of);
        if only.is_none() && reached.iter().zip(least).any(|(reached, least)| reached < least) {
            worse.push((kind, reached, least));
        }
    }
    assert!(all.cases > 1000, "{table}");
    let sum = all.reached.map(|of| (of * 1000 / all.cases.max(1)) as f64 / 10.0);
    eprintln!("{table}{:34} {:4} {sum:?} silent {}", "all", all.cases, all.silent);
    assert!(worse.is_empty(), "worse than it was: {worse:#?}");
}

#[test]
fn a_broken_row_hides_no_key_that_another_row_lacks() {
    let row = |n: u32| format!("  - {{invoice_date: 2027-0{n}-15, amount: 60000.00}}\n");
    for broken in ["  - {invoice_date: 2027-03-15, amount: 60000.00\n", "  this is no row\n"] {
        for (lacking, at) in [(1, 13), (5, 17)] {
            let rows: String = (1..=5)
                .map(|n| match n {
                    n if n == lacking => row(n).replace(", amount: 60000.00", ""),
                    3 => broken.to_owned(),
                    n => row(n),
                })
                .collect();
            let (head, _) = BASE.split_once("  - {invoice_date").unwrap();
            let report = check(&format!("{head}{rows}"));
            let places: Vec<(&str, usize)> = report
                .diagnostics
                .iter()
                .map(|finding| (finding.rule, line_of(&format!("{head}{rows}"), finding) + 1))
                .collect();
            assert!(places.contains(&("missing-key", at)), "{broken}{places:?}");
            assert!(places.contains(&("invalid-yaml", 15)), "{broken}{places:?}");
            assert_eq!(places.len(), 2, "{broken}{places:?}");
        }
    }
}
