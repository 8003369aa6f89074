//! Makes a plan from an offer and its schedule.

use chrono::NaiveDate;

use super::net_terms::net_days;
use super::{
    Acceptance, Bought, CancelError, CashError, CashTerms, DatedAmount, Ending, Invoice, OfferFacts, Plan,
    RecognitionError, Refund, RenewalError, cancel, cash, renewals,
};
use crate::offer::accounts::Register;
use crate::offer::{Amount, Contract, Offer, Term};
use crate::schedule::{Installment, Schedule, add_days};
use crate::text::message::{Message, msg};

/// The circumstances for which a plan is made, and what it includes besides the invoices.
#[derive(Debug, Clone, Default)]
pub struct Scenario {
    /// The day on which the buyer accepts, for what-if plans; else the offer's own, else its last day to
    /// accept.
    pub accepted: Option<NaiveDate>,
    /// Whether installments whose amount cannot be computed are left out instead of refused.
    pub partial: bool,
    /// How many renewed terms to include after the first.
    pub renewals: u32,
    /// The day on which the contract is cancelled, and the refund.
    pub cancellation: Option<(NaiveDate, Refund)>,
    /// The terms of the seller's cash flow; `None` leaves it out.
    pub cash: Option<CashTerms>,
    /// Whether what each month earns is worked out.
    pub recognition: bool,
    /// The day on which another agreement is known to have replaced this one.
    #[doc(hidden)]
    pub replaced_on: Option<NaiveDate>,
    /// Whether it takes over nothing of the agreement that it replaces: it is not known to be accepted, or
    /// another offer took its place before.
    #[doc(hidden)]
    pub alone: bool,
    /// What the buyer was given back, and when.
    #[doc(hidden)]
    pub refunds: Vec<DatedAmount>,
}

