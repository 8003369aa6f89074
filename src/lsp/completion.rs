//! What may be written where the cursor is: keys, words, accounts, rules. The text around it is read with a
//! mark in the cursor's place, so that what is written, not how it is laid out, decides.

use gen_lsp_types::{
    CompletionItem, CompletionItemKind, CompletionItemLabelDetails, InsertTextFormat, TextEdit,
};

use super::actions::escaped;
use super::client::Client;
use super::cursor::{self, CursorPath};
use super::diagnostics::document_at;
use super::opened::OpenText;
use crate::lint::{Settings, rules};
use crate::marketplace::limits::Limits;
use crate::offer::{Key, Shape, Table, sample};
use crate::schedule::Holidays;
use crate::text::source::{SourceFile, Span};
use crate::text::yaml::{self, Value};
use crate::workspace::config;

/// What stands for the cursor while the text is read.
const MARK: &str = "paysched-mark";

/// What may be written at a place of a text, in the order of the format.
pub(super) fn at(
    open: &OpenText,
    settings: Option<&Settings>,
    at: u32,
    client: Client,
) -> Vec<CompletionItem> {
    let file = open.source.as_ref();
    let whole = cursor::word(file, at);
    let word = Span::new(whole.start(), at);
    let writing = Writing { file, settings, client, word, end: whole.end() };
    let line_start = file.lines().start_of(file.lines().line_of(at));
    let line = file.slice(Span::new(line_start, word.start()));
    let mut items = if open.is_config() {
        writing.configuration(line)
    } else if let Some(list) = allowance(line) {
        writing.rules(list)
    } else if line.trim_start().starts_with('#') || line.contains(" #") {
        Vec::new()
    } else {
        writing.value().or_else(|| writing.keys()).unwrap_or_default()
    };
    // Editors order by this text, else by the alphabet.
    for (item, number) in items.iter_mut().zip(1..) {
        item.sort_text = Some(format!("{number:03}"));
    }
    items
}

/// The names so far between the brackets of a comment that allows rules, if the line ends in one.
fn allowance(line: &str) -> Option<&str> {
    let (_, comment) = line.split_once('#')?;
    let rest = comment.trim_start().strip_prefix("paysched:")?.trim_start();
    let list = rest.strip_prefix("allow-file(").or_else(|| rest.strip_prefix("allow("))?;
    (!list.contains(')')).then_some(list)
}

/// Completes at a place of a text.
#[derive(Debug, Clone, Copy)]
struct Writing<'a> {
    file: &'a SourceFile,
    settings: Option<&'a Settings>,
    client: Client,
    /// The part of a word before the cursor.
    word: Span,
    /// Where the whole word ends.
    end: u32,
}

