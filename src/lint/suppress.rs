//! `# paysched: allow(rule) reason`: findings that a comment allows, and comments that allow none.

use std::collections::{BTreeSet, HashMap};

use crate::lint::rules::{self, Level};
use crate::offer::quote;
use crate::text::diagnostic::{Diagnostic, Edit, Fix, closest, names};
use crate::text::message::{Message, msg};
use crate::text::source::{SourceFile, Span};
use crate::text::words::and_list;
use crate::text::yaml::{self, Comment, Document};

use super::Settings;

/// A comment that allows findings.
struct Allowance<'s> {
    comment: Comment<'s>,
    document: usize,
    rules: Vec<Allowed<'s>>,
    /// The line, from 0, whose findings are allowed; `None` for the whole file.
    line: Option<usize>,
    /// Whether every name of the list is a rule that can be allowed.
    sound: bool,
}

/// One rule that a comment allows.
struct Allowed<'s> {
    /// The rule's name as written.
    name: &'s str,
    span: Span,
    used: bool,
}

/// Removes the findings that comments allow, adds mistakes in the comments themselves, and returns how
/// many findings were allowed.
pub(super) fn apply(
    file: &SourceFile,
    documents: &[Document<'_>],
    settings: &Settings,
    diagnostics: &mut Vec<Diagnostic>,
) -> usize {
    // Almost no file has any, so do not search all of them for comments.
    if file.unreadable().is_some() || !may_have_any(file.text()) {
        return 0;
    }
    let mut mistakes = Vec::new();
    let mut allowances = all(file, documents, &mut mistakes);
    let mut allowed = allowances.take_away(file, diagnostics);
    // Mistakes in comments can be allowed too, so unused comments are determined last.
    settings.levels.apply(&mut mistakes);
    allowed += allowances.take_away(file, &mut mistakes);
    diagnostics.append(&mut mistakes);
    let unread = unread_documents(diagnostics);
    for last in [false, true] {
        let is_idle = |of: &Allowance<'_>, rule: &Allowed<'_>| {
            let readable = if of.line.is_some() { !unread.contains(&of.document) } else { unread.is_empty() };
            let ran = settings.levels.of(rule.name) > Level::Off;
            !rule.used && readable && ran && (rule.name == names::UNUSED_SUPPRESSION) == last
        };
        let elsewhere = lines_of_rules(file, diagnostics);
        let mut idle: Vec<Diagnostic> = allowances
            .all
            .iter()
            .filter_map(|of| unused(file, of, &elsewhere, &|rule| is_idle(of, rule)))
            .collect();
        settings.levels.apply(&mut idle);
        if !last {
            allowed += allowances.take_away(file, &mut idle);
        }
        diagnostics.append(&mut idle);
    }
    allowed
}

/// Whether a comment of the file allows a finding that was not made with the others.
#[cfg(feature = "cli")]
pub(super) fn is_allowed(file: &SourceFile, finding: &Diagnostic) -> bool {
    may_have_any(file.text()) && all(file, &yaml::parse(file), &mut Vec::new()).allows(file, finding)
}

/// Every comment that allows something, and the mistakes in them.
fn all<'s>(
    file: &'s SourceFile,
    documents: &[Document<'s>],
    mistakes: &mut Vec<Diagnostic>,
) -> Allowances<'s> {
    let mut allowances = Vec::new();
    let comments = yaml::comments(file, documents);
    let below = yaml::lines_below(file, &comments);
    for comment in comments {
        let at = documents.partition_point(|d| d.span.start() <= comment.span.start());
        let document = documents.get(at.saturating_sub(1)).map_or(1, |d| d.number);
        let before = mistakes.len();
        let head = before_first_key(documents, comment);
        allowances.extend(read(file, comment, head, mistakes).map(|allowance| Allowance {
            document,
            line: allowance.line.map(|line| below.get(&line).copied().unwrap_or(line)),
            ..allowance
        }));
        for mistake in mistakes.iter_mut().skip(before) {
            mistake.document = document;
        }
    }
    Allowances::new(allowances)
}

