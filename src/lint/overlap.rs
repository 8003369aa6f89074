//! Accepted offers of one run whose contracts run at the same time.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::checked::CheckedOffer;
use super::references::Overlap;
use crate::offer::Kind;

/// The path of a file as shown, and the number of a document in it.
type OfDocument = (String, usize);

/// An accepted offer of a run.
#[derive(Debug, Clone)]
pub(crate) struct Agreement {
    place: OfDocument,
    id: Option<String>,
    /// Its id at the marketplace, if the file says it.
    name: Option<String>,
    product: String,
    buyers: Vec<String>,
    from: NaiveDate,
    to: NaiveDate,
    replaces: Option<Replaced>,
}

/// What an agreement replaces, as far as its file says.
#[derive(Debug, Clone)]
struct Replaced {
    agreement: Option<String>,
    file: Option<String>,
}

impl Agreement {
    /// The agreement of an accepted offer in the file at `path`; `beside` gives the path of a file that
    /// it names. `None` if it is not accepted, or its contract is unknown.
    pub(crate) fn of(checked: &CheckedOffer, path: &str, beside: impl Fn(&str) -> String) -> Option<Self> {
        let offer = &checked.offer;
        offer.accepted.get().filter(|_| offer.kind() != Some(Kind::ResaleAuthorization))?;
        let accounts = offer.buyers.get().into_iter().flatten();
        let to = checked.contract.end?;
        let ended = offer.ended.get().and_then(|ended| ended.on.get().copied());
        let replaces = offer.replaces.get().filter(|_| offer.kind() == Some(Kind::ReplacementOffer));
        Some(Self {
            place: (path.to_owned(), checked.document),
            id: offer.id.get().cloned(),
            name: offer.agreement().map(str::to_owned),
            product: offer.product.get()?.id.get()?.clone(),
            buyers: accounts.filter_map(|buyer| buyer.account.get().cloned()).collect(),
            from: checked.contract.start?,
            to: ended.map_or(to, |ended| ended.min(to)),
            replaces: replaces.map(|replaces| Replaced {
                agreement: replaces.agreement.get().cloned(),
                file: replaces.schedule.get().map(|named| beside(named)),
            }),
        })
    }
}

/// The agreements that begin while another one for the same buyer and product runs, each with one such.
/// A replaced agreement ends when its replacement begins, and two agreements may share the day on which
/// one ends.
pub(crate) fn overlaps(mut all: Vec<Agreement>) -> BTreeMap<OfDocument, Overlap> {
    let known = end_replaced(&mut all);
    let mut groups: BTreeMap<(&str, &str), Vec<(&Agreement, bool)>> = BTreeMap::new();
    for (agreement, known) in all.iter().zip(known) {
        for buyer in &agreement.buyers {
            groups.entry((buyer, &agreement.product)).or_default().push((agreement, known));
        }
    }
    let mut found = BTreeMap::new();
    for group in groups.values_mut() {
        group.sort_by_key(|(agreement, _)| (agreement.from, agreement.to, &agreement.place));
        let mut longest: Option<&Agreement> = None;
        for &(agreement, known) in &*group {
            let shared = longest.filter(|other| other.id.is_none() || other.id != agreement.id);
            let to = shared.map(|other| other.to.min(agreement.to));
            if let Some((other, to)) = shared.zip(to).filter(|(_, to)| known && agreement.from < *to) {
                let (path, document) = other.place.clone();
                let overlap = Overlap { path, document, from: agreement.from, to };
                found.entry(agreement.place.clone()).or_insert(overlap);
            }
            longest = longest.filter(|other| other.to >= agreement.to).or(Some(agreement));
        }
    }
    found
}

/// Ends each agreement on the day on which another one replaces it. Says of each whether what it
/// replaces is known.
fn end_replaced(all: &mut [Agreement]) -> Vec<bool> {
    let mut by_file: BTreeMap<String, usize> = BTreeMap::new();
    let mut by_name: BTreeMap<String, usize> = BTreeMap::new();
    for (at, agreement) in all.iter().enumerate() {
        by_file.entry(agreement.place.0.clone()).or_insert(at);
        if let Some(name) = &agreement.name {
            by_name.insert(name.clone(), at);
        }
    }
    let replaced = |agreement: &Agreement| {
        let replaces = agreement.replaces.as_ref()?;
        let file = replaces.file.as_ref().and_then(|file| by_file.get(file));
        file.or_else(|| by_name.get(replaces.agreement.as_ref()?)).copied()
    };
    let replaced: Vec<(Option<usize>, NaiveDate)> =
        all.iter().map(|agreement| (replaced(agreement), agreement.from)).collect();
    for &(at, day) in &replaced {
        if let Some(agreement) = at.and_then(|at| all.get_mut(at)) {
            agreement.to = agreement.to.min(day);
        }
    }
    let known =
        all.iter().zip(&replaced).map(|(agreement, (at, _))| agreement.replaces.is_none() || at.is_some());
    known.collect()
}