impl Writing<'_> {
    /// The values at the cursor, if the format knows some.
    fn value(self) -> Option<Vec<CompletionItem>> {
        self.read(MARK, |way| {
            let last = way.last().filter(|last| !way.on_key && last.node.text() == Some(MARK))?;
            let quoted = self.file.text().get(..self.word.range().start)?.ends_with(['"', '\'']);
            let mut items = match way.keys().as_slice() {
                ["billing_agent"] => self.agents(),
                _ => self.values(&last.shape?, quoted),
            };
            items.dedup_by(|one, other| one.label == other.label);
            (!items.is_empty()).then_some(items)
        })
    }

    /// The keys that a mapping at the cursor may have and has not.
    fn keys(self) -> Option<Vec<CompletionItem>> {
        let mark = format!("{MARK}: 0");
        self.read(&mark, |way| {
            let above = way.steps.len().checked_sub(2).and_then(|at| way.steps.get(at))?;
            let last =
                way.last().filter(|last| last.entry.is_some_and(|entry| entry.key.text() == Some(MARK)))?;
            let entries = above.node.mapping()?;
            let shape = above.shape?;
            let others = || entries.iter().filter(|entry| !std::ptr::eq(&raw const entry.value, last.node));
            let tables = match others().next() {
                Some(_) => cursor::table_of(&shape, entries).into_iter().collect(),
                None => cursor::tables_of(&shape),
            };
            let written: Vec<&str> = others().filter_map(|entry| entry.key.text()).collect();
            let alone = written.is_empty();
            let mut items = Vec::new();
            for table in tables {
                let in_list = way.steps.len().checked_sub(3).and_then(|at| way.steps.get(at));
                let in_list = in_list.is_some_and(|step| matches!(step.node.value, Value::Sequence(_)));
                if alone && in_list && self.client.snippets {
                    items.push(self.whole(table));
                }
                items.extend(
                    table.keys.iter().filter(|key| self.fits(key, table, &written)).map(|key| self.key(key)),
                );
            }
            if let Shape::Map(Shape::Account, _) = shape {
                items = self.accounts(false);
            }
            items.dedup_by(|one, other| one.label == other.label);
            Some(items)
        })
    }

    /// Whether a key may be added to those that are written.
    fn fits(self, key: &Key, table: &Table, written: &[&str]) -> bool {
        let taken =
            |pair: &&[&str; 2]| pair.contains(&key.name) && pair.iter().any(|name| written.contains(name));
        !written.contains(&key.name) && !table.either.iter().any(|pair| taken(&pair))
    }

    /// Reads the text with a mark in the cursor's place: all of it, else what is before it.
    fn read<T>(self, mark: &str, see: impl Fn(CursorPath<'_, '_>) -> Option<T>) -> Option<T> {
        let text = self.file.text();
        let start = self.word.range().start;
        let before = text.get(..start)?;
        // The rest of the word is written over.
        let rest = text.get(usize::try_from(self.end).ok()?..)?;
        let after_line = rest.find(['\n', '\r']).and_then(|at| rest.get(at..)).unwrap_or("");
        let closing = closing(before);
        let tries = [
            format!("{before}{mark}{rest}"),
            format!("{before}{mark}{closing}{after_line}"),
            format!("{before}{mark}{closing}\n"),
        ];
        let at = u32::try_from(start).ok()?;
        tries.into_iter().find_map(|text| {
            let file = SourceFile::new(self.file.path(), text);
            let documents = yaml::parse(&file);
            let document = document_at(&documents, at).filter(|document| document.root.is_some())?;
            see(cursor::way(document, at)?)
        })
    }

    /// The values of a shape that are known.
    fn values(self, shape: &Shape, quoted: bool) -> Vec<CompletionItem> {
        let words = |words: &[&str]| {
            words.iter().map(|word| self.item(word, word, CompletionItemKind::Value)).collect()
        };
        match shape {
            Shape::Word(known) => words(&known()),
            Shape::Flag => words(&["true", "false"]),
            Shape::Version => words(&["1"]),
            Shape::Currency => {
                words(self.settings.map_or(&[], |settings| Limits::on(settings.as_of).currencies))
            }
            Shape::Period => words(&["month", "quarter", "year", "week"]),
            Shape::Duration => words(&["12 months", "24 months", "36 months"]),
            Shape::Day { from_end } => words(if *from_end { &["last", "-1"] } else { &["last"] }),
            Shape::Share { remainder: true } => words(&["remainder"]),
            Shape::Account => self.accounts(quoted),
            Shape::Either(shapes) => shapes.iter().flat_map(|shape| self.values(shape, quoted)).collect(),
            _ => Vec::new(),
        }
    }

    /// The accounts of the register, with their owners' names.
    fn accounts(self, quoted: bool) -> Vec<CompletionItem> {
        let Some(settings) = self.settings else { return Vec::new() };
        let item = |(id, account): (&str, &crate::offer::Account)| {
            let text = if quoted { id.to_owned() } else { format!("\"{id}\"") };
            let name = account.name.clone();
            CompletionItem {
                // It is found by the name, too.
                filter_text: name.as_ref().map(|name| format!("{text} {name}")),
                label_details: Some(CompletionItemLabelDetails { detail: None, description: name.clone() }),
                detail: name,
                ..self.item(id, &text, CompletionItemKind::Constant)
            }
        };
        settings.accounts.all().map(item).collect()
    }

    /// The billing agents of the register.
    fn agents(self) -> Vec<CompletionItem> {
        let agents = self.settings.into_iter().flat_map(|settings| settings.accounts.agents());
        agents.map(|(name, _)| self.item(name, name, CompletionItemKind::Constant)).collect()
    }

    /// The rules that a comment can allow, without those that it names.
    fn rules(self, list: &str) -> Vec<CompletionItem> {
        let named: Vec<&str> = list.split(',').map(str::trim).collect();
        let rules = rules::ALL.iter().filter(|rule| rule.lowerable && !named.contains(&rule.name));
        let item = |rule: &&rules::Rule| CompletionItem {
            detail: Some(rule.summary().to_owned()),
            ..self.item(rule.name, rule.name, CompletionItemKind::EnumMember)
        };
        rules.map(item).collect()
    }

    /// A key, with its value to fill in where nothing follows on the line.
    fn key(self, key: &Key) -> CompletionItem {
        let rest = self.file.text().get(self.word.range().end..).unwrap_or("");
        let last = rest.lines().next().is_none_or(|rest| rest.trim().is_empty());
        let snippet = self.client.snippets && last;
        let text = match snippet {
            true => format!("{}: ${{1:{}}}", key.name, escaped(&sample(&key.shape))),
            false => format!("{}: ", key.name),
        };
        CompletionItem {
            detail: Some(key.about.to_owned()),
            insert_text_format: snippet.then_some(InsertTextFormat::Snippet),
            ..self.item(key.name, &text, CompletionItemKind::Property)
        }
    }

    /// An item of a list with all that it needs, its values to fill in.
    fn whole(self, table: &'static Table) -> CompletionItem {
        let mut written: Vec<&str> = Vec::new();
        let mut parts = Vec::new();
        for key in table.keys {
            // Of two keys of which one is needed, the first.
            let either = table.either.iter().any(|pair| pair.first() == Some(&key.name));
            if key.required || either {
                written.push(key.name);
                let place = format!("${{{}:{}}}", written.len(), escaped(&sample(&key.shape)));
                parts.push(format!("{}: {place}", key.name));
            }
        }
        CompletionItem {
            detail: Some(table.about.to_owned()),
            insert_text_format: Some(InsertTextFormat::Snippet),
            ..self.item(table.name, &format!("{{ {} }}", parts.join(", ")), CompletionItemKind::Snippet)
        }
    }

    fn item(self, label: &str, text: &str, kind: CompletionItemKind) -> CompletionItem {
        let range = self.client.encoding.range(self.file, self.word);
        CompletionItem {
            label: label.to_owned(),
            kind: Some(kind),
            text_edit: Some(TextEdit { range, new_text: text.to_owned() }.into()),
            ..CompletionItem::default()
        }
    }

    /// What may be written in a configuration: keys, levels of rules, calendars.
    fn configuration(self, line: &str) -> Vec<CompletionItem> {
        let before = self.file.text().get(..self.word.range().start).unwrap_or("");
        let mut tables = before.lines().rev().filter_map(|line| line.trim().strip_prefix('['));
        let table = tables.next().unwrap_or("").trim_matches(['[', ']']).to_owned();
        let within = config::FORMAT.keys.iter().find(|key| key.name == table).map(|key| key.shape);
        let keys = match within {
            Some(Shape::Keys(keys)) => keys(),
            Some(Shape::Table(table)) => table.keys.to_vec(),
            Some(Shape::List(Shape::Table(table))) => table.keys.to_vec(),
            _ => config::FORMAT.keys.to_vec(),
        };
        let quoted = line.trim_end_matches([' ', '\t']).ends_with('"');
        match line.split_once('=') {
            None if line.trim().is_empty() => keys
                .iter()
                .map(|key| CompletionItem {
                    detail: Some(key.about.to_owned()),
                    ..self.item(key.name, &format!("{} = ", key.name), CompletionItemKind::Property)
                })
                .collect(),
            Some((name, value)) if value.trim().trim_start_matches('"').is_empty() => {
                let shape = keys.iter().find(|key| key.name == name.trim()).map(|key| key.shape);
                let words: Vec<&str> = match shape {
                    Some(Shape::Word(words)) => words(),
                    Some(Shape::Either([Shape::Word(words), ..])) => words(),
                    Some(Shape::Text) if name.trim() == "holidays" => {
                        Holidays::BUILT_IN.map(|(name, _)| name).to_vec()
                    }
                    _ => Vec::new(),
                };
                let text = |word: &str| if quoted { word.to_owned() } else { format!("\"{word}\"") };
                words.iter().map(|word| self.item(word, &text(word), CompletionItemKind::Value)).collect()
            }
            _ => Vec::new(),
        }
    }
}

/// The brackets and quotes that a text leaves open, closed.
fn closing(text: &str) -> String {
    // A document, as far as the cursor.
    let start = text.rfind("\n---").unwrap_or(0);
    let mut open = Vec::new();
    let mut quote: Option<char> = None;
    let mut comment = false;
    let mut before = '\n';
    for letter in text.get(start..).unwrap_or("").chars() {
        match (quote, letter) {
            (_, '\n' | '\r') if comment => comment = false,
            _ if comment => {}
            (Some(mark), letter) if mark == letter && !(mark == '"' && before == '\\') => quote = None,
            (Some(_), _) => {}
            (None, '#') if before.is_whitespace() => comment = true,
            // An apostrophe within a word is none of YAML's.
            (None, '"' | '\'') if !before.is_alphanumeric() => quote = Some(letter),
            (None, '{') => open.push('}'),
            (None, '[') => open.push(']'),
            (None, '}' | ']') => drop(open.pop()),
            _ => {}
        }
        before = letter;
    }
    quote.into_iter().chain(open.into_iter().rev()).collect()
}
