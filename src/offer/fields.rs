//! Reads the keys and values of a document against tables of keys, collecting every mistake.

use std::collections::HashSet;
use std::fmt::Write as _;

use super::choice::Choice;
use super::{is_key, wide};
use crate::diagnostic::{Diagnostic, Edit, Fix, closest, names, only_close};
use crate::source::{SourceFile, Span, Spanned};
use crate::yaml::{Entry, Node, Value, is_merge};

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
            let help = format!("write its keys, as in `{}`", example(table));
            self.wrong_type(node, &format!("{what} is a mapping of keys"), Some(&help));
            return None;
        };
        let mut slots = [Slot::Empty; N];
        let mut unknown = Vec::new();
        let mut seen = HashSet::new();
        for (at, entry) in entries.iter().enumerate() {
            match entry.key.text() {
                _ if is_merge(&entry.key) || matches!(entry.key.value, Value::Alias) => {}
                None => self.wrong_type(&entry.key, "a key is text", None),
                Some(_) if entry.key.span.is_empty() => self.wrong_type(&entry.key, "a key is text", None),
                Some(text) => match table.iter().zip(&mut slots).find(|(key, _)| key.name == text) {
                    // Of a key that is given twice, which is reported, the first counts.
                    Some((key, slot)) if slot.is_empty() => *slot = self.filled(entry, *key),
                    Some(_) => {}
                    // One that is given twice is reported as that.
                    None if seen.insert(text) => unknown.push(at),
                    None => {}
                },
            }
        }
        for at in unknown {
            if let Some((before, [entry, after @ ..])) = entries.split_at_checked(at) {
                self.unknown_key(entry, table, &mut slots, (before.last(), after), what);
            }
        }
        self.missing_keys(node, table, &slots, what);
        Some(slots)
    }

    /// A key with its value; one that has none is reported.
    fn filled(&mut self, entry: &'d Entry<'s>, key: Key) -> Slot<'d, 's> {
        if self.has_value(entry, key) { Slot::Filled(entry) } else { Slot::Broken }
    }

    /// Whether a key has a value; one that has none is reported.
    pub(crate) fn has_value(&mut self, entry: &Entry<'s>, key: Key) -> bool {
        let Value::Scalar(scalar) = &entry.value.value else { return true };
        if !scalar.is_null() {
            return true;
        }
        let (span, label) = match entry.value.span.is_empty() {
            true => (entry.key.span, "without a value"),
            false => (entry.value.span, "stands for nothing"),
        };
        let help = if key.required { "write a value" } else { "write a value, or delete the key" };
        let pointer = self.root.pointer_to(&entry.value);
        let name = quote(entry.key.text().unwrap_or(key.name));
        self.report(
            Diagnostic::new(names::WRONG_TYPE, span, format!("{name} has no value"))
                .label(label)
                .help(help)
                .pointer(pointer),
        );
        false
    }

    fn unknown_key<const N: usize>(
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
        let wide = wide::in_key(self.file, &entry.key, belongs.is_some(), &is_key);
        if !wide.is_empty() {
            if let Some((_, slot)) = belongs {
                *slot = Slot::Broken;
            }
            return self.diagnostics.extend(wide);
        }
        match after_comma(self.file, entry, around) {
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
        let diagnostic =
            Diagnostic::new(names::UNKNOWN_KEY, entry.key.span, format!("{what} has no key {}", quote(text)));
        if let Some((name, slot)) = without_blank(self.file, entry, table, slots) {
            *slot = Slot::Broken;
            let at = entry.key.span.start + u32::try_from(name.len() + 1).unwrap_or(0);
            let edit = Edit { span: Span::new(at, at), text: " ".to_owned() };
            let diagnostic = diagnostic.label("no blank after the colon");
            let help = "write a space after the colon";
            return self.report(diagnostic.help(help).fix(Fix::safe(help, vec![edit])));
        }
        let diagnostic = match meant(text, table, slots) {
            Meant::Given(name) => diagnostic
                .label(format!("`{name}` is given already"))
                .help(format!("delete it, or delete the other `{name}`")),
            Meant::Name { name, at, certain } => {
                if let (Some(slot), Some(key)) = (slots.get_mut(at), table.get(at)) {
                    // Read on as if it were spelt right: the value's own mistakes are found as
                    // well, and the key is not reported again as missing.
                    *slot = self.filled(entry, *key);
                }
                let diagnostic =
                    diagnostic.label(format!("did you mean `{name}`?")).help(format!("write `{name}`"));
                match certain {
                    true => diagnostic.fix(Fix::replace(entry.key.span, name)),
                    false => diagnostic,
                }
            }
            Meant::Unknown if is_value_after_comma(entry) => diagnostic
                .label("has no value")
                .help("inside braces a comma ends the value: put a text that holds one in quotes"),
            Meant::Unknown if is_key(text) => diagnostic.label("not part of it").help(elsewhere(table)),
            Meant::Unknown => diagnostic
                .label("not part of the format")
                .help("delete it, or move it under `labels`, which holds what is yours"),
        };
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
        let entries = node.mapping().unwrap_or(&[]);
        // What a merge key would bring in is unknown, and the merge key is reported.
        if absent.is_empty() || entries.iter().any(|entry| is_merge(&entry.key)) {
            return;
        }
        let lacks = |word: &str| absent.iter().any(|key| key.trim_matches('`') == word);
        let swallowed = wide::swallowed(self.file, entries, &lacks);
        if !swallowed.is_empty() {
            return self.diagnostics.extend(swallowed);
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

    /// Reports a value of the wrong shape, with the way out; an alias has been reported already.
    pub(crate) fn wrong_type(&mut self, node: &Node<'s>, expected: &str, help: Option<&str>) {
        if matches!(node.value, Value::Alias) {
            return;
        }
        let wide = wide::in_structure(self.file, node);
        if !wide.is_empty() {
            return self.diagnostics.extend(wide);
        }
        let span = match node.span.is_empty() {
            true => self.before(node.span.start),
            false => node.span.first_line(self.file.text()),
        };
        let pointer = self.root.pointer_to(node);
        let diagnostic =
            Diagnostic::new(names::WRONG_TYPE, span, format!("{expected}, but this is {}", node.kind()))
                .label(format!("{} here", node.kind()))
                .pointer(pointer);
        let help = if node.kind() == "nothing" { Some("write a value, or delete the line") } else { help };
        self.report(match help {
            Some(help) => diagnostic.help(help),
            None => diagnostic,
        });
    }

    /// The dash, colon or comma after which a value is missing.
    fn before(&self, offset: u32) -> Span {
        let before = self.file.text().get(..offset as usize).unwrap_or("").trim_end();
        let last = before.chars().next_back().map_or(0, char::len_utf8);
        Span::from_range(before.len() - last..before.len())
    }

    /// The text of a scalar; anything else, and nothing, is reported. `noun` says what the text
    /// is to be: `text`, `a date`.
    pub(crate) fn scalar(&mut self, node: &'d Node<'s>, what: &str, noun: &str) -> Option<&'d str> {
        let help = match &node.value {
            Value::Scalar(scalar) if !scalar.is_null() => return Some(&scalar.text),
            Value::Sequence(items) => match items.as_slice() {
                [only] if only.text().is_some() => {
                    format!("write {}", quote(self.file.slice(only.span)))
                }
                _ => "write one value; put a text that starts with `[` in quotes".to_owned(),
            },
            _ => "write one value; put a text that starts with `{` in quotes".to_owned(),
        };
        self.wrong_type(node, &format!("{what} is {noun}"), Some(&help));
        None
    }

    /// The items of a list; anything else is reported.
    pub(crate) fn list(&mut self, node: &'d Node<'s>, what: &str) -> Option<&'d [Node<'s>]> {
        let Value::Sequence(items) = &node.value else {
            let help = match &node.value {
                Value::Scalar(_) => format!("write {}", quote(&format!("[{}]", self.file.slice(node.span)))),
                _ => "start each item with `- `, even if there is only one".to_owned(),
            };
            self.wrong_type(node, &format!("{what} is a list"), Some(&help));
            return None;
        };
        Some(items)
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
        let text = self.scalar(node, what, noun(rule))?;
        let problem = match parse(text) {
            Ok(value) => return Some(value),
            Err(problem) => problem,
        };
        // The commas of a value that can be put right as it stands are its own, as an amount's.
        let wide = wide::in_value(self.file, node, problem.replacement.is_none(), &is_key);
        match wide.is_empty() {
            true => self.report(problem.into_diagnostic(rule, node.span)),
            false => self.diagnostics.extend(wide),
        }
        None
    }

    /// Free text.
    pub(crate) fn text(&mut self, slot: Slot<'d, 's>, what: &str) -> Field<String> {
        self.field(slot, |reader, node| reader.scalar(node, what, "text").map(str::to_owned))
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
                if text.trim().is_empty() {
                    return Problem::new("a currency code is missing here").help("write for example `USD`");
                }
                let problem = Problem::new(format!("{} is not a currency code", quote(text)));
                match super::Currency::meant(text) {
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
    let number = |text: &str| {
        let digits = (1..=7).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
        digits.then(|| text.parse::<u32>().ok()).flatten()
    };
    match number(text) {
        Some(number) if number >= least => return Ok(number),
        Some(_) => {
            return Err(Problem::new(format!("{what} is at least {least}, but this is {}", quote(text)))
                .help(format!("write a number from {least} on")));
        }
        None => {}
    }
    let problem =
        Problem::new(format!("{what} is a whole number from {least} on, but this is {}", quote(text)));
    // `30 days`, `3.0`, `３`: the number is there, in other dress.
    let folded = super::amount::fold(text);
    let bare = folded.trim().trim_end_matches(|c: char| c.is_alphabetic()).trim_end();
    let bare =
        bare.split_once('.').filter(|(_, zeros)| zeros.bytes().all(|b| b == b'0')).map_or(bare, |d| d.0);
    Err(match number(bare).filter(|n| *n >= least) {
        Some(number) => problem.help(format!("write `{number}`")),
        None => problem.help("write it in digits alone"),
    })
}

/// What a text that should have been more than text is called, by the rule that reports it.
fn noun(rule: &str) -> &'static str {
    match rule {
        names::INVALID_DATE => "a date",
        names::INVALID_AMOUNT => "an amount",
        names::INVALID_CHOICE => "a word",
        names::INVALID_TERM => "a duration",
        names::INVALID_ACCOUNT_ID => "an account id",
        names::UNSUPPORTED_CURRENCY => "a currency code",
        names::WRONG_TYPE => "a number",
        _ => "text",
    }
}

pub(crate) fn not_a_choice(
    text: &str,
    what: &str,
    words: impl Iterator<Item = &'static str> + Clone,
) -> Problem {
    let problem = match text.trim() {
        "" => Problem::new(format!("{what} is empty")),
        _ => Problem::new(format!("{what} cannot be {}", quote(text))),
    };
    match (only_close(text, words.clone()), closest(text, words.clone())) {
        (Some(word), _) => problem.replacement(word),
        (None, Some(word)) => problem.help(format!("did you mean `{word}`?")),
        (None, None) => {
            let words: Vec<String> = words.map(|word| format!("`{word}`")).collect();
            problem.help(format!("write one of {}", words.join(", ")))
        }
    }
}

/// What to do with a key that another mapping of the format has.
fn elsewhere(table: &[Key]) -> &'static str {
    if table.iter().any(|key| key.name == "invoice_date") {
        return "delete it, or write `first` and `every` in the place of `invoice_date` for a series";
    }
    "delete it, or move it to the mapping that it belongs to"
}

