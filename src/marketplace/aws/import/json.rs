//! JSON as written: numbers keep their text, members their order, and every value its place, also one
//! of JSON that is written in a string.

use std::collections::HashMap;
use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use crate::offer::quote;
use crate::text::source::Span;
use crate::text::yaml::{Entry, Node, Scalar, Value};

/// How deep values may be nested: far deeper than anything of the marketplace.
const MAX_DEPTH: usize = 64;

/// A JSON value with its span.
#[derive(Debug, Clone)]
pub(super) struct Json {
    /// Its bytes in the text.
    pub(super) span: Span,
    /// Where its name is written, if it is a member of an object.
    pub(super) key: Span,
    /// How many characters it has in the string that it is in, if it is all of one.
    pub(super) folded: Option<usize>,
    /// What it is.
    pub(super) value: JsonValue,
}

/// What a JSON value is.
#[derive(Debug, Clone)]
pub(super) enum JsonValue {
    /// `null`.
    Null,
    /// `true` or `false`.
    Flag(bool),
    /// A number as written: an amount must not pass through a float.
    Number(String),
    /// Text.
    Text(String),
    /// A list.
    List(Vec<Json>),
    /// An object.
    Object(Vec<(String, Json)>),
}

/// A text that is not JSON as the marketplace writes it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum JsonError {
    /// Nothing but blanks.
    #[error("there is nothing in it")]
    Empty,
    /// The grammar is broken at a line and a column, both from 1.
    #[error("this is not JSON: line {line}, column {column}: {reason}")]
    Syntax {
        /// The line.
        line: usize,
        /// The column.
        column: usize,
        /// What is wrong there.
        reason: String,
    },
    /// Something inside is wrong.
    #[error("this is not JSON: {reason}")]
    Inside {
        /// What is wrong.
        reason: String,
        /// Where.
        place: Span,
    },
    /// An object has a member twice.
    #[error("this is not JSON: the member {} is given twice", quote(name))]
    Twice {
        /// The member's name.
        name: String,
        /// Where it is first given, and again.
        places: [Span; 2],
    },
    /// Far deeper than anything of the marketplace.
    #[error("its values are nested more than {MAX_DEPTH} deep")]
    TooDeep,
}

/// The values of a text, in order, and each member that an object has twice; the later one is kept.
#[derive(Debug, Default)]
pub(super) struct JsonTexts {
    /// The values: the AWS CLI prints the pages of an answer one after the other.
    pub(super) roots: Vec<Json>,
    /// Each of them is [`JsonError::Twice`].
    pub(super) twice: Vec<JsonError>,
}

impl JsonTexts {
    /// Reads a whole text.
    ///
    /// # Errors
    /// When it is not JSON, or is nested too deeply.
    pub(super) fn parse(text: &str) -> Result<Self, JsonError> {
        // The parts are slices of the text, a byte order mark included.
        Self::read(text, |part| {
            let start = part.as_ptr().addr().saturating_sub(text.as_ptr().addr());
            Span::from_range(start..start + part.len())
        })
    }

    /// Reads JSON that is inside a string of other JSON, from the string as written at `place`.
    ///
    /// # Errors
    /// As [`JsonTexts::parse`].
    fn parse_within(text: &str, raw: &str, place: Span) -> Result<Self, JsonError> {
        let starts = starts(raw, place.start());
        let at = |offset: usize| starts.get(offset).copied().unwrap_or(place.end());
        Self::read(text, |part| {
            let start = part.as_ptr().addr().saturating_sub(text.as_ptr().addr());
            Span::new(at(start), at(start + part.len()))
        })
    }

    fn read(text: &str, place: impl Fn(&str) -> Span) -> Result<Self, JsonError> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        if text.trim().is_empty() {
            return Err(JsonError::Empty);
        }
        let raws = match serde_json::from_str::<&RawValue>(text) {
            Ok(raw) => vec![raw],
            Err(error) => {
                let several = serde_json::Deserializer::from_str(text).into_iter::<&RawValue>();
                let several: Result<Vec<_>, _> = several.collect();
                several.map_err(|_| JsonError::Syntax {
                    line: error.line(),
                    column: error.column(),
                    reason: reason(&error),
                })?
            }
        };
        let mut texts = Self::default();
        for raw in raws {
            let root = value(raw, MAX_DEPTH, &place, &mut texts.twice)?;
            texts.roots.push(root);
        }
        Ok(texts)
    }
}

