//! A message: a template and its values, rendered only when it is printed.

use std::fmt::{self, Display};

use serde::{Serialize, Serializer};

/// A message to the user, as a template such as `{sum} of {total}` and its named values.
///
/// Made by `msg!`. The template never changes with the values, so it can be listed, translated and
/// left out of fingerprints. Braces are doubled in a template, as in `format!`.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Message {
    template: &'static str,
    /// The template in the reader's language, or in the words of another kind of file.
    wording: Option<Box<str>>,
    values: Box<[(&'static str, Value)]>,
}

/// One value of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// What is the same in every language: an amount, a date, a number, the user's own text.
    Text(String),
    /// Text that may change while the finding stays the same: what depends on the day of the check, and
    /// words that only name a position.
    Volatile(String),
    /// A nested message with its own template: `2 days`.
    Message(Message),
}

/// A piece of a rendered message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fragment<'m> {
    /// Words of the template.
    Text(&'m str),
    /// A value.
    Value(&'m Value),
}

impl Value {
    /// A value that is the same in every language, as displayed.
    pub(crate) fn text(value: impl Display) -> Self {
        Self::Text(value.to_string())
    }

    /// A value that may change while the finding stays the same, such as the day of the check.
    pub(crate) fn volatile(value: impl Display) -> Self {
        Self::Volatile(value.to_string())
    }
}

impl From<Message> for Value {
    fn from(message: Message) -> Self {
        Self::Message(message)
    }
}

/// The wording of a language, keyed by the English text.
pub trait Catalogue: Sync + fmt::Debug {
    /// The translation of an English template, heading or unit, with the same named values; the English
    /// one if there is none.
    fn wording(&self, english: &'static str) -> &'static str;

    /// The language's tag (BCP 47): `ja`.
    fn tag(&self) -> &'static str {
        "en"
    }
}

/// The words that an output is written in.
pub type Words = &'static dyn Catalogue;

/// The language of the templates themselves.
#[derive(Debug, Clone, Copy, Default)]
pub struct English;

impl Catalogue for English {
    fn wording(&self, english: &'static str) -> &'static str {
        english
    }
}

/// Puts a wording, and the values with it, into other words; `None` leaves both.
pub(crate) type Rewording = dyn Fn(&str, &mut [(&'static str, Value)]) -> Option<String>;

/// Makes a [`Message`] from a template and named values: `msg!("{sum} of {total}", sum, total = 3)`.
///
/// A value is another message, a [`Value`], or anything that can be displayed. It compiles only if the
/// template and the values have the same names.
macro_rules! msg {
    (@value $name:ident) => { $name };
    (@value $name:ident = $value:expr) => { $value };
    ($template:expr $(,)?) => {{
        const { $crate::text::message::agree($template, &[]) };
        $crate::text::message::Message::new($template, Vec::new())
    }};
    ($template:expr $(, $name:ident $(= $value:expr)?)+ $(,)?) => {{
        const { $crate::text::message::agree($template, &[$(stringify!($name)),+]) };
        #[allow(unused_imports, reason = "messages and values need no trait")]
        use $crate::text::message::AsText as _;
        $crate::text::message::Message::new($template, vec![$((
            stringify!($name),
            $crate::text::message::Argument(
                &$crate::text::message::msg!(@value $name $(= $value)?)
            ).value(),
        )),+])
    }};
}

/// A number with its noun, `1 day` or `2 days`, as a [`Message`].
macro_rules! count {
    ($number:expr, $noun:literal) => {{
        let number = $number;
        if number == 1 {
            $crate::text::message::msg!(concat!("{number} ", $noun), number)
        } else {
            $crate::text::message::msg!(concat!("{number} ", $noun, "s"), number)
        }
    }};
}

/// Words without values that stand by themselves, such as the title of a column: looked up in the
/// catalogue where they are drawn.
macro_rules! word {
    ($words:literal) => {
        $words
    };
}

pub(crate) use {count, msg, word};

impl Message {
    /// What [`msg!`] makes.
    pub(crate) fn new(template: &'static str, values: Vec<(&'static str, Value)>) -> Self {
        Self { template, wording: None, values: values.into() }
    }

    /// What [`word!`] marks, as a message.
    pub(crate) fn word(words: &'static str) -> Self {
        Self::new(words, Vec::new())
    }

    /// A text that is the same in every language: an amount, a date, the user's own words.
    #[doc(hidden)]
    pub fn verbatim(text: impl Display) -> Self {
        Self::new("{text}", vec![("text", Value::text(text))])
    }

    /// The template, in English.
    pub fn template(&self) -> &'static str {
        self.template
    }

    /// The values, keyed by their names in the template.
    pub fn values(&self) -> &[(&'static str, Value)] {
        &self.values
    }

    /// Whether it is empty.
    #[doc(hidden)]
    pub fn is_empty(&self) -> bool {
        self.template.is_empty()
    }

    /// The message in the words of a catalogue.
    #[must_use]
    #[doc(hidden)]
    pub fn translated(mut self, catalogue: &dyn Catalogue) -> Self {
        let wording = catalogue.wording(self.template);
        self.wording = (wording != self.template).then(|| wording.into());
        for (_, value) in &mut self.values {
            if let Value::Message(inner) = value {
                *inner = std::mem::take(inner).translated(catalogue);
            }
        }
        self
    }

    /// Lets `change` put the wording, and the values with it, into other words; `None` leaves both.
    pub(crate) fn reword(&mut self, change: &Rewording) {
        let wording = self.wording.as_deref().unwrap_or(self.template);
        if let Some(wording) = change(wording, &mut self.values) {
            self.wording = Some(wording.into());
        }
        for (_, value) in &mut self.values {
            if let Value::Message(inner) = value {
                inner.reword(change);
            }
        }
    }

    /// The wording split into pieces, with the values in place.
    pub(crate) fn parts(&self) -> Vec<Fragment<'_>> {
        let mut parts = Vec::new();
        let mut rest = self.wording.as_deref().unwrap_or(self.template);
        while let Some(at) = rest.find(['{', '}']) {
            let (text, brace) = rest.split_at(at);
            let named = brace.strip_prefix('{').and_then(|inner| inner.split_once('}'));
            let value = named.and_then(|(name, after)| Some((self.value(name)?, after)));
            parts.push(Fragment::Text(text));
            rest = if let Some(after) = brace.strip_prefix("{{").or(brace.strip_prefix("}}")) {
                parts.push(Fragment::Text(brace.get(..1).unwrap_or("")));
                after
            } else if let Some((value, after)) = value {
                parts.push(Fragment::Value(value));
                after
            } else {
                // Only a translation can name a missing value.
                parts.push(Fragment::Text(brace));
                ""
            };
        }
        parts.push(Fragment::Text(rest));
        parts
    }

    fn value(&self, name: &str) -> Option<&Value> {
        self.values.iter().find(|(known, _)| *known == name).map(|(_, value)| value)
    }

    /// Adds to `into` every value that is neither words nor volatile.
    #[doc(hidden)]
    pub fn stable_values<'m>(&'m self, into: &mut Vec<&'m str>) {
        for (_, value) in &self.values {
            match value {
                Value::Text(text) => into.push(text),
                Value::Volatile(_) => {}
                Value::Message(inner) => inner.stable_values(into),
            }
        }
    }
}

impl Display for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.parts().into_iter().try_for_each(|part| match part {
            Fragment::Text(text) => f.write_str(text),
            Fragment::Value(value) => value.fmt(f),
        })
    }
}

