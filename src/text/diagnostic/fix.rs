//! Text edits that fix a finding.

use crate::text::message::{Message, msg};
use crate::text::source::Span;

/// Whether a fix may be applied without review.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Applicability {
    /// What is billed stays the same.
    Safe,
    /// What is billed changes.
    Unsafe,
}

impl Applicability {
    /// The word for it in every output: `safe` or `unsafe`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Safe => "safe",
            Self::Unsafe => "unsafe",
        }
    }
}

/// Text that replaces a range of bytes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Edit {
    /// What is replaced; an empty span inserts.
    pub span: Span,
    /// The new text.
    pub text: String,
}

/// One fix, made of edits that belong together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// Whether it may be applied without review.
    pub applicability: Applicability,
    /// What it does, in a few words.
    pub title: Message,
    /// The edits, in order and without overlap.
    pub edits: Vec<Edit>,
}

impl Fix {
    /// A fix that does not change what is billed.
    pub(crate) fn safe(title: Message, edits: Vec<Edit>) -> Self {
        Self { applicability: Applicability::Safe, title, edits }
    }

    /// A fix that changes what is billed.
    pub(crate) fn unsafe_(title: Message, edits: Vec<Edit>) -> Self {
        Self { applicability: Applicability::Unsafe, title, edits }
    }

    /// A safe fix that replaces `span` with `text`.
    pub(crate) fn replace(span: Span, text: impl Into<String>) -> Self {
        let text = text.into();
        Self::safe(msg!("write `{text}`", text), vec![Edit { span, text }])
    }
}
