//! An account that is named twice.

use std::collections::BTreeMap;

use crate::lint::rules::Context;
use crate::offer::{Buyer, Field};
use crate::text::diagnostic::{Diagnostic, Edit, Fix};
use crate::text::message::msg;
use crate::text::source::{SourceFile, Span};

rule! {
    /// The same account is named twice among the buyers.
    ///
    /// ## Why
    /// Naming an account twice has no effect. Usually one of the two was meant to be another buyer, who
    /// is now missing. And if the two entries differ, it is unclear which one counts.
    ///
    /// ## What to do
    /// Correct the account id, or delete one of the entries. If the later entry adds nothing to the
    /// earlier one, the fix deletes it.
    ///
    /// ### Fails
    /// ```yaml
    /// buyers:
    ///   - {account: "111122223333", billing: invoice}
    ///   - {account: "222233334444", billing: invoice}
    ///   - "111122223333"
    /// ```
    ///
    /// ### Passes
    /// ```yaml
    /// buyers:
    ///   - {account: "111122223333", billing: invoice}
    ///   - {account: "222233334444", billing: invoice}
    /// ```
    name: "duplicate-buyer",
    level: Error,
    reference: "our own: an offer is either targeted at an account or not (Catalog API, Work with private offers, \
        UpdateTargeting)",
    fix: Safe,
    check: check,
}

fn check(cx: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let mut by_account: BTreeMap<&str, Vec<&Buyer>> = BTreeMap::new();
    for buyer in cx.offer.buyers.get().into_iter().flatten() {
        if let Some(account) = buyer.account.get() {
            by_account.entry(account).or_default().push(buyer);
        }
    }
    for (account, buyers) in by_account {
        let [first, later @ ..] = buyers.as_slice() else { continue };
        let Some(second) = later.first() else { continue };
        let message = match buyers.len() {
            2 => msg!("account `{account}` is named twice", account),
            count => msg!("account `{account}` is named {count} times", account, count),
        };
        let mut diagnostic =
            RULE.at(place(second), message).label(msg!("named again")).also(place(first), msg!("named here"));
        for another in later.iter().skip(1).take(3) {
            diagnostic = diagnostic.also(place(another), msg!("and again"));
        }
        let spans = later.iter().map(|buyer| deletion(cx.file, buyer.span)).collect::<Option<Vec<_>>>();
        let (title, way_out) = match later {
            [_] => {
                (msg!("delete the later entry"), msg!("delete the later entry, or correct the account id"))
            }
            _ => (
                msg!("delete the later entries"),
                msg!("delete the later entries, or correct the account id"),
            ),
        };
        diagnostic = match (later.iter().all(|buyer| says_nothing_more(buyer, first)), spans) {
            (true, spans) => {
                let fix = spans.map(|spans| Fix::safe(title, deletions(spans)));
                Diagnostic { fix, ..diagnostic.help(way_out) }
            }
            (false, _) => {
                diagnostic.help(msg!("keep the entry that is right, or correct one of the account ids"))
            }
        };
        found.push(diagnostic);
    }
}

fn place(buyer: &Buyer) -> Span {
    buyer.account.span().unwrap_or(buyer.span)
}

/// Whether an entry says nothing about its account that the first one does not.
fn says_nothing_more(later: &Buyer, first: &Buyer) -> bool {
    fn same<T: PartialEq>(later: &Field<T>, first: &Field<T>) -> bool {
        later.is_absent() || later.get().is_some_and(|value| first.get() == Some(value))
    }
    same(&later.name, &first.name)
        && same(&later.payer, &first.payer)
        && same(&later.billing, &first.billing)
        && same(&later.net_days, &first.net_days)
        && same(&later.independent, &first.independent)
}

/// The text to delete with an entry: its lines if nothing else is on them, else the entry with an
/// adjacent comma. `None` if a comment above may be about it: then it needs review.
fn deletion(file: &SourceFile, entry: Span) -> Option<Span> {
    let (start, end) = (entry.start() as usize, entry.end() as usize);
    let (before, after) = (file.text().get(..start)?, file.text().get(end..)?);
    let (mut above, mut indent) = last_line(before)?;
    if indent.trim().is_empty() && before.trim_end().ends_with('-') {
        // The dash is on the line above its entry.
        (above, indent) = last_line(above.trim_end_matches(['\n', '\r']))?;
        if indent.trim() != "-" {
            return None;
        }
    }
    if above
        .lines()
        .next_back()
        .is_some_and(|line| line.trim_start_matches([' ', '\t', '-']).starts_with('#'))
    {
        return None;
    }
    let rest = after.split(['\n', '\r']).next().unwrap_or(after);
    let ended = rest.trim_start().trim_start_matches(',').trim_start();
    if matches!(indent.trim(), "" | "-") && (ended.is_empty() || ended.starts_with('#')) {
        let breaks = after.get(rest.len()..)?;
        let length = if breaks.starts_with("\r\n") { 2 } else { breaks.len().min(1) };
        return Some(Span::from_range(above.len()..end + rest.len() + length));
    }
    // Inside brackets the entry is never the first, so a comma precedes it.
    let from = indent.trim_end().strip_suffix(',').map(|kept| above.len() + kept.len());
    let to = rest.trim_start().strip_prefix(',').map(|kept| end + rest.len() - kept.trim_start().len());
    Some(match (from, to) {
        (Some(from), _) => Span::from_range(from..end),
        (None, Some(to)) => Span::from_range(start..to),
        (None, None) => entry,
    })
}

/// Splits a text before its last line.
fn last_line(text: &str) -> Option<(&str, &str)> {
    text.split_at_checked(text.rfind(['\n', '\r']).map_or(0, |at| at + 1))
}

/// The spans as edits that do not overlap: two entries may share the comma between them.
fn deletions(mut spans: Vec<Span>) -> Vec<Edit> {
    spans.sort_unstable();
    let mut edits: Vec<Edit> = Vec::with_capacity(spans.len());
    for span in spans {
        match edits.last_mut().filter(|edit| span.start() < edit.span.end()) {
            Some(edit) => edit.span = edit.span.to(span),
            None => edits.push(Edit { span, text: String::new() }),
        }
    }
    edits
}
