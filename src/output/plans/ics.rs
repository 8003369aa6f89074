//! `plan --format ics`: a calendar with an all-day event for each invoice and each due date.

use std::fmt::Display;
use std::io::{self, Write};

use chrono::NaiveDate;

use super::icalendar::{self, CalendarEvent, EventStatus};
use super::sheet::money;
use crate::plan::{Agency, AgencyInvoice, Invoice, OfferFacts, Plan, Renewed};
use crate::text::message::{Message, Words, msg, word};
use crate::text::sanitize::line;
use crate::text::stable_hash::{Apart, Fnv};

/// A reminder is shown the day before an invoice, and a week before the due date: enough time for the
/// buyer's payment run.
const INVOICE_ALARM: u32 = 1;
const DUE_ALARM: u32 = 7;

/// Writes the plans as one calendar. An invoice, also one of a requested billing agent, has one event,
/// and a second one if its due date is known. What depends on an assumed acceptance is tentative.
///
/// # Errors
/// When `out` cannot be written to.
pub fn write(plans: &[Plan], words: Words, out: &mut dyn Write) -> io::Result<()> {
    let name = match plans {
        [plan] => Message::verbatim(line(plan.offer.title())),
        plans => msg!("Invoices of {count} offers", count = plans.len()),
    };
    let marks = marks(plans.iter().map(|plan| &plan.offer));
    let events: Vec<CalendarEvent> =
        plans.iter().zip(marks).flat_map(|(plan, mark)| events(plan, mark, |_| true)).collect();
    icalendar::write(&name, &events, words, out)
}

/// A calendar of many plans, written one by one as they come.
#[derive(Debug, Default)]
pub struct CalendarWriter {
    marks: OfferMarks,
}

/// The events of one plan as text, if no earlier plan of the calendar is alike.
#[derive(Debug)]
pub struct WrittenPlan {
    mark: Fnv,
    text: Vec<u8>,
}

impl WrittenPlan {
    /// The events of those invoices of a plan that `wanted` picks, as [`write()`] writes them.
    ///
    /// # Errors
    /// When the memory cannot be written to, which does not happen.
    pub fn of(plan: &Plan, wanted: impl Fn(&Invoice) -> bool, words: Words) -> io::Result<Self> {
        let (mark, mut text) = (mark(&plan.offer), Vec::new());
        write_plan(plan, mark, wanted, words, &mut text)?;
        Ok(Self { mark, text })
    }
}

impl CalendarWriter {
    /// Writes a plan into a calendar that has begun: as it was written, or again with a mark of its own.
    ///
    /// # Errors
    /// When `out` cannot be written to.
    pub fn add(
        &mut self,
        (plan, written): (&Plan, &WrittenPlan),
        wanted: impl Fn(&Invoice) -> bool,
        words: Words,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        match self.marks.next(&plan.offer) {
            mark if mark == written.mark => out.write_all(&written.text),
            mark => write_plan(plan, mark, wanted, words, out),
        }
    }
}

fn write_plan(
    plan: &Plan,
    mark: Fnv,
    wanted: impl Fn(&Invoice) -> bool,
    words: Words,
    out: &mut dyn Write,
) -> io::Result<()> {
    let invoices = plan.invoices.iter().filter(|invoice| wanted(invoice));
    let mut events = invoices.flat_map(|invoice| of_invoice(plan, invoice, mark));
    events.try_for_each(|event| icalendar::add(&event, words, out))
}

/// A mark for each offer of a calendar, in order; no two are the same.
///
/// It is the FNV-1a hash of the marketplace's id, else of the name, the product's id and the
/// buyers in the order of their numbers. Offers that are alike in all of this are numbered in
/// order. So no date, amount or note changes it.
#[derive(Debug, Default)]
pub(super) struct OfferMarks(Apart);

impl OfferMarks {
    /// The mark of the next offer.
    pub(super) fn next(&mut self, offer: &OfferFacts) -> Fnv {
        self.0.next(mark(offer))
    }
}

/// The marks of all offers of a calendar.
pub(super) fn marks<'a>(offers: impl Iterator<Item = &'a OfferFacts>) -> Vec<Fnv> {
    let mut marks = OfferMarks::default();
    offers.map(|offer| marks.next(offer)).collect()
}

