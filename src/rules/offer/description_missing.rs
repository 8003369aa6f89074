//! An offer without a description.

use crate::diagnostic::Diagnostic;
use crate::rules::Context;

rule! {
    /// The offer has no `description`, which it needs before it is released.
    ///
    /// ## Why
    /// The marketplace releases no offer without one. A draft may still lack it, so this is only
    /// worth knowing.
    ///
    /// ## What to do
    /// Write a sentence that tells the offer from others. Only the seller reads it.
    ///
    /// ### Fails
    /// ```yaml
    /// # without: description
    /// name: Acme KK, three-year enterprise plan
    /// ```
    ///
    /// ### Passes
    /// ```yaml
    /// description: Enterprise plan for Acme KK
    /// ```
    name: "description-missing",
    level: Info,
    codes: ["MISSING_DESCRIPTION"],
    reference: "Catalog API, Work with private offers, ReleaseOffer",
    check: check,
}

fn check(cx: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let description = &cx.offer.description;
    let blank = description.spanned().filter(|written| written.value.trim().is_empty());
    let (span, label) = match (blank, cx.offer.name.span()) {
        (Some(written), _) => (cx.head(written.span), "says nothing"),
        (None, _) if !description.is_absent() => return,
        (None, Some(name)) => (cx.head(name), "named, but not described"),
        (None, None) => (cx.offer.marker, "this offer"),
    };
    found.push(
        RULE.at(span, "the offer has no `description`, without which it cannot be released")
            .label(label)
            .help("write a `description`, a sentence for yourself: the buyer does not see it"),
    );
}
