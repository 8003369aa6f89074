//! The invoices of many offers as one list: where each stands, when its money is expected, what is left
//! of it after the fee.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;

use super::{Aside, Invoice, OfferFacts, Stage, Tally, TooLarge};
use crate::offer::{Amount, Currency};
use crate::text::message::word;

/// Where an invoice stands, seen from a day, in the order in which it is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum InvoiceStatus {
    /// The buyer has accepted: it was issued, or will be.
    Accepted,
    /// Its offer is published, and the buyer may still accept.
    Released,
    /// Its offer is not published yet.
    Draft,
    /// It is cancelled, because another offer replaced its own before it was issued.
    Replaced,
    /// It is not expected, because its agreement ended before it was issued.
    Ended,
    /// Its offer expired without acceptance: it will never be issued.
    Lapsed,
}

impl InvoiceStatus {
    /// All of them, in order.
    pub const ALL: [Self; 6] =
        [Self::Accepted, Self::Released, Self::Draft, Self::Replaced, Self::Ended, Self::Lapsed];

    /// The word for it in outputs and on the command line.
    pub fn word(self) -> &'static str {
        match self {
            Self::Draft => word!("draft"),
            Self::Released => word!("released"),
            Self::Lapsed => word!("lapsed"),
            Self::Accepted => word!("accepted"),
            Self::Replaced => word!("replaced"),
            Self::Ended => word!("ended"),
        }
    }

    /// Whether it is issued, or will be if its offer is accepted.
    pub fn stands(self) -> bool {
        matches!(self, Self::Draft | Self::Released | Self::Accepted)
    }

    /// That of an invoice, whose offer has a stage and perhaps was replaced on a day. An offer that is left
    /// aside was never accepted in time.
    pub fn of(invoice: &Invoice, stage: Result<Stage, Aside>, replaced_on: Option<NaiveDate>) -> Self {
        match stage {
            Err(_) => Self::Lapsed,
            Ok(_) if invoice.is_replaced(replaced_on) => Self::Replaced,
            Ok(_) if !invoice.expected => Self::Ended,
            Ok(Stage::Accepted) => Self::Accepted,
            Ok(Stage::Released) => Self::Released,
            Ok(Stage::Draft) => Self::Draft,
        }
    }
}

/// What the invoices of one offer have in common.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedOffer {
    /// The file, as named on the command line or found in a folder.
    pub path: String,
    /// Which document of the file, from 1.
    pub document: usize,
    /// The offer.
    pub facts: OfferFacts,
    /// The buyer's name, if there is one buyer and the offer or the account register names it.
    pub buyer_name: Option<String>,
    /// The agreement: the offer's label `agreement`.
    pub agreement: Option<String>,
}

/// What a list says of an invoice: as in [`Invoice`], without what only a plan shows, since a list may be
/// of millions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedLine {
    /// Its number in the plan, from 1.
    pub number: usize,
    /// Its date in the schedule.
    pub scheduled_date: NaiveDate,
    /// The day on which it is issued.
    pub invoice_date: NaiveDate,
    /// Its due date; `None` if the payment terms are not known.
    pub due_date: Option<NaiveDate>,
    /// Its amount before tax.
    pub amount: Amount,
    /// Its note.
    pub note: Option<Box<str>>,
    /// The buyer's purchase order number for it.
    pub purchase_order: Option<Box<str>>,
}

impl From<Invoice> for ListedLine {
    fn from(invoice: Invoice) -> Self {
        Self {
            number: invoice.number,
            scheduled_date: invoice.scheduled_date,
            invoice_date: invoice.invoice_date,
            due_date: invoice.due_date,
            amount: invoice.amount,
            note: invoice.note.map(String::into_boxed_str),
            purchase_order: invoice.purchase_order.map(String::into_boxed_str),
        }
    }
}

