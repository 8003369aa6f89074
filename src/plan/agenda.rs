//! What needs somebody in the coming days, over all offers: the events of their timelines that still
//! count.

use std::sync::Arc;

use chrono::NaiveDate;

use super::invoice_list::ListedOffer;
use super::{Event, EventKind, Stage, Timeline};

/// An offer with the days of its contract.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgendaOffer {
    /// The offer.
    pub offer: Arc<ListedOffer>,
    /// Its stage.
    pub stage: Stage,
    /// Its events.
    pub timeline: Timeline,
    /// The day on which another offer replaced it.
    pub replaced_on: Option<NaiveDate>,
}

/// An event of an offer, without the rest of its plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgendaItem {
    /// The offer.
    pub offer: Arc<ListedOffer>,
    /// Its stage.
    pub stage: Stage,
    /// What happens, and when.
    pub event: Event,
    /// See [`AgendaOffer::extends_to`].
    pub extends_to: Option<NaiveDate>,
}

impl AgendaOffer {
    /// Whether an event still counts: one that is past once the buyer has accepted, or that another offer
    /// took over, does not.
    pub fn counts(&self, event: &Event) -> bool {
        let open = self.stage != Stage::Accepted;
        match event.kind {
            EventKind::Release => self.stage == Stage::Draft,
            EventKind::AcceptBy => open,
            // An agreement is replaced, and a contract begins, by itself.
            EventKind::Acceptance | EventKind::Start | EventKind::Replaced | EventKind::Ended => false,
            EventKind::Invoice | EventKind::Due => {
                let at = event.invoice.and_then(|number| number.checked_sub(1));
                let invoice = at.and_then(|at| self.timeline.plan.invoices.get(at));
                invoice.is_some_and(|invoice| invoice.stands(self.replaced_on))
            }
            EventKind::Lockout | EventKind::End | EventKind::FinalMetering => self.replaced_on.is_none(),
        }
    }

    /// The last day to which the last day to accept can still be moved: the day before the second
    /// installment, since only one may fall before acceptance. `None` once the buyer has accepted. Source:
    /// Seller Guide, "Private offers with flexible payment schedules".
    pub fn extends_to(&self) -> Option<NaiveDate> {
        let second = self.timeline.plan.invoices.get(1).filter(|_| self.stage != Stage::Accepted)?;
        second.scheduled_date.pred_opt()
    }

    /// Its events from one day to another, both included, that count.
    pub fn items(&self, (from, to): (NaiveDate, NaiveDate)) -> Vec<AgendaItem> {
        let wanted = |event: &&Event| (from..=to).contains(&event.date) && self.counts(event);
        let item = |event: &Event| AgendaItem {
            offer: Arc::clone(&self.offer),
            stage: self.stage,
            event: event.clone(),
            extends_to: self.extends_to(),
        };
        self.timeline.events.iter().filter(wanted).map(item).collect()
    }
}

/// Puts events in order: by day, kind, file and offer.
pub fn sort(items: &mut [AgendaItem]) {
    items.sort_by(|a, b| order(a).cmp(&order(b)));
}

fn order(item: &AgendaItem) -> (NaiveDate, EventKind, &str, usize) {
    (item.event.date, item.event.kind, &item.offer.path, item.offer.document)
}
