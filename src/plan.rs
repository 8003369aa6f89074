//! A schedule as dated invoices: what the buyer is billed, when, and when it is due.

mod acceptance;
mod agency;
#[doc(hidden)]
pub mod agenda;
#[doc(hidden)]
pub mod bills;
mod bought;
mod build;
mod cancellation;
mod cash;
mod chain;
mod explain;
mod grouping;
#[doc(hidden)]
pub mod invoice_list;
mod net_terms;
mod parts;
mod periods;
mod portfolio;
mod rates;
mod recognition;
mod renewal;
mod stage;
mod timeline;

#[doc(hidden)]
pub use acceptance::{Limit, Obstacle, Stretch, Window, WindowError, window};
#[doc(hidden)]
pub use agency::{Agency, AgencyError, AgencyInvoice, AgencyLine, AgencyTerms, agency, outside};
#[doc(hidden)]
pub use bought::{Bought, BoughtLine};
#[doc(hidden)]
pub use build::plan;
pub use build::{PlanError, Scenario};
#[doc(hidden)]
pub use cancellation::cancel;
pub use cancellation::{CancelError, Cancellation, Refund};
pub use cash::{Cash, CashError, CashLine, CashTerms, FeeTerms, Paid};
#[doc(hidden)]
pub use cash::{cash, collections};
#[doc(hidden)]
pub use chain::{ChainError, Link, ReplacedAgreement, chain, step, taken_over};
#[doc(hidden)]
pub use explain::explain;
#[cfg(feature = "cli")]
pub(crate) use grouping::buyer_name;
#[doc(hidden)]
pub use grouping::{By, Group};
#[doc(hidden)]
pub use periods::{CalendarPeriod, Every, Periods};
#[doc(hidden)]
pub use portfolio::{Counted, Flows, Heading, Ledger, PeriodError, Portfolio, Tally, TooLarge};
#[doc(hidden)]
pub use rates::{Rates, RatesError};
#[doc(hidden)]
pub use recognition::{
    Circumstances, DatedAmount, Recognition, RecognitionError, RecognizedMonth, recognition,
};
#[doc(hidden)]
pub use renewal::renewals;
pub use renewal::{RenewalError, Renewed};
#[doc(hidden)]
pub use stage::{Aside, InvoiceClass, Stage};
#[doc(hidden)]
pub use timeline::{Event, EventKind, Timeline, timeline};

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};

use crate::offer::{Amount, Currency, EndReason, Offer};
use crate::text::message::{Message, msg};

/// The invoices of one offer, for one day of acceptance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// The offer.
    pub offer: OfferFacts,
    /// The day as of which the offer is judged, if it is known.
    pub reference_day: Option<NaiveDate>,
    /// When the buyer accepts.
    pub acceptance: Acceptance,
    /// First and last day of the contract with that acceptance, if they are known.
    pub term: Option<(NaiveDate, NaiveDate)>,
    /// The end of the agreement before its term, if the offer says so.
    #[doc(hidden)]
    pub ended: Option<Ending>,
    /// The day as of which it is made, if that is known.
    #[doc(hidden)]
    pub as_of: Option<NaiveDate>,
    /// What the buyer gets, if the offer says.
    #[doc(hidden)]
    pub bought: Option<Bought>,
    /// Whether usage is metered, so that some can be reported after the end of the contract.
    #[doc(hidden)]
    pub metered: bool,
    /// The invoices in the order of their scheduled dates.
    pub invoices: Vec<Invoice>,
    /// The seller's cash flow, if requested.
    pub cash: Option<Cash>,
    /// What each month earns, if requested.
    #[doc(hidden)]
    pub recognition: Option<Recognition>,
    /// The billing agent's invoices, if requested.
    pub agency: Option<Agency>,
    /// The renewal, if it is the plan of a renewed term.
    pub renewal: Option<Renewed>,
    /// The plans of the following terms, in order, if requested.
    pub renewals: Vec<Plan>,
    /// The agreements that it continues, the oldest first, up to its acceptance; none unless the offer
    /// replaces one whose schedule is known.
    #[doc(hidden)]
    pub replaced: Vec<ReplacedAgreement>,
    /// Why these are not known although the offer replaces an agreement.
    #[doc(hidden)]
    pub replaced_unknown: Option<ChainError>,
    /// The effect of a cancellation, if requested.
    pub cancellation: Option<Cancellation>,
    /// Notes that a reader must not miss.
    pub notes: Vec<Message>,
}

/// The facts of an offer that its plan carries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfferFacts {
    /// The offer's name.
    pub name: String,
    /// The marketplace's id, if it has one.
    pub id: Option<String>,
    /// The product's id and type.
    pub product: (String, String),
    /// The currency of every amount.
    pub currency: Currency,
    /// The sum of all invoices, before tax.
    pub total: Amount,
    /// The accounts that may accept.
    pub buyers: Vec<String>,
    /// Who re-bills the customer: a name in the account register.
    pub billing_agent: Option<String>,
    /// The repository's own data, in the order of the file.
    pub labels: Vec<(String, String)>,
    /// The term in words: `36 months from acceptance`.
    pub term_words: Message,
}

/// The end of an agreement before its term.
#[doc(hidden)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ending {
    /// The last day on which an invoice is expected.
    pub on: NaiveDate,
    /// Why, if the offer says.
    pub reason: Option<EndReason>,
}

/// The day of acceptance of a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Acceptance {
    /// The day.
    pub date: NaiveDate,
    /// Whether it is only assumed: the last day to accept.
    pub assumed: bool,
}

