//! An agreement or authorization named by what is not its id.

use crate::lint::rules::Context;
use crate::offer::quote;
use crate::text::diagnostic::Diagnostic;
use crate::text::message::{Message, msg};
use crate::text::source::Spanned;

rule! {
    /// `replaces.agreement` or `resale.authorization` is not an id that the marketplace gives.
    ///
    /// ## Why
    /// A request names the replaced agreement and the authorization by their ids: `agmt-` or
    /// `resaleauthz-`, letters and digits. Any other text fails at once.
    ///
    /// ## What to do
    /// Copy the id from the management portal. An authorization can also be named by its file, such as
    /// `authorization.yaml`.
    ///
    /// ### Fails
    /// ```yaml
    /// kind: replacement_offer
    /// term: {end: 2029-11-30}
    /// replaces: {agreement: the agreement of last year}
    /// ```
    ///
    /// ### Passes
    /// ```yaml
    /// kind: replacement_offer
    /// term: {end: 2029-11-30}
    /// replaces: {agreement: agmt-5d1nr3xampleofanagreement}
    /// ```
    name: "reference-id-invalid",
    level: Error,
    reference: "Catalog API, Work with private offers, CreateReplacementOffer; Work with channel partner private offers, \
        CreateOfferUsingResaleAuthorization",
    check: check,
}

fn check(cx: &Context<'_>, found: &mut Vec<Diagnostic>) {
    if let Some(id) = cx.offer.replaces.get().and_then(|replaces| replaces.agreement.spanned())
        && !is_id(&id.value, "agmt-", cx.limits.agreement_id)
    {
        let message = msg!("{shown} is not the id of an agreement", shown = quote(&id.value));
        found.push(
            finding(cx, id, message).help(msg!("write the agreement's id, `agmt-` with letters and digits")),
        );
    }
    // A text with a dot or a slash names a file.
    if let Some(id) = cx.offer.resale.get().and_then(|resale| resale.authorization.spanned())
        && !id.value.contains(['.', '/'])
        && !is_id(&id.value, "resaleauthz-", cx.limits.authorization_id)
    {
        let message =
            msg!("{shown} is neither the id nor the file of an authorization", shown = quote(&id.value));
        found.push(
            finding(cx, id, message)
                .help(msg!("write its id, `resaleauthz-` with letters and digits, or its file, `….yaml`")),
        );
    }
}

fn finding(cx: &Context<'_>, id: &Spanned<String>, message: Message) -> Diagnostic {
    RULE.at(cx.head(id.span), message).label(msg!("not an id of the marketplace"))
}

/// The prefix with ASCII letters or digits, at most so many characters in all.
fn is_id(text: &str, prefix: &str, most: usize) -> bool {
    let rest = text.strip_prefix(prefix).unwrap_or("");
    !rest.is_empty() && text.len() <= most && rest.bytes().all(|byte| byte.is_ascii_alphanumeric())
}
