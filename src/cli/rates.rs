//! The options of every command that re-bills: exchange rates and the tax.

use std::path::Path;

use super::Failure;
use super::common::{cannot_read, part};
use crate::offer::{Rate, Share};
use crate::plan::{AgencyTerms, Rates};
use crate::workspace::load;

/// The largest table of rates that is read, in bytes.
const MAX_RATES: u64 = 16 << 20;

/// On which terms a billing agent re-bills.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Billing agent")]
pub(super) struct AgentTerms {
    /// The agent's exchange rate, such as `USDJPY=151.20`, or a CSV file of `date,pair,rate`; may be repeated
    #[arg(long, value_name = "RATE|FILE")]
    fx: Vec<String>,
    /// The rate at which the agent pays the marketplace, if different
    #[arg(long, value_name = "RATE|FILE")]
    cost_fx: Vec<String>,
    /// The tax on the agent's invoices
    #[arg(long, value_name = "PERCENT", value_parser = part)]
    tax: Option<Share>,
}

impl AgentTerms {
    /// The terms from the options.
    ///
    /// # Errors
    /// When a rate or a table of rates cannot be read.
    pub(super) fn terms(&self) -> Result<AgencyTerms, Failure> {
        let cost_rates = if self.cost_fx.is_empty() { None } else { Some(rates(&self.cost_fx)?) };
        Ok(AgencyTerms { rates: rates(&self.fx)?, cost_rates, tax: self.tax.clone() })
    }

    /// Whether any of them is given.
    pub(super) fn is_given(&self) -> bool {
        !self.fx.is_empty() || !self.cost_fx.is_empty() || self.tax.is_some()
    }
}

fn rates(given: &[String]) -> Result<Rates, Failure> {
    let mut rates = Rates::default();
    for one in given {
        if one.contains('=') {
            let rate = Rate::parse(one).map_err(|problem| Failure::message(problem.to_string()))?;
            let two =
                |known| Failure::message(format!("`{one}`: the pair already has the rate {known}; give one"));
            rates.add(rate).map_err(two)?;
            continue;
        }
        let source = load(Path::new(one), one, MAX_RATES).map_err(|error| cannot_read(one, &error))?;
        if let Some(problem) = source.unreadable() {
            return Err(Failure::message(format!("{one}: {problem}")));
        }
        rates.read(source.text()).map_err(|error| Failure::message(format!("{one}: {error}")))?;
    }
    Ok(rates)
}