fn mark(offer: &OfferFacts) -> Fnv {
    let mut hash = Fnv::new();
    if let Some(id) = &offer.id {
        hash.part(id);
        return hash;
    }
    let mut buyers: Vec<&String> = offer.buyers.iter().collect();
    buyers.sort();
    [&offer.name, &offer.product.0].into_iter().chain(buyers).for_each(|part| hash.part(part));
    hash
}

/// The events of those invoices of a plan, and of its renewed terms, that are wanted, and of a billing
/// agent's.
pub(super) fn events(plan: &Plan, mark: Fnv, wanted: impl Fn(&Invoice) -> bool) -> Vec<CalendarEvent> {
    let of_term = |term| plan_events(term, mark, &wanted);
    plan.terms().flat_map(of_term).collect()
}

fn plan_events(plan: &Plan, mark: Fnv, wanted: &impl Fn(&Invoice) -> bool) -> Vec<CalendarEvent> {
    let agency = plan.agency.iter();
    let of_agent = agency.flat_map(|agency| agency.invoices.iter().map(move |invoice| (agency, invoice)));
    let of_agent = of_agent.flat_map(|(agency, invoice)| of_agent_invoice(plan, agency, invoice, mark));
    let own = plan.invoices.iter().filter(|invoice| wanted(invoice));
    own.flat_map(|invoice| of_invoice(plan, invoice, mark)).chain(of_agent).collect()
}

