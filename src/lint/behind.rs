//! The chain of agreements behind a replacement offer, read from the files that name each other.

use std::sync::Arc;

use chrono::NaiveDate;

use super::{ReferenceError, References, Related, Unread};
use crate::offer::{Kind, Offer};
use crate::plan::{ChainError, DatedAmount, Link, ReplacedAgreement, chain, taken_over};
use crate::text::source::SourceFile;

/// The longest chain that is followed: far more upgrades than one contract has.
const LONGEST: usize = 100;

/// The offers that a replacement continues, the nearest first.
#[derive(Debug, Clone, Default)]
pub(crate) struct Behind {
    links: Vec<Arc<Related>>,
    /// The file of the chain that could not be read.
    pub(super) unread: Option<Unread>,
    /// The paths of a chain that comes back to one of its files, from the checked file on.
    pub(crate) circle: Option<Vec<String>>,
    /// The file that replaces an agreement and does not name its schedule; empty for the checked one.
    unnamed: Option<String>,
}

impl Behind {
    /// Follows `replaces.schedule` from an offer, which is the given document of its file.
    pub(super) fn of(offer: &Offer, place: (&SourceFile, usize), references: &dyn References) -> Self {
        let (file, document) = place;
        let mut behind = Self::default();
        let mut seen = vec![(plain(file.path()), document)];
        let mut next = behind.next(offer, "", file, references);
        while let Some((written, found)) = next {
            let related = match found {
                Ok(related) => related,
                Err(error) => {
                    behind.unread = Some(Unread { reference: written, error });
                    break;
                }
            };
            let own = (plain(&related.path), related.document);
            if seen.contains(&own) || behind.links.len() == LONGEST {
                behind.circle = Some(seen.into_iter().chain([own]).map(|(path, _)| path).collect());
                behind.links.clear();
                break;
            }
            seen.push(own);
            let from = SourceFile::new(related.path.clone(), "");
            next = behind.next(&related.offer, &related.path, &from, references);
            behind.links.push(related);
        }
        behind
    }

    /// What an offer of the chain says that it replaces, and the offer there.
    fn next(
        &mut self,
        offer: &Offer,
        path: &str,
        from: &SourceFile,
        references: &dyn References,
    ) -> Option<(String, Result<Arc<Related>, ReferenceError>)> {
        let replaces = offer.replaces.get().filter(|_| offer.kind() == Some(Kind::ReplacementOffer))?;
        let named = replaces.schedule.get();
        let found = named.and_then(|named| Some((named.clone(), references.find(from, named)?)));
        if found.is_none() {
            self.unnamed = Some(path.to_owned());
        }
        // The path is relative to a file that the reader may not have in mind.
        let said = |error: ReferenceError| match path {
            "" => error,
            path => ReferenceError::Unreadable(format!("{path} names it: {error}")),
        };
        found.map(|(written, found)| (written, found.map_err(said)))
    }

    /// The offer that is replaced, if it could be read.
    pub(crate) fn nearest(&self) -> Option<&Related> {
        self.links.first().map(Arc::as_ref)
    }

    /// All of them, the nearest first.
    pub(crate) fn all(&self) -> impl Iterator<Item = &Related> {
        self.links.iter().map(Arc::as_ref)
    }

    /// What each billed, the oldest first, if the offer at hand is accepted on `until`; none if it
    /// replaces none.
    ///
    /// # Errors
    /// When the chain is not known from its beginning, or one of its agreements cannot be worked out.
    pub(super) fn steps(&self, until: NaiveDate) -> Result<Vec<ReplacedAgreement>, ChainError> {
        chain(&self.known()?, until)
    }

    /// What the offer at hand takes over of it if it is accepted on `until`.
    ///
    /// # Errors
    /// As [`Behind::steps`].
    pub(super) fn taken_over(
        &self,
        until: NaiveDate,
        partial: bool,
        refunds: &dyn Fn(&str, usize) -> Vec<DatedAmount>,
    ) -> Result<Vec<DatedAmount>, ChainError> {
        taken_over(&self.known()?, until, partial, refunds)
    }

    /// The whole chain, the oldest first.
    fn known(&self) -> Result<Vec<Link<'_>>, ChainError> {
        if let Some(circle) = &self.circle {
            let named = circle.get(1).cloned().unwrap_or_default();
            return Err(ChainError::Unread(named, format!("it replaces itself: {}", circle.join(", "))));
        }
        if let Some(Unread { reference, error }) = &self.unread {
            return Err(ChainError::Unread(reference.clone(), error.to_string()));
        }
        if let Some(path) = &self.unnamed {
            return Err(ChainError::NoSchedule(path.clone()));
        }
        Ok(self.links.iter().rev().map(|related| link(related)).collect())
    }
}

fn link(related: &Related) -> Link<'_> {
    let Related { path, document, offer, schedule } = related;
    Link { path, document: *document, offer, schedule }
}

/// A path without `.` and without `..` after a folder, so that one file has one path.
fn plain(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match (part, parts.last()) {
            (".", _) => {}
            ("..", Some(last)) if !matches!(*last, "" | "..") => {
                parts.pop();
            }
            _ => parts.push(part),
        }
    }
    parts.join("/")
}
