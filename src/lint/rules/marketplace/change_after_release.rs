//! A change of an offer after its release.

use crate::lint::rules::Context;
use crate::offer::{Kind, quote};
use crate::text::diagnostic::Diagnostic;
use crate::text::message::msg;

rule! {
    /// A request changes an offer after it has released it.
    ///
    /// ## Why
    /// The changes are made in their order, and a release fixes the offer: buyers, prices, schedule, dates,
    /// agreement text and renewal. What comes after is refused, or is missing when the offer is released.
    /// Only texts, the last day to accept and a duration may change later, where they had been set before.
    ///
    /// ## What to do
    /// Move `ReleaseOffer` to the end.
    ///
    /// ### Fails
    /// ```json
    /// {"Catalog": "AWSMarketplace", "ChangeSet": [
    ///   {"ChangeType": "ReleaseOffer",
    ///    "Entity": {"Type": "Offer@1.0", "Identifier": "offer-k3xu7yexample"},
    ///    "DetailsDocument": {}},
    ///   {"ChangeType": "UpdateTargeting",
    ///    "Entity": {"Type": "Offer@1.0", "Identifier": "offer-k3xu7yexample"},
    ///    "DetailsDocument": {"PositiveTargeting": {"BuyerAccounts": ["111122223333"]}}}]}
    /// ```
    ///
    /// ### Passes
    /// ```json
    /// {"Catalog": "AWSMarketplace", "ChangeSet": [
    ///   {"ChangeType": "UpdateTargeting",
    ///    "Entity": {"Type": "Offer@1.0", "Identifier": "offer-k3xu7yexample"},
    ///    "DetailsDocument": {"PositiveTargeting": {"BuyerAccounts": ["111122223333"]}}},
    ///   {"ChangeType": "ReleaseOffer",
    ///    "Entity": {"Type": "Offer@1.0", "Identifier": "offer-k3xu7yexample"},
    ///    "DetailsDocument": {}}]}
    /// ```
    name: "change-after-release",
    level: Error,
    codes: ["INCOMPATIBLE_TERMS", "INCOMPATIBLE_TARGETING"],
    reference: "Catalog API, Work with private offers, ReleaseOffer and UpdatePaymentScheduleTerms",
    check: check,
}

/// What may change after the release, if it was set before.
const FREE: [&str; 3] = ["UpdateInformation", "UpdateAvailability", "UpdateValidityTerms"];

fn check(cx: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let Some(said) = cx.said.filter(|said| said.is_request()) else { return };
    // A published example of the marketplace releases an authorization before it is complete.
    if cx.offer.kind() == Some(Kind::ResaleAuthorization) {
        return;
    }
    let Some(at) = said.own.iter().position(|change| change.value == "ReleaseOffer") else { return };
    let (before, after) = said.own.split_at_checked(at).unwrap_or_default();
    let Some((release, after)) = after.split_first() else { return };
    let set = |kind: &str| said.partial || before.iter().any(|change| change.value == kind);
    let late: Vec<_> =
        after.iter().filter(|change| !FREE.contains(&change.value.as_str()) || !set(&change.value)).collect();
    let Some((first, others)) = late.split_first() else { return };
    let name = quote(&first.value);
    let mut finding = RULE
        .at(first.span, msg!("{name} comes after the release, which fixes the offer", name))
        .label(msg!("too late"))
        .also(release.span, msg!("released here"));
    for other in others.iter().take(3) {
        finding = finding.also(other.span, msg!("too late"));
    }
    found.push(finding.help(match first.value.as_str() {
        "ReleaseOffer" => msg!("take the second {name} out", name),
        _ => msg!("move `ReleaseOffer` to the end"),
    }));
}
