//! Reads a document again as if its full-width punctuation were fixed, or as if it were YAML, so that one
//! wrong comma is one finding and does not hide others.

use super::examine::{Examined, findings};
use super::rules::{self, Level};
use super::{Settings, suppress};
use crate::offer;
use crate::text::diagnostic::{Diagnostic, Edit, EditedText, names};
use crate::text::source::{SourceFile, Span};
use crate::text::yaml::{self, Document};

/// How often a document is read again; each time reveals brackets, keys and values that the punctuation
/// around them had hidden.
const ROUNDS: usize = 8;

/// Takes the findings of a document, and the edits that mend it if it is not YAML. If full-width
/// punctuation is among them, returns that, and what is found once it is fixed, in place of the rest.
pub(super) fn read_on(
    file: &SourceFile,
    document: &Document<'_>,
    settings: &Settings,
    found: (Vec<Diagnostic>, Vec<Edit>),
) -> Vec<Diagnostic> {
    rounds(file, document, settings, found, ROUNDS)
}

fn rounds(
    file: &SourceFile,
    document: &Document<'_>,
    settings: &Settings,
    (found, mend): (Vec<Diagnostic>, Vec<Edit>),
    left: usize,
) -> Vec<Diagnostic> {
    let mut causes = if mend.is_empty() { fixable(&found) } else { found.clone() };
    if causes.is_empty() || left == 0 {
        return found;
    }
    let from = line_start(file, document.span.start());
    let text = file.text().get(from as usize..document.span.end() as usize).unwrap_or("");
    let edited = if mend.is_empty() {
        edited(file.path(), text, from, document.root.is_some(), &mut causes)
    } else {
        let edits = mend.iter().map(|edit| Edit { span: edit.span.shifted_back(from), ..edit.clone() });
        let edited = EditedText::new(text, edits);
        let file = SourceFile::new(file.path(), edited.text.clone());
        Some((edited, file))
    };
    let Some((edited, new_file)) = edited else {
        // Edited, it would no longer be YAML, so what was meant is unclear.
        causes.iter_mut().for_each(|finding| finding.fix = None);
        return causes;
    };
    let documents = yaml::parse(&new_file);
    let [new] = documents.as_slice() else { return found };
    if !mend.is_empty() && new.root.is_some() && !offer::is_offer(new) {
        return causes;
    }
    let lost_keys = mend.iter().any(|edit| leaves_out(file, edit));
    let Examined { diagnostics, mend: more, .. } = findings(&new_file, new, settings, lost_keys);
    let mut rest = rounds(&new_file, new, settings, (diagnostics, more), left - 1);
    if document.root.is_none() && new.root.is_some() {
        // Only now its comments are known.
        suppress::apply(&new_file, &documents, settings, &mut rest);
        rest.retain(|finding| finding.rule != names::UNUSED_SUPPRESSION);
    }
    if !mend.is_empty() {
        let regrouped = lost_keys || mend.iter().any(|edit| moves(file, edit));
        rest.retain(|finding| is_apart(finding, &edited, new_file.text(), regrouped));
    }
    let pointer = |span: Span| new.root.as_ref().map(|root| root.pointer_at(span)).unwrap_or_default();
    for finding in &mut causes {
        let place = edited.forth(finding.span().shifted_back(from));
        finding.pointer = Some(pointer(place));
    }
    let back = |mut finding: Diagnostic| {
        finding.pointer = Some(finding.pointer.take().unwrap_or_else(|| pointer(finding.span())));
        let mut finding = shifted(edited.diagnostic(finding), from);
        // What was meant by a text that is not YAML is a guess, on which no fix is built.
        if document.root.is_none() && finding.rule != names::WIDE_PUNCTUATION {
            finding.fix = None;
        }
        finding
    };
    causes.extend(rest.into_iter().map(back));
    causes
}

/// Whether a finding about a mended text is about what the author wrote: not about what was put in or
/// left out, nor held against it, nor about keys that the broken text may hold.
fn is_apart(finding: &Diagnostic, edited: &EditedText, text: &str, regrouped: bool) -> bool {
    let is_remark = || rules::find(finding.rule).is_some_and(|rule| rule.level == Level::Info);
    let touches_block = |span| edited.touches(with_block(text, span));
    let missed = match finding.rule {
        names::MISSING_KEY | names::INVALID_SERIES | names::INVALID_TERM => {
            finding.pointer.as_deref() == Some("") || touches_block(finding.span())
        }
        // Its mapping may be another one, whose key was lost or whose lines were moved.
        names::UNKNOWN_KEY => regrouped && edited.touches(around(text, finding.span())),
        "total-mismatch" => finding.labels.iter().any(|label| touches_block(label.span)),
        rule => rules::find(rule).is_some_and(|rule| rule.misses),
    };
    !(missed || is_remark() || finding.labels.iter().any(|label| edited.touches(label.span)))
}

/// Whether an edit takes out words of the author.
fn leaves_out(file: &SourceFile, edit: &Edit) -> bool {
    let words = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).count();
    words(replaced(file, edit)) > words(&edit.text)
}

/// Whether an edit only makes a line begin at another column.
fn moves(file: &SourceFile, edit: &Edit) -> bool {
    replaced(file, edit).trim().is_empty() && edit.text.trim().is_empty()
}

