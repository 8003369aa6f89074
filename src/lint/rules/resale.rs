//! What the rules about resale and replacement share: the other offer, and how the two are compared.

use rust_decimal::Decimal;
use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;

use super::Context;
use crate::lint::Related;
use crate::offer::{Amount, ContractType, Dimension, Field, Kind, Offer};
use crate::schedule::{Installment, Schedule};
use crate::text::diagnostic::Diagnostic;
use crate::text::source::Span;

/// Another offer, and the span of its reference.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ReferencedOffer<'a> {
    /// The other offer.
    pub(crate) other: &'a Related,
    /// Where its path is written.
    pub(crate) span: Span,
}

impl ReferencedOffer<'_> {
    /// Its invoices that are expected: none after its agreement ended.
    pub(crate) fn expected(&self) -> impl Iterator<Item = &Installment> {
        let ended = self.other.offer.ended.get().and_then(|ended| ended.on.get().copied());
        let all = self.other.schedule.installments.iter();
        all.filter(move |installment| ended.is_none_or(|ended| installment.date <= ended))
    }
}

impl<'a> Context<'a> {
    /// The authorization of a channel partner offer, if it is a file that could be read.
    pub(crate) fn resold(&self) -> Option<ReferencedOffer<'a>> {
        let resells = self.offer.kind() == Some(Kind::ChannelPartnerOffer);
        let span = self.offer.resale.get().filter(|_| resells)?.authorization.span()?;
        Some(ReferencedOffer { other: self.authorization?, span })
    }

    /// The offer that a replacement offer replaces, if it is a file that could be read.
    pub(crate) fn replaced(&self) -> Option<ReferencedOffer<'a>> {
        let replaces = self.offer.kind() == Some(Kind::ReplacementOffer);
        let span = self.offer.replaces.get().filter(|_| replaces)?.schedule.span()?;
        Some(ReferencedOffer { other: self.behind.nearest()?, span })
    }

    /// What the replaced contract grants. A replacement without `pricing` takes over the grants of the
    /// one that it replaces, so the nearest that has any counts.
    pub(crate) fn replaced_grants(&self) -> Option<Grants<'a>> {
        let priced = self.behind.all().find(|related| !related.offer.pricing.is_absent())?;
        Grants::of(&priced.offer)
    }

    /// The span of a dimension's quantity; of all dimensions if it is missing.
    pub(crate) fn quantity_span(&self, dimension: Option<&Dimension>) -> Span {
        let written = dimension.map(|d| d.quantity.span().unwrap_or_else(|| self.dimension_span(d)));
        let all = || self.offer.pricing.get().and_then(|pricing| pricing.dimensions.span());
        written.or_else(|| all().map(|span| self.head(span))).unwrap_or(self.offer.marker)
    }

    /// Whether the marketplace applies a markup to the authorization's amounts. The installments are
    /// then the authorization's own, and `markup-with-schedule` reports differences.
    pub(crate) fn has_markup(&self) -> bool {
        let markup = self.offer.resale.get().and_then(|resale| resale.markup.get());
        markup.is_some_and(|share| !share.is_zero())
    }
}

/// Whether a value has a finding of its own, so that it need not be held against the other offer too.
pub(crate) fn is_found(found: &[Diagnostic], span: Span) -> bool {
    found.iter().any(|finding| finding.span() == span)
}

/// What is invoiced on each day; `None` if a date or an amount is not known, or there is none.
pub(crate) fn by_day(schedule: &Schedule) -> Option<BTreeMap<NaiveDate, Amount>> {
    if !schedule.is_complete() || schedule.installments.is_empty() {
        return None;
    }
    let mut days = BTreeMap::new();
    for installment in &schedule.installments {
        let day = days.entry(installment.date).or_insert(Amount::ZERO);
        *day = day.plus(installment.amount?)?;
    }
    Some(days)
}

/// The quantities that an offer grants.
#[derive(Debug)]
pub(crate) struct Grants<'o> {
    dimensions: &'o [Dimension],
    /// Of several dimensions with one key, which are reported, the first counts.
    by_key: HashMap<&'o str, &'o Dimension>,
    /// Whether every key could be read: if not, one that is not found may still be there.
    complete: bool,
    /// Whether the dimensions are tiers, of which one is granted.
    pub(crate) tiers: bool,
}

impl<'o> Grants<'o> {
    /// The grants of an offer; `None` if it has no pricing, or that could not be read.
    pub(crate) fn of(offer: &'o Offer) -> Option<Self> {
        let pricing = offer.pricing.get()?;
        let dimensions = pricing.dimensions.get()?;
        let tiers = pricing.contract_type.get() == Some(&ContractType::Tier);
        let mut by_key = HashMap::with_capacity(dimensions.len());
        let mut complete = true;
        for dimension in dimensions {
            match dimension.key.get() {
                Some(key) => {
                    by_key.entry(key.as_str()).or_insert(dimension);
                }
                None => complete = false,
            }
        }
        Some(Self { dimensions, by_key, complete, tiers })
    }

    /// The dimension with that key.
    pub(crate) fn dimension(&self, key: &str) -> Option<&'o Dimension> {
        self.by_key.get(key).copied()
    }

    /// How many units of the dimension with that key are granted: none at all is 0. `None` if that is
    /// not known.
    pub(crate) fn units(&self, key: &str) -> Option<Decimal> {
        match self.dimension(key) {
            Some(dimension) => units(dimension),
            None => self.complete.then_some(Decimal::ZERO),
        }
    }

    /// Whether there is certainly no dimension with that key.
    pub(crate) fn lacks(&self, key: &str) -> bool {
        self.complete && self.dimension(key).is_none()
    }

    /// Every dimension by its key, with its units, if they are known; in the order of the file.
    pub(crate) fn all(&self) -> impl Iterator<Item = (&'o str, Decimal, &'o Dimension)> {
        self.dimensions.iter().filter_map(|dimension| {
            let key = dimension.key.get()?;
            let first = self.dimension(key).is_some_and(|first| std::ptr::eq(first, dimension));
            first.then_some((key.as_str(), units(dimension)?, dimension))
        })
    }
}

fn units(dimension: &Dimension) -> Option<Decimal> {
    match &dimension.quantity {
        Field::Given(quantity) => Some(quantity.value),
        Field::Invalid => None,
        // Prices alone are a price list: nothing is granted.
        Field::Absent => Some(Decimal::ZERO),
    }
}
