//! The billing event feed: events of billing and of payouts, each once over all files and updates.
//!
//! Source of the columns and their meaning: AWS Marketplace Seller Guide, "Billing event data feed", and
//! github.com/aws-samples/aws-marketplace-api-samples, `seller-data-feeds/queries`. An event is known by
//! its id, the last `update_date` counts, and one with a `delete_date` is gone. `INVOICED` events bill,
//! those with the action `DISBURSED` take the same amounts off the seller's balance, and `DISBURSEMENT`
//! is the payout that they name; its `invoice_date` is the day of the payout.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::error::LineError;
use super::table::ReportRow;
use super::{BilledLine, BilledReport, LineKind, Note, Payout, ReportKind, Said, Subscriber, cells};
use crate::offer::table::value;
use crate::offer::{Amount, Currency};
use crate::text::message::{count, msg};

/// One event of the feed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BillingEvent {
    line: u32,
    id: String,
    parent: Option<String>,
    disbursement: Option<String>,
    updated: String,
    deleted: bool,
    transaction: String,
    action: String,
    from: String,
    to: String,
    user: Subscriber,
    amount: Amount,
    currency: Currency,
    date: NaiveDate,
    agreement: Option<String>,
    offer: Option<String>,
    invoice: Option<String>,
    buyer_invoice: Option<String>,
    sale: Option<String>,
}

/// The event of a row.
pub(super) fn event(row: ReportRow<'_>, said: &mut Said) -> Result<BillingEvent, LineError> {
    let currency = cells::currency(row.cell("currency"))?;
    let text = |name: &str| row.cell(name).trim().to_owned();
    let id = row.id("billing_event_id", said).ok_or(LineError::NoValue("billing_event_id".to_owned()))?;
    // An account of the feed is a key of the account feed; only some are the account's twelve digits.
    let user = text("end_user_account_id");
    let digits = user.len() == 12 && user.bytes().all(|byte| byte.is_ascii_digit());
    Ok(BillingEvent {
        line: row.line,
        id,
        parent: row.id("parent_billing_event_id", said),
        disbursement: row.id("disbursement_billing_event_id", said),
        updated: text("update_date"),
        deleted: value(row.cell("delete_date")).is_some(),
        transaction: text("transaction_type"),
        action: text("action"),
        from: text("from_account_id"),
        to: text("to_account_id"),
        user: if digits { Subscriber::Known(user) } else { Subscriber::Unknown },
        amount: row.money("amount", currency, said)?,
        currency,
        date: row.date("invoice_date", said)?,
        agreement: row.id("agreement_id", said),
        offer: row.id("offer_id", said),
        invoice: row.id("invoice_id", said),
        buyer_invoice: row.id("buyer_invoice_id", said),
        sale: row.id("buyer_transaction_reference_id", said),
    })
}

/// Makes the lines of the billing event feeds among the reports out of the events of all of them: each
/// event counts once, as its last update has it. Other reports stay as they are.
pub fn settle(reports: &mut [BilledReport]) {
    let taken = |report: &mut BilledReport| std::mem::take(&mut report.events);
    let events: Vec<Vec<BillingEvent>> = reports.iter_mut().map(taken).collect();
    let newest = newest(&events);
    let feed = Feed::new(newest.iter().map(|(at, event)| (*at, *event)).collect());
    let lines = [feed.billed(), feed.paid_out()].concat();
    for (at, line) in lines {
        if let Some(report) = reports.get_mut(at) {
            report.lines.push(line);
        }
    }
    for (at, (report, own)) in reports.iter_mut().zip(&events).enumerate() {
        if report.kind != ReportKind::BillingEvents {
            continue;
        }
        report.lines.sort_by_key(|line| line.line);
        let gone = own.len() - newest.iter().filter(|(of, _)| *of == at).count();
        if gone > 0 {
            let text =
                msg!("{events} updated or deleted later, counted once", events = count!(gone, "event"));
            report.notes.push(Note { line: 1, text, more: 0 });
        }
        report.notes.extend(feed.beside(at));
    }
}

