//! The one way from a file's text to its offers and findings.

use super::examine::{Examined, findings};
use super::finish::{finish, sort};
use super::rules::{Level, NOT_READY, is_ready};
use super::{Checked, CheckedOffer, FileReport, Found, Settings, json, marker, reparse, repeated, suppress};
use crate::offer::{self, MARKER};
use crate::text::diagnostic::{Diagnostic, names};
use crate::text::message::msg;
use crate::text::source::{SourceFile, Span};
use crate::text::yaml::{self, Document};

/// Checks every offer of a file: reads it once, runs each rule once, and keeps the offers to be planned.
///
/// Whatever is wrong with the file is among the findings; nothing stops at the first mistake.
///
/// JSON of the marketplace is taken as well as an offer file: a change set, an offer or authorization, an
/// agreement. Its findings have their places in the JSON, and no fixes.
pub fn check(file: &SourceFile, settings: &Settings) -> Checked {
    if let Some(checked) = json::check(file, settings) {
        return checked;
    }
    let documents = yaml::parse(file);
    match offer::joined(file, &documents) {
        Some(joined) => documents_of(&joined.file, &yaml::parse(&joined.file), joined.found, settings),
        None => documents_of(file, &documents, Vec::new(), settings),
    }
}

/// Checks the documents of a file in which cuts of offers were mended.
fn documents_of(
    file: &SourceFile,
    documents: &[Document<'_>],
    cuts: Vec<Diagnostic>,
    settings: &Settings,
) -> Checked {
    let mut checked = Checked::default();
    let walked = settings.found == Found::Walked;
    let marked = documents.iter().any(offer::is_offer);
    let is_broken = |d: &Document<'_>| d.root.is_none() && (!walked || marker::may_be_offer(file));
    let without_offers = !marked && !documents.iter().any(is_broken);
    let missing = |document| marker::missing(file, document).filter(|_| walked);
    if walked && without_offers && documents.iter().all(|document| missing(document).is_none()) {
        checked.report.passed_over = true;
        return checked;
    }
    for document in documents {
        if let Some(missing) = missing(document) {
            let mut found = vec![missing];
            finish(document, settings, &mut found);
            checked.report.diagnostics.append(&mut found);
            continue;
        }
        // Beside a document that cannot be read, the others are still none of ours.
        if walked && (without_offers || !marked && document.root.is_some()) {
            continue;
        }
        let Examined { offer, diagnostics, mut unread, mend } = findings(file, document, settings, false);
        let mut found = reparse::read_on(file, document, settings, (diagnostics, mend));
        found.extend(cuts.iter().filter(|cut| document.span.contains(cut.span())).cloned());
        finish(document, settings, &mut found);
        let mut found = repeated::together(found);
        checked.broken |= document.root.is_none();
        if offer::is_offer(document) {
            checked.offers.insert(document.number, offer);
        }
        checked.report.diagnostics.append(&mut found);
        checked.unread.append(&mut unread);
    }
    let report = &mut checked.report;
    report.suppressed = suppress::apply(file, documents, settings, &mut report.diagnostics);
    if documents.is_empty() {
        report.diagnostics.extend(settings.levels.applied(vec![empty()]));
    }
    sort(&mut report.diagnostics);
    count(documents, report);
    if settings.levels.of(NOT_READY) == Level::Off {
        let unready = |offer: &&CheckedOffer| !is_ready(&offer.offer, offer.unidentified);
        checked.report.not_ready = checked.offers().filter(unready).count();
    }
    checked
}

/// Counts the offers of a file, and those with findings.
fn count(documents: &[Document<'_>], report: &mut FileReport) {
    let offers = || documents.iter().filter(|document| offer::is_offer(document));
    let found_in = |d: &&Document<'_>| report.diagnostics.iter().any(|found| found.document == d.number);
    report.offers = offers().count();
    // Unreadable documents do not count as offers either.
    report.offers_with_findings = offers().filter(found_in).count();
    report.offer_ids = offers().filter_map(|d| Some((d.number, id_of(d)?))).collect();
}

/// The marketplace's id of an offer, as written.
fn id_of(document: &Document<'_>) -> Option<String> {
    document.root.as_ref()?.get("id")?.text().map(str::to_owned)
}

/// The finding of a file without any document.
fn empty() -> Diagnostic {
    Diagnostic::new(names::MISSING_KEY, Span::default(), msg!("the file holds no offer"))
        .help(msg!("an offer starts with `{marker}: 1`", marker = MARKER))
        .pointer("")
}
