//! A markup and a payment schedule in one request.

use crate::lint::rules::Context;
use crate::text::diagnostic::Diagnostic;
use crate::text::message::msg;

rule! {
    /// A channel partner offer sets both a markup and a payment schedule.
    ///
    /// ## Why
    /// With a markup, the marketplace works the schedule out of the authorization's; with a schedule, it
    /// takes that one. It refuses both at once.
    ///
    /// ## What to do
    /// Take out `UpdateMarkup`, or `UpdatePaymentScheduleTerms` with the prices that go with it.
    ///
    /// ### Fails
    /// ```json as=CreateOfferUsingResaleAuthorization
    /// [{"ChangeType": "UpdateMarkup", "DetailsDocument": {"Percentage": "5.0"}}]
    /// ```
    ///
    /// ### Passes
    /// ```json as=CreateOfferUsingResaleAuthorization without=UpdatePaymentScheduleTerms,UpdatePricingTerms
    /// [{"ChangeType": "UpdateMarkup", "DetailsDocument": {"Percentage": "5.0"}}]
    /// ```
    name: "markup-beside-schedule",
    level: Error,
    codes: ["INCOMPATIBLE_TERMS"],
    reference: "Catalog API, Work with channel partner private offers, UpdateMarkup",
    check: check,
}

fn check(cx: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let Some(said) = cx.said else { return };
    if found.iter().any(|finding| finding.rule == "key-of-another-kind") {
        // Only a partner's offer has a markup.
        return;
    }
    let markup = said.change("UpdateMarkup").zip(said.term("PaymentScheduleTerm"));
    let Some((markup, schedule)) = markup else { return };
    found.push(
        RULE.at(markup.span, msg!("there is a markup beside a payment schedule, but only one is taken"))
            .label(msg!("a markup"))
            .also(schedule.kind.span, msg!("and a schedule"))
            .help(msg!("take out `UpdateMarkup`, and bill the partner's amounts in the schedule"))
            .help(msg!(
                "take out `UpdatePaymentScheduleTerms`: the schedule then follows the authorization's"
            )),
    );
}
