//! The latest start that an authorization allows.

use crate::lint::rules::Context;
use crate::offer::{add_months, parse_date, quote};
use crate::text::diagnostic::Diagnostic;
use crate::text::message::{Value, msg};

rule! {
    /// The latest start that an authorization allows is over already, or more than three years away.
    ///
    /// ## Why
    /// `MaximumAgreementStartDate` bounds when the agreements of the partner's buyers may start. It is in
    /// the future, and at most three years away.
    ///
    /// ## What to do
    /// Write a day within the bounds, as `2027-12-31`.
    ///
    /// ### Fails
    /// ```json as=CreateResaleAuthorization
    /// [{"ChangeType": "UpdateAvailability",
    ///   "DetailsDocument": {"AvailabilityEndDate": "2026-12-31", "OffersMaxQuantity": 1}},
    ///  {"ChangeType": "UpdateBuyerValidityTerms", "DetailsDocument": {"Terms": [
    ///   {"Type": "BuyerValidityTerm", "MaximumAgreementStartDate": "2030-01-01"}]}}]
    /// ```
    ///
    /// ### Passes
    /// ```json as=CreateResaleAuthorization
    /// [{"ChangeType": "UpdateAvailability",
    ///   "DetailsDocument": {"AvailabilityEndDate": "2026-12-31", "OffersMaxQuantity": 1}},
    ///  {"ChangeType": "UpdateBuyerValidityTerms", "DetailsDocument": {"Terms": [
    ///   {"Type": "BuyerValidityTerm", "MaximumAgreementStartDate": "2028-01-01"}]}}]
    /// ```
    name: "latest-start-invalid",
    level: Error,
    codes: ["INVALID_MAXIMUM_AGREEMENT_START_DATE"],
    reference: "Catalog API, Work with resale authorizations, UpdateBuyerValidityTerms",
    check: check,
}

fn check(cx: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let Some(said) = cx.said.filter(|said| said.is_request()) else { return };
    let latest = said.terms.iter().find_map(|term| term.value("MaximumAgreementStartDate"));
    let Some(written) = latest else { return };
    let months = cx.limits.start_months;
    let (today, last) = (cx.as_of, add_months(cx.as_of, i64::from(months)));
    let (after, until) = (Value::volatile(today), Value::volatile(last));
    let day = quote(&written.value);
    let finding = match parse_date(&written.value) {
        Ok(start) if start > today && start <= last => return,
        Ok(start) if start <= today => {
            RULE.at(written.span, msg!("the latest start, {day}, is not after {after}", day, after))
        }
        Ok(_) => RULE.at(
            written.span,
            msg!("the latest start, {day}, is more than {months} months after {after}", day, months, after,),
        ),
        Err(_) => RULE.at(written.span, msg!("the latest start, {day}, is no day", day)),
    };
    found.push(finding.label(msg!("the latest start")).help(msg!(
        "write a day after {after}, and not after {until}",
        after,
        until
    )));
}
