//! A dimension's description that does not fit.

use crate::lint::rules::{Context, dimensions};
use crate::text::diagnostic::Diagnostic;

rule! {
    /// A dimension's `description` has more characters than the marketplace allows.
    ///
    /// ## Why
    /// The buyer sees the description under the dimension's name. The console allows 70 characters, the
    /// API 1,000. A character is a letter, digit, blank or sign of any script.
    ///
    /// ## What to do
    /// Shorten the description.
    ///
    /// ## Options
    /// `dimension_limits = "api"` in `paysched.toml` uses the limits of the API.
    ///
    /// ### Fails
    /// ```yaml
    /// pricing:
    ///   dimensions:
    ///     - key: admin_users
    ///       description: Named administrators, who may invite, suspend and remove all other users
    ///       quantity: 25
    /// ```
    ///
    /// ### Passes
    /// ```yaml
    /// pricing:
    ///   dimensions:
    ///     - key: admin_users
    ///       description: Named administrators, who may invite and remove all other users
    ///       quantity: 25
    /// ```
    name: "dimension-description-too-long",
    level: Error,
    reference: "Seller Guide, SaaS contracts: 70 characters; Catalog API, AddDimensions, the published shape of \
        `Description`: 1,000",
    check: check,
}

fn check(cx: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let most = (cx.dimension_texts().description, cx.limits.api.description);
    found.extend(dimensions::too_long(cx, &RULE, "description", |dimension| &dimension.description, most));
}
