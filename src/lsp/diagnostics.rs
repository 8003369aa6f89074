//! Findings as an editor shows them: where, how bad, what to do, and the places that they are about.

use std::collections::BTreeMap;
use std::path::Path;

use gen_lsp_types::{
    CodeDescription, Diagnostic as Shown, DiagnosticRelatedInformation, DiagnosticSeverity, DiagnosticTag,
    Location, Range, Uri,
};

use super::address;
use super::client::{Client, SOURCE};
use super::files::{SavedFiles, Unusable};
use super::opened::{Judgement, OpenText};
use crate::lint::{CheckedOffer, FileReport, Settings, rules};
use crate::offer::accounts;
use crate::output::findings::sarif::page_behind;
use crate::text::diagnostic::{Diagnostic, Label, Severity, names};
use crate::text::source::{SourceFile, Span};
use crate::text::yaml::{self, Document, Node};
use crate::workspace::config;

/// The files that each offer of a text names, read once for all its findings.
struct NamedFiles<'f> {
    find: &'f dyn Fn(usize) -> Vec<SourceFile>,
    known: BTreeMap<usize, Vec<SourceFile>>,
}

impl NamedFiles<'_> {
    fn of(&mut self, document: usize) -> &[SourceFile] {
        self.known.entry(document).or_insert_with(|| (self.find)(document))
    }
}

/// Shows findings to an editor.
#[derive(Debug, Clone, Copy)]
pub(super) struct Showing<'a> {
    pub(super) client: Client,
    pub(super) files: &'a dyn SavedFiles,
}

