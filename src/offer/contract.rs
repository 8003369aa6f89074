//! When an offer is judged, and when its contract starts and ends.

use chrono::{Days, NaiveDate};

use super::date::last_day;
use super::{Duration, Field, Offer, Term};

/// The days that the marketplace's date rules depend on; each `None` if its input is unknown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contract {
    /// The day as of which the offer is judged: `release`, else the as-of day, or `accepted` if that is
    /// earlier.
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
    /// The file gives it.
    Written,
    /// The file gives a start and a duration.
    AfterStart(Duration),
    /// The file gives only a duration: it runs from acceptance, assumed to be at once.
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
    /// The dates by which the marketplace judges `offer` on the day `as_of`, as if the buyer accepted at
    /// once. Source: "Work with private offers", note on `ChargeDate` and `AgreementDuration`.
    #[doc(hidden)]
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

    /// The day on which a term that follows this one starts. A term that runs from acceptance ends at
    /// the time of day of its start, so the next one starts on its last day; a written last day is over
    /// at 23:59:59 UTC, so the next one starts the day after. `None` if the end is unknown or no day
    /// follows it. Source: Agreement API, ValidityTerm; Catalog API, "Work with private offers",
    /// UpdateValidityTerms.
    pub(crate) fn next_start(&self) -> Option<NaiveDate> {
        match self.end_is {
            End::AfterAcceptance { .. } => self.end,
            End::Written | End::AfterStart(_) => self.end?.succ_opt().filter(|day| *day <= last_day()),
            End::Unknown => None,
        }
    }

    /// How many days the term has: the first one counts, and so does a written last one. `None` if the
    /// term is unknown, or ends before it starts.
    pub(crate) fn days(&self) -> Option<i64> {
        let days = self.next_start()?.signed_duration_since(self.start?).num_days();
        Some(days).filter(|days| *days > 0)
    }

    /// How long the term is: as written, else from the first to the last day, in whole months if they
    /// fit, else in days.
    pub(crate) fn length(&self) -> Option<Duration> {
        match self.end_is {
            End::AfterAcceptance { duration, .. } | End::AfterStart(duration) => Some(duration),
            End::Written => Duration::between(self.start?, self.next_start()?),
            End::Unknown => None,
        }
    }

    /// The term that follows when this one renews: as long as this one, counted from its own start.
    /// `None` if that is unknown, or reaches 9999-12-31.
    pub(crate) fn renewed(&self) -> Option<Self> {
        let (start, length) = (self.next_start()?, self.length()?);
        let after = length.after(start);
        if after <= start || after >= last_day() {
            return None;
        }
        let (end, end_is) = match self.end_is {
            End::AfterAcceptance { .. } => (Some(after), self.end_is),
            _ => (after.pred_opt(), End::AfterStart(length)),
        };
        Some(Self { reference_day: Some(start), start: Some(start), end, end_is })
    }

    /// The same contract once the buyer has accepted on `acceptance`.
    #[doc(hidden)]
    pub fn accepted_on(offer: &Offer, acceptance: NaiveDate) -> Self {
        let (start, end, end_is) = run(offer.term.get(), Some(acceptance), true);
        Self { reference_day: Some(acceptance), start, end, end_is }
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
