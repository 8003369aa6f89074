//! HTML and SVG written element by element: every element is closed, and all text is escaped.

use std::fmt::Display;

use crate::output::escape;
use crate::text::message::{Message, Words};
use crate::text::sanitize::line;

/// The attributes of an element, in the order in which they are written.
pub type Attributes<'a> = &'a [(&'a str, &'a dyn Display)];

/// Well-formed markup in the words of a catalogue: text in it is never read as an element.
#[derive(Debug, Clone)]
pub struct Markup {
    text: String,
    words: Words,
}

impl Markup {
    /// Nothing yet.
    pub fn new(words: Words) -> Self {
        Self { text: String::new(), words }
    }

    /// The words that it is in.
    pub fn words(&self) -> Words {
        self.words
    }

    /// A message in its words, on one line.
    pub fn said(&self, message: &Message) -> String {
        line(&message.clone().translated(self.words).to_string())
    }

    /// An element with only a message, in the language of its characters.
    pub fn say(&mut self, name: &str, class: &str, message: &Message) {
        let text = self.said(message);
        self.leaf(name, &[("class", &class), ("lang", &language(&text))], &text);
    }

    /// An element whose content `inside` writes.
    pub fn element(&mut self, name: &str, attributes: Attributes<'_>, inside: impl FnOnce(&mut Self)) {
        self.open(name, attributes);
        self.text.push('>');
        inside(self);
        self.text.push_str(&format!("</{name}>"));
    }

    /// An element on separate lines: a line break after its opening and after its end.
    pub fn block(&mut self, name: &str, attributes: Attributes<'_>, inside: impl FnOnce(&mut Self)) {
        self.element(name, attributes, |m| {
            m.line();
            inside(m);
        });
        self.line();
    }

    /// An element with only text.
    pub fn leaf(&mut self, name: &str, attributes: Attributes<'_>, text: &str) {
        self.element(name, attributes, |m| m.text(text));
    }

    /// An element without content.
    pub fn empty(&mut self, name: &str, attributes: Attributes<'_>) {
        self.open(name, attributes);
        self.text.push_str("/>");
    }

    /// A text.
    pub fn text(&mut self, text: &str) {
        self.text.push_str(&escape::xml(text));
    }

    /// A line break, for readers of the source.
    pub fn line(&mut self) {
        self.text.push('\n');
    }

    /// Other markup.
    pub fn add(&mut self, other: &Self) {
        self.text.push_str(&other.text);
    }

    /// The markup so far.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    fn open(&mut self, name: &str, attributes: Attributes<'_>) {
        self.text.push_str(&format!("<{name}"));
        for (key, value) in attributes {
            let value = value.to_string();
            // Without a class, and in the page's own language.
            if matches!((*key, value.as_str()), ("class", "") | ("lang", "")) {
                continue;
            }
            self.text.push_str(&format!(" {key}=\"{}\"", escape::attribute(&value)));
        }
    }
}

/// The language of user text if it is not the page's, else empty: Japanese for kana and Han characters,
/// which a browser or screen reader would otherwise treat as another language.
pub fn language(text: &str) -> &'static str {
    let japanese = |c: char| matches!(c, '\u{3005}'..='\u{30FF}' | '\u{3400}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{FF66}'..='\u{FF9F}');
    if text.chars().any(japanese) { "ja" } else { "" }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::message::English;

    #[test]
    fn no_text_can_be_taken_for_markup() {
        let mut m = Markup::new(&English);
        m.element("p", &[("title", &"a\"b'<c>")], |m| {
            m.text("</p>\"<script>&\u{7}\u{FFFF}");
            m.empty("br", &[]);
        });
        assert_eq!(m.as_str(), "<p title=\"a&quot;b'&lt;c&gt;\">&lt;/p&gt;\"&lt;script&gt;&amp;  <br/></p>");
    }

    #[test]
    fn japanese_is_known_by_its_characters() {
        for text in ["着手金", "みなと", "ﾐﾅﾄ", "Acme 株式会社"] {
            assert_eq!(language(text), "ja", "{text}");
        }
        for text in ["", "Quarter 1 of 7", "Société Générale, №1"] {
            assert_eq!(language(text), "", "{text}");
        }
    }
}