impl fmt::Debug for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.to_string(), f)
    }
}

impl Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) | Self::Volatile(text) => f.write_str(text),
            Self::Message(message) => message.fmt(f),
        }
    }
}

impl Serialize for Message {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl PartialEq<str> for Message {
    fn eq(&self, other: &str) -> bool {
        self.to_string().as_str() == other
    }
}

impl PartialEq<&str> for Message {
    fn eq(&self, other: &&str) -> bool {
        self == *other
    }
}

/// A value on its way into a message. Its inherent method takes precedence over [`AsText`], so messages
/// stay messages.
#[derive(Debug)]
pub(crate) struct Argument<'a, T: ?Sized>(pub(crate) &'a T);

/// What converts to a value directly.
pub(crate) trait AsValue {
    /// The value.
    fn as_value(&self) -> Value;
}

impl AsValue for Message {
    fn as_value(&self) -> Value {
        Value::Message(self.clone())
    }
}

impl AsValue for Value {
    fn as_value(&self) -> Value {
        self.clone()
    }
}

impl<T: AsValue> AsValue for &T {
    fn as_value(&self) -> Value {
        (*self).as_value()
    }
}

impl<T: AsValue> Argument<'_, T> {
    pub(crate) fn value(self) -> Value {
        self.0.as_value()
    }
}

