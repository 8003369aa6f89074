//! A partner's offer with a payment due period that the authorization does not allow.

use crate::lint::rules::Context;
use crate::offer::{Field, Kind};
use crate::text::diagnostic::Diagnostic;
use crate::text::message::{count, msg};

rule! {
    /// A channel partner offer gives the buyer longer to pay than its authorization, or only one has net terms.
    ///
    /// ## Why
    /// The seller's authorization fixes how long the buyer may take to pay. A partner may ask for
    /// payment sooner, not later; the marketplace refuses an offer that goes beyond. It also refuses
    /// one where only the offer, or only the authorization, has net terms.
    ///
    /// ## What to do
    /// Set `net_terms` to the authorization's days or fewer, delete it if the authorization has none, or
    /// have the seller issue another authorization. If the authorization is not a readable file, this
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
    let (own, theirs) = (&cx.offer.net_terms, &authorization.offer.net_terms);
    let named = cx.offer.resale.get().and_then(|resale| resale.authorization.span());
    let path = &authorization.path;
    found.extend(match (own, theirs) {
        (Field::Given(own), Field::Given(theirs)) if own.value > theirs.value => {
            let (days, most) = (own.value, theirs.value);
            let message =
                msg!("the buyer may pay within {days} days, but the authorization allows {most}", days, most);
            let diagnostic = RULE
                .at(own.span, message)
                .label(msg!("{days} longer", days = count!(days - most, "day")))
                .help(msg!("write `net_terms: {most}`", most))
                .note(msg!("`{path}` says `net_terms: {most}`", path, most));
            Some(match named {
                Some(named) => diagnostic.also(named, msg!("allows {most} days", most)),
                None => diagnostic,
            })
        }
        (Field::Given(own), Field::Absent) => {
            let days = own.value;
            let diagnostic = RULE
                .at(
                    own.span,
                    msg!(
                        "the buyer may pay within {days} days, but the authorization has no net terms",
                        days
                    ),
                )
                .label(msg!("only here"))
                .help(msg!("delete `net_terms`, or have the seller issue an authorization with them"));
            Some(match named {
                Some(named) => diagnostic.also(named, msg!("has no `net_terms`")),
                None => diagnostic,
            })
        }
        (Field::Absent, Field::Given(theirs)) => {
            let most = theirs.value;
            Some(
                RULE.at(
                    named.unwrap_or(cx.offer.marker),
                    msg!("the authorization has net terms of {most} days, but the offer has none", most),
                )
                .label(msg!("allows {most} days", most))
                .help(msg!("write `net_terms: {most}`, or fewer days", most)),
            )
        }
        _ => None,
    });
}
