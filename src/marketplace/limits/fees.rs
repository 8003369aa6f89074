//! The marketplace's listing fees, each with the day from which it holds and its source.

use chrono::NaiveDate;
use std::cmp::Ordering;

use crate::offer::{Amount, Currency, Kind, Money, ProductType, Rate, Share};
use crate::text::message::{Message, msg};

/// How reliable a number of this table is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sure {
    /// The marketplace documents it.
    Documented,
    /// Only third parties report it.
    Reported,
    /// The user gave it.
    Given,
}

impl Sure {
    /// The word for it: `documented`, `reported`, `given`.
    #[doc(hidden)]
    pub fn word(self) -> &'static str {
        match self {
            Self::Documented => "documented",
            Self::Reported => "reported",
            Self::Given => "given",
        }
    }
}

/// What a fee is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum FeeKind {
    /// A private offer whose total contract value is below this many US dollars.
    Below(u32),
    /// A private offer of any value.
    Any,
    /// A private offer that renews an earlier one, or an agreement made elsewhere.
    Renewal,
    /// Professional services, whatever the value.
    ProfessionalServices,
    /// What a sale through a channel partner adds.
    Partner,
}

/// One line of the table.
struct FeeRow {
    part: FeeKind,
    /// The first day on which it holds, UTC: that of acceptance counts.
    from: (i32, u32, u32),
    /// In tenths of a percent.
    tenths: u32,
    source: &'static str,
    sure: Sure,
}

const PRIVATE: &str =
    "Seller Guide, Understanding listing fees for AWS Marketplace sellers, Private offer listing fees";
const PARTNER: &str = "Seller Guide, Understanding listing fees for AWS Marketplace sellers, Channel partner private offer (CPPO) listing fees";
const SERVICES: &str = "Seller Guide, Understanding listing fees for AWS Marketplace sellers, Professional services listing fees";
const SERVICES_NOW: &str = "two vendors on listing fees of professional services; stored copies of the marketplace's page still say 2.5%";

/// Every fee that can be told from an offer; of two lines for one thing the later holds.
///
/// The page says of all its numbers that they hold from 2024-01-05; what held before is not known.
/// Buyers in South Korea pay one point more from 2025-04-01 on (reported): an offer does not say
/// where its buyer is, so that has to be given.
const TABLE: [FeeRow; 7] = [
    FeeRow {
        part: FeeKind::Below(1_000_000),
        from: (2024, 1, 5),
        tenths: 30,
        source: PRIVATE,
        sure: Sure::Documented,
    },
    FeeRow {
        part: FeeKind::Below(10_000_000),
        from: (2024, 1, 5),
        tenths: 20,
        source: PRIVATE,
        sure: Sure::Documented,
    },
    FeeRow { part: FeeKind::Any, from: (2024, 1, 5), tenths: 15, source: PRIVATE, sure: Sure::Documented },
    FeeRow {
        part: FeeKind::Renewal,
        from: (2024, 1, 5),
        tenths: 15,
        source: PRIVATE,
        sure: Sure::Documented,
    },
    FeeRow {
        part: FeeKind::ProfessionalServices,
        from: (2024, 1, 5),
        tenths: 25,
        source: SERVICES,
        sure: Sure::Documented,
    },
    FeeRow {
        part: FeeKind::ProfessionalServices,
        from: (2026, 6, 16),
        tenths: 5,
        source: SERVICES_NOW,
        sure: Sure::Reported,
    },
    FeeRow { part: FeeKind::Partner, from: (2024, 1, 5), tenths: 5, source: PARTNER, sure: Sure::Documented },
];

/// The currency of the tiers.
const DOLLARS: &str = "USD";

/// What the marketplace keeps of each invoice of an offer, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListingFee {
    /// The share of each invoice before tax.
    pub share: Share,
    /// Why it is this share: `private offer below 1,000,000 USD`.
    pub why: Message,
    /// Page title and section; `None` if the user gave the fee.
    pub source: Option<&'static str>,
    /// How reliable it is.
    pub sure: Sure,
}

/// What a listing fee depends on.
#[derive(Debug, Clone, Copy)]
pub struct Sale<'a> {
    /// The kind of offer.
    pub kind: Kind,
    /// The product type; `None` if it could not be read.
    pub product: Option<ProductType>,
    /// The total contract value before tax.
    pub total: Money,
    /// The day of acceptance.
    pub accepted: NaiveDate,
    /// Whether it renews an earlier private offer, or an agreement made outside the marketplace.
    pub renewal: bool,
    /// Exchange rates that determine the tier of a total in another currency.
    pub rates: &'a [Rate],
}