/// Turns anything else that can be displayed into text.
pub(crate) trait AsText {
    /// The value as text.
    fn value(self) -> Value;
}

impl<T: Display + ?Sized> AsText for Argument<'_, T> {
    fn value(self) -> Value {
        Value::Text(self.0.to_string())
    }
}

/// Checks a template against its values at compile time.
pub(crate) const fn agree(template: &str, mut names: &[&str]) {
    let mut found = 0;
    while let [name, rest @ ..] = names {
        let times = occurrences(template.as_bytes(), name.as_bytes());
        assert!(times > 0, "a value is not named in the template");
        found += times;
        names = rest;
    }
    assert!(found == placeholders(template.as_bytes()), "the template names a value that is not given");
}

const fn placeholders(mut template: &[u8]) -> usize {
    let mut found = 0;
    loop {
        template = match template {
            [b'{', b'{', rest @ ..] | [b'}', b'}', rest @ ..] => rest,
            [b'{', rest @ ..] => {
                found += 1;
                rest
            }
            [_, rest @ ..] => rest,
            [] => return found,
        };
    }
}

const fn occurrences(mut template: &[u8], name: &[u8]) -> usize {
    let mut found = 0;
    loop {
        template = match template {
            [b'{', b'{', rest @ ..] | [b'}', b'}', rest @ ..] => rest,
            [b'{', rest @ ..] => {
                if closes(rest, name) {
                    found += 1;
                }
                rest
            }
            [_, rest @ ..] => rest,
            [] => return found,
        };
    }
}

/// Whether a text begins with a name and `}`.
const fn closes(mut text: &[u8], mut name: &[u8]) -> bool {
    loop {
        match (text, name) {
            ([a, after @ ..], [b, left @ ..]) if *a == *b => (text, name) = (after, left),
            ([b'}', ..], []) => return true,
            _ => return false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample(days: u32) -> Message {
        let (of, late) = ("`{a: 1}`", &count!(days, "day"));
        msg!("{{{of}}} is {late} late on {today}", of, late, today = Value::volatile("Monday"))
    }

    #[test]
    fn a_message_is_its_template_with_its_values() {
        assert_eq!(sample(1), "{`{a: 1}`} is 1 day late on Monday");
        assert_eq!(sample(2), "{`{a: 1}`} is 2 days late on Monday");
        assert!(Message::default().is_empty());
    }

    #[test]
    fn stable_values_are_neither_words_nor_days_of_the_check() {
        let (one, mut values) = (sample(1), Vec::new());
        one.stable_values(&mut values);
        assert_eq!(values, ["`{a: 1}`", "1"]);
    }

    #[test]
    fn a_catalogue_is_laid_beside_the_templates() {
        #[derive(Debug)]
        struct Japanese;
        impl Catalogue for Japanese {
            fn wording(&self, english: &'static str) -> &'static str {
                match english {
                    "{{{of}}} is {late} late on {today}" => "{today}現在、{{{of}}}は{late}遅れ",
                    "{number} days" => "{number}日",
                    _ => english,
                }
            }
        }
        assert_eq!(sample(2).translated(&Japanese), "Monday現在、{`{a: 1}`}は2日遅れ");
        assert_eq!(sample(2).translated(&Japanese).template(), sample(2).template());
        assert_eq!(sample(2).translated(&English), sample(2).to_string().as_str());
    }

    #[test]
    fn what_a_template_names_is_counted() {
        assert_eq!(placeholders(b"{a} {{b}} {c}"), 2);
        assert_eq!(occurrences(b"{a} {{a}} {ab} {a}", b"a"), 2);
        assert_eq!(occurrences(b"{a", b"a"), 0);
    }
}
