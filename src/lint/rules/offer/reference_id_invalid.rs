//! An offer, agreement or authorization named by what is not its id.

use crate::lint::rules::Context;
use crate::offer::{Kind, quote};
use crate::text::diagnostic::Diagnostic;
use crate::text::message::{Message, msg};
use crate::text::source::Spanned;

rule! {
    /// `id`, `replaces.agreement` or `resale.authorization` is not an id that the marketplace gives.
    ///
    /// ## Why
    /// A request names the offer that it changes, the replaced agreement and the authorization by their
    /// ids: `offer-`, `agmt-` or `resaleauthz-`, letters and digits. Any other text fails at once.
    ///
    /// ## What to do
    /// Copy the id from the management portal. An offer that has none yet has no `id`; a number of your own
    /// belongs under `labels`. An authorization can also be named by its file, such as `authorization.yaml`.
    ///
    /// ### Fails
    /// ```yaml
    /// kind: replacement_offer
    /// term: {end: 2029-11-30}
    /// replaces: {agreement: the agreement of last year}
    /// ```
    ///
    /// ```yaml
    /// id: Q-2026-0815
    /// ```
    ///
    /// ### Passes
    /// ```yaml
    /// id: offer-3rexampleacme
    /// ```
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
    found.extend(own(cx));
    if let Some(id) = cx.offer.replaces.get().and_then(|replaces| replaces.agreement.spanned())
        && !is_id(&id.value, "agmt-", cx.limits.agreement_id)
    {
        let message = msg!("{shown} is not the id of an agreement", shown = quote(&id.value));
        found.push(
            finding(cx, id, message).help(msg!("write the agreement's id, `agmt-` with letters and digits")),
        );
    }
    if let Some(id) = cx.offer.resale.get().and_then(|resale| resale.authorization.spanned())
        && !is_file(&id.value)
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

/// The offer's own id.
fn own(cx: &Context<'_>) -> Option<Diagnostic> {
    // What the marketplace itself calls so is an id.
    cx.said.is_none_or(|said| said.is_request()).then_some(())?;
    let (id, kind) = (cx.offer.id.spanned()?, cx.offer.kind()?);
    let (prefix, message) = match kind {
        Kind::ResaleAuthorization => {
            ("resaleauthz-", msg!("{shown} is not the id of an authorization", shown = quote(&id.value)))
        }
        _ => ("offer-", msg!("{shown} is not the id of an offer", shown = quote(&id.value))),
    };
    if is_id(&id.value, prefix, cx.limits.entity_id) {
        return None;
    }
    let finding = finding(cx, id, message)
        .help(msg!("write the id that the marketplace gave, `{prefix}` with letters and digits", prefix));
    Some(match cx.said {
        Some(_) => finding,
        None => {
            finding.help(msg!("leave `id` out until it has one; a number of your own belongs under `labels`"))
        }
    })
}

fn finding(cx: &Context<'_>, id: &Spanned<String>, message: Message) -> Diagnostic {
    RULE.at(cx.head(id.span), message).label(msg!("not an id of the marketplace"))
}

/// Whether a text names an offer file.
fn is_file(text: &str) -> bool {
    text.rsplit_once('.')
        .is_some_and(|(_, ending)| ending.eq_ignore_ascii_case("yaml") || ending.eq_ignore_ascii_case("yml"))
}

/// The prefix with ASCII letters or digits, at most so many characters in all.
fn is_id(text: &str, prefix: &str, most: usize) -> bool {
    let rest = text.strip_prefix(prefix).unwrap_or("");
    !rest.is_empty() && text.len() <= most && rest.bytes().all(|byte| byte.is_ascii_alphanumeric())
}
