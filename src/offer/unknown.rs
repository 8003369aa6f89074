//! Keys that the format does not have, and what they were meant to be; keys that are missing.

mod meant;
mod rest;

use meant::{Meant, by_shape, inside, meant};
pub(super) use rest::rests;

use super::Currency;
use super::fields::quote;
use super::fullwidth;
use super::reader::{Reader, Slot, Slots};
use super::shape::{Key, Table, sample};
use super::synonyms::Likeness;
use crate::text::diagnostic::{Applicability, Diagnostic, Edit, Fix, names};
use crate::text::message::{self, Message, msg};
use crate::text::source::{SourceFile, Span};
use crate::text::words::{and_list, or_list};
use crate::text::yaml::{Entry, Node, Value, is_merge};

impl<'d, 's> Reader<'d, 's> {
    pub(super) fn unknown_key<const N: usize>(
        &mut self,
        entry: &'d Entry<'s>,
        table: &'static [Key; N],
        slots: &mut Slots<'d, 's, N>,
        around: (Option<&'d Entry<'s>>, &'d [Entry<'s>]),
        what: &str,
    ) {
        let text = entry.key.text().unwrap_or("");
        let bare = text.trim_start_matches(['\u{3000}', '\u{a0}']);
        let belongs = table.iter().zip(slots.iter_mut()).find(|(key, slot)| {
            slot.is_empty() && bare.strip_prefix(key.name).is_some_and(|rest| !rest.starts_with('_'))
        });
        let wide =
            fullwidth::in_key(self.file, &entry.key, belongs.is_some(), &|word| self.format.has_key(word));
        if !wide.is_empty() {
            if let Some((_, slot)) = belongs {
                *slot = Slot::Broken;
            }
            return self.diagnostics.extend(wide);
        }
        match after_comma(self.file, entry, around, self.currency()) {
            None => {}
            Some(Tail::Reported) => return,
            Some(Tail::First(head, diagnostic)) => {
                let taken =
                    |slot: &&mut Slot<'_, '_>| matches!(slot, Slot::Filled(e) if std::ptr::eq(*e, head));
                if let Some(slot) = slots.iter_mut().find(taken) {
                    *slot = Slot::Broken;
                }
                return self.report(*diagnostic);
            }
        }
        let diagnostic = Diagnostic::new(
            names::UNKNOWN_KEY,
            entry.key.span,
            msg!("{what} has no key {text}", what = message::Value::volatile(what), text = quote(text)),
        );
        if let Some((name, slot)) = without_blank(self.file, entry, table, slots) {
            *slot = Slot::Broken;
            let start = entry.key.span.start() as usize + name.len();
            let rest = self.file.slice(entry.key.span).get(name.len()..).unwrap_or("");
            let gap = rest.len() - rest.trim_start_matches([' ', ':', '=']).len();
            let edit = match rest.starts_with(':') {
                true => Edit { span: Span::from_range(start + 1..start + 1), text: " ".to_owned() },
                false => Edit { span: Span::from_range(start..start + gap), text: ": ".to_owned() },
            };
            let (label, help) = match rest.starts_with(':') {
                true => (msg!("no space after the colon"), msg!("write a space after the colon")),
                false => (msg!("no colon"), msg!("write `{name}: `, a colon and a space", name)),
            };
            let diagnostic = diagnostic.label(label);
            return self.report(diagnostic.help(help.clone()).fix(Fix::safe(help, vec![edit])));
        }
        if let Some(diagnostic) = two_colons(self.file, entry, table, slots, &diagnostic) {
            return self.report(diagnostic);
        }
        let mut meant = meant(text, table, slots, self.format);
        if matches!(meant, Meant::Unknown)
            && let Some(found) = inside(text, table, slots).or_else(|| by_shape(entry, table, slots))
        {
            meant = found;
        }
        let diagnostic = match meant {
            Meant::Given(name) => diagnostic
                .label(msg!("`{name}` is given already", name))
                .help(msg!("delete it, or delete the other `{name}`", name)),
            Meant::Name { name, at, sure } => {
                if let (Some(slot), Some(key)) = (slots.get_mut(at), table.get(at)) {
                    // Read on as if it were spelled right: the value's own mistakes are found as well,
                    // and the key is not reported again as missing.
                    *slot = self.filled(entry, *key);
                }
                let diagnostic =
                    diagnostic.label(msg!("did you mean `{name}`?", name)).help(msg!("write `{name}`", name));
                let fix = Fix::replace(entry.key.span, name);
                match sure {
                    Some(Likeness::Certain) => diagnostic.fix(fix),
                    Some(Likeness::Likely) => {
                        diagnostic.fix(Fix { applicability: Applicability::Unsafe, ..fix })
                    }
                    None => diagnostic,
                }
            }
            Meant::Unknown if is_value_after_comma(entry) => diagnostic
                .label(msg!("has no value"))
                .help(msg!("inside braces a comma ends the value: put a text that holds one in quotes")),
            Meant::Inside(name, keys) => diagnostic.label(msg!("a key of `{name}`", name)).help(msg!(
                "write it inside `{name}`, as in `{name}: {keys}`",
                name,
                keys
            )),
            Meant::Shape(name) => diagnostic
                .label(msg!("is this `{name}`?", name))
                .help(msg!("write `{name}` if that is meant, or delete it", name)),
            Meant::Unknown if self.format.has_key(text) => {
                diagnostic.label(msg!("not part of it")).help(elsewhere(text, table, self.format))
            }
            Meant::Unknown if table.iter().any(|key| key.name == "labels") => diagnostic
                .label(msg!("not part of the format"))
                .help(msg!("delete it, or move it under `labels`, which holds what is yours")),
            Meant::Unknown => {
                let keys: Vec<String> = table.iter().map(|key| format!("`{}`", key.name)).collect();
                diagnostic
                    .label(msg!("not part of the format"))
                    .help(msg!("delete it, or write one of {keys}", keys = or_list(&keys)))
            }
        };
        self.report(diagnostic);
    }

    pub(super) fn missing_keys<const N: usize>(
        &mut self,
        node: &Node<'s>,
        table: &'static [Key; N],
        slots: &Slots<'d, 's, N>,
        what: &str,
    ) {
        let missing = || table.iter().zip(slots).filter(|(key, slot)| key.required && slot.is_empty());
        let absent: Vec<String> = missing().map(|(key, _)| format!("`{}`", key.name)).collect();
        let entries = node.mapping().unwrap_or(&[]);
        // What a merge key would add is unknown, and the merge key is reported.
        if absent.is_empty() || entries.iter().any(|entry| is_merge(&entry.key)) {
            return;
        }
        let lacks = |word: &str| absent.iter().any(|key| key.trim_matches('`') == word);
        let swallowed = fullwidth::swallowed(self.file, entries, &lacks);
        if !swallowed.is_empty() {
            return self.diagnostics.extend(swallowed);
        }
        let list = and_list(&absent);
        let span = node.span.first_line(self.file.text());
        let pointer = self.root.pointer_to(node);
        let samples: Vec<String> =
            missing().map(|(key, _)| format!("`{}: {}`", key.name, sample(&key.shape))).collect();
        self.report(
            Diagnostic::new(
                names::MISSING_KEY,
                span,
                msg!("{what} lacks {list}", what = message::Value::volatile(what), list),
            )
            .label(msg!("{list} missing here", list))
            .help(match absent.len() {
                1 => msg!("add it, as in {samples}", samples = and_list(&samples)),
                _ => msg!("add them, as in {samples}", samples = and_list(&samples)),
            })
            .pointer(pointer),
        );
    }
}

