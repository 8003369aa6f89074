//! Checks a file: reads it, expands its offers, runs the rules, and gives what they found, sorted.

pub mod baseline;
mod checked;
mod examine;
mod fingerprint;
pub mod fixes;
mod levels;
mod references;
mod reparse;
pub mod rules;
mod suppress;

pub use checked::{Checked, CheckedOffer};
pub use fingerprint::{Fingerprint, fingerprints};
pub use levels::{LevelError, Levels};
pub use references::{NoReferences, ReferenceError, References, Related, Unread};

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;

use crate::lint::examine::{Examined, examine};
use crate::lint::rules::Options;
use crate::marketplace::limits::Payout;
use crate::offer::accounts::{self, Register};
use crate::offer::{self, MARKER, quote};
use crate::schedule::Calendar;
use crate::text::diagnostic::{Diagnostic, closest, names};
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
    /// Finds the offers that an offer names.
    pub references: Arc<dyn References>,
    /// Whether a person named the file.
    pub found: Found,
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
            references: Arc::new(NoReferences),
            found: Found::Named,
        }
    }

    /// These settings, with offers of other files to compare with.
    #[must_use]
    pub fn with_references(self, references: Arc<dyn References>) -> Self {
        Self { references, ..self }
    }

    /// These settings, for a file that was found like this.
    #[must_use]
    pub fn of_found(self, found: Found) -> Self {
        Self { found, ..self }
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

/// Checks every offer of a file: reads it once, runs each rule once, and keeps the offers to be planned.
///
/// Whatever is wrong with the file is among the findings; nothing stops at the first mistake.
pub fn check(file: &SourceFile, settings: &Settings) -> Checked {
    let documents = yaml::parse(file);
    let mut checked = Checked::default();
    let belongs = |d: &Document<'_>| d.root.is_none() || offer::is_offer(d);
    let without_offers = !documents.iter().any(belongs);
    if without_offers && settings.found == Found::Walked {
        checked.report.passed_over = true;
        return checked;
    }
    for document in &documents {
        let Examined { offer, diagnostics, mut unread } = findings(file, document, settings);
        let mut found = reparse::read_on(file, document, settings, diagnostics);
        finish(document, settings, &mut found);
        checked.broken |= document.root.is_none();
        if offer::is_offer(document) {
            checked.offers.insert(document.number, offer);
        }
        checked.report.diagnostics.append(&mut found);
        checked.unread.append(&mut unread);
    }
    let report = &mut checked.report;
    report.suppressed = suppress::apply(file, &documents, settings, &mut report.diagnostics);
    if documents.is_empty() {
        report.diagnostics.extend(settings.levels.applied(vec![empty()]));
    }
    sort(&mut report.diagnostics);
    count(&documents, report);
    checked
}

/// Counts the offers of a file, and those with findings.
fn count(documents: &[Document<'_>], report: &mut FileReport) {
    let offers = || documents.iter().filter(|document| offer::is_offer(document));
    let found_in = |d: &&Document<'_>| report.diagnostics.iter().any(|found| found.document == d.number);
    report.offers = offers().count();
    // What could not be read is not counted among the offers either.
    report.offers_with_findings = offers().filter(found_in).count();
    report.offer_ids = offers().filter_map(|d| Some((d.number, id_of(d)?))).collect();
}

/// What is wrong with a document as it stands.
fn findings(file: &SourceFile, document: &Document<'_>, settings: &Settings) -> Examined {
    if offer::is_offer(document) {
        return examine(file, document, settings);
    }
    let diagnostics = match &document.root {
        None => {
            let wide = offer::in_broken_text(file, document);
            if wide.is_empty() { document.diagnostics.clone() } else { wide }
        }
        Some(_) if accounts::is_register(document) => {
            document.diagnostics.iter().cloned().chain(accounts::read(file, document).1).collect()
        }
        // A `---` at the end of a file begins an empty document, which nobody means.
        Some(root) if root.kind() == "nothing" => Vec::new(),
        Some(_) => vec![no_marker(file, document)],
    };
    Examined { diagnostics, ..Examined::default() }
}

/// Whether findings of a rule may be lowered, allowed or put into a baseline.
fn rules_lowerable(name: &str) -> bool {
    rules::find(name).is_some_and(|rule| rule.lowerable)
}

/// The marketplace's id of an offer, as it is written.
fn id_of(document: &Document<'_>) -> Option<String> {
    document.root.as_ref()?.get("id")?.text().map(str::to_owned)
}

/// The finding of a file without any document.
fn empty() -> Diagnostic {
    Diagnostic::new(names::MISSING_KEY, Span::default(), "the file holds no offer")
        .help(format!("an offer starts with `{MARKER}: 1`"))
        .pointer("")
}

fn no_marker(file: &SourceFile, document: &Document<'_>) -> Diagnostic {
    let keys = document.root.as_ref().and_then(|root| root.mapping()).unwrap_or(&[]);
    let near = |entry: &&Entry<'_>| entry.key.text().is_some_and(|key| closest(key, [MARKER]).is_some());
    if let Some(entry) = keys.iter().find(near) {
        let message =
            format!("this is no offer: {} is not `{MARKER}`", quote(entry.key.text().unwrap_or("")));
        return Diagnostic::new(names::MISSING_KEY, entry.key.span, message)
            .label(format!("did you mean `{MARKER}`?"))
            .help(format!("write `{MARKER}: 1`"))
            .pointer("");
    }
    let span = document.root.as_ref().map_or(document.span, |root| root.span.first_line(file.text()));
    Diagnostic::new(names::MISSING_KEY, span, format!("this is no offer: it lacks the key `{MARKER}`"))
        .label(format!("`{MARKER}: 1` missing here"))
        .help(format!("add `{MARKER}: 1` as its first line, or leave this file out"))
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
