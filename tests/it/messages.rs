//! docs/messages.md and docs/words.md: every template of the program's messages and of its outputs, out
//! of the sources and of what the examples and cases bring up.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;
use std::sync::OnceLock;

use paysched::internals::lint::{FileReport, rules};
use paysched::internals::text::message::{Catalogue, Message, Value};
use proc_macro2::{TokenStream, TokenTree};

use crate::layers::source;
use crate::rules::examples;
use crate::support::{self, Files};

/// What a template is for, in the order of the page.
const ROLES: [&str; 6] = ["message", "label", "help", "note", "fix", "part"];

/// One place of the sources where a template is written.
struct Written {
    template: String,
    /// The rule of the file, or the one that is named before it.
    rule: Option<String>,
    role: &'static str,
    /// The room whose outputs say it, if it is no part of a finding.
    output: Option<String>,
}

/// Finds the templates of a file.
struct Search {
    /// The rule whose file it is.
    own: Option<String>,
    /// The last rule that was named.
    named: Option<String>,
    /// Every rule that was named.
    all: BTreeSet<String>,
    /// The room, if its words are those of outputs.
    output: Option<String>,
    found: Vec<Written>,
}

impl Search {
    /// Looks through tokens; `role` is what the group that they stand in is for.
    fn tokens(&mut self, tokens: TokenStream, role: Option<&'static str>) {
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        let ident = |at: Option<usize>| match at.and_then(|at| tokens.get(at)) {
            Some(TokenTree::Ident(ident)) => ident.to_string(),
            _ => String::new(),
        };
        let is = |at: Option<usize>, text: &str| {
            at.and_then(|at| tokens.get(at)).is_some_and(|token| token.to_string() == text)
        };
        let mut bound: Option<&'static str> = None;
        for (at, token) in tokens.iter().enumerate() {
            let before = |steps: usize| at.checked_sub(steps);
            match token {
                TokenTree::Punct(punct) if punct.as_char() == ';' => bound = None,
                TokenTree::Ident(name) if is(before(1), "let") => {
                    bound = role_of(&name.to_string()).or(bound);
                }
                TokenTree::Ident(name) if is(before(1), "fn") => {
                    bound = role_of(&name.to_string());
                    self.named = None;
                }
                TokenTree::Ident(name) if is(before(1), ":") && ident(before(3)) == "names" => {
                    let rule = name.to_string().to_lowercase().replace('_', "-");
                    self.all.insert(rule.clone());
                    self.named = Some(rule);
                }
                TokenTree::Group(group) if is(before(1), "!") => match ident(before(2)).as_str() {
                    "msg" => {
                        self.written(&group.stream(), role.or(bound).unwrap_or("part"));
                        self.tokens(group.stream(), Some("part"));
                    }
                    "count" => self.counted(&group.stream(), role.or(bound).unwrap_or("part")),
                    "word" => self.headings(group.stream(), usize::MAX),
                    _ => self.tokens(group.stream(), role.or(bound)),
                },
                TokenTree::Group(_) if is(before(2), "macro_rules") || is(before(2), "mod") => {}
                TokenTree::Group(group) => {
                    match ident(before(1)).as_str() {
                        "titled" | "Words" => self.headings(group.stream(), usize::MAX),
                        "people" | "seen_as" => self.headings(group.stream(), 1),
                        _ => {}
                    }
                    let called = role_of(&ident(before(1)));
                    self.tokens(group.stream(), called.or(role).or(bound));
                }
                _ => {}
            }
        }
    }

    fn written(&mut self, arguments: &TokenStream, role: &'static str) {
        let Some(TokenTree::Literal(literal)) = arguments.clone().into_iter().next() else { return };
        let template = syn::parse_str::<syn::LitStr>(&literal.to_string()).unwrap().value();
        let rule = self.own.clone().or(self.named.clone());
        self.push(template, rule, role);
    }

    fn push(&mut self, template: String, rule: Option<String>, role: &'static str) {
        self.found.push(Written { template, rule, role, output: self.output.clone() });
    }

    /// Words that stand by themselves, such as the title of a column: the texts among the first tokens.
    fn headings(&mut self, tokens: TokenStream, first: usize) {
        if self.output.is_none() {
            return;
        }
        for token in tokens.into_iter().take(first) {
            match token {
                TokenTree::Literal(literal) => {
                    if let Ok(text) = syn::parse_str::<syn::LitStr>(&literal.to_string()) {
                        self.push(text.value(), None, "part");
                    }
                }
                TokenTree::Group(group) => self.headings(group.stream(), usize::MAX),
                _ => {}
            }
        }
    }

    fn counted(&mut self, arguments: &TokenStream, role: &'static str) {
        let noun = arguments.clone().into_iter().last().unwrap().to_string();
        let noun = noun.trim_matches('"');
        for template in [format!("{{number}} {noun}"), format!("{{number}} {noun}s")] {
            self.push(template, self.own.clone(), role);
        }
    }
}

