//! A clear value in a form that no request may have.

use crate::lint::rules::Context;
use crate::marketplace::aws::import::said::{Form, Malformed};
use crate::offer::quote;
use crate::text::diagnostic::Diagnostic;
use crate::text::message::msg;
use crate::text::source::Spanned;

rule! {
    /// A day or an amount is clear, but not written as a request must write it.
    ///
    /// ## Why
    /// What the marketplace hands out has times and numbers; what it takes are days alone, and amounts as
    /// text with few decimals. It refuses a request with any other form at once.
    ///
    /// ## What to do
    /// Write the value as the message shows it.
    ///
    /// ### Fails
    /// ```json
    /// [{"ChangeType": "UpdatePaymentScheduleTerms",
    ///   "DetailsDocument": {"Terms": [{"Type": "PaymentScheduleTerm",
    ///   "CurrencyCode": "USD", "Schedule": [{"ChargeDate": "2027-01-15T00:00:00.000Z",
    ///   "ChargeAmount": "60000.00"}]}]}}]
    /// ```
    /// ```json
    /// [{"ChangeType": "UpdatePaymentScheduleTerms",
    ///   "DetailsDocument": {"Terms": [{"Type": "PaymentScheduleTerm",
    ///   "CurrencyCode": "USD", "Schedule": [{"ChargeDate": "2027-01-15",
    ///   "ChargeAmount": 60000.00}]}]}}]
    /// ```
    ///
    /// ### Passes
    /// ```json
    /// [{"ChangeType": "UpdatePaymentScheduleTerms",
    ///   "DetailsDocument": {"Terms": [{"Type": "PaymentScheduleTerm",
    ///   "CurrencyCode": "USD", "Schedule": [{"ChargeDate": "2027-01-15",
    ///   "ChargeAmount": "60000"}]}]}}]
    /// ```
    name: "malformed-request-value",
    level: Error,
    reference: "Catalog API, the published patterns of ChargeDate, ChargeAmount and Price",
    check: check,
}

fn check(cx: &Context<'_>, found: &mut Vec<Diagnostic>) {
    for Malformed { what, place: Spanned { value: text, span } } in
        cx.said.map_or(&[][..], |said| &said.malformed)
    {
        // What is too large or too precise has been said.
        if found.iter().any(|finding| finding.span() == *span) {
            continue;
        }
        let text = quote(text);
        found.push(match what {
            Form::Member => continue,
            Form::Day(day) => RULE
                .at(*span, msg!("a request gives a day alone, but this is {text}", text))
                .label(msg!("with a time"))
                .help(msg!("write `\"{day}\"`", day)),
            Form::Amount { value, decimals } => {
                let fits = *value <= cx.limits.amount && value.normalized().scale() <= *decimals;
                let most = cx.limits.amount;
                let finding = RULE
                    .at(*span, msg!("a request gives an amount as text with at most {decimals} decimals, but this is {text}", decimals, text))
                    .label(msg!("not of this form"));
                match fits {
                    true => finding.help(msg!("write `\"{value}\"`", value)),
                    false => finding.help(msg!("write an amount of at most {most}", most)),
                }
            }
        });
    }
}
