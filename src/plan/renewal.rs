//! The terms that follow when a contract renews, each as a separate plan.

use chrono::{Datelike, NaiveDate};
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::One;

use super::net_terms::net_days;
use super::{Acceptance, Invoice, OfferFacts, Plan};
use crate::offer::accounts::Register;
use crate::offer::{Amount, Contract, End, Offer, Offset, RenewalPart, Share, last_of_month};
use crate::schedule::{add_days, split};
use crate::text::message::{Message, msg};
use crate::text::words::count;

/// The renewal that a plan belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Renewed {
    /// Its number, from 1.
    pub number: u32,
    /// How many times the contract renews.
    pub times: u32,
    /// Price increase per renewed term.
    pub increase: Share,
}

/// Why the next terms cannot be shown.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RenewalError {
    /// The offer does not renew.
    #[error("the offer has no `renewal`, so no term follows the first")]
    None,
    /// The agreement ended before its term.
    #[error("the agreement ended on {0}, so no term follows the first")]
    Ended(NaiveDate),
    /// More renewals were asked for than there are.
    #[error("the contract renews {}, not {asked}", count(*times, "time"))]
    TooMany {
        /// How many were asked for.
        asked: u32,
        /// How many there are.
        times: u32,
    },
    /// `times` or `price_increase` is absent, or could not be read.
    #[error("`times` or `price_increase` of the `renewal` is not known")]
    NotRead,
    /// The renewal does not say how a renewed term is billed.
    #[error("the `renewal` has no `installments`, so it is not known how a renewed term is billed")]
    NoInstallments,
    /// The installments of the renewal are not the whole of its price, or could not be read.
    #[error("the installments of the `renewal` are not known, or do not add up to 100%")]
    Percentages,
    /// The term is not known.
    #[error("the term is not known, so neither is the start of the next one")]
    NoTerm,
    /// A term would end after 9999-12-30.
    #[error("the term of renewal {0} would end after the year 9999")]
    TooLate(u32),
    /// An amount has more digits than can be held exactly.
    #[error("the amounts of renewal {0} have more digits than can be held exactly")]
    TooLarge(u32),
}

/// The plans of the first `count` renewals of the contract of `plan`.
///
/// The total of the n-th is the first total × (1 + `price_increase`)ⁿ, exact until it is rounded half-up
/// to one minor unit of the currency, so rounding does not accumulate. It is split by the percentages of
/// `renewal.installments`, in the order of their dates: each share is rounded down to the offer's step,
/// and the leftover goes where the offer's `rounding` says. Nothing is lost to rounding: the sum of a
/// term's invoices is its total.
///
/// A date is counted from the start of its own term; `day` moves it inside that month, clamped to the
/// month's last. What is scheduled before the term starts is issued when it starts. Source of dates and
/// percentages: Catalog API, "Work with private offers", UpdateRenewalTerms.
///
/// # Errors
/// When the offer does not renew that often, or does not say how.
pub fn renewals(
    plan: &Plan,
    offer: &Offer,
    register: &Register,
    count: u32,
) -> Result<Vec<Plan>, RenewalError> {
    let renewal = offer.renewal.get().ok_or(match offer.renewal.is_absent() {
        true => RenewalError::None,
        false => RenewalError::NotRead,
    })?;
    if let Some(ended) = plan.ended {
        return Err(RenewalError::Ended(ended.on));
    }
    let times = *renewal.times.get().ok_or(RenewalError::NotRead)?;
    let increase = renewal.price_increase.get().ok_or(RenewalError::NotRead)?;
    if count > times {
        return Err(RenewalError::TooMany { asked: count, times });
    }
    let parts = parts(offer)?;
    let terms = Terms { plan, offer, parts: &parts, net_days: net_days(offer, register) };
    let mut contract = Contract::accepted_on(offer, plan.acceptance.date);
    let length = contract.length().ok_or(RenewalError::NoTerm)?.offset().words();
    let mut exact = plan.offer.total.exact();
    let mut renewed = Vec::new();
    for number in 1..=count {
        contract = contract.renewed().ok_or(RenewalError::TooLate(number))?;
        exact *= BigRational::one() + increase.exact();
        let total = Amount::rounded_half_up(&exact, plan.offer.currency.minor_unit());
        let made = total.and_then(|total| terms.plan(&contract, total));
        let mut next = made.ok_or(RenewalError::TooLarge(number))?;
        next.offer.term_words = match contract.end_is {
            End::AfterAcceptance { .. } => msg!("{length} from the end of the term before", length),
            _ => msg!("{length} from the day after the term before", length),
        };
        next.renewal = Some(Renewed { number, times, increase: increase.clone() });
        renewed.push(next);
    }
    Ok(renewed)
}

