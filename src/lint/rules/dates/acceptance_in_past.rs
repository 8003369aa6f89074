//! A last day to accept before the offer is published.

use crate::lint::rules::Context;
use crate::offer::Field;
use crate::text::diagnostic::Diagnostic;
use crate::text::message::msg;

rule! {
    /// The last day to accept is before the day on which the offer is published.
    ///
    /// ## Why
    /// Such an offer has expired before anyone can see it, and the marketplace refuses it. For the day
    /// of release itself, at whose end it would expire, see `acceptance-on-release-day`. Without
    /// `release`, an offer is checked as of the day of the check.
    ///
    /// ## What to do
    /// Move `accept_by`. If the offer was published earlier than the file says, set `release` to
    /// the day on which that happened.
    ///
    /// ### Fails
    /// ```yaml
    /// release: 2026-12-01
    /// accept_by: 2026-11-30
    /// ```
    ///
    /// ### Passes
    /// ```yaml
    /// release: 2026-12-01
    /// accept_by: 2026-12-02
    /// ```
    name: "acceptance-in-past",
    level: Error,
    codes: ["INVALID_AVAILABILITY_END_DATE"],
    reference: "Catalog API, Work with private offers, UpdateAvailability",
    check: check,
}

fn check(cx: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let (Some(accept_by), Some(released)) = (cx.offer.accept_by.spanned(), cx.contract.reference_day) else {
        return;
    };
    let last_day = accept_by.value;
    if last_day >= released {
        return;
    }
    let day = cx.reference_words(released);
    let diagnostic = RULE
        .at(accept_by.span, msg!("the last day to accept, {last_day}, is before {day}", last_day, day))
        .label(msg!("expires at the end of this day"));
    let mut diagnostic = cx
        .also_reference_day(diagnostic, released)
        .help(msg!("set `accept_by: {released}` or later", released));
    if let Field::Absent = cx.offer.release {
        diagnostic = diagnostic.help(msg!("if the offer was published earlier, write that day as `release`"));
    }
    found.push(diagnostic);
}
