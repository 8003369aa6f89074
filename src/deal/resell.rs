//! Makes a channel partner offer from its authorization: the same days, terms and units, every amount
//! with a markup.

mod entries;
mod terms;

use chrono::{Days, NaiveDate};
use num_rational::BigRational;
use num_traits::One;

use super::propose::buyer;
use crate::marketplace::limits::Limits;
use crate::offer::{Amount, Comments, Currency, Field, Kind, Offer, Resale, Share};
use crate::schedule::{Holidays, Schedule};

/// How long an offer can be accepted by default, in days.
const DAYS_TO_ACCEPT: u64 = 30;

/// What the partner's offer should be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartnerTerms {
    /// The authorization's file, relative to the new one.
    pub authorization: String,
    /// The partner's markup on every amount.
    pub markup: Share,
    /// Whether the marketplace applies the markup: the file then has the authorization's amounts.
    pub as_markup: bool,
    /// The day of publication.
    pub release: NaiveDate,
    /// The last day to accept; if none is given, 30 days after the release, and not after the
    /// authorization's.
    pub accept_by: Option<NaiveDate>,
    /// The accounts that may accept, each with whether the register knows it; those of the authorization
    /// if none are given.
    pub buyers: Vec<(String, bool)>,
    /// The offer's name; that of the authorization if none is given.
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
    pub offer: Offer,
    /// Comments in it about its origin.
    pub comments: Comments,
    /// The currency of every amount.
    pub currency: Currency,
    /// Each installment in the order of the dates.
    pub lines: Vec<ResoldLine>,
    /// The sums of what is authorized, of what the buyer pays, and of the margin.
    pub sums: (Amount, Amount, Amount),
}

/// One installment of an authorization, and of the offer that resells it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ResoldLine {
    /// The day on which the buyer is invoiced.
    pub date: NaiveDate,
    /// What the authorization bills.
    pub authorized: Amount,
    /// What the buyer pays.
    pub offered: Amount,
    /// The partner's margin.
    pub margin: Amount,
}

/// Makes the partner's offer from an authorization without errors.
///
/// Source: Catalog API, Work with channel partner private offers: a partner keeps the seller's
/// schedule, has one markup put on it, or sets an amount of its own for each of its dates, none
/// below the authorization's; currency, term and units are the authorization's.
///
/// # Errors
/// When the offer cannot be resold, or not in the requested way.
pub fn resell(
    offer: &Offer,
    schedule: &Schedule,
    holidays: &Holidays,
    wishes: &PartnerTerms,
) -> Result<Resold, ResellError> {
    if offer.kind() != Some(Kind::ResaleAuthorization) {
        return Err(ResellError::NotAnAuthorization(offer.kind()));
    }
    let currency = *offer.currency.get().ok_or(ResellError::NoCurrency)?;
    let marked = MarkupFactor::new(&wishes.markup);
    let lines = lines(schedule, currency, &marked)?;
    if !offer.is_read() {
        return Err(ResellError::Unread);
    }
    let mut made = offer.reissued();
    made.kind = Kind::ChannelPartnerOffer.into();
    days(&mut made, offer, wishes)?;
    if !wishes.buyers.is_empty() {
        made.buyers = wishes.buyers.iter().map(buyer).collect::<Vec<_>>().into();
    }
    let markup = (wishes.as_markup && !wishes.markup.is_zero()).then(|| wishes.markup.clone()).into();
    let authorization = wishes.authorization.clone().into();
    made.resale = Resale { authorization, markup, ..Resale::default() }.into();
    let sums = sums(&lines)?;
    let mut unpriced = false;
    if !wishes.as_markup {
        made.total = sums.1.into();
        made.rounding.step = Field::Absent;
        entries::mark_up(&mut made, offer, schedule, holidays, &lines)?;
        let limits = Limits::on(wishes.release);
        unpriced = made.pricing.get_mut().is_some_and(|pricing| terms::mark_up(pricing, &marked, limits));
    }
    let comments = terms::describe(&mut made, offer, wishes, sums, unpriced);
    Ok(Resold { offer: made, comments, currency, lines, sums })
}

/// Why an authorization cannot be resold, or not as requested.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ResellError {
    /// It is an offer of another kind, or of none that could be read.
    #[error("this is a `{}`; only a `resale_authorization` is resold", .0.map_or("no offer", Kind::word))]
    NotAnAuthorization(Option<Kind>),
    /// A value of it could not be read.
    #[error("the authorization could not be read")]
    Unread,
    /// Its currency could not be read.
    #[error("the currency is not known")]
    NoCurrency,
    /// Its last day could not be read.
    #[error("the authorization's last day is not known")]
    NoLastDay,
    /// The release is after its last day.
    #[error("the authorization ended on {last}; released on {release}, nothing can be resold under it")]
    Ended {
        /// The authorization's last day.
        last: NaiveDate,
        /// The requested release.
        release: NaiveDate,
    },
    /// The release is before its own.
    #[error(
        "the authorization is published on {published}, after the release on {release}; release on that day \
         or later"
    )]
    NotYetPublished {
        /// The authorization's release.
        published: NaiveDate,
        /// The requested release.
        release: NaiveDate,
    },
    /// The amounts have more digits than can be added exactly.
    #[error("the amounts are too large to be added exactly")]
    TooLarge,
    /// No list of entries bills the marked-up amounts.
    #[error("the marked amounts cannot be written so that they say the same")]
    NotWritable,
}

/// One plus the markup.
struct MarkupFactor(BigRational);

impl MarkupFactor {
    fn new(share: &Share) -> Self {
        Self(BigRational::one() + share.exact())
    }

    /// An amount with the markup: the exact product rounded half-up to `unit`, never below the
    /// amount itself, of which an authorization with more decimals could fall short.
    fn on(&self, amount: Amount, unit: Amount) -> Option<Amount> {
        Amount::rounded_half_up(&(amount.exact() * &self.0), unit).map(|marked| marked.max(amount))
    }
}

fn lines(
    schedule: &Schedule,
    currency: Currency,
    markup: &MarkupFactor,
) -> Result<Vec<ResoldLine>, ResellError> {
    let line = |installment: &crate::schedule::Installment| {
        let authorized = installment.amount?;
        let offered = markup.on(authorized, currency.minor_unit())?;
        let margin = offered.minus(authorized)?;
        Some(ResoldLine { date: installment.date, authorized, offered, margin })
    };
    let lines: Option<Vec<ResoldLine>> = schedule.installments.iter().map(line).collect();
    lines.filter(|_| schedule.is_complete()).ok_or(ResellError::TooLarge)
}

fn sums(lines: &[ResoldLine]) -> Result<(Amount, Amount, Amount), ResellError> {
    let sum =
        |part: fn(&ResoldLine) -> Amount| Amount::sum(lines.iter().map(part)).ok_or(ResellError::TooLarge);
    Ok((sum(|line| line.authorized)?, sum(|line| line.offered)?, sum(|line| line.margin)?))
}

fn days(made: &mut Offer, offer: &Offer, wishes: &PartnerTerms) -> Result<(), ResellError> {
    let last = *offer.accept_by.get().ok_or(ResellError::NoLastDay)?;
    let release = wishes.release;
    if release > last {
        return Err(ResellError::Ended { last, release });
    }
    if let Some(published) = offer.release.get().copied().filter(|published| release < *published) {
        return Err(ResellError::NotYetPublished { published, release });
    }
    let usual = release.checked_add_days(Days::new(DAYS_TO_ACCEPT)).unwrap_or(release);
    made.release = release.into();
    made.accept_by = wishes.accept_by.unwrap_or(usual.min(last)).into();
    Ok(())
}
