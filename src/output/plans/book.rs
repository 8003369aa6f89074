//! A title, facts and sheets: what every table-like output is drawn from.

use super::sheet::Sheet;
use crate::text::sanitize::line;

/// The output of a command, before it is written as text, Markdown, a workbook or a page.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Book {
    /// Its subject: an offer's name, a folder.
    pub title: String,
    /// Labels with their text.
    pub facts: Vec<(String, String)>,
    /// The tables, in reading order.
    pub sheets: Vec<Sheet>,
    /// Notes that a reader must not miss.
    pub notes: Vec<String>,
}

impl Book {
    /// Draws it for a terminal: title, facts in two columns, tables, notes, separated by empty lines;
    /// more than two tables have their names above them, unless their first column says it. No table is
    /// wider than `width`, if that can be. Ends with a line break.
    #[doc(hidden)]
    pub fn draw(&self, width: Option<usize>) -> String {
        let mut text = format!("{}\n", line(&self.title));
        let label = self.facts.iter().map(|(word, _)| word.chars().count()).max().unwrap_or(0).max(10);
        for (word, fact) in &self.facts {
            text.push_str(&format!("  {word:<label$}  {}\n", line(fact)));
        }
        for sheet in &self.sheets {
            text.push('\n');
            let named = sheet.columns.first().is_some_and(|(title, _)| *title == sheet.name);
            if self.sheets.len() > 2 && !named {
                text.push_str(&format!("{}\n", line(&sheet.name)));
            }
            text.push_str(&sheet.draw(width));
        }
        if !self.notes.is_empty() {
            text.push('\n');
        }
        for note in &self.notes {
            text.push_str(&format!("{note}\n"));
        }
        text
    }
}