/// The last update of each event that is not deleted, with the index of its report.
fn newest(events: &[Vec<BillingEvent>]) -> Vec<(usize, &BillingEvent)> {
    let mut last: BTreeMap<&str, (usize, &BillingEvent)> = BTreeMap::new();
    for (at, event) in events.iter().enumerate().flat_map(|(at, own)| own.iter().map(move |e| (at, e))) {
        // An event that is there again as it was counts where it stands first.
        match last.get(event.id.as_str()) {
            Some((_, known))
                if known.updated >= event.updated && !(event.deleted && known.updated == event.updated) => {}
            _ => {
                last.insert(&event.id, (at, event));
            }
        }
    }
    let mut kept: Vec<(usize, &BillingEvent)> =
        last.into_values().filter(|(_, event)| !event.deleted).collect();
    kept.sort_by_key(|(at, event)| (*at, event.line));
    kept
}

/// What the share of an invoice is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum SharePart {
    Revenue,
    Refund,
    Fee,
    FeeBack,
}

/// A payout's share of an invoice: report, invoice or line, agreement, currency, payout.
type ShareKey<'f> = (usize, &'f str, Option<&'f str>, Currency, &'f str);

/// The events that count.
struct Feed<'e> {
    events: Vec<(usize, &'e BillingEvent)>,
    sellers: BTreeSet<&'e str>,
    /// The buyer's invoice and its day, by what the feed calls the buyer's transaction.
    sales: BTreeMap<&'e str, &'e BillingEvent>,
    /// The day of each payout, if the bank did not send it back.
    payouts: BTreeMap<&'e str, NaiveDate>,
    failed: BTreeSet<&'e str>,
}