/// What to do about a key that belongs to another mapping of the format.
fn elsewhere(word: &str, table: &[Key], format: &'static Table) -> Message {
    if table.iter().any(|key| key.name == "invoice_date") {
        return msg!("delete it, or write `first` and `every` in the place of `invoice_date` for a series");
    }
    let homes: Vec<String> = format.homes(word).into_iter().map(home).collect();
    match homes.as_slice() {
        [] => msg!("delete it, or move it to the mapping that it belongs to"),
        [only] => msg!("delete it, or move it to {only}, which has such a key", only),
        several => {
            msg!("delete it, or move it to {homes}, which have such a key", homes = or_list(several))
        }
    }
}

/// The name of a mapping of the format for messages: some exist several times.
fn home(name: &str) -> String {
    match name {
        "offer" => "the offer itself".to_owned(),
        "installment" => "an installment".to_owned(),
        "series" | "buyer" | "dimension" => format!("a {name}"),
        "renewal_installment" => "an installment of `renewal`".to_owned(),
        _ => format!("`{name}`"),
    }
}

/// `amount:360000.00` inside braces is one key without a value: which key was meant.
fn without_blank<'a, 'd, 's, const N: usize>(
    file: &SourceFile,
    entry: &Entry<'_>,
    table: &'static [Key; N],
    slots: &'a mut Slots<'d, 's, N>,
) -> Option<(&'static str, &'a mut Slot<'d, 's>)> {
    if !is_value_after_comma(entry) {
        return None;
    }
    let text = file.slice(entry.key.span);
    let spaced = || text.split_once(' ').filter(|(_, value)| value.starts_with(|c: char| c.is_ascii_digit()));
    let (name, value) = text.split_once([':', '=']).or_else(spaced)?;
    let (name, value) = (name.trim_end(), value.trim_start());
    // What cannot begin a value would not be one behind a space, either.
    let quoted = ['"', '\''].iter().any(|mark| {
        let inside = value.strip_prefix(*mark).and_then(|rest| rest.strip_suffix(*mark));
        inside.is_some_and(|inside| !inside.contains(*mark))
    });
    if !(quoted || value.starts_with(char::is_alphanumeric)) {
        return None;
    }
    let found = table.iter().zip(slots).find(|(key, slot)| key.name == name && slot.is_empty());
    found.map(|(key, slot)| (key.name, slot))
}

