//! The members of an object, taken one by one: what is left at the end has not been read.

use super::error::{ImportError, ValueError};
use super::faults::Faults;
use super::json::{Json, JsonValue};
use super::said::RequestForm;
use crate::marketplace::moment::Moment;
use crate::offer::{Amount, Duration, Field, Offset, Share, parse_account, parse_decimal, quote};
use crate::text::diagnostic::names;
use crate::text::source::{Span, Spanned};

/// Most decimals of a charge, of an upfront price, and of a price in a rate card. Source: Catalog API, the
/// published patterns.
pub(super) const CHARGE_DECIMALS: u32 = 2;
pub(super) const PRICE_DECIMALS: u32 = 3;
pub(super) const RATE_DECIMALS: u32 = 8;

/// How many characters of a value a comment shows.
const SHOWN: usize = 160;

/// An object being imported. A member is requested by its name in the Catalog API (`ChargeDate`); the
/// Agreement API writes the same name with a lower-case first letter.
#[derive(Debug)]
pub(super) struct Members<'j> {
    path: String,
    span: Span,
    left: Vec<(&'j str, &'j Json)>,
    /// Members that are to be filled in.
    open: Vec<&'j str>,
    faults: &'j Faults,
}

impl<'j> Members<'j> {
    /// The members of the object at `path`; `None`, which is noted, for anything else.
    pub(super) fn of(json: &'j Json, path: impl Into<String>, faults: &'j Faults) -> Option<Self> {
        let path = path.into();
        let Some(members) = json.members() else {
            if !faults.is_open(json) {
                faults.add(expected("an object", json).at(&path, json.span));
            }
            return None;
        };
        let (mut left, mut open) = (Vec::with_capacity(members.len()), Vec::new());
        for (name, value) in members {
            match &value.value {
                // `null` means absent.
                JsonValue::Null => {}
                _ if faults.is_open(value) => open.push(name.as_str()),
                _ => left.push((name.as_str(), value)),
            }
            if name.starts_with(|first: char| first.is_ascii_lowercase()) {
                faults.note(RequestForm::Name(catalog_name(name)), value.key, name);
            }
        }
        Some(Self { path, span: json.span, left, open, faults })
    }

    /// An object without members, in place of one that is not there.
    pub(super) fn none(path: String, span: Span, faults: &'j Faults) -> Self {
        Self { path, span, left: Vec::new(), open: Vec::new(), faults }
    }

    /// Where the object is written.
    pub(super) fn span(&self) -> Span {
        self.span
    }

    /// Notes the members that are missing of those that must be there.
    pub(super) fn need(&self, names: &[&str]) {
        for name in names {
            if !self.has(name) && !self.is_open(name) {
                self.faults.add(ImportError::Missing { path: self.path(name), span: self.span });
            }
        }
    }

    /// Notes the members that are missing of those that a request must have.
    pub(super) fn want(&self, names: &[&str]) {
        for name in names {
            if !self.has(name) && !self.is_open(name) {
                self.faults.note(RequestForm::Member, self.span, name);
            }
        }
    }

    /// The texts and numbers that are not taken yet, by the names of the Catalog API.
    pub(super) fn scalars(&self) -> Vec<(String, Spanned<String>)> {
        let scalar = |(name, json): &(&str, &Json)| match &json.value {
            JsonValue::Text(text) | JsonValue::Number(text) => {
                Some((catalog_name(name), Spanned::new(text.clone(), json.span)))
            }
            _ => None,
        };
        self.left.iter().filter_map(scalar).collect()
    }

    /// Notes something wrong with the object.
    pub(super) fn fault(&self, error: ImportError) {
        self.faults.add(error);
    }

    /// The path of the object.
    pub(super) fn own_path(&self) -> &str {
        &self.path
    }

    /// The path of a member.
    pub(super) fn path(&self, name: &str) -> String {
        if self.path.is_empty() { name.to_owned() } else { format!("{}.{name}", self.path) }
    }

    /// Whether a member is present and has not been taken.
    pub(super) fn has(&self, name: &str) -> bool {
        self.left.iter().any(|(known, _)| is(known, name))
    }

    /// Whether a member is to be filled in.
    pub(super) fn is_open(&self, name: &str) -> bool {
        self.open.iter().any(|known| is(known, name))
    }

