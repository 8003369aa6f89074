//! A value of the offer as read, and what is wrong with a text.

use std::fmt::{self, Display};

use super::Currency;
use crate::text::diagnostic::{Applicability, Diagnostic, Fix};
use crate::text::message::{Message, msg};
use crate::text::source::{Span, Spanned};

/// A value of the offer: absent, unreadable, or given.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Field<T> {
    /// The key is absent.
    #[default]
    Absent,
    /// The key is present, but its value could not be read; that has been reported.
    Invalid,
    /// The value and its span.
    Given(Spanned<T>),
}

impl<T> Field<T> {
    /// The value, if given and readable.
    pub fn get(&self) -> Option<&T> {
        self.spanned().map(|s| &s.value)
    }

    /// The value with its span.
    pub(crate) fn spanned(&self) -> Option<&Spanned<T>> {
        match self {
            Self::Given(value) => Some(value),
            Self::Absent | Self::Invalid => None,
        }
    }

    /// Where the value is written, if it could be read.
    pub fn span(&self) -> Option<Span> {
        self.spanned().map(|s| s.span)
    }

    /// The value, mutable, if given and readable.
    pub(crate) fn get_mut(&mut self) -> Option<&mut T> {
        match self {
            Self::Given(value) => Some(&mut value.value),
            Self::Absent | Self::Invalid => None,
        }
    }

    /// Sets the span of the value, if there is one.
    pub(crate) fn place(&mut self, span: Span) {
        if let Self::Given(value) = self {
            value.span = span;
        }
    }

    /// Whether the key is absent.
    #[doc(hidden)]
    pub fn is_absent(&self) -> bool {
        matches!(self, Self::Absent)
    }

    /// Whether the key is present but its value could not be read.
    pub(crate) fn is_invalid(&self) -> bool {
        matches!(self, Self::Invalid)
    }
}

impl<T: Default> Field<T> {
    /// The value, mutable; if there is none, the default is inserted at `span`.
    pub(crate) fn get_or_insert(&mut self, span: Span) -> &mut T {
        if self.get().is_none() {
            *self = Self::Given(Spanned::new(T::default(), span));
        }
        loop {
            // Given by now: the loop runs once.
            if let Self::Given(value) = self {
                return &mut value.value;
            }
        }
    }
}

/// A value that a program made, without a span.
impl<T> From<T> for Field<T> {
    fn from(value: T) -> Self {
        Self::Given(Spanned::new(value, Span::NOWHERE))
    }
}

/// A value that a program made, or none.
impl<T> From<Option<T>> for Field<T> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Absent, Self::from)
    }
}

/// A value that was read, or none.
impl<T> From<Option<Spanned<T>>> for Field<T> {
    fn from(value: Option<Spanned<T>>) -> Self {
        value.map_or(Self::Absent, Self::Given)
    }
}

/// What is wrong with a text that should have been a date, an amount or a word.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct Problem {
    /// What was found, quoting the text.
    pub message: Message,
    /// The suggestion, if it is not a replacement.
    pub help: Option<Message>,
    /// The text that was meant.
    pub replacement: Option<String>,
    /// How sure that is.
    #[doc(hidden)]
    pub certainty: Certainty,
}

/// How sure it is that a replacement is what was meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Certainty {
    /// There is no other reading.
    #[default]
    Certain,
    /// The only reading in a currency without decimals: `1,234`.
    WithoutDecimals,
    /// The only reading in one of these currencies, by their codes, whose sign is written: `$60000`.
    Currency(&'static [&'static str]),
    /// A likely one: it is for the author to say.
    Guess,
}

/// In one line, for whoever has no place to show it at: what was found; the way out.
impl Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.message.fmt(f)?;
        match (&self.replacement, &self.help) {
            (Some(text), _) => write!(f, "; {}", msg!("write {text}", text)),
            (None, Some(help)) => write!(f, "; {help}"),
            (None, None) => Ok(()),
        }
    }
}

impl Problem {
    pub(crate) fn new(message: Message) -> Self {
        Self { message, help: None, replacement: None, certainty: Certainty::Certain }
    }

    pub(crate) fn help(self, help: Message) -> Self {
        Self { help: Some(help), ..self }
    }

    pub(crate) fn replacement(self, text: impl Into<String>) -> Self {
        Self { replacement: Some(text.into()), ..self }
    }

    /// The only text that can have been meant, in the place of any other way out.
    pub(super) fn corrected(self, text: impl Into<String>) -> Self {
        Self { help: None, replacement: Some(text.into()), certainty: Certainty::Certain, ..self }
    }

    /// The replacement with how sure it is.
    pub(crate) fn likely(self, text: impl Into<String>, certainty: Certainty) -> Self {
        Self { replacement: Some(text.into()), certainty, ..self }
    }

    /// The diagnostic of `rule` for this problem at `span`, in an offer of that currency, if it is known.
    pub(crate) fn into_diagnostic(
        self,
        rule: &'static str,
        span: Span,
        currency: Option<Currency>,
    ) -> Diagnostic {
        let diagnostic = Diagnostic::new(rule, span, self.message);
        let certain = match (self.certainty, currency) {
            (Certainty::Certain, _) => true,
            (Certainty::WithoutDecimals, Some(currency)) => currency.decimals() == 0,
            (Certainty::Currency(codes), Some(currency)) => {
                if !codes.contains(&currency.code()) {
                    return foreign(diagnostic, codes, currency, self.replacement.unwrap_or_default());
                }
                true
            }
            _ => false,
        };
        match (self.replacement, self.help) {
            (Some(text), help) => {
                let fix = Fix::replace(span, text.clone());
                let applicability = if certain { fix.applicability } else { Applicability::Unsafe };
                let help = help.unwrap_or_else(|| msg!("write `{text}`", text));
                diagnostic.help(help).fix(Fix { applicability, ..fix })
            }
            (None, Some(help)) => diagnostic.help(help),
            (None, None) => diagnostic,
        }
    }
}

/// An amount with the sign of another currency than the offer's.
fn foreign(diagnostic: Diagnostic, codes: &[&'static str], currency: Currency, amount: String) -> Diagnostic {
    let code = codes.first().copied().unwrap_or_default();
    diagnostic
        .label(msg!("in {code}, but the offer is in {currency}", code, currency))
        .help(msg!("write `{amount}` if it is in {currency}", amount, currency))
        .help(msg!("set `currency: {code}` if the whole offer is in {code}", code))
}

/// A user's text for a message: in backticks, one line, at most 60 characters.
pub(crate) fn quote(text: &str) -> String {
    let line: String = text.chars().take_while(|c| !matches!(c, '\n' | '\r')).take(61).collect();
    if line.chars().count() <= 60 && line.len() == text.len() {
        return format!("`{line}`");
    }
    let head: String = line.chars().take(57).collect();
    format!("`{head}...`")
}
