//! An offer that expires on the day on which it is released.

use crate::lint::rules::{Context, days};
use crate::text::diagnostic::Diagnostic;
use crate::text::message::msg;

rule! {
    /// The last day to accept is the day of release.
    ///
    /// ## Why
    /// The marketplace's pages say that the day of expiry is in the future when an offer is released;
    /// they do not say whether the same day counts. The buyer would have a few hours at best.
    ///
    /// ## What to do
    /// Give the buyer at least until the next day. An accepted offer shows that the marketplace allowed
    /// it, so this rule is silent then, and also without `release`.
    ///
    /// ### Fails
    /// ```yaml
    /// release: 2026-12-01
    /// accept_by: 2026-12-01
    /// ```
    ///
    /// ### Passes
    /// ```yaml
    /// release: 2026-12-01
    /// accept_by: 2026-12-02
    /// ```
    name: "acceptance-on-release-day",
    level: Warning,
    codes: ["INVALID_AVAILABILITY_END_DATE"],
    reference: "Catalog API, Work with private offers, UpdateAvailability: `AvailabilityEndDate` lies in the future",
    check: check,
}

fn check(cx: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let offer = cx.offer;
    let (Some(release), Some(accept_by)) = (offer.release.spanned(), offer.accept_by.spanned()) else {
        return;
    };
    if accept_by.value != release.value || !offer.accepted.is_absent() {
        return;
    }
    let (day, next) = (release.value, days::later(release.value, 1));
    found.push(
        RULE.at(accept_by.span, msg!("the last day to accept, {day}, is the day of release", day))
            .label(msg!("expires at the end of this day"))
            .also(release.span, msg!("released on this day"))
            .help(msg!("set `accept_by: {next}` or later", next))
            .note(msg!("the marketplace's pages say that the day of expiry lies in the future")),
    );
}
