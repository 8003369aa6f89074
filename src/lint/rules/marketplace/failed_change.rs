//! A change that the marketplace refused.

use crate::lint::rules::Context;
use crate::offer::quote;
use crate::text::diagnostic::Diagnostic;
use crate::text::message::msg;

rule! {
    /// The answer says that the marketplace refused a change.
    ///
    /// ## Why
    /// A change set that failed changes nothing, whatever else it holds. Its answer has the reason, which
    /// a reader of hundreds of lines easily passes over.
    ///
    /// ## What to do
    /// Correct what the marketplace says, and send the request again; `paysched explain` with the code
    /// says more.
    ///
    /// ### Fails
    /// ```json
    /// [{"ChangeType": "UpdateAvailability", "DetailsDocument": {"AvailabilityEndDate": "2026-12-31"},
    ///   "ErrorDetailList": [{"ErrorCode": "INCOMPATIBLE_TERMS", "ErrorMessage": "The offer has expired."}]}]
    /// ```
    ///
    /// ### Passes
    /// ```json
    /// [{"ChangeType": "UpdateAvailability", "DetailsDocument": {"AvailabilityEndDate": "2026-12-31"},
    ///   "ErrorDetailList": []}]
    /// ```
    name: "failed-change",
    level: Error,
    reference: "Catalog API, DescribeChangeSet",
    check: check,
}

fn check(cx: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let refusals = cx.said.filter(|_| cx.document.number == 1).map_or(&[][..], |said| &said.refusals);
    for (code, words) in refusals {
        found.push(
            RULE.at(code.span, msg!("the marketplace refused this change: {words}", words = quote(words)))
                .label(msg!("{code}", code = code.value))
                .help(msg!("`paysched explain {code}` says what it means", code = code.value)),
        );
    }
}