/// Why an offer cannot be planned.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PlanError {
    /// The document could not be read as an offer.
    #[error("it could not be read")]
    Unread,
    /// Neither `accepted` nor `accept_by` could be read.
    #[error("the day of acceptance is not known")]
    NoAcceptance,
    /// The currency could not be read.
    #[error("the currency is not known")]
    NoCurrency,
    /// Some installments could not be computed.
    #[error("some installments could not be worked out; see the findings")]
    Incomplete,
    /// There is no installment at all.
    #[error("there is no installment that could be worked out")]
    Empty,
    /// The amounts have more digits than can be added exactly.
    #[error("the amounts are too large to be added exactly")]
    TooLarge,
    /// The renewed terms cannot be shown.
    #[error(transparent)]
    Renewal(#[from] RenewalError),
    /// The contract cannot be cancelled that way.
    #[error(transparent)]
    Cancel(#[from] CancelError),
    /// The seller's cash flow cannot be computed.
    #[error(transparent)]
    Cash(#[from] CashError),
    /// The revenue of its months cannot be worked out.
    #[error(transparent)]
    Recognition(#[from] RecognitionError),
}

/// Makes the plan of an offer: its invoices, and what else the scenario asks for.
///
/// # Errors
/// When the offer lacks something that a plan, or a part that the scenario asks for, depends on. The
/// plan itself never fails for an offer without errors.
pub fn plan(
    offer: &Offer,
    schedule: &Schedule,
    contract: &Contract,
    register: &Register,
    scenario: &Scenario,
) -> Result<Plan, PlanError> {
    let mut plan = invoices(offer, schedule, contract, register, scenario)?;
    if scenario.renewals > 0 {
        plan.renewals = renewals(&plan, offer, register, scenario.renewals)?;
    }
    if let Some((date, refund)) = scenario.cancellation {
        let contract = Contract::accepted_on(offer, plan.acceptance.date);
        plan.cancellation = Some(cancel(&plan, &contract, date, refund)?);
    }
    if let Some(terms) = &scenario.cash {
        plan.cash = Some(cash(&plan, offer, register, terms)?);
        let renewed = terms.clone().of_renewals();
        for plan in &mut plan.renewals {
            plan.cash = Some(cash(plan, offer, register, &renewed)?);
        }
    }
    Ok(plan)
}

/// The invoices of an offer, and nothing else.
pub(super) fn invoices(
    offer: &Offer,
    schedule: &Schedule,
    contract: &Contract,
    register: &Register,
    scenario: &Scenario,
) -> Result<Plan, PlanError> {
    if !schedule.is_complete() && !scenario.partial {
        return Err(PlanError::Incomplete);
    }
    let currency = *offer.currency.get().ok_or(PlanError::NoCurrency)?;
    let acceptance = acceptance(offer, scenario.accepted).ok_or(PlanError::NoAcceptance)?;
    let known: Vec<(&Installment, Amount)> =
        schedule.installments.iter().filter_map(|i| Some((i, i.amount?))).collect();
    if known.is_empty() {
        return Err(PlanError::Empty);
    }
    let total = Amount::sum(known.iter().map(|(_, amount)| *amount)).ok_or(PlanError::TooLarge)?;
    let net_days = net_days(offer, register);
    let ended = Ending::of(offer);
    let is_expected = |invoice_date: NaiveDate| ended.is_none_or(|ended| invoice_date <= ended.on);
    let issued = |installment: &Installment| installment.date.max(acceptance.date);
    let expected = known.iter().filter(|(installment, _)| is_expected(issued(installment)));
    let mut remaining = Amount::sum(expected.map(|(_, amount)| *amount)).ok_or(PlanError::TooLarge)?;
    let mut invoices = Vec::with_capacity(known.len());
    let mut cumulative = Amount::ZERO;
    for (at, (installment, amount)) in known.into_iter().enumerate() {
        cumulative = cumulative.plus(amount).ok_or(PlanError::TooLarge)?;
        let invoice_date = issued(installment);
        let expected = is_expected(invoice_date);
        if expected {
            remaining = remaining.minus(amount).ok_or(PlanError::TooLarge)?;
        }
        invoices.push(Invoice {
            number: at + 1,
            scheduled_date: installment.date,
            invoice_date,
            due_date: net_days.map(|days| add_days(invoice_date, u64::from(days))),
            amount,
            cumulative,
            remaining,
            expected,
            note: installment.note(offer),
            purchase_order: installment.purchase_order(offer),
            entry: installment.entry + 1,
            position: installment.position,
            explanation: explanation(offer, installment, acceptance.date),
        });
    }
    let accepted = Contract::accepted_on(offer, acceptance.date);
    let term = accepted.start.zip(accepted.end);
    let (bought, metered) = (Bought::of(offer), offer.is_metered());
    let offer = facts(offer, currency, total);
    let plan = Plan::new(offer, contract.reference_day, acceptance, term, invoices);
    Ok(Plan { ended, bought, metered, ..plan })
}

fn acceptance(offer: &Offer, what_if: Option<NaiveDate>) -> Option<Acceptance> {
    let known = what_if.or_else(|| offer.accepted.get().copied());
    match (known, offer.accept_by.get()) {
        (Some(date), _) => Some(Acceptance { date, assumed: false }),
        (None, Some(last)) => Some(Acceptance { date: *last, assumed: true }),
        (None, None) => None,
    }
}

fn explanation(offer: &Offer, installment: &Installment, acceptance: NaiveDate) -> Message {
    let amount = installment.amount_origin.words(offer, installment.position, installment.count);
    let late = installment.date < acceptance;
    let late = late.then(|| msg!("issued on acceptance, the scheduled day having passed"));
    let reasons = installment.date_origin.words().into_iter().chain(late);
    reasons.fold(amount, |before, next| msg!("{before}; {next}", before, next))
}

fn facts(offer: &Offer, currency: crate::offer::Currency, total: Amount) -> OfferFacts {
    let product = offer.product.get();
    let id = product.and_then(|p| p.id.get().cloned()).unwrap_or_default();
    let kind = offer.product_type().map_or("", |t| t.word()).to_owned();
    let buyers = offer.buyers.get().map_or(&[][..], Vec::as_slice);
    let label =
        |(key, value): &(crate::text::source::Spanned<String>, crate::text::source::Spanned<String>)| {
            (key.value.clone(), value.value.clone())
        };
    OfferFacts {
        name: offer.name.get().cloned().unwrap_or_default(),
        id: offer.id.get().cloned(),
        product: (id, kind),
        currency,
        total,
        buyers: buyers.iter().filter_map(|b| b.account.get().cloned()).collect(),
        billing_agent: offer.billing_agent.get().cloned(),
        labels: offer.labels.iter().map(label).collect(),
        term_words: term_words(offer.term.get()),
    }
}

fn term_words(term: Option<&Term>) -> Message {
    match term {
        Some(Term::For(duration)) => {
            msg!("{duration} from acceptance", duration = duration.offset().words())
        }
        Some(Term::Dates { .. }) => msg!("both days included"),
        Some(Term::From { duration, .. }) => {
            msg!("{duration} from its start", duration = duration.value.offset().words())
        }
        Some(Term::Until { .. }) => msg!("from acceptance to a fixed end"),
        None => Message::default(),
    }
}
