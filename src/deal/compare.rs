//! Compares two versions of an offer: what a reviewer wants to know about a change.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Display;

use chrono::{Datelike, NaiveDate};

use crate::offer::{Amount, Currency, Offer, Term};
use crate::schedule::{Installment, Schedule};
use crate::text::message::{Message, msg};

/// What changed from one version of an offer to the next.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Comparison {
    /// Installments that were added, removed, or changed in date or amount, in order of date.
    pub installments: Vec<Change>,
    /// The totals before and after, if they differ and both are known.
    pub total: Option<(Amount, Amount)>,
    /// For each calendar year whose sum differs, the sums before and after.
    pub years: BTreeMap<i32, (Amount, Amount)>,
    /// Everything else that the marketplace freezes or a reviewer should see: what, before, after.
    pub facts: Vec<Fact>,
    /// The currencies before and after.
    pub currencies: (Option<Currency>, Option<Currency>),
}

/// One installment's change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// The same amount on another day.
    Moved {
        /// The day before the change.
        from: NaiveDate,
        /// The day after it.
        to: NaiveDate,
        /// The amount.
        amount: Amount,
    },
    /// Another amount on the same day.
    Resized {
        /// The day.
        date: NaiveDate,
        /// The amount before the change.
        before: Amount,
        /// The amount after it.
        after: Amount,
    },
    /// A new installment.
    Added {
        /// Its day.
        date: NaiveDate,
        /// Its amount.
        amount: Amount,
    },
    /// An installment that is no longer there.
    Dropped {
        /// Its day.
        date: NaiveDate,
        /// Its amount.
        amount: Amount,
    },
}

impl Change {
    /// The day by which changes are ordered: the new one, or else the old one.
    pub fn day(&self) -> NaiveDate {
        match self {
            Self::Moved { to: date, .. }
            | Self::Resized { date, .. }
            | Self::Added { date, .. }
            | Self::Dropped { date, .. } => *date,
        }
    }
}

/// A fact of the offer that differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// The key, as in the file.
    pub what: &'static str,
    /// The value before the change; empty if absent.
    pub before: Message,
    /// The value after it; empty if absent.
    pub after: Message,
}

impl Comparison {
    /// Whether both versions are the same.
    pub fn is_empty(&self) -> bool {
        self.installments.is_empty() && self.facts.is_empty()
    }
}

/// Compares two versions. Installments whose amount is not known are left out.
pub fn compare(before: (&Offer, &Schedule), after: (&Offer, &Schedule)) -> Comparison {
    let (old, new) = (known(before.1), known(after.1));
    let sum = |list: &[(NaiveDate, Amount)]| Amount::sum(list.iter().map(|(_, amount)| *amount));
    let total = sum(&old).zip(sum(&new)).filter(|(old, new)| old != new);
    Comparison {
        years: years(&old, &new),
        installments: changes(old, new),
        total,
        facts: facts(before.0, after.0),
        currencies: (before.0.currency.get().copied(), after.0.currency.get().copied()),
    }
}

fn known(schedule: &Schedule) -> Vec<(NaiveDate, Amount)> {
    let pair = |i: &Installment| Some((i.date, i.amount?.normalized()));
    schedule.installments.iter().filter_map(pair).collect()
}

/// Pairs what is unchanged, then what kept its day, then what kept its amount; the rest was added or
/// dropped.
fn changes(mut old: Vec<(NaiveDate, Amount)>, mut new: Vec<(NaiveDate, Amount)>) -> Vec<Change> {
    let mut changes = Vec::new();
    take_pairs(&mut old, &mut new, |a, b| a == b, |_, _| None);
    let resized = |a: &(NaiveDate, Amount), b: &(NaiveDate, Amount)| {
        Some(Change::Resized { date: a.0, before: a.1, after: b.1 })
    };
    changes.extend(take_pairs(&mut old, &mut new, |a, b| a.0 == b.0, resized));
    let moved = |a: &(NaiveDate, Amount), b: &(NaiveDate, Amount)| {
        Some(Change::Moved { from: a.0, to: b.0, amount: b.1 })
    };
    changes.extend(take_pairs(&mut old, &mut new, |a, b| a.1 == b.1, moved));
    changes.extend(old.into_iter().map(|(date, amount)| Change::Dropped { date, amount }));
    changes.extend(new.into_iter().map(|(date, amount)| Change::Added { date, amount }));
    changes.sort_by_key(Change::day);
    changes
}

