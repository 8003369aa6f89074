//! The product's type, which the marketplace's JSON never has, inferred from the rest.

use super::Build;
use crate::marketplace::limits::ANNUAL_DAYS;
use crate::offer::{Duration, Kind, ProductType};

impl Build<'_> {
    /// The only product type that fits, and the reason; `None` if several do.
    pub(super) fn concluded_type(&self) -> Option<(ProductType, &'static str)> {
        let saas = if self.facts.metered {
            ProductType::SaasContractWithConsumption
        } else {
            ProductType::SaasContract
        };
        let usage = self.said.pricing_model.as_ref().is_some_and(|model| model.value == "Usage");
        match self.facts.resource.as_deref() {
            Some("SaaSProduct") if !usage => return Some((saas, "the agreement is for a SaaSProduct")),
            Some("ProfessionalServicesProduct") => {
                let why = "the agreement is for a ProfessionalServicesProduct";
                return Some((ProductType::ProfessionalServices, why));
            }
            _ => {}
        }
        // Replacement offers are for SaaS contracts only: AWS Marketplace Seller Guide, "Private
        // offer upgrades and renewals".
        if self.offer.kind.get() == Some(&Kind::ReplacementOffer) {
            return Some((saas, "only such offers can replace an agreement"));
        }
        match (usage, self.facts.upfront) {
            // Granted for a year and metered by the hour: Catalog API, "Work with private offers",
            // FixedUpfrontPricingTerm.
            (true, Some(length)) if length == Duration::new(0, ANNUAL_DAYS) && self.sells_instances() => {
                let why = "instance types are granted for 365 days and priced by the hour";
                Some((ProductType::AmiHourlyAnnual, why))
            }
            // Only the grants of a SaaS contract need no duration of their own.
            (false, Some(None)) => Some((saas, "its grants have no duration of their own")),
            _ => None,
        }
    }

    /// Whether every dimension is an instance type such as `m5.large`.
    fn sells_instances(&self) -> bool {
        let part = |text: &str| {
            !text.is_empty() && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
        };
        let is_instance = |key: &str| key.split_once('.').is_some_and(|(a, b)| part(a) && part(b));
        let dimensions = self.offer.pricing.get().and_then(|pricing| pricing.dimensions.get());
        let dimensions = dimensions.map_or(&[][..], Vec::as_slice);
        let mut keys = dimensions.iter().filter_map(|dimension| dimension.key.get());
        !dimensions.is_empty() && keys.all(|key| is_instance(key))
    }
}
