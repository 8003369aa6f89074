//! One document, all the way from text to findings.

use crate::lint::rules::{Context, Related};
use crate::marketplace::limits::Limits;
use crate::offer::{self, Contract, Kind, Offer};
use crate::schedule::{self, Schedule};
use crate::text::diagnostic::{Diagnostic, names};
use crate::text::source::SourceFile;
use crate::text::yaml::Document;

use super::{References, Settings};

/// An offer with everything that was worked out of it, and everything that is wrong with it.
#[derive(Debug)]
pub struct Examined {
    /// The offer; none where the document could not be read as one.
    pub offer: Option<Offer>,
    /// Its schedule, as far as it can be worked out.
    pub schedule: Schedule,
    /// The reference day and the contract's start and end.
    pub contract: Option<Contract>,
    /// What is wrong, not yet levelled, suppressed or sorted.
    pub diagnostics: Vec<Diagnostic>,
}

/// Reads, expands and judges one document.
pub fn examine(
    file: &SourceFile,
    document: &Document<'_>,
    settings: &Settings,
    references: &dyn References,
) -> Examined {
    let mut diagnostics = document.diagnostics.clone();
    let (offer, mut found) = offer::read(file, document);
    if found.iter().any(|finding| finding.rule == names::UNSUPPORTED_VERSION) {
        // What another version of the format allows is unknown.
        diagnostics.retain(|finding| finding.rule != names::YAML_FEATURE);
    }
    diagnostics.append(&mut found);
    let Some(offer) = offer else {
        return Examined { offer: None, schedule: Schedule::default(), contract: None, diagnostics };
    };
    let (schedule, mut found) = schedule::expand(&offer, &settings.calendar);
    diagnostics.append(&mut found);
    let contract = Contract::of(&offer, settings.as_of);
    let find = |reference: Option<&String>| references.find(file, reference?);
    let is = |kind| offer.kind() == Some(kind);
    let resale = offer.resale.get().filter(|_| is(Kind::ChannelPartnerOffer));
    let authorization = resale.and_then(|resale| find(resale.authorization.get()));
    let replaces = offer.replaces.get().filter(|_| is(Kind::ReplacementOffer));
    let replaced = replaces.and_then(|replaces| find(replaces.schedule.get()));
    let before = references.before(file, document.number, offer.id.get().map(String::as_str));
    let context = Context {
        file,
        document,
        offer: &offer,
        schedule: &schedule,
        contract: &contract,
        accounts: &settings.accounts,
        calendar: &settings.calendar,
        limits: Limits::on(contract.reference_day.unwrap_or(settings.as_of)),
        options: &settings.options,
        authorization: authorization.as_ref(),
        replaced: replaced.as_ref(),
        before: before.as_ref(),
        twin: references.twin(file, document.number),
        as_of: settings.as_of,
    };
    for check in settings.levels.checks() {
        check(&context, &mut diagnostics);
    }
    Examined { offer: Some(offer), schedule, contract: Some(contract), diagnostics }
}

impl Related {
    /// The first offer of a file, for an offer that names the file.
    pub fn read(file: &SourceFile, settings: &Settings) -> Option<Self> {
        Self::read_all(file, settings).into_iter().next()
    }

    /// Every offer of a file that can be read, in order.
    pub fn read_all(file: &SourceFile, settings: &Settings) -> Vec<Self> {
        let documents = crate::text::yaml::parse(file);
        let offers = documents.iter().filter(|d| offer::is_offer(d));
        let read = |document: &Document<'_>| {
            let offer = offer::read(file, document).0?;
            let schedule = schedule::expand(&offer, &settings.calendar).0;
            Some(Self { path: file.path().to_owned(), document: document.number, offer, schedule })
        };
        offers.filter_map(read).collect()
    }
}
