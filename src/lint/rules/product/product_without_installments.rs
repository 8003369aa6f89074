//! A product that cannot be paid in installments.

use crate::lint::rules::Context;
use crate::offer::ProductType;
use crate::text::diagnostic::Diagnostic;
use crate::text::message::{Message, msg};

rule! {
    /// A product of this type cannot be sold with a payment schedule.
    ///
    /// ## Why
    /// The marketplace supports flexible payment schedules for contracts: of SaaS products, machine
    /// images and containers, for hourly products with an annual or long-term price, and for
    /// professional services. What is billed by use or by the month has nothing to divide.
    ///
    /// ## What to do
    /// Check `type` first: a SaaS product with a contract and metered overage is
    /// `saas_contract_with_consumption`, not `saas_subscription`. If it is right, make the offer
    /// without a schedule, in the marketplace's console.
    ///
    /// ### Fails
    /// ```yaml
    /// product: {id: prod-k3xu7yexample, type: saas_subscription}
    /// ```
    ///
    /// ### Passes
    /// ```yaml
    /// product: {id: prod-k3xu7yexample, type: saas_contract_with_consumption}
    /// ```
    name: "product-without-installments",
    level: Error,
    codes: ["INCOMPATIBLE_PRODUCT"],
    reference: "Seller Guide, Supported product types for private offers",
    check: check,
}

fn check(cx: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let Some(written) = cx.offer.product.get().and_then(|product| product.product_type.spanned()) else {
        return;
    };
    let product = written.value;
    if cx.limits.term(product).is_some() {
        return;
    }
    let (why, way_out) = reason(product);
    found.push(
        RULE.at(
            written.span,
            msg!("a product of type `{product}` takes no installments", product = product.word()),
        )
        .label(why)
        .help(way_out),
    );
}

/// Why a type does not support installments, and what the seller may have meant.
fn reason(product: ProductType) -> (Message, Message) {
    use ProductType as P;
    match product {
        P::SaasSubscription => (
            msg!("billed by use"),
            msg!(
                "write `saas_contract_with_consumption` if there is a contract, \
                 else offer it without a schedule"
            ),
        ),
        P::AmiHourly => (
            msg!("billed by the hour"),
            msg!("write `ami_hourly_annual` if it has an annual price, else offer it without a schedule"),
        ),
        P::ContainerHourly => (
            msg!("billed by the hour"),
            msg!(
                "write `container_hourly_long_term` if it has such a price, else offer it without a schedule"
            ),
        ),
        P::AmiMonthly => (
            msg!("billed by the month"),
            msg!("write `ami_contract` if it is sold by contract, else offer it without a schedule"),
        ),
        P::Byol => {
            (msg!("the licence is not bought in the marketplace"), msg!("bill it outside the marketplace"))
        }
        P::Cloudformation => (
            msg!("several machine images in one template"),
            msg!("write `ami_contract` if one image is sold by contract, else offer it without a schedule"),
        ),
        _ => (msg!("not among the types with a payment schedule"), msg!("offer it without a schedule")),
    }
}
