//! An offer's name that the marketplace does not accept.

use crate::lint::rules::{Context, text};
use crate::offer::quote;
use crate::text::diagnostic::Diagnostic;
use crate::text::message::{count, msg};

rule! {
    /// The offer's `name` is blank, starts with a blank, is too long, or holds `\`, `<` or `>`.
    ///
    /// ## Why
    /// The buyer sees the name on the page of the offer and on the invoice. It has 1 to 150
    /// characters, that of a resale authorization up to 100, the first is no blank, and none of them
    /// may be a backslash or an angle bracket.
    ///
    /// ## What to do
    /// Write a name that distinguishes the offer from others, shorten it, or replace the character.
    ///
    /// ### Fails
    /// ```yaml
    /// name: Acme KK <three years>
    /// ```
    ///
    /// ### Passes
    /// ```yaml
    /// name: Acme KK (three years)
    /// ```
    name: "offer-name-invalid",
    level: Error,
    reference: "Catalog API, Work with private offers, CreateOffer; Work with resale authorizations, CreateResaleAuthorization",
    check: check,
}

fn check(cx: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let Some(name) = cx.offer.name.spanned() else { return };
    if name.value.trim().is_empty() {
        found.push(
            RULE.at(cx.head(name.span), msg!("the name of the offer is blank"))
                .label(msg!("says nothing"))
                .help(msg!("write what the buyer should read, for example `name: Acme KK, annual plan`")),
        );
        return;
    }
    if let Some(blank) = name.value.chars().next().filter(|c| c.is_whitespace()) {
        let message = msg!("the name starts with {character}", character = text::character(blank));
        found.push(RULE.at(cx.char_span(name, 0), message).label(msg!("here")).help(msg!("remove it")));
    }
    let wrong = |c: char| matches!(c, '\\' | '<' | '>');
    if let Some((at, c)) = name.value.char_indices().find(|(_, c)| wrong(*c)) {
        let message = msg!(
            "the name {name} holds {character}",
            name = quote(&name.value),
            character = text::character(c)
        );
        found.push(
            RULE.at(cx.char_span(name, at), message)
                .label(msg!("not allowed in a name"))
                .help(msg!("remove every `\\`, `<` and `>`, or write parentheses")),
        );
    }
    let Some(kind) = cx.offer.kind() else { return };
    let (length, most) = (name.value.chars().count(), cx.limits.name_of(kind));
    if length > most {
        let kind = text::kind(kind);
        found.push(
            RULE.at(
                cx.head(name.span),
                msg!(
                    "the name has {length} characters, but that of {kind} may have {most}",
                    length,
                    kind,
                    most
                ),
            )
            .label(msg!("{length} characters", length))
            .help(msg!("shorten it by {characters}", characters = count!(length - most, "character"))),
        );
    }
}
