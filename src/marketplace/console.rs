//! An offer as a checklist in the order of the console's wizard, for people without the API.

mod generator;
mod pages;

pub use generator::{Fit, Frequency, Settings, fit};
pub use pages::{ChecklistError, checklist};

use chrono::NaiveDate;

use crate::offer::{Amount, Currency};

/// What a person does in the console, from the first page to the last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checklist {
    /// The offer's name.
    pub title: String,
    /// The pages in the order of the wizard.
    pub pages: Vec<Page>,
}

/// One page of the wizard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// What the console calls it.
    pub title: &'static str,
    /// What is done there, from top to bottom.
    pub items: Vec<Item>,
}

/// One thing to do, or to know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Item {
    /// A field, and the exact text or choice for it.
    Field(String, String),
    /// Something that is shown, and the exact text that it must be.
    Check(String, String),
    /// A button, or something else without a text.
    Do(String),
    /// Something to know.
    Note(String),
    /// The lines of the installment plan.
    Lines(Vec<(NaiveDate, Amount)>, Currency),
}