/// An installment of each renewed term.
struct RenewalInstallment {
    /// Its number in the file, from 1.
    number: usize,
    after: Offset,
    share: Share,
    day: Option<u32>,
}

fn parts(offer: &Offer) -> Result<Vec<RenewalInstallment>, RenewalError> {
    let Some(renewal) = offer.renewal.get() else { return Err(RenewalError::None) };
    let written = match renewal.installments.get() {
        Some(parts) if !parts.is_empty() => parts,
        None if renewal.installments.is_invalid() => return Err(RenewalError::Percentages),
        _ => return Err(RenewalError::NoInstallments),
    };
    let part = |(at, part): (usize, &RenewalPart)| {
        let (after, share) = (*part.after.get()?, part.percent.get()?.clone());
        let day = if part.day.is_invalid() { return None } else { part.day.get().copied() };
        Some(RenewalInstallment { number: at + 1, after, share, day })
    };
    let parts: Option<Vec<RenewalInstallment>> = written.iter().enumerate().map(part).collect();
    let parts = parts.ok_or(RenewalError::Percentages)?;
    let sum: BigRational = parts.iter().map(|part| part.share.exact()).sum();
    if sum.is_one() { Ok(parts) } else { Err(RenewalError::Percentages) }
}

/// What all renewed terms share.
struct Terms<'a> {
    plan: &'a Plan,
    offer: &'a Offer,
    parts: &'a [RenewalInstallment],
    net_days: Option<u32>,
}

impl Terms<'_> {
    /// The plan of one term; `None` if an amount cannot be held exactly.
    fn plan(&self, contract: &Contract, total: Amount) -> Option<Plan> {
        let (start, end) = contract.start.zip(contract.end)?;
        let mut dated: Vec<(NaiveDate, &RenewalInstallment)> =
            self.parts.iter().map(|part| (date(start, part), part)).collect();
        // Stable: those of one day stay in the order of the file.
        dated.sort_by_key(|(date, _)| *date);
        let step = self.offer.step().unwrap_or(self.plan.offer.currency.minor_unit());
        let weights = weights(dated.iter().map(|(_, part)| &part.share));
        let amounts = split(total, step, dated.len(), Some(&weights), self.offer.leftover())?.parts;
        let mut invoices = Vec::with_capacity(dated.len());
        let mut cumulative = Amount::ZERO;
        for (at, ((scheduled_date, part), amount)) in dated.into_iter().zip(amounts).enumerate() {
            cumulative = cumulative.plus(amount)?;
            let invoice_date = scheduled_date.max(start);
            invoices.push(Invoice {
                number: at + 1,
                scheduled_date,
                invoice_date,
                due_date: self.net_days.map(|days| add_days(invoice_date, u64::from(days))),
                amount,
                cumulative,
                remaining: total.minus(cumulative)?,
                expected: true,
                note: None,
                purchase_order: None,
                entry: part.number,
                position: 1,
                explanation: explanation(part, &self.offer.money(total), scheduled_date < start),
            });
        }
        // A written day does not move with the day of acceptance.
        let moves = matches!(contract.end_is, End::AfterAcceptance { .. });
        let offer = OfferFacts { total, ..self.plan.offer.clone() };
        let acceptance = Acceptance { date: start, assumed: self.plan.acceptance.assumed && moves };
        Some(Plan::new(offer, self.plan.reference_day, acceptance, Some((start, end)), invoices))
    }
}

/// The scheduled day of an installment in a term that starts on `start`.
fn date(start: NaiveDate, part: &RenewalInstallment) -> NaiveDate {
    let date = part.after.after(start);
    let moved = part.day.and_then(|day| {
        let last = last_of_month(date.year(), date.month())?;
        last.with_day(day.min(last.day()))
    });
    moved.unwrap_or(date)
}

/// Shares as whole numbers with a common denominator.
fn weights<'a>(shares: impl Iterator<Item = &'a Share> + Clone) -> Vec<BigInt> {
    let common = shares.clone().fold(BigInt::one(), |common, share| {
        let missing = BigRational::new(common.clone(), share.exact().denom().clone());
        common * missing.denom()
    });
    shares.map(|share| share.exact().numer() * (&common / share.exact().denom())).collect()
}

fn explanation(part: &RenewalInstallment, total: &str, early: bool) -> Message {
    let (share, after) = (part.share.words(), part.after.words());
    let words = match part.day {
        Some(day) => msg!(
            "{share} of {total}; {after} after the start of the term, on day {day} of that month",
            share,
            total,
            after,
            day
        ),
        None => msg!("{share} of {total}; {after} after the start of the term", share, total, after),
    };
    match early {
        true => msg!("{words}; issued when the term starts, the scheduled day having passed", words),
        false => words,
    }
}