fn may_have_any(text: &str) -> bool {
    // There are fewer of `#` than of any letter, and one byte is quickly found.
    text.split('#').skip(1).any(|behind| behind.trim_start_matches([' ', '\t']).starts_with("paysched"))
}

/// Whether a comment is before the first key of the file.
fn before_first_key(documents: &[Document<'_>], comment: Comment<'_>) -> bool {
    documents.first().is_none_or(|first| {
        comment.span.end() <= first.root.as_ref().map_or(first.span.start(), |root| root.span.start())
    })
}

/// The documents that could not be read completely, so that more findings that a comment allows may
/// appear.
fn unread_documents(diagnostics: &[Diagnostic]) -> BTreeSet<usize> {
    let unread = |finding: &&Diagnostic| rules::find(finding.rule).is_some_and(|rule| !rule.lowerable);
    diagnostics.iter().filter(unread).map(|finding| finding.document).collect()
}

/// The first line of each document, from 1, on which a rule still finds something.
fn lines_of_rules(file: &SourceFile, diagnostics: &[Diagnostic]) -> HashMap<(usize, &'static str), u32> {
    let mut lines = HashMap::new();
    for finding in diagnostics {
        let line = file.position(finding.span().start()).line;
        let first = lines.entry((finding.document, finding.rule)).or_insert(line);
        *first = line.min(*first);
    }
    lines
}

/// Every comment that allows something, by its line.
struct Allowances<'s> {
    all: Vec<Allowance<'s>>,
    by_line: HashMap<Option<usize>, Vec<usize>>,
}

impl<'s> Allowances<'s> {
    fn new(all: Vec<Allowance<'s>>) -> Self {
        let mut by_line: HashMap<Option<usize>, Vec<usize>> = HashMap::new();
        for (at, allowance) in all.iter().enumerate() {
            by_line.entry(allowance.line).or_default().push(at);
        }
        Self { all, by_line }
    }

    /// Removes the findings that comments allow, and returns how many.
    fn take_away(&mut self, file: &SourceFile, found: &mut Vec<Diagnostic>) -> usize {
        let before = found.len();
        found.retain(|finding| !self.allows(file, finding));
        before - found.len()
    }

    fn allows(&mut self, file: &SourceFile, finding: &Diagnostic) -> bool {
        if !rules::find(finding.rule).is_some_and(|rule| rule.lowerable) {
            return false;
        }
        // A comment applies to any line that the finding points at.
        let lines = finding.labels.iter().map(|label| Some(file.lines().line_of(label.span.start())));
        let mut allowed = false;
        for line in lines.chain([None]) {
            for at in self.by_line.get(&line).into_iter().flatten() {
                let rules = self.all.get_mut(*at).into_iter().flat_map(|allowance| &mut allowance.rules);
                for rule in rules.filter(|rule| rule.name == finding.rule) {
                    rule.used = true;
                    allowed = true;
                }
            }
        }
        allowed
    }
}

/// Reads one comment. `None` if it is not ours, or is so wrong that it allows nothing.
fn read<'s>(
    file: &SourceFile,
    comment: Comment<'s>,
    head: bool,
    mistakes: &mut Vec<Diagnostic>,
) -> Option<Allowance<'s>> {
    let after_name = comment.text.trim_start().strip_prefix("paysched")?;
    let directive = after_name.strip_prefix([':', '：'])?.trim_start();
    let end = directive.find(|c: char| !c.is_ascii_alphabetic() && c != '-').unwrap_or(directive.len());
    let (word, rest) = directive.split_at_checked(end)?;
    let rest = rest.trim_start();
    let problem = match word {
        "allow" | "allow-file" if after_name.starts_with('：') => wide(comment.span, word),
        "allow" | "allow-file" if rest.starts_with('（') => wide(comment.span, word),
        "allow" | "allow-file" => match rest.strip_prefix('(').map(|rest| rest.split_once(')')) {
            Some(None) => unclosed(comment.span, word),
            Some(Some((list, _reason))) if !list.trim().is_empty() => {
                return listed(file, comment, word == "allow-file", head, list, mistakes);
            }
            _ => bare(comment.span, word),
        },
        _ if rest.starts_with(['(', '（']) => misspelt(comment.span, word)?,
        _ => return None,
    };
    mistakes.push(problem);
    None
}

