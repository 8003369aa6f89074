//! A description that begins with a blank.

use crate::lint::rules::offer::description_missing;
use crate::lint::rules::{Context, text};
use crate::offer::Kind;
use crate::text::diagnostic::Diagnostic;
use crate::text::message::msg;

rule! {
    /// The `description` of an offer starts with a blank, or a request sends an empty one.
    ///
    /// ## Why
    /// The marketplace refuses either at once; blanks at the end are taken. That of a resale authorization
    /// may start with a blank.
    ///
    /// ## What to do
    /// Remove the blank.
    ///
    /// ### Fails
    /// ```yaml
    /// description: " Enterprise plan for Acme KK"
    /// ```
    /// ```json
    /// [{"ChangeType": "UpdateInformation", "DetailsDocument": {"Name": "Acme KK", "Description": ""}}]
    /// ```
    ///
    /// ### Passes
    /// ```yaml
    /// description: "Enterprise plan for Acme KK "
    /// ```
    name: "description-invalid",
    level: Error,
    reference: "Catalog API, Work with private offers, UpdateInformation; the published pattern of `Description`",
    check: check,
}

fn check(cx: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let authorization = cx.offer.kind().is_none_or(|kind| kind == Kind::ResaleAuthorization);
    let Some(description) = cx.offer.description.spanned().filter(|_| !authorization) else { return };
    if description.value.trim().is_empty() {
        // An offer file with a blank description has none, and sends none.
        if cx.said.is_some_and(|said| said.is_request()) {
            found.retain(|finding| finding.rule != description_missing::RULE.name);
            found.push(
                RULE.at(cx.head(description.span), msg!("the description is blank"))
                    .label(msg!("says nothing"))
                    .help(msg!("write a sentence for yourself: the buyer does not see it")),
            );
        }
        return;
    }
    if let Some(blank) = description.value.chars().next().filter(|c| c.is_whitespace()) {
        let message = msg!("the description starts with {character}", character = text::character(blank));
        found
            .push(RULE.at(cx.char_span(description, 0), message).label(msg!("here")).help(msg!("remove it")));
    }
}