/// What is said by a method, a function or a variable of that name.
fn role_of(name: &str) -> Option<&'static str> {
    match name {
        "at" | "new" | "mistake" | "message" => Some("message"),
        "label" | "also" => Some("label"),
        "help" | "way_out" | "ways_out" | "keep" => Some("help"),
        "note" | "source" => Some("note"),
        "safe" | "unsafe_" | "title" => Some("fix"),
        _ => None,
    }
}

/// The room of a module whose words are those of outputs.
fn output_of(name: &[String]) -> Option<String> {
    let name: Vec<&str> = name.iter().map(String::as_str).collect();
    match name.as_slice() {
        [room @ ("plan" | "reconcile" | "cli"), ..] => Some((*room).to_owned()),
        ["output", "plans", ..] => Some("output".to_owned()),
        ["marketplace", "limits" | "reports", ..] => Some("marketplace".to_owned()),
        ["schedule", "origin"] => Some("schedule".to_owned()),
        ["deal", "compare"] => Some("deal".to_owned()),
        _ => None,
    }
}

/// Every template of the sources, found once for all tests.
fn written() -> &'static [Written] {
    static FOUND: OnceLock<Vec<Written>> = OnceLock::new();
    FOUND.get_or_init(search)
}

fn search() -> Vec<Written> {
    let mut found = Vec::new();
    for (name, text) in source::files() {
        let own = match name.as_slice() {
            [lint, rules, _, rule] if lint == "lint" && rules == "rules" => Some(rule.replace('_', "-")),
            _ => None,
        };
        let output = output_of(&name);
        let all = own.iter().cloned().collect();
        let mut search = Search { all, own, named: None, output, found: Vec::new() };
        search.tokens(text.parse().unwrap(), None);
        // A file that names one rule alone is about that one.
        if let [only] = search.all.iter().collect::<Vec<_>>().as_slice() {
            search.found.iter_mut().for_each(|written| written.rule = Some((*only).clone()));
        }
        found.append(&mut search.found);
    }
    found
}

