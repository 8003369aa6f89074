//! A reference that the kind of the offer has no use for.

use crate::lint::rules::{Context, text};
use crate::offer::Kind;
use crate::text::diagnostic::Diagnostic;
use crate::text::message::msg;
use crate::text::source::Span;

rule! {
    /// `replaces` or `resale` is written in an offer of another kind.
    ///
    /// ## Why
    /// An offer of another kind is published without it: the old agreement goes on and is billed beside
    /// the new one, or the authorization is not used. Without `kind`, an offer is a private offer.
    ///
    /// ## What to do
    /// Write `kind: replacement_offer` or `kind: channel_partner_offer`, or delete the key.
    ///
    /// ### Fails
    /// ```yaml
    /// replaces: {agreement: agmt-5d1nr3xampleofanagreement}
    /// ```
    ///
    /// ### Passes
    /// ```yaml
    /// kind: replacement_offer
    /// term: {end: 2029-11-30}
    /// replaces: {agreement: agmt-5d1nr3xampleofanagreement}
    /// ```
    name: "key-of-another-kind",
    level: Error,
    reference: "Catalog API, Work with private offers, CreateReplacementOffer; Work with channel partner private offers, \
        CreateOfferUsingResaleAuthorization",
    check: check,
}

fn check(cx: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let Some(kind) = cx.offer.kind() else { return };
    if let Some(replaces) = cx.offer.replaces.get().filter(|_| kind != Kind::ReplacementOffer) {
        found.push(finding(cx, kind, replaces.span, "replaces", Kind::ReplacementOffer));
    }
    // A replacement may be made with an authorization, too.
    let resells = matches!(kind, Kind::ChannelPartnerOffer | Kind::ReplacementOffer);
    if let Some(resale) = cx.offer.resale.get().filter(|_| !resells) {
        found.push(finding(cx, kind, resale.span, "resale", Kind::ChannelPartnerOffer));
    }
}

fn finding(cx: &Context<'_>, kind: Kind, span: Span, key: &'static str, wanted: Kind) -> Diagnostic {
    let (key, wanted_word) = match cx.said {
        // In JSON, the change that creates an offer says its kind.
        Some(_) if wanted == Kind::ReplacementOffer => ("AgreementId", "CreateReplacementOffer"),
        Some(said) if said.change("UpdateMarkup").is_some() => {
            ("UpdateMarkup", "CreateOfferUsingResaleAuthorization")
        }
        Some(_) => ("ResaleAuthorizationId", "CreateOfferUsingResaleAuthorization"),
        None => (key, wanted.word()),
    };
    let own = text::kind(kind);
    let diagnostic = RULE
        .at(cx.head(span), msg!("`{key}` has no effect on {own}", key, own))
        .label(msg!("for `kind: {wanted}`", wanted = wanted_word));
    let diagnostic = match cx.offer.kind.span() {
        Some(kind) => diagnostic.also(kind, msg!("the kind of this offer")),
        None => diagnostic,
    };
    diagnostic.help(msg!("write `kind: {wanted}`, or delete `{key}`", wanted = wanted_word, key))
}
