//! Reads a file, expands its offers, runs the rules, and reports what they found, sorted.

pub mod baseline;
mod examine;
mod fingerprint;
pub mod fixes;
mod levels;
mod reparse;
pub mod rules;
mod suppress;

pub use examine::{Examined, examine};
pub use fingerprint::{Fingerprint, fingerprints, fingerprints_v1};
pub use levels::{LevelError, Levels};

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;

use crate::lint::rules::{Options, Related};
use crate::marketplace::limits::Payout;
use crate::offer::accounts::{self, Register};
use crate::offer::{self, MARKER, quote};
use crate::schedule::Calendar;
use crate::text::diagnostic::{Diagnostic, closest, names};
use crate::text::message::msg;
use crate::text::source::{DEFAULT_MAX_BYTES, SourceFile, Span};
use crate::text::yaml::{self, Document, Entry};

/// What a check depends on besides the text.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The day as of which offers without `release` are judged, in UTC.
    pub as_of: NaiveDate,
    /// What each rule counts as.
    pub levels: Levels,
    /// The thresholds of rules.
    pub options: Options,
    /// What is known of accounts.
    pub accounts: Arc<Register>,
    /// Weekends and holidays.
    pub calendar: Arc<Calendar>,
    /// When the marketplace pays the seller.
    pub payout: Payout,
    /// The largest file that is read, in bytes.
    pub max_file_bytes: u64,
}

impl Settings {
    /// The settings of a repository without any configuration.
    pub fn new(as_of: NaiveDate) -> Self {
        Self {
            as_of,
            levels: Levels::default(),
            options: Options::default(),
            accounts: Arc::default(),
            calendar: Arc::new(Calendar::weekends()),
            payout: Payout::default(),
            max_file_bytes: DEFAULT_MAX_BYTES,
        }
    }
}

/// Finds the offers that other offers name by path.
pub trait References: Sync {
    /// The offer in the file that `reference` names, seen from the file `from`. None where it
    /// cannot be read, or is no path.
    fn find(&self, from: &SourceFile, reference: &str) -> Option<Arc<Related>>;

    /// An offer as it stood in the revision that the run compares with: the one with this id, else
    /// the one at the same path and document. None where there is no such revision or offer.
    fn before(&self, _file: &SourceFile, _document: usize, _id: Option<&str>) -> Option<Arc<Related>> {
        None
    }

    /// Where another offer of the run stands that has the same id and comes before this one.
    fn twin(&self, _file: &SourceFile, _document: usize) -> Option<String> {
        None
    }
}

/// No offer names another.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoReferences;

impl References for NoReferences {
    fn find(&self, _: &SourceFile, _: &str) -> Option<Arc<Related>> {
        None
    }
}

/// Whether a person named the file, or it was come upon in a folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Found {
    /// Named: a file without an offer is a mistake.
    Named,
    /// In a folder: a file without an offer is passed over.
    Walked,
}

/// What became of one file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FileReport {
    /// How many of its documents are offers.
    pub offers: usize,
    /// How many of its offers have findings.
    pub offers_with_findings: usize,
    /// Whether it holds no offer and was passed over.
    pub passed_over: bool,
    /// What was found, in order of place, then rule.
    pub diagnostics: Vec<Diagnostic>,
    /// How many findings comments allow.
    pub suppressed: usize,
    /// The ids of its offers, where they have one, by the number of the document.
    pub offer_ids: BTreeMap<usize, String>,
}

/// Checks every offer of a file.
pub fn lint(file: &SourceFile, found: Found, settings: &Settings, references: &dyn References) -> FileReport {
    let documents = yaml::parse(file);
    let mut report = FileReport::default();
    let belongs = |d: &Document<'_>| d.root.is_none() || offer::is_offer(d);
    if !documents.iter().any(belongs) {
        return without_offers(file, found, &documents, settings);
    }
    for document in &documents {
        let mut findings = in_document(file, document, settings, references);
        report.offers += usize::from(offer::is_offer(document));
        finish(document, settings, &mut findings);
        report.diagnostics.append(&mut findings);
    }
    report.suppressed = suppress::apply(file, &documents, settings, &mut report.diagnostics);
    sort(&mut report.diagnostics);
    let found_in = |d: &&Document<'_>| report.diagnostics.iter().any(|found| found.document == d.number);
    let with_findings: Vec<&Document<'_>> = documents.iter().filter(found_in).collect();
    // What could not be read is not counted among the offers either.
    report.offers_with_findings = with_findings.iter().filter(|d| offer::is_offer(d)).count();
    let offers = documents.iter().filter(|d| offer::is_offer(d));
    report.offer_ids = offers.filter_map(|d| Some((d.number, id_of(d)?))).collect();
    report
}

