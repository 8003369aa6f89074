//! A replacement offer that names its buyers.

use crate::lint::rules::Context;
use crate::offer::Kind;
use crate::text::diagnostic::Diagnostic;
use crate::text::message::msg;

rule! {
    /// A request says for whom a replacement offer is.
    ///
    /// ## Why
    /// A replacement offer is for the account that holds the agreement. The marketplace refuses to
    /// target it, even at that account.
    ///
    /// ## What to do
    /// Take the change out.
    ///
    /// ### Fails
    /// ```json as=CreateReplacementOffer
    /// [{"ChangeType": "UpdateValidityTerms", "DetailsDocument": {"Terms": [
    ///   {"Type": "ValidityTerm", "AgreementEndDate": "2029-12-31"}]}},
    ///  {"ChangeType": "UpdateTargeting",
    ///   "DetailsDocument": {"PositiveTargeting": {"BuyerAccounts": ["111122223333"]}}}]
    /// ```
    ///
    /// ### Passes
    /// ```json as=CreateReplacementOffer without=UpdateTargeting
    /// [{"ChangeType": "UpdateValidityTerms", "DetailsDocument": {"Terms": [
    ///   {"Type": "ValidityTerm", "AgreementEndDate": "2029-12-31"}]}}]
    /// ```
    name: "replacement-targeted",
    level: Error,
    codes: ["INCOMPATIBLE_TARGETING"],
    reference: "Catalog API, Work with private offers, UpdateTargeting",
    check: check,
}

fn check(cx: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let Some(said) = cx.said.filter(|said| said.is_request()) else { return };
    let targeting =
        said.change("UpdateTargeting").filter(|_| cx.offer.kind() == Some(Kind::ReplacementOffer));
    let Some(targeting) = targeting else { return };
    let mut finding = RULE
        .at(targeting.span, msg!("a replacement offer is for the buyer of its agreement, and names none"))
        .label(msg!("not taken"));
    if let Some(kind) = cx.offer.kind.span() {
        finding = finding.also(kind, msg!("a replacement"));
    }
    found.push(finding.help(msg!("take `UpdateTargeting` out")));
}
