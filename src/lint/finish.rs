//! The last touches on the findings of a file: where each stands, how bad it is, and their order.

use super::{Settings, fingerprint};
use crate::text::diagnostic::Diagnostic;
use crate::text::yaml::Document;

/// Sets the document, pointer and severity of each finding.
pub(super) fn finish(document: &Document<'_>, settings: &Settings, findings: &mut Vec<Diagnostic>) {
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

/// Orders findings by position, then by rule, then by message.
pub(super) fn sort(diagnostics: &mut [Diagnostic]) {
    diagnostics.sort_by(|a, b| {
        let key = |d: &Diagnostic| (d.span().start(), d.rule, d.span().end());
        key(a).cmp(&key(b)).then_with(|| a.message.to_string().cmp(&b.message.to_string()))
    });
}