/// An invoice as calendar events, the marketplace's or an agent's.
struct InvoiceEvents {
    /// What identifies its two events within the offer: the entry and the position of an installment,
    /// not its number, so that one moved to another day keeps its events.
    place: (usize, usize),
    /// The ends of their UIDs.
    kinds: [&'static str; 2],
    /// Their categories.
    categories: [&'static str; 2],
    issued: NaiveDate,
    due: Option<NaiveDate>,
    /// Whether it is expected.
    expected: bool,
    /// Its number and amount: `1 of 8, 500.00 USD`.
    what: Message,
    description: Vec<Message>,
}

fn of_invoice(plan: &Plan, invoice: &Invoice, mark: Fnv) -> Vec<CalendarEvent> {
    let billed = InvoiceEvents {
        place: (invoice.entry, invoice.position),
        kinds: ["invoice", "due"],
        categories: [word!("Invoice"), word!("Payment due")],
        issued: invoice.invoice_date,
        due: invoice.due_date,
        expected: invoice.expected,
        what: what(&invoice.number, &plan.invoices.len(), &money(invoice.amount, plan.offer.currency), plan),
        description: description(plan, invoice),
    };
    billed.events(plan, mark)
}

/// A billing agent's own invoice is identified by its first installment.
fn of_agent_invoice(plan: &Plan, agency: &Agency, invoice: &AgencyInvoice, mark: Fnv) -> Vec<CalendarEvent> {
    let first = invoice.lines.first().and_then(|number| plan.invoices.iter().find(|i| i.number == *number));
    let lines: Vec<String> = invoice.lines.iter().map(usize::to_string).collect();
    let billed = InvoiceEvents {
        place: first.map_or((0, invoice.number), |first| (first.entry, first.position)),
        kinds: ["agent-invoice", "agent-due"],
        categories: [word!("Agent's invoice"), word!("Agent's payment due")],
        issued: invoice.date,
        due: invoice.due,
        expected: true,
        what: what(&invoice.number, &agency.name, &money(invoice.total, agency.currency), plan),
        description: vec![msg!("Invoices of the marketplace on it: {lines}", lines = lines.join(", "))],
    };
    billed.events(plan, mark)
}

impl InvoiceEvents {
    /// Its day, and its due date if known.
    fn events(self, plan: &Plan, mark: Fnv) -> Vec<CalendarEvent> {
        let [kind, due_kind] = self.kinds;
        let [category, due_category] = self.categories;
        let (entry, position) = self.place;
        let renewal = plan.renewal.as_ref().map(|renewal| renewal.number);
        let term = renewal.map_or(String::new(), |number| format!("-r{number}"));
        let uid = |kind| format!("{mark}{term}-{entry}-{position}-{kind}@paysched");
        let (what, offer) = (&self.what, line(plan.offer.title()));
        let issued = CalendarEvent {
            uid: uid(kind),
            stamp: plan.stamp(),
            day: self.issued,
            summary: msg!("Invoice {what}: {offer}", what, offer),
            description: self.description.clone(),
            categories: vec![category],
            alarm: self.expected.then_some(INVOICE_ALARM),
            status: match self.expected {
                true => EventStatus::assumed(plan.acceptance.assumed || renewal.is_some()),
                false => EventStatus::Cancelled,
            },
        };
        let due = self.due.map(|day| CalendarEvent {
            uid: uid(due_kind),
            day,
            summary: msg!("Due: invoice {what}: {offer}", what, offer),
            categories: vec![due_category],
            alarm: self.expected.then_some(DUE_ALARM),
            ..issued.clone()
        });
        [Some(issued), due].into_iter().flatten().collect()
    }
}

/// Which invoice it is, and its amount.
fn what(number: &usize, of: &dyn Display, sum: &str, plan: &Plan) -> Message {
    match &plan.renewal {
        Some(Renewed { number: renewal, .. }) => {
            msg!("{number} of {of} of renewal {renewal}, {sum}", number, of, renewal, sum)
        }
        None => msg!("{number} of {of}, {sum}", number, of, sum),
    }
}

fn description(plan: &Plan, invoice: &Invoice) -> Vec<Message> {
    let offer = &plan.offer;
    let (product, kind) = &offer.product;
    let mut lines = head(offer);
    lines.push(msg!("Product: {product} ({kind})", product, kind));
    let accounts = offer.buyers.join(", ");
    lines.push(match offer.buyers.len() {
        1 => msg!("Buyer: {accounts}", accounts),
        _ => msg!("Buyers: {accounts}", accounts),
    });
    lines.push(msg!("Invoice: {number} of {all}", number = invoice.number, all = plan.invoices.len()));
    lines.push(msg!("Amount: {sum} before tax", sum = money(invoice.amount, offer.currency)));
    let (day, scheduled) = (invoice.invoice_date, invoice.scheduled_date);
    lines.push(if day == scheduled {
        msg!("Issued: {day}", day)
    } else if plan.renewal.is_some() {
        msg!("Issued: {day} at the start, scheduled {scheduled}", day, scheduled)
    } else {
        msg!("Issued: {day} on acceptance, scheduled {scheduled}", day, scheduled)
    });
    lines.push(match invoice.due_date {
        Some(due) => msg!("Due: {due}", due),
        None => msg!("Due: not known"),
    });
    if let Some(ended) = plan.ended.filter(|_| !invoice.expected) {
        lines.push(msg!("Not expected: the agreement ended on {ended}", ended = ended.words()));
    }
    lines.extend(invoice.note.iter().map(|note| msg!("Note: {note}", note)));
    lines.extend(invoice.purchase_order.iter().map(|order| msg!("Purchase order: {order}", order)));
    if let Some(Renewed { number, times, .. }) = &plan.renewal {
        lines.push(msg!("Renewal: {number} of {times}, if the buyer has auto-renewal on", number, times));
    } else if plan.acceptance.assumed {
        let day = plan.acceptance.date;
        lines.push(msg!("Assumes acceptance on {day}, the last day to accept", day));
    }
    lines.extend(plan.notes.iter().cloned());
    lines
}

/// The first lines of a description: the offer and its id.
pub(super) fn head(offer: &OfferFacts) -> Vec<Message> {
    let name = msg!("Offer: {name}", name = offer.title());
    std::iter::once(name).chain(offer.id.iter().map(|id| msg!("Offer id: {id}", id))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::plans::samples::{OFFER, plan_of};
    use crate::text::message::English;

    fn of(plans: &[Plan]) -> String {
        let mut out = Vec::new();
        write(plans, &English, &mut out).unwrap();
        String::from_utf8(out).unwrap().replace("\r\n ", "")
    }

    fn all(calendar: &str, property: &str) -> Vec<String> {
        calendar.lines().filter_map(|line| line.strip_prefix(property)).map(str::to_owned).collect()
    }

    fn uids(text: &str) -> Vec<String> {
        all(&of(&[plan_of(text)]), "UID:")
    }

    #[test]
    fn each_invoice_has_its_day_and_its_due_date() {
        let calendar = of(&[plan_of(OFFER)]);
        let days =
            ["20261231", "20270130", "20270131", "20270302", "20270228", "20270330", "20270331", "20270430"];
        assert_eq!(all(&calendar, "DTSTART;VALUE=DATE:"), days);
        assert_eq!(all(&calendar, "X-WR-CALNAME:"), ["Acme KK\\, annual plan"]);
    }

    #[test]
    fn a_due_date_that_is_not_known_has_no_event() {
        let calendar = of(&[plan_of(&OFFER.replace(", net_days: 30", ""))]);
        assert_eq!(all(&calendar, "UID:").len(), 4);
        assert!(calendar.contains("\\nDue: not known") && !calendar.contains("Payment due"), "{calendar}");
    }

    #[test]
    fn dates_amounts_notes_and_the_order_of_buyers_change_no_uid() {
        let fresh = uids(OFFER);
        let buyers = r#"  - {account: "111122223333", billing: invoice, net_days: 60}
  - {account: "222233334444", billing: invoice, net_days: 60}
"#;
        let (before, rest) = OFFER.split_once("  - {account").unwrap();
        let (_, after) = rest.split_once("accept_by").unwrap();
        let turned = format!("{before}{buyers}accept_by{after}");
        for changed in [
            OFFER.replace("2027-01-31", "2027-02-14"),
            OFFER.replace("3000.00", "3000.01").replace("12000.00", "12000.04"),
            OFFER.replace("On acceptance", "Advance"),
            OFFER.replace("accept_by", "release: 2026-12-01\naccepted: 2026-12-20\naccept_by"),
            turned,
        ] {
            assert_ne!(of(&[plan_of(&changed)]), of(&[plan_of(OFFER)]));
            assert_eq!(uids(&changed), fresh, "{changed}");
        }
    }

    #[test]
    fn an_installment_moved_before_another_keeps_its_uid() {
        let late = OFFER.replace("2026-12-15", "2027-03-15");
        let of_first = |text: &str| {
            let days = all(&of(&[plan_of(text)]), "DTSTART;VALUE=DATE:");
            days.into_iter().zip(uids(text)).find(|(_, uid)| uid.contains("-1-1-invoice")).unwrap()
        };
        let ((was, uid), (is, same)) = (of_first(OFFER), of_first(&late));
        assert_eq!((was.as_str(), is.as_str()), ("20261231", "20270315"));
        assert_eq!(uid, same);
    }

    #[test]
    fn the_name_the_product_each_buyer_and_the_id_make_another_offer() {
        let mut seen = vec![uids(OFFER)];
        for (from, to) in [
            ("annual plan", "yearly plan"),
            ("prod-k3xu7yexample", "prod-another"),
            ("222233334444", "222233334445"),
            ("term:", "id: offer-1\nterm:"),
            ("term:", "id: offer-2\nterm:"),
        ] {
            let other = uids(&OFFER.replace(from, to));
            assert!(!seen.contains(&other), "{from} {to}");
            seen.push(other);
        }
    }

    #[test]
    fn an_offer_with_an_id_is_known_by_it_alone() {
        let named = OFFER.replace("term:", "id: offer-1\nterm:");
        assert_eq!(uids(&named), uids(&named.replace("annual plan", "yearly plan")));
    }

    #[test]
    fn no_two_events_of_a_calendar_are_one_whatever_the_offers() {
        let plans = [OFFER, OFFER, &OFFER.replace("annual", "yearly"), OFFER].map(plan_of);
        let calendar = of(&plans);
        let mut uids = all(&calendar, "UID:");
        // The first of several equal ones has the UIDs that it would have alone.
        assert!(all(&of(&plans[..1]), "UID:").iter().all(|uid| uids.contains(uid)));
        assert_eq!(uids.len(), 32);
        uids.sort();
        uids.dedup();
        assert_eq!(uids.len(), 32);
        assert_eq!(all(&calendar, "X-WR-CALNAME:"), ["Invoices of 4 offers"]);
    }

    #[test]
    fn acceptance_known_supersedes_acceptance_assumed() {
        let accepted = OFFER.replace("accept_by", "accepted: 2026-12-20\naccept_by");
        let of_each = |text: &str, property| all(&of(&[plan_of(text)]), property);
        assert_eq!(of_each(OFFER, "SEQUENCE:"), ["0"; 8]);
        assert_eq!(of_each(&accepted, "SEQUENCE:"), ["1"; 8]);
        assert_eq!(of_each(&accepted, "STATUS:"), ["CONFIRMED"; 8]);
        assert_eq!(of_each(OFFER, "DTSTAMP:"), of_each(&accepted, "DTSTAMP:"));
    }
}
