//! The options of a billing agent, and when a plan includes its invoices.

use super::super::Failure;
use crate::cli::rates::AgentTerms;
use crate::cli::ways_out::of_agency;
use crate::lint::CheckedOffer;
use crate::plan::{AgencyTerms, Plan, agency, outside};
use crate::text::message::msg;

/// How a billing agent re-bills.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Billing agent")]
pub(super) struct AgencyOptions {
    /// Add what the offer's billing agent pays and invoices, in every format; formats for people have it
    /// by default
    #[arg(long)]
    agency: bool,
    #[command(flatten)]
    agent: AgentTerms,
}

impl AgencyOptions {
    /// The terms from the options.
    ///
    /// # Errors
    /// When a rate or a table of rates cannot be read.
    pub(super) fn terms(&self) -> Result<AgencyTerms, Failure> {
        self.agent.terms()
    }

    fn asked(&self) -> bool {
        self.agency || self.agent.is_given()
    }

    /// Adds the agent's invoices to the plan of an offer that has an agent. If not requested, only
    /// formats `for_people` get them, and if they cannot be computed, a note of the plan says why.
    ///
    /// # Errors
    /// When they were requested and cannot be computed.
    pub(super) fn add_to(
        &self,
        plan: &mut Plan,
        offer: &CheckedOffer,
        terms: &AgencyTerms,
        for_people: bool,
    ) -> Result<(), Failure> {
        let asked = self.asked();
        if !asked && !for_people {
            return Ok(());
        }
        let Some(name) = plan.offer.billing_agent.clone() else {
            return match asked {
                true => Err(Failure::message(format!(
                    "{}: the offer names no `billing_agent`, whose invoices could be shown",
                    plan.offer.name
                ))),
                false => Ok(()),
            };
        };
        let register = &offer.accounts;
        let known =
            register.agent(&name).ok_or_else(|| format!("the account register has no agent `{name}`"));
        let made = known.and_then(|agent| {
            let outside = outside(agent, &offer.offer, register);
            let layer = agency(plan, &name, agent, terms, &offer.holidays).map_err(of_agency)?;
            Ok((layer, outside))
        });
        match made {
            Ok((layer, outside)) => {
                let payer = layer.payer.clone().unwrap_or_default();
                plan.agency = Some(layer);
                plan.notes.extend(outside.iter().map(|account| {
                    msg!("Account {account} is not paid for by {payer}, the payer of agent {name}: the marketplace bills it by itself, on its own terms.", account, payer, name)
                }));
            }
            Err(reason) if asked => return Err(Failure::message(format!("{}: {reason}", plan.offer.name))),
            Err(reason) => {
                plan.notes.push(msg!("The invoices of agent {name} are not shown: {reason}.", name, reason));
            }
        }
        Ok(())
    }
}
