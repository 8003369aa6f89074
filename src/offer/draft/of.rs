//! From an offer that was read to a draft that says the same.

use super::{Bills, Buyer, Comments, Dimension, Draft, Entry, Legal, Pricing, Product, Renewal};
use super::{RenewalPart, Replaces, Resale, Rounding, Run, Series, Single, Term};
use crate::offer::{self, Field, Offer};

impl Draft {
    /// A draft that says what an offer says, its comments apart; none where the offer has a value
    /// that could not be read. What the reader left out of `labels` with an error is lost, so an
    /// offer with errors is not one to be rewritten.
    pub fn of(offer: &Offer) -> Option<Self> {
        Some(Self {
            schema: None,
            comments: Comments::default(),
            name: plain(&offer.name)?,
            description: plain(&offer.description)?,
            id: plain(&offer.id)?,
            kind: plain(&offer.kind)?,
            product: part(&offer.product, product)?,
            buyers: parts(&offer.buyers, buyer)?,
            release: plain(&offer.release)?,
            accept_by: plain(&offer.accept_by)?,
            accepted: plain(&offer.accepted)?,
            term: part(&offer.term, |it| Some(term(it)))?,
            currency: plain(&offer.currency)?,
            total: plain(&offer.total)?,
            rounding: Rounding {
                step: plain(&offer.rounding.step)?,
                leftover: plain(&offer.rounding.leftover)?,
            },
            installments: parts(&offer.installments, entry)?,
            pricing: part(&offer.pricing, pricing)?,
            net_terms: plain(&offer.net_terms)?,
            legal: part(&offer.legal, |it| Some(Legal { eula: plain(&it.eula)? }))?,
            refund_policy: plain(&offer.refund_policy)?,
            renewal: part(&offer.renewal, renewal)?,
            replaces: part(&offer.replaces, |it| {
                Some(Replaces { agreement: plain(&it.agreement)?, schedule: plain(&it.schedule)? })
            })?,
            resale: part(&offer.resale, |it| {
                Some(Resale { authorization: plain(&it.authorization)?, markup: plain(&it.markup)? })
            })?,
            billing_agent: plain(&offer.billing_agent)?,
            labels: offer.labels.iter().map(|(k, v)| (k.value.clone(), v.value.clone())).collect(),
        })
    }
}

/// A value without its place; the outer none where it could not be read.
fn plain<T: Clone>(field: &Field<T>) -> Option<Option<T>> {
    part(field, |value| Some(value.clone()))
}

fn part<T, U>(field: &Field<T>, convert: impl FnOnce(&T) -> Option<U>) -> Option<Option<U>> {
    match field {
        Field::Absent => Some(None),
        Field::Invalid => None,
        Field::Given(value) => convert(&value.value).map(Some),
    }
}

fn parts<T, U>(field: &Field<Vec<T>>, convert: impl Fn(&T) -> Option<U>) -> Option<Vec<U>> {
    let all = part(field, |items| items.iter().map(convert).collect::<Option<Vec<U>>>())?;
    Some(all.unwrap_or_default())
}

fn product(it: &offer::Product) -> Option<Product> {
    let (id, product_type, title) = (plain(&it.id)?, plain(&it.product_type)?, plain(&it.title)?);
    Some(Product { id, product_type, title })
}

fn buyer(it: &offer::Buyer) -> Option<Buyer> {
    Some(Buyer {
        account: plain(&it.account)??,
        name: plain(&it.name)?,
        payer: plain(&it.payer)?,
        billing: plain(&it.billing)?,
        net_days: plain(&it.net_days)?,
        independent: plain(&it.independent)?,
    })
}

fn term(it: &offer::Term) -> Term {
    match it {
        offer::Term::For(duration) => Term::For(*duration),
        offer::Term::Dates { start, end } => Term::Dates { start: start.value, end: end.value },
        offer::Term::From { start, duration } => Term::From { start: start.value, duration: duration.value },
        offer::Term::Until { end } => Term::Until { end: end.value },
    }
}

fn entry(it: &offer::Entry) -> Option<Entry> {
    match it {
        offer::Entry::Single(it) => Some(Entry::Single(Single {
            comments: Vec::new(),
            invoice_date: plain(&it.invoice_date)??,
            amount: plain(&it.amount)??,
            note: plain(&it.note)?,
        })),
        offer::Entry::Series(it) => Some(Entry::Series(Box::new(series(it)?))),
        offer::Entry::Broken(_) => None,
    }
}

fn series(it: &offer::Series) -> Option<Series> {
    let run = match (plain(&it.times)?, plain(&it.until)?) {
        (Some(times), None) => Run::Times(times),
        (None, Some(day)) => Run::Until(day),
        _ => return None,
    };
    let bills = match (plain(&it.amount)?, plain(&it.split)?) {
        (Some(each), None) => Bills::Each(each),
        (None, Some(whole)) => Bills::Split(whole),
        _ => return None,
    };
    Some(Series {
        day: plain(&it.day)?,
        overflow: plain(&it.overflow)?,
        roll: plain(&it.roll)?,
        except: parts(&it.except, |except| Some(except.value))?,
        weights: parts(&it.weights, |weight| Some(weight.value))?,
        raise: plain(&it.raise)?,
        note: plain(&it.note)?,
        ..Series::new(plain(&it.first)??, plain(&it.every)??, run, bills)
    })
}

fn pricing(it: &offer::Pricing) -> Option<Pricing> {
    Some(Pricing {
        contract_type: plain(&it.contract_type)?,
        category: plain(&it.category)?,
        dimensions: parts(&it.dimensions, dimension)?,
    })
}

fn dimension(it: &offer::Dimension) -> Option<Dimension> {
    Some(Dimension {
        key: plain(&it.key)?,
        name: plain(&it.name)?,
        description: plain(&it.description)?,
        quantity: plain(&it.quantity)?,
        prices: parts(&it.prices, |price| Some((price.duration.value, price.amount.value)))?,
        overage: plain(&it.overage)?,
    })
}

fn renewal(it: &offer::Renewal) -> Option<Renewal> {
    let part = |it: &offer::RenewalPart| {
        Some(RenewalPart { after: plain(&it.after)?, percent: plain(&it.percent)?, day: plain(&it.day)? })
    };
    Some(Renewal {
        times: plain(&it.times)?,
        price_increase: plain(&it.price_increase)?,
        lockout_days: plain(&it.lockout_days)?,
        installments: parts(&it.installments, part)?,
    })
}
