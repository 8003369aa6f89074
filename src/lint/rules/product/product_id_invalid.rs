//! An invalid product id.

use crate::lint::rules::Context;
use crate::offer::quote;
use crate::text::diagnostic::Diagnostic;
use crate::text::message::msg;

rule! {
    /// The product's `id` is neither `prod-…` nor a UUID, or too long.
    ///
    /// ## Why
    /// A request names the product by its entity id, and fails at once with any other text. The
    /// product's title, its address and the id in that address (`prodview-…`) are not it.
    ///
    /// ## What to do
    /// Copy the product id from the product's page in the management portal: `prod-` with letters
    /// and digits, or for older products a UUID. The title goes into `title`.
    ///
    /// ### Fails
    /// ```yaml
    /// product: {id: Globex Analytics Pro, type: saas_contract}
    /// ```
    /// ```yaml
    /// product: {id: prodview-k3xu7yexample, type: saas_contract}
    /// ```
    ///
    /// ### Passes
    /// ```yaml
    /// product: {id: prod-k3xu7yexample, type: saas_contract}
    /// ```
    name: "product-id-invalid",
    level: Error,
    reference: "Catalog API, Work with private offers, CreateOffer, `ProductId`",
    check: check,
}

fn check(cx: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let Some(id) = cx.offer.product.get().and_then(|product| product.id.spanned()) else { return };
    let text = id.value.as_str();
    let (length, most) = (text.chars().count(), cx.limits.product_id);
    let is_id = is_entity_id(text) || is_uuid(text);
    if is_id && length <= most {
        return;
    }
    let shown = quote(text);
    if is_id {
        found.push(
            RULE.at(
                cx.head(id.span),
                msg!("the product id has {length} characters, but may have {most}", length, most),
            )
            .label(msg!("{length} characters", length))
            .help(msg!("copy the product id from the product's page in the management portal")),
        );
        return;
    }
    let diagnostic = RULE.at(cx.head(id.span), msg!("{shown} is not a product id", shown));
    found.push(if text.starts_with("prodview-") {
        diagnostic
            .label(msg!("the id in the listing's address"))
            .help(msg!("copy the product id, `prod-…`, from the product's page in the management portal"))
    } else {
        diagnostic
            .label(msg!("neither `prod-…` nor a UUID"))
            .help(msg!("write the product id, `prod-` with letters and digits; a title goes into `title`"))
    });
}

/// `prod-` and ASCII letters or digits.
fn is_entity_id(text: &str) -> bool {
    let rest = text.strip_prefix("prod-").unwrap_or("");
    !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// 8, 4, 4, 4 and 12 hexadecimal digits between hyphens.
fn is_uuid(text: &str) -> bool {
    let groups: Vec<&str> = text.split('-').collect();
    groups.iter().map(|group| group.len()).eq([8, 4, 4, 4, 12])
        && groups.iter().all(|group| group.bytes().all(|byte| byte.is_ascii_hexdigit()))
}
