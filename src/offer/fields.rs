//! Reads the keys and values of a document against tables of keys, collecting every mistake.

use std::fmt::Write as _;

use super::choice::Choice;
use super::wide;
use crate::diagnostic::{Diagnostic, Edit, Fix, closest, names};
use crate::source::{SourceFile, Span, Spanned};
use crate::yaml::{Entry, Node, Value};

/// A value of the offer: not written, written but unreadable, or there.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Field<T> {
    /// The key is not there.
    #[default]
    Absent,
    /// The key is there, its value could not be read; that has been reported.
    Invalid,
    /// The value and its place.
    Given(Spanned<T>),
}

impl<T> Field<T> {
    /// The value, where it is there and could be read.
    pub fn get(&self) -> Option<&T> {
        self.spanned().map(|s| &s.value)
    }

    /// The value with its place.
    pub fn spanned(&self) -> Option<&Spanned<T>> {
        match self {
            Self::Given(value) => Some(value),
            Self::Absent | Self::Invalid => None,
        }
    }

    /// Where the value is written, where it could be read.
    pub fn span(&self) -> Option<Span> {
        self.spanned().map(|s| s.span)
    }

    /// Whether the key is not there.
    pub fn is_absent(&self) -> bool {
        matches!(self, Self::Absent)
    }

    /// Whether the key is there but its value could not be read.
    pub fn is_invalid(&self) -> bool {
        matches!(self, Self::Invalid)
    }
}

/// One key that a mapping of the format may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Key {
    /// The key as it is written.
    pub name: &'static str,
    /// Whether the mapping cannot do without it.
    pub required: bool,
}

/// A required key.
pub(crate) const fn required(name: &'static str) -> Key {
    Key { name, required: true }
}

/// A key that may be left out.
pub(crate) const fn optional(name: &'static str) -> Key {
    Key { name, required: false }
}

/// What is wrong with a text that should have been a date, an amount or a word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// What was found, quoting the text.
    pub message: String,
    /// The way out, where it is not a replacement.
    pub help: Option<String>,
    /// The text that was certainly meant.
    pub replacement: Option<String>,
}

impl Problem {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), help: None, replacement: None }
    }

    pub(crate) fn help(self, help: impl Into<String>) -> Self {
        Self { help: Some(help.into()), ..self }
    }

    pub(crate) fn replacement(self, text: impl Into<String>) -> Self {
        Self { replacement: Some(text.into()), ..self }
    }

    /// The diagnostic of `rule` for this problem at `span`.
    pub(crate) fn into_diagnostic(self, rule: &'static str, span: Span) -> Diagnostic {
        let diagnostic = Diagnostic::new(rule, span, self.message);
        match (self.replacement, self.help) {
            (Some(text), _) => diagnostic.help(format!("write `{text}`")).fix(Fix::replace(span, text)),
            (None, Some(help)) => diagnostic.help(help),
            (None, None) => diagnostic,
        }
    }
}

/// A user's text for a message: in backticks, one line, at most 60 characters.
pub(crate) fn quote(text: &str) -> String {
    let line: String = text.chars().take_while(|c| !matches!(c, '\n' | '\r')).take(61).collect();
    if line.chars().count() <= 60 && line.len() == text.len() {
        return format!("`{line}`");
    }
    let head: String = line.chars().take(57).collect();
    format!("`{head}...`")
}

/// Reads one document, keeping every mistake that it finds on the way.
#[derive(Debug)]
pub struct Reader<'d, 's> {
    file: &'d SourceFile,
    root: &'d Node<'s>,
    /// The mistakes found so far.
    pub diagnostics: Vec<Diagnostic>,
}

/// The values of a mapping in the order of its key table.
pub(crate) type Slots<'d, 's, const N: usize> = [Slot<'d, 's>; N];

/// What stands at one key.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Slot<'d, 's> {
    /// Nothing: the key is absent.
    Empty,
    /// Something that has been reported already.
    Broken,
    /// The key and its value.
    Filled(&'d Entry<'s>),
}

impl<'d, 's> Slot<'d, 's> {
    pub(crate) fn node(self) -> Option<&'d Node<'s>> {
        match self {
            Self::Filled(entry) => Some(&entry.value),
            Self::Empty | Self::Broken => None,
        }
    }

    pub(crate) fn is_empty(self) -> bool {
        matches!(self, Self::Empty)
    }
}

