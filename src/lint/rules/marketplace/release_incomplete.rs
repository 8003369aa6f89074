//! A release of an offer that lacks something.

use crate::lint::rules::{Context, NOT_READY};
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
    /// ```json without=UpdateValidityTerms
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
    let Some(said) = cx.said.filter(|said| said.is_complete()) else { return };
    let Some(release) = said.release() else { return };
    let offer = cx.offer;
    let Some(kind) = offer.kind() else { return };
    let authorization = kind == Kind::ResaleAuthorization;
    let own = matches!(kind, Kind::PrivateOffer | Kind::ResaleAuthorization);
    let targeted = matches!(kind, Kind::PrivateOffer | Kind::ChannelPartnerOffer);
    let told = |rule: &str| found.iter().any(|finding| finding.rule == rule);
    if told("unknown-change") {
        // What is missing may be what has another name.
        return;
    }
    let has = |kind: &str| said.terms.iter().any(|term| term.kind.value.ends_with(kind));
    let day = offer.accept_by.is_absent() && !said.lacks("AvailabilityEndDate");
    let prices = offer.pricing.is_absent();
    let text = match authorization {
        // Its other agreement text binds the reseller.
        true => !has("BuyerLegalTerm"),
        false => offer.legal.is_absent() && !has("LegalTerm"),
    };
    let endless = kind == Kind::PrivateOffer && !offer.installments.is_absent() && offer.term.is_absent();
    let needs = [
        (offer.name.is_absent() && !said.lacks("Name"), "name", "UpdateInformation"),
        (offer.description.is_absent() && !authorization, "description", "UpdateInformation"),
        (day && !told("authorization-unlimited"), "last day to accept", "UpdateAvailability"),
        (offer.buyers.is_absent() && targeted, "buyers", "UpdateTargeting"),
        (prices && own && !has("PricingTerm") && !told("terms-apart"), "prices", "UpdatePricingTerms"),
        (endless && !has("ValidityTerm"), "validity term", "UpdateValidityTerms"),
        (text && own, "agreement text", "UpdateLegalTerms"),
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
