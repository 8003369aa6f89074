//! The options of `paysched plan` about the seller's money.

use crate::lint::Settings;
use crate::offer::{Offer, Rate, Share, parse_percent};
use crate::plan::{CashTerms, FeeTerms, Plan, cash};

#[derive(Debug, Clone, clap::Args)]
pub(super) struct CashArgs {
    /// Add the money that reaches the seller: listing fee, net, and the day of each payout
    #[arg(long, conflicts_with_all = ["explain"])]
    cash: bool,
    /// Count with a buyer who pays N days after each due date
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
    /// The exchange rate by which a total in another currency finds its listing fee: `USDJPY=151.20`
    #[arg(long, value_name = "PAIR=RATE", requires = "cash", value_parser = rate)]
    tier_rate: Vec<Rate>,
}

impl CashArgs {
    /// Adds the seller's money to a plan, and to each renewed term by the fee of a renewal, where it
    /// was asked for.
    ///
    /// # Errors
    /// When the listing fee cannot be told, or a number has more digits than can be held exactly.
    pub(super) fn add_to(&self, plan: &mut Plan, offer: &Offer, settings: &Settings) -> Result<(), String> {
        if !self.cash {
            return Ok(());
        }
        let terms = CashTerms {
            fee: self.fee.clone().unwrap_or_default(),
            late_days: self.late,
            payout: settings.payout,
            rates: self.tier_rate.clone(),
        };
        let money = |plan: &Plan, terms: &CashTerms| {
            cash(plan, offer, &settings.accounts, terms).map(Some).map_err(|error| error.to_string())
        };
        plan.cash = money(plan, &terms)?;
        let fee = if terms.fee == FeeTerms::Listed { FeeTerms::Renewal } else { terms.fee.clone() };
        let terms = CashTerms { fee, ..terms };
        for renewed in &mut plan.renewals {
            renewed.cash = money(renewed, &terms)?;
        }
        Ok(())
    }
}

fn fee(text: &str) -> Result<FeeTerms, String> {
    if text == "renewal" {
        return Ok(FeeTerms::Renewal);
    }
    let share =
        parse_percent(text).map_err(|problem| format!("{}, or write `renewal`", problem.in_words()))?;
    if share > Share::whole() {
        return Err("a fee is at most 100%".to_owned());
    }
    Ok(FeeTerms::Given(share))
}

fn rate(text: &str) -> Result<Rate, String> {
    Rate::parse(text).map_err(|problem| problem.in_words())
}