    /// Takes a member.
    pub(super) fn take(&mut self, name: &str) -> Option<&'j Json> {
        let at = self.left.iter().position(|(known, _)| is(known, name))?;
        Some(self.left.remove(at).1)
    }

    /// A member, which stays to be taken.
    pub(super) fn peek(&self, name: &str) -> Option<&'j Json> {
        self.left.iter().find(|(known, _)| is(known, name)).map(|(_, json)| *json)
    }

    /// Takes members that say nothing about the offer, such as the ids of requests.
    pub(super) fn ignore(&mut self, names: &[&str]) {
        self.left.retain(|(known, _)| !names.iter().any(|name| is(known, name)));
    }

    /// Takes a member with `read`; an error is noted with its place.
    pub(super) fn read<T>(
        &mut self,
        name: &str,
        read: impl FnOnce(&'j Json) -> Result<T, ValueError>,
    ) -> Option<Spanned<T>> {
        let json = self.take(name)?;
        match read(json) {
            Ok(value) => Some(Spanned::new(value, json.span)),
            Err(error) => {
                self.faults.add(error.at(&self.path(name), json.span));
                None
            }
        }
    }

    pub(super) fn text(&mut self, name: &str) -> Option<&'j str> {
        Some(self.read(name, text)?.value)
    }

    /// A text as a field of the offer, which is invalid where there is something else.
    pub(super) fn field(&mut self, name: &str) -> Field<String> {
        let there = self.has(name);
        match self.string(name) {
            Some(text) => Field::Given(text),
            None if there => Field::Invalid,
            None => Field::Absent,
        }
    }

    /// A text with its place.
    pub(super) fn string(&mut self, name: &str) -> Option<Spanned<String>> {
        Some(self.read(name, text)?.map(str::to_owned))
    }

    /// A point in time, as text or as seconds since 1970.
    pub(super) fn moment(&mut self, name: &str) -> Option<Spanned<Moment>> {
        let faults = self.faults;
        self.read(name, |json| match &json.value {
            JsonValue::Text(text) => {
                let moment = Moment::parse(text)?;
                if moment.second.is_some() {
                    faults.note(RequestForm::Day(moment.day), json.span, text);
                }
                Ok(moment)
            }
            JsonValue::Number(number) => {
                let moment = Moment::seconds(number)?;
                faults.note(RequestForm::Day(moment.day), json.span, number);
                Ok(moment)
            }
            _ => Err(expected("a date", json)),
        })
    }

    /// A duration such as `P12M`.
    pub(super) fn duration(&mut self, name: &str) -> Option<Spanned<Duration>> {
        self.read(name, |json| {
            let text = text(json)?;
            let read = text.starts_with('P').then(|| Duration::parse(text).ok()).flatten();
            read.ok_or_else(|| ValueError::not(names::INVALID_TERM, "a duration such as `P12M`", text))
        })
    }

    /// Whole months or whole days of at most four digits, such as `P3M` or `P0D`.
    pub(super) fn offset(&mut self, name: &str) -> Option<Spanned<Offset>> {
        self.read(name, |json| {
            let text = text(json)?;
            let count = text.strip_prefix('P').and_then(|rest| rest.strip_suffix(['M', 'D']));
            let is_taken = |count: &str| {
                (1..=4).contains(&count.len()) && count.bytes().all(|digit| digit.is_ascii_digit())
            };
            let read = count.filter(|count| is_taken(count)).and_then(|_| Offset::parse(text).ok());
            read.ok_or_else(|| ValueError::not(names::INVALID_TERM, "a duration such as `P3M`", text))
        })
    }

    /// An amount of at most `decimals` decimals, as text; answers also have numbers, and the marketplace
    /// also takes `200.`.
    pub(super) fn amount(&mut self, name: &str, decimals: u32) -> Option<Spanned<Amount>> {
        let faults = self.faults;
        self.read(name, |json| match &json.value {
            JsonValue::Text(text) | JsonValue::Number(text) => {
                let read = Amount::parse(text.strip_suffix('.').unwrap_or(text));
                let read = read.map_err(|problem| ValueError::Problem(Box::new(problem)))?;
                if matches!(json.value, JsonValue::Number(_)) || !is_charge(text, decimals) {
                    faults.note(RequestForm::Amount { value: read, decimals }, json.span, text);
                }
                Ok(read)
            }
            _ => Err(expected("an amount", json)),
        })
    }

    /// A percentage without its sign, such as `5.0`; the marketplace takes `.5` as well.
    pub(super) fn percent(&mut self, name: &str) -> Option<Spanned<Share>> {
        self.read(name, |json| {
            let text = text(json)?;
            let whole = if text.starts_with('.') { format!("0{text}") } else { text.to_owned() };
            let value = parse_decimal(&whole).map_err(|problem| ValueError::Problem(Box::new(problem)))?;
            let hundredths = 10_i128.checked_pow(value.scale().saturating_add(2));
            let share = hundredths.and_then(|hundredths| Share::new(value.mantissa(), hundredths));
            share.ok_or_else(|| ValueError::not(names::INVALID_AMOUNT, "a percentage", text))
        })
    }

    /// A whole number.
    pub(super) fn whole(&mut self, name: &str) -> Option<Spanned<u32>> {
        let faults = self.faults;
        self.read(name, |json| match &json.value {
            JsonValue::Number(text) | JsonValue::Text(text) => {
                let number =
                    text.parse().map_err(|_| ValueError::not(names::WRONG_TYPE, "a whole number", text))?;
                if matches!(json.value, JsonValue::Text(_)) {
                    faults.note(RequestForm::Whole, json.span, text);
                }
                Ok(number)
            }
            _ => Err(expected("a whole number", json)),
        })
    }

    /// An account id: twelve digits.
    pub(super) fn account(&mut self, name: &str) -> Option<Spanned<String>> {
        self.read(name, account)
    }

    /// The items of a list, each with its path; empty if there is none.
    pub(super) fn list(&mut self, name: &str) -> Vec<(String, &'j Json)> {
        let path = self.path(name);
        let items = self.read(name, |json| match &json.value {
            JsonValue::List(items) => Ok(items.as_slice()),
            _ => Err(expected("a list", json)),
        });
        let items = items.map_or(&[][..], |items| items.value).iter().enumerate();
        let filled = items.filter(|(_, item)| !self.faults.is_open(item));
        filled.map(|(at, item)| (format!("{path}[{at}]"), item)).collect()
    }

    /// The objects of a list.
    pub(super) fn objects(&mut self, name: &str) -> Vec<Self> {
        let items = self.list(name).into_iter();
        items.filter_map(|(path, item)| Self::of(item, path, self.faults)).collect()
    }

    pub(super) fn object(&mut self, name: &str) -> Option<Self> {
        let path = self.path(name);
        Self::of(self.take(name)?, path, self.faults)
    }

    /// What has not been taken, in one comment line, under a name.
    pub(super) fn summary(mut self, name: &str) -> String {
        self.left.sort_by_key(|(name, _)| *name);
        let left = self.left.into_iter().map(|(name, value)| (name.to_owned(), value.clone()));
        match left.collect::<Vec<_>>() {
            none if none.is_empty() => format!("not carried: {}", quote(name)),
            left => not_carried(name, &Json::object(left)),
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

/// The name of a member or a term as the Catalog API writes it.
pub(super) fn catalog_name(name: &str) -> String {
    let mut letters = name.chars();
    let first = letters.next().map(|c| c.to_ascii_uppercase());
    first.into_iter().chain(letters).collect()
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
    parse_account(text)
        .map_err(|_| ValueError::not(names::INVALID_ACCOUNT_ID, "an account id of 12 digits", text))
}

fn expected(what: &'static str, json: &Json) -> ValueError {
    ValueError::Expected { what, found: json.kind() }
}

/// Whether a text has the published form of an amount: up to eight digits, or 100000000, and behind a
/// point up to so many decimals. Source: Catalog API, the published patterns of `ChargeAmount` (two
/// decimals) and of prices.
fn is_charge(text: &str, decimals: u32) -> bool {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    let fine = u32::try_from(fraction.len()).is_ok_and(|count| count <= decimals);
    let most = whole == "100000000" && fraction.bytes().all(|b| b == b'0');
    digits(whole) && digits(fraction) && fine && ((1..=8).contains(&whole.len()) || most)
}

/// Whether a member has this name, ignoring the case of its first letter.
fn is(known: &str, name: &str) -> bool {
    let mut letters = (known.chars(), name.chars());
    let first = (letters.0.next(), letters.1.next());
    let alike = matches!(first, (Some(a), Some(b)) if a.eq_ignore_ascii_case(&b));
    alike && letters.0.as_str() == letters.1.as_str()
}
