//! The members of an object, taken one by one: what is left at the end has not been read.

use super::error::{ImportError, ValueError};
use super::json::{Json, JsonValue};
use crate::marketplace::moment::Moment;
use crate::offer::{Amount, Duration, Offset, Share, parse_account, parse_decimal, quote};
use crate::text::source::{Span, Spanned};

/// How many characters of a value a comment shows.
const SHOWN: usize = 160;

/// An object being imported. A member is requested by its name in the Catalog API (`ChargeDate`); the
/// Agreement API writes the same name with a lower-case first letter.
#[derive(Debug)]
pub(super) struct Members<'j> {
    path: String,
    span: Span,
    left: Vec<(&'j str, &'j Json)>,
}

impl<'j> Members<'j> {
    /// The members of the object at `path`.
    ///
    /// # Errors
    /// When it is not an object.
    pub(super) fn of(json: &'j Json, path: impl Into<String>) -> Result<Self, ImportError> {
        let path = path.into();
        let Some(members) = json.members() else {
            return Err(expected("an object", json).at(&path, json.span));
        };
        // `null` means absent.
        let there = members.iter().filter(|(_, json)| !matches!(json.value, JsonValue::Null));
        let left = there.map(|(name, value)| (name.as_str(), value)).collect();
        Ok(Self { path, span: json.span, left })
    }

    /// Where the object is written.
    pub(super) fn span(&self) -> Span {
        self.span
    }

    /// The error for a missing required member.
    pub(super) fn missing(&self, name: &str) -> ImportError {
        ImportError::Missing { path: self.path(name), span: self.span }
    }

    /// The path of a member.
    pub(super) fn path(&self, name: &str) -> String {
        if self.path.is_empty() { name.to_owned() } else { format!("{}.{name}", self.path) }
    }

    /// Whether a member is present and has not been taken.
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

    /// Takes a member with `read`; an error carries its span.
    pub(super) fn read<T>(
        &mut self,
        name: &str,
        read: impl FnOnce(&'j Json) -> Result<T, ValueError>,
    ) -> Result<Option<Spanned<T>>, ImportError> {
        let path = self.path(name);
        let Some(json) = self.take(name) else { return Ok(None) };
        let value = read(json).map_err(|error| error.at(&path, json.span))?;
        Ok(Some(Spanned::new(value, json.span)))
    }

    pub(super) fn text(&mut self, name: &str) -> Result<Option<&'j str>, ImportError> {
        Ok(self.read(name, text)?.map(|text| text.value))
    }

    /// A text with its place.
    pub(super) fn string(&mut self, name: &str) -> Result<Option<Spanned<String>>, ImportError> {
        Ok(self.read(name, text)?.map(|text| text.map(str::to_owned)))
    }

    /// A point in time, as text or as seconds since 1970.
    pub(super) fn moment(&mut self, name: &str) -> Result<Option<Spanned<Moment>>, ImportError> {
        self.read(name, |json| match &json.value {
            JsonValue::Text(text) => Ok(Moment::parse(text)?),
            JsonValue::Number(number) => Ok(Moment::seconds(number)?),
            _ => Err(expected("a date", json)),
        })
    }

    /// A duration such as `P12M`.
    pub(super) fn duration(&mut self, name: &str) -> Result<Option<Spanned<Duration>>, ImportError> {
        self.read(name, |json| {
            let text = text(json)?;
            let read = text.starts_with('P').then(|| Duration::parse(text).ok()).flatten();
            read.ok_or_else(|| ValueError::not("a duration such as `P12M`", text))
        })
    }

    /// A duration such as `P3M`, possibly `P0M` or `P0D`.
    pub(super) fn offset(&mut self, name: &str) -> Result<Option<Spanned<Offset>>, ImportError> {
        self.read(name, |json| {
            let text = text(json)?;
            let read = Offset::parse(text)
                .ok()
                .filter(|offset| *offset != Offset::default() || matches!(text, "P0M" | "P0D"));
            read.ok_or_else(|| ValueError::not("a duration such as `P3M`", text))
        })
    }

    /// An amount, as text or as a number; the marketplace also takes `200.`.
    pub(super) fn amount(&mut self, name: &str) -> Result<Option<Spanned<Amount>>, ImportError> {
        self.read(name, |json| match &json.value {
            JsonValue::Text(text) | JsonValue::Number(text) => {
                let read = Amount::parse(text.strip_suffix('.').unwrap_or(text));
                read.map_err(|problem| ValueError::Other(problem.message.to_string()))
            }
            _ => Err(expected("an amount", json)),
        })
    }

