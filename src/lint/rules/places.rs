//! How findings name and place an installment.

use chrono::NaiveDate;

use super::Context;
use crate::schedule::Installment;
use crate::text::message::{Value, msg};
use crate::text::source::Span;

impl<'a> Context<'a> {
    /// The span that determines an installment's date: its own date, the series' anchor for the first of
    /// a series, else what gives their number.
    pub fn date_span(&self, installment: &Installment) -> Span {
        use crate::offer::Entry;
        let entry = self.offer.installments.get().and_then(|e| e.get(installment.entry));
        let span = match entry {
            Some(Entry::Single(single)) => single.invoice_date.span(),
            Some(Entry::Series(series)) if installment.position == 1 => series.first.span(),
            Some(Entry::Series(series)) => series.times.span().or(series.until.span()),
            Some(Entry::Broken(_)) | None => None,
        };
        span.or(entry.map(Entry::span)).unwrap_or(self.offer.marker)
    }

    /// The span of an installment's amount: `amount`, or its series' `split`.
    pub fn amount_span(&self, installment: &Installment) -> Span {
        let entry = self.offer.installments.get().and_then(|e| e.get(installment.entry));
        let span = entry.and_then(|entry| entry.amount().span());
        span.or(entry.map(crate::offer::Entry::span)).unwrap_or(self.offer.marker)
    }

    /// How messages identify an installment: `2027-01-31`, or `2027-01-31 (3 of 36)` in a series.
    pub fn which(&self, installment: &Installment) -> Value {
        let Installment { date, position, count, .. } = installment;
        match count {
            1 => Value::text(date),
            _ => Value::Message(msg!("{date} ({position} of {count})", date, position, count)),
        }
    }

    /// The last day to accept, if it could be read.
    pub fn accept_by(&self) -> Option<NaiveDate> {
        self.offer.accept_by.get().copied()
    }

    /// The installment with the earliest date.
    pub fn first(&self) -> Option<&'a Installment> {
        self.schedule.installments.first()
    }

    /// The installment with the latest date.
    pub fn last(&self) -> Option<&'a Installment> {
        self.schedule.installments.last()
    }
}