impl Json {
    /// Whether this is a list without items.
    pub(super) fn is_empty_list(&self) -> bool {
        matches!(&self.value, JsonValue::List(items) if items.is_empty())
    }

    /// An object that is written nowhere.
    pub(super) fn object(members: Vec<(String, Self)>) -> Self {
        Self { span: Span::NOWHERE, key: Span::NOWHERE, folded: None, value: JsonValue::Object(members) }
    }

    /// The members of an object; `None` for anything else.
    pub(super) fn members(&self) -> Option<&[(String, Self)]> {
        match &self.value {
            JsonValue::Object(members) => Some(members),
            _ => None,
        }
    }

    /// What this is, in a word.
    pub(super) fn kind(&self) -> &'static str {
        match &self.value {
            JsonValue::Null => "nothing",
            JsonValue::Flag(_) => "a flag",
            JsonValue::Number(_) => "a number",
            JsonValue::Text(_) => "text",
            JsonValue::List(_) => "a list",
            JsonValue::Object(_) => "an object",
        }
    }

    /// Every text in it, at any depth.
    pub(super) fn texts<'j>(&'j self, found: &mut Vec<&'j str>) {
        match &self.value {
            JsonValue::Text(text) => found.push(text),
            JsonValue::List(items) => items.iter().for_each(|item| item.texts(found)),
            JsonValue::Object(members) => members.iter().for_each(|(_, value)| value.texts(found)),
            JsonValue::Null | JsonValue::Flag(_) | JsonValue::Number(_) => {}
        }
    }

    /// A member of an object, by its exact name.
    pub(super) fn get(&self, name: &str) -> Option<&Self> {
        self.members()?.iter().find(|(known, _)| known == name).map(|(_, value)| value)
    }

    /// Replaces JSON in a string named `Details`, at any depth, by what it says; `text` is that of the
    /// file. What is wrong in one goes into `wrong`, with the path to it.
    pub(super) fn unfold(&mut self, path: &str, text: &str, wrong: &mut Vec<(String, Span, JsonError)>) {
        match &mut self.value {
            JsonValue::List(items) => {
                items
                    .iter_mut()
                    .enumerate()
                    .for_each(|(at, item)| item.unfold(&format!("{path}[{at}]"), text, wrong));
            }
            JsonValue::Object(members) => {
                for (name, json) in members {
                    let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                    match &json.value {
                        JsonValue::Text(inner) if name == "Details" => {
                            let raw = text.get(json.span.range()).unwrap_or("");
                            json.folded = Some(inner.chars().count());
                            let read = JsonTexts::parse_within(inner, raw, json.span);
                            let mut read = read.unwrap_or_else(|error| {
                                wrong.push((path.clone(), json.span, error));
                                JsonTexts::default()
                            });
                            wrong
                                .extend(read.twice.into_iter().map(|error| (path.clone(), json.span, error)));
                            json.value = read.roots.pop().map_or(JsonValue::Null, |root| root.value);
                        }
                        _ => json.unfold(&path, text, wrong),
                    }
                }
            }
            JsonValue::Null | JsonValue::Flag(_) | JsonValue::Number(_) | JsonValue::Text(_) => {}
        }
    }

    /// The same as a tree of YAML, which JSON is, so that pointers are found in one way.
    pub(super) fn node(&self) -> Node<'static> {
        let scalar = |text: &str, plain| Value::Scalar(Scalar { text: text.to_owned().into(), plain });
        let value = match &self.value {
            JsonValue::Null => scalar("null", true),
            JsonValue::Flag(flag) => scalar(if *flag { "true" } else { "false" }, true),
            JsonValue::Number(number) => scalar(number, true),
            JsonValue::Text(text) => scalar(text, false),
            JsonValue::List(items) => Value::Sequence(items.iter().map(Self::node).collect()),
            JsonValue::Object(members) => {
                let entry = |(name, json): &(String, Self)| Entry {
                    key: Node { span: json.key, value: scalar(name, false) },
                    value: json.node(),
                };
                Value::Mapping(members.iter().map(entry).collect())
            }
        };
        Node { span: self.span, value }
    }
}