/// Why the listing fee of a sale cannot be determined.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum FeeError {
    /// The tiers are in US dollars, and which one a total in this currency falls into is not
    /// documented.
    #[error(
        "the tiers of the listing fee are in USD, and which one a total in {0} falls into is not documented"
    )]
    NoTier(Currency),
    /// The buyer accepts before the first day of the table.
    #[error(
        "the listing fee of an offer that is accepted on {0} is not known: the marketplace's page starts on {from}",
        from = day_of((2024, 1, 5))
    )]
    TooEarly(NaiveDate),
}

impl ListingFee {
    /// The fee of a sale.
    ///
    /// Professional services have one fee whatever the total and the renewal; a renewal has one whatever
    /// the total; a channel partner's half point is added to each.
    ///
    /// # Errors
    /// When the tier cannot be determined without a rate, or the day is before the table.
    #[doc(hidden)]
    pub fn of(sale: Sale<'_>) -> Result<Self, FeeError> {
        let row = if sale.product == Some(ProductType::ProfessionalServices) {
            row(FeeKind::ProfessionalServices, sale.accepted)?
        } else if sale.renewal {
            row(FeeKind::Renewal, sale.accepted)?
        } else {
            tier(sale)?
        };
        let by = rate_for(sale).filter(|_| matches!(row.part, FeeKind::Below(_) | FeeKind::Any));
        let what = words(row.part);
        let why = match by {
            Some(rate) => msg!("{what} at {rate}", what, rate),
            None if sale.renewal && row.part == FeeKind::ProfessionalServices => {
                msg!("{what}, which have one fee, also for a renewal", what)
            }
            None => what,
        };
        let mut fee = Self { share: share(row.tenths), why, source: Some(row.source), sure: row.sure };
        if matches!(sale.kind, Kind::ChannelPartnerOffer | Kind::ResaleAuthorization) {
            let partner = self::row(FeeKind::Partner, sale.accepted)?;
            fee.why = msg!(
                "{why}: {own}, and {more} for the channel partner",
                why = fee.why,
                own = fee.share.words(),
                more = share(partner.tenths).words()
            );
            fee.share = share(row.tenths + partner.tenths);
        }
        Ok(fee)
    }

    /// A fee that the user gives.
    pub(crate) fn given(share: Share) -> Self {
        Self { share, why: msg!("as given"), source: None, sure: Sure::Given }
    }
}

fn share(tenths: u32) -> Share {
    // A thousand is not zero.
    Share::new(tenths, 1000).unwrap_or_else(Share::whole)
}

/// The line of the table for one fee on a day.
fn row(part: FeeKind, day: NaiveDate) -> Result<&'static FeeRow, FeeError> {
    let mut lines = TABLE.iter().filter(|row| row.part == part && day_of(row.from) <= day);
    lines.next_back().ok_or(FeeError::TooEarly(day))
}

fn day_of((year, month, day): (i32, u32, u32)) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap_or_default()
}

/// The line of the tier that a total falls into.
fn tier(sale: Sale<'_>) -> Result<&'static FeeRow, FeeError> {
    // Regardless of value: before the table no tier is known.
    row(FeeKind::Any, sale.accepted)?;
    for part in TABLE.iter().map(|row| row.part) {
        if let FeeKind::Below(dollars) = part
            && compare(sale, dollars)? == Ordering::Less
        {
            return row(part, sale.accepted);
        }
    }
    row(FeeKind::Any, sale.accepted)
}

/// How a sale's total compares with an amount in dollars.
fn compare(sale: Sale<'_>, dollars: u32) -> Result<Ordering, FeeError> {
    let (total, limit) = (sale.total, Amount::from(dollars));
    if total.currency.code() == DOLLARS {
        return Ok(total.amount.cmp(&limit));
    }
    let by = |rate: &Rate| rate.compare((total.amount, total.currency), (limit, Currency::parse(DOLLARS)?));
    rate_for(sale).and_then(by).ok_or(FeeError::NoTier(total.currency))
}

/// The first rate between a sale's currency and the dollar.
fn rate_for<'a>(sale: Sale<'a>) -> Option<&'a Rate> {
    let own = sale.total.currency.code();
    sale.rates.iter().find(|rate| {
        let pair = [rate.base.code(), rate.quote.code()];
        own != DOLLARS && pair.contains(&own) && pair.contains(&DOLLARS)
    })
}

fn words(part: FeeKind) -> Message {
    match part {
        FeeKind::Below(1_000_000) => msg!("private offer below 1,000,000 USD"),
        FeeKind::Below(_) => msg!("private offer from 1,000,000 and below 10,000,000 USD"),
        FeeKind::Any => msg!("private offer from 10,000,000 USD"),
        FeeKind::Renewal => msg!("renewal"),
        FeeKind::ProfessionalServices => msg!("professional services"),
        FeeKind::Partner => msg!("channel partner"),
    }
}
