//! The lines of the reports, each with the offer and acceptor that it belongs to.

use std::collections::BTreeMap;

use super::Billed;
use super::matching::{Acceptor, Belonging, Directory};
use crate::marketplace::reports::LineKind;
use crate::text::message::Message;

/// The lines of the reports, assigned to offers.
#[derive(Debug, Default)]
pub(super) struct AssignedLines {
    /// Whether a report has the lines of every offer.
    pub(super) every: bool,
    /// By accepted offer and who accepted it.
    pub(super) groups: BTreeMap<(usize, Acceptor), Vec<Billed>>,
    /// Those that belong to no offer that is expected to be billed: the offer if it is known, and why.
    pub(super) strays: Vec<(Option<usize>, Billed, Message)>,
}

impl AssignedLines {
    pub(super) fn add(&mut self, directory: &Directory<'_>, billed: Billed) {
        match directory.find(&billed.line) {
            Belonging::Found(deal, acceptor) => self.groups.entry((deal, acceptor)).or_default().push(billed),
            Belonging::Stray(deal, why) => self.strays.push((deal, billed, why)),
        }
    }

    /// Whether there is any line of what was billed.
    pub(super) fn bills(&self) -> bool {
        let lines = self.groups.values().flatten().chain(self.strays.iter().map(|(_, billed, _)| billed));
        lines.map(|billed| billed.line.kind).any(|kind| kind != LineKind::Listed)
    }

    /// The lines of an accepted offer, by acceptor.
    pub(super) fn of(&self, deal: usize) -> Vec<(&Acceptor, &[Billed])> {
        let from = (deal, Acceptor::default());
        let groups = self.groups.range(from..).take_while(|((at, _), _)| *at == deal);
        groups.map(|((_, acceptor), lines)| (acceptor, lines.as_slice())).collect()
    }
}
