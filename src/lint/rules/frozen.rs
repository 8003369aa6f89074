//! Compares what the marketplace freezes when an offer is released, except the schedule.

use std::collections::BTreeSet;
use std::fmt::Display;

use chrono::NaiveDate;

use crate::offer::{Dimension, Field, Kind, Offer, RenewalPart, Term};
use crate::text::source::Span;

/// A frozen value that has changed.
#[derive(Debug)]
pub(crate) struct Frozen {
    /// The key, as it is written.
    pub(crate) what: String,
    /// The span of its current value, or of what contains it.
    pub(crate) span: Span,
    /// What it was; `None` if it was not given.
    pub(crate) was: Option<String>,
}

/// The frozen values that differ. A value that could not be read on either side is left out; it has its
/// own finding. Source: Catalog API, "Work with private offers", the notes on released offers.
pub(crate) fn frozen(before: &Offer, now: &Offer) -> Vec<Frozen> {
    let mut found = Differences { place: now.marker, all: Vec::new() };
    let product = |offer: &Offer| {
        offer.product.get().map(|product| (product.id.get().cloned(), product.product_type.get().copied()))
    };
    if let (Some((was_id, was_type)), Some((id, kind))) = (product(before), product(now)) {
        let own = now.product.get();
        found.text("product.id", own.and_then(|product| product.id.span()), was_id, id);
        let word = |kind: Option<crate::offer::ProductType>| kind.map(crate::offer::ProductType::word);
        found.text(
            "product.type",
            own.and_then(|product| product.product_type.span()),
            word(was_type),
            word(kind),
        );
    }
    found.field("currency", &before.currency, &now.currency, ToString::to_string);
    buyers(before, now, &mut found);
    found.field("net_terms", &before.net_terms, &now.net_terms, |days| format!("{days} days"));
    let eula = |legal: &crate::offer::Legal| legal.eula.get().cloned().unwrap_or_default();
    found.field("legal", &before.legal, &now.legal, eula);
    found.field("refund_policy", &before.refund_policy, &now.refund_policy, Clone::clone);
    found.field("renewal", &before.renewal, &now.renewal, renewal);
    term(before, now, &mut found);
    dimensions(before, now, &mut found);
    // Nothing of a released authorization may change.
    if before.kind() == Some(Kind::ResaleAuthorization) {
        found.text("kind", now.kind.span(), before.kind().map(Kind::word), now.kind().map(Kind::word));
        found.field("name", &before.name, &now.name, Clone::clone);
        found.field("release", &before.release, &now.release, ToString::to_string);
        found.field("description", &before.description, &now.description, Clone::clone);
        found.field("accept_by", &before.accept_by, &now.accept_by, ToString::to_string);
        if !found.all.iter().any(|frozen| frozen.what == "term") {
            let length = |term: &Term| term.length().map_or_else(String::new, |length| length.to_string());
            found.field("term", &before.term, &now.term, length);
        }
        if let (Some(was), Some(is)) = (before.pricing.get(), now.pricing.get()) {
            let word = |kind: &crate::offer::ContractType| kind.word().to_owned();
            found.field("contract_type", &was.contract_type, &is.contract_type, word);
            found.field("category", &was.category, &is.category, Clone::clone);
        }
    }
    found.all
}

struct Differences {
    /// The span for the offer as a whole.
    place: Span,
    all: Vec<Frozen>,
}

impl Differences {
    fn text(
        &mut self,
        what: impl Into<String>,
        span: Option<Span>,
        was: Option<impl Display>,
        now: Option<impl Display>,
    ) {
        let (was, now) = (was.map(|was| was.to_string()), now.map(|now| now.to_string()));
        if was != now {
            self.all.push(Frozen { what: what.into(), span: span.unwrap_or(self.place), was });
        }
    }

    /// Compares two values by `words`, which are equal for equivalent values.
    fn field<T>(&mut self, what: &str, before: &Field<T>, now: &Field<T>, words: impl Fn(&T) -> String) {
        if !before.is_invalid() && !now.is_invalid() {
            self.text(what, now.span(), before.get().map(&words), now.get().map(&words));
        }
    }
}

fn buyers(before: &Offer, now: &Offer, found: &mut Differences) {
    let accounts = |offer: &Offer| {
        let accounts = offer.buyers.get()?.iter().map(|buyer| buyer.account.get().cloned());
        let accounts: BTreeSet<String> = accounts.collect::<Option<_>>()?;
        Some(accounts.into_iter().collect::<Vec<_>>().join(", "))
    };
    if let (Some(was), Some(is)) = (accounts(before), accounts(now)) {
        found.text("buyers", now.buyers.span(), Some(was), Some(is));
    }
}

