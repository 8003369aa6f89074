//! Net terms that the marketplace does not have.

use crate::lint::rules::Context;
use crate::offer::quote;
use crate::text::diagnostic::Diagnostic;
use crate::text::message::msg;
use crate::text::words::or_list;

rule! {
    /// The payment due period is none that the marketplace has.
    ///
    /// ## Why
    /// An offer is due after 15, 30, 45, 60, 90 or 120 days, or as the buyer has agreed with the
    /// marketplace.
    ///
    /// ## What to do
    /// Write one of these periods, or take the term out.
    ///
    /// ### Fails
    /// ```json
    /// [{"ChangeType": "UpdateNetPaymentTerms",
    ///   "DetailsDocument": {"Terms": [{"Type": "NetPaymentTerm",
    ///   "PaymentDuePeriod": "P1M"}]}}]
    /// ```
    ///
    /// ### Passes
    /// ```json
    /// [{"ChangeType": "UpdateNetPaymentTerms",
    ///   "DetailsDocument": {"Terms": [{"Type": "NetPaymentTerm",
    ///   "PaymentDuePeriod": "P30D"}]}}]
    /// ```
    name: "unsupported-payment-period",
    level: Error,
    codes: ["INVALID_PAYMENT_DUE_PERIOD"],
    reference: "Catalog API, Work with private offers, UpdateNetPaymentTerms",
    check: check,
}

/// The periods that there are.
const PERIODS: [&str; 6] = ["P15D", "P30D", "P45D", "P60D", "P90D", "P120D"];

fn check(cx: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let periods = cx.said.and_then(|said| said.term("NetPaymentTerm")?.value("PaymentDuePeriod"));
    let Some(period) = periods.filter(|period| !PERIODS.contains(&period.value.as_str())) else { return };
    if found.iter().any(|finding| finding.span() == period.span) {
        return;
    }
    let known = or_list(&PERIODS.map(quote));
    found.push(
        RULE.at(period.span, msg!("payment cannot be due after {period}", period = quote(&period.value)))
            .label(msg!("no such period"))
            .help(msg!("write {known}", known)),
    );
}
