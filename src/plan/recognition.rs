//! Revenue beside billing: what each month of a term earns, straight-line by days, and the balances
//! between what is billed and what is earned.

use chrono::{Datelike, NaiveDate};
use num_bigint::BigInt;
use num_rational::BigRational;

use super::{Invoice, Plan};
use crate::offer::{Amount, Contract, End, Offer, last_of_month};
use crate::schedule::add_days;
use crate::text::message::{Message, msg};

/// The revenue of a term, month by month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recognition {
    /// How many days the term has; each earns the same.
    pub days: i64,
    /// The months, without gaps, from the first invoice or day of the term to the last.
    pub months: Vec<RecognizedMonth>,
    /// Notes that a reader must not miss.
    pub notes: Vec<Message>,
}

/// One month of a term. Amounts are before tax and before the marketplace's fee.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RecognizedMonth {
    /// Its first day.
    pub first: NaiveDate,
    /// Its last day.
    pub last: NaiveDate,
    /// How many days of the term lie in it.
    pub days: i64,
    /// What is invoiced in it.
    pub billed: Amount,
    /// What is earned in it.
    pub recognized: Amount,
    /// What is invoiced up to its last day.
    pub billed_so_far: Amount,
    /// What is earned up to its last day.
    pub recognized_so_far: Amount,
    /// What is invoiced and not yet earned: a contract liability.
    pub deferred: Amount,
    /// What is earned and not yet invoiced: a contract asset.
    pub unbilled: Amount,
}

/// Why the revenue of a plan cannot be worked out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RecognitionError {
    /// The term is not known, or has no days.
    #[error("revenue is earned over the term, whose first or last day is not known")]
    NoTerm,
    /// Amounts have more digits than can be held exactly.
    #[error("the amounts have more digits than can be held exactly")]
    TooLarge,
}

/// What the term of a plan earns: up to each month the share of its total that its days so far are of all
/// days, rounded half-up to the minor unit, so that the months add up to the total. Where the agreement
/// ended early, or was replaced on that day, what it billed is earned in full on the day on which it was
/// over.
///
/// # Errors
/// When the term is not known, or an amount cannot be held.
pub fn recognition(
    plan: &Plan,
    offer: &Offer,
    replaced_on: Option<NaiveDate>,
) -> Result<Recognition, RecognitionError> {
    let (start, end) = plan.term.ok_or(RecognitionError::NoTerm)?;
    // A written last day counts; a term that runs from acceptance ends at the hour of its start.
    let counts = !matches!(Contract::accepted_on(offer, start).end_is, End::AfterAcceptance { .. });
    let days = end.signed_duration_since(start).num_days() + i64::from(counts);
    if days <= 0 {
        return Err(RecognitionError::NoTerm);
    }
    let issued: Vec<&Invoice> = plan.invoices.iter().filter(|invoice| invoice.stands(replaced_on)).collect();
    let over = plan.ended.map(|ended| ended.on).into_iter().chain(replaced_on).min();
    let earned = Earned { plan, issued, over, start, days };
    let (first, last) = earned.range();
    let mut months = Vec::new();
    let (mut billed_so_far, mut recognized_so_far) = (Amount::ZERO, Amount::ZERO);
    let mut month = first;
    while month <= last {
        let end = last_of_month(month.year(), month.month()).ok_or(RecognitionError::NoTerm)?;
        let billed = Amount::sum(
            earned.issued.iter().filter(|i| (month..=end).contains(&i.invoice_date)).map(|one| one.amount),
        )
        .ok_or(RecognitionError::TooLarge)?;
        let earned_now = earned.up_to(end)?;
        let recognized = earned_now.minus(recognized_so_far).ok_or(RecognitionError::TooLarge)?;
        billed_so_far = billed_so_far.plus(billed).ok_or(RecognitionError::TooLarge)?;
        recognized_so_far = earned_now;
        let balance = billed_so_far.minus(recognized_so_far).ok_or(RecognitionError::TooLarge)?;
        let owed = Amount::ZERO.minus(balance).ok_or(RecognitionError::TooLarge)?;
        months.push(RecognizedMonth {
            first: month,
            last: end,
            days: earned.used(end) - month.pred_opt().map_or(0, |day| earned.used(day)),
            billed,
            recognized,
            billed_so_far,
            recognized_so_far,
            deferred: balance.max(Amount::ZERO),
            unbilled: owed.max(Amount::ZERO),
        });
        month = add_days(end, 1);
        if month <= end {
            break;
        }
    }
    Ok(Recognition { days, months, notes: earned.notes() })
}

/// What a term has earned by a day.
struct Earned<'a> {
    plan: &'a Plan,
    /// The invoices that were or will be issued.
    issued: Vec<&'a Invoice>,
    /// The day on which the agreement was over, if that was before its term.
    over: Option<NaiveDate>,
    start: NaiveDate,
    days: i64,
}

impl Earned<'_> {
    /// The first day of the first month, and the last day on which something happens.
    fn range(&self) -> (NaiveDate, NaiveDate) {
        let invoices = || self.issued.iter().map(|invoice| invoice.invoice_date);
        let end = add_days(self.start, u64::try_from(self.days - 1).unwrap_or(0));
        let end = self.over.map_or(end, |over| over.min(end));
        let first = invoices().min().map_or(self.start, |day| day.min(self.start));
        let last = invoices().max().map_or(end, |day| day.max(end));
        (first.with_day(1).unwrap_or(first), last)
    }

    /// How many days of the term have passed at the end of a day.
    fn used(&self, day: NaiveDate) -> i64 {
        let last = self.over.map_or(day, |over| over.min(day));
        (last.signed_duration_since(self.start).num_days() + 1).clamp(0, self.days)
    }

    fn up_to(&self, day: NaiveDate) -> Result<Amount, RecognitionError> {
        if self.over.is_some_and(|over| over <= day) {
            let billed = Amount::sum(self.issued.iter().map(|invoice| invoice.amount));
            return billed.ok_or(RecognitionError::TooLarge);
        }
        let share = BigRational::new(BigInt::from(self.used(day)), BigInt::from(self.days));
        let exact = self.plan.offer.total.exact() * share;
        Amount::rounded_half_up(&exact, self.plan.offer.currency.minor_unit())
            .ok_or(RecognitionError::TooLarge)
    }

    fn notes(&self) -> Vec<Message> {
        let mut notes = Vec::new();
        if let Some(ended) = self.plan.ended {
            notes.push(msg!(
                "The agreement ended on {day}: what it billed by then is earned in full on that day.",
                day = ended.on
            ));
        }
        notes
    }
}
