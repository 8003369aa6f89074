//! A partner's offer that lets the buyer pay later than the authorization does.

use crate::lint::rules::Context;
use crate::offer::Kind;
use crate::text::diagnostic::Diagnostic;
use crate::text::message::{count, msg};

rule! {
    /// A channel partner offer gives the buyer longer to pay than its authorization allows.
    ///
    /// ## Why
    /// The seller's authorization fixes how long the buyer may take to pay. A partner may ask for
    /// payment sooner, not later; the marketplace refuses an offer that goes beyond.
    ///
    /// ## What to do
    /// Set `net_terms` to the authorization's days or fewer, or have the seller issue another
    /// authorization. Where the authorization says nothing, or is no file that can be read, this
    /// rule is silent.
    ///
    /// ### Fails
    /// ```yaml file=authorization.yaml
    /// kind: resale_authorization
    /// accept_by: 2026-12-10
    /// net_terms: 30
    /// ```
    /// ```yaml
    /// kind: channel_partner_offer
    /// resale: {authorization: authorization.yaml}
    /// net_terms: 60
    /// ```
    ///
    /// ### Passes
    /// ```yaml file=authorization.yaml
    /// kind: resale_authorization
    /// accept_by: 2026-12-10
    /// net_terms: 30
    /// ```
    /// ```yaml
    /// kind: channel_partner_offer
    /// resale: {authorization: authorization.yaml}
    /// net_terms: 30
    /// ```
    name: "net-terms-exceed-authorization",
    level: Error,
    codes: ["INCOMPATIBLE_RESALE_AUTHORIZATION"],
    reference: "Catalog API, Work with channel partner private offers, UpdateNetPaymentTerms; Seller Guide, Net \
        payment terms",
    check: check,
}

fn check(cx: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let Some(authorization) = cx.authorization.filter(|_| cx.offer.kind() == Some(Kind::ChannelPartnerOffer))
    else {
        return;
    };
    let (Some(net_terms), Some(most)) = (cx.offer.net_terms.spanned(), authorization.offer.net_terms.get())
    else {
        return;
    };
    if net_terms.value <= *most {
        return;
    }
    let mut diagnostic = RULE
        .at(
            net_terms.span,
            msg!(
                "the buyer may pay within {net_terms} days, but the authorization allows {most}",
                net_terms = net_terms.value,
                most
            ),
        )
        .label(msg!("{days} longer", days = count!(net_terms.value - most, "day")))
        .help(msg!("write `net_terms: {most}`", most))
        .note(msg!("`{path}` says `net_terms: {most}`", path = authorization.path, most));
    if let Some(named) = cx.offer.resale.get().and_then(|resale| resale.authorization.span()) {
        diagnostic = diagnostic.also(named, msg!("allows {most} days", most));
    }
    found.push(diagnostic);
}