impl fmt::Display for Json {
    /// On one line, as JSON.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = |text: &str| serde_json::Value::String(text.to_owned()).to_string();
        match &self.value {
            JsonValue::Null => f.write_str("null"),
            JsonValue::Flag(flag) => write!(f, "{flag}"),
            JsonValue::Number(number) => f.write_str(number),
            JsonValue::Text(value) => f.write_str(&text(value)),
            JsonValue::List(items) => {
                let items: Vec<String> = items.iter().map(Self::to_string).collect();
                write!(f, "[{}]", items.join(", "))
            }
            JsonValue::Object(members) => {
                let one = |(name, value): &(String, Self)| format!("{}: {value}", text(name));
                let members: Vec<String> = members.iter().map(one).collect();
                write!(f, "{{{}}}", members.join(", "))
            }
        }
    }
}

fn value(
    raw: &RawValue,
    depth: usize,
    place: &impl Fn(&str) -> Span,
    twice: &mut Vec<JsonError>,
) -> Result<Json, JsonError> {
    if depth == 0 {
        return Err(JsonError::TooDeep);
    }
    let text = raw.get();
    let wrong = |error: serde_json::Error| JsonError::Inside { reason: reason(&error), place: place(text) };
    let value = match text.as_bytes().first() {
        Some(b'{') => {
            let Members(members) = serde_json::from_str(text).map_err(wrong)?;
            let mut found: Vec<(String, Json)> = Vec::with_capacity(members.len());
            let mut seen = HashMap::with_capacity(members.len());
            for (key, raw) in members {
                let key_place = place(key.get());
                let wrong = |error| JsonError::Inside { reason: reason(&error), place: key_place };
                let name: String = serde_json::from_str(key.get()).map_err(wrong)?;
                let json = Json { key: key_place, ..value(raw, depth - 1, place, twice)? };
                let at = *seen.entry(name.clone()).or_insert(found.len());
                match found.get_mut(at) {
                    None => found.push((name, json)),
                    Some((_, first)) => {
                        twice.push(JsonError::Twice { name, places: [first.key, key_place] });
                        *first = json;
                    }
                }
            }
            JsonValue::Object(found)
        }
        Some(b'[') => {
            let items: Vec<&RawValue> = serde_json::from_str(text).map_err(wrong)?;
            let items = items.into_iter().map(|raw| value(raw, depth - 1, place, twice));
            JsonValue::List(items.collect::<Result<_, JsonError>>()?)
        }
        Some(b'"') => JsonValue::Text(serde_json::from_str(text).map_err(wrong)?),
        Some(b't') => JsonValue::Flag(true),
        Some(b'f') => JsonValue::Flag(false),
        Some(b'n') => JsonValue::Null,
        _ => JsonValue::Number(text.to_owned()),
    };
    Ok(Json { span: place(text), key: Span::NOWHERE, folded: None, value })
}

/// Where each byte of a string's text is written, and where the string ends, given the string with its
/// quotes and the offset of the first one.
fn starts(raw: &str, from: u32) -> Vec<u32> {
    let mut starts = Vec::with_capacity(raw.len());
    let mut chars = raw.char_indices().skip(1).peekable();
    while let Some((at, c)) = chars.next() {
        let mut bytes = c.len_utf8();
        if c == '\\' {
            let escaped = chars.next().map_or(' ', |(_, c)| c);
            bytes = 1;
            if escaped == 'u' {
                let unit =
                    |at: usize| u32::from_str_radix(raw.get(at..at + 4).unwrap_or(""), 16).unwrap_or(0);
                let (mut code, mut digits) = (unit(at + 2), 4);
                if (0xD800..0xDC00).contains(&code) {
                    // A pair: one character of four bytes.
                    (code, digits) = (0x1_0000, 10);
                }
                bytes = char::from_u32(code).map_or(1, char::len_utf8);
                for _ in 0..digits {
                    chars.next();
                }
            }
        }
        let place = from.saturating_add(u32::try_from(at).unwrap_or(u32::MAX));
        starts.extend(std::iter::repeat_n(place, bytes));
    }
    // The closing quote is where the text ends.
    starts
}

