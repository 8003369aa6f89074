//! What a calendar says beside its numbers: its title, what is counted, what is left out.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};

use super::{PortfolioView, STAGES, in_days};
use crate::output::plans::{cash, months};
use crate::plan::{Aside, By, Every, Portfolio, Stage};
use crate::text::message::{Message, count, msg};

/// The title: `Invoices by quarter, fiscal years from April: January 2027 to March 2029`.
pub(super) fn title(shown: PortfolioView<'_>) -> Message {
    let (portfolio, periods) = (shown.portfolio, shown.portfolio.periods);
    let april = (periods.fiscal_year_starts != 1).then(|| month(periods.fiscal_year_starts));
    let by = match (periods.every, april) {
        (Every::Month, _) => msg!("month"),
        (Every::Quarter, None) => msg!("quarter"),
        (Every::FiscalYear, None) => msg!("fiscal year"),
        (Every::Quarter, Some(month)) => msg!("quarter, fiscal years from {month}", month),
        (Every::FiscalYear, Some(month)) => msg!("fiscal year from {month}", month),
    };
    let by = match group(shown.by) {
        None => by,
        Some(group) => msg!("{group} and {period}", group, period = by),
    };
    let days = || {
        let ledgers = portfolio.ledgers.values();
        ledgers.flat_map(|ledger| ledger.periods.keys().filter_map(|period| period.first()))
    };
    match (days().min(), days().max()) {
        (Some(first), Some(last)) => {
            let (first, last) = (month_of(first), month_of(periods.last(last)));
            match first == last {
                true => msg!("Invoices by {by}: {first}", by, first),
                false => msg!("Invoices by {by}: {first} to {last}", by, first, last),
            }
        }
        _ => msg!("Invoices by {by}", by),
    }
}

/// What totals are grouped by, if they are.
fn group(by: &By) -> Option<Message> {
    match by {
        By::Currency => None,
        By::Offer => Some(msg!("offer")),
        By::Buyer => Some(msg!("buyer")),
        By::Product => Some(msg!("product")),
        By::Label(key) => Some(msg!("label {key}", key)),
    }
}

/// The name of a month, 1 to 12.
fn month(number: u32) -> Message {
    Message::word(months::name(number).unwrap_or_default())
}

fn month_of(day: NaiveDate) -> Message {
    msg!("{month} {year}", month = month(day.month()), year = day.year())
}

/// What the calendar is of, and what its totals depend on.
pub(super) fn facts(shown: PortfolioView<'_>) -> Vec<(Message, Message)> {
    let portfolio = shown.portfolio;
    let count = |stage: Stage| {
        let count = portfolio.offers.get(&stage).copied().unwrap_or(0);
        (count > 0).then(|| match (stage, count) {
            (Stage::Accepted, _) => msg!("{count} accepted", count),
            (Stage::Released, _) => msg!("{count} released", count),
            (Stage::Draft, 1) => msg!("1 draft"),
            (Stage::Draft, _) => msg!("{count} drafts", count),
        })
    };
    let offers = STAGES.into_iter().filter_map(count);
    let offers = offers.reduce(|before, next| msg!("{before}, {next}", before, next));
    let facts = [
        Some((msg!("files"), Message::verbatim(shown.of))),
        Some((msg!("as of"), Message::verbatim(portfolio.as_of))),
        Some((msg!("offers"), offers.unwrap_or_else(|| msg!("none")))),
        Some((msg!("counted"), counted(shown))),
        Some((msg!("expected"), cash::paid_after(shown.late_days))),
        group(shown.by).map(|by| (msg!("by"), by)),
    ];
    let coming = portfolio.next.iter().enumerate().map(|(at, days)| {
        let last = portfolio.until(*days);
        let words = match in_days(portfolio, at).next() {
            Some(_) => msg!("to {last}", last),
            None => msg!("to {last}, nothing", last),
        };
        (msg!("next {days}", days = count!(*days, "day")), words)
    });
    facts.into_iter().flatten().chain(coming).collect()
}

