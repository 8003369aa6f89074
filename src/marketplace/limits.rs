//! The marketplace's limits, each with the day from which it holds.

mod disbursement;
mod fees;

pub use disbursement::Disbursement;
pub use fees::{FeeError, ListingFee, Sale, Sure};

use rust_decimal::Decimal;
use std::sync::LazyLock;

use chrono::NaiveDate;

use crate::offer::{Amount, Duration, Kind, ProductType};

/// The day of the month on which the usage of the month before is invoiced, at the latest. Source: Buyer
/// Guide, "Paying for products": usage goes on the monthly bill, of the 2nd or the 3rd.
pub(crate) const USAGE_INVOICE_DAY: u32 = 3;

/// What the marketplace allows, as of some day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// The first day on which these numbers held.
    pub from: NaiveDate,
    /// Most installments of a schedule. Source: Seller Guide, "Installment plans"; Catalog API,
    /// "Work with private offers", `Schedule` has 1 to 60 items.
    pub installments: usize,
    /// Most calendar months between the first and the last invoice, and of a contract that is
    /// counted in months. Source: Seller Guide, "Supported product types for private offers".
    pub months: u32,
    /// Most days of a contract that is priced by the hour. Source: as before.
    pub hourly_days: u32,
    /// How many months ahead a contract may start. Source: Seller Guide, "Future-dated
    /// agreements".
    pub start_months: u32,
    /// Most buyer accounts of a private or replacement offer. Source: Catalog API, "Work with
    /// private offers", UpdateTargeting.
    pub buyers: usize,
    /// Most buyer accounts of a channel partner offer or a resale authorization. Source: Catalog
    /// API, "Work with channel partner private offers" and "Work with resale authorizations".
    pub resale_buyers: usize,
    /// Largest amount of one installment, in the currency's major unit. Source: Catalog API,
    /// the published pattern of `ChargeAmount`.
    pub amount: Amount,
    /// Currencies of every schedule. Source: Catalog API, `CurrencyCode` of PaymentScheduleTerm.
    pub currencies: &'static [&'static str],
    /// Most dimensions that an offer grants, and most that it meters. Source: Catalog API, "Work
    /// with private offers", TOO_MANY_GRANTS; Seller Guide, "Creating a selling authorization for
    /// an AWS Marketplace Channel Partner as an ISV".
    pub dimensions: usize,
    /// Most units of a dimension. Source: Catalog API, the published shape of `MaxQuantity`.
    pub quantity: Decimal,
    /// Most decimals of a price. Source: Catalog API, UpdatePricingTerms.
    pub price_decimals: u32,
    /// Most decimals of a metered price. Source: Catalog API, UsageBasedPricingTerm.
    pub overage_decimals: u32,
    /// Durations, in months, that a public price may be for. Source: Seller Guide, "SaaS
    /// contracts": 1, 12, 24 and 36 months.
    pub public_months: &'static [u32],
    /// The texts of a dimension as the console takes them. Source: Seller Guide, "SaaS contracts".
    pub console: DimensionTexts,
    /// The texts of a dimension as the API takes them. Source: Catalog API, the published shape of
    /// AddDimensions.
    pub api: DimensionTexts,
    /// Most characters of an offer's name. Source: Catalog API, CreateOffer.
    pub name: usize,
    /// Most characters of an authorization's name. Source: Catalog API, "Work with resale
    /// authorizations", CreateResaleAuthorization.
    pub authorization_name: usize,
    /// Most characters of a product's id. Source: Catalog API, the published shape of `ProductId`.
    pub product_id: usize,
    /// Most characters of an agreement's id. Source: Catalog API, the published shape of
    /// `AgreementId`.
    pub agreement_id: usize,
    /// Most characters of an authorization's id. Source: Catalog API,
    /// CreateOfferUsingResaleAuthorization.
    pub authorization_id: usize,
    /// Most characters of an offer's or authorization's own id. Source: Catalog API, StartChangeSet, the
    /// published shape of `Identifier`.
    pub entity_id: usize,
    /// Most characters of a description. Source: Catalog API, UpdateInformation.
    pub description: usize,
    /// Most characters of a refund policy. Source: Catalog API, UpdateSupportTerms.
    pub refund_policy: usize,
    /// Most installments of a renewed term. Source: Catalog API, UpdateRenewalTerms.
    pub renewal_items: usize,
    /// What one request may hold. Source: Catalog API, StartChangeSet.
    pub request: RequestLimits,
}

