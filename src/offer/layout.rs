//! Lays out offer files and account registers: the order of keys, indentation, blanks and quotes.

mod allow;
mod build;
mod cut;
mod order;
mod parts;
mod place;
mod same;
mod scalar;
mod tree;
mod write;

use std::ops::Range;

use build::Laying;
use write::Manner;

use crate::offer::accounts;
use crate::offer::{self, Shape};
use crate::text::diagnostic::names;
use crate::text::source::{SourceFile, Span};
use crate::text::yaml::{self, Document, Node, Value};

/// Why a file is left as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// It cannot be read, or its meaning is uncertain.
    #[error("it has errors that paysched check shows")]
    Errors,
    /// It is written in a way that cannot be formatted without changing its meaning.
    #[error("it cannot be laid out without changing what it says")]
    Unwieldy,
}

/// The text of a file in the layout of the format: keys in its order, comments with the keys that they
/// are above or beside, everything indented by two. The meaning stays the same, and formatting twice
/// changes nothing more. Documents that are neither an offer nor an account register stay byte for byte,
/// and so does every file without one. A file as Prettier writes it, its keys in the order of the format,
/// stays, too: the two never undo each other.
///
/// ```
/// use paysched::SourceFile;
///
/// let file = SourceFile::new("a.yaml", "name:   Acme # the buyer\npaysched: 1\n");
/// assert_eq!(paysched::format(&file).unwrap(), "paysched: 1\nname: Acme # the buyer\n");
/// ```
///
/// # Errors
/// When the file has errors that hide what it says, or no layout of it would say the same.
pub fn format(file: &SourceFile) -> Result<String, Refusal> {
    let (mark, breaks, text) = plain(file.text());
    let plain = SourceFile::new(file.path(), text);
    let documents = yaml::parse(&plain);
    if file.unreadable().is_some() || documents.iter().any(|document| document.root.is_none()) {
        return Err(Refusal::Errors);
    }
    if documents.iter().all(|document| shape(document).is_none()) {
        return Ok(file.text().to_owned());
    }
    if documents.iter().any(|document| shape(document).is_some() && !is_sound(&plain, document)) {
        return Err(Refusal::Errors);
    }
    if documents.iter().filter_map(|d| d.root.as_ref()).any(|root| has_long_key(&plain, root)) {
        return Err(Refusal::Unwieldy);
    }
    let parts = parts::parts(&plain, documents.len()).ok_or(Refusal::Unwieldy)?;
    let page = Laying::new(&plain, &yaml::comments(&plain, &documents));
    let written = |manner: Manner| {
        let mut new = String::from(mark);
        for (document, part) in documents.iter().zip(&parts) {
            match (&document.root, shape(document)) {
                (Some(root), Some(shape)) => {
                    for line in laid_out(&plain, &page, (root, part.clone(), shape), manner) {
                        new.push_str(&line);
                        new.push_str(breaks);
                    }
                }
                _ => new.push_str(as_it_is(file, part.clone())),
            }
        }
        new
    };
    let new = written(Manner::Own);
    if new != file.text() && written(Manner::Prettier) == file.text() {
        return Ok(file.text().to_owned());
    }
    let new_file = SourceFile::new(file.path(), self::plain(&new).2);
    let same = same::same(&plain, &documents, &new_file, |document| shape(document).is_some());
    if same { Ok(new) } else { Err(Refusal::Unwieldy) }
}

/// The byte order mark and the line break of a text, and the rest with `\n` for every break.
fn plain(text: &str) -> (&'static str, &'static str, String) {
    let (mark, rest) = match text.strip_prefix('\u{feff}') {
        Some(rest) => ("\u{feff}", rest),
        None => ("", text),
    };
    let breaks = match rest.find(['\n', '\r']).and_then(|at| rest.get(at..)) {
        Some(rest) if rest.starts_with("\r\n") => "\r\n",
        _ => "\n",
    };
    (mark, breaks, rest.replace("\r\n", "\n").replace('\r', "\n"))
}

/// Some lines of a file with their breaks, without its byte order mark.
fn as_it_is(file: &SourceFile, lines: Range<usize>) -> &str {
    let start = file.lines().start_of(lines.start);
    let text = if lines.end < file.lines().count() {
        file.slice(Span::new(start, file.lines().start_of(lines.end)))
    } else {
        rest(file, start)
    };
    text.strip_prefix('\u{feff}').unwrap_or(text)
}

