//! A title, facts and sheets: what every table-like output is drawn from.

use unicode_width::UnicodeWidthStr;

use super::sheet::Sheet;
use crate::text::message::{Message, Words};
use crate::text::sanitize::line;

/// The output of a command, before it is written as text, Markdown, a workbook or a page.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Book {
    /// Its subject: an offer's name, a folder.
    pub title: Message,
    /// Labels with their text.
    pub facts: Vec<(Message, Message)>,
    /// The tables, in reading order.
    pub sheets: Vec<Sheet>,
    /// Notes that a reader must not miss.
    pub notes: Vec<Message>,
}

impl Book {
    /// The book in the words of a catalogue.
    #[must_use]
    pub(crate) fn translated(self, words: Words) -> Self {
        let all = |messages: Vec<Message>| messages.into_iter().map(|one| one.translated(words)).collect();
        let facts = self.facts.into_iter();
        Self {
            title: self.title.translated(words),
            facts: facts.map(|(word, fact)| (word.translated(words), fact.translated(words))).collect(),
            sheets: self.sheets.into_iter().map(|sheet| sheet.translated(words)).collect(),
            notes: all(self.notes),
        }
    }

    /// Draws it for a terminal in these words: title, facts in two columns, tables, notes, separated by empty lines;
    /// more than two tables have their names above them, unless their first column says it. No table is
    /// wider than `width`, if that can be. Ends with a line break.
    #[doc(hidden)]
    pub fn draw(&self, width: Option<usize>, words: Words) -> String {
        let book = self.clone().translated(words);
        let mut text = format!("{}\n", line(&book.title.to_string()));
        text.push_str(&draw_facts(&book.facts, "  ", 10, words));
        for sheet in &book.sheets {
            text.push('\n');
            let named = sheet.columns.first().is_some_and(|(title, _)| sheet.name == *title);
            if book.sheets.len() > 2 && !named {
                text.push_str(&format!("{}\n", line(&sheet.name.to_string())));
            }
            text.push_str(&sheet.draw(width));
        }
        if !book.notes.is_empty() {
            text.push('\n');
        }
        for note in &book.notes {
            text.push_str(&format!("{}\n", line(&note.to_string())));
        }
        text
    }
}

/// Facts in two columns for a terminal, a line each after `indent`; the labels have `least` columns or
/// more.
pub fn draw_facts(facts: &[(Message, Message)], indent: &str, least: usize, words: Words) -> String {
    let said = |message: &Message| line(&message.clone().translated(words).to_string());
    let facts: Vec<(String, String)> = facts.iter().map(|(word, fact)| (said(word), said(fact))).collect();
    let label = facts.iter().map(|(word, _)| word.width()).max().unwrap_or(0).max(least);
    let blanks = |word: &str| " ".repeat(label.saturating_sub(word.width()));
    facts.iter().map(|(word, fact)| format!("{indent}{word}{}  {fact}\n", blanks(word))).collect()
}