impl<'e> Feed<'e> {
    fn new(events: Vec<(usize, &'e BillingEvent)>) -> Self {
        let all = || events.iter().map(|(_, event)| *event);
        let fee = |event: &&BillingEvent| event.transaction == "AWS_REV_SHARE" && event.action == "INVOICED";
        let sellers: BTreeSet<&str> =
            all().filter(fee).map(|event| event.from.as_str()).filter(|from| !from.is_empty()).collect();
        let failures = all().filter(|event| event.transaction == "DISBURSEMENT_FAILURE");
        let failed: BTreeSet<&str> = failures.filter_map(|event| event.parent.as_deref()).collect();
        let payouts =
            all().filter(|event| event.transaction == "DISBURSEMENT" && event.action == "DISBURSED");
        let payouts = payouts.map(|event| (event.id.as_str(), event.date)).collect();
        let mut feed = Self { sellers, failed, payouts, sales: BTreeMap::new(), events };
        let sales: BTreeMap<&str, &BillingEvent> = feed
            .events
            .iter()
            .filter(|(_, event)| feed.part(event) == Some(SharePart::Revenue))
            .filter_map(|(_, event)| Some((event.sale.as_deref()?, *event)))
            .collect();
        feed.sales = sales;
        feed
    }

    /// Which share of the seller's an event is about. What the seller pays the maker of the product is
    /// none: a share of somebody else.
    fn part(&self, event: &BillingEvent) -> Option<SharePart> {
        let own = self.sellers.is_empty() || self.sellers.contains(event.to.as_str());
        match event.transaction.as_str() {
            "SELLER_REV_SHARE" if own => Some(SharePart::Revenue),
            "SELLER_REV_SHARE_REFUND" | "SELLER_REV_SHARE_CREDIT" if own => Some(SharePart::Refund),
            "AWS_REV_SHARE" => Some(SharePart::Fee),
            "AWS_REV_SHARE_REFUND" | "AWS_REV_SHARE_CREDIT" => Some(SharePart::FeeBack),
            _ => None,
        }
    }

    /// The invoice that the buyer has, and its day: the listing fee is on an invoice of its own.
    fn invoice(&self, event: &'e BillingEvent) -> (Option<&'e str>, NaiveDate) {
        let sale = event.sale.as_deref().and_then(|sale| self.sales.get(sale));
        let id = event.buyer_invoice.as_deref().or(sale.and_then(|sale| sale.invoice.as_deref()));
        (id.or(event.invoice.as_deref()), sale.map_or(event.date, |sale| sale.date))
    }

    fn line(&self, event: &'e BillingEvent, kind: LineKind, amount: Amount) -> BilledLine {
        let invoice = match kind {
            LineKind::Invoice | LineKind::Refund => event.invoice.as_deref(),
            _ => self.invoice(event).0,
        };
        BilledLine {
            line: event.line,
            kind,
            agreement: event.agreement.clone(),
            offer: event.offer.clone(),
            subscriber: event.user.clone(),
            invoice: invoice.map(str::to_owned),
            charge: None,
            date: event.date,
            amount: amount.abs(),
            currency: event.currency,
            acceptance: None,
            contract: None,
            payout: None,
        }
    }

    /// What was billed, given back, and forgiven.
    fn billed(&self) -> Vec<(usize, BilledLine)> {
        let line = |(at, event): &(usize, &'e BillingEvent)| {
            let kind = match (self.part(event)?, event.action.as_str()) {
                (SharePart::Revenue, "INVOICED") if !event.amount.is_negative() => LineKind::Invoice,
                (SharePart::Revenue | SharePart::Refund, "INVOICED" | "FORGIVEN") => LineKind::Refund,
                _ => return None,
            };
            (!event.amount.is_zero()).then(|| (*at, self.line(event, kind, event.amount)))
        };
        self.events.iter().filter_map(line).collect()
    }

    /// What of each invoice was paid out, a line for each payout; taken back what was refunded.
    fn paid_out(&self) -> Vec<(usize, BilledLine)> {
        let mut shares: BTreeMap<(bool, ShareKey<'e>), (&'e BillingEvent, Amount, Amount)> = BTreeMap::new();
        for (at, event) in &self.events {
            let (Some(part), "DISBURSED", Some(payout)) =
                (self.part(event), event.action.as_str(), event.disbursement.as_deref())
            else {
                continue;
            };
            if self.failed.contains(payout) {
                continue;
            }
            let back = matches!(part, SharePart::Refund | SharePart::FeeBack);
            let invoice = self.invoice(event).0.unwrap_or(&event.id);
            let key = (*at, invoice, event.agreement.as_deref(), event.currency, payout);
            let share = shares.entry((back, key)).or_insert((event, Amount::ZERO, Amount::ZERO));
            let fee = matches!(part, SharePart::Fee | SharePart::FeeBack);
            let into = if fee { &mut share.2 } else { &mut share.1 };
            // An event takes off the balance what it pays out; too large a sum is no amount of a plan.
            *into = into.minus(event.amount).unwrap_or(Amount::MAX);
            if !fee {
                share.0 = event;
            }
        }
        let line = |(key, (event, gross, fee)): (ShareKey<'e>, (&'e BillingEvent, Amount, Amount))| {
            let day = Some(self.payouts.get(key.4).copied().unwrap_or(event.date));
            let net = gross.plus(fee).unwrap_or(Amount::MAX);
            let invoiced = self.invoice(event).1;
            let payout = Payout { invoiced, day, gross: gross.abs(), fee: fee.abs() };
            (key.0, self.line(event, LineKind::Payout, gross).paid(payout, net))
        };
        shares.into_iter().map(|((_, key), share)| line((key, share))).collect()
    }

    /// What of the money of a report belongs to no invoice: adjustments, and payouts that came back.
    fn beside(&self, report: usize) -> Vec<Note> {
        let own = || self.events.iter().filter(move |(at, _)| *at == report).map(|(_, event)| *event);
        let mut notes = Vec::new();
        for event in own().filter(|e| e.transaction == "BALANCE_ADJUSTMENT" && e.action == "INVOICED") {
            let amount = crate::offer::Money::new(event.amount, event.currency);
            let text = msg!("a balance adjustment of {amount} belongs to no invoice, not compared", amount);
            notes.push(Note { line: event.line, text, more: 0 });
        }
        for event in own().filter(|event| self.failed.contains(event.id.as_str())) {
            let day = event.date;
            let text = msg!("the payout of {day} failed, so its invoices are not counted as paid out", day);
            notes.push(Note { line: event.line, text, more: 0 });
        }
        notes
    }
}