impl<'d, 's> Reader<'d, 's> {
    /// Starts on the document with this root.
    pub fn new(file: &'d SourceFile, root: &'d Node<'s>) -> Self {
        Self { file, root, diagnostics: Vec::new() }
    }

    /// The file that is read.
    pub(crate) fn file(&self) -> &'d SourceFile {
        self.file
    }

    /// Keeps a mistake.
    pub(crate) fn report(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// Reads a mapping whose keys are `table`; reports keys that are unknown or missing.
    /// None where `node` is no mapping, which is reported too.
    pub(crate) fn mapping<const N: usize>(
        &mut self,
        node: &'d Node<'s>,
        table: &'static [Key; N],
        what: &str,
    ) -> Option<Slots<'d, 's, N>> {
        let Some(entries) = node.mapping() else {
            self.wrong_type(node, &format!("{what} is a mapping of keys"));
            return None;
        };
        let mut slots = [Slot::Empty; N];
        let mut unknown = Vec::new();
        for entry in entries {
            match entry.key.text() {
                Some(text) => match table.iter().position(|key| key.name == text) {
                    // Of a key that is given twice, which is reported, the first counts.
                    Some(at) => {
                        if let Some(slot) = slots.get_mut(at).filter(|s| s.is_empty()) {
                            *slot = Slot::Filled(entry);
                        }
                    }
                    None => unknown.push(entry),
                },
                None if matches!(entry.key.value, Value::Alias) => {}
                None => self.wrong_type(&entry.key, "a key is text"),
            }
        }
        for entry in unknown {
            self.unknown_key(entry, table, &mut slots, entries, what);
        }
        self.missing_keys(node, table, &slots, what);
        Some(slots)
    }

    fn unknown_key<const N: usize>(
        &mut self,
        entry: &'d Entry<'s>,
        table: &'static [Key; N],
        slots: &mut Slots<'d, 's, N>,
        entries: &'d [Entry<'s>],
        what: &str,
    ) {
        let text = entry.key.text().unwrap_or("");
        if text == "<<" {
            return;
        }
        if let Some((at, diagnostic)) = wide::in_key(self.file, entry, table) {
            if let Some(slot) = slots.get_mut(at).filter(|s| s.is_empty()) {
                *slot = Slot::Broken;
            }
            return self.report(diagnostic);
        }
        match comma_in_flow(self.file, entry, entries) {
            None => {}
            Some(Tail::Reported) => return,
            Some(Tail::First(amount, diagnostic)) => {
                let taken =
                    |slot: &&mut Slot<'_, '_>| matches!(slot, Slot::Filled(e) if std::ptr::eq(*e, amount));
                if let Some(slot) = slots.iter_mut().find(taken) {
                    *slot = Slot::Broken;
                }
                return self.report(*diagnostic);
            }
        }
        let free = table.iter().zip(slots.iter()).filter(|(_, slot)| slot.is_empty());
        let meant = closest(text, free.map(|(key, _)| key.name));
        let mut diagnostic =
            Diagnostic::new(names::UNKNOWN_KEY, entry.key.span, format!("{what} has no key {}", quote(text)));
        if let Some(name) = meant {
            let at = table.iter().position(|key| key.name == name);
            if let Some(slot) = at.and_then(|at| slots.get_mut(at)) {
                // Read on as if it were spelt right: the value's own mistakes are found as well,
                // and the key is not reported again as missing.
                *slot = Slot::Filled(entry);
            }
            diagnostic = diagnostic
                .label(format!("did you mean `{name}`?"))
                .help(format!("write `{name}`"))
                .fix(Fix::replace(entry.key.span, name));
        } else {
            diagnostic = diagnostic
                .label("not part of the format")
                .help("delete it, or move it under `labels`, which holds what is yours");
        }
        self.report(diagnostic);
    }

    fn missing_keys<const N: usize>(
        &mut self,
        node: &Node<'s>,
        table: &'static [Key; N],
        slots: &Slots<'d, 's, N>,
        what: &str,
    ) {
        let absent: Vec<String> = table
            .iter()
            .zip(slots)
            .filter(|(key, slot)| key.required && slot.is_empty())
            .map(|(key, _)| format!("`{}`", key.name))
            .collect();
        if absent.is_empty() {
            return;
        }
        let list = and_list(&absent);
        let span = node.span.first_line(self.file.text());
        let pointer = self.root.pointer_to(node);
        let these = if absent.len() == 1 { "it" } else { "them" };
        self.report(
            Diagnostic::new(names::MISSING_KEY, span, format!("{what} lacks {list}"))
                .label(format!("{list} missing here"))
                .help(format!("add {these}"))
                .pointer(pointer),
        );
    }

    /// Reports a value of the wrong shape; an alias has been reported already.
    pub(crate) fn wrong_type(&mut self, node: &Node<'s>, expected: &str) {
        if matches!(node.value, Value::Alias) {
            return;
        }
        if let Some(diagnostic) = wide::in_structure(self.file, node) {
            return self.report(diagnostic);
        }
        let span = node.span.first_line(self.file.text());
        let pointer = self.root.pointer_to(node);
        let mut diagnostic =
            Diagnostic::new(names::WRONG_TYPE, span, format!("{expected}, but this is {}", node.kind()))
                .label(format!("{} here", node.kind()))
                .pointer(pointer);
        if node.kind() == "nothing" {
            diagnostic = diagnostic.help("write a value, or delete the key");
        }
        self.report(diagnostic);
    }

    /// The text of a scalar; anything else, and nothing, is reported.
    pub(crate) fn scalar(&mut self, node: &'d Node<'s>, what: &str) -> Option<&'d str> {
        match &node.value {
            Value::Scalar(scalar) if !scalar.is_null() => Some(&scalar.text),
            _ => {
                self.wrong_type(node, &format!("{what} is text"));
                None
            }
        }
    }

    /// The items of a list; anything else is reported.
    pub(crate) fn list(&mut self, node: &'d Node<'s>, what: &str) -> Option<&'d [Node<'s>]> {
        match &node.value {
            Value::Sequence(items) => Some(items),
            _ => {
                self.wrong_type(node, &format!("{what} is a list"));
                None
            }
        }
    }

    /// Reads a slot with `read`, which reports what is wrong and then gives none.
    pub(crate) fn field<T>(
        &mut self,
        slot: Slot<'d, 's>,
        read: impl FnOnce(&mut Self, &'d Node<'s>) -> Option<T>,
    ) -> Field<T> {
        match slot {
            Slot::Empty => Field::Absent,
            Slot::Broken => Field::Invalid,
            Slot::Filled(entry) => match read(self, &entry.value) {
                Some(value) => Field::Given(Spanned::new(value, entry.value.span)),
                None => Field::Invalid,
            },
        }
    }

    /// Reads a slot whose text `parse` understands; what it does not is reported under `rule`.
    pub(crate) fn parsed<T>(
        &mut self,
        slot: Slot<'d, 's>,
        rule: &'static str,
        what: &str,
        parse: impl FnOnce(&str) -> Result<T, Problem>,
    ) -> Field<T> {
        self.field(slot, |reader, node| reader.parse(node, rule, what, parse))
    }

    /// Reads one scalar with `parse`; what it does not understand is reported under `rule`.
    pub(crate) fn parse<T>(
        &mut self,
        node: &'d Node<'s>,
        rule: &'static str,
        what: &str,
        parse: impl FnOnce(&str) -> Result<T, Problem>,
    ) -> Option<T> {
        let text = self.scalar(node, what)?;
        match parse(text) {
            Ok(value) => Some(value),
            Err(problem) => {
                let diagnostic = wide::in_value(self.file, node)
                    .unwrap_or_else(|| problem.into_diagnostic(rule, node.span));
                self.report(diagnostic);
                None
            }
        }
    }

    /// Free text.
    pub(crate) fn text(&mut self, slot: Slot<'d, 's>, what: &str) -> Field<String> {
        self.field(slot, |reader, node| reader.scalar(node, what).map(str::to_owned))
    }

    /// A word out of a closed set.
    pub(crate) fn choice<T: Choice>(&mut self, slot: Slot<'d, 's>, what: &str) -> Field<T> {
        self.parsed(slot, names::INVALID_CHOICE, what, |text| {
            T::parse(text).ok_or_else(|| not_a_choice(text, what, T::WORDS.iter().map(|(word, _)| *word)))
        })
    }

    /// A calendar day.
    pub(crate) fn date(&mut self, slot: Slot<'d, 's>, what: &str) -> Field<chrono::NaiveDate> {
        self.parsed(slot, names::INVALID_DATE, what, super::date::parse_date)
    }

    /// An amount.
    pub(crate) fn decimal(&mut self, slot: Slot<'d, 's>, what: &str) -> Field<rust_decimal::Decimal> {
        self.parsed(slot, names::INVALID_AMOUNT, what, super::amount::parse_decimal)
    }

    /// A currency code.
    pub(crate) fn currency(&mut self, slot: Slot<'d, 's>) -> Field<super::Currency> {
        self.parsed(slot, names::UNSUPPORTED_CURRENCY, "`currency`", |text| {
            super::Currency::parse(text).ok_or_else(|| {
                let problem = Problem::new(format!("{} is not a currency code", quote(text)));
                match super::Currency::parse(&text.trim().to_ascii_uppercase()) {
                    Some(code) => problem.help(format!("write `{code}`")),
                    None => problem.help("write the ISO 4217 code, for example `USD` or `JPY`"),
                }
            })
        })
    }

    /// A percentage such as `5%`.
    pub(crate) fn percent(&mut self, slot: Slot<'d, 's>, what: &str) -> Field<super::Share> {
        self.parsed(slot, names::INVALID_AMOUNT, what, super::amount::parse_percent)
    }

    /// A whole number of at least `least`, at most seven digits.
    pub(crate) fn whole(&mut self, slot: Slot<'d, 's>, what: &str, least: u32) -> Field<u32> {
        self.parsed(slot, names::WRONG_TYPE, what, |text| whole_number(text, what, least))
    }
}