/// The rules between the brackets.
fn listed<'s>(
    file: &SourceFile,
    comment: Comment<'s>,
    whole_file: bool,
    head: bool,
    list: &'s str,
    mistakes: &mut Vec<Diagnostic>,
) -> Option<Allowance<'s>> {
    if whole_file && !head {
        mistakes.push(too_late(comment.span));
        return None;
    }
    let base = file.text().as_ptr() as usize;
    let mut allowed = Vec::new();
    let before = mistakes.len();
    for name in list.split(',').map(str::trim).filter(|name| !name.is_empty()) {
        // `name` is a slice of the file's text, so its offset is its distance from the start.
        let start = (name.as_ptr() as usize).saturating_sub(base);
        let span = Span::from_range(start..start + name.len());
        match rules::find(name) {
            Some(rule) if rule.lowerable => allowed.push(Allowed { name, span, used: false }),
            Some(_) => mistakes.push(not_allowable(span, name)),
            None => mistakes.push(unknown(span, name)),
        }
    }
    let line = (!whole_file).then(|| file.lines().line_of(comment.span.start()));
    let sound = mistakes.len() == before;
    (!allowed.is_empty()).then_some(Allowance { comment, document: 1, rules: allowed, line, sound })
}

fn mistake(rule: &'static str, span: Span, message: Message) -> Diagnostic {
    Diagnostic::new(rule, span, message).pointer("")
}

fn bare(span: Span, word: &str) -> Diagnostic {
    mistake(names::UNKNOWN_RULE, span, msg!("`{word}` names no rule", word))
        .label(msg!("allows everything, or nothing?"))
        .help(msg!("name the rule and the reason: `# paysched: {word}(zero-amount) billed elsewhere`", word))
}

fn unclosed(span: Span, word: &str) -> Diagnostic {
    mistake(names::UNKNOWN_RULE, span, msg!("the list of rules after `{word}` is never closed", word))
        .label(msg!("allows nothing"))
        .help(msg!("write `)` after the last rule"))
}

fn wide(span: Span, word: &str) -> Diagnostic {
    mistake(names::UNKNOWN_RULE, span, msg!("`{word}` with full-width punctuation names no rule", word))
        .label(msg!("allows nothing"))
        .help(msg!("write `# paysched: {word}(`, the rule, and `)` in plain punctuation", word))
}

/// Something in brackets after a word that is not `allow` but was most likely meant to be.
fn misspelt(span: Span, word: &str) -> Option<Diagnostic> {
    let lower = word.to_ascii_lowercase();
    let meant = match lower.as_str() {
        "ignore" | "disable" | "suppress" | "off" | "noqa" => "allow",
        "ignore-file" | "disable-file" => "allow-file",
        _ => closest(word, ["allow", "allow-file"])?,
    };
    let diagnostic = mistake(names::UNKNOWN_RULE, span, msg!("{word} allows no rule", word = quote(word)));
    Some(diagnostic.label(msg!("allows nothing")).help(msg!("write `{meant}`", meant)))
}

fn too_late(span: Span) -> Diagnostic {
    let message = msg!("`allow-file` comes after the first key, where it allows nothing");
    mistake(names::UNUSED_SUPPRESSION, span, message)
        .label(msg!("too late"))
        .help(msg!("move it above the first key of the file"))
}

