//! When an offer is judged, and when its contract starts and ends.

use chrono::{Days, NaiveDate};

use super::{Duration, Field, Offer, Term};

/// The days on which the marketplace's date rules hang; each none where its input is unknown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contract {
    /// The day as of which the offer is judged: `release`, else the as-of day, or `accepted`
    /// where that is earlier.
    pub reference_day: Option<NaiveDate>,
    /// The first day of the contract.
    pub start: Option<NaiveDate>,
    /// The last day of the contract.
    pub end: Option<NaiveDate>,
    /// How the end came about.
    pub end_is: End,
}

/// How a contract's end comes about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// It is written.
    Written,
    /// A start is written, and a duration.
    AfterStart(Duration),
    /// Only a duration is written: it runs from acceptance, taken to be at once.
    AfterAcceptance {
        /// The duration.
        duration: Duration,
        /// Whether `accepted` is the day it runs from, not the reference day.
        accepted: bool,
    },
    /// The term could not be read.
    Unknown,
}

impl Contract {
    /// What the marketplace judges of `offer` on the day `as_of`, as if the buyer accepted at
    /// once. Source: "Work with private offers", note on `ChargeDate` and `AgreementDuration`.
    pub fn of(offer: &Offer, as_of: NaiveDate) -> Self {
        let reference_day = match (&offer.release, &offer.accepted) {
            (Field::Given(release), _) => Some(release.value),
            (Field::Invalid, _) | (_, Field::Invalid) => None,
            (Field::Absent, Field::Given(accepted)) => Some(as_of.min(accepted.value)),
            (Field::Absent, Field::Absent) => Some(as_of),
        };
        let from = match &offer.accepted {
            Field::Given(accepted) => Some(accepted.value),
            Field::Invalid => None,
            Field::Absent => reference_day,
        };
        let accepted = !offer.accepted.is_absent();
        let (start, end, end_is) = run(offer.term.get(), from, accepted);
        Self { reference_day, start, end, end_is }
    }

    /// The same contract once the buyer has accepted on `acceptance`.
    pub fn accepted_on(offer: &Offer, acceptance: NaiveDate) -> Self {
        let (start, end, end_is) = run(offer.term.get(), Some(acceptance), true);
        Self { reference_day: Some(acceptance), start, end, end_is }
    }
}

impl Term {
    /// How long the contract runs, in whole months where they fit; none where it runs from
    /// acceptance to a written end.
    pub fn length(&self) -> Option<Duration> {
        match self {
            Self::For(duration) => Some(*duration),
            Self::From { duration, .. } => Some(duration.value),
            Self::Dates { start, end } => Duration::between(start.value, end.value.succ_opt()?),
            Self::Until { .. } => None,
        }
    }
}

fn run(
    term: Option<&Term>,
    from: Option<NaiveDate>,
    accepted: bool,
) -> (Option<NaiveDate>, Option<NaiveDate>, End) {
    match term {
        None => (None, None, End::Unknown),
        Some(Term::For(duration)) => {
            let duration = *duration;
            (from, from.map(|day| duration.after(day)), End::AfterAcceptance { duration, accepted })
        }
        Some(Term::Dates { start, end }) => (Some(start.value), Some(end.value), End::Written),
        Some(Term::From { start, duration }) => {
            let after = duration.value.after(start.value);
            let end = after.checked_sub_days(Days::new(1));
            (Some(start.value), end, End::AfterStart(duration.value))
        }
        Some(Term::Until { end }) => (from, Some(end.value), End::Written),
    }
}