/// One invoice of one offer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedInvoice {
    /// Its offer.
    pub offer: Arc<ListedOffer>,
    /// The invoice; how it was derived is left out.
    pub invoice: ListedLine,
    /// Where it stands.
    pub status: InvoiceStatus,
    /// The day by which the buyer is expected to have paid; `None` if that is not known, or if the invoice
    /// does not stand.
    pub expected_on: Option<NaiveDate>,
    /// The marketplace's listing fee, and what the seller gets; `None` if the fee is not known, or if the
    /// invoice does not stand.
    pub after_fee: Option<(Amount, Amount)>,
}

/// Which of its days an invoice is found by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum InvoiceDay {
    /// The day on which it is issued.
    #[default]
    Issued,
    /// The day on which it is due.
    Due,
    /// The day by which the buyer is expected to have paid.
    Expected,
}

/// Which invoices are listed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct InvoiceFilter {
    /// The first day.
    pub from: Option<NaiveDate>,
    /// The last day.
    pub to: Option<NaiveDate>,
    /// Which of their days these two are.
    pub day: InvoiceDay,
    /// Those that stand like this; all if empty.
    pub status: Vec<InvoiceStatus>,
    /// Those of these buyers, by account or name, ignoring case; all if empty.
    pub buyers: Vec<String>,
}

impl InvoiceFilter {
    /// Whether an invoice is listed. One whose day is not known is in no range of days.
    pub fn takes(&self, listed: &ListedInvoice) -> bool {
        let day = match self.day {
            InvoiceDay::Issued => Some(listed.invoice.invoice_date),
            InvoiceDay::Due => listed.invoice.due_date,
            InvoiceDay::Expected => listed.expected_on,
        };
        self.from.is_none_or(|from| day.is_some_and(|day| day >= from))
            && self.to.is_none_or(|to| day.is_some_and(|day| day <= to))
            && (self.status.is_empty() || self.status.contains(&listed.status))
            && self.takes_buyer(&listed.offer)
    }

    fn takes_buyer(&self, offer: &ListedOffer) -> bool {
        let names = || offer.facts.buyers.iter().chain(&offer.buyer_name);
        self.buyers.is_empty()
            || self
                .buyers
                .iter()
                .any(|wanted| names().any(|name| name.to_lowercase() == wanted.to_lowercase()))
    }
}

/// The sums of listed invoices.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ListedSum {
    /// How many, and their amount before tax.
    pub billed: Tally,
    /// What the seller gets of those that stand; `None` if the fee of one of them is not known.
    pub net: Option<Amount>,
}

/// Puts the invoices in order: by day of issue, file, offer and number.
pub fn sort(invoices: &mut [ListedInvoice]) {
    invoices.sort_by(|a, b| order(a).cmp(&order(b)));
}

fn order(listed: &ListedInvoice) -> (NaiveDate, &str, usize, usize) {
    (listed.invoice.invoice_date, &listed.offer.path, listed.offer.document, listed.invoice.number)
}

/// The sums of each currency and status, in order.
///
/// # Errors
/// When a sum has more digits than can be held exactly.
pub fn sums(invoices: &[ListedInvoice]) -> Result<BTreeMap<(Currency, InvoiceStatus), ListedSum>, TooLarge> {
    let mut sums: BTreeMap<_, ListedSum> = BTreeMap::new();
    let empty = ListedSum { net: Some(Amount::ZERO), ..ListedSum::default() };
    for listed in invoices {
        let sum = sums.entry((listed.offer.facts.currency, listed.status)).or_insert(empty);
        sum.add(ListedSum {
            billed: Tally { count: 1, amount: listed.invoice.amount },
            net: match listed.status.stands() {
                true => listed.after_fee.map(|(_, net)| net),
                false => Some(Amount::ZERO),
            },
        })?;
    }
    Ok(sums)
}

impl ListedSum {
    /// Adds another of the same currency.
    ///
    /// # Errors
    /// When a sum has more digits than can be held exactly.
    pub fn add(&mut self, other: Self) -> Result<(), TooLarge> {
        self.billed.add(other.billed)?;
        self.net = match (self.net, other.net) {
            (Some(a), Some(b)) => Some(a.plus(b).ok_or(TooLarge)?),
            _ => None,
        };
        Ok(())
    }
}
