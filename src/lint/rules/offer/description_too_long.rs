//! A description that does not fit.

use crate::lint::rules::Context;
use crate::text::diagnostic::Diagnostic;
use crate::text::message::{count, msg};

rule! {
    /// The offer's `description` has more than 255 characters.
    ///
    /// ## Why
    /// The marketplace refuses a longer one. A character is a letter, digit, blank or sign of any
    /// script.
    ///
    /// ## What to do
    /// Shorten it. Only the seller reads it; what the buyer should know belongs in `name` and the
    /// agreement text.
    ///
    /// ### Fails
    /// ```yaml
    /// description:
    ///   Enterprise plan for Acme KK and its subsidiaries in Osaka, Nagoya, Fukuoka and Sapporo,
    ///   agreed upon with their purchasing on 2026-11-12 and confirmed by their board a week later,
    ///   with sixty thousand on acceptance and the remainder in thirty equal monthly installments.
    /// ```
    ///
    /// ### Passes
    /// ```yaml
    /// description: Enterprise plan for Acme KK, sixty thousand on acceptance, the rest monthly
    /// ```
    name: "description-too-long",
    level: Error,
    reference: "Catalog API, Work with private offers, UpdateInformation",
    check: check,
}

fn check(cx: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let Some(description) = cx.offer.description.spanned() else { return };
    let (length, most) = (description.value.chars().count(), cx.limits.description);
    if length > most {
        found.push(
            RULE.at(
                cx.head(description.span),
                msg!("the description has {length} characters, but may have {most}", length, most),
            )
            .label(msg!("{length} characters", length))
            .help(msg!("shorten it by {characters}", characters = count!(length - most, "character"))),
        );
    }
}