/// What is wrong, without the position, which is relative to a part of the text.
fn reason(error: &serde_json::Error) -> String {
    let text = error.to_string();
    text.split(" at line ").next().unwrap_or(&text).to_owned()
}

struct Members<'j>(Vec<(&'j RawValue, &'j RawValue)>);

impl<'de> Deserialize<'de> for Members<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(MembersVisitor)
    }
}

struct MembersVisitor;

impl<'de> Visitor<'de> for MembersVisitor {
    type Value = Members<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut members = Vec::new();
        while let Some(member) = map.next_entry()? {
            members.push(member);
        }
        Ok(Members(members))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Json, JsonError> {
        let mut texts = JsonTexts::parse(text)?;
        match texts.twice.pop() {
            Some(twice) => Err(twice),
            None => Ok(texts.roots.remove(0)),
        }
    }

    #[test]
    fn numbers_keep_their_text() {
        let json = parse(r#"{"a": 100000000000000000000.10, "b": [1e3, true, null, "x\u0000"]}"#).unwrap();
        assert_eq!(json.to_string(), r#"{"a": 100000000000000000000.10, "b": [1e3, true, null, "x\u0000"]}"#);
    }

    #[test]
    fn every_value_knows_its_place() {
        let text = "\u{feff}{\"a\": [1, \"x\\n\"], \"b\": {\"c\": 2.50}}";
        let json = parse(text).unwrap();
        let place = |json: &Json| text.get(json.span.range()).unwrap().to_owned();
        let members = json.members().unwrap();
        assert_eq!(place(&json), text.trim_start_matches('\u{feff}'));
        let JsonValue::List(items) = &members[0].1.value else { panic!() };
        assert_eq!(items.iter().map(place).collect::<Vec<_>>(), ["1", "\"x\\n\""]);
        assert_eq!(place(&members[1].1.members().unwrap()[0].1), "2.50");
    }

    #[test]
    fn pages_one_after_the_other_are_read() {
        let texts = JsonTexts::parse("{\"a\": 1}\n{\"b\": 2}\n").unwrap();
        assert_eq!(texts.roots.iter().map(Json::to_string).collect::<Vec<_>>(), ["{\"a\": 1}", "{\"b\": 2}"]);
        assert_eq!(texts.roots[1].span, Span::new(9, 17));
    }

    #[test]
    fn json_in_a_string_knows_its_place_to_the_byte() {
        let text =
            r#"{"Details": "{\"n\u00e9\": \"\ud83d\ude00é\", \"b\":\/x}"#.replace(r"\/x}", r#"200}""#) + "}";
        let mut json = parse(&text).unwrap();
        let mut wrong = Vec::new();
        json.unfold("", &text, &mut wrong);
        assert!(wrong.is_empty(), "{wrong:?}");
        let details = json.get("Details").unwrap();
        assert_eq!(details.to_string(), "{\"né\": \"😀é\", \"b\": 200}");
        let places =
            details.members().unwrap().iter().map(|(_, value)| text.get(value.span.range()).unwrap());
        assert_eq!(places.collect::<Vec<_>>(), [r#"\"\ud83d\ude00é\""#, "200"]);
    }

    #[test]
    fn what_is_no_json_is_refused_in_one_line() {
        let deep = "[".repeat(100_000) + &"]".repeat(100_000);
        for text in [
            "",
            " ",
            "{",
            "{\"a\": 1, \"a\": 2}",
            "[1] x",
            "[1],",
            "\"\\ud800\"",
            "{'a': 1}",
            "\0",
            &deep,
            "NaN",
        ] {
            let message = parse(text).unwrap_err().to_string();
            assert!(!message.contains('\n') && !message.is_empty(), "{message}");
        }
    }
}