fn in_document(
    file: &SourceFile,
    document: &Document<'_>,
    settings: &Settings,
    references: &dyn References,
) -> Vec<Diagnostic> {
    let found = findings(file, document, settings, references);
    reparse::read_on(file, document, settings, references, found)
}

fn findings(
    file: &SourceFile,
    document: &Document<'_>,
    settings: &Settings,
    references: &dyn References,
) -> Vec<Diagnostic> {
    if document.root.is_none() {
        let wide = offer::in_broken_text(file, document);
        return if wide.is_empty() { document.diagnostics.clone() } else { wide };
    }
    if offer::is_offer(document) {
        return examine(file, document, settings, references).diagnostics;
    }
    if accounts::is_register(document) {
        return document.diagnostics.iter().cloned().chain(accounts::read(file, document).1).collect();
    }
    match &document.root {
        // A `---` at the end of a file begins an empty document, which nobody means.
        Some(root) if root.kind() == "nothing" => Vec::new(),
        _ => vec![no_marker(file, document)],
    }
}

/// Whether findings of a rule may be lowered, allowed or put into a baseline.
fn rules_lowerable(name: &str) -> bool {
    rules::find(name).is_some_and(|rule| rule.lowerable)
}

/// The marketplace's id of an offer, as it is written.
fn id_of(document: &Document<'_>) -> Option<String> {
    document.root.as_ref()?.get("id")?.text().map(str::to_owned)
}

/// A file that holds no offer: passed over in a folder, a mistake where it was named.
fn without_offers(
    file: &SourceFile,
    found: Found,
    documents: &[Document<'_>],
    settings: &Settings,
) -> FileReport {
    let mut report = FileReport { passed_over: found == Found::Walked, ..FileReport::default() };
    if report.passed_over {
        return report;
    }
    for document in documents {
        let mut findings = in_document(file, document, settings, &NoReferences);
        finish(document, settings, &mut findings);
        report.diagnostics.append(&mut findings);
    }
    report.suppressed = suppress::apply(file, documents, settings, &mut report.diagnostics);
    sort(&mut report.diagnostics);
    if documents.is_empty() {
        let mut empty = vec![
            Diagnostic::new(names::MISSING_KEY, Span::default(), msg!("the file holds no offer"))
                .help(msg!("an offer starts with `{marker}: 1`", marker = MARKER))
                .pointer(""),
        ];
        settings.levels.apply(&mut empty);
        report.diagnostics.append(&mut empty);
    }
    report
}

fn no_marker(file: &SourceFile, document: &Document<'_>) -> Diagnostic {
    let keys = document.root.as_ref().and_then(|root| root.mapping()).unwrap_or(&[]);
    let near = |entry: &&Entry<'_>| entry.key.text().is_some_and(|key| closest(key, [MARKER]).is_some());
    if let Some(entry) = keys.iter().find(near) {
        let message = msg!(
            "not an offer: {name} is not `{marker}`",
            name = quote(entry.key.text().unwrap_or("")),
            marker = MARKER,
        );
        return Diagnostic::new(names::MISSING_KEY, entry.key.span, message)
            .label(msg!("did you mean `{marker}`?", marker = MARKER))
            .help(msg!("write `{marker}: 1`", marker = MARKER))
            .pointer("");
    }
    let span = document.root.as_ref().map_or(document.span, |root| root.span.first_line(file.text()));
    Diagnostic::new(
        names::MISSING_KEY,
        span,
        msg!("not an offer: it lacks the key `{marker}`", marker = MARKER),
    )
    .label(msg!("`{marker}: 1` missing here", marker = MARKER))
    .help(msg!("add `{marker}: 1` as its first line, or leave this file out", marker = MARKER))
    .pointer("")
}

/// Says which document and value each finding is about, and how bad it is.
fn finish(document: &Document<'_>, settings: &Settings, findings: &mut Vec<Diagnostic>) {
    for finding in findings.iter_mut() {
        finding.document = document.number;
        if finding.pointer.is_none() {
            let pointer = document.root.as_ref().map(|root| root.pointer_at(finding.span()));
            finding.pointer = Some(pointer.unwrap_or_default());
        }
        if let (Some(root), Some(pointer)) = (&document.root, &finding.pointer) {
            finding.key_path = fingerprint::key_path(root, pointer);
        }
    }
    settings.levels.apply(findings);
}

/// Orders findings by place, then by rule; those of one place and rule by their message.
fn sort(diagnostics: &mut [Diagnostic]) {
    diagnostics.sort_by(|a, b| {
        let key = |d: &Diagnostic| (d.span().start, d.rule, d.span().end);
        key(a).cmp(&key(b)).then_with(|| a.message.to_string().cmp(&b.message.to_string()))
    });
}
