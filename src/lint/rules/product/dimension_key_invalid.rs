//! A dimension's key that the marketplace does not accept.

use crate::lint::rules::{Context, dimensions, text};
use crate::offer::{Dimension, ProductType, quote};
use crate::text::diagnostic::Diagnostic;
use crate::text::message::msg;
use crate::text::source::Spanned;

rule! {
    /// A dimension's `key` is too long, or has a character that is not allowed.
    ///
    /// ## Why
    /// The key is the API name by which the product asks for its entitlements. It is made of the letters
    /// `A` to `Z` in either case, digits, `_`, `.` and `-`, and cannot be changed once it is in use. The
    /// console allows 15 characters, the API 100. The instance or task types of machine images and
    /// containers may always have as many as the API allows.
    ///
    /// ## What to do
    /// Write the key exactly as the product has it. Text for people belongs in `name`.
    ///
    /// ## Options
    /// `dimension_limits = "api"` in `paysched.toml` uses the limits of the API.
    ///
    /// ### Fails
    /// ```yaml
    /// pricing:
    ///   dimensions:
    ///     - {key: admin users, quantity: 25}
    /// ```
    ///
    /// ### Passes
    /// ```yaml
    /// pricing:
    ///   dimensions:
    ///     - {key: admin_users, quantity: 25}
    /// ```
    name: "dimension-key-invalid",
    level: Error,
    reference: "Seller Guide, SaaS contracts: 15 characters; Catalog API, AddDimensions, the published shape of `Key`",
    check: check,
}

fn check(cx: &Context<'_>, found: &mut Vec<Diagnostic>) {
    found.extend(wrong_characters(cx));
    let api = cx.limits.api.key;
    let instance_types = cx.offer.product_type().is_none_or(ProductType::is_ami_or_container);
    let most = if instance_types { api } else { cx.dimension_texts().key };
    found.extend(dimensions::too_long(cx, &RULE, "key", |dimension| &dimension.key, (most, api)));
}

/// Whether the character is not allowed in a key.
fn is_wrong(c: char) -> bool {
    !(c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-'))
}

fn wrong_characters(cx: &Context<'_>) -> Option<Diagnostic> {
    let keys = cx.dimensions().iter().filter_map(|dimension| dimension.key.spanned());
    let wrong: Vec<_> = keys.filter(|key| key.value.is_empty() || key.value.contains(is_wrong)).collect();
    let [first, others @ ..] = wrong.as_slice() else { return None };
    let message = match (others, first.value.chars().find(|c| is_wrong(*c))) {
        ([], None) => msg!("the key of a dimension is empty"),
        ([], Some(c)) => msg!(
            "the key {first} holds {character}",
            first = quote(&first.value),
            character = text::character(c)
        ),
        _ => msg!("{count} keys are empty or hold characters that no key may have", count = wrong.len()),
    };
    let place = |key: &Spanned<String>| cx.char_span(key, key.value.find(is_wrong).unwrap_or_default());
    let mut diagnostic = RULE.at(place(first), message).label(msg!("not allowed in a key"));
    for key in others.iter().take(3) {
        diagnostic = diagnostic.also(place(key), msg!("nor is this"));
    }
    diagnostic = match proposal(cx.dimensions(), first) {
        Some(key) => diagnostic.help(msg!("write `{key}`, if that is the product's API name", key)),
        None => diagnostic.help(msg!("write the product's API name")),
    };
    Some(diagnostic.note(msg!("a key is made of `A` to `Z`, `a` to `z`, digits, `_`, `.` and `-`")))
}

/// The key with `_` for each character that is not allowed; `None` if that is not a name, or is taken.
fn proposal(dimensions: &[Dimension], key: &Spanned<String>) -> Option<String> {
    let clean = key.value.trim().replace(is_wrong, "_");
    let taken = dimensions.iter().any(|other| other.key.get() == Some(&clean));
    (clean.contains(|c: char| c.is_ascii_alphanumeric()) && !taken).then_some(clean)
}
