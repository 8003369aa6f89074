//! HTML and SVG written element by element: every element is closed, and all text is escaped.

use std::fmt::Display;

use crate::output::escape;

/// The attributes of an element, in the order in which they are written.
pub type Attributes<'a> = &'a [(&'a str, &'a dyn Display)];

/// Well-formed markup: text in it is never read as an element.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Markup(String);

impl Markup {
    /// Nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// An element whose content `inside` writes.
    pub fn element(&mut self, name: &str, attributes: Attributes<'_>, inside: impl FnOnce(&mut Self)) {
        self.open(name, attributes);
        self.0.push('>');
        inside(self);
        self.0.push_str(&format!("</{name}>"));
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
        self.0.push_str("/>");
    }

    /// A text.
    pub fn text(&mut self, text: &str) {
        self.0.push_str(&escape::xml(text));
    }

    /// A line break, for readers of the source.
    pub fn line(&mut self) {
        self.0.push('\n');
    }

    /// Other markup.
    pub fn add(&mut self, other: &Self) {
        self.0.push_str(&other.0);
    }

    /// The markup so far.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn open(&mut self, name: &str, attributes: Attributes<'_>) {
        self.0.push_str(&format!("<{name}"));
        for (key, value) in attributes {
            let value = value.to_string();
            // Without a class, and in the page's own language.
            if matches!((*key, value.as_str()), ("class", "") | ("lang", "")) {
                continue;
            }
            self.0.push_str(&format!(" {key}=\"{}\"", escape::attribute(&value)));
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

    #[test]
    fn no_text_can_be_taken_for_markup() {
        let mut m = Markup::new();
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
