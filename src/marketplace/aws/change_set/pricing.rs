//! The prices of an offer: nothing upfront beside a schedule, what is granted, and the metered rates.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use serde_json::{Value, json};

use super::ChangeSetBuilder;
use super::terms::iso;
use crate::marketplace::limits::ANNUAL_DAYS;
use crate::offer::{Amount, Dimension, Duration, ProductType, Term};

impl ChangeSetBuilder<'_> {
    /// The pricing terms. With a schedule the upfront price is 0 and only the schedule bills. Source:
    /// Catalog API, "Work with private offers", FixedUpfrontPricingTerm.
    pub(super) fn pricing(&mut self) {
        let offer = self.offer;
        let dimensions = offer.pricing.get().and_then(|pricing| pricing.dimensions.get());
        let Some(dimensions) = dimensions.filter(|dimensions| !dimensions.is_empty()) else {
            self.no_pricing();
            return;
        };
        let (Some(currency), Some(product)) = (offer.currency.get(), offer.product_type()) else {
            self.missing.push("`currency` or `product.type` is missing".to_owned());
            return;
        };
        let mut terms = Vec::new();
        let grants = self.grants(dimensions);
        if !grants.is_empty() {
            let mut term = json!({
                "Type": self.of_resale("FixedUpfrontPricingTerm"),
                "CurrencyCode": currency.code(),
                "Price": currency.digits(Amount::ZERO),
            });
            let duration = self.priced_duration(product);
            if let Some(term) = term.as_object_mut() {
                if let Some(duration) = duration {
                    term.insert("Duration".to_owned(), json!(iso(duration)));
                }
                term.insert("Grants".to_owned(), Value::Array(grants));
            }
            terms.push(term);
        } else if self.missing.is_empty() {
            self.before_release("grants", "a `quantity` for a dimension of `pricing`");
        }
        let rates: Vec<Value> = dimensions
            .iter()
            .filter_map(|dimension| {
                let price = currency.digits(*dimension.overage.get()?);
                Some(json!({"DimensionKey": dimension.key.get()?, "Price": price}))
            })
            .collect();
        if !rates.is_empty() {
            terms.push(json!({
                "Type": self.of_resale("UsageBasedPricingTerm"),
                "CurrencyCode": currency.code(),
                "RateCards": [{"RateCard": rates}],
            }));
        }
        self.add("UpdatePricingTerms", json!({"PricingModel": model(product), "Terms": terms}));
    }

    fn no_pricing(&mut self) {
        let write = "`pricing: {dimensions: [{key: …, quantity: …}]}`";
        if self.is_authorization() {
            // The schedule and the upfront price of an authorization come together or not at all.
            self.missing.push(format!("no prices: write {write}"));
        } else if self.inherits() {
            self.notes.push("sets no prices: the draft keeps what it takes over".to_owned());
        } else {
            self.before_release("prices", write);
        }
    }

    /// What is granted of each dimension.
    fn grants(&mut self, dimensions: &[Dimension]) -> Vec<Value> {
        let mut grants = Vec::new();
        for dimension in dimensions.iter().filter(|dimension| dimension.is_granted()) {
            let Some(key) = dimension.key.get() else { continue };
            let units = Decimal::ONE..=self.limits.quantity;
            let whole = |quantity: &&Decimal| quantity.fract().is_zero() && units.contains(*quantity);
            match dimension.quantity.get().filter(whole).and_then(ToPrimitive::to_u32) {
                Some(quantity) => grants.push(json!({"DimensionKey": key, "MaxQuantity": quantity})),
                None => self.missing.push(format!(
                    "the dimension `{key}` is granted, but not how many: write a whole `quantity` of at least 1"
                )),
            }
        }
        grants
    }

    /// How long the grants last: as the offer says, else the priced duration of a machine image or
    /// container, the contract's own otherwise. None for a contract that runs from acceptance to a fixed end.
    fn priced_duration(&mut self, product: ProductType) -> Option<Duration> {
        let own = self.offer.pricing.get().and_then(|pricing| pricing.duration.get());
        if let Some(duration) = own {
            return Some(*duration);
        }
        if !product.is_ami_or_container() {
            return self.contract_duration();
        }
        let pricing = self.offer.pricing.get()?;
        if pricing.is_duration_open(product) {
            self.missing.push(
                "how long the quantities are granted for is not said: write `pricing: {duration: 12 months, …}`"
                    .to_owned(),
            );
            return None;
        }
        // Only an annual one has no price.
        pricing.durations().first().copied().or(Duration::new(0, ANNUAL_DAYS))
    }

    fn contract_duration(&mut self) -> Option<Duration> {
        let length = self.offer.term.get().and_then(Term::length);
        if length.is_none() && self.is_authorization() {
            self.missing.push("an authorization says how long: write `term: 12 months`".to_owned());
        }
        length
    }

    /// The name of a term, as an authorization calls it.
    pub(super) fn of_resale(&self, term: &str) -> String {
        if self.is_authorization() { format!("Resale{term}") } else { term.to_owned() }
    }
}

/// The pricing model of a product: what is metered by the hour is `Usage`, even with a commitment.
/// Source: aws-marketplace-reference-code, the offers for AMI and SaaS products.
fn model(product: ProductType) -> &'static str {
    match product {
        ProductType::AmiHourlyAnnual | ProductType::ContainerHourlyLongTerm => "Usage",
        _ => "Contract",
    }
}
