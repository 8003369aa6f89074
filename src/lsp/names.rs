//! Names that several files share: accounts and billing agents. Where they are entered, used, and renamed.

use std::collections::BTreeMap;
use std::path::PathBuf;

use gen_lsp_types::{Location, Range, TextEdit, Uri, WorkspaceEdit};

use super::address;
use super::cursor;
use super::diagnostics::document_at;
use super::edits;
use super::files::SavedFiles;
use super::opened::OpenText;
use super::places::Encoding;
use crate::offer::accounts;
use crate::offer::layout::shape;
use crate::offer::{Problem, parse_account};
use crate::text::source::{SourceFile, Span};
use crate::text::yaml::{self, Document, Node, Value};

/// What is named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NamedThing {
    Account,
    Agent,
}

/// A name at a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct SharedName {
    pub(super) thing: NamedThing,
    pub(super) text: String,
    pub(super) span: Span,
}

/// The open texts, as they are now rather than as they are saved.
pub(super) type OpenTexts = BTreeMap<String, OpenText>;

/// What is in a file: its address, its version if it is open, and each thing there.
type InFileOf<T> = (Uri, Option<i32>, Vec<T>);

/// The name at a place of a text.
pub(super) fn at(file: &SourceFile, at: u32) -> Option<SharedName> {
    let documents = yaml::parse(file);
    let document = document_at(&documents, at)?;
    in_document(document).into_iter().find(|name| name.span.start() <= at && at <= name.span.end())
}

/// Every name of a document that is ours.
fn in_document(document: &Document<'_>) -> Vec<SharedName> {
    let mut names = Vec::new();
    if let (Some(root), Some(_)) = (&document.root, shape(document)) {
        collect(root, document, &mut names);
    }
    names
}

/// A name is what the way to it says: the format has one place for each.
fn collect(node: &Node<'_>, document: &Document<'_>, names: &mut Vec<SharedName>) {
    match &node.value {
        Value::Mapping(entries) => {
            for entry in entries {
                name(&entry.key, document, names);
                collect(&entry.value, document, names);
            }
        }
        Value::Sequence(items) => items.iter().for_each(|item| collect(item, document, names)),
        Value::Scalar(_) => name(node, document, names),
        Value::Alias => {}
    }
}

fn name(scalar: &Node<'_>, document: &Document<'_>, names: &mut Vec<SharedName>) {
    let Some(text) = scalar.text().filter(|text| !text.is_empty()) else { return };
    let Some(way) = cursor::way(document, scalar.span.start()) else { return };
    let agent = match way.keys().as_slice() {
        ["billing_agent"] => !way.on_key,
        ["agents", _] => way.on_key && accounts::is_register(document),
        _ => false,
    };
    let thing = match (agent, way.is_account()) {
        (true, _) => NamedThing::Agent,
        (_, true) => NamedThing::Account,
        _ => return,
    };
    names.push(SharedName { thing, text: text.to_owned(), span: scalar.span });
}

/// Where a name is entered in the register that holds for a text.
pub(super) fn entered(
    files: &dyn SavedFiles,
    open: &OpenTexts,
    from: &OpenText,
    name: &SharedName,
    encoding: Encoding,
) -> Option<Location> {
    let register = files.register(&from.path)?;
    let path = files.path(register.path());
    let (uri, text) = match opened(open, &path) {
        Some(open) => (open.uri.clone(), open.source.as_ref()),
        None => (Uri::from(address::of(&path)), &register),
    };
    let documents = yaml::parse(text);
    let register = documents.iter().find(|document| accounts::is_register(document))?;
    let under = match name.thing {
        NamedThing::Account => "accounts",
        NamedThing::Agent => "agents",
    };
    let entries = register.root.as_ref()?.get(under)?.mapping()?;
    let entry = entries.iter().find(|entry| entry.key.text() == Some(&name.text))?;
    Some(Location { uri, range: encoding.range(text, entry.key.span) })
}

/// Every place of a name in the folders and the open texts, file by file.
pub(super) fn everywhere(
    files: &dyn SavedFiles,
    open: &OpenTexts,
    name: &SharedName,
    encoding: Encoding,
) -> Vec<InFileOf<(Range, String)>> {
    let mut all = BTreeMap::new();
    for file in files.texts() {
        let path = files.path(file.path());
        if opened(open, &path).is_none() {
            let uri = Uri::from(address::of(&path));
            all.insert(uri.0.clone(), (uri, None, places(&file, name, encoding)));
        }
    }
    for (key, text) in open {
        let places = places(&text.source, name, encoding);
        all.insert(key.clone(), (text.uri.clone(), Some(text.version), places));
    }
    all.into_values().filter(|(_, _, places)| !places.is_empty()).collect()
}

/// The places of a name in a text, and what is written there.
fn places(file: &SourceFile, name: &SharedName, encoding: Encoding) -> Vec<(Range, String)> {
    if !file.text().contains(&name.text) {
        return Vec::new();
    }
    let documents = yaml::parse(file);
    let same = |other: &SharedName| (other.thing, &other.text) == (name.thing, &name.text);
    let names = documents.iter().flat_map(in_document).filter(same);
    names.map(|name| (encoding.range(file, name.span), file.slice(name.span).to_owned())).collect()
}

/// Why a name cannot be another.
#[derive(Debug, thiserror::Error)]
pub(super) enum RenameError {
    /// It is no account.
    #[error(transparent)]
    Account(#[from] Problem),
    /// It is no name of a billing agent.
    #[error("a billing agent's name has letters, digits, `-` and `_`")]
    Agent,
}

/// The edits that write another name everywhere, quoted as the first was.
///
/// # Errors
/// When it is no name of such a thing.
pub(super) fn renamed(
    files: &dyn SavedFiles,
    open: &OpenTexts,
    (name, new): (&SharedName, &str),
    (encoding, versions): (Encoding, bool),
) -> Result<WorkspaceEdit, RenameError> {
    match name.thing {
        NamedThing::Account => drop(parse_account(new)?),
        NamedThing::Agent if new.is_empty() || !new.chars().all(is_plain) => {
            return Err(RenameError::Agent);
        }
        NamedThing::Agent => {}
    }
    let edit = |(range, written): (Range, String)| {
        let quote = written.chars().next().filter(|first| matches!(first, '"' | '\''));
        let quote = quote.map(String::from).unwrap_or_else(|| match name.thing {
            NamedThing::Account => "\"".to_owned(),
            NamedThing::Agent => String::new(),
        });
        TextEdit { range, new_text: format!("{quote}{new}{quote}") }
    };
    let file = |(uri, version, places): InFileOf<(Range, String)>| {
        (uri, version, places.into_iter().map(edit).collect())
    };
    let all = everywhere(files, open, name, encoding);
    Ok(edits::of_files(versions, all.into_iter().map(file).collect()))
}

fn is_plain(letter: char) -> bool {
    letter.is_alphanumeric() || matches!(letter, '-' | '_')
}

/// The open text of a path.
fn opened<'o>(open: &'o OpenTexts, path: &PathBuf) -> Option<&'o OpenText> {
    open.values().find(|open| open.path == *path)
}
