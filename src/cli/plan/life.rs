//! The options of `paysched plan` for a contract's early end.

use chrono::NaiveDate;
use clap::ValueEnum;

use crate::cli::Failure;
use crate::cli::format::Format;
use crate::plan::Refund;

#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Life of the contract")]
pub(super) struct LifeArgs {
    /// Cancel the contract on this day (YYYY-MM-DD): what was billed, what is cancelled, what is
    /// refunded
    #[arg(
        long,
        value_name = "DATE",
        value_parser = super::super::common::date,
        conflicts_with_all = ["renewals", "explain", "cash", "agency", "fx", "cost_fx", "tax"],
    )]
    cancel: Option<NaiveDate>,
    /// How much of the billed amount is refunded: nothing by default
    #[arg(long, value_enum, requires = "cancel")]
    refund: Option<RefundWord>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum RefundWord {
    /// Nothing
    None,
    /// All of it
    Full,
    /// What was billed beyond the days used
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
    /// When the format cannot represent a cancellation.
    pub(super) fn refuse(&self, format: Format) -> Result<(), Failure> {
        match self.cancels() && matches!(format, Format::Ics | Format::Ledger | Format::Svg) {
            true => Err(Failure::message(
                "--cancel is written as table, markdown, json, csv, yaml, html or xlsx; give one with --format",
            )),
            false => Ok(()),
        }
    }

    /// The day of the cancellation, and the refund.
    pub(super) fn cancellation(&self) -> Option<(NaiveDate, Refund)> {
        let refund = match self.refund {
            None | Some(RefundWord::None) => Refund::None,
            Some(RefundWord::Full) => Refund::Full,
            Some(RefundWord::Prorated) => Refund::Prorated,
        };
        self.cancel.map(|date| (date, refund))
    }
}
