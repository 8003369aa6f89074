//! What a check depends on besides the text: the day, the rules, the register, other offers.

use std::sync::Arc;

use chrono::NaiveDate;

use super::rules::Options;
use super::{Levels, NoReferences, References};
use crate::marketplace::limits::Disbursement;
use crate::offer::accounts::Register;
use crate::offer::{Billing, ProductType};
use crate::schedule::Holidays;
use crate::text::source::DEFAULT_MAX_BYTES;

/// What a check depends on besides the text.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The day as of which offers without `release` are judged, in UTC.
    pub as_of: NaiveDate,
    /// The level of each rule.
    pub levels: Levels,
    /// The thresholds of rules.
    pub options: Options,
    /// The account register.
    pub accounts: Arc<Register>,
    /// Weekends and holidays.
    pub holidays: Arc<Holidays>,
    /// When the marketplace pays the seller.
    pub disbursement: Disbursement,
    /// The month in which the seller's fiscal years begin, 1 to 12.
    pub fiscal_year_starts: u32,
    /// The largest file that is read, in bytes.
    pub max_file_bytes: u64,
    /// Finds the offers that an offer names.
    pub references: Arc<dyn References>,
    /// Whether the user named the file.
    pub found: Found,
    /// What JSON of the marketplace leaves out: the product's type, and how the buyers are billed.
    pub beside_json: BesideJson,
}

/// What JSON of the marketplace leaves out. What is not given is not judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct BesideJson {
    /// The product's type.
    pub product_type: Option<ProductType>,
    /// How the buyers are billed, where the account register does not say it.
    pub billing: Option<Billing>,
}

impl Settings {
    /// The settings of a repository without any configuration.
    pub fn new(as_of: NaiveDate) -> Self {
        Self {
            as_of,
            levels: Levels::default(),
            options: Options::default(),
            accounts: Arc::default(),
            holidays: Arc::new(Holidays::weekends()),
            disbursement: Disbursement::default(),
            fiscal_year_starts: 1,
            max_file_bytes: DEFAULT_MAX_BYTES,
            references: Arc::new(NoReferences),
            found: Found::Named,
            beside_json: BesideJson::default(),
        }
    }

    /// These settings, with offers of other files to compare with.
    #[must_use]
    pub fn with_references(self, references: Arc<dyn References>) -> Self {
        Self { references, ..self }
    }

    /// These settings, for a file that was found this way.
    #[must_use]
    #[doc(hidden)]
    pub fn of_found(self, found: Found) -> Self {
        Self { found, ..self }
    }
}

/// Whether the user named the file, or it was found in a folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Found {
    /// Named: a file without an offer is a mistake.
    Named,
    /// In a folder: a file without an offer is skipped.
    Walked,
}
