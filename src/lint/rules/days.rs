//! What the rules about dates have in common: how they say a day, and which day would be right.

use chrono::{Days, NaiveDate};

use super::Context;
use crate::marketplace::limits::Limits;
use crate::offer::{Duration, End, Entry, Field, Term};
use crate::schedule::Installment;
use crate::text::diagnostic::Diagnostic;
use crate::text::source::Span;

/// Why an offer that nobody has accepted has an end at all.
const AT_ONCE: &str = "a term without a start runs from acceptance, and the marketplace counts as if the buyer accepted at once";

impl Context<'_> {
    /// A day that is the reference day, with what makes it so: `2026-12-01, the day of release`.
    pub(crate) fn reference_words(&self, day: NaiveDate) -> String {
        let what = match (&self.offer.release, self.offer.accepted.get()) {
            (Field::Given(_), _) => "release",
            (_, Some(accepted)) if *accepted == day => "acceptance",
            _ => "checking",
        };
        format!("{day}, the day of {what}")
    }

    /// Shows where the reference day is written, or says that it is not.
    pub(crate) fn also_reference_day(&self, diagnostic: Diagnostic, day: NaiveDate) -> Diagnostic {
        match (self.offer.release.span(), self.offer.accepted.spanned()) {
            (Some(release), _) => diagnostic.also(release, format!("released on {day}")),
            (None, Some(accepted)) if accepted.value == day => {
                diagnostic.also(accepted.span, format!("accepted on {day}"))
            }
            _ => diagnostic.note("without `release`, an offer is judged as of the day of checking"),
        }
    }

    /// Shows how the contract comes to end on its last day.
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
                    format!("{start}, the day of acceptance")
                } else {
                    self.reference_words(start)
                };
                let diagnostic = diagnostic.also(span, format!("{duration} from {from}, until {end}"));
                if accepted { diagnostic } else { diagnostic.note(AT_ONCE) }
            }
            End::AfterStart(duration) => {
                diagnostic.also(span, format!("{duration} from {start}, until {end}"))
            }
            End::Written | End::Unknown => diagnostic.also(span, format!("the contract ends on {end}")),
        }
    }

    /// Shows further installments, at most `most` and each place once.
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
                diagnostic = diagnostic.also(span, format!("invoiced on {}", self.which(installment)));
            }
        }
        diagnostic
    }

    /// What to type so that an installment is invoiced on `day`.
    pub(crate) fn move_to(&self, installment: &Installment, day: NaiveDate) -> String {
        let entries = self.offer.installments.get();
        match entries.and_then(|entries| entries.get(installment.entry)) {
            Some(Entry::Single(_)) => format!("set `invoice_date: {day}`"),
            Some(Entry::Series(_)) if installment.position == 1 => format!("set `first: {day}`"),
            _ => format!("move {} to {day}", self.which(installment)),
        }
    }

    /// The one date that is to be changed so that none of `all` is invoiced before `day`.
    pub(crate) fn one_move(&self, all: &[&Installment], day: NaiveDate) -> Option<String> {
        let (first, rest) = all.split_first()?;
        let one = first.position == 1 && rest.iter().all(|other| other.entry == first.entry);
        one.then(|| format!("{} or later", self.move_to(first, day)))
    }

    /// What to change so that none of `all` is invoiced before `day`.
    pub(crate) fn move_all(&self, all: &[&Installment], day: NaiveDate) -> String {
        self.one_move(all, day).unwrap_or_else(|| format!("move all of them to {day} or later"))
    }

    /// What to type so that the series to which all of `late` belong ends before `day` and still
    /// bills the same. None where they belong to something else.
    pub(crate) fn fewer_before(&self, late: &[&Installment], day: NaiveDate) -> Option<String> {
        let entry = late.first()?.entry;
        let Entry::Series(series) = self.offer.installments.get()?.get(entry)? else { return None };
        let divides = series.amount.is_absent() && series.weights.is_absent() && series.times.get().is_some();
        let kept = self.schedule.installments.iter().filter(|i| i.entry == entry && i.date < day).count();
        let alone = late.iter().all(|i| i.entry == entry);
        (divides && alone && kept > 0).then(|| format!("set `times: {kept}`, which divides the same amount"))
    }

    /// The first day from `day` on that has no invoice yet.
    pub(crate) fn free_from(&self, day: NaiveDate) -> NaiveDate {
        day.iter_days().find(|day| self.is_free(*day)).unwrap_or(day)
    }

    /// The last day before `day` that has no invoice yet and does not lie in the past.
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

    /// The last day that a contract may have which runs from `from` on and is written as
    /// `duration`, or by its last day.
    pub(crate) fn latest_end(&self, from: NaiveDate, duration: Option<Duration>) -> Option<NaiveDate> {
        let end = self.longest(duration)?.after(from);
        match written_start(self.offer.term.get()?) {
            Some(_) => end.pred_opt(),
            None => Some(end),
        }
    }

    /// How long a contract for this product may run, counted as `duration` is, or by its days.
    /// None for a product without installments.
    pub(crate) fn longest(&self, duration: Option<Duration>) -> Option<Duration> {
        let limit = self.limits.term(self.offer.product_type()?)?;
        Some(limit.longest(duration.is_some_and(|duration| duration.days == 0)))
    }

    /// What to type so that the contract that runs from `from` on ends after `day`. None where the
    /// product allows none that is so long.
    pub(crate) fn term_past(&self, from: NaiveDate, day: NaiveDate) -> Option<String> {
        let after = day.succ_opt()?;
        match self.offer.term.get()? {
            Term::For(duration) => {
                let longer = self.lengthened(*duration, from, after)?;
                Some(format!("set `term: {longer}`"))
            }
            Term::From { start, duration } => {
                let longer = self.lengthened(duration.value, start.value, after.succ_opt()?)?;
                Some(format!("set `duration: {longer}`"))
            }
            Term::Dates { start, .. } => {
                (after <= self.latest_end(start.value, None)?).then(|| format!("set `end: {after}`"))
            }
            Term::Until { .. } => {
                let latest = self.latest_end(self.contract.start?, None)?;
                (after <= latest).then(|| format!("set `end: {after}`"))
            }
        }
    }

    /// The shortest duration in the unit of `duration` that reaches from `from` to `day`.
    pub(crate) fn lengthened(&self, duration: Duration, from: NaiveDate, day: NaiveDate) -> Option<Duration> {
        if duration.months == 0 {
            let days = u32::try_from(day.signed_duration_since(from).num_days()).ok()?;
            let longer = Duration { months: 0, days };
            return (longer.after(from) <= self.longest(Some(longer))?.after(from)).then_some(longer);
        }
        let most = self.longest(Some(Duration::months(1)))?;
        (1..=most.months).map(Duration::months).find(|longer| longer.after(from) >= day)
    }

    /// Says when a number of the marketplace was replaced, where that has happened since.
    pub(crate) fn note_later_limit<N: PartialEq + std::fmt::Display>(
        &self,
        diagnostic: Diagnostic,
        number: impl Fn(&Limits) -> N,
    ) -> Diagnostic {
        match self.limits.next(&number) {
            Some(next) => diagnostic.note(format!(
                "{} was the limit before {}, when it became {}",
                number(self.limits),
                next.from,
                number(next)
            )),
            None => diagnostic,
        }
    }
}

/// A start that is written, with its place.
pub(crate) fn written_start(term: &Term) -> Option<(NaiveDate, Span)> {
    match term {
        Term::Dates { start, .. } | Term::From { start, .. } => Some((start.value, start.span)),
        Term::For(_) | Term::Until { .. } => None,
    }
}

/// Where a term in braces says its end.
pub(crate) fn end_span(term: &Term) -> Option<Span> {
    match term {
        Term::Dates { end, .. } | Term::Until { end } => Some(end.span),
        Term::From { duration, .. } => Some(duration.span),
        Term::For(_) => None,
    }
}

/// That many days later; the day itself where the calendar ends.
pub(crate) fn later(day: NaiveDate, days: u32) -> NaiveDate {
    day.checked_add_days(Days::new(u64::from(days))).unwrap_or(day)
}

/// `1 day`, `2 days`.
pub(crate) fn count(number: impl Into<u64>, word: &str) -> String {
    match number.into() {
        1 => format!("1 {word}"),
        number => format!("{number} {word}s"),
    }
}
