//! `note: On acceptance, first` inside braces: a comma ends the text, and what follows it are keys.

use super::is_value_after_comma;
use crate::offer::fields::quote;
use crate::offer::is_text_key;
use crate::offer::reader::Reader;
use crate::offer::shape::Key;
use crate::text::diagnostic::{Diagnostic, Fix, names};
use crate::text::message::msg;
use crate::text::yaml::{Entry, Node, Value};

impl<'d, 's> Reader<'d, 's> {
    /// Reports the texts of a mapping that a comma cuts, each once with all that follows it; gives the
    /// places of the entries that are the rest of one.
    pub(in crate::offer) fn cut_texts(&mut self, entries: &'d [Entry<'s>], table: &[Key]) -> Vec<usize> {
        let rests = rests(entries, table);
        let mut from = 0;
        while let Some(at) = rests.get(from).copied() {
            let count = rests.iter().skip(from).enumerate().take_while(|(n, rest)| at + n == **rest).count();
            from += count;
            let (Some(head), Some(first), Some(last)) = (
                at.checked_sub(1).and_then(|at| entries.get(at)),
                entries.get(at),
                entries.get(at + count - 1),
            ) else {
                continue;
            };
            let span = head.value.span.to(last.key.span);
            let text = self.file.slice(span);
            let bare = text.strip_prefix('“').and_then(|text| text.strip_suffix('”')).unwrap_or(text);
            let whole = bare.replace('\\', "\\\\").replace('"', "\\\"");
            let quoted = format!("\"{whole}\"");
            let line = format!("{}: {quoted}", head.key.text().unwrap_or_default());
            let help = msg!("write {line}: a text that holds a comma is in quotes", line = quote(&line));
            let key = quote(self.file.slice(first.key.span));
            self.report(
                Diagnostic::new(
                    names::UNKNOWN_KEY,
                    first.key.span,
                    msg!("inside braces a comma ends the value, so {key} is a key", key),
                )
                .label(msg!("after the comma"))
                .also(head.value.span, msg!("ends here"))
                .help(help)
                .fix(Fix::replace(span, quoted)),
            );
        }
        rests
    }
}

/// The places of the entries without a colon that follow a text without quotes. A key that the mapping
/// does not have yet is rather one that lacks its colon or value.
pub(in crate::offer) fn rests(entries: &[Entry<'_>], table: &[Key]) -> Vec<usize> {
    let mut rests = Vec::new();
    if !entries.iter().any(is_value_after_comma) {
        return rests;
    }
    let mut in_text = false;
    for (at, entry) in entries.iter().enumerate() {
        let needed = |text: &str| {
            let ends = |c: char| !(c.is_alphanumeric() || c == '_');
            let word = text.trim_start_matches(ends).split(ends).next().unwrap_or(text);
            let others = || entries.iter().enumerate().filter(|(other, _)| *other != at);
            table.iter().any(|key| key.name == word)
                && !others().any(|(_, other)| other.key.text() == Some(word))
        };
        // Where there is a colon, the value that lacks begins behind it.
        let without_colon = is_value_after_comma(entry) && entry.value.span.start() <= entry.key.span.end();
        if in_text && without_colon && !entry.key.text().is_some_and(needed) {
            rests.push(at);
            continue;
        }
        in_text = entry.key.text().is_some_and(is_text_key) && is_plain(&entry.value);
    }
    rests
}

/// Whether a value is a text without quotes.
fn is_plain(node: &Node<'_>) -> bool {
    matches!(&node.value, Value::Scalar(scalar) if scalar.plain) && !node.span.is_empty()
}
