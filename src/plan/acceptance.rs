//! How a plan depends on the day of acceptance, and how far release and expiry can still move.

use chrono::{Days, NaiveDate};

use super::{OfferFacts, Plan};
use crate::offer::{Amount, Contract, Kind, Offer, Term};
use crate::text::message::{Message, msg};

/// The outcomes of a range of days of acceptance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Window {
    /// The offer.
    pub offer: OfferFacts,
    /// The day as of which the offer is judged, if it is known.
    pub reference_day: Option<NaiveDate>,
    /// The last day to accept, if it is known.
    pub accept_by: Option<NaiveDate>,
    /// The day on which the buyer accepted, if known.
    pub accepted: Option<NaiveDate>,
    /// The range in order, with consecutive days of the same outcome grouped.
    pub stretches: Vec<Stretch>,
    /// The last day on which the offer can be released as it is; `None` once it is accepted.
    pub last_release: Option<Limit>,
    /// The last day to which the expiry can be moved with this schedule.
    pub last_expiry: Option<Limit>,
}

/// Consecutive days of acceptance with the same outcome.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stretch {
    /// The first day.
    pub from: NaiveDate,
    /// The last day.
    pub to: NaiveDate,
    /// How many invoices, the first ones, are issued on acceptance because their date has passed.
    pub moved: usize,
    /// The sum of those invoices.
    pub moved_amount: Amount,
    /// The contract's last day for the first and for the last of these days: one day for all, or
    /// a day later for each day.
    pub ends: Option<(NaiveDate, NaiveDate)>,
    /// Whether the expiry has to be moved to the day of acceptance first.
    pub extended: bool,
    /// Why the schedule cannot be accepted on these days; empty if it can.
    pub obstacles: Vec<Obstacle>,
}

/// A last day, and the reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit {
    /// The last day.
    pub day: NaiveDate,
    /// The reason.
    pub because: Obstacle,
}

/// What prevents an acceptance, an expiry or a release.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Obstacle {
    /// The offer is released only on this day.
    Release(NaiveDate),
    /// The first invoice is dated this day. An offer cannot be released after it, an authorization
    /// must expire before it.
    FirstInvoice(NaiveDate),
    /// The second invoice is dated this day; only one may be by the last day to accept. Source:
    /// Catalog API, "Work with private offers", UpdatePaymentScheduleTerms.
    SecondInvoice(NaiveDate),
    /// The date of the last invoice, and the contract's end before it.
    LastInvoice(NaiveDate, NaiveDate),
    /// The contract starts on this day, and the offer must expire before. Source: Catalog API,
    /// UpdateValidityTerms.
    ContractStart(NaiveDate),
    /// The contract, counted as if accepted at once, ends on this day, and the offer must expire
    /// before. Source: Catalog API, UpdateAvailability.
    ContractEnd(NaiveDate),
    /// The last day that the term of a machine image or a container leaves to accept, besides the priced
    /// duration. Source: Catalog API, UpdateValidityTerms, note on `AgreementDuration`.
    PricedDuration(NaiveDate),
    /// The offer expires at the end of this day.
    Expiry(NaiveDate),
}

impl Obstacle {
    /// It, as the reason why something cannot be.
    #[doc(hidden)]
    pub fn words(self) -> Message {
        match self {
            Self::Release(day) => msg!("the offer is released on {day}", day),
            Self::FirstInvoice(day) => msg!("the first invoice is dated {day}", day),
            Self::SecondInvoice(day) => msg!("the second invoice is dated {day}", day),
            Self::LastInvoice(day, end) => {
                msg!("the last invoice is dated {day}, but the contract ends on {end}", day, end)
            }
            Self::ContractStart(day) => msg!("the contract starts on {day}", day),
            Self::ContractEnd(day) => msg!("the contract, counted from release, ends on {day}", day),
            Self::PricedDuration(_) => {
                msg!("the term must outlast the days to accept and the priced duration together")
            }
            Self::Expiry(day) => msg!("the offer expires on {day}", day),
        }
    }
}

