//! An authorization with a schedule for more than one offer.

use crate::lint::rules::Context;
use crate::marketplace::limits::OFFERS_OF_AN_AUTHORIZATION;
use crate::offer::Kind;
use crate::text::diagnostic::Diagnostic;
use crate::text::message::msg;

rule! {
    /// A resale authorization has a payment schedule, but is not for one offer until some day.
    ///
    /// ## Why
    /// A schedule is for one sale. The marketplace takes it only in an authorization for a single offer
    /// with a last day to make it.
    ///
    /// ## What to do
    /// Add `"OffersMaxQuantity": 1` and `AvailabilityEndDate` to `UpdateAvailability`.
    ///
    /// ### Fails
    /// ```json as=CreateResaleAuthorization
    /// [{"ChangeType": "UpdateAvailability",
    ///   "DetailsDocument": {"AvailabilityEndDate": "2026-12-31"}}]
    /// ```
    ///
    /// ### Passes
    /// ```json as=CreateResaleAuthorization
    /// [{"ChangeType": "UpdateAvailability",
    ///   "DetailsDocument": {"AvailabilityEndDate": "2026-12-31", "OffersMaxQuantity": 1}}]
    /// ```
    name: "authorization-unlimited",
    level: Error,
    codes: ["INCOMPATIBLE_TERMS"],
    reference: "Catalog API, Work with resale authorizations, UpdatePaymentScheduleTerms",
    check: check,
}

fn check(cx: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let Some(said) = cx.said.filter(|said| said.is_complete()) else { return };
    let authorization = cx.offer.kind() == Some(Kind::ResaleAuthorization);
    let Some(schedule) = said.term("PaymentScheduleTerm").filter(|_| authorization) else { return };
    let place = said.most_offers.map(|most| most.span);
    let place = place.or(said.change("UpdateAvailability").map(|change| change.span));
    if said.most_offers.is_none_or(|most| most.value != OFFERS_OF_AN_AUTHORIZATION) {
        found.push(
            RULE.at(
                place.unwrap_or(schedule.kind.span),
                msg!("the authorization has a schedule, but is not for one offer"),
            )
            .label(msg!("for any number of offers"))
            .also(schedule.kind.span, msg!("a schedule"))
            .help(msg!("write `\"OffersMaxQuantity\": 1` in `UpdateAvailability`")),
        );
    } else if cx.offer.accept_by.is_absent() {
        found.push(
            RULE.at(
                place.unwrap_or(schedule.kind.span),
                msg!("the authorization has a schedule, but no last day"),
            )
            .label(msg!("for ever"))
            .help(msg!("add `AvailabilityEndDate` to `UpdateAvailability`")),
        );
    }
}
