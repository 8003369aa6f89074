//! `# paysched: allow(rule) reason`: findings that a comment allows, and comments that allow none.

use crate::diagnostic::{Diagnostic, Edit, Fix, closest, names};
use crate::offer::quote;
use crate::rules;
use crate::source::{SourceFile, Span};
use crate::yaml::{self, Comment, Document};

use super::Settings;

/// One rule that a comment allows.
struct Allowance<'s> {
    comment: Comment<'s>,
    document: usize,
    /// The rule's name as it is written.
    name: &'s str,
    /// Where the name is written.
    span: Span,
    /// The line, from 0, whose findings are allowed; none for those of the whole file.
    line: Option<usize>,
    used: bool,
}

/// Takes away the findings that comments allow, adds what is wrong with the comments themselves,
/// and says how many findings were allowed.
pub(super) fn apply(
    file: &SourceFile,
    documents: &[Document<'_>],
    settings: &Settings,
    diagnostics: &mut Vec<Diagnostic>,
) -> usize {
    // Nearly no file has any: do not look for comments in all of them.
    if !file.text().contains("paysched: allow") && !file.text().contains("paysched:allow") {
        return 0;
    }
    let comments = yaml::comments(file, documents);
    let mut mistakes = Vec::new();
    let mut allowances: Vec<Allowance<'_>> = Vec::new();
    for comment in comments {
        let at = documents.partition_point(|d| d.span.start <= comment.span.start);
        let document = documents.get(at.saturating_sub(1)).map_or(1, |d| d.number);
        let head =
            documents.first().and_then(|d| d.root.as_ref()).is_none_or(|r| comment.span.end <= r.span.start);
        read(file, comment, document, head, &mut allowances, &mut mistakes);
    }
    let before = diagnostics.len();
    diagnostics.retain(|finding| !is_allowed(file, finding, &mut allowances));
    let allowed = before - diagnostics.len();
    mistakes.extend(unused(file, &allowances));
    settings.levels.apply(&mut mistakes);
    diagnostics.append(&mut mistakes);
    allowed
}

fn is_allowed(file: &SourceFile, finding: &Diagnostic, allowances: &mut [Allowance<'_>]) -> bool {
    if !rules::find(finding.rule).is_some_and(|rule| rule.lowerable) {
        return false;
    }
    // A comment works on any line that the finding points at.
    let lines = finding.labels.iter().map(|label| file.lines().line_of(label.span.start));
    let lines: Vec<usize> = lines.collect();
    let mut allowed = false;
    for allowance in allowances.iter_mut().filter(|a| a.name == finding.rule) {
        if allowance.line.is_none_or(|line| lines.contains(&line)) {
            allowance.used = true;
            allowed = true;
        }
    }
    allowed
}

/// Reads one comment; one that is not ours adds nothing.
fn read<'s>(
    file: &SourceFile,
    comment: Comment<'s>,
    document: usize,
    head: bool,
    allowances: &mut Vec<Allowance<'s>>,
    mistakes: &mut Vec<Diagnostic>,
) {
    let text = comment.text.trim_start();
    let Some(directive) = text.strip_prefix("paysched:").map(str::trim_start) else { return };
    let (whole_file, rest) = match (directive.strip_prefix("allow-file"), directive.strip_prefix("allow")) {
        (Some(rest), _) => (true, rest),
        (None, Some(rest)) => (false, rest),
        (None, None) => return,
    };
    let list = rest.trim_start().strip_prefix('(').and_then(|rest| rest.split_once(')'));
    let Some((list, _reason)) = list.filter(|(list, _)| !list.trim().is_empty()) else {
        let word = if whole_file { "allow-file" } else { "allow" };
        mistakes.push(on(document, bare(comment.span, word)));
        return;
    };
    if whole_file && !head {
        mistakes.push(on(document, too_late(comment.span)));
        return;
    }
    let line = file.lines().line_of(comment.span.start);
    let line = match (whole_file, comment.alone) {
        (true, _) => None,
        (false, true) => Some(next_line_with_text(file, line)),
        (false, false) => Some(line),
    };
    let base = file.text().as_ptr() as usize;
    for part in list.split(',') {
        let name = part.trim();
        // `name` is a slice of the file's text, so its place is its distance from the start.
        let start = (name.as_ptr() as usize).saturating_sub(base);
        let span = Span::from_range(start..start + name.len());
        match rules::find(name) {
            Some(rule) if rule.lowerable => {
                allowances.push(Allowance { comment, document, name, span, line, used: false });
            }
            Some(_) => mistakes.push(on(document, not_allowable(span, name))),
            None => mistakes.push(on(document, unknown(span, name))),
        }
    }
}

/// The line after a comment that stands alone, past other comments and blank lines.
fn next_line_with_text(file: &SourceFile, line: usize) -> usize {
    let text_of = |line: usize| {
        let span = Span::new(file.lines().start_of(line), file.lines().start_of(line + 1));
        let end = if line + 1 >= file.lines().count() { file.text().len() } else { span.end as usize };
        file.text().get(span.start as usize..end).unwrap_or("").trim()
    };
    let mut next = line + 1;
    while next < file.lines().count() && text_of(next).starts_with('#') {
        next += 1;
    }
    next
}

fn on(document: usize, diagnostic: Diagnostic) -> Diagnostic {
    Diagnostic { document, pointer: Some(String::new()), ..diagnostic }
}

fn bare(span: Span, word: &str) -> Diagnostic {
    Diagnostic::new(names::UNKNOWN_RULE, span, format!("`{word}` names no rule"))
        .label("allows everything, or nothing?")
        .help(format!("name the rule and the reason: `# paysched: {word}(zero-amount) billed elsewhere`"))
}

fn too_late(span: Span) -> Diagnostic {
    Diagnostic::new(
        names::UNUSED_SUPPRESSION,
        span,
        "`allow-file` stands after the first key, where it allows nothing",
    )
    .label("too late")
    .help("move it above the first key of the file")
}

fn unknown(span: Span, name: &str) -> Diagnostic {
    let diagnostic = Diagnostic::new(names::UNKNOWN_RULE, span, format!("there is no rule {}", quote(name)))
        .label("no such rule");
    match closest(name, rules::names()) {
        Some(meant) => diagnostic.help(format!("did you mean `{meant}`?")),
        None => diagnostic.help("`paysched rules` lists them all"),
    }
}

fn not_allowable(span: Span, name: &str) -> Diagnostic {
    Diagnostic::new(
        names::UNKNOWN_RULE,
        span,
        format!("`{name}` cannot be allowed: the file could not be read"),
    )
    .label("cannot be allowed")
    .help("mend the finding itself, and delete this comment")
}

/// Comments none of whose rules found anything are deleted whole; others lose the rule.
fn unused(file: &SourceFile, allowances: &[Allowance<'_>]) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for group in allowances.chunk_by(|a, b| a.comment.span == b.comment.span) {
        let all = group.iter().all(|a| !a.used);
        for allowance in group.iter().filter(|a| !a.used) {
            let edit = if all { whole_comment(file, allowance) } else { one_name(file, allowance.span) };
            found.push(on(
                allowance.document,
                Diagnostic::new(
                    names::UNUSED_SUPPRESSION,
                    allowance.span,
                    format!("`{}` is allowed here, but nothing of the kind is found", allowance.name),
                )
                .label("allows nothing")
                .help("delete it")
                .fix(Fix::safe("delete it", vec![edit])),
            ));
        }
    }
    found
}

fn whole_comment(file: &SourceFile, allowance: &Allowance<'_>) -> Edit {
    let text = file.text();
    let span = allowance.comment.span;
    let before = text.get(..span.start as usize).unwrap_or("");
    let blanks = before.len() - before.trim_end_matches([' ', '\t']).len();
    let start = span.start as usize - blanks;
    let mut end = span.end as usize;
    if allowance.comment.alone {
        let after = text.get(end..).unwrap_or("");
        end += if after.starts_with("\r\n") { 2 } else { usize::from(after.starts_with(['\n', '\r'])) };
    }
    Edit { span: Span::from_range(start..end), text: String::new() }
}

/// The name with the comma that goes with it.
fn one_name(file: &SourceFile, span: Span) -> Edit {
    let text = file.text();
    let after = text.get(span.end as usize..).unwrap_or("");
    let to_comma = after.len() - after.trim_start().len();
    if after.trim_start().starts_with(',') {
        let rest = after.get(to_comma + 1..).unwrap_or("");
        let blanks = rest.len() - rest.trim_start().len();
        let end = span.end as usize + to_comma + 1 + blanks;
        return Edit { span: Span::from_range(span.start as usize..end), text: String::new() };
    }
    let before = text.get(..span.start as usize).unwrap_or("").trim_end();
    let start = if before.ends_with(',') { before.len() - 1 } else { before.len() };
    Edit { span: Span::from_range(start..span.end as usize), text: String::new() }
}
