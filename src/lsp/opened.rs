//! A text that the editor has open, kept the same edit by edit, and its check.

use std::path::PathBuf;
use std::rc::Rc;

use gen_lsp_types::{TextDocumentContentChangeEvent as Change, Uri};

use super::address;
use super::files::{SavedFiles, Unusable};
use super::places::Encoding;
use crate::lint::{Checked, Found, Settings, check};
use crate::offer::accounts;
use crate::text::source::SourceFile;
use crate::text::yaml;
use crate::workspace::config;

/// A text that the editor has open.
#[derive(Debug)]
pub(super) struct OpenText {
    pub(super) uri: Uri,
    pub(super) version: i32,
    pub(super) path: PathBuf,
    /// The text under the path that is shown.
    pub(super) source: Rc<SourceFile>,
    /// The check, and the edition of the other files that it is of.
    checked: Option<(u64, Judged)>,
}

/// The check of an open text, or why there is none.
pub(super) type Judged = Result<Rc<Judgement>, Unusable>;

/// The check of an open text.
#[derive(Debug)]
pub(super) struct Judgement {
    /// The text as it was read: that of a file which is too large is left out.
    pub(super) source: SourceFile,
    pub(super) settings: Settings,
    pub(super) checked: Checked,
}

impl OpenText {
    pub(super) fn new(files: &dyn SavedFiles, uri: Uri, version: i32, text: String) -> Self {
        // A text that was never saved counts as one of the folder.
        let path = address::path(uri.as_ref()).unwrap_or_else(|| files.path("untitled.yaml"));
        let source = Rc::new(SourceFile::new(files.shown(&path), text));
        Self { uri, version, path, source, checked: None }
    }

    /// Takes the edits of the editor, each on the text that the one before left.
    pub(super) fn change(&mut self, version: i32, changes: Vec<Change>, encoding: Encoding) {
        self.version = version;
        self.checked = None;
        for change in changes {
            let text = match change {
                Change::TextDocumentContentChangeWholeDocument(whole) => whole.text,
                Change::TextDocumentContentChangePartial(part) => {
                    let mut text = self.source.text().to_owned();
                    let span = encoding.span(&self.source, part.range).range();
                    if text.get(span.clone()).is_some() {
                        text.replace_range(span, &part.text);
                    }
                    text
                }
            };
            self.source = Rc::new(SourceFile::new(self.source.path(), text));
        }
    }

    /// Whether it is a configuration, and no offer.
    pub(super) fn is_config(&self) -> bool {
        self.path.file_name().is_some_and(|name| name == config::FILE_NAME)
    }

    /// The check of the text.
    ///
    /// # Errors
    /// When its configuration cannot be used.
    pub(super) fn judged(&mut self, files: &dyn SavedFiles) -> Judged {
        let edition = files.edition();
        let known = self.checked.take().filter(|(known, _)| *known == edition);
        let judged = known.map_or_else(|| judge(files, self), |(_, judged)| judged);
        self.checked = Some((edition, judged.clone()));
        judged
    }
}

/// Checks a text as one that was found in a folder: without an offer it is none of ours. A register is
/// always meant.
fn judge(files: &dyn SavedFiles, open: &OpenText) -> Judged {
    let settings = files.settings(&open.path)?;
    let bytes = open.source.text().as_bytes().to_vec();
    let source = SourceFile::from_bytes(open.source.path(), bytes, settings.max_file_bytes);
    let register = yaml::parse(&source).iter().any(accounts::is_register);
    let settings = settings.of_found(if register { Found::Named } else { Found::Walked });
    let mut checked = check(&source, &settings);
    files.leave_out(&source, &mut checked.report);
    Ok(Rc::new(Judgement { source, settings, checked }))
}