    /// A percentage without its sign, such as `5.0`; the marketplace takes `.5` as well.
    pub(super) fn percent(&mut self, name: &str) -> Result<Option<Spanned<Share>>, ImportError> {
        self.read(name, |json| {
            let text = text(json)?;
            let whole = if text.starts_with('.') { format!("0{text}") } else { text.to_owned() };
            let value =
                parse_decimal(&whole).map_err(|problem| ValueError::Other(problem.message.to_string()))?;
            let hundredths = 10_i128.checked_pow(value.scale().saturating_add(2));
            let share = hundredths.and_then(|hundredths| Share::new(value.mantissa(), hundredths));
            share.ok_or_else(|| ValueError::not("a percentage", text))
        })
    }

    /// A whole number.
    pub(super) fn whole(&mut self, name: &str) -> Result<Option<Spanned<u32>>, ImportError> {
        self.read(name, |json| match &json.value {
            JsonValue::Number(text) | JsonValue::Text(text) => {
                text.parse().map_err(|_| ValueError::not("a whole number", text))
            }
            _ => Err(expected("a whole number", json)),
        })
    }

    /// An account id: twelve digits.
    pub(super) fn account(&mut self, name: &str) -> Result<Option<Spanned<String>>, ImportError> {
        self.read(name, account)
    }

    /// The items of a list, each with its path; empty if there is none.
    pub(super) fn list(&mut self, name: &str) -> Result<Vec<(String, &'j Json)>, ImportError> {
        let path = self.path(name);
        let items = self.read(name, |json| match &json.value {
            JsonValue::List(items) => Ok(items.as_slice()),
            _ => Err(expected("a list", json)),
        })?;
        let items = items.map_or(&[][..], |items| items.value).iter().enumerate();
        Ok(items.map(|(at, item)| (format!("{path}[{at}]"), item)).collect())
    }

    /// The objects of a list.
    pub(super) fn objects(&mut self, name: &str) -> Result<Vec<Self>, ImportError> {
        self.list(name)?.into_iter().map(|(path, item)| Self::of(item, path)).collect()
    }

    pub(super) fn object(&mut self, name: &str) -> Result<Option<Self>, ImportError> {
        let path = self.path(name);
        self.take(name).map(|json| Self::of(json, path)).transpose()
    }

    /// What has not been taken, in one comment line, under a name.
    pub(super) fn summary(mut self, name: &str) -> String {
        self.left.sort_by_key(|(name, _)| *name);
        let left = self.left.into_iter().map(|(name, value)| (name.to_owned(), value.clone()));
        match left.collect::<Vec<_>>() {
            none if none.is_empty() => format!("not carried: {}", quote(name)),
            left => not_carried(name, &Json { span: self.span, value: JsonValue::Object(left) }),
        }
    }

    /// What has not been taken, one comment line each.
    #[must_use = "what was not read must be said"]
    pub(super) fn rest(mut self) -> Vec<String> {
        // The order of members in an object is not significant.
        self.left.sort_by_key(|(name, _)| *name);
        let line = |(name, value): &(&str, &Json)| not_carried(&self.path(name), value);
        self.left.iter().map(line).collect()
    }
}

/// The comment line for something that an offer file has no key for.
pub(super) fn not_carried(path: &str, value: &Json) -> String {
    let mut shown = value.to_string();
    if shown.chars().count() > SHOWN {
        shown = shown.chars().take(SHOWN).chain("…".chars()).collect();
    }
    format!("not carried: {path}: {shown}")
}

pub(super) fn text(json: &Json) -> Result<&str, ValueError> {
    match &json.value {
        JsonValue::Text(text) => Ok(text),
        _ => Err(expected("text", json)),
    }
}

pub(super) fn account(json: &Json) -> Result<String, ValueError> {
    let text = text(json)?;
    parse_account(text).map_err(|_| ValueError::not("an account id of 12 digits", text))
}

fn expected(what: &'static str, json: &Json) -> ValueError {
    ValueError::Expected { what, found: json.kind() }
}

/// Whether a member has this name, ignoring the case of its first letter.
fn is(known: &str, name: &str) -> bool {
    let mut letters = (known.chars(), name.chars());
    let first = (letters.0.next(), letters.1.next());
    let alike = matches!(first, (Some(a), Some(b)) if a.eq_ignore_ascii_case(&b));
    alike && letters.0.as_str() == letters.1.as_str()
}
