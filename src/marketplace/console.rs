//! An offer as a checklist in the order of the console's wizard, for sellers without the API.

mod generator;
mod pages;

pub use generator::{Fit, Frequency, GeneratorSettings, fit};
pub use pages::{ChecklistError, checklist};

use chrono::NaiveDate;

use crate::offer::{Amount, Currency};

/// The steps in the console, from the first page to the last.
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
    /// Its name in the console.
    pub title: &'static str,
    /// The steps on the page, from top to bottom.
    pub items: Vec<Item>,
}

/// One thing to do, or to know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Item {
    /// A field, and the exact text or choice for it.
    Field(String, String),
    /// Something that is displayed, and the exact text that it must show.
    Check(String, String),
    /// A button, or another action without text.
    Do(String),
    /// Something to know.
    Note(String),
    /// The lines of the installment plan.
    Lines(Vec<(NaiveDate, Amount)>, Currency),
}
