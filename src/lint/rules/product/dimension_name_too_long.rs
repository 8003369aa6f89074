//! A dimension's name that does not fit.

use crate::lint::rules::{Context, dimensions};
use crate::text::diagnostic::Diagnostic;

rule! {
    /// A dimension's `name` has more characters than the marketplace allows.
    ///
    /// ## Why
    /// The buyer sees the name in a narrow column of the price list. The console allows 24 characters,
    /// the API 80. A character is a letter, digit, blank or sign of any script.
    ///
    /// ## What to do
    /// Shorten the name; the `description` holds what it has to leave out.
    ///
    /// ## Options
    /// `dimension_limits = "api"` in `paysched.toml` uses the limits of the API.
    ///
    /// ### Fails
    /// ```yaml
    /// pricing:
    ///   dimensions:
    ///     - {key: admin_users, name: Administrators of the tenant, quantity: 25}
    /// ```
    ///
    /// ### Passes
    /// ```yaml
    /// pricing:
    ///   dimensions:
    ///     - {key: admin_users, name: Tenant administrators, quantity: 25}
    /// ```
    name: "dimension-name-too-long",
    level: Error,
    reference: "Seller Guide, SaaS contracts: 24 characters; Catalog API, AddDimensions, the published shape of `Name`: 80",
    check: check,
}

fn check(cx: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let most = (cx.dimension_texts().name, cx.limits.api.name);
    found.extend(dimensions::too_long(cx, &RULE, "name", |dimension| &dimension.name, most));
}
