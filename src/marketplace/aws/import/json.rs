//! JSON as it is written: numbers keep their text, members their order, and none is there twice.

use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

/// How deep values may lie in each other: far deeper than anything of the marketplace.
const MAX_DEPTH: usize = 64;

/// A JSON value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Json {
    /// `null`.
    Null,
    /// `true` or `false`.
    Flag(bool),
    /// A number as it is written: an amount must not pass through a float.
    Number(String),
    /// Text.
    Text(String),
    /// A list.
    List(Vec<Json>),
    /// An object.
    Object(Vec<(String, Json)>),
}

impl Json {
    /// Reads a whole text.
    ///
    /// # Errors
    /// When it is no JSON, is nested too deeply, or has an object with a member given twice.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        if text.trim().is_empty() {
            return Err("there is nothing in it".to_owned());
        }
        let raw: &RawValue = serde_json::from_str(text).map_err(|error| {
            let (line, column) = (error.line(), error.column());
            format!("this is not JSON: line {line}, column {column}: {}", reason(&error))
        })?;
        value(raw, MAX_DEPTH)
    }

    /// The members of an object; none for anything else.
    pub(super) fn members(&self) -> Option<&[(String, Self)]> {
        match self {
            Self::Object(members) => Some(members),
            _ => None,
        }
    }

    /// What this is, in a word.
    pub(super) fn kind(&self) -> &'static str {
        match self {
            Self::Null => "nothing",
            Self::Flag(_) => "a flag",
            Self::Number(_) => "a number",
            Self::Text(_) => "text",
            Self::List(_) => "a list",
            Self::Object(_) => "an object",
        }
    }

    /// Every text in it, at any depth.
    pub(super) fn texts<'j>(&'j self, found: &mut Vec<&'j str>) {
        match self {
            Self::Text(text) => found.push(text),
            Self::List(items) => items.iter().for_each(|item| item.texts(found)),
            Self::Object(members) => members.iter().for_each(|(_, value)| value.texts(found)),
            Self::Null | Self::Flag(_) | Self::Number(_) => {}
        }
    }
}

impl fmt::Display for Json {
    /// On one line, as JSON.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = |text: &str| serde_json::Value::String(text.to_owned()).to_string();
        match self {
            Self::Null => f.write_str("null"),
            Self::Flag(flag) => write!(f, "{flag}"),
            Self::Number(number) => f.write_str(number),
            Self::Text(value) => f.write_str(&text(value)),
            Self::List(items) => {
                let items: Vec<String> = items.iter().map(Self::to_string).collect();
                write!(f, "[{}]", items.join(", "))
            }
            Self::Object(members) => {
                let one = |(name, value): &(String, Self)| format!("{}: {value}", text(name));
                let members: Vec<String> = members.iter().map(one).collect();
                write!(f, "{{{}}}", members.join(", "))
            }
        }
    }
}

fn value(raw: &RawValue, depth: usize) -> Result<Json, String> {
    if depth == 0 {
        return Err(format!("its values are nested more than {MAX_DEPTH} deep"));
    }
    let text = raw.get();
    let wrong = |error: serde_json::Error| format!("this is not JSON: {}", reason(&error));
    Ok(match text.as_bytes().first() {
        Some(b'{') => {
            let Members(members) = serde_json::from_str(text).map_err(wrong)?;
            let inner = |(name, raw): (String, &RawValue)| Ok((name, value(raw, depth - 1)?));
            Json::Object(members.into_iter().map(inner).collect::<Result<_, String>>()?)
        }
        Some(b'[') => {
            let items: Vec<&RawValue> = serde_json::from_str(text).map_err(wrong)?;
            Json::List(items.into_iter().map(|raw| value(raw, depth - 1)).collect::<Result<_, String>>()?)
        }
        Some(b'"') => Json::Text(serde_json::from_str(text).map_err(wrong)?),
        Some(b't') => Json::Flag(true),
        Some(b'f') => Json::Flag(false),
        Some(b'n') => Json::Null,
        _ => Json::Number(text.to_owned()),
    })
}

/// What is wrong, without the place, which is of a part of the text.
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
    fn what_is_no_json_is_refused_in_one_line() {
        let deep = "[".repeat(100_000) + &"]".repeat(100_000);
        for text in
            ["", " ", "{", "{\"a\": 1, \"a\": 2}", "[1] 2", "\"\\ud800\"", "{'a': 1}", "\0", &deep, "NaN"]
        {
            let message = Json::parse(text).unwrap_err();
            assert!(!message.contains('\n') && !message.is_empty(), "{message}");
        }
    }
}
