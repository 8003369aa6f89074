//! Reports what is YAML and not part of the format: anchors, aliases, tags, directives, repeated keys.

use std::collections::{BTreeMap, HashMap};

use super::{Entry, Node, Value};
use crate::text::diagnostic::{Diagnostic, names};
use crate::text::message::{Message, msg};
use crate::text::source::Span;

/// The features that one document uses, in the order in which its reader comes to them.
pub(super) struct Features<'s> {
    text: &'s str,
    pub(super) found: Vec<Diagnostic>,
}

impl<'s> Features<'s> {
    pub(super) fn new(text: &'s str) -> Self {
        Self { text, found: Vec::new() }
    }

    /// Reports repeated keys, and merge keys.
    pub(super) fn look_at_keys(&mut self, entries: &[Entry<'_>]) {
        let mut again: BTreeMap<usize, Vec<&Entry<'_>>> = BTreeMap::new();
        // Nearly every mapping is small; a large one must not cost the square of its size.
        let mut seen: HashMap<&str, usize> = HashMap::new();
        let large = entries.len() > 16;
        // A bit for each key so far, by its length and its ends: most keys have one of their own.
        let mut bits = 0_u64;
        for (at, entry) in entries.iter().enumerate() {
            let Some(text) = entry.key.text() else { continue };
            if is_merge(&entry.key) {
                self.merge(entry);
                continue;
            }
            let bit = 1 << bit_of(text);
            let may_be_known = bits & bit != 0;
            bits |= bit;
            let earlier = if large {
                let first = *seen.entry(text).or_insert(at);
                (first < at).then_some(first)
            } else if may_be_known {
                let same = |e: &Entry<'_>| e.key.text() == Some(text) && !is_merge(&e.key);
                entries.iter().take(at).position(same)
            } else {
                None
            };
            if let Some(first) = earlier {
                again.entry(first).or_default().push(entry);
            }
        }
        for (first, others) in again {
            if let Some(first) = entries.get(first) {
                self.given_again(first, &others);
            }
        }
    }

    fn given_again(&mut self, first: &Entry<'_>, others: &[&Entry<'_>]) {
        let Some((second, rest)) = others.split_first() else { return };
        let key = shorten(first.key.text().unwrap_or(""));
        let (message, help) = match rest.len() {
            0 => (msg!("`{key}` is given twice", key), msg!("keep one `{key}`, delete the other", key)),
            more => (
                msg!("`{key}` is given {count} times", key, count = more + 2),
                msg!("keep one `{key}`, delete the others", key),
            ),
        };
        let mut diagnostic = Diagnostic::new(names::DUPLICATE_KEY, second.key.span, message)
            .label(msg!("given again here"))
            .also(first.key.span, msg!("first given here"));
        for another in rest.iter().take(3) {
            diagnostic = diagnostic.also(another.key.span, msg!("and again"));
        }
        self.found.push(diagnostic.help(help));
    }

    /// Reports a merge key; the aliases that it merges are part of it.
    fn merge(&mut self, entry: &Entry<'_>) {
        let is_alias = |node: &Node<'_>| matches!(node.value, Value::Alias);
        let only_aliases = match &entry.value.value {
            Value::Sequence(items) => items.iter().all(is_alias),
            _ => is_alias(&entry.value),
        };
        let value = entry.value.span;
        if only_aliases {
            self.found.retain(|feature| !value.contains(feature.span()));
        }
        self.feature(entry.key.span, msg!("a merge key"), msg!("write the merged keys out"));
        if only_aliases && let Some(feature) = self.found.pop() {
            self.found.push(feature.also(value.first_line(self.text), msg!("merged from here")));
        }
    }

    pub(super) fn alias(&mut self, span: Span) {
        self.feature(span, msg!("an alias"), msg!("write the value out; quote a text that starts with `*`"));
    }

    pub(super) fn anchor(&mut self, span: Span) {
        let help = msg!(
            "delete it, and write its value again wherever it is used; \
             quote a text that starts with `&`"
        );
        self.feature(span, msg!("an anchor"), help);
    }

    pub(super) fn tag(&mut self, span: Span) {
        let help = msg!("delete it: every value counts as it is written; quote a text that starts with `!`");
        self.feature(span, msg!("a tag"), help);
    }

    fn feature(&mut self, span: Span, what: Message, help: Message) {
        let text = self.text.get(span.range()).unwrap_or("");
        self.found.push(
            Diagnostic::new(
                names::YAML_FEATURE,
                span,
                msg!("`{text}` is {what}, which is not part of the format", text = shorten(text), what),
            )
            .label(msg!("not followed"))
            .help(help),
        );
    }

    /// Reports the directives in the gap between two documents.
    pub(super) fn directives(&mut self, gap: Span) {
        let Some(text) = self.text.get(gap.range()).filter(|text| text.contains('%')) else { return };
        let mut at = gap.start() as usize;
        for line in text.split_inclusive(['\n', '\r']) {
            let directive = line.trim_start_matches('\u{feff}').trim_end();
            if directive.starts_with('%') && !is_yaml_1_2(directive) {
                let from = at + line.len() - line.trim_start_matches('\u{feff}').len();
                let span = Span::from_range(from..from + directive.len());
                self.feature(span, msg!("a directive"), msg!("delete the line"));
            }
            at += line.len();
        }
    }
}

/// A number below 64, the same for the same text.
fn bit_of(text: &str) -> u32 {
    let ends = [text.bytes().next(), text.bytes().next_back()];
    let sum = ends.into_iter().flatten().fold(text.len(), |sum, byte| sum * 7 + usize::from(byte));
    u32::try_from(sum % 64).unwrap_or(0)
}

/// Whether a key merges another mapping into its own; one in quotes is a key like any other.
pub(crate) fn is_merge(key: &Node<'_>) -> bool {
    matches!(&key.value, Value::Scalar(scalar) if scalar.plain && scalar.text == "<<")
}

fn is_yaml_1_2(directive: &str) -> bool {
    let mut words = directive.split('#').next().unwrap_or("").split_whitespace();
    words.next() == Some("%YAML") && words.next() == Some("1.2") && words.next().is_none()
}

/// A user's text for a message: one line, at most 60 characters.
fn shorten(text: &str) -> String {
    let line = text.split(['\n', '\r']).next().unwrap_or("");
    if line.chars().count() <= 60 {
        return line.to_owned();
    }
    line.chars().take(57).chain("...".chars()).collect()
}