/// A duration may still change, even with a fixed start. Start and end are compared by meaning, not by
/// spelling.
fn term(before: &Offer, now: &Offer, found: &mut Differences) {
    let same_start = match (before.term.get(), now.term.get()) {
        (Some(Term::From { start: was, .. }), Some(Term::From { start, .. })) => was.value == start.value,
        _ => false,
    };
    if !same_start {
        found.field("term", &before.term, &now.term, days_of);
    }
}

/// The fixed first and last day of a term.
fn days_of(term: &Term) -> String {
    let (start, end) = fixed_days(term);
    let word = |day: Option<NaiveDate>| day.map_or_else(|| "…".to_owned(), |day| day.to_string());
    match (start, end) {
        (None, None) => "a duration from acceptance".to_owned(),
        (start, end) => format!("{} to {}", word(start), word(end)),
    }
}

fn fixed_days(term: &Term) -> (Option<NaiveDate>, Option<NaiveDate>) {
    match term {
        Term::For(_) => (None, None),
        Term::Dates { start, end } => (Some(start.value), Some(end.value)),
        Term::From { start, duration } => (Some(start.value), duration.value.after(start.value).pred_opt()),
        Term::Until { end } => (None, Some(end.value)),
    }
}

fn renewal(renewal: &crate::offer::Renewal) -> String {
    let part = |part: &RenewalPart| {
        let (after, percent) = (part.after.get(), part.percent.get());
        format!(
            "{} after {}{}",
            percent.map_or_else(String::new, |percent| percent.words()),
            after.map_or_else(String::new, ToString::to_string),
            part.day.get().map_or_else(String::new, |day| format!(", day {day}")),
        )
    };
    let parts: Vec<String> = renewal.installments.get().into_iter().flatten().map(part).collect();
    let times = renewal.times.get().map_or_else(String::new, ToString::to_string);
    let more = renewal.price_increase.get().map_or_else(String::new, |percent| percent.words());
    let lockout =
        renewal.lockout_days.get().map_or_else(String::new, |days| format!(", lockout {days} days"));
    let parts = if parts.is_empty() { String::new() } else { format!(", {}", parts.join("; ")) };
    format!("{times} times, {more} more{lockout}{parts}")
}

/// Keys, quantities and metered prices; for an authorization everything that is sent.
fn dimensions(before: &Offer, now: &Offer, found: &mut Differences) {
    let list = |offer: &Offer| match &offer.pricing {
        Field::Absent => Some(0),
        field => field.get().and_then(|pricing| pricing.dimensions.get()).map(Vec::len),
    };
    if list(before).is_none() || list(now).is_none() {
        return;
    }
    let authorization = before.kind() == Some(Kind::ResaleAuthorization);
    let pricing = now.pricing.get().and_then(|pricing| pricing.dimensions.span());
    let (old, new) = (of(before), of(now));
    for dimension in old {
        let Some(key) = dimension.key.get() else { continue };
        let Some(same) = new.iter().find(|other| other.key.get() == Some(key)) else {
            found.text(format!("dimension `{key}`"), pricing, Some("there"), None::<&str>);
            continue;
        };
        let place = |span: Option<Span>| span.or(same.key.span());
        let units = |dimension: &Dimension| dimension.quantity.get().map(|units| units.normalize());
        let overage = |dimension: &Dimension| dimension.overage.get().map(|price| price.normalized());
        let what = |what: &str| format!("`{what}` of `{key}`");
        found.text(what("quantity"), place(same.quantity.span()), units(dimension), units(same));
        found.text(what("overage"), place(same.overage.span()), overage(dimension), overage(same));
        if authorization {
            let text = |field: &Field<String>| field.get().cloned();
            found.text(what("name"), place(same.name.span()), text(&dimension.name), text(&same.name));
            let (was, is) = (text(&dimension.description), text(&same.description));
            found.text(what("description"), place(same.description.span()), was, is);
            found.text(what("prices"), place(same.prices.span()), prices(dimension), prices(same));
        }
    }
    for dimension in new {
        let Some(key) = dimension.key.get() else { continue };
        if !old.iter().any(|other| other.key.get() == Some(key)) {
            found.text(format!("dimension `{key}`"), dimension.key.span(), None::<&str>, Some("there"));
        }
    }
}

fn of(offer: &Offer) -> &[Dimension] {
    offer.pricing.get().and_then(|pricing| pricing.dimensions.get()).map_or(&[], Vec::as_slice)
}

fn prices(dimension: &Dimension) -> Option<String> {
    let price = |price: &crate::offer::Price| {
        format!("{}: {}", price.duration.value, price.amount.value.normalized())
    };
    let mut words: Vec<String> = dimension.prices.get()?.iter().map(price).collect();
    words.sort_unstable();
    Some(words.join(", "))
}
