//! JSON as written: numbers keep their text, members their order, and duplicate members are refused.

use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use crate::text::source::Span;

/// How deep values may be nested: far deeper than anything of the marketplace.
const MAX_DEPTH: usize = 64;

/// A JSON value with its span.
#[derive(Debug, Clone)]
pub(super) struct Json {
    /// Its bytes in the text; a value of JSON inside a string has the span of that string.
    pub(super) span: Span,
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
    #[error("this is not JSON: {0}")]
    Inside(String),
    /// Far deeper than anything of the marketplace.
    #[error("its values are nested more than {MAX_DEPTH} deep")]
    TooDeep,
}

impl Json {
    /// Reads a whole text; its values have their spans in it.
    ///
    /// # Errors
    /// When it is not JSON, is nested too deeply, or has an object with a member given twice.
    pub(super) fn parse(text: &str) -> Result<Self, JsonError> {
        Self::read(text, |part| {
            // The parts are slices of the text, a byte order mark included.
            let start = part.as_ptr().addr().saturating_sub(text.as_ptr().addr());
            Span::from_range(start..start + part.len())
        })
    }

    /// Reads JSON that is inside a string of other JSON.
    ///
    /// # Errors
    /// As [`Json::parse`].
    pub(super) fn parse_within(text: &str, place: Span) -> Result<Self, JsonError> {
        Self::read(text, |_| place)
    }

    fn read(text: &str, place: impl Fn(&str) -> Span) -> Result<Self, JsonError> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        if text.trim().is_empty() {
            return Err(JsonError::Empty);
        }
        let raw: &RawValue = serde_json::from_str(text).map_err(|error| JsonError::Syntax {
            line: error.line(),
            column: error.column(),
            reason: reason(&error),
        })?;
        value(raw, MAX_DEPTH, &place)
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

fn value(raw: &RawValue, depth: usize, place: &impl Fn(&str) -> Span) -> Result<Json, JsonError> {
    if depth == 0 {
        return Err(JsonError::TooDeep);
    }
    let text = raw.get();
    let wrong = |error: serde_json::Error| JsonError::Inside(reason(&error));
    let inner = |raw: &RawValue| value(raw, depth - 1, place);
    let value = match text.as_bytes().first() {
        Some(b'{') => {
            let Members(members) = serde_json::from_str(text).map_err(wrong)?;
            let member = |(name, raw): (String, &RawValue)| Ok((name, inner(raw)?));
            JsonValue::Object(members.into_iter().map(member).collect::<Result<_, JsonError>>()?)
        }
        Some(b'[') => {
            let items: Vec<&RawValue> = serde_json::from_str(text).map_err(wrong)?;
            JsonValue::List(items.into_iter().map(inner).collect::<Result<_, JsonError>>()?)
        }
        Some(b'"') => JsonValue::Text(serde_json::from_str(text).map_err(wrong)?),
        Some(b't') => JsonValue::Flag(true),
        Some(b'f') => JsonValue::Flag(false),
        Some(b'n') => JsonValue::Null,
        _ => JsonValue::Number(text.to_owned()),
    };
    Ok(Json { span: place(text), value })
}

/// What is wrong, without the position, which is relative to a part of the text.
fn reason(error: &serde_json::Error) -> String {
    let text = error.to_string();
    text.split(" at line ").next().unwrap_or(&text).to_owned()
}

struct Members<'j>(Vec<(String, &'j RawValue)>);

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
        let mut seen = std::collections::HashSet::new();
        while let Some((name, value)) = map.next_entry::<String, &'de RawValue>()? {
            if !seen.insert(name.clone()) {
                let message = format!("the member {} is given twice", crate::offer::quote(&name));
                return Err(serde::de::Error::custom(message));
            }
            members.push((name, value));
        }
        Ok(Members(members))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_keep_their_text() {
        let json =
            Json::parse(r#"{"a": 100000000000000000000.10, "b": [1e3, true, null, "x\u0000"]}"#).unwrap();
        assert_eq!(json.to_string(), r#"{"a": 100000000000000000000.10, "b": [1e3, true, null, "x\u0000"]}"#);
    }

    #[test]
    fn every_value_knows_its_place() {
        let text = "\u{feff}{\"a\": [1, \"x\\n\"], \"b\": {\"c\": 2.50}}";
        let json = Json::parse(text).unwrap();
        let place = |json: &Json| text.get(json.span.range()).unwrap().to_owned();
        let members = json.members().unwrap();
        assert_eq!(place(&json), text.trim_start_matches('\u{feff}'));
        let JsonValue::List(items) = &members[0].1.value else { panic!() };
        assert_eq!(items.iter().map(place).collect::<Vec<_>>(), ["1", "\"x\\n\""]);
        assert_eq!(place(&members[1].1.members().unwrap()[0].1), "2.50");
    }

    #[test]
    fn what_is_no_json_is_refused_in_one_line() {
        let deep = "[".repeat(100_000) + &"]".repeat(100_000);
        for text in
            ["", " ", "{", "{\"a\": 1, \"a\": 2}", "[1] 2", "\"\\ud800\"", "{'a': 1}", "\0", &deep, "NaN"]
        {
            let message = Json::parse(text).unwrap_err().to_string();
            assert!(!message.contains('\n') && !message.is_empty(), "{message}");
        }
    }
}
