//! `paysched resell`: makes a channel partner offer from its resale authorization.

use std::io::Write;
use std::path::PathBuf;

use chrono::NaiveDate;

use super::common::{account, date, percent};
use super::source_offer::{NewOffer, SourceOffer};
use super::{Failure, Outcome};
use crate::deal::resell::{PartnerTerms, Resold, resell};
use crate::offer::Share;
use crate::output::plans;

/// Write a channel partner offer: the authorization's days and units, marked up
///
/// Each amount is the authorization's with the markup, rounded half-up to the currency's minor
/// unit; none is below the authorization's.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The resale authorization
    #[arg(value_name = "AUTHORIZATION")]
    file: PathBuf,
    /// The partner's markup on every amount, such as 5%
    #[arg(long, value_name = "PERCENT", value_parser = percent)]
    markup: Option<Share>,
    /// Have the marketplace apply the markup, and keep the authorization's amounts in the file
    #[arg(long)]
    as_markup: bool,
    /// The account that may accept, 12 digits; may be repeated [default: those of the authorization]
    #[arg(long, value_name = "ACCOUNT", value_parser = account)]
    buyer: Vec<String>,
    /// The day of publication [default: the `--as-of` date, not before the authorization's]
    #[arg(long, value_name = "DATE", value_parser = date)]
    release: Option<NaiveDate>,
    /// The last day to accept [default: 30 days after the release, not after the authorization's]
    #[arg(long, value_name = "DATE", value_parser = date)]
    accept_by: Option<NaiveDate>,
    #[command(flatten)]
    new: NewOffer,
}

pub(super) fn run(args: &Args, out: &mut dyn Write) -> Result<Outcome, Failure> {
    args.new.may_be_written(&args.file)?;
    let markup = args.markup.as_ref().ok_or_else(|| {
        Failure::message("say --markup PERCENT, such as 5%; 0% resells at the authorization's amounts")
    })?;
    let old = SourceOffer::read(&args.new, &args.file, "resold.yaml", None)?;
    let Some(old) = old else { return Ok(Outcome::Findings) };
    let resold = resold(args, &old, markup)?;
    let book = plans::resell::book(&resold, args.as_markup);
    args.new.write(&old, (&resold.offer, &resold.comments), &book, out)
}

fn resold(args: &Args, old: &SourceOffer, markup: &Share) -> Result<Resold, Failure> {
    let offer = &old.offer.offer;
    let published = offer.release.get().copied();
    let today = old.settings.as_of;
    let register = &old.new_settings.accounts;
    let known = |account: &String| (account.clone(), register.account(account).is_some());
    let wishes = PartnerTerms {
        authorization: old.reference.clone(),
        markup: markup.clone(),
        as_markup: args.as_markup,
        release: args.release.unwrap_or_else(|| published.map_or(today, |day| day.max(today))),
        accept_by: args.accept_by,
        buyers: args.buyer.iter().map(known).collect(),
        name: args.new.name.clone(),
        description: args.new.description.clone(),
        schema: args.new.schema.clone(),
    };
    resell(offer, &old.offer.schedule, &old.settings.holidays, &wishes)
        .map_err(|error| old.cannot(&error.to_string()))
}
