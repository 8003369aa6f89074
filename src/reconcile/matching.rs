//! Which offer and buyer a line of a report belongs to.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::{Deal, DealStatus};
use crate::marketplace::reports::{BilledLine, Subscriber};
use crate::offer::quote;
use crate::text::message::{Message, msg};

/// Who accepted: an account of the offer's buyers; its agreement if only that is known; neither if no
/// line shows it.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Acceptor {
    pub(super) account: Option<String>,
    pub(super) agreement: Option<String>,
}

/// Where a line belongs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Belonging {
    /// To an accepted offer, by index, and its acceptor.
    Found(usize, Acceptor),
    /// To none that is expected to be billed; the offer if it is known, and why.
    Stray(Option<usize>, Message),
}

/// The offers, indexed by the ids that lines use.
pub(super) struct Directory<'d> {
    deals: &'d [Deal],
    by_offer: BTreeMap<&'d str, Vec<usize>>,
    by_agreement: BTreeMap<String, (usize, Option<String>)>,
}

impl<'d> Directory<'d> {
    /// Learns agreements from the offers, from the offers that replace them, and from lines that name
    /// both an agreement and its offer.
    pub(super) fn new<'l>(deals: &'d [Deal], lines: impl Iterator<Item = &'l BilledLine>) -> Self {
        let mut by_offer: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        let mut by_agreement: BTreeMap<String, (usize, Option<String>)> = BTreeMap::new();
        for (at, deal) in deals.iter().enumerate() {
            if let Some(id) = &deal.id {
                by_offer.entry(id).or_default().push(at);
            }
            if let Some(agreement) = &deal.agreement {
                by_agreement.entry(agreement.clone()).or_insert((at, None));
            }
        }
        for deal in deals {
            if let Some((agreement, Some(replaced))) = &deal.replaces {
                by_agreement.entry(agreement.clone()).or_insert((*replaced, None));
            }
        }
        let mut directory = Self { deals, by_offer, by_agreement };
        for line in lines {
            let (Some(agreement), Some(at)) = (&line.agreement, directory.by_offer_of(line)) else {
                continue;
            };
            let account = match directory.acceptor(at, line) {
                Some(Acceptor { account, .. }) => account,
                None => continue,
            };
            let known = directory.by_agreement.entry(agreement.clone()).or_insert((at, None));
            if known.0 == at && known.1.is_none() {
                known.1 = account;
            }
        }
        directory
    }

    /// Where a line belongs.
    pub(super) fn find(&self, line: &BilledLine) -> Belonging {
        let by_agreement = || self.by_agreement.get(line.agreement.as_ref()?).map(|(at, _)| *at);
        let Some(at) = self.by_offer_of(line).or_else(by_agreement) else {
            return Belonging::Stray(None, unknown(line));
        };
        let Some(deal) = self.deals.get(at) else { return Belonging::Stray(None, unknown(line)) };
        match (&deal.standing, &line.subscriber) {
            (DealStatus::NotAccepted, _) => {
                let why = match line.acceptance {
                    Some(day) => {
                        msg!("the offer file has no `accepted`; the report says accepted on {day}", day)
                    }
                    None => msg!("the offer file has no `accepted`"),
                };
                Belonging::Stray(Some(at), why)
            }
            (DealStatus::Authorization, _) => {
                Belonging::Stray(Some(at), msg!("a resale authorization is not billed to a buyer"))
            }
            (DealStatus::Planned(_), subscriber) => match self.acceptor(at, line) {
                Some(acceptor) => Belonging::Found(at, acceptor),
                None => Belonging::Stray(Some(at), no_buyer(subscriber)),
            },
        }
    }

    /// The day on which each replaced offer was replaced: the first acceptance of one that replaces
    /// it.
    pub(super) fn replaced(&self) -> BTreeMap<usize, NaiveDate> {
        let mut replaced: BTreeMap<usize, NaiveDate> = BTreeMap::new();
        for deal in self.deals {
            let (DealStatus::Planned(plan), Some((agreement, place))) = (&deal.standing, &deal.replaces)
            else {
                continue;
            };
            let known = || self.by_agreement.get(agreement).map(|(at, _)| *at);
            if let Some(at) = place.or_else(known) {
                let day = replaced.entry(at).or_insert(plan.acceptance.date);
                *day = plan.acceptance.date.min(*day);
            }
        }
        replaced
    }

    /// The offer with the id that the line names; of several, the one with its buyer, accepted
    /// ones first.
    fn by_offer_of(&self, line: &BilledLine) -> Option<usize> {
        let named = self.by_offer.get(line.offer.as_deref()?)?;
        let of = |at: &&usize| self.deals.get(**at);
        let fits =
            |at: &&usize| of(at).is_some_and(|deal| deal.buyers.iter().any(|id| line.subscriber.may_be(id)));
        let planned =
            |at: &&usize| of(at).is_some_and(|deal| matches!(deal.standing, DealStatus::Planned(_)));
        let best = named.iter().find(|at| fits(at) && planned(at)).or_else(|| named.iter().find(fits));
        best.or_else(|| named.first()).copied()
    }

    /// Which of the offer's buyers the line is about; `None` if none, or unclear.
    fn acceptor(&self, at: usize, line: &BilledLine) -> Option<Acceptor> {
        let deal = self.deals.get(at)?;
        let account = |id: &String| Acceptor { account: Some(id.clone()), agreement: None };
        if let (Subscriber::Unknown, [_, _, ..]) = (&line.subscriber, deal.buyers.as_slice()) {
            let agreement = line.agreement.clone()?;
            let known = self.by_agreement.get(&agreement).and_then(|(_, account)| account.as_ref());
            return Some(known.map_or(Acceptor { account: None, agreement: Some(agreement) }, account));
        }
        let mut fitting = deal.buyers.iter().filter(|id| line.subscriber.may_be(id));
        match (fitting.next(), fitting.next()) {
            (Some(id), None) => Some(account(id)),
            _ => None,
        }
    }
}

fn unknown(line: &BilledLine) -> Message {
    match (&line.offer, &line.agreement) {
        (Some(offer), _) => msg!("no offer file has the id {id}", id = quote(offer)),
        (None, Some(agreement)) => {
            msg!("no offer file is known for the agreement {id}", id = quote(agreement))
        }
        (None, None) => msg!("the line names neither an offer nor an agreement"),
    }
}

fn no_buyer(subscriber: &Subscriber) -> Message {
    match subscriber {
        Subscriber::Known(id) => msg!("account {id} is no buyer of the offer", id),
        Subscriber::Either(one, other) => {
            msg!("neither {one} nor {other} alone is a buyer of the offer", one, other)
        }
        Subscriber::Rounded(..) => msg!("its rounded account id fits no single buyer of the offer"),
        Subscriber::Unknown => msg!("it does not say which of the offer's buyers it is about"),
    }
}
