//! An offer as one `StartChangeSet` request of the Catalog API.

mod change;
mod create;
mod pricing;
mod terms;

pub use change::{Change, Entity, Request};
pub(crate) use terms::iso;

use serde_json::{Value, json};

use crate::marketplace::limits::{Limits, OFFERS_OF_AN_AUTHORIZATION};
use crate::offer::{Contract, Kind, Offer};
use crate::schedule::Schedule;

/// Options of the request.
#[derive(Debug, Clone, Copy, Default)]
pub struct ExportOptions<'a> {
    /// Whether to release the offer, which makes it visible to the buyer.
    pub release: bool,
    /// Whether the marketplace has released it already: then only a few things may still change.
    pub released: bool,
    /// Whether details are JSON in a string (`Details`), not JSON (`DetailsDocument`).
    pub details_as_text: bool,
    /// The name of the request.
    pub name: Option<&'a str>,
    /// The partner's account, for a resale authorization.
    pub reseller: Option<&'a str>,
    /// The marketplace's id of the authorization behind the offer.
    pub authorization: Option<&'a str>,
}

/// A request, with notes about it.
#[derive(Debug)]
pub struct Exported {
    /// The request.
    pub request: Request,
    /// What is not in it, one sentence each.
    pub notes: Vec<String>,
}

/// Each thing that the request needs and the offer file does not say, in a sentence.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", .0.join("; "))]
pub struct ExportError(pub Vec<String>);

/// The request that brings an offer to the marketplace: what the offer file says, and nothing else.
///
/// Without an `id` the offer is created, with one it is changed. The order of the changes is that
/// of the samples of the marketplace (aws-marketplace-reference-code).
///
/// # Errors
/// Everything that the request needs and the offer file lacks, one sentence each.
pub fn change_set(
    offer: &Offer,
    schedule: &Schedule,
    contract: &Contract,
    limits: &'static Limits,
    options: ExportOptions<'_>,
) -> Result<Exported, ExportError> {
    let Some(kind) = offer.kind() else {
        return Err(ExportError(vec!["its `kind` could not be read".to_owned()]));
    };
    let mut build = ChangeSetBuilder {
        offer,
        schedule,
        contract,
        limits,
        options,
        kind,
        changes: Vec::new(),
        notes: Vec::new(),
        missing: Vec::new(),
    };
    if options.released {
        build.after_release();
    } else {
        build.whole();
    }
    build.finish()
}

/// A request being built.
struct ChangeSetBuilder<'a> {
    offer: &'a Offer,
    schedule: &'a Schedule,
    contract: &'a Contract,
    limits: &'static Limits,
    options: ExportOptions<'a>,
    kind: Kind,
    changes: Vec<(&'static str, Value)>,
    notes: Vec<String>,
    missing: Vec<String>,
}

impl ChangeSetBuilder<'_> {
    /// Every change, for an offer that is created or still a draft.
    fn whole(&mut self) {
        let authorization = self.is_authorization();
        self.create();
        // The creation of an authorization carries its texts.
        if !authorization || self.offer.id.get().is_some() {
            self.information();
        }
        self.targeting();
        let markup = self.markup();
        if !markup {
            self.pricing();
        }
        self.validity();
        if !markup {
            self.payment_schedule();
        }
        self.net_terms();
        self.renewal();
        self.legal();
        self.availability();
        self.support();
        if self.options.release {
            self.add(if authorization { "ReleaseResaleAuthorization" } else { "ReleaseOffer" }, json!({}));
        }
    }

    /// What may still change once the offer is released. Source: Catalog API, "Work with private
    /// offers": texts, the last day to accept, and a duration; the schedule, the prices, the dates
    /// and the buyers are fixed.
    fn after_release(&mut self) {
        if self.offer.id.get().is_none() {
            self.missing.push("a released offer has an id: write `id: offer-…`".to_owned());
        }
        if self.is_authorization() {
            self.missing.push(
                "a released authorization cannot be changed: restrict it and publish another one".to_owned(),
            );
            return;
        }
        self.information();
        if matches!(self.offer.term.get(), Some(crate::offer::Term::For(_))) {
            self.validity();
        }
        self.availability();
    }

    /// The description; a blank one is none.
    fn description(&self) -> Option<&str> {
        let text = self.offer.description.get().map(String::as_str);
        text.filter(|text| !text.trim().is_empty())
    }

    fn information(&mut self) {
        let mut details = serde_json::Map::new();
        if let Some(name) = self.offer.name.get() {
            details.insert("Name".to_owned(), json!(name));
        }
        match self.description() {
            Some(description) => {
                details.insert("Description".to_owned(), json!(description));
            }
            None => self.before_release("description", "`description: …`"),
        }
        self.add("UpdateInformation", Value::Object(details));
    }

    /// A replacement offer is for the buyer of its agreement: INCOMPATIBLE_TARGETING.
    fn targeting(&mut self) {
        match self.kind {
            Kind::ReplacementOffer => {}
            Kind::ResaleAuthorization => self.authorized_buyers(),
            Kind::PrivateOffer | Kind::ChannelPartnerOffer => {
                let accounts = self.accounts();
                self.add("UpdateTargeting", json!({"PositiveTargeting": {"BuyerAccounts": accounts}}));
            }
        }
    }

    /// The buyers that the partner may sell to, without the partner itself.
    fn authorized_buyers(&mut self) {
        let mut accounts = self.accounts();
        accounts.retain(|account| Some(*account) != self.options.reseller);
        if accounts.is_empty() {
            self.notes.push("the only buyer is the reseller: no end customer is targeted".to_owned());
            return;
        }
        let term = json!({"Type": "BuyerTargetingTerm", "PositiveTargeting": {"BuyerAccounts": accounts}});
        self.add("UpdateBuyerTargetingTerms", json!({"Terms": [term]}));
    }

    /// The buyers' accounts in the order of the file, each once.
    fn accounts(&self) -> Vec<&str> {
        let buyers = self.offer.buyers.get().map_or(&[][..], Vec::as_slice);
        let mut accounts: Vec<&str> = Vec::with_capacity(buyers.len());
        for account in buyers.iter().filter_map(|buyer| buyer.account.get()) {
            if !accounts.contains(&account.as_str()) {
                accounts.push(account);
            }
        }
        accounts
    }

    fn availability(&mut self) {
        let Some(last) = self.offer.accept_by.get() else {
            self.missing.push("`accept_by` is missing".to_owned());
            return;
        };
        let mut details = json!({"AvailabilityEndDate": last.to_string()});
        if let (true, Some(details)) = (self.is_authorization(), details.as_object_mut()) {
            details.insert("OffersMaxQuantity".to_owned(), json!(OFFERS_OF_AN_AUTHORIZATION));
        }
        self.add("UpdateAvailability", details);
    }

    fn is_authorization(&self) -> bool {
        self.kind == Kind::ResaleAuthorization
    }

    /// Whether the marketplace fills the draft with terms of an agreement or an authorization, so that
    /// the request need not include them.
    fn inherits(&self) -> bool {
        matches!(self.kind, Kind::ReplacementOffer | Kind::ChannelPartnerOffer)
    }

    fn add(&mut self, change: &'static str, details: Value) {
        self.changes.push((change, details));
    }

    /// Something that the marketplace requires for release; a draft may lack it.
    fn before_release(&mut self, what: &str, write: &str) {
        if self.options.release && self.offer.id.get().is_none() {
            self.missing.push(format!("no {what}, without which nothing can be released: write {write}"));
        } else {
            self.notes.push(format!("sets no {what}, which is wanted before the release: write {write}"));
        }
    }
}
