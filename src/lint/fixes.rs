//! Applies fixes to a text: never two that overlap, and again until nothing changes.

use std::collections::{BTreeMap, HashSet};

use crate::lint::{Checked, Settings, check, rules};
use crate::text::diagnostic::{Applicability, Diagnostic, Edit, EditedText, Fix};
use crate::text::source::{SourceFile, Span, Spans};
use crate::text::work::step;

/// How often a text is fixed and checked again at the most. Each round fixes at least one finding; a fix
/// that leads to another is rare, three in a row unheard of.
const MAX_ROUNDS: usize = 10;

/// A file after its fixes, and what is still found in it.
#[derive(Debug)]
pub struct Fixed {
    /// The file with its new text, or as it was if nothing could be fixed.
    pub source: SourceFile,
    /// The check of that text.
    pub checked: Checked,
    /// How many fixes were applied.
    pub applied: usize,
    /// The findings whose fixes were left out: with them the file could not be read, or had an error
    /// where it has none.
    pub dropped: Vec<Diagnostic>,
}

/// Checks a file and applies every fix that may be applied: safe ones, and, if `allow` is unsafe, also
/// those that change what is billed. Everything that no fix touches stays byte for byte. After each
/// round the text is read again; a fix that makes it worse is left out.
///
/// A file that is not UTF-8 or too large is left alone.
pub fn fix(file: SourceFile, settings: &Settings, allow: Applicability) -> Fixed {
    let checked = check(&file, settings);
    let mut fixed = Fixed { source: file, checked, applied: 0, dropped: Vec::new() };
    if fixed.source.unreadable().is_some() {
        return fixed;
    }
    for _ in 0..MAX_ROUNDS {
        let wanted: Vec<Diagnostic> = fixable(&fixed, allow).cloned().collect();
        let Some(round) = round(&fixed, settings, &wanted.iter().collect::<Vec<_>>())
            .or_else(|| without_bad(&mut fixed, settings, &wanted))
        else {
            break;
        };
        fixed.applied += round.count;
        (fixed.source, fixed.checked) = (round.source, round.checked);
    }
    fixed
}

/// The text after some fixes.
struct Round {
    source: SourceFile,
    checked: Checked,
    count: usize,
}

/// The text after all fixes of these findings that do not overlap; `None` if that changes nothing, or
/// makes the file worse.
fn round(before: &Fixed, settings: &Settings, findings: &[&Diagnostic]) -> Option<Round> {
    let text = before.source.text();
    let (edits, count) = chosen(text, findings.iter().filter_map(|finding| finding.fix.as_ref()));
    let written = Spans::new(edits.iter().map(|edit| edit.span));
    let places = EditedText::new(text, edits);
    if count == 0 || places.text == text {
        return None;
    }
    let source = SourceFile::new(before.source.path(), places.text.clone());
    let checked = check(&source, settings);
    let touched = |finding: &Diagnostic| written.touch(places.back(finding.span()));
    (!is_worse(&before.checked, &checked, touched)).then_some(Round { source, checked, count })
}

/// How many sets of fixes are tried at the most to find those that make the file worse.
const MAX_TRIES: usize = 200;

/// The fixes that can be applied together, where all of them make the file worse; the others are dropped.
fn without_bad(fixed: &mut Fixed, settings: &Settings, wanted: &[Diagnostic]) -> Option<Round> {
    let mut good: Vec<&Diagnostic> = Vec::new();
    let mut taken = None;
    let mut bad: Vec<&Diagnostic> = Vec::new();
    let mut parts: Vec<&[Diagnostic]> = vec![wanted];
    for tries in 0.. {
        let Some(part) = parts.pop() else { break };
        if tries >= MAX_TRIES {
            bad.extend(part);
            continue;
        }
        let together: Vec<&Diagnostic> = good.iter().copied().chain(part).collect();
        if let Some(round) = round(fixed, settings, &together) {
            (good, taken) = (together, Some(round));
        } else if let [_, _, ..] = part {
            let (front, back) = part.split_at(part.len() / 2);
            parts.extend([back, front]);
        } else {
            bad.extend(part);
        }
    }
    fixed.dropped.extend(bad.into_iter().cloned());
    taken
}

