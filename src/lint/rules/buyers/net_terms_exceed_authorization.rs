//! A partner's offer that lets the buyer pay later than the authorization does.

use crate::lint::rules::Context;
use crate::offer::Kind;
use crate::text::diagnostic::Diagnostic;

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
            format!("the buyer may pay within {} days, but the authorization allows {most}", net_terms.value),
        )
        .label(format!("{} days longer", net_terms.value - most))
        .help(format!("write `net_terms: {most}`"))
        .note(format!("`{}` says `net_terms: {most}`", authorization.path));
    if let Some(named) = cx.offer.resale.get().and_then(|resale| resale.authorization.span()) {
        diagnostic = diagnostic.also(named, format!("allows {most} days"));
    }
    found.push(diagnostic);
}