/// How large a request to the Catalog API may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RequestLimits {
    /// Most changes.
    pub changes: usize,
    /// Most characters of a change's `Details` text.
    pub details: usize,
    /// Most characters of the request's name.
    pub name: usize,
    /// Most decimals of a `ChargeAmount`, whatever the currency.
    pub amount_decimals: u32,
    /// Most decimals of a renewal's percentages.
    pub percent_decimals: u32,
    /// Most decimals of a markup.
    pub markup_decimals: u32,
}

/// How many Unicode scalars the texts of a dimension may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DimensionTexts {
    /// Of its key, the API name.
    pub key: usize,
    /// Of the name that the buyer sees.
    pub name: usize,
    /// Of the description that the buyer sees.
    pub description: usize,
}

/// The version of the standard contract that a new offer takes: the newest. Source: Catalog API,
/// "Work with private offers", UpdateLegalTerms.
pub const STANDARD_EULA: &str = "2022-07-14";

/// The version of the standard data subscription agreement. Source: as before.
pub const STANDARD_DSA: &str = "2019-12-12";

/// How many offers may be made from an authorization with a payment schedule. Source: Catalog API, "Work
/// with resale authorizations", UpdateAvailability, `OffersMaxQuantity`.
pub const OFFERS_OF_AN_AUTHORIZATION: u32 = 1;

/// How many days an annual price of a machine image by the hour is for. Source: Seller Guide,
/// "AMI product pricing", hourly with annual.
pub const ANNUAL_DAYS: u32 = 365;

/// Currencies that only some offers may be in; [`is_special_currency`] says which.
pub const SPECIAL_CURRENCIES: [&str; 2] = ["CAD", "INR"];

/// Currencies that only some sellers and kinds may use: the code, and whether that is so for an
/// offer of `kind` by a seller in `country`.
///
/// CAD is in the published shape of an offer, not in that of an authorization; INR is for sellers in
/// India (Seller Guide, "Private offers overview").
pub fn is_special_currency(code: &str, kind: Kind, seller_country: Option<&str>) -> bool {
    match code {
        "CAD" => kind != Kind::ResaleAuthorization,
        "INR" => seller_country == Some("IN"),
        _ => false,
    }
}

/// How long a contract may run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TermLimit {
    /// A number of calendar months.
    Months(u32),
    /// A number of days; 36 months count as 1,095 days.
    Days(u32),
}

impl TermLimit {
    /// The longest duration; for a contract that is written in whole months, in whole months.
    pub fn longest(self, in_months: bool) -> Duration {
        match self {
            Self::Months(months) => Duration::new(months, 0),
            // Twelve months count as 365 days.
            Self::Days(days) if in_months => Duration::new(days / 365 * 12, 0),
            Self::Days(days) => Duration::new(0, days),
        }
        .unwrap_or(Duration::DAY)
    }
}

const CURRENCIES: &[&str] = &["USD", "EUR", "GBP", "AUD", "JPY"];

/// Every change of a number, the oldest first. The history of the Seller Guide's page on the flexible
/// payment scheduler shows 60 installments from 2022-04-15 on, previously 36, and five years from
/// 2022-06-06 on, previously three.
static TABLE: LazyLock<[Limits; 3]> = LazyLock::new(|| {
    let day = |year, month, day| NaiveDate::from_ymd_opt(year, month, day).unwrap_or_default();
    let now = Limits {
        from: day(2022, 6, 6),
        installments: 60,
        months: 60,
        hourly_days: 1095,
        start_months: 36,
        buyers: 26,
        resale_buyers: 25,
        amount: Amount::from(100_000_000),
        currencies: CURRENCIES,
        dimensions: 200,
        quantity: Decimal::from(2_147_483_646),
        price_decimals: 3,
        overage_decimals: 8,
        public_months: &[1, 12, 24, 36],
        console: DimensionTexts { key: 15, name: 24, description: 70 },
        api: DimensionTexts { key: 100, name: 80, description: 1000 },
        name: 150,
        authorization_name: 100,
        product_id: 50,
        agreement_id: 64,
        authorization_id: 50,
        entity_id: 255,
        description: 255,
        refund_policy: 500,
        renewal_items: 86,
        request: RequestLimits {
            changes: 20,
            details: 16_384,
            name: 100,
            amount_decimals: 2,
            percent_decimals: 2,
            markup_decimals: 9,
        },
    };
    let three_years = Limits { from: day(2022, 4, 15), months: 36, ..now };
    let first = Limits { from: NaiveDate::MIN, installments: 36, ..three_years };
    [first, three_years, now]
});

