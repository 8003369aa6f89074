//! A release of an offer that lacks something.

use crate::lint::rules::{Context, NOT_READY};
use crate::marketplace::aws::import::said::JsonSays;
use crate::offer::Kind;
use crate::text::diagnostic::Diagnostic;
use crate::text::message::msg;
use crate::text::words::and_list;

rule! {
    /// A request releases an offer that lacks what its release needs.
    ///
    /// ## Why
    /// The marketplace makes all other changes and then refuses the release, minutes later, with one code
    /// for the first thing that is missing.
    ///
    /// ## What to do
    /// Add what the message lists, or leave the release for a second request. A replacement or channel
    /// partner offer takes over buyers, prices and agreement text.
    ///
    /// ### Fails
    /// ```json without=UpdateLegalTerms
    /// [{"ChangeType": "UpdateAvailability",
    ///   "DetailsDocument": {"AvailabilityEndDate": "2026-12-31"}}]
    /// ```
    /// ```json without=UpdateTargeting
    /// [{"ChangeType": "UpdateAvailability",
    ///   "DetailsDocument": {"AvailabilityEndDate": "2026-12-31"}}]
    /// ```
    ///
    /// ### Passes
    /// ```json
    /// [{"ChangeType": "UpdateAvailability",
    ///   "DetailsDocument": {"AvailabilityEndDate": "2026-12-31"}}]
    /// ```
    /// ```json without=UpdateLegalTerms,ReleaseOffer
    /// [{"ChangeType": "UpdateAvailability",
    ///   "DetailsDocument": {"AvailabilityEndDate": "2026-12-31"}}]
    /// ```
    name: "release-incomplete",
    level: Error,
    codes: ["MISSING_NAME", "MISSING_DESCRIPTION", "MISSING_AVAILABILITY_END_DATE", "MISSING_BUYER_ACCOUNTS", "MISSING_MANDATORY_TERMS"],
    reference: "Catalog API, Work with private offers, ReleaseOffer",
    check: check,
}

fn check(cx: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let Some(release) = cx.said.filter(|said| said.is_complete()).and_then(JsonSays::release) else { return };
    let offer = cx.offer;
    let Some(kind) = offer.kind() else { return };
    let authorization = kind == Kind::ResaleAuthorization;
    let own = matches!(kind, Kind::PrivateOffer | Kind::ResaleAuthorization);
    let targeted = matches!(kind, Kind::PrivateOffer | Kind::ChannelPartnerOffer);
    let needs = [
        (offer.name.is_absent(), "name", "UpdateInformation"),
        (offer.description.is_absent() && !authorization, "description", "UpdateInformation"),
        (offer.accept_by.is_absent(), "last day to accept", "UpdateAvailability"),
        (offer.buyers.is_absent() && targeted, "buyers", "UpdateTargeting"),
        (offer.pricing.is_absent() && own, "prices", "UpdatePricingTerms"),
        (offer.legal.is_absent() && own, "agreement text", "UpdateLegalTerms"),
    ];
    let lacking: Vec<_> = needs.into_iter().filter(|(lacks, ..)| *lacks).collect();
    if lacking.is_empty() {
        return;
    }
    // One cause, one finding: this one.
    found.retain(|finding| !matches!(finding.rule, "description-missing" | NOT_READY));
    let words: Vec<String> = lacking.iter().map(|(_, what, _)| format!("no {what}")).collect();
    let what = and_list(&words);
    let mut finding = RULE
        .at(release.span, msg!("the offer has {what}, without which it cannot be released", what))
        .label(msg!("not taken"));
    for (_, what, change) in lacking {
        finding = finding.help(msg!("set the {what} with `{change}`", what, change));
    }
    found.push(finding);
}
