//! More changes than one request may have.

use crate::lint::rules::Context;
use crate::text::diagnostic::Diagnostic;
use crate::text::message::msg;

rule! {
    /// A change set has more than 20 changes.
    ///
    /// ## Why
    /// The marketplace refuses a larger request at once.
    ///
    /// ## What to do
    /// Split it: create and fill the offer with one request, and send the rest with its id when that has
    /// succeeded.
    ///
    /// ### Fails
    /// ```json repeat=21
    /// [{"ChangeType": "UpdateAvailability",
    ///   "DetailsDocument": {"AvailabilityEndDate": "2026-12-31"}}]
    /// ```
    ///
    /// ### Passes
    /// ```json repeat=20
    /// [{"ChangeType": "UpdateAvailability",
    ///   "DetailsDocument": {"AvailabilityEndDate": "2026-12-31"}}]
    /// ```
    name: "too-many-changes",
    level: Error,
    reference: "Catalog API, StartChangeSet",
    check: check,
}

fn check(cx: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let most = cx.limits.request.changes;
    let Some(said) = cx.said.filter(|_| cx.document.number == 1) else { return };
    let Some(over) = said.changes.get(most) else { return };
    let count = said.changes.len();
    found.push(
        RULE.at(over.span, msg!("there are {count} changes, but a request has at most {most}", count, most))
            .label(msg!("the first that is too many"))
            .help(msg!("send the changes from here on with a second request")),
    );
}