/// Removes matching pairs from both lists, the earliest first, and makes a change of each.
fn take_pairs<T>(
    old: &mut Vec<T>,
    new: &mut Vec<T>,
    alike: impl Fn(&T, &T) -> bool,
    meaning: impl Fn(&T, &T) -> Option<Change>,
) -> Vec<Change> {
    let mut found = Vec::new();
    old.retain(|before| match new.iter().position(|after| alike(before, after)) {
        Some(at) => {
            let after = new.remove(at);
            found.extend(meaning(before, &after));
            false
        }
        None => true,
    });
    found
}

fn years(old: &[(NaiveDate, Amount)], new: &[(NaiveDate, Amount)]) -> BTreeMap<i32, (Amount, Amount)> {
    let of = |list: &[(NaiveDate, Amount)], year: i32| {
        Amount::sum(list.iter().filter(|(date, _)| date.year() == year).map(|(_, amount)| *amount))
    };
    let years: BTreeSet<i32> = old.iter().chain(new).map(|(date, _)| date.year()).collect();
    let pair = |year| Some((year, of(old, year).zip(of(new, year)).filter(|(a, b)| a != b)?));
    years.into_iter().filter_map(pair).collect()
}

fn facts(before: &Offer, after: &Offer) -> Vec<Fact> {
    fn text(value: Option<impl Display>) -> Message {
        let text = value.map(|value| value.to_string()).filter(|text| !text.is_empty());
        text.map(Message::verbatim).unwrap_or_default()
    }
    let buyers = |offer: &Offer| {
        let list = offer.buyers.get().map_or(&[][..], Vec::as_slice);
        let accounts: BTreeSet<&str> =
            list.iter().filter_map(|b| b.account.get().map(String::as_str)).collect();
        text(Some(accounts.into_iter().collect::<Vec<_>>().join(", ")))
    };
    let term = |offer: &Offer| offer.term.get().map(Term::words).unwrap_or_default();
    let net = |offer: &Offer| offer.net_terms.get().map(|days| msg!("{days} days", days)).unwrap_or_default();
    let rows = [
        ("name", text(before.name.get()), text(after.name.get())),
        ("currency", text(before.currency.get()), text(after.currency.get())),
        ("term", term(before), term(after)),
        ("buyers", buyers(before), buyers(after)),
        ("release", text(before.release.get()), text(after.release.get())),
        ("accept_by", text(before.accept_by.get()), text(after.accept_by.get())),
        ("net_terms", net(before), net(after)),
    ];
    rows.into_iter()
        .filter(|(_, before, after)| before != after)
        .map(|(what, before, after)| Fact { what, before, after })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::offer::parse_date;

    fn list(rows: &[(&str, &str)]) -> Vec<(NaiveDate, Amount)> {
        rows.iter()
            .map(|(date, amount)| (parse_date(date).unwrap(), Amount::parse(amount).unwrap()))
            .collect()
    }

    #[test]
    fn each_installment_is_told_by_what_it_kept() {
        let old =
            list(&[("2027-01-01", "10"), ("2027-02-01", "20"), ("2027-03-01", "30"), ("2027-04-01", "40")]);
        let new =
            list(&[("2027-01-01", "10"), ("2027-02-01", "25"), ("2027-03-15", "30"), ("2027-05-01", "45")]);
        let day = |text| parse_date(text).unwrap();
        let amount = |text| Amount::parse(text).unwrap();
        assert_eq!(
            changes(old, new),
            [
                Change::Resized { date: day("2027-02-01"), before: amount("20"), after: amount("25") },
                Change::Moved { from: day("2027-03-01"), to: day("2027-03-15"), amount: amount("30") },
                Change::Dropped { date: day("2027-04-01"), amount: amount("40") },
                Change::Added { date: day("2027-05-01"), amount: amount("45") },
            ]
        );
    }

    #[test]
    fn only_years_that_differ_are_named() {
        let old = list(&[("2027-01-01", "10"), ("2028-02-01", "20")]);
        let new = list(&[("2027-12-01", "10"), ("2029-02-01", "20")]);
        assert_eq!(years(&old, &new).into_keys().collect::<Vec<_>>(), [2028, 2029]);
    }
}
