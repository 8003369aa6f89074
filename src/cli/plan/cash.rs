//! The options of `paysched plan` for the seller's cash flow.

use crate::cli::common::BadValue;
use crate::lint::Settings;
use crate::offer::{Rate, Share, parse_percent};
use crate::plan::{CashTerms, FeeTerms};

#[derive(Debug, Clone, clap::Args)]
pub(super) struct CashArgs {
    /// Add the seller's cash flow: listing fee, net, and the day of each payout
    #[arg(long, conflicts_with_all = ["explain"])]
    cash: bool,
    #[command(flatten)]
    assumed: CashAssumptions,
}

/// What the seller's cash is worked out with; goes with `--cash`.
#[derive(Debug, Clone, clap::Args)]
pub(in crate::cli) struct CashAssumptions {
    /// Assume that the buyer pays N days after each due date
    #[arg(
        long,
        value_name = "N",
        requires = "cash",
        default_value_t = 0,
        hide_default_value = true,
        allow_negative_numbers = true
    )]
    late: u32,
    /// The listing fee: a percentage such as `3%`, or `renewal`; by default by total contract value
    #[arg(long, value_name = "PERCENT", requires = "cash", value_parser = fee)]
    fee: Option<FeeTerms>,
    /// The exchange rate that determines the listing fee of a total in another currency: `USDJPY=151.20`
    #[arg(long, value_name = "PAIR=RATE", requires = "cash", value_parser = rate)]
    tier_rate: Vec<Rate>,
}

impl CashArgs {
    /// The terms of the cash flow, if requested.
    pub(super) fn terms(&self, settings: &Settings) -> Option<CashTerms> {
        self.cash.then(|| self.assumed.terms(settings))
    }
}

impl CashAssumptions {
    /// The terms of the cash flow.
    pub(in crate::cli) fn terms(&self, settings: &Settings) -> CashTerms {
        CashTerms {
            fee: self.fee.clone().unwrap_or_default(),
            late_days: self.late,
            disbursement: settings.disbursement,
            rates: self.tier_rate.clone(),
        }
    }
}

/// A listing fee of the command line.
pub(in crate::cli) fn fee(text: &str) -> Result<FeeTerms, BadValue> {
    if text == "renewal" {
        return Ok(FeeTerms::Renewal);
    }
    let share =
        parse_percent(text).map_err(|problem| BadValue::new(format!("{problem}, or write `renewal`")))?;
    if share > Share::whole() {
        return Err(BadValue::new("a fee is at most 100%"));
    }
    Ok(FeeTerms::Given(share))
}

/// An exchange rate of the command line.
pub(in crate::cli) fn rate(text: &str) -> Result<Rate, BadValue> {
    Ok(Rate::parse(text)?)
}
