//! A channel partner offer out of its authorization: the same days, terms and units, every amount
//! with a markup.

mod entries;
mod terms;

use chrono::{Days, NaiveDate};
use num_rational::BigRational;
use num_traits::{One, Zero};
use rust_decimal::Decimal;

use crate::marketplace::limits::Limits;
use crate::offer::draft::{Buyer, Draft, Resale};
use crate::offer::{Billing, Currency, Kind, Offer, Share, exact_sub, exact_sum, rational, rounded_half_up};
use crate::schedule::{Calendar, Schedule};

/// How long an offer can be accepted where nobody says, in days.
const DAYS_TO_ACCEPT: u64 = 30;

/// What the partner's offer is to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wishes {
    /// The authorization's file, seen from the new one.
    pub authorization: String,
    /// What the partner puts on every amount.
    pub markup: Share,
    /// Whether the marketplace is to put it on: the file then has the authorization's amounts.
    pub as_markup: bool,
    /// The day of publication.
    pub release: NaiveDate,
    /// The last day to accept; where none is given, 30 days after the release, and not after the
    /// authorization's.
    pub accept_by: Option<NaiveDate>,
    /// The accounts that may accept, each with whether the register knows it; those of the
    /// authorization where none are given.
    pub buyers: Vec<(String, bool)>,
    /// The offer's name; that of the authorization where none is given.
    pub name: Option<String>,
    /// The partner's own description.
    pub description: Option<String>,
    /// Where editors find the JSON Schema.
    pub schema: Option<String>,
}

/// A partner's offer, and what it adds to its authorization.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resold {
    /// The offer.
    pub draft: Draft,
    /// The currency of every amount.
    pub currency: Currency,
    /// Each installment in the order of the dates.
    pub lines: Vec<Line>,
    /// The sum of what is authorized, of what the buyer pays, and what lies between.
    pub sums: (Decimal, Decimal, Decimal),
}

/// One installment of an authorization, and of the offer that resells it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line {
    /// The day on which the buyer is invoiced.
    pub date: NaiveDate,
    /// What the authorization bills.
    pub authorized: Decimal,
    /// What the buyer pays.
    pub offered: Decimal,
    /// What lies between.
    pub margin: Decimal,
}

/// Makes the partner's offer out of an authorization without errors.
///
/// Source: Catalog API, Work with channel partner private offers: a partner keeps the seller's
/// schedule, has one markup put on it, or sets an amount of its own for each of its dates, none
/// below the authorization's; currency, term and units are the authorization's.
///
/// # Errors
/// In a line, when the offer cannot be resold, or not like that.
pub fn resell(
    offer: &Offer,
    schedule: &Schedule,
    calendar: &Calendar,
    wishes: &Wishes,
) -> Result<Resold, String> {
    if offer.kind() != Some(Kind::ResaleAuthorization) {
        let kind = offer.kind().map_or("no offer", Kind::word);
        return Err(format!("this is a `{kind}`; only a `resale_authorization` is resold"));
    }
    let currency = *offer.currency.get().ok_or("the currency is not known")?;
    let marked = Markup::new(&wishes.markup);
    let lines = lines(schedule, currency, &marked)?;
    let mut draft = Draft::of(offer).ok_or("the authorization could not be read")?;
    draft.schema.clone_from(&wishes.schema);
    draft.id = None;
    draft.accepted = None;
    draft.kind = Some(Kind::ChannelPartnerOffer);
    days(&mut draft, offer, wishes)?;
    if !wishes.buyers.is_empty() {
        draft.buyers = wishes.buyers.iter().map(buyer).collect();
    }
    let markup = (wishes.as_markup && !wishes.markup.0.is_zero()).then(|| wishes.markup.clone());
    draft.resale = Some(Resale { authorization: Some(wishes.authorization.clone()), markup });
    let sums = sums(&lines)?;
    let mut unpriced = false;
    if !wishes.as_markup {
        draft.total = Some(sums.1);
        draft.rounding.step = None;
        entries::mark_up(&mut draft, offer, schedule, calendar, &lines)?;
        let limits = Limits::on(wishes.release);
        unpriced = draft.pricing.as_mut().is_some_and(|pricing| terms::mark_up(pricing, &marked, limits));
    }
    terms::describe(&mut draft, offer, wishes, sums, unpriced);
    Ok(Resold { draft, currency, lines, sums })
}

const TOO_LARGE: &str = "the amounts are too large to be added exactly";

/// One plus the markup.
struct Markup(BigRational);

impl Markup {
    fn new(share: &Share) -> Self {
        Self(BigRational::one() + &share.0)
    }

    /// An amount with the markup: the exact product rounded half-up to `unit`, never below the
    /// amount itself, of which an authorization with more decimals could fall short.
    fn on(&self, amount: Decimal, unit: Decimal) -> Option<Decimal> {
        rounded_half_up(&(rational(amount) * &self.0), unit).map(|marked| marked.max(amount))
    }
}

fn lines(schedule: &Schedule, currency: Currency, markup: &Markup) -> Result<Vec<Line>, String> {
    let line = |installment: &crate::schedule::Installment| {
        let authorized = installment.amount?;
        let offered = markup.on(authorized, currency.minor_unit())?;
        let margin = exact_sub(offered, authorized)?;
        Some(Line { date: installment.date, authorized, offered, margin })
    };
    let lines: Option<Vec<Line>> = schedule.installments.iter().map(line).collect();
    lines.filter(|_| schedule.is_complete()).ok_or_else(|| TOO_LARGE.to_owned())
}

fn sums(lines: &[Line]) -> Result<(Decimal, Decimal, Decimal), String> {
    let sum = |part: fn(&Line) -> Decimal| exact_sum(lines.iter().map(part)).ok_or(TOO_LARGE);
    Ok((sum(|line| line.authorized)?, sum(|line| line.offered)?, sum(|line| line.margin)?))
}

fn days(draft: &mut Draft, offer: &Offer, wishes: &Wishes) -> Result<(), String> {
    let last = *offer.accept_by.get().ok_or("the authorization's last day is not known")?;
    let release = wishes.release;
    if release > last {
        return Err(format!(
            "the authorization ended on {last}; released on {release}, nothing can be resold under it"
        ));
    }
    if let Some(published) = offer.release.get().filter(|published| release < **published) {
        return Err(format!(
            "the authorization is published on {published}, after the release on {release}; release on that \
             day or later"
        ));
    }
    let usual = release.checked_add_days(Days::new(DAYS_TO_ACCEPT)).unwrap_or(release);
    draft.release = Some(release);
    draft.accept_by = Some(wishes.accept_by.unwrap_or(usual.min(last)));
    Ok(())
}

fn buyer((account, known): &(String, bool)) -> Buyer {
    let billing = (!known).then_some(Billing::Invoice);
    Buyer { account: account.clone(), billing, ..Buyer::default() }
}
