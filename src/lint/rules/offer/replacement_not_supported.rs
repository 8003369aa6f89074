//! A replacement offer for a product that does not support it.

use crate::deal::sentences;
use crate::lint::rules::Context;
use crate::offer::{Kind, ProductType, quote};
use crate::text::diagnostic::Diagnostic;
use crate::text::message::msg;
use crate::text::source::Spanned;

rule! {
    /// A replacement offer is for a product whose agreements cannot be replaced.
    ///
    /// ## Why
    /// Only the agreements of SaaS contracts, with or without consumption, can be replaced while they
    /// run. For other products the old agreement continues, and so do its pending invoices.
    ///
    /// ## What to do
    /// Have the old agreement cancelled, and make a private offer instead.
    ///
    /// ### Fails
    /// ```yaml
    /// kind: replacement_offer
    /// product: {id: prod-w8ps2qexample, type: professional_services}
    /// term: {end: 2029-11-30}
    /// replaces: {agreement: agmt-5d1nr3xampleofanagreement}
    /// ```
    ///
    /// ### Passes
    /// ```yaml
    /// kind: replacement_offer
    /// product: {id: prod-k3xu7yexample, type: saas_contract}
    /// term: {end: 2029-11-30}
    /// replaces: {agreement: agmt-5d1nr3xampleofanagreement}
    /// ```
    name: "replacement-not-supported",
    level: Error,
    codes: ["INCOMPATIBLE_PRODUCT"],
    reference: "Catalog API, Work with private offers, CreateReplacementOffer; Seller Guide, Private offer upgrades and \
        renewals",
    check: check,
}

fn check(cx: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let model = cx.said.filter(|said| said.is_request()).and_then(|said| said.pricing_model.as_ref());
    let other = |model: &&Spanned<String>| ["Usage", "Byol", "Free"].contains(&model.value.as_str());
    if cx.offer.kind() == Some(Kind::ReplacementOffer)
        && let Some(model) = model.filter(other)
    {
        found.push(
            RULE.at(
                model.span,
                msg!(
                    "an agreement with the pricing model {model} cannot be replaced",
                    model = quote(&model.value)
                ),
            )
            .label(msg!("only `Contract` can"))
            .help(msg!("write `\"PricingModel\": \"Contract\"`, or create it with `CreateOffer`")),
        );
    }
    let Some(written) = cx.offer.product.get().and_then(|product| product.product_type.spanned()) else {
        return;
    };
    let product = written.value;
    // `product-without-installments` reports products that cannot have this offer at all.
    if cx.offer.kind() != Some(Kind::ReplacementOffer)
        || product.is_saas_contract()
        || cx.limits.term(product).is_none()
    {
        return;
    }
    let mut diagnostic =
        RULE.at(written.span, sentences::not_replaceable(product)).label(sentences::replaceable());
    if let Some(kind) = cx.offer.kind.span() {
        diagnostic = diagnostic.also(kind, msg!("to replace an agreement"));
    }
    let hourly = matches!(product, ProductType::AmiHourlyAnnual | ProductType::ContainerHourlyLongTerm);
    found.push(if hourly {
        diagnostic
            .help(msg!(
                "write `kind: private_offer`, and have the pending invoices of the old agreement cancelled"
            ))
            .note(msg!("a new offer takes the place of the old one, whose invoices go on unless cancelled"))
    } else {
        diagnostic.help(msg!("write `kind: private_offer`, and have the old agreement cancelled first"))
    });
}