/// `name:a: b` is the key `name:a`: the text was meant to hold a colon.
fn two_colons<'d, 's, const N: usize>(
    file: &SourceFile,
    entry: &'d Entry<'s>,
    table: &'static [Key; N],
    slots: &mut Slots<'d, 's, N>,
    diagnostic: &Diagnostic,
) -> Option<Diagnostic> {
    let (name, start) = file.slice(entry.key.span).split_once(':')?;
    let (_, slot) = table.iter().zip(slots).find(|(key, slot)| key.name == name && slot.is_empty())?;
    *slot = Slot::Broken;
    let rest = file.slice(entry.key.span.to(entry.value.span)).split(['\n', '\r']).next().unwrap_or("");
    let text = rest.get(name.len() + 1..).filter(|_| !start.is_empty()).unwrap_or(start);
    let line = format!("{name}: \"{}\"", text.trim().replace('\\', "\\\\").replace('"', "\\\""));
    Some(
        diagnostic
            .clone()
            .label(msg!("no space after the colon"))
            .help(msg!("write {line}: a text with a colon is in quotes", line = quote(&line))),
    )
}

/// Whether a key has no colon and value, as the rest of a value after a comma does.
fn is_value_after_comma(entry: &Entry<'_>) -> bool {
    let plain = |node: &Node<'_>| matches!(&node.value, Value::Scalar(scalar) if scalar.plain);
    plain(&entry.key) && plain(&entry.value) && entry.value.span.is_empty()
}

/// What a key that starts with a digit and has no value turned out to be.
enum Tail<'d, 's> {
    /// The rest of a value that has been reported at its first comma.
    Reported,
    /// The first part after a value's first comma; the entry is the one with the value.
    First(&'d Entry<'s>, Box<Diagnostic>),
}

/// `1,000.00` in a flow mapping is the value `1` and the key `000.00`: one mistake, not three.
fn after_comma<'d, 's>(
    file: &SourceFile,
    entry: &Entry<'s>,
    (before, after): (Option<&'d Entry<'s>>, &'d [Entry<'s>]),
    currency: Option<Currency>,
) -> Option<Tail<'d, 's>> {
    let is_tail = |e: &Entry<'_>| {
        is_value_after_comma(e) && e.key.text().is_some_and(|t| t.starts_with(|c: char| c.is_ascii_digit()))
    };
    let head = before?;
    // Outside of braces such a key is on a line of its own.
    let end = head.value.span.end().max(head.key.span.end());
    let comma = file.slice(Span::new(end, entry.key.span.start())).trim_start().starts_with(',');
    if !comma || !is_tail(entry) {
        return None;
    }
    if is_tail(head) {
        return Some(Tail::Reported);
    }
    let last = after.iter().take_while(|e| is_tail(e)).last().unwrap_or(entry);
    let span = head.value.span.to(last.key.span);
    let text = file.slice(span);
    // A list in full-width brackets is also split at its commas.
    if let Some(diagnostic) = fullwidth::bracketed(file, span) {
        return Some(Tail::First(head, Box::new(diagnostic)));
    }
    let as_amount = |c: char| c.is_ascii_digit() || !c.is_alphabetic() || c.is_ascii_uppercase() || c == '円';
    let parsed = match text.ends_with('%') {
        true => super::amount::parse_percent(text).map(|_| ()),
        false => super::amount::parse_decimal(text).map(|_| ()),
    };
    let problem = match parsed {
        Err(problem) if text.chars().all(as_amount) => problem,
        _ => {
            let diagnostic = Diagnostic::new(
                names::UNKNOWN_KEY,
                entry.key.span,
                msg!(
                    "inside braces a comma ends the value, so {text} is a key",
                    text = quote(file.slice(entry.key.span))
                ),
            )
            .label(msg!("after the comma"))
            .also(head.value.span, msg!("ends here"))
            .help(msg!("put a value that holds a comma in quotes"));
            return Some(Tail::First(head, Box::new(diagnostic)));
        }
    };
    let diagnostic = problem.into_diagnostic(names::INVALID_AMOUNT, span, currency);
    Some(Tail::First(head, Box::new(diagnostic.label(msg!("inside braces a comma ends the value")))))
}
