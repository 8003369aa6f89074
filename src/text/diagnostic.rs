//! A finding about a file: what is wrong, where, and how to fix it. Independent of rules and output
//! formats.

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

/// A span that a diagnostic points at, with a short caption.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// The place.
    pub span: Span,
    /// The caption; may be empty.
    pub message: Message,
}

/// One finding about one file.
///
/// The message is lower case without a full stop and quotes the user's text in backticks; `help` carries
/// the exact fix, `notes` the facts behind it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// Name of the rule that was broken.
    pub rule: &'static str,
    /// How bad it is; the linter sets it from the rule and the configuration.
    pub severity: Severity,
    /// What is wrong, with both values.
    pub message: Message,
    /// The labeled spans, the primary one first; never empty.
    pub labels: Vec<Label>,
    /// What to do; one alternative each.
    pub help: Vec<Message>,
    /// Facts, with their source.
    pub notes: Vec<Message>,
    /// A text edit that fixes it.
    pub fix: Option<Fix>,
    /// Which document of the file, from 1.
    pub document: usize,
    /// JSON pointer to the value within the document; the linter fills it in from the primary label if
    /// it was not set.
    pub pointer: Option<String>,
    /// The pointer, with list indexes replaced by what identifies the item; the linter fills it in.
    pub key_path: String,
}

impl Diagnostic {
    /// A finding of `rule` at `span`. Its severity is an error until the linter has looked at
    /// the rule's level.
    pub(crate) fn new(rule: &'static str, span: Span, message: Message) -> Self {
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

    /// Sets the caption of the primary span.
    #[must_use]
    pub(crate) fn label(mut self, message: Message) -> Self {
        if let Some(primary) = self.labels.first_mut() {
            primary.message = message;
        }
        self
    }

    /// Adds another span: the other half of a contradiction.
    #[must_use]
    pub(crate) fn also(mut self, span: Span, message: Message) -> Self {
        self.labels.push(Label { span, message });
        self
    }

    /// Adds a suggestion, as a sentence without a full stop.
    #[must_use]
    pub(crate) fn help(mut self, text: Message) -> Self {
        self.help.push(text);
        self
    }

    /// Adds a fact.
    #[must_use]
    pub(crate) fn note(mut self, text: Message) -> Self {
        self.notes.push(text);
        self
    }

    /// Adds the text edit that fixes it.
    #[must_use]
    pub(crate) fn fix(mut self, fix: Fix) -> Self {
        self.fix = Some(fix);
        self
    }

    /// Sets the value it is about, if the primary span does not identify it.
    #[must_use]
    pub(crate) fn pointer(mut self, pointer: impl Into<String>) -> Self {
        self.pointer = Some(pointer.into());
        self
    }

    /// The finding in the words of a catalogue.
    #[must_use]
    #[doc(hidden)]
    pub fn translated(mut self, catalogue: &dyn Catalogue) -> Self {
        let say = |message: &mut Message| *message = std::mem::take(message).translated(catalogue);
        say(&mut self.message);
        self.labels.iter_mut().for_each(|label| say(&mut label.message));
        self.help.iter_mut().chain(&mut self.notes).for_each(say);
        self.fix.iter_mut().for_each(|fix| say(&mut fix.title));
        self
    }

    /// The fix, if it may be applied: one that changes what is billed only if `allow` says so, and there
    /// is no other way out.
    pub(crate) fn fix_within(&self, allow: Applicability) -> Option<&Fix> {
        let one_of_several = |fix: &Fix| fix.applicability == Applicability::Unsafe && self.help.len() > 1;
        self.fix.as_ref().filter(|fix| fix.applicability <= allow && !one_of_several(fix))
    }

    /// The primary span.
    pub fn span(&self) -> Span {
        self.labels.first().map(|l| l.span).unwrap_or_default()
    }
}
