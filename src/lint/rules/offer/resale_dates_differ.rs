//! Invoice dates that are not the authorization's.

use crate::lint::rules::{Context, text};
use crate::schedule::{Installment, Schedule};
use crate::text::diagnostic::Diagnostic;
use crate::text::message::{Value, count, msg};

rule! {
    /// A channel partner offer is invoiced on other days than its authorization.
    ///
    /// ## Why
    /// The seller's authorization fixes the days on which the buyer is invoiced. A partner may ask
    /// for more on each of them, but cannot move, add or drop one.
    ///
    /// ## What to do
    /// Write the dates of the authorization, or have the seller issue another one. If the authorization
    /// is not a readable file, this rule is silent.
    ///
    /// ### Fails
    /// ```yaml file=authorization.yaml
    /// kind: resale_authorization
    /// accept_by: 2026-12-10
    /// total: 80000.00
    /// installments:
    ///   - {first: 2027-02-01, every: quarter, times: 4, amount: 20000.00}
    /// ```
    /// ```yaml
    /// kind: channel_partner_offer
    /// total: 92000.00
    /// installments:
    ///   - {first: 2027-02-15, every: quarter, times: 4, amount: 23000.00}
    /// resale: {authorization: authorization.yaml}
    /// ```
    ///
    /// ### Passes
    /// ```yaml file=authorization.yaml
    /// kind: resale_authorization
    /// accept_by: 2026-12-10
    /// total: 80000.00
    /// installments:
    ///   - {first: 2027-02-01, every: quarter, times: 4, amount: 20000.00}
    /// ```
    /// ```yaml
    /// kind: channel_partner_offer
    /// total: 92000.00
    /// installments:
    ///   - {first: 2027-02-01, every: quarter, times: 4, amount: 23000.00}
    /// resale: {authorization: authorization.yaml}
    /// ```
    name: "resale-dates-differ",
    level: Error,
    codes: ["INCOMPATIBLE_RESALE_AUTHORIZATION"],
    reference: "Catalog API, Work with channel partner private offers, UpdatePaymentScheduleTerms",
    check: check,
}

fn check(cx: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let Some(resold) = cx.resold().filter(|_| !cx.has_markup()) else { return };
    let theirs = &resold.other.schedule;
    let known = cx.schedule.dates_complete && theirs.dates_complete;
    if !known || cx.schedule.installments.is_empty() || theirs.installments.is_empty() {
        return;
    }
    let added = not_in(cx.schedule, theirs);
    let missing = not_in(theirs, cx.schedule);
    let message = match (added.as_slice(), missing.as_slice()) {
        ([], []) => return,
        ([], _) => {
            msg!("this offer has no invoice on {days}, but the authorization has", days = days(&missing))
        }
        (_, []) => {
            msg!("this offer is invoiced on {days}, but the authorization is not", days = days(&added))
        }
        _ => {
            msg!(
                "this offer is invoiced on {own}, but the authorization on {authorized}",
                own = days(&added),
                authorized = days(&missing),
            )
        }
    };
    // Only the first such day of a series is labeled.
    let mut places = added;
    places.dedup_by_key(|installment| installment.entry);
    let head = || cx.offer.installments.span().map_or(cx.offer.marker, |span| cx.head(span));
    let mut diagnostic = match places.first() {
        Some(first) => RULE.at(cx.date_span(first), message).label(msg!("not a day of the authorization")),
        None => RULE.at(head(), message).label(msg!("lacks a day of the authorization")),
    };
    for another in places.iter().skip(1).take(3) {
        diagnostic = diagnostic.also(cx.date_span(another), msg!("nor is this"));
    }
    diagnostic = diagnostic.also(resold.span, count!(theirs.installments.len(), "installment"));
    found.push(diagnostic.help(msg!("write the invoice dates of `{path}`", path = resold.other.path)));
}

/// The installments of one schedule on days without one in the other.
fn not_in<'s>(one: &'s Schedule, other: &Schedule) -> Vec<&'s Installment> {
    let has = |day| other.installments.binary_search_by_key(&day, |installment| installment.date).is_ok();
    one.installments.iter().filter(|installment| !has(installment.date)).collect()
}

fn days(installments: &[&Installment]) -> Value {
    let mut days: Vec<String> = installments.iter().map(|installment| installment.date.to_string()).collect();
    days.dedup();
    text::listed(&days)
}
