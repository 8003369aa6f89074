//! One document, all the way from text to findings.

use std::sync::Arc;

use super::behind::Behind;
use super::rules::{self, Context};
use super::{CheckedOffer, ReferenceError, Related, Settings, Unread};
use crate::marketplace::aws::import::said::JsonSays;
use crate::marketplace::limits::Limits;
use crate::offer::accounts::Families;
use crate::offer::{self, Contract, Field, Kind, MARKER, Offer, accounts, quote};
use crate::schedule;
use crate::text::diagnostic::{Diagnostic, Edit, closest, names};
use crate::text::message::msg;
use crate::text::source::SourceFile;
use crate::text::yaml::{Document, Entry};

/// What became of one document.
#[derive(Debug, Default)]
pub(super) struct Examined {
    /// `None` if it could not be read as an offer.
    pub(super) offer: Option<CheckedOffer>,
    /// What is wrong, not yet levelled, suppressed or sorted.
    pub(super) diagnostics: Vec<Diagnostic>,
    /// The references with which nothing was compared.
    pub(super) unread: Vec<Unread>,
    /// Edits after which the rest of a document that is not YAML can be read.
    pub(super) mend: Vec<Edit>,
}

/// What is wrong with a document as it stands; `lost_keys` says that lines of it were left out.
pub(super) fn findings(
    file: &SourceFile,
    document: &Document<'_>,
    settings: &Settings,
    lost_keys: bool,
) -> Examined {
    if offer::is_offer(document) {
        return examine(file, document, settings, lost_keys);
    }
    let mut mend = Vec::new();
    let diagnostics = match &document.root {
        None => {
            let wide = offer::in_broken_text(file, document);
            if !wide.is_empty() {
                wide
            } else if let Some(broken) = offer::in_broken_yaml(file, document) {
                mend = broken.mend;
                vec![broken.diagnostic]
            } else {
                document.diagnostics.clone()
            }
        }
        Some(_) if accounts::is_register(document) => {
            let mut found = document.diagnostics.clone();
            found.extend(accounts::read(file, document).1);
            rules::check_register(file, document, &mut found);
            found
        }
        // A `---` at the end of a file begins an empty document, which nobody means.
        Some(root) if root.kind() == "nothing" => Vec::new(),
        Some(_) => vec![no_marker(file, document)],
    };
    Examined { diagnostics, mend, ..Examined::default() }
}

fn no_marker(file: &SourceFile, document: &Document<'_>) -> Diagnostic {
    let keys = document.root.as_ref().and_then(|root| root.mapping()).unwrap_or(&[]);
    let near = |entry: &&Entry<'_>| entry.key.text().is_some_and(|key| closest(key, [MARKER]).is_some());
    if let Some(entry) = keys.iter().find(near) {
        let message = msg!(
            "not an offer: {name} is not `{marker}`",
            name = quote(entry.key.text().unwrap_or("")),
            marker = MARKER,
        );
        return Diagnostic::new(names::MISSING_KEY, entry.key.span, message)
            .label(msg!("did you mean `{marker}`?", marker = MARKER))
            .help(msg!("write `{marker}: 1`", marker = MARKER))
            .pointer("");
    }
    let span = document.root.as_ref().map_or(document.span, |root| root.span.first_line(file.text()));
    Diagnostic::new(
        names::MISSING_KEY,
        span,
        msg!("not an offer: it lacks the key `{marker}`", marker = MARKER),
    )
    .label(msg!("`{marker}: 1` missing here", marker = MARKER))
    .help(msg!("add `{marker}: 1` as its first line, or leave this file out", marker = MARKER))
    .pointer("")
}

