//! The events of a contract, from release to end, in order.

use chrono::NaiveDate;

use super::{Invoice, Plan, Renewed, ReplacedAgreement};
use crate::offer::{Amount, Contract, End, Kind, Offer};
use crate::schedule::add_days;
use crate::text::message::{Message, count, msg};

/// A kind of event. Events of one day and term come in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EventKind {
    /// The offer is published; its schedule can no longer change.
    Release,
    /// The last day on which the buyer can accept.
    AcceptBy,
    /// The buyer accepts.
    Acceptance,
    /// The contract, or a renewed term of it, starts.
    Start,
    /// It takes the place of an earlier agreement, whose pending invoices are cancelled.
    Replaced,
    /// An invoice is issued.
    Invoice,
    /// An invoice is due.
    Due,
    /// From this day on the renewal can no longer be turned off.
    Lockout,
    /// The term ends.
    End,
    /// The agreement ended before its term.
    Ended,
    /// The hour in which the seller can still report usage.
    FinalMetering,
}

/// Something that happens on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// The day, in UTC.
    pub date: NaiveDate,
    /// What happens.
    pub kind: EventKind,
    /// The number of the renewed term, from 1; 0 for the first term.
    pub renewal: u32,
    /// What happens, in words.
    pub words: Message,
    /// The amount of the invoice.
    pub amount: Option<Amount>,
    /// The number of the invoice in its term.
    pub invoice: Option<usize>,
    /// Whether it depends on a day of acceptance that is only assumed.
    pub assumed: bool,
}

/// The events of a contract's life.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Timeline {
    /// The plan of the first term, with those of the requested renewals.
    pub plan: Plan,
    /// The events in the order of their days.
    pub events: Vec<Event>,
    /// Notes that a reader must not miss.
    pub notes: Vec<Message>,
}

impl EventKind {
    /// The word for it in JSON and CSV.
    #[doc(hidden)]
    pub fn word(self) -> &'static str {
        match self {
            Self::Release => "release",
            Self::AcceptBy => "accept_by",
            Self::Acceptance => "acceptance",
            Self::Start => "start",
            Self::Replaced => "replaced",
            Self::Invoice => "invoice",
            Self::Due => "due",
            Self::Lockout => "renewal_lockout",
            Self::End => "end",
            Self::Ended => "ended",
            Self::FinalMetering => "final_metering",
        }
    }
}

/// The timeline of a plan's contract, including the renewed terms in the plan.
pub fn timeline(plan: Plan, offer: &Offer) -> Timeline {
    let mut events = before(&plan, offer);
    events.extend(plan.replaced.iter().map(|step| replaced(step, offer, &plan)));
    let mut contract = Some(Contract::accepted_on(offer, plan.acceptance.date));
    for term in plan.terms() {
        events.extend(invoices(term));
        if let Some(contract) = &contract {
            events.extend(run(&plan, term, offer, contract));
        }
        contract = contract.and_then(|contract| contract.renewed());
    }
    // On a day that two terms share, the earlier term comes first.
    events.sort_by_key(|event| (event.date, event.renewal, event.kind));
    let notes = notes(&plan, offer);
    Timeline { plan, events, notes }
}

fn event(date: NaiveDate, kind: EventKind, words: Message) -> Event {
    Event { date, kind, renewal: 0, words, amount: None, invoice: None, assumed: false }
}

/// What comes before the contract. The last day to accept ends at 23:59:59 UTC. Source: Seller
/// Guide, "Creating private offers"; Catalog API, UpdateAvailability.
fn before(plan: &Plan, offer: &Offer) -> Vec<Event> {
    let words = || msg!("released; the schedule can no longer change");
    let release = offer.release.get().map(|day| event(*day, EventKind::Release, words()));
    let words = || msg!("last day to accept, until 23:59:59 UTC");
    let accept_by = offer.accept_by.get().map(|day| event(*day, EventKind::AcceptBy, words()));
    let words = match plan.acceptance.assumed {
        true => msg!("accepted (assumed: the last day to accept)"),
        false => msg!("accepted"),
    };
    let acceptance = Event {
        assumed: plan.acceptance.assumed,
        ..event(plan.acceptance.date, EventKind::Acceptance, words)
    };
    release.into_iter().chain(accept_by).chain([acceptance]).collect()
}

/// What an agreement had billed when the next one took its place.
fn replaced(step: &ReplacedAgreement, offer: &Offer, plan: &Plan) -> Event {
    let words = msg!(
        "{path} is replaced: {billed} billed, {pending} pending and cancelled, {unused} not used",
        path = step.path,
        billed = offer.money(step.billed.amount),
        pending = offer.money(step.pending.amount),
        unused = offer.money(step.unused)
    );
    let last = plan.replaced.last() == Some(step);
    Event { assumed: last && plan.acceptance.assumed, ..event(step.replaced_on, EventKind::Replaced, words) }
}

fn number(term: &Plan) -> u32 {
    term.renewal.as_ref().map_or(0, |renewal| renewal.number)
}