impl Limits {
    /// The limits on a day.
    pub fn on(day: NaiveDate) -> &'static Self {
        let table: &'static [Self; 3] = &TABLE;
        let [first, ..] = table;
        table.iter().rev().find(|row| row.from <= day).unwrap_or(first)
    }

    /// The next limits in which `number` differs; `None` if it still holds.
    pub fn next<N: PartialEq>(&self, number: impl Fn(&Self) -> N) -> Option<&'static Self> {
        let table: &'static [Self; 3] = &TABLE;
        table.iter().find(|row| row.from > self.from && number(row) != number(self))
    }

    /// How long a contract for such a product may run; `None` for a product that does not support
    /// installments.
    pub fn term(&self, product: ProductType) -> Option<TermLimit> {
        use ProductType as P;
        match product {
            P::SaasContract
            | P::SaasContractWithConsumption
            | P::AmiContract
            | P::ContainerContract
            | P::ProfessionalServices => Some(TermLimit::Months(self.months)),
            P::AmiHourlyAnnual | P::ContainerHourlyLongTerm => Some(TermLimit::Days(self.hourly_days)),
            P::SaasSubscription
            | P::AmiHourly
            | P::AmiMonthly
            | P::ContainerHourly
            | P::Byol
            | P::Cloudformation
            | P::MachineLearning => None,
        }
    }

    /// Most characters of the name of an offer of that kind.
    pub fn name_of(&self, kind: Kind) -> usize {
        match kind {
            Kind::ResaleAuthorization => self.authorization_name,
            Kind::PrivateOffer | Kind::ReplacementOffer | Kind::ChannelPartnerOffer => self.name,
        }
    }

    /// Most buyer accounts of an offer of that kind.
    pub fn buyers_of(&self, kind: Kind) -> usize {
        match kind {
            Kind::PrivateOffer | Kind::ReplacementOffer => self.buyers,
            Kind::ResaleAuthorization | Kind::ChannelPartnerOffer => self.resale_buyers,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::offer::parse_date;

    #[test]
    fn a_number_holds_from_its_day_on() {
        let on = |text| {
            let limits = Limits::on(parse_date(text).unwrap());
            (limits.installments, limits.months)
        };
        assert_eq!(on("2022-04-14"), (36, 36));
        assert_eq!(on("2022-04-15"), (60, 36));
        assert_eq!(on("2022-06-05"), (60, 36));
        assert_eq!(on("2022-06-06"), (60, 60));
        assert_eq!(on("2026-11-21"), (60, 60));
    }

    #[test]
    fn a_number_that_was_replaced_names_the_day() {
        let first = Limits::on(parse_date("2022-03-01").unwrap());
        assert_eq!(first.next(|l| l.installments).unwrap().from, parse_date("2022-04-15").unwrap());
        assert_eq!(first.next(|l| l.months).unwrap().from, parse_date("2022-06-06").unwrap());
        assert_eq!(first.next(|l| l.buyers), None);
    }

    #[test]
    fn a_limit_in_days_counts_twelve_months_as_365() {
        assert_eq!(TermLimit::Days(1095).longest(true), Duration::new(36, 0).unwrap());
        assert_eq!(TermLimit::Days(1095).longest(false), Duration::new(0, 1095).unwrap());
        assert_eq!(TermLimit::Months(60).longest(false), Duration::new(60, 0).unwrap());
    }
}
