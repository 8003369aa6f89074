//! Two offers of one run with the same id.

use crate::lint::rules::Context;
use crate::text::diagnostic::Diagnostic;
use crate::text::message::msg;

rule! {
    /// Two offers have the same `id`.
    ///
    /// ## Why
    /// The marketplace gives each offer its own id. If two documents share one, one of them is a copy
    /// whose id was not removed, and comparing it with a report or an agreement goes wrong.
    ///
    /// ## What to do
    /// Delete the `id` of the copy: the marketplace gives it a new one when it is created.
    ///
    /// ## Options
    /// All offers of one run are compared: those of a whole folder when a folder is checked.
    ///
    /// ### Fails
    /// ```yaml twin=offers/acme.yaml
    /// id: offer-3rexampleacme
    /// ```
    ///
    /// ### Passes
    /// ```yaml
    /// id: offer-3rexampleacme
    /// ```
    name: "duplicate-offer-id",
    level: Error,
    reference: "our own: the marketplace's offer ids are unique (Catalog API, DescribeEntity)",
    check: check,
}

fn check(cx: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let (Some(twin), Some(id)) = (&cx.twin, cx.offer.id.spanned()) else { return };
    found.push(
        RULE.at(id.span, msg!("`{id}` is also the id of another offer", id = id.value))
            .label(msg!("used twice"))
            .help(msg!("if this offer is a copy, delete it; the marketplace assigns a new id"))
            .note(msg!("the other offer is in {twin}", twin)),
    );
}
