//! A clear value in a form that no request may have.

use crate::lint::rules::Context;
use crate::lint::rules::text::character;
use crate::marketplace::aws::import::said::{Malformed, RequestForm};
use crate::offer::quote;
use crate::text::diagnostic::{Diagnostic, names};
use crate::text::message::msg;
use crate::text::source::Spanned;
use crate::text::words::{self, or_list};

rule! {
    /// A value or a name of a request is not of the form that the marketplace takes.
    ///
    /// ## Why
    /// What the marketplace hands out has times and numbers; what it takes are days alone, and amounts as
    /// text with few decimals. It refuses a request with any other form at once, also where a member is
    /// written with a small first letter, as the Agreement API does, where it does not exist, or where a
    /// word is none of those that there are: the `Catalog` is `AWSMarketplace`, the `Intent` is `APPLY`.
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
    /// ```json
    /// [{"ChangeType": "UpdateAvailability",
    ///   "DetailsDocument": {"AvailabilityEndDate": "2026-12-31", "AvailabilityEndTime": "12:00"}}]
    /// ```
    ///
    /// ### Passes
    /// ```json
    /// [{"ChangeType": "UpdatePaymentScheduleTerms",
    ///   "DetailsDocument": {"Terms": [{"Type": "PaymentScheduleTerm",
    ///   "CurrencyCode": "USD", "Schedule": [{"ChargeDate": "2027-01-15",
    ///   "ChargeAmount": "60000"}]}]}}]
    /// ```
    name: names::MALFORMED_VALUE,
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
            RequestForm::Member => continue,
            RequestForm::Day(day) => RULE
                .at(*span, msg!("a request gives a day alone, but this is {text}", text))
                .label(msg!("with a time"))
                .help(msg!("write `\"{day}\"`", day)),
            RequestForm::Amount { value, decimals } => {
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
            RequestForm::Whole => RULE
                .at(*span, msg!("a request gives a whole number as such, but this is text, {text}", text))
                .label(msg!("in quotes"))
                .help(msg!("take the quotes away")),
            RequestForm::Filled => RULE
                .at(*span, msg!("{text} is an empty list, which no request may have", text))
                .label(msg!("nothing in it"))
                .help(msg!("add what is meant, or take the whole term out")),
            RequestForm::OneOfTwo => RULE
                .at(*span, msg!("a change has `Details` or `DetailsDocument`, but this one has both"))
                .label(msg!("the second one"))
                .help(msg!("take one of the two out")),
            RequestForm::Name(right) => RULE
                .at(*span, msg!("a request has no member {text}", text))
                .label(msg!("not spelt so"))
                .help(msg!("write {right}", right = quote(right))),
            RequestForm::Unknown(Some(right)) => RULE
                .at(*span, msg!("a request has no member {text}", text))
                .label(msg!("did you mean {right}?", right = quote(right)))
                .help(msg!("write {right}", right = quote(right))),
            RequestForm::Unknown(None) => RULE
                .at(*span, msg!("a request has no member {text}", text))
                .label(msg!("not taken here"))
                .help(msg!("take it out")),
            RequestForm::Word { name, words } => RULE
                .at(*span, msg!("{name} cannot be {text}", name = quote(name), text))
                .label(msg!("not a word that is taken"))
                .help(msg!("write {known}", known = or_list(&words.iter().map(|word| quote(word)).collect::<Vec<_>>()))),
            RequestForm::Most { name, count: 0, .. } => RULE
                .at(*span, msg!("{name} is empty", name = quote(name)))
                .label(msg!("says nothing"))
                .help(msg!("write it, or take {name} out", name = quote(name))),
            RequestForm::Most { name, count, most, of } => RULE
                .at(
                    *span,
                    msg!(
                        "{name} has {found}, but may have {most}",
                        name = quote(name),
                        found = words::count(*count, of),
                        most
                    ),
                )
                .label(msg!("more than are taken"))
                .help(msg!("leave at most {most}", most)),
            RequestForm::Character { name, c } => RULE
                .at(*span, msg!("{name} holds {character}", name = quote(name), character = character(*c)))
                .label(msg!("not taken here"))
                .help(msg!("write it with letters, digits and `-`")),
            RequestForm::Range { name, least, most } => RULE
                .at(*span, msg!("{name} is {text}, but from {least} to {most}", name = quote(name), text, least, most))
                .label(msg!("not in this range"))
                .help(msg!("write a whole number from {least} to {most}", least, most)),
            RequestForm::Entity(right) => RULE
                .at(*span, msg!("a request has no entity of the type {text}", text))
                .label(msg!("not of this form"))
                .help(msg!("write {right}", right = quote(right))),
        });
    }
}
