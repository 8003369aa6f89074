//! Revenue beside billing: what each month of a term earns, straight-line by days, and the balances
//! between what is billed and what is earned, carried over from one agreement into its replacement.

use chrono::{Datelike, NaiveDate};

use super::parts::{EarnedPart, parts};
use super::{Invoice, Plan};
use crate::offer::{Amount, Contract, End, EndReason, Offer, last_of_month};
use crate::schedule::add_days;
use crate::text::message::{Message, msg};

/// An amount and its day.
#[doc(hidden)]
pub type DatedAmount = (NaiveDate, Amount);

/// What bears on the revenue of a plan and stands in other files.
#[derive(Debug, Clone, Copy, Default)]
pub struct Circumstances<'a> {
    /// The day on which another agreement replaced it, the first that is not its own.
    pub replaced_on: Option<NaiveDate>,
    /// What the agreement that it replaces had billed and not earned; below zero where it had earned more.
    pub taken_over: &'a [DatedAmount],
    /// What was given back to the buyer; never below zero.
    pub refunds: &'a [DatedAmount],
}

/// The revenue of a term, month by month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recognition {
    /// How many days the term has; each earns the same.
    pub days: i64,
    /// The months, without gaps, from the first invoice or day of the term to the last.
    pub months: Vec<RecognizedMonth>,
    /// What it took over from the agreement that it replaces.
    pub taken_over: Vec<DatedAmount>,
    /// What its replacement takes over: billed and not earned, below zero where more was earned.
    pub handed_over: Vec<DatedAmount>,
    /// What was given back.
    pub refunds: Vec<DatedAmount>,
    /// Notes that a reader must not miss.
    pub notes: Vec<Message>,
}

impl Recognition {
    /// All that is taken over, less what is handed over; `None` if it cannot be held.
    pub fn carried(&self) -> Option<Amount> {
        Amount::sum(self.months.iter().map(|month| month.carried))
    }
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
    /// What is invoiced in it, less what is given back.
    pub billed: Amount,
    /// What is taken over from the agreement that is replaced, less what the replacement takes over.
    pub carried: Amount,
    /// What is earned in it.
    pub recognized: Amount,
    /// What is invoiced up to its last day.
    pub billed_so_far: Amount,
    /// What is earned up to its last day.
    pub recognized_so_far: Amount,
    /// What is invoiced or taken over and not yet earned: a contract liability.
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

/// What the term of a plan earns: up to each month the share of its price that its days so far are of all
/// days, rounded half-up to the minor unit, so that the months add up to the total.
///
/// A refund lowers the price from its day on, and what was taken over raises it. Where the agreement ended
/// early, what it billed is earned in full on the day on which it was over; where another one replaced it,
/// what it billed and had not earned is handed over.
///
/// # Errors
/// When the term is not known, or an amount cannot be held.
pub fn recognition(
    plan: &Plan,
    offer: &Offer,
    bearing: Circumstances<'_>,
) -> Result<Recognition, RecognitionError> {
    let (start, end) = plan.term.ok_or(RecognitionError::NoTerm)?;
    // A written last day counts; a term that runs from acceptance ends at the hour of its start.
    let counts = !matches!(Contract::accepted_on(offer, start).end_is, End::AfterAcceptance { .. });
    let days = end.signed_duration_since(start).num_days() + i64::from(counts);
    if days <= 0 {
        return Err(RecognitionError::NoTerm);
    }
    let (parts, mut notes) = parts(offer, &plan.offer, (start, days));
    if plan.renewal.is_some() {
        notes.clear();
    }
    let over = Over::of(plan, bearing.replaced_on);
    let mut earned = Earned { plan, bearing, over, start, days, parts, handed_over: Vec::new() };
    earned.handed_over = earned.hands_over().ok_or(RecognitionError::TooLarge)?;
    let (first, last) = earned.range();
    let mut months: Vec<RecognizedMonth> = Vec::new();
    let mut month = first;
    while month <= last {
        let end = last_of_month(month.year(), month.month()).ok_or(RecognitionError::NoTerm)?;
        let next = earned.month(months.last(), month, end).ok_or(RecognitionError::TooLarge)?;
        months.push(next);
        month = add_days(end, 1);
        if month <= end {
            break;
        }
    }
    notes.extend(earned.notes());
    let (taken_over, refunds) = (bearing.taken_over.to_vec(), bearing.refunds.to_vec());
    Ok(Recognition { days, months, taken_over, handed_over: earned.handed_over, refunds, notes })
}

/// What a term has earned by a day.
struct Earned<'a> {
    plan: &'a Plan,
    bearing: Circumstances<'a>,
    over: Over,
    start: NaiveDate,
    days: i64,
    parts: Vec<EarnedPart>,
    /// What the replacement takes over.
    handed_over: Vec<DatedAmount>,
}

