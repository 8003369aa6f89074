//! References to other offers: what the rules may ask about other files.

use std::fmt;
use std::sync::Arc;

use chrono::NaiveDate;

use crate::offer::{self, Offer};
use crate::schedule::{self, Holidays, Schedule};
use crate::text::source::SourceFile;
use crate::text::yaml::{self, Document};

/// Finds other offers for the rules that compare two. Users of the library implement it for their
/// storage; [`NoReferences`] is for isolated offers.
pub trait References: fmt::Debug + Send + Sync {
    /// The first offer of the file that `reference` names, relative to the file `from`. `None` if
    /// `reference` is not a path.
    fn find(&self, from: &SourceFile, reference: &str) -> Option<Result<Arc<Related>, ReferenceError>>;

    /// An offer in the revision that the run compares with: the one with this id, else the one at the
    /// same path and document. `None` if there is no such revision or offer.
    fn before(&self, _file: &SourceFile, _document: usize, _id: Option<&str>) -> Option<Arc<Related>> {
        None
    }

    /// The location of an earlier offer of the run with the same id.
    fn twin(&self, _file: &SourceFile, _document: usize) -> Option<String> {
        None
    }

    /// An agreement of the run that an accepted offer overlaps with.
    #[doc(hidden)]
    fn overlap(&self, _file: &SourceFile, _document: usize) -> Option<Overlap> {
        None
    }
}

/// Another agreement that runs at the same time.
#[doc(hidden)]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Overlap {
    /// The file of the other offer, as shown.
    pub path: String,
    /// Which document of it the other offer is, from 1.
    pub document: usize,
    /// The first day of both.
    pub from: NaiveDate,
    /// The last day of both.
    pub to: NaiveDate,
}

impl Overlap {
    /// Where the other offer stands: `acme.yaml`, or `acme.yaml, offer 2` for a later one of a file.
    pub fn other(&self) -> String {
        match self.document {
            0 | 1 => self.path.clone(),
            document => format!("{}, offer {document}", self.path),
        }
    }
}

/// Why a file that an offer names was not compared with it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReferenceError {
    /// Its name ends otherwise.
    #[error("an offer file ends in .yaml or .yml")]
    NotYaml,
    /// It was read, and none of its documents is an offer.
    #[error("it holds no offer that can be read")]
    NoOffer,
    /// It, or its configuration, cannot be read; the reason.
    #[error("{0}")]
    Unreadable(String),
}

/// A reference that could not be compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unread {
    /// The reference as written.
    pub reference: String,
    /// Why.
    pub error: ReferenceError,
}

/// No offer names another.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoReferences;

impl References for NoReferences {
    fn find(&self, _: &SourceFile, _: &str) -> Option<Result<Arc<Related>, ReferenceError>> {
        None
    }
}

/// Another offer that an offer is compared with, such as its authorization. No rule has checked it.
#[derive(Debug)]
pub struct Related {
    /// The path of its file for display.
    pub path: String,
    /// Which document of the file it is, from 1.
    pub document: usize,
    /// The offer.
    pub offer: Offer,
    /// Its schedule.
    pub schedule: Schedule,
}

impl Related {
    /// The first offer of a file that can be read, for an offer that names the file.
    pub fn read(file: &SourceFile, holidays: &Holidays) -> Option<Self> {
        yaml::parse(file).iter().find_map(|document| Self::of(file, document, holidays))
    }

    /// Every offer of a file that can be read, in order.
    #[doc(hidden)]
    pub fn read_all(file: &SourceFile, holidays: &Holidays) -> Vec<Self> {
        yaml::parse(file).iter().filter_map(|document| Self::of(file, document, holidays)).collect()
    }

    fn of(file: &SourceFile, document: &Document<'_>, holidays: &Holidays) -> Option<Self> {
        if !offer::is_offer(document) {
            return None;
        }
        let offer = offer::read(file, document).0?;
        let schedule = schedule::expand(&offer, holidays).0;
        Some(Self { path: file.path().to_owned(), document: document.number, offer, schedule })
    }
}
