//! The other files that a text names: an authorization, a replaced schedule, those of a configuration.

use std::path::PathBuf;

use gen_lsp_types::{DocumentLink, Uri};

use super::address;
use super::files::SavedFiles;
use super::opened::Judgement;
use super::places::Encoding;
use crate::offer::Field;
use crate::text::source::Span;

/// The places of a text that name a file that can be read, with its path.
pub(super) fn files(files: &dyn SavedFiles, judged: &Judgement) -> Vec<(Span, PathBuf)> {
    let fields = judged.checked.offers().flat_map(|checked| {
        let authorization = checked.offer.resale.get().map(|resale| &resale.authorization);
        let schedule = checked.offer.replaces.get().map(|replaces| &replaces.schedule);
        authorization.into_iter().chain(schedule)
    });
    let link = |field: &Field<String>| {
        let named = field.spanned()?;
        let related = judged.settings.references.find(&judged.source, &named.value)?.ok()?;
        Some((named.span, files.path(&related.path)))
    };
    fields.filter_map(link).collect()
}

/// The same as links to follow.
pub(super) fn shown(all: Vec<(Span, PathBuf)>, judged: &Judgement, encoding: Encoding) -> Vec<DocumentLink> {
    let link = |(span, path): (Span, PathBuf)| DocumentLink {
        range: encoding.range(&judged.source, span),
        target: Some(Uri::from(address::of(&path))),
        tooltip: None,
        data: None,
    };
    all.into_iter().map(link).collect()
}
