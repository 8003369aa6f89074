//! What needs somebody in the coming days, over all offers: the events of their timelines that still
//! count.

use std::sync::Arc;

use chrono::NaiveDate;

use super::invoice_list::ListedOffer;
use super::{Counted, Event, EventKind, Group, Plan, Stage, Timeline};

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

/// An event of an offer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AgendaItem<'a> {
    /// Whose it is.
    pub of: &'a AgendaOffer,
    /// What happens, and when.
    pub event: &'a Event,
}

impl AgendaOffer {
    /// The events that still count: those that are past once the buyer has accepted, or that another offer
    /// took over, do not.
    pub fn events(&self) -> impl Iterator<Item = &Event> {
        self.timeline.events.iter().filter(|event| self.counts(event))
    }

    fn counts(&self, event: &Event) -> bool {
        let open = self.stage != Stage::Accepted;
        match event.kind {
            EventKind::Release => self.stage == Stage::Draft,
            EventKind::AcceptBy => open,
            // An agreement is replaced, and a contract begins, by itself.
            EventKind::Acceptance | EventKind::Start | EventKind::Replaced | EventKind::Ended => false,
            EventKind::Invoice | EventKind::Due => {
                let invoice =
                    self.timeline.plan.invoices.iter().find(|own| Some(own.number) == event.invoice);
                invoice.is_some_and(|invoice| self.counted().stands(invoice))
            }
            EventKind::Lockout | EventKind::End | EventKind::FinalMetering => self.replaced_on.is_none(),
        }
    }

    /// As it is counted in sums.
    pub fn counted(&self) -> Counted<'_> {
        Counted {
            plan: &self.timeline.plan,
            stage: self.stage,
            group: Group::default(),
            expected: &[],
            replaced_on: self.replaced_on,
        }
    }

    /// The last day to which the last day to accept can still be moved: the day before the second
    /// installment, since only one may fall before acceptance. `None` once the buyer has accepted. Source:
    /// Seller Guide, "Private offers with flexible payment schedules".
    pub fn extends_to(&self) -> Option<NaiveDate> {
        extends_to(&self.timeline.plan).filter(|_| self.stage != Stage::Accepted)
    }
}

fn extends_to(plan: &Plan) -> Option<NaiveDate> {
    plan.invoices.get(1)?.scheduled_date.pred_opt()
}

/// The events of these offers from one day to another, both included, in order: by day, kind, file and
/// offer.
pub fn agenda(offers: &[AgendaOffer], (from, to): (NaiveDate, NaiveDate)) -> Vec<AgendaItem<'_>> {
    let items = offers.iter().flat_map(|of| of.events().map(move |event| AgendaItem { of, event }));
    let mut items: Vec<AgendaItem<'_>> =
        items.filter(|item| (from..=to).contains(&item.event.date)).collect();
    items.sort_by(|a, b| {
        let key = |item: &AgendaItem<'_>| (item.event.date, item.event.kind, item.of.offer.document);
        let by_day = (a.event.date, a.event.kind).cmp(&(b.event.date, b.event.kind));
        by_day.then_with(|| a.of.offer.path.cmp(&b.of.offer.path)).then_with(|| key(a).cmp(&key(b)))
    });
    items
}
