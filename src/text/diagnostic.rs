//! A finding about a file: what is wrong, where, and the way out. Knows no rule and no format.

mod edited_text;
mod fix;
pub mod names;
mod suggest;

pub use edited_text::EditedText;
pub use fix::{Applicability, Edit, Fix};
pub use suggest::{closest, only_close};

use crate::text::message::{Catalogue, Message};
use crate::text::source::Span;

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Worth knowing; nothing is wrong.
    Info,
    /// Probably not what was meant.
    Warning,
    /// The marketplace, or this format, refuses it.
    Error,
}

impl Severity {
    /// The word for it in every output: `error`, `warning` or `info`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Info => "info",
        }
    }
}

/// A place that a diagnostic points at, and what is to be seen there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// The place.
    pub span: Span,
    /// A few words for that place; may be empty.
    pub message: Message,
}

/// One finding about one file.
///
/// The message is lower case without a full stop and quotes the user's text in backticks; `help`
/// carries the exact way out, `notes` the facts behind it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// Name of the rule that was broken.
    pub rule: &'static str,
    /// How bad it is; the linter sets it from the rule and the configuration.
    pub severity: Severity,
    /// What is wrong, with both values.
    pub message: Message,
    /// The places, the primary one first; never empty.
    pub labels: Vec<Label>,
    /// What to do, one way each.
    pub help: Vec<Message>,
    /// Facts, with their source.
    pub notes: Vec<Message>,
    /// A change of text that would mend it.
    pub fix: Option<Fix>,
    /// Which document of the file, from 1.
    pub document: usize,
    /// JSON pointer to the value within the document; the linter fills it in from the primary
    /// label where the finder did not.
    pub pointer: Option<String>,
    /// The pointer with what tells an item of a list apart in place of its number; the linter fills
    /// it in.
    pub key_path: String,
}

impl Diagnostic {
    /// A finding of `rule` at `span`. Its severity is an error until the linter has looked at
    /// the rule's level.
    pub fn new(rule: &'static str, span: Span, message: Message) -> Self {
        Self {
            rule,
            severity: Severity::Error,
            message,
            labels: vec![Label { span, message: Message::default() }],
            help: Vec::new(),
            notes: Vec::new(),
            fix: None,
            document: 1,
            pointer: None,
            key_path: String::new(),
        }
    }

    /// Says what is to be seen at the primary place.
    #[must_use]
    pub fn label(mut self, message: Message) -> Self {
        if let Some(primary) = self.labels.first_mut() {
            primary.message = message;
        }
        self
    }

    /// Adds another place: the other half of a contradiction.
    #[must_use]
    pub fn also(mut self, span: Span, message: Message) -> Self {
        self.labels.push(Label { span, message });
        self
    }

    /// Adds a way out, as a sentence without a full stop.
    #[must_use]
    pub fn help(mut self, text: Message) -> Self {
        self.help.push(text);
        self
    }

    /// Adds a fact.
    #[must_use]
    pub fn note(mut self, text: Message) -> Self {
        self.notes.push(text);
        self
    }

    /// Adds the change of text that mends it.
    #[must_use]
    pub fn fix(mut self, fix: Fix) -> Self {
        self.fix = Some(fix);
        self
    }

    /// Says which value it is about, where the primary label's place does not tell.
    #[must_use]
    pub fn pointer(mut self, pointer: impl Into<String>) -> Self {
        self.pointer = Some(pointer.into());
        self
    }

    /// The finding in the words of a catalogue.
    #[must_use]
    pub fn translated(mut self, catalogue: &dyn Catalogue) -> Self {
        let say = |message: &mut Message| *message = std::mem::take(message).translated(catalogue);
        say(&mut self.message);
        self.labels.iter_mut().for_each(|label| say(&mut label.message));
        self.help.iter_mut().chain(&mut self.notes).for_each(say);
        self.fix.iter_mut().for_each(|fix| say(&mut fix.title));
        self
    }

    /// The primary place.
    pub fn span(&self) -> Span {
        self.labels.first().map(|l| l.span).unwrap_or_default()
    }
}
