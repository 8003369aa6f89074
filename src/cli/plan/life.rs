//! The options of `paysched plan` about a contract's renewal and its early end.

use chrono::NaiveDate;
use clap::ValueEnum;

use crate::cli::Failure;
use crate::cli::format::Format;
use crate::lint::Settings;
use crate::offer::{Contract, Offer};
use crate::plan::{Plan, Refund, cancel, renewals};

#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Life of the contract")]
pub(super) struct LifeArgs {
    /// Add the plans of the first N renewed terms, each dearer by the price increase
    #[arg(
        long,
        value_name = "N",
        value_parser = clap::value_parser!(u32).range(1..=99),
        conflicts_with_all = ["explain", "cancel"],
    )]
    renewals: Option<u32>,
    /// Cancel the contract on this day (YYYY-MM-DD): what was billed, what is cancelled, what goes back
    #[arg(
        long,
        value_name = "DATE",
        value_parser = super::super::common::date,
        conflicts_with_all = ["explain", "cash", "agency", "fx", "cost_fx", "tax"],
    )]
    cancel: Option<NaiveDate>,
    /// What of the billed amount goes back: nothing by default
    #[arg(long, value_enum, requires = "cancel")]
    refund: Option<RefundWord>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum RefundWord {
    /// Nothing
    None,
    /// All of it
    Full,
    /// What was billed beyond the days that were used
    Prorated,
}

impl LifeArgs {
    /// Whether the contract is cancelled: its plan is then not what is billed.
    pub(super) fn cancels(&self) -> bool {
        self.cancel.is_some()
    }

    /// Refuses the formats of bookings, days and drawings for a cancelled contract.
    ///
    /// # Errors
    /// When a cancellation has no place in the format.
    pub(super) fn refuse(&self, format: Format) -> Result<(), Failure> {
        match self.cancels() && matches!(format, Format::Ics | Format::Ledger | Format::Svg) {
            true => Err(Failure::message(
                "--cancel is written as table, markdown, json, csv, yaml, html or xlsx; give one with --format",
            )),
            false => Ok(()),
        }
    }

    /// Adds what was asked for to the plan of an offer.
    ///
    /// # Errors
    /// When the offer does not renew itself as often, or cannot be cancelled that day.
    pub(super) fn add_to(&self, plan: &mut Plan, offer: &Offer, settings: &Settings) -> Result<(), String> {
        if let Some(count) = self.renewals {
            let terms = renewals(plan, offer, &settings.accounts, count);
            plan.renewals = terms.map_err(|error| error.to_string())?;
        }
        if let Some(date) = self.cancel {
            let refund = match self.refund {
                None | Some(RefundWord::None) => Refund::None,
                Some(RefundWord::Full) => Refund::Full,
                Some(RefundWord::Prorated) => Refund::Prorated,
            };
            let contract = Contract::accepted_on(offer, plan.acceptance.date);
            let cut = cancel(plan, &contract, date, refund);
            plan.cancellation = Some(cut.map_err(|error| error.to_string())?);
        }
        Ok(())
    }
}
