//! What known differences explain of a comparison.

use std::collections::BTreeSet;

use super::{ComparedRow, Deal, MatchKind, Reconciliation};
use crate::offer::explanations::{About, Explanation};
use crate::offer::{Amount, Currency, quote};
use crate::text::message::{Message, msg};

/// Gives each row that differs its reason, if one of the explanations is about it and has its difference.
/// Each explains one row of each list; a note says what is left to none.
pub fn explain(result: &mut Reconciliation, deals: &[Deal], explanations: &[Explanation]) {
    let mut used: BTreeSet<usize> = BTreeSet::new();
    for rows in [&mut result.billed, &mut result.listed] {
        for (at, explanation) in explanations.iter().enumerate() {
            let known = KnownDifference(explanation);
            let row = rows.iter_mut().find(|row| {
                row.is_open()
                    && known.is_about(row, deals)
                    && row.difference().is_some_and(|difference| difference == explanation.amount)
            });
            if let Some(row) = row {
                row.explained = Some(explanation.reason.clone());
                used.insert(at);
            }
        }
    }
    let stale = explanations.iter().enumerate().filter(|(at, _)| !used.contains(at));
    let notes: Vec<Message> =
        stale.map(|(_, explanation)| KnownDifference(explanation).stale(result, deals)).collect();
    result.notes.extend(notes);
}

/// An explanation beside the rows of a comparison.
struct KnownDifference<'e>(&'e Explanation);

impl KnownDifference<'_> {
    fn is_of(&self, row: &ComparedRow, deals: &[Deal]) -> bool {
        let deal = row.deal.and_then(|at| deals.get(at));
        let line = row.billed.as_ref().map(|billed| &billed.line);
        let ids = [
            deal.and_then(|deal| deal.id.as_ref()),
            deal.and_then(|deal| deal.agreement.as_ref()),
            line.and_then(|line| line.offer.as_ref()),
            line.and_then(|line| line.agreement.as_ref()),
        ];
        ids.into_iter().flatten().any(|id| *id == self.0.offer)
    }

    fn is_about(&self, row: &ComparedRow, deals: &[Deal]) -> bool {
        let line = row.billed.as_ref().map(|billed| &billed.line);
        let due = row.due.filter(|_| row.outcome != MatchKind::Refunded);
        let named = match &self.0.about {
            About::Invoice(id) => line.and_then(|line| line.invoice.as_ref()) == Some(id),
            About::Day(day) => due.map(|due| due.expected).or(line.map(|line| line.date)) == Some(*day),
        };
        named && self.is_of(row, deals)
    }

    /// Why it explains nothing.
    fn stale(&self, result: &Reconciliation, deals: &[Deal]) -> Message {
        let rows = || result.billed.iter().chain(&result.listed);
        let about: Vec<&ComparedRow> = rows().filter(|row| self.is_about(row, deals)).collect();
        let open = about.iter().find(|row| row.is_open());
        let digits = |amount: Amount, currency: Currency| currency.digits(amount);
        let place = &self.0.place;
        match (open, about.first()) {
            (Some(row), _) => msg!(
                "{place}: it explains a difference of {explained}, but the difference is {difference}",
                place,
                explained = digits(self.0.amount, row.currency),
                difference = digits(row.difference().unwrap_or_default(), row.currency)
            ),
            (None, Some(row)) if row.explained.is_some() => {
                msg!("{place}: the difference is explained already; take it out", place)
            }
            (None, Some(_)) => msg!("{place}: nothing is left to explain; take it out", place),
            (None, None) if !rows().any(|row| self.is_of(row, deals)) => {
                let offer = quote(&self.0.offer);
                msg!(
                    "{place}: it explains nothing: no row is of the offer or agreement {offer}",
                    place,
                    offer
                )
            }
            (None, None) => match &self.0.about {
                About::Invoice(id) => {
                    let invoice = quote(id);
                    msg!(
                        "{place}: it explains nothing: no row of the offer has the invoice {invoice}",
                        place,
                        invoice
                    )
                }
                About::Day(day) => {
                    msg!("{place}: it explains nothing: no row of the offer is of {day}", place, day)
                }
            },
        }
    }
}