fn unknown(span: Span, name: &str) -> Diagnostic {
    let diagnostic = mistake(names::UNKNOWN_RULE, span, msg!("there is no rule {name}", name = quote(name)))
        .label(msg!("no such rule"));
    match closest(name, rules::names()) {
        Some(meant) => diagnostic.help(msg!("did you mean `{meant}`?", meant)),
        None if name.contains([' ', '、', '，', ';']) => {
            diagnostic.help(msg!("separate the rules by `, `"))
        }
        None => diagnostic.help(msg!("`paysched rules` lists them all")),
    }
}

fn not_allowable(span: Span, name: &str) -> Diagnostic {
    mistake(names::UNKNOWN_RULE, span, msg!("`{name}` cannot be allowed: the file could not be read", name))
        .label(msg!("cannot be allowed"))
        .help(msg!("fix the finding itself, and delete this comment"))
}

/// What is wrong with a comment some of whose rules found nothing; `None` if all did.
fn unused(
    file: &SourceFile,
    allowance: &Allowance<'_>,
    elsewhere: &HashMap<(usize, &'static str), u32>,
    is_idle: &dyn Fn(&Allowed<'_>) -> bool,
) -> Option<Diagnostic> {
    let idle: Vec<&Allowed<'_>> = allowance.rules.iter().filter(|rule| is_idle(rule)).collect();
    let first = idle.first()?;
    let mut quoted: Vec<String> = idle.iter().map(|rule| format!("`{}`", rule.name)).collect();
    quoted.dedup();
    let rules = and_list(&quoted);
    let message = match (quoted.len(), allowance.line) {
        (1, Some(_)) => msg!("{rules} is allowed here, but not found", rules),
        (_, Some(_)) => msg!("{rules} are allowed here, but not found", rules),
        (1, None) => msg!("{rules} is allowed in this file, but not found", rules),
        (_, None) => msg!("{rules} are allowed in this file, but not found", rules),
    };
    let mut diagnostic =
        mistake(names::UNUSED_SUPPRESSION, first.span, message).label(msg!("allows nothing"));
    diagnostic.document = allowance.document;
    for rule in idle.iter().skip(1).take(3) {
        diagnostic = diagnostic.also(rule.span, msg!("allows nothing"));
    }
    // A comment that is only on the wrong line has a reason worth keeping.
    let found = |rule: &&Allowed<'_>| {
        let rule = rules::find(rule.name)?.name;
        Some((rule, elsewhere.get(&(allowance.document, rule))?))
    };
    if let Some((rule, line)) = idle.iter().find_map(found) {
        let help =
            msg!("move it to line {line}, where `{rule}` is found, or alone on the line above", line, rule);
        return Some(diagnostic.help(help));
    }
    let diagnostic = diagnostic.help(msg!("delete it"));
    if !allowance.sound {
        return Some(diagnostic);
    }
    let kept: Vec<&str> =
        allowance.rules.iter().filter(|rule| !is_idle(rule)).map(|rule| rule.name).collect();
    let edit = if kept.is_empty() { whole_comment(file, allowance) } else { list(allowance, &kept) };
    Some(diagnostic.fix(Fix::safe(msg!("delete it"), vec![edit])))
}

fn whole_comment(file: &SourceFile, allowance: &Allowance<'_>) -> Edit {
    let text = file.text();
    let span = allowance.comment.span;
    let before = text.get(..span.start() as usize).unwrap_or("");
    let blanks = before.len() - before.trim_end_matches([' ', '\t']).len();
    let start = span.start() as usize - blanks;
    let mut end = span.end() as usize;
    if allowance.comment.alone {
        let after = text.get(end..).unwrap_or("");
        end += if after.starts_with("\r\n") { 2 } else { usize::from(after.starts_with(['\n', '\r'])) };
    }
    Edit { span: Span::from_range(start..end), text: String::new() }
}

/// The list of rules with only those that are used.
fn list(allowance: &Allowance<'_>, kept: &[&str]) -> Edit {
    let ends = (allowance.rules.first(), allowance.rules.last());
    let span = ends.0.zip(ends.1).map(|(first, last)| first.span.to(last.span)).unwrap_or_default();
    Edit { span, text: kept.join(", ") }
}