/// Whether fewer offers of a file can be read than before, or it has an error in a line that a fix wrote,
/// other than those that it had.
fn is_worse(before: &Checked, after: &Checked, touched: impl Fn(&Diagnostic) -> bool) -> bool {
    if (after.broken && !before.broken) || after.report.offers < before.report.offers {
        return true;
    }
    let unreadable = |finding: &&Diagnostic| rules::find(finding.rule).is_some_and(|rule| !rule.lowerable);
    let known = Mistakes::of(before.findings());
    after.errors().filter(unreadable).any(|finding| touched(finding) && !known.hold(finding))
}

/// Findings by their rule and wording, wherever they stand.
struct Mistakes(HashSet<(&'static str, String)>);

impl Mistakes {
    fn of(findings: &[Diagnostic]) -> Self {
        Self(findings.iter().map(|finding| (finding.rule, finding.message.to_string())).collect())
    }

    fn hold(&self, finding: &Diagnostic) -> bool {
        self.0.contains(&(finding.rule, finding.message.to_string()))
    }
}

/// The findings whose fix may be applied, those apart whose fix was dropped.
fn fixable(fixed: &Fixed, allow: Applicability) -> impl Iterator<Item = &Diagnostic> {
    let dropped = Mistakes::of(&fixed.dropped);
    let allowed = move |finding: &&Diagnostic| finding.fix_within(allow).is_some();
    fixed.checked.findings().iter().filter(allowed).filter(move |finding| !dropped.hold(finding))
}

/// Applies fixes to a text in order; one that overlaps an earlier one is left for the next round.
/// Returns the new text and how many were applied.
pub fn apply<'f>(text: &str, fixes: impl Iterator<Item = &'f Fix>) -> (String, usize) {
    let (edits, applied) = chosen(text, fixes);
    (EditedText::new(text, edits).text, applied)
}

/// The edits of all fixes that do not overlap an earlier one, and how many fixes these are.
fn chosen<'f>(text: &str, fixes: impl Iterator<Item = &'f Fix>) -> (Vec<Edit>, usize) {
    let mut wanted: Vec<&Fix> = fixes.filter(|fix| !fix.edits.is_empty()).collect();
    wanted.sort_by_key(|fix| fix.edits.iter().map(|edit| edit.span).min());
    let mut chosen: BTreeMap<Span, &Edit> = BTreeMap::new();
    let mut applied = 0;
    for fix in wanted {
        let inside = |edit: &Edit| text.get(edit.span.range()).is_some();
        if fix.edits.iter().all(|edit| inside(edit) && is_free(&chosen, edit.span)) {
            chosen.extend(fix.edits.iter().map(|edit| (edit.span, edit)));
            applied += 1;
        }
    }
    (chosen.into_values().cloned().collect(), applied)
}

/// Whether no chosen edit touches the text of `span`; of two insertions at one place, one does. Chosen
/// ones do not overlap, so that only the neighbours can.
fn is_free(chosen: &BTreeMap<Span, &Edit>, span: Span) -> bool {
    step();
    let before = chosen.range(..span).next_back();
    let after = chosen.range(span..).next();
    before.is_none_or(|(other, _)| other.end() <= span.start())
        && after.is_none_or(|(other, _)| *other != span && span.end() <= other.start())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::message::msg;

    fn replace(start: u32, end: u32, text: &str) -> Fix {
        Fix::replace(Span::new(start, end), text)
    }

    #[test]
    fn overlapping_fixes_are_never_both_applied() {
        let fixes = [replace(0, 3, "X"), replace(2, 5, "Y"), replace(5, 6, "Z")];
        assert_eq!(apply("abcdef", fixes.iter()), ("XdeZ".to_owned(), 2));
        let same = [replace(1, 1, "X"), replace(1, 1, "Y")];
        assert_eq!(apply("ab", same.iter()), ("aXb".to_owned(), 1));
    }

    #[test]
    fn edits_of_one_fix_are_applied_together_or_not_at_all() {
        let edit = |start, end, text: &str| Edit { span: Span::new(start, end), text: text.to_owned() };
        let two = Fix::safe(msg!("two"), vec![edit(0, 1, "X"), edit(4, 5, "Y")]);
        let clash = Fix::safe(msg!("clash"), vec![edit(2, 3, "P"), edit(4, 6, "Q")]);
        let fixes = [two, clash];
        assert_eq!(apply("abcdef", fixes.iter()), ("XbcdYf".to_owned(), 1));
        // Places are mapped by what was applied, not by what was left out.
        assert_eq!(chosen("abcdef", fixes.iter()), (fixes[0].edits.clone(), 1));
    }
}