/// A range of days that cannot be evaluated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum WindowError {
    /// Neither the command nor the offer says where it begins.
    #[error("the day of release is not known")]
    NoStart,
    /// Neither the command nor the offer says where it ends.
    #[error("the last day to accept is not known")]
    NoEnd,
    /// It ends before it begins.
    #[error("the days of acceptance would go from {0} back to {1}")]
    Backwards(NaiveDate, NaiveDate),
}

/// Evaluates every day of acceptance from `range.0` (else the reference day) to `range.1` (else the last
/// day to accept), both included.
///
/// A day after the last day to accept is looked at as if the expiry had been moved to it.
///
/// # Errors
/// When the range has no beginning or no end, or ends before it begins.
pub fn window(
    plan: &Plan,
    offer: &Offer,
    contract: &Contract,
    range: (Option<NaiveDate>, Option<NaiveDate>),
) -> Result<Window, WindowError> {
    let accept_by = offer.accept_by.get().copied();
    let from = range.0.or(contract.reference_day).ok_or(WindowError::NoStart)?;
    let to = range.1.or(accept_by).ok_or(WindowError::NoEnd)?;
    if from > to {
        return Err(WindowError::Backwards(from, to));
    }
    let limits = expiry_limits(plan, offer, contract);
    let accepted = offer.accepted.get().copied();
    Ok(Window {
        offer: plan.offer.clone(),
        reference_day: contract.reference_day,
        accept_by,
        accepted,
        stretches: stretches(plan, offer, &Judgment { limits: &limits, contract }, (from, to)),
        last_release: accepted.is_none().then(|| last_release(plan, offer)).flatten(),
        last_expiry: limits.into_iter().min_by_key(|limit| limit.day),
    })
}

/// What a day of acceptance is checked against.
struct Judgment<'a> {
    /// How far the expiry may move, for each reason.
    limits: &'a [Limit],
    /// When the offer is judged.
    contract: &'a Contract,
}

fn stretches(
    plan: &Plan,
    offer: &Offer,
    judgment: &Judgment<'_>,
    (from, to): (NaiveDate, NaiveDate),
) -> Vec<Stretch> {
    let mut stretches: Vec<Stretch> = Vec::new();
    for day in from.iter_days().take_while(|day| *day <= to) {
        let next = outcome(plan, offer, judgment, day);
        match stretches.last_mut() {
            Some(last) if joins(last, &next) => {
                last.to = day;
                last.ends = last.ends.zip(next.ends).map(|((first, _), (end, _))| (first, end));
            }
            _ => stretches.push(next),
        }
    }
    stretches
}

/// Whether the day after a stretch has the same outcome: the same invoices move, and the contract's end
/// stays or moves by one day, as within the stretch.
fn joins(stretch: &Stretch, next: &Stretch) -> bool {
    let end_goes_on = match (stretch.ends, next.ends) {
        (Some((first, last)), Some((end, _))) => {
            let stays = first == last && end == last;
            let in_step = end.signed_duration_since(next.from) == first.signed_duration_since(stretch.from);
            let alone = stretch.from == stretch.to;
            stays || (in_step && (alone || first != last))
        }
        (None, None) => true,
        _ => false,
    };
    let same = |s: &Stretch| (s.moved, s.extended);
    end_goes_on && same(stretch) == same(next) && stretch.obstacles == next.obstacles
}

/// The outcome of one day.
fn outcome(plan: &Plan, offer: &Offer, judgment: &Judgment<'_>, day: NaiveDate) -> Stretch {
    let moved = plan.invoices.iter().take_while(|invoice| invoice.scheduled_date < day);
    let (moved, moved_amount) = moved.fold((0, Amount::ZERO), |(n, _), i| (n + 1, i.cumulative));
    let end = Contract::accepted_on(offer, day).end;
    let accept_by = offer.accept_by.get().copied();
    Stretch {
        from: day,
        to: day,
        moved,
        moved_amount,
        ends: end.map(|end| (end, end)),
        extended: accept_by.is_some_and(|last| day > last),
        obstacles: obstacles(plan, offer, judgment, day, accept_by.map_or(day, |last| last.max(day))),
    }
}

