//! An agreement text that is neither the standard contract nor a PDF.

use crate::lint::rules::Context;
use crate::offer::quote;
use crate::text::diagnostic::{Diagnostic, closest};
use crate::text::message::{Message, msg};

rule! {
    /// The `eula` is neither `standard` nor the https address of a PDF.
    ///
    /// ## Why
    /// An offer uses the marketplace's standard contract, or a PDF that the marketplace fetches when the
    /// offer is made. It accepts no other file, and no address without https.
    ///
    /// ## What to do
    /// Write `standard`, or the address of the PDF: `https://`, a host, and a path that ends in `.pdf`.
    /// A query may follow.
    ///
    /// ### Fails
    /// ```yaml
    /// legal: {eula: "http://legal.example.com/acme.pdf"}
    /// ```
    ///
    /// ### Passes
    /// ```yaml
    /// legal: {eula: "https://legal.example.com/acme.pdf"}
    /// ```
    name: "eula-invalid",
    level: Error,
    reference: "Catalog API, Work with private offers, UpdateLegalTerms",
    check: check,
}

fn check(cx: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let Some(eula) = cx.offer.legal.get().and_then(|legal| legal.eula.spanned()) else { return };
    let text = eula.value.as_str();
    if text == "standard" || is_address_of_a_pdf(text) {
        return;
    }
    let diagnostic = RULE
        .at(
            cx.head(eula.span),
            msg!(
                "the agreement text {text} is neither `standard` nor the address of a PDF",
                text = quote(text)
            ),
        )
        .label(what_is_wrong(text));
    found.push(match proposal(text) {
        Some(right) => diagnostic.help(msg!("write `{right}`", right)),
        None => diagnostic
            .help(msg!("write `standard`, or an address such as `https://example.com/agreement.pdf`")),
    });
}

/// Whether a text is `https://`, a host, and a path that ends in `.pdf`; a query may follow.
fn is_address_of_a_pdf(text: &str) -> bool {
    let Some((host, path)) = text.strip_prefix("https://").and_then(|rest| rest.split_once('/')) else {
        return false;
    };
    let path = path.split(['?', '#']).next().unwrap_or(path);
    let ends = |name: &str| name.len() > 4 && name.to_ascii_lowercase().ends_with(".pdf");
    let blank = text.contains(|c: char| c.is_whitespace() || c.is_control());
    !host.is_empty() && !host.contains(['?', '#']) && ends(path) && !blank
}

fn what_is_wrong(text: &str) -> Message {
    match text.split_once("://") {
        None => msg!("no address"),
        Some(_) if text.contains(char::is_whitespace) => msg!("an address has no spaces"),
        Some(("https", _)) => msg!("not the address of a PDF"),
        Some(_) => msg!("not reached by https"),
    }
}

/// What was most likely meant.
fn proposal(text: &str) -> Option<String> {
    let Some((scheme, rest)) = text.split_once("://") else {
        return closest(&text.trim().to_ascii_lowercase(), ["standard"]).map(str::to_owned);
    };
    let web = ["http", "https"].contains(&scheme.to_ascii_lowercase().as_str());
    let address = format!("https://{rest}");
    (web && is_address_of_a_pdf(&address)).then_some(address)
}
