//! Writes an offer as a file, in the layout of `paysched fmt`.

use std::collections::BTreeMap;

use super::keys::Mapping;
use super::yaml::{Yaml, comment};
use super::{FORMAT, Offer, layout};
use crate::text::source::SourceFile;

/// The comments of a written file: one string per line, without its `# `.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Comments {
    /// Where editors find the JSON Schema, a path relative to the file or an address; the file then
    /// opens with the line that says so.
    pub schema: Option<String>,
    /// Above the first key, about the file as a whole.
    pub head: Vec<String>,
    /// Above a first-level key, by the key; above the next one if the key is left out.
    pub keys: BTreeMap<&'static str, Vec<String>>,
    /// Above an entry of `installments`, by its index, from 0.
    pub entries: BTreeMap<usize, Vec<String>>,
}

impl Comments {
    /// Adds a line above a first-level key.
    #[doc(hidden)]
    pub fn above(&mut self, key: &'static str, line: impl Into<String>) {
        self.keys.entry(key).or_default().push(line.into());
    }
}

impl Offer {
    /// The text of an offer file, in the layout of `paysched fmt`: formatting it again changes nothing.
    /// Text that a YAML reader would not read as text is quoted; a value that could not be read is left
    /// out.
    ///
    /// ```
    /// use paysched::offer::{Comments, Currency, Offer, parse_date};
    ///
    /// let offer = Offer {
    ///     name: "no".to_owned().into(),
    ///     accept_by: parse_date("2026-12-31").ok().into(),
    ///     currency: Currency::parse("USD").into(),
    ///     total: paysched::offer::Amount::from(12000).into(),
    ///     ..Offer::default()
    /// };
    /// assert_eq!(
    ///     offer.to_yaml(&Comments::default()),
    ///     "paysched: 1\nname: \"no\"\naccept_by: 2026-12-31\ncurrency: USD\ntotal: 12000.00\n"
    /// );
    /// ```
    pub fn to_yaml(&self, comments: &Comments) -> String {
        let mut lines = Vec::new();
        let schema = comments.schema.as_ref().map(|path| format!("yaml-language-server: $schema={path}"));
        let say = |texts: &[String], indent: &str, lines: &mut Vec<String>| {
            lines.extend(texts.iter().map(|line| format!("{indent}{}", comment(line))));
        };
        say(schema.as_slice(), "", &mut lines);
        say(&comments.head, "", &mut lines);
        let mut pairs = self.pairs(self.currency.get().copied()).into_iter().peekable();
        for key in FORMAT.keys {
            say(comments.keys.get(key.name).map_or(&[], Vec::as_slice), "", &mut lines);
            if let Some((name, value)) = pairs.next_if(|(name, _)| name == key.name) {
                match (name.as_str(), &value) {
                    ("installments", Yaml::Items(items)) if !items.is_empty() => {
                        lines.push(format!("{name}:"));
                        for (at, item) in items.iter().enumerate() {
                            say(comments.entries.get(&at).map_or(&[], Vec::as_slice), "  ", &mut lines);
                            lines.push(format!("  - {}", item.inline()));
                        }
                    }
                    _ => value.block(&name, "", &mut lines),
                }
            }
        }
        let unknown = |name: &str| FORMAT.keys.iter().all(|key| key.name != name);
        for (_, more) in comments.keys.iter().filter(|(name, _)| unknown(name)) {
            say(more, "", &mut lines);
        }
        let mut written = lines.join("\n");
        written.push('\n');
        // Lines that are too long are broken here.
        layout::format(&SourceFile::new("offer", written.clone())).unwrap_or(written)
    }
}
