//! An offer without a description.

use crate::lint::rules::Context;
use crate::offer::{Field, Kind};
use crate::text::diagnostic::Diagnostic;
use crate::text::message::msg;

rule! {
    /// The offer has no `description`, which it needs before it is released.
    ///
    /// ## Why
    /// The marketplace does not release an offer without one. A draft may still lack it, so this is only
    /// information. A resale authorization needs none.
    ///
    /// ## What to do
    /// Write a sentence that distinguishes the offer from others. Only the seller reads it.
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
    // An authorization is released without one.
    if cx.offer.kind() == Some(Kind::ResaleAuthorization) {
        return;
    }
    let (description, name) = (&cx.offer.description, &cx.offer.name);
    let (span, label) = match description {
        Field::Invalid => return,
        Field::Given(written) if written.value.trim().is_empty() => {
            (cx.head(written.span), msg!("says nothing"))
        }
        Field::Given(_) => return,
        // Other missing keys come first; `missing-key` reports them.
        Field::Absent if name.is_absent() => return,
        Field::Absent => match name.span() {
            Some(name) => (cx.head(name), msg!("named, but not described")),
            None => (cx.offer.marker, msg!("not described")),
        },
    };
    found.push(
        RULE.at(span, msg!("the offer has no `description`, without which it cannot be released"))
            .label(label)
            .help(msg!("write a `description`, a sentence for yourself: the buyer does not see it")),
    );
}