fn invoices(term: &Plan) -> Vec<Event> {
    let count = term.invoices.len();
    let of_invoice = |invoice: &Invoice| {
        let (number, scheduled) = (invoice.number, invoice.scheduled_date);
        let issued = if invoice.invoice_date == scheduled {
            msg!("invoice {number} of {count}", number, count)
        } else if term.renewal.is_some() {
            msg!("invoice {number} of {count}, at the start: scheduled {scheduled}", number, count, scheduled)
        } else {
            msg!(
                "invoice {number} of {count}, on acceptance: scheduled {scheduled}",
                number,
                count,
                scheduled
            )
        };
        let shared = |date, kind, words: Message| Event {
            renewal: self::number(term),
            amount: Some(invoice.amount),
            invoice: Some(invoice.number),
            assumed: term.acceptance.assumed,
            ..event(date, kind, words)
        };
        let due =
            |day| shared(day, EventKind::Due, msg!("invoice {number} of {count} is due", number, count));
        [Some(shared(invoice.invoice_date, EventKind::Invoice, issued)), invoice.due_date.map(due)]
    };
    term.expected().flat_map(of_invoice).flatten().collect()
}

/// Start and end of a term, and what depends on its end.
fn run(plan: &Plan, term: &Plan, offer: &Offer, contract: &Contract) -> Vec<Event> {
    let (Some(start), Some(end)) = (contract.start, contract.end) else { return Vec::new() };
    let from_acceptance = matches!(contract.end_is, End::AfterAcceptance { .. });
    let renewal = offer.renewal.get();
    let times = renewal.and_then(|renewal| renewal.times.get().copied()).unwrap_or(0);
    let own = number(term);
    let last = plan.renewals.last().map_or(0, number) == own;
    let ended = plan.ended;
    let renews = own < times && ended.is_none();
    // A written day does not move with the day of acceptance.
    let starts_assumed = term.acceptance.assumed && start == term.acceptance.date;
    let ends_assumed = term.acceptance.assumed && from_acceptance;
    let shared =
        |date, kind, words: Message, assumed| Event { renewal: own, assumed, ..event(date, kind, words) };
    let starts = match &term.renewal {
        None => msg!("the contract starts"),
        Some(Renewed { number, times, .. }) => {
            msg!("renewed term {number} of {times} starts", number, times)
        }
    };
    let mut events = vec![shared(start, EventKind::Start, starts, starts_assumed)];
    let lockout = renewal.and_then(|renewal| renewal.lockout_days.get()).filter(|_| renews);
    events.extend(lockout.map(|days| {
        let day = chrono::Days::new(u64::from(*days));
        let date = end.checked_sub_days(day).unwrap_or(start);
        let words = msg!(
            "renewal lockout, {days} before the end: auto-renewal can no longer be turned off",
            days = count!(*days, "day")
        );
        shared(date, EventKind::Lockout, words, ends_assumed)
    }));
    events.push(match ended {
        Some(ended) => {
            let words = match ended.reason_words() {
                Some(reason) => msg!("the agreement ended before its term: {reason}", reason),
                None => msg!("the agreement ended before its term"),
            };
            shared(ended.on, EventKind::Ended, words, false)
        }
        None => {
            let what = match own {
                0 => msg!("the contract"),
                number => msg!("renewed term {number}", number),
            };
            let ends = match from_acceptance {
                true => msg!("{what} ends at the hour of acceptance", what),
                false => msg!("{what} ends at 23:59:59 UTC", what),
            };
            let words = match (renews, last) {
                (true, true) => msg!("{ends}, unless it renews itself", ends),
                (true, false) => msg!("{ends} and renews itself, if auto-renewal is on", ends),
                (false, _) => ends,
            };
            shared(end, EventKind::End, words, ends_assumed)
        }
    });
    if last && plan.metered {
        // A written last day is over at 23:59:59 UTC, so the hour falls on the next one.
        let day = match ended {
            Some(ended) => ended.on,
            None if from_acceptance => end,
            None => add_days(end, 1),
        };
        // Source: Seller Guide, "Configuring your product to meter usage with SaaS contracts".
        let words =
            msg!("final metering hour: usage that is left can be reported for one hour after the end");
        events.push(shared(day, EventKind::FinalMetering, words, ends_assumed));
    }
    events
}

fn notes(plan: &Plan, offer: &Offer) -> Vec<Message> {
    let mut notes = Vec::new();
    if plan.expected().any(|invoice| invoice.due_date.is_none()) {
        notes.push(msg!("Due dates are not known: neither the offer nor the account register says the payment terms, or they differ."));
    }
    if let (Some(renewal), None) = (offer.renewal.get(), plan.ended) {
        let times = renewal.times.get().copied().unwrap_or(0);
        let shown = u32::try_from(plan.renewals.len()).unwrap_or(u32::MAX);
        if times > shown {
            let most = count!(times, "time");
            notes.push(msg!(
                "The contract renews itself up to {most}; not all of these terms are shown.",
                most
            ));
        }
        if renewal.lockout_days.is_absent() {
            notes.push(msg!("The offer does not say from when on the renewal is locked: `lockout_days`."));
        }
    }
    if offer.kind() != Some(Kind::ResaleAuthorization) {
        notes.push(msg!("The 48-hour refund is for public purchases; a refund of a private offer always needs the seller's approval."));
    }
    notes
}