fn whole_number(text: &str, what: &str, least: u32) -> Result<u32, Problem> {
    let digits = (1..=7).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    let number = digits.then(|| text.parse::<u32>().ok()).flatten();
    number.filter(|n| *n >= least).ok_or_else(|| {
        Problem::new(format!("{what} is a whole number from {least} on, but this is {}", quote(text)))
            .help("write it in digits alone")
    })
}

pub(crate) fn not_a_choice(
    text: &str,
    what: &str,
    words: impl Iterator<Item = &'static str> + Clone,
) -> Problem {
    let problem = Problem::new(format!("{what} cannot be {}", quote(text)));
    match closest(text, words.clone()) {
        Some(word) => problem.replacement(word),
        None => {
            let words: Vec<String> = words.map(|word| format!("`{word}`")).collect();
            problem.help(format!("write one of {}", words.join(", ")))
        }
    }
}

/// What a key that is nothing but digits turned out to be.
enum Tail<'d, 's> {
    /// The rest of an amount that has been reported at its first comma.
    Reported,
    /// The first part after an amount's first comma; the entry is the one with the amount.
    First(&'d Entry<'s>, Box<Diagnostic>),
}

/// `1,000.00` in a flow mapping is the value `1` and the key `000.00`: one mistake, not three.
fn comma_in_flow<'d, 's>(
    file: &SourceFile,
    entry: &Entry<'s>,
    entries: &'d [Entry<'s>],
) -> Option<Tail<'d, 's>> {
    let is_tail = |e: &Entry<'_>| {
        let digits = |t: &str| t.bytes().all(|b| b.is_ascii_digit() || b == b'.');
        e.key.text().is_some_and(digits) && e.value.span.is_empty()
    };
    // Looking for its place costs the length of the mapping, so it is done only where needed.
    if !is_tail(entry) {
        return None;
    }
    let at = entries.iter().position(|e| std::ptr::eq(e, entry))?;
    let (head, tails) = entries.split_at_checked(at)?;
    let before = head.last()?;
    if is_tail(before) {
        return Some(Tail::Reported);
    }
    let last = tails.iter().take_while(|e| is_tail(e)).last()?;
    let span = before.value.span.to(last.key.span);
    let text = file.slice(span);
    let plain = text.replace(',', "");
    super::amount::parse_decimal(&plain).ok()?;
    let diagnostic = Diagnostic::new(
        names::INVALID_AMOUNT,
        span,
        format!("{} is not written in plain digits", quote(text)),
    )
    .label("inside braces a comma ends the value")
    .help(format!("write `{plain}`"))
    .fix(Fix::safe("write it without the comma", vec![Edit { span, text: plain }]));
    Some(Tail::First(before, Box::new(diagnostic)))
}

/// `a`, `a and b`, `a, b and c`.
pub(crate) fn and_list(words: &[String]) -> String {
    let mut list = String::new();
    for (at, word) in words.iter().enumerate() {
        let join = match at {
            0 => "",
            _ if at + 1 == words.len() => " and ",
            _ => ", ",
        };
        // Writing to a String cannot fail.
        let _ = write!(list, "{join}{word}");
    }
    list
}
