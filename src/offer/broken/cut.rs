//! An offer that a `---`, a `...` or an indented marker cuts into several documents, of which only the
//! first would be one.

use crate::offer::read::is_offer;
use crate::offer::{FORMAT, MARKER, accounts};
use crate::text::diagnostic::{Diagnostic, names};
use crate::text::message::msg;
use crate::text::source::{SourceFile, Span};
use crate::text::yaml::{self, Document};

/// A file whose offers are whole again. Every byte that is not part of what cut them stands where it stood.
#[derive(Debug)]
pub(crate) struct Joined {
    /// The file, as it was meant.
    pub(crate) file: SourceFile,
    /// What cut the offers, each at its place.
    pub(crate) found: Vec<Diagnostic>,
}

/// Joins the offers of a file that are cut; `None` if none is.
pub(crate) fn joined(file: &SourceFile, documents: &[Document<'_>]) -> Option<Joined> {
    let is_rest = |document: &Document<'_>| {
        let nothing = document.root.as_ref().is_some_and(|root| root.kind() == "nothing");
        !(nothing || is_offer(document) || accounts::is_register(document))
    };
    if documents.len() < 2 || !documents.iter().any(is_offer) || !documents.iter().any(is_rest) {
        return None;
    }
    let mut joined: Option<Joined> = None;
    let mut at = 0;
    for line in file.text().split_inclusive('\n') {
        let place = Span::from_range(at..at + line.trim_end().len());
        at += line.len();
        let Some((text, finding)) = without_cut(line, place) else { continue };
        let now = joined.as_ref().map_or(file, |joined| &joined.file);
        let (Some(before), Some(after)) = (now.text().get(..place.range().start), now.text().get(at..))
        else {
            continue;
        };
        let next = SourceFile::new(file.path(), format!("{before}{text}{after}"));
        if is_better(now, &next, place) {
            let mut found = joined.map(|joined| joined.found).unwrap_or_default();
            found.push(finding);
            joined = Some(Joined { file: next, found });
        }
    }
    joined
}

/// A line that may cut an offer as one of the same length that does not, and what is said of it.
fn without_cut(line: &str, place: Span) -> Option<(String, Diagnostic)> {
    let bare = line.trim_end();
    if matches!(bare, "---" | "...") {
        let message = msg!("`{mark}` cuts the offer in two", mark = bare);
        let finding = Diagnostic::new(names::INVALID_YAML, place, message)
            .label(msg!("what follows is no offer of its own"))
            .help(msg!(
                "delete the line: `---` stands between two offers, each of which begins with `{marker}: 1`",
                marker = MARKER
            ));
        return Some((line.replacen(bare, "#  ", 1), finding));
    }
    let (blanks, marker) = bare.split_at(bare.find(MARKER)?);
    if blanks.is_empty() || !blanks.trim().is_empty() || marker != format!("{MARKER}: 1") {
        return None;
    }
    let start = place.range().start + blanks.len();
    let message = msg!("`{begins}` does not begin at the start of its line", begins = MARKER);
    let finding =
        Diagnostic::new(names::INVALID_YAML, Span::from_range(start..start + MARKER.len()), message)
            .label(msg!("not in line"))
            .help(msg!("delete the spaces before `{begins}`", begins = MARKER));
    let end = line.get(bare.len()..)?;
    Some((format!("{marker}{}{end}", " ".repeat(blanks.len())), finding))
}

/// Whether the document at a place is an offer with keys of the format alone, and there are fewer documents.
fn is_better(before: &SourceFile, after: &SourceFile, place: Span) -> bool {
    let documents = yaml::parse(after);
    let own = documents.iter().find(|document| {
        let span = document.span.range();
        span.start <= place.range().end && place.range().start <= span.end
    });
    let Some(own) = own.filter(|own| is_offer(own)) else { return false };
    let known = |key: &str| FORMAT.keys.iter().any(|known| known.name == key);
    let keys = own.root.as_ref().and_then(|root| root.mapping()).unwrap_or(&[]);
    let twice = own.diagnostics.iter().any(|found| found.rule == names::DUPLICATE_KEY);
    documents.len() < yaml::parse(before).len()
        && !twice
        && keys.iter().all(|entry| entry.key.text().is_some_and(known))
}
