//! Reads a document as an offer, reporting every mistake.

use std::sync::LazyLock;

use super::fields::quote;
use super::keys::{Codec, Mapping};
use super::reader::{Reader, Slot};
use super::yaml::Yaml;
use super::{Currency, FORMAT, Key, MARKER, Offer, Shape};
use crate::text::diagnostic::{Diagnostic, names};
use crate::text::message::msg;
use crate::text::source::SourceFile;
use crate::text::yaml::{Document, Node};

/// The version of the format; there is only one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct FormatVersion;

impl Codec for FormatVersion {
    type Held = Self;
    const SHAPE: Shape = Shape::Version;

    fn read<'d, 's>(_: &mut Reader<'d, 's>, _: Slot<'d, 's>, _: &str) -> Self {
        Self
    }

    fn invalid() -> Self {
        Self
    }

    fn write(_: &Self, _: Option<Currency>) -> Option<Yaml> {
        Some(Yaml::plain(1))
    }

    fn is_read(_: &Self) -> bool {
        true
    }
}

/// Whether this document is an offer: a mapping with the first-level key `paysched`.
pub fn is_offer(document: &Document<'_>) -> bool {
    let is_marker = |node: &Node<'_>| {
        let name = node.text().map(|t| t.trim_start_matches(['\u{3000}', '\u{a0}']));
        name.is_some_and(|n| {
            n == MARKER || n.strip_prefix(MARKER).is_some_and(|rest| rest.starts_with([':', '：']))
        })
    };
    let entries = document.root.as_ref().and_then(|root| root.mapping()).unwrap_or(&[]);
    entries.iter().any(|e| is_marker(&e.key))
}

/// Reads a document as an offer.
///
/// Returns as much of the offer as could be read, together with every mistake; `None` if the document is
/// not a mapping or not of format version 1.
pub fn read(file: &SourceFile, document: &Document<'_>) -> (Option<Offer>, Vec<Diagnostic>) {
    let Some(root) = &document.root else {
        return (None, Vec::new());
    };
    let mut reader = Reader::new(file, root, &FORMAT);
    let offer = read_offer(&mut reader, root);
    (offer, reader.diagnostics)
}

/// Whether a word is a key anywhere in the format: full-width punctuation most likely follows one.
pub(crate) fn is_key(word: &str) -> bool {
    KEYS.binary_search(&word).is_ok()
}

/// Whether a key of this name takes free text somewhere in the format.
pub(crate) fn is_text_key(word: &str) -> bool {
    TEXT_KEYS.binary_search(&word).is_ok()
}

static KEYS: LazyLock<Vec<&'static str>> = LazyLock::new(|| key_names(|_| true));
static TEXT_KEYS: LazyLock<Vec<&'static str>> =
    LazyLock::new(|| key_names(|key| matches!(key.shape, Shape::Text)));

/// The names of the keys of the format that are wanted, in order.
fn key_names(wanted: fn(&Key) -> bool) -> Vec<&'static str> {
    let keys = FORMAT.tables().into_iter().flat_map(|table| table.keys);
    let mut names: Vec<&str> = keys.filter(|key| wanted(key)).map(|key| key.name).collect();
    names.sort_unstable();
    names.dedup();
    names
}

fn read_offer<'d, 's>(reader: &mut Reader<'d, 's>, root: &'d Node<'s>) -> Option<Offer> {
    // An offer of another version has other keys: reading on would only produce noise.
    if let Some(version) = root.get(MARKER)
        && version.text().is_some_and(|text| text != "1")
        && version.kind() == "text"
    {
        reader.report(unsupported_version(version));
        // A quote or a comma that came along does not make it another version.
        if version.text().is_none_or(|text| text.trim_matches(|c: char| !c.is_alphanumeric()) != "1") {
            return None;
        }
    }
    let slots = Offer::slots(reader, root)?;
    if let Some(node) = slots.version.node() {
        reader.scalar(node, "`paysched`", "the format version");
    }
    let marker = root.mapping().and_then(|entries| entries.iter().find(|e| e.key.text() == Some(MARKER)));
    let marker = marker.map_or(root.span.first_line(reader.file().text()), |entry| entry.key.span);
    Some(Offer::fill(reader, &slots, marker))
}

fn unsupported_version(node: &Node<'_>) -> Diagnostic {
    let text = node.text().unwrap_or("");
    let diagnostic = Diagnostic::new(
        names::UNSUPPORTED_VERSION,
        node.span,
        msg!("this is format version {text}, but only version 1 is known", text = quote(text)),
    )
    .label(msg!("not version 1"));
    diagnostic.help(msg!("write `paysched: 1`, or use a newer paysched"))
}
