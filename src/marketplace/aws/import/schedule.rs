//! The payment schedule: every charge with its day in UTC and its exact amount.

use super::Build;
use super::members::Members;
use crate::offer::draft::{Charge, Draft, entries, singles};
use crate::offer::{Currency, exact_sum, quote};
use crate::schedule::Calendar;

impl Build<'_> {
    pub(super) fn payment_schedule(&mut self, term: &mut Members<'_>) -> Result<(), String> {
        if !self.charges.is_empty() {
            return Err(format!("{}: a second payment schedule", term.path("Schedule")));
        }
        self.currency_of("installments", term)?;
        let mut times = Vec::new();
        for mut charge in term.objects("Schedule")? {
            let missing = |name: &str| format!("{} is missing", charge.path(name));
            let (no_date, no_amount) = (missing("ChargeDate"), missing("ChargeAmount"));
            let date = charge.moment("ChargeDate")?.ok_or(no_date)?;
            let amount = charge.decimal("ChargeAmount")?.ok_or(no_amount)?;
            times.push((date.day, date.within_day()));
            self.charges.push((date.day, amount));
            self.leave("installments", charge);
        }
        self.charged_at(&times);
        Ok(())
    }

    /// Says at which time of their days the charges are made, where it is not the day's first second.
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
    pub(super) fn currency_of(&mut self, key: &'static str, term: &mut Members<'_>) -> Result<(), String> {
        let code = term.read("CurrencyCode", |json| {
            let code = super::members::text(json)?;
            Currency::parse(code).ok_or_else(|| format!("{} is no currency code", quote(code)))
        })?;
        match (code, self.draft.currency) {
            (Some(code), Some(known)) if code != known && key == "installments" => {
                self.say("pricing", format!("the prices are in {known}, the installments in {code}"));
                self.draft.currency = Some(code);
            }
            (Some(code), Some(known)) if code != known => {
                self.say(key, format!("some of this is in {code}, the rest of the offer in {known}"));
            }
            (Some(code), _) => self.draft.currency = Some(code),
            (None, _) => {}
        }
        Ok(())
    }

    /// The installments and their total.
    pub(super) fn installments(&mut self) -> Result<(), String> {
        if self.charges.is_empty() {
            return Ok(());
        }
        self.draft.total = exact_sum(self.charges.iter().map(|(_, amount)| *amount));
        if !self.options.explicit {
            self.draft.installments = entries(&self.charges, self.draft.currency);
            if same(&self.draft, &self.charges) {
                return Ok(());
            }
        }
        self.draft.installments = singles(&self.charges);
        match same(&self.draft, &self.charges) {
            true => Ok(()),
            false => Err("the payment schedule cannot be written so that it says the same".to_owned()),
        }
    }
}

/// Whether an offer file with this draft bills exactly these charges.
fn same(draft: &Draft, charges: &[Charge]) -> bool {
    let Some(schedule) = draft.schedule(&Calendar::default()) else { return false };
    let billed = schedule.installments.iter().filter_map(|i| Some((i.date, i.amount?)));
    let (mut billed, mut charges): (Vec<_>, Vec<_>) = (billed.collect(), charges.to_vec());
    billed.sort_unstable();
    charges.sort_unstable();
    billed == charges
}
