//! `paysched amend`: makes a replacement offer from a running one.

use rust_decimal::Decimal;
use std::io::Write;
use std::path::PathBuf;

use chrono::NaiveDate;

use super::common::{BadValue, amount, date};
use super::source_offer::{NewOffer, SourceOffer};
use super::ways_out::of_plan;
use super::{Failure, Outcome};
use crate::deal::amend::{AmendError, Amended, Amendment, Invoiced, NewValue, amend};
use crate::offer::{Amount, Offer, parse_decimal};
use crate::output::plans;
use crate::plan::Scenario;

/// Write a replacement offer: issued invoices stay, pending ones are carried over
///
/// The pending invoices of the old agreement are cancelled when the buyer accepts the replacement; it
/// bills them on their old dates, and the added amount. A running contract can only grow.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The offer that was accepted
    #[arg(value_name = "OFFER")]
    file: PathBuf,
    /// The day on which the replacement is to be accepted (YYYY-MM-DD)
    #[arg(long, value_name = "DATE", value_parser = date)]
    on: Option<NaiveDate>,
    /// The agreement that is replaced, agmt-…
    #[arg(long, value_name = "ID", value_parser = agreement)]
    agreement: Option<String>,
    /// The amount to bill in addition to what is pending
    #[arg(long, value_name = "AMOUNT", value_parser = amount, allow_negative_numbers = true)]
    add: Option<Amount>,
    /// The total that the replacement bills, instead of --add
    #[arg(long, value_name = "AMOUNT", value_parser = amount, conflicts_with = "add", allow_negative_numbers = true)]
    total: Option<Amount>,
    /// Credit what was billed but not used, by actual days
    #[arg(long)]
    credit: bool,
    /// Invoice the added amount on acceptance, not with the pending installments
    #[arg(long)]
    at_once: bool,
    /// Invoice the added amount in equal parts on these days, separated by commas
    #[arg(long, value_name = "DATES", value_delimiter = ',', value_parser = date, conflicts_with = "at_once")]
    add_on: Vec<NaiveDate>,
    /// The last day of the new contract [default: that of the old one]
    #[arg(long, value_name = "DATE", value_parser = date)]
    end: Option<NaiveDate>,
    /// Grant this many units of a dimension, KEY=NUMBER; may be repeated
    #[arg(long, value_name = "KEY=NUMBER", value_parser = quantity)]
    quantity: Vec<(String, Decimal)>,
    /// When the old offer was accepted, if its file does not say
    #[arg(long, value_name = "DATE", value_parser = date)]
    accepted: Option<NaiveDate>,
    /// The day of publication [default: that of --on]
    #[arg(long, value_name = "DATE", value_parser = date)]
    release: Option<NaiveDate>,
    /// The last day to accept [default: before the next pending invoice, and at most 30 days]
    #[arg(long, value_name = "DATE", value_parser = date)]
    accept_by: Option<NaiveDate>,
    /// The resale authorization of the replacement: a file relative to the new one, or an id
    #[arg(long, value_name = "AUTHORIZATION")]
    authorization: Option<String>,
    #[command(flatten)]
    new: NewOffer,
}

pub(super) fn run(args: &Args, out: &mut dyn Write) -> Result<Outcome, Failure> {
    args.new.may_be_written(&args.file)?;
    let (on, agreement) = needed(args)?;
    let old = SourceOffer::read(&args.new, &args.file, "amended.yaml", args.accepted)?;
    let Some(old) = old else { return Ok(Outcome::Findings) };
    let amended = amended(args, &old, on, agreement)?;
    args.new.write(&old, (&amended.offer, &amended.comments), &plans::amend::book(&amended), out)
}

/// The two required flags.
fn needed(args: &Args) -> Result<(NaiveDate, &str), Failure> {
    match (args.on, args.agreement.as_deref()) {
        (Some(on), Some(agreement)) => Ok((on, agreement)),
        (on, agreement) => {
            let flags = [
                (on.is_none(), "--on DATE, the day on which the replacement is to be accepted"),
                (agreement.is_none(), "--agreement agmt-…, the agreement that is replaced"),
            ];
            let missing: Vec<&str> =
                flags.into_iter().filter_map(|(missing, flag)| missing.then_some(flag)).collect();
            Err(Failure::message(format!("say {}", missing.join(", and "))))
        }
    }
}