/// Reads, expands and judges one offer.
fn examine(file: &SourceFile, document: &Document<'_>, settings: &Settings, lost_keys: bool) -> Examined {
    let mut diagnostics = document.diagnostics.clone();
    let (offer, mut found) = offer::read(file, document);
    if found.iter().any(|finding| finding.rule == names::UNSUPPORTED_VERSION) {
        // What another version of the format allows is unknown.
        diagnostics.retain(|finding| finding.rule != names::YAML_FEATURE);
    }
    diagnostics.append(&mut found);
    let Some(mut offer) = offer else { return Examined { diagnostics, ..Examined::default() } };
    if lost_keys && offer.release.is_absent() {
        // Its line may be the one that was left out, so the day as of which to judge is not known.
        offer.release = Field::Invalid;
    }
    judge(file, document, settings, (offer, None), diagnostics)
}

/// Expands and judges one offer that was read, after what was found in reading it; `said` is what JSON of
/// the marketplace says beside it.
pub(super) fn judge(
    file: &SourceFile,
    document: &Document<'_>,
    settings: &Settings,
    (offer, said): (Offer, Option<&JsonSays>),
    mut diagnostics: Vec<Diagnostic>,
) -> Examined {
    let (schedule, mut found) = schedule::expand(&offer, &settings.holidays);
    diagnostics.append(&mut found);
    let contract = Contract::of(&offer, settings.as_of);
    let mut unread = Vec::new();
    let others = Others::of(&offer, (file, document.number), settings, &mut unread);
    let id = offer.id.get().map(String::as_str);
    let before = settings.references.before(file, document.number, id);
    let families = Families::of(&offer, &settings.accounts);
    let context = Context {
        file,
        document,
        said,
        offer: &offer,
        schedule: &schedule,
        contract: &contract,
        accounts: &settings.accounts,
        holidays: &settings.holidays,
        limits: Limits::on(contract.reference_day.unwrap_or(settings.as_of)),
        options: &settings.options,
        authorization: others.authorization.as_deref(),
        unidentified: others.unidentified,
        behind: &others.behind,
        before: before.as_deref(),
        twin: settings.references.twin(file, document.number),
        overlap: settings.references.overlap(file, document.number),
        as_of: settings.as_of,
        families: &families,
    };
    for check in settings.levels.checks() {
        check(&context, &mut diagnostics);
    }
    let (document, accounts) = (document.number, Arc::clone(&settings.accounts));
    let holidays = Arc::clone(&settings.holidays);
    let (as_of, Others { unidentified, behind, .. }) = (settings.as_of, others);
    let offer =
        CheckedOffer { document, offer, schedule, contract, as_of, behind, unidentified, accounts, holidays };
    Examined { offer: Some(offer), diagnostics, unread, mend: Vec::new() }
}

/// The offers that an offer names.
struct Others {
    authorization: Option<Arc<Related>>,
    /// Whether the authorization is named by a file from which its id is not known.
    unidentified: bool,
    behind: Behind,
}

impl Others {
    /// Looks each of them up; what cannot be read goes into `unread`.
    fn of(offer: &Offer, place: (&SourceFile, usize), settings: &Settings, unread: &mut Vec<Unread>) -> Self {
        // The replacement of a partner's offer has an authorization of its own.
        let resells = matches!(offer.kind(), Some(Kind::ChannelPartnerOffer | Kind::ReplacementOffer));
        let named = offer.resale.get().filter(|_| resells);
        let named = named.and_then(|resale| resale.authorization.get());
        let found = named.and_then(|named| Some((named, settings.references.find(place.0, named)?)));
        let unidentified = match &found {
            Some((_, Ok(related))) => !is_identified(&related.offer),
            Some((_, Err(error))) => *error != ReferenceError::NotYaml,
            None => false,
        };
        let authorization = match found {
            Some((_, Ok(related))) => Some(related),
            Some((reference, Err(error))) => {
                unread.push(Unread { reference: reference.clone(), error });
                None
            }
            None => None,
        };
        let behind = Behind::of(offer, place, settings.references.as_ref());
        unread.extend(behind.unread.clone());
        Self { authorization, unidentified, behind }
    }
}

/// Whether it is an authorization with an id. What could not be read counts as given.
fn is_identified(authorization: &Offer) -> bool {
    let kind = authorization.kind();
    !authorization.id.is_absent() && kind.is_none_or(|kind| kind == Kind::ResaleAuthorization)
}