impl Showing<'_> {
    /// What is found in an open text; a configuration's own mistakes in a configuration.
    pub(super) fn open(self, open: &mut OpenText) -> Vec<Shown> {
        if open.is_config() {
            return self.config(open);
        }
        match open.judged(self.files) {
            Ok(judged) => self.open_again(open, &judged),
            Err(unusable) => vec![self.unusable(&unusable)],
        }
    }

    /// What was found in an open text, in the order of its check.
    pub(super) fn open_again(self, open: &OpenText, judged: &Judgement) -> Vec<Shown> {
        let Judgement { source, settings, checked } = judged;
        self.findings(&open.uri, source, &checked.report, &|document| {
            self.named_by(source, settings, checked.offers().find(|offer| offer.document == document))
        })
    }

    /// What is found in a file that is not open.
    pub(super) fn closed(self, path: &Path, source: &SourceFile, report: &FileReport) -> Vec<Shown> {
        let settings = self.files.settings(path).ok();
        let uri = Uri::from(address::of(path));
        self.findings(&uri, source, report, &|_| {
            settings.as_ref().map(|settings| self.named_by(source, settings, None)).unwrap_or_default()
        })
    }

    fn findings(
        self,
        uri: &Uri,
        source: &SourceFile,
        report: &FileReport,
        others: &dyn Fn(usize) -> Vec<SourceFile>,
    ) -> Vec<Shown> {
        let mut others = NamedFiles { find: others, known: BTreeMap::new() };
        report.diagnostics.iter().map(|found| self.finding(uri, source, found, &mut others)).collect()
    }

    fn finding(
        self,
        uri: &Uri,
        source: &SourceFile,
        found: &Diagnostic,
        others: &mut NamedFiles<'_>,
    ) -> Shown {
        let rule = rules::find(found.rule);
        let page = rule.map(|rule| CodeDescription { href: page_behind(rule.reference).into() });
        let unused = (found.rule == names::UNUSED_SUPPRESSION).then(|| vec![DiagnosticTag::Unnecessary]);
        let mut message = found.message.to_string();
        for label in found.labels.iter().skip(1).filter(|_| !self.client.related) {
            let line = source.position(label.span.start()).line;
            message.push_str(&format!("\nline {line}: {}", label.message));
        }
        found.help.iter().for_each(|help| message.push_str(&format!("\nhelp: {help}")));
        found.notes.iter().for_each(|note| message.push_str(&format!("\nnote: {note}")));
        let related = self.client.related.then(|| self.related(uri, source, found, others));
        Shown {
            range: self.client.encoding.range(source, found.span()),
            severity: Some(match found.severity {
                Severity::Error => DiagnosticSeverity::Error,
                Severity::Warning => DiagnosticSeverity::Warning,
                Severity::Info => DiagnosticSeverity::Information,
            }),
            code: Some(found.rule.to_owned().into()),
            code_description: page,
            source: Some(SOURCE.to_owned()),
            message: message.into(),
            tags: unused,
            related_information: related.filter(|places| !places.is_empty()),
            data: None,
        }
    }

    /// The other places of a finding: those in its file, and what it speaks of in other files.
    fn related(
        self,
        uri: &Uri,
        source: &SourceFile,
        found: &Diagnostic,
        others: &mut NamedFiles<'_>,
    ) -> Vec<DiagnosticRelatedInformation> {
        let here = |label: &Label| DiagnosticRelatedInformation {
            location: Location { uri: uri.clone(), range: self.client.encoding.range(source, label.span) },
            message: label.message.to_string(),
        };
        let mut places: Vec<_> = found.labels.iter().skip(1).map(here).collect();
        if speaks_of_others(found) {
            places.extend(
                others.of(found.document).iter().filter_map(|other| self.there(source, found, other)),
            );
        }
        places
    }

    /// The place in another file that a finding speaks of.
    fn there(
        self,
        source: &SourceFile,
        found: &Diagnostic,
        other: &SourceFile,
    ) -> Option<DiagnosticRelatedInformation> {
        let documents = yaml::parse(other);
        let register = documents.iter().find(|document| accounts::is_register(document));
        let (span, message) = match register {
            Some(register) => {
                let account = source.slice(found.span()).trim_matches(['"', '\'']);
                let known = register.root.as_ref()?.get("accounts")?.mapping()?;
                let entry = known.iter().find(|entry| entry.key.text() == Some(account))?;
                (entry.key.span, "in the account register".to_owned())
            }
            None => {
                let root = documents.iter().find_map(|document| document.root.as_ref())?;
                let span = at_pointer(root, found.pointer.as_deref().unwrap_or_default())
                    .unwrap_or_else(|| root.span.first_line(other.text()));
                (span, format!("in {}", other.path()))
            }
        };
        let uri = Uri::from(address::of(&self.files.path(other.path())));
        let range = self.client.encoding.range(other, span);
        Some(DiagnosticRelatedInformation { location: Location { uri, range }, message })
    }

    /// The files that an offer names, and the register that holds for it.
    fn named_by(
        self,
        source: &SourceFile,
        settings: &Settings,
        offer: Option<&CheckedOffer>,
    ) -> Vec<SourceFile> {
        let named = offer.into_iter().flat_map(|checked| {
            let authorization = checked.offer.resale.get().and_then(|resale| resale.authorization.get());
            let replaced = checked.offer.replaces.get().and_then(|replaces| replaces.schedule.get());
            authorization.into_iter().chain(replaced)
        });
        let found = named.filter_map(|named| settings.references.find(source, named)?.ok());
        let paths = found.map(|related| self.files.path(&related.path));
        let texts = paths.filter_map(|path| self.files.read(&path));
        texts.chain(self.files.register(&self.files.path(source.path()))).collect()
    }

    /// Where files cannot be checked at all, one finding at the start says why.
    pub(super) fn unusable(self, unusable: &Unusable) -> Shown {
        let mut shown = Shown {
            range: Range::default(),
            severity: Some(DiagnosticSeverity::Error),
            source: Some(SOURCE.to_owned()),
            message: format!("not checked: {unusable}").into(),
            ..Shown::default()
        };
        if let (Unusable::Config(error), true) = (unusable, self.client.related) {
            let uri = Uri::from(address::of(&self.files.path(error.file.path())));
            let place = |mistake: &config::Mistake| DiagnosticRelatedInformation {
                location: Location {
                    uri: uri.clone(),
                    range: self.client.encoding.range(&error.file, mistake.span),
                },
                message: mistake.message.clone(),
            };
            shown.related_information = Some(error.mistakes.iter().map(place).collect());
        }
        shown
    }

    /// The mistakes of a configuration; of what it names only once the text is saved.
    fn config(self, open: &OpenText) -> Vec<Shown> {
        let text = SourceFile::new(open.source.path(), open.source.text());
        let error = match config::read(std::sync::Arc::new(text)) {
            Err(error) => error,
            Ok(_) => match self.files.settings(&open.path) {
                Err(Unusable::Config(error)) if error.file.text() == open.source.text() => error,
                _ => return Vec::new(),
            },
        };
        let mistake = |mistake: &config::Mistake| {
            let help = mistake.help.iter().map(|help| format!("\nhelp: {help}"));
            Shown {
                range: self.client.encoding.range(&open.source, mistake.span),
                severity: Some(DiagnosticSeverity::Error),
                source: Some(SOURCE.to_owned()),
                message: (mistake.message.clone() + &help.collect::<String>()).into(),
                ..Shown::default()
            }
        };
        error.mistakes.iter().map(mistake).collect()
    }
}

/// Whether a finding is about another file too: its words say so.
fn speaks_of_others(found: &Diagnostic) -> bool {
    let labels = found.labels.iter().map(|label| &label.message);
    let words = std::iter::once(&found.message).chain(labels).chain(&found.help).chain(&found.notes);
    let mut texts = words.map(ToString::to_string);
    texts.any(|text| {
        ["authorization", "register", "replace", ".yaml", ".yml"].iter().any(|word| text.contains(word))
    })
}

/// The place of a pointer's value.
fn at_pointer(root: &Node<'_>, pointer: &str) -> Option<Span> {
    let node = pointer.split('/').skip(1).try_fold(root, |node, step| node.at_step(step))?;
    (!pointer.is_empty()).then_some(node.span)
}

/// The document of a text that holds an offset.
pub(super) fn document_at<'d, 's>(documents: &'d [Document<'s>], offset: u32) -> Option<&'d Document<'s>> {
    let after = documents.partition_point(|document| document.span.start() <= offset);
    documents.get(after.saturating_sub(1))
}