/// One invoice of the marketplace to the buyer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invoice {
    /// Its number in the plan, from 1.
    pub number: usize,
    /// Its date in the schedule.
    pub scheduled_date: NaiveDate,
    /// The day on which it is issued, 00:00 UTC: not before acceptance.
    pub invoice_date: NaiveDate,
    /// Its due date; `None` if the payment terms are not known.
    pub due_date: Option<NaiveDate>,
    /// Its amount before tax.
    pub amount: Amount,
    /// The sum of this and all invoices before it.
    pub cumulative: Amount,
    /// What is still to be invoiced after it; what is not expected is left out.
    pub remaining: Amount,
    /// Whether it is expected: not after the day on which the agreement ended.
    pub expected: bool,
    /// Its note.
    pub note: Option<String>,
    /// The buyer's purchase order number for it.
    pub purchase_order: Option<String>,
    /// The number of its entry in the file, from 1.
    pub entry: usize,
    /// Which of its entry's installments it is, from 1.
    pub position: usize,
    /// How its amount and date were derived.
    pub explanation: Message,
}

impl Ending {
    /// That of an offer; `None` if it does not say that it ended.
    pub(crate) fn of(offer: &Offer) -> Option<Self> {
        let ended = offer.ended.get()?;
        Some(Self { on: *ended.on.get()?, reason: ended.reason.get().copied() })
    }

    /// The day and the reason: `2027-03-01 (rolled back)`.
    pub(crate) fn words(self) -> Message {
        match self.reason_words() {
            Some(reason) => msg!("{day} ({reason})", day = self.on, reason),
            None => Message::verbatim(self.on),
        }
    }

    /// The reason: `rolled back`.
    fn reason_words(self) -> Option<Message> {
        Some(match self.reason? {
            EndReason::Cancelled => msg!("cancelled"),
            EndReason::Terminated => msg!("terminated"),
            EndReason::Replaced => msg!("replaced"),
            EndReason::Renewed => msg!("renewed"),
            EndReason::Superseded => msg!("superseded"),
            EndReason::RolledBack => msg!("rolled back"),
        })
    }
}

impl Invoice {
    /// Whether it is cancelled because another offer replaced its own on that day: what is invoiced later
    /// is. Source: Seller Guide, "Private offer upgrades and renewals".
    pub(crate) fn is_replaced(&self, replaced_on: Option<NaiveDate>) -> bool {
        replaced_on.is_some_and(|day| self.invoice_date > day)
    }

    /// Whether it is issued: those after the day of replacement, or after the end of the agreement, are
    /// cancelled, because invoices are issued at the start of their day.
    pub(crate) fn stands(&self, replaced_on: Option<NaiveDate>) -> bool {
        self.expected && !self.is_replaced(replaced_on)
    }
}

impl OfferFacts {
    /// Its title: its name, else the marketplace's id, else `offer`.
    pub(crate) fn title(&self) -> &str {
        [Some(self.name.as_str()), self.id.as_deref()]
            .into_iter()
            .flatten()
            .find(|text| !text.trim().is_empty())
            .unwrap_or("offer")
    }
}

impl Plan {
    /// The day as of which an output of the plan is dated: the reference day, else that of
    /// acceptance.
    pub(crate) fn dated(&self) -> NaiveDate {
        self.reference_day.unwrap_or(self.acceptance.date)
    }

    /// The revision date of its events in a calendar: the day as of which it is made, so that a later run
    /// is a later version.
    pub(crate) fn stamp(&self) -> NaiveDate {
        self.as_of.unwrap_or_else(|| self.dated())
    }

    /// A plan of these invoices, without optional sections.
    #[doc(hidden)]
    pub fn new(
        offer: OfferFacts,
        reference_day: Option<NaiveDate>,
        acceptance: Acceptance,
        term: Option<(NaiveDate, NaiveDate)>,
        invoices: Vec<Invoice>,
    ) -> Self {
        Self {
            offer,
            reference_day,
            acceptance,
            term,
            ended: None,
            as_of: None,
            bought: None,
            metered: false,
            invoices,
            cash: None,
            recognition: None,
            agency: None,
            renewal: None,
            renewals: Vec::new(),
            replaced: Vec::new(),
            replaced_unknown: None,
            cancellation: None,
            notes: Vec::new(),
        }
    }

    /// This plan, and those of the requested renewals.
    pub fn terms(&self) -> impl Iterator<Item = &Self> {
        std::iter::once(self).chain(&self.renewals)
    }

    /// The invoices that are expected: not after the day on which the agreement ended.
    pub(crate) fn expected(&self) -> impl Iterator<Item = &Invoice> {
        self.invoices.iter().filter(|invoice| invoice.expected)
    }

    /// The sum of the expected invoices.
    pub(crate) fn expected_total(&self) -> Amount {
        // A part of the total, which can be held.
        Amount::sum(self.expected().map(|invoice| invoice.amount)).unwrap_or(self.offer.total)
    }

    /// The sum of the expected invoices of each calendar year, by the day on which they are issued.
    pub fn by_year(&self) -> BTreeMap<i32, (usize, Amount)> {
        let mut years: BTreeMap<i32, (usize, Amount)> = BTreeMap::new();
        for invoice in self.expected() {
            let (count, sum) = years.entry(invoice.invoice_date.year()).or_default();
            *count += 1;
            // A part of the total, which can be held.
            *sum = sum.plus(invoice.amount).unwrap_or(*sum);
        }
        years
    }
}
