//! The members of an object, taken one by one: what is left in the end has not been read.

use rust_decimal::Decimal;

use super::json::Json;
use super::moment::Moment;
use crate::offer::{Duration, parse_decimal, quote};

/// How many characters of a value a comment shows.
const SHOWN: usize = 160;

/// An object on its way into an offer. A member is asked for as the Catalog API calls it
/// (`ChargeDate`); the Agreement API writes the same name with a small letter.
#[derive(Debug)]
pub(super) struct Members<'j> {
    path: String,
    left: Vec<(&'j str, &'j Json)>,
}

impl<'j> Members<'j> {
    /// The members of the object at `path`.
    ///
    /// # Errors
    /// When it is no object.
    pub(super) fn of(json: &'j Json, path: impl Into<String>) -> Result<Self, String> {
        let path = path.into();
        let Some(members) = json.members() else {
            return Err(format!("{}an object is expected, but this is {}", prefix(&path), json.kind()));
        };
        // `null` says that there is nothing.
        let there = members.iter().filter(|(_, value)| *value != Json::Null);
        Ok(Self { path, left: there.map(|(name, value)| (name.as_str(), value)).collect() })
    }

    /// Where the member of a name stands.
    pub(super) fn path(&self, name: &str) -> String {
        if self.path.is_empty() { name.to_owned() } else { format!("{}.{name}", self.path) }
    }

    /// Whether a member is there and has not been taken.
    pub(super) fn has(&self, name: &str) -> bool {
        self.left.iter().any(|(known, _)| is(known, name))
    }

    /// Takes a member.
    pub(super) fn take(&mut self, name: &str) -> Option<&'j Json> {
        let at = self.left.iter().position(|(known, _)| is(known, name))?;
        Some(self.left.remove(at).1)
    }

    /// Takes members that say nothing about the offer, such as the ids of requests.
    pub(super) fn ignore(&mut self, names: &[&str]) {
        self.left.retain(|(known, _)| !names.iter().any(|name| is(known, name)));
    }

    /// Takes a member with `read`; what is wrong is said with its place.
    pub(super) fn read<T>(
        &mut self,
        name: &str,
        read: impl FnOnce(&'j Json) -> Result<T, String>,
    ) -> Result<Option<T>, String> {
        let path = self.path(name);
        let value = self.take(name).map(read).transpose();
        value.map_err(|message| format!("{path}: {message}"))
    }

    pub(super) fn text(&mut self, name: &str) -> Result<Option<&'j str>, String> {
        self.read(name, text)
    }

    pub(super) fn moment(&mut self, name: &str) -> Result<Option<Moment>, String> {
        self.read(name, Moment::read)
    }

    /// A duration such as `P12M`.
    pub(super) fn duration(&mut self, name: &str) -> Result<Option<Duration>, String> {
        self.read(name, |json| {
            let text = text(json)?;
            let read = text.starts_with('P').then(|| Duration::parse(text).ok()).flatten();
            read.ok_or_else(|| format!("{} is no duration such as `P12M`", quote(text)))
        })
    }

    /// An amount, as text or as a number; the marketplace also takes `200.`.
    pub(super) fn decimal(&mut self, name: &str) -> Result<Option<Decimal>, String> {
        self.read(name, |json| {
            let (Json::Text(text) | Json::Number(text)) = json else {
                return Err(format!("an amount is expected, but this is {}", json.kind()));
            };
            parse_decimal(text.strip_suffix('.').unwrap_or(text)).map_err(|problem| problem.message)
        })
    }

    /// A whole number.
    pub(super) fn whole(&mut self, name: &str) -> Result<Option<u32>, String> {
        self.read(name, |json| match json {
            Json::Number(text) | Json::Text(text) => {
                text.parse().map_err(|_| format!("{} is no whole number", quote(text)))
            }
            other => Err(format!("a whole number is expected, but this is {}", other.kind())),
        })
    }

    /// An account id: twelve digits.
    pub(super) fn account(&mut self, name: &str) -> Result<Option<String>, String> {
        self.read(name, account)
    }

    /// The items of a list, each with its path; empty where there is none.
    pub(super) fn list(&mut self, name: &str) -> Result<Vec<(String, &'j Json)>, String> {
        let path = self.path(name);
        let items = self.read(name, |json| match json {
            Json::List(items) => Ok(items.as_slice()),
            other => Err(format!("a list is expected, but this is {}", other.kind())),
        })?;
        let items = items.unwrap_or_default().iter().enumerate();
        Ok(items.map(|(at, item)| (format!("{path}[{at}]"), item)).collect())
    }

    /// The objects of a list.
    pub(super) fn objects(&mut self, name: &str) -> Result<Vec<Self>, String> {
        self.list(name)?.into_iter().map(|(path, item)| Self::of(item, path)).collect()
    }

    pub(super) fn object(&mut self, name: &str) -> Result<Option<Self>, String> {
        let path = self.path(name);
        self.take(name).map(|json| Self::of(json, path)).transpose()
    }

    /// What has not been taken, all in one line of comment, under a name.
    pub(super) fn summary(mut self, name: &str) -> String {
        self.left.sort_by_key(|(name, _)| *name);
        let left = self.left.into_iter().map(|(name, value)| (name.to_owned(), value.clone()));
        match left.collect::<Vec<_>>() {
            none if none.is_empty() => format!("not carried: {}", quote(name)),
            left => not_carried(name, &Json::Object(left)),
        }
    }

    /// What has not been taken, each as a line of comment.
    #[must_use = "what was not read must be said"]
    pub(super) fn rest(mut self) -> Vec<String> {
        // In which order an object lists its members says nothing.
        self.left.sort_by_key(|(name, _)| *name);
        let line = |(name, value): &(&str, &Json)| not_carried(&self.path(name), value);
        self.left.iter().map(line).collect()
    }
}

/// The line that says what an offer file has no place for.
pub(super) fn not_carried(path: &str, value: &Json) -> String {
    let mut shown = value.to_string();
    if shown.chars().count() > SHOWN {
        shown = shown.chars().take(SHOWN).chain("…".chars()).collect();
    }
    format!("not carried: {path}: {shown}")
}

pub(super) fn text(json: &Json) -> Result<&str, String> {
    match json {
        Json::Text(text) => Ok(text),
        other => Err(format!("text is expected, but this is {}", other.kind())),
    }
}

pub(super) fn account(json: &Json) -> Result<String, String> {
    let text = text(json)?;
    let right = text.len() == 12 && text.bytes().all(|b| b.is_ascii_digit());
    right.then(|| text.to_owned()).ok_or_else(|| format!("{} is no account id of 12 digits", quote(text)))
}

fn prefix(path: &str) -> String {
    if path.is_empty() { String::new() } else { format!("{path}: ") }
}

/// Whether a member has this name, the case of its first letter apart.
fn is(known: &str, name: &str) -> bool {
    let mut letters = (known.chars(), name.chars());
    let first = (letters.0.next(), letters.1.next());
    let alike = matches!(first, (Some(a), Some(b)) if a.eq_ignore_ascii_case(&b));
    alike && letters.0.as_str() == letters.1.as_str()
}