/// How an agreement is over before its term.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Over {
    /// It is not.
    No,
    /// It ended on this day, its last.
    Ended(NaiveDate),
    /// It earns up to the first of these days; another one replaced it on the second.
    Replaced(NaiveDate, NaiveDate),
}

impl Over {
    fn of(plan: &Plan, replaced_on: Option<NaiveDate>) -> Self {
        match (plan.ended, replaced_on) {
            (None, None) => Self::No,
            (Some(ended), None) => Self::Ended(ended.on),
            (Some(ended), Some(day)) if ended.on < day && !ended.is_continued() => Self::Ended(ended.on),
            (ended, Some(day)) => {
                let before = day.pred_opt().unwrap_or(day);
                Self::Replaced(ended.map_or(before, |ended| ended.on.min(before)), day)
            }
        }
    }

    /// The last day that can earn.
    fn last(self) -> Option<NaiveDate> {
        match self {
            Self::No => None,
            Self::Ended(day) | Self::Replaced(day, _) => Some(day),
        }
    }
}

impl super::Ending {
    /// Whether another agreement continues it, as its reason says.
    fn is_continued(self) -> bool {
        use EndReason::{Renewed, Replaced, Superseded};
        matches!(self.reason, Some(Replaced | Renewed | Superseded))
    }
}

fn up_to(entries: &[DatedAmount], day: NaiveDate) -> Option<Amount> {
    Amount::sum(entries.iter().filter(|(on, _)| *on <= day).map(|(_, amount)| *amount))
}

