//! The same mistake in many rows of a list is one finding with a count and the first places.

use std::collections::BTreeMap;

use crate::lint::rules;
use crate::text::diagnostic::{Applicability, Diagnostic, names};
use crate::text::message::{self, msg};

/// From how many rows on a mistake is told once.
const MANY: usize = 4;

/// Whose pointer, rule, wording and fix are the same but for the row.
type SameMistake = (&'static str, &'static str, Option<&'static str>, Option<Applicability>, String);

/// Puts the findings of one document together that are one mistake made in many rows. Only what makes a
/// row unreadable counts: no comment can allow it in a single row.
pub(super) fn together(found: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let mut rows: BTreeMap<SameMistake, usize> = BTreeMap::new();
    found.iter().filter_map(kind).for_each(|kind| *rows.entry(kind).or_default() += 1);
    if rows.values().all(|count| *count < MANY) {
        return found;
    }
    let mut kept: Vec<Diagnostic> = Vec::with_capacity(found.len());
    let mut first: BTreeMap<SameMistake, (usize, usize)> = BTreeMap::new();
    for finding in found {
        match kind(&finding).filter(|kind| rows.get(kind).is_some_and(|count| *count >= MANY)) {
            None => kept.push(finding),
            Some(kind) => match first.get_mut(&kind) {
                None => {
                    first.insert(kind, (kept.len(), 1));
                    kept.push(finding);
                }
                Some((at, count)) => {
                    *count += 1;
                    if let Some(one) = kept.get_mut(*at) {
                        join(one, finding, *count);
                    }
                }
            },
        }
    }
    for (at, count) in first.into_values() {
        if let Some(one) = kept.get_mut(at) {
            let (mistake, more) = (std::mem::take(&mut one.message), message::Value::volatile(count - 1));
            one.message = msg!("{mistake}; the same in {more} more rows", mistake, more);
            if let Some(fix) = &mut one.fix {
                fix.edits.sort();
                fix.edits.dedup();
            }
        }
    }
    kept
}

fn join(one: &mut Diagnostic, other: Diagnostic, count: usize) {
    if count <= MANY {
        one.labels.extend(other.labels.into_iter().take(1));
    }
    if let (Some(fix), Some(more)) = (&mut one.fix, other.fix) {
        fix.edits.extend(more.edits);
    }
}

/// What a finding has in common with those in other rows; `None` if it is in no row, or may be allowed by
/// a comment.
fn kind(finding: &Diagnostic) -> Option<SameMistake> {
    let lowerable = rules::find(finding.rule).is_none_or(|rule| rule.lowerable);
    let of_rows = [names::UNKNOWN_KEY, names::MALFORMED_VALUE].contains(&finding.rule);
    if (lowerable && !of_rows) || finding.rule == names::DUPLICATE_KEY {
        return None;
    }
    let pointer = finding.pointer.as_deref()?;
    let is_row = |step: &str| !step.is_empty() && step.bytes().all(|b| b.is_ascii_digit());
    if !pointer.split('/').any(is_row) {
        return None;
    }
    let column: Vec<&str> = pointer.split('/').map(|step| if is_row(step) { "*" } else { step }).collect();
    let help = finding.help.first().map(message::Message::template);
    let applicability = finding.fix.as_ref().map(|fix| fix.applicability);
    Some((finding.rule, finding.message.template(), help, applicability, column.join("/")))
}