/// How a mapping with these keys is written: the required ones, or all where none is.
fn example(table: &[Key]) -> String {
    let any_required = table.iter().any(|key| key.required);
    let shown = table.iter().filter(|key| key.required || !any_required);
    let keys: Vec<String> = shown.map(|key| format!("{}: …", key.name)).collect();
    format!("{{{}}}", keys.join(", "))
}

/// What an unknown key was meant to be.
enum Meant {
    /// A key that the mapping has as well.
    Given(&'static str),
    /// A key that is free: its name and place in the table, and whether nothing else is near.
    Name { name: &'static str, at: usize, certain: bool },
    /// Nothing that is known.
    Unknown,
}

/// Keys that people take from one form of an entry into the other, which no spelling is near to.
const OTHER_WORDS: [(&str, &str); 4] =
    [("date", "invoice_date"), ("invoice_date", "first"), ("split", "amount"), ("expires", "accept_by")];

fn meant<const N: usize>(text: &str, table: &'static [Key; N], slots: &Slots<'_, '_, N>) -> Meant {
    let all = || table.iter().map(|key| key.name);
    let free = |slot: &Slot<'_, '_>| slot.is_empty();
    let named = |name: &'static str, certain: bool| {
        let at = table.iter().position(|key| key.name == name).filter(|at| slots.get(*at).is_some_and(free));
        at.map(|at| Meant::Name { name, at, certain })
    };
    let nearest = closest(text, all());
    // Of several that are near, one that the mapping cannot do without is the likeliest.
    let lacking = table.iter().zip(slots).filter(|(key, slot)| key.required && free(slot));
    let likeliest = closest(text, lacking.map(|(key, _)| key.name)).or(nearest);
    if let Some(name) = likeliest {
        let certain = only_close(text, all()) == Some(name);
        return named(name, certain).unwrap_or(Meant::Given(name));
    }
    let other = OTHER_WORDS.iter().find(|(word, name)| *word == text && all().any(|key| key == *name));
    other.and_then(|(_, name)| named(name, false)).unwrap_or(Meant::Unknown)
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
    let (name, _) = file.slice(entry.key.span).split_once(':')?;
    let found = table.iter().zip(slots).find(|(key, slot)| key.name == name && slot.is_empty());
    found.map(|(key, slot)| (key.name, slot))
}

/// Whether a key stands without colon and value, as the rest of a value after a comma does.
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
) -> Option<Tail<'d, 's>> {
    let is_tail = |e: &Entry<'_>| {
        is_value_after_comma(e) && e.key.text().is_some_and(|t| t.starts_with(|c: char| c.is_ascii_digit()))
    };
    let head = before?;
    if !is_tail(entry) {
        return None;
    }
    if is_tail(head) {
        return Some(Tail::Reported);
    }
    let last = after.iter().take_while(|e| is_tail(e)).last().unwrap_or(entry);
    let span = head.value.span.to(last.key.span);
    let text = file.slice(span);
    // A list in full-width brackets falls apart at its commas as well.
    if let Some(diagnostic) = wide::bracketed(file, span) {
        return Some(Tail::First(head, Box::new(diagnostic)));
    }
    let as_amount = |c: char| c.is_ascii_digit() || !c.is_alphabetic() || c.is_ascii_uppercase() || c == '円';
    let problem = match super::amount::parse_decimal(text) {
        Err(problem) if text.chars().all(as_amount) => problem,
        _ => {
            let diagnostic = Diagnostic::new(
                names::UNKNOWN_KEY,
                entry.key.span,
                format!(
                    "inside braces a comma ends the value, so {} is a key",
                    quote(file.slice(entry.key.span))
                ),
            )
            .label("after the comma")
            .also(head.value.span, "ends here")
            .help("put a value that holds a comma in quotes");
            return Some(Tail::First(head, Box::new(diagnostic)));
        }
    };
    let diagnostic = problem.into_diagnostic(names::INVALID_AMOUNT, span);
    Some(Tail::First(head, Box::new(diagnostic.label("inside braces a comma ends the value"))))
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
