//! Positive and negative targeting of one kind.

use crate::lint::rules::Context;
use crate::offer::quote;
use crate::text::diagnostic::Diagnostic;
use crate::text::message::msg;

rule! {
    /// An offer targets the same kind of thing both positively and negatively.
    ///
    /// ## Why
    /// A list of who may accept and a list of who may not contradict each other where they are of one
    /// kind; the marketplace refuses both.
    ///
    /// ## What to do
    /// Keep the positive list.
    ///
    /// ### Fails
    /// ```json
    /// [{"ChangeType": "UpdateTargeting",
    ///   "DetailsDocument": {"PositiveTargeting": {"BuyerAccounts": ["111122223333"],
    ///   "CountryCodes": ["JP"]}, "NegativeTargeting": {"CountryCodes": ["US"]}}}]
    /// ```
    ///
    /// ### Passes
    /// ```json
    /// [{"ChangeType": "UpdateTargeting",
    ///   "DetailsDocument": {"PositiveTargeting": {"BuyerAccounts": ["111122223333"]},
    ///   "NegativeTargeting": {"CountryCodes": ["US"]}}}]
    /// ```
    name: "targeted-twice",
    level: Error,
    codes: ["INVALID_TARGETING"],
    reference: "Catalog API, Work with private offers, UpdateTargeting",
    check: check,
}

fn check(cx: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let Some(said) = cx.said.filter(|said| said.is_request()) else { return };
    for (name, [positive, negative]) in &said.targeted_twice {
        let name = quote(name);
        found.push(
            RULE.at(*negative, msg!("{name} is targeted both positively and negatively", name))
                .label(msg!("shut out here"))
                .also(*positive, msg!("let in here"))
                .help(msg!("take {name} out of `NegativeTargeting`", name)),
        );
    }
}
