//! Findings that the editor asks for: of one text, or of all files.

use std::collections::BTreeMap;

use gen_lsp_types::{
    Diagnostic as Shown, DocumentDiagnosticReport, FullDocumentDiagnosticReport, PreviousResultId,
    RelatedFullDocumentDiagnosticReport, RelatedUnchangedDocumentDiagnosticReport,
    UnchangedDocumentDiagnosticReport, Uri, WorkspaceDiagnosticReport, WorkspaceDocumentDiagnosticReport,
    WorkspaceFullDocumentDiagnosticReport, WorkspaceUnchangedDocumentDiagnosticReport,
};

use super::address;
use super::diagnostics::Showing;
use super::files::Unusable;
use crate::text::stable_hash::Fnv;

/// The findings of a text, or that they are those of `before`.
pub(super) fn report(items: Vec<Shown>, before: Option<&str>) -> DocumentDiagnosticReport {
    match full(items) {
        (id, _) if before == Some(id.as_str()) => RelatedUnchangedDocumentDiagnosticReport {
            related_documents: None,
            unchanged_document_diagnostic_report: UnchangedDocumentDiagnosticReport { result_id: id },
        }
        .into(),
        (_, report) => RelatedFullDocumentDiagnosticReport {
            related_documents: None,
            full_document_diagnostic_report: report,
        }
        .into(),
    }
}

/// The findings of all files that are not open: the editor asks for those by themselves. A file that had
/// findings and has none is told, too.
///
/// # Errors
/// When the files cannot be checked.
pub(super) fn workspace(
    showing: Showing<'_>,
    before: Vec<PreviousResultId>,
    is_open: impl Fn(&Uri) -> bool,
) -> Result<WorkspaceDiagnosticReport, Unusable> {
    let mut reports: BTreeMap<String, Vec<Shown>> = BTreeMap::new();
    for file in showing.files.checked()? {
        let path = showing.files.path(file.source.path());
        reports.insert(address::of(&path), showing.closed(&path, &file.source, &file.report));
    }
    let before: BTreeMap<String, String> =
        before.into_iter().map(|known| (known.uri.0, known.value)).collect();
    for uri in before.keys() {
        reports.entry(uri.clone()).or_default();
    }
    let reports = reports.into_iter().map(|(uri, items)| (Uri::from(uri), items));
    let items = reports.filter(|(uri, _)| !is_open(uri)).map(|(uri, items)| {
        let known = before.get(uri.as_ref());
        one(uri, items, known.map(String::as_str))
    });
    Ok(WorkspaceDiagnosticReport { items: items.collect() })
}

fn one(uri: Uri, items: Vec<Shown>, before: Option<&str>) -> WorkspaceDocumentDiagnosticReport {
    match full(items) {
        (id, _) if before == Some(id.as_str()) => WorkspaceUnchangedDocumentDiagnosticReport {
            uri,
            version: None,
            unchanged_document_diagnostic_report: UnchangedDocumentDiagnosticReport { result_id: id },
        }
        .into(),
        (_, report) => WorkspaceFullDocumentDiagnosticReport {
            uri,
            version: None,
            full_document_diagnostic_report: report,
        }
        .into(),
    }
}

/// The findings under an id that is another one as soon as one of them is.
fn full(items: Vec<Shown>) -> (String, FullDocumentDiagnosticReport) {
    let mut hash = Fnv::new();
    hash.part(&serde_json::to_string(&items).unwrap_or_default());
    let id = hash.to_string();
    (id.clone(), FullDocumentDiagnosticReport { result_id: Some(id), items })
}