/// Which invoices are counted.
fn counted(shown: PortfolioView<'_>) -> Message {
    let renewals = match shown.renewals {
        0 => msg!("first terms, no renewals"),
        1 => msg!("first terms, and the next renewal where an offer renews"),
        count => msg!("first terms, and up to {count} renewals where an offer renews", count),
    };
    match shown.portfolio.with_cancelled {
        true => msg!("{renewals}; cancelled invoices apart", renewals),
        false => msg!("{renewals}; no cancelled invoices", renewals),
    }
}

/// Notes that a reader must not miss.
pub(super) fn notes(shown: PortfolioView<'_>) -> Vec<Message> {
    let portfolio = shown.portfolio;
    let assumed = [Stage::Released, Stage::Draft].iter().any(|stage| portfolio.offers.contains_key(stage));
    let assumed = assumed.then(|| msg!("What is not accepted yet is planned for the last day to accept."));
    let renewed = portfolio.has_renewals().then(|| {
        msg!("Renewals are counted as if every agreement were renewed as written; none is certain.")
    });
    let unknown = match portfolio.no_term {
        0 => None,
        1 => Some(msg!("1 offer has no known term: what it earns is not counted.")),
        count => Some(msg!("{count} offers have no known term: what they earn is not counted.", count)),
    };
    let alone = match portfolio.not_carried {
        0 => None,
        1 => Some(msg!("1 replacement takes nothing over: what it replaces is not known.")),
        count => Some(msg!("{count} replacements take nothing over: what they replace is not known.", count)),
    };
    let invoices = [assumed, renewed, unknown, alone].into_iter().flatten().chain(cancelled(portfolio));
    invoices.chain(left_out(&portfolio.aside, shown.left_out)).collect()
}

/// What became of the invoices that are never issued.
fn cancelled(portfolio: &Portfolio) -> impl Iterator<Item = Message> {
    let counted = portfolio.with_cancelled;
    let cancelled = match (portfolio.cancelled, counted) {
        (0, _) => None,
        (1, false) => Some(msg!("1 invoice is left out: it is cancelled, its offer having been replaced.")),
        (count, false) => Some(msg!(
            "{count} invoices are left out: they are cancelled, their offers having been replaced.",
            count
        )),
        (1, true) => Some(msg!("1 invoice is counted as cancelled: its offer was replaced.")),
        (count, true) => {
            Some(msg!("{count} invoices are counted as cancelled: their offers were replaced.", count))
        }
    };
    let ended = match (portfolio.ended, counted) {
        (0, _) => None,
        (1, false) => Some(msg!("1 invoice is left out: its agreement ended before it.")),
        (count, false) => {
            Some(msg!("{count} invoices are left out: their agreements ended before them.", count))
        }
        (1, true) => Some(msg!("1 invoice is counted as cancelled: its agreement ended before it.")),
        (count, true) => Some(msg!(
            "{count} invoices are counted as cancelled: their agreements ended before them.",
            count
        )),
    };
    cancelled.into_iter().chain(ended)
}

/// Which offers an output leaves out: those that are not counted, and those with errors.
pub(crate) fn left_out(aside: &BTreeMap<Aside, usize>, with_errors: usize) -> Vec<Message> {
    let aside = |kind| aside.get(&kind).copied().unwrap_or(0);
    let expired = match aside(Aside::Expired) {
        0 => None,
        1 => Some(msg!("1 offer is left out: it expired without acceptance.")),
        count => Some(msg!("{count} offers are left out: they expired without acceptance.", count)),
    };
    let authorizations = match aside(Aside::Authorization) {
        0 => None,
        1 => Some(msg!("1 resale authorization is left out: the partner's offer says what is invoiced.")),
        count => Some(msg!(
            "{count} resale authorizations are left out: the partners' offers say what is invoiced.",
            count
        )),
    };
    let with_errors = match with_errors {
        0 => None,
        1 => Some(msg!("1 offer with errors is left out.")),
        count => Some(msg!("{count} offers with errors are left out.", count)),
    };
    [expired, authorizations, with_errors].into_iter().flatten().collect()
}