impl Earned<'_> {
    fn issued(&self) -> impl Iterator<Item = &Invoice> {
        self.plan.invoices.iter().filter(|invoice| invoice.stands(self.bearing.replaced_on))
    }

    /// The first day of the first month, and the last day on which something happens.
    fn range(&self) -> (NaiveDate, NaiveDate) {
        let replaced = match self.over {
            Over::Replaced(_, day) => Some(day),
            Over::No | Over::Ended(_) => None,
        };
        let dated = || self.bearing.taken_over.iter().chain(self.bearing.refunds).map(|(day, _)| *day);
        let days = || self.issued().map(|invoice| invoice.invoice_date).chain(dated()).chain(replaced);
        let end = add_days(self.start, u64::try_from(self.days - 1).unwrap_or(0));
        let end = self.over.last().map_or(end, |over| over.min(end));
        let first = days().min().map_or(self.start, |day| day.min(self.start));
        let last = days().max().map_or(end, |day| day.max(end));
        (first.with_day(1).unwrap_or(first), last)
    }

    /// The month from `first` to `last`, after the one before it; `None` if an amount cannot be held.
    fn month(
        &self,
        before: Option<&RecognizedMonth>,
        first: NaiveDate,
        last: NaiveDate,
    ) -> Option<RecognizedMonth> {
        let so_far = |of: fn(&RecognizedMonth) -> Amount| before.map_or(Amount::ZERO, of);
        let day_before = first.pred_opt()?;
        let (billed_so_far, recognized_so_far) = (self.billed(last)?, self.up_to(last)?);
        let carried_so_far = self.carried(last)?;
        let balance = billed_so_far.plus(carried_so_far)?.minus(recognized_so_far)?;
        Some(RecognizedMonth {
            first,
            last,
            days: self.used(last) - self.used(day_before),
            billed: billed_so_far.minus(so_far(|month| month.billed_so_far))?,
            carried: carried_so_far.minus(self.carried(day_before)?)?,
            recognized: recognized_so_far.minus(so_far(|month| month.recognized_so_far))?,
            billed_so_far,
            recognized_so_far,
            deferred: balance.max(Amount::ZERO),
            unbilled: balance.negated().max(Amount::ZERO),
        })
    }

    /// How many days of the term have passed at the end of a day.
    fn used(&self, day: NaiveDate) -> i64 {
        let last = self.over.last().map_or(day, |over| over.min(day));
        (last.signed_duration_since(self.start).num_days() + 1).clamp(0, self.days)
    }

    /// What is invoiced by the end of a day, less what is given back.
    fn billed(&self, day: NaiveDate) -> Option<Amount> {
        let invoiced = self.issued().filter(|invoice| invoice.invoice_date <= day);
        Amount::sum(invoiced.map(|invoice| invoice.amount))?.minus(up_to(self.bearing.refunds, day)?)
    }

    /// What is taken over by the end of a day, less what is handed over.
    fn carried(&self, day: NaiveDate) -> Option<Amount> {
        up_to(self.bearing.taken_over, day)?.minus(up_to(&self.handed_over, day)?)
    }

    /// What the replacement takes over: the balance of the day of replacement, and what changes it later.
    fn hands_over(&self) -> Option<Vec<DatedAmount>> {
        let Over::Replaced(last, on) = self.over else { return Some(Vec::new()) };
        let balance =
            self.billed(on)?.plus(up_to(self.bearing.taken_over, on)?)?.minus(self.share_of(last)?)?;
        let later = self.bearing.taken_over.iter().copied();
        let later = later.chain(self.bearing.refunds.iter().map(|(day, amount)| (*day, amount.negated())));
        let all = std::iter::once((on, balance)).chain(later.filter(|(day, _)| *day > on));
        Some(all.filter(|(_, amount)| !amount.is_zero()).collect())
    }

    fn up_to(&self, day: NaiveDate) -> Option<Amount> {
        match self.over {
            Over::Ended(over) if over <= day => self.billed(day)?.plus(up_to(self.bearing.taken_over, day)?),
            Over::Replaced(last, _) => self.share_of(last.min(day)),
            Over::No | Over::Ended(_) => self.share_of(day),
        }
    }

    /// The share of the price as of a day that its days so far have earned.
    fn share_of(&self, day: NaiveDate) -> Option<Amount> {
        let (total, refunds) = (self.plan.offer.total, up_to(self.bearing.refunds, day)?);
        let price = total.plus(up_to(self.bearing.taken_over, day)?)?.minus(refunds)?;
        let used = self.used(day);
        if used == self.days {
            return Some(price);
        }
        let exact = price.exact() * EarnedPart::earned(&self.parts, used);
        Amount::rounded_half_up(&exact, self.plan.offer.currency.minor_unit())
    }

    fn notes(&self) -> Vec<Message> {
        let mut notes = Vec::new();
        let currency = self.plan.offer.currency;
        let carried = |entries: &[DatedAmount]| {
            let sum = Amount::sum(entries.iter().map(|(_, amount)| *amount)).filter(|sum| !sum.is_zero())?;
            Some((currency.digits(sum.abs()), sum.is_negative()))
        };
        match carried(self.bearing.taken_over) {
            None => {}
            Some((amount, false)) => notes.push(msg!(
                "{amount} {currency} that the replaced agreement had billed and not earned are earned over this term, too.",
                amount,
                currency
            )),
            Some((amount, true)) => notes.push(msg!(
                "{amount} {currency} that the replaced agreement had earned and not billed are taken off what this term earns.",
                amount,
                currency
            )),
        }
        if let Some(sum) = Amount::sum(self.bearing.refunds.iter().map(|(_, amount)| *amount))
            && !sum.is_zero()
        {
            let amount = currency.digits(sum);
            notes.push(msg!(
                "{amount} {currency} of refunds lower the price, each from its day on.",
                amount,
                currency
            ));
        }
        match (self.over, self.plan.ended) {
            (Over::Replaced(_, day), _) => notes.push(match carried(&self.handed_over) {
                None => msg!("Another agreement replaced this one on {day}; nothing is carried over into it.", day),
                Some((amount, false)) => msg!(
                    "Another agreement replaced this one on {day}: {amount} {currency} billed and not earned are carried over into it.",
                    day,
                    amount,
                    currency
                ),
                Some((amount, true)) => msg!(
                    "Another agreement replaced this one on {day}: {amount} {currency} earned and not billed are carried over into it.",
                    day,
                    amount,
                    currency
                ),
            }),
            (Over::Ended(day), Some(ended)) if ended.is_continued() => notes.push(msg!(
                "The agreement was continued by another one, which is not given: what it billed by {day} is earned in full on that day, and not carried over. Give both files.",
                day
            )),
            (Over::Ended(day), _) => notes.push(msg!(
                "The agreement ended on {day}: what it billed by then is earned in full on that day.",
                day
            )),
            (Over::No, _) => {}
        }
        notes
    }
}
