//! Makes new offers from a few parameters, and finds the best schedule that keeps every rule.

use chrono::{Datelike, Days, NaiveDate};

use super::rows;
use crate::offer::table::PlanRow;
use crate::offer::{
    Amount, Billing, Buyer, Comments, Currency, Day, Duration, Entry, Field, Offer, Period, Portion, Product,
    ProductType, Series, Single, Term, Unit, last_of_month,
};
use crate::schedule::{Charge, singles};

/// The most installments that a search tries; the marketplace accepts 60.
const MOST_INSTALLMENTS: u32 = 120;

/// How many days a search for the latest date goes back from the last possible one: over five years.
const MOST_DAYS: u64 = 2_000;

/// The parameters of a new offer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wishes {
    /// Offer name shown to the buyer.
    pub name: String,
    /// The seller's own description; without one an offer cannot be released.
    pub description: String,
    /// The marketplace's product id.
    pub product: String,
    /// What kind of product it is.
    pub product_type: ProductType,
    /// The accounts that may accept, each with whether the register knows it.
    pub buyers: Vec<(String, bool)>,
    /// The day of publication.
    pub release: NaiveDate,
    /// Last day to accept.
    pub accept_by: NaiveDate,
    /// How long the contract runs from acceptance.
    pub term: Duration,
    /// The currency of every amount.
    pub currency: Currency,
    /// Total amount due, before tax.
    pub total: Amount,
    /// A payment on acceptance, ahead of the regular ones: an amount or a share of the total.
    pub initial: Option<Portion>,
    /// The regular installments.
    pub regular: Regular,
    /// Offer-level payment due period in days.
    pub net_terms: Option<u32>,
    /// The offer that gives what is not named here: whatever are neither its dates nor its amounts.
    pub like: Option<Offer>,
}

/// The regular installments: what the initial payment leaves, in equal parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Regular {
    /// None: the initial payment is all.
    None,
    /// At regular dates.
    Every {
        /// The first invoice date.
        first: NaiveDate,
        /// The period.
        every: Period,
        /// How many.
        times: u32,
    },
    /// On these days.
    On(Vec<NaiveDate>),
    /// On these days, each with what it bills.
    Rows(Vec<(NaiveDate, Portion)>),
    /// Those of a table.
    Table {
        /// Its rows.
        rows: Vec<PlanRow>,
        /// Whether every installment is an entry of its own, even if a series bills the same.
        explicit: bool,
    },
}

/// What a search looks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Goal {
    /// As many installments as the rules allow, which makes each as small as they allow.
    MostInstallments,
    /// As late a first date as the rules allow for the number of installments.
    LatestFirst,
}

/// What a search found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Solution {
    /// The best parameters that keep every rule.
    pub best: Wishes,
    /// The next better ones, which break a rule; `None` if the search reached its limit.
    pub next: Option<Wishes>,
}

/// The offer for these parameters, with comments that explain its keys; for one like another, with a
/// comment about what could not be taken over.
pub fn propose(wishes: &Wishes, schema: Option<String>) -> (Offer, Comments) {
    let product = Product {
        id: wishes.product.clone().into(),
        product_type: wishes.product_type.into(),
        ..Product::default()
    };
    let buyers = wishes.buyers.iter().map(buyer).collect::<Vec<_>>();
    let mut comments = Comments { schema, ..Comments::default() };
    let like = wishes.like.as_ref().map(|like| taken_over(like, wishes, &mut comments));
    let mut offer = Offer {
        name: wishes.name.clone().into(),
        description: wishes.description.clone().into(),
        release: wishes.release.into(),
        accept_by: wishes.accept_by.into(),
        term: Term::For(wishes.term).into(),
        currency: wishes.currency.into(),
        total: wishes.total.into(),
        ..like.clone().unwrap_or_default()
    };
    if let Some(days) = wishes.net_terms {
        offer.net_terms = days.into();
    }
    // The other offer says more of its product and buyers.
    let same_product = like.as_ref().and_then(|like| like.product.get()).is_some_and(|known| {
        known.id.get() == product.id.get() && known.product_type.get() == product.product_type.get()
    });
    if !same_product {
        offer.product = product.into();
    }
    let accounts = |buyers: &[Buyer]| buyers.iter().map(|b| b.account.get().cloned()).collect::<Vec<_>>();
    let known = like.as_ref().and_then(|like| like.buyers.get());
    if known.is_none_or(|known| accounts(known) != accounts(&buyers)) {
        offer.buyers = buyers.into();
    }
    offer.installments = entries(wishes, &offer).into();
    if like.is_none() {
        explain(wishes, &mut comments);
    }
    (offer, comments)
}

