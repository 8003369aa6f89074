//! How far an offer is: accepted, released, a draft, or not counted at all.

use chrono::NaiveDate;

use super::Plan;
use crate::offer::{Kind, Offer};
use crate::text::message::word;

/// The stage of an offer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// The buyer has accepted it.
    Accepted,
    /// It is published, and the buyer may still accept.
    Released,
    /// It is not published yet.
    Draft,
}

/// Why an offer is not counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Aside {
    /// Its last day to accept has passed without acceptance: it will never be invoiced.
    Expired,
    /// It lets a partner resell; the buyer's invoices are in the partner's offer.
    Authorization,
}

impl Stage {
    /// The word for it in outputs.
    pub fn word(self) -> &'static str {
        match self {
            Self::Accepted => word!("accepted"),
            Self::Released => word!("released"),
            Self::Draft => word!("draft"),
        }
    }

    /// The stage of an offer at the end of the day `as_of`: accepted if it says so, released from its
    /// day of release on, else a draft.
    ///
    /// # Errors
    /// When it is not counted.
    pub fn of(offer: &Offer, as_of: NaiveDate) -> Result<Self, Aside> {
        if offer.kind() == Some(Kind::ResaleAuthorization) {
            return Err(Aside::Authorization);
        }
        if offer.accepted.get().is_some() {
            return Ok(Self::Accepted);
        }
        if offer.accept_by.get().is_some_and(|last| *last < as_of) {
            return Err(Aside::Expired);
        }
        match offer.release.get() {
            Some(release) if *release <= as_of => Ok(Self::Released),
            _ => Ok(Self::Draft),
        }
    }
}

/// What the invoices of a total are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum InvoiceClass {
    /// Those of the first terms of offers of that stage.
    Offer(Stage),
    /// Those of renewed terms, if all renew as written.
    Renewal,
    /// Those that are never issued: their offer was replaced, or their agreement ended.
    Cancelled,
}

impl InvoiceClass {
    /// That of the invoices of a term of an offer, which is its first or a renewed one.
    pub fn of(stage: Stage, term: &Plan) -> Self {
        match term.renewal {
            Some(_) => Self::Renewal,
            None => Self::Offer(stage),
        }
    }

    /// The word for it in outputs.
    pub fn word(self) -> &'static str {
        match self {
            Self::Offer(stage) => stage.word(),
            Self::Renewal => word!("renewal"),
            Self::Cancelled => word!("cancelled"),
        }
    }
}
