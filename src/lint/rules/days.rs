//! What the rules about dates share: how they name a day, and which day would be right.

use std::fmt::Display;

use chrono::{Days, NaiveDate};

use super::Context;
use crate::deal::sentences;
use crate::marketplace::limits::{Limits, TermLimit};
use crate::offer::{Duration, End, Entry, Field, Kind, Term};
use crate::schedule::Installment;
use crate::text::diagnostic::Diagnostic;
use crate::text::message::{Message, Value, msg};
use crate::text::source::Span;

impl Context<'_> {
    /// A day that is the reference day, with what makes it so: `2026-12-01, the day of release`.
    pub(crate) fn reference_words(&self, day: NaiveDate) -> Message {
        match (&self.offer.release, self.offer.accepted.get()) {
            (Field::Given(_), _) => sentences::day_of_release(day),
            (_, Some(accepted)) if *accepted == day => msg!("{day}, the day of acceptance", day),
            _ => msg!("{day}, the day of checking", day = Value::volatile(day)),
        }
    }

    /// A value that depends on the reference day: not part of a fingerprint if that is the day of the
    /// check, because it differs tomorrow.
    pub(crate) fn judged(&self, value: impl Display) -> Value {
        let checking = self.offer.release.is_absent() && self.offer.accepted.is_absent();
        if checking { Value::volatile(value) } else { Value::text(value) }
    }

    /// A value that depends on the contract's last day.
    pub(crate) fn by_end(&self, value: impl Display) -> Value {
        match self.contract.end_is {
            End::AfterAcceptance { .. } => self.judged(value),
            End::AfterStart(_) | End::Written | End::Unknown => Value::text(value),
        }
    }

    /// Labels the reference day, or notes that the file does not have it.
    pub(crate) fn also_reference_day(&self, diagnostic: Diagnostic, day: NaiveDate) -> Diagnostic {
        match (self.offer.release.span(), self.offer.accepted.spanned()) {
            (Some(release), _) => diagnostic.also(release, msg!("released on {day}", day)),
            (None, Some(accepted)) if accepted.value == day => {
                diagnostic.also(accepted.span, msg!("accepted on {day}", day))
            }
            _ => diagnostic.note(msg!("without `release`, an offer is judged as of the day of checking")),
        }
    }

    /// Labels what determines the contract's last day.
    pub(crate) fn also_end(&self, diagnostic: Diagnostic) -> Diagnostic {
        let (Some(term), Some(start), Some(end)) =
            (self.offer.term.spanned(), self.contract.start, self.contract.end)
        else {
            return diagnostic;
        };
        let span = end_span(&term.value).unwrap_or(term.span);
        match self.contract.end_is {
            End::AfterAcceptance { duration, accepted } => {
                let from = if accepted {
                    msg!("{day}, the day of acceptance", day = start)
                } else {
                    self.reference_words(start)
                };
                let diagnostic =
                    diagnostic.also(span, msg!("{duration} from {from}, until {end}", duration, from, end));
                // Why an offer that is not accepted yet has an end at all.
                let at_once = || {
                    msg!(
                        "a term without a start runs from acceptance, \
                         and the marketplace counts as if the buyer accepted at once"
                    )
                };
                if accepted { diagnostic } else { diagnostic.note(at_once()) }
            }
            End::AfterStart(duration) => {
                diagnostic.also(span, msg!("{duration} from {start}, until {end}", duration, start, end))
            }
            End::Written | End::Unknown => diagnostic.also(span, msg!("the contract ends on {end}", end)),
        }
    }

    /// Labels further installments, at most `most` and each span once.
    pub(crate) fn also_invoiced<'i>(
        &self,
        mut diagnostic: Diagnostic,
        others: impl IntoIterator<Item = &'i Installment>,
        most: usize,
    ) -> Diagnostic {
        let most = diagnostic.labels.len() + most;
        for installment in others {
            if diagnostic.labels.len() >= most {
                break;
            }
            let span = self.date_span(installment);
            if diagnostic.labels.iter().all(|label| label.span != span) {
                diagnostic =
                    diagnostic.also(span, msg!("invoiced on {which}", which = self.which(installment)));
            }
        }
        diagnostic
    }

    /// What to type so that an installment is invoiced on `day`.
    pub(crate) fn move_to(&self, installment: &Installment, day: NaiveDate) -> Message {
        let entries = self.offer.installments.get();
        match entries.and_then(|entries| entries.get(installment.entry)) {
            Some(Entry::Single(_)) => msg!("set `invoice_date: {day}`", day),
            Some(Entry::Series(_)) if installment.position == 1 => msg!("set `first: {day}`", day),
            _ => msg!("move {which} to {day}", which = self.which(installment), day),
        }
    }

    /// The only date to change so that none of `all` is invoiced before `day`.
    pub(crate) fn one_move(&self, all: &[&Installment], day: NaiveDate) -> Option<Message> {
        let (first, rest) = all.split_first()?;
        let one = first.position == 1 && rest.iter().all(|other| other.entry == first.entry);
        one.then(|| msg!("{change} or later", change = self.move_to(first, day)))
    }

    /// What to change so that none of `all` is invoiced before `day`.
    pub(crate) fn move_all(&self, all: &[&Installment], day: NaiveDate) -> Message {
        self.one_move(all, day).unwrap_or_else(|| msg!("move all of them to {day} or later", day))
    }

    /// What to type so that the series of all of `late` ends before `day` and still bills the same.
    /// `None` if they do not belong to one series.
    pub(crate) fn fewer_before(&self, late: &[&Installment], day: NaiveDate) -> Option<Message> {
        let entry = late.first()?.entry;
        let Entry::Series(series) = self.offer.installments.get()?.get(entry)? else { return None };
        let divides = series.amount.is_absent() && series.weights.is_absent() && series.times.get().is_some();
        let kept = self.schedule.installments.iter().filter(|i| i.entry == entry && i.date < day).count();
        let alone = late.iter().all(|i| i.entry == entry);
        (divides && alone && kept > 0)
            .then(|| msg!("set `times: {kept}`, which divides the same amount", kept))
    }

    /// The first day from `day` on that has no invoice yet.
    pub(crate) fn free_from(&self, day: NaiveDate) -> NaiveDate {
        day.iter_days().find(|day| self.is_free(*day)).unwrap_or(day)
    }

    /// The last day before `day` that has no invoice yet and is not in the past.
    pub(crate) fn free_before(&self, day: NaiveDate) -> Option<NaiveDate> {
        let free = self.free_until(day.pred_opt()?);
        (free >= self.contract.reference_day?).then_some(free)
    }

    /// The last day up to `day` that has no invoice yet.
    pub(crate) fn free_until(&self, day: NaiveDate) -> NaiveDate {
        std::iter::successors(Some(day), NaiveDate::pred_opt).find(|day| self.is_free(*day)).unwrap_or(day)
    }

    /// Whether nothing is invoiced on that day.
    pub(crate) fn is_free(&self, day: NaiveDate) -> bool {
        self.schedule.installments.binary_search_by_key(&day, |installment| installment.date).is_err()
    }

    /// The last allowed day of a contract that runs from `from` on, given as `duration` or by its last
    /// day.
    pub(crate) fn latest_end(&self, from: NaiveDate, duration: Option<Duration>) -> Option<NaiveDate> {
        let end = self.longest(duration)?.after(from);
        match written_start(self.offer.term.get()?) {
            Some(_) => end.pred_opt(),
            None => Some(end),
        }
    }

    /// How long a contract for this product may run, in the unit of `duration`, or in days. None for a
    /// product without installments. JSON does not say the product's type: it has the longest of all.
    pub(crate) fn longest(&self, duration: Option<Duration>) -> Option<Duration> {
        let limit = match (self.offer.product_type(), self.said) {
            (None, Some(_)) => TermLimit::Months(self.limits.months),
            (product, _) => self.limits.term(product?)?,
        };
        Some(limit.longest(duration.is_some_and(|duration| duration.days() == 0)))
    }

    /// What to type so that the contract that runs from `from` on ends after `day`. `None` if the
    /// product does not allow one that long.
    pub(crate) fn term_past(&self, from: NaiveDate, day: NaiveDate) -> Option<Message> {
        let after = day.succ_opt()?;
        match self.offer.term.get()? {
            Term::For(duration) => {
                let longer = self.lengthened(*duration, from, after)?;
                Some(msg!("set `term: {longer}`", longer))
            }
            Term::From { start, duration } => {
                let longer = self.lengthened(duration.value, start.value, after.succ_opt()?)?;
                Some(msg!("set `duration: {longer}`", longer))
            }
            Term::Dates { start, .. } => {
                (after <= self.latest_end(start.value, None)?).then(|| msg!("set `end: {after}`", after))
            }
            Term::Until { .. } => {
                let latest = self.latest_end(self.contract.start?, None)?;
                (after <= latest).then(|| msg!("set `end: {after}`", after))
            }
        }
    }

    /// The shortest duration in the unit of `duration` that reaches from `from` to `day`.
    pub(crate) fn lengthened(&self, duration: Duration, from: NaiveDate, day: NaiveDate) -> Option<Duration> {
        if duration.months() == 0 {
            let days = u32::try_from(day.signed_duration_since(from).num_days()).ok()?;
            let longer = Duration::new(0, days)?;
            return (longer.after(from) <= self.longest(Some(longer))?.after(from)).then_some(longer);
        }
        let most = self.longest(Duration::new(1, 0))?;
        let mut longer = (1..=most.months()).filter_map(|months| Duration::new(months, 0));
        longer.find(|longer| longer.after(from) >= day)
    }

    /// Adds a note if a limit of the marketplace has changed since, with the day.
    pub(crate) fn note_later_limit<N: PartialEq + Display>(
        &self,
        diagnostic: Diagnostic,
        number: impl Fn(&Limits) -> N,
    ) -> Diagnostic {
        match self.limits.next(&number) {
            Some(next) => diagnostic.note(msg!(
                "{before} was the limit before {day}, when it became {now}",
                before = number(self.limits),
                day = next.from,
                now = number(next),
            )),
            None => diagnostic,
        }
    }
}

