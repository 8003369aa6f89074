//! What is wrong with single values of the marketplace's JSON, gathered while the rest is read.

use std::cell::{Cell, RefCell};

use super::error::ImportError;
use super::json::{Json, JsonValue};
use super::said::{Malformed, RequestForm};
use crate::text::source::{Span, Spanned};

/// What is wrong with single values, gathered so that the rest is still read.
#[derive(Debug, Default)]
pub(super) struct Faults {
    /// Whether texts with placeholders are left open, to be filled in later; else they are texts.
    template: bool,
    /// Whether the JSON asks for something: the values of an answer are written with more freedom.
    pub(super) request: Cell<bool>,
    found: RefCell<Vec<ImportError>>,
    malformed: RefCell<Vec<Malformed>>,
    left_open: Cell<bool>,
}

impl Faults {
    pub(super) fn add(&self, error: ImportError) {
        self.found.borrow_mut().push(error);
    }

    /// Takes what was found, in order; values that no request may have; whether anything was left open.
    pub(super) fn take(&self) -> (Vec<ImportError>, Vec<Malformed>, bool) {
        (self.found.take(), self.malformed.take(), self.left_open.get())
    }

    /// For JSON that may be a template.
    pub(super) fn of_template() -> Self {
        Self { template: true, ..Self::default() }
    }

    pub(super) fn is_open(&self, json: &Json) -> bool {
        let open = self.template && matches!(&json.value, JsonValue::Text(text) if is_placeholder(text));
        self.left_open.set(self.left_open.get() || open);
        open
    }

    /// Notes a value that is clear, but not written as a request must write it.
    pub(super) fn note(&self, what: RequestForm, span: Span, text: &str) {
        if self.request.get() {
            self.malformed.borrow_mut().push(Malformed { what, place: Spanned::new(text.to_owned(), span) });
        }
    }
}

/// Whether a text stands for one that is filled in later: `{{BUYER}}`, `$BUYER` or `${BUYER}`.
fn is_placeholder(text: &str) -> bool {
    let name = text.strip_prefix('$').map(|name| name.trim_start_matches('{').trim_end_matches('}'));
    let is_name = |name: &str| {
        name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
            && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
    };
    name.is_some_and(is_name) || text.split_once("{{").is_some_and(|(_, rest)| rest.contains("}}"))
}