/// The templates that the examples and cases bring up, each with its rules and what it is for.
fn brought_up() -> BTreeMap<String, BTreeSet<(String, &'static str)>> {
    fn add(
        seen: &mut BTreeMap<String, BTreeSet<(String, &'static str)>>,
        rule: &str,
        message: &Message,
        role: &'static str,
    ) {
        if !message.is_empty() {
            seen.entry(message.template().to_owned()).or_default().insert((rule.to_owned(), role));
        }
        for (_, value) in message.values() {
            if let Value::Message(inner) = value {
                add(seen, rule, inner, "part");
            }
        }
    }
    let mut seen = BTreeMap::new();
    for example in examples() {
        for finding in &example.report.diagnostics {
            add(&mut seen, finding.rule, &finding.message, "message");
            finding.labels.iter().for_each(|label| add(&mut seen, finding.rule, &label.message, "label"));
            finding.help.iter().for_each(|help| add(&mut seen, finding.rule, help, "help"));
            finding.notes.iter().for_each(|note| add(&mut seen, finding.rule, note, "note"));
            finding.fix.iter().for_each(|fix| add(&mut seen, finding.rule, &fix.title, "fix"));
        }
    }
    seen
}

fn page() -> String {
    let seen = brought_up();
    let mut by_rule: BTreeMap<Option<String>, BTreeSet<(usize, String)>> = BTreeMap::new();
    let place = |role: &str| ROLES.iter().position(|known| *known == role).unwrap();
    for Written { template, rule, role, output } in written() {
        let of_rule = |named: &String| rule.as_ref().is_none_or(|rule| rule == named);
        let known: Vec<_> =
            seen.get(template).into_iter().flatten().filter(|(named, _)| of_rule(named)).collect();
        // What many rules say in the same words is told once.
        let shared = rule.is_none() && known.iter().map(|(rule, _)| rule).collect::<BTreeSet<_>>().len() > 1;
        match known.as_slice() {
            [] if output.is_some() => {}
            [] => _ = by_rule.entry(rule.clone()).or_default().insert((place(role), template.clone())),
            [(_, role), ..] if shared => {
                by_rule.entry(None).or_default().insert((place(role), template.clone()));
            }
            known => {
                for (rule, role) in known {
                    by_rule.entry(Some(rule.clone())).or_default().insert((place(role), template.clone()));
                }
            }
        }
    }
    let mut page = String::from(
        "# Messages\n\n\
         Every message, label, help, note and title of a fix that a finding can have, as its template; \
         a part stands in the place of a value in another one.\n",
    );
    let names = rules::ALL.iter().map(|rule| Some(rule.name.to_owned())).chain([None]);
    for name in names {
        let title = name.as_deref().unwrap_or("Shared by rules, or said by the readers of values");
        write!(page, "\n## {title}\n\n").unwrap();
        for (role, template) in by_rule.remove(&name).unwrap_or_default() {
            writeln!(page, "- {}: {template}", ROLES[role]).unwrap();
        }
    }
    assert!(by_rule.is_empty(), "templates of rules that are not there: {by_rule:?}");
    page
}

/// The templates of outputs, by their rooms.
fn words() -> String {
    let mut page = String::from(
        "# Words of outputs\n\n\
         Every sentence, heading, unit and word that an output for people has, as its template, by the room \
         that says it. Those of [findings](messages.md) stand by themselves; lengths of time have the words \
         of both.\n",
    );
    let mut by_room: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for written in written() {
        if let Some(room) = &written.output {
            by_room.entry(room).or_default().insert(&written.template);
        }
    }
    for (room, templates) in by_room {
        write!(page, "\n## {room}\n\n").unwrap();
        // An empty cell has no words.
        for template in templates.into_iter().filter(|template| !template.is_empty()) {
            writeln!(page, "- {template}").unwrap();
        }
    }
    page
}

/// Whether a template is on one of the two pages.
pub(crate) fn is_listed(template: &str) -> bool {
    // What is the same in every language.
    template.is_empty() || template == "{text}" || written().iter().any(|one| one.template == template)
}

#[test]
fn the_page_of_messages_is_fresh() {
    support::golden(Path::new("docs/messages.md"), &page());
}

#[test]
fn the_page_of_words_is_fresh() {
    support::golden(Path::new("docs/words.md"), &words());
}

#[test]
fn every_message_that_is_brought_up_is_found_in_the_sources() {
    let written: BTreeSet<String> = written().iter().map(|written| written.template.clone()).collect();
    let unknown: Vec<String> =
        brought_up().into_keys().filter(|template| !written.contains(template)).collect();
    assert!(unknown.is_empty(), "{unknown:?}");
}

/// A baseline must not break overnight: what depends on the day of the check is volatile.
#[test]
fn a_finding_is_the_same_one_tomorrow() {
    let mut compared = 0;
    let mut hold = |today: &FileReport, tomorrow: &FileReport| {
        let places = |report: &FileReport| {
            report.diagnostics.iter().map(|f| (f.rule, f.span(), f.message.template())).collect::<Vec<_>>()
        };
        if places(today) != places(tomorrow) {
            return;
        }
        for (one, other) in today.diagnostics.iter().zip(&tomorrow.diagnostics) {
            let (mut before, mut after) = (Vec::new(), Vec::new());
            one.message.stable_values(&mut before);
            other.message.stable_values(&mut after);
            assert_eq!(before, after, "{}: {}", one.rule, one.message);
            compared += 1;
        }
    };
    examples().iter().for_each(|example| hold(&example.report, &example.tomorrow()));
    // Without a release, the day of the check moves the contract's end and what is counted from it.
    for snippet in [
        "term: 12 months\n# without: release\n",
        "accept_by: 2027-11-30\nterm: 12 months\n# without: release\n",
        "term: {end: 2036-12-31}\n# without: release\n",
        "product: {id: prod-k3xu7yexample, type: ami_contract}\nterm: 380 days\n\
         pricing: {dimensions: [{key: a, quantity: 1, prices: {365 days: 360000.00}}]}\n# without: release\n",
    ] {
        let text = support::complete(snippet);
        let mut settings = support::settings();
        let today = support::check_with(&text, &settings, &Files::default());
        assert!(!today.diagnostics.is_empty(), "{text}");
        settings.as_of = settings.as_of.succ_opt().unwrap();
        hold(&today, &support::check_with(&text, &settings, &Files::default()));
    }
    assert!(compared > 300, "{compared}");
}

/// Some words of one rule in Japanese.
#[derive(Debug)]
struct Japanese;

impl Catalogue for Japanese {
    fn wording(&self, english: &'static str) -> &'static str {
        match english {
            "installments add up to {sum}, but the total is {total}" => {
                "合計は{total}だが、分割払いの和は{sum}"
            }
            "raise `times` to {now}" => "`times` を {now} にする",
            "{installments}, {sum}" => "{installments}、計{sum}",
            "{number} installments" => "{number}回",
            _ => english,
        }
    }
}

#[test]
fn a_catalogue_of_another_language_is_laid_beside_the_rules() {
    let text = support::complete(
        "total: 120000.00\ninstallments: [{first: 2027-01-31, every: month, day: last, times: 11, amount: 10000.00}]\n",
    );
    let report = support::check(&text);
    let finding = report.diagnostics.iter().find(|f| f.rule == "total-mismatch").unwrap().clone();
    let finding = finding.translated(&Japanese);
    assert_eq!(finding.message, "合計は120000.00 USDだが、分割払いの和は110000.00 USD");
    assert_eq!(finding.labels[1].message, "11回、計110000.00 USD");
    assert_eq!(finding.help[0], "`times` を 12 にする");
    assert_eq!(finding.labels[0].message, "declared here");
}
