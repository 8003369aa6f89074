//! Reads the keys and values of a document against tables of keys, collecting every mistake.

use std::collections::HashSet;

use super::Currency;
use super::fields::{Problem, quote};
use super::fullwidth;
use super::shape::{Key, Shape, Table, example};
use crate::text::diagnostic::{Diagnostic, Edit, Fix, names};
use crate::text::message::{self, Message, msg};
use crate::text::sanitize::is_hidden;
use crate::text::source::{SourceFile, Span};
use crate::text::yaml::{Entry, Node, Value, is_merge};

/// Reads one document, collecting every mistake.
#[derive(Debug)]
pub struct Reader<'d, 's> {
    pub(super) file: &'d SourceFile,
    pub(super) root: &'d Node<'s>,
    /// The format that the document is in, to say where a misplaced key belongs.
    pub(super) format: &'static Table,
    /// The mistakes found so far.
    pub diagnostics: Vec<Diagnostic>,
}

/// The values of a mapping in the order of its key table.
pub(crate) type Slots<'d, 's, const N: usize> = [Slot<'d, 's>; N];

/// The entry at one key.
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
    /// Starts on the document with this root, which is in `format`.
    pub fn new(file: &'d SourceFile, root: &'d Node<'s>, format: &'static Table) -> Self {
        Self { file, root, format, diagnostics: Vec::new() }
    }

    /// The file that is read.
    pub(crate) fn file(&self) -> &'d SourceFile {
        self.file
    }

    /// JSON pointer to a node of the document.
    pub(super) fn pointer_to(&self, node: &Node<'s>) -> String {
        self.root.pointer_to(node)
    }

    /// The offer's currency, if it can be told, in whatever way it is written.
    pub(super) fn currency(&self) -> Option<Currency> {
        let text = self.root.get("currency")?.text()?;
        Currency::parse(text).or_else(|| Currency::parse(Currency::meant(text)?))
    }

    /// Keeps a mistake.
    pub(crate) fn report(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// Reads a mapping whose keys are `table`; reports keys that are unknown or missing. `None` if
    /// `node` is not a mapping, which is reported too.
    pub(crate) fn mapping<const N: usize>(
        &mut self,
        node: &'d Node<'s>,
        table: &'static [Key; N],
        what: &str,
    ) -> Option<Slots<'d, 's, N>> {
        let Some(entries) = node.mapping() else {
            let help = msg!("write its keys, as in `{keys}`", keys = example(table));
            self.wrong_type(
                node,
                msg!("{what} is made of keys", what = message::Value::volatile(what)),
                Some(help),
            );
            return None;
        };
        let mut slots = [Slot::Empty; N];
        let mut unknown = Vec::new();
        let mut seen = HashSet::new();
        let mut odd = false;
        let rests = self.cut_texts(entries, table);
        for (at, entry) in entries.iter().enumerate() {
            match entry.key.text() {
                _ if rests.contains(&at) => {}
                _ if is_merge(&entry.key) || matches!(entry.key.value, Value::Alias) => {}
                None => {
                    odd = true;
                    self.wrong_type(&entry.key, msg!("a key is text"), None);
                }
                Some(_) if entry.key.span.is_empty() => {
                    self.wrong_type(&entry.key, msg!("a key is text"), None);
                }
                Some(text) => match table.iter().zip(&mut slots).find(|(key, _)| key.name == text) {
                    // Of a key that is given twice, which is reported, the first counts.
                    Some((key, slot)) if slot.is_empty() => *slot = self.filled(entry, *key),
                    Some(_) => {}
                    // One that is given twice is reported as a duplicate.
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
        // A key that cannot be read may be any of them.
        if !odd {
            self.missing_keys(node, table, &slots, what);
        }
        Some(slots)
    }

    /// A key with its value; a missing value is reported.
    pub(super) fn filled(&mut self, entry: &'d Entry<'s>, key: Key) -> Slot<'d, 's> {
        if self.has_value(entry, key) { Slot::Filled(entry) } else { Slot::Broken }
    }

    /// Whether a key has a value; a missing value is reported.
    pub(crate) fn has_value(&mut self, entry: &Entry<'s>, key: Key) -> bool {
        let Value::Scalar(scalar) = &entry.value.value else { return true };
        if !scalar.is_null() {
            return true;
        }
        let (span, label) = match entry.value.span.is_empty() {
            true => (entry.key.span, msg!("without a value")),
            false => (entry.value.span, msg!("is null")),
        };
        let comment = after_blanks(self.file, entry);
        let help = match (key.required, comment) {
            (_, Some(comment)) if matches!(key.shape, Shape::Text) => {
                let text = quote(&format!("\"{}\"", comment.replace('\\', "\\\\").replace('"', "\\\"")));
                msg!("` #` begins a comment: write {text} if `#` is part of the text", text)
            }
            (true, _) => msg!("write a value"),
            (false, _) => msg!("write a value, or delete the key"),
        };
        let pointer = self.root.pointer_to(&entry.value);
        let name = quote(entry.key.text().unwrap_or(key.name));
        self.report(
            Diagnostic::new(names::WRONG_TYPE, span, msg!("{name} has no value", name))
                .label(label)
                .help(help)
                .pointer(pointer),
        );
        false
    }

    /// Reports a value of the wrong shape, with how to fix it; an alias has been reported already.
    pub(crate) fn wrong_type(&mut self, node: &Node<'s>, expected: Message, help: Option<Message>) {
        if matches!(node.value, Value::Alias) {
            return;
        }
        let wide = fullwidth::in_structure(self.file, node);
        if !wide.is_empty() {
            return self.diagnostics.extend(wide);
        }
        let span = match node.span.is_empty() {
            true => self.before(node.span.start()),
            false => node.span.first_line(self.file.text()),
        };
        let pointer = self.root.pointer_to(node);
        let diagnostic = Diagnostic::new(
            names::WRONG_TYPE,
            span,
            msg!("{expected}, but this is {kind}", expected, kind = message::Value::volatile(node.kind())),
        )
        .label(msg!("{kind} here", kind = message::Value::volatile(node.kind())))
        .pointer(pointer);
        let nothing = node.kind() == "nothing";
        let help = if nothing { Some(msg!("write a value, or delete the line")) } else { help };
        self.report(match help {
            Some(help) => diagnostic.help(help),
            None => diagnostic,
        });
    }

    /// The dash, colon or comma after which a value is missing; comments may stand between.
    fn before(&self, offset: u32) -> Span {
        let mut before = self.file.text().get(..offset as usize).unwrap_or("").trim_end();
        while let Some(kept) = without_comment(before) {
            before = kept.trim_end();
        }
        let last = before.chars().next_back().map_or(0, char::len_utf8);
        Span::from_range(before.len() - last..before.len())
    }

    /// The text of a scalar; anything else, and null, is reported. `noun` says what the text should be:
    /// `text`, `a date`.
    pub(crate) fn scalar(&mut self, node: &'d Node<'s>, what: &str, noun: &str) -> Option<&'d str> {
        let help = match &node.value {
            Value::Scalar(scalar) if !scalar.is_null() => return Some(&scalar.text),
            Value::Sequence(items) => match items.as_slice() {
                [only] if only.text().is_some() => {
                    msg!("write {value}", value = quote(self.file.slice(only.span)))
                }
                _ => msg!("write one value; put a text that starts with `[` in quotes"),
            },
            _ => msg!("write one value; put a text that starts with `{{` in quotes"),
        };
        let (what, noun) = (message::Value::volatile(what), message::Value::volatile(noun));
        self.wrong_type(node, msg!("{what} is {noun}", what, noun), Some(help));
        None
    }

    /// The items of a list; anything else is reported.
    pub(crate) fn list(&mut self, node: &'d Node<'s>, what: &str) -> Option<&'d [Node<'s>]> {
        let Value::Sequence(items) = &node.value else {
            if let Value::Mapping(_) = &node.value {
                self.lone_item(node, what);
                return None;
            }
            let help = match &node.value {
                Value::Scalar(_) => {
                    msg!("write {list}", list = quote(&format!("[{}]", self.file.slice(node.span))))
                }
                _ => msg!("start each item with `- `, even if there is only one"),
            };
            self.wrong_type(
                node,
                msg!("{what} is a list", what = message::Value::volatile(what)),
                Some(help),
            );
            return None;
        };
        Some(items)
    }

    /// Reports a mapping that is the one item of a list, and lacks its dash or brackets.
    fn lone_item(&mut self, node: &Node<'s>, what: &str) {
        let wide = fullwidth::in_structure(self.file, node);
        if !wide.is_empty() {
            return self.diagnostics.extend(wide);
        }
        let (text, start) = (self.file.slice(node.span), node.span.start() as usize);
        let insert = |at: usize, text: &str| Edit { span: Span::from_range(at..at), text: text.to_owned() };
        let edits = if text.starts_with('{') {
            vec![insert(start, "["), insert(start + text.len(), "]")]
        } else {
            let lines = text.match_indices('\n').map(|(at, _)| insert(start + at + 1, "  "));
            std::iter::once(insert(start, "- ")).chain(lines).collect()
        };
        let what = message::Value::volatile(what);
        let help = msg!("start each item with `- `, even if there is only one");
        let span = node.span.first_line(self.file.text());
        let pointer = self.root.pointer_to(node);
        self.report(
            Diagnostic::new(names::WRONG_TYPE, span, msg!("{what} is a list, but this is a mapping", what))
                .label(msg!("a mapping here"))
                .help(help.clone())
                .pointer(pointer)
                .fix(Fix::safe(help, edits)),
        );
    }

    /// Reports a list of one item that lacks its brackets, with that item as it should be written.
    pub(crate) fn not_a_list(&mut self, node: &Node<'s>, what: &str, item: &str) {
        let kind = message::Value::volatile(node.kind());
        let what = message::Value::volatile(what);
        let (span, list) = (node.span, format!("[{item}]"));
        self.report(
            Diagnostic::new(
                names::WRONG_TYPE,
                span,
                msg!("{what} is a list, but this is {kind}", what, kind),
            )
            .label(msg!("{kind} here", kind))
            .help(msg!("write {list}", list = quote(&list)))
            .fix(Fix::replace(span, list)),
        );
    }

    /// Reads one scalar with `parse`; what does not parse is reported under `rule`.
    pub(crate) fn parse<T>(
        &mut self,
        node: &'d Node<'s>,
        rule: &'static str,
        what: &str,
        parse: impl Fn(&str) -> Result<T, Problem>,
    ) -> Option<T> {
        let text = self.scalar(node, what, noun(rule))?;
        let problem = match parse(text) {
            Ok(value) => return Some(value),
            Err(problem) => bared(problem, text, rule, &parse),
        };
        // Commas of a value that can be corrected by itself belong to it, such as an amount's.
        let wide = fullwidth::in_value(self.file, node, problem.replacement.is_none(), &|word| {
            self.format.has_key(word)
        });
        match wide.is_empty() {
            true => {
                let currency = self.currency();
                self.report(problem.into_diagnostic(rule, node.span, currency));
            }
            false => self.diagnostics.extend(wide),
        }
        None
    }
}

/// The comment behind a key on its line, unless a blank follows its `#`, as it does in a remark.
fn after_blanks<'f>(file: &'f SourceFile, entry: &Entry<'_>) -> Option<&'f str> {
    let rest = file.text().get(entry.key.span.end() as usize..)?.lines().next()?;
    let comment = rest.trim_start_matches(['"', '\'']).trim_start().strip_prefix(':')?.trim();
    (comment.starts_with('#') && !comment.starts_with("# ") && comment.len() > 1).then_some(comment)
}

/// What is wrong with a text that, without what came along with it, is a value or has a correction: the
/// comma or semicolon at the end of a row, and characters that cannot be seen.
fn bared<T>(
    problem: Problem,
    text: &str,
    rule: &'static str,
    parse: impl Fn(&str) -> Result<T, Problem>,
) -> Problem {
    // What turns the direction of writing shows another value than it says: no correction is certain.
    let turns = |c: char| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let seen = text.replace(|c| is_hidden(c) && !turns(c), "");
    let bare = seen.trim().trim_end_matches([',', ';']).trim_end();
    if problem.replacement.is_some() || bare == text || bare.is_empty() {
        return problem;
    }
    match parse(bare) {
        Ok(_) if rule == names::INVALID_ACCOUNT_ID => problem.corrected(format!("\"{bare}\"")),
        Ok(_) => problem.corrected(bare),
        Err(meant) if meant.replacement.is_some() => Problem { message: problem.message, ..meant },
        Err(_) => problem,
    }
}

/// What a value is called in messages, by the rule that reports it.
/// A text without the comment that ends it; `None` if none does. A value that is missing stands between
/// the two, so that a mark, or nothing, comes before the comment.
fn without_comment(text: &str) -> Option<&str> {
    let line = text.rfind(['\n', '\r']).map_or(0, |end| end + 1);
    let leads = text.get(line..)?.match_indices('#').filter_map(|(at, _)| text.get(..line + at));
    let is_bare = |lead: &&str| {
        let kept = lead.get(line..).unwrap_or("").trim_end();
        kept.is_empty() || kept.len() < lead.len() - line && kept.ends_with(['-', ':', ',', '[', '{', '?'])
    };
    leads.into_iter().find(is_bare)
}

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