/// Why nobody can accept on `day` while the offer expires on `expiry`.
fn obstacles(
    plan: &Plan,
    offer: &Offer,
    judgment: &Judgment<'_>,
    day: NaiveDate,
    expiry: NaiveDate,
) -> Vec<Obstacle> {
    let release = offer.release.get().filter(|release| day < **release);
    let mut found: Vec<Obstacle> = release.map(|release| Obstacle::Release(*release)).into_iter().collect();
    found.extend(judgment.limits.iter().filter(|limit| expiry > limit.day).map(|limit| limit.because));
    if let (Some(end), Some(last)) = (at_once(offer, judgment.contract).end, plan.invoices.last())
        && last.scheduled_date > end
    {
        found.push(Obstacle::LastInvoice(last.scheduled_date, end));
    }
    found
}

/// The contract as the marketplace judges it: as if the buyer accepted on the reference day.
fn at_once(offer: &Offer, contract: &Contract) -> Contract {
    match contract.reference_day {
        Some(day) => Contract::accepted_on(offer, day),
        None => contract.clone(),
    }
}

/// How far the expiry may move, for each reason that applies.
fn expiry_limits(plan: &Plan, offer: &Offer, contract: &Contract) -> Vec<Limit> {
    let before = |day: NaiveDate, because: fn(NaiveDate) -> Obstacle| {
        Some(Limit { day: day.pred_opt()?, because: because(day) })
    };
    let authorization = offer.kind() == Some(Kind::ResaleAuthorization);
    let mut dates = plan.invoices.iter().map(|invoice| invoice.scheduled_date);
    let invoice = match authorization {
        true => dates.next().and_then(|day| before(day, Obstacle::FirstInvoice)),
        false => dates.nth(1).and_then(|day| before(day, Obstacle::SecondInvoice)),
    };
    let start = match offer.term.get() {
        Some(Term::Dates { start, .. } | Term::From { start, .. }) => {
            before(start.value, Obstacle::ContractStart)
        }
        Some(Term::For(_) | Term::Until { .. }) | None => None,
    };
    let end = at_once(offer, contract).end.and_then(|end| before(end, Obstacle::ContractEnd));
    [invoice, start, end, priced(offer, contract)].into_iter().flatten().collect()
}

/// How long a machine image or a container can be accepted: its term, counted in days from the
/// reference day, must be longer than the days to accept and the shortest priced duration together.
fn priced(offer: &Offer, contract: &Contract) -> Option<Limit> {
    offer.product_type().filter(|product| product.is_ami_or_container())?;
    let Term::For(duration) = offer.term.get()? else { return None };
    let released = contract.reference_day?;
    let (priced, _) = offer.shortest_priced(released)?;
    let open = duration.days_from(released) - priced - 1;
    let days = Days::new(open.unsigned_abs());
    let day = if open < 0 { released.checked_sub_days(days)? } else { released.checked_add_days(days)? };
    Some(Limit { day, because: Obstacle::PricedDuration(day) })
}

/// The last day of release: on it, no invoice date lies in the past and the offer has not expired.
/// An authorization's first invoice must lie after it.
fn last_release(plan: &Plan, offer: &Offer) -> Option<Limit> {
    let first = plan.invoices.first().map(|invoice| invoice.scheduled_date)?;
    let authorization = offer.kind() == Some(Kind::ResaleAuthorization);
    let day = if authorization { first.pred_opt()? } else { first };
    let invoice = Limit { day, because: Obstacle::FirstInvoice(first) };
    let expiry = offer.accept_by.get().map(|last| Limit { day: *last, because: Obstacle::Expiry(*last) });
    [Some(invoice), expiry].into_iter().flatten().min_by_key(|limit| limit.day)
}