fn replaced<'f>(file: &'f SourceFile, edit: &Edit) -> &'f str {
    file.text().get(edit.span.range()).unwrap_or("")
}

/// How many blanks a line begins with, and whether a dash stands behind them.
fn lead(line: &str) -> (usize, bool) {
    let blanks = line.len() - line.trim_start_matches(' ').len();
    (blanks, line.get(blanks..).is_some_and(|rest| rest.starts_with('-')))
}

/// A span and the lines below it that belong to what begins on its line: an item up to the next one, a
/// key of a mapping inside another with the keys below it, a key of the offer with what stands inside.
fn with_block(text: &str, span: Span) -> Span {
    let start = start_of_line(text, span.start() as usize);
    let mut lines = text.get(start..).unwrap_or("").split_inclusive('\n');
    let first = lines.next().unwrap_or("");
    let (own, is_item) = lead(first);
    let in_block = |line: &&str| {
        let (blanks, _) = lead(line);
        line.trim().is_empty() || blanks > own || blanks == own && own > 0 && !is_item
    };
    let end = start + first.len() + lines.take_while(in_block).map(str::len).sum::<usize>();
    Span::from_range(span.start() as usize..end.max(span.end() as usize))
}

/// What [`with_block`] gives, from the line above on that stands further to the left.
fn around(text: &str, span: Span) -> Span {
    let start = start_of_line(text, span.start() as usize);
    let (own, _) = lead(text.get(start..).unwrap_or(""));
    let mut first = start;
    for line in text.get(..start).unwrap_or("").split_inclusive('\n').rev() {
        first -= line.len();
        if !line.trim().is_empty() && lead(line).0 < own {
            break;
        }
    }
    Span::from_range(first..with_block(text, span).range().end)
}

/// Where the line of an offset begins.
fn start_of_line(text: &str, at: usize) -> usize {
    text.get(..at).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1)
}

/// The text with the fixes of `wide` applied. Blanks that indent are tried at their own width, as one
/// space each, and as none, until the text is YAML; the fixes are adjusted accordingly. `None` if
/// nothing works although the text `was_yaml` before.
fn edited(
    path: &str,
    text: &str,
    from: u32,
    was_yaml: bool,
    punctuation: &mut Vec<Diagnostic>,
) -> Option<(EditedText, SourceFile)> {
    let apply = |punctuation: &[Diagnostic]| {
        let edits =
            edits_of(punctuation).map(|edit| Edit { span: edit.span.shifted_back(from), ..edit.clone() });
        let edited = EditedText::new(text, edits);
        let file = SourceFile::new(path, edited.text.clone());
        let is_yaml = yaml::parse(&file).iter().all(|document| document.root.is_some());
        (edited, file, is_yaml)
    };
    let (edited, file, is_yaml) = apply(punctuation);
    if is_yaml || !was_yaml {
        return Some((edited, file));
    }
    for each in [" ", ""] {
        let mut other = punctuation.clone();
        for edit in other.iter_mut().flat_map(|finding| &mut finding.fix).flat_map(|fix| &mut fix.edits) {
            let blanks = text.get(edit.span.shifted_back(from).range()).unwrap_or("");
            if !blanks.is_empty() && blanks.chars().all(offer::is_wide_blank) {
                edit.text = each.repeat(blanks.chars().count());
            }
        }
        let (edited, file, is_yaml) = apply(&other);
        if is_yaml {
            *punctuation = other;
            return Some((edited, file));
        }
    }
    None
}

/// The findings of full-width punctuation whose fixes can be applied together.
fn fixable(found: &[Diagnostic]) -> Vec<Diagnostic> {
    let mut punctuation: Vec<&Diagnostic> = found
        .iter()
        .filter(|finding| finding.rule == names::WIDE_PUNCTUATION && finding.fix.is_some())
        .collect();
    punctuation.sort_by_key(|finding| finding.span());
    let mut end = 0;
    let mut apart = Vec::new();
    for finding in punctuation {
        let spans = || finding.fix.iter().flat_map(|fix| &fix.edits).map(|edit| edit.span);
        if spans().all(|span| span.start() >= end) {
            end = spans().map(|span| span.end()).max().unwrap_or(end);
            apart.push(finding.clone());
        }
    }
    apart
}

fn edits_of(findings: &[Diagnostic]) -> impl Iterator<Item = &Edit> {
    findings.iter().filter_map(|finding| finding.fix.as_ref()).flat_map(|fix| &fix.edits)
}

/// A document's text is taken from the start of its line, since its first line may be indented too.
fn line_start(file: &SourceFile, offset: u32) -> u32 {
    let before = file.text().get(..offset as usize).unwrap_or("");
    let blanks = before.len() - before.trim_end_matches([' ', '\t']).len();
    offset - u32::try_from(blanks).unwrap_or(0)
}

fn shifted(mut diagnostic: Diagnostic, by: u32) -> Diagnostic {
    for label in &mut diagnostic.labels {
        label.span = label.span.shifted(by);
    }
    for edit in diagnostic.fix.iter_mut().flat_map(|fix| &mut fix.edits) {
        edit.span = edit.span.shifted(by);
    }
    diagnostic
}