/// The format of a document; `None` for one that is not ours.
pub(crate) fn shape(document: &Document<'_>) -> Option<&'static Shape> {
    if offer::is_offer(document) {
        Some(&Shape::Table(&offer::FORMAT))
    } else {
        accounts::is_register(document).then_some(&Shape::Table(&accounts::FORMAT))
    }
}

/// Whether every key and value of a document is certain. Full-width punctuation makes it unclear where
/// one key ends and the next begins; another version has other keys.
fn is_sound(file: &SourceFile, document: &Document<'_>) -> bool {
    let found = if offer::is_offer(document) {
        offer::read(file, document).1
    } else {
        accounts::read(file, document).1
    };
    let hides = |rule: &str| [names::UNSUPPORTED_VERSION, names::WIDE_PUNCTUATION].contains(&rule);
    let certain = document.root.as_ref().is_some_and(|root| has_certain_keys(file, root));
    document.diagnostics.is_empty() && certain && !found.iter().any(|finding| hides(finding.rule))
}

/// Whether every key is certain to be one. After a comma in brackets a key without a colon is most
/// likely the rest of the text before it, and a full-width blank before a plain key was meant to indent
/// it.
fn has_certain_keys(file: &SourceFile, node: &Node<'_>) -> bool {
    match &node.value {
        Value::Scalar(_) => true,
        Value::Alias => false,
        Value::Sequence(items) => items.iter().all(|item| has_certain_keys(file, item)),
        Value::Mapping(entries) => entries.iter().all(|entry| {
            let key = entry.key.text().filter(|_| !entry.key.span.is_empty());
            let colon = || rest(file, entry.key.span.end()).trim_start().starts_with(':');
            let plain = matches!(&entry.key.value, Value::Scalar(scalar) if scalar.plain);
            key.is_some_and(|key| !(plain && key.starts_with(offer::is_wide_blank)))
                && (!entry.value.span.is_empty() || colon())
                && has_certain_keys(file, &entry.value)
        }),
    }
}

/// Whether a key is written over several lines.
fn has_long_key(file: &SourceFile, node: &Node<'_>) -> bool {
    match &node.value {
        Value::Scalar(_) | Value::Alias => false,
        Value::Sequence(items) => items.iter().any(|item| has_long_key(file, item)),
        Value::Mapping(entries) => entries
            .iter()
            .any(|entry| file.slice(entry.key.span).contains('\n') || has_long_key(file, &entry.value)),
    }
}

/// The new lines of one document of ours.
fn laid_out(
    file: &SourceFile,
    page: &Laying<'_>,
    (root, part, shape): (&Node<'_>, Range<usize>, &'static Shape),
    manner: Manner,
) -> Vec<String> {
    let index = file.lines();
    let (first, last) = (index.line_of(root.span.start()), index.line_of(root.span.end()));
    let find =
        |mut lines: Range<usize>, marker| lines.find(|l| parts::is_marker(line_text(file, *l), marker));
    let opening = find(part.start..first + 1, "---");
    let closing = find(last + 1..part.end, "...").unwrap_or(part.end);
    let mut written = Vec::new();
    let start = match opening {
        Some(marker) => {
            tidy(file, part.start..marker, &mut written);
            let line = line_text(file, marker);
            // A mapping in brackets may follow on the line of the marker.
            let own = if marker == first { "---" } else { line.trim_end_matches([' ', '\t']) };
            written.push(marker_line(own));
            if marker == first { root.span.start() } else { index.start_of(marker + 1) }
        }
        None => index.start_of(part.start),
    };
    let end = if closing < index.count() { index.start_of(closing) } else { end(file) };
    let tree = build::build(page, root, Span::new(start, end), shape, manner == Manner::Own);
    written.append(&mut write::document(&tree, manner));
    tidy(file, closing..part.end, &mut written);
    written
}

/// A document marker with its comment after it.
fn marker_line(line: &str) -> String {
    match line.split_once([' ', '\t']) {
        Some((marker, rest)) => Manner::with_comment(marker, Some(rest.trim_start_matches([' ', '\t']))),
        None => line.to_owned(),
    }
}

/// Lines of comments, directives and markers without blanks around them and needless empty lines.
fn tidy(file: &SourceFile, lines: Range<usize>, written: &mut Vec<String>) {
    let mut blank = false;
    let mut any = false;
    for line in lines {
        let text = line_text(file, line).trim_matches([' ', '\t']);
        if text.is_empty() {
            blank = true;
            continue;
        }
        if blank && any {
            written.push(String::new());
        }
        (blank, any) = (false, true);
        written.push(if parts::is_marker(text, "...") { marker_line(text) } else { text.to_owned() });
    }
}

/// A line, from 0, of a text in which every break is `\n`, without the break.
fn line_text(file: &SourceFile, line: usize) -> &str {
    rest(file, file.lines().start_of(line)).split('\n').next().unwrap_or("")
}

/// Everything from an offset on.
fn rest(file: &SourceFile, from: u32) -> &str {
    file.slice(Span::new(from, end(file)))
}

/// The offset after the last byte.
fn end(file: &SourceFile) -> u32 {
    after(0, file.text().len())
}

/// The offset some bytes after another.
fn after(at: u32, bytes: usize) -> u32 {
    at.saturating_add(u32::try_from(bytes).unwrap_or(u32::MAX))
}
