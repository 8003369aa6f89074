//! The options that say what JSON of the marketplace leaves out.

use clap::builder::PossibleValuesParser;

use crate::lint;
use crate::offer::{Billing, Choice, ProductType};

/// What JSON of the marketplace leaves out.
#[derive(Debug, clap::Args)]
pub(super) struct JsonGaps {
    /// The product's type, which the JSON never has
    #[arg(long, value_name = "TYPE", value_parser = PossibleValuesParser::new(words::<ProductType>()))]
    product_type: Option<String>,
    /// How the buyers are billed, which the JSON never has
    #[arg(long, value_name = "BILLING", value_parser = PossibleValuesParser::new(words::<Billing>()))]
    billing: Option<String>,
}

impl JsonGaps {
    /// The values of the options.
    pub(super) fn values(&self) -> lint::BesideJson {
        lint::BesideJson {
            product_type: self.product_type.as_deref().and_then(ProductType::parse),
            billing: self.billing.as_deref().and_then(Billing::parse),
        }
    }
}

fn words<T: Choice>() -> Vec<&'static str> {
    T::WORDS.iter().map(|(word, _)| *word).collect()
}