/// What an offer gives another one: all but its dates and amounts. Its prices are taken where they come to
/// the new total.
fn taken_over(like: &Offer, wishes: &Wishes, comments: &mut Comments) -> Offer {
    let mut taken = like.reissued();
    if like.currency.get() != Some(&wishes.currency) {
        taken.rounding = Default::default();
    }
    let priced = Offer {
        total: Field::Absent,
        term: Term::For(wishes.term).into(),
        currency: wishes.currency.into(),
        ..taken.clone()
    };
    let same_currency = like.currency.get() == Some(&wishes.currency);
    let fits = same_currency && priced.total_due() == Some(wishes.total);
    if !fits && !like.pricing.is_absent() {
        let value = priced.total_due().map(|value| format!(": they come to {}", priced.money(value)));
        let value = value.filter(|_| same_currency).unwrap_or_default();
        comments.above("pricing", format!("the prices of the other offer are left out{value}"));
        taken.pricing = Field::Absent;
    }
    taken
}

/// Says what each key is for.
fn explain(wishes: &Wishes, comments: &mut Comments) {
    comments.above("name", "what the buyer sees");
    comments.above("description", "what only the seller sees; an offer without it cannot be released");
    if wishes.buyers.iter().any(|(_, known)| !known) {
        comments.above(
            "buyers",
            "who may accept; a schedule needs an account on invoicing terms: confirm it with the buyer",
        );
    }
    comments.above("release", "the day on which the offer is published, and as of which it is judged");
    comments.above("accept_by", "the last day to accept, until 23:59:59 UTC");
    comments.above("term", "from acceptance on; every invoice date lies inside of it");
    comments.above("total", "what the installments must add up to, before tax");
}

/// A buyer; one that the register does not know gets invoicing terms.
pub(super) fn buyer((account, known): &(String, bool)) -> Buyer {
    Buyer { billing: (!known).then_some(Billing::Invoice).into(), ..Buyer::new(account) }
}

/// `offer` has all but the entries.
fn entries(wishes: &Wishes, offer: &Offer) -> Vec<Entry> {
    let mut entries = Vec::new();
    if let Some(initial) = &wishes.initial {
        let note = "On acceptance".to_owned().into();
        entries.push(Entry::Single(Single { note, ..Single::new(wishes.release, initial.clone()) }));
    }
    match &wishes.regular {
        Regular::None => {}
        Regular::Every { first, times: 1, .. } => {
            entries.push(Entry::Single(Single::new(*first, Portion::Remainder)));
        }
        Regular::Every { first, every, times } => {
            // A first date on a month's last day means the last day of every month.
            let ends = last_of_month(first.year(), first.month()) == Some(*first);
            let day = (ends && every.unit == Unit::Month).then(|| vec![Day::FromEnd(1)]).into();
            let split = Portion::Remainder.into();
            let series = Series { day, split, ..Series::new(*first, *every, *times) };
            entries.push(Entry::Series(Box::new(series)));
        }
        Regular::On(days) => entries.extend(on_days(wishes, days)),
        Regular::Rows(rows) => {
            let single = |(day, amount): &(NaiveDate, Portion)| Single::new(*day, amount.clone());
            entries.extend(rows.iter().map(|row| Entry::Single(single(row))));
        }
        Regular::Table { rows, explicit } => entries.extend(rows::entries(rows, offer, *explicit)),
    }
    entries
}

/// Equal installments on days that are not a series: shares of the total, the last one the remainder.
fn on_days(wishes: &Wishes, days: &[NaiveDate]) -> Vec<Entry> {
    let rest = match &wishes.initial {
        Some(Portion::Fixed(initial)) => wishes.total.minus(*initial),
        Some(Portion::Share(share)) => {
            let initial = wishes.total.exact() * share.exact();
            Amount::rounded_down(&initial, wishes.currency.minor_unit())
                .and_then(|initial| wishes.total.minus(initial))
        }
        _ => Some(wishes.total),
    };
    let parts = rest.and_then(|rest| {
        let unit = wishes.currency.minor_unit();
        crate::schedule::split(rest, unit, days.len(), None, crate::offer::Leftover::Last)
    });
    let parts = parts.map_or(Vec::new(), |split| split.parts);
    let charges: Vec<Charge> = days.iter().copied().zip(parts).collect();
    singles(&charges)
}

/// The best parameters that are `clean`; `None` if not even the most modest ones are.
///
/// Both goals are searched from the most ambitious down, one step at a time, because rules are not
/// monotonic: a date may be free again after a holiday or a month end.
pub fn solve(wishes: &Wishes, goal: Goal, clean: &dyn Fn(&Wishes) -> bool) -> Option<Solution> {
    let Regular::Every { first, every, times } = wishes.regular else { return None };
    let with = |first, times| Wishes { regular: Regular::Every { first, every, times }, ..wishes.clone() };
    let candidates: Vec<Wishes> = match goal {
        Goal::MostInstallments => (1..=MOST_INSTALLMENTS).rev().map(|times| with(first, times)).collect(),
        Goal::LatestFirst => {
            let last = crate::offer::add_months(wishes.release, 62);
            let days = (0..MOST_DAYS).map_while(|back| last.checked_sub_days(Days::new(back)));
            days.take_while(|day| *day >= wishes.release).map(|day| with(day, times)).collect()
        }
    };
    let at = candidates.iter().position(clean)?;
    let next = at.checked_sub(1).and_then(|before| candidates.get(before)).cloned();
    Some(Solution { best: candidates.into_iter().nth(at)?, next })
}