/// The contract's last day, if the offer expires on it or after it; `None` where the end itself is what is
/// wrong.
pub(crate) fn expires_after_end(cx: &Context<'_>) -> Option<NaiveDate> {
    let (last, end) = cx.accept_by().zip(cx.contract.end)?;
    let alone = matches!(cx.offer.term.get(), Some(Term::Until { .. }))
        && cx.offer.kind() != Some(Kind::ReplacementOffer);
    (last >= end && !alone && start_after_end(cx).is_none()).then_some(end)
}

/// The written start of a contract that ends no later: `start-after-end`, which the other rules about
/// that end leave to it.
pub(crate) fn start_after_end(cx: &Context<'_>) -> Option<(NaiveDate, Span)> {
    let end = cx.contract.end?;
    written_start(cx.offer.term.get()?).filter(|(start, _)| *start >= end)
}

/// The start of a term, if given, with its span.
pub(crate) fn written_start(term: &Term) -> Option<(NaiveDate, Span)> {
    match term {
        Term::Dates { start, .. } | Term::From { start, .. } => Some((start.value, start.span)),
        Term::For(_) | Term::Until { .. } => None,
    }
}

/// The span of the end of a term in braces.
pub(crate) fn end_span(term: &Term) -> Option<Span> {
    match term {
        Term::Dates { end, .. } | Term::Until { end } => Some(end.span),
        Term::From { duration, .. } => Some(duration.span),
        Term::For(_) => None,
    }
}

/// The day `days` days later; the day itself at the end of the calendar.
pub(crate) fn later(day: NaiveDate, days: u32) -> NaiveDate {
    day.checked_add_days(Days::new(u64::from(days))).unwrap_or(day)
}