fn amended(args: &Args, old: &SourceOffer, on: NaiveDate, agreement: &str) -> Result<Amended, Failure> {
    let offer = &old.offer.offer;
    let value = match (args.add, args.total) {
        (_, Some(total)) => ("--total", NewValue::Total(total), total),
        (more, None) => {
            let more = more.unwrap_or_default();
            ("--add", NewValue::More(more), more)
        }
    };
    let (flag, value, wished) = value;
    payable(offer, flag, wished)?;
    let scenario = Scenario { accepted: args.accepted, ..Scenario::default() };
    let plan = old.offer.plan(&scenario).map_err(|error| old.cannot(&of_plan(&error)))?;
    let invoiced = match args.add_on.as_slice() {
        [] if args.at_once => Invoiced::AtOnce,
        [] => Invoiced::WithPending,
        days => Invoiced::On(days.to_vec()),
    };
    let wishes = Amendment {
        on,
        agreement: agreement.to_owned(),
        replaced: old.reference.clone(),
        value,
        credit: args.credit,
        invoiced,
        end: args.end,
        release: args.release,
        accept_by: args.accept_by,
        quantities: args.quantity.clone(),
        authorization: args.authorization.clone(),
        name: args.new.name.clone(),
        description: args.new.description.clone(),
        schema: args.new.schema.clone(),
    };
    amend(offer, &plan, &wishes).map_err(|error| old.cannot(&said(&error)))
}

/// What went wrong, with the flags that fix it.
fn said(error: &AmendError) -> String {
    use AmendError as E;
    let flag = |total: bool| if total { "--total" } else { "--add" };
    match error {
        E::AuthorizationNeeded => format!("{error} with --authorization, a file or an id"),
        E::NotResold => "--authorization is for an offer that resells one".to_owned(),
        E::BeforeAcceptance { on, accepted, assumed } => {
            let assumed = match assumed {
                true => " (assumed: the last day to accept; say the real one with --accepted)",
                false => "",
            };
            format!("--on {on} lies before {accepted}, when the offer was accepted{assumed}")
        }
        E::BeforeStart { .. } | E::AfterEnd { .. } | E::BeforeRelease { .. } | E::AfterLastDay { .. } => {
            error.to_string().replacen("the replacement on", "--on", 1)
        }
        E::Shorter { old, .. } => format!("{error}; set --end {old} or later"),
        E::NothingToBill { .. } => format!("{error}; write --add"),
        E::NoDays { on, total } => format!(
            "every invoice is issued by {on}: nothing is pending that {} could be spread over; write --at-once, \
             or the days with --add-on",
            flag(*total)
        ),
        E::Shrinks { least, total, .. } => error.to_string().replacen(
            &format!("it takes {least}"),
            &format!("write {} {least}", flag(*total)),
            1,
        ),
        E::NothingUnused { .. } => format!("{error}; leave --credit out"),
        other => other.to_string(),
    }
}

/// Refuses an amount with more decimals than the currency has.
fn payable(offer: &Offer, flag: &str, amount: Amount) -> Result<(), Failure> {
    let Some(currency) = offer.currency.get() else { return Ok(()) };
    match amount.rest_of(currency.minor_unit()) {
        Some(rest) if rest.is_zero() => Ok(()),
        _ => Err(Failure::message(format!(
            "{flag} {amount} has more decimals than {currency}, which has {}",
            currency.decimals()
        ))),
    }
}

fn agreement(text: &str) -> Result<String, BadValue> {
    let id = text.strip_prefix("agmt-").unwrap_or_default();
    match !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        true => Ok(text.to_owned()),
        false => Err(BadValue::new(
            "an agreement id starts with agmt-; the marketplace shows it with the agreement",
        )),
    }
}

fn quantity(text: &str) -> Result<(String, Decimal), BadValue> {
    let how = || BadValue::new("write the dimension's key, =, and how many: users=150");
    let (key, number) = text.split_once('=').ok_or_else(how)?;
    let units = parse_decimal(number.trim())?;
    Ok((key.trim().to_owned(), units))
}
