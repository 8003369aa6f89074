//! Two accepted offers of one buyer for one product that run at the same time.

use crate::lint::rules::Context;
use crate::offer::ProductType;
use crate::text::diagnostic::Diagnostic;
use crate::text::message::msg;

rule! {
    /// Two agreements of one buyer for one product run at the same time.
    ///
    /// ## Why
    /// A buyer has one agreement for a product; a new one replaces it, or begins when it has ended. If
    /// two files say otherwise, one of them is wrong or was forgotten, and `calendar` and `reconcile`
    /// expect the money of both.
    ///
    /// ## What to do
    /// Say in the earlier one when it `ended`, or make the later one a replacement offer that names it.
    /// It is reported in the one whose contract starts later. Two contracts may share the day on which
    /// one ends.
    ///
    /// ## Options
    /// All accepted offers of one run are compared: those of a whole folder when a folder is checked.
    /// Professional services are left out, and so are the products that `concurrent_agreements` in
    /// `paysched.toml` lists.
    ///
    /// ### Fails
    /// ```yaml overlap=offers/acme-2026.yaml
    /// accepted: 2026-12-10
    /// ```
    ///
    /// ### Passes
    /// ```yaml
    /// accepted: 2026-12-10
    /// ```
    ///
    /// ```yaml overlap=offers/acme-2026.yaml
    /// accepted: 2026-12-10
    /// product: {id: prod-k3xu7yexample, type: professional_services}
    /// ```
    ///
    /// ```yaml overlap=offers/acme-2026.yaml set:concurrent_agreements=prod-k3xu7yexample
    /// accepted: 2026-12-10
    /// ```
    name: "overlapping-offers",
    level: Warning,
    reference: "our own: a buyer has one agreement for a product (AWS Marketplace Buyer Guide, private offers)",
    check: check,
}

fn check(cx: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let (Some(overlap), Some(accepted)) = (&cx.overlap, cx.offer.accepted.spanned()) else { return };
    let product = cx.offer.product.get();
    let services =
        product.and_then(|product| product.product_type.get()) == Some(&ProductType::ProfessionalServices);
    let Some(id) = product.and_then(|product| product.id.get()).filter(|_| !services) else { return };
    if cx.options.concurrent_agreements.contains(id) {
        return;
    }
    let (other, from, to) = (&overlap.other(), overlap.from, overlap.to);
    found.push(
        RULE.at(
            accepted.span,
            msg!("this agreement and that of {other} both run from {from} to {to}", other, from, to),
        )
        .label(msg!("accepted for a buyer and a product of the other one"))
        .help(msg!("if the other one ended earlier, write `ended: {from}`, or the day, there", from))
        .help(msg!(
            "if this one replaces it, write `kind: replacement_offer` and name it in `replaces.schedule`"
        ))
        .help(msg!("if both are meant, write `concurrent_agreements = [\"{id}\"]` in paysched.toml", id,)),
    );
}
