//! The payment schedule: every charge with its day in UTC and its exact amount.

use super::members::{CHARGE_DECIMALS, Members};
use super::{Build, ChargePlace, ImportError, ValueError};
use crate::offer::{Amount, Currency, Entry, Field};
use crate::schedule::{self, Charge, Holidays, entries, singles};
use crate::text::diagnostic::names;
use crate::text::source::{Span, Spanned};

impl Build<'_> {
    pub(super) fn payment_schedule(&mut self, term: &mut Members<'_>) {
        term.want(&["CurrencyCode", "Schedule"]);
        if !self.charges.is_empty() {
            return term.fault(ImportError::SecondSchedule(term.path("Schedule"), term.span()));
        }
        self.currency_of("installments", term);
        let mut times = Vec::new();
        for mut charge in term.objects("Schedule") {
            charge.need(&["ChargeDate", "ChargeAmount"]);
            let (date, amount) =
                (charge.moment("ChargeDate"), charge.amount("ChargeAmount", CHARGE_DECIMALS));
            let Some((date, amount)) = date.zip(amount) else {
                self.broken.push(charge.span());
                continue;
            };
            times.push((date.value.day, date.value.within_day()));
            self.charges.push((date.value.day, amount.value));
            self.places.push(ChargePlace { charge: charge.span(), date: date.span, amount: amount.span });
            self.leave("installments", charge);
        }
        self.charged_at(&times);
        if self.judged {
            // A schedule without a charge is a mistake as well.
            self.offer.installments = Field::Given(Spanned::new(Vec::new(), term.span()));
        }
    }

    /// Adds a comment with the time of day of the charges, if it is not 00:00:00.
    fn charged_at(&mut self, times: &[(chrono::NaiveDate, Option<String>)]) {
        let days = "an offer file says days";
        if let [(_, Some(first)), _, ..] = times
            && times.iter().all(|(_, time)| time.as_ref() == Some(first))
        {
            return self.say("installments", format!("every charge is at {first} of its day; {days}"));
        }
        for (day, time) in times {
            if let Some(time) = time {
                self.say("installments", format!("the charge of {day} is at {time}; {days}"));
            }
        }
    }

    /// Takes the currency of a term; the first one is the offer's.
    pub(super) fn currency_of(&mut self, key: &'static str, term: &mut Members<'_>) {
        let code = term.read("CurrencyCode", |json| {
            let code = super::members::text(json)?;
            Currency::parse(code)
                .ok_or_else(|| ValueError::not(names::UNSUPPORTED_CURRENCY, "a currency code", code))
        });
        let Some(code) = code else { return };
        match self.currency() {
            Some(known) if code.value != known && key == "installments" => {
                self.say("pricing", format!("the prices are in {known}, the installments in {}", code.value));
            }
            Some(known) if code.value != known => {
                self.say(key, format!("some of this is in {}, the rest of the offer in {known}", code.value));
                return;
            }
            _ => {}
        }
        self.offer.currency = Field::Given(code);
    }

    /// The installments and their total.
    pub(super) fn installments(&mut self) {
        if self.judged && !self.broken.is_empty() {
            self.take(singles(&self.charges));
            let broken = self.broken.iter().copied().map(Entry::Broken);
            self.offer.installments.get_or_insert(Span::NOWHERE).extend(broken);
            return;
        }
        if self.charges.is_empty() {
            return;
        }
        if !self.judged {
            self.offer.total = Amount::sum(self.charges.iter().map(|(_, amount)| *amount)).into();
        }
        if !self.options.explicit {
            self.take(entries(&self.charges, self.currency()));
            if self.says_the_charges() {
                return;
            }
        }
        self.take(singles(&self.charges));
        if !self.says_the_charges() {
            self.faults.add(ImportError::Schedule);
        }
    }

    /// Takes the entries of the charges, each with the span of the charges that it covers.
    fn take(&mut self, mut entries: Vec<Entry>) {
        let mut places = self.places.as_slice();
        let whole = over(places, |place| place.charge);
        for entry in &mut entries {
            let count = match entry {
                Entry::Series(series) => series.times.get().map_or(1, |times| *times as usize),
                Entry::Single(_) | Entry::Broken(_) => 1,
            };
            let (own, rest) = places.split_at_checked(count).unwrap_or((places, &[]));
            places = rest;
            let (charges, amounts) = (over(own, |place| place.charge), over(own, |place| place.amount));
            match entry {
                Entry::Single(single) => {
                    single.span = charges;
                    single.invoice_date.place(over(own, |place| place.date));
                    single.amount.place(amounts);
                }
                Entry::Series(series) => {
                    series.span = charges;
                    series.first.place(own.first().map_or(charges, |place| place.date));
                    series.every.place(charges);
                    series.times.place(charges);
                    series.day.place(charges);
                    series.amount.place(amounts);
                    series.split.place(amounts);
                }
                Entry::Broken(_) => {}
            }
        }
        self.offer.installments = Field::Given(Spanned::new(entries, whole));
    }

    /// Whether the entries bill exactly the charges.
    fn says_the_charges(&self) -> bool {
        let Some(schedule) = schedule::whole(&self.offer, &Holidays::default()) else { return false };
        let billed = schedule.installments.iter().filter_map(|i| Some((i.date, i.amount?)));
        let (mut billed, mut charges): (Vec<Charge>, _) = (billed.collect(), self.charges.clone());
        billed.sort_unstable();
        charges.sort_unstable();
        billed == charges
    }
}

/// From the start of the first span to the end of the last.
fn over(places: &[ChargePlace], of: fn(&ChargePlace) -> Span) -> Span {
    match places {
        [first, .., last] => of(first).to(of(last)),
        [only] => of(only),
        [] => Span::NOWHERE,
    }
}
